/*
 * recognise_texts.c - whole licence texts within a text; see recognise.h.
 *
 * Each text of the list has a run: where its words began, how many of them came. A run ends when
 * none came for a while, or when one comes again after nearly all were there (a second copy). What
 * a run lacks counts three times against what it has, so that of two licences of which one holds
 * the other, the longer one wins where its own words are there, and loses where they are not.
 */
#include "composition/recognise.h"

#include "strata/limits.h"

#define GAP_WORDS 48     /* between words of one text: names, years, lists of holders */
#define GAP_STEPS 12     /* the same where it is sampled, in steps */
#define LEAST_PER_CENT 72 /* of its weight that a copy has */
#define LACK_WEIGHT 3
#define SPARSE_WORDS 32 /* after so many of them */
#define SPARSE_PART 6   /* fewer than one in so many is a text's own: it has not begun */

struct text_run {
	uint32_t id; /* 0: not begun */
	uint32_t begin, last;
	uint32_t matched; /* weight of those that every copy has */
	uint32_t others;  /* and of the others */
};

static unsigned gap_of(const struct fingerprint *text)
{
	return GAP_WORDS + (text->step > 1 ? GAP_STEPS * text->step : 0);
}

static void end_run(struct recognised_list *out, struct recogniser *r, size_t number)
{
	struct text_run *run = &r->runs[number];
	const struct fingerprint *text = &r->prints.texts[number];
	struct recognised *found;
	long lacking;

	if (run->id && run->matched * 100 >= text->weight * LEAST_PER_CENT) {
		lacking = (long)text->weight - (long)run->matched;
		found = strata_vec_push(&r->scratch, out);
		*found = (struct recognised){ text, run->begin, run->last + WORDS_SHINGLE, run->matched,
					      (long)run->matched + (long)run->others -
						      LACK_WEIGHT * lacking };
	}
	run->id = 0;
}

/* Nearly all of it was there, and what it begins with comes again: another copy. */
static bool is_complete(const struct text_run *run, const struct fingerprint *text, uint32_t seen,
			uint32_t at)
{
	return run->matched * 8 >= text->weight * 7 && (seen - run->begin) * 4 < text->words &&
	       (at - run->begin) * 20 >= text->words * 19;
}

/* Words that texts share came before its own: they are no part of it. */
static bool is_sparse(const struct text_run *run, uint32_t at)
{
	uint32_t words = at - run->begin;

	return words > SPARSE_WORDS && (run->matched + run->others) * SPARSE_PART < words;
}

static void see(struct recognised_list *out, struct recogniser *r, size_t holder, uint32_t at)
{
	uint16_t kind = r->prints.holders[holder];
	size_t number = fingerprint_text(kind);
	const struct fingerprint *text = &r->prints.texts[number];
	struct text_run *run = &r->runs[number];
	bool again = run->id && r->stamps[holder] == run->id;

	if (run->id && (at - run->last > gap_of(text) || is_sparse(run, at) ||
			(again && is_complete(run, text, r->seen[holder], at)))) {
		end_run(out, r, number);
		again = false;
	}
	if (!run->id)
		*run = (struct text_run){ .id = ++r->run_count, .begin = at };
	if (!again)
		*(fingerprint_is_fixed(kind) ? &run->matched : &run->others) +=
			fingerprint_is_sampled(kind) ? text->step : 1;
	run->last = at;
	if (!again)
		r->seen[holder] = at;
	r->stamps[holder] = run->id;
}

static int better(const void *left, const void *right)
{
	const struct recognised *a = left, *b = right;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return strata_str_cmp(a->text->id, b->text->id);
}

static int by_place(const void *left, const void *right)
{
	const struct recognised *a = left, *b = right;

	return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Takes the words of a find; false when most of them are another's already. */
static bool claim(bool *taken, const struct recognised *found)
{
	uint32_t others = 0;

	for (uint32_t i = found->begin; i < found->end; i++)
		others += taken[i];
	if (others * 2 > found->end - found->begin)
		return false;
	memset(taken + found->begin, true, found->end - found->begin);
	return true;
}

static void select_best(struct recognised_list *finds, size_t words, struct strata_arena *scratch)
{
	bool *taken = strata_arena_alloc(scratch, words + 1);
	size_t kept = 0;

	strata_vec_sort(finds, better);
	for (size_t i = 0; i < finds->count; i++)
		if (claim(taken, &finds->items[i]))
			finds->items[kept++] = finds->items[i];
	finds->count = kept;
	strata_vec_sort(finds, by_place);
}

static void open_fingerprints(struct recogniser *r)
{
	fingerprints_open(&r->prints, &r->arena);
	r->runs = strata_arena_alloc(&r->arena, r->prints.text_count * sizeof(*r->runs));
	r->stamps = strata_arena_alloc(&r->arena, r->prints.holder_count * sizeof(*r->stamps));
	r->seen = strata_arena_alloc(&r->arena, r->prints.holder_count * sizeof(*r->seen));
	r->opened = true;
}

void recognise_texts(struct recognised_list *out, struct word_list *words, struct recogniser *r,
		     struct strata_str text)
{
	size_t begin, end;

	if (!r->opened)
		open_fingerprints(r);
	*out = (struct recognised_list){ 0 };
	*words = (struct word_list){ 0 };
	words_read(words, strata_str_take(text, STRATA_LIMIT_LICENCE_TEXT_BYTES), &r->scratch);
	for (uint32_t at = 0; at + WORDS_SHINGLE <= words->count; at++)
		if (fingerprints_find(&begin, &end, &r->prints, words_shingle(&words->items[at])))
			for (size_t holder = begin; holder < end; holder++)
				see(out, r, holder, at);
	for (size_t i = 0; i < r->prints.text_count; i++)
		end_run(out, r, i);
	select_best(out, words->count, &r->scratch);
}
