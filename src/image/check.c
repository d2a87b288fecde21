/* check.c - see check.h. */
#include "image/check.h"

#include <stdarg.h>

#include "strata/limits.h"

static const struct image_rule *const rules[] = {
#define RULE(name) &image_rule_##name,
#include "image/rules.def"
#undef RULE
};

const struct image_rule *image_rule_at(size_t index)
{
	return index < sizeof(rules) / sizeof(*rules) ? rules[index] : NULL;
}

const struct image_rule *image_rule_named(struct strata_str id)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (strata_str_eq_nocase(id, strata_str_of(rules[i]->id)))
			return rules[i];
	return NULL;
}

/* What does not ship matters less; what is not even built, next to nothing. */
static enum strata_severity severity_of(const struct image_check *c)
{
	int less = c->stage ? (int)c->stage->use : 0;
	int severity = (int)c->rule->severity - less;

	return severity < STRATA_SEVERITY_NONE ? STRATA_SEVERITY_NONE
	                                       : (enum strata_severity)severity;
}

struct strata_finding *image_report_at(struct image_check *c, struct image_place place,
                                       const char *alias, const char *format, ...)
{
	struct strata_finding *f = strata_vec_push(c->arena, c->findings);
	va_list args;

	va_start(args, format);
	f->title = strata_arena_vprintf(c->arena, format, args);
	va_end(args);
	f->kind = STRATA_FINDING_IMAGE;
	f->id = strata_str_of(c->rule->id);
	if (alias && !place.path.ptr)
		*strata_vec_push(c->arena, &f->aliases) = strata_str_of(alias);
	f->severity = severity_of(c);
	f->cvss = -1;
	f->component = -1;
	f->path = place.path.ptr ? place.path : c->path;
	f->line = place.line;
	f->column = place.column;
	if (c->instruction && !place.path.ptr)
		f->end_line = c->instruction->end_line;
	return f;
}

struct image_place image_place_in(const struct dockerfile_instruction *i, size_t offset)
{
	struct dockerfile_piece piece = dockerfile_place(i, offset);

	return (struct image_place){ piece.line, piece.column, STRATA_NONE };
}

struct image_place image_place_of(const struct image_command *command)
{
	return image_script_place(command->script, command->shell->offset);
}

struct image_place image_place_of_word(const struct image_command *command,
                                       const struct shell_word *word)
{
	return image_script_place(command->script, word->offset);
}

struct image_place image_place_of_source(const struct image_check *c,
                                         const struct dockerfile_source *source)
{
	const struct dockerfile_instruction *i = &c->file->instructions.items[source->instruction];
	size_t at = strata_str_find(i->body, source->written);

	return image_place_in(i, at == STRATA_NPOS ? 0 : at);
}

bool image_is_base(const struct image_check *c, const struct dockerfile_source *source)
{
	return c->stage && source == &c->stage->base;
}

struct strata_str image_expand(struct image_check *c, struct strata_str text)
{
	struct strata_str out, unset;

	if (!c->scope || strata_str_chr(text, '$') == STRATA_NPOS ||
	    dockerfile_scope_expand(&out, &unset, c->scope, text, NULL) < 0 || unset.ptr)
		return text;
	return out;
}

size_t *image_remember(struct image_check *c, size_t stage, bool *added)
{
	return strata_map_at(&c->remembered,
	                     strata_arena_printf(c->arena, "%s %zu", c->rule->id, stage), added);
}

struct strata_str image_names(const struct strata_strs *names, struct strata_arena *arena)
{
	struct strata_str out = STRATA_STR("");
	size_t shown =
		names->count > STRATA_LIMIT_NAMES_SHOWN ? STRATA_LIMIT_NAMES_SHOWN : names->count;

	for (size_t i = 0; i < shown; i++)
		out = strata_arena_join(arena, out, i ? STRATA_STR(", ") : STRATA_STR(""),
		                        names->items[i]);
	if (shown < names->count)
		out = strata_arena_printf(arena, "%.*s and %zu more", STRATA_ARG(out),
		                          names->count - shown);
	return out;
}
