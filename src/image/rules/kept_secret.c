/*
 * kept_secret.c - a secret that was mounted for one RUN, and is written into its layer.
 *
 * Told of are commands that copy the mounted file, and those that put it into another by ">":
 * directly, or as "$(cat ..)" in their words. What the same RUN takes away again is not kept.
 */
#include "image/check.h"

static struct strata_str target_of(struct image_check *c, const struct dockerfile_flag *mount)
{
	struct strata_str target = dockerfile_mount_target(mount), id = dockerfile_mount(mount, "id");

	return target.len || !id.len ? target
	                             : STRATA_CONCAT(c->arena, STRATA_STR("/run/secrets/"), id);
}

/* A variable that the secret is put into: "env=TOKEN"; absent without one. */
static struct strata_str variable_of(const struct dockerfile_flag *mount)
{
	return dockerfile_mount(mount, "env");
}

static bool mentions(const struct image_command *command, struct strata_str what)
{
	for (size_t i = 1; what.len && i < command->words.count; i++)
		if (strata_str_find(command->words.items[i].text, what) != STRATA_NPOS)
			return true;
	return false;
}

static bool mentions_variable(struct image_check *c, const struct image_command *command,
                              struct strata_str name)
{
	return name.len &&
	       (mentions(command, strata_arena_join(c->arena, STRATA_STR("$"), name, STRATA_NONE)) ||
	        mentions(command, STRATA_CONCAT(c->arena, STRATA_STR("${"), name, STRATA_STR("}"))));
}

static bool is_kept(const struct image_run *run, struct strata_str file)
{
	return file.len && !strata_str_starts(file, STRATA_STR("/dev/")) &&
	       !strata_str_starts(file, STRATA_STR("/proc/")) && !image_run_mounts(run, file) &&
	       !image_run_removes(run, file);
}

/* Where the command leaves what it reads; absent when nowhere. */
static struct strata_str kept_in(const struct image_run *run, const struct image_command *command)
{
	const struct image_command *last = command->reader ? command->reader : command;
	struct strata_str file;

	if (image_command_is(command, "cp install ln mv") && command->words.count > 2) {
		file = command->words.items[command->words.count - 1].text;
		return is_kept(run, file) && !image_command_is(command, "ln") ? file : STRATA_NONE;
	}
	for (size_t i = 0; i < last->shell->redirects.count; i++) {
		const struct shell_redirect *r = &last->shell->redirects.items[i];

		if (r->sign.len && r->sign.ptr[0] == '>' && is_kept(run, r->target.text))
			return r->target.text;
	}
	if (image_command_is(last, "tee") && last->words.count > 1) {
		file = last->words.items[last->words.count - 1].text;
		return is_kept(run, file) ? file : STRATA_NONE;
	}
	return STRATA_NONE;
}

static void check_mount(struct image_check *c, const struct image_run *run,
                        const struct dockerfile_flag *mount)
{
	struct strata_str target = target_of(c, mount), variable = variable_of(mount);

	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++) {
			const struct image_command *command =
				&run->scripts.items[s]->commands.items[k];
			struct strata_str file;

			if (!mentions(command, target) && !mentions_variable(c, command, variable))
				continue;
			file = kept_in(run, command);
			if (file.len)
				image_report_at(c, image_place_of(command), NULL,
				                "the secret is written into the layer, as %.*s",
				                STRATA_ARG(strata_str_take(file, 120)));
		}
}

static void check(struct image_check *c, const struct image_run *run)
{
	for (size_t i = 0; i < run->run->flags.count; i++) {
		const struct dockerfile_flag *flag = &run->run->flags.items[i];

		if (strata_str_eq(flag->name, STRATA_STR("mount")) &&
		    strata_str_eq(dockerfile_mount(flag, "type"), STRATA_STR("secret")))
			check_mount(c, run, flag);
	}
}

const struct image_rule image_rule_LAY015 = {
	.id = "LAY015",
	.title = "a mounted secret is kept in a layer",
	.why = "whoever can pull the image can read it, which the mount was there to prevent",
	.remedy = "mount the secret where the command looks for it: --mount=type=secret,target=..",
	.severity = STRATA_SEVERITY_MEDIUM,
	.run = check,
};
