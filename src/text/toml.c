#include "text/toml.h"
int toml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena, struct strata_error *err)
{ (void)out; (void)bytes; (void)arena; return strata_fail(err, STRATA_EUNSUPPORTED, 0, "not written yet"); }
