/*
 * removed_later.c - files that a layer brings, and a later one removes: they are in the image
 * all the same, for who looks into its layers.
 *
 * Along the chain of stages that ship. A file is known by its whole path in the image: where
 * COPY and ADD put it, and where a download of an earlier RUN saved it.
 */
#include "image/check.h"
#include "strata/limits.h"

struct layers {
	struct image_check *c;
	struct strata_map brought; /* a file, or a folder that one is in -> line of the first */
	struct strata_str folder;  /* the WORKDIR */
};

static struct strata_str in_folder(struct layers *l, struct strata_str path)
{
	if (!path.len || path.ptr[0] == '/' || path.ptr[0] == '$' || path.ptr[0] == '~')
		return path;
	while (strata_str_starts(path, STRATA_STR("./")))
		path = strata_str_skip(path, 2);
	return STRATA_CONCAT(l->c->arena, l->folder,
	                     strata_str_ends(l->folder, STRATA_STR("/")) ? STRATA_STR("")
	                                                                 : STRATA_STR("/"),
	                     path);
}

/* The file, and the folders that it is in: who removes one of them removes it. */
static void bring(struct layers *l, struct strata_str path, const struct dockerfile_instruction *by)
{
	for (unsigned i = 0; i < STRATA_LIMIT_FOLDERS && path.len > 1 && path.ptr[0] == '/'; i++) {
		bool added;
		size_t *first = strata_map_at(&l->brought, path, &added);

		if (added)
			*first = by->line;
		path = strata_path_dir(path);
	}
}

/* "COPY a b /tmp/": each in the folder; "COPY a /tmp/x": by that name. */
static void bring_copies(struct layers *l, const struct dockerfile_instruction *i)
{
	struct strata_str to;

	if (i->words.count < 2 || i->heredocs.count)
		return;
	to = in_folder(l, i->words.items[i->words.count - 1].text);
	for (size_t k = 0; k + 1 < i->words.count; k++) {
		struct strata_str from = i->words.items[k].text, name = strata_path_base(from);

		if (!name.len || strata_str_eq(name, STRATA_STR(".")) ||
		    strata_str_chr(from, '*') != STRATA_NPOS)
			continue;
		if (strata_str_ends(to, STRATA_STR("/")))
			bring(l, STRATA_CONCAT(l->c->arena, to, name), i);
		else if (i->words.count == 2)
			bring(l, to, i);
	}
}

static void bring_downloads(struct layers *l, const struct image_run *run)
{
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++) {
			struct strata_str file =
				run->scripts.items[s]->commands.items[k].download.file;

			if (file.len && !image_run_removes(run, file))
				bring(l, in_folder(l, file), run->instruction);
		}
}

static struct strata_str without_stars(struct strata_str word)
{
	while (word.len > 1 && (word.ptr[word.len - 1] == '*' || word.ptr[word.len - 1] == '/'))
		word.len--;
	return word;
}

/* The line whose layer has what the word of a `rm` takes away; 0 when none before does. */
static unsigned brought_before(struct layers *l, struct strata_str word, unsigned line)
{
	struct strata_str path = without_stars(in_folder(l, word));
	size_t first;

	return path.len > 1 && strata_map_get(&first, &l->brought, path) && first < line
	               ? (unsigned)first
	               : 0;
}

static void look_at_removal(struct layers *l, const struct image_command *command, unsigned line)
{
	for (size_t i = 1; i < command->words.count; i++) {
		const struct shell_word *word = &command->words.items[i];
		unsigned first = word->text.len && word->text.ptr[0] == '-'
		                         ? 0
		                         : brought_before(l, word->text, line);

		if (first)
			image_report_at(l->c, image_place_of_word(command, word), NULL,
			                "%.*s is removed here, and stays in the layer of line %u",
			                STRATA_ARG(strata_str_take(word->text, 120)), first);
	}
}

static void look_for_removals(struct layers *l, const struct image_run *run)
{
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			if (image_command_is(&run->scripts.items[s]->commands.items[k],
			                     "rm unlink shred"))
				look_at_removal(l, &run->scripts.items[s]->commands.items[k],
				                run->instruction->line);
}

static void look_at_stage(struct layers *l, size_t index)
{
	const struct dockerfile_stage *stage = l->c->stages->list.items[index];
	const struct image_runs *runs = &l->c->runs->items[index];
	size_t run = 0;

	l->c->stage = stage;
	l->c->stage_index = index;
	for (size_t at = stage->first; at < stage->end; at++) {
		const struct dockerfile_instruction *i = &l->c->file->instructions.items[at];

		if (i->keyword == DOCKERFILE_WORKDIR && i->words.count)
			l->folder = in_folder(l, i->words.items[0].text);
		if (i->keyword == DOCKERFILE_COPY || i->keyword == DOCKERFILE_ADD)
			bring_copies(l, i);
		if (run < runs->count && runs->items[run].instruction == i) {
			look_for_removals(l, &runs->items[run]);
			bring_downloads(l, &runs->items[run++]);
		}
	}
}

/* The stages that ship, from the one that starts from an image. */
static void check(struct image_check *c)
{
	struct layers l = { .c = c,
		            .brought = STRATA_MAP_INIT(c->arena),
		            .folder = STRATA_STR("/") };

	for (size_t i = 0; i < c->stages->list.count; i++)
		if (c->stages->list.items[i]->use == DOCKERFILE_SHIPS)
			look_at_stage(&l, i);
	c->stage = NULL;
}

const struct image_rule image_rule_LAY006 = {
	.id = "LAY006",
	.title = "removed in a later layer, and still in the image",
	.why = "layers only add: whoever pulls the image has the file, and its size",
	.remedy = "remove it in the RUN that brought it; mount it: RUN --mount=type=bind, or "
		  "type=secret",
	.severity = STRATA_SEVERITY_MEDIUM,
	.file = check,
};
