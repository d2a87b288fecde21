/* tag.c - a tag of an official image taken apart; see tag.h. */
#include "image/tag.h"

static bool starts_with_digit(struct strata_str s)
{
	return s.len && strata_is_digit(s.ptr[0]);
}

static bool is_separator(char c)
{
	return c == '.' || c == '_' || c == 'u';
}

/* "20240612", "20240101.0.204074": digits of a day since there are images, and what counts it. */
static bool is_date(struct strata_str word)
{
	size_t digits = 0;

	while (digits < word.len && strata_is_digit(word.ptr[digits]))
		digits++;
	return digits == 8 && strata_str_starts(word, STRATA_STR("20")) &&
	       (word.len == 8 || word.ptr[8] == '.');
}

static bool is_preliminary(struct strata_str word)
{
	static const char *const words[] = { "rc", "ea", "beta", "alpha", "preview", "milestone",
					     "dev", "M" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct strata_str start = strata_str_of(words[i]);
		size_t len = start.len;

		if (word.len < len || !strata_str_eq_nocase(strata_str_take(word, len), start))
			continue;
		while (len < word.len && (strata_is_digit(word.ptr[len]) || word.ptr[len] == '.'))
			len++;
		if (len == word.len)
			return true;
	}
	return false;
}

/* "18.19.0", "v2.10", "8u212", "21.0.2_13", "3.15.0rc1". */
static void read_version(struct image_tag *t, struct strata_str word)
{
	size_t at = word.ptr[0] == 'v', from;

	t->version = word;
	do {
		from = at;
		while (at < word.len && strata_is_digit(word.ptr[at]))
			at++;
		if (from == at || !strata_str_u64(&t->parts[t->depth],
						  (struct strata_str){ word.ptr + from, at - from }))
			break;
		t->ends[t->depth++] = (size_t)(word.ptr - t->text.ptr) + at;
	} while (t->depth < IMAGE_TAG_PARTS && at < word.len && is_separator(word.ptr[at++]));
	if (t->depth) {
		size_t end = t->ends[t->depth - 1] - (size_t)(word.ptr - t->text.ptr);

		t->preliminary |= is_preliminary(strata_str_skip(word, end));
	}
}

/* "alpine3.20" is "alpine": a word of a system, without its number. */
static struct strata_str without_number(struct strata_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (strata_is_digit(word.ptr[i]))
			return strata_str_take(word, i);
	return word;
}

/* Whether a word tells the distribution; the stronger of two is a release by name. */
static bool read_system(struct image_tag *t, struct strata_str word,
			const struct image_families *families)
{
	const struct image_family *row = image_family_of(families, IMAGE_FAMILY_release, word);

	if (row) {
		t->system = row;
		t->release = word;
		return true;
	}
	row = image_family_of(families, IMAGE_FAMILY_system, without_number(word));
	if (!row)
		return false;
	if (strata_str_eq(row->key, STRATA_STR("alpine")))
		t->kind = IMAGE_TAG_ALPINE;
	else if (strata_str_starts(row->rest, STRATA_STR("windows")))
		t->kind = IMAGE_TAG_WINDOWS;
	if (!t->system) {
		t->system = row;
		t->release = word;
	}
	return true;
}

/* "b06" of "8u432-b06": a build, which is as good as a part of the version before it. */
static bool is_build(const struct image_tag *t, unsigned i)
{
	struct strata_str word = t->words[i];
	uint64_t n;

	return i > 0 && t->depth && t->words[i - 1].ptr == t->version.ptr && word.len > 1 &&
	       word.ptr[0] == 'b' && strata_str_u64(&n, strata_str_skip(word, 1));
}

static void read_word(struct image_tag *t, unsigned i, const struct image_families *families)
{
	struct strata_str word = t->words[i];
	bool of_system = i > 0 && t->release.ptr == t->words[i - 1].ptr && t->release.ptr;

	if (of_system && (starts_with_digit(word) || strata_str_starts(word, STRATA_STR("ltsc"))) &&
	    !is_date(word))
		t->number = word;
	else if (is_date(word) && !t->date.ptr)
		t->date = word;
	else if (!t->depth && (starts_with_digit(word) ||
			       (word.len > 1 && word.ptr[0] == 'v' && strata_is_digit(word.ptr[1]))))
		read_version(t, word);
	else if (is_preliminary(word))
		t->preliminary = true;
	else if (is_build(t, i))
		return;
	else if (strata_str_eq(word, STRATA_STR("slim")) && t->kind == IMAGE_TAG_PLAIN)
		t->kind = IMAGE_TAG_SLIM;
	else if (!read_system(t, word, families))
		t->features |= 1u << i;
}

void image_tag_read(struct image_tag *out, struct strata_str text,
		    const struct image_families *families)
{
	struct strata_str rest = text;

	*out = (struct image_tag){ .text = text };
	while (rest.len && out->count < IMAGE_TAG_WORDS) {
		if (out->count + 1 == IMAGE_TAG_WORDS) {
			out->words[out->count++] = rest;
			break;
		}
		strata_str_cut(&out->words[out->count++], &rest, rest, '-');
	}
	for (unsigned i = 0; i < out->count; i++)
		read_word(out, i, families);
}

/* A text without one of its words, and the '-' that goes with it. */
static struct strata_str without_word(struct strata_str text, struct strata_str word,
				      struct strata_arena *arena)
{
	size_t at = (size_t)(word.ptr - text.ptr), end = at + word.len;

	if (at > 0)
		at--;
	else if (end < text.len)
		end++;
	return strata_arena_join(arena, strata_str_take(text, at), strata_str_skip(text, end),
				 STRATA_NONE);
}

struct strata_str image_tag_cut(const struct image_tag *tag, unsigned depth, bool bare,
				struct strata_arena *arena)
{
	struct strata_str head, tail;

	if (!tag->depth || !depth)
		return tag->date.ptr ? without_word(tag->text, tag->date, arena) : tag->text;
	head = strata_str_take(tag->text, tag->ends[(depth < tag->depth ? depth : tag->depth) - 1]);
	if (bare)
		return head;
	tail = strata_str_skip(tag->text, (size_t)(tag->version.ptr - tag->text.ptr) +
						  tag->version.len);
	if (tag->date.ptr && tag->date.ptr >= tail.ptr)
		tail = without_word(tail, tag->date, arena);
	return strata_arena_join(arena, head, tail, STRATA_NONE);
}

bool image_tag_has(const struct image_tag *tag, const char *word)
{
	for (unsigned i = 0; i < tag->count; i++)
		if ((tag->features >> i & 1) && strata_str_eq(tag->words[i], strata_str_of(word)))
			return true;
	return false;
}

static bool is_except(struct strata_str word, const char *const *except)
{
	for (; except && *except; except++)
		if (strata_str_eq(word, strata_str_of(*except)))
			return true;
	return false;
}

static bool covers(const struct image_tag *a, const struct image_tag *b, const char *const *except)
{
	for (unsigned i = 0; i < b->count; i++) {
		bool found = !(b->features >> i & 1) || is_except(b->words[i], except);

		for (unsigned k = 0; !found && k < a->count; k++)
			found = (a->features >> k & 1) && strata_str_eq(a->words[k], b->words[i]);
		if (!found)
			return false;
	}
	return true;
}

bool image_tag_alike(const struct image_tag *a, const struct image_tag *b,
		     const char *const *except)
{
	return covers(a, b, except) && covers(b, a, except);
}

int image_tag_compare(const struct image_tag *a, const struct image_tag *b, unsigned depth)
{
	for (unsigned i = 0; i < depth && i < IMAGE_TAG_PARTS; i++) {
		uint64_t x = i < a->depth ? a->parts[i] : 0, y = i < b->depth ? b->parts[i] : 0;

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}
