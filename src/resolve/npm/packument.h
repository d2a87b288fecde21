/*
 * packument.h - what a registry of npm's kind tells of one package: all its versions.
 *
 * A document may be many megabytes of which one version is wanted: it is read with the
 * pull reader, and a version's manifest stays text until it is picked.
 *
 * Format: npm's registry documentation, "package-metadata" (abbreviated and full), 2026-11.
 */
#ifndef RESOLVE_NPM_PACKUMENT_H
#define RESOLVE_NPM_PACKUMENT_H

#include "strata/arena.h"
#include "strata/error.h"
#include "text/node.h"

struct npm_published {
	struct strata_str version;
	struct strata_str text; /* its manifest, a JSON object */
	struct strata_str time; /* RFC 3339; absent: the document does not tell */
};

STRATA_VEC(npm_published_list, struct npm_published);

struct npm_tag {
	struct strata_str name, version;
};

STRATA_VEC(npm_tags, struct npm_tag);

struct npm_packument {
	struct npm_published_list versions; /* in the order of the document */
	struct npm_tags tags;
	bool undated; /* of some version it does not tell when it was published */
};

/* Slices of bytes, which must outlive it. ESYNTAX, ELIMIT over STRATA_LIMIT_PUBLISHED. */
int npm_packument_read(struct npm_packument *out, struct strata_str bytes,
		       struct strata_arena *arena, struct strata_error *err);

/* The version of a tag; absent without one. */
struct strata_str npm_packument_tag(const struct npm_packument *packument, struct strata_str name);

/* What one version asks for. */
enum npm_ask_kind {
	NPM_ASK_PROD,
	NPM_ASK_OPTIONAL,
	NPM_ASK_PEER,
	NPM_ASK_PEER_OPTIONAL,
	NPM_ASK_DEV, /* of the project itself and its members alone */
};

struct npm_ask {
	enum npm_ask_kind kind;
	struct strata_str name; /* by which it is asked for */
	struct strata_str spec;
	unsigned line; /* in the project's own manifest */
};

STRATA_VEC(npm_asks, struct npm_ask);

struct npm_manifest {
	struct strata_str name, version;
	struct npm_asks asks;
	struct strata_strs bundled; /* names that lie in its own archive */
	struct strata_strs os, cpu, libc; /* those it is for; "!x" those it is not for */
	struct strata_str integrity, shasum, licence;
	struct strata_str archive; /* its address */
	bool deprecated;
	struct strata_str engine_node, engine_npm;
};

/* Of a manifest that was read; slices of the tree. */
void npm_manifest_of(struct npm_manifest *out, const struct node *top, struct strata_arena *arena);

/* From the text of a version; a text that is no object is ESYNTAX. */
int npm_manifest_read(struct npm_manifest *out, struct strata_str text,
		      struct strata_arena *arena, struct strata_error *err);

#endif
