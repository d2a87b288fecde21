/* figures.c - see figures.h. */
#include "report/figures.h"

#include "report/report.h"

struct strata_str figures_number(struct strata_arena *arena, uint64_t number)
{
	struct strata_str digits = strata_arena_printf(arena, "%llu", (unsigned long long)number);
	char *out = strata_arena_text(arena, digits.len + digits.len / 3), *to = out;

	for (size_t i = 0; i < digits.len; i++) {
		if (i && (digits.len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits.ptr[i];
	}
	*to = '\0';
	return (struct strata_str){ out, (size_t)(to - out) };
}

struct strata_str figures_package(struct strata_arena *arena, const struct outside_package *package)
{
	const struct strata_component *c = package->component;

	return report_harmless(arena, STRATA_CONCAT(arena, c->name, STRATA_STR(" "), c->version));
}

struct strata_str figures_headline(struct strata_arena *arena, const struct composition_answer *answer)
{
	if (!answer->lines)
		return STRATA_STR("no code was counted");
	return strata_arena_printf(arena, "%s%.1f %% open source", answer->complete ? "" : "at least ",
				   composition_percent(answer->open, answer->lines));
}

/* What estimates may be off by, as the share moves with them. */
static struct strata_str error_of(struct strata_arena *arena, const struct composition_answer *answer)
{
	uint64_t least = answer->open - (answer->error < answer->open ? answer->error : answer->open);
	uint64_t own = answer->lines - answer->open;

	if (!answer->estimated)
		return STRATA_STR("");
	return strata_arena_printf(arena, ", %.1f %% with all that estimates may be off by",
				   composition_percent(least, least + own));
}

struct strata_str figures_basis(struct strata_arena *arena, const struct composition_answer *answer)
{
	struct strata_str error = error_of(arena, answer);

	return strata_arena_printf(arena,
				   "of %.*s lines of code and data, in the tree and in dependencies%.*s; "
				   "%llu of %llu dependencies counted",
				   STRATA_ARG(figures_number(arena, answer->lines)), STRATA_ARG(error),
				   (unsigned long long)answer->counted,
				   (unsigned long long)answer->packages);
}
