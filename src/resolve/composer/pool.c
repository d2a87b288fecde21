/* pool.c - see pool.h. */
#include "resolve/composer/pool.h"

#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_composer;

/* --- constraints ------------------------------------------------------------------------------- */

/* The same text is read once; NULL: it is none, and admits nothing. */
static const struct strata_intervals *read_constraint(struct composer_pool *p, struct strata_str text)
{
	struct strata_intervals *in;
	size_t *index;
	bool added;

	index = strata_map_at(&p->by_constraint, text, &added);
	if (!added)
		return p->constraints.items[*index];
	*index = p->constraints.count;
	in = strata_arena_alloc(p->arena, sizeof(*in));
	*strata_vec_push(p->arena, &p->constraints) =
		scheme->intervals(in, text, p->arena, NULL) == 0 ? in : NULL;
	return p->constraints.items[*index];
}

bool composer_pool_admits(struct composer_pool *p, struct strata_str constraint,
			  struct strata_str version)
{
	const struct strata_intervals *in = read_constraint(p, constraint);

	return in && strata_intervals_contain(in, scheme, version);
}

/* One branch alone. */
static bool is_branch(const struct strata_interval *in)
{
	return in->lo.ptr && in->hi.ptr && !scheme->valid(in->lo) && scheme->compare(in->lo, in->hi) == 0;
}

/* Branches are held against all, numbers against numbers. */
static bool admits_part(const struct strata_intervals *in, const struct strata_interval *part)
{
	if (is_branch(part))
		return strata_intervals_contain(in, scheme, part->lo);
	for (size_t i = 0; i < in->count; i++) {
		struct strata_intervals one = { &in->items[i], 1, 0 };

		if (!is_branch(&in->items[i]) && strata_intervals_touch(&one, part, scheme))
			return true;
	}
	return false;
}

static bool admits_branch(const struct strata_intervals *in, const struct strata_intervals *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (is_branch(&of->items[i]) && strata_intervals_contain(in, scheme, of->items[i].lo))
			return true;
	return false;
}

/* Whether some version fits both, as where one package provides another. */
static bool overlap(struct composer_pool *p, struct strata_str a, struct strata_str b)
{
	const struct strata_intervals *x = read_constraint(p, a), *y = read_constraint(p, b);

	if (!x || !y)
		return false;
	for (size_t i = 0; i < y->count; i++)
		if (admits_part(x, &y->items[i]))
			return true;
	return admits_branch(y, x);
}

/* --- names ------------------------------------------------------------------------------------- */

static struct composer_name *name_of(struct composer_pool *p, struct strata_str name)
{
	struct composer_name *n;
	size_t *index;
	bool added;

	index = strata_map_at(&p->by_name, name, &added);
	if (!added)
		return p->names.items[*index];
	*index = p->names.count;
	n = strata_arena_alloc(p->arena, sizeof(*n));
	n->name = name;
	*strata_vec_push(p->arena, &p->names) = n;
	return n;
}

static struct strata_str key_of(struct composer_pool *p, struct strata_str name,
				struct strata_str constraint)
{
	return STRATA_CONCAT(p->arena, name, STRATA_STR("\n"), constraint);
}

static void queue(struct composer_pool *p, struct composer_name *n, struct strata_str constraint)
{
	*strata_vec_push(p->arena, &n->constraints) = constraint;
	if (!n->queued)
		*strata_vec_push(p->arena, &p->queue) = n;
	n->queued = true;
}

static void mark(struct composer_pool *p, const struct composer_link *link)
{
	struct composer_name *n;
	bool added;

	if (composer_is_platform(link->name))
		return;
	n = name_of(p, link->name);
	if (n->fixed)
		return;
	strata_map_at(&p->marked, key_of(p, link->name, link->constraint), &added);
	if (added)
		queue(p, n, link->constraint);
}

/* --- packages ---------------------------------------------------------------------------------- */

static const struct strata_str own_version = { "self.version", 12 };

static struct strata_str constraint_of(struct strata_str text, struct strata_str version)
{
	return strata_str_eq(text, own_version) ? version : text;
}

/* "self.version" is the version; what an alias stands in for, it does as the original, too. */
static void copy_links(struct composer_pool *p, struct composer_package *out, int kind,
		       const struct composer_links *links, struct strata_str original)
{
	bool adds = out->alias_of && kind != COMPOSER_REQUIRE;

	for (size_t i = 0; i < links->count; i++) {
		const struct composer_link *l = &links->items[i];
		bool own = strata_str_eq(l->constraint, own_version);

		if (kind == COMPOSER_REQUIRE && composer_is_assumed(p->project, l->name))
			continue;
		*strata_vec_push(p->arena, &out->links[kind]) = (struct composer_link){
			l->name, constraint_of(l->constraint, adds ? original : out->version)
		};
		out->asks_for_itself = out->asks_for_itself || (own && kind == COMPOSER_REQUIRE);
		if (own && adds)
			*strata_vec_push(p->arena, &out->links[kind]) =
				(struct composer_link){ l->name, out->version };
	}
}

static void index_name(struct composer_pool *p, struct strata_str name, int id)
{
	struct composer_ids *ids = &name_of(p, name)->providers;

	if (!ids->count || ids->items[ids->count - 1] != id)
		*strata_vec_push(p->arena, ids) = id;
}

static void index_package(struct composer_pool *p, int id)
{
	for (int kind = COMPOSER_REPLACE; kind <= COMPOSER_PROVIDE; kind++)
		for (size_t i = 0; i < p->packages.items[id].links[kind].count; i++)
			index_name(p, p->packages.items[id].links[kind].items[i].name, id);
	index_name(p, p->packages.items[id].name, id);
}

/* The number that it will have. */
static int next_id(const struct composer_pool *p)
{
	return (int)p->packages.count;
}

static int add_package(struct composer_pool *p, struct composer_package package)
{
	int id = next_id(p);

	package.stability = package.version.ptr ? composer_stability_of(package.version)
						: COMPOSER_IS_STABLE;
	*strata_vec_push(p->arena, &p->packages) = package;
	index_package(p, id);
	return id;
}

/* A release as what it is, or as what it counts as besides. */
static struct composer_package make_package(struct composer_pool *p, struct strata_str name,
					    const struct composer_release *r, struct strata_str version,
					    int alias_of)
{
	struct composer_package made = { .name = name, .version = version, .release = r,
					 .alias_of = alias_of,
					 .held = solver_keeps(p->in, name, r->version) };

	for (int kind = 0; kind < COMPOSER_LINK_KINDS; kind++)
		copy_links(p, &made, kind, &r->links[kind], r->version);
	return made;
}

static bool is_same_version(struct strata_str a, struct strata_str b)
{
	return scheme->compare(a, b) == 0;
}

static const struct composer_root_alias *root_alias_of(const struct composer_pool *p,
						       const struct composer_package *of)
{
	const struct composer_root_alias *a;
	size_t index;

	if (!strata_map_get(&index, &p->project->aliased, of->name))
		return NULL;
	a = &p->project->aliases.items[index];
	return is_same_version(a->version, of->version) ? a : NULL;
}

/* Also as what the project says that it counts as. */
static void load(struct composer_pool *p, struct composer_package package, int original)
{
	int id = add_package(p, package);
	const struct composer_root_alias *alias = root_alias_of(p, &package);

	if (alias) {
		struct composer_package made = make_package(p, package.name, package.release, alias->alias,
							    original ? original : id);

		made.root_alias = true;
		add_package(p, made);
	}
	for (size_t i = 0; i < package.links[COMPOSER_REQUIRE].count; i++)
		mark(p, &package.links[COMPOSER_REQUIRE].items[i]);
}

/* The alias comes first, as Composer has it; it knows the number of what follows. */
static void load_release(struct composer_pool *p, struct strata_str name,
			 const struct composer_release *r)
{
	struct composer_package base = make_package(p, name, r, r->version, 0);

	if (r->alias.ptr) {
		struct composer_package alias;
		int id = next_id(p) + 1;

		alias = make_package(p, name, r, r->alias, id);
		id += root_alias_of(p, &alias) != NULL;
		alias.alias_of = id;
		load(p, alias, id);
	}
	load(p, base, 0);
}

/* --- what repositories have ---------------------------------------------------------------------- */

static bool is_published(const struct composer_pool *p, const struct composer_release *r)
{
	return !p->in->as_of.ptr || r->time.len < 19 ||
	       strata_str_cmp(strata_str_take(r->time, 19), strata_str_take(p->in->as_of, 19)) <= 0;
}

static bool is_stable_enough(const struct composer_pool *p, const struct composer_name *n,
			     struct strata_str version)
{
	return version.ptr && composer_accepts(p->project, n->name, composer_stability_of(version));
}

/* Whatever is asked for. */
static bool is_out(const struct composer_pool *p, const struct composer_name *n,
		   const struct composer_release *r)
{
	return !r->version.len || !is_published(p, r) ||
	       (!is_stable_enough(p, n, r->version) && !is_stable_enough(p, n, r->alias));
}

/* False: there are too many. */
static bool look_again(struct composer_pool *p)
{
	p->over = p->over || p->looks++ > STRATA_LIMIT_SOLVER_POOL_LOOKS;
	return !p->over;
}

static bool admits_new(struct composer_pool *p, const struct composer_name *n, struct strata_str version)
{
	if (!is_stable_enough(p, n, version))
		return false;
	for (size_t i = n->looked; i < n->constraints.count && look_again(p); i++)
		if (composer_pool_admits(p, n->constraints.items[i], version))
			return true;
	return false;
}

static void load_releases(struct composer_pool *p, const struct composer_name *n, size_t repository)
{
	const struct composer_releases *all = &n->releases[repository];
	unsigned char *taken = n->taken[repository];

	for (size_t i = 0; i < all->count; i++) {
		const struct composer_release *r = &all->items[i];

		if (taken[i] || (!admits_new(p, n, r->version) && !admits_new(p, n, r->alias)))
			continue;
		taken[i] = 1;
		load_release(p, n->name, r);
	}
}

static bool wants_branches(const struct composer_pool *p, struct strata_str name)
{
	return composer_accepts(p->project, name, COMPOSER_IS_DEV);
}

static void lacks(struct composer_pool *p, struct composer_name *n, const struct strata_error *err)
{
	struct strata_error *kept = strata_arena_alloc(p->arena, sizeof(*kept));

	*kept = *err;
	n->lack = kept;
}

/* Whether that repository has it; others behind it are then not asked. */
static bool look(struct composer_pool *p, struct composer_name *n, size_t repository)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct composer_releases *out = &n->releases[repository];
	int rc = composer_get(out, p->sources, repository, n->name, wants_branches(p, n->name), &err);

	if (rc < 0 && rc != STRATA_ENOTFOUND)
		lacks(p, n, &err);
	if (rc < 0)
		return rc != STRATA_ENOTFOUND;
	n->found = true;
	n->taken[repository] = strata_arena_alloc(p->arena, out->count + 1);
	for (size_t i = 0; i < out->count; i++)
		n->taken[repository][i] = is_out(p, n, &out->items[i]);
	for (size_t i = 0; i < out->count && p->in->as_of.ptr; i++)
		if (out->items[i].time.len < 19) {
			solver_undated(p->in, n->name);
			break;
		}
	return composer_is_canonical(&p->sources->all.items[repository]);
}

/* Its releases, of all repositories that count for it, are known after that. */
static void find(struct composer_pool *p, struct composer_name *n)
{
	size_t count = p->sources->all.count;

	if (n->releases)
		return;
	n->releases = strata_arena_alloc(p->arena, (count + 1) * sizeof(*n->releases));
	n->taken = strata_arena_alloc(p->arena, (count + 1) * sizeof(*n->taken));
	for (size_t i = 0; i < count; i++)
		if (look(p, n, i))
			return;
}

static void want_all(struct composer_pool *p, const struct composer_queue *batch)
{
	for (size_t i = 0; p->sources->all.count && i < batch->count; i++)
		if (!batch->items[i]->releases)
			composer_want(p->sources, 0, batch->items[i]->name,
				      wants_branches(p, batch->items[i]->name));
}

/* What is waited for now, a repository after the other. */
static void load_batch(struct composer_pool *p)
{
	struct composer_queue batch = p->queue;

	p->queue = (struct composer_queue){ 0 };
	for (size_t i = 0; i < batch.count; i++)
		batch.items[i]->queued = false;
	want_all(p, &batch);
	for (size_t i = 0; i < batch.count; i++)
		find(p, batch.items[i]);
	for (size_t repository = 0; repository < p->sources->all.count; repository++)
		for (size_t i = 0; i < batch.count; i++)
			load_releases(p, batch.items[i], repository);
	for (size_t i = 0; i < batch.count; i++)
		if (!batch.items[i]->queued)
			batch.items[i]->looked = batch.items[i]->constraints.count;
}

/* --- the whole ----------------------------------------------------------------------------------- */

static void add_root(struct composer_pool *p)
{
	const struct composer_project *project = p->project;
	struct composer_package root = { .name = project->name.len ? project->name : STRATA_STR("__root__"),
					 .version = project->version,
					 .fixed = true };

	for (int kind = COMPOSER_REPLACE; kind < COMPOSER_LINK_KINDS; kind++)
		copy_links(p, &root, kind, &project->links[kind], project->version);
	name_of(p, root.name)->fixed = true;
	for (size_t i = 0; i < root.links[COMPOSER_REPLACE].count; i++)
		name_of(p, root.links[COMPOSER_REPLACE].items[i].name)->fixed = true;
	add_package(p, root);
}

static bool root_provides(struct composer_pool *p, const struct composer_platform *platform)
{
	const struct composer_links *links = &p->project->links[COMPOSER_PROVIDE];

	for (size_t i = 0; i < links->count; i++)
		if (strata_str_eq(links->items[i].name, platform->name) &&
		    composer_pool_admits(p, links->items[i].constraint, platform->version))
			return true;
	return false;
}

static void add_platform(struct composer_pool *p)
{
	for (size_t i = 0; i < p->project->platform.count; i++) {
		const struct composer_platform *at = &p->project->platform.items[i];

		if (at->version.ptr && !root_provides(p, at))
			add_package(p, (struct composer_package){ .name = at->name, .version = at->version,
								  .fixed = true });
	}
}

/* Of names that the project asks for no other constraint counts. */
static void queue_requirements(struct composer_pool *p)
{
	for (size_t i = 0; i < p->project->requires.count; i++) {
		const struct composer_requirement *r = &p->project->requires.items[i];
		struct composer_name *n;

		if (composer_is_platform(r->name))
			continue;
		n = name_of(p, r->name);
		if (n->fixed)
			continue;
		queue(p, n, r->constraint);
		n->fixed = true;
	}
}

static const struct strata_error *nowhere(struct composer_pool *p)
{
	struct strata_error *err = strata_arena_alloc(p->arena, sizeof(*err));
	struct strata_buf kinds = STRATA_BUF_INIT;

	*err = STRATA_ERROR_INIT;
	for (size_t i = 0; i < p->sources->kinds.count && i < STRATA_LIMIT_NAMES_SHOWN; i++)
		strata_buf_addf(&kinds, "%s%.*s", i ? ", " : "", STRATA_ARG(p->sources->kinds.items[i]));
	if (p->sources->kinds.count)
		strata_fail(err, STRATA_ENOTFOUND, 0,
			    "no repository has it but perhaps one that is not asked (%.*s)",
			    STRATA_ARG(strata_buf_str(&kinds)));
	else
		strata_fail(err, STRATA_ENOTFOUND, 0, "no repository has it");
	strata_buf_release(&kinds);
	return err;
}

/* Names that are asked for and cannot be had. */
static void add_stand_ins(struct composer_pool *p)
{
	for (size_t i = 0; i < p->names.count; i++) {
		struct composer_name *n = p->names.items[i];

		if (!n->constraints.count || n->found || (!n->lack && (!p->lenient || n->providers.count)))
			continue;
		add_package(p, (struct composer_package){ .name = n->name,
							  .lack = n->lack ? n->lack : nowhere(p) });
	}
}

int composer_pool_build(struct composer_pool *p, struct strata_error *err)
{
	*strata_vec_push(p->arena, &p->packages) = (struct composer_package){ 0 };
	add_root(p);
	add_platform(p);
	queue_requirements(p);
	while (p->queue.count) {
		load_batch(p);
		if (p->packages.count > STRATA_LIMIT_SOLVER_POOL || p->over)
			return strata_fail(err, STRATA_ELIMIT, 0, "too many releases to choose from");
	}
	add_stand_ins(p);
	return 0;
}

static bool stands_in(struct composer_pool *p, const struct composer_package *package,
		      struct strata_str name, struct strata_str constraint)
{
	for (int kind = COMPOSER_REPLACE; kind <= COMPOSER_PROVIDE; kind++)
		for (size_t i = 0; i < package->links[kind].count; i++)
			if (strata_str_eq(package->links[kind].items[i].name, name) &&
			    overlap(p, constraint, package->links[kind].items[i].constraint))
				return true;
	return false;
}

struct composer_ids composer_pool_provides(struct composer_pool *p, struct strata_str name,
					   struct strata_str constraint)
{
	struct strata_str key = key_of(p, name, constraint);
	struct composer_ids found = { 0 };
	const struct composer_ids *all;
	size_t index;

	if (strata_map_get(&index, &p->provided, key))
		return p->answers.items[index];
	all = &name_of(p, name)->providers;
	for (size_t i = 0; i < all->count && look_again(p); i++) {
		const struct composer_package *package = &p->packages.items[all->items[i]];

		if (strata_str_eq(package->name, name)
			    ? !package->version.ptr || composer_pool_admits(p, constraint, package->version)
			    : stands_in(p, package, name, constraint))
			*strata_vec_push(p->arena, &found) = all->items[i];
	}
	*strata_map_at(&p->provided, key, NULL) = p->answers.count;
	*strata_vec_push(p->arena, &p->answers) = found;
	return found;
}
