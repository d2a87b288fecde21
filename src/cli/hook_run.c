/*
 * hook_run.c - strata hook run: what git's hooks call.
 *
 *	pre-commit                  what is staged against HEAD
 *	pre-push REMOTE URL         lines "LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID"
 *	pre-receive                 lines "OLD NEW REF"
 *	update REF OLD NEW          one of them
 *
 * Nothing is asked of the terminal or the network. A status that is not 0 blocks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/hook.h"
#include "strata/limits.h"

static int open_hook(struct hook *h, struct options *options, struct strata_error *err)
{
	struct source_options source = {
		.path = ".",
		.snapshot = h->kind == HOOK_PRE_COMMIT ? SOURCE_INDEX : SOURCE_REVISION,
		.trust_index = true, /* git has just written it, and commits what it says */
	};
	int rc = scan_now(&h->scan.now, options, &h->scan.arena, err);

	h->options = options;
	h->scan.as_of = options->as_of ? h->scan.now : STRATA_NONE;
	return rc < 0 ? rc : source_open(&h->scan.source, &source, err);
}

/* --- what was found ------------------------------------------------------------------------ */

bool hook_has_starter_only(const struct hook *h)
{
	const char *asked = h->options->database;

	return h->scan.database && advisory_status(h->scan.database)->kind == ADVISORY_STARTER &&
	       !(asked && strcmp(asked, "starter") == 0);
}

static enum status status_of(const struct hook *h, const struct hook_verdict *v)
{
	if (v->blocking)
		return STATUS_FINDINGS;
	if (h->scan.database &&
	    ((hook_has_starter_only(h) && h->options->strict) ||
	     status_is_too_old(h->scan.now, advisory_status(h->scan.database), h->options)))
		return STATUS_DATABASE;
	if (h->options->strict && v->notes.count)
		return STATUS_INCOMPLETE;
	return STATUS_CLEAN;
}

/* The short text stands for the table, which is for who looks at a whole repository. */
static bool wants_text(const struct options *options)
{
	const struct output *first = &options->outputs.items[0];

	return options->outputs.count == 1 && !first->path &&
	       strcmp(first->writer->name, "table") == 0;
}

static int show(struct hook *h, struct hook_verdict *v, const struct hook_change *change,
		struct strata_error *err)
{
	if (!wants_text(h->options))
		return hook_report(v, h, change, err);
	hook_tell(v, h, change);
	return 0;
}

/* The worse of what was there before and the verdict on one change. */
static int judge(int *status, struct hook *h, const struct hook_change *change,
		 struct strata_error *err)
{
	struct hook_verdict v = { 0 };
	int rc = hook_judge(&v, h, change, err);
	enum status mine;

	if (rc == 0 && v.blocking && change->ref.ptr)
		hook_find_origins(&v, h, change);
	if (rc == 0 && (v.touched || !wants_text(h->options)))
		rc = show(h, &v, change, err);
	if (rc == 0) {
		mine = status_of(h, &v);
		if (mine == STATUS_FINDINGS || *status == STATUS_CLEAN)
			*status = (int)mine;
	}
	hook_verdict_release(&v);
	return rc;
}

/* --- commits --------------------------------------------------------------------------------- */

/* What the other side of a merge has is not brought in by the commit that ends it. */
static int take_staged(struct hook_change *change, struct hook *h, struct strata_error *err)
{
	struct source *source = h->scan.source;
	struct source_id other;
	int rc;

	change->from_nothing = !source_info(source)->revision.ptr;
	if (change->from_nothing)
		return 0;
	if (!source_find(&change->base, source, "HEAD"))
		return strata_fail(err, STRATA_EREPOSITORY, 0, "HEAD cannot be read");
	rc = source_tree_of(&change->base_tree, source, &change->base, &h->scan.arena, err);
	if (rc == 0 && source_find(&other, source, "MERGE_HEAD"))
		rc = source_tree_of(strata_vec_push(&h->scan.arena, &change->also), source, &other,
				    &h->scan.arena, err);
	return rc;
}

static int run_commit(int *status, struct hook *h, struct strata_error *err)
{
	struct hook_change change = { 0 };
	int rc = take_staged(&change, h, err);

	if (rc == 0 && !change.from_nothing)
		rc = hook_add_policy(&change, h, &change.base_tree, err);
	if (rc == 0)
		rc = hook_add_staged_policy(&change, h, err);
	return rc < 0 ? rc : judge(status, h, &change, err);
}

/* --- pushes ---------------------------------------------------------------------------------- */

static int run_line(int *status, struct hook *h, const struct hook_line *line,
		    struct strata_error *err)
{
	struct hook_change change = { 0 };
	bool judged = false;
	int rc = hook_change_of(&change, &judged, h, line, err);

	return rc < 0 || !judged ? rc : judge(status, h, &change, err);
}

static int read_line(struct hook_line *out, struct hook *h, struct strata_str text,
		     struct strata_error *err)
{
	struct strata_str words[4] = { { 0 } }, rest = text;
	size_t count = h->kind == HOOK_PRE_PUSH ? 4 : 3;

	for (size_t i = 0; i < count; i++)
		strata_str_cut(&words[i], &rest, rest, ' ');
	if (!words[count - 1].len || rest.ptr)
		return strata_fail(err, STRATA_EUSAGE, 0, "git's %s hook has no line '%.*s'",
				   hook_kind_name(h->kind), STRATA_ARG(text));
	if (h->kind == HOOK_PRE_PUSH)
		*out = (struct hook_line){ .ref = words[2], .old = words[3], .new = words[1] };
	else
		*out = (struct hook_line){ .ref = words[2], .old = words[0], .new = words[1] };
	return 0;
}

/* The pre-commit framework keeps git's lines to itself, and tells them by its environment. */
static struct strata_str framework_line(struct strata_arena *arena)
{
	const char *from = getenv("PRE_COMMIT_FROM_REF"), *to = getenv("PRE_COMMIT_TO_REF");
	const char *local = getenv("PRE_COMMIT_LOCAL_BRANCH");
	const char *remote = getenv("PRE_COMMIT_REMOTE_BRANCH");

	if (!from || !to || !remote)
		return STRATA_NONE;
	return strata_arena_printf(arena, "%s %s %s %s", local ? local : "HEAD", to, remote, from);
}

static int read_input(struct strata_str *out, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_buf b = STRATA_BUF_INIT;
	char some[4096];
	size_t got;

	while ((got = fread(some, 1, sizeof(some), stdin)) > 0 && b.len <= STRATA_LIMIT_PUSH_BYTES)
		strata_buf_add(&b, (struct strata_str){ some, got });
	*out = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	if (out->len > STRATA_LIMIT_PUSH_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "the push names more refs than fit in %u MiB",
				   STRATA_LIMIT_PUSH_BYTES >> 20);
	return 0;
}

static int run_lines(int *status, struct hook *h, const char *remote, struct strata_error *err)
{
	struct strata_str line, rest = remote ? framework_line(&h->scan.arena) : STRATA_NONE;
	struct hook_line taken;
	int rc = rest.ptr ? 0 : read_input(&rest, &h->scan.arena, err);

	while (rc == 0 && rest.len) {
		strata_str_cut(&line, &rest, rest, '\n');
		if (line.len == 0)
			continue;
		if ((rc = read_line(&taken, h, line, err)) < 0)
			break;
		taken.remote = remote;
		rc = run_line(status, h, &taken, err);
	}
	return rc;
}

static const char *remote_name(const struct hook *h)
{
	const char *told = getenv("PRE_COMMIT_REMOTE_NAME");

	if (h->options->arg_count > 2)
		return h->options->args[2];
	return told ? told : "";
}

static int run_kind(int *status, struct hook *h, struct strata_error *err)
{
	char **args = h->options->args + 2;
	int count = h->options->arg_count - 2;

	switch (h->kind) {
	case HOOK_PRE_COMMIT: return run_commit(status, h, err);
	case HOOK_PRE_PUSH: return run_lines(status, h, remote_name(h), err);
	case HOOK_PRE_RECEIVE: return run_lines(status, h, NULL, err);
	case HOOK_UPDATE: break;
	}
	if (count != 3)
		return strata_fail(err, STRATA_EUSAGE, 0, "'strata hook run update' needs REF OLD NEW");
	return run_line(status, h,
			&(struct hook_line){ .ref = strata_str_of(args[0]),
					     .old = strata_str_of(args[1]),
					     .new = strata_str_of(args[2]) },
			err);
}

int hook_run(struct options *options, struct strata_error *err)
{
	struct hook h = { 0 };
	int status = STATUS_CLEAN, rc;

	if (options->arg_count < 2)
		return strata_fail(err, STRATA_EUSAGE, 0, "'strata hook run' needs the hook's name");
	if ((rc = hook_kind_named(&h.kind, options->args[1], err)) < 0)
		return rc;
	if ((rc = open_hook(&h, options, err)) == 0)
		rc = run_kind(&status, &h, err);
	scan_release(&h.scan);
	return rc < 0 ? rc : status;
}
