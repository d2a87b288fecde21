/* deps.c - strata deps: the inventory, as a list or as a tree. */
#include <stdio.h>

#include "cli/cli.h"

struct tree {
	const struct strata_inventory *inventory;
	struct strata_arena *arena;
	bool *shown; /* its dependencies were printed already */
};

static void print_line(struct tree *t, unsigned index, const char *prefix, const char *branch)
{
	const struct strata_component *c = &t->inventory->components.items[index];
	struct strata_str version = c->version.ptr ? c->version : c->requirement;
	struct strata_str name = report_harmless(t->arena, c->name);

	version = report_harmless(t->arena, version);
	printf("%s%s%.*s %.*s%s\n", prefix, branch, STRATA_ARG(name), STRATA_ARG(version),
	       t->shown[index] && c->dependencies.count ? " (shown above)" : "");
}

/* Depth is bounded by `shown`: each component is entered once. An own stack, since a chain may be long. */
struct frame {
	unsigned component;
	size_t next;
	const char *prefix;
};

STRATA_VEC(frames, struct frame);

static void print_below(struct tree *t, unsigned root)
{
	struct frames stack = { 0 };

	*strata_vec_push(t->arena, &stack) = (struct frame){ root, 0, "" };
	t->shown[root] = true;
	while (stack.count) {
		struct frame *f = &stack.items[stack.count - 1];
		const struct strata_indices *deps =
			&t->inventory->components.items[f->component].dependencies;
		unsigned child;
		bool last;

		if (f->next == deps->count) {
			stack.count--;
			continue;
		}
		child = deps->items[f->next++];
		last = f->next == deps->count;
		print_line(t, child, f->prefix, last ? "└── " : "├── ");
		if (t->shown[child])
			continue;
		t->shown[child] = true;
		*strata_vec_push(t->arena, &stack) = (struct frame){
			child, 0,
			strata_arena_printf(t->arena, "%s%s", f->prefix, last ? "    " : "│   ").ptr
		};
	}
}

/* Of each project: what its roots ask for, then what no root leads to. */
static void print_tree(const struct strata_inventory *inventory)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct tree t = { inventory, &arena, NULL };
	struct strata_str project = STRATA_NONE;
	size_t count = inventory->components.count;

	t.shown = strata_arena_alloc(&arena, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct strata_component *c = &inventory->components.items[i];
		struct strata_str name = report_harmless(&arena, c->project);

		if (c->local || (!c->root_edge && c->parents.count))
			continue;
		if (!project.ptr || !strata_str_eq(project, c->project))
			printf("%s%.*s\n", project.ptr ? "\n" : "", STRATA_ARG(name));
		project = c->project;
		print_line(&t, (unsigned)i, "", "");
		if (!t.shown[i])
			print_below(&t, (unsigned)i);
	}
	strata_arena_release(&arena);
}

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, SCAN_INVENTORY, err);
	if (rc == 0 && options->tree)
		print_tree(&scan.inventory);
	else if (rc == 0) {
		report = cli_report_of(&scan, REPORT_MANIFESTS | REPORT_PACKAGES);
		rc = cli_report(&report, options, err);
	}
	if (rc == 0)
		rc = (int)status_tell(&scan, options);
	scan_release(&scan);
	return rc;
}

const struct command command_deps = {
	.name = "deps",
	.usage = "[PATH|REPO] [--tree] [OPTION..]",
	.summary = "the packages of a snapshot, direct and transitive",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_POLICY | OPTIONS_TREE,
	.run = run,
};
