/*
 * weak_keys.c - keys for packages that are trusted for everything, or taken by a name that is
 * easy to imitate.
 *
 * apt-key makes a key good for all sources of packages, and is gone from Debian 13 on. A key's
 * id of 8 or 16 digits can be made to measure; its fingerprint has 40, or 64.
 */
#include "image/check.h"

enum { FINGERPRINT = 40 };

static size_t hex_digits(struct strata_str s)
{
	size_t n = 0;

	if (strata_str_starts(s, STRATA_STR("0x")) || strata_str_starts(s, STRATA_STR("0X")))
		s = strata_str_skip(s, 2);
	while (n < s.len && (strata_is_digit(s.ptr[n]) || (s.ptr[n] >= 'a' && s.ptr[n] <= 'f') ||
	                     (s.ptr[n] >= 'A' && s.ptr[n] <= 'F')))
		n++;
	return n == s.len ? n : 0;
}

static bool is_short_id(struct image_check *c, const struct shell_word *word)
{
	size_t digits = hex_digits(word->dynamic ? image_expand(c, word->text) : word->text);

	return digits >= 8 && digits < FINGERPRINT;
}

static void check_receive(struct image_check *c, const struct image_command *command)
{
	if (!image_command_has(command, "--recv-keys --recv-key --recv"))
		return;
	for (size_t i = 1; i < command->words.count; i++)
		if (is_short_id(c, &command->words.items[i])) {
			image_report_at(c, image_place_of_word(command, &command->words.items[i]),
			                NULL, "a key is fetched by its short id %.*s",
			                STRATA_ARG(strata_str_take(command->words.items[i].text,
			                                           40)));
			return;
		}
}

static void check(struct image_check *c, const struct image_command *command)
{
	if (image_command_is(command, "apt-key") && image_command_has(command, "add adv"))
		image_report_at(c, image_place_of(command), NULL,
		                "apt-key makes the key good for every source of packages");
	else if (image_command_is(command, "gpg gpg2"))
		check_receive(c, command);
}

const struct image_rule image_rule_LAY019 = {
	.id = "LAY019",
	.title = "a key is trusted too far, or by a short id",
	.why = "its owner, or who made one of the same id, can replace any package",
	.remedy = "a file in /etc/apt/keyrings that 'signed-by' names, and the whole fingerprint",
	.severity = STRATA_SEVERITY_MEDIUM,
	.command = check,
};
