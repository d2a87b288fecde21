/* called.c - see called.h. */
#include "image/called.h"

#include "image/context.h"
#include "image/places.h"
#include "strata/buf.h"
#include "strata/limits.h"

/* A source of COPY as a path of the snapshot. */
static struct strata_str path_of_source(struct image_called *m, struct strata_str source)
{
	struct strata_str folder = image_context_of(m->check)->folder;
	struct strata_str path = image_path_resolve(STRATA_STR("/"), source, m->check->arena);

	path = strata_str_skip(path, 1);
	if (!folder.len || !path.len)
		return folder.len ? folder : path;
	return STRATA_CONCAT(m->check->arena, folder, STRATA_STR("/"), path);
}

static void note(struct image_called *m, unsigned line, struct strata_str reason)
{
	*strata_vec_push(m->check->arena, m->notes) = (struct dockerfile_problem){ line, reason };
}

static void stand(struct image_called *m, unsigned line, struct strata_str at, struct strata_str from)
{
	if (m->copies++ < STRATA_LIMIT_STANDING)
		*strata_vec_push(m->check->arena, &m->standing) =
			(struct image_standing){ at, from };
	else if (m->copies == STRATA_LIMIT_STANDING + 1)
		note(m, line, STRATA_STR("too much is copied: scripts that RUN calls are not looked for "
					 "among what comes from here on"));
}

/* A folder's content goes to the target; a file goes there by its name where that is a folder. */
static void stand_copy(struct image_called *m, const struct dockerfile_instruction *i, size_t k)
{
	struct strata_str target = image_expand(m->check, i->words.items[i->words.count - 1].text);
	struct strata_str source = image_expand(m->check, i->words.items[k].text);
	struct strata_str from = path_of_source(m, source);
	struct strata_str at = image_path_resolve(m->folder, target, m->check->arena);
	bool into = i->words.count > 2 || strata_str_ends(target, STRATA_STR("/")) ||
		    strata_str_ends(target, STRATA_STR(".")) || strata_str_chr(source, '*') != STRATA_NPOS;

	if (strata_str_chr(source, '*') != STRATA_NPOS) {
		from = strata_path_dir(from);
		into = false;
	}
	if (into && image_snapshot_has_file(m->check, from))
		at = image_path_resolve(at, strata_path_base(from), m->check->arena);
	stand(m, i->line, at, from);
}

void image_called_begin(struct image_called *out, struct image_check *check,
			struct dockerfile_problems *notes, const struct image_called *parent)
{
	*out = (struct image_called){ .check = check, .notes = notes, .folder = STRATA_STR("/") };
	if (!parent)
		return;
	out->parent = parent;
	out->folder = parent->folder;
	out->copies = parent->copies;
}

void image_called_pass(struct image_called *m, const struct dockerfile_instruction *i)
{
	if (i->keyword == DOCKERFILE_WORKDIR && i->words.count)
		m->folder = image_path_resolve(m->folder, image_expand(m->check, i->words.items[0].text),
					       m->check->arena);
	if (!image_copies_context(i) || i->heredocs.count)
		return;
	for (size_t k = 0; k + 1 < i->words.count; k++)
		stand_copy(m, i, k);
}

/* RUN --mount=type=bind: the context is there for this one RUN. */
static void stand_mounts(struct image_called *m, const struct dockerfile_instruction *run)
{
	for (size_t i = 0; i < run->flags.count; i++) {
		const struct dockerfile_flag *flag = &run->flags.items[i];
		struct strata_str target = dockerfile_mount_target(flag);

		if (!dockerfile_mounts_context(flag) || !target.ptr)
			continue;
		target = image_path_resolve(m->folder, image_expand(m->check, target), m->check->arena);
		stand(m, run->line, target,
		      path_of_source(m, image_expand(m->check, dockerfile_mount_source(flag))));
	}
}

/* Counts what is looked at; false, with a note, where that is too much. */
static bool step(struct image_called *m, unsigned line)
{
	if (m->check->called_steps++ == STRATA_LIMIT_CALLED_STEPS)
		note(m, line, STRATA_STR("too much is copied, or run: scripts that are called from here on "
					 "are not looked for"));
	return m->check->called_steps <= STRATA_LIMIT_CALLED_STEPS;
}

/* The file of the snapshot that is at a path when `standing` is; out is it, made of the two. */
static bool is_at(struct image_called *m, const struct image_standing *standing,
		  struct strata_str path, struct strata_buf *out)
{
	struct strata_str rest = path;

	if (!image_path_holds(standing->at, path))
		return false;
	if (standing->at.len > 1)
		rest = strata_str_skip(path, standing->at.len);
	out->len = 0;
	strata_buf_add(out, standing->from);
	strata_buf_add(out, standing->from.len ? rest : strata_str_skip(rest, rest.len > 0));
	return image_snapshot_has_file(m->check, strata_buf_str(out));
}

/* By the last that was put there; absent: none, or the build is not handed it. */
static struct strata_str file_at(struct image_called *m, struct strata_str path, unsigned line)
{
	struct strata_buf file = STRATA_BUF_INIT;
	struct strata_str found = STRATA_NONE;

	if (path.len > STRATA_LIMIT_PATH_BYTES)
		return STRATA_NONE;
	for (const struct image_called *s = m; s && !found.ptr; s = s->parent)
		for (size_t i = s->standing.count; i-- > 0 && !found.ptr && step(m, line);)
			if (is_at(m, &s->standing.items[i], path, &file))
				found = strata_arena_dup(m->check->arena, strata_buf_str(&file));
	strata_buf_release(&file);
	if (!found.ptr || !image_context_inside(image_context_of(m->check), found).ptr)
		return STRATA_NONE;
	return found;
}

/* The word that names the script: the command itself, or what a shell is given; NULL: none. */
static const struct shell_word *script_of(const struct image_command *c)
{
	if (!c->words.count)
		return NULL;
	if (!image_command_is(c, "sh bash ash dash zsh ksh source ."))
		return strata_str_chr(c->words.items[0].text, '/') != STRATA_NPOS
			       ? &c->words.items[0]
			       : NULL;
	for (size_t i = 1; i < c->words.count; i++) {
		struct strata_str word = c->words.items[i].text;

		if (strata_str_eq(word, STRATA_STR("-c")))
			return NULL;
		if (word.len && word.ptr[0] != '-' && word.ptr[0] != '+')
			return &c->words.items[i];
	}
	return NULL;
}

/* Where a `cd` of the script leads; what is behind "&&" and in the next line is there. */
static struct strata_str folder_behind(struct image_called *m, struct strata_str folder,
				       const struct image_command *c)
{
	if (!image_command_is(c, "cd pushd") || c->words.count < 2 || c->words.items[1].dynamic)
		return folder;
	return image_path_resolve(folder, c->words.items[1].text, m->check->arena);
}

static void note_script(struct image_called *m, unsigned line, struct strata_str file, const char *why)
{
	note(m, line, strata_arena_printf(m->check->arena, "the script '%.*s' %s", STRATA_ARG(file), why));
}

static void add_script(struct image_called *m, struct image_run *run, struct strata_str file)
{
	unsigned line = run->instruction->line;
	struct strata_str bytes;

	for (size_t i = 0; i < run->scripts.count; i++)
		if (strata_str_eq(run->scripts.items[i]->file, file))
			return;
	if (m->scripts++ >= STRATA_LIMIT_CALLED_SCRIPTS) {
		note_script(m, line, file, "is not looked into: there are too many");
		return;
	}
	bytes = image_snapshot_read(m->check, file);
	if (!bytes.ptr)
		note_script(m, line, file, "cannot be read");
	else if ((*m->check->called += bytes.len) > STRATA_LIMIT_CALLED_BYTES)
		note_script(m, line, file, "is not looked into: there is too much of them");
	else
		image_scripts_add_file(&run->scripts, run->run, file, bytes, m->notes,
				       m->check->arena);
}

static void follow(struct image_called *m, struct image_run *run, const struct image_script *script)
{
	struct strata_str folder = m->folder;

	for (size_t k = 0; k < script->commands.count; k++) {
		const struct image_command *c = &script->commands.items[k];
		const struct shell_word *word = script_of(c);
		struct strata_str text, file;

		folder = folder_behind(m, folder, c);
		if (!word)
			continue;
		text = word->dynamic ? image_expand(m->check, word->text) : word->text;
		if (strata_str_chr(text, '$') != STRATA_NPOS)
			continue;
		file = file_at(m, image_path_resolve(folder, text, m->check->arena),
			       run->instruction->line);
		if (file.ptr)
			add_script(m, run, file);
	}
}

void image_called_read(struct image_called *m, struct image_run *run)
{
	size_t standing = m->standing.count, copies = m->copies;

	stand_mounts(m, run->run);
	for (size_t s = 0; m->copies && s < run->scripts.count; s++)
		follow(m, run, run->scripts.items[s]);
	m->standing.count = standing;
	m->copies = copies;
}
