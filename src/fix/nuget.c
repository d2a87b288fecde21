/*
 * nuget.c - how projects of .NET are changed; see manner.h.
 *
 * A version stands with the package that is asked for, or in the nearest
 * Directory.Packages.props, as attribute, element or property; it is raised where it stands.
 * What others bring in is pinned: with central versions by a PackageVersion, for which
 * transitive pinning has to be on; else the project asks for it itself, since what is nearer
 * wins.
 *
 * Rules: learn.microsoft.com, "Central Package Management" and "How NuGet resolves package
 * dependencies", 2026-11.
 */
#include "fix/manner.h"
#include "fix/xml_scan.h"
#include "resolve/unit.h"

#define PINNING "CentralPackageTransitivePinningEnabled"

/* An item: the packages that it names, "a;b", and their version. */
struct item {
	struct strata_str names, version; /* slices; absent */
	bool asks;                        /* a PackageReference; else a PackageVersion */
};

struct setting {
	struct strata_str name, value;
};

STRATA_VEC(items, struct item);
STRATA_VEC(settings, struct setting);

struct project {
	struct strata_str bytes;
	struct strata_arena *arena;
	struct items items;
	struct settings settings;
	size_t last[2];      /* behind the last PackageVersion, PackageReference; 0: none */
	size_t managed;      /* behind the property that turns central versions on */
	size_t begin, end;   /* behind <Project>, before </Project> */
};

/* --- the scan ------------------------------------------------------------------------------ */

static bool is(struct strata_str name, const char *text)
{
	return strata_str_eq(name, strata_str_of(text));
}

static bool is_asking(struct strata_str element)
{
	return is(element, "PackageReference") || is(element, "GlobalPackageReference");
}

static bool is_item(struct strata_str element)
{
	return is_asking(element) || is(element, "PackageVersion");
}

static void add_item(struct project *p, const struct xml_scan *tag)
{
	struct item item = { .names = xml_scan_attribute(tag, "Include"),
			     .version = xml_scan_attribute(tag, "VersionOverride"),
			     .asks = is_asking(tag->name) };

	if (!item.names.ptr)
		item.names = xml_scan_attribute(tag, "Update");
	if (!item.version.ptr)
		item.version = xml_scan_attribute(tag, "Version");
	*strata_vec_push(p->arena, &p->items) = item;
}

static void take_text(struct project *p, const struct xml_scan *tag)
{
	struct strata_str name = tag->open[tag->depth - 1], text = xml_scan_text(tag);

	if (xml_scan_is(tag, 1, "PropertyGroup")) {
		*strata_vec_push(p->arena, &p->settings) = (struct setting){ name, text };
		if (is(name, "ManagePackageVersionsCentrally"))
			p->managed = tag->end;
	} else if (tag->depth > 1 && is_item(tag->open[tag->depth - 2]) && p->items.count &&
		   (is(name, "Version") || is(name, "VersionOverride"))) {
		p->items.items[p->items.count - 1].version = text;
	}
}

static void close_element(struct project *p, const struct xml_scan *tag)
{
	take_text(p, tag);
	if (tag->depth == 1)
		p->end = tag->start;
}

static void scan(struct project *p, struct strata_str bytes, struct strata_arena *arena)
{
	struct xml_scan tags = XML_SCAN(bytes);
	enum xml_tag tag;

	*p = (struct project){ .bytes = bytes, .arena = arena };
	while ((tag = xml_scan_next(&tags))) {
		if (tag != XML_CLOSES && is_item(tags.name))
			add_item(p, &tags);
		if (tag != XML_OPENS && is_item(tags.name))
			p->last[is_asking(tags.name)] = tags.end;
		if (tag == XML_CLOSES)
			close_element(p, &tags);
		else if (tag == XML_OPENS && tags.depth == 1)
			p->begin = tags.end;
	}
}

/* --- where a version is written ------------------------------------------------------------ */

static bool is_named(struct strata_str names, struct strata_str key, struct strata_arena *arena)
{
	struct strata_str name;

	while (names.ptr) {
		strata_str_cut(&name, &names, names, ';');
		if (strata_str_eq(strata_ecosystem_nuget.normalise(arena, strata_str_trim(name)), key))
			return true;
	}
	return false;
}

/* "$(Name)", all of it. */
static struct strata_str setting_in(struct strata_str version)
{
	if (!strata_str_starts(version, STRATA_STR("$(")) || version.ptr[version.len - 1] != ')')
		return STRATA_NONE;
	return (struct strata_str){ version.ptr + 2, version.len - 3 };
}

static void add_ask(struct fix_asks *out, struct strata_str key, struct strata_str written,
		    struct strata_arena *arena)
{
	struct fix_ask ask = { .name = key, .written = written, .requirement = written };

	if (!strata_format_named(STRATA_STR("nuget/msbuild"))->pin(&ask.version, written))
		ask.version = STRATA_NONE;
	*strata_vec_push(arena, out) = ask;
}

static void find_setting(struct fix_asks *out, struct project *p, struct strata_str key,
			 struct strata_str name)
{
	for (size_t i = 0; i < p->settings.count; i++)
		if (strata_str_eq_nocase(p->settings.items[i].name, name))
			add_ask(out, key, p->settings.items[i].value, p->arena);
}

/* Of the packages that a file names: their versions are kept as they are written there. */
static void find_settings_of(struct fix_asks *out, struct project *here, struct strata_str key,
			     const struct strata_packages *packages)
{
	for (size_t i = 0; i < packages->count; i++) {
		const struct strata_package *p = &packages->items[i];
		struct strata_str name = setting_in(p->requirement);

		if (name.len && is_named(p->name, key, here->arena))
			find_setting(out, here, key, name);
	}
}

/* Properties that give the package its version in some file of the group, where they are here. */
static void find_settings(struct fix_asks *out, const struct fix_manifest *m, struct project *here,
			  struct strata_str key)
{
	for (size_t i = 0; i < m->group->manifests.count; i++) {
		const struct strata_facts *facts = &m->group->manifests.items[i]->facts;

		find_settings_of(out, here, key, &facts->packages);
		find_settings_of(out, here, key, &facts->managed);
	}
}

static int find(struct fix_asks *out, const struct fix_manifest *m,
		const struct strata_ecosystem *ecosystem, struct strata_str key,
		struct strata_arena *arena, struct strata_error *err)
{
	struct project *p = strata_arena_alloc(arena, sizeof(*p));

	(void)ecosystem, (void)err;
	scan(p, m->bytes, arena);
	for (size_t i = 0; i < p->items.count; i++)
		if (p->items.items[i].version.len && !setting_in(p->items.items[i].version).len &&
		    is_named(p->items.items[i].names, key, arena))
			add_ask(out, key, p->items.items[i].version, arena);
	if (p->settings.count)
		find_settings(out, m, p, key);
	return 0;
}

/* "[1.0]" is all that will do, and "1.0" the least; what floats or ends becomes the least. */
static bool raise(struct strata_str *out, const struct fix_manifest *m,
		  const struct strata_ecosystem *ecosystem, struct strata_str written,
		  struct strata_str version, struct strata_arena *arena)
{
	bool exact = written.len && written.ptr[0] == '[' && strata_str_chr(written, ',') == STRATA_NPOS;

	(void)m;
	*out = exact ? STRATA_CONCAT(arena, STRATA_STR("["), version, STRATA_STR("]")) : version;
	return ecosystem->versions->valid(version);
}

/* --- pins ------------------------------------------------------------------------------------ */

static bool is_central(const struct fix_manifest *m)
{
	return strata_str_ends(m->path, STRATA_STR(".props"));
}

/* The nearest Directory.Packages.props, unless it says that versions are not central. */
static struct strata_str override_file(const struct fix_manifest *m, struct strata_arena *arena)
{
	struct strata_str folder = strata_path_dir(m->file->path), bytes;
	struct strata_str path = strata_arena_join(arena, folder,
						   folder.len ? STRATA_STR("/") : STRATA_STR(""),
						   STRATA_STR("Directory.Packages.props"));
	struct project *p = strata_arena_alloc(arena, sizeof(*p));

	while (path.ptr && fix_read(&bytes, m->task, path, NULL) < 0)
		path = unit_path_above(arena, path);
	if (!path.ptr)
		return STRATA_NONE;
	scan(p, bytes, arena);
	for (size_t i = 0; i < p->settings.count; i++)
		if (is(p->settings.items[i].name, "ManagePackageVersionsCentrally") &&
		    strata_str_eq_nocase(p->settings.items[i].value, STRATA_STR("false")))
			return STRATA_NONE;
	return path;
}

static const char *override_word(const struct fix_manifest *m)
{
	return is_central(m) ? "PackageVersion" : "PackageReference";
}

/* On a line of its own behind what ends at `at`, indented as that is. */
static void insert_behind(struct fix_edits *out, const struct project *p, size_t at,
			  struct strata_str text)
{
	struct strata_str end = fix_line_end(p->bytes), rest = strata_str_skip(p->bytes, at);
	struct strata_str line = strata_arena_join(p->arena, fix_indent_at(p->bytes, at), text,
						   STRATA_NONE);
	size_t to_end = strata_str_chr(rest, '\n');
	bool ends = to_end != STRATA_NPOS && !strata_str_trim(strata_str_take(rest, to_end)).len;

	*strata_vec_push(p->arena, out) =
		ends ? (struct fix_edit){ at + to_end + 1, 0, strata_arena_join(p->arena, line, end,
									       STRATA_NONE) }
		     : (struct fix_edit){ at, 0, strata_arena_join(p->arena, end, line, STRATA_NONE) };
}

/* A group of its own with one line in it. */
static void insert_group(struct fix_edits *out, const struct project *p, size_t at, const char *group,
			 struct strata_str text)
{
	struct strata_str end = fix_line_end(p->bytes);
	struct strata_str tag = strata_str_of(group);

	*strata_vec_push(p->arena, out) = (struct fix_edit){
		at, 0, STRATA_CONCAT(p->arena, end, STRATA_STR("  <"), tag, STRATA_STR(">"), end,
				     STRATA_STR("    "), text, end, STRATA_STR("  </"), tag,
				     STRATA_STR(">"))
	};
}

/* Without it a PackageVersion says nothing of what others bring in. */
static void turn_pinning_on(struct fix_edits *out, const struct project *p)
{
	struct strata_str text = STRATA_STR("<" PINNING ">true</" PINNING ">");

	for (size_t i = 0; i < p->settings.count; i++) {
		if (!is(p->settings.items[i].name, PINNING))
			continue;
		if (!strata_str_eq_nocase(p->settings.items[i].value, STRATA_STR("true")))
			fix_edit_slice(out, p->bytes, p->settings.items[i].value, STRATA_STR("true"),
				       p->arena);
		return;
	}
	if (p->managed)
		insert_behind(out, p, p->managed, text);
	else
		insert_group(out, p, p->begin, "PropertyGroup", text);
}

/* A version that is listed, though nobody asked for it so far, is raised. */
static bool raise_listed(struct fix_edits *out, struct project *p, const struct fix_pin *pin)
{
	struct strata_str key = strata_ecosystem_nuget.normalise(p->arena, pin->name);

	for (size_t i = 0; i < p->items.count; i++)
		if (p->items.items[i].version.len && is_named(p->items.items[i].names, key, p->arena) &&
		    !setting_in(p->items.items[i].version).len)
			return fix_edit_slice(out, p->bytes, p->items.items[i].version, pin->version,
					      p->arena);
	return false;
}

static void put_pin(struct fix_edits *out, struct project *p, const struct fix_pin *pin,
		    const char *word, size_t behind)
{
	struct strata_str text = strata_arena_printf(p->arena, "<%s Include=\"%.*s\" Version=\"%.*s\" />",
						     word, STRATA_ARG(pin->name),
						     STRATA_ARG(pin->version));

	if (behind)
		insert_behind(out, p, behind, text);
	else
		insert_group(out, p, p->begin, "ItemGroup", text);
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct project *p = strata_arena_alloc(arena, sizeof(*p));
	bool central = is_central(m);

	scan(p, m->bytes, arena);
	if (!p->begin || !p->end)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "its <Project> has no end");
	if (central)
		turn_pinning_on(out, p);
	for (size_t i = 0; i < pins->count; i++)
		if (!central || !raise_listed(out, p, &pins->items[i]))
			put_pin(out, p, &pins->items[i], override_word(m), p->last[!central]);
	return 0;
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	(void)arena;
	return m->lock.len ? STRATA_STR("dotnet restore --force-evaluate") : STRATA_NONE;
}

const struct fix_manner fix_manner_nuget = {
	.formats = "nuget/msbuild",
	.override_word = override_word,
	.override = override,
	.override_file = override_file,
	.find = find,
	.raise = raise,
	.step = step,
};
