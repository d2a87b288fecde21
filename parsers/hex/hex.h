/* hex.h - what is asked for as mix.exs and rebar.config write it. */
#ifndef HEX_HEX_H
#define HEX_HEX_H

#include "strata/facts.h"

/* Sets the requirement, and the version where it names one only ("== 1.2", "1.2.3"). */
void hex_require(struct strata_package *p, struct strata_str requirement);

#endif
