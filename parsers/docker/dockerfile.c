/*
 * Dockerfile, Containerfile: the images that a build starts from and copies out of.
 *
 * FROM names an image or an earlier stage; COPY --from and RUN --mount=from= do so, too, or
 * count stages by number. "scratch" is nothing. ARGs before the first FROM have defaults
 * that FROM may hold ("${NAME}", "${NAME:-x}"); a build may give others, so that a version
 * from one is what is asked for at least. A line goes on behind the escape character, '\\'
 * or what a directive at the top says. What the last stage starts from ships, all else
 * serves the build.
 *
 * Format: docs.docker.com, "Dockerfile reference", 1.12, 2026-11.
 */
#include "container/image.h"
#include "strata/buf.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/line.h"
#include "text/utf8.h"

struct reader {
	struct strata_facts *out;
	struct strata_map arguments; /* name -> its struct strata_str */
	bool staged;                 /* a FROM was there: later ARGs are the stage's own */
	char escape;
	size_t last; /* the package that the last stage starts from, + 1; 0: none */
	struct strata_map stages; /* name in lower case -> its package, + 1 */
	size_t copied; /* bytes of texts that values were put into */
	bool open; /* a text in place had no end: no further one is looked for */
};

static struct strata_str take_word(struct strata_str *rest)
{
	struct strata_str word;
	size_t n = 0;

	*rest = strata_str_trim(*rest);
	while (n < rest->len && !strata_is_space(rest->ptr[n]))
		n++;
	word = strata_str_take(*rest, n);
	*rest = strata_str_trim(strata_str_skip(*rest, n));
	return word;
}

static bool is_name_part(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_';
}

/* Behind '$': the value; absent when it is not known. *rest gets what follows. */
static struct strata_str value_of(struct reader *r, struct strata_str *rest)
{
	struct strata_str name, otherwise = STRATA_NONE, inside;
	bool brace = rest->len && rest->ptr[0] == '{';
	size_t n = 0, value;

	inside = *rest;
	if (brace)
		strata_str_cut(&inside, rest, strata_str_skip(*rest, 1), '}');
	while (n < inside.len && is_name_part(inside.ptr[n]))
		n++;
	name = strata_str_take(inside, n);
	if (!brace)
		*rest = strata_str_skip(*rest, n);
	else if (strata_str_starts(strata_str_skip(inside, n), STRATA_STR(":-")))
		otherwise = strata_str_skip(inside, n + 2);
	else if (inside.len > n)
		return STRATA_NONE;
	return strata_map_get(&value, &r->arguments, name) ? *(struct strata_str *)value : otherwise;
}

/* The text with the defaults put in; as it is when one of them is not known. */
static struct strata_str expand(struct reader *r, struct strata_str text)
{
	struct strata_str out = STRATA_STR(""), head, rest = text, value;

	if (strata_str_chr(text, '$') == STRATA_NPOS)
		return text;
	while (strata_str_cut(&head, &rest, rest, '$')) {
		value = value_of(r, &rest);
		if (!value.ptr)
			return text;
		out = strata_arena_join(r->out->arena, out, head, value);
		r->copied += out.len;
		if (out.len > STRATA_LIMIT_PATH_BYTES || r->copied > STRATA_LIMIT_FILE_BYTES)
			return text;
	}
	return strata_arena_join(r->out->arena, out, head, STRATA_NONE);
}

static struct strata_str unquoted(struct strata_str s)
{
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return (struct strata_str){ s.ptr + 1, s.len - 2 };
	return s;
}

/* ARG NAME=default NAME2; what a stage declares is not seen by FROM. */
static void read_arguments(struct reader *r, struct strata_str rest)
{
	while (rest.len && !r->staged) {
		struct strata_str name, value, *kept;

		if (!strata_str_cut(&name, &value, take_word(&rest), '='))
			continue;
		value = expand(r, unquoted(value));
		if (value.len > STRATA_LIMIT_VERSION_BYTES)
			continue;
		kept = strata_arena_alloc(r->out->arena, sizeof(*kept));
		*kept = value;
		*strata_map_at(&r->arguments, name, NULL) = (size_t)kept;
	}
}

static bool is_stage(struct reader *r, struct strata_str name, size_t *package)
{
	uint64_t number;

	return strata_str_u64(&number, name) ||
	       strata_map_get(package, &r->stages, strata_name_lower(r->out->arena, name));
}

/* The package, + 1, that an image is; 0 for what is none. */
static size_t add_image(struct reader *r, struct strata_str written, unsigned line)
{
	struct strata_str text = expand(r, written);
	struct strata_package *p;

	if (strata_str_eq(text, STRATA_STR("scratch")))
		return 0;
	p = image_add(r->out, text, STRATA_SCOPE_BUILD, line);
	if (!p)
		return 0;
	p->direct = STRATA_YES;
	p->maybe = p->maybe || text.ptr != written.ptr;
	return r->out->packages.count;
}

static void read_from(struct reader *r, struct strata_str rest, unsigned line)
{
	struct strata_str image, as;
	size_t package = 0;

	do
		image = take_word(&rest);
	while (strata_str_starts(image, STRATA_STR("--")));
	if (!image.len) {
		strata_facts_note(r->out, line, "FROM without an image");
		return;
	}
	r->staged = true;
	if (!is_stage(r, expand(r, image), &package))
		package = add_image(r, image, line);
	as = take_word(&rest);
	if (strata_str_eq_nocase(as, STRATA_STR("as")) && rest.len)
		*strata_map_at(&r->stages,
			       strata_name_lower(r->out->arena, take_word(&rest)), NULL) = package;
	r->last = package;
}

/* COPY --from=x, ADD --from=x, RUN --mount=type=bind,from=x. */
static void read_options(struct reader *r, struct strata_str rest, unsigned line)
{
	struct strata_str word, part, key, value;
	size_t ignored;

	while (strata_str_starts(strata_str_trim(rest), STRATA_STR("--"))) {
		word = strata_str_skip(take_word(&rest), 2);
		if (strata_str_starts(word, STRATA_STR("mount=")))
			word = strata_str_skip(word, 6);
		while (word.ptr) {
			strata_str_cut(&part, &word, word, ',');
			if (strata_str_cut(&key, &value, part, '=') &&
			    strata_str_eq(key, STRATA_STR("from")) && value.len &&
			    !is_stage(r, value, &ignored))
				add_image(r, value, line);
		}
	}
}

static void read_instruction(struct reader *r, struct strata_str text, unsigned line)
{
	struct strata_str word = take_word(&text);

	if (strata_str_eq_nocase(word, STRATA_STR("ONBUILD")))
		word = take_word(&text);
	if (strata_str_eq_nocase(word, STRATA_STR("FROM")))
		read_from(r, text, line);
	else if (strata_str_eq_nocase(word, STRATA_STR("ARG")))
		read_arguments(r, text);
	else if (strata_str_eq_nocase(word, STRATA_STR("COPY")) ||
		 strata_str_eq_nocase(word, STRATA_STR("ADD")) ||
		 strata_str_eq_nocase(word, STRATA_STR("RUN")))
		read_options(r, text, line);
}

/* Only comments may stand before it: "# escape=`". */
static void read_directive(struct reader *r, struct strata_str comment)
{
	struct strata_str key, value;

	if (strata_str_cut(&key, &value, strata_str_skip(comment, 1), '=') &&
	    strata_str_eq_nocase(strata_str_trim(key), STRATA_STR("escape")) &&
	    strata_str_trim(value).len == 1)
		r->escape = strata_str_trim(value).ptr[0];
}

/* The word behind "<<", which ends a text in place; absent without one. */
static struct strata_str end_of_text(struct strata_str line)
{
	size_t at = strata_str_find(line, STRATA_STR("<<")), n = 0;
	struct strata_str word = strata_str_skip(line, at == STRATA_NPOS ? line.len : at + 2);

	if (word.len && word.ptr[0] == '-')
		word = strata_str_skip(word, 1);
	if (word.len && (word.ptr[0] == '"' || word.ptr[0] == '\''))
		word = strata_str_skip(word, 1);
	while (n < word.len && is_name_part(word.ptr[n]))
		n++;
	return n && !strata_is_digit(word.ptr[0]) ? strata_str_take(word, n) : STRATA_NONE;
}

/* Passes over the lines of a text in place; without an end it is none. */
static void skip_text(struct reader *r, struct line_cursor *lines, struct strata_str end)
{
	struct line_cursor at = *lines;

	while (!r->open && line_next(&at))
		if (strata_str_eq(strata_str_trim(at.line), end)) {
			*lines = at;
			return;
		}
	if (!r->open)
		strata_facts_note(r->out, lines->number, "the text up to '%.*s' has no end",
				  STRATA_ARG(strata_str_take(end, 60)));
	r->open = true;
}

static void end_instruction(struct reader *r, struct strata_buf *whole, unsigned line,
			    struct line_cursor *lines)
{
	struct strata_str text = strata_arena_dup(r->out->arena, strata_buf_str(whole));
	struct strata_str end = end_of_text(text);

	strata_buf_reset(whole);
	read_instruction(r, text, line);
	if (end.ptr)
		skip_text(r, lines, end);
}

/* Comments and empty lines may stand within an instruction. */
static void read_lines(struct reader *r, struct strata_str bytes)
{
	struct line_cursor lines = LINE_CURSOR(bytes);
	struct strata_buf whole = STRATA_BUF_INIT;
	bool first = true;
	unsigned line = 0;

	while (line_next(&lines)) {
		struct strata_str text = strata_str_trim(lines.line);
		bool goes_on = text.len && text.ptr[text.len - 1] == r->escape;

		if (text.len && text.ptr[0] == '#' && first)
			read_directive(r, text);
		if (!text.len || text.ptr[0] == '#')
			continue;
		first = false;
		line = whole.len ? line : lines.number;
		strata_buf_add(&whole, strata_str_take(text, text.len - goes_on));
		strata_buf_addc(&whole, ' ');
		if (!goes_on)
			end_instruction(r, &whole, line, &lines);
	}
	if (whole.len)
		end_instruction(r, &whole, line, &lines);
	strata_buf_release(&whole);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.arguments = STRATA_MAP_INIT(out->arena),
		.stages = STRATA_MAP_INIT(out->arena),
		.escape = '\\',
	};

	(void)err;
	read_lines(&r, utf8_text(out->arena, in->bytes));
	if (r.last)
		out->packages.items[r.last - 1].scope = STRATA_SCOPE_PROD;
	if (!r.staged)
		strata_facts_note(out, 0, "no FROM");
	return 0;
}

const struct strata_format strata_format_docker_dockerfile = {
	.name = "docker/dockerfile",
	.files = "Dockerfile Dockerfile.* *.Dockerfile *.dockerfile Containerfile Containerfile.* "
		 "*.Containerfile",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_docker,
	.parse = parse,
};
