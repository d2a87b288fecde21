/* model.c - see model.h. */
#include "resolve/maven/model.h"

#include "resolve/maven/profile.h"
#include "resolve/maven/repository.h"
#include "resolve/unit.h"
#include "strata/limits.h"
#include "strata/version.h"
#include "text/xml.h"

/* A pom as it stands, and the parts of it that count. */
struct raw {
	const struct node *top;
	struct strata_str path; /* in the snapshot; absent: of a registry */
	struct maven_parts parts; /* active profiles, the last first, then the pom itself */
};

/* A model in the making. */
struct making {
	struct maven_models *models;
	struct maven_model *model;
	struct raw chain[STRATA_LIMIT_INCLUDES]; /* the pom, its parent, .. */
	size_t length;
	struct strata_map properties; /* name -> address of its value */
	unsigned depth;               /* of BOMs within BOMs */
};

static struct strata_str or_else(struct strata_str text, struct strata_str other)
{
	return text.len ? text : other;
}

/* --- properties ------------------------------------------------------------------------------ */

struct expansion {
	const struct making *making;
	struct strata_buf out;
	unsigned used;
	bool failed;
};

static void expand_into(struct expansion *x, struct strata_str text, unsigned depth);

static void expand_property(struct expansion *x, struct strata_str name, unsigned depth)
{
	size_t address;

	if (depth == STRATA_LIMIT_SYMLINKS || ++x->used > STRATA_LIMIT_PROPERTIES ||
	    !strata_map_get(&address, &x->making->properties, name)) {
		x->failed = true;
		return;
	}
	expand_into(x, *(const struct strata_str *)address, depth + 1);
}

static void expand_into(struct expansion *x, struct strata_str text, unsigned depth)
{
	size_t start, end;

	while (!x->failed && (start = strata_str_find(text, STRATA_STR("${"))) != STRATA_NPOS) {
		struct strata_str inner = strata_str_skip(text, start + 2);

		end = strata_str_chr(inner, '}');
		if (end == STRATA_NPOS)
			break;
		strata_buf_add(&x->out, strata_str_take(text, start));
		expand_property(x, strata_str_take(inner, end), depth);
		text = strata_str_skip(inner, end + 1);
	}
	strata_buf_add(&x->out, text);
	x->failed = x->failed || x->out.len > STRATA_LIMIT_VERSION_BYTES;
}

/* As written when one of its properties is not known. */
static struct strata_str expand(const struct making *m, struct strata_str text)
{
	struct expansion x = { .making = m, .out = STRATA_BUF_INIT };

	if (text.len > STRATA_LIMIT_VERSION_BYTES ||
	    strata_str_find(text, STRATA_STR("${")) == STRATA_NPOS)
		return text;
	expand_into(&x, text, 0);
	if (!x.failed)
		text = strata_arena_dup(m->models->arena, strata_str_trim(strata_buf_str(&x.out)));
	strata_buf_release(&x.out);
	return text;
}

static void define(struct making *m, struct strata_str name, const struct strata_str *value)
{
	bool added;
	size_t *slot = strata_map_at(&m->properties, name, &added);

	if (added)
		*slot = (uintptr_t)value;
}

static void define_coordinate(struct making *m, const char *prefix, const char *key,
			      struct strata_str text)
{
	struct strata_str *value = strata_arena_alloc(m->models->arena, sizeof(*value));

	*value = text;
	if (text.len)
		define(m, STRATA_CONCAT(m->models->arena, strata_str_of(prefix), strata_str_of(key)),
		       value);
}

static void define_coordinates(struct making *m)
{
	static const char *const keys[] = { "groupId", "artifactId", "version" };
	static const char *const prefixes[] = { "project.", "pom.", "" };
	const struct node *top = m->chain[0].top, *parent = node_map(top, "parent");

	for (size_t i = 0; i < 3; i++) {
		struct strata_str above = node_text(parent, keys[i]);
		struct strata_str own = node_text(top, keys[i]);

		for (size_t p = 0; p < 3; p++)
			define_coordinate(m, prefixes[p], keys[i],
					  i == 1 ? own : or_else(own, above));
		define_coordinate(m, "project.parent.", keys[i], above);
		define_coordinate(m, "parent.", keys[i], above);
	}
	define_coordinate(m, "project.", "packaging",
			  or_else(node_text(top, "packaging"), STRATA_STR("jar")));
}

static void define_all(struct making *m)
{
	define_coordinates(m);
	for (size_t i = 0; i < m->length; i++)
		for (size_t p = 0; p < m->chain[i].parts.count; p++) {
			const struct node *list = node_map(m->chain[i].parts.items[p], "properties");

			for (const struct node *n = node_first(list); n; n = n->next)
				define(m, n->key, &n->text);
		}
	define_coordinate(m, "java.", "version", m->models->in->environment->java);
}

/* --- the pom and its parents ------------------------------------------------------------------ */

static int read_local(struct node **top, const struct maven_models *models, struct strata_str path,
		      struct strata_error *err)
{
	struct strata_str bytes;
	int rc = models->in->files->read(&bytes, models->in->files, path, models->arena, err);

	return rc < 0 ? rc : xml_tree(top, bytes, models->arena, err);
}

static void add_raw(struct making *m, const struct node *top, struct strata_str path)
{
	struct raw *raw = &m->chain[m->length++];
	struct maven_parts active = { 0 };

	*raw = (struct raw){ .top = top, .path = path };
	maven_profiles(&active, top, m->models->in->environment, m->models->arena);
	for (size_t i = active.count; i-- > 0;)
		*strata_vec_push(m->models->arena, &raw->parts) = active.items[i];
	*strata_vec_push(m->models->arena, &raw->parts) = top;
}

static struct maven_gav gav_of(const struct node *n)
{
	return (struct maven_gav){ node_text(n, "groupId"), node_text(n, "artifactId"),
				   node_text(n, "version") };
}

static struct maven_gav gav_of_top(const struct node *top)
{
	struct maven_gav gav = gav_of(top), above = gav_of(node_map(top, "parent"));

	gav.group = or_else(gav.group, above.group);
	gav.version = or_else(gav.version, above.version);
	return gav;
}

static bool is_meant(const struct node *top, const struct maven_gav *gav)
{
	struct maven_gav own = gav_of_top(top);

	return strata_str_eq(own.group, gav->group) && strata_str_eq(own.artifact, gav->artifact) &&
	       (strata_str_eq(own.version, gav->version) ||
		strata_str_find(own.version, STRATA_STR("${")) != STRATA_NPOS);
}

static struct strata_str parent_path(const struct making *m, const struct raw *raw)
{
	const struct node *at = node_get(node_map(raw->top, "parent"), "relativePath");
	struct strata_str relative = at ? at->text : STRATA_STR("../pom.xml"), path;

	if (!raw->path.ptr || !relative.len)
		return STRATA_NONE;
	path = unit_path(m->models->arena, strata_path_dir(raw->path), relative);
	if (path.ptr && !solver_files_has(m->models->in->files, path))
		path = path.len ? strata_arena_join(m->models->arena, path, STRATA_STR("/pom.xml"),
						    STRATA_NONE)
				: STRATA_STR("pom.xml");
	return path;
}

static int read_parent(struct node **top, struct strata_str *path, struct making *m,
		       const struct raw *raw, struct strata_error *err)
{
	struct maven_gav gav = gav_of(node_map(raw->top, "parent"));

	gav.group = expand(m, gav.group);
	gav.version = expand(m, gav.version);
	*path = parent_path(m, raw);
	if (path->ptr && solver_files_has(m->models->in->files, *path) &&
	    read_local(top, m->models, *path, NULL) == 0 && is_meant(*top, &gav))
		return 0;
	*path = STRATA_NONE;
	if (maven_version_of(&gav.version, m->models, &gav, NULL, err) < 0)
		return STRATA_ENOTFOUND;
	return maven_repository_pom(top, m->models, &gav, err);
}

static int read_chain(struct making *m, struct strata_error *err)
{
	for (size_t i = 0; node_map(m->chain[i].top, "parent"); i++) {
		struct strata_str path;
		struct node *top;
		int rc;

		if (m->length == STRATA_LIMIT_INCLUDES)
			return strata_fail(err, STRATA_ELIMIT, 0, "its parents have no end");
		if ((rc = read_parent(&top, &path, m, &m->chain[i], err)) < 0)
			return rc;
		add_raw(m, top, path);
	}
	return 0;
}

/* --- dependencies ----------------------------------------------------------------------------- */

static void read_exclusions(struct maven_dependency *d, const struct making *m, const struct node *n)
{
	for (n = node_first(node_map(n, "exclusions")); n; n = n->next)
		*strata_vec_push(m->models->arena, &d->exclusions) =
			STRATA_CONCAT(m->models->arena, expand(m, node_text(n, "groupId")),
				      STRATA_STR(":"), expand(m, node_text(n, "artifactId")));
}

static struct maven_dependency read_dependency(const struct making *m, const struct node *n)
{
	struct strata_str optional = expand(m, node_text(n, "optional"));
	struct maven_dependency d = {
		.gav = { expand(m, node_text(n, "groupId")), expand(m, node_text(n, "artifactId")),
			 expand(m, node_text(n, "version")) },
		.type = or_else(expand(m, node_text(n, "type")), STRATA_STR("jar")),
		.classifier = expand(m, node_text(n, "classifier")),
		.scope = expand(m, node_text(n, "scope")),
		.optional = strata_str_eq(optional, STRATA_STR("true")),
		.has_optional = optional.len > 0,
		.line = n->line,
	};

	d.key = STRATA_CONCAT(m->models->arena, d.gav.group, STRATA_STR(":"), d.gav.artifact,
			      STRATA_STR(":"), d.type, STRATA_STR(":"), d.classifier);
	read_exclusions(&d, m, n);
	return d;
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
	if (!d->has_optional)
		d->optional = managed->optional;
}

/* Of one part's list the last of a key counts; of several parts the first. */
static void add_dependencies(struct making *m, struct strata_map *listed, const struct raw *raw,
			     size_t part)
{
	const struct node *list = node_map(raw->parts.items[part], "dependencies");
	size_t before = m->model->dependencies.count;

	for (const struct node *n = node_first(list); n; n = n->next) {
		struct maven_dependency d = read_dependency(m, n);
		size_t *index = strata_map_at(listed, d.key, NULL);

		if (raw != m->chain)
			d.line = 0;
		if (*index && *index <= before)
			continue;
		if (*index) {
			m->model->dependencies.items[*index - 1] = d;
			continue;
		}
		*strata_vec_push(m->models->arena, &m->model->dependencies) = d;
		*index = m->model->dependencies.count;
	}
}

static void add_managed(struct making *m, const struct maven_dependency *d)
{
	size_t *index = strata_map_at(&m->model->managed_keys, d->key, NULL);

	if (*index)
		return;
	*strata_vec_push(m->models->arena, &m->model->managed) = *d;
	*index = m->model->managed.count;
}

static struct maven_model *get_model(struct maven_models *models, const struct maven_gav *gav,
				     unsigned depth);

static void add_import(struct making *m, const struct maven_dependency *d)
{
	const struct maven_model *bom;

	if (m->depth == STRATA_LIMIT_SYMLINKS)
		return;
	bom = get_model(m->models, &d->gav, m->depth + 1);
	for (size_t i = 0; i < bom->managed.count; i++)
		add_managed(m, &bom->managed.items[i]);
	if (bom->rc < 0)
		solver_lacks(m->models->in, d->gav.artifact, &bom->err);
}

/* All that the chain manages itself comes before what it imports. */
static void add_all_managed(struct making *m)
{
	struct maven_dependencies imports = { 0 };

	for (size_t i = 0; i < m->length; i++)
		for (size_t p = 0; p < m->chain[i].parts.count; p++) {
			const struct node *n = node_first(node_path(
				m->chain[i].parts.items[p], "dependencyManagement/dependencies"));

			for (; n; n = n->next) {
				struct maven_dependency d = read_dependency(m, n);

				if (strata_str_eq(d.scope, STRATA_STR("import")))
					*strata_vec_push(m->models->arena, &imports) = d;
				else
					add_managed(m, &d);
			}
		}
	for (size_t i = 0; i < imports.count; i++)
		maven_model_want(m->models, &imports.items[i].gav);
	for (size_t i = 0; i < imports.count; i++)
		add_import(m, &imports.items[i]);
}

static void add_all_dependencies(struct making *m)
{
	struct strata_map listed = STRATA_MAP_INIT(m->models->arena);

	for (size_t i = 0; i < m->length; i++)
		for (size_t p = 0; p < m->chain[i].parts.count; p++)
			add_dependencies(m, &listed, &m->chain[i], p);
	for (size_t i = 0; i < m->model->dependencies.count; i++)
		manage(m, &m->model->dependencies.items[i]);
}

static void read_relocation(struct making *m)
{
	const struct node *n = node_path(m->chain[0].top, "distributionManagement/relocation");

	if (!n)
		return;
	m->model->relocated = (struct maven_gav){
		or_else(expand(m, node_text(n, "groupId")), m->model->gav.group),
		or_else(expand(m, node_text(n, "artifactId")), m->model->gav.artifact),
		or_else(expand(m, node_text(n, "version")), m->model->gav.version),
	};
}

static int make(struct making *m, const struct node *top, struct strata_str path,
		struct strata_error *err)
{
	struct maven_gav gav = gav_of_top(top);
	int rc;

	m->properties = STRATA_MAP_INIT(m->models->arena);
	m->model->managed_keys = STRATA_MAP_INIT(m->models->arena);
	add_raw(m, top, path);
	define_all(m);
	if ((rc = read_chain(m, err)) < 0)
		return rc;
	m->properties = STRATA_MAP_INIT(m->models->arena);
	define_all(m);
	m->model->gav = (struct maven_gav){ expand(m, gav.group), expand(m, gav.artifact),
					    expand(m, gav.version) };
	add_all_managed(m);
	add_all_dependencies(m);
	read_relocation(m);
	return 0;
}

/* --- models by name ---------------------------------------------------------------------------- */

static void index_local(struct maven_models *models)
{
	const struct source_entries *entries = models->in->files->entries;

	for (size_t i = 0; i < entries->count && models->paths.count < STRATA_LIMIT_SOLVED_PACKAGES; i++) {
		struct strata_str path = entries->items[i].path;
		struct maven_gav gav;
		struct node *top;

		if (!strata_str_eq(strata_path_base(path), STRATA_STR("pom.xml")) ||
		    read_local(&top, models, path, NULL) < 0)
			continue;
		gav = gav_of_top(top);
		*strata_vec_push(models->arena, &models->paths) = path;
		*strata_map_at(&models->local,
			       STRATA_CONCAT(models->arena, gav.group, STRATA_STR(":"), gav.artifact),
			       NULL) = models->paths.count;
	}
}

void maven_models_init(struct maven_models *models, const struct solver_input *in)
{
	*models = (struct maven_models){
		.in = in,
		.arena = in->scratch,
		.by_gav = STRATA_MAP_INIT(in->scratch),
		.local = STRATA_MAP_INIT(in->scratch),
	};
	index_local(models);
}

static bool find_local(struct node **top, struct strata_str *path, struct maven_models *models,
		       const struct maven_gav *gav)
{
	size_t index;

	if (!strata_map_get(&index, &models->local,
			    STRATA_CONCAT(models->arena, gav->group, STRATA_STR(":"), gav->artifact)))
		return false;
	*path = models->paths.items[index - 1];
	return read_local(top, models, *path, NULL) == 0 && is_meant(*top, gav);
}

static struct maven_model *get_model(struct maven_models *models, const struct maven_gav *gav,
				     unsigned depth)
{
	struct strata_str path = STRATA_NONE;
	struct maven_model *model;
	struct making *m;
	struct node *top;
	bool added;
	size_t *slot = strata_map_at(&models->by_gav,
				     STRATA_CONCAT(models->arena, gav->group, STRATA_STR(":"),
						   gav->artifact, STRATA_STR(":"), gav->version),
				     &added);

	if (!added)
		return (struct maven_model *)*slot;
	model = strata_arena_alloc(models->arena, sizeof(*model));
	*slot = (uintptr_t)model;
	model->gav = *gav;
	model->local = find_local(&top, &path, models, gav);
	if (!model->local)
		model->rc = maven_repository_pom(&top, models, gav, &model->err);
	if (model->rc < 0)
		return model;
	m = strata_malloc(sizeof(*m));
	*m = (struct making){ .models = models, .model = model, .depth = depth };
	model->rc = make(m, top, model->local ? path : STRATA_NONE, &model->err);
	free(m);
	return model;
}

struct maven_model *maven_model_get(struct maven_models *models, const struct maven_gav *gav)
{
	return get_model(models, gav, 0);
}

struct maven_model *maven_model_of_project(struct maven_models *models)
{
	struct maven_model *model = strata_arena_alloc(models->arena, sizeof(*model));
	struct making *m = strata_malloc(sizeof(*m));
	struct node *top;

	*m = (struct making){ .models = models, .model = model };
	model->local = true;
	model->rc = read_local(&top, models, models->in->path, &model->err);
	if (model->rc == 0)
		model->rc = make(m, top, models->in->path, &model->err);
	free(m);
	return model;
}

void maven_model_want(struct maven_models *models, const struct maven_gav *gav)
{
	size_t index;

	if (maven_is_range(gav->version)) {
		maven_repository_want_versions(models, gav);
		return;
	}
	if (!strata_map_get(&index, &models->local,
			    STRATA_CONCAT(models->arena, gav->group, STRATA_STR(":"), gav->artifact)))
		maven_repository_want(models, gav);
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

int maven_version_of(struct strata_str *version, struct maven_models *models,
		     const struct maven_gav *gav, const struct strata_strs *ranges,
		     struct strata_error *err)
{
	struct intervals_list within = { 0 };
	struct strata_strs all = { 0 };
	struct strata_str best = STRATA_NONE, want = gav->version;
	int rc;

	*version = want;
	if (!maven_is_range(want) && !strata_str_eq(want, STRATA_STR("LATEST")) &&
	    !strata_str_eq(want, STRATA_STR("RELEASE")))
		return 0;
	if ((rc = read_ranges(&within, want, ranges, models->arena, err)) < 0 ||
	    (rc = maven_repository_versions(&all, models, gav, err)) < 0)
		return rc;
	for (size_t i = 0; i < all.count; i++)
		if (is_within_all(&within, all.items[i]) &&
		    (!best.ptr || strata_version_maven.compare(all.items[i], best) > 0))
			best = all.items[i];
	if (!best.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no version is within '%.*s'",
				   STRATA_ARG(want));
	*version = best;
	return 0;
}
