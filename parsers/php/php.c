/* php.c - packages as Composer writes them; see php.h. Format: Composer's documentation, 2026-11. */
#include "php/php.h"

bool php_is_package(struct strata_str name)
{
	return strata_str_chr(name, '/') != STRATA_NPOS;
}

bool php_is_pin(struct strata_str *version, struct strata_str requirement)
{
	struct strata_str s = strata_str_trim(requirement);
	size_t dots = 0;

	while (s.len && s.ptr[0] == '=')
		s = strata_str_skip(s, 1);
	s = strata_str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!strata_is_digit(c) && !strata_is_alpha(c) && c != '.' && c != '-' && c != '+')
			return false;
		dots += c == '.';
	}
	*version = s;
	return dots > 0 && s.len > 1 &&
	       strata_is_digit(s.ptr[s.ptr[0] == 'v' || s.ptr[0] == 'V']) &&
	       !strata_str_ends(s, STRATA_STR(".x")) && !strata_str_ends(s, STRATA_STR("-dev"));
}

/* "dev-main", "1.x-dev": a branch, which the reference alone pins. */
static bool is_branch(struct strata_str version)
{
	return strata_str_starts(version, STRATA_STR("dev-")) ||
	       strata_str_ends(version, STRATA_STR("-dev"));
}

/*
 * A registry gives its packages an address for notifications; what comes straight
 * from a repository has none.
 */
static void set_source(struct strata_facts *out, struct strata_package *p,
		       const struct node *entry)
{
	const struct node *source = node_map(entry, "source"), *dist = node_map(entry, "dist");
	struct strata_str reference = node_text(source, "reference"), url = node_text(source, "url");

	if (!reference.len)
		reference = node_text(dist, "reference");
	if (strata_str_eq(node_text(dist, "type"), STRATA_STR("path"))) {
		p->local = true;
		p->source = node_text(dist, "url");
		return;
	}
	if (is_branch(p->version) && strata_is_commit(reference))
		p->commit = reference;
	if (node_text(entry, "notification-url").len)
		return;
	if (strata_str_eq(node_text(source, "type"), STRATA_STR("git")) && url.len) {
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(url),
						STRATA_ARG(reference));
		p->commit = strata_is_commit(reference) ? reference : STRATA_NONE;
	} else {
		p->source = url.len ? url : node_text(dist, "url");
	}
}

static void add_licences(struct strata_facts *out, struct strata_package *p,
			 const struct node *licence)
{
	if (!licence)
		return;
	if (licence->type == NODE_STRING && licence->text.len)
		*strata_vec_push(out->arena, &p->licences) = licence->text;
	if (licence->type == NODE_ARRAY)
		for (const struct node *n = licence->first; n; n = n->next)
			if (n->type == NODE_STRING && n->text.len)
				*strata_vec_push(out->arena, &p->licences) = n->text;
}

/* The line of its name says more than that of the brace before it. */
static unsigned line_of(const struct node *entry)
{
	const struct node *name = node_get(entry, "name");

	return name ? name->line : entry->line;
}

size_t php_add_package(struct strata_facts *out, const struct node *entry)
{
	struct strata_str name = node_text(entry, "name");
	struct strata_str shasum = node_text(node_map(entry, "dist"), "shasum");
	struct strata_package *p;

	if (!name.len)
		name = node_text(entry, "package"); /* before 2012 */
	if (!name.len) {
		strata_facts_note(out, entry->line, "a package without a name");
		return STRATA_NPOS;
	}
	p = strata_facts_add(out, name, node_text(entry, "version"), line_of(entry));
	set_source(out, p, entry);
	add_licences(out, p, node_get(entry, "license"));
	if (shasum.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha1:"), shasum, STRATA_NONE);
	return strata_facts_last(out);
}
