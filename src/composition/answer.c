/* answer.c - see answer.h. */
#include "composition/answer.h"

#include <string.h>

static void set_part(struct composition_answer *out, enum composition_part_kind kind, const char *whose,
		     uint64_t files, uint64_t lines)
{
	out->parts[kind] = (struct composition_part){ .whose = whose, .files = files, .lines = lines };
}

static void set_tree_part(struct composition_answer *out, enum composition_part_kind kind,
			  const struct composition_view *view, enum composition_whose whose)
{
	set_part(out, kind, composition_whose_name(whose), view->shares[whose].files,
		 view->shares[whose].lines);
}

static void set_outside_part(struct composition_answer *out, enum composition_part_kind kind,
			     const char *whose, const struct outside_share *share)
{
	set_part(out, kind, whose, share->files, share->lines);
	out->parts[kind].estimated = share->estimated;
	out->parts[kind].error = share->error;
}

/* Whether a has more lines; of as many, the first by name. */
static bool is_larger(const struct outside_package *a, const struct outside_package *b)
{
	if (a->counts.lines.code != b->counts.lines.code)
		return a->counts.lines.code > b->counts.lines.code;
	return strata_str_cmp(a->component->purl, b->component->purl) < 0;
}

static void add_largest(struct composition_answer *out, const struct outside_package *p)
{
	size_t at = out->largest_count;

	if (at == COMPOSITION_LARGEST) {
		if (!is_larger(p, out->largest[at - 1]))
			return;
		at--;
	} else {
		out->largest_count++;
	}
	for (; at > 0 && is_larger(p, out->largest[at - 1]); at--)
		out->largest[at] = out->largest[at - 1];
	out->largest[at] = p;
}

static void add_packages(struct composition_answer *out, const struct outside_view *outside)
{
	out->packages = outside->counted + outside->unknown;
	out->counted = outside->counted;
	out->complete = !outside->unknown && !outside->partial;
	for (size_t i = 0; i < outside->packages.count; i++)
		if (outside->packages.items[i].counts.lines.code)
			add_largest(out, &outside->packages.items[i]);
}

void composition_answer(struct composition_answer *out, const struct composition_view *view)
{
	*out = (struct composition_answer){ .lines = 0 };
	set_tree_part(out, COMPOSITION_PART_FIRST, view, COMPOSITION_FIRST_PARTY);
	set_tree_part(out, COMPOSITION_PART_TREE, view, COMPOSITION_IN_TREE);
	set_outside_part(out, COMPOSITION_PART_DIRECT, "direct", &view->outside.direct);
	set_outside_part(out, COMPOSITION_PART_TRANSITIVE, "transitive", &view->outside.transitive);
	set_tree_part(out, COMPOSITION_PART_GENERATED, view, COMPOSITION_GENERATED);
	set_tree_part(out, COMPOSITION_PART_DATA, view, COMPOSITION_DATA);
	for (int i = 0; i < COMPOSITION_PARTS; i++) {
		out->lines += out->parts[i].lines;
		out->estimated += out->parts[i].estimated;
		out->error += out->parts[i].error;
		if (i >= COMPOSITION_PART_TREE && i <= COMPOSITION_PART_TRANSITIVE)
			out->open += out->parts[i].lines;
	}
	add_packages(out, &view->outside);
}

double composition_percent(uint64_t part, uint64_t all)
{
	return all ? 100.0 * (double)part / (double)all : 0.0;
}
