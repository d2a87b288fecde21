/* spec.c - see spec.h. */
#include "resolve/npm/spec.h"

#include "npm/npm.h"

static bool ends_as_archive(struct strata_str s)
{
	return strata_str_ends(s, STRATA_STR(".tgz")) || strata_str_ends(s, STRATA_STR(".tar.gz")) ||
	       strata_str_ends(s, STRATA_STR(".tar"));
}

static struct strata_str skip_scheme(struct strata_str s)
{
	if (strata_str_starts(s, STRATA_STR("file:")) || strata_str_starts(s, STRATA_STR("link:")))
		s = strata_str_skip(s, 5);
	return s;
}

static enum npm_spec_type type_of(struct npm_spec *s, struct strata_arena *arena)
{
	struct strata_str text = s->text;

	if (npm_is_git(text))
		return NPM_SPEC_GIT;
	if (npm_is_local(text)) {
		s->text = skip_scheme(text);
		return ends_as_archive(text) ? NPM_SPEC_ARCHIVE : NPM_SPEC_FOLDER;
	}
	if (strata_str_find(text, STRATA_STR("://")) != STRATA_NPOS)
		return NPM_SPEC_REMOTE;
	if (strata_str_chr(text, '/') != STRATA_NPOS || ends_as_archive(text))
		return ends_as_archive(text) ? NPM_SPEC_ARCHIVE : NPM_SPEC_FOLDER;
	s->any = !text.len || strata_str_eq(text, STRATA_STR("*"));
	return strata_version_npm.intervals(&s->intervals, text, arena, NULL) == 0 ? NPM_SPEC_RANGE
										   : NPM_SPEC_TAG;
}

struct npm_spec *npm_spec_parse(struct strata_str name, struct strata_str raw,
				struct strata_arena *arena)
{
	struct npm_spec *s = strata_arena_alloc(arena, sizeof(*s));

	s->raw = raw;
	s->name = name;
	s->text = strata_str_trim(raw);
	npm_unwrap(&s->name, &s->text, arena);
	s->text = strata_str_trim(s->text);
	s->alias = s->text.ptr != raw.ptr && strata_str_starts(strata_str_trim(raw), STRATA_STR("npm:"));
	s->type = type_of(s, arena);
	return s;
}

bool npm_spec_touches(const struct npm_spec *a, const struct npm_spec *b)
{
	if (a->type != NPM_SPEC_RANGE || b->type != NPM_SPEC_RANGE || a->any || b->any)
		return true;
	for (size_t i = 0; i < b->intervals.count; i++)
		if (strata_intervals_touch(&a->intervals, &b->intervals.items[i],
					   &strata_version_npm))
			return true;
	return false;
}
