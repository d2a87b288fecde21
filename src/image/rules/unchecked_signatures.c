/* unchecked_signatures.c - checks of signatures and certificates that are turned off. */
#include "image/check.h"

static const struct {
	const char *commands, *words;
} rows[] = {
	{ "apt-get apt aptitude",
	  "--allow-unauthenticated --force-yes --allow-insecure-repositories" },
	{ "apk", "--allow-untrusted" },
	{ "yum dnf dnf5 microdnf tdnf", "--nogpgcheck --no-gpgchecks" },
	{ "zypper", "--no-gpg-checks --allow-unsigned-rpm" },
	{ "rpm", "--nosignature --nodigest" },
	{ "pip pip2 pip3", "--trusted-host" },
	{ "curl", "-k --insecure" },
	{ "wget", "--no-check-certificate" },
	{ "npm yarn", "strict-ssl=false --strict-ssl=false" },
};

static const char *const settings[] = {
	"NODE_TLS_REJECT_UNAUTHORIZED=0",
	"PYTHONHTTPSVERIFY=0",
	"GIT_SSL_NO_VERIFY=1",
	"GIT_SSL_NO_VERIFY=true",
	"GONOSUMCHECK=1",
	"GONOSUMDB=*",
	"GOFLAGS=-insecure",
	"GOINSECURE=*",
};

/* "-fsSk" of curl. */
static bool has_short(struct strata_str word, char letter)
{
	return word.len > 1 && word.ptr[0] == '-' && word.ptr[1] != '-' && word.len < 8 &&
	       strata_str_chr(word, letter) != STRATA_NPOS;
}

static const struct shell_word *word_that_turns_off(const struct image_command *command)
{
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++)
		for (size_t i = 1;
		     image_command_is(command, rows[r].commands) && i < command->words.count; i++) {
			const struct shell_word *word = &command->words.items[i];
			struct strata_str head, value;

			strata_str_cut(&head, &value, word->text, '=');
			if (strata_lists(rows[r].words, word->text) ||
			    strata_lists(rows[r].words, head) ||
			    (image_command_is(command, "curl") && has_short(word->text, 'k')))
				return word;
		}
	return NULL;
}

/* "npm config set strict-ssl false", "git config http.sslVerify false". */
static const struct shell_word *setting_that_turns_off(const struct image_command *command)
{
	for (size_t i = 1; i + 1 < command->words.count; i++)
		if (strata_lists("strict-ssl http.sslVerify http.sslverify sslVerify",
		                command->words.items[i].text) &&
		    strata_lists("false 0", command->words.items[i + 1].text))
			return &command->words.items[i];
	return NULL;
}

static void check_command(struct image_check *c, const struct image_command *command)
{
	const struct shell_word *word = word_that_turns_off(command);

	if (!word && image_command_is(command, "npm yarn pnpm git"))
		word = setting_that_turns_off(command);
	if (word)
		image_report_at(c, image_place_of_word(command, word), NULL,
		                "%.*s is told not to check: '%.*s'", STRATA_ARG(command->name),
		                STRATA_ARG(strata_str_take(word->text, 60)));
	for (size_t i = 0; i < command->shell->assignments.count; i++)
		for (size_t k = 0; k < sizeof(settings) / sizeof(*settings); k++)
			if (strata_str_eq(command->shell->assignments.items[i].text,
			                  strata_str_of(settings[k])))
				image_report_at(c, image_place_of(command), NULL,
				                "checks are turned off: %s", settings[k]);
}

static void check_instruction(struct image_check *c, const struct dockerfile_instruction *i)
{
	struct strata_str pair;

	for (size_t k = 0; i->keyword == DOCKERFILE_ENV && k < i->words.count; k++) {
		pair = STRATA_CONCAT(c->arena, i->words.items[k].text, STRATA_STR("="),
		                     i->words.items[k].value);
		for (size_t r = 0; r < sizeof(settings) / sizeof(*settings); r++)
			if (strata_str_eq(pair, strata_str_of(settings[r])))
				image_report_at(c, image_place_in(i, i->words.items[k].offset),
				                NULL,
				                "checks are turned off, for whoever runs the "
				                "image, too: %s",
				                settings[r]);
	}
}

const struct image_rule image_rule_LAY018 = {
	.id = "LAY018",
	.title = "checks of signatures or certificates are turned off",
	.why = "anybody on the way can put in what he likes",
	.remedy = "leave the option away; install the key or certificate that is missing",
	.severity = STRATA_SEVERITY_HIGH,
	.instruction = check_instruction,
	.command = check_command,
};
