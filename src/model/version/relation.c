/* relation.c - requirements of distributions: an operator and a version; see relation.h. */
#include "model/version/relation.h"

#include "strata/limits.h"

static enum relation_kind take_word(struct strata_str *text, const struct relation_word *words)
{
	for (; words->text; words++) {
		struct strata_str word = strata_str_of(words->text);

		if (strata_str_starts(*text, word)) {
			*text = strata_str_trim(strata_str_skip(*text, word.len));
			return words->kind;
		}
	}
	return RELATION_EQUAL;
}

static struct strata_interval span(struct strata_str version, enum relation_kind kind)
{
	struct strata_interval in = { 0 };

	if (kind >= RELATION_EQUAL)
		in.lo = version;
	if (kind <= RELATION_EQUAL)
		in.hi = version;
	in.lo_in = kind == RELATION_EQUAL || kind == RELATION_AT_LEAST;
	in.hi_in = kind == RELATION_EQUAL || kind == RELATION_AT_MOST;
	return in;
}

int relation_intervals(struct strata_intervals *out, struct strata_str requirement,
		       const struct relation_rules *rules, struct strata_arena *arena,
		       struct strata_error *err)
{
	const struct meet_rules order = { .compare = rules->scheme->compare };
	struct strata_str rest = strata_str_trim(requirement), text;
	struct strata_intervals all = { 0 };

	if (requirement.len > STRATA_LIMIT_VERSION_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "requirement over %u bytes",
				   STRATA_LIMIT_VERSION_BYTES);
	if (rest.len > 1 && rest.ptr[0] == '(' && rest.ptr[rest.len - 1] == ')')
		rest = strata_str_take(strata_str_skip(rest, 1), rest.len - 2);
	meet_add(&all, (struct strata_interval){ 0 }, arena);
	do {
		struct strata_intervals one = { 0 };
		struct strata_interval in;
		enum relation_kind kind;

		strata_str_cut(&text, &rest, rest, ',');
		text = strata_str_trim(text);
		kind = take_word(&text, rules->words);
		if (!rules->scheme->valid(text))
			return strata_fail(err, STRATA_ESYNTAX, 0, "no version in requirement '%.*s'",
					   STRATA_ARG(requirement));
		in = span(text, kind);
		if (rules->shape)
			rules->shape(&in, kind, arena);
		meet_add(&one, in, arena);
		meet_with(&all, &one, &order, arena);
	} while (rest.ptr);
	*out = all;
	return 0;
}
