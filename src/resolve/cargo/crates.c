/* crates.c - see crates.h. */
#include "resolve/cargo/crates.h"

#include "cargo/cargo.h"
#include "strata/version.h"

static const struct strata_version_scheme *const scheme = &strata_version_cargo;

void cargo_crates_init(struct cargo_crates *c, const struct solver_input *in)
{
	*c = (struct cargo_crates){
		.in = in,
		.arena = in->scratch,
		.names = { .by_text = STRATA_MAP_INIT(in->scratch) },
		.by_key = STRATA_MAP_INIT(in->scratch),
		.by_question = STRATA_MAP_INIT(in->scratch),
		.slots = STRATA_MAP_INIT(in->scratch),
	};
	c->manifests = CARGO_MANIFESTS(in, &c->names, in->scratch);
}

void cargo_crates_release(struct cargo_crates *c)
{
	for (size_t i = 0; i < c->all.count; i++)
		if (c->all.items[i]->answered)
			registry_release(c->in->registry, &c->all.items[i]->answer);
}

/* --- versions ------------------------------------------------------------------------------- */

/* "1", "0.3" or "0.0.7": what versions that exclude each other have in common. */
static struct strata_str compatible(struct strata_str version)
{
	size_t end = 0;
	bool zero = true;

	while (end < version.len && zero) {
		size_t start = end + (end > 0);

		for (end = start; end < version.len && strata_is_digit(version.ptr[end]); end++)
			;
		zero = end == start + 1 && version.ptr[start] == '0' && end < version.len &&
		       version.ptr[end] == '.';
	}
	return strata_str_take(version, end);
}

static unsigned slot_of(struct cargo_crates *c, enum cargo_source source, struct strata_str from,
			struct strata_str name, struct strata_str version)
{
	static const char kinds[] = "rpe";
	bool added;
	size_t *slot = strata_map_at(
		&c->slots,
		STRATA_CONCAT(c->arena, ((struct strata_str){ kinds + source, 1 }), from,
			      STRATA_STR("\n"), name, STRATA_STR("\n"), compatible(version)),
		&added);

	if (added)
		*slot = ++c->slot_count;
	return (unsigned)*slot;
}

static struct cargo_version *make_version(struct cargo_crates *c, struct cargo_crate *crate,
					  struct strata_str version)
{
	struct cargo_version *v = strata_arena_alloc(c->arena, sizeof(*v));

	*v = (struct cargo_version){
		.crate = crate,
		.version = version,
		.number = (unsigned)c->versions.count,
		.slot = slot_of(c, crate->source, crate->from, crate->name, version),
	};
	*strata_vec_push(c->arena, &c->versions) = v;
	return v;
}

static struct cargo_version *make_published(struct cargo_crates *c, struct cargo_crate *crate,
					    size_t index)
{
	const struct cargo_published *p = &crate->published.items[index];
	struct cargo_version *v = crate->made[index];

	if (v)
		return v;
	v = crate->made[index] = make_version(c, crate, p->version);
	v->line = p->line;
	v->rust = p->rust;
	v->link = p->links.len ? cargo_name(&c->names, p->links) : 0;
	return v;
}

static struct cargo_version *unknown(struct cargo_crates *c, struct cargo_crate *crate,
				     struct strata_str requirement)
{
	if (!crate->only) {
		crate->only = make_version(c, crate, STRATA_NONE);
		crate->only->requirement = requirement;
	}
	return crate->only;
}

/* --- crates --------------------------------------------------------------------------------- */

/* The registry of an index is known by its address, too. */
static const struct registry_server *server_of(const struct cargo_crates *c, struct strata_str from)
{
	const struct registry_servers *servers = &c->in->settings->servers;

	if (strata_str_starts(from, STRATA_STR("sparse+")))
		from = strata_str_skip(from, 7);
	while (strata_str_ends(from, STRATA_STR("/")))
		from.len--;
	for (size_t i = 0; i < servers->count; i++)
		if (strata_str_eq(servers->items[i].name, from) ||
		    (from.len && strata_str_eq(servers->items[i].url, from)))
			return &servers->items[i];
	return NULL;
}

static struct cargo_crate *crate_of(struct cargo_crates *c, enum cargo_source source,
				    struct strata_str from, struct strata_str name)
{
	static const char kinds[] = "rpe";
	const struct registry_server *server = NULL;
	struct cargo_crate *crate;
	size_t *index;
	bool added;

	if (source == CARGO_REGISTRY && (server = server_of(c, from)))
		from = server->name;
	index = strata_map_at(&c->by_key,
			      STRATA_CONCAT(c->arena, ((struct strata_str){ kinds + source, 1 }), from,
					    STRATA_STR("\n"), name),
			      &added);
	if (!added)
		return c->all.items[*index];
	*index = c->all.count;
	crate = strata_arena_alloc(c->arena, sizeof(*crate));
	*crate = (struct cargo_crate){ .name = name, .from = from, .source = source,
				       .server = server };
	*strata_vec_push(c->arena, &c->all) = crate;
	return crate;
}

static int make_ask(struct registry_ask *out, struct cargo_crates *c,
		    const struct cargo_crate *crate, struct strata_error *err)
{
	struct strata_str path = cargo_index_path(crate->name, c->arena);

	if (!path.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no crate can have that name");
	if (!crate->server && crate->from.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0,
				   "no sparse index of the registry '%.*s' is known",
				   STRATA_ARG(net_shown(c->arena, crate->from)));
	if (!crate->server)
		return registry_unknown(c->in->settings, err);
	*out = (struct registry_ask){
		.settings = c->in->settings,
		.url = strata_arena_join(c->arena, crate->server->url, STRATA_STR("/"), path),
	};
	return 0;
}

void cargo_crates_want(struct cargo_crates *c, const struct cargo_dep *dep)
{
	struct cargo_crate *crate;
	struct registry_ask ask;

	if (dep->source != CARGO_REGISTRY || !registry_is_online(c->in->registry))
		return;
	crate = crate_of(c, dep->source, dep->from, dep->name);
	if (!crate->answered && !crate->lacking && make_ask(&ask, c, crate, NULL) == 0)
		registry_want(c->in->registry, &ask);
}

/* By the dates that the index has. */
static void drop_later(struct cargo_crates *c, struct cargo_crate *crate)
{
	struct strata_str until = strata_str_take(c->in->as_of, 19);
	size_t kept = 0;
	bool dated = true;

	for (size_t i = 0; i < crate->published.count; i++) {
		struct cargo_published p = crate->published.items[i];

		if (!cargo_index_finish(&p, c->arena))
			continue;
		dated = dated && p.time.len;
		if (!p.time.len || strata_str_cmp(strata_str_take(p.time, 19), until) <= 0)
			crate->published.items[kept++] = p;
	}
	crate->published.count = kept;
	if (!dated)
		solver_undated(c->in, crate->name);
}

static int fetch(struct cargo_crates *c, struct cargo_crate *crate, struct strata_error *err)
{
	struct registry_ask ask;
	int rc;

	if ((rc = make_ask(&ask, c, crate, err)) < 0 ||
	    (rc = registry_get(&crate->answer, c->in->registry, &ask, err)) < 0)
		return rc;
	rc = cargo_index_read(&crate->published, crate->answer.body, c->arena, err);
	if (rc < 0) {
		strata_error_at(err, net_shown(c->arena, ask.url));
		registry_refuse(c->in->registry, &crate->answer);
		return rc;
	}
	crate->answered = true;
	if (c->in->as_of.ptr)
		drop_later(c, crate);
	crate->made = strata_arena_alloc(c->arena,
					 (crate->published.count + 1) * sizeof(*crate->made));
	return 0;
}

static bool is_there(struct cargo_crates *c, struct cargo_crate *crate)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (crate->answered || crate->lacking)
		return crate->answered;
	crate->lacking = fetch(c, crate, &err) < 0;
	if (crate->lacking)
		solver_lacks(c->in, crate->name, &err);
	return !crate->lacking;
}

int cargo_crates_versions(struct strata_strs *out, struct cargo_crates *c, struct strata_str name,
			  struct strata_arena *arena, struct strata_error *err)
{
	struct cargo_crate *crate = crate_of(c, CARGO_REGISTRY, STRATA_STR(""), name);
	int rc = crate->answered ? 0 : fetch(c, crate, err);

	for (size_t i = 0; rc == 0 && i < crate->published.count; i++)
		if (!crate->published.items[i].yanked)
			*strata_vec_push(arena, out) =
				strata_arena_dup(arena, crate->published.items[i].version);
	return rc;
}

/* --- which are admitted ---------------------------------------------------------------------- */

bool cargo_rust_read(struct cargo_rust *out, struct strata_str text)
{
	struct strata_str part;
	size_t i = 0;

	*out = (struct cargo_rust){ { 0 } };
	text = strata_str_take(text, strata_str_chr(text, '-'));
	for (; i < 3 && text.ptr; i++) {
		strata_str_cut(&part, &text, text, '.');
		if (!strata_str_u64(&out->part[i], part))
			return false;
	}
	return i > 0 && !text.ptr;
}

/* How many of the members' toolchains it builds with. */
static size_t builds_with(const struct cargo_crates *c, const struct cargo_version *v)
{
	struct cargo_rust needs;
	size_t count = 0;

	if (!v->rust.len || !cargo_rust_read(&needs, v->rust))
		return c->rusts.count;
	for (size_t i = 0; i < c->rusts.count; i++) {
		const uint64_t *has = c->rusts.items[i].part;
		size_t k = 1;

		while (k < 2 && has[k] == needs.part[k])
			k++;
		count += has[0] == needs.part[0] && has[k] >= needs.part[k];
	}
	return count;
}

struct ranked {
	struct cargo_version *version;
	bool patch; /* cargo prefers these, whatever their version */
	bool kept;  /* a lockfile has it */
	size_t builds;
};

STRATA_VEC(ranking, struct ranked);

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->patch != y->patch)
		return x->patch ? -1 : 1;
	if (x->kept != y->kept)
		return x->kept ? -1 : 1;
	if (x->builds != y->builds)
		return x->builds < y->builds ? 1 : -1;
	return scheme->compare(y->version->version, x->version->version);
}

struct strata_str cargo_crates_source(struct cargo_crates *c, struct strata_str text)
{
	const struct registry_server *server;

	if (!text.len || strata_str_eq(text, STRATA_STR("crates-io")))
		return STRATA_STR("");
	if ((server = server_of(c, text)))
		return server->name;
	return cargo_git_address(c->arena, text);
}

static bool is_of(struct cargo_crates *c, const struct cargo_patch *p,
		  const struct cargo_crate *crate)
{
	return crate->source != CARGO_PATH && strata_str_eq(p->name, crate->name) &&
	       strata_str_eq(p->of, cargo_crates_source(c, crate->from));
}

static bool is_patched(struct cargo_crates *c, const struct cargo_crate *crate,
		       struct strata_str version)
{
	for (size_t i = 0; i < c->patches.count; i++) {
		const struct cargo_patch *p = &c->patches.items[i];

		if (p->version && strata_str_eq(p->version->version, version) && is_of(c, p, crate))
			return true;
	}
	return false;
}

static void rank(struct cargo_crates *c, struct ranking *out, struct cargo_version *v)
{
	*strata_vec_push(c->arena, out) =
		(struct ranked){ v, v->in_place && !v->replaces,
				 solver_keeps(c->in, v->crate->name, v->version),
				 builds_with(c, v) };
}

/* Without a requirement anything will do; "*" admits no pre-release. */
static bool fits(const struct strata_intervals *in, struct strata_str requirement,
		 struct strata_str version)
{
	return !requirement.ptr || strata_intervals_contain(in, scheme, version);
}

static void add_patches(struct cargo_crates *c, struct ranking *out, const struct cargo_crate *crate,
			const struct strata_intervals *in, struct strata_str requirement)
{
	for (size_t i = 0; i < c->patches.count; i++) {
		struct cargo_version *v = c->patches.items[i].version;

		if (!v || !is_of(c, &c->patches.items[i], crate) ||
		    !fits(in, requirement, v->version))
			continue;
		v->in_place = slot_of(c, crate->source, crate->from, crate->name, v->version);
		rank(c, out, v);
	}
}

static void add_published(struct cargo_crates *c, struct ranking *out, struct cargo_crate *crate,
			  const struct strata_intervals *in)
{
	for (size_t i = 0; i < crate->published.count; i++) {
		struct cargo_published *p = &crate->published.items[i];

		if (strata_intervals_contain(in, scheme, p->version) &&
		    cargo_index_finish(p, c->arena) && !p->yanked &&
		    !(c->patches.count && is_patched(c, crate, p->version)))
			rank(c, out, make_published(c, crate, i));
	}
}

/* The manifest of what lies in the snapshot. */
static bool find_local(struct cargo_crates *c, const struct cargo_crate *crate)
{
	const struct cargo_manifest *m =
		crate->source == CARGO_PATH ? cargo_manifest_at(&c->manifests, crate->from) : NULL;

	if (!m || !m->package || !strata_str_eq(m->name, crate->name))
		return false;
	cargo_crates_local(c, m);
	return true;
}

static void say_unread(struct cargo_crates *c, struct cargo_crate *crate)
{
	struct strata_error err = STRATA_ERROR_INIT;
	bool folder = crate->source == CARGO_PATH;

	crate->lacking = true;
	strata_fail(&err, folder ? STRATA_ENOTFOUND : STRATA_EUNSUPPORTED, 0,
		    folder ? "no manifest of it can be read in '%.*s'"
			   : "its source is '%.*s', which is not read",
		    STRATA_ARG(net_shown(c->arena, crate->from)));
	solver_lacks(c->in, crate->name, &err);
}

static void choose(struct cargo_crates *c, struct cargo_candidates *out, struct cargo_crate *crate,
		   struct strata_str requirement)
{
	struct strata_intervals in = { 0 };
	struct ranking ranks = { 0 };

	if (scheme->intervals(&in, requirement.ptr ? requirement : STRATA_STR("*"), c->arena, NULL) < 0)
		return;
	add_patches(c, &ranks, crate, &in, requirement);
	if (crate->source == CARGO_REGISTRY) {
		if (is_there(c, crate))
			add_published(c, &ranks, crate, &in);
		else if (!ranks.count)
			rank(c, &ranks, unknown(c, crate, requirement));
	} else if (!ranks.count) {
		if (!crate->only && !crate->lacking && !find_local(c, crate))
			say_unread(c, crate);
		if (!crate->only || !crate->only->version.ptr ||
		    fits(&in, requirement, crate->only->version))
			rank(c, &ranks, unknown(c, crate, requirement));
	}
	strata_vec_sort(&ranks, compare_ranked);
	for (size_t i = 0; i < ranks.count; i++)
		*strata_vec_push(c->arena, &out->list) = ranks.items[i].version;
}

const struct cargo_candidates *cargo_crates_candidates(struct cargo_crates *c, struct cargo_dep *dep)
{
	struct cargo_candidates *found;
	struct cargo_crate *crate;
	size_t *address;
	bool added;

	if (dep->candidates)
		return dep->candidates;
	crate = crate_of(c, dep->source, dep->from, dep->name);
	address = strata_map_at(&c->by_question,
				strata_arena_printf(c->arena, "%p %.*s", (void *)crate,
						    STRATA_ARG(dep->requirement)),
				&added);
	if (added) {
		found = strata_arena_alloc(c->arena, sizeof(*found));
		*address = (uintptr_t)found;
		choose(c, found, crate, dep->requirement);
		dep->candidates = found;
	}
	dep->candidates = (const struct cargo_candidates *)*address;
	return dep->candidates;
}

struct cargo_version *cargo_crates_local(struct cargo_crates *c, const struct cargo_manifest *m)
{
	struct cargo_crate *crate = crate_of(c, CARGO_PATH, m->folder, m->name);

	if (!crate->only) {
		crate->only = make_version(c, crate, m->version);
		crate->only->manifest = m;
		crate->only->summary = &m->summary;
		crate->only->rust = m->rust;
		crate->only->link = m->links.len ? cargo_name(&c->names, m->links) : 0;
	}
	return crate->only;
}

void cargo_crates_patch(struct cargo_crates *c, struct strata_str of, const struct cargo_dep *dep,
			bool replaces)
{
	struct cargo_crate *crate = crate_of(c, dep->source, dep->from, dep->name);
	bool found = dep->source == CARGO_PATH && (crate->only || find_local(c, crate));

	if (found)
		crate->only->replaces = replaces;
	*strata_vec_push(c->arena, &c->patches) = (struct cargo_patch){
		.of = of,
		.name = dep->name,
		.version = found ? crate->only : NULL,
		.from = dep->source == CARGO_REGISTRY ? STRATA_STR("another registry") : dep->from,
	};
}

static bool is_in_use(struct cargo_crates *c, const struct cargo_patch *patch,
		      const struct cargo_versions *active)
{
	for (size_t i = 0; i < active->count; i++)
		if (is_of(c, patch, active->items[i]->crate))
			return true;
	return false;
}

void cargo_crates_say_patches(struct cargo_crates *c, const struct cargo_versions *active)
{
	for (size_t i = 0; i < c->patches.count; i++) {
		const struct cargo_patch *patch = &c->patches.items[i];
		struct strata_error err = STRATA_ERROR_INIT;

		if (patch->version || !is_in_use(c, patch, active))
			continue;
		strata_fail(&err, STRATA_EUNSUPPORTED, 0,
			    "it is patched by '%.*s', which is not read: what it stands for counts",
			    STRATA_ARG(net_shown(c->arena, patch->from)));
		solver_lacks(c->in, patch->name, &err);
	}
}

const struct cargo_summary *cargo_crates_summary(struct cargo_crates *c, struct cargo_version *v)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct cargo_summary *s;

	if (v->summary)
		return v->summary;
	s = strata_arena_alloc(c->arena, sizeof(*s));
	v->summary = s;
	if (v->line.ptr && cargo_index_summary(s, v->line, v->crate->from, &c->names, c->arena, &err) < 0)
		solver_lacks(c->in, v->crate->name, &err);
	return s;
}
