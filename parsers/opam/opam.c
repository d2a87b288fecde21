/*
 * opam files: what an OCaml package asks for; *.opam.locked: what it was resolved to.
 *
 * `depends` lists names in quotes, each with a filter in braces: {>= "2.0" & with-test}.
 * A locked file is the same with {= "2.0"} everywhere, transitive packages included.
 * `depopts` are optional. `pin-depends` gives ["name.version" "address"] for packages
 * that come from elsewhere.
 *
 * Format: opam.ocaml.org, Manual, "opam", 2.3, 2026-11.
 */
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "terms/terms.h"

struct reader {
	struct strata_facts *out;
	struct strata_map pins; /* "name" -> address, a node */
	bool locked;
};

static bool has_word(const struct node *filter, const char *word)
{
	for (const struct node *n = node_first(filter); n; n = n->next)
		if (n->type == NODE_STRING && !n->quoted && strata_str_eq(n->text, strata_str_of(word)))
			return true;
	return false;
}

static enum strata_scope scope_of(const struct node *filter, enum strata_scope usual)
{
	if (has_word(filter, "with-test"))
		return STRATA_SCOPE_TEST;
	if (has_word(filter, "with-doc") || has_word(filter, "with-dev-setup") ||
	    has_word(filter, "dev"))
		return STRATA_SCOPE_DEV;
	return has_word(filter, "build") ? STRATA_SCOPE_BUILD : usual;
}

static bool is_operator(char c)
{
	return c == '<' || c == '>' || c == '=' || c == '!';
}

/* The parts of a filter that speak of versions: an operator and a string. */
static struct strata_str requirement_of(struct strata_arena *arena, struct strata_str filter)
{
	struct strata_str out = STRATA_STR(""), inner, part, version;

	if (filter.len < 2 || filter.len > STRATA_LIMIT_VERSION_BYTES)
		return out;
	inner = (struct strata_str){ filter.ptr + 1, filter.len - 2 };
	while (inner.ptr) {
		strata_str_cut(&part, &inner, inner, '&');
		part = strata_str_trim(part);
		if (!part.len || !is_operator(part.ptr[0]) ||
		    strata_str_chr(part, '"') == STRATA_NPOS)
			continue;
		version = strata_str_skip(part, strata_str_chr(part, '"') + 1);
		version = strata_str_take(version, strata_str_chr(version, '"'));
		part = strata_str_trim(strata_str_take(part, strata_str_chr(part, '"')));
		part = strata_arena_join(arena, part, STRATA_STR(" "), version);
		out = out.len ? strata_arena_join(arena, out, STRATA_STR(", "), part) : part;
	}
	return out;
}

static void set_pin(struct reader *r, struct strata_package *p)
{
	struct strata_str commit, address;
	size_t node;

	if (!strata_map_get(&node, &r->pins, p->name))
		return;
	p->source = ((const struct node *)node)->text;
	strata_str_cut(&address, &commit, p->source, '#');
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
}

static void add_package(struct reader *r, const struct node *n, enum strata_scope scope)
{
	const struct node *filter = term_is(n->next, '{') ? n->next : NULL;
	struct strata_package *p = strata_facts_add(r->out, n->text, STRATA_NONE, n->line);

	p->requirement = filter ? requirement_of(r->out->arena, filter->text) : STRATA_STR("");
	if (strata_str_starts(p->requirement, STRATA_STR("= ")) &&
	    strata_str_chr(p->requirement, ',') == STRATA_NPOS)
		p->version = strata_str_skip(p->requirement, 2);
	p->direct = r->locked ? STRATA_UNKNOWN : STRATA_YES;
	p->scope = scope_of(filter, scope);
	set_pin(r, p);
}

/* Alternatives stand in brackets: each may be there. */
static void add_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		if (n->type == NODE_STRING && n->quoted &&
		    !strata_str_eq(n->text, STRATA_STR("ocaml")))
			add_package(r, n, scope);
		else if (term_is(n, '('))
			add_list(r, n, scope);
	}
}

/* Either one list of two, or a list of such lists. */
static void add_pins(struct reader *r, const struct node *list)
{
	struct strata_str name, version;

	for (const struct node *n = node_first(list); n; n = n->next) {
		const struct node *address = term_is(n, '[') ? term_at(n, 1) : n->next;

		strata_str_cut(&name, &version, term_is(n, '[') ? term_text(n, 0) : n->text, '.');
		if (address && address->type == NODE_STRING)
			*strata_map_at(&r->pins, name, NULL) = (size_t)address;
		if (!term_is(n, '['))
			return;
	}
}

static struct strata_str top_text(const struct node *top, const char *key)
{
	const struct node *n = term_keyed(top, key);

	return n && n->quoted && n->type == NODE_STRING ? n->text : STRATA_NONE;
}

/* "shop.opam" is of the package shop; a file "opam" may lie in a folder "shop.1.0". */
static struct strata_str name_of(const struct node *top, struct strata_str path)
{
	struct strata_str base = strata_path_base(path), name = top_text(top, "name"), rest;
	size_t dot = strata_str_find(base, STRATA_STR(".opam"));

	if (name.len)
		return name;
	if (dot != STRATA_NPOS)
		return strata_str_take(base, dot);
	strata_str_cut(&name, &rest, strata_path_base(strata_path_dir(path)), '.');
	return name.len ? name : STRATA_NONE;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .pins = STRATA_MAP_INIT(out->arena),
			    .locked = strata_str_ends(in->path, STRATA_STR(".locked")) };
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_OPAM, err)) < 0)
		return rc;
	if (!term_keyed(top, "opam-version"))
		strata_facts_note(out, 0, "no opam-version: this is no opam file");
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = name_of(top, in->path),
		.version = top_text(top, "version"),
		.dir = STRATA_STR(""),
		.line = 1,
	};
	add_pins(&r, term_keyed(top, "pin-depends"));
	add_list(&r, term_keyed(top, "depends"), STRATA_SCOPE_PROD);
	if (!r.locked)
		add_list(&r, term_keyed(top, "depopts"), STRATA_SCOPE_OPTIONAL);
	else
		strata_facts_refer(out, STRATA_REF_MANIFEST,
				   strata_str_take(strata_path_base(in->path),
						   strata_path_base(in->path).len - 7),
				   0);
	return 0;
}

const struct strata_format strata_format_opam_opam = {
	.name = "opam/opam",
	.files = "opam *.opam",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_opam,
	.parse = parse,
};

const struct strata_format strata_format_opam_locked = {
	.name = "opam/locked",
	.files = "*.opam.locked opam.locked",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_opam,
	.parse = parse,
};
