/*
 * dated.c - manifests without lockfile, as they would have been installed on a day.
 *
 * A state of a cluster that has such a manifest is resolved as of the commit that made it:
 * with the versions that were published until then. It holds until another commit changes a
 * file of the cluster: what registries publish in between is no commit's doing, and a history
 * tells what commits did. So a commit that touches no manifest costs nothing.
 *
 * Registries are not git: what they say is no part of what is kept from run to run, but for
 * their answers, which lie in the cache of those.
 */
#include <stdlib.h>

#include "history/recall.h"
#include "history/steps.h"
#include "resolve/resolve.h"
#include "strata/limits.h"

enum { SHORT_ID = 12 };

/* No commit is later; and before 1970 nothing was published. */
static const int64_t LAST_SECOND = 253402300799;

static struct strata_str short_id(const struct history *h, unsigned commit, struct strata_arena *arena)
{
	return strata_str_take(source_hex(h->source, h->walk.commits.items[commit].id, arena), SHORT_ID);
}

/* The commit's time, or that of --as-of where this is earlier; absent when it has none. */
static struct strata_str time_of(const struct history *h, unsigned commit, struct strata_arena *arena)
{
	int64_t time = h->walk.commits.items[commit].time;
	struct strata_str text;

	if (time <= 0 || time > LAST_SECOND)
		return STRATA_NONE;
	text = strata_arena_time(arena, time);
	return h->solver->as_of.ptr && strata_str_cmp(h->solver->as_of, text) < 0 ? h->solver->as_of
										    : text;
}

/* Each thing that is lacking once, with the first commit that lacks it; the last says that there is more. */
static void note(struct history *h, unsigned commit, struct strata_str path, unsigned line,
		 struct strata_str reason, struct strata_arena *scratch)
{
	struct strata_arena *arena = &h->arena;
	struct strata_str key = STRATA_CONCAT(scratch, path, STRATA_STR("\n"), reason);
	size_t known;

	if (h->lacking.count == STRATA_LIMIT_NOTES_OF_COMMITS || strata_map_get(&known, &h->lacking, key))
		return;
	strata_map_at(&h->lacking, strata_arena_dup(arena, key), NULL);
	if (h->lacking.count == STRATA_LIMIT_NOTES_OF_COMMITS)
		reason = STRATA_STR("more could not be resolved than is listed");
	*strata_vec_push(arena, &h->notes) = (struct strata_note){
		.path = strata_arena_dup(arena, path),
		.line = line,
		.reason = strata_arena_printf(arena, "%.*s (first at commit %.*s)", STRATA_ARG(reason),
					      STRATA_ARG(short_id(h, commit, scratch))),
	};
}

static void note_failed(struct history *h, const struct history_result *result,
			struct strata_str reason, struct strata_arena *scratch)
{
	unsigned slot = h->versions.items[result->versions.items[0]].slot;

	note(h, result->commit, h->slots.items[slot].path, 0, reason, scratch);
}

/* The snapshot of the commit; its files are read as solvers ask for them. */
static int turn(struct source_entries *entries, struct history *h, const struct history_result *result,
		struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_notes notes = { 0 };
	int rc = source_turn(h->source, h->walk.commits.items[result->commit].tree, &err);

	if (rc == 0)
		rc = source_list(entries, &notes, h->source, arena, &err);
	if (rc < 0)
		note_failed(h, result, strata_arena_printf(arena, "not resolved: %s", err.text), arena);
	return rc;
}

bool history_solve(struct strata_inventory *out, struct history *h, unsigned index,
		   struct strata_arena *arena)
{
	const struct history_result *result = &h->results.items[index];
	struct resolve_context context = *h->solver;
	struct source_entries entries = { 0 };
	struct solver_files files = { solver_files_read, &entries, h->source };

	context.files = &files;
	context.where = strata_arena_printf(arena, "commit %u of %zu", result->commit + 1,
					    h->walk.commits.count);
	context.as_of = time_of(h, result->commit, arena);
	if (!context.as_of.ptr) {
		note_failed(h, result, STRATA_STR("not resolved: the commit has no date"), arena);
		return false;
	}
	if (turn(&entries, h, result, arena) < 0)
		return false;
	history_join(out, h, &result->versions, &context, arena);
	for (size_t i = 0; i < out->lacking.count; i++)
		note(h, result->commit, out->lacking.items[i].path, out->lacking.items[i].line,
		     out->lacking.items[i].reason, arena);
	return true;
}

struct recall *history_recall_of(const struct history *h, unsigned result)
{
	return h->results.items[result].dated ? h->dated : h->recall;
}
