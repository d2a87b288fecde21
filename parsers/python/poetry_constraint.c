/*
 * poetry_constraint.c - Poetry's version constraints as PEP 440 specifiers.
 *
 * "^1.2.3" admits what does not change the leftmost number that is not zero,
 * "~1.2" what keeps all but the last of at least two, a bare version is a pin.
 * Clauses are joined by commas or blanks, alternatives by '||' (or '|').
 *
 * Format: Poetry's documentation, "Dependency specification", 2026-11.
 */
#include "model/version/number.h"
#include "python/python.h"
#include "strata/buf.h"

/* The numbers at the start of a version: "1.2" of "1.2rc1". */
static struct strata_str release_of(struct strata_str version)
{
	size_t len = 0, end = 0;

	for (; len < version.len; len++) {
		if (strata_is_digit(version.ptr[len]))
			end = len + 1;
		else if (version.ptr[len] != '.' || end != len)
			break;
	}
	return strata_str_take(version, end);
}

/* The release with its nth number raised and what follows it cut: (1.2.3, 1) gives 1.3. */
static struct strata_str raised(struct strata_str release, size_t nth, struct strata_arena *arena)
{
	struct strata_str part, rest = release;

	for (size_t i = 0; rest.ptr; i++) {
		size_t start = (size_t)(rest.ptr - release.ptr);

		strata_str_cut(&part, &rest, rest, '.');
		if (i == nth || !rest.ptr)
			return strata_arena_join(arena, strata_str_take(release, start),
						 number_next(part, arena), STRATA_NONE);
	}
	return release;
}

/* Which number '^' holds: the leftmost that is not zero, else the last. */
static size_t leftmost(struct strata_str release)
{
	struct strata_str part, rest = release;
	size_t n = 0;

	for (;; n++) {
		strata_str_cut(&part, &rest, rest, '.');
		for (size_t i = 0; i < part.len; i++)
			if (part.ptr[i] != '0')
				return n;
		if (!rest.ptr)
			return n;
	}
}

static struct strata_str up_to(struct strata_str version, size_t nth, struct strata_arena *arena)
{
	struct strata_str next = raised(release_of(version), nth, arena);

	return strata_arena_printf(arena, ">=%.*s,<%.*s", STRATA_ARG(version), STRATA_ARG(next));
}

static struct strata_str clause(struct strata_str s, struct strata_arena *arena)
{
	char first = s.ptr[0];
	struct strata_str version = strata_str_trim(strata_str_skip(s, 1));

	if (strata_str_eq(s, STRATA_STR("*")))
		return STRATA_STR("");
	if (first == '^' && release_of(version).len)
		return up_to(version, leftmost(release_of(version)), arena);
	if (first == '~' && release_of(version).len)
		return up_to(version, strata_str_chr(release_of(version), '.') != STRATA_NPOS,
			     arena);
	if (first == '=' && version.len && version.ptr[0] != '=')
		return strata_arena_join(arena, STRATA_STR("=="), version, STRATA_NONE);
	if (strata_is_digit(first) || first == 'v')
		return strata_arena_join(arena, STRATA_STR("=="), s, STRATA_NONE);
	return s;
}

static bool is_operator(char c)
{
	return c == '<' || c == '>' || c == '=' || c == '!' || c == '~' || c == '^';
}

/* The length of a clause: an operator, blanks, a version up to a comma or blank. */
static size_t clause_length(struct strata_str s)
{
	size_t len = 0;

	while (len < s.len && is_operator(s.ptr[len]))
		len++;
	while (len < s.len && strata_is_space(s.ptr[len]))
		len++;
	while (len < s.len && s.ptr[len] != ',' && !strata_is_space(s.ptr[len]))
		len++;
	return len;
}

static struct strata_str alternative(struct strata_str s, struct strata_arena *arena)
{
	struct strata_strs parts = { 0 };
	struct strata_buf out = STRATA_BUF_INIT;
	struct strata_str text;

	for (;;) {
		size_t len;

		while (s.len && (s.ptr[0] == ',' || strata_is_space(s.ptr[0])))
			s = strata_str_skip(s, 1);
		if (!s.len)
			break;
		len = clause_length(s);
		*strata_vec_push(arena, &parts) = clause(strata_str_take(s, len), arena);
		s = strata_str_skip(s, len);
	}
	for (size_t i = 0; i < parts.count; i++) {
		if (out.len && parts.items[i].len)
			strata_buf_addc(&out, ',');
		strata_buf_add(&out, parts.items[i]);
	}
	text = strata_arena_dup(arena, strata_buf_str(&out));
	strata_buf_release(&out);
	return text;
}

void python_poetry_specifiers(struct strata_strs *out, struct strata_str constraint,
			      struct strata_arena *arena)
{
	struct strata_str part, rest = constraint;

	do {
		strata_str_cut(&part, &rest, rest, '|');
		part = strata_str_trim(part);
		if (part.len)
			*strata_vec_push(arena, out) = alternative(part, arena);
	} while (rest.ptr);
	if (!out->count)
		*strata_vec_push(arena, out) = STRATA_STR("");
}
