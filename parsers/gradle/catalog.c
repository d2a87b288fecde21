/*
 * gradle/libs.versions.toml, *.versions.toml: a version catalog, the libraries and
 * plugins that a build may ask for by a short name.
 *
 * A library is "group:name:version", { module = "group:name" } or { group, name }, its
 * version a text, { ref } into [versions], or rich: { strictly, require, prefer }. One
 * without a version takes it from a platform. A plugin is found as the artifact
 * ID:ID.gradle.plugin. A bundle is several libraries by one name.
 *
 * The short names are the keys of what they stand for, as build scripts write them: '-' and
 * '_' are '.', and "plugins." and "bundles." come before those of plugins and bundles.
 *
 * Format: Gradle's user manual, "Version Catalogs", 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

struct catalog {
	struct strata_facts *out;
	struct strata_map libraries; /* short name -> package */
	struct strata_map versions; /* alias -> address of its node */
};

/* "1.0", and neither "[1.0,2.0)" nor "1.+" nor "latest.release". */
static bool is_pin(struct strata_str s)
{
	return s.len && strata_is_digit(s.ptr[0]) && strata_str_chr(s, '+') == STRATA_NPOS &&
	       strata_str_chr(s, ',') == STRATA_NPOS;
}

/* The node that holds the version, behind a reference; NULL when there is none. */
static const struct node *version_node(struct catalog *c, const struct node *version)
{
	struct strata_str ref = node_text(version, "ref");
	size_t address;

	if (!version || !ref.ptr)
		return version;
	if (strata_map_get(&address, &c->versions, ref))
		return (const struct node *)address;
	strata_facts_note(c->out, version->line, "version '%.*s' is not in the file",
			  STRATA_ARG(ref));
	return NULL;
}

static struct strata_str version_text(const struct node *version)
{
	static const char *const rich[] = { "strictly", "prefer", "require" };
	struct strata_str text = STRATA_NONE;

	if (!version || version->type != NODE_MAP)
		return version ? version->text : STRATA_NONE;
	for (size_t i = 0; i < sizeof(rich) / sizeof(*rich) && !text.len; i++)
		text = node_text(version, rich[i]);
	return text;
}

static void add(struct catalog *c, struct strata_str name, struct strata_str version,
		enum strata_scope scope, unsigned line)
{
	struct strata_package *p = strata_facts_add(c->out, name, STRATA_NONE, line);

	p->scope = scope;
	p->direct = STRATA_YES;
	if (is_pin(version))
		p->version = version;
	else
		p->requirement = version;
}

/* What a build script writes for a short name. */
static struct strata_str written(struct catalog *c, const char *before, struct strata_str alias)
{
	struct strata_str text = strata_arena_join(c->out->arena, strata_str_of(before), alias,
						   STRATA_NONE);
	char *at = strata_arena_alloc(c->out->arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		at[i] = text.ptr[i] == '-' || text.ptr[i] == '_' ? '.' : text.ptr[i];
	return (struct strata_str){ at, text.len };
}

static void add_key(struct catalog *c, struct strata_str text, size_t package)
{
	*strata_vec_push(c->out->arena, &c->out->keys) =
		(struct strata_key){ text, (unsigned)package };
}

/* A bundle's members were listed before it. */
static void add_bundle(struct catalog *c, const struct node *bundle)
{
	size_t package;

	for (const struct node *n = bundle->first; n; n = n->next)
		if (strata_map_get(&package, &c->libraries, n->text))
			add_key(c, written(c, "bundles.", bundle->key), package);
		else
			strata_facts_note(c->out, n->line, "library '%.*s' is not in the file",
					  STRATA_ARG(n->text));
}

static struct strata_str join(struct catalog *c, struct strata_str a, const char *by,
			      struct strata_str b)
{
	return strata_arena_join(c->out->arena, a, strata_str_of(by), b);
}

/* "a:b:1.0"; false without two parts at least. */
static bool split(struct strata_str *name, struct strata_str *version, struct strata_str text)
{
	size_t first = strata_str_chr(text, ':'), second;

	*version = STRATA_NONE;
	*name = text;
	if (first == STRATA_NPOS || first == 0 || first + 1 == text.len)
		return false;
	second = strata_str_chr(strata_str_skip(text, first + 1), ':');
	if (second != STRATA_NPOS) {
		*name = strata_str_take(text, first + 1 + second);
		*version = strata_str_skip(text, first + second + 2);
	}
	return true;
}

static void add_library(struct catalog *c, const struct node *n)
{
	const struct node *version = version_node(c, node_get(n, "version"));
	struct strata_str name = node_text(n, "module"), text;

	if (n->type == NODE_STRING) {
		if (split(&name, &text, n->text))
			add(c, name, text, STRATA_SCOPE_PROD, n->line);
		else
			strata_facts_note(c->out, n->line, "'%.*s' is no group:name:version",
					  STRATA_ARG(n->text));
		return;
	}
	if (!name.len && node_text(n, "group").len && node_text(n, "name").len)
		name = join(c, node_text(n, "group"), ":", node_text(n, "name"));
	if (!name.len)
		strata_facts_note(c->out, n->line, "library without a module");
	else
		add(c, name, version_text(version), STRATA_SCOPE_PROD,
		    version ? version->line : n->line);
}

static void add_plugin(struct catalog *c, const struct node *n)
{
	const struct node *version = version_node(c, node_get(n, "version"));
	struct strata_str id = node_text(n, "id"), text = version_text(version);

	if (n->type == NODE_STRING)
		strata_str_cut(&id, &text, n->text, ':');
	if (!id.len)
		strata_facts_note(c->out, n->line, "plugin without an id");
	else
		add(c, join(c, join(c, id, ":", id), ".gradle.plugin", STRATA_NONE), text,
		    STRATA_SCOPE_BUILD, version ? version->line : n->line);
}

static void add_libraries(struct catalog *c, const struct node *libraries)
{
	for (const struct node *n = node_first(libraries); n; n = n->next) {
		size_t before = c->out->packages.count;

		add_library(c, n);
		if (c->out->packages.count == before)
			continue;
		*strata_map_at(&c->libraries, n->key, NULL) = before;
		add_key(c, written(c, "", n->key), before);
	}
}

static void add_plugins(struct catalog *c, const struct node *plugins)
{
	for (const struct node *n = node_first(plugins); n; n = n->next) {
		size_t before = c->out->packages.count;

		add_plugin(c, n);
		if (c->out->packages.count > before)
			add_key(c, written(c, "plugins.", n->key), before);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct catalog c = { .out = out, .versions = STRATA_MAP_INIT(out->arena),
			     .libraries = STRATA_MAP_INIT(out->arena) };
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(node_map(top, "versions")); n; n = n->next)
		*strata_map_at(&c.versions, n->key, NULL) = (size_t)n;
	add_libraries(&c, node_map(top, "libraries"));
	add_plugins(&c, node_map(top, "plugins"));
	for (const struct node *n = node_first(node_map(top, "bundles")); n; n = n->next)
		add_bundle(&c, n);
	return 0;
}

const struct strata_format strata_format_gradle_catalog = {
	.name = "gradle/catalog",
	.files = "*.versions.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_maven,
	.parse = parse,
};
