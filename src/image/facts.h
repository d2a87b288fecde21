/*
 * facts.h - what is known about the official images: each tag that there ever was, with its days.
 *
 * Made by data/image/official.py out of the history of the official-images repository, and compiled
 * in; another file of the same format may take its place. It is a table of contents and one
 * compressed text for each image, so that asking about one image unpacks that one alone, once.
 *
 * The file begins with lines:
 *
 *	strata image facts 1
 *	day 2026-08-21
 *	commit <that of the official-images repository>
 *	docs <that of the docs repository>
 *	image <name> <bytes, compressed> <bytes>      for each image, sorted
 *
 * and an empty one; then, one after the other, the images' texts, each compressed by zlib:
 *
 *	first <day>
 *	changed <day>                                 of anything that is built
 *	deprecated <day>                              where its page says so
 *	removed <day>                                 where it is no official image any more
 *	now <number> <first day> <arch,arch> <tag> <tag> ..
 *	gone <first day> <last day> <tag> <tag> ..
 *
 * Tags of one number are names of one image; a tag that stands for several is with the first.
 * Days are "YYYY-MM-DD". A tag was built from its first day on until (not on) its last.
 * The file is not trusted: what is not as specified is an error with the image's name.
 */
#ifndef IMAGE_FACTS_H
#define IMAGE_FACTS_H

#include "image/families.h"
#include "strata/map.h"

struct image_facts;

enum image_status {
	IMAGE_STATUS_ACTIVE,
	IMAGE_STATUS_DEPRECATED,
	IMAGE_STATUS_REMOVED,
};

/* Tags of one image; all were first built on one day, and the last time on one day. */
struct image_tags {
	struct strata_str first;
	struct strata_str last;     /* absent: they are built at the time of the facts */
	struct strata_str arches;   /* of tags that are built, separated by commas */
	struct strata_str tags;     /* separated by spaces, none twice */
	int group;                  /* of tags that are built: one number is one image; else -1 */
};

STRATA_VEC(image_tags_list, struct image_tags);

struct image_official {
	struct strata_str name;      /* "node" */
	struct strata_str first;     /* day */
	struct strata_str changed;   /* day on which what is built last changed */
	enum image_status status;
	struct strata_str deprecated; /* day; absent: it is not */
	struct strata_str removed;    /* day; absent: it is not */
	struct image_tags_list current, gone;
	struct strata_map tags; /* of each tag: its place in current, or that behind it in gone */
};

/* Those that are compiled in. Never NULL: close them, too. */
int image_facts_embedded(struct image_facts **out, struct strata_error *err);

/* Those of a file. */
int image_facts_open(struct image_facts **out, const char *path, struct strata_error *err);

/* Those of bytes, which outlive them. name: for messages. */
int image_facts_of_bytes(struct image_facts **out, struct strata_str bytes, struct strata_str name,
			 struct strata_error *err);

void image_facts_close(struct image_facts *facts);

/* The day that they were taken, and the commit of the repository that they were taken from. */
struct strata_str image_facts_day(const struct image_facts *facts);
struct strata_str image_facts_commit(const struct image_facts *facts);

/* Whose images are which: always those that are compiled in. */
const struct image_families *image_facts_families(const struct image_facts *facts);

/*
 * An official image by its short name: 1, or 0 when there never was one of that name. It lives
 * as long as the facts do. Not from several threads at once.
 */
int image_facts_image(const struct image_official **out, struct image_facts *facts,
		      struct strata_str name, struct strata_error *err);

/* A tag of an image: NULL when there never was one. */
const struct image_tags *image_facts_tag(const struct image_official *image, struct strata_str tag);

#endif
