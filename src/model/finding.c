/* finding.c - what a judge says; see strata/finding.h. */
#include "strata/finding.h"

const char *strata_finding_kind_name(enum strata_finding_kind kind)
{
	static const char *const names[] = { "vulnerability", "malicious", "informational",
					     "licence",       "code",      "image",
					     "drift" };

	return names[kind];
}

const char *strata_severity_name(enum strata_severity severity)
{
	static const char *const names[] = { "unknown", "none", "low",
					     "medium",  "high", "critical" };

	return names[severity];
}

/* CVSS 3.1 specification, section 5; CVSS 4.0 uses the same scale. */
enum strata_severity strata_severity_of(double cvss)
{
	if (cvss < 0)
		return STRATA_SEVERITY_UNKNOWN;
	if (cvss < 0.1)
		return STRATA_SEVERITY_NONE;
	if (cvss < 4.0)
		return STRATA_SEVERITY_LOW;
	if (cvss < 7.0)
		return STRATA_SEVERITY_MEDIUM;
	return cvss < 9.0 ? STRATA_SEVERITY_HIGH : STRATA_SEVERITY_CRITICAL;
}

const char *strata_state_name(enum strata_state state)
{
	static const char *const names[] = { NULL, "new", "fixed", "unchanged" };

	return names[state];
}

/* Unknown counts as high, here as everywhere. */
static int weight_of(const struct strata_finding *f)
{
	if (f->kind == STRATA_FINDING_MALICIOUS)
		return STRATA_SEVERITY_CRITICAL + 1;
	if (f->kind == STRATA_FINDING_INFORMATIONAL)
		return -1;
	return f->severity ? (int)f->severity : STRATA_SEVERITY_HIGH;
}

static bool is_worse(const struct strata_finding *a, const struct strata_finding *b)
{
	int x = weight_of(a), y = weight_of(b);

	if (x != y)
		return x > y;
	if (a->cvss < b->cvss || a->cvss > b->cvss)
		return a->cvss > b->cvss;
	return strata_str_cmp(a->id, b->id) < 0;
}

static int by_text(const void *x, const void *y)
{
	return strata_str_cmp(*(const struct strata_str *)x, *(const struct strata_str *)y);
}

static void sort_texts(struct strata_strs *texts)
{
	size_t kept = 0;

	strata_vec_sort(texts, by_text);
	for (size_t i = 0; i < texts->count; i++)
		if (i == 0 || !strata_str_eq(texts->items[kept - 1], texts->items[i]))
			texts->items[kept++] = texts->items[i];
	texts->count = kept;
}

static void add_id(struct strata_finding *to, struct strata_str id, struct strata_arena *arena)
{
	if (!strata_str_eq(id, to->id))
		*strata_vec_push(arena, &to->aliases) = id;
}

/* All ids of `from`. */
static void add_ids(struct strata_finding *to, const struct strata_finding *from,
		    struct strata_arena *arena)
{
	add_id(to, from->id, arena);
	for (size_t i = 0; i < from->aliases.count; i++)
		add_id(to, from->aliases.items[i], arena);
	for (size_t i = 0; i < from->records.count; i++)
		*strata_vec_push(arena, &to->records) = from->records.items[i];
}

struct strata_finding strata_finding_join(const struct strata_finding *each, size_t count,
					  struct strata_arena *arena)
{
	const struct strata_finding *worst = each;
	struct strata_finding f;

	for (size_t i = 1; i < count; i++)
		if (is_worse(&each[i], worst))
			worst = &each[i];
	f = *worst;
	f.aliases = f.records = (struct strata_strs){ 0 };
	for (size_t i = 0; i < count; i++)
		add_ids(&f, &each[i], arena);
	sort_texts(&f.aliases);
	sort_texts(&f.records);
	if (count > 1)
		f.title = strata_arena_printf(arena, "%.*s (and %zu more)", STRATA_ARG(worst->title),
					      count - 1);
	f.joined = each;
	f.joined_count = count;
	return f;
}
