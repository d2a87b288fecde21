/* project.c - see project.h. */
#include "resolve/nuget/project.h"

#include "resolve/nuget/condition.h"
#include "resolve/nuget/framework.h"
#include "strata/limits.h"
#include "text/expand.h"
#include "text/xml.h"

/* A part of a file that is evaluated after all properties are known. */
struct part {
	const struct node *group;
	struct strata_str path;
};

struct evaluation {
	struct nuget_project *out;
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_map values; /* a property, in lower case -> index into texts */
	struct strata_strs texts;
	struct strata_map files;  /* that were read */
	STRATA_VEC(parts, struct part) items;
	struct strata_str here; /* the file that is read */
	unsigned depth;
};

/* --- properties -------------------------------------------------------------------------------- */

static void set(struct evaluation *e, struct strata_str name, struct strata_str value)
{
	*strata_map_at(&e->values, strata_name_lower(e->arena, name), NULL) = e->texts.count;
	*strata_vec_push(e->arena, &e->texts) = value;
}

static struct strata_str get(const struct evaluation *e, const char *name)
{
	size_t index;

	return strata_map_get(&index, &e->values, strata_str_of(name)) ? e->texts.items[index] : STRATA_NONE;
}

static bool is_true(const struct evaluation *e, const char *name)
{
	return strata_str_eq_nocase(get(e, name), STRATA_STR("true"));
}

static bool is_plain(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) && name.ptr[i] != '_' &&
		    name.ptr[i] != '-')
			return false;
	return name.len > 0;
}

/* A property that nobody sets is nothing; a function is not known. */
static bool value_of(struct strata_str *out, struct strata_str name, const void *payload)
{
	const struct evaluation *e = payload;
	size_t index;

	if (!is_plain(name))
		return false;
	*out = STRATA_STR("");
	if (strata_map_get(&index, &e->values, strata_name_lower(e->arena, name)))
		*out = e->texts.items[index];
	return true;
}

static struct strata_str expand(struct strata_str text, void *payload)
{
	struct evaluation *e = payload;
	struct expander x = { .open = STRATA_STR("$("), .close = ')', .value = value_of, .payload = e };

	return expand_text(&x, text, e->arena);
}

/* --- paths ------------------------------------------------------------------------------------- */

/* As MSBuild takes paths: '\' is '/', and one of the machine's root counts from the folder, too. */
static struct strata_str resolve(struct evaluation *e, struct strata_str base, struct strata_str relative)
{
	struct strata_str path = strata_arena_dup(e->arena, relative);
	char *at = (char *)(uintptr_t)path.ptr;

	for (size_t i = 0; i < path.len; i++)
		if (at[i] == '\\')
			at[i] = '/';
	while (path.len && path.ptr[0] == '/')
		path = strata_str_skip(path, 1);
	return strata_arena_path(e->arena, base, path);
}

/* "$(MSBuildThisFileDirectory)x": the directories of files count from the top. */
static struct strata_str path_of(struct evaluation *e, struct strata_str text)
{
	struct strata_str path = strata_str_trim(expand(text, e));

	if (strata_str_starts(path, STRATA_STR("//")))
		return resolve(e, STRATA_STR(""), strata_str_skip(path, 2));
	return resolve(e, strata_path_dir(e->here), path);
}

static bool exists(struct strata_str path, void *payload)
{
	struct evaluation *e = payload;
	struct strata_str found = path_of(e, path);

	return found.ptr && solver_files_has(e->in->files, found);
}

static bool holds(struct evaluation *e, const struct node *n)
{
	struct nuget_conditions c = { expand, exists, e };

	return nuget_condition_holds(&c, node_text(n, "@Condition")) != STRATA_NO;
}

/* The nearest file of that name, in the folder or above it. */
static struct strata_str find_above(struct evaluation *e, struct strata_str folder, struct strata_str name)
{
	for (;;) {
		struct strata_str path = folder.len ? STRATA_CONCAT(e->arena, folder, STRATA_STR("/"), name)
						    : name;

		if (solver_files_has(e->in->files, path))
			return path;
		if (!folder.len)
			return STRATA_NONE;
		folder = strata_path_dir(folder);
	}
}

/* --- files --------------------------------------------------------------------------------------- */

static void read_parts(struct evaluation *e, const struct node *list);

/* A path of our own begins with two slashes: there is no other that does. */
static void set_place(struct evaluation *e)
{
	struct strata_str folder = strata_path_dir(e->here);

	set(e, STRATA_STR("MSBuildThisFile"), strata_path_base(e->here));
	set(e, STRATA_STR("MSBuildThisFileDirectory"),
	    strata_arena_join(e->arena, STRATA_STR("//"), folder,
			      folder.len ? STRATA_STR("/") : STRATA_STR("")));
}

static void read_file(struct evaluation *e, struct strata_str path)
{
	struct strata_str bytes, outer = e->here;
	struct node *top;
	bool added;

	if (!path.ptr || e->depth > STRATA_LIMIT_INCLUDES)
		return;
	strata_map_at(&e->files, path, &added);
	if (!added || e->files.count > STRATA_LIMIT_INCLUDES ||
	    e->in->files->read(&bytes, e->in->files, path, e->arena, NULL) < 0 ||
	    xml_tree(&top, bytes, e->arena, NULL) < 0)
		return;
	e->here = path;
	e->depth++;
	set_place(e);
	read_parts(e, top);
	e->depth--;
	e->here = outer;
	set_place(e);
}

/* The name in GetPathOfFileAbove('name', ..) or GetDirectoryNameOfFileAbove(.., 'name'). */
static struct strata_str name_above(struct evaluation *e, struct strata_str project)
{
	size_t at = strata_str_find(project, STRATA_STR("OfFileAbove("));
	struct strata_str rest, name;

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	rest = strata_str_skip(project, at + strlen("OfFileAbove("));
	while (rest.ptr) {
		strata_str_cut(&name, &rest, rest, ',');
		name = strata_str_trim(name);
		while (name.len && (name.ptr[name.len - 1] == ')' || name.ptr[name.len - 1] == '\''))
			name.len--;
		name = strata_str_starts(name, STRATA_STR("'")) ? strata_str_skip(name, 1) : name;
		if (strata_str_eq_nocase(name, STRATA_STR("$(MSBuildThisFile)")))
			return strata_path_base(e->here);
		if (strata_str_chr(name, '$') == STRATA_NPOS && strata_str_chr(name, '/') == STRATA_NPOS &&
		    strata_str_chr(name, '.') != STRATA_NPOS)
			return name;
	}
	return STRATA_NONE;
}

static void read_import(struct evaluation *e, const struct node *n)
{
	struct strata_str project = node_text(n, "@Project"), name = name_above(e, project);
	struct strata_str folder = strata_path_dir(e->here);

	if (node_get(n, "@Sdk"))
		return;
	if (!name.len)
		read_file(e, path_of(e, project));
	else if (folder.len)
		read_file(e, find_above(e, strata_path_dir(folder), name));
}

static void read_properties(struct evaluation *e, const struct node *group)
{
	for (const struct node *n = group->first; n; n = n->next)
		if (n->type == NODE_MAP && holds(e, n))
			set(e, n->key, strata_str_trim(expand(n->text, e)));
}

/* The first of <When> that holds, else <Otherwise>. */
static void read_choice(struct evaluation *e, const struct node *choose)
{
	for (const struct node *n = choose->first; n; n = n->next)
		if (n->type == NODE_MAP && holds(e, n)) {
			read_parts(e, n);
			return;
		}
}

static void read_part(struct evaluation *e, const struct node *n)
{
	if (strata_str_eq(n->key, STRATA_STR("ItemGroup")))
		*strata_vec_push(e->arena, &e->items) = (struct part){ n, e->here };
	else if (!holds(e, n))
		return;
	else if (strata_str_eq(n->key, STRATA_STR("PropertyGroup")))
		read_properties(e, n);
	else if (strata_str_eq(n->key, STRATA_STR("Import")))
		read_import(e, n);
	else if (strata_str_eq(n->key, STRATA_STR("ImportGroup")))
		read_parts(e, n);
	else if (strata_str_eq(n->key, STRATA_STR("Choose")))
		read_choice(e, n);
}

static void read_parts(struct evaluation *e, const struct node *list)
{
	for (const struct node *n = list->first; n; n = n->next)
		if (n->type == NODE_MAP)
			read_part(e, n);
}

/* --- items --------------------------------------------------------------------------------------- */

/* An attribute, or an element that holds; expanded. */
static struct strata_str metadata(struct evaluation *e, const struct node *item, const char *attribute,
				  const char *element)
{
	struct strata_str text = node_text(item, attribute);

	for (const struct node *n = text.ptr ? NULL : item->first; n; n = n->next)
		if (n->type == NODE_MAP && strata_str_eq(n->key, strata_str_of(element)) && holds(e, n))
			text = n->text;
	return text.ptr ? strata_str_trim(expand(text, e)) : STRATA_NONE;
}

static struct nuget_reference *reference_of(struct evaluation *e, struct strata_str name)
{
	size_t *index = strata_map_at(&e->out->by_name, strata_name_lower(e->arena, name), NULL);

	return *index ? &e->out->references.items[*index - 1] : NULL;
}

static void describe(struct evaluation *e, struct nuget_reference *r, const struct node *item)
{
	struct strata_str version = metadata(e, item, "@VersionOverride", "VersionOverride");
	struct strata_str assets = metadata(e, item, "@PrivateAssets", "PrivateAssets");

	if (!version.len)
		version = metadata(e, item, "@Version", "Version");
	if (version.len)
		r->range = version;
	if (assets.ptr)
		r->is_private = strata_str_eq_nocase(assets, STRATA_STR("all"));
	r->scope = r->is_private ? STRATA_SCOPE_DEV : STRATA_SCOPE_PROD;
}

static struct nuget_reference *add_reference(struct evaluation *e, struct strata_str name, unsigned line)
{
	struct nuget_reference *r = strata_vec_push(e->arena, &e->out->references);

	*r = (struct nuget_reference){ .name = name, .path = e->here, .line = line };
	*strata_map_at(&e->out->by_name, strata_name_lower(e->arena, name), NULL) = e->out->references.count;
	return r;
}

static void include(struct evaluation *e, const struct node *item, struct strata_str name, bool global)
{
	struct nuget_reference *r = reference_of(e, name);

	if (!r)
		r = add_reference(e, name, item->line);
	r->removed = false;
	describe(e, r, item);
	if (global) {
		r->is_private = true;
		r->scope = STRATA_SCOPE_DEV;
	}
}

static void leave_out(struct evaluation *e, struct strata_str name)
{
	struct nuget_reference *r = reference_of(e, name);

	if (r)
		*r = (struct nuget_reference){ .name = r->name, .path = r->path, .line = r->line,
					       .removed = true };
}

static void pin(struct evaluation *e, const struct node *item, struct strata_str name)
{
	struct strata_str version = metadata(e, item, "@Version", "Version");

	if (!version.len)
		return;
	*strata_map_at(&e->out->central, strata_name_lower(e->arena, name), NULL) = e->out->pins.count;
	*strata_vec_push(e->arena, &e->out->pins) = version;
}

enum action { INCLUDE, UPDATE, REMOVE };

static void act(struct evaluation *e, const struct node *item, struct strata_str name, enum action action)
{
	bool global = strata_str_eq(item->key, STRATA_STR("GlobalPackageReference"));
	struct nuget_reference *r;

	if (strata_str_eq(item->key, STRATA_STR("PackageVersion"))) {
		if (action != REMOVE)
			pin(e, item, name);
	} else if (action == INCLUDE) {
		include(e, item, name, global);
	} else if (action == REMOVE) {
		leave_out(e, name);
	} else if ((r = reference_of(e, name)) != NULL) {
		describe(e, r, item);
	} else {
		pin(e, item, name); /* of what is included later, as in a list of versions */
	}
}

static void read_package(struct evaluation *e, const struct node *item)
{
	static const char *const keys[] = { "@Include", "@Update", "@Remove" };

	for (int i = INCLUDE; i <= REMOVE; i++) {
		struct strata_str names = node_text(item, keys[i]), name;

		if (!names.ptr)
			continue;
		names = expand(names, e);
		while (names.ptr) {
			strata_str_cut(&name, &names, names, ';');
			name = strata_str_trim(name);
			if (name.len && strata_str_chr(name, '(') == STRATA_NPOS)
				act(e, item, name, (enum action)i);
		}
	}
}

static void read_project(struct evaluation *e, const struct node *item)
{
	struct strata_str output = metadata(e, item, "@ReferenceOutputAssembly", "ReferenceOutputAssembly");
	struct strata_str names = node_text(item, "@Include"), name, path;

	if (strata_str_eq_nocase(output, STRATA_STR("false")))
		return;
	while (names.ptr) {
		strata_str_cut(&name, &names, names, ';');
		name = strata_str_trim(name);
		if (!name.len)
			continue;
		path = path_of(e, name);
		if (path.ptr && solver_files_has(e->in->files, path))
			*strata_vec_push(e->arena, &e->out->projects) = path;
		else
			*strata_vec_push(e->arena, &e->out->unfound) = (struct nuget_unfound){
				name, strata_str_eq(e->here, e->out->path) ? item->line : 0
			};
	}
}

static void read_item(struct evaluation *e, const struct node *item)
{
	if (strata_str_eq(item->key, STRATA_STR("ProjectReference")))
		read_project(e, item);
	else if (strata_str_eq(item->key, STRATA_STR("PackageReference")) ||
		 strata_str_eq(item->key, STRATA_STR("PackageVersion")) ||
		 strata_str_eq(item->key, STRATA_STR("GlobalPackageReference")))
		read_package(e, item);
}

static void read_items(struct evaluation *e)
{
	for (size_t i = 0; i < e->items.count; i++) {
		e->here = e->items.items[i].path;
		set_place(e);
		if (!holds(e, e->items.items[i].group))
			continue;
		for (const struct node *n = e->items.items[i].group->first; n; n = n->next)
			if (n->type == NODE_MAP && holds(e, n))
				read_item(e, n);
	}
}

/* What the central list says, where the project does not. */
static void settle_versions(struct evaluation *e)
{
	size_t index;

	for (size_t i = 0; i < e->out->references.count; i++) {
		struct nuget_reference *r = &e->out->references.items[i];

		if (!r->range.len && strata_map_get(&index, &e->out->central,
						    strata_name_lower(e->arena, r->name)))
			r->range = e->out->pins.items[index];
	}
	e->out->pins_transitive = is_true(e, "centralpackagetransitivepinningenabled") &&
				  is_true(e, "managepackageversionscentrally");
}

/* --- the whole ------------------------------------------------------------------------------------- */

/* .NET Standard below 2.1 is a package, which the SDK asks for. */
static void add_implicit(struct evaluation *e, struct strata_str framework)
{
	struct nuget_framework f = nuget_framework_of(framework, e->arena);
	struct strata_str name = STRATA_STR("NETStandard.Library");
	struct nuget_reference *r;

	if (f.kind != NUGET_STANDARD || (f.version[0] == 2 && f.version[1] > 0) || reference_of(e, name) ||
	    is_true(e, "disableimplicitframeworkreferences"))
		return;
	e->here = e->out->path;
	r = add_reference(e, name, 0);
	r->range = f.version[0] < 2 ? STRATA_STR("1.6.1") : STRATA_STR("2.0.3");
	r->scope = STRATA_SCOPE_PROD;
}

static void add_frameworks(struct evaluation *e)
{
	struct strata_str all = get(e, "targetframeworks"), one;

	if (!all.len)
		all = get(e, "targetframework");
	if (!all.len && get(e, "targetframeworkversion").len)
		all = strata_arena_join(e->arena, STRATA_STR(".NETFramework,Version="),
					get(e, "targetframeworkversion"), STRATA_NONE);
	while (all.ptr) {
		strata_str_cut(&one, &all, all, ';');
		one = strata_str_trim(one);
		if (one.len && strata_str_chr(one, '$') == STRATA_NPOS)
			*strata_vec_push(e->arena, &e->out->frameworks) = one;
	}
}

static void set_known(struct evaluation *e, struct strata_str framework)
{
	static const char *const identifiers[] = { [NUGET_CORE] = ".NETCoreApp",
						   [NUGET_STANDARD] = ".NETStandard",
						   [NUGET_FRAMEWORK] = ".NETFramework" };
	struct nuget_framework f = nuget_framework_of(framework, e->arena);
	struct strata_str folder = strata_path_dir(e->out->path), base = strata_path_base(e->out->path);

	set(e, STRATA_STR("MSBuildProjectDirectory"), strata_arena_join(e->arena, STRATA_STR("//"), folder,
									  STRATA_NONE));
	set(e, STRATA_STR("MSBuildProjectName"), strata_str_take(base, strata_str_rchr(base, '.')));
	set(e, STRATA_STR("MSBuildProjectFile"), base);
	set(e, STRATA_STR("MSBuildRuntimeType"), STRATA_STR("Core"));
	set(e, STRATA_STR("Configuration"), STRATA_STR("Debug"));
	set(e, STRATA_STR("Platform"), STRATA_STR("AnyCPU"));
	set(e, STRATA_STR("OS"), strata_str_eq(e->in->environment->os, STRATA_STR("windows"))
					 ? STRATA_STR("Windows_NT")
					 : STRATA_STR("Unix"));
	if (!framework.len)
		return;
	set(e, STRATA_STR("TargetFramework"), framework);
	if (f.kind == NUGET_CORE || f.kind == NUGET_STANDARD || f.kind == NUGET_FRAMEWORK)
		set(e, STRATA_STR("TargetFrameworkIdentifier"), strata_str_of(identifiers[f.kind]));
}

int nuget_project_read(struct nuget_project *out, const struct solver_input *in, struct strata_str path,
		       struct strata_str framework, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const before[] = { "Directory.Build.props", "Directory.Packages.props",
					      "Packages.props" };
	struct evaluation e = { .out = out, .in = in, .arena = arena, .here = path,
				.values = STRATA_MAP_INIT(arena), .files = STRATA_MAP_INIT(arena) };
	struct strata_str folder = strata_path_dir(path);

	if (!solver_files_has(in->files, path))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "there is no '%.*s'", STRATA_ARG(path));
	*out = (struct nuget_project){ .path = path, .by_name = STRATA_MAP_INIT(arena),
					.central = STRATA_MAP_INIT(arena) };
	set_known(&e, framework);
	set_place(&e);
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		read_file(&e, find_above(&e, folder, strata_str_of(before[i])));
	read_file(&e, path);
	read_file(&e, find_above(&e, folder, STRATA_STR("Directory.Build.targets")));
	add_frameworks(&e);
	read_items(&e);
	settle_versions(&e);
	add_implicit(&e, framework);
	return 0;
}
