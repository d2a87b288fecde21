/*
 * cargo.c - crates: what cargo unpacked, or fetched, and .crate files; see way.h.
 *
 * Places: The Cargo Book, "Cargo Home"; "Registry Index" ("dl" of config.json), 2026-11.
 */
#include "composition/outside/way.h"
#include "resolve/cargo/index.h"
#include "strata/limits.h"
#include "text/json.h"

struct search {
	struct outside_look *look;
	struct strata_str name; /* "serde-1.0.1" */
	struct outside_copy *out;
};

static void take_unpacked(struct strata_str folder, struct strata_str name, void *payload)
{
	struct search *s = payload;
	struct strata_str path = STRATA_CONCAT(s->look->arena, folder, STRATA_STR("/"), name,
					       STRATA_STR("/"), s->name);

	if (s->out->kind || !outside_is_folder(path))
		return;
	s->out->kind = OUTSIDE_FOLDER;
	s->out->folder.path = path;
}

static void take_fetched(struct strata_str folder, struct strata_str name, void *payload)
{
	struct search *s = payload;
	struct strata_str path = STRATA_CONCAT(s->look->arena, folder, STRATA_STR("/"), name,
					       STRATA_STR("/"), s->name, STRATA_STR(".crate"));

	if (s->out->kind || !outside_is_file(path))
		return;
	s->out->kind = OUTSIDE_FILE;
	s->out->path = path;
}

static struct strata_str checksum_of(const struct strata_component *c)
{
	for (size_t i = 0; i < c->checksums.count; i++)
		if (strata_str_starts(c->checksums.items[i], STRATA_STR("sha256:")))
			return strata_str_skip(c->checksums.items[i], 7);
	return STRATA_STR("");
}

/* A vendored crate says which archive it was: the one that the lockfile names. */
static bool is_vendored(struct search *s, struct strata_str folder, const struct strata_component *c)
{
	struct strata_str sum = checksum_of(c);
	struct strata_buf text = STRATA_BUF_INIT;
	bool found = sum.len &&
		     outside_read(&text,
				  strata_arena_join(s->look->arena, folder,
						    STRATA_STR("/.cargo-checksum.json"), STRATA_NONE),
				  STRATA_LIMIT_METADATA_BYTES) &&
		     strata_str_find(strata_buf_str(&text), sum) != STRATA_NPOS;

	strata_buf_release(&text);
	return found;
}

/* What `cargo vendor` put beside the tree, with the version where there are several of a crate. */
static void find_vendored(struct search *s, const struct strata_component *c)
{
	struct strata_str project = outside_project(s->look, c);
	const struct strata_str names[] = { s->name, c->name };

	for (size_t i = 0; project.len && !s->out->kind && i < 2; i++) {
		struct strata_str path =
			STRATA_CONCAT(s->look->arena, project, STRATA_STR("/vendor/"), names[i]);

		if (!is_vendored(s, path, c))
			continue;
		s->out->kind = OUTSIDE_FOLDER;
		s->out->folder.path = path;
	}
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_arena *arena = look->arena;
	struct strata_str home = outside_place(look, "CARGO_HOME", ".cargo");
	struct search s = { look, STRATA_CONCAT(arena, c->name, STRATA_STR("-"), c->version), out };

	if (c->source.len)
		return;
	find_vendored(&s, c);
	if (!home.ptr)
		return;
	outside_each(strata_arena_join(arena, home, STRATA_STR("/registry/src"), STRATA_NONE),
		     take_unpacked, &s);
	outside_each(strata_arena_join(arena, home, STRATA_STR("/registry/cache"), STRATA_NONE),
		     take_fetched, &s);
}

/* --- registry ---------------------------------------------------------------------------------- */

static struct registry_ask config_ask(const struct outside_asker *a, const struct registry_server *s)
{
	return (struct registry_ask){
		.settings = a->in.settings,
		.url = strata_arena_join(a->in.scratch, s->url, STRATA_STR("/config.json"), STRATA_NONE),
		.kept = !registry_is_online(a->in.registry),
	};
}

static void want(struct outside_asker *a, const struct strata_component *c)
{
	const struct registry_server *server = registry_server_of(a->in.settings, STRATA_STR(""));
	struct registry_ask ask;

	if (!server || c->source.len)
		return;
	ask = config_ask(a, server);
	registry_want(a->in.registry, &ask);
}

/* The address of downloads, once for all; kept as the asker's own. */
static int read_config(const struct strata_str **out, struct outside_asker *a, struct strata_error *err)
{
	const struct registry_server *server = registry_server_of(a->in.settings, STRATA_STR(""));
	struct registry_answer answer;
	struct registry_ask ask;
	struct strata_str *dl;
	struct node *top;
	int rc;

	*out = a->kept;
	if (a->kept)
		return 0;
	if (!server)
		return registry_unknown(a->in.settings, err);
	ask = config_ask(a, server);
	if ((rc = registry_get(&answer, a->in.registry, &ask, err)) < 0)
		return rc;
	rc = json_map(&top, strata_arena_dup(a->in.scratch, answer.body), JSON_STRICT, a->in.scratch,
		      err);
	registry_release(a->in.registry, &answer);
	if (rc < 0)
		return rc;
	dl = strata_arena_alloc(a->in.scratch, sizeof(*dl));
	*dl = node_text(top, "dl");
	if (!dl->len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "config.json of the index has no 'dl'");
	*out = a->kept = dl;
	return 0;
}

static void add_marker(struct strata_buf *url, struct strata_str marker, const struct strata_component *c,
		       struct strata_arena *arena)
{
	struct strata_str path = cargo_index_path(c->name, arena), prefix = strata_path_dir(path);

	if (strata_str_eq(marker, STRATA_STR("{crate}")))
		strata_buf_add(url, c->name);
	else if (strata_str_eq(marker, STRATA_STR("{version}")))
		strata_buf_add(url, c->version);
	else if (strata_str_eq(marker, STRATA_STR("{lowerprefix}")) ||
		 strata_str_eq(marker, STRATA_STR("{prefix}")))
		strata_buf_add(url, prefix);
	else if (strata_str_eq(marker, STRATA_STR("{sha256-checksum}")))
		strata_buf_add(url, checksum_of(c));
	else
		strata_buf_add(url, marker);
}

/* "dl" with its markers filled in; without any, what the book says follows it. */
static struct strata_str address_of(struct strata_str dl, const struct strata_component *c,
				    struct strata_arena *arena)
{
	struct strata_buf url = STRATA_BUF_INIT;
	struct strata_str rest = dl, out;
	size_t open, close;

	while ((open = strata_str_chr(rest, '{')) != STRATA_NPOS &&
	       (close = strata_str_chr(strata_str_skip(rest, open), '}')) != STRATA_NPOS) {
		strata_buf_add(&url, strata_str_take(rest, open));
		add_marker(&url, strata_str_take(strata_str_skip(rest, open), close + 1), c, arena);
		rest = strata_str_skip(rest, open + close + 1);
	}
	strata_buf_add(&url, rest);
	if (strata_str_chr(dl, '{') == STRATA_NPOS)
		strata_buf_addf(&url, "/%.*s/%.*s/download", STRATA_ARG(c->name), STRATA_ARG(c->version));
	out = strata_arena_dup(arena, strata_buf_str(&url));
	strata_buf_release(&url);
	return out;
}

static bool is_plain(struct strata_str text)
{
	return outside_is_plain(text, "-_.+");
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	const struct strata_str *dl;
	int rc;

	if (c->source.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "it comes from no registry that is known");
	if (!is_plain(c->name) || !is_plain(c->version) || !cargo_index_path(c->name, a->in.scratch).ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no crate can have that name");
	if ((rc = read_config(&dl, a, err)) < 0)
		return rc;
	out->ask = (struct registry_ask){ .settings = a->in.settings,
					  .url = address_of(*dl, c, a->in.scratch) };
	return 0;
}

const struct outside_way outside_way_cargo = {
	.ecosystem = &strata_ecosystem_cargo,
	.config = &registry_config_cargo,
	.tree = "vendor/NAME vendor/NAME-VERSION",
	.find = find,
	.want = want,
	.offer = offer,
};
