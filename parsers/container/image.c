/*
 * image.c - names of container images; see image.h.
 *
 * They are listed under the purl type "docker", which OSV has no advisories for. The
 * name stays as written: which registry a bare one means is the engine's setting.
 *
 * Format: distribution's reference grammar (reference/regexp.go), 2026-11.
 */
#include "container/image.h"

#include "model/image_reference.h"

/* "$X", "${{ x }}", "{{ x }}", "<< x >>": none of their signs is in a name. */
static bool has_placeholder(struct strata_str text)
{
	return strata_str_chr(text, '$') != STRATA_NPOS || strata_str_chr(text, '{') != STRATA_NPOS ||
	       strata_str_chr(text, '<') != STRATA_NPOS;
}

struct strata_package *image_add(struct strata_facts *out, struct strata_str text,
				 enum strata_scope scope, unsigned line)
{
	struct image_parts parts;
	struct strata_package *p;

	text = strata_str_trim(text);
	if (!text.len)
		return NULL;
	if (has_placeholder(text)) {
		strata_facts_note(out, line, "image '%.*s' is known only when it runs",
				  STRATA_ARG(text));
		return NULL;
	}
	parts = image_reference_split(text);
	if (!parts.name.len)
		return NULL;
	p = strata_facts_add(out, parts.name, parts.tag.len ? parts.tag : parts.digest, line);
	p->ecosystem = &strata_ecosystem_docker;
	p->scope = scope;
	p->direct = STRATA_YES;
	if (parts.digest.len)
		*strata_vec_push(out->arena, &p->checksums) = parts.digest;
	return p;
}
