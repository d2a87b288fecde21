/* dockerfile_scope.c - see dockerfile_scope.h. */
#include "syntax/dockerfile_scope.h"

#include "strata/limits.h"
#include "syntax/dockerfile_expand.h"

/* What BuildKit sets by itself, for the platform that most images are built on. */
static const struct {
	const char *name, *value;
} platform[] = {
	{ "BUILDPLATFORM", "linux/amd64" },  { "BUILDOS", "linux" },
	{ "BUILDARCH", "amd64" },	     { "BUILDVARIANT", "" },
	{ "TARGETPLATFORM", "linux/amd64" }, { "TARGETOS", "linux" },
	{ "TARGETARCH", "amd64" },	     { "TARGETVARIANT", "" },
	{ "TARGETSTAGE", "default" },
};

void dockerfile_scope_init(struct dockerfile_scope *out, const struct dockerfile *file,
			   const struct dockerfile_scope *global,
			   const struct dockerfile_scope *parent,
			   const struct dockerfile_arguments_given *given,
			   struct strata_arena *arena)
{
	*out = (struct dockerfile_scope){
		.arena = arena,
		.escape = file->escape,
		.given = given,
		.global = global,
		.parent = parent,
		.arguments = STRATA_MAP_INIT(arena),
		.environment = STRATA_MAP_INIT(arena),
	};
}

static struct strata_str look_up(const struct strata_map *map, struct strata_str name)
{
	size_t value;

	return strata_map_get(&value, map, name) ? *(struct strata_str *)value : STRATA_NONE;
}

static void set(struct dockerfile_scope *s, struct strata_map *map, struct strata_str name,
		struct strata_str value)
{
	struct strata_str *kept = strata_arena_alloc(s->arena, sizeof(*kept));

	*kept = value;
	*strata_map_at(map, name, NULL) = (size_t)kept;
}

static struct strata_str given_value(const struct dockerfile_scope *s, struct strata_str name)
{
	for (size_t i = 0; s->given && i < s->given->count; i++)
		if (strata_str_eq(s->given->items[i].name, name))
			return s->given->items[i].value;
	return STRATA_NONE;
}

static struct strata_str platform_value(struct strata_str name)
{
	for (size_t i = 0; i < sizeof(platform) / sizeof(*platform); i++)
		if (strata_str_eq(name, strata_str_of(platform[i].name)))
			return strata_str_of(platform[i].value);
	return STRATA_NONE;
}

struct strata_str dockerfile_scope_value(const struct dockerfile_scope *s, struct strata_str name)
{
	for (const struct dockerfile_scope *at = s; at; at = at->parent) {
		struct strata_str value = look_up(&at->environment, name);

		if (value.ptr)
			return value;
	}
	for (const struct dockerfile_scope *at = s; at; at = at->parent) {
		struct strata_str value = look_up(&at->arguments, name);

		if (value.ptr)
			return value;
	}
	return s->global ? STRATA_NONE : platform_value(name);
}

static struct strata_str value_for_expansion(struct strata_str name, void *payload)
{
	return dockerfile_scope_value(payload, name);
}

int dockerfile_scope_expand(struct strata_str *out, struct strata_str *unset,
			    struct dockerfile_scope *s, struct strata_str text,
			    struct strata_error *err)
{
	struct dockerfile_variables variables = { value_for_expansion, s, s->escape };
	int rc;

	if (s->copied > STRATA_LIMIT_FILE_BYTES) {
		*out = STRATA_NONE;
		return strata_fail(err, STRATA_ELIMIT, 0, "values that grow without measure");
	}
	rc = dockerfile_expand(out, unset, text, &variables, s->arena, err);
	s->copied += out->len;
	return rc;
}

/* ARG NAME: what the build is given, else its default, else what it is before the first FROM. */
static void apply_argument(struct dockerfile_scope *s, const struct dockerfile_word *word)
{
	struct strata_str value = given_value(s, word->text);

	if (!value.ptr && word->value.ptr)
		dockerfile_scope_expand(&value, NULL, s, word->value, NULL);
	else if (!value.ptr && s->global)
		value = dockerfile_scope_value(s->global, word->text);
	if (value.ptr && value.len <= STRATA_LIMIT_PATH_BYTES)
		set(s, &s->arguments, word->text, value);
}

/* All values of one ENV are made before any of them holds. */
static void apply_environment(struct dockerfile_scope *s, const struct dockerfile_instruction *i)
{
	struct strata_strs values = { 0 };

	for (size_t k = 0; k < i->words.count; k++)
		dockerfile_scope_expand(strata_vec_push(s->arena, &values), NULL, s,
					i->words.items[k].value, NULL);
	for (size_t k = 0; k < i->words.count; k++)
		if (values.items[k].ptr && values.items[k].len <= STRATA_LIMIT_PATH_BYTES)
			set(s, &s->environment, i->words.items[k].text, values.items[k]);
}

void dockerfile_scope_apply(struct dockerfile_scope *s, const struct dockerfile_instruction *i)
{
	if (i->keyword == DOCKERFILE_ENV)
		apply_environment(s, i);
	for (size_t k = 0; i->keyword == DOCKERFILE_ARG && k < i->words.count; k++)
		apply_argument(s, &i->words.items[k]);
}
