/*
 * rebar.lock: what rebar3 resolved, exactly.
 *
 * {"version", [entries]}. and then [{pkg_hash, [..]}, {pkg_hash_ext, [..]}]., both
 * terms of Erlang; the oldest files are the list of entries alone. An entry is {name,
 * {pkg, package, version}, level} or {name, {git, "address", {ref, commit}}, level}, where
 * hg and plugins have a kind of their own; level 0 is what the project itself asks for.
 * pkg_hash_ext is the checksum of the archive that is downloaded, pkg_hash of what is in
 * it. Edges are not in it.
 *
 * Format: rebar3's rebar_config and rebar_packages, 3.24, 2026-11.
 */
#include "hex/rebar.h"
#include "terms/terms.h"
#include "strata/format.h"
#include "strata/map.h"

struct reader {
	struct strata_facts *out;
	struct strata_map by_name; /* of the entry -> package */
};

static bool add_source(struct reader *r, const struct node *entry, const struct node *source)
{
	struct strata_package *p;

	if (strata_str_eq(term_text(source, 0), STRATA_STR("pkg"))) {
		if (term_text(source, 2).len)
			strata_facts_add(r->out, term_text(source, 1), term_text(source, 2),
					 entry->line);
		return term_text(source, 2).len > 0;
	}
	if (!rebar_is_source(source))
		return false;
	p = strata_facts_add(r->out, term_text(entry, 0), STRATA_NONE, entry->line);
	rebar_set_source(r->out, p, source);
	p->requirement = STRATA_NONE;
	return true;
}

static void add_entry(struct reader *r, const struct node *entry)
{
	struct strata_str level = term_text(entry, 2);

	if (!term_is(entry, '{') || !add_source(r, entry, term_at(entry, 1))) {
		strata_facts_note(r->out, entry->line, "entry '%.*s' is not understood",
				  STRATA_ARG(term_text(entry, 0)));
		return;
	}
	if (level.len)
		r->out->packages.items[strata_facts_last(r->out)].direct =
			strata_str_eq(level, STRATA_STR("0")) ? STRATA_YES : STRATA_NO;
	*strata_map_at(&r->by_name, term_text(entry, 0), NULL) = strata_facts_last(r->out);
}

static void add_checksums(struct reader *r, const struct node *list)
{
	size_t index;

	for (const struct node *n = node_first(list); n; n = n->next)
		if (strata_map_get(&index, &r->by_name, term_text(n, 0)) && term_text(n, 1).len)
			*strata_vec_push(r->out->arena,
					 &r->out->packages.items[index].checksums) =
				strata_arena_join(r->out->arena, STRATA_STR("sha256:"),
						  strata_name_lower(r->out->arena, term_text(n, 1)),
						  STRATA_NONE);
}

static void note_version(struct strata_facts *out, const struct node *first)
{
	struct strata_str version = term_text(first, 0);

	if (!strata_str_starts(version, STRATA_STR("1.")))
		strata_facts_note(out, first->line, "version '%.*s' is not known: read as 1.2.0",
				  STRATA_ARG(version));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .by_name = STRATA_MAP_INIT(out->arena) };
	const struct node *entries;
	struct node *top;
	int rc;

	if ((rc = terms_read(&top, out, in->bytes, TERM_ERLANG, err)) < 0)
		return rc;
	entries = top->first;
	if (term_is(entries, '{')) {
		note_version(out, entries);
		entries = term_at(entries, 1);
	}
	if (!term_is(entries, '['))
		strata_facts_note(out, 0, "the file holds no list of entries");
	for (const struct node *n = term_is(entries, '[') ? entries->first : NULL; n; n = n->next)
		add_entry(&r, n);
	if (term_is(top->last, '['))
		add_checksums(&r, term_option(top->last, "pkg_hash_ext"));
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("rebar.config"), 0);
	return 0;
}

const struct strata_format strata_format_hex_rebar_lock = {
	.name = "hex/rebar-lock",
	.files = "rebar.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_hex,
	.parse = parse,
};
