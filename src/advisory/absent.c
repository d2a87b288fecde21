/* absent.c - ecosystems that the database knows nothing of; see advisory.h. */
#include "advisory/advisory.h"

/* What is asked about an ecosystem. */
struct asked {
	const struct strata_ecosystem *ecosystem;
	const struct strata_component *first;
	size_t count;
};

STRATA_VEC(askeds, struct asked);

static void ask(struct askeds *askeds, const struct strata_component *c, struct strata_arena *arena)
{
	struct asked *asked = NULL;

	for (size_t i = 0; !asked && i < askeds->count; i++)
		if (askeds->items[i].ecosystem == c->ecosystem)
			asked = &askeds->items[i];
	if (!asked) {
		asked = strata_vec_push(arena, askeds);
		*asked = (struct asked){ c->ecosystem, c, 0 };
	}
	asked->count++;
}

static bool is_there(const struct advisory_status *status, const struct strata_ecosystem *ecosystem)
{
	for (size_t i = 0; i < status->ecosystems.count; i++)
		if (strata_str_eq(status->ecosystems.items[i].name, strata_str_of(ecosystem->name)))
			return true;
	return false;
}

void advisory_note_absent(struct strata_notes *notes, const struct advisory_db *db,
			  const struct strata_inventory *inventory, struct strata_arena *arena)
{
	const struct advisory_status *status = advisory_status(db);
	struct askeds askeds = { 0 };

	if (status->kind != ADVISORY_FULL)
		return; /* the head of the report says what the starter set is */
	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];

		if (c->ecosystem && !c->ecosystem->outside && c->key.len && !c->local)
			ask(&askeds, c, arena);
	}
	for (size_t i = 0; i < askeds.count; i++) {
		const struct asked *asked = &askeds.items[i];
		struct strata_note *note;

		if (is_there(status, asked->ecosystem))
			continue;
		note = strata_vec_push(arena, notes);
		*note = (struct strata_note){ .path = STRATA_STR("") };
		if (asked->first->places.count)
			note->path = asked->first->places.items[0].path;
		note->reason = strata_arena_printf(
			arena,
			"%zu package%s of %s cannot be matched: the advisory database has nothing of it "
			"('strata db update --ecosystems %s')",
			asked->count, asked->count == 1 ? "" : "s", asked->ecosystem->name,
			asked->ecosystem->name);
	}
}
