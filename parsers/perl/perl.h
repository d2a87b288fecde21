/* perl.h - what the formats of Perl's distributions share: modules and their versions. */
#ifndef PERL_PERL_H
#define PERL_PERL_H

#include "strata/facts.h"

/*
 * Adds a module that is asked for, with the version as CPAN::Meta::Spec reads it ("Version
 * Ranges"): one alone is the least that will do, "0" or nothing any. NULL for "perl",
 * which is the language.
 */
struct strata_package *perl_add(struct strata_facts *out, struct strata_str module,
				struct strata_str version, enum strata_scope scope, unsigned line);

#endif
