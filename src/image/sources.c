/* sources.c - see sources.h. */
#include "image/sources.h"

#include "image/embedded.h"
#include "strata/limits.h"
#include "text/inflate.h"

static void index_line(struct image_sources *s, struct strata_str line, size_t at)
{
	struct strata_str word, rest = line;

	strata_str_cut(&word, &rest, rest, ' ');
	while (rest.ptr) {
		strata_str_cut(&word, &rest, rest, ' ');
		*strata_map_at(&s->at, word, NULL) = at;
	}
}

/* What is compiled in is not damaged: a list that cannot be unpacked is an empty one. */
static void unpack(struct image_sources *s)
{
	const struct image_embedded_file *file = &image_embedded_files[IMAGE_EMBEDDED_SOURCES];
	struct strata_str head, packed = { (const char *)file->bytes, file->size };
	uint64_t size;
	char *text;

	strata_str_cut(&head, &packed, packed, '\n');
	if (!packed.ptr || !strata_str_u64(&size, strata_str_skip(head, strata_str_rchr(head, ' ') + 1)) ||
	    size > STRATA_LIMIT_IMAGE_TEXT_BYTES)
		return;
	text = strata_arena_text(s->arena, (size_t)size);
	if (inflate_bytes(text, (size_t)size, packed, NULL) == 0)
		s->text = (struct strata_str){ text, (size_t)size };
}

static void read_list(struct image_sources *s)
{
	struct strata_str line, rest;

	s->read = true;
	s->at = STRATA_MAP_INIT(s->arena);
	unpack(s);
	for (rest = s->text; rest.len;) {
		size_t at = (size_t)(rest.ptr - s->text.ptr);

		strata_str_cut(&line, &rest, rest, '\n');
		index_line(s, line, at);
	}
}

static struct strata_str source_of_debian(struct image_sources *s, struct strata_str name)
{
	struct strata_str source;
	size_t at;

	if (!s->read)
		read_list(s);
	if (!strata_map_get(&at, &s->at, name))
		return name;
	strata_str_cut(&source, &(struct strata_str){ 0 }, strata_str_skip(s->text, at), ' ');
	return source;
}

static struct strata_str source_of_alpine(struct strata_str name)
{
	static const struct { const char *packages, *source; } known[] = {
		{ "libssl3 libcrypto3 libssl1.1 libcrypto1.1 libssl1.0 libcrypto1.0", "openssl" },
		{ "libcurl", "curl" },
		{ "libgcc libstdc++ g++ libgomp gfortran", "gcc" },
		{ "ssl_client busybox-extras busybox-suid busybox-binsh", "busybox" },
		{ "libxml2-utils", "libxml2" },
		{ "ca-certificates-bundle", "ca-certificates" },
		{ "libc-utils", "libc-dev" },
		{ "musl-utils", "musl" },
	};
	static const char *const parts[] = { "-dev", "-doc", "-static", "-dbg", "-openrc", "-libs",
					     "-pyc", "-bash-completion", "-zsh-completion",
					     "-fish-completion" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strata_lists(known[i].packages, name))
			return strata_str_of(known[i].source);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strata_str_ends(name, strata_str_of(parts[i])) && name.len > strlen(parts[i]))
			return strata_str_take(name, name.len - strlen(parts[i]));
	return name;
}

struct strata_str image_source_of(struct image_sources *sources,
				  const struct strata_ecosystem *ecosystem, struct strata_str name)
{
	if (ecosystem == &strata_ecosystem_debian || ecosystem == &strata_ecosystem_ubuntu)
		return source_of_debian(sources, name);
	if (ecosystem == &strata_ecosystem_alpine || ecosystem == &strata_ecosystem_wolfi)
		return source_of_alpine(name);
	return name;
}
