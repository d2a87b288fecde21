/*
 * image.c - names of container images; see image.h.
 *
 * They are listed under the purl type "docker", which OSV has no advisories for. The
 * name stays as written: which registry a bare one means is the engine's setting.
 *
 * Format: distribution's reference grammar (reference/regexp.go), 2026-11.
 */
#include "container/image.h"

/* "$X", "${{ x }}", "{{ x }}", "<< x >>": none of their signs is in a name. */
static bool has_placeholder(struct strata_str text)
{
	return strata_str_chr(text, '$') != STRATA_NPOS || strata_str_chr(text, '{') != STRATA_NPOS ||
	       strata_str_chr(text, '<') != STRATA_NPOS;
}

struct strata_package *image_add(struct strata_facts *out, struct strata_str text,
				 enum strata_scope scope, unsigned line)
{
	struct strata_str name, digest, tag = STRATA_NONE;
	struct strata_package *p;
	size_t colon;

	text = strata_str_trim(text);
	if (!text.len)
		return NULL;
	if (has_placeholder(text)) {
		strata_facts_note(out, line, "image '%.*s' is known only when it runs",
				  STRATA_ARG(text));
		return NULL;
	}
	strata_str_cut(&name, &digest, text, '@');
	colon = strata_str_rchr(name, ':');
	/* The port of a registry has a '/' behind it. */
	if (colon != STRATA_NPOS &&
	    strata_str_chr(strata_str_skip(name, colon), '/') == STRATA_NPOS) {
		tag = strata_str_skip(name, colon + 1);
		name = strata_str_take(name, colon);
	}
	if (!name.len)
		return NULL;
	p = strata_facts_add(out, name, tag.len ? tag : digest, line);
	p->ecosystem = &strata_ecosystem_docker;
	p->scope = scope;
	p->direct = STRATA_YES;
	if (digest.len)
		*strata_vec_push(out->arena, &p->checksums) = digest;
	return p;
}
