/*
 * ruby.c - how a Gemfile is changed; see manner.h.
 *
 * A gem that the Gemfile names is there at the version that it asks for, whoever else needs
 * it: so what others bring in gets a line of its own. Several comparisons are several texts.
 */
#include "fix/manner.h"
#include "fix/requirement.h"

static const char *override_word(const struct fix_manifest *m)
{
	(void)m;
	return "a gem of its own";
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	const char quote = strata_str_chr(m->bytes, '\'') != STRATA_NPOS ? '\'' : '"';

	(void)err;
	for (size_t i = 0; i < pins->count; i++)
		fix_insert_line(out, m->bytes, m->bytes.len,
				strata_arena_printf(arena, "gem %c%.*s%c, %c>= %.*s%c", quote,
						    STRATA_ARG(pins->items[i].name), quote, quote,
						    STRATA_ARG(pins->items[i].version), quote),
				arena);
	return 0;
}

/* "~> 5.2, >= 5.2.8" of one text is two: '~> 5.2', '>= 5.2.8'. */
static bool raise(struct strata_str *out, const struct fix_manifest *m,
		  const struct strata_ecosystem *ecosystem, struct strata_str written,
		  struct strata_str version, struct strata_arena *arena)
{
	struct strata_str head, tail, quote;
	size_t at = (size_t)(written.ptr - m->bytes.ptr);

	if (!fix_requirement_raise(out, ecosystem, written, version, arena))
		return false;
	if (!strata_str_cut(&head, &tail, *out, ',') || at == 0)
		return true;
	quote = (struct strata_str){ m->bytes.ptr + at - 1, 1 };
	if (quote.ptr[0] != '\'' && quote.ptr[0] != '"')
		return false;
	*out = STRATA_CONCAT(arena, head, quote, STRATA_STR(", "), quote, strata_str_trim(tail));
	return true;
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	(void)arena;
	return m->lock.len ? STRATA_STR("bundle install") : STRATA_NONE;
}

const struct fix_manner fix_manner_ruby = {
	.formats = "ruby/gemfile",
	.override_word = override_word,
	.override = override,
	.raise = raise,
	.step = step,
};
