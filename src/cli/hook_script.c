/*
 * hook_script.c - the few lines of shell that git runs as a hook; see hook_script.h.
 *
 * The other hook runs first, with the same input and arguments; its status counts.
 * POSIX sh: git brings no other.
 */
#include "cli/hook_script.h"

#include <string.h>

static const char first_line[] = "#!/bin/sh\n# A hook of strata's.";

static bool reads_input(const char *hook)
{
	static const char *const names[] = { "pre-push", "pre-receive" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(hook, names[i]) == 0)
			return true;
	return false;
}

static void put_quoted(struct strata_buf *out, const char *text)
{
	strata_buf_addc(out, '\'');
	for (; *text; text++)
		if (*text == '\'')
			strata_buf_add(out, STRATA_STR("'\\''"));
		else
			strata_buf_addc(out, *text);
	strata_buf_addc(out, '\'');
}

static void put_other(struct strata_buf *out, const struct hook_script *s)
{
	if (s->global)
		strata_buf_addf(out, "other=$(git rev-parse --git-common-dir)/hooks/%s\n", s->hook);
	else
		strata_buf_add(out, STRATA_STR("other=$0" HOOK_CHAINED "\n"));
}

/* The input is read once, and given to both. */
static void put_chain(struct strata_buf *out, bool input)
{
	strata_buf_add(out, input ? STRATA_STR("input=$(cat)\n"
					       "give() { [ -z \"$input\" ] || printf '%s\\n' \"$input\"; }\n"
					       "if [ -x \"$other\" ]; then\n"
					       "\tgive | \"$other\" \"$@\" || exit\n"
					       "fi\n")
				  : STRATA_STR("if [ -x \"$other\" ]; then\n"
					       "\t\"$other\" \"$@\" || exit\n"
					       "fi\n"));
}

static void put_search(struct strata_buf *out, const struct hook_script *s)
{
	strata_buf_add(out, STRATA_STR("strata="));
	put_quoted(out, s->program);
	strata_buf_addf(out,
			"\n[ -x \"$strata\" ] || strata=$(command -v strata) || {\n"
			"\techo \"strata: the program is gone, nothing was judged: install it again, or "
			"remove '$0'\" >&2\n"
			"\texit %d\n"
			"}\n",
			s->strict);
}

void hook_script_write(struct strata_buf *out, const struct hook_script *s)
{
	bool input = reads_input(s->hook);

	strata_buf_addf(out, "%s 'strata hook uninstall %s%s' takes it away.\n", first_line, s->hook,
			s->global ? " --global" : "");
	put_other(out, s);
	if (!s->program) {
		strata_buf_add(out, STRATA_STR("[ ! -x \"$other\" ] || exec \"$other\" \"$@\"\n"));
		return;
	}
	put_chain(out, input);
	put_search(out, s);
	/* What is said is no output of git's: 'git push --porcelain' is read by programs. */
	strata_buf_addf(out, "%s\"$strata\" hook run %s%s -- \"$@\" >&2\n", input ? "give | " : "exec ",
			s->hook, s->strict ? " --strict" : "");
}

bool hook_script_is(struct strata_str bytes)
{
	return strata_str_starts(bytes, strata_str_of(first_line));
}
