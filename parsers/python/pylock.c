/*
 * pylock.toml and pylock.NAME.toml: what any installer resolved (PEP 751).
 *
 * Each of [[packages]] comes from an index, or from `vcs`, `directory` or `archive`;
 * the version may be absent where the source decides it. Whether a package belongs
 * to an extra or a group is in its marker ("'dev' in dependency_groups"). The file
 * need not tell edges, and most writers do not.
 *
 * Format: PEP 751, version 1.0; packaging.python.org, "pylock.toml", 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/toml.h"

/* {sha256 = "HEX", ..} */
static void add_digests(struct strata_facts *out, struct strata_package *p, const struct node *file)
{
	for (const struct node *n = node_first(node_map(file, "hashes")); n; n = n->next)
		if (n->type == NODE_STRING)
			python_add_hash(out, p,
					strata_arena_join(out->arena, n->key, STRATA_STR(":"),
							  n->text));
}

/* An address where there is one, else the path. */
static struct strata_str place_of(const struct node *source)
{
	struct strata_str url = node_text(source, "url");

	return url.len ? url : node_text(source, "path");
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	const struct node *vcs = node_map(entry, "vcs"), *archive = node_map(entry, "archive");
	const struct node *directory = node_map(entry, "directory");
	struct strata_str commit = node_text(vcs, "commit-id"), place = place_of(vcs);

	if (vcs) {
		p->source = strata_arena_printf(out->arena, "%.*s+%.*s#%.*s",
						STRATA_ARG(node_text(vcs, "type")),
						STRATA_ARG(place), STRATA_ARG(commit));
		if (python_is_commit(commit))
			p->commit = commit;
	} else if (directory) {
		p->source = node_text(directory, "path");
		p->local = true;
	} else if (archive) {
		p->source = place_of(archive);
		add_digests(out, p, archive);
	}
}

static void add_files(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	add_digests(out, p, node_map(entry, "sdist"));
	for (const struct node *n = node_first(node_array(entry, "wheels")); n; n = n->next)
		add_digests(out, p, n);
}

struct reader {
	struct strata_facts *out;
	struct strata_strs markers; /* of each package */
	struct strata_map defaults; /* groups that are installed when none is asked for */
};

/* Whether a marker names such a group, which stands for the project itself. */
static bool is_default(const struct reader *r, struct strata_str marker)
{
	struct strata_str in = STRATA_STR(" in dependency_groups"), group;
	size_t at, start, found;

	for (; (at = strata_str_find(marker, in)) != STRATA_NPOS;
	     marker = strata_str_skip(marker, at + in.len)) {
		group = strata_str_take(marker, at ? at - 1 : 0); /* without its last quote */
		start = strata_str_rchr(group, at ? marker.ptr[at - 1] : '"');
		if (start != STRATA_NPOS &&
		    strata_map_get(&found, &r->defaults, strata_str_skip(group, start + 1)))
			return true;
	}
	return false;
}

/* A marker that asks for a group or an extra; one with 'or' may hold without them. */
static enum strata_scope scope_of(const struct reader *r, struct strata_str marker)
{
	if (is_default(r, marker))
		return STRATA_SCOPE_PROD;
	if (strata_str_find(marker, STRATA_STR(" or ")) != STRATA_NPOS)
		return STRATA_SCOPE_UNKNOWN;
	if (strata_str_find(marker, STRATA_STR("in dependency_groups")) != STRATA_NPOS)
		return STRATA_SCOPE_DEV;
	if (strata_str_find(marker, STRATA_STR("in extras")) != STRATA_NPOS)
		return STRATA_SCOPE_OPTIONAL;
	return STRATA_SCOPE_UNKNOWN;
}

static int add_package(void *parser, const struct node *list, const struct node *entry,
		       struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_facts *out = r->out;
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");
	struct strata_package *p;

	(void)list;
	if (!name.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line, "package without a name");
	p = strata_facts_add(out, name, version.len ? version : STRATA_NONE, entry->line);
	*strata_vec_push(out->arena, &r->markers) = node_text(entry, "marker");
	set_source(out, p, entry);
	add_files(out, p, entry);
	return ENTRIES_KEEP;
}

/* "the minimum of what tells the package apart": the name, and the version if need be. */
static void add_edges(struct python_index *index, size_t from, const struct node *entry)
{
	struct strata_facts *out = index->facts;

	for (const struct node *n = node_first(node_array(entry, "dependencies")); n; n = n->next) {
		struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
		struct strata_strs specifiers = { 0 };

		if (version.len)
			*strata_vec_push(out->arena, &specifiers) = strata_arena_join(
				out->arena, STRATA_STR("=="), version, STRATA_NONE);
		if (!name.len || !python_edges(index, (int)from, name, &specifiers,
					       STRATA_SCOPE_UNKNOWN))
			strata_facts_note(out, n->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(name));
	}
}

static void check_version(struct strata_facts *out, const struct node *top)
{
	const struct node *n = node_get(top, "lock-version");
	struct strata_str major, minor;

	if (!n) {
		strata_facts_note(out, 0, "the lockfile has no lock-version: read as version 1.0");
		return;
	}
	strata_str_cut(&major, &minor, n->text, '.');
	if (!strata_str_eq(major, STRATA_STR("1")))
		strata_facts_note(out, n->line,
				  "lockfile version '%.*s' is newer than any that is known: "
				  "read as version 1.0",
				  STRATA_ARG(n->text));
}

/* Groups made up for the project itself: PDM lists its own among those to choose from, too. */
static void index_defaults(struct reader *r, const struct node *top)
{
	struct strata_map groups = STRATA_MAP_INIT(r->out->arena);
	const struct node *n;
	size_t found;

	for (n = node_first(node_array(top, "dependency-groups")); n; n = n->next)
		if (!strata_str_eq(n->text, STRATA_STR("default")))
			strata_map_at(&groups, n->text, NULL);
	for (n = node_first(node_array(top, "default-groups")); n; n = n->next)
		if (!strata_map_get(&found, &groups, n->text))
			strata_map_at(&r->defaults, n->text, NULL);
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	r->markers.count = 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .defaults = STRATA_MAP_INIT(out->arena) };
	struct node_entries entries = {
		.lists = "packages",
		.type = NODE_ARRAY,
		.keep = "dependencies",
		.read = add_package,
		.forget = forget,
		.parser = &r,
	};
	struct python_index index;
	const struct node *entry;
	struct node *top;
	size_t i;
	int rc;

	if ((rc = toml_entries(&top, in->bytes, &entries, out->arena, err)) < 0)
		return rc;
	check_version(out, top);
	out->environment = python_environment(out->arena, node_text(top, "requires-python"),
					      node_array(top, "environments"));
	index_defaults(&r, top);
	for (i = 0; i < out->packages.count; i++)
		out->packages.items[i].scope = scope_of(&r, r.markers.items[i]);
	python_index(&index, out);
	for (i = 0, entry = node_first(node_array(top, "packages")); entry; entry = entry->next)
		add_edges(&index, i++, entry);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pyproject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_python_pylock = {
	.name = "python/pylock",
	.files = "pylock.toml pylock.*.toml",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.holds = python_marker_holds,
};
