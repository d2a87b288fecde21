/*
 * xml_scan.h - the tags of an XML document, with their places.
 *
 * The tree of a document has copies of its texts, and no places of attributes. This scan is
 * for documents that a parser has taken already: what is no tag is stepped over.
 */
#ifndef FIX_XML_SCAN_H
#define FIX_XML_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "strata/limits.h"
#include "strata/str.h"

enum xml_tag { XML_NO_TAG, XML_OPENS, XML_EMPTY, XML_CLOSES };

struct xml_scan {
	struct strata_str bytes;
	size_t at;
	size_t start, end;      /* of the tag that came last */
	struct strata_str name; /* without a prefix */
	/* What is open around it; the one that opens or closes is the last. */
	struct strata_str open[STRATA_LIMIT_NESTING];
	size_t inside[STRATA_LIMIT_NESTING]; /* where what is in it begins */
	unsigned depth;
	bool closing;
};

#define XML_SCAN(text) ((struct xml_scan){ .bytes = (text) })

/* The next tag; XML_NO_TAG at the end. */
enum xml_tag xml_scan_next(struct xml_scan *scan);

/* Whether the element so many levels up, 0 the last, has that name. */
bool xml_scan_is(const struct xml_scan *scan, unsigned up, const char *name);

/* What is between a tag that closes and the one that opened it, without the blanks around it. */
struct strata_str xml_scan_text(const struct xml_scan *scan);

/* The value of an attribute of that tag, as it is written; absent without one. */
struct strata_str xml_scan_attribute(const struct xml_scan *scan, const char *name);

#endif
