/*
 * pack.pl: what a pack of SWI-Prolog is and asks for.
 *
 * A file of facts: name(shop). version('1.2.3'). requires(yall >= 1.0). Names and versions
 * may be atoms in single quotes or strings; '%' begins a comment. "prolog" and "prolog:x" are
 * the language and its features. A requirement may be a list of such, and "conflicts" asks
 * for nothing.
 *
 * Format: swi-prolog.org, "Creating and sharing packs", 2026-11.
 */
#include "strata/format.h"
#include "terms/terms.h"

#include <string.h>

static struct strata_str unquoted(struct strata_str s)
{
	s = strata_str_trim(s);
	if (s.len > 1 && (s.ptr[0] == '\'' || s.ptr[0] == '"') && s.ptr[s.len - 1] == s.ptr[0])
		return (struct strata_str){ s.ptr + 1, s.len - 2 };
	return s;
}

/* "yall >= 1.0", "'yall' =< 2", "yall @>= 1", "yall". */
static void add_required(struct strata_facts *out, struct strata_str text, unsigned line)
{
	struct strata_str name, version;
	struct strata_package *p;
	size_t at = 0;

	while (at < text.len && !strchr("<>=@", text.ptr[at]))
		at++;
	name = unquoted(strata_str_take(text, at));
	while (at < text.len && text.ptr[at] == '@')
		at++;
	text = strata_str_skip(text, at);
	for (at = 0; at < text.len && strchr("<>=", text.ptr[at]);)
		at++;
	version = unquoted(strata_str_skip(text, at));
	if (!name.len || strata_str_eq(name, STRATA_STR("prolog")) ||
	    strata_str_starts(name, STRATA_STR("prolog:")))
		return;
	p = strata_facts_add(out, name, STRATA_NONE, line);
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	/* Prolog writes "=<" for what others write "<=". */
	p->requirement = version.len ? strata_arena_join(out->arena,
							 strata_str_starts(text, STRATA_STR("=<"))
								 ? STRATA_STR("<=")
								 : strata_str_take(text, at),
							 STRATA_STR(" "), version)
				     : STRATA_STR("");
	if (version.len && (at == 1 || at == 2) && text.ptr[0] == '=' && text.ptr[at - 1] == '=')
		p->version = version;
}

/* The arguments of a fact, without its brackets. */
static struct strata_str inside(const struct node *n)
{
	return n->text.len > 1 && n->quoted ? (struct strata_str){ n->text.ptr + 1, n->text.len - 2 }
					    : STRATA_NONE;
}

static void read_requires(struct strata_facts *out, const struct node *n)
{
	struct strata_str text = strata_str_trim(inside(n)), part;

	if (text.len > 1 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		text = (struct strata_str){ text.ptr + 1, text.len - 2 };
	while (text.ptr) {
		strata_str_cut(&part, &text, text, ',');
		add_required(out, strata_str_trim(part), n->line);
	}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_root root = { .dir = STRATA_STR("") };
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_ERLANG, err)) < 0)
		return rc;
	for (const struct node *n = node_first(top); n && n->next; n = n->next) {
		if (n->type != NODE_STRING || !term_is(n->next, '('))
			continue;
		if (strata_str_eq(n->text, STRATA_STR("name"))) {
			root.name = unquoted(inside(n->next));
			root.line = n->line;
		} else if (strata_str_eq(n->text, STRATA_STR("version"))) {
			root.version = unquoted(inside(n->next));
		} else if (strata_str_eq(n->text, STRATA_STR("requires"))) {
			read_requires(out, n->next);
		}
	}
	if (root.name.len)
		*strata_vec_push(out->arena, &out->roots) = root;
	else
		strata_facts_note(out, 0, "the pack has no name");
	return 0;
}

const struct strata_format strata_format_prolog_pack = {
	.name = "prolog/pack",
	.files = "pack.pl",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_prolog,
	.parse = parse,
};
