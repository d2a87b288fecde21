/* history.c - the four steps, one after the other; see history.h. */
#include "history/history.h"

#include <stdlib.h>
#include <string.h>

#include "history/recall.h"
#include "history/steps.h"
#include "strata/thread.h"

static void begin(struct history *h, struct source *source, unsigned jobs, struct memo *memo)
{
	*h = (struct history){ .source = source, .worker_count = strata_jobs(jobs) };
	h->workers = strata_malloc(h->worker_count * sizeof(*h->workers));
	memset(h->workers, 0, h->worker_count * sizeof(*h->workers));
	h->recall = strata_malloc(sizeof(*h->recall));
	/* What a clone lacks or reads otherwise is to be seen, whatever another one may know. */
	recall_init(h->recall, source_id_length(source), source_place(source, &h->arena),
		    memo && source_ids_hold(source) ? memo : NULL);
}

static int finish(struct history *h, struct history_paths *paths, struct strata_error *err)
{
	int rc;

	history_read(h, 0);
	if ((rc = history_refer(h, paths, err)) < 0)
		return rc;
	history_cluster(h, paths);
	history_replay(h);
	return 0;
}

int history_open(struct history *out, struct source *source, const struct history_options *options,
		 struct strata_error *err)
{
	struct history_paths paths = { 0 };
	struct source_memory memory = { recall_head, recall_learn_head, recall_tag, recall_learn_tag, NULL };
	int rc;

	/* What is kept was read without a limit. */
	begin(out, source, options->jobs, options->max_file_size ? NULL : options->memo);
	out->shelf = strata_malloc(sizeof(*out->shelf));
	facts_shelf_init(out->shelf);
	out->chain = options->kind == SOURCE_WALK_FIRST_PARENT;
	out->loose = options->loose;
	out->max_file_size = options->max_file_size;
	if (options->solver) {
		out->solver = options->solver;
		out->lacking = STRATA_MAP_INIT(&out->arena);
		out->dated = strata_malloc(sizeof(*out->dated));
		recall_init(out->dated, source_id_length(source), STRATA_NONE, NULL);
	}
	memory.payload = out->recall;
	source_remember(source, &memory);
	rc = history_walk(out, &paths, options, err);
	source_remember(source, NULL);
	return rc < 0 ? rc : finish(out, &paths, err);
}

int history_open_range(struct history *out, struct source *source,
		       const struct history_range *range, struct strata_error *err)
{
	struct history_options all = { 0 };
	struct history_paths paths = { .options = &all };
	int rc;

	begin(out, source, range->jobs, NULL);
	out->range = range;
	out->max_file_size = range->max_file_size;
	out->walk = *range->walk;
	rc = history_walk_range(out, &paths, err);
	if (rc == 0 && out->changes.count)
		rc = finish(out, &paths, err);
	out->range = NULL;
	return rc;
}

struct differing {
	struct strata_indices *clusters;
	struct strata_arena *arena;
};

static void add_differing(unsigned cluster, uint32_t before, uint32_t after, void *payload)
{
	struct differing *d = payload;

	(void)before;
	(void)after;
	*strata_vec_push(d->arena, d->clusters) = cluster;
}

void history_differing(struct strata_indices *clusters, struct history *h, unsigned commit,
		       unsigned other)
{
	struct differing d = { clusters, &h->arena };

	vector_differ(&h->commits[commit].state->results, &h->commits[other].state->results,
		      add_differing, &d);
}

void history_versions_in(struct strata_indices *versions, struct history *h,
			 const struct strata_indices *clusters, unsigned commit)
{
	for (size_t i = 0; i < clusters->count; i++) {
		uint32_t result = vector_at(&h->commits[commit].state->results, clusters->items[i]);
		const struct strata_indices *of;

		if (result == HISTORY_NONE)
			continue;
		of = &h->results.items[result].versions;
		for (size_t k = 0; k < of->count; k++)
			*strata_vec_push(&h->arena, versions) = of->items[k];
	}
}

void history_keep(struct history *h)
{
	const struct source_commits *commits = &h->walk.commits;

	if (commits->count)
		recall_keep(h->recall, commits->items[0].id, commits->items[commits->count - 1].id);
}

bool history_begins_at(const struct history *h, unsigned commit)
{
	return h->walk.commits.items[commit].outside || h->walk.commits.items[commit].cut;
}

static void release_recall(struct recall *r)
{
	if (r)
		recall_release(r);
	free(r);
}

void history_release(struct history *h)
{
	release_recall(h->recall);
	release_recall(h->dated);
	if (h->shelf)
		facts_shelf_release(h->shelf);
	free(h->shelf);
	for (unsigned i = 0; i < h->worker_count; i++)
		strata_arena_release(&h->workers[i]);
	free(h->workers);
	strata_arena_release(&h->arena);
	*h = (struct history){ 0 };
}
