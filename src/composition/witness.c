/*
 * witness.c - see witness.h.
 *
 * Only the head of a file is searched for words, so that the cost of a file does not follow what is
 * in it; marks of generators stand there, as do banners and headers.
 */
#include "composition/witness.h"

#include <string.h>

#include "composition/head.h"

#define MACRO_BYTES 65536 /* of a header, where it may define its version */
#define BANNER_BYTES 600   /* where a library says its name */
#define HOLDER_BYTES 200   /* of a line that names one */

static bool starts(struct strata_str s, struct strata_str word)
{
	return s.len >= word.len && strata_str_eq_nocase(strata_str_take(s, word.len), word);
}

/* "(c) 2010-2024, Jane Roe <jane@roe.example>. All rights" -> "Jane Roe". */
static struct strata_str holder_of(struct strata_str line)
{
	static const char stops[] = "<,(|*/";
	size_t end = 0;

	for (;;) {
		line = strata_str_trim(line);
		if (line.len >= 3 && line.ptr[0] == '(' && strata_lower(line.ptr[1]) == 'c' &&
		    line.ptr[2] == ')')
			line = strata_str_skip(line, 3);
		else if (line.len && (strata_is_digit(line.ptr[0]) ||
		                      strchr("-,:;\xc2\xa9\xe2\x80\x93", line.ptr[0])))
			line = strata_str_skip(line, 1);
		else if (starts(line, STRATA_STR("by ")))
			line = strata_str_skip(line, 3);
		else if (starts(line, STRATA_STR("copyright")))
			line = strata_str_skip(line, 9);
		else
			break;
	}
	while (end < line.len && !strchr(stops, line.ptr[end]) &&
	       !(line.ptr[end] == '.' && (end + 1 == line.len || line.ptr[end + 1] == ' ')))
		end++;
	return strata_str_trim(strata_str_take(line, end));
}

static void add_holder(struct witness *out, struct strata_str holder)
{
	if (holder.len < 3 || out->holder_count == WITNESS_HOLDERS_MOST)
		return;
	out->holders[out->holder_count++] = holder;
}

static void read_holders(struct witness *out, struct strata_str head, struct strata_str low)
{
	struct strata_str line, rest;
	size_t at = 0, found;

	while ((found = strata_str_find(strata_str_skip(low, at), STRATA_STR("copyright"))) !=
	       STRATA_NPOS) {
		at += found + strlen("copyright");
		strata_str_cut(&line, &rest,
		               strata_str_take(strata_str_skip(head, at), HOLDER_BYTES), '\n');
		/* "the above copyright notice", "copyright holders": words of a licence. */
		if (line.len > 1 &&
		    (strata_is_digit(line.ptr[1]) || line.ptr[1] == '(' || line.ptr[0] == ':' ||
		     strata_is_digit(line.ptr[0]) || (line.ptr[1] >= 'A' && line.ptr[1] <= 'Z') ||
		     line.ptr[1] == '\xc2'))
			add_holder(out, holder_of(line));
	}
}

static bool has_version(struct strata_str s)
{
	for (size_t i = 0; i + 2 < s.len; i++)
		if (strata_is_digit(s.ptr[i]) && s.ptr[i + 1] == '.' &&
		    strata_is_digit(s.ptr[i + 2]))
			return true;
	return false;
}

/* What the words of licences have of addresses and versions says nothing of a library. */
static void blank_licences(struct strata_str comment, char *room)
{
	static const char *const words[] = { "version 2.0",    "version 1.1",    "version 2.1",
		                             "version 3.0",    "apache.org/",    "gnu.org/",
		                             "opensource.org", "mozilla.org/",   "creativecommons.org" };

	for (size_t i = 0; i < sizeof(words) / sizeof *(words); i++) {
		size_t from, to;

		while ((from = strata_str_find(comment, strata_str_of(words[i]))) != STRATA_NPOS) {
			to = from + strlen(words[i]);
			while (from > 0 && !strata_is_space(room[from - 1]))
				from--;
			while (to < comment.len && !strata_is_space(room[to]))
				to++;
			memset(room + from, ' ', to - from);
		}
	}
}

static bool is_placed(struct strata_str comment)
{
	return head_has(comment, "http:") || head_has(comment, "https:") ||
	       head_has(comment, ".com/") || head_has(comment, ".org");
}

static void read_banner(struct witness *out, struct strata_str text)
{
	char room[BANNER_BYTES];
	struct strata_str comment =
		head_lower(room, head_comments(text, BANNER_BYTES), BANNER_BYTES);
	bool kept = strata_str_starts(comment, STRATA_STR("/*!")) || head_has(comment, "@preserve");
	bool licensed = head_has(comment, "licen") || head_has(comment, "copyright") ||
	                head_has(comment, "(c)");
	bool versioned, placed;

	blank_licences(comment, room);
	versioned = has_version(comment);
	placed = is_placed(comment);
	out->banner = kept + licensed + placed + versioned >= 2 && (kept || versioned || placed);
	out->author = (head_has(comment, "@author") || head_has(comment, "author:")) && placed;
}

/* Where a version begins: "-1.10.4.custom.min.js"; the length of the name without one. */
static size_t version_at(struct strata_str name)
{
	for (size_t i = 1; i + 1 < name.len; i++)
		if (strchr("-._", name.ptr[i]) && strata_is_digit(name.ptr[i + 1]))
			return i;
	return name.len;
}

/* jquery-ui-1.10.4.custom.min.js -> jquery-ui; room holds `most` bytes. */
static struct strata_str stem(struct strata_str path, char *room, size_t most)
{
	static const char *const ends[] = { ".min", "-min", ".slim", ".custom",
		                            ".js",  ".umd", ".esm",  ".pack" };
	struct strata_str name = head_lower(room, strata_path_base(path), most);
	size_t version, dot;

	if (strata_str_starts(name, STRATA_STR("_"))) /* a partial of Sass */
		name = strata_str_skip(name, 1);
	version = version_at(name);
	dot = strata_str_rchr(name, '.');

	if (version < name.len)
		name.len = version;
	else if (dot != STRATA_NPOS)
		name.len = dot;
	for (size_t i = 0; i < sizeof(ends) / sizeof *(ends); i++)
		if (strata_str_ends(name, strata_str_of(ends[i])))
			name.len -= strlen(ends[i]);
	return name;
}

/* The marks of revisions that files of these systems carry wherever they are copied to. */
static const char *system_of(struct strata_str head)
{
	static const struct {
		const char *mark, *project;
	} systems[] = { { "$openbsd", "OpenBSD" }, { "$netbsd", "NetBSD" }, { "$freebsd", "FreeBSD" } };

	for (size_t i = 0; i < sizeof(systems) / sizeof *(systems); i++)
		if (head_has(head, systems[i].mark))
			return systems[i].project;
	return NULL;
}

static bool is_script(const struct language *language)
{
	static const char *const names[] = { "JavaScript", "TypeScript", "CSS",
		                             "Sass",       "LESS",       "EEx" };

	for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++)
		if (strcmp(language->name, names[i]) == 0)
			return true;
	return false;
}

static const char *known_project(struct strata_str path, const struct language *language)
{
	enum { SCRIPT = 1, NATIVE = 2, OTHER = 4 };
	bool native = strcmp(language->name, "C") == 0 || strncmp(language->name, "C ", 2) == 0 ||
	              strncmp(language->name, "C++", 3) == 0;
	int kind = is_script(language) ? SCRIPT : native ? NATIVE : OTHER;
	static const struct {
		int kind;
		const char *name, *project;
	} known[] = {
#define KNOWN(kind, name, project) { kind, name, project },
#include "composition/known.def"
	};
	char room[128];
	struct strata_str name = stem(path, room, sizeof(room));

	for (size_t i = 0; i < sizeof(known) / sizeof *(known); i++)
		if (known[i].kind == kind && strata_str_eq(name, strata_str_of(known[i].name)))
			return known[i].project;
	return NULL;
}

/* A library of C that defines its version in this text. */
static const char *macro_project(struct strata_str text)
{
	static const struct {
		const char *macro, *project;
	} macros[] = {
#define MACRO(name, project) { #name, project },
#include "composition/macros.def"
	};
	struct strata_str line, name, rest = strata_str_take(text, MACRO_BYTES);

	while (strata_str_cut(&line, &rest, rest, '\n') || line.len) {
		if (!strata_str_starts(line, STRATA_STR("#")))
			continue;
		line = strata_str_trim(strata_str_skip(line, 1));
		if (!strata_str_starts(line, STRATA_STR("define ")))
			continue;
		line = strata_str_trim(strata_str_skip(line, strlen("define ")));
		if (!strata_str_cut(&name, &line, line, ' ') && !strata_str_cut(&name, &line, name, '\t'))
			continue;
		for (size_t i = 0; i < sizeof(macros) / sizeof *(macros); i++)
			if (strata_str_eq(name, strata_str_of(macros[i].macro)))
				return macros[i].project;
	}
	return NULL;
}

void witness_read(struct witness *out, struct strata_str path, const struct language *language,
                  struct strata_str text)
{
	char room[HEAD_BYTES];
	struct strata_str head = head_lower(room, text, HEAD_BYTES);

	*out = (struct witness){ .script = is_script(language) };
	marks_read(&out->marks, path, language, text, head);
	if (language->kind == LANGUAGE_PROSE)
		read_holders(out, text, head);
	if (language->kind == LANGUAGE_PROSE || language->kind == LANGUAGE_DATA)
		return;
	read_banner(out, text);
	out->known = known_project(path, language);
	if (!out->known)
		out->known = system_of(head);
	out->versioned = out->script && has_version(strata_path_base(path));
	if (strstr(language->name, "C Header") || strstr(language->name, "C++"))
		out->macro = macro_project(text);
	out->public_domain = head_says(head, "public domain");
	read_holders(out, text, head);
}
