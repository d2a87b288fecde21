#include "advisory/advisory.h"
int advisory_open(struct advisory_db **out, const char *l, struct strata_error *err){(void)out;(void)l;return strata_fail(err,STRATA_EDATABASE,0,"stub");}
void advisory_close(struct advisory_db *db){(void)db;}
const struct advisory_status *advisory_status(const struct advisory_db *db){(void)db;return 0;}
int advisory_match(struct strata_findings *o, struct strata_notes *n, struct advisory_db *db, const struct strata_inventory *i, struct strata_str a, struct strata_arena *ar, struct strata_error *e){(void)o;(void)n;(void)db;(void)i;(void)a;(void)ar;(void)e;return 0;}
int advisory_find(struct strata_strs *o, struct advisory_db *db, struct strata_str id, struct strata_arena *a, struct strata_error *e){(void)o;(void)db;(void)id;(void)a;(void)e;return 0;}
#include "advisory/import.h"
int advisory_import(struct advisory_import_report *out, const char *const *l, size_t c, const struct advisory_import_options *o, struct strata_arena *a, struct strata_error *err){(void)out;(void)l;(void)c;(void)o;(void)a;return strata_fail(err,STRATA_EDATABASE,0,"stub");}
