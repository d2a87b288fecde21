/*
 * Cartfile.resolved and Cartfile: what Carthage resolved, and what is asked of it.
 *
 * A line each: github "owner/name" "1.2.3", git "address" "commit", binary "address"
 * "1.0". In the lockfile the last is what is used, a version or a commit; in the Cartfile
 * a requirement ("~> 1.0", ">= 1.0", "== 1.0") or a branch, or nothing.
 *
 * Format: Carthage, Documentation/Artifacts.md, 0.40, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

static const char host[] = "github.com/";

struct entry {
	struct strata_str kind, place, rest;
};

static bool split(struct entry *e, struct strata_str line)
{
	struct strata_str text;

	strata_str_cut(&e->kind, &text, line, ' ');
	text = strata_str_trim(text);
	if (!strata_str_starts(text, STRATA_STR("\"")) ||
	    !strata_str_cut(&e->place, &e->rest, strata_str_skip(text, 1), '"'))
		return false;
	e->rest = strata_str_trim(e->rest);
	return strata_str_eq(e->kind, STRATA_STR("github")) || strata_str_eq(e->kind, STRATA_STR("git")) ||
	       strata_str_eq(e->kind, STRATA_STR("binary"));
}

static struct strata_package *add(struct strata_facts *out, const struct entry *e, unsigned line)
{
	bool github = strata_str_eq(e->kind, STRATA_STR("github")) &&
		      strata_str_find(e->place, STRATA_STR("://")) == STRATA_NPOS;
	struct strata_str name = strata_url_place(out->arena, e->place);
	struct strata_package *p;

	if (github)
		name = strata_arena_join(out->arena, strata_str_of(host), name, STRATA_NONE);
	p = strata_facts_add(out, name, STRATA_NONE, line);
	if (!github)
		p->source = e->place;
	return p;
}

static struct strata_str unquoted(struct strata_str text)
{
	struct strata_str inside, rest;

	if (!strata_str_starts(text, STRATA_STR("\"")))
		return text;
	strata_str_cut(&inside, &rest, strata_str_skip(text, 1), '"');
	return inside;
}

static void add_resolved(struct strata_facts *out, const struct entry *e, unsigned line)
{
	struct strata_package *p = add(out, e, line);
	struct strata_str used = unquoted(e->rest);

	if (strata_is_commit(used))
		p->commit = used;
	else if (used.len)
		p->version = used;
	else
		strata_facts_note(out, line, "'%.*s' has no version", STRATA_ARG(e->place));
}

static void add_asked(struct strata_facts *out, const struct entry *e, unsigned line)
{
	struct strata_package *p = add(out, e, line);
	struct strata_str version = strata_str_trim(strata_str_skip(e->rest, 2));

	p->requirement = e->rest.len ? unquoted(e->rest) : STRATA_STR("");
	if (strata_str_starts(e->rest, STRATA_STR("==")) && strata_version_semver.valid(version))
		p->version = version;
	if (strata_is_commit(p->requirement))
		p->commit = p->requirement;
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
}

static void read_lines(struct strata_facts *out, struct strata_str bytes,
		       void (*add_entry)(struct strata_facts *, const struct entry *, unsigned))
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, bytes));

	while (line_next(&lines)) {
		size_t comment = strata_str_chr(lines.line, '#');
		struct strata_str line = strata_str_trim(strata_str_take(lines.line, comment));
		struct entry e;

		if (!line.len)
			continue;
		if (split(&e, line))
			add_entry(out, &e, lines.number);
		else
			strata_facts_note(out, lines.number, "'%.*s' is no dependency",
					  STRATA_ARG(line));
	}
}

static int parse_resolved(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	(void)err;
	read_lines(out, in->bytes, add_resolved);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Cartfile"), 0);
	return 0;
}

static int parse_asked(struct strata_facts *out, const struct strata_input *in,
		       struct strata_error *err)
{
	(void)err;
	read_lines(out, in->bytes, add_asked);
	return 0;
}

const struct strata_format strata_format_swift_cartfile_resolved = {
	.name = "swift/cartfile-resolved",
	.files = "Cartfile.resolved",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_swift,
	.parse = parse_resolved,
};

const struct strata_format strata_format_swift_cartfile = {
	.name = "swift/cartfile",
	.files = "Cartfile Cartfile.private",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_swift,
	.parse = parse_asked,
};
