/*
 * inherit.c - files that say little without their parents: poms, MSBuild's projects.
 *
 * A file and its parents in the snapshot are one chain, nearest first. Properties,
 * managed packages and listed packages of the chain count as the file's own, the
 * nearest of a name before all others; what a BOM manages comes after what the
 * chain manages. Then `${properties}` are put in, with the values that the file
 * itself sees: a child changes what its parent's texts mean.
 *
 * A parent is what lies at its path when that is the project meant, else the
 * project of that name and version anywhere in the snapshot. What is not there is
 * said once, if versions are missing because of it.
 */
#include "resolve/unit.h"
#include "strata/limits.h"
#include "text/expand.h"

/* A file together with what it inherits. */
struct model {
	const struct facts_file *chain[STRATA_LIMIT_INCLUDES];
	size_t length;
	struct strata_map properties; /* name -> address of its value */
	struct strata_map managed;    /* name -> address of the package, texts put in */
	const struct strata_reference *missing; /* the first parent or import that is not here */
	struct strata_arena *scratch;
};

struct inherit {
	struct unit_set *set;
	struct strata_map projects; /* name of a root -> index of its first unit, + 1 */
	unsigned *next;             /* the next unit of the same name, + 1 */
	struct model **models;      /* of each unit, made on demand */
	struct strata_map parents;  /* paths of files that others inherit from */
};

static bool inherits(const struct unit *unit)
{
	return unit->file->format->pin && unit->file->role != STRATA_ROLE_VENDORED;
}

static const struct strata_root *root_of(const struct unit *unit)
{
	return unit->roots.count ? &unit->roots.items[0] : NULL;
}

static void index_projects(struct inherit *in)
{
	struct unit_set *set = in->set;

	in->projects = STRATA_MAP_INIT(set->arena);
	in->next = strata_arena_alloc(set->arena, (set->items.count + 1) * sizeof(*in->next));
	in->models = strata_arena_alloc(set->arena, (set->items.count + 1) * sizeof(struct model *));
	for (size_t i = set->items.count; i-- > 0;) {
		const struct strata_root *root = root_of(&set->items.items[i]);
		size_t *head;

		if (!inherits(&set->items.items[i]) || !root)
			continue;
		head = strata_map_at(&in->projects, root->name, NULL);
		in->next[i] = (unsigned)*head;
		*head = i + 1;
	}
}

static bool is_msbuild(const struct model *m)
{
	return m->chain[0]->format->msbuild_properties;
}

static bool value_of(struct strata_str *out, struct strata_str name, const void *payload)
{
	const struct model *m = payload;
	size_t address;

	if (is_msbuild(m))
		name = strata_name_lower(m->scratch, name);
	if (!strata_map_get(&address, &m->properties, name))
		return false;
	*out = *(const struct strata_str *)address;
	return true;
}

static struct expander expander_of(const struct model *m)
{
	return (struct expander){
		.open = is_msbuild(m) ? STRATA_STR("$(") : STRATA_STR("${"),
		.close = is_msbuild(m) ? ')' : '}',
		.value = value_of,
		.payload = m,
	};
}

static bool has_property(const struct model *m, struct strata_str text)
{
	struct expander x = expander_of(m);

	return expand_has(&x, text);
}

static struct strata_str expand(struct unit_set *set, const struct model *m, struct strata_str text)
{
	struct expander x = expander_of(m);

	return expand_text(&x, text, set->out->arena);
}

static bool is_project(const struct unit *unit, struct strata_str name, struct strata_str version)
{
	const struct strata_root *root = root_of(unit);

	return root && inherits(unit) && strata_str_eq(root->name, name) &&
	       strata_str_eq(root->version, version);
}

static struct unit *find_project(struct inherit *in, struct strata_str name,
				 struct strata_str version)
{
	size_t index;

	if (!strata_map_get(&index, &in->projects, name))
		return NULL;
	for (; index; index = in->next[index - 1])
		if (is_project(&in->set->items.items[index - 1], name, version))
			return &in->set->items.items[index - 1];
	return NULL;
}

/* The nearest file of that name and format, at the path or in a folder above it. */
static struct unit *find_above(struct inherit *in, struct strata_str path,
			       const struct strata_format *format)
{
	struct unit *unit = NULL;

	for (; path.ptr && !unit; path = unit_path_above(in->set->arena, path))
		unit = unit_lookup(in->set, path, format);
	return unit;
}

/* A parent that has a name must be the project meant. */
static struct unit *find_parent(struct inherit *in, const struct facts_file *file,
				const struct strata_reference *ref)
{
	struct strata_str path = STRATA_NONE;
	struct unit *unit = NULL;

	if (ref->path.ptr)
		path = strata_arena_path(in->set->arena, strata_path_dir(file->path), ref->path);
	if (path.ptr && ref->kind == STRATA_REF_ABOVE)
		return find_above(in, path, ref->format);
	if (path.ptr)
		unit = unit_lookup(in->set, path, ref->format);
	if (unit && (ref->name.ptr ? is_project(unit, ref->name, ref->version) : inherits(unit)))
		return unit;
	return ref->name.ptr ? find_project(in, ref->name, ref->version) : NULL;
}

static bool in_chain(const struct model *m, const struct facts_file *file)
{
	for (size_t i = 0; i < m->length; i++)
		if (m->chain[i] == file)
			return true;
	return false;
}

/* What lies above may be missing, and may be reached twice; a parent by name may not. */
static void add_parent(struct inherit *in, struct model *m, const struct facts_file *file,
		       const struct strata_reference *ref)
{
	const struct unit *parent = find_parent(in, file, ref);

	if (!parent) {
		if (ref->name.ptr && !m->missing)
			m->missing = ref;
		return;
	}
	if (!in_chain(m, parent->file) && m->length < STRATA_LIMIT_INCLUDES) {
		m->chain[m->length++] = parent->file;
		strata_map_at(&in->parents, parent->file->path, NULL);
	} else if (ref->name.ptr || m->length == STRATA_LIMIT_INCLUDES) {
		unit_note(in->set, m->chain[0]->path, ref->line,
			  "the parents of '%.*s' have no end",
			  STRATA_ARG(ref->name.ptr ? ref->name : ref->path));
	}
}

/* Poms have one parent each; other files may inherit from several. */
static void make_chain(struct inherit *in, struct model *m, const struct facts_file *file)
{
	m->chain[m->length++] = file;
	for (size_t i = 0; i < m->length; i++) {
		const struct strata_references *refs = &m->chain[i]->facts.references;

		for (size_t j = 0; j < refs->count; j++)
			if (unit_inherits_by(&refs->items[j]))
				add_parent(in, m, m->chain[i], &refs->items[j]);
	}
}

static void add_properties(struct model *m, const struct strata_facts *facts)
{
	for (size_t i = 0; i < facts->properties.count; i++) {
		const struct strata_property *p = &facts->properties.items[i];
		bool added;
		size_t *value = strata_map_at(&m->properties, p->name, &added);

		if (added)
			*value = (uintptr_t)&p->value;
	}
}

/* Under what a package is managed and inherited: a jar and its tests are two. */
static struct strata_str key_of(const struct strata_package *p)
{
	return p->handle.len ? p->handle : p->name;
}

static struct strata_str managed_key(const struct model *m, struct strata_str key)
{
	return m->chain[0]->format->ecosystem->normalise(m->scratch, key);
}

static void manage(struct inherit *in, struct model *m, const struct strata_package *written)
{
	struct strata_package *p;
	size_t *slot;
	bool added;

	slot = strata_map_at(&m->managed, managed_key(m, expand(in->set, m, key_of(written))), &added);
	if (!added)
		return;
	p = strata_arena_alloc(in->set->arena, sizeof(*p));
	*p = *written;
	p->requirement = expand(in->set, m, written->requirement);
	*slot = (uintptr_t)p;
}

static struct model *model_of(struct inherit *in, const struct unit *unit);

/* A project's version is often a property: "${revision}". */
static bool has_version(struct inherit *in, const struct unit *unit, struct strata_str version)
{
	return strata_str_eq(expand(in->set, model_of(in, unit), root_of(unit)->version), version);
}

static const struct unit *find_import(struct inherit *in, struct strata_str name,
				      struct strata_str version)
{
	size_t index;

	if (!strata_map_get(&index, &in->projects, name))
		return NULL;
	for (; index; index = in->next[index - 1])
		if (has_version(in, &in->set->items.items[index - 1], version))
			return &in->set->items.items[index - 1];
	return NULL;
}

static const struct strata_package *find_managed(struct inherit *in, struct model *m,
						 struct strata_str key, unsigned depth,
						 bool *unsure);

/* What a BOM manages is looked up in its own model: only the chain is copied. */
static const struct strata_package *find_imported(struct inherit *in, struct model *m,
						  const struct strata_reference *ref,
						  struct strata_str key, unsigned depth,
						  bool *unsure)
{
	const struct unit *bom;

	if (ref->kind != STRATA_REF_IMPORT)
		return NULL;
	bom = find_import(in, expand(in->set, m, ref->name), expand(in->set, m, ref->version));
	if (!bom) {
		m->missing = m->missing ? m->missing : ref;
		*unsure = true;
		return NULL;
	}
	return bom->file == m->chain[0] ? NULL
					: find_managed(in, model_of(in, bom), key, depth + 1, unsure);
}

/*
 * The first that manages it counts: the chain, then the imports in their order. Behind an import
 * that is not in the snapshot nothing is sure any more but for the tree's own projects: it may
 * manage this, too. So may a parent, but what lies outside of a tree as its parent is mostly a
 * company's, and manages plugins.
 */
static const struct strata_package *find_managed(struct inherit *in, struct model *m,
						 struct strata_str key, unsigned depth,
						 bool *unsure)
{
	const struct strata_package *p = NULL;
	size_t address;

	if (strata_map_get(&address, &m->managed, managed_key(m, key)))
		return (const struct strata_package *)address;
	if (depth == STRATA_LIMIT_SYMLINKS)
		return NULL;
	for (size_t i = 0; i < m->length; i++) {
		const struct strata_references *refs = &m->chain[i]->facts.references;

		for (size_t j = 0; j < refs->count && !p; j++)
			p = find_imported(in, m, &refs->items[j], key, depth, unsure);
	}
	return p;
}

static struct model *model_of(struct inherit *in, const struct unit *unit)
{
	struct model **slot = &in->models[unit - in->set->items.items], *m;

	if (*slot)
		return *slot;
	*slot = m = strata_arena_alloc(in->set->arena, sizeof(*m));
	m->scratch = in->set->arena;
	m->properties = STRATA_MAP_INIT(in->set->arena);
	m->managed = STRATA_MAP_INIT(in->set->arena);
	make_chain(in, m, unit->file);
	for (size_t i = 0; i < m->length; i++)
		add_properties(m, &m->chain[i]->facts);
	for (size_t i = 0; i < m->length; i++)
		for (size_t j = 0; j < m->chain[i]->facts.managed.count; j++)
			manage(in, m, &m->chain[i]->facts.managed.items[j]);
	return m;
}

/* A project of the same snapshot is no dependency that could be bought elsewhere. */
static bool is_own(struct inherit *in, const struct strata_package *p)
{
	size_t index;

	if (!strata_map_get(&index, &in->projects, p->name))
		return false;
	for (; index; index = in->next[index - 1])
		if (!p->version.len ||
		    has_version(in, &in->set->items.items[index - 1], p->version))
			return true;
	return false;
}

static void settle(struct inherit *in, struct model *m, const struct unit *unit,
		   struct strata_package *p)
{
	const struct strata_package *managed;
	bool unsure = false;
	size_t index;

	p->name = expand(in->set, m, p->name);
	p->handle = expand(in->set, m, p->handle);
	p->requirement = expand(in->set, m, p->requirement);
	if (!p->requirement.len || p->scope == STRATA_SCOPE_UNKNOWN) {
		managed = find_managed(in, m, key_of(p), 0, &unsure);
		if (unsure && !strata_map_get(&index, &in->projects, p->name))
			managed = NULL;
		if (managed && !p->requirement.len)
			p->requirement = managed->requirement;
		if (managed && p->scope == STRATA_SCOPE_UNKNOWN)
			p->scope = managed->scope;
	}
	if (p->scope == STRATA_SCOPE_UNKNOWN)
		p->scope = STRATA_SCOPE_PROD;
	if (p->scope == STRATA_SCOPE_PROD && p->optional)
		p->scope = STRATA_SCOPE_OPTIONAL;
	if (p->requirement.len && !has_property(m, p->requirement) &&
	    unit->file->format->pin(&p->version, p->requirement))
		p->requirement = STRATA_NONE;
	else
		p->version = STRATA_NONE;
	p->local = is_own(in, p);
}

/* Packages of the parents, but those that the file lists itself. */
static void add_inherited(struct inherit *in, struct model *m, struct unit *unit)
{
	struct strata_map listed = STRATA_MAP_INIT(in->set->arena);
	size_t index;

	for (size_t i = 0; i < m->length; i++) {
		const struct strata_packages *packages = &m->chain[i]->facts.packages;

		for (size_t j = 0; i && j < packages->count; j++)
			if (!strata_map_get(&index, &listed, key_of(&packages->items[j])))
				unit_add(in->set, unit, &packages->items[j], m->chain[i]->path);
		for (size_t j = 0; j < packages->count; j++)
			strata_map_at(&listed, key_of(&packages->items[j]), NULL);
	}
}

static void find_open(struct inherit *in, const struct model *m, struct unit *unit)
{
	size_t open = 0;

	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct strata_package *p = unit->packages.items[i].facts;

		open += !p->version.len && !p->local &&
			(!p->requirement.len || has_property(m, p->requirement));
	}
	if (!open)
		return;
	unit->open = (struct strata_note){
		.path = unit->file->path,
		.line = m->missing ? m->missing->line : 0,
		.reason = strata_arena_printf(
			in->set->out->arena, "%zu dependencies have no version: %s%.*s%s", open,
			m->missing ? "'" : "",
			STRATA_ARG(m->missing ? m->missing->name : STRATA_STR("nothing in the snapshot")),
			m->missing ? "' is not in the snapshot" : " gives it"),
	};
}

void inherit_note_open(struct unit_set *set)
{
	for (size_t i = 0; i < set->items.count; i++) {
		const struct unit *unit = &set->items.items[i];

		if (unit->open.reason.ptr && !(unit->answered_by && unit->answered_by->solved))
			*strata_vec_push(set->out->arena, &set->out->notes) = unit->open;
	}
}

/*
 * A file that is no project asks for nothing where others inherit from it. Where none
 * does, whoever uses it is not in the snapshot: what it manages is all there is to see.
 */
static void settle_shared(struct inherit *in, struct unit *unit)
{
	const struct strata_facts *facts = &unit->file->facts;
	size_t index;

	if (root_of(unit))
		return;
	if (strata_map_get(&index, &in->parents, unit->file->path)) {
		unit->packages.count = 0;
		return;
	}
	for (size_t i = 0; i < facts->managed.count; i++)
		unit_add(in->set, unit, &facts->managed.items[i], unit->file->path);
}

static void inherit_unit(struct inherit *in, struct unit *unit)
{
	struct model *m = model_of(in, unit);

	settle_shared(in, unit);
	if (root_of(unit))
		add_inherited(in, m, unit);
	for (size_t i = 0; i < unit->packages.count; i++) {
		struct unit_package *p = &unit->packages.items[i];

		settle(in, m, unit, unit_change(in->set, p));
		p->scope = p->facts->scope;
	}
	find_open(in, m, unit);
}

void inherit_all(struct unit_set *set)
{
	struct inherit in = { .set = set, .parents = STRATA_MAP_INIT(set->arena) };

	index_projects(&in);
	for (size_t i = 0; i < set->items.count; i++)
		if (inherits(&set->items.items[i]))
			model_of(&in, &set->items.items[i]);
	for (size_t i = 0; i < set->items.count; i++)
		if (inherits(&set->items.items[i]))
			inherit_unit(&in, &set->items.items[i]);
}
