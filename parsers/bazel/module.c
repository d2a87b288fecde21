/*
 * MODULE.bazel: the modules that a Bazel project asks for, and Maven's artifacts that
 * rules_jvm_external installs.
 *
 * Starlark, whose calls here have literal arguments only: bazel_dep(name, version),
 * module(name, version), and lists "artifacts" of "group:name:version" in calls of
 * `install`. Bazel takes the highest version that anybody asks for: what is written here
 * is the least.
 *
 * Format: bazel.build, "MODULE.bazel files", 8.0, 2026-11.
 */
#include "bazel/starlark.h"
#include "strata/format.h"

static void add_module(struct script *s, size_t i)
{
	unsigned line = script_at(s, i)->line, ignored;
	struct strata_str name = starlark_argument(s, i, "name", &line);
	struct strata_str version = starlark_argument(s, i, "version", &line);
	struct strata_package *p;

	if (!name.len) {
		strata_facts_note(s->out, line, "module without a name");
		return;
	}
	p = strata_facts_add(s->out, name, version.len ? version : STRATA_NONE, line);
	p->direct = STRATA_YES;
	p->maybe = true;
	p->scope = strata_str_eq(starlark_argument(s, i, "dev_dependency", &ignored), STRATA_STR("True"))
			   ? STRATA_SCOPE_DEV
			   : STRATA_SCOPE_PROD;
}

static void add_root(struct script *s, size_t i)
{
	struct strata_root root = { 0 };
	unsigned ignored;

	root.name = starlark_argument(s, i, "name", &root.line);
	root.version = starlark_argument(s, i, "version", &ignored);
	if (root.name.len)
		*strata_vec_push(s->out->arena, &s->out->roots) = root;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct script s;
	unsigned open = 0;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_PYTHON);
	for (size_t i = 0; i < s.tokens.count; i++) {
		if (!script_sign(&s, i + 1, '('))
			continue;
		if (script_word(&s, i, "bazel_dep"))
			add_module(&s, i + 1);
		else if (script_word(&s, i, "install"))
			starlark_add_artifacts(&s, i + 1);
		else if (script_word(&s, i, "module"))
			add_root(&s, i + 1);
		else
			continue;
		i = starlark_behind(&s, i + 1, &open);
	}
	return 0;
}

const struct strata_format strata_format_bazel_module = {
	.name = "bazel/module",
	.files = "MODULE.bazel *.MODULE.bazel",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_bazel,
	.parse = parse,
};
