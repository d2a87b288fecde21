/* tools.h - versions of tools and languages that a project pins for those who build it. */
#ifndef TOOLS_TOOLS_H
#define TOOLS_TOOLS_H

#include "strata/facts.h"

/*
 * Adds a tool at a version: "20.1.0", "v20", "temurin-17.0.1". What names no version
 * ("system", "latest", "lts/iron", a path, a git ref) is a requirement.
 */
void tools_add(struct strata_facts *out, struct strata_str tool, struct strata_str version,
	       unsigned line);

#endif
