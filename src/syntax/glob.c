/*
 * glob.c - all lengths at once: the set of places in the pattern that what was read so far
 * can have led to, moved on byte by byte. No pattern makes that try again and again.
 */
#include "syntax/glob.h"

enum { GLOB_ONE = 256, GLOB_MANY };

/* A byte, GLOB_ONE or GLOB_MANY each; in reverse for ends of texts. */
struct tokens {
	unsigned short *items;
	size_t count;
};

static struct tokens tokens_of(struct strata_str pattern, bool reverse, struct strata_arena *arena)
{
	struct tokens t = { strata_arena_alloc(arena, pattern.len * sizeof(*t.items)), 0 };

	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '\\' && i + 1 < pattern.len)
			t.items[t.count++] = (unsigned char)pattern.ptr[++i];
		else
			t.items[t.count++] = c == '*' ? GLOB_MANY :
					     c == '?' ? GLOB_ONE :
							(unsigned char)c;
	}
	for (size_t i = 0; reverse && i < t.count / 2; i++) {
		unsigned short item = t.items[i];

		t.items[i] = t.items[t.count - 1 - i];
		t.items[t.count - 1 - i] = item;
	}
	return t;
}

/* A place is also one behind each '*' that follows it. */
static void open_stars(bool *places, const struct tokens *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (places[i] && t->items[i] == GLOB_MANY)
			places[i + 1] = true;
}

/* From places before a byte to those behind it; in place, from the back. */
static void move_on(bool *places, const struct tokens *t, unsigned char c)
{
	places[t->count] = false;
	for (size_t i = t->count; i-- > 0;) {
		bool here = places[i];

		places[i] = here && t->items[i] == GLOB_MANY;
		if (here && (t->items[i] == GLOB_ONE || t->items[i] == c))
			places[i + 1] = true;
	}
	open_stars(places, t);
}

size_t glob_part(struct strata_str pattern, struct strata_str text, enum glob_part part,
		 bool longest, struct strata_arena *arena)
{
	struct tokens t = tokens_of(pattern, part == GLOB_SUFFIX, arena);
	bool *places = strata_arena_alloc(arena, t.count + 1);
	size_t found = STRATA_NPOS;

	places[0] = true;
	open_stars(places, &t);
	for (size_t n = 0;; n++) {
		if (places[t.count])
			found = n;
		if (n == text.len || (found != STRATA_NPOS && !longest))
			return found;
		move_on(places, &t,
			(unsigned char)(part == GLOB_SUFFIX ? text.ptr[text.len - 1 - n] :
							      text.ptr[n]));
	}
}
