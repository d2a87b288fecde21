/*
 * sbom.h - what all bills of materials share: elements that are named by references,
 * relations between them that may come first, and package URLs that say what they are.
 */
#ifndef SBOM_SBOM_H
#define SBOM_SBOM_H

#include "strata/facts.h"
#include "strata/map.h"
#include "text/node.h"

/* The parts of a package URL, decoded; absent where not written. */
struct sbom_purl {
	struct strata_str type, space, name, version;
	struct strata_str qualifiers; /* as written, without '?' */
};

/* False when the text is no package URL. */
bool sbom_purl(struct sbom_purl *out, struct strata_str text, struct strata_arena *arena);

/* The decoded value of a qualifier; absent without one. */
struct strata_str sbom_qualifier(const struct sbom_purl *purl, const char *key,
				 struct strata_arena *arena);

/* An element of a document that is a package. */
struct sbom_item {
	struct strata_str ref;           /* by which relations name it; may be absent */
	struct strata_str name, version; /* the document's own; the purl's go first */
	struct strata_str purl;
	unsigned line;
};

struct sbom_relation {
	struct strata_str from, to;
	enum strata_scope scope;
};

STRATA_VEC(sbom_relations, struct sbom_relation);

struct sbom_reader {
	struct strata_facts *out;
	struct strata_map packages; /* reference -> index */
	struct strata_map roots;    /* reference -> index of a root */
	struct sbom_relations relations;
	struct strata_strs described; /* references to what the document is about */
};

#define SBOM_READER(facts)                                           \
	((struct sbom_reader){ .out = (facts),                       \
			       .packages = STRATA_MAP_INIT((facts)->arena), \
			       .roots = STRATA_MAP_INIT((facts)->arena) })

/* Adds a package; NULL, and a note, when it has no name at all. */
struct strata_package *sbom_add(struct sbom_reader *r, const struct sbom_item *item);

/* An element that is no package but a part of the project: what it needs, the root needs. */
void sbom_root(struct sbom_reader *r, struct strata_str ref, struct strata_str name,
	       struct strata_str version, unsigned line);

void sbom_relate(struct sbom_reader *r, struct strata_str from, struct strata_str to,
		 enum strata_scope scope);

/* The document is about that element. */
void sbom_describe(struct sbom_reader *r, struct strata_str ref);

/* Once all is read: relations become edges. Those to files and the like lead nowhere. */
void sbom_settle(struct sbom_reader *r);

/* A licence expression; the words for "nobody knows" are none. */
void sbom_add_licence(struct strata_facts *out, struct strata_package *package,
		      struct strata_str licence);

/* A hash by the name of its algorithm ("SHA-256", "SHA256") and its hexadecimal digits. */
void sbom_add_hash(struct strata_facts *out, struct strata_package *package,
		   struct strata_str algorithm, struct strata_str hex);

/* Notes a version of a format that is not among those known ("1.0 1.1 ..."). */
void sbom_check_version(struct strata_facts *out, const char *format, struct strata_str version,
			const char *known, unsigned line);

/* spdx3.c: the elements of an SPDX 3 graph. */
void spdx3_read(struct sbom_reader *r, const struct node *graph);

/* spdx_tag.c, spdx_rdf.c: the other forms of SPDX 2, as the tree of its JSON form. */
struct node *spdx_tag_tree(struct strata_facts *out, struct strata_str bytes);
struct node *spdx_rdf_tree(struct strata_facts *out, const struct node *top);

/* A map with one more text under a key. */
void sbom_put(struct strata_arena *arena, struct node *map, struct strata_str key,
	      struct strata_str text, unsigned line);

#endif
