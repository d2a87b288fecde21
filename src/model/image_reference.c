/* image_reference.c - names of container images taken apart; see image_reference.h. */
#include "model/image_reference.h"

#include "strata/limits.h"

#define HUB "docker.io"

/* All of them are answered by the same registry. */
static const struct strata_str hub_aliases[] = {
	{ "index.docker.io", 15 },
	{ "registry-1.docker.io", 20 },
	{ "registry.hub.docker.com", 23 },
};

struct image_parts image_reference_split(struct strata_str text)
{
	struct image_parts parts = { 0 };
	size_t colon;

	strata_str_cut(&parts.name, &parts.digest, text, '@');
	colon = strata_str_rchr(parts.name, ':');
	/* The port of a registry has a '/' behind it. */
	if (colon != STRATA_NPOS &&
	    strata_str_chr(strata_str_skip(parts.name, colon), '/') == STRATA_NPOS) {
		parts.tag = strata_str_skip(parts.name, colon + 1);
		parts.name = strata_str_take(parts.name, colon);
	}
	return parts;
}

static bool is_small(char c)
{
	return strata_is_digit(c) || (c >= 'a' && c <= 'z');
}

static bool is_hex(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return true;
}

static bool has_upper(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
			return true;
	return false;
}

/* What may stand between letters and digits of a name: one of "._", two "_", any number of '-'. */
static bool is_separator(struct strata_str s)
{
	if (s.ptr[0] == '-') {
		for (size_t i = 0; i < s.len; i++)
			if (s.ptr[i] != '-')
				return false;
		return true;
	}
	return s.len == 1 ? s.ptr[0] == '.' || s.ptr[0] == '_'
			  : strata_str_eq(s, STRATA_STR("__"));
}

/* "my-image_x.y": begins and ends with a letter or digit. */
static bool is_component(struct strata_str s)
{
	size_t from;

	if (!s.len || !is_small(s.ptr[0]) || !is_small(s.ptr[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (is_small(s.ptr[i]))
			continue;
		for (from = i; !is_small(s.ptr[i]); i++)
			;
		if (!is_separator((struct strata_str){ s.ptr + from, i - from }))
			return false;
	}
	return true;
}

static bool is_path(struct strata_str s)
{
	struct strata_str head;

	do {
		strata_str_cut(&head, &s, s, '/');
		if (!is_component(head))
			return false;
	} while (s.ptr);
	return true;
}

static bool is_label(struct strata_str s)
{
	if (!s.len || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_small(strata_lower(s.ptr[i])) && s.ptr[i] != '-')
			return false;
	return true;
}

/* "[fd00::1]": what is in the brackets is left to whoever connects. */
static bool is_address(struct strata_str s)
{
	if (s.len < 4 || s.ptr[0] != '[' || s.ptr[s.len - 1] != ']')
		return false;
	s = strata_str_take(strata_str_skip(s, 1), s.len - 2);
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != ':' && !is_hex((struct strata_str){ s.ptr + i, 1 }))
			return false;
	return true;
}

static bool is_host(struct strata_str s)
{
	struct strata_str head;

	if (is_address(s))
		return true;
	do {
		strata_str_cut(&head, &s, s, '.');
		if (!is_label(head))
			return false;
	} while (s.ptr);
	return true;
}

static bool is_registry(struct strata_str s)
{
	size_t colon = strata_str_rchr(s, ':');
	uint64_t port;

	if (colon == STRATA_NPOS || s.ptr[s.len - 1] == ']')
		return is_host(s);
	return strata_str_u64(&port, strata_str_skip(s, colon + 1)) && port <= 65535 &&
	       is_host(strata_str_take(s, colon));
}

static bool is_tag(struct strata_str s)
{
	if (!s.len || s.len > 128 || s.ptr[0] == '.' || s.ptr[0] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_small(strata_lower(s.ptr[i])) && s.ptr[i] != '_' && s.ptr[i] != '.' &&
		    s.ptr[i] != '-')
			return false;
	return true;
}

static bool is_digest(struct strata_str s)
{
	struct strata_str algorithm, hex;

	if (!strata_str_cut(&algorithm, &hex, s, ':') || !is_hex(hex))
		return false;
	return (strata_str_eq(algorithm, STRATA_STR("sha256")) && hex.len == 64) ||
	       (strata_str_eq(algorithm, STRATA_STR("sha512")) && hex.len == 128);
}

/* The first part of a name, where it is a registry, and the rest. */
static void cut_registry(struct strata_str *registry, struct strata_str *path,
			 struct strata_str name)
{
	if (strata_str_cut(registry, path, name, '/') &&
	    (strata_str_chr(*registry, '.') != STRATA_NPOS ||
	     strata_str_chr(*registry, ':') != STRATA_NPOS || has_upper(*registry) ||
	     strata_str_eq(*registry, STRATA_STR("localhost"))))
		return;
	*registry = STRATA_STR(HUB);
	*path = name;
}

static struct strata_str canonical_registry(struct strata_str registry, struct strata_arena *arena)
{
	registry = strata_arena_lower(arena, registry);
	for (size_t i = 0; i < sizeof(hub_aliases) / sizeof(*hub_aliases); i++)
		if (strata_str_eq(registry, hub_aliases[i]))
			return STRATA_STR(HUB);
	return registry;
}

static int check(const struct image_parts *p, struct strata_str registry, struct strata_str path,
		 struct strata_error *err)
{
	if (p->tag.ptr && !is_tag(p->tag))
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no tag", STRATA_ARG(p->tag));
	if (p->digest.ptr && !is_digest(p->digest))
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no digest",
				   STRATA_ARG(p->digest));
	if (!is_registry(registry))
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no registry",
				   STRATA_ARG(registry));
	if (has_upper(path))
		return strata_fail(err, STRATA_ESYNTAX, 0, "an image name has no upper case letters: "
				   "'%.*s'", STRATA_ARG(path));
	if (!is_path(path) || path.len > 255)
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is no image name",
				   STRATA_ARG(path));
	return 0;
}

int image_reference_read(struct image_reference *out, struct strata_str text,
			 struct strata_arena *arena, struct strata_error *err)
{
	struct image_parts parts;
	struct strata_str registry, path;
	bool official;
	int rc;

	*out = (struct image_reference){ .written = text };
	text = strata_str_trim(text);
	if (!text.len || text.len > STRATA_LIMIT_IMAGE_NAME_BYTES)
		return strata_fail(err, STRATA_ESYNTAX, 0,
				   text.len ? "an image name of more than %u bytes"
					    : "an empty image name",
				   STRATA_LIMIT_IMAGE_NAME_BYTES);
	parts = image_reference_split(text);
	cut_registry(&registry, &path, parts.name);
	if ((rc = check(&parts, registry, path, err)) < 0)
		return rc;
	/* Engines take it for the id of an image that they have, which no other machine knows. */
	if (parts.name.len == 64 && is_hex(parts.name))
		return strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' is an id, no image name",
				   STRATA_ARG(parts.name));
	out->registry = canonical_registry(registry, arena);
	official = strata_str_eq(out->registry, STRATA_STR(HUB)) &&
		   strata_str_chr(path, '/') == STRATA_NPOS;
	out->repository = official ? strata_arena_join(arena, STRATA_STR("library/"), path, STRATA_NONE)
				   : path;
	out->name = strata_arena_join(arena, out->registry, STRATA_STR("/"), out->repository);
	out->tag = parts.tag;
	out->digest = parts.digest;
	return 0;
}
