/*
 * info.h - what the compact index tells of one gem: its versions, each for a platform, and
 * what they ask for.
 *
 * Format: guides.rubygems.org, "RubyGems.org Compact Index API", and what Bundler reads of
 * it, 2026-11: after a line "---" a line for each version,
 *
 *	1.2.0-x86_64-linux a:>= 1&< 3,b:~> 2.0|checksum:SHA-256,ruby:>= 3.0
 */
#ifndef RESOLVE_RUBYGEMS_INFO_H
#define RESOLVE_RUBYGEMS_INFO_H

#include "strata/arena.h"
#include "strata/error.h"

struct gem_want {
	struct strata_str name, requirement; /* ">= 1, < 3" */
};

STRATA_VEC(gem_wants, struct gem_want);

struct gem_line {
	struct strata_str version, platform; /* platform: "ruby" where none is written */
	struct gem_wants wants;
	struct strata_str ruby;   /* the Ruby that it needs: a requirement; absent: any */
	struct strata_str sha256; /* of its archive */
};

STRATA_VEC(gem_lines, struct gem_line);

/* Slices of bytes and of the arena. ESYNTAX with the line, ELIMIT over STRATA_LIMIT_PUBLISHED. */
int gem_info_read(struct gem_lines *out, struct strata_str bytes, struct strata_arena *arena,
		  struct strata_error *err);

#endif
