/* solving.c - what the manifests of a run are resolved with; see solving.h. */
#include "solving.h"

#include "memo/memo.h"

int solving_user_config(struct config *out, struct scan *s, const struct options *o,
			struct strata_error *err)
{
	int rc = config_read_user(out, &s->arena, err);

	if (rc == 0 && o->config)
		rc = config_read_file(out, o->config, &s->arena, err);
	return rc < 0 ? rc : config_read_registries(out, &s->arena, err);
}

struct strata_str solving_answers(const struct options *o, struct strata_arena *arena)
{
	struct strata_str folder = o->no_cache ? STRATA_NONE : memo_folder(o->cache, arena);

	return folder.len ? strata_arena_join(arena, folder, STRATA_STR("/http"), STRATA_NONE)
			  : STRATA_STR("");
}

int solving_open(struct solving *out, struct scan *s, const struct options *o,
		 struct strata_error *err)
{
	struct registry_options registry = {
		.online = o->online,
		.cache = solving_answers(o, &s->arena),
		.progress = progress_show_registry,
		.payload = &out->progress,
	};
	uint64_t silence = 0;
	int rc;

	if (o->timeout && strata_str_u64(&silence, strata_str_of(o->timeout)))
		registry.silence = (unsigned)silence;
	*out = (struct solving){ .context = { .user = &out->user, .now = s->now, .as_of = s->as_of } };
	progress_init(&out->progress, o);
	if ((rc = solving_user_config(&out->user, s, o, err)) < 0 ||
	    (rc = scan_read_config(&out->all, s, o, err)) < 0 ||
	    (rc = solver_environment_read(&out->context.environment, &out->all.resolve, err)) < 0)
		return rc;
	out->context.registry = registry_open(&registry);
	return 0;
}

void solving_close(struct solving *s)
{
	registry_close(s->context.registry);
	progress_end(&s->progress);
}

void solving_note_registries(const struct solving *solving, struct scan *s, const struct options *o)
{
	const struct config_pairs *all = &solving->all.registries;

	for (size_t i = 0; i < all->count && !o->config; i++)
		if (strata_str_eq(all->items[i].value.file, STRATA_STR("strata.toml"))) {
			*strata_vec_push(&s->arena, &s->inventory.notes) = (struct strata_note){
				.path = STRATA_STR("strata.toml"),
				.line = all->items[i].value.line,
				.reason = STRATA_STR("[registries] of a scanned tree is not used: "
						     "the user's own configuration names servers"),
			};
			return;
		}
}
