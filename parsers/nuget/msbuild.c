/*
 * *.csproj and its kin, Directory.Build.props, Directory.Packages.props: what a .NET
 * project asks for, and what lies above it in the tree.
 *
 * All are MSBuild projects. <PackageReference> asks for a package, with its version as
 * attribute or element; with central versions it has none, and <PackageVersion> of the
 * nearest Directory.Packages.props gives it, unless VersionOverride does.
 * <GlobalPackageReference> asks for every project. `Update` changes what was included
 * elsewhere: it gives a version and asks for nothing. <PackageDownload> fetches the versions
 * "[1.0];[2.0]", <DotNetCliToolReference> a command of the build: both lie apart from what
 * the project refers to, in no lockfile, and no central version is theirs. Versions are
 * `$(properties)`, inherited along with the rest: src/resolve/inherit.c puts them in.
 *
 * Conditions are not judged: what stands under one counts, since some build has it. Of a
 * property that is set twice the last counts, but one without a condition before others.
 * An <Import> is a file of any name; one that a property of the project names is noted.
 *
 * Format: learn.microsoft.com, "PackageReference in project files", "PackageDownload
 * functionality", "Central Package Management", "Customize the build by folder", and
 * NuGet's specification "dotnet CLI tools", 2026-11.
 */
#include "strata/format.h"
#include "text/xml.h"

extern const struct strata_format strata_format_nuget_msbuild;

STRATA_VEC(nodes, const struct node *);

enum { MOST_APART = 1000 }; /* of one file */

struct reader {
	struct strata_facts *out;
	struct strata_str path;
	struct nodes plain, conditional; /* properties, in the order of the file */
	unsigned apart; /* packages that lie apart */
};

static struct strata_str lower(struct reader *r, struct strata_str text)
{
	return strata_name_lower(r->out->arena, text);
}

/* Attribute or element: MSBuild takes both for the same. */
static const struct node *metadata(const struct node *item, const char *attribute,
				   const char *element)
{
	const struct node *n = node_get(item, attribute);

	return n ? n : node_get(item, element);
}

static bool is_private(const struct node *item)
{
	const struct node *n = metadata(item, "@PrivateAssets", "PrivateAssets");

	return n && strata_str_eq_nocase(strata_str_trim(n->text), STRATA_STR("all"));
}

static struct strata_package read_package(const struct node *item, struct strata_str name)
{
	const struct node *version = metadata(item, "@VersionOverride", "VersionOverride");
	struct strata_package p = { .name = name, .line = item->line };

	if (!version)
		version = metadata(item, "@Version", "Version");
	if (version && version->text.len) {
		p.requirement = strata_str_trim(version->text);
		p.line = version->line;
	}
	return p;
}

static void add_asked(struct reader *r, const struct node *item, struct strata_str name)
{
	struct strata_package p = read_package(item, name);
	bool global = strata_str_eq(item->key, STRATA_STR("GlobalPackageReference"));

	p.direct = STRATA_YES;
	p.scope = global || is_private(item) ? STRATA_SCOPE_DEV : STRATA_SCOPE_PROD;
	*strata_vec_push(r->out->arena, &r->out->packages) = p;
}

/* False: each name of an item has each of its versions, which may be too many. */
static bool may_add_apart(struct reader *r, const struct node *item)
{
	if (r->apart == MOST_APART)
		strata_facts_note(r->out, item->line,
				  "more than %d downloads are asked for: no others are listed",
				  MOST_APART);
	return r->apart <= MOST_APART && r->apart++ < MOST_APART;
}

/* One package for each version; a property may hold several, which then is no version. */
static void add_apart(struct reader *r, const struct node *item, struct strata_str name)
{
	struct strata_package p = read_package(item, name);
	struct strata_str versions = p.requirement;

	p.direct = STRATA_YES;
	p.scope = STRATA_SCOPE_BUILD;
	p.apart = true;
	while (may_add_apart(r, item)) {
		strata_str_cut(&p.requirement, &versions, versions, ';');
		p.requirement = strata_str_trim(p.requirement);
		p.handle = strata_arena_join(r->out->arena, name, STRATA_STR(" apart "), p.requirement);
		*strata_vec_push(r->out->arena, &r->out->packages) = p;
		if (!strata_str_trim(versions).len)
			return;
	}
}

static void add_managed(struct reader *r, const struct node *item, struct strata_str name)
{
	*strata_vec_push(r->out->arena, &r->out->managed) = read_package(item, name);
}

typedef void add_fn(struct reader *r, const struct node *item, struct strata_str name);

/* "A;B" are two of the same version. What a property names is not known here. */
static void add_names(struct reader *r, const struct node *item, struct strata_str names, add_fn *add)
{
	struct strata_str name;

	while (names.ptr) {
		strata_str_cut(&name, &names, names, ';');
		name = strata_str_trim(name);
		if (!name.len)
			continue;
		if (strata_str_find(name, STRATA_STR("$(")) != STRATA_NPOS ||
		    strata_str_find(name, STRATA_STR("@(")) != STRATA_NPOS)
			strata_facts_note(r->out, item->line, "the package '%.*s' is not known",
					  STRATA_ARG(name));
		else
			add(r, item, name);
	}
}

static add_fn *adder_of(struct strata_str key)
{
	static const struct {
		const char *key;
		add_fn *add;
	} items[] = {
		{ "PackageReference", add_asked }, { "GlobalPackageReference", add_asked },
		{ "PackageVersion", add_managed }, { "PackageDownload", add_apart },
		{ "DotNetCliToolReference", add_apart },
	};

	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
		if (strata_str_eq(key, strata_str_of(items[i].key)))
			return items[i].add;
	return NULL;
}

static void add_item(struct reader *r, const struct node *item)
{
	struct strata_str include = node_text(item, "@Include"), update = node_text(item, "@Update");
	add_fn *add = adder_of(item->key);

	if (!add)
		return;
	if (include.len)
		add_names(r, item, include, add);
	else if (update.len)
		add_names(r, item, update, add == add_apart ? add_apart : add_managed);
	else if (!node_text(item, "@Remove").len)
		strata_facts_note(r->out, item->line, "a package without a name");
}

static void sort_property(struct reader *r, const struct node *group, const struct node *n)
{
	bool condition = node_get(group, "@Condition") || node_get(n, "@Condition");
	struct nodes *list = condition ? &r->conditional : &r->plain;

	if (!strata_str_starts(n->key, STRATA_STR("@")))
		*strata_vec_push(r->out->arena, list) = n;
}

/* The first of a name counts for those who read them: so the last goes first. */
static void add_properties(struct reader *r, const struct nodes *list)
{
	for (size_t i = list->count; i-- > 0;) {
		const struct node *n = list->items[i];

		*strata_vec_push(r->out->arena, &r->out->properties) =
			(struct strata_property){ lower(r, n->key), strata_str_trim(n->text) };
	}
}

static void refer(struct reader *r, enum strata_reference_kind kind, struct strata_str path,
		  unsigned line)
{
	*strata_vec_push(r->out->arena, &r->out->references) = (struct strata_reference){
		.kind = kind,
		.path = path,
		.format = &strata_format_nuget_msbuild,
		.line = line,
	};
}

static struct strata_str with_slashes(struct reader *r, struct strata_str path)
{
	char *copy = (char *)strata_arena_cstr(r->out->arena, path);

	for (size_t i = 0; i < path.len; i++)
		if (copy[i] == '\\')
			copy[i] = '/';
	return (struct strata_str){ copy, path.len };
}

/* The argument of GetPathOfFileAbove(name, folder), which may be quoted; absent when not known. */
static struct strata_str name_above(const struct reader *r, struct strata_str project)
{
	static const char function[] = "GetPathOfFileAbove(";
	size_t at = strata_str_find(project, strata_str_of(function));
	struct strata_str name, rest;

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	rest = strata_str_skip(project, at + sizeof(function) - 1);
	if (!strata_str_cut(&name, &rest, rest, ','))
		strata_str_cut(&name, &rest, name, ')');
	name = strata_str_trim(name);
	if (strata_str_starts(name, STRATA_STR("'")))
		strata_str_cut(&name, &rest, strata_str_skip(name, 1), '\'');
	if (strata_str_eq_nocase(name, STRATA_STR("$(MSBuildThisFile)")))
		return strata_path_base(r->path);
	return strata_str_chr(name, '$') == STRATA_NPOS ? name : STRATA_NONE;
}

static bool starts_with(struct strata_str text, const char *start)
{
	struct strata_str s = strata_str_of(start);

	return strata_str_eq_nocase(strata_str_take(text, s.len), s);
}

/* What comes with the tools of a build, or with a package, and is in no repository. */
static bool is_of_tools(const struct node *n, struct strata_str project)
{
	static const char *const starts[] = {
		"$(MSBuildExtensionsPath", "$(MSBuildToolsPath",  "$(MSBuildBinPath",
		"$(MSBuildSDKsPath",	   "$(MSBuildFramework",  "$(MSBuildProjectExtensionsPath",
		"$(MSBuildUserExtensions", "$(VSToolsPath",	  "$(VCTargetsPath",
		"$(NuGetPackageRoot",	   "$(UserRootDir",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (starts_with(project, starts[i]))
			return true;
	return node_get(n, "@Sdk");
}

static struct strata_str from_here(struct strata_str project)
{
	static const char here[] = "$(MSBuildThisFileDirectory)";

	return starts_with(project, here) ? strata_str_skip(project, sizeof(here) - 1) : project;
}

/*
 * <Import>: a path from here, or the file of that name above. Under a condition it need
 * not be there, as most ask whether it is.
 */
static void add_import(struct reader *r, const struct node *n, bool condition)
{
	struct strata_str project = from_here(strata_str_trim(node_text(n, "@Project")));
	struct strata_str above = name_above(r, project);

	if (above.len)
		refer(r, STRATA_REF_ABOVE,
		      strata_arena_join(r->out->arena, STRATA_STR("../"), above, STRATA_NONE),
		      n->line);
	else if (!project.len || is_of_tools(n, project))
		return;
	else if (strata_str_chr(project, '$') != STRATA_NPOS ||
		 strata_str_chr(project, '*') != STRATA_NPOS)
		strata_facts_note(r->out, n->line, "which file is imported by '%.*s' is not known",
				  STRATA_ARG(project));
	else
		refer(r, condition || node_get(n, "@Condition") ? STRATA_REF_PERHAPS
								: STRATA_REF_PARENT,
		      with_slashes(r, project), n->line);
}

static void add_part(struct reader *r, const struct node *part);

static void add_parts_of(struct reader *r, const struct node *choose)
{
	for (const struct node *n = choose->first; n; n = n->next)
		if (n->type == NODE_MAP)
			add_part(r, n);
}

static void add_part(struct reader *r, const struct node *part)
{
	for (const struct node *n = part->first; n; n = n->next) {
		if (strata_str_eq(n->key, STRATA_STR("PropertyGroup")))
			for (const struct node *p = n->first; p; p = p->next)
				sort_property(r, n, p);
		else if (strata_str_eq(n->key, STRATA_STR("ItemGroup")))
			for (const struct node *item = n->first; item; item = item->next)
				add_item(r, item);
		else if (strata_str_eq(n->key, STRATA_STR("Choose")))
			add_parts_of(r, n);
		else if (strata_str_eq(n->key, STRATA_STR("Import")))
			add_import(r, n, node_get(part, "@Condition"));
		else if (strata_str_eq(n->key, STRATA_STR("ImportGroup")))
			add_part(r, n);
	}
}

static struct strata_str property(struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->out->properties.count; i++)
		if (strata_str_eq(r->out->properties.items[i].name, strata_str_of(name)))
			return r->out->properties.items[i].value;
	return STRATA_NONE;
}

/* What lies above is imported by the SDK, first the versions and then the rest. */
static void add_project(struct reader *r, struct strata_str path, const struct node *top)
{
	struct strata_str base = strata_path_base(path), id = property(r, "packageid");
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->name = id.len ? id : strata_str_take(base, strata_str_rchr(base, '.'));
	root->version = property(r, "version");
	root->dir = STRATA_STR("");
	root->line = top->line;
	refer(r, STRATA_REF_ABOVE, STRATA_STR("Directory.Packages.props"), 0);
	refer(r, STRATA_REF_ABOVE, STRATA_STR("Packages.props"), 0);
	refer(r, STRATA_REF_ABOVE, STRATA_STR("Directory.Build.props"), 0);
	refer(r, STRATA_REF_ABOVE, STRATA_STR("Directory.Build.targets"), 0);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .path = in->path };
	struct node *top;
	int rc;

	if ((rc = xml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	if (!strata_str_eq(top->key, STRATA_STR("Project")))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no <Project>");
	add_part(&r, top);
	add_properties(&r, &r.plain);
	add_properties(&r, &r.conditional);
	if (strata_str_ends(in->path, STRATA_STR("proj")))
		add_project(&r, in->path, top);
	return 0;
}

static bool is_floating(struct strata_str requirement)
{
	return strata_str_chr(requirement, '*') != STRATA_NPOS ||
	       strata_str_chr(requirement, ',') != STRATA_NPOS ||
	       strata_str_chr(requirement, '(') != STRATA_NPOS;
}

/* "1.2" is the least that will do, which is what NuGet takes; "[1.2]" is all that will. */
static bool pin(struct strata_str *version, struct strata_str requirement)
{
	struct strata_str s = strata_str_trim(requirement);

	if (s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		s = strata_str_trim((struct strata_str){ s.ptr + 1, s.len - 2 });
	*version = s;
	return !is_floating(s) && strata_version_nuget.valid(s);
}

const struct strata_format strata_format_nuget_msbuild = {
	.name = "nuget/msbuild",
	.files = "*.csproj *.vbproj *.fsproj Directory.Packages.props Packages.props "
		 "Directory.Build.props Directory.Build.targets Versions.props",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
	.pin = pin,
	.msbuild_properties = true,
	.includes = true,
};
