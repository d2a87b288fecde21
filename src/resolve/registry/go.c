/*
 * go.c - GOPROXY, GOPRIVATE and GONOPROXY: of the environment, else of the file that
 * `go env -w` writes; see settings.h.
 *
 * All proxies are servers without a name, in their order. Which of them there are, and
 * what stands behind each, is in flags for the solver: "GOPROXY=,|d" is two servers, the
 * first with a ',' behind it, the second with a '|', and then `direct`; "o" is `off`.
 *
 * Format: `go help environment`, 2026-11.
 */
#include <stdio.h>

#include "resolve/registry/settings.h"
#include "text/line.h"

struct goenv {
	struct registry_settings *out;
	struct strata_str path, bytes; /* of the file */
};

/* The value, and who says so; absent when nobody does. */
static struct strata_str value_of(const struct goenv *env, const char *name, struct strata_str *said)
{
	struct line_cursor c = LINE_CURSOR(env->bytes);
	const char *variable = getenv(name);
	struct strata_str key, value;

	*said = strata_str_of(name);
	if (variable && *variable)
		return strata_str_of(variable);
	while (line_next(&c)) {
		if (!strata_str_cut(&key, &value, strata_str_trim(c.line), '=') ||
		    !strata_str_eq(key, strata_str_of(name)) || !value.len)
			continue;
		*said = strata_arena_printf(env->out->arena, "%.*s:%u", STRATA_ARG(env->path),
					    c.number);
		return value;
	}
	return STRATA_NONE;
}

static void read_file(struct goenv *env, const char *home)
{
	struct strata_arena *arena = env->out->arena;
	const char *file = getenv("GOENV"), *config = getenv("XDG_CONFIG_HOME");

	if (file && *file)
		env->path = strata_arena_printf(arena, "%s", file);
	else if (config && *config)
		env->path = strata_arena_printf(arena, "%s/go/env", config);
	else if (home)
		env->path = strata_arena_printf(arena, "%s/.config/go/env", home);
	if (!env->path.len || strata_str_eq(env->path, STRATA_STR("off")) ||
	    !registry_read_file(&env->bytes, env->path.ptr, arena))
		env->bytes = STRATA_STR("");
}

static size_t entry_length(struct strata_str list)
{
	size_t n = 0;

	while (n < list.len && list.ptr[n] != ',' && list.ptr[n] != '|')
		n++;
	return n;
}

static int add_proxies(struct registry_settings *out, struct strata_str list, struct strata_str said,
		       struct strata_error *err)
{
	struct strata_buf flag = STRATA_BUF_INIT;
	int rc = 0;

	strata_buf_add(&flag, STRATA_STR("GOPROXY="));
	while (list.len && rc == 0) {
		size_t n = entry_length(list);
		struct strata_str entry = strata_str_trim(strata_str_take(list, n));
		char behind = n < list.len ? list.ptr[n] : ',';

		list = strata_str_skip(list, n + 1);
		if (!entry.len)
			continue;
		if (strata_str_eq(entry, STRATA_STR("direct")) ||
		    strata_str_eq(entry, STRATA_STR("off"))) {
			strata_buf_addc(&flag, entry.ptr[0]);
			break; /* nothing behind it is ever asked */
		}
		strata_buf_addc(&flag, behind);
		rc = registry_add_server(out, STRATA_STR(""), entry, said, err);
	}
	*strata_vec_push(out->arena, &out->flags) =
		strata_arena_dup(out->arena, strata_buf_str(&flag));
	strata_buf_release(&flag);
	return rc;
}

static int read(struct registry_settings *out, const struct registry_place *place,
		struct strata_error *err)
{
	struct goenv env = { .out = out };
	struct strata_str said, list, globs;

	read_file(&env, place->home);
	globs = value_of(&env, "GONOPROXY", &said);
	if (!globs.ptr)
		globs = value_of(&env, "GOPRIVATE", &said);
	if (globs.ptr)
		*strata_vec_push(out->arena, &out->flags) =
			strata_arena_join(out->arena, STRATA_STR("GONOPROXY="), globs, STRATA_NONE);
	list = value_of(&env, "GOPROXY", &said);
	return list.ptr ? add_proxies(out, list, said, err) : 0;
}

static int detect(struct strata_strs *urls, struct strata_arena *arena, struct strata_error *err)
{
	static const char *const words[] = { "go", "env", "GOPROXY", NULL };
	struct strata_str list;
	int rc = registry_run(&list, words, arena, err);

	if (rc < 0)
		return rc;
	for (list = strata_str_trim(list); list.len;
	     list = strata_str_skip(list, entry_length(list) + 1)) {
		struct strata_str entry = strata_str_take(list, entry_length(list));

		if (strata_str_starts(entry, STRATA_STR("http")))
			*strata_vec_push(arena, urls) = entry;
	}
	if (!urls->count)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "go names no proxy");
	return 0;
}

const struct registry_config registry_config_go = {
	.key = "go",
	.ecosystem = &strata_ecosystem_go,
	.read = read,
	.detect = detect,
};
