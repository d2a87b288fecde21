/*
 * go.c - how go.mod is changed; see manner.h.
 *
 * What is required at a version is there at least at that, whoever else asks for it: so a
 * line of `require` is raise and override in one. Since go 1.17 most lines are there already.
 */
#include "fix/manner.h"

static const char *override_word(const struct fix_manifest *m)
{
	(void)m;
	return "require";
}

/* Where a line may stand: before the ")" of the last block of `require`; else 0. */
static size_t block_end(struct strata_str bytes)
{
	struct strata_str rest = bytes, line;
	size_t found = 0;
	bool inside = false;

	while (rest.len) {
		size_t at = (size_t)(rest.ptr - bytes.ptr);

		strata_str_cut(&line, &rest, rest, '\n');
		line = strata_str_trim(line);
		if (strata_str_starts(line, STRATA_STR("require")) &&
		    strata_str_ends(line, STRATA_STR("(")))
			inside = true;
		else if (inside && strata_str_starts(line, STRATA_STR(")"))) {
			found = at;
			inside = false;
		}
	}
	return found;
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	size_t at = block_end(m->bytes);

	(void)err;
	for (size_t i = 0; i < pins->count; i++) {
		const struct fix_pin *pin = &pins->items[i];

		fix_insert_line(out, m->bytes, at ? at : m->bytes.len,
				strata_arena_printf(arena, "%s%.*s %.*s // indirect",
						    at ? "\t" : "require ", STRATA_ARG(pin->name),
						    STRATA_ARG(pin->version)),
				arena);
	}
	return 0;
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	(void)m, (void)arena;
	return STRATA_STR("go mod tidy");
}

const struct fix_manner fix_manner_go = {
	.formats = "go/mod",
	.override_word = override_word,
	.override = override,
	.step = step,
};
