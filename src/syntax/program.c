/*
 * program.c - questions that are asked of a program.
 */
#include "syntax/program.h"

/*
 * Functions are numbered in the order of their beginnings: the last one that begins before is
 * innermost, or stands in what is.
 */
uint32_t program_function_at(const struct program *p, uint32_t at)
{
	size_t low = 1, high = p->functions.count;
	const struct program_function *all = p->functions.items;
	uint32_t found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	found = (uint32_t)(low - 1);
	while (found && (at < all[found].start || at >= all[found].end))
		found = all[found].outer;
	return found;
}

static struct strata_str declared_type(const struct program *p, const struct program_node *declare)
{
	return declare->b ? program_at(p, declare->b)->text : STRATA_NONE;
}

static struct strata_str type_of_parameter(const struct program *p, const struct program_function *f,
					   struct strata_str name)
{
	for (uint32_t i = 0; i < f->parameters; i++) {
		const struct program_parameter *it = &p->parameters.items[f->parameter + i];

		if (strata_str_eq(it->name, name))
			return it->type;
	}
	return STRATA_NONE;
}

/* The nearest declaration before the use, in the same function. */
static struct strata_str type_of_local(const struct program *p, const struct program_function *f,
				       uint32_t at, struct strata_str name)
{
	const struct program_node *found = NULL;

	for (size_t i = 1; i < p->nodes.count; i++) {
		const struct program_node *n = &p->nodes.items[i];

		if (n->kind == PROGRAM_DECLARE && n->start >= f->start && n->start <= at &&
		    n->end <= f->end && strata_str_eq(n->text, name) &&
		    (!found || n->start > found->start))
			found = n;
	}
	return found ? declared_type(p, found) : STRATA_NONE;
}

static struct strata_str type_of_field(const struct program *p, uint32_t class,
				       struct strata_str name)
{
	for (; class; class = p->classes.items[class].outer)
		for (uint32_t n = p->classes.items[class].fields; n; n = program_at(p, n)->next)
			if (strata_str_eq(program_at(p, n)->text, name))
				return declared_type(p, program_at(p, n));
	return STRATA_NONE;
}

struct strata_str program_type_of(const struct program *p, uint32_t at, struct strata_str name)
{
	uint32_t function = program_function_at(p, at);
	uint32_t class = p->functions.items[function].class;

	for (;; function = p->functions.items[function].outer) {
		const struct program_function *f = &p->functions.items[function];
		struct strata_str type = type_of_local(p, f, at, name);

		if (!type.len)
			type = type_of_parameter(p, f, name);
		if (type.len)
			return type;
		if (!function)
			return type_of_field(p, class, name);
	}
}

struct strata_str program_import_of(const struct program *p, struct strata_str name)
{
	size_t found;

	return strata_map_get(&found, &p->imported, name) ? p->imports.items[found].target :
							    STRATA_NONE;
}
