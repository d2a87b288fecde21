/*
 * edits.c - manifests that are changed: src/fix/edit.c, json_edit.c, yaml_edit.c, requirement.c.
 *
 * The input is a text to be changed, then behind a NUL a name and a version. Whatever the text
 * is, a change that is made leaves a text that the reader of its kind reads, that has what was
 * put in, and that a second time changes no further; a raised requirement admits its version.
 */
#include <stdlib.h>

#include "fix/requirement.h"
#include "fix/yaml_edit.h"
#include "text/json.h"
#include "text/utf8.h"
#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static const struct fix_members *members_of(const struct fix_member *m, struct strata_arena *arena)
{
	struct fix_members *members = strata_arena_alloc(arena, sizeof(*members));

	*strata_vec_push(arena, members) = *m;
	return members;
}

static void set_json(struct strata_str text, const struct fix_member *m, struct strata_arena *arena)
{
	static const char *const path[] = { "a", "b", NULL };
	struct fix_edits edits = { 0 };
	struct strata_str after;
	struct node *top;

	if (fix_json_set(&edits, text, path, members_of(m, arena), arena, NULL) < 0)
		return;
	after = fix_edits_apply(text, &edits, arena);
	check(json_tree(&top, after, JSON_STRICT, arena, NULL) == 0);
	check(node_get_str(node_path(top, "a/b"), m->key) != NULL);
	edits.count = 0;
	check(fix_json_set(&edits, after, path, members_of(m, arena), arena, NULL) == 0);
	check(strata_str_eq(fix_edits_apply(after, &edits, arena), after));
}

static void set_yaml(struct strata_str text, const struct fix_member *m, struct strata_arena *arena)
{
	struct fix_edits edits = { 0 };
	struct strata_str after;
	const struct node *there;
	struct node *top;

	if (fix_yaml_set(&edits, text, "a", members_of(m, arena), arena, NULL) < 0)
		return;
	after = fix_edits_apply(text, &edits, arena);
	check(yaml_map(&top, after, arena, NULL) == 0);
	there = node_get_str(node_map(top, "a"), m->key);
	check(there && strata_str_eq(there->text, m->value));
}

static void raise(struct strata_str written, struct strata_str version, struct strata_arena *arena)
{
	static const struct strata_ecosystem *const all[] = {
		&strata_ecosystem_npm,	    &strata_ecosystem_cargo,	&strata_ecosystem_pypi,
		&strata_ecosystem_rubygems, &strata_ecosystem_composer, &strata_ecosystem_go,
	};
	struct strata_str out;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->versions->valid(version) &&
		    fix_requirement_raise(&out, all[i], written, version, arena) &&
		    all[i] != &strata_ecosystem_go)
			check(fix_requirement_admits(all[i], out, version, arena));
	fix_crosses_major(written, version);
}

/* Slices of the text give way to each other, overlapping or not. */
static void splice(struct strata_str text, struct strata_str with, struct strata_arena *arena)
{
	struct fix_edits edits = { 0 };
	struct strata_str after;
	size_t most = text.len;

	for (size_t i = 0; i < with.len; i++) {
		size_t at = (unsigned char)with.ptr[i] % (text.len + 1), len = i % 5;

		*strata_vec_push(arena, &edits) = (struct fix_edit){ at, len, with };
		most += with.len;
	}
	after = fix_edits_apply(text, &edits, arena);
	check(after.len <= most);
	fix_line_at(text, with.len);
	fix_indent_at(text, text.len / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str text, rest = { (const char *)data, size };
	struct fix_member m = { STRATA_STR("left-pad"), STRATA_STR("^1.2.3") };

	strata_str_cut(&text, &rest, rest, '\0');
	if (rest.len)
		strata_str_cut(&m.key, &m.value, rest, '\0');
	if (!m.key.len || !m.value.len)
		m = (struct fix_member){ STRATA_STR("left-pad"), STRATA_STR("1.2.3") };
	if (utf8_valid(m.key) && utf8_valid(m.value)) {
		set_json(text, &m, &arena);
		set_yaml(text, &m, &arena);
	}
	raise(text, m.value, &arena);
	splice(text, strata_str_take(m.value, 64), &arena);
	strata_arena_release(&arena);
	return 0;
}
