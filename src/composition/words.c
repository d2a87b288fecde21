/* words.c - see words.h. */
#include "composition/words.h"

#define TAG_BYTES 100  /* the longest tag of HTML that is one; else a '<' is a '<' */
#define ENTITY_BYTES 6 /* the longest name of an entity: &middot; */

struct reader {
	struct strata_str text;
	size_t at;
	uint64_t before; /* the last word that was kept */
};

static uint64_t hash_word(struct strata_str word)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (size_t i = 0; i < word.len; i++)
		h = (h ^ (unsigned char)strata_lower(word.ptr[i])) * 0x100000001b3u;
	return h;
}

static bool is_word_char(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c);
}

static char char_at(const struct reader *r, size_t at)
{
	return at < r->text.len ? r->text.ptr[at] : 0;
}

static size_t address_length(const struct reader *r)
{
	struct strata_str s = strata_str_skip(r->text, r->at);
	size_t n = 0;

	if (!strata_str_eq_nocase(strata_str_take(s, 7), STRATA_STR("http://")) &&
	    !strata_str_eq_nocase(strata_str_take(s, 8), STRATA_STR("https://")))
		return 0;
	while (n < s.len && !strata_is_space(s.ptr[n]) && s.ptr[n] != '>' && s.ptr[n] != ')')
		n++;
	return n;
}

static size_t tag_length(const struct reader *r)
{
	size_t n = char_at(r, r->at + 1) == '/' ? 2 : 1, begin = n;

	if (!strata_is_alpha(char_at(r, r->at + n)))
		return 0;
	for (n++; n <= begin + TAG_BYTES; n++) {
		char c = char_at(r, r->at + n);

		if (c == '>')
			return n + 1;
		if (c == '<' || c == '\n' || r->at + n >= r->text.len)
			return 0;
	}
	return 0;
}

static size_t entity_length(const struct reader *r)
{
	size_t n = 1;

	while (n <= ENTITY_BYTES && strata_is_alpha(char_at(r, r->at + n)))
		n++;
	return n > 2 && char_at(r, r->at + n) == ';' ? n + 1 : 0;
}

/* Letters and digits; a point between digits belongs to a number: 2.0. */
static size_t word_length(const struct reader *r)
{
	size_t n = 0;

	for (;; n++) {
		char c = char_at(r, r->at + n);

		if (is_word_char(c))
			continue;
		if (c == '.' && n && strata_is_digit(char_at(r, r->at + n - 1)) &&
		    strata_is_digit(char_at(r, r->at + n + 1)))
			continue;
		return n;
	}
}

static bool is_number(struct strata_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!strata_is_digit(word.ptr[i]))
			return false;
	return true;
}

/* What marks the items of lists. */
static bool is_bullet(struct strata_str word, uint64_t before)
{
	static const char *const roman[] = { "ii", "iii", "iv", "vi",  "vii",
					     "viii", "ix", "xi", "xii" };

	if (is_number(word))
		return word.len <= 2 && before != hash_word(STRATA_STR("version"));
	if (word.len == 1)
		return true;
	for (size_t i = 0; word.len <= 4 && i < sizeof(roman) / sizeof(*roman); i++)
		if (strata_str_eq_nocase(word, strata_str_of(roman[i])))
			return true;
	return false;
}

static const struct {
	const char *from, *to;
} same[] = {
	{ "acknowledgment", "acknowledgement" },
	{ "analogue", "analog" },
	{ "analyse", "analyze" },
	{ "artefact", "artifact" },
	{ "authorisation", "authorization" },
	{ "authorised", "authorized" },
	{ "cancelled", "canceled" },
	{ "catalogue", "catalog" },
	{ "categorise", "categorize" },
	{ "centre", "center" },
	{ "emphasised", "emphasized" },
	{ "favour", "favor" },
	{ "favourite", "favorite" },
	{ "fulfil", "fulfill" },
	{ "fulfilment", "fulfillment" },
	{ "initialise", "initialize" },
	{ "judgment", "judgement" },
	{ "labelling", "labeling" },
	{ "labour", "labor" },
	{ "licence", "license" },
	{ "licenced", "licensed" },
	{ "licences", "licenses" },
	{ "maximise", "maximize" },
	{ "modelled", "modeled" },
	{ "modelling", "modeling" },
	{ "offence", "offense" },
	{ "optimise", "optimize" },
	{ "organisation", "organization" },
	{ "organise", "organize" },
	{ "owner", "holder" },
	{ "owners", "holders" },
	{ "practise", "practice" },
	{ "programme", "program" },
	{ "realise", "realize" },
	{ "recognise", "recognize" },
	{ "signalling", "signaling" },
	{ "utilisation", "utilization" },
	{ "whilst", "while" },
	{ "wilful", "willful" },
};

static uint64_t hash_as_same(struct strata_str word)
{
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (strata_lower(word.ptr[0]) == same[i].from[0] &&
		    strata_str_eq_nocase(word, strata_str_of(same[i].from)))
			return hash_word(strata_str_of(same[i].to));
	return hash_word(word);
}

static void take_word(struct reader *r, struct word_list *out, size_t length,
		      struct strata_arena *arena)
{
	struct strata_str word = strata_str_take(strata_str_skip(r->text, r->at), length);
	struct word *made;

	if (is_bullet(word, r->before))
		return;
	made = strata_vec_push(arena, out);
	*made = (struct word){ hash_as_same(word), (uint32_t)r->at };
	r->before = made->hash;
}

void words_read(struct word_list *out, struct strata_str text, struct strata_arena *arena)
{
	struct reader r = { .text = strata_str_take(text, UINT32_MAX) };

	while (r.at < r.text.len) {
		char c = r.text.ptr[r.at];
		size_t length;

		if (is_word_char(c)) {
			length = address_length(&r);
			if (!length) {
				length = word_length(&r);
				take_word(&r, out, length, arena);
			}
		} else {
			length = c == '<' ? tag_length(&r) : c == '&' ? entity_length(&r) : 0;
		}
		r.at += length ? length : 1;
	}
}

uint32_t words_shingle(const struct word *words)
{
	uint64_t h = 0;

	for (int i = 0; i < WORDS_SHINGLE; i++) {
		h = h * 0x9e3779b97f4a7c15u + words[i].hash;
		h ^= h >> 32;
	}
	return (uint32_t)h;
}
