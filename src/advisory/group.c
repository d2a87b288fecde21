/*
 * group.c - records that are the same by their aliases become one finding.
 *
 * Merging is for display: it happens among the records that matched, never
 * before. `upstream` and `related` merge nothing. An unpinned package gives one
 * finding for all that its requirement admits.
 */
#include <stdlib.h>
#include <string.h>

#include "advisory/cvss.h"
#include "advisory/digest.h"
#include "advisory/match.h"
#include "text/json.h"

enum { TITLE_MOST = 160 };

static const struct card_record *record_of(const struct question *q, unsigned hit)
{
	return &q->card->records.items[hit];
}

/* --- merging ------------------------------------------------------------------------- */

static size_t root_of(size_t *parents, size_t i)
{
	while (parents[i] != i)
		i = parents[i] = parents[parents[i]];
	return i;
}

/* Joins the hit with the one that had this id before. */
static void claim(struct strata_map *owners, size_t *parents, size_t hit, struct strata_str id)
{
	bool added;
	size_t *owner = strata_map_at(owners, id, &added);

	if (added)
		*owner = hit;
	else
		parents[root_of(parents, hit)] = root_of(parents, *owner);
}

static void add_name(struct group *g, struct strata_str id, struct strata_arena *arena)
{
	bool added;

	*strata_map_at(&g->ids, id, &added) = 1;
	if (added)
		*strata_vec_push(arena, &g->names) = id;
}

static void add_hit(struct group *g, const struct question *q, unsigned hit)
{
	const struct record *head = &record_of(q, hit)->head;

	*strata_vec_push(q->arena, &g->hits) = hit;
	add_name(g, head->id, q->arena);
	for (size_t i = 0; i < head->aliases.count; i++)
		add_name(g, head->aliases.items[i], q->arena);
}

static int by_text(const void *x, const void *y)
{
	return strata_str_cmp(*(const struct strata_str *)x, *(const struct strata_str *)y);
}

static void sort_names(struct strata_strs *names)
{
	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), by_text);
}

static void merge(struct groups *out, const struct question *q, const struct hits *hits)
{
	size_t *parents = strata_arena_alloc(q->arena, hits->count * sizeof(*parents));
	size_t *places = strata_arena_alloc(q->arena, hits->count * sizeof(*places));
	struct strata_map owners = STRATA_MAP_INIT(q->arena);

	for (size_t i = 0; i < hits->count; i++) {
		const struct record *head = &record_of(q, hits->items[i])->head;

		parents[i] = i;
		claim(&owners, parents, i, head->id);
		for (size_t j = 0; j < head->aliases.count; j++)
			claim(&owners, parents, i, head->aliases.items[j]);
	}
	for (size_t i = 0; i < hits->count; i++) {
		size_t root = root_of(parents, i);

		if (places[root] == 0) {
			strata_vec_push(q->arena, out)->ids = STRATA_MAP_INIT(q->arena);
			places[root] = out->count;
		}
		add_hit(&out->items[places[root] - 1], q, hits->items[i]);
	}
	for (size_t i = 0; i < out->count; i++) {
		out->items[i].hits.maybe = hits->maybe;
		sort_names(&out->items[i].names);
	}
}

/* --- what is shown ----------------------------------------------------------------------- */

static struct strata_str first_with(const struct strata_strs *names, struct strata_str prefix)
{
	for (size_t i = 0; i < names->count; i++)
		if (strata_str_starts(names->items[i], prefix))
			return names->items[i];
	return STRATA_NONE;
}

/* CVE, else GHSA, else the first of the records' own. */
static struct strata_str shown_id(const struct strata_finding *f, const struct strata_strs *names)
{
	struct strata_str id = first_with(names, STRATA_STR("CVE-"));

	if (!id.ptr)
		id = first_with(names, STRATA_STR("GHSA-"));
	return id.ptr ? id : f->records.items[0];
}

/* Two sources may have the same record: it is named once. */
static void set_records(struct strata_finding *f, const struct question *q, const struct group *g)
{
	size_t kept = 0;

	for (size_t i = 0; i < g->hits.count; i++)
		*strata_vec_push(q->arena, &f->records) = record_of(q, g->hits.items[i])->head.id;
	sort_names(&f->records);
	for (size_t i = 0; i < f->records.count; i++)
		if (!kept || !strata_str_eq(f->records.items[kept - 1], f->records.items[i]))
			f->records.items[kept++] = f->records.items[i];
	f->records.count = kept;
}

/* All names but the one that is shown. */
static void set_aliases(struct strata_finding *f, const struct question *q, const struct group *g)
{
	for (size_t i = 0; i < g->names.count; i++)
		if (!strata_str_eq(g->names.items[i], f->id))
			*strata_vec_push(q->arena, &f->aliases) = g->names.items[i];
}

/* The first sentence or line, for the databases that have no summary. */
static struct strata_str first_sentence(const struct record *head, struct strata_arena *arena)
{
	struct strata_str text =
		strata_str_trim(json_unescape(arena, head->details, head->details_escaped));
	size_t end = strata_str_chr(text, '\n');

	text = strata_str_take(text, end);
	end = strata_str_find(text, STRATA_STR(". "));
	text = strata_str_take(text, end);
	if (text.len <= TITLE_MOST)
		return text;
	end = TITLE_MOST;
	while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
		end--; /* not within a character */
	return strata_arena_join(arena, strata_str_take(text, end), STRATA_STR("..."), STRATA_NONE);
}

static void set_title(struct strata_finding *f, const struct question *q, const struct group *g)
{
	for (size_t i = 0; i < g->hits.count && !f->title.len; i++)
		f->title = record_of(q, g->hits.items[i])->head.summary;
	for (size_t i = 0; i < g->hits.count && !f->title.len; i++)
		f->title = first_sentence(&record_of(q, g->hits.items[i])->head, q->arena);
}

/* Go's database writes year 1 for what it does not know. */
static void set_published(struct strata_finding *f, const struct question *q,
			  const struct group *g)
{
	for (size_t i = 0; i < g->hits.count; i++) {
		struct strata_str time = record_of(q, g->hits.items[i])->head.published;

		if (time.len && !strata_str_starts(time, STRATA_STR("0001")) &&
		    (!f->published.len || strata_str_cmp(time, f->published) < 0))
			f->published = time;
	}
}

/* --- severity --------------------------------------------------------------------------- */

struct scoring {
	struct strata_finding *f;
	int version; /* of the vector in f; 0: none yet */
};

/* The newest version of CVSS, then the highest score. */
static void take_vectors(struct scoring *s, const struct record_severities *severities)
{
	for (size_t i = 0; i < severities->count; i++) {
		struct strata_str vector = severities->items[i].score;
		double score;
		int version;

		score = cvss_score(vector, &version);
		if (score < 0 || version / 10 < s->version / 10 ||
		    (version / 10 == s->version / 10 && score <= s->f->cvss))
			continue;
		s->version = version;
		s->f->cvss = score;
		s->f->cvss_vector = vector;
	}
}

static enum strata_severity severity_named(struct strata_str word)
{
	static const struct {
		const char *word;
		enum strata_severity severity;
	} words[] = {
		{ "CRITICAL", STRATA_SEVERITY_CRITICAL }, { "HIGH", STRATA_SEVERITY_HIGH },
		{ "MODERATE", STRATA_SEVERITY_MEDIUM },	  { "MEDIUM", STRATA_SEVERITY_MEDIUM },
		{ "LOW", STRATA_SEVERITY_LOW },		  { "NEGLIGIBLE", STRATA_SEVERITY_LOW },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_eq_nocase(word, strata_str_of(words[i].word)))
			return words[i].severity;
	return STRATA_SEVERITY_UNKNOWN;
}

static void take_word(struct strata_finding *f, struct strata_str word)
{
	enum strata_severity severity = severity_named(word);

	if (severity > f->severity)
		f->severity = severity;
}

/* Ubuntu's "score" is a word. */
static void take_words(struct strata_finding *f, const struct record_severities *severities)
{
	for (size_t i = 0; i < severities->count; i++)
		take_word(f, severities->items[i].score);
}

static void set_severity(struct strata_finding *f, const struct question *q, const struct group *g)
{
	struct scoring s = { .f = f };

	f->cvss = -1;
	for (size_t i = 0; i < g->hits.count; i++) {
		const struct card_record *record = record_of(q, g->hits.items[i]);

		take_vectors(&s, &record->head.severities);
		for (size_t j = 0; j < record->count; j++)
			take_vectors(&s, &q->card->elements.items[record->first + j].severities);
	}
	if (s.version) {
		f->severity = strata_severity_of(f->cvss);
		return;
	}
	for (size_t i = 0; i < g->hits.count; i++) {
		const struct card_record *record = record_of(q, g->hits.items[i]);

		take_word(f, record->head.severity);
		take_words(f, &record->head.severities);
		for (size_t j = 0; j < record->count; j++) {
			take_word(f, q->card->elements.items[record->first + j].severity);
			take_words(f, &q->card->elements.items[record->first + j].severities);
		}
	}
}

/* --- kind and label -------------------------------------------------------------------------- */

static bool is_malicious(const struct record *head)
{
	return head->embedded_malice || strata_str_starts(head->id, STRATA_STR("MAL-")) ||
	       first_with(&head->aliases, STRATA_STR("MAL-")).ptr;
}

static struct strata_str informational(const struct question *q, const struct card_record *record)
{
	for (size_t i = 0; i < record->count; i++)
		if (q->card->elements.items[record->first + i].informational.len)
			return q->card->elements.items[record->first + i].informational;
	return STRATA_NONE;
}

static void set_kind(struct strata_finding *f, const struct question *q, const struct group *g)
{
	bool all_informational = true;

	f->kind = STRATA_FINDING_VULNERABILITY;
	for (size_t i = 0; i < g->hits.count; i++) {
		const struct card_record *record = record_of(q, g->hits.items[i]);

		if (is_malicious(&record->head))
			f->kind = STRATA_FINDING_MALICIOUS;
		f->exploited = f->exploited || record->head.exploited;
		all_informational = all_informational && informational(q, record).len;
	}
	if (all_informational && f->kind == STRATA_FINDING_VULNERABILITY)
		f->kind = STRATA_FINDING_INFORMATIONAL;
}

static void add_label(struct strata_finding *f, struct strata_str label,
		      struct strata_arena *arena)
{
	if (!label.len || strata_str_find(f->label, label) != STRATA_NPOS)
		return;
	f->label = f->label.len ? strata_arena_join(arena, f->label, STRATA_STR(", "), label)
				: label;
}

static void set_label(struct strata_finding *f, const struct question *q, const struct group *g)
{
	for (size_t i = 0; i < g->hits.count; i++) {
		const struct card_record *record = record_of(q, g->hits.items[i]);

		add_label(f, informational(q, record), q->arena);
		if (record->head.unreviewed)
			add_label(f, STRATA_STR("unreviewed"), q->arena);
		for (size_t j = 0; j < record->count; j++)
			if (q->card->elements.items[record->first + j].custom_fix)
				add_label(f, STRATA_STR("fixed only in a custom range"), q->arena);
	}
}

/* --- the finding ----------------------------------------------------------------------------- */

/* What stays the same while versions come and go. */
static struct strata_str fingerprint(const struct question *q, struct strata_str name)
{
	const struct strata_component *c = asked(q);
	struct digest d = digest_of(name);

	d = digest_chain(d, digest_of(strata_str_of(c->ecosystem->name)));
	d = digest_chain(d, digest_of(c->key));
	d = digest_chain(d, digest_of(c->project));
	return digest_hex(q->arena, d);
}

/* All but what ends it. */
static struct strata_finding *make_finding(struct strata_findings *out, const struct question *q,
					   const struct group *g)
{
	struct strata_finding *f = strata_vec_push(q->arena, out);
	const struct strata_component *c = asked(q);

	f->component = (int)q->component;
	f->maybe = g->hits.maybe;
	if (c->places.count) {
		f->path = c->places.items[0].path;
		f->line = c->places.items[0].line;
	}
	set_records(f, q, g);
	f->id = shown_id(f, &g->names);
	set_aliases(f, q, g);
	set_title(f, q, g);
	set_published(f, q, g);
	set_severity(f, q, g);
	set_kind(f, q, g);
	set_label(f, q, g);
	f->fingerprint = fingerprint(q, f->id);
	return f;
}

/* --- one finding for what nobody pinned --------------------------------------------------- */

static void join(struct group *out, const struct groups *groups, struct strata_arena *arena)
{
	*out = (struct group){ .ids = STRATA_MAP_INIT(arena) };
	for (size_t i = 0; i < groups->count; i++) {
		const struct group *g = &groups->items[i];

		for (size_t j = 0; j < g->hits.count; j++)
			*strata_vec_push(arena, &out->hits) = g->hits.items[j];
		for (size_t j = 0; j < g->names.count; j++)
			add_name(out, g->names.items[j], arena);
	}
	sort_names(&out->names);
}

/*
 * It shows the worst advisory, names them all, and is ended by the pin that clears
 * them all. Its fingerprint is the package's: which one is the worst may change.
 */
static void make_joined(struct strata_findings *out, const struct question *q,
			const struct groups *groups, struct fixes *fixes)
{
	struct strata_findings each = { 0 };
	struct strata_finding *f = strata_vec_push(q->arena, out);
	struct group all;

	for (size_t i = 0; i < groups->count; i++)
		fixes_find(&make_finding(&each, q, &groups->items[i])->fix, fixes, &groups->items[i]);
	join(&all, groups, q->arena);
	*f = strata_finding_join(each.items, each.count, q->arena);
	f->fix = (struct strata_fix){ 0 };
	f->fingerprint = fingerprint(q, STRATA_STR("maybe"));
	fixes_find(&f->fix, fixes, &all);
}

void group_findings(struct strata_findings *out, const struct question *q, const struct hits *hits)
{
	struct groups groups = { 0 };
	struct fixes fixes = { .q = q, .groups = &groups };

	merge(&groups, q, hits);
	if (hits->maybe && groups.count > 1) {
		make_joined(out, q, &groups, &fixes);
		return;
	}
	for (size_t i = 0; i < groups.count; i++)
		fixes_find(&make_finding(out, q, &groups.items[i])->fix, &fixes, &groups.items[i]);
}
