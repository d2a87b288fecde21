/*
 * notices.c - see notices.h.
 *
 * A text is made plain first: small letters, one blank between words, no comment marks, so that a
 * sentence that is wrapped in a comment is one again. In it two things are looked for: the names of
 * the GNU licences, with the version that stands near them, and words such as "licensed under",
 * after which as many words are taken as make a name that spdx_of_text knows.
 */
#include "composition/notices.h"

#define NAME_WORDS 9     /* of the name of a licence, at most */
#define BEFORE_WORDS 5   /* the same, where it stands before the word "license" */
#define NAMES_MOST 24    /* in one text */
#define AFTER_BYTES 160  /* of a GNU licence's name: where its version stands */
#define BEFORE_BYTES 60  /* "version 2 of the GNU .." */
#define LATER_BYTES 70   /* from the version to "or later" */
#define LOOKED_UP_MOST 65536 /* names that are remembered: hostile texts have no end of them */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || strata_is_digit(c);
}

/* What joins words: "2.0", "MIT/X11", "gpl-2.0", and what follows one: "gpl2+". */
static bool joins(char c, char before, char after)
{
	if (c == '+')
		return is_plain(before);
	return strchr("./-", c) && c && is_plain(before) && is_plain(strata_lower(after));
}

static struct strata_str make_plain(struct recogniser *r, struct strata_str text)
{
	char *room = strata_arena_text(&r->scratch, text.len + 2);
	size_t n = 0;

	room[n++] = ' ';
	for (size_t i = 0; i < text.len; i++) {
		char c = strata_lower(text.ptr[i]);
		char after = i + 1 < text.len ? text.ptr[i + 1] : 0;

		if (is_plain(c) || joins(c, room[n - 1], after))
			room[n++] = c;
		else if (room[n - 1] != ' ')
			room[n++] = ' ';
	}
	if (room[n - 1] != ' ')
		room[n++] = ' ';
	return (struct strata_str){ room, n };
}

/* What a name means, looked up once. */
static const struct spdx_node *look_up(struct recogniser *r, struct strata_str name)
{
	const struct spdx_node *node;
	size_t known;

	if (!r->names.arena)
		r->names = STRATA_MAP_INIT(&r->arena);
	if (strata_map_get(&known, &r->names, name))
		return (const struct spdx_node *)known;
	node = spdx_of_text(name, &r->scratch);
	node = node ? spdx_of_text(name, &r->arena) : NULL; /* mostly it is none, and leaves nothing */
	if (r->names.count < LOOKED_UP_MOST)
		*strata_map_at(&r->names, strata_arena_dup(&r->arena, name), NULL) = (size_t)node;
	return node;
}

const struct spdx_node *notices_tags(struct recogniser *r, struct strata_str text)
{
	const struct strata_str tag = STRATA_STR("SPDX-License-Identifier:");
	const struct spdx_node *all = NULL, *one;
	size_t at;

	for (int i = 0; i < NAMES_MOST &&
			(at = strata_str_find(text, tag)) != STRATA_NPOS;
	     i++) {
		struct strata_str line, rest;

		text = strata_str_skip(text, at + tag.len);
		strata_str_cut(&line, &rest, text, '\n');
		line = strata_str_trim(line);
		while (line.len && strchr("*/->\"'#}); ", line.ptr[line.len - 1]) &&
		       !(line.ptr[line.len - 1] == ')' && strata_str_chr(line, '(') != STRATA_NPOS))
			line.len--;
		one = line.len ? look_up(r, line) : NULL;
		all = one ? spdx_join(SPDX_AND, all, one, &r->arena) : all;
	}
	return all;
}

/* " version 2.1 ", " v3 ": the number; absent without one. */
static struct strata_str version_in(struct strata_str s)
{
	static const char *const words[] = { " version ", " versions ", " v", " license " };
	struct strata_str best = STRATA_NONE;
	size_t first = STRATA_NPOS;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t at = strata_str_find(s, strata_str_of(words[i])), n = 0;
		struct strata_str number;

		if (at >= first)
			continue;
		number = strata_str_skip(s, at + strlen(words[i]));
		while (n < number.len && (strata_is_digit(number.ptr[n]) || number.ptr[n] == '.'))
			n++;
		if (n == 0)
			continue;
		first = at;
		best = strata_str_take(number, n);
	}
	return best;
}

static bool says_later(struct strata_str s)
{
	static const char *const words[] = { "any later version", "or later", "or newer", "later version",
					     "or greater", "or any later", "or higher" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_find(s, strata_str_of(words[i])) != STRATA_NPOS)
			return true;
	return strata_str_starts(s, STRATA_STR("+"));
}

/* The GNU licence whose name ends at an offset of the text, with the version that stands near. */
static const struct spdx_node *gnu_licence(struct recogniser *r, struct strata_str plain,
					   size_t begin, size_t end, const char *stem)
{
	struct strata_str after = strata_str_take(strata_str_skip(plain, end - 1), AFTER_BYTES);
	struct strata_str before = strata_str_take(plain, begin + 1), version = version_in(after), id;
	bool later;

	if (before.len > BEFORE_BYTES)
		before = strata_str_skip(before, before.len - BEFORE_BYTES);
	if (!version.ptr)
		version = version_in(before);
	if (!version.ptr)
		return look_up(r, strata_str_of(stem));
	later = says_later(strata_str_take(
		strata_str_skip(plain, (size_t)(version.ptr + version.len - plain.ptr)), LATER_BYTES));
	id = strata_arena_printf(&r->scratch, "%s %.*s%s", stem, STRATA_ARG(version), later ? "+" : "");
	return look_up(r, id);
}

static const struct spdx_node *gnu_licences(struct recogniser *r, struct strata_str plain)
{
	static const struct { const char *name, *stem; } names[] = {
		{ " gnu affero general public license", "agpl" },
		{ " gnu lesser general public license", "lgpl" },
		{ " gnu library general public license", "lgpl" },
		{ " gnu general public license", "gpl" },
		{ " gnu affero general public licence", "agpl" },
		{ " gnu lesser general public licence", "lgpl" },
		{ " gnu general public licence", "gpl" },
	};
	const struct spdx_node *all = NULL, *one;
	bool lesser = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t at = strata_str_find(plain, strata_str_of(names[i].name));

		if (at == STRATA_NPOS)
			continue;
		one = gnu_licence(r, plain, at, at + strlen(names[i].name) + 1, names[i].stem);
		if (lesser && one && strata_str_starts(one->id, STRATA_STR("GPL-3.0")))
			continue; /* the LGPL's third version is the GPL's, and speaks of it */
		lesser = lesser || (one && strata_str_starts(one->id, STRATA_STR("LGPL-3.0")));
		all = spdx_join(SPDX_AND, all, one, &r->arena);
	}
	return all;
}

/* The end of the nth word from an offset where a word begins. */
static size_t end_of_words(struct strata_str plain, size_t at, int count)
{
	for (; at < plain.len; at++)
		if (plain.ptr[at] == ' ' && --count == 0)
			return at;
	return plain.len;
}

/* A word alone is a name only where it can be nothing else. */
static bool is_name_alone(struct strata_str word)
{
	if (strata_lists("mit isc bsd cc0 gpl lgpl agpl mpl wtfpl unlicense zlib license.apache license.bsd "
			 "license.mit license-apache license-mit",
			 word))
		return true;
	for (size_t i = 0; i < word.len; i++)
		if (strata_is_digit(word.ptr[i]))
			return word.len > 3;
	return false;
}

static size_t skip_fillers(struct strata_str plain, size_t at)
{
	while (at < plain.len) {
		size_t end = end_of_words(plain, at, 1);

		if (!strata_lists("the terms of either a an both conditions this in accordance with under "
				  "following licenses found",
				  strata_str_take(strata_str_skip(plain, at), end - at)))
			break;
		at = end + 1;
	}
	return at < plain.len ? at : plain.len;
}

/* The longest name that begins there; *end: the blank after it. */
static const struct spdx_node *name_at(struct recogniser *r, struct strata_str plain, size_t at,
				       size_t *end)
{
	for (int count = NAME_WORDS; count > 0; count--) {
		const struct spdx_node *node;
		struct strata_str name;

		*end = end_of_words(plain, at, count);
		name = strata_str_take(strata_str_skip(plain, at), *end - at);
		if (count == 1 && !is_name_alone(name))
			return NULL;
		if (name.len && (node = look_up(r, name)))
			return node;
	}
	return NULL;
}

static bool word_is(struct strata_str plain, size_t at, const char *words)
{
	size_t end = end_of_words(plain, at, 1);

	return at < plain.len && strata_lists(words, strata_str_take(strata_str_skip(plain, at), end - at));
}

/* "the MIT license or the Apache license": names, with what stands between them. */
static const struct spdx_node *names_at(struct recogniser *r, struct strata_str plain, size_t at)
{
	const struct spdx_node *all = NULL, *one;
	enum spdx_operator operator = SPDX_AND;
	size_t end;

	for (int i = 0; i < NAMES_MOST; i++) {
		at = skip_fillers(plain, at);
		one = name_at(r, plain, at, &end);
		if (!one)
			break;
		all = spdx_join(operator, all, one, &r->arena);
		at = end < plain.len ? end + 1 : plain.len;
		while (word_is(plain, at, "license licenses licence version"))
			at = end_of_words(plain, at, 1) + 1;
		if (!word_is(plain, at, "or and"))
			break;
		operator = plain.ptr[at] == 'o' ? SPDX_OR : SPDX_AND;
		at = end_of_words(plain, at, 1) + 1;
	}
	return all;
}

/* gnu_licences looks for the version, which stands further away. */
static bool is_unversioned_gnu(const struct spdx_node *node)
{
	return strata_lists("GPL-1.0-or-later LGPL-2.0-or-later AGPL-3.0-or-later", node->id);
}

static const struct spdx_node *named_licences(struct recogniser *r, struct strata_str plain)
{
	static const char *const leads[] = {
		"licensed under ", "licenced under ", " released under ", " distributed under ",
		" available under ", " provided under ", " covered by ", " governed by ", " subject to ",
		" the terms of ", " license ", " licence ", " licensed ", " waived via ", " under the ",
	};
	const struct spdx_node *all = NULL;

	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		struct strata_str rest = plain;
		size_t at, length = strlen(leads[i]) - 1;

		for (int n = 0; n < NAMES_MOST &&
				(at = strata_str_find(rest, strata_str_of(leads[i]))) != STRATA_NPOS;
		     n++) {
			const struct spdx_node *one;

			rest = strata_str_skip(rest, at + length);
			one = names_at(r, rest, 1);
			all = one && !is_unversioned_gnu(one)
				      ? spdx_join(SPDX_AND, all, one, &r->arena)
				      : all;
		}
	}
	return all;
}

/* "name v1.0 | MIT License": the longest name that ends there, of few words. */
static const struct spdx_node *name_before(struct recogniser *r, struct strata_str plain)
{
	const struct spdx_node *best = NULL, *one;
	size_t at = plain.len;

	for (int count = 0; count < BEFORE_WORDS && at > 0; count++) {
		at = strata_str_rchr(strata_str_take(plain, at), ' ');
		if (at == STRATA_NPOS)
			break;
		one = look_up(r, strata_str_skip(plain, at + 1));
		best = one ? one : best;
	}
	return best && !is_unversioned_gnu(best) && !strata_str_eq(best->id, STRATA_STR(SPDX_OWN)) ? best
												     : NULL;
}

static const struct spdx_node *licences_after_names(struct recogniser *r, struct strata_str plain)
{
	static const char *const words[] = { " license ", " licence " };
	const struct spdx_node *all = NULL;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t at, from = 0;

		for (int n = 0; n < NAMES_MOST; n++) {
			at = strata_str_find(strata_str_skip(plain, from), strata_str_of(words[i]));
			if (at == STRATA_NPOS)
				break;
			from += at;
			all = spdx_join(SPDX_AND, all, name_before(r, strata_str_take(plain, from)),
					&r->arena);
			from += strlen(words[i]) - 1;
		}
	}
	return all;
}

static bool offers_choice(struct strata_str plain)
{
	static const char *const words[] = { " dual licens", " dual-licens", " alternatively",
					     " at your choice", " your choice of", " either of ",
					     " multi-licens", " of your choice" };
	size_t at = strata_str_find(plain, STRATA_STR(" at your option "));

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_find(plain, strata_str_of(words[i])) != STRATA_NPOS)
			return true;
	return at != STRATA_NPOS &&
	       !strata_str_starts(strata_str_skip(plain, at + 16), STRATA_STR("any later"));
}

bool notices_offer_choice(struct recogniser *r, struct strata_str text)
{
	return offers_choice(make_plain(r, text));
}

/* The same leaves, any of which will do. */
static const struct spdx_node *as_choice(const struct spdx_node *node, struct strata_arena *arena)
{
	if (!node || node->operator == SPDX_LEAF)
		return node;
	return spdx_join(SPDX_OR, as_choice(node->left, arena), as_choice(node->right, arena), arena);
}

const struct spdx_node *notices_read(struct recogniser *r, struct strata_str text)
{
	struct strata_str plain = make_plain(r, text);
	const struct spdx_node *gnu = gnu_licences(r, plain);
	const struct spdx_node *named = named_licences(r, plain);

	named = named || gnu ? named : licences_after_names(r, plain);
	named = spdx_join(SPDX_AND, named, gnu, &r->arena);
	return offers_choice(plain) ? as_choice(named, &r->arena) : named;
}
