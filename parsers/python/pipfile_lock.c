/*
 * Pipfile.lock: what pipenv resolved, exactly.
 *
 * JSON: `default` and `develop`, and any further category under its own name. An
 * entry has `version` ("==1.0"), or says where it comes from (git, file, path), and
 * may then have no version. There are no edges; who was asked for directly stands
 * in the Pipfile.
 *
 * Format: pipenv's documentation, "Pipfile & Pipfile.lock", pipfile-spec 6, 2026-11.
 */
#include <string.h>

#include "python/python.h"
#include "strata/format.h"
#include "text/json.h"

enum { NEWEST_SPEC = 6 };

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	struct strata_str git = node_text(entry, "git"), ref = node_text(entry, "ref");
	struct strata_str file = node_text(entry, "file"), path = node_text(entry, "path");

	if (git.len) {
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(git),
						STRATA_ARG(ref));
		if (python_is_commit(ref))
			p->commit = ref;
	} else if (file.len || path.len) {
		python_set_url(p, file.len ? file : path);
	}
}

static void add_package(struct strata_facts *out, const struct node *entry, enum strata_scope scope)
{
	struct strata_str version, written = node_text(entry, "version");
	struct strata_package *p;

	if (entry->type == NODE_STRING) /* pipfile-spec before 6 */
		written = entry->text;
	else if (entry->type != NODE_MAP)
		return;
	p = strata_facts_add(out, entry->key, STRATA_NONE, entry->line);
	p->scope = scope;
	if (strata_str_starts(written, STRATA_STR("==")) && written.len > 2 &&
	    strchr("<>!~", written.ptr[2]))
		written = strata_str_skip(written, 2); /* "==>=3.6": not resolved there */
	if (python_pin(&version, written))
		p->version = version;
	else
		p->requirement = strata_str_eq(written, STRATA_STR("*")) ? STRATA_STR("") : written;
	set_source(out, p, entry);
	python_add_hashes(out, p, node_array(entry, "hashes"));
}

/* All that is not for production is a category for some work on the project. */
static void add_category(struct strata_facts *out, const struct node *category)
{
	bool prod = strata_str_eq(category->key, STRATA_STR("default"));

	if (strata_str_eq(category->key, STRATA_STR("_meta")) || category->type != NODE_MAP)
		return;
	for (const struct node *n = category->first; n; n = n->next)
		add_package(out, n, prod ? STRATA_SCOPE_PROD : STRATA_SCOPE_DEV);
}

/* The Python of the one machine that it was made on. */
static struct strata_str environment_of(struct strata_facts *out, const struct node *requires)
{
	struct strata_str full = node_text(requires, "python_full_version");
	struct strata_str brief = node_text(requires, "python_version");

	if (!full.len && !brief.len)
		return STRATA_NONE;
	return python_environment(out->arena,
				  full.len ? strata_arena_join(out->arena, STRATA_STR("=="), full,
							       STRATA_NONE)
					   : strata_arena_join(out->arena, STRATA_STR("=="), brief,
							       STRATA_STR(".*")),
				  NULL);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str spec;
	struct node *top;
	uint64_t number;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	spec = node_text(node_map(top, "_meta"), "pipfile-spec");
	if (spec.ptr && (!strata_str_u64(&number, spec) || number > NEWEST_SPEC))
		strata_facts_note(out, node_get(node_map(top, "_meta"), "pipfile-spec")->line,
				  "pipfile-spec '%.*s' is newer than any that is known: read as %d",
				  STRATA_ARG(spec), NEWEST_SPEC);
	out->environment = environment_of(out, node_path(top, "_meta/requires"));
	for (const struct node *n = top->first; n; n = n->next)
		add_category(out, n);
	strata_facts_note_duplicates(out, top);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Pipfile"), 0);
	return 0;
}

const struct strata_format strata_format_python_pipfile_lock = {
	.name = "python/pipfile-lock",
	.files = "Pipfile.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.holds = python_marker_holds,
	.one_machine = true,
};
