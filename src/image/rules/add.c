/* add.c - ADD of addresses and repositories, without a checksum. */
#include "image/check.h"

static bool is_repository(struct strata_str s)
{
	struct strata_str head, fragment;

	strata_str_cut(&head, &fragment, s, '#');
	return strata_str_starts(s, STRATA_STR("git@")) ||
	       strata_str_starts(s, STRATA_STR("git://")) ||
	       strata_str_ends(head, STRATA_STR(".git"));
}

/* "..git#<commit>", or with the checksum among its questions. */
static bool is_exact(struct strata_str s)
{
	struct strata_str head, fragment, ref, folder;

	if (strata_str_find(s, STRATA_STR("checksum=")) != STRATA_NPOS)
		return true;
	if (!strata_str_cut(&head, &fragment, s, '#'))
		return false;
	strata_str_cut(&ref, &folder, fragment, ':');
	return strata_is_commit(ref);
}

static void check_source(struct image_check *c, const struct dockerfile_instruction *i,
                         const struct dockerfile_word *word)
{
	struct strata_str text = image_expand(c, word->text);
	bool plain = strata_str_starts(text, STRATA_STR("http://")), git = is_repository(text);
	struct strata_finding *f;

	if (!plain && !git && !strata_str_starts(text, STRATA_STR("https://")))
		return;
	if (git && is_exact(text))
		return;
	f = image_report_at(c, image_place_in(i, word->offset), NULL,
	                    "ADD of %.*s without a checksum",
	                    STRATA_ARG(strata_str_take(text, 120)));
	if (plain && f->severity == STRATA_SEVERITY_MEDIUM)
		f->severity = STRATA_SEVERITY_HIGH;
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	if (i->keyword != DOCKERFILE_ADD || dockerfile_flag(i, "checksum").ptr)
		return;
	for (size_t k = 0; k + 1 < i->words.count; k++)
		check_source(c, i, &i->words.items[k]);
}

const struct image_rule image_rule_LAY010 = {
	.id = "LAY010",
	.title = "ADD of an address without a checksum",
	.why = "another file at that address, today or tomorrow, is in the image without notice",
	.remedy = "ADD --checksum=sha256:..; of a repository its whole commit behind '#'",
	.severity = STRATA_SEVERITY_MEDIUM,
	.instruction = check,
};
