/*
 * *.cabal: what a Haskell package asks for.
 *
 * Fields at the top name it; sections (library, executable, test-suite, benchmark,
 * foreign-library, custom-setup, common) have build-depends, which may go on over
 * lines and stand within conditions: all of them count. Tools that build it are in
 * build-tool-depends as "package:tool".
 *
 * Format: cabal.readthedocs.io, "Package description", 3.14, 2026-11.
 */
#include "haskell/haskell.h"
#include "strata/format.h"

struct reader {
	struct strata_facts *out;
	enum strata_scope scope; /* of the section */
	struct strata_root root;
};

static enum strata_scope scope_of(struct strata_str head)
{
	if (strata_str_starts(head, STRATA_STR("test-suite")))
		return STRATA_SCOPE_TEST;
	if (strata_str_starts(head, STRATA_STR("benchmark")))
		return STRATA_SCOPE_DEV;
	if (strata_str_starts(head, STRATA_STR("custom-setup")))
		return STRATA_SCOPE_BUILD;
	return STRATA_SCOPE_PROD;
}

/* Conditions are heads too, but open no section of their own. */
static bool opens_section(struct strata_str head)
{
	return !strata_str_starts(head, STRATA_STR("if")) &&
	       !strata_str_starts(head, STRATA_STR("elif")) &&
	       !strata_str_starts(head, STRATA_STR("else")) && head.ptr[0] != '}' &&
	       head.ptr[0] != '{';
}

static void add(struct reader *r, const struct haskell_item *item, enum strata_scope scope)
{
	struct strata_package *p = haskell_add_constraint(r->out, item->text, item->line);

	if (!p) {
		strata_facts_note(r->out, item->line, "'%.*s' names no package",
				  STRATA_ARG(item->text));
		return;
	}
	p->scope = scope;
	p->direct = STRATA_YES;
	p->local = strata_str_eq(p->name, r->root.name);
}

static void read_item(const struct haskell_item *item, void *payload)
{
	struct reader *r = payload;

	if (!item->field.ptr) {
		if (opens_section(item->text))
			r->scope = scope_of(item->text);
	} else if (strata_str_eq(item->field, STRATA_STR("name")) && !r->root.name.ptr) {
		r->root.name = item->text;
		r->root.line = item->line;
	} else if (strata_str_eq(item->field, STRATA_STR("version")) && !r->root.version.ptr) {
		r->root.version = item->text;
	} else if (strata_str_eq(item->field, STRATA_STR("build-depends")) ||
		   strata_str_eq(item->field, STRATA_STR("setup-depends"))) {
		add(r, item, r->scope);
	} else if (strata_str_eq(item->field, STRATA_STR("build-tool-depends"))) {
		add(r, item, STRATA_SCOPE_BUILD);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .scope = STRATA_SCOPE_PROD, .root.dir = STRATA_STR("") };

	(void)err;
	haskell_read_fields(out->arena, in->bytes, read_item, &r);
	if (r.root.name.ptr)
		*strata_vec_push(out->arena, &out->roots) = r.root;
	else
		strata_facts_note(out, 0, "the package has no name");
	return 0;
}

const struct strata_format strata_format_haskell_cabal = {
	.name = "haskell/cabal",
	.files = "*.cabal",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_hackage,
	.parse = parse,
};
