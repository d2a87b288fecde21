/*
 * maven.c - how poms are changed; see manner.h.
 *
 * The few places that matter are found by a scan of the document's tags: versions of
 * dependencies, listed or managed, and properties. A version that is a property is raised
 * there, in whichever pom of the project has it. What others bring in is managed: an entry of
 * dependencyManagement holds for the whole tree.
 *
 * Rules: Maven's documentation, "Introduction to the Dependency Mechanism", 2026-11.
 */
#include "fix/manner.h"
#include "fix/render.h"
#include "fix/xml_scan.h"

struct dependency {
	struct strata_str group, artifact, version; /* slices; absent */
};

struct property {
	struct strata_str name, value;
};

STRATA_VEC(dependencies, struct dependency);
STRATA_VEC(properties, struct property);

struct pom {
	struct strata_str bytes;
	struct strata_arena *arena;
	struct dependencies dependencies;
	struct properties properties;
	size_t managed_end; /* of the '<' that ends the managed list; 0: there is none */
	size_t project_end;
};

/* --- the scan ------------------------------------------------------------------------------------ */

/* Below dependencies/dependency, itself not counted. */
static struct dependency *current(struct pom *p)
{
	return p->dependencies.count ? &p->dependencies.items[p->dependencies.count - 1] : NULL;
}

static void take_text(struct pom *p, const struct xml_scan *tag)
{
	struct strata_str text = xml_scan_text(tag);
	struct dependency *d = current(p);

	if (xml_scan_is(tag, 1, "properties")) {
		*strata_vec_push(p->arena, &p->properties) =
			(struct property){ tag->open[tag->depth - 1], text };
	} else if (d && xml_scan_is(tag, 1, "dependency") && xml_scan_is(tag, 2, "dependencies")) {
		if (xml_scan_is(tag, 0, "groupId"))
			d->group = text;
		else if (xml_scan_is(tag, 0, "artifactId"))
			d->artifact = text;
		else if (xml_scan_is(tag, 0, "version"))
			d->version = text;
	}
}

static void close_element(struct pom *p, const struct xml_scan *tag)
{
	take_text(p, tag);
	if (xml_scan_is(tag, 0, "dependencies") && xml_scan_is(tag, 1, "dependencyManagement") &&
	    xml_scan_is(tag, 2, "project"))
		p->managed_end = tag->start;
	if (tag->depth == 1)
		p->project_end = tag->start;
}

static void scan(struct pom *p, struct strata_str bytes, struct strata_arena *arena)
{
	struct xml_scan tags = XML_SCAN(bytes);
	enum xml_tag tag;

	*p = (struct pom){ .bytes = bytes, .arena = arena };
	while ((tag = xml_scan_next(&tags)))
		if (tag == XML_CLOSES)
			close_element(p, &tags);
		else if (tag == XML_OPENS && xml_scan_is(&tags, 0, "dependency") &&
			 xml_scan_is(&tags, 1, "dependencies"))
			*strata_vec_push(p->arena, &p->dependencies) = (struct dependency){ 0 };
}

/* --- where a version is written ---------------------------------------------------------------- */

static bool is_of(const struct dependency *d, struct strata_str key)
{
	struct strata_str group, artifact;

	return strata_str_cut(&group, &artifact, key, ':') && strata_str_eq(d->group, group) &&
	       strata_str_eq(d->artifact, artifact);
}

/* "${name}", all of it. */
static struct strata_str property_in(struct strata_str version)
{
	if (version.len < 4 || !strata_str_starts(version, STRATA_STR("${")) ||
	    version.ptr[version.len - 1] != '}')
		return STRATA_NONE;
	return (struct strata_str){ version.ptr + 2, version.len - 3 };
}

static void add_name(struct strata_strs *out, struct strata_str package, struct strata_str version,
		     struct strata_str key, struct strata_arena *arena)
{
	struct strata_str name = property_in(version);

	if (name.len && strata_str_eq(package, key))
		*strata_vec_push(arena, out) = name;
}

/*
 * Properties that give the package its version in some pom of the group: versions are kept as
 * they are written there.
 */
static void find_names(struct strata_strs *out, const struct fix_manifest *m, struct strata_str key,
		       struct strata_arena *arena)
{
	for (size_t i = 0; i < m->group->manifests.count; i++) {
		const struct strata_facts *facts = &m->group->manifests.items[i]->facts;
		const struct strata_packages *asked = &facts->packages, *managed = &facts->managed;

		for (size_t k = 0; k < asked->count; k++)
			add_name(out, asked->items[k].name, asked->items[k].requirement, key, arena);
		for (size_t k = 0; k < managed->count; k++)
			add_name(out, managed->items[k].name, managed->items[k].requirement, key, arena);
		for (size_t k = 0; k < facts->references.count; k++) /* imported lists */
			add_name(out, facts->references.items[k].name, facts->references.items[k].version,
				 key, arena);
	}
}

static void add_ask(struct fix_asks *out, struct strata_str key, struct strata_str written,
		    struct strata_arena *arena)
{
	*strata_vec_push(arena, out) = (struct fix_ask){
		.name = key, .written = written, .requirement = written, .version = written
	};
}

static int find(struct fix_asks *out, const struct fix_manifest *m,
		const struct strata_ecosystem *ecosystem, struct strata_str key,
		struct strata_arena *arena, struct strata_error *err)
{
	struct pom *p = strata_arena_alloc(arena, sizeof(*p));
	struct strata_strs names = { 0 };

	(void)ecosystem, (void)err;
	scan(p, m->bytes, arena);
	if (p->properties.count)
		find_names(&names, m, key, arena);
	for (size_t i = 0; i < p->dependencies.count; i++)
		if (p->dependencies.items[i].version.len && is_of(&p->dependencies.items[i], key) &&
		    !property_in(p->dependencies.items[i].version).len)
			add_ask(out, key, p->dependencies.items[i].version, arena);
	for (size_t i = 0; i < p->properties.count; i++)
		for (size_t k = 0; k < names.count; k++)
			if (strata_str_eq(p->properties.items[i].name, names.items[k])) {
				add_ask(out, key, p->properties.items[i].value, arena);
				break;
			}
	return 0;
}

/* --- managed --------------------------------------------------------------------------------------- */

static const char *override_word(const struct fix_manifest *m)
{
	(void)m;
	return "dependencyManagement";
}

/* The blanks before a tag, and one step of the document's indentation. */
static struct strata_str step_of(const struct pom *p)
{
	struct strata_str rest = p->bytes;
	size_t at = strata_str_find(rest, STRATA_STR("<modelVersion"));
	struct strata_str step;

	if (at == STRATA_NPOS)
		at = strata_str_find(rest, STRATA_STR("<artifactId"));
	step = at == STRATA_NPOS ? STRATA_NONE : fix_indent_at(p->bytes, at);
	return step.len ? step : STRATA_STR("  ");
}

/* before, so many steps, "<tag>text</tag>" or, where text is absent, the tag alone. */
static void put_line(struct strata_buf *b, const struct pom *p, unsigned depth,
		     struct strata_str before, const char *tag, struct strata_str text)
{
	strata_buf_add(b, before);
	for (unsigned i = 0; i < depth; i++)
		strata_buf_add(b, step_of(p));
	if (text.ptr)
		strata_buf_addf(b, "<%s>%.*s</%s>", tag, STRATA_ARG(text), tag);
	else
		strata_buf_addf(b, "<%s>", tag);
	strata_buf_add(b, fix_line_end(p->bytes));
}

static void put_dependency(struct strata_buf *b, const struct pom *p, unsigned depth,
			   struct strata_str before, const struct fix_pin *pin)
{
	struct strata_str group, artifact;

	strata_str_cut(&group, &artifact, pin->name, ':');
	put_line(b, p, depth, before, "dependency", STRATA_NONE);
	put_line(b, p, depth + 1, before, "groupId", group);
	put_line(b, p, depth + 1, before, "artifactId", artifact);
	put_line(b, p, depth + 1, before, "version", pin->version);
	put_line(b, p, depth, before, "/dependency", STRATA_NONE);
}

/* Where the line of a tag begins, if nothing but blanks is before it; else the tag. */
static size_t line_start(const struct pom *p, size_t at)
{
	size_t start = at;

	while (start > 0 && (p->bytes.ptr[start - 1] == ' ' || p->bytes.ptr[start - 1] == '\t'))
		start--;
	return start > 0 && p->bytes.ptr[start - 1] == '\n' ? start : at;
}

static void insert(struct fix_edits *out, const struct pom *p, size_t at, struct strata_buf *text)
{
	*strata_vec_push(p->arena, out) = (struct fix_edit){
		line_start(p, at), 0, strata_arena_dup(p->arena, strata_buf_str(text))
	};
	strata_buf_release(text);
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct pom *p = strata_arena_alloc(arena, sizeof(*p));
	struct strata_buf text = STRATA_BUF_INIT;
	struct strata_str outer;

	scan(p, m->bytes, arena);
	if (!p->project_end)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "its <project> has no end");
	outer = p->managed_end ? fix_indent_at(p->bytes, p->managed_end) : STRATA_STR("");
	if (!p->managed_end) {
		put_line(&text, p, 1, outer, "dependencyManagement", STRATA_NONE);
		put_line(&text, p, 2, outer, "dependencies", STRATA_NONE);
	}
	for (size_t i = 0; i < pins->count; i++)
		put_dependency(&text, p, p->managed_end ? 1 : 3, outer, &pins->items[i]);
	if (!p->managed_end) {
		put_line(&text, p, 2, outer, "/dependencies", STRATA_NONE);
		put_line(&text, p, 1, outer, "/dependencyManagement", STRATA_NONE);
	}
	insert(out, p, p->managed_end ? p->managed_end : p->project_end, &text);
	return 0;
}

const struct fix_manner fix_manner_maven = {
	.formats = "maven/pom",
	.override_word = override_word,
	.override = override,
	.find = find,
	.overrides_all = true,
};
