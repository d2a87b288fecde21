/*
 * MODULE.bazel.lock: what Bazel read from registries to choose modules.
 *
 * JSON. Since version 10 it holds the hashes of registry files: a module's source.json
 * is fetched only of the version that was chosen, MODULE.bazel of all that were looked
 * at. Up to version 6 a graph of modules stands there under moduleDepGraph.
 *
 * Format: bazel.build, "Bazel Lockfile", 6.2 to 8.0, 2026-11.
 */
#include "strata/format.h"
#include "text/json.h"

enum { NEWEST_VERSION = 28 };

/* "https://registry/modules/NAME/VERSION/source.json". */
static void add_file(struct strata_facts *out, const struct node *n)
{
	static const struct strata_str end = { "/source.json", 12 };
	struct strata_str path = n->key, version, name;
	struct strata_package *p;

	if (!strata_str_ends(path, end))
		return;
	path = strata_str_take(path, path.len - end.len);
	version = strata_path_base(path);
	name = strata_path_base(strata_path_dir(path));
	if (!name.len || !version.len)
		return;
	p = strata_facts_add(out, name, version, n->line);
	p->scope = STRATA_SCOPE_PROD;
}

static void add_graph(struct strata_facts *out, const struct node *n)
{
	struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
	struct strata_package *p;

	/* What has no version is overridden: a folder, a commit; or the project itself. */
	if (!name.len || !version.len || strata_str_eq(n->key, STRATA_STR("<root>")))
		return;
	p = strata_facts_add(out, name, version, node_get(n, "version")->line);
	p->scope = STRATA_SCOPE_PROD;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str written;
	uint64_t version;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	written = node_text(top, "lockFileVersion");
	if (!written.len)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no lockFileVersion");
	for (const struct node *n = node_first(node_map(top, "registryFileHashes")); n; n = n->next)
		add_file(out, n);
	for (const struct node *n = node_first(node_map(top, "moduleDepGraph")); n; n = n->next)
		add_graph(out, n);
	if (strata_str_u64(&version, written) && version > NEWEST_VERSION)
		strata_facts_note(out, node_get(top, "lockFileVersion")->line,
				  "lockfile version '%.*s' is newer than any that is known: "
				  "read as version %d",
				  STRATA_ARG(written), NEWEST_VERSION);
	if (!node_map(top, "registryFileHashes") && !node_map(top, "moduleDepGraph"))
		strata_facts_note(out, node_get(top, "lockFileVersion")->line,
				  "lockfile version '%.*s' does not name modules",
				  STRATA_ARG(written));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("MODULE.bazel"), 0);
	return 0;
}

const struct strata_format strata_format_bazel_lock = {
	.name = "bazel/lock",
	.files = "MODULE.bazel.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_bazel,
	.parse = parse,
};
