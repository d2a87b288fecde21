/* table_image.c - what the table says of images: how many there are, and which to build anew. */
#include "report/phrase.h"
#include "report/table_text.h"
#include "strata/map.h"

bool table_images(struct table *t)
{
	const struct image_file_views *files = &t->report->image->files;
	size_t stages = 0;

	for (size_t i = 0; i < files->count; i++)
		stages += files->items[i].stages.count;
	strata_buf_addf(t->out, "%zu Dockerfile%s, %zu stage%s", files->count,
			files->count == 1 ? "" : "s", stages, stages == 1 ? "" : "s");
	if (t->report->image->facts_day.ptr)
		strata_buf_addf(t->out, "; official images as of %.*s",
				STRATA_ARG(t->report->image->facts_day));
	return files->count > 0;
}

/* Of each Dockerfile, how many of the findings shown are in its image. */
static struct strata_map count_shipped(struct table *t)
{
	struct strata_map counts = STRATA_MAP_INIT(&t->arena);

	for (size_t i = 0; i < t->report->findings->count; i++) {
		const struct strata_finding *f = &t->report->findings->items[i];

		for (size_t k = 0; phrase_is_shown(t->report, f) && k < f->ships_in.count; k++)
			++*strata_map_at(&counts, f->ships_in.items[k], NULL);
	}
	return counts;
}

void table_rebuild(struct table *t)
{
	struct strata_map counts = count_shipped(t);
	size_t count;

	if (!counts.count)
		return;
	strata_buf_add(t->out, STRATA_STR("\n"));
	table_paint(t, "1", STRATA_STR("to build anew, once what ships is fixed"));
	strata_buf_addc(t->out, '\n');
	for (size_t i = 0; i < t->report->image->files.count; i++) {
		struct strata_str path = t->report->image->files.items[i].path;

		if (!strata_map_get(&count, &counts, path))
			continue;
		strata_buf_add(t->out, STRATA_STR("  "));
		table_put(t, path);
		strata_buf_addf(t->out, "  %zu finding%s\n", count, count == 1 ? "" : "s");
	}
}
