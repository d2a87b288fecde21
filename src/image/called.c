/* called.c - see called.h. */
#include "image/called.h"

#include "image/context.h"
#include "image/places.h"
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

static void stand(struct image_called *m, struct strata_str at, struct strata_str from)
{
	if (m->standing.count < STRATA_LIMIT_STANDING)
		*strata_vec_push(m->check->arena, &m->standing) =
			(struct image_standing){ at, from };
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
	stand(m, at, from);
}

void image_called_begin(struct image_called *out, struct image_check *check,
			const struct image_called *parent)
{
	*out = (struct image_called){ .check = check, .folder = STRATA_STR("/") };
	if (!parent)
		return;
	out->folder = parent->folder;
	for (size_t i = 0; i < parent->standing.count; i++)
		stand(out, parent->standing.items[i].at, parent->standing.items[i].from);
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
		struct strata_str type = dockerfile_mount(flag, "type"), target, source;

		if (!strata_str_eq(flag->name, STRATA_STR("mount")) ||
		    (type.len && !strata_str_eq(type, STRATA_STR("bind"))) ||
		    dockerfile_mount(flag, "from").ptr)
			continue;
		target = dockerfile_mount(flag, "target");
		if (!target.ptr)
			target = dockerfile_mount(flag, "dst");
		source = dockerfile_mount(flag, "source");
		if (!source.ptr)
			source = dockerfile_mount(flag, "src");
		stand(m, image_path_resolve(m->folder, target.ptr ? target : STRATA_STR(""), m->check->arena),
		      path_of_source(m, source.ptr ? source : STRATA_STR("")));
	}
}

static bool lies_in(struct strata_str path, struct strata_str folder)
{
	return strata_str_starts(path, folder) &&
	       (path.len == folder.len || path.ptr[folder.len] == '/');
}

/* The file of the snapshot that stands there, by the last that was put there; absent: none. */
static struct strata_str file_at(struct image_called *m, struct strata_str path)
{
	const struct image_context *context = image_context_of(m->check);

	for (size_t i = m->standing.count; i-- > 0;) {
		struct strata_str at = m->standing.items[i].at, from = m->standing.items[i].from;
		struct strata_str rest = path, inside;

		if (!strata_str_eq(at, STRATA_STR("/"))) {
			if (!lies_in(path, at))
				continue;
			rest = strata_str_skip(path, at.len);
		}
		from = from.len ? strata_arena_join(m->check->arena, from, rest, STRATA_NONE)
				: strata_str_skip(rest, rest.len > 0);
		inside = context->folder.len && lies_in(from, context->folder)
				 ? strata_str_skip(from, context->folder.len + 1)
				 : from;
		if (image_snapshot_has_file(m->check, from))
			return image_ignore_excludes(&context->ignore, inside) ? STRATA_NONE : from;
	}
	return STRATA_NONE;
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

static void note(struct image_called *m, struct dockerfile_problems *notes, unsigned line,
		 struct strata_str file, const char *why)
{
	*strata_vec_push(m->check->arena, notes) = (struct dockerfile_problem){
		line, strata_arena_printf(m->check->arena, "the script '%.*s' %s", STRATA_ARG(file), why)
	};
}

static void add_script(struct image_called *m, struct image_run *run, struct strata_str file,
		       struct dockerfile_problems *notes)
{
	unsigned line = run->instruction->line;
	struct strata_str bytes;

	for (size_t i = 0; i < run->scripts.count; i++)
		if (strata_str_eq(run->scripts.items[i]->file, file))
			return;
	if (m->scripts++ >= STRATA_LIMIT_CALLED_SCRIPTS) {
		note(m, notes, line, file, "is not looked into: there are too many");
		return;
	}
	bytes = image_snapshot_read(m->check, file);
	if (!bytes.ptr)
		note(m, notes, line, file, "cannot be read");
	else if ((*m->check->called += bytes.len) > STRATA_LIMIT_CALLED_BYTES)
		note(m, notes, line, file, "is not looked into: there is too much of them");
	else
		image_scripts_add_file(&run->scripts, run->run, file, bytes, notes,
				       m->check->arena);
}

static void follow(struct image_called *m, struct image_run *run, const struct image_script *script,
		   struct dockerfile_problems *notes)
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
		file = file_at(m, image_path_resolve(folder, text, m->check->arena));
		if (file.ptr)
			add_script(m, run, file, notes);
	}
}

void image_called_read(struct image_called *m, struct image_run *run,
		       struct dockerfile_problems *notes)
{
	size_t standing = m->standing.count;

	stand_mounts(m, run->run);
	for (size_t s = 0; m->standing.count && s < run->scripts.count; s++)
		follow(m, run, run->scripts.items[s], notes);
	m->standing.count = standing;
}
