/*
 * drift.c - a manifest and a lockfile that do not agree, as findings; see strata/finding.h.
 *
 * They stand where the manifest asks, since that is what was changed or is to be changed
 * back. Their severity is low: what is installed is what the lockfile says, or nothing.
 */
#include "strata/digest.h"
#include "strata/finding.h"

enum { FINGERPRINT_BYTES = 16 };

static void add_text(struct strata_digest *h, struct strata_str s)
{
	strata_digest_add(h, s);
	strata_digest_add(h, STRATA_STR("\n"));
}

/* The same while the versions of either side come and go. */
static struct strata_str fingerprint(const struct strata_component *c, const struct strata_drift *d,
				     struct strata_arena *arena)
{
	unsigned char sum[STRATA_SHA256];
	struct strata_digest h;
	struct strata_str hex = STRATA_STR("");

	strata_digest_init(&h, STRATA_SHA256);
	add_text(&h, STRATA_STR("drift"));
	add_text(&h, strata_str_of(c->ecosystem->name));
	add_text(&h, c->key);
	add_text(&h, d->manifest.path);
	strata_digest_end(sum, &h);
	for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
		hex = strata_arena_printf(arena, "%.*s%02x", STRATA_ARG(hex), sum[i]);
	return hex;
}

static struct strata_str title_of(const struct strata_component *c, const struct strata_drift *d,
				  struct strata_arena *arena)
{
	struct strata_str asked = d->requirement.len ? d->requirement : STRATA_STR("any version");

	if (d->held.len)
		return strata_arena_printf(arena, "asks for %.*s, and %.*s holds %.*s",
					   STRATA_ARG(asked),
					   STRATA_ARG(strata_path_base(d->lock.path)),
					   STRATA_ARG(d->held));
	return strata_arena_printf(arena, "asks for '%.*s' (%.*s), which %.*s does not hold",
				   STRATA_ARG(c->name), STRATA_ARG(asked),
				   STRATA_ARG(strata_path_base(d->lock.path)));
}

void strata_drift_findings(struct strata_findings *out, const struct strata_inventory *inventory,
			   const bool *left_out, struct strata_arena *arena)
{
	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];

		for (const struct strata_drift *d = left_out && left_out[i] ? NULL : c->drift; d;
		     d = d->next)
			*strata_vec_push(arena, out) = (struct strata_finding){
				.kind = STRATA_FINDING_DRIFT,
				.id = STRATA_STR("lock-drift"),
				.title = title_of(c, d, arena),
				.severity = STRATA_SEVERITY_LOW,
				.cvss = -1,
				.component = (int)i,
				.path = d->manifest.path,
				.line = d->manifest.line,
				.fingerprint = fingerprint(c, d, arena),
			};
	}
}
