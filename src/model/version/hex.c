#include "strata/version.h"
static bool valid(struct strata_str v) { return v.len > 0; }
static int compare(struct strata_str a, struct strata_str b) { return strata_str_cmp(a, b); }
static int intervals(struct strata_intervals *out, struct strata_str r, struct strata_arena *arena, struct strata_error *err)
{ (void)out; (void)r; (void)arena; return strata_fail(err, STRATA_EUNSUPPORTED, 0, "not written yet"); }
const struct strata_version_scheme strata_version_hex = { .name = "hex", .valid = valid, .compare = compare, .intervals = intervals };
