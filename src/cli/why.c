/* why.c - strata why ID|PURL: how a package, or what is wrong with it, came in. */
#include <stdio.h>

#include "cli/cli.h"

enum { CHAINS_SHOWN = 20 };

static bool is_asked(const struct strata_component *c, struct strata_str what)
{
	return strata_purl_means(what, c->purl) || strata_str_eq(c->id, what) ||
	       strata_str_eq(c->name, what) || strata_str_eq(c->key, what);
}

static bool names(const struct strata_finding *f, struct strata_str id)
{
	if (strata_str_eq_nocase(f->id, id))
		return true;
	for (size_t i = 0; i < f->aliases.count; i++)
		if (strata_str_eq_nocase(f->aliases.items[i], id))
			return true;
	return false;
}

static void print_chain(const struct strata_inventory *inventory,
			const struct strata_indices *chain, struct strata_arena *arena)
{
	fputs("  ", stdout);
	for (size_t i = 0; i < chain->count; i++) {
		const struct strata_component *c = &inventory->components.items[chain->items[i]];
		struct strata_str version = c->version.ptr ? c->version : c->requirement;
		struct strata_str text = report_harmless(
			arena, strata_arena_printf(arena, "%.*s %.*s", STRATA_ARG(c->name),
						   STRATA_ARG(version)));

		printf("%s%.*s", i ? " > " : "", STRATA_ARG(text));
	}
	putchar('\n');
}

static void print_component(const struct scan *scan, unsigned index, struct strata_arena *arena)
{
	const struct strata_component *c = &scan->inventory.components.items[index];
	struct strata_str id = report_harmless(arena, c->id);
	struct strata_chains chains = { 0 };

	printf("%.*s  %s\n", STRATA_ARG(id), strata_scope_name(c->scope));
	for (size_t i = 0; i < c->places.count; i++) {
		struct strata_str path = report_harmless(arena, c->places.items[i].path);

		printf("  %.*s:%u\n", STRATA_ARG(path), c->places.items[i].line);
	}
	strata_inventory_chains(&chains, &scan->inventory, index, CHAINS_SHOWN, arena);
	for (size_t i = 0; i < chains.count; i++)
		print_chain(&scan->inventory, &chains.items[i], arena);
}

static size_t print_asked(const struct scan *scan, struct strata_str what)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	size_t count = scan->inventory.components.count, shown = 0;
	bool *asked = strata_arena_alloc(&arena, count + 1);

	for (size_t i = 0; i < count; i++)
		asked[i] = is_asked(&scan->inventory.components.items[i], what);
	for (size_t i = 0; i < scan->findings.count; i++)
		if (scan->findings.items[i].component >= 0 && names(&scan->findings.items[i], what))
			asked[scan->findings.items[i].component] = true;
	for (size_t i = 0; i < count; i++)
		if (asked[i]) {
			print_component(scan, (unsigned)i, &arena);
			shown++;
		}
	strata_arena_release(&arena);
	return shown;
}

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	(void)err;
	if (print_asked(scan, strata_str_of(options->args[0])))
		return STATUS_CLEAN;
	fprintf(stderr, "strata: nothing in this snapshot has to do with '%s'\n", options->args[0]);
	return STATUS_EMPTY;
}

static int run(struct options *options, struct strata_error *err)
{
	if (options->arg_count < 1)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "say what: an advisory's id, a purl or a package's name");
	return cli_scan(options, 1, SCAN_ADVISORIES | SCAN_RESOLVE | SCAN_LAYERS, answer, err);
}

const struct command command_why = {
	.name = "why",
	.usage = "ID|PURL|NAME [PATH|REPO] [OPTION..]",
	.summary = "the chains through which a package, or an advisory's package, came in",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_DATABASE |
		  OPTIONS_RESOLVE,
	.run = run,
};
