/* ask.c - see ask.h. */
#include "fix/ask.h"

static bool lies_in(struct strata_str slice, struct strata_str bytes)
{
	uintptr_t from = (uintptr_t)bytes.ptr, at = (uintptr_t)slice.ptr;

	return slice.len && at >= from && at + slice.len <= from + bytes.len;
}

static struct strata_str written_of(const struct strata_package *p, struct strata_str bytes)
{
	if (lies_in(p->requirement, bytes))
		return p->requirement;
	return lies_in(p->version, bytes) ? p->version : STRATA_NONE;
}

int fix_asks_find(struct fix_asks *out, const struct strata_format *format, struct strata_str path,
		  struct strata_str bytes, const struct strata_ecosystem *ecosystem,
		  struct strata_str key, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_facts facts = { .arena = arena };
	struct strata_input in = { .path = path, .bytes = bytes };
	int rc = format->parse(&facts, &in, err);

	for (size_t i = 0; rc == 0 && i < facts.packages.count; i++) {
		const struct strata_package *p = &facts.packages.items[i];

		if ((p->ecosystem ? p->ecosystem : format->ecosystem) != ecosystem || p->local ||
		    !strata_str_eq(ecosystem->normalise(arena, p->name), key))
			continue;
		*strata_vec_push(arena, out) = (struct fix_ask){
			.name = p->alias.len ? p->alias : p->name,
			.written = written_of(p, bytes),
			.requirement = p->requirement,
			.version = p->version,
			.line = p->line,
		};
	}
	return rc;
}
