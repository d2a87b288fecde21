/* store.c - see store.h. */
#include "resolve/maven/store.h"

#include "resolve/maven/repository.h"
#include "resolve/unit.h"
#include "strata/limits.h"
#include "strata/version.h"
#include "text/expand.h"

static bool is_of(const struct maven_store *store, const struct registry_servers *servers)
{
	for (size_t i = 0; i < servers->count && i < store->servers.count; i++)
		if (!strata_str_eq(servers->items[i].url, store->servers.items[i]))
			return false;
	return servers->count == store->servers.count;
}

static struct maven_store *make_store(const struct solver_input *in)
{
	struct strata_arena *arena = in->lasting;
	struct maven_store *store = strata_arena_alloc(arena, sizeof(*store));

	*store = (struct maven_store){
		.arena = arena,
		.by_name = STRATA_MAP_INIT(arena),
		.by_path = STRATA_MAP_INIT(arena),
		.siblings = STRATA_MAP_INIT(arena),
		.listed = STRATA_MAP_INIT(arena),
	};
	for (size_t i = 0; i < in->settings->servers.count; i++)
		*strata_vec_push(arena, &store->servers) = in->settings->servers.items[i].url;
	return store;
}

/* --- poms of the snapshot ------------------------------------------------------------------- */

static int read_local(struct maven_document *d, struct maven_store *store)
{
	struct strata_str bytes;
	int rc = store->in->files->read(&bytes, store->in->files, d->path, store->in->scratch,
					&d->err);

	return rc < 0 ? rc : maven_pom_read(&d->pom, bytes, store->arena, &d->err);
}

static void finish(struct maven_document *d, struct maven_store *store)
{
	strata_arena_drop_trees(store->arena);
	if (d->rc == 0)
		maven_profiles(&d->active, &d->pom, d->path, store->in, store->arena);
}

struct maven_document *maven_document_at(struct maven_store *store, struct strata_str path)
{
	bool added;
	struct strata_str key = strata_arena_dup(store->arena, path);
	size_t *slot = strata_map_at(&store->by_path, key, &added);
	struct maven_document *d;

	if (!added)
		return (struct maven_document *)*slot;
	d = strata_arena_alloc(store->arena, sizeof(*d));
	*slot = (uintptr_t)d;
	d->path = key;
	d->rc = read_local(d, store);
	finish(d, store);
	return d;
}

static struct strata_str name_of(const struct maven_store *store, const struct maven_gav *gav)
{
	return STRATA_CONCAT(store->arena, gav->group, STRATA_STR(":"), gav->artifact);
}

static void add_sibling(struct maven_store *store, struct strata_str path)
{
	struct maven_document *d = maven_document_at(store, path);
	struct maven_gav gav;
	size_t *first;

	if (d->rc < 0)
		return;
	gav = maven_pom_gav(&d->pom);
	first = strata_map_at(&store->siblings, name_of(store, &gav), NULL);
	d->next = (unsigned)*first;
	*strata_vec_push(store->arena, &store->own) = d;
	*first = store->own.count;
}

static void index_siblings(struct maven_store *store)
{
	const struct source_entries *entries = store->in->files->entries;

	for (size_t i = 0; i < entries->count && store->own.count < STRATA_LIMIT_SOLVED_PACKAGES; i++)
		if (strata_str_eq(strata_path_base(entries->items[i].path), STRATA_STR("pom.xml")))
			add_sibling(store, entries->items[i].path);
}

struct maven_store *maven_store_of(const struct solver_input *in)
{
	struct maven_store *store = *in->kept;

	if (store && is_of(store, &in->settings->servers)) {
		store->in = in;
		return store;
	}
	*in->kept = store = make_store(in);
	store->in = in;
	index_siblings(store);
	return store;
}

bool maven_document_is(const struct maven_document *d, const struct maven_gav *gav)
{
	struct maven_gav own;

	if (d->rc < 0)
		return false;
	own = maven_pom_gav(&d->pom);
	return strata_str_eq(own.group, gav->group) && strata_str_eq(own.artifact, gav->artifact) &&
	       (strata_str_eq(own.version, gav->version) ||
		strata_str_find(own.version, STRATA_STR("${")) != STRATA_NPOS);
}

struct strata_str maven_parent_path(struct maven_store *store, const struct maven_document *d)
{
	struct strata_str relative = d->pom.relative.ptr ? d->pom.relative
							 : STRATA_STR("../pom.xml");
	struct strata_arena *arena = store->in->scratch;
	struct strata_str path;

	if (!d->path.ptr || !relative.len)
		return STRATA_NONE;
	path = strata_arena_path(arena, strata_path_dir(d->path), relative);
	if (path.ptr && !solver_files_has(store->in->files, path))
		path = path.len ? strata_arena_join(arena, path, STRATA_STR("/pom.xml"), STRATA_NONE)
				: STRATA_STR("pom.xml");
	return path.ptr && solver_files_has(store->in->files, path) ? path : STRATA_NONE;
}

struct lineage {
	struct maven_store *store;
	const struct maven_document *child;
};

/* A property of the document or of the nearest of its parents in the snapshot. */
static bool inherited(struct strata_str *out, struct strata_str name, const void *payload)
{
	const struct lineage *l = payload;
	const struct maven_document *d = l->child;

	for (unsigned i = 0; d && d->rc == 0 && i < STRATA_LIMIT_INCLUDES; i++) {
		struct strata_str path = maven_parent_path(l->store, d);

		for (size_t k = d->pom.main.properties.count; k-- > 0;)
			if (strata_str_eq(d->pom.main.properties.items[k].name, name)) {
				*out = d->pom.main.properties.items[k].value;
				return true;
			}
		d = path.ptr ? maven_document_at(l->store, path) : NULL;
	}
	return false;
}

/*
 * A sibling whose version is a property is the project of another version than the one that
 * is asked for as soon as the snapshot tells what the property is: "${revision}".
 */
static bool is_of_version(struct maven_store *store, const struct maven_document *d,
			  struct strata_str version)
{
	struct lineage lineage = { store, d };
	struct expander x = { STRATA_STR("${"), '}', inherited, &lineage };
	struct maven_gav own = maven_pom_gav(&d->pom);
	struct strata_str told = expand_text(&x, own.version, store->in->scratch);

	return expand_has(&x, told) || expand_has(&x, version) || strata_str_eq(told, version);
}

static struct maven_document *find_sibling(struct maven_store *store, const struct maven_gav *gav)
{
	size_t index;

	if (!strata_map_get(&index, &store->siblings, name_of(store, gav)))
		return NULL;
	for (; index; index = store->own.items[index - 1]->next)
		if (maven_document_is(store->own.items[index - 1], gav) &&
		    is_of_version(store, store->own.items[index - 1], gav->version))
			return store->own.items[index - 1];
	return NULL;
}

/* --- poms by name ------------------------------------------------------------------------------ */

struct maven_document *maven_document_get(struct maven_store *store, const struct maven_gav *gav)
{
	struct maven_document *d;
	bool added;
	size_t *slot = strata_map_at(&store->by_name,
				     STRATA_CONCAT(store->arena, gav->group, STRATA_STR(":"),
						   gav->artifact, STRATA_STR(":"), gav->version),
				     &added);

	if (!added)
		return (struct maven_document *)*slot;
	d = find_sibling(store, gav);
	if (!d) {
		d = strata_arena_alloc(store->arena, sizeof(*d));
		d->rc = maven_repository_pom(d, store, gav, &d->err);
		finish(d, store);
	}
	*slot = (uintptr_t)d;
	return d;
}

void maven_want(struct maven_store *store, const struct maven_gav *gav)
{
	if (maven_is_range(gav->version))
		maven_repository_want_versions(store, gav);
	else if (!find_sibling(store, gav))
		maven_repository_want(store, gav);
}

/* A parent that is told as it stands, not by properties or a range. */
static bool has_plain_parent(const struct maven_document *d)
{
	return d->rc == 0 && d->pom.has_parent && !d->path.ptr &&
	       strata_str_find(d->pom.parent.version, STRATA_STR("${")) == STRATA_NPOS &&
	       !maven_is_range(d->pom.parent.version);
}

void maven_want_parents(struct maven_store *store, const struct maven_documents *children)
{
	struct maven_documents now = *children;

	for (unsigned i = 0; now.count && i < STRATA_LIMIT_INCLUDES; i++) {
		struct maven_documents next = { 0 };

		for (size_t j = 0; j < now.count; j++)
			if (has_plain_parent(now.items[j]))
				maven_want(store, &now.items[j]->pom.parent);
		for (size_t j = 0; j < now.count; j++)
			if (has_plain_parent(now.items[j]) && !now.items[j]->model)
				*strata_vec_push(store->in->scratch, &next) =
					maven_document_get(store, &now.items[j]->pom.parent);
		now = next;
	}
}

/* --- ranges ------------------------------------------------------------------------------------ */

bool maven_is_range(struct strata_str version)
{
	return version.len && (version.ptr[0] == '[' || version.ptr[0] == '(');
}

STRATA_VEC(intervals_list, struct strata_intervals);

static int read_ranges(struct intervals_list *out, struct strata_str own,
		       const struct strata_strs *others, struct strata_arena *arena,
		       struct strata_error *err)
{
	int rc = 0;

	if (maven_is_range(own))
		rc = strata_version_maven.intervals(strata_vec_push(arena, out), own, arena, err);
	for (size_t i = 0; others && i < others->count && rc == 0; i++)
		rc = strata_version_maven.intervals(strata_vec_push(arena, out), others->items[i],
						    arena, err);
	return rc;
}

static bool is_within_all(const struct intervals_list *ranges, struct strata_str version)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (!strata_intervals_contain(&ranges->items[i], &strata_version_maven, version))
			return false;
	return true;
}

/* All that repositories list, asked for once. */
static const struct maven_published *published_of(struct maven_store *store,
						  const struct maven_gav *gav)
{
	bool added;
	size_t *slot = strata_map_at(&store->listed, name_of(store, gav), &added);
	struct maven_published *p;

	if (!added)
		return (const struct maven_published *)*slot;
	p = strata_arena_alloc(store->arena, sizeof(*p));
	*slot = (uintptr_t)p;
	p->rc = maven_repository_versions(&p->versions, store, gav, &p->err);
	return p;
}

static int copy_published(struct strata_strs *out, struct maven_store *store,
			  const struct maven_gav *gav, struct strata_error *err)
{
	const struct maven_published *p = published_of(store, gav);

	for (size_t i = 0; i < p->versions.count; i++)
		*strata_vec_push(store->in->scratch, out) = p->versions.items[i];
	if (p->rc < 0 && err && err->code == STRATA_OK)
		*err = p->err;
	return p->rc;
}

/* The highest of those within, which is not among them any more; absent: none is left. */
static struct strata_str take_best(struct strata_strs *all, const struct intervals_list *within)
{
	struct strata_str *best = NULL, taken = STRATA_NONE;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].len && is_within_all(within, all->items[i]) &&
		    (!best || strata_version_maven.compare(all->items[i], *best) > 0))
			best = &all->items[i];
	if (best) {
		taken = *best;
		*best = STRATA_NONE;
	}
	return taken;
}

int maven_version_of(struct strata_str *version, struct maven_store *store,
		     const struct maven_gav *gav, const struct strata_strs *ranges,
		     struct strata_error *err)
{
	struct intervals_list within = { 0 };
	struct strata_strs all = { 0 };
	struct strata_str want = gav->version;
	int rc;

	*version = want;
	if (!maven_is_range(want) && !strata_str_eq(want, STRATA_STR("LATEST")) &&
	    !strata_str_eq(want, STRATA_STR("RELEASE")))
		return 0;
	if ((rc = read_ranges(&within, want, ranges, store->in->scratch, err)) < 0 ||
	    (rc = copy_published(&all, store, gav, err)) < 0)
		return rc;
	for (unsigned i = 0; i < STRATA_LIMIT_VERSIONS; i++) {
		struct maven_gav found = { gav->group, gav->artifact, take_best(&all, &within) };

		if (!found.version.ptr)
			return strata_fail(err, STRATA_ENOTFOUND, 0, "no version is within '%.*s'",
					   STRATA_ARG(want));
		*version = found.version;
		if (!store->in->as_of.ptr || !maven_document_get(store, &found)->later)
			return 0;
	}
	return strata_fail(err, STRATA_ELIMIT, 0,
			   "more than %d versions within '%.*s' were published later",
			   STRATA_LIMIT_VERSIONS, STRATA_ARG(want));
}
