/* db_search.c - strata db search TEXT: which advisories there are on something. */
#include <stdio.h>

#include "cli/db.h"
#include "text/json.h"

/* "npm lodash, npm lodash-es": each once, in the record's order. */
static struct strata_str packages_of(const struct node *record, struct strata_arena *arena)
{
	struct strata_str all = STRATA_STR(""), last = STRATA_STR("");

	for (const struct node *a = node_first(node_array(record, "affected")); a; a = a->next) {
		const struct node *package = node_map(a, "package");
		struct strata_str one = strata_arena_join(arena, node_text(package, "ecosystem"),
							  STRATA_STR(" "), node_text(package, "name"));

		if (strata_str_eq(one, last) || one.len <= 1)
			continue;
		last = one;
		all = strata_arena_join(arena, all, all.len ? STRATA_STR(", ") : STRATA_STR(""), one);
	}
	return all;
}

static int print_hit(struct strata_str json, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str id, title, packages;
	struct node *record;
	int rc;

	if ((rc = json_tree(&record, json, JSON_STRICT, arena, err)) < 0)
		return rc;
	id = report_harmless(arena, node_text(record, "id"));
	title = report_harmless(arena, node_text(record, "summary"));
	packages = report_harmless(arena, packages_of(record, arena));
	printf("%-20.*s %.*s%s%s%.*s\n", STRATA_ARG(id), STRATA_ARG(packages),
	       node_text(record, "withdrawn").len ? " (withdrawn)" : "", title.len ? ": " : "",
	       STRATA_ARG(title));
	return 0;
}

static int print_all(const struct strata_strs *records, struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < records->count; i++) {
		strata_arena_reset(&arena);
		rc = print_hit(records->items[i], &arena, err);
	}
	strata_arena_release(&arena);
	return rc;
}

int db_search(struct options *options, struct strata_error *err)
{
	struct strata_strs records = { 0 };
	struct advisory_db *db = NULL;
	int rc;

	if (options->arg_count != 2 || !options->args[1][0])
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "say what to search for: a part of an id, a title or a package's "
				   "name");
	if ((rc = advisory_open(&db, options->database, err)) == 0 &&
	    (rc = advisory_search(&records, db, strata_str_of(options->args[1]), options->arena,
				  err)) == 0)
		rc = print_all(&records, err);
	if (rc == 0 && !options->quiet && advisory_status(db)->kind == ADVISORY_STARTER)
		fputs("strata: only the starter set of advisories was searched\n", stderr);
	advisory_close(db);
	if (rc == 0 && records.count == 0) {
		fprintf(stderr, "strata: no advisory has to do with '%s'\n", options->args[1]);
		rc = STATUS_EMPTY;
	}
	return rc;
}
