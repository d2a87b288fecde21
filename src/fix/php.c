/*
 * php.c - how composer.json is changed; see manner.h.
 *
 * What composer.json requires holds for all, so what others bring in gets a requirement of
 * its own.
 */
#include "fix/json_edit.h"
#include "fix/manner.h"
#include "fix/requirement.h"

static const char *override_word(const struct fix_manifest *m)
{
	(void)m;
	return "require";
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	static const char *const path[] = { "require", NULL };
	struct fix_members members = { 0 };

	for (size_t i = 0; i < pins->count; i++)
		*strata_vec_push(arena, &members) = (struct fix_member){
			pins->items[i].name,
			fix_requirement_from(&strata_ecosystem_composer, pins->items[i].version, arena)
		};
	return fix_json_set(out, m->bytes, path, &members, arena, err);
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	(void)arena;
	return m->lock.len ? STRATA_STR("composer update --minimal-changes") : STRATA_NONE;
}

const struct fix_manner fix_manner_php = {
	.formats = "php/composer-json",
	.override_word = override_word,
	.override = override,
	.step = step,
};
