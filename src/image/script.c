/*
 * script.c - see script.h.
 *
 * A command that only runs another (sudo, env, nice, ..) is looked through: what rules ask is
 * who does the work. Whoever runs a shell with -c has one more script, in a word of his.
 */
#include "image/script.h"

#include "strata/limits.h"

struct reader {
	struct image_scripts *out;
	struct dockerfile_problems *notes;
	struct strata_arena *arena;
	unsigned depth;
};

/* Programs that run the command behind their options; those that take values are named. */
static const struct {
	const char *name;
	const char *valued; /* options with a value in a word of its own */
	unsigned operands;  /* words of its own before the command */
} runners[] = {
	{ "sudo", "-u -g -h -p -C -r -t -U -D -R --user --group", 0 },
	{ "doas", "-u -C", 0 },
	{ "env", "-u -C -S --unset --chdir", 0 },
	{ "exec", "-a", 0 },
	{ "command", "", 0 },
	{ "builtin", "", 0 },
	{ "time", "-f -o", 0 },
	{ "nice", "-n", 0 },
	{ "ionice", "-c -n", 0 },
	{ "nohup", "", 0 },
	{ "setsid", "", 0 },
	{ "stdbuf", "-i -o -e", 0 },
	{ "timeout", "-k -s", 1 },
	{ "gosu", "", 1 },
	{ "su-exec", "", 1 },
	{ "chroot", "", 1 },
	{ "eatmydata", "", 0 },
	{ "fakeroot", "", 0 },
	{ "xargs", "-I -n -P -L -d -E -s -a", 0 },
};

static bool is_assignment(struct strata_str word)
{
	size_t n = 0;

	while (n < word.len &&
	       (strata_is_alpha(word.ptr[n]) || strata_is_digit(word.ptr[n]) || word.ptr[n] == '_'))
		n++;
	return n && n < word.len && word.ptr[n] == '=';
}

/* Behind a runner's options and operands. */
static size_t skip_runner(const struct shell_words *words, size_t at, size_t runner)
{
	unsigned operands = runners[runner].operands;

	for (at++; at < words->count; at++) {
		struct strata_str word = words->items[at].text;

		if (word.len > 1 && word.ptr[0] == '-')
			at += strata_lists(runners[runner].valued, word);
		else if (is_assignment(word))
			continue;
		else if (operands)
			operands--;
		else
			break;
	}
	return at;
}

/* The command that does the work. "$SUDO" and "${SUDO}" are taken for sudo. */
static void look_through(struct image_command *c)
{
	size_t at = 0;

	for (bool again = true; again && at < c->words.count;) {
		const struct shell_word *word = &c->words.items[at];
		struct strata_str name = strata_path_base(word->text);

		again = false;
		if (word->dynamic && (strata_str_eq(word->text, STRATA_STR("$SUDO")) ||
		                      strata_str_eq(word->text, STRATA_STR("${SUDO}")))) {
			at++;
			again = true;
		}
		for (size_t k = 0; !word->dynamic && k < sizeof(runners) / sizeof(*runners); k++) {
			if (!strata_str_eq(name, strata_str_of(runners[k].name)))
				continue;
			c->sudo = c->sudo || k == 0;
			at = skip_runner(&c->words, at, k);
			again = true;
			break;
		}
	}
	c->words.items += at;
	c->words.count -= at;
	c->words.capacity = 0;
}

static void add_commands(struct reader *r, struct image_script *script);

static bool is_shell(struct strata_str name)
{
	return strata_lists("sh bash ash dash zsh ksh busybox", name);
}

/* The word behind -c, -lc, -exc of a shell; NULL without one. */
static const struct shell_word *script_word(const struct image_command *c)
{
	bool script = false;

	for (size_t i = 1; i < c->words.count; i++) {
		const struct shell_word *word = &c->words.items[i];

		if (!word->text.len || word->text.ptr[0] != '-')
			return script || (strata_str_eq(c->name, STRATA_STR("eval")) &&
			                  c->words.count == 2)
			               ? word
			               : NULL;
		script = script || (word->text.len > 1 && word->text.ptr[1] != '-' &&
		                    word->text.ptr[word->text.len - 1] == 'c');
	}
	return NULL;
}

static void add_inner(struct reader *r, const struct image_script *outer, struct strata_str text,
                      size_t offset)
{
	struct image_script *inner = strata_arena_alloc(r->arena, sizeof(*inner));

	inner->run = outer->run;
	inner->path = outer->path;
	inner->text = text;
	inner->outer = outer;
	inner->outer_offset = offset;
	inner->in_place = SIZE_MAX;
	r->depth++;
	add_commands(r, inner);
	r->depth--;
}

/* sh -c '..', su -c '..', eval '..', and a text in place that a shell reads. */
static void read_inner(struct reader *r, const struct image_script *script,
                       const struct image_command *c)
{
	const struct shell_word *word = NULL;

	if (is_shell(c->name) || strata_str_eq(c->name, STRATA_STR("su")) ||
	    strata_str_eq(c->name, STRATA_STR("eval")))
		word = script_word(c);
	if (word && word->text.len)
		add_inner(r, script, word->text, word->offset);
	for (size_t i = 0; is_shell(c->name) && i < c->shell->redirects.count; i++)
		if (strata_str_eq(c->shell->redirects.items[i].sign, STRATA_STR("<<")))
			add_inner(r, script, c->shell->redirects.items[i].target.text,
			          c->shell->redirects.items[i].target.offset);
}

/* Parses the script's text and goes through its commands; inner scripts come behind it. */
static void add_commands(struct reader *r, struct image_script *script)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (r->depth > STRATA_LIMIT_SCRIPT_DEPTH ||
	    shell_parse(&script->shell, script->text, r->arena, &err) < 0) {
		*strata_vec_push(r->arena, r->notes) = (struct dockerfile_problem){
			script->run->line,
			strata_arena_printf(r->arena, "%s",
			                    err.code ? err.text
			                             : "scripts within scripts without end")
		};
		return;
	}
	*strata_vec_push(r->arena, r->out) = script;
	for (size_t i = 0; i < script->shell.commands.count; i++) {
		struct image_command *c = strata_vec_push(r->arena, &script->commands);

		c->script = script;
		c->shell = &script->shell.commands.items[i];
		c->words = c->shell->words;
		look_through(c);
		if (c->words.count && !c->words.items[0].dynamic)
			c->name = strata_path_base(c->words.items[0].text);
		else
			c->name = STRATA_STR("");
	}
	for (size_t i = 0; i < script->commands.count; i++)
		read_inner(r, script, &script->commands.items[i]);
}

static struct image_script *new_script(struct reader *r, const struct dockerfile_instruction *run)
{
	struct image_script *script = strata_arena_alloc(r->arena, sizeof(*script));

	script->run = run;
	script->in_place = SIZE_MAX;
	return script;
}

/* The program of a "#!" line; absent without one. */
static struct strata_str interpreter(struct strata_str text)
{
	struct strata_str line, rest, word;

	if (!strata_str_starts(text, STRATA_STR("#!")))
		return STRATA_NONE;
	strata_str_cut(&line, &rest, text, '\n');
	rest = strata_str_trim(strata_str_skip(line, 2));
	do {
		strata_str_cut(&word, &rest, rest, ' ');
		word = strata_path_base(strata_str_trim(word));
	} while (rest.ptr &&
	         (strata_str_eq(word, STRATA_STR("env")) || !word.len || word.ptr[0] == '-'));
	return word;
}

static bool is_unix_shell(struct strata_str path)
{
	struct strata_str name = strata_path_base(path);

	return !strata_str_ends(name, STRATA_STR(".exe")) && is_shell(name);
}

/* The exec form: a command of those words as they are. */
static void read_exec(struct reader *r, const struct dockerfile_instruction *run)
{
	struct image_script *script = new_script(r, run);
	struct shell_command *c = strata_vec_push(r->arena, &script->shell.commands);
	struct image_command *command = strata_vec_push(r->arena, &script->commands);

	script->body_offset = 0;
	c->reads = c->inside = -1;
	for (size_t i = 0; i < run->words.count; i++)
		*strata_vec_push(r->arena, &c->words) =
			(struct shell_word){ run->words.items[i].text, run->words.items[i].offset,
			                     false };
	*command = (struct image_command){ .script = script, .shell = c, .words = c->words };
	look_through(command);
	command->name = command->words.count ? strata_path_base(command->words.items[0].text)
	                                     : STRATA_STR("");
	*strata_vec_push(r->arena, r->out) = script;
	read_inner(r, script, command);
}

/* RUN <<EOF: the text in place is the script, for the shell or for the one that it names. */
static bool read_in_place(struct reader *r, const struct dockerfile_instruction *run)
{
	const struct dockerfile_heredoc *doc = &run->heredocs.items[0];
	struct image_script *script;

	if (!strata_str_starts(run->text, STRATA_STR("<<")) ||
	    strata_str_chr(run->text, ' ') != STRATA_NPOS)
		return false;
	if (interpreter(doc->text).ptr && !is_unix_shell(interpreter(doc->text)))
		return true;
	script = new_script(r, run);
	script->text = doc->text;
	script->in_place = 0;
	script->line = doc->line;
	add_commands(r, script);
	return true;
}

/* The text with those in place behind it, as a shell reads them. */
static struct strata_str whole_text(struct reader *r, const struct dockerfile_instruction *run)
{
	struct strata_str text = run->text;

	for (size_t i = 0; i < run->heredocs.count; i++) {
		const struct dockerfile_heredoc *doc = &run->heredocs.items[i];

		text = STRATA_CONCAT(r->arena, text, STRATA_STR("\n"), doc->text, doc->name);
	}
	return text;
}

void image_scripts_of_run(struct image_scripts *out, const struct dockerfile_instruction *run,
                          const struct dockerfile_words *shell, struct dockerfile_problems *notes,
                          struct strata_arena *arena)
{
	struct reader r = { out, notes, arena, 0 };
	struct image_script *script;

	if (run->json) {
		read_exec(&r, run);
		return;
	}
	if ((shell->count && !is_unix_shell(shell->items[0].text)) ||
	    (run->heredocs.count && read_in_place(&r, run)))
		return;
	script = new_script(&r, run);
	script->text = whole_text(&r, run);
	script->body_offset = (size_t)(run->text.ptr - run->body.ptr);
	if (run->heredocs.count) {
		script->in_place = run->text.len + 1;
		script->line = run->heredocs.items[0].line;
	}
	add_commands(&r, script);
}

void image_scripts_of_file(struct image_scripts *out, const struct dockerfile_instruction *run,
                           struct strata_str path, struct strata_str bytes,
                           struct dockerfile_problems *notes, struct strata_arena *arena)
{
	struct reader r = { out, notes, arena, 0 };
	struct image_script *script;

	if (interpreter(bytes).ptr && !is_unix_shell(interpreter(bytes)))
		return;
	script = new_script(&r, run);
	script->path = path;
	script->text = bytes;
	script->in_place = 0;
	script->line = 1;
	add_commands(&r, script);
}

struct image_place image_script_place(const struct image_script *script, size_t offset)
{
	struct dockerfile_piece piece;
	struct strata_str before;
	struct image_place place = { .path = script->path, .line = script->line, .column = 1 };

	if (script->outer)
		return image_script_place(script->outer, script->outer_offset);
	if (offset < script->in_place) {
		piece = dockerfile_place(script->run, script->body_offset + offset);
		return (struct image_place){ STRATA_NONE, piece.line, piece.column };
	}
	before = strata_str_skip(strata_str_take(script->text, offset), script->in_place);
	for (size_t i = 0; i < before.len; i++) {
		place.line += before.ptr[i] == '\n';
		place.column = before.ptr[i] == '\n' ? 1 : place.column + 1;
	}
	return place;
}
