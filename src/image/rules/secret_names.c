/*
 * secret_names.c - passwords and keys in ARG and ENV: both stay readable in the image.
 *
 * Names by BuildKit's own rule (SecretsUsedInArgOrEnv, 2026-08): a word among those that '_'
 * parts is one of a secret's, and none says that it is a public thing, a file or a version.
 */
#include "image/check.h"

static const char secret[] =
	"apikey auth credential credentials key password pword passwd secret token";
static const char harmless[] = "public file version";

static bool has_part(struct strata_str name, const char *list, struct strata_arena *arena)
{
	struct strata_str part, rest = strata_arena_lower(arena, name);

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '_');
		if (strata_lists(list, part))
			return true;
	}
	return false;
}

/* Settings of things with a secret's name: on or off, or a number of them. */
static bool is_switch(struct strata_str value)
{
	return value.ptr && strata_lists("0 1 true false yes no on off", value);
}

/* By hadolint's list (2.15): parts of words are enough. */
static const char *alias_of(struct strata_str name, struct strata_arena *arena)
{
	static const char *const parts[] = { "access_key", "api_key", "client_key", "password",
					     "private", "secret",     "token" };
	struct strata_str low = strata_arena_lower(arena, name);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strata_str_find(low, strata_str_of(parts[i])) != STRATA_NPOS)
			return "DL3064";
	return NULL;
}

/* Nothing, a mere reference to another variable, or a word that stands for "put yours here". */
static bool says_nothing(struct strata_str value)
{
	return !value.len || value.ptr[0] == '$' ||
	       strata_lists("\"\" '' changeme change_me none null true false", value);
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	bool environment = i->keyword == DOCKERFILE_ENV;

	if (!environment && i->keyword != DOCKERFILE_ARG)
		return;
	for (size_t k = 0; k < i->words.count; k++) {
		const struct dockerfile_word *word = &i->words.items[k];
		struct strata_finding *f;

		if (!has_part(word->text, secret, c->arena) ||
		    has_part(word->text, harmless, c->arena) || is_switch(word->value))
			continue;
		f = image_report_at(
			c, image_place_in(i, word->offset), alias_of(word->text, c->arena),
			environment
				? "'%.*s' is a secret's name: ENV is in the image for all to read"
				: "'%.*s' is a secret's name: ARG is in the image's history",
			STRATA_ARG(strata_str_take(word->text, 80)));
		if (f->severity == STRATA_SEVERITY_HIGH &&
		    (!environment || says_nothing(word->value)))
			f->severity = STRATA_SEVERITY_MEDIUM;
	}
}

const struct image_rule image_rule_LAY012 = {
	.id = "LAY012",
	.title = "a secret in ARG or ENV",
	.why = "whoever can pull the image can read it: 'docker history', 'docker inspect'",
	.remedy = "RUN --mount=type=secret,id=.. while building; the environment of the container "
		  "when it runs",
	.severity = STRATA_SEVERITY_HIGH,
	.instruction = check,
};
