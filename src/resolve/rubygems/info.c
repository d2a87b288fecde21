/* info.c - a gem's file of the compact index; see info.h. */
#include "resolve/rubygems/info.h"

#include "strata/limits.h"
#include "strata/version.h"

/* ">= 1&< 3" is ">= 1, < 3" elsewhere. */
static struct strata_str requirement_of(struct strata_str text, struct strata_arena *arena)
{
	char *out = strata_arena_text(arena, text.len);

	if (strata_str_chr(text, '&') == STRATA_NPOS)
		return text;
	for (size_t i = 0; i < text.len; i++)
		out[i] = text.ptr[i] == '&' ? ',' : text.ptr[i];
	return (struct strata_str){ out, text.len };
}

static void read_wants(struct gem_line *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str one, name, requirement;

	while (text.len) {
		strata_str_cut(&one, &text, text, ',');
		strata_str_cut(&name, &requirement, one, ':');
		if (name.len)
			*strata_vec_push(arena, &out->wants) =
				(struct gem_want){ name, requirement_of(requirement, arena) };
	}
}

static void read_facts(struct gem_line *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str one, key, value;

	while (text.len) {
		strata_str_cut(&one, &text, text, ',');
		strata_str_cut(&key, &value, one, ':');
		if (strata_str_eq(key, STRATA_STR("ruby")))
			out->ruby = requirement_of(value, arena);
		else if (strata_str_eq(key, STRATA_STR("checksum")))
			out->sha256 = value;
	}
}

static int read_line(struct gem_line *out, struct strata_str line, unsigned number,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str version, rest, wants, facts;

	strata_str_cut(&version, &rest, line, ' ');
	strata_str_cut(&out->version, &out->platform, version, '-');
	if (!out->platform.len)
		out->platform = STRATA_STR("ruby");
	if (!strata_version_rubygems.valid(out->version))
		return strata_fail(err, STRATA_ESYNTAX, number, "'%.*s' is no version",
				   STRATA_ARG(strata_str_take(version, 40)));
	strata_str_cut(&wants, &facts, rest, '|');
	read_wants(out, wants, arena);
	read_facts(out, facts, arena);
	return 0;
}

int gem_info_read(struct gem_lines *out, struct strata_str bytes, struct strata_arena *arena,
		  struct strata_error *err)
{
	struct strata_str line, rest = bytes;
	bool begun = false;
	unsigned number = 0;
	int rc = 0;

	*out = (struct gem_lines){ 0 };
	while (rc == 0 && rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		line = strata_str_trim(line);
		number++;
		if (strata_str_eq(line, STRATA_STR("---"))) {
			begun = true;
			continue;
		}
		if (!begun || !line.len)
			continue;
		if (out->count == STRATA_LIMIT_PUBLISHED)
			return strata_fail(err, STRATA_ELIMIT, number, "it has more than %d versions",
					   STRATA_LIMIT_PUBLISHED);
		rc = read_line(strata_vec_push(arena, out), line, number, arena, err);
	}
	if (!begun)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the answer is no file of a compact index");
	return rc;
}
