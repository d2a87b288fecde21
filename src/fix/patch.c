/*
 * patch.c - see patch.h.
 *
 * Our edits are few and small beside the file, and keep the order of its lines: so lines are
 * matched greedily, each time with the nearest pair of equal lines ahead. What that finds is
 * a true difference, if not always the shortest one.
 *
 * Format: git's documentation, "git-diff", "Generating patch text with -p", 2026-11; names
 * with unusual bytes are quoted as there (core.quotePath), and those with a blank are ended
 * by a tab.
 */
#include "fix/patch.h"

enum { CONTEXT = 3, LOOK_AHEAD = 200 };

/* A part that differs: lines [from, from + count) of each side. */
struct part {
	size_t old_from, old_count, new_from, new_count;
};

STRATA_VEC(parts, struct part);

struct differ {
	struct strata_strs a, b; /* lines with their ends */
	struct parts parts;
	struct strata_arena arena;
};

static void split(struct strata_strs *out, struct strata_str text, struct strata_arena *arena)
{
	while (text.len) {
		size_t end = strata_str_chr(text, '\n');
		size_t len = end == STRATA_NPOS ? text.len : end + 1;

		*strata_vec_push(arena, out) = strata_str_take(text, len);
		text = strata_str_skip(text, len);
	}
}

static bool same(const struct differ *d, size_t i, size_t k)
{
	return i < d->a.count && k < d->b.count && strata_str_eq(d->a.items[i], d->b.items[k]);
}

/* The nearest pair of equal lines ahead of both; the ends when there is none. */
static void meet(const struct differ *d, size_t *i, size_t *k)
{
	for (size_t sum = 1; sum < 2 * LOOK_AHEAD; sum++)
		for (size_t x = 0; x <= sum; x++)
			if (same(d, *i + x, *k + sum - x)) {
				*i += x;
				*k += sum - x;
				return;
			}
	*i = d->a.count;
	*k = d->b.count;
}

static void find_parts(struct differ *d)
{
	size_t i = 0, k = 0;

	while (i < d->a.count || k < d->b.count) {
		struct part part = { .old_from = i, .new_from = k };

		if (same(d, i, k)) {
			i++;
			k++;
			continue;
		}
		meet(d, &i, &k);
		part.old_count = i - part.old_from;
		part.new_count = k - part.new_from;
		*strata_vec_push(&d->arena, &d->parts) = part;
	}
}

static void put_line(struct strata_buf *out, char sign, struct strata_str line)
{
	strata_buf_addc(out, sign);
	strata_buf_add(out, line);
	if (!line.len || line.ptr[line.len - 1] != '\n')
		strata_buf_add(out, STRATA_STR("\n\\ No newline at end of file\n"));
}

/* "12,3", "12" of one line, "11,0" of none: then the line before it is named. */
static void put_range(struct strata_buf *out, char sign, size_t from, size_t count)
{
	strata_buf_addf(out, "%c%zu", sign, count ? from + 1 : from);
	if (count != 1)
		strata_buf_addf(out, ",%zu", count);
}

/* Parts [first, last] lie so near to each other that they share a hunk. */
static void put_hunk(struct strata_buf *out, const struct differ *d, size_t first, size_t last)
{
	const struct part *head = &d->parts.items[first], *tail = &d->parts.items[last];
	size_t before = head->old_from < CONTEXT ? head->old_from : CONTEXT;
	size_t old_end = tail->old_from + tail->old_count, rest = d->a.count - old_end;
	size_t after = rest < CONTEXT ? rest : CONTEXT, at = head->old_from - before;

	strata_buf_add(out, STRATA_STR("@@ "));
	put_range(out, '-', at, old_end + after - at);
	strata_buf_addc(out, ' ');
	put_range(out, '+', head->new_from - before,
		  tail->new_from + tail->new_count + after - (head->new_from - before));
	strata_buf_add(out, STRATA_STR(" @@\n"));
	for (size_t p = first; p <= last; p++) {
		const struct part *part = &d->parts.items[p];

		for (; at < part->old_from; at++)
			put_line(out, ' ', d->a.items[at]);
		for (; at < part->old_from + part->old_count; at++)
			put_line(out, '-', d->a.items[at]);
		for (size_t i = 0; i < part->new_count; i++)
			put_line(out, '+', d->b.items[part->new_from + i]);
	}
	for (; at < old_end + after; at++)
		put_line(out, ' ', d->a.items[at]);
}

static void put_hunks(struct strata_buf *out, const struct differ *d)
{
	for (size_t first = 0, last; first < d->parts.count; first = last + 1) {
		for (last = first; last + 1 < d->parts.count; last++) {
			const struct part *part = &d->parts.items[last];

			if (d->parts.items[last + 1].old_from - (part->old_from + part->old_count) >
			    2 * CONTEXT)
				break;
		}
		put_hunk(out, d, first, last);
	}
}

static bool is_unusual(struct strata_str path)
{
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			return true;
	}
	return false;
}

static void put_quoted(struct strata_buf *out, char c)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr\"\"\\\\";

	for (size_t i = 0; letters[i]; i += 2)
		if (letters[i] == c) {
			strata_buf_addf(out, "\\%c", letters[i + 1]);
			return;
		}
	if ((unsigned char)c < 0x20 || (unsigned char)c >= 0x7f)
		strata_buf_addf(out, "\\%03o", (unsigned)(unsigned char)c);
	else
		strata_buf_addc(out, c);
}

static void put_name(struct strata_buf *out, char side, struct strata_str path)
{
	bool quoted = is_unusual(path);

	if (quoted)
		strata_buf_addc(out, '"');
	strata_buf_addf(out, "%c/", side);
	for (size_t i = 0; i < path.len; i++)
		if (quoted)
			put_quoted(out, path.ptr[i]);
		else
			strata_buf_addc(out, path.ptr[i]);
	if (quoted)
		strata_buf_addc(out, '"');
}

static void put_names(struct strata_buf *out, struct strata_str path)
{
	const char *end = !is_unusual(path) && strata_str_chr(path, ' ') != STRATA_NPOS ? "\t\n" : "\n";

	strata_buf_add(out, STRATA_STR("diff --git "));
	put_name(out, 'a', path);
	strata_buf_addc(out, ' ');
	put_name(out, 'b', path);
	strata_buf_add(out, STRATA_STR("\n--- "));
	put_name(out, 'a', path);
	strata_buf_addf(out, "%s+++ ", end);
	put_name(out, 'b', path);
	strata_buf_addf(out, "%s", end);
}

void fix_patch_add(struct strata_buf *out, struct strata_str path, struct strata_str before,
		   struct strata_str after)
{
	struct differ d = { .arena = STRATA_ARENA_INIT };

	split(&d.a, before, &d.arena);
	split(&d.b, after, &d.arena);
	find_parts(&d);
	if (d.parts.count) {
		put_names(out, path);
		put_hunks(out, &d);
	}
	strata_arena_release(&d.arena);
}
