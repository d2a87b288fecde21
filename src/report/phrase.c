/* phrase.c - what several writers say of a finding; see phrase.h. */
#include "report/phrase.h"

#include "strata/limits.h"

const struct strata_component *phrase_component(const struct report *report,
						const struct strata_finding *f)
{
	return f->component < 0 ? NULL : &report->inventory->components.items[f->component];
}

struct strata_str phrase_version(const struct strata_component *c)
{
	struct strata_str version = c->version.ptr ? c->version : c->requirement;

	return version.len ? version : STRATA_STR("any version");
}

static struct strata_str names_of(struct strata_arena *arena, const char *verb,
				  const struct strata_strs *names)
{
	struct strata_str s = strata_str_of(verb);

	for (size_t i = 0; i < names->count && i < STRATA_LIMIT_NAMES_SHOWN; i++)
		s = strata_arena_join(arena, s, i ? STRATA_STR(", ") : STRATA_STR(" "), names->items[i]);
	if (names->count > STRATA_LIMIT_NAMES_SHOWN)
		s = strata_arena_printf(arena, "%.*s and %zu more", STRATA_ARG(s),
					names->count - STRATA_LIMIT_NAMES_SHOWN);
	return s;
}

struct strata_str phrase_ships(struct strata_arena *arena, const struct strata_finding *f)
{
	if (f->ships_in.count)
		return names_of(arena, "ships in", &f->ships_in);
	if (f->stays_in.count)
		return names_of(arena, "stays in", &f->stays_in);
	return STRATA_STR("");
}

struct strata_str phrase_sentence(struct strata_arena *arena, const struct report *report,
				  const struct strata_finding *f)
{
	const struct strata_component *c = phrase_component(report, f);
	struct strata_str s = phrase_ships(arena, f);
	struct strata_buf b = STRATA_BUF_INIT;

	if (c && f->kind == STRATA_FINDING_DRIFT)
		strata_buf_addf(&b, "%.*s %.*s", STRATA_ARG(strata_path_base(f->path)),
				STRATA_ARG(f->title));
	else if (c)
		strata_buf_addf(&b, "%.*s %.*s %s affected by %.*s", STRATA_ARG(c->name),
				STRATA_ARG(c->version.ptr ? c->version : c->requirement),
				f->maybe ? "may be" : "is", STRATA_ARG(f->id));
	else
		strata_buf_add(&b, f->id);
	if (f->title.len && f->kind != STRATA_FINDING_DRIFT)
		strata_buf_addf(&b, ": %.*s", STRATA_ARG(f->title));
	if (f->fix.version.len)
		strata_buf_addf(&b, ". Fixed in %.*s", STRATA_ARG(f->fix.version));
	if (s.len)
		strata_buf_addf(&b, "; %.*s", STRATA_ARG(s));
	strata_buf_addc(&b, '.');
	s = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return s;
}

const char *phrase_word(const struct strata_finding *f)
{
	if (f->kind == STRATA_FINDING_INFORMATIONAL)
		return "info";
	if (f->kind != STRATA_FINDING_VULNERABILITY && f->kind != STRATA_FINDING_IMAGE &&
	    f->kind != STRATA_FINDING_CODE)
		return strata_finding_kind_name(f->kind);
	if (f->kind != STRATA_FINDING_VULNERABILITY && f->severity == STRATA_SEVERITY_NONE)
		return "info";
	return strata_severity_name(f->severity);
}

bool phrase_is_apart(const struct report *report, const struct strata_finding *f)
{
	const struct strata_component *c = phrase_component(report, f);

	return !(report->roles & 1u << (c ? c->role : f->role));
}

bool phrase_is_shown(const struct report *report, const struct strata_finding *f)
{
	return !f->ignored && !phrase_is_apart(report, f) && f->state <= STRATA_STATE_NEW;
}

/* " (1 malicious, 2 high)" of what is shown and sure; nothing when there is none. */
static void add_severities(struct strata_buf *b, const struct report *report)
{
	size_t malicious = 0, by_severity[STRATA_SEVERITY_CRITICAL + 1] = { 0 };
	const char *before = " (";

	for (size_t i = 0; i < report->findings->count; i++) {
		const struct strata_finding *f = &report->findings->items[i];

		if (!phrase_is_shown(report, f) || f->maybe || f->kind == STRATA_FINDING_INFORMATIONAL)
			continue;
		if (f->kind == STRATA_FINDING_MALICIOUS)
			malicious++;
		else
			by_severity[f->severity]++;
	}
	if (malicious) {
		strata_buf_addf(b, "%s%zu malicious", before, malicious);
		before = ", ";
	}
	for (int s = STRATA_SEVERITY_CRITICAL; s >= STRATA_SEVERITY_UNKNOWN; s--) {
		if (!by_severity[s])
			continue;
		strata_buf_addf(b, "%s%zu %s", before, by_severity[s],
				strata_severity_name((enum strata_severity)s));
		before = ", ";
	}
	if (before[0] == ',')
		strata_buf_addc(b, ')');
}

struct strata_str phrase_verdict(struct strata_arena *arena, const struct report *report)
{
	struct strata_buf b = STRATA_BUF_INIT;
	size_t shown = 0, fixed = 0;
	struct strata_str s;

	for (size_t i = 0; i < report->findings->count; i++) {
		shown += phrase_is_shown(report, &report->findings->items[i]);
		fixed += report->findings->items[i].state == STRATA_STATE_FIXED;
	}
	strata_buf_addf(&b, "%zu %sfinding%s", shown, report->diff ? "new " : "", shown == 1 ? "" : "s");
	add_severities(&b, report);
	if (report->diff)
		strata_buf_addf(&b, ", %zu fixed", fixed);
	s = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return s;
}

char phrase_sign(enum diff_kind kind)
{
	return "+-^v"[kind];
}

struct strata_str phrase_changes(struct strata_arena *arena, const struct diff_changes *changes)
{
	struct strata_str s = STRATA_STR("");
	size_t counts[DIFF_LOWERED + 1] = { 0 };

	for (size_t i = 0; i < changes->count; i++)
		counts[changes->items[i].kind]++;
	if (changes->count == 0)
		return STRATA_STR("no package differs");
	for (int kind = DIFF_ADDED; kind <= DIFF_LOWERED; kind++)
		if (counts[kind])
			s = strata_arena_printf(arena, "%.*s%c%zu ", STRATA_ARG(s),
						phrase_sign((enum diff_kind)kind), counts[kind]);
	return strata_arena_printf(arena, "%.*spackage%s", STRATA_ARG(s),
				   changes->count == 1 ? "" : "s");
}
