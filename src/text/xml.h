/*
 * xml.h - XML 1.0 by libxml2 as a tree; node.h says how elements map onto nodes.
 *
 * No network, no DTD is loaded, no entity is expanded but XML's own five. Lines
 * are true beyond 65,535 (XML_PARSE_BIG_LINES). Any encoding libxml2 knows.
 */
#ifndef TEXT_XML_H
#define TEXT_XML_H

#include "text/node.h"

/* The root element as a node in arena. */
int xml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err);

/* The same, but entities of HTML 4 and prefixes of names need no declaration. */
int xml_tree_loose(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		   struct strata_error *err);

#endif
