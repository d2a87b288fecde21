/*
 * *.app and *.app.src: what an OTP application is.
 *
 * {application, name, [{vsn, "1.0"}, ..]}. It names itself; the applications that it runs
 * with have no versions here, and are asked for in rebar.config or mix.exs.
 *
 * Format: erlang.org, Kernel, "app", 27, 2026-11.
 */
#include "terms/terms.h"
#include "strata/format.h"

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *vsn;
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_ERLANG, err)) < 0)
		return rc;
	if (!term_is(top->first, '{') ||
	    !strata_str_eq(term_text(top->first, 0), STRATA_STR("application")))
		return strata_fail(err, STRATA_ESYNTAX, 1, "the file describes no application");
	vsn = term_option(term_at(top->first, 2), "vsn");
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = term_text(top->first, 1),
		.version = vsn && vsn->quoted && vsn->type == NODE_STRING ? vsn->text : STRATA_NONE,
		.dir = STRATA_STR(""),
		.line = top->first->line,
	};
	return 0;
}

/* Other systems have folders and files of that name. */
static bool probe(struct strata_str path, struct strata_str head)
{
	(void)path;
	return strata_str_find(head, STRATA_STR("{application")) != STRATA_NPOS ||
	       strata_str_find(head, STRATA_STR("{ application")) != STRATA_NPOS;
}

const struct strata_format strata_format_hex_otp_app = {
	.name = "hex/otp-app",
	.files = "*.app *.app.src",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_otp,
	.probe = probe,
	.parse = parse,
};
