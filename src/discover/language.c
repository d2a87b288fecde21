/*
 * language.c - which language a file is in; see language.h.
 *
 * The name decides, whole or by its longest extension; then a shebang. Extensions that two
 * languages claim are decided by words that only one of them has (contested, below).
 */
#include "discover/language.h"

#include <pthread.h>
#include <string.h>

#include "strata/arena.h"
#include "strata/map.h"

#define LONGEST_KEY 64 /* bytes of a name or extension that a table may have */

static const struct language table[] = {
#define SOURCE LANGUAGE_SOURCE
#define MARKUP LANGUAGE_MARKUP
#define DATA LANGUAGE_DATA
#define PROSE LANGUAGE_PROSE
#define LANGUAGE(name, kind, extensions, names, interpreters, syntax)                              \
	{ name, kind, extensions, names, interpreters, syntax },
#include "discover/languages.def"
#undef SOURCE
#undef MARKUP
#undef DATA
#undef PROSE
};

#define COUNT (sizeof(table) / sizeof *(table))

/* Made by the first who asks, and kept: the same for the whole process. */
static struct {
	struct strata_arena arena;
	/* -> row; keys in lower case */
	struct strata_map by_extension, by_name, by_interpreter, by_title;
} lookup;

static pthread_once_t made = PTHREAD_ONCE_INIT;

static struct strata_str lowered(char *out, struct strata_str s)
{
	if (s.len > LONGEST_KEY)
		return STRATA_STR("");
	for (size_t i = 0; i < s.len; i++)
		out[i] = strata_lower(s.ptr[i]);
	return (struct strata_str){ out, s.len };
}

/* The first row that claims a word has it. */
static void add_words(struct strata_map *map, const char *words, size_t row)
{
	struct strata_str word, rest = strata_str_of(words);
	char key[LONGEST_KEY];
	bool added;

	while (strata_str_cut(&word, &rest, rest, ' ') || word.len) {
		struct strata_str low = strata_arena_dup(&lookup.arena, lowered(key, word));
		size_t *at = strata_map_at(map, low, &added);

		if (added)
			*at = row;
	}
}

/* What documents call a language, where it is neither its name nor an extension. */
static const struct {
	const char *word, *language;
} nicknames[] = {
	{ "golang", "Go" },     { "csharp", "C#" },           { "fsharp", "F#" },
	{ "docker", "Dockerfile" }, { "objc", "Objective-C" }, { "objective-c", "Objective-C" },
	{ "terraform", "HCL" }, { "protobuf", "Protocol Buffers" }, { "vimscript", "Vim script" },
	{ "shellscript", "Shell" }, { "py3", "Python" },      { "ir", "R" },
};

static void add_title(const char *title, size_t row)
{
	char key[LONGEST_KEY];
	struct strata_str low = lowered(key, strata_str_of(title));

	*strata_map_at(&lookup.by_title, strata_arena_dup(&lookup.arena, low), NULL) = row;
}

static void make(void)
{
	lookup.by_extension = lookup.by_name = lookup.by_interpreter = lookup.by_title =
		STRATA_MAP_INIT(&lookup.arena);
	for (size_t i = 0; i < COUNT; i++) {
		add_title(table[i].name, i);
		add_words(&lookup.by_extension, table[i].extensions, i);
		add_words(&lookup.by_name, table[i].names, i);
		add_words(&lookup.by_interpreter, table[i].interpreters, i);
	}
}

static const struct language *find(const struct strata_map *map, struct strata_str word)
{
	char key[LONGEST_KEY];
	size_t row;

	return strata_map_get(&row, map, lowered(key, word)) ? &table[row] : NULL;
}

static const struct language *named(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

const struct language *discover_language_called(struct strata_str word)
{
	const struct language *found;

	pthread_once(&made, make);
	for (size_t i = 0; i < sizeof(nicknames) / sizeof *(nicknames); i++)
		if (strata_str_eq_nocase(word, strata_str_of(nicknames[i].word)))
			return named(nicknames[i].language);
	if (!(found = find(&lookup.by_title, word)) && !(found = find(&lookup.by_extension, word)))
		found = find(&lookup.by_interpreter, word);
	return found;
}

/* A word that stands in the head of a file of one language and of none other that ends so. */
static const struct {
	const char *extension;
	const char *word;
	bool first; /* it is what the file begins with */
	const char *language;
} contested[] = {
	{ "m", "@interface", false, "Objective-C" },
	{ "m", "@implementation", false, "Objective-C" },
	{ "m", "@protocol", false, "Objective-C" },
	{ "m", "#import", false, "Objective-C" },
	{ "m", "#include", false, "Objective-C" },
	{ "m", "@import", false, "Objective-C" },
	{ "ts", "<", true, "XML" }, /* Qt's translations */
	{ "v", "Require Import", false, "Coq" },
	{ "v", "Qed.", false, "Coq" },
	{ "v", "Theorem ", false, "Coq" },
	{ "v", "module main", false, "V" },
	{ "v", "\nfn ", false, "V" },
	{ "pl", ":- ", false, "Prolog" },
	{ "fs", "#version", false, "GLSL" },
	{ "fs", "gl_FragColor", false, "GLSL" },
	{ "cls", "Attribute VB_", false, "VB6" },
	{ "cls", " class ", false, "Apex" },
	{ "inc", "<?php", false, "PHP" },
	{ "inc", "#include", false, "C Header" },
	{ "inc", "#define", false, "C Header" },
	{ "tpl", "{{", false, "Go Template" },
	{ "tpl", "{", false, "Smarty" },
	{ "res", "\nlet ", false, "ReScript" },
	{ "mo", "\nmodel ", false, "Modelica" },
	{ "as", "package", false, "ActionScript" },
	{ "ls", "->", false, "LiveScript" },
	{ "st", "!", false, "Smalltalk" },
};

/* Extensions that are of no language at all unless a word of the table above is there. */
static const char undecided[] = "cls inc tpl res mo as ls st";

static const struct language *decide(struct strata_str extension, struct strata_str head,
                                     const struct language *otherwise)
{
	for (size_t i = 0; i < sizeof(contested) / sizeof *(contested); i++) {
		struct strata_str word = strata_str_of(contested[i].word);

		if (!strata_str_eq_nocase(extension, strata_str_of(contested[i].extension)))
			continue;
		if (contested[i].first ? strata_str_starts(strata_str_trim(head), word)
		                       : strata_str_find(head, word) != STRATA_NPOS)
			return named(contested[i].language);
	}
	return strata_lists(undecided, extension) ? NULL : otherwise;
}

/* The program of "#!/usr/bin/env -S python3 -u": python. */
static struct strata_str interpreter(struct strata_str head)
{
	struct strata_str line, word, rest;

	strata_str_cut(&line, &rest, head, '\n');
	rest = strata_str_trim(strata_str_skip(line, 2));
	while (strata_str_cut(&word, &rest, rest, ' ') || word.len) {
		word = strata_path_base(strata_str_trim(word));
		if (word.len && word.ptr[0] != '-' && !strata_str_eq(word, STRATA_STR("env")) &&
		    strata_str_chr(word, '=') == STRATA_NPOS)
			break;
	}
	while (word.len &&
	       (strata_is_digit(word.ptr[word.len - 1]) || word.ptr[word.len - 1] == '.'))
		word.len--;
	return word;
}

static const struct language *by_extension(struct strata_str base, struct strata_str head)
{
	const struct language *found = NULL;
	struct strata_str end = base;

	for (size_t dot = strata_str_chr(end, '.'); dot != STRATA_NPOS && !found;
	     dot = strata_str_chr(end, '.')) {
		end = strata_str_skip(end, dot + 1);
		found = find(&lookup.by_extension, end);
	}
	return decide(end, head, found);
}

/* "Dockerfile.alpine", "Makefile.in": what is before the first dot. */
static const struct language *by_first_word(struct strata_str base)
{
	size_t dot = strata_str_chr(base, '.');
	const struct language *found;

	if (dot == STRATA_NPOS || dot == 0)
		return NULL;
	found = find(&lookup.by_name, strata_str_take(base, dot));
	return found && found->kind == LANGUAGE_SOURCE ? found : NULL;
}

const struct language *discover_language(struct strata_str path, struct strata_str head)
{
	struct strata_str base = strata_path_base(path);
	const struct language *found;

	pthread_once(&made, make);
	if ((found = find(&lookup.by_name, base)) || (found = by_extension(base, head)) ||
	    (found = by_first_word(base)))
		return found;
	return strata_str_starts(head, STRATA_STR("#!"))
	               ? find(&lookup.by_interpreter, interpreter(head))
	               : NULL;
}

size_t discover_language_index(const struct language *language)
{
	return (size_t)(language - table);
}

const struct language *discover_language_at(size_t index)
{
	return &table[index];
}

size_t discover_language_count(void)
{
	return COUNT;
}
