/*
 * licence_names.c - the licence that a text of a registry means; see spdx.h.
 *
 * A text becomes words that hardly vary ("GPLv3+", "GPL, v3.0 or later" -> "gpl 3 +"), which are
 * looked for among the names that are known, the ids and the names of the list, made to words
 * likewise. What is not found as a whole is taken apart where people part alternatives.
 */
#include "model/spdx.h"

#include <pthread.h>

#include "strata/limits.h"

enum { WORDS_BYTES = 160 };

/* A text as words, in room of its own. */
struct words {
	char room[WORDS_BYTES];
	size_t len;
	bool over; /* it is longer: no name of a licence is */
};

static bool tells_nothing(struct strata_str word)
{
	return strata_lists("the license licence licenses licences licensed released under version v "
			    "terms of osi approved software's",
			    word);
}

static void put(struct words *w, struct strata_str word)
{
	if (w->len + word.len + 2 > WORDS_BYTES) {
		w->over = true;
		return;
	}
	if (w->len)
		w->room[w->len++] = ' ';
	for (size_t i = 0; i < word.len; i++)
		w->room[w->len++] = strata_lower(word.ptr[i]);
}

/* 2.0.0 -> 2, 1.10 -> 1.10 */
static struct strata_str short_number(struct strata_str number)
{
	while (number.len > 2 && strata_str_ends(number, STRATA_STR(".0")))
		number.len -= 2;
	return number;
}

static size_t number_length(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && (strata_is_digit(s.ptr[n]) ||
			     (s.ptr[n] == '.' && n + 1 < s.len && strata_is_digit(s.ptr[n + 1]))))
		n++;
	return n;
}

/* "or later", "or any later", "or newer", "or above" say what "+" does. Length, or 0. */
static size_t later_length(struct strata_str s)
{
	static const char *const ways[] = {
		"or (at your option) any later version", "or any later version", "or later version",
		"or any later", "or-later", "or later", "or newer", "or above", "or greater",
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (strata_str_eq_nocase(strata_str_take(s, strlen(ways[i])), strata_str_of(ways[i])))
			return strlen(ways[i]);
	return 0;
}

static size_t word_length(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && (strata_is_alpha(s.ptr[n]) || s.ptr[n] == '\''))
		n++;
	return n;
}

/* "GPLv" of "GPLv3" is "gpl". */
static struct strata_str without_v(struct strata_str word, struct strata_str rest)
{
	bool number = rest.len && strata_is_digit(rest.ptr[0]);

	if (number && word.len > 2 && strata_lower(word.ptr[word.len - 1]) == 'v')
		word.len--;
	return word;
}

static void make_words(struct words *w, struct strata_str s)
{
	char lower[24];

	*w = (struct words){ .len = 0 };
	while (s.len) {
		size_t n = later_length(s);

		if (n || s.ptr[0] == '+') {
			put(w, STRATA_STR("+"));
		} else if ((n = number_length(s))) {
			put(w, short_number(strata_str_take(s, n)));
		} else if ((n = word_length(s))) {
			struct strata_str word = without_v(strata_str_take(s, n), strata_str_skip(s, n));

			for (size_t i = 0; i < word.len && i < sizeof(lower); i++)
				lower[i] = strata_lower(word.ptr[i]);
			if (word.len > sizeof(lower) ||
			    !tells_nothing((struct strata_str){ lower, word.len }))
				put(w, word);
		}
		s = strata_str_skip(s, n ? n : 1);
	}
}

static const char *find_named(struct strata_str words)
{
	static const struct { const char *words, *expression; } names[] = {
#define NAME(words, expression) { words, expression },
#include "model/licence_names.def"
#undef NAME
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(words, strata_str_of(names[i].words)))
			return names[i].expression;
	return NULL;
}

/* The words of an id or a name of the list. */
struct listed {
	struct words words;
	const char *id;
};

enum { LISTED_MOST = 2048 };

/* Made once, when a text is none of the names above: hostile texts ask for many. */
static struct listed listed[LISTED_MOST];
static size_t listed_count;
static pthread_once_t listed_once = PTHREAD_ONCE_INIT;

static int compare_words(const struct words *a, const struct words *b)
{
	return strata_str_cmp((struct strata_str){ a->room, a->len },
			      (struct strata_str){ b->room, b->len });
}

static int compare_listed(const void *left, const void *right)
{
	const struct listed *a = left, *b = right;
	int order = compare_words(&a->words, &b->words);

	return order ? order : strcmp(a->id, b->id);
}

static void list_words(const char *text, const char *id)
{
	struct listed *row = &listed[listed_count];

	if (listed_count == LISTED_MOST)
		return;
	make_words(&row->words, strata_str_of(text));
	row->id = id;
	listed_count += !row->words.over && row->words.len;
}

static void list_all(void)
{
	const struct spdx_licence *l;

	for (size_t i = 0; (l = spdx_licence_at(i)); i++) {
		list_words(l->id, l->id);
		list_words(l->name, l->id);
	}
	qsort(listed, listed_count, sizeof(*listed), compare_listed);
}

static const char *search_listed(const struct words *w)
{
	size_t low = 0, high = listed_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (compare_words(&listed[middle].words, w) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < listed_count && compare_words(&listed[low].words, w) == 0 ? listed[low].id : NULL;
}

/* "GNU General Public License v2" is the name of "... v2.0 only" in the list. */
static const char *find_listed(const struct words *w)
{
	struct words only = *w;
	const char *found;

	pthread_once(&listed_once, list_all);
	found = search_listed(w);
	if (found)
		return found;
	put(&only, STRATA_STR("only"));
	return only.over ? NULL : search_listed(&only);
}

static const struct spdx_node *find(struct strata_str text, struct strata_arena *arena)
{
	const struct spdx_node *node = NULL;
	struct words w;
	const char *found;

	if (spdx_parse(&node, text, arena, NULL) == 0)
		return node;
	make_words(&w, text);
	if (w.over || !w.len)
		return NULL;
	found = find_named((struct strata_str){ w.room, w.len });
	found = found ? found : find_listed(&w);
	if (!found || spdx_parse(&node, strata_str_of(found), arena, NULL) < 0)
		return NULL;
	return node;
}

/* "GNU General Public License v3 (GPLv3)": what stands in parentheses says it again. */
static const struct spdx_node *find_before_parenthesis(struct strata_str text,
							struct strata_arena *arena)
{
	size_t open = strata_str_chr(text, '(');

	if (open == STRATA_NPOS || open == 0 || !strata_str_ends(text, STRATA_STR(")")))
		return NULL;
	return find(strata_str_trim(strata_str_take(text, open)), arena);
}

/* The last part of an address, without what it says besides the licence's name. */
static struct strata_str name_in_address(struct strata_str address)
{
	static const char *const ends[] = { ".txt", ".html", ".htm", ".php", ".md", ".en", ".pdf",
					    "-license", "_license" };
	struct strata_str name;

	while (address.len && address.ptr[address.len - 1] == '/')
		address.len--;
	address = strata_str_take(address, strata_str_chr(address, '#'));
	name = strata_path_base(address);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strata_str_ends(name, strata_str_of(ends[i])))
			name.len -= strlen(ends[i]);
	return name;
}

/* Addresses that have their version in a part of their own, or no name. */
static const char *find_address(struct strata_str lower)
{
	static const struct { const char *part, *expression; } known[] = {
		{ "apache.org/licenses/license-1.1", "Apache-1.1" },
		{ "apache.org/licenses/", "Apache-2.0" },
		{ "creativecommons.org/publicdomain/zero/1.0", "CC0-1.0" },
		{ "creativecommons.org/licenses/by/3.0", "CC-BY-3.0" },
		{ "creativecommons.org/licenses/by/4.0", "CC-BY-4.0" },
		{ "creativecommons.org/licenses/by-sa/3.0", "CC-BY-SA-3.0" },
		{ "creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0" },
		{ "creativecommons.org/licenses/by-nc/4.0", "CC-BY-NC-4.0" },
		{ "creativecommons.org/licenses/by-nc-sa/4.0", "CC-BY-NC-SA-4.0" },
		{ "creativecommons.org/licenses/by-nd/4.0", "CC-BY-ND-4.0" },
		{ "mozilla.org/mpl/2.0", "MPL-2.0" },
		{ "mozilla.org/en-us/mpl/2.0", "MPL-2.0" },
		{ "mozilla.org/mpl/1.1", "MPL-1.1" },
		{ "eclipse.org/legal/epl-v20", "EPL-2.0" },
		{ "eclipse.org/legal/epl-2.0", "EPL-2.0" },
		{ "eclipse.org/legal/epl-v10", "EPL-1.0" },
		{ "eclipse.org/org/documents/edl-v10", "BSD-3-Clause" },
		{ "eclipse.org/org/documents/epl-v10", "EPL-1.0" },
		{ "eclipse.org/org/documents/epl-2.0", "EPL-2.0" },
		{ "gnu.org/software/classpath/license", "GPL-2.0-only WITH Classpath-exception-2.0" },
		{ "glassfish.dev.java.net/public/cddlv1.0", "CDDL-1.0" },
		{ "boost.org/license_1_0", "BSL-1.0" },
		{ "unlicense.org", "Unlicense" },
		{ "wtfpl.net", "WTFPL" },
		{ "sqlite.org/copyright", "blessing" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strata_str_find(lower, strata_str_of(known[i].part)) != STRATA_NPOS)
			return known[i].expression;
	return NULL;
}

static const struct spdx_node *of_address(struct strata_str text, struct strata_arena *arena)
{
	const char *known = find_address(strata_arena_lower(arena, text));
	const struct spdx_node *node = NULL;

	if (known)
		return spdx_parse(&node, strata_str_of(known), arena, NULL) == 0 ? node : NULL;
	return find(name_in_address(text), arena);
}

static bool is_address(struct strata_str text)
{
	return strata_str_find(text, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_starts(text, STRATA_STR("www."));
}

static const struct spdx_node *of_one(struct strata_str text, struct strata_arena *arena)
{
	const struct spdx_node *node;

	text = strata_str_trim(text);
	if (strata_str_starts(text, STRATA_STR("License ::"))) /* a classifier of PyPI's */
		text = strata_str_trim(strata_str_skip(text, strata_str_rchr(text, ':') + 1));
	if (is_address(text))
		return of_address(text, arena);
	node = find(text, arena);
	return node ? node : find_before_parenthesis(text, arena);
}

/* Where a text has one of two or more licences; its length goes to `width`. */
static size_t find_break(struct strata_str s, size_t *width, enum spdx_operator *operator)
{
	static const struct { const char *text; enum spdx_operator operator; } breaks[] = {
		{ "/", SPDX_OR },    { ",", SPDX_OR },    { ";", SPDX_OR },  { "|", SPDX_OR },
		{ " or ", SPDX_OR }, { " OR ", SPDX_OR }, { "&", SPDX_AND }, { " and ", SPDX_AND },
		{ " AND ", SPDX_AND },
	};

	for (size_t at = 0; at < s.len; at++)
		for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++)
			if (s.ptr[at] == breaks[i].text[0] &&
			    strata_str_starts(strata_str_skip(s, at), strata_str_of(breaks[i].text))) {
				*width = strlen(breaks[i].text);
				*operator = breaks[i].operator;
				return at;
			}
	return STRATA_NPOS;
}

static const struct spdx_node *of_parts(struct strata_str text, struct strata_arena *arena)
{
	const struct spdx_node *all = NULL;
	enum spdx_operator before = SPDX_OR, next = SPDX_OR;
	size_t at, width = 0;

	while ((at = find_break(text, &width, &next)) != STRATA_NPOS || text.len) {
		struct strata_str part = strata_str_trim(strata_str_take(text, at));
		const struct spdx_node *one = part.len ? of_one(part, arena) : NULL;

		if (part.len && !one)
			return NULL;
		all = spdx_join(before, all, one, arena);
		if (all && spdx_count(all) > STRATA_LIMIT_LICENCES)
			return NULL;
		if (part.len)
			before = next;
		text = at == STRATA_NPOS ? STRATA_NONE : strata_str_skip(text, at + width);
		next = SPDX_OR;
	}
	return all;
}

/* Words for "nobody says": a text that is elsewhere tells nothing here. */
static bool says_nothing(struct strata_str text)
{
	static const char *const words[] = { "", "NOASSERTION", "NONE", "UNKNOWN", "LICENSE",
					     "LICENSE.txt", "LICENSE.md" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_eq_nocase(text, strata_str_of(words[i])))
			return true;
	return strata_str_eq_nocase(strata_str_take(text, 14), STRATA_STR("SEE LICENSE IN")) ||
	       strata_str_eq_nocase(strata_str_take(text, 14), STRATA_STR("SEE LICENCE IN"));
}

const struct spdx_node *spdx_of_text(struct strata_str text, struct strata_arena *arena)
{
	const struct spdx_node *node;

	text = strata_str_trim(text);
	if (says_nothing(text) || text.len > STRATA_LIMIT_LICENCE_BYTES)
		return NULL;
	node = of_one(text, arena);
	return node || is_address(text) ? node : of_parts(text, arena);
}
