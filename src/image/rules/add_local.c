/* add_local.c - ADD where COPY would do: it unpacks and fetches, which nobody here wants. */
#include "image/check.h"

/* What ADD unpacks, by its ending. */
static bool is_archive(struct strata_str s)
{
	static const char *const ends[] = {
		".tar",  ".tar.gz",  ".tgz",  ".tar.bz2",  ".tbz2", ".tbz",    ".tb2",
		".tz2",  ".tar.xz",  ".txz",  ".tar.lzma", ".tlz",  ".tar.lz", ".tar.Z",
		".tZ",   ".tar.zst", ".tzst", ".gz",       ".bz2",  ".xz",     ".lz",
		".lzma", ".Z",       ".zst",
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strata_str_ends(s, strata_str_of(ends[i])))
			return true;
	return false;
}

static bool is_remote(struct strata_str s)
{
	return strata_str_find(s, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_starts(s, STRATA_STR("git@"));
}

static struct strata_str unquoted(struct strata_str s)
{
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return (struct strata_str){ s.ptr + 1, s.len - 2 };
	return s;
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	if (i->keyword != DOCKERFILE_ADD || i->heredocs.count)
		return;
	for (size_t k = 0; k + 1 < i->words.count; k++) {
		struct strata_str text = unquoted(image_expand(c, i->words.items[k].text));

		if (is_archive(text) || is_remote(text))
			continue;
		image_report_at(c, image_place_in(i, i->words.items[k].offset),
		                i == c->instruction ? "DL3020" : NULL,
		                "ADD of %.*s: COPY does no more than that",
		                STRATA_ARG(strata_str_take(text, 120)));
		return;
	}
}

const struct image_rule image_rule_LAY011 = {
	.id = "LAY011",
	.title = "ADD where COPY would do",
	.why = "ADD also unpacks archives and fetches addresses: a changed name does another thing",
	.remedy = "COPY",
	.severity = STRATA_SEVERITY_NONE,
	.instruction = check,
};
