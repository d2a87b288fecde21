/* starlark.c - calls with literal arguments; see starlark.h. */
#include "bazel/starlark.h"

enum { MOST_OPEN = 8 };

size_t starlark_behind(struct script *s, size_t i, unsigned *open)
{
	size_t at = i, depth = 0;

	for (; script_at(s, at)->kind != SCRIPT_END; at++) {
		depth += script_opens(s, at);
		if (script_closes(s, at) && --depth == 0)
			return at;
	}
	strata_facts_note(s->out, script_at(s, i)->line, "brackets that are not closed");
	if (++*open < MOST_OPEN)
		return i;
	strata_facts_note(s->out, script_at(s, i)->line, "what follows is not read");
	return at;
}

size_t starlark_value(const struct script *s, size_t i, const char *name)
{
	for (i++; script_at(s, i)->kind != SCRIPT_END && !script_closes(s, i);
	     i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (script_word(s, i, name) && script_sign(s, i + 1, '='))
			return i + 2;
	}
	return 0;
}

struct strata_str starlark_argument(const struct script *s, size_t i, const char *name,
				    unsigned *line)
{
	size_t at = starlark_value(s, i, name);

	if (!at)
		return STRATA_NONE;
	*line = script_at(s, at)->line;
	return script_at(s, at)->text;
}

void starlark_add_artifact(struct script *s, const struct script_token *t)
{
	size_t first = strata_str_chr(t->text, ':'), last = strata_str_rchr(t->text, ':'), second;
	struct strata_package *p;

	if (first == STRATA_NPOS) {
		strata_facts_note(s->out, t->line, "'%.*s' is no group:name:version",
				  STRATA_ARG(t->text));
		return;
	}
	second = strata_str_chr(strata_str_skip(t->text, first + 1), ':');
	p = strata_facts_add(s->out,
			     second == STRATA_NPOS ? t->text
						   : strata_str_take(t->text, first + 1 + second),
			     first == last ? STRATA_NONE : strata_str_skip(t->text, last + 1),
			     t->line);
	p->ecosystem = &strata_ecosystem_maven;
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
}

/* maven.artifact(group = "g", artifact = "a", version = "1"), from its bracket on. */
static void add_made(struct script *s, size_t i)
{
	unsigned line = script_at(s, i)->line, ignored;
	struct strata_str group = starlark_argument(s, i, "group", &ignored);
	struct strata_str name = starlark_argument(s, i, "artifact", &ignored);
	struct strata_str version = starlark_argument(s, i, "version", &line);
	struct strata_package *p;

	if (!group.len || !name.len) {
		strata_facts_note(s->out, line, "artifact without a group or a name");
		return;
	}
	p = strata_facts_add(s->out, strata_arena_join(s->out->arena, group, STRATA_STR(":"), name),
			     version.len ? version : STRATA_NONE, line);
	p->ecosystem = &strata_ecosystem_maven;
	p->scope = STRATA_SCOPE_PROD;
	p->direct = STRATA_YES;
}

void starlark_add_artifacts(struct script *s, size_t i)
{
	i = starlark_value(s, i, "artifacts");
	if (!i || !script_sign(s, i, '['))
		return;
	for (i++; script_at(s, i)->kind != SCRIPT_END && !script_closes(s, i); i = script_skip(s, i)) {
		if (script_sign(s, i, ','))
			i++;
		if (script_text(s, i) && (script_sign(s, i + 1, ',') || script_closes(s, i + 1)))
			starlark_add_artifact(s, script_at(s, i));
		else if (script_word(s, i + 2, "artifact") && script_sign(s, i + 3, '('))
			add_made(s, i + 3);
		else if (!script_closes(s, i))
			script_note(s, i);
	}
}
