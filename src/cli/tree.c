/*
 * tree.c - strata deps --tree.
 *
 * Each package's dependencies are drawn once, where the way from a root is shortest:
 * so the tree is as flat as it can be, and as long as the graph has edges. A chain that
 * is longer still than anybody reads is cut at STRATA_LIMIT_TREE_LEVELS, which is said.
 */
#include <stdio.h>

#include "cli/tree.h"
#include "report/report.h"
#include "strata/limits.h"

enum { UNREACHED = 0 }; /* levels count from 1 */

struct tree {
	const struct strata_components *all;
	struct strata_arena *arena;
	unsigned *level; /* of each component: edges from the top, by the shortest way */
	bool *top, *drawn;
	struct strata_indices queue;
};

/* What is being drawn: a component, and which of its dependencies comes next. */
struct frame {
	unsigned component;
	size_t next;
};

static void reach(struct tree *t, unsigned component, unsigned level)
{
	if (t->level[component] != UNREACHED)
		return;
	t->level[component] = level;
	*strata_vec_push(t->arena, &t->queue) = component;
}

static void reach_all(struct tree *t, size_t from)
{
	for (; from < t->queue.count; from++) {
		unsigned at = t->queue.items[from];
		const struct strata_indices *below = &t->all->items[at].dependencies;

		for (size_t i = 0; i < below->count; i++)
			reach(t, below->items[i], t->level[at] + 1);
	}
}

static void add_top(struct tree *t, unsigned component)
{
	t->top[component] = true;
	reach(t, component, 1);
}

/* At the top: what a root asks for and what nobody does, then what only a cycle leads to. */
static void find_levels(struct tree *t)
{
	size_t done;

	for (size_t i = 0; i < t->all->count; i++) {
		const struct strata_component *c = &t->all->items[i];

		if (!c->local && (c->root_edge || c->parents.count == 0))
			add_top(t, (unsigned)i);
	}
	reach_all(t, 0);
	for (size_t i = 0; i < t->all->count; i++) {
		if (t->all->items[i].local || t->level[i] != UNREACHED)
			continue;
		done = t->queue.count;
		add_top(t, (unsigned)i);
		reach_all(t, done);
	}
}

static void print_name(struct tree *t, unsigned index, const char *remark)
{
	const struct strata_component *c = &t->all->items[index];
	struct strata_str version = c->version.ptr ? c->version : c->requirement;
	struct strata_str name = report_harmless(t->arena, c->name);

	version = report_harmless(t->arena, version);
	printf("%.*s%s%.*s%s\n", STRATA_ARG(name), version.len ? " " : "", STRATA_ARG(version), remark);
}

static bool has_more(const struct tree *t, const struct frame *f)
{
	return f->next < t->all->items[f->component].dependencies.count;
}

static void print_branches(const struct tree *t, const struct frame *stack, size_t depth)
{
	for (size_t i = 0; i + 1 < depth; i++)
		fputs(has_more(t, &stack[i]) ? "│   " : "    ", stdout);
	if (depth)
		fputs(has_more(t, &stack[depth - 1]) ? "├── " : "└── ", stdout);
}

/* Prints a component below the frames of the stack; true when its own dependencies are to follow. */
static bool print_component(struct tree *t, unsigned index, const struct frame *stack, size_t depth)
{
	bool leaf = t->all->items[index].dependencies.count == 0;
	bool here = !t->drawn[index] && t->level[index] == depth + 1;
	bool deep = depth + 1 >= STRATA_LIMIT_TREE_LEVELS;

	print_branches(t, stack, depth);
	print_name(t, index, leaf ? "" : !here ? " (shown elsewhere)" : deep ? " (and deeper)" : "");
	if (leaf || !here)
		return false;
	t->drawn[index] = true;
	return !deep;
}

static void print_top(struct tree *t, unsigned top)
{
	struct frame stack[STRATA_LIMIT_TREE_LEVELS] = { 0 };
	size_t depth = 0;

	if (print_component(t, top, stack, 0))
		stack[depth++] = (struct frame){ top, 0 };
	while (depth) {
		struct frame *f = &stack[depth - 1];
		unsigned child;

		if (!has_more(t, f)) {
			depth--;
			continue;
		}
		child = t->all->items[f->component].dependencies.items[f->next++];
		if (print_component(t, child, stack, depth))
			stack[depth++] = (struct frame){ child, 0 };
	}
}

void deps_print_tree(const struct strata_inventory *inventory)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	size_t count = inventory->components.count;
	struct tree t = { .all = &inventory->components, .arena = &arena };
	struct strata_str project = STRATA_NONE;

	t.level = strata_arena_alloc(&arena, (count + 1) * sizeof(*t.level));
	t.top = strata_arena_alloc(&arena, count + 1);
	t.drawn = strata_arena_alloc(&arena, count + 1);
	find_levels(&t);
	for (size_t i = 0; i < count; i++) {
		const struct strata_component *c = &t.all->items[i];
		struct strata_str name = report_harmless(&arena, c->project);

		if (!t.top[i])
			continue;
		if (!project.ptr || !strata_str_eq(project, c->project))
			printf("%s%.*s\n", project.ptr ? "\n" : "", STRATA_ARG(name));
		project = c->project;
		print_top(&t, (unsigned)i);
	}
	strata_arena_release(&arena);
}
