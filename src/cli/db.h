/* db.h - the parts of strata db. */
#ifndef CLI_DB_H
#define CLI_DB_H

#include "advisory/import.h"
#include "cli/cli.h"
#include "cli/progress.h"

/* What an import or update did. */
void db_print_report(const struct advisory_import_report *report, const struct options *options);

int db_update(struct options *options, struct strata_error *err);
int db_search(struct options *options, struct strata_error *err);

#endif
