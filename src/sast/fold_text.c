/*
 * fold_text.c - what methods of texts answer when text and arguments are constant.
 *
 * Languages have the same dozen under a few names each; the table has them all, since a name
 * that one of them lacks cannot be called there.
 */
#include "sast/fold.h"

typedef const struct value *folds(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count);

static bool number_at(int64_t *out, const struct constant *const *args, size_t count, size_t at)
{
	if (at >= count || args[at]->type != CONSTANT_NUMBER)
		return false;
	*out = args[at]->number;
	return true;
}

static bool text_at(struct strata_str *out, const struct constant *const *args, size_t count,
		    size_t at)
{
	if (at >= count || (args[at]->type != CONSTANT_TEXT && args[at]->type != CONSTANT_CHAR))
		return false;
	*out = args[at]->text;
	return true;
}

static const struct value *char_at(struct strata_arena *a, struct strata_str text,
				   const struct constant *const *args, size_t count)
{
	int64_t at;

	if (!number_at(&at, args, count, 0) || at < 0 || (size_t)at >= text.len)
		return NULL;
	return value_constant(a, (struct constant){
		.type = CONSTANT_CHAR, .text = { text.ptr + at, 1 } });
}

static const struct value *substring(struct strata_arena *a, struct strata_str text,
				     const struct constant *const *args, size_t count)
{
	int64_t from, to = (int64_t)text.len;

	if (!number_at(&from, args, count, 0) || (count > 1 && !number_at(&to, args, count, 1)) ||
	    from < 0 || to < from || (size_t)to > text.len)
		return NULL;
	return value_text(a, (struct strata_str){ text.ptr + from, (size_t)(to - from) });
}

static const struct value *length(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count)
{
	(void)args;
	return count ? NULL : value_number(a, (int64_t)text.len);
}

static const struct value *upper(struct strata_arena *a, struct strata_str text,
				 const struct constant *const *args, size_t count)
{
	char *out = strata_arena_text(a, text.len);

	(void)args, (void)count;
	for (size_t i = 0; i < text.len; i++)
		out[i] = (char)(text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? text.ptr[i] - 32 :
									   text.ptr[i]);
	return value_text(a, (struct strata_str){ out, text.len });
}

static const struct value *lower(struct strata_arena *a, struct strata_str text,
				 const struct constant *const *args, size_t count)
{
	(void)args, (void)count;
	return value_text(a, strata_arena_lower(a, text));
}

static const struct value *trim(struct strata_arena *a, struct strata_str text,
				const struct constant *const *args, size_t count)
{
	(void)args;
	return count ? NULL : value_text(a, strata_str_trim(text));
}

static const struct value *itself(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count)
{
	(void)args;
	return count ? NULL : value_text(a, text);
}

static const struct value *concat(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count)
{
	struct strata_str other;

	if (count != 1 || !text_at(&other, args, count, 0))
		return NULL;
	return value_text(a, strata_arena_join(a, text, other, STRATA_STR("")));
}

static const struct value *equals(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count)
{
	struct strata_str other;

	return text_at(&other, args, count, 0) ? value_bool(a, strata_str_eq(text, other)) : NULL;
}

static const struct value *equals_nocase(struct strata_arena *a, struct strata_str text,
					 const struct constant *const *args, size_t count)
{
	struct strata_str other;

	return text_at(&other, args, count, 0) ?
		       value_bool(a, strata_str_eq_nocase(text, other)) : NULL;
}

static const struct value *starts(struct strata_arena *a, struct strata_str text,
				  const struct constant *const *args, size_t count)
{
	struct strata_str other;

	return text_at(&other, args, count, 0) ?
		       value_bool(a, strata_str_starts(text, other)) : NULL;
}

static const struct value *ends(struct strata_arena *a, struct strata_str text,
				const struct constant *const *args, size_t count)
{
	struct strata_str other;

	return text_at(&other, args, count, 0) ? value_bool(a, strata_str_ends(text, other)) : NULL;
}

static const struct value *contains(struct strata_arena *a, struct strata_str text,
				    const struct constant *const *args, size_t count)
{
	struct strata_str other;

	return text_at(&other, args, count, 0) ?
		       value_bool(a, strata_str_find(text, other) != STRATA_NPOS) : NULL;
}

static const struct value *index_of(struct strata_arena *a, struct strata_str text,
				    const struct constant *const *args, size_t count)
{
	struct strata_str other;
	size_t at;

	if (count != 1 || !text_at(&other, args, count, 0))
		return NULL;
	at = strata_str_find(text, other);
	return value_number(a, at == STRATA_NPOS ? -1 : (int64_t)at);
}

static const struct value *is_empty(struct strata_arena *a, struct strata_str text,
				    const struct constant *const *args, size_t count)
{
	(void)args;
	return count ? NULL : value_bool(a, text.len == 0);
}

static const struct {
	const char *name;
	folds *fold;
} methods[] = {
	{ "charAt", char_at }, { "substring", substring }, { "length", length },
	{ "toUpperCase", upper }, { "upper", upper }, { "upcase", upper }, { "ToUpper", upper },
	{ "toLowerCase", lower }, { "lower", lower }, { "downcase", lower }, { "ToLower", lower },
	{ "casefold", lower }, { "trim", trim }, { "strip", trim }, { "Trim", trim },
	{ "toString", itself }, { "intern", itself }, { "to_s", itself }, { "concat", concat },
	{ "equals", equals }, { "Equals", equals }, { "equalsIgnoreCase", equals_nocase },
	{ "startsWith", starts }, { "startswith", starts }, { "start_with?", starts },
	{ "StartsWith", starts }, { "endsWith", ends }, { "endswith", ends },
	{ "end_with?", ends }, { "EndsWith", ends }, { "contains", contains },
	{ "includes", contains }, { "include?", contains }, { "Contains", contains },
	{ "indexOf", index_of }, { "find", index_of }, { "IndexOf", index_of },
	{ "isEmpty", is_empty }, { "empty?", is_empty },
};

#define ARGUMENTS 4

const struct value *fold_method(struct strata_arena *a, struct strata_str name,
				const struct value *receiver, const struct value *const *args,
				size_t count)
{
	const struct constant *text = value_only(receiver), *constants[ARGUMENTS];

	if (!text || (text->type != CONSTANT_TEXT && text->type != CONSTANT_CHAR) ||
	    count > ARGUMENTS)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		constants[i] = value_only(args[i]);
		if (!constants[i])
			return NULL;
	}
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strata_str_eq(name, strata_str_of(methods[i].name)))
			return methods[i].fold(a, text->text, constants, count);
	return NULL;
}

static bool bound(int64_t *out, const struct value *v, int64_t otherwise, int64_t length_of)
{
	const struct constant *only = v ? value_only(v) : NULL;

	*out = otherwise;
	if (!v)
		return true;
	if (!only || only->type != CONSTANT_NUMBER)
		return false;
	*out = only->number < 0 ? only->number + length_of : only->number;
	*out = *out < 0 ? 0 : *out > length_of ? length_of : *out;
	return true;
}

const struct value *fold_slice(struct strata_arena *a, const struct value *text,
			       const struct value *from, const struct value *to)
{
	const struct constant *only = value_only(text);
	int64_t start, end, all;

	if (!only || only->type != CONSTANT_TEXT)
		return NULL;
	all = (int64_t)only->text.len;
	if (!bound(&start, from, 0, all) || !bound(&end, to, all, all))
		return NULL;
	end = end < start ? start : end;
	return value_text(a, (struct strata_str){ only->text.ptr + start, (size_t)(end - start) });
}
