/* ignore.c - see ignore.h. */
#include "sast/ignore.h"

#define MARK "strata:ignore["

struct suppression {
	struct strata_str rules, reason, until;
	unsigned line;        /* where it stands */
	unsigned first, last; /* lines that it is about */
};

/* A comment and nothing else: then it is about what comes below. */
static bool stands_alone(const struct code_told *t, struct syntax_node comment)
{
	unsigned line = code_line_of(&t->lines, syntax_start(comment));
	uint32_t from = t->lines.starts[line - 1];

	for (uint32_t i = from; i < syntax_start(comment); i++)
		if (!strata_is_space(t->file->text.ptr[i]))
			return false;
	return true;
}

/* The reason ends before what closes a comment. */
static struct strata_str trim_end(struct strata_str text)
{
	static const char *const ends[] = { "*/", "-->", "%>" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t at = strata_str_find(text, strata_str_of(ends[i]));

		if (at != STRATA_NPOS)
			text = strata_str_take(text, at);
	}
	return strata_str_trim(text);
}

static void read_until(struct suppression *s)
{
	size_t at = strata_str_find(s->reason, STRATA_STR("until="));
	struct strata_str rest;

	if (at == STRATA_NPOS || (at && !strata_is_space(s->reason.ptr[at - 1])))
		return;
	s->until = strata_str_skip(s->reason, at + 6);
	strata_str_cut(&s->until, &rest, s->until, ' ');
	rest = strata_str_trim(rest);
	s->reason = rest.len ? rest : strata_str_trim(strata_str_take(s->reason, at));
}

static void note(struct code_told *t, const struct suppression *s, const char *what,
		 struct strata_str subject)
{
	*strata_vec_push(t->kept, &t->file->notes) = (struct strata_note){
		.path = t->file->path, .line = s->line,
		.reason = strata_arena_printf(t->kept, "%s'%.*s'", what, STRATA_ARG(subject)),
	};
}

static bool means(struct strata_str written, struct strata_str id)
{
	if (strata_str_ends(written, STRATA_STR("*")))
		return strata_str_starts(id, strata_str_take(written, written.len - 1));
	return strata_str_eq(written, id);
}

static bool ignore_rule(struct code_told *t, const struct suppression *s, struct strata_str rule,
			bool ended)
{
	bool used = false;

	for (size_t i = 0; i < t->file->findings.count; i++) {
		struct strata_finding *f = &t->file->findings.items[i];

		if (f->line > s->last || f->end_line < s->first || !means(rule, f->id))
			continue;
		used = true;
		if (ended || f->ignored)
			continue;
		f->ignored = f->ignored_in_source = true;
		f->ignored_reason = strata_arena_dup(t->kept, s->reason);
		f->ignored_until = s->until.ptr ? strata_arena_dup(t->kept, s->until) : STRATA_NONE;
	}
	return used;
}

static void apply(struct code_told *t, const struct suppression *s)
{
	struct strata_str rule, rest = s->rules;
	bool ended = s->until.ptr && strata_str_cmp(s->until, t->file->today) < 0;

	if (!s->reason.len) {
		note(t, s, "a suppression needs a reason: ", s->rules);
		return;
	}
	if (s->until.ptr && !strata_str_is_day(s->until)) {
		note(t, s, "a suppression ends on no day like 2026-01-31: ", s->until);
		return;
	}
	while (rest.ptr) {
		strata_str_cut(&rule, &rest, rest, ',');
		rule = strata_str_trim(rule);
		if (!ignore_rule(t, s, rule, ended))
			note(t, s, "this suppression matches no finding, remove it: ", rule);
		else if (ended)
			note(t, s, "this suppression has ended, its findings count again: ", rule);
	}
}

static void read_suppression(struct code_told *t, const struct syntax_tree *tree, size_t at)
{
	struct syntax_node node = syntax_node_at(tree, (uint32_t)at);
	struct suppression s = { 0 };
	struct strata_str rest, line;

	if (!node.id || !strstr(syntax_kind_name(node), "comment"))
		return;
	s.line = code_line_of(&t->lines, (uint32_t)at);
	strata_str_cut(&line, &rest, strata_str_skip(t->file->text, at + sizeof(MARK) - 1), '\n');
	if (!strata_str_cut(&s.rules, &s.reason, line, ']'))
		return;
	s.reason = trim_end(s.reason);
	read_until(&s);
	s.first = s.last = s.line;
	if (stands_alone(t, node))
		s.first = s.last = code_line_of(&t->lines, syntax_end(node) - 1) + 1;
	apply(t, &s);
}

void code_ignore(struct code_told *told, const struct syntax_tree *tree)
{
	size_t at = 0, next;

	while ((next = strata_str_find(strata_str_skip(told->file->text, at), STRATA_STR(MARK))) !=
	       STRATA_NPOS) {
		read_suppression(told, tree, at + next);
		at += next + sizeof(MARK) - 1;
	}
}
