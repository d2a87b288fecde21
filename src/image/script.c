/*
 * script.c - see script.h.
 *
 * A command that only runs another (sudo, env, nice, ..) is looked through: what rules ask is
 * who does the work. Whoever runs a shell with -c has one more script, in a word of his.
 */
#include "image/script.h"

#include <stdarg.h>

#include "strata/buf.h"
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
	inner->text = text;
	inner->outer = outer;
	inner->outer_offset = offset;
	inner->in_place = SIZE_MAX;
	inner->saved = STRATA_MAP_INIT(r->arena);
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

static void note(struct reader *r, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void note(struct reader *r, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*strata_vec_push(r->arena, r->notes) =
		(struct dockerfile_problem){ line, strata_arena_vprintf(r->arena, format, args) };
	va_end(args);
}

static void add_command(struct reader *r, struct image_script *script,
                        const struct shell_command *shell)
{
	struct image_command *c = strata_vec_push(r->arena, &script->commands);

	c->script = script;
	c->shell = shell;
	c->words = shell->words;
	look_through(c);
	c->name = c->words.count && !c->words.items[0].dynamic
	                  ? strata_path_base(c->words.items[0].text)
	                  : STRATA_STR("");
	image_packages_read(&c->packages, c, r->arena);
	image_download_read(&c->download, c);
}

/* What holds for the script as a whole, once all its commands are there. */
static void link_commands(struct image_script *script)
{
	for (size_t i = 0; i < script->commands.count; i++) {
		struct image_command *c = &script->commands.items[i];
		struct image_command *from =
			c->shell->reads >= 0 ? &script->commands.items[c->shell->reads] : NULL;
		bool added;
		size_t *first;

		if (from)
			c->source = from->download.is ? from : from->source;
		if (from && !from->reader)
			from->reader = c;
		script->verifies = script->verifies || image_is_verification(c);
		if (!c->download.file.len)
			continue;
		first = strata_map_at(&script->saved, strata_path_base(c->download.file), &added);
		if (added)
			*first = i;
	}
}

static bool parse(struct reader *r, struct image_script *script)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (r->depth > STRATA_LIMIT_SCRIPT_DEPTH) {
		note(r, script->run->line, "scripts within scripts without end");
		return false;
	}
	if (shell_parse(&script->shell, script->text, r->arena, &err) < 0) {
		note(r, script->run->line, "%s", err.text);
		return false;
	}
	if (script->shell.broken)
		note(r, image_script_place(script, script->shell.broken_at).line,
		     "from here on this is no shell's text as far as it is understood");
	return true;
}

/* Parses the script's text and goes through its commands; inner scripts come behind it. */
static void add_commands(struct reader *r, struct image_script *script)
{
	if (!parse(r, script))
		return;
	*strata_vec_push(r->arena, r->out) = script;
	for (size_t i = 0; i < script->shell.commands.count; i++)
		add_command(r, script, &script->shell.commands.items[i]);
	link_commands(script);
	for (size_t i = 0; i < script->commands.count; i++)
		read_inner(r, script, &script->commands.items[i]);
}

static struct image_script *new_script(struct reader *r, const struct dockerfile_instruction *run)
{
	struct image_script *script = strata_arena_alloc(r->arena, sizeof(*script));

	script->run = run;
	script->in_place = SIZE_MAX;
	script->saved = STRATA_MAP_INIT(r->arena);
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

	c->reads = c->inside = -1;
	for (size_t i = 0; i < run->words.count; i++)
		*strata_vec_push(r->arena, &c->words) =
			(struct shell_word){ run->words.items[i].text, run->words.items[i].offset,
			                     false };
	*strata_vec_push(r->arena, r->out) = script;
	add_command(r, script, c);
	link_commands(script);
	read_inner(r, script, &script->commands.items[0]);
}

/* Where the lines of texts in place begin. */
static void index_lines(struct reader *r, struct image_script *script)
{
	for (size_t i = script->in_place; i < script->text.len; i++)
		if (script->text.ptr[i] == '\n')
			*strata_vec_push(r->arena, &script->lines) = i + 1;
}

/* RUN <<EOF: the text in place is the script, for the shell or for the one that it names. */
static bool read_in_place(struct reader *r, const struct dockerfile_instruction *run)
{
	const struct dockerfile_heredoc *doc = &run->heredocs.items[0];
	struct image_script *script;

	if (!strata_str_starts(run->text, STRATA_STR("<<")) ||
	    strata_str_chr(run->text, ' ') != STRATA_NPOS)
		return false;
	if (interpreter(doc->text).ptr && !is_unix_shell(interpreter(doc->text))) {
		note(r, run->line, "a script for '%.*s' is not looked into",
		     STRATA_ARG(strata_str_take(interpreter(doc->text), 60)));
		return true;
	}
	script = new_script(r, run);
	script->text = doc->text;
	script->in_place = 0;
	script->line = doc->line;
	index_lines(r, script);
	add_commands(r, script);
	return true;
}

/* The text with those in place behind it, as a shell reads them. */
static struct strata_str whole_text(struct reader *r, const struct dockerfile_instruction *run)
{
	struct strata_buf text = STRATA_BUF_INIT;
	struct strata_str out;

	strata_buf_add(&text, run->text);
	for (size_t i = 0; i < run->heredocs.count; i++) {
		strata_buf_addc(&text, '\n');
		strata_buf_add(&text, run->heredocs.items[i].text);
		strata_buf_add(&text, run->heredocs.items[i].name);
	}
	out = strata_arena_dup(r->arena, strata_buf_str(&text));
	strata_buf_release(&text);
	return out;
}

static void read_shell(struct reader *r, const struct dockerfile_instruction *run)
{
	struct image_script *script = new_script(r, run);

	script->text = run->heredocs.count ? whole_text(r, run) : run->text;
	script->body_offset = (size_t)(run->text.ptr - run->body.ptr);
	if (run->heredocs.count) {
		script->in_place = run->text.len + 1;
		script->line = run->heredocs.items[0].line;
		index_lines(r, script);
	}
	add_commands(r, script);
}

void image_scripts_read(struct image_scripts *out, const struct dockerfile_instruction *run,
                        const struct dockerfile_words *shell, struct dockerfile_problems *notes,
                        struct strata_arena *arena)
{
	struct reader r = { out, notes, arena, 0 };

	if (run->json)
		read_exec(&r, run);
	else if (shell->count && !is_unix_shell(shell->items[0].text))
		note(&r, run->line, "what '%.*s' runs is not looked into",
		     STRATA_ARG(strata_str_take(shell->items[0].text, 60)));
	else if (!run->heredocs.count || !read_in_place(&r, run))
		read_shell(&r, run);
}

/* The line of a byte of texts in place: by the beginnings of lines before it. */
static struct image_place place_in_text(const struct image_script *script, size_t offset)
{
	size_t low = 0, high = script->lines.count, start = script->in_place;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (script->lines.items[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low)
		start = script->lines.items[low - 1];
	return (struct image_place){ script->line + (unsigned)low, (unsigned)(offset - start) + 1 };
}

struct image_place image_script_place(const struct image_script *script, size_t offset)
{
	struct dockerfile_piece piece;

	if (script->outer)
		return image_script_place(script->outer, script->outer_offset);
	if (offset >= script->in_place)
		return place_in_text(script, offset);
	piece = dockerfile_place(script->run, script->body_offset + offset);
	return (struct image_place){ piece.line, piece.column };
}

bool image_is_direct(const struct image_command *command)
{
	return command->words.items == command->shell->words.items;
}

bool image_command_is(const struct image_command *command, const char *names)
{
	return command->name.len && strata_lists(names, command->name);
}

bool image_command_has(const struct image_command *command, const char *words)
{
	for (size_t i = 1; i < command->words.count; i++)
		if (strata_lists(words, command->words.items[i].text))
			return true;
	return false;
}

struct strata_str image_command_value(const struct image_command *command, const char *options)
{
	struct strata_str name, value;

	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (strata_lists(options, word))
			return i + 1 < command->words.count ? command->words.items[i + 1].text :
							      STRATA_NONE;
		if (strata_str_cut(&name, &value, word, '=') && strata_lists(options, name))
			return value;
	}
	return STRATA_NONE;
}
