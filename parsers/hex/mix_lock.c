/*
 * mix.lock: what Mix resolved, exactly.
 *
 * An Elixir map, before Elixir 1.0 a keyword list, from the application to a tuple:
 * {:hex, :package, "version", "checksum of the content", [managers], [dependencies],
 * "repository", "checksum of the archive"}, older ones shorter, the first of all
 * {:package, "version"}; or {:git, "address", "commit", [options]}, which has no version.
 * A dependency is {:application, "requirement", [hex: :package, ...]}. An entry that is
 * damaged costs itself only.
 *
 * Which dependencies are direct, and for what, is said in mix.exs alone.
 *
 * Format: Hex's Hex.SCM and Mix.SCM.Git, 2026-11.
 */
#include "terms/terms.h"
#include "strata/format.h"
#include "strata/map.h"

/* One dependency of a package. */
struct want {
	int from;
	enum strata_scope scope;
	struct strata_str name;
};

STRATA_VEC(wants, struct want);

struct reader {
	struct strata_facts *out;
	struct strata_map by_app; /* application -> package */
	struct wants wants;
};

static void add_checksum(struct strata_facts *out, struct strata_package *p, struct strata_str hex)
{
	if (hex.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha256:"), hex, STRATA_NONE);
}

/* The repository "hexpm" is the usual one. */
static bool add_hex(struct reader *r, const struct node *entry)
{
	struct strata_str name = term_text(entry, 1), version = term_text(entry, 2);
	struct strata_str repository = term_text(entry, 6), outer = term_text(entry, 7);
	struct strata_package *p;

	if (!name.len || !version.len)
		return false;
	p = strata_facts_add(r->out, name, version, entry->line);
	add_checksum(r->out, p, outer.len ? outer : STRATA_NONE);
	if (repository.len && !strata_str_eq(repository, STRATA_STR("hexpm")))
		p->source = strata_arena_join(r->out->arena, STRATA_STR("hex:"), repository,
					      STRATA_NONE);
	return true;
}

static bool add_git(struct reader *r, const struct node *entry)
{
	struct strata_str url = term_text(entry, 1), commit = term_text(entry, 2);
	struct strata_package *p;

	if (!url.len)
		return false;
	p = strata_facts_add(r->out, entry->key, STRATA_NONE, entry->line);
	p->source = strata_arena_printf(r->out->arena, "git+%.*s#%.*s", STRATA_ARG(url),
					STRATA_ARG(commit));
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	return true;
}

static bool add_early(struct reader *r, const struct node *entry)
{
	struct strata_str version = term_text(entry, 1);

	if (version.len)
		strata_facts_add(r->out, entry->key, version, entry->line);
	return version.len > 0;
}

static bool add_package(struct reader *r, const struct node *entry)
{
	struct strata_str kind = term_text(entry, 0);

	if (!entry->quoted)
		return false;
	if (strata_str_eq(kind, STRATA_STR("hex")))
		return add_hex(r, entry);
	if (strata_str_eq(kind, STRATA_STR("git")))
		return add_git(r, entry);
	return strata_str_eq(kind, STRATA_STR("package")) && add_early(r, entry);
}

static enum strata_scope scope_of(const struct node *dependency)
{
	const struct node *optional = term_keyed(term_at(dependency, 2), "optional");

	return optional && strata_str_eq(optional->text, STRATA_STR("true")) ? STRATA_SCOPE_OPTIONAL
									     : STRATA_SCOPE_UNKNOWN;
}

static void add_wants(struct reader *r, const struct node *entry)
{
	for (const struct node *n = node_first(term_at(entry, 5)); n; n = n->next)
		if (term_is(n, '{'))
			*strata_vec_push(r->out->arena, &r->wants) = (struct want){
				(int)strata_facts_last(r->out), scope_of(n), term_text(n, 0)
			};
}

static int read_entry(void *parser, const struct node *list, const struct node *entry,
		      struct strata_error *err)
{
	struct reader *r = parser;

	(void)list;
	(void)err;
	if (!entry->key.ptr)
		return 0;
	if (!add_package(r, entry)) {
		strata_facts_note(r->out, entry->line, "entry '%.*s' is not understood",
				  STRATA_ARG(entry->key));
		return 0;
	}
	*strata_map_at(&r->by_app, entry->key, NULL) = strata_facts_last(r->out);
	add_wants(r, entry);
	return 0;
}

/* An optional dependency that nobody else asks for is not there. */
static void add_edges(struct reader *r)
{
	size_t to;

	for (size_t i = 0; i < r->wants.count; i++)
		if (strata_map_get(&to, &r->by_app, r->wants.items[i].name))
			strata_facts_edge(r->out, r->wants.items[i].from, to,
					  r->wants.items[i].scope);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .by_app = STRATA_MAP_INIT(out->arena) };
	struct node_entries entries = { .type = NODE_ARRAY, .read = read_entry, .parser = &r };
	const struct node *map;
	struct node *top;
	int rc;

	if ((rc = terms_entries(&top, out, in->bytes, TERM_ELIXIR, &entries, err)) < 0)
		return rc;
	for (map = top->first; map && !term_is(map, '{') && !term_is(map, '['); map = map->next)
		;
	if (!map) {
		strata_facts_note(out, 0, "the file holds neither a map nor a list");
		return 0;
	}
	add_edges(&r);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("mix.exs"), 0);
	return 0;
}

const struct strata_format strata_format_hex_mix_lock = {
	.name = "hex/mix-lock",
	.files = "mix.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_hex,
	.parse = parse,
};
