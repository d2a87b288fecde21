/* model.c - see model.h. */
#include "resolve/maven/model.h"

#include "resolve/unit.h"
#include "strata/limits.h"
#include "text/expand.h"

/* A model in the making. */
struct making {
	struct maven_store *store;
	struct maven_model *model;
	struct maven_document *chain[STRATA_LIMIT_INCLUDES]; /* the pom, its parent, .. */
	size_t length;
	struct strata_map properties; /* name -> address of its value */
	unsigned depth;               /* of BOMs within BOMs */
	bool whole;
	struct strata_map wanted;     /* artifacts of its own dependencies, unless it is whole */
};

static struct strata_str or_else(struct strata_str text, struct strata_str other)
{
	return text.len ? text : other;
}

/* --- properties ------------------------------------------------------------------------------ */

static bool value_of(struct strata_str *out, struct strata_str name, const void *payload)
{
	const struct making *m = payload;
	size_t address;

	if (!strata_map_get(&address, &m->properties, name))
		return false;
	*out = *(const struct strata_str *)address;
	return true;
}

static struct strata_str expand(const struct making *m, struct strata_str text)
{
	struct expander x = { STRATA_STR("${"), '}', value_of, m };

	return expand_text(&x, text, m->store->arena);
}

static struct maven_gav expand_gav(const struct making *m, const struct maven_gav *gav)
{
	return (struct maven_gav){ expand(m, gav->group), expand(m, gav->artifact),
				   expand(m, gav->version) };
}

static void define(struct making *m, struct strata_str name, const struct strata_str *value)
{
	bool added;
	size_t *slot = strata_map_at(&m->properties, name, &added);

	if (added)
		*slot = (uintptr_t)value;
}

static void define_text(struct making *m, const char *prefix, const char *name,
			struct strata_str text)
{
	struct strata_str *value;

	if (!text.len)
		return;
	value = strata_arena_alloc(m->store->in->scratch, sizeof(*value));
	*value = text;
	define(m, STRATA_CONCAT(m->store->in->scratch, strata_str_of(prefix), strata_str_of(name)),
	       value);
}

static void define_gav(struct making *m, const char *prefix, const struct maven_gav *gav)
{
	define_text(m, prefix, "groupId", gav->group);
	define_text(m, prefix, "artifactId", gav->artifact);
	define_text(m, prefix, "version", gav->version);
}

static void define_part(struct making *m, const struct maven_part *part)
{
	for (size_t i = part->properties.count; i-- > 0;)
		define(m, part->properties.items[i].name, &part->properties.items[i].value);
}

/* What Java and Maven themselves know, as far as it stands for a platform. */
static void define_system(struct making *m)
{
	const struct solver_environment *env = m->store->in->environment;
	struct strata_str cpu = env->cpu, os = env->os, java, rest;

	strata_str_cut(&java, &rest, env->java, '.');
	define_text(m, "java.", "version", env->java);
	define_text(m, "java.", "specification.version", java);
	define_text(m, "maven.", "version", env->maven);
	define_text(m, "os.", "arch",
		    strata_str_eq(cpu, STRATA_STR("x86_64")) ? STRATA_STR("amd64") : cpu);
	if (strata_str_eq(os, STRATA_STR("linux")))
		define_text(m, "os.", "name", STRATA_STR("Linux"));
}

/* The first of a name counts: ${project..}, the chain's own, the system's, and old short forms. */
static void define_all(struct making *m)
{
	const struct maven_pom *pom = &m->chain[0]->pom;
	struct maven_gav gav = maven_pom_gav(pom);

	m->properties = STRATA_MAP_INIT(m->store->in->scratch);
	define_gav(m, "project.", &gav);
	define_gav(m, "pom.", &gav);
	define_gav(m, "project.parent.", &pom->parent);
	define_gav(m, "pom.parent.", &pom->parent);
	define_text(m, "project.", "packaging", or_else(pom->packaging, STRATA_STR("jar")));
	for (size_t i = 0; i < m->length; i++) {
		for (size_t p = m->chain[i]->active.count; p-- > 0;)
			define_part(m, m->chain[i]->active.items[p]);
		define_part(m, &m->chain[i]->pom.main);
	}
	define_system(m);
	define_gav(m, "", &gav);
	define_gav(m, "parent.", &pom->parent);
}

/* --- the pom and its parents ------------------------------------------------------------------ */

static struct maven_document *find_parent(struct making *m, const struct maven_document *d,
					  struct strata_error *err)
{
	struct maven_gav gav = expand_gav(m, &d->pom.parent);
	struct strata_str path = maven_parent_path(m->store, d);
	struct maven_document *parent;

	if (path.ptr) {
		parent = maven_document_at(m->store, path);
		if (parent != d && maven_document_is(parent, &gav))
			return parent;
	}
	if (maven_version_of(&gav.version, m->store, &gav, NULL, err) < 0)
		return NULL;
	return maven_document_get(m->store, &gav);
}

static int read_chain(struct making *m, struct strata_error *err)
{
	for (size_t i = 0; m->chain[i]->pom.has_parent; i++) {
		struct maven_document *parent;

		if (m->length == STRATA_LIMIT_INCLUDES)
			return strata_fail(err, STRATA_ELIMIT, 0, "its parents have no end");
		parent = find_parent(m, m->chain[i], err);
		if (!parent)
			return STRATA_ENOTFOUND;
		if (parent->rc < 0) {
			if (err)
				*err = parent->err;
			return parent->rc;
		}
		m->chain[m->length++] = parent;
	}
	return 0;
}

/* --- dependencies ----------------------------------------------------------------------------- */

/* Dependencies by their keys, in Maven's order: a pom's own, what its profiles add, its parent's. */
struct listing {
	struct making *making;
	struct strata_map keys; /* -> index, + 1 */
	struct maven_dependencies *out;
	bool managed;
	size_t before; /* those of poms further down, which stay */
};

static struct maven_dependency read_dependency(const struct making *m, const struct maven_asked *asked)
{
	struct strata_arena *arena = m->store->arena;
	struct maven_dependency d = {
		.gav = expand_gav(m, &asked->gav),
		.type = or_else(expand(m, asked->type), STRATA_STR("jar")),
		.classifier = expand(m, asked->classifier),
		.scope = expand(m, asked->scope),
		.optional = strata_str_eq(expand(m, asked->optional), STRATA_STR("true")),
	};

	d.key = STRATA_CONCAT(arena, d.gav.group, STRATA_STR(":"), d.gav.artifact, STRATA_STR(":"),
			      d.type, STRATA_STR(":"), d.classifier);
	for (size_t i = 0; i < asked->exclusions.count; i++)
		*strata_vec_push(arena, &d.exclusions) = expand(m, asked->exclusions.items[i]);
	return d;
}

/* Of one pom's texts the last of a key counts; of several poms the nearest. */
static void list(struct listing *l, const struct maven_dependency *d)
{
	size_t *index = strata_map_at(&l->keys, d->key, NULL);

	if (*index && *index <= l->before)
		return;
	if (*index) {
		l->out->items[*index - 1] = *d;
		return;
	}
	*strata_vec_push(l->making->store->arena, l->out) = *d;
	*index = l->out->count;
}

static bool is_import(const struct maven_dependency *d)
{
	return strata_str_eq(d->scope, STRATA_STR("import")) &&
	       strata_str_eq(d->type, STRATA_STR("pom"));
}

static bool may_be(struct strata_str text, struct strata_str what)
{
	return strata_str_eq(text, what) || strata_str_find(text, STRATA_STR("${")) != STRATA_NPOS;
}

/* Poms manage hundreds, and ask for a few. */
static bool is_wanted(const struct making *m, const struct maven_asked *managed)
{
	struct strata_str artifact = managed->gav.artifact;
	size_t one;

	return m->whole || strata_map_get(&one, &m->wanted, artifact) ||
	       may_be(managed->scope, STRATA_STR("import")) || may_be(artifact, STRATA_NONE);
}

static void list_part(struct listing *l, const struct maven_asked_list *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		struct maven_dependency d;

		if (l->managed && !is_wanted(l->making, &asked->items[i]))
			continue;
		d = read_dependency(l->making, &asked->items[i]);
		list(l, &d);
	}
}

static void list_all(struct making *m, struct maven_dependencies *out, bool managed)
{
	struct listing l = {
		.making = m,
		.keys = STRATA_MAP_INIT(m->store->in->scratch),
		.out = out,
		.managed = managed,
	};

	for (size_t i = 0; i < m->length; i++) {
		const struct maven_document *d = m->chain[i];

		l.before = out->count;
		list_part(&l, managed ? &d->pom.main.managed : &d->pom.main.dependencies);
		for (size_t p = 0; p < d->active.count; p++)
			list_part(&l, managed ? &d->active.items[p]->managed
					      : &d->active.items[p]->dependencies);
	}
}

/* What is managed gives what is not written: version, scope, exclusions. */
static void manage(const struct making *m, struct maven_dependency *d)
{
	const struct maven_dependency *managed;
	size_t index;

	if (!strata_map_get(&index, &m->model->managed_keys, d->key))
		return;
	managed = &m->model->managed.items[index - 1];
	d->gav.version = or_else(d->gav.version, managed->gav.version);
	d->scope = or_else(d->scope, managed->scope);
	if (!d->exclusions.count)
		d->exclusions = managed->exclusions;
}

static void add_managed(struct making *m, const struct maven_dependency *d)
{
	size_t *index = strata_map_at(&m->model->managed_keys, d->key, NULL);

	if (*index)
		return;
	*strata_vec_push(m->store->arena, &m->model->managed) = *d;
	*index = m->model->managed.count;
}

static struct maven_model *get_model(struct maven_store *store, struct maven_document *d,
				     unsigned depth, bool whole);

static int lack(struct making *m, const struct maven_gav *gav, const struct strata_error *err)
{
	struct solver_lack *lack = strata_vec_push(m->store->arena, &m->model->lacks);

	lack->name = STRATA_CONCAT(m->store->arena, gav->group, STRATA_STR(":"), gav->artifact);
	lack->err = *err;
	return err->code == STRATA_OK ? STRATA_ENOTFOUND : (int)err->code;
}

static int add_import(struct making *m, const struct maven_dependency *d)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct maven_gav gav = d->gav;
	const struct maven_model *bom;
	size_t one;

	if (m->depth == STRATA_LIMIT_SYMLINKS) {
		strata_fail(&err, STRATA_ELIMIT, 0, "its BOMs have no end");
		return lack(m, &gav, &err);
	}
	if (maven_version_of(&gav.version, m->store, &gav, NULL, &err) < 0)
		return lack(m, &gav, &err);
	bom = get_model(m->store, maven_document_get(m->store, &gav), m->depth + 1, true);
	for (size_t i = 0; i < bom->managed.count; i++)
		if (m->whole || strata_map_get(&one, &m->wanted, bom->managed.items[i].gav.artifact))
			add_managed(m, &bom->managed.items[i]);
	return bom->rc < 0 ? lack(m, &gav, &bom->err) : 0;
}

static void want_imports(struct making *m, const struct maven_dependencies *all)
{
	struct maven_documents poms = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (is_import(&all->items[i]))
			maven_want(m->store, &all->items[i].gav);
	for (size_t i = 0; i < all->count; i++)
		if (is_import(&all->items[i]) && !maven_is_range(all->items[i].gav.version))
			*strata_vec_push(m->store->in->scratch, &poms) =
				maven_document_get(m->store, &all->items[i].gav);
	maven_want_parents(m->store, &poms);
}

/* All that the chain manages itself comes before what it imports. */
static int add_all_managed(struct making *m)
{
	struct maven_dependencies all = { 0 };
	int rc = 0;

	list_all(m, &all, true);
	for (size_t i = 0; i < all.count; i++)
		if (!is_import(&all.items[i]))
			add_managed(m, &all.items[i]);
	want_imports(m, &all);
	for (size_t i = 0; i < all.count; i++)
		if (is_import(&all.items[i]) && add_import(m, &all.items[i]) < 0 && rc == 0)
			rc = STRATA_ENOTFOUND;
	return rc;
}

/* --- a model ------------------------------------------------------------------------------------- */

static void read_relocation(struct making *m)
{
	const struct maven_pom *pom = &m->chain[0]->pom;
	struct maven_gav to = expand_gav(m, &pom->relocation), *own = &m->model->gav;

	if (pom->has_relocation)
		m->model->relocated = (struct maven_gav){ or_else(to.group, own->group),
							  or_else(to.artifact, own->artifact),
							  or_else(to.version, own->version) };
}

/* A BOM that cannot be had costs a dependency's pom, and only what it manages of the project's. */
static int make(struct making *m, struct strata_error *err)
{
	int rc;

	define_all(m);
	if ((rc = read_chain(m, err)) < 0)
		return rc;
	define_all(m);
	m->model->gav = maven_pom_gav(&m->chain[0]->pom);
	m->model->gav = expand_gav(m, &m->model->gav);
	read_relocation(m);
	list_all(m, &m->model->dependencies, false);
	for (size_t i = 0; i < m->model->dependencies.count; i++)
		strata_map_at(&m->wanted, m->model->dependencies.items[i].gav.artifact, NULL);
	rc = add_all_managed(m);
	if (rc < 0 && !m->model->local) {
		m->model->dependencies.count = 0;
		*err = m->model->lacks.items[0].err;
		return rc;
	}
	for (size_t i = 0; i < m->model->dependencies.count; i++)
		manage(m, &m->model->dependencies.items[i]);
	return 0;
}

static struct maven_model *make_model(struct maven_store *store, struct maven_document *d,
				      struct maven_model *model, unsigned depth, bool whole)
{
	struct making *m;

	model->managed_keys = STRATA_MAP_INIT(store->arena);
	model->local = d->path.ptr;
	model->rc = d->rc;
	model->err = d->err;
	if (d->rc < 0)
		return model;
	m = strata_malloc(sizeof(*m));
	*m = (struct making){ .store = store, .model = model, .depth = depth, .whole = whole };
	m->wanted = STRATA_MAP_INIT(store->in->scratch);
	m->chain[m->length++] = d;
	model->rc = make(m, &model->err);
	free(m);
	return model;
}

static struct maven_model *get_model(struct maven_store *store, struct maven_document *d,
				     unsigned depth, bool whole)
{
	struct maven_model **slot = whole || d->whole ? &d->whole : &d->model;

	if (*slot)
		return *slot;
	*slot = strata_arena_alloc(store->arena, sizeof(**slot));
	return make_model(store, d, *slot, depth, whole);
}

struct maven_model *maven_model_of(struct maven_store *store, struct maven_document *d)
{
	return get_model(store, d, 0, false);
}

struct maven_model *maven_model_whole(struct maven_store *store, struct maven_document *d)
{
	return get_model(store, d, 0, true);
}

const struct maven_gav *maven_moved_to(struct maven_store *store, struct maven_document *d)
{
	const struct maven_model *model;

	if (d->rc < 0 || !d->pom.has_relocation)
		return NULL;
	model = maven_model_of(store, d);
	return model->rc == 0 ? &model->relocated : NULL;
}
