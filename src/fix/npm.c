/*
 * npm.c - how package.json is changed; see manner.h.
 *
 * What nobody asks for directly is pinned for whichever manager keeps the lockfile: npm by
 * "overrides", yarn by "resolutions", pnpm by "pnpm": {"overrides"}, or in pnpm-workspace.yaml
 * where the project has such overrides, or a pnpm that reads them there (since 10). Where the project has
 * several versions of a package, the one that is too old is named by a range, so that the
 * others stay; yarn has no such thing.
 *
 * Rules: the documentation of npm ("package.json", overrides), yarn ("Selective dependency
 * resolutions") and pnpm ("Settings", overrides), 2026-11.
 */
#include "fix/manner.h"
#include "fix/requirement.h"
#include "fix/yaml_edit.h"
#include "text/json.h"
#include "text/yaml.h"

enum manager { NPM, YARN, PNPM, BUN };

static enum manager manager_of(const struct fix_manifest *m)
{
	struct strata_str lock = strata_str_of(m->lock_format ? m->lock_format : "");

	if (strata_str_starts(lock, STRATA_STR("npm/yarn")))
		return YARN;
	if (strata_str_eq(lock, STRATA_STR("npm/pnpm-lock")))
		return PNPM;
	return strata_str_eq(lock, STRATA_STR("npm/bun-lock")) ? BUN : NPM;
}

/* Of "packageManager": "pnpm@10.1.0"; 0: it does not tell. */
static uint64_t pnpm_major(const struct fix_manifest *m, struct strata_arena *arena)
{
	struct strata_str text;
	struct node *top;
	uint64_t major = 0;

	if (json_tree(&top, m->bytes, JSON_STRICT, arena, NULL) < 0)
		return 0;
	text = node_text(top, "packageManager");
	if (strata_str_starts(text, STRATA_STR("pnpm@"))) {
		text = strata_str_skip(text, 5);
		strata_str_u64(&major, strata_str_take(text, strata_str_chr(text, '.')));
	}
	return major;
}

static struct strata_str override_file(const struct fix_manifest *m, struct strata_arena *arena)
{
	struct strata_str folder = strata_path_dir(m->lock), bytes;
	struct strata_str path = strata_arena_join(arena, folder,
						   folder.len ? STRATA_STR("/") : STRATA_STR(""),
						   STRATA_STR("pnpm-workspace.yaml"));
	struct node *top;

	if (manager_of(m) != PNPM || fix_read(&bytes, m->task, path, NULL) < 0)
		return STRATA_NONE;
	if (pnpm_major(m, arena) >= 10)
		return path;
	return yaml_map(&top, bytes, arena, NULL) == 0 && node_get(top, "overrides") ? path
										    : STRATA_NONE;
}

static bool is_yaml(const struct fix_manifest *m)
{
	return strata_str_ends(m->path, STRATA_STR(".yaml"));
}

static const char *override_word(const struct fix_manifest *m)
{
	if (manager_of(m) == YARN)
		return "resolutions";
	return manager_of(m) == PNPM && !is_yaml(m) ? "pnpm.overrides" : "overrides";
}

static struct fix_member member_of(const struct fix_pin *pin, enum manager manager,
				   struct strata_arena *arena)
{
	struct fix_member member = { pin->name, fix_requirement_from(&strata_ecosystem_npm,
								     pin->version, arena) };

	/* npm refuses an override of what the project asks for that is not just that. */
	if (pin->direct && manager != YARN)
		member.value = strata_arena_join(arena, STRATA_STR("$"), pin->name, STRATA_NONE);
	else if (pin->several && manager != YARN)
		member.key = STRATA_CONCAT(arena, pin->name, STRATA_STR("@<"), pin->version);
	return member;
}

static int override(struct fix_edits *out, const struct fix_manifest *m, const struct fix_pins *pins,
		    struct strata_arena *arena, struct strata_error *err)
{
	static const char *const npm[] = { "overrides", NULL };
	static const char *const yarn[] = { "resolutions", NULL };
	static const char *const pnpm[] = { "pnpm", "overrides", NULL };
	enum manager manager = manager_of(m);
	struct fix_members members = { 0 };

	for (size_t i = 0; i < pins->count; i++)
		*strata_vec_push(arena, &members) = member_of(&pins->items[i], manager, arena);
	if (is_yaml(m))
		return fix_yaml_set(out, m->bytes, "overrides", &members, arena, err);
	return fix_json_set(out, m->bytes, manager == YARN ? yarn : manager == PNPM ? pnpm : npm,
			    &members, arena, err);
}

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	static const char *const commands[] = { "npm install", "yarn install", "pnpm install",
						"bun install" };

	(void)arena;
	return m->lock.len ? strata_str_of(commands[manager_of(m)]) : STRATA_NONE;
}

/* yarn has no command that takes a newer version of what only others ask for. */
static struct strata_str refresh(const struct fix_manifest *m, const struct fix_change *change,
				 struct strata_arena *arena)
{
	static const char *const commands[] = { "npm update ", NULL, "pnpm update ", "bun update " };

	return manager_of(m) == YARN
		       ? STRATA_NONE
		       : strata_arena_join(arena, strata_str_of(commands[manager_of(m)]), change->name,
					   STRATA_NONE);
}

const struct fix_manner fix_manner_npm = {
	.formats = "npm/package-json",
	.override_word = override_word,
	.override = override,
	.override_file = override_file,
	.step = step,
	.refresh = refresh,
};
