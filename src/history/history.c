/* history.c - the four steps, one after the other; see history.h. */
#include "history/history.h"

#include <stdlib.h>
#include <string.h>

#include "history/recall.h"
#include "history/steps.h"
#include "strata/thread.h"

int history_open(struct history *out, struct source *source, const struct history_options *options,
		 struct strata_error *err)
{
	struct history_paths paths = { 0 };
	struct source_memory memory = { recall_head, recall_learn_head, NULL };
	int rc;

	*out = (struct history){
		.source = source,
		.chain = options->kind == SOURCE_WALK_FIRST_PARENT,
		.worker_count = strata_jobs(options->jobs),
	};
	out->workers = strata_malloc(out->worker_count * sizeof(*out->workers));
	memset(out->workers, 0, out->worker_count * sizeof(*out->workers));
	out->recall = memory.payload = strata_malloc(sizeof(*out->recall));
	/* A partial clone answers by what it has, whatever another clone may know. */
	recall_init(out->recall, source_id_length(source), source_place(source, &out->arena),
		    source_info(source)->partial ? NULL : options->memo);
	source_remember(source, &memory);
	rc = history_walk(out, &paths, options, err);
	source_remember(source, NULL);
	if (rc < 0)
		return rc;
	history_read(out, 0);
	if ((rc = history_refer(out, &paths, err)) < 0)
		return rc;
	history_cluster(out, &paths);
	history_replay(out);
	return 0;
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

void history_release(struct history *h)
{
	if (h->recall)
		recall_release(h->recall);
	free(h->recall);
	for (unsigned i = 0; i < h->worker_count; i++)
		strata_arena_release(&h->workers[i]);
	free(h->workers);
	strata_arena_release(&h->arena);
	*h = (struct history){ 0 };
}
