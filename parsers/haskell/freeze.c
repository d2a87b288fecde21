/*
 * cabal.project.freeze: what cabal resolved, exactly.
 *
 * The field "constraints" lists "any.name ==version", flags ("name +flag"), and
 * "any.name installed" for what comes with the compiler, whose version is not told.
 * What is direct, and who needs whom, is not in it.
 *
 * Format: cabal.readthedocs.io, "cabal v2-freeze" and "constraints", 3.14, 2026-11.
 */
#include "haskell/haskell.h"
#include "strata/format.h"

struct reader {
	struct strata_facts *out;
	bool any; /* a field of constraints was there */
};

static void read_item(const struct haskell_item *item, void *payload)
{
	struct reader *r = payload;
	bool known = strata_str_eq(item->field, STRATA_STR("constraints"));

	r->any = r->any || known;
	if (known)
		haskell_add_constraint(r->out, item->text, item->line);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };

	(void)err;
	haskell_read_fields(out->arena, in->bytes, read_item, &r);
	if (!r.any)
		strata_facts_note(out, 0, "no constraints");
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("*.cabal"), 0);
	return 0;
}

const struct strata_format strata_format_haskell_freeze = {
	.name = "haskell/freeze",
	.files = "cabal.project.freeze cabal.config",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_hackage,
	.parse = parse,
};
