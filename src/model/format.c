/* format.c - matching paths and running parsers; see strata/format.h. */
#include "strata/format.h"

#include "model/content.h"
#include "strata/limits.h"

enum { PROBE_BYTES = 512 }; /* of a file's start, for strata_format.probe */

/* Iterative, with one point to go back to per kind of star: linear in practice, never exponential. */
bool strata_glob_match(struct strata_str glob, struct strata_str text)
{
	size_t g = 0, t = 0;
	size_t star = STRATA_NPOS, star_text = 0;   /* the last '*' */
	size_t deep = STRATA_NPOS, deep_text = 0;   /* the last '**' */

	while (t < text.len || g < glob.len) {
		if (g + 1 < glob.len && glob.ptr[g] == '*' && glob.ptr[g + 1] == '*') {
			g += 2;
			if (g < glob.len && glob.ptr[g] == '/')
				g++;
			deep = g, deep_text = t, star = STRATA_NPOS;
			continue;
		}
		if (g < glob.len && glob.ptr[g] == '*') {
			star = ++g, star_text = t;
			continue;
		}
		if (g < glob.len && t < text.len &&
		    (glob.ptr[g] == text.ptr[t] || (glob.ptr[g] == '?' && text.ptr[t] != '/'))) {
			g++, t++;
			continue;
		}
		if (star != STRATA_NPOS && star_text < text.len && text.ptr[star_text] != '/') {
			g = star, t = ++star_text;
			continue;
		}
		if (deep != STRATA_NPOS && deep_text < text.len) {
			g = deep, t = ++deep_text, star = STRATA_NPOS;
			continue;
		}
		return false;
	}
	return true;
}

/* The last part of path that has as many folders as the glob. */
static struct strata_str tail_like(struct strata_str path, struct strata_str glob)
{
	size_t slashes = 0, i = path.len;

	for (size_t g = 0; g < glob.len; g++)
		slashes += glob.ptr[g] == '/';
	while (i > 0) {
		if (path.ptr[i - 1] == '/' && slashes-- == 0)
			break;
		i--;
	}
	return strata_str_skip(path, i);
}

bool strata_format_wants(const struct strata_format *format, struct strata_str path)
{
	struct strata_str glob, rest = strata_str_of(format->files);

	while (rest.ptr) {
		strata_str_cut(&glob, &rest, rest, ' ');
		if (glob.len && strata_glob_match(glob, tail_like(path, glob)))
			return true;
	}
	return false;
}

bool strata_format_knows(const struct strata_format *format, struct strata_str path,
			 struct strata_str bytes)
{
	struct strata_str mark = STRATA_STR("\xef\xbb\xbf");

	if (strata_str_starts(bytes, mark))
		bytes = strata_str_skip(bytes, mark.len);
	return !format->probe || format->probe(path, strata_str_take(bytes, PROBE_BYTES));
}

static int read_content(struct strata_facts *facts, const struct strata_format *format,
			struct strata_input *in, struct strata_error *err)
{
	int rc;

	if (in->bytes.len > STRATA_LIMIT_FILE_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "file is over %u MiB",
				   STRATA_LIMIT_FILE_BYTES >> 20);
	if (format->binary)
		return format->parse(facts, in, err);
	rc = content_text(&in->bytes, facts->arena, in->bytes, err);
	if (rc < 0)
		return rc;
	rc = format->parse(facts, in, err);
	if (rc == 0)
		content_note(facts, in->bytes);
	return rc;
}

/* What the parser may leave out: the ecosystem where it is the format's, the path of notes. */
static void complete(struct strata_facts *facts, const struct strata_format *format,
		     struct strata_str path)
{
	for (size_t i = 0; i < facts->packages.count; i++)
		if (!facts->packages.items[i].ecosystem)
			facts->packages.items[i].ecosystem = format->ecosystem;
	for (size_t i = 0; i < facts->managed.count; i++)
		facts->managed.items[i].ecosystem = format->ecosystem;
	for (size_t i = 0; i < facts->notes.count; i++)
		facts->notes.items[i].path = path;
}

void strata_format_read(struct strata_facts *out, struct strata_arena *arena,
			const struct strata_format *format, struct strata_str path,
			struct strata_str bytes)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct strata_facts facts = { .arena = &scratch };
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_input in = { .path = path, .bytes = bytes };
	int rc = read_content(&facts, format, &in, &err);

	if (rc < 0) {
		facts = (struct strata_facts){ .arena = &scratch, .unreadable = true };
		strata_facts_note(&facts, err.line, "%s: %s", format->name,
				  err.text[0] ? err.text : strata_code_text((enum strata_code)rc));
	}
	complete(&facts, format, path);
	strata_arena_drop_trees(&scratch);
	strata_facts_move(out, arena, &facts);
	strata_arena_release(&scratch);
}
