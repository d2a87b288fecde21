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
#include "script/lex.h"
#include "strata/format.h"

/* The literal text of an argument within the brackets that begin at i; its line in *line. */
static struct strata_str argument(const struct script *s, size_t i, const char *name,
				  unsigned *line)
{
	for (i++; script_at(s, i)->kind != SCRIPT_END && !script_closes(s, i);
	     i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (!script_word(s, i, name) || !script_sign(s, i + 1, '='))
			continue;
		*line = script_at(s, i + 2)->line;
		return script_at(s, i + 2)->text;
	}
	return STRATA_NONE;
}

static void add_module(struct script *s, size_t i)
{
	unsigned line = script_at(s, i)->line, ignored;
	struct strata_str name = argument(s, i, "name", &line);
	struct strata_str version = argument(s, i, "version", &line);
	struct strata_package *p;

	if (!name.len) {
		strata_facts_note(s->out, line, "module without a name");
		return;
	}
	p = strata_facts_add(s->out, name, version.len ? version : STRATA_NONE, line);
	p->direct = STRATA_YES;
	p->maybe = true;
	p->scope = strata_str_eq(argument(s, i, "dev_dependency", &ignored), STRATA_STR("True"))
			   ? STRATA_SCOPE_DEV
			   : STRATA_SCOPE_PROD;
}

/* "group:name[:packaging[:classifier]]:version"; the version is the last. */
static void add_artifact(struct script *s, const struct script_token *t)
{
	size_t first = strata_str_chr(t->text, ':'), last = strata_str_rchr(t->text, ':'), second;
	struct strata_package *p;

	if (first == STRATA_NPOS) {
		strata_facts_note(s->out, t->line, "'%.*s' is no group:name:version",
				  STRATA_ARG(t->text));
		return;
	}
	second = strata_str_chr(strata_str_skip(t->text, first + 1), ':');
	p = strata_facts_add(s->out,
			     second == STRATA_NPOS ? t->text
						   : strata_str_take(t->text, first + 1 + second),
			     first == last ? STRATA_NONE : strata_str_skip(t->text, last + 1),
			     t->line);
	p->ecosystem = &strata_ecosystem_maven;
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
}

/* In the brackets of install( ). */
static void add_artifacts(struct script *s, size_t i)
{
	for (i++; script_at(s, i)->kind != SCRIPT_END && !script_closes(s, i);
	     i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (!script_word(s, i, "artifacts") || !script_sign(s, i + 2, '['))
			continue;
		for (i += 3; script_text(s, i); i += script_sign(s, i + 1, ',') ? 2 : 1)
			add_artifact(s, script_at(s, i));
	}
}

static void add_root(struct script *s, size_t i)
{
	struct strata_root root = { 0 };
	unsigned ignored;

	root.name = argument(s, i, "name", &root.line);
	root.version = argument(s, i, "version", &ignored);
	if (root.name.len)
		*strata_vec_push(s->out->arena, &s->out->roots) = root;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct script s;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_PYTHON);
	for (size_t i = 0; i < s.tokens.count; i++) {
		if (!script_sign(&s, i + 1, '('))
			continue;
		if (script_word(&s, i, "bazel_dep"))
			add_module(&s, i + 1);
		else if (script_word(&s, i, "install"))
			add_artifacts(&s, i + 1);
		else if (script_word(&s, i, "module"))
			add_root(&s, i + 1);
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
