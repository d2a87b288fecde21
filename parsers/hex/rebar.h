/*
 * rebar.h - where rebar gets a dependency from that is no package of Hex.
 *
 * {git, "address", {tag, "1.0"}}, {git, "address", "rev"}, {git, "address"}; git_subdir has a
 * folder behind that. hg, rebar 2's svn, bzr and rsync, and what plugins add, look the same.
 *
 * Format: rebar3.org, "Dependencies", and rebar3's rebar_app_utils, rebar_git_resource and
 * rebar_hg_resource, 3.24; rebar 2's rebar_deps, 2.6; 2026-11.
 */
#ifndef HEX_REBAR_H
#define HEX_REBAR_H

#include "strata/facts.h"

struct node;

/* Whether a term is such a source: a kind, then an address. */
bool rebar_is_source(const struct node *source);

/* Sets source and commit of the package; of it no version is known, nor asked for. */
void rebar_set_source(struct strata_facts *out, struct strata_package *p, const struct node *source);

#endif
