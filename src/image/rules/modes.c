/* modes.c - files that everybody may write, or that run as their owner. */
#include "image/check.h"

/* "777", "0777", "4755", "a+w", "u+s". */
static bool is_loose(struct strata_str mode)
{
	bool octal = mode.len >= 3 && mode.len <= 4;

	for (size_t i = 0; i < mode.len; i++)
		octal = octal && mode.ptr[i] >= '0' && mode.ptr[i] <= '7';
	if (octal)
		return (mode.len == 4 && (mode.ptr[0] - '0') & 6) ||
		       (mode.ptr[mode.len - 1] - '0') == 7 || (mode.ptr[mode.len - 1] - '0') == 6;
	return strata_lists(
		"a+w a+rw a+rwx o+w o+rw o+rwx ugo+rwx +w u+s g+s +s ug+s ugo+w a=rwx ugo=rwx",
		mode);
}

static void check_command(struct image_check *c, const struct image_command *command)
{
	for (size_t i = 1; image_command_is(command, "chmod") && i < command->words.count; i++) {
		struct strata_str mode = command->words.items[i].text;

		if (mode.len && mode.ptr[0] == '-')
			continue;
		if (is_loose(mode))
			image_report_at(c, image_place_of(command), NULL,
			                "chmod %.*s: everybody may write, or it runs as its owner",
			                STRATA_ARG(mode));
		return;
	}
}

static void check_instruction(struct image_check *c, const struct dockerfile_instruction *i)
{
	struct strata_str mode;

	if (i->keyword != DOCKERFILE_COPY && i->keyword != DOCKERFILE_ADD)
		return;
	mode = dockerfile_flag(i, "chmod");
	if (mode.len && is_loose(mode))
		image_report_at(c, image_place_in(i, 0), NULL,
		                "--chmod=%.*s: everybody may write, or it runs as its owner",
		                STRATA_ARG(mode));
}

const struct image_rule image_rule_LAY023 = {
	.id = "LAY023",
	.title = "loose permissions",
	.why = "any process of the container can change what others run",
	.remedy = "755 for programs, 644 for files, and an owner by COPY --chown",
	.severity = STRATA_SEVERITY_MEDIUM,
	.instruction = check_instruction,
	.command = check_command,
};
