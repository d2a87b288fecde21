/*
 * match_oracle.c - what strata answers, one question a line, for test_match.py.
 *
 *	match_oracle FOLDER LOCATION...   imports into the database in FOLDER
 *	match_oracle FOLDER               "ECOSYSTEM\tNAME\tVERSION" on standard input;
 *	                                  answers the matching records, sorted, with spaces
 *	                                  between, then a tab and the number of notes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advisory/advisory.h"
#include "advisory/import.h"

static int complain(const struct strata_error *err)
{
	fprintf(stderr, "match_oracle: %s: %s\n", err->path, err->text);
	return 1;
}

static int import(const char *folder, int count, char **locations)
{
	struct advisory_import_options options = { .folder = folder };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct advisory_import_report report;
	int rc = advisory_import(&report, (const char *const *)locations, (size_t)count, &options,
				 &arena, &err);

	for (size_t i = 0; rc == 0 && i < report.stores.count; i++)
		printf("%.*s\t%zu\t%zu\n", STRATA_ARG(report.stores.items[i].ecosystem),
		       report.stores.items[i].records, report.stores.items[i].withdrawn);
	for (size_t i = 0; i < report.notes.count; i++)
		printf("note: %.*s: %.*s\n", STRATA_ARG(report.notes.items[i].path),
		       STRATA_ARG(report.notes.items[i].reason));
	strata_arena_release(&arena);
	return rc < 0 ? complain(&err) : 0;
}

static int by_text(const void *x, const void *y)
{
	return strata_str_cmp(*(const struct strata_str *)x, *(const struct strata_str *)y);
}

static void print_records(const struct strata_findings *findings, size_t notes,
			  struct strata_arena *arena)
{
	struct strata_strs ids = { 0 };

	for (size_t i = 0; i < findings->count; i++)
		for (size_t j = 0; j < findings->items[i].records.count; j++)
			*strata_vec_push(arena, &ids) = findings->items[i].records.items[j];
	if (ids.count)
		qsort(ids.items, ids.count, sizeof(*ids.items), by_text);
	for (size_t i = 0; i < ids.count; i++)
		printf("%s%.*s", i ? " " : "", STRATA_ARG(ids.items[i]));
	printf("\t%zu\n", notes);
}

static int answer(struct advisory_db *db, struct strata_str line, struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_inventory inventory = { .arena = arena };
	struct strata_component *c = strata_vec_push(arena, &inventory.components);
	struct strata_findings findings = { 0 };
	struct strata_notes notes = { 0 };
	struct strata_str ecosystem, rest;

	strata_str_cut(&ecosystem, &rest, line, '\t');
	strata_str_cut(&c->name, &c->version, rest, '\t');
	c->ecosystem = strata_ecosystem_named(ecosystem);
	if (c->ecosystem)
		c->key = c->ecosystem->normalise(arena, c->name);
	c->project = STRATA_STR(".");
	if (advisory_match(&findings, &notes, db, &inventory, STRATA_NONE, arena, &err) < 0)
		return complain(&err);
	print_records(&findings, notes.count, arena);
	return 0;
}

int main(int argc, char **argv)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct advisory_db *db;
	size_t capacity = 0;
	char *line = NULL;
	ssize_t len;
	int rc = 0;

	if (argc < 2)
		return 4;
	if (argc > 2)
		return import(argv[1], argc - 2, argv + 2);
	if (advisory_open(&db, argv[1], &err) < 0)
		return complain(&err);
	while (rc == 0 && (len = getline(&line, &capacity, stdin)) > 0) {
		struct strata_str text = { line, (size_t)len };

		rc = answer(db, strata_str_trim(text), &arena);
		strata_arena_reset(&arena);
	}
	free(line);
	advisory_close(db);
	strata_arena_release(&arena);
	return rc;
}
