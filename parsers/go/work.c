/*
 * go.work: which modules are worked on together.
 *
 * It names folders, whose go.mod files tell the rest. Its replacements win over
 * theirs for as long as go.work is there; what is released is built without it.
 * So the modules stay as their own go.mod has them, and it is said, unless the
 * workspace is solved (src/resolve/go).
 *
 * Format: go.dev/ref/mod, "Workspaces", 2026-11.
 */
#include "go/modfile.h"
#include "strata/format.h"

struct reader {
	struct strata_facts *out;
	struct strata_str go, toolchain, unknown;
	unsigned go_line, toolchain_line;
};

static void add_member(struct reader *r, const struct modfile_statement *s)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->dir = s->words[0];
	root->line = s->line;
	*strata_vec_push(r->out->arena, &r->out->references) = (struct strata_reference){
		.kind = STRATA_REF_MEMBER,
		.path = s->words[0],
		.format = strata_format_named(STRATA_STR("go/mod")),
		.line = s->line,
	};
}

static void note_replace(struct reader *r, const struct modfile_statement *s)
{
	struct modfile_replace replace;

	if (modfile_replace(&replace, s))
		strata_facts_note(r->out, s->line,
				  "'%.*s' is replaced in the workspace alone: without --online the "
				  "modules are read as their own go.mod files have them",
				  STRATA_ARG(replace.path));
	else
		strata_facts_note(r->out, s->line, "malformed replacement of '%.*s'",
				  STRATA_ARG(s->words[0]));
}

static void read_statement(struct reader *r, const struct modfile_statement *s)
{
	bool full = s->count > 0 && s->count <= MODFILE_WORDS;

	if (s->opens || strata_str_eq(s->verb, STRATA_STR("godebug")))
		return;
	if (full && strata_str_eq(s->verb, STRATA_STR("use"))) {
		add_member(r, s);
	} else if (full && strata_str_eq(s->verb, STRATA_STR("replace"))) {
		note_replace(r, s);
	} else if (full && strata_str_eq(s->verb, STRATA_STR("go"))) {
		r->go = s->words[0];
		r->go_line = s->line;
	} else if (full && strata_str_eq(s->verb, STRATA_STR("toolchain"))) {
		r->toolchain = s->words[0];
		r->toolchain_line = s->line;
	} else if (r->unknown.ptr != s->verb.ptr) {
		strata_facts_note(r->out, s->line, "unknown or malformed directive '%.*s'",
				  STRATA_ARG(s->verb));
		r->unknown = s->verb;
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct modfile file = { .lines = LINE_CURSOR(in->bytes) };
	struct reader r = { .out = out };
	struct modfile_statement s;

	(void)err;
	while (modfile_next(&file, &s))
		read_statement(&r, &s);
	if (file.block.ptr)
		strata_facts_note(out, file.lines.number, "the block of '%.*s' is not closed",
				  STRATA_ARG(file.block));
	modfile_add_stdlib(out, r.go, r.go_line, r.toolchain, r.toolchain_line);
	return 0;
}

const struct strata_format strata_format_go_work = {
	.name = "go/work",
	.files = "go.work",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse,
};
