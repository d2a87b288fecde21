/*
 * secrets.c - see secrets.h.
 *
 * A name alone is no proof: most .npmrc and .env files in a repository hold none, most .pem files
 * are certificates. So what is in them decides.
 */
#include "image/secrets.h"

#include "text/line.h"

enum kind { KIND_NONE, KIND_SETTINGS, KIND_KEY, KIND_WHOLE };

static const struct {
	const char *name; /* "*x": ends with x; "x*": begins with x */
	enum kind kind;
} names[] = {
	{ ".env*", KIND_SETTINGS },
	{ ".npmrc", KIND_SETTINGS },
	{ ".pypirc", KIND_SETTINGS },
	{ ".netrc", KIND_SETTINGS },
	{ "credentials", KIND_SETTINGS },
	{ ".yarnrc.yml", KIND_SETTINGS },
	{ ".git-credentials", KIND_WHOLE },
	{ "id_rsa", KIND_KEY },
	{ "id_dsa", KIND_KEY },
	{ "id_ecdsa", KIND_KEY },
	{ "id_ed25519", KIND_KEY },
	{ "*.pem", KIND_KEY },
	{ "*.key", KIND_KEY },
	{ "*.p12", KIND_WHOLE },
	{ "*.pfx", KIND_WHOLE },
	{ "*.jks", KIND_WHOLE },
	{ "*.keystore", KIND_WHOLE },
	{ "*.tfstate", KIND_SETTINGS },
	{ "kubeconfig", KIND_SETTINGS },
	{ "*.ppk", KIND_WHOLE },
};

static bool is_named(struct strata_str name, struct strata_str pattern)
{
	if (pattern.ptr[0] == '*')
		return strata_str_ends(name, strata_str_skip(pattern, 1)) &&
		       name.len >= pattern.len;
	if (pattern.ptr[pattern.len - 1] == '*')
		return strata_str_starts(name, strata_str_take(pattern, pattern.len - 1));
	return strata_str_eq(name, pattern);
}

/* ".env.example" is there to be copied and filled in. */
static bool is_sample(struct strata_str name)
{
	static const char *const words[] = { "example", "sample", "template", "dist", "test" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_find(name, strata_str_of(words[i])) != STRATA_NPOS)
			return true;
	return false;
}

static enum kind kind_of(struct strata_str path)
{
	struct strata_str name = strata_path_base(path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_named(name, strata_str_of(names[i].name)))
			return is_sample(name) ? KIND_NONE : names[i].kind;
	return KIND_NONE;
}

bool image_may_be_secret(struct strata_str path)
{
	return kind_of(path) != KIND_NONE;
}

/* "NPM_TOKEN=abc123..", "_authToken=..", "password: ..": a value of its own, not "${X}". */
static bool is_secret_setting(struct strata_str line)
{
	static const char *const words[] = { "password", "passwd", "secret",      "token",
		                             "api_key",  "apikey", "private_key", "_auth" };
	struct strata_str name, value;
	size_t at = 0;

	while (at < line.len && line.ptr[at] != '=' && line.ptr[at] != ':' && line.ptr[at] != ' ')
		at++;
	name = strata_str_take(line, at);
	value = strata_str_trim(strata_str_skip(line, at + 1));
	while (value.len && (value.ptr[0] == '"' || value.ptr[0] == '\''))
		value = strata_str_skip(value, 1);
	if (value.len < 8 || value.ptr[0] == '$' || value.ptr[0] == '<' || value.ptr[0] == '{' ||
	    (name.len && name.ptr[0] == '#'))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (size_t k = 0; k + strlen(words[i]) <= name.len; k++)
			if (strata_str_eq_nocase(
				    strata_str_take(strata_str_skip(name, k), strlen(words[i])),
				    strata_str_of(words[i])))
				return true;
	return false;
}

static bool has_secret_setting(struct strata_str bytes)
{
	struct line_cursor lines = LINE_CURSOR(bytes);

	while (line_next(&lines))
		if (is_secret_setting(strata_str_trim(lines.line)))
			return true;
	return false;
}

bool image_is_secret(struct strata_str path, struct strata_str bytes)
{
	switch (kind_of(path)) {
	case KIND_WHOLE: return bytes.len > 0;
	case KIND_KEY: return strata_str_find(bytes, STRATA_STR("PRIVATE KEY-----")) != STRATA_NPOS;
	case KIND_SETTINGS: return has_secret_setting(bytes);
	case KIND_NONE: break;
	}
	return false;
}
