/* explain.c - strata explain ID|RULE: what the advisory database says of an id; a rule's reasons. */
#include <stdio.h>

#include "cli/cli.h"
#include "image/check.h"
#include "text/json.h"

static void print_field(const struct node *record, const char *key, const char *label,
			struct strata_arena *arena)
{
	struct strata_str text = node_text(record, key);

	if (!text.len)
		return;
	text = report_harmless(arena, text);
	printf("%-10s %.*s\n", label, STRATA_ARG(text));
}

static void print_list(const struct node *list, const char *label, struct strata_arena *arena)
{
	if (!list || !list->first)
		return;
	printf("%-10s", label);
	for (const struct node *n = list->first; n; n = n->next) {
		struct strata_str text = n->text.ptr ? n->text : node_text(n, "score");

		text = report_harmless(arena, text);
		printf(" %.*s", STRATA_ARG(text));
	}
	putchar('\n');
}

/* "introduced 1.0, fixed 1.2" of one range. */
static void print_range(const struct node *range, struct strata_arena *arena)
{
	const char *separator = "  ";

	for (const struct node *event = node_first(node_array(range, "events")); event;
	     event = event->next)
		for (const struct node *n = event->first; n; n = n->next) {
			struct strata_str key = report_harmless(arena, n->key);
			struct strata_str text = report_harmless(arena, n->text);

			printf("%s%.*s %.*s", separator, STRATA_ARG(key), STRATA_ARG(text));
			separator = ", ";
		}
	putchar('\n');
}

static void print_affected(const struct node *record, struct strata_arena *arena)
{
	for (const struct node *a = node_first(node_array(record, "affected")); a; a = a->next) {
		const struct node *package = node_map(a, "package"), *versions;
		struct strata_str ecosystem = report_harmless(arena, node_text(package, "ecosystem"));
		struct strata_str name = report_harmless(arena, node_text(package, "name"));

		printf("affected   %.*s %.*s\n", STRATA_ARG(ecosystem), STRATA_ARG(name));
		for (const struct node *r = node_first(node_array(a, "ranges")); r; r = r->next)
			print_range(r, arena);
		versions = node_array(a, "versions");
		if (versions && versions->count)
			printf("  and %u listed versions\n", versions->count);
	}
}

/* Markdown as it is: line breaks stay, all else that steers a terminal goes. */
static void print_details(struct strata_str details, struct strata_arena *arena)
{
	struct strata_str line;

	if (details.len)
		putchar('\n');
	while (details.len) {
		strata_str_cut(&line, &details, details, '\n');
		line = report_harmless(arena, strata_str_trim(line));
		printf("%.*s\n", STRATA_ARG(line));
	}
}

static int print_record(struct strata_str json, struct strata_arena *arena,
			struct strata_error *err)
{
	struct node *record;
	int rc;

	if ((rc = json_tree(&record, json, JSON_STRICT, arena, err)) < 0)
		return rc;
	print_field(record, "id", "id", arena);
	print_field(record, "summary", "title", arena);
	print_list(node_array(record, "aliases"), "aliases", arena);
	print_list(node_array(record, "severity"), "severity", arena);
	print_field(record, "published", "published", arena);
	print_field(record, "modified", "modified", arena);
	print_field(record, "withdrawn", "withdrawn", arena);
	print_affected(record, arena);
	print_details(node_text(record, "details"), arena);
	return 0;
}

/* A rule of ours, by its id. */
static void print_rule(const struct image_rule *rule)
{
	printf("%s: %s\n  severity: %s\n  why: %s\n  what to do: %s\n", rule->id, rule->title,
	       strata_severity_name(rule->severity), rule->why, rule->remedy);
}

static int run(struct options *options, struct strata_error *err)
{
	struct strata_strs records = { 0 };
	const struct image_rule *rule;
	struct advisory_db *db = NULL;
	int rc;

	if (options->arg_count != 1)
		return strata_fail(err, STRATA_EUSAGE, 0, "give one id, like CVE-2021-44228");
	rule = image_rule_named(strata_str_of(options->args[0]));
	if (rule) {
		print_rule(rule);
		return STATUS_CLEAN;
	}
	if ((rc = advisory_open(&db, options->database, err)) < 0)
		return rc;
	rc = advisory_find(&records, db, strata_str_of(options->args[0]), options->arena, err);
	if (rc == STRATA_ENOTFOUND) {
		cli_complain(err);
		rc = STATUS_EMPTY;
	}
	for (size_t i = 0; i < records.count && rc == 0; i++) {
		if (i)
			puts("");
		rc = print_record(records.items[i], options->arena, err);
	}
	advisory_close(db);
	return rc;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "ID|RULE [--db PATH|starter]",
	.summary = "what the advisory database knows of an id or alias, or what a rule is for",
	.groups = OPTIONS_COMMON | OPTIONS_DATABASE,
	.run = run,
};
