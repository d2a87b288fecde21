/*
 * estimate.c - lines of packages of which only a size is known; see work.h.
 *
 * Lines follow bytes: so many per megabyte, differently for each ecosystem and kind of size. Where
 * enough packages of this run were counted and have that size, too, they tell how many and how far
 * single packages lie from it; else what was measured once does, of the packages of real
 * applications.
 *
 * An error is what the estimate of one package is off by, in the mean; errors of several are added
 * up, since those of one application need not be independent.
 */
#include <math.h>

#include "composition/outside/work.h"

enum { ENOUGH = 20 }; /* packages that tell of others */

struct ratio {
	const struct strata_ecosystem *ecosystem;
	enum outside_size measure;
	double lines;  /* per byte */
	double spread; /* how far a package is off, as a part of its estimate */
};

/* Measured on 2026-11-25 over the packages of the applications in tests/differential/README.md. */
static const struct ratio usual[] = {
	{ &strata_ecosystem_npm, OUTSIDE_UNPACKED, 0.0175, 0.60 },
	{ &strata_ecosystem_pypi, OUTSIDE_PACKED, 0.070, 0.70 },
	{ &strata_ecosystem_maven, OUTSIDE_CLASSES, 0.013, 0.40 },
};

/* What the packages that were counted tell, where they are enough. */
static bool measured(struct ratio *out, const struct outside_packages *all,
		     const struct strata_ecosystem *ecosystem, enum outside_size measure)
{
	double lines = 0, bytes = 0, off = 0;
	size_t count = 0;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < all->count; i++) {
			const struct outside_package *p = &all->items[i];

			if (p->component->ecosystem != ecosystem || p->measure != measure || !p->size ||
			    (p->from != OUTSIDE_FROM_INSTALLED && p->from != OUTSIDE_FROM_ARCHIVE))
				continue;
			if (round == 1) {
				off += fabs((double)p->counts.lines.code -
					    lines / bytes * (double)p->size);
				continue;
			}
			lines += (double)p->counts.lines.code;
			bytes += (double)p->size;
			count++;
		}
	if (count < ENOUGH || lines <= 0)
		return false;
	*out = (struct ratio){ ecosystem, measure, lines / bytes, off / lines };
	return true;
}

static bool ratio_of(struct ratio *out, const struct outside_packages *all, const struct outside_package *p)
{
	if (measured(out, all, p->component->ecosystem, p->measure))
		return true;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (usual[i].ecosystem == p->component->ecosystem && usual[i].measure == p->measure) {
			*out = usual[i];
			return true;
		}
	return false;
}

void outside_estimate(struct outside_work *w)
{
	struct outside_packages *all = &w->out->packages;
	struct ratio ratio;

	for (size_t i = 0; i < all->count; i++) {
		struct outside_package *p = &all->items[i];

		if (p->from || !p->size || !ratio_of(&ratio, all, p))
			continue;
		p->from = OUTSIDE_FROM_SIZE;
		p->counts.lines.code = (uint64_t)(ratio.lines * (double)p->size + 0.5);
		p->error = (uint64_t)(ratio.spread * (double)p->counts.lines.code + 0.5);
	}
}
