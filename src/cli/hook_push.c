/*
 * hook_push.c - a line of a push, as a change with a base and a policy.
 *
 * The base of a ref that moves forward is what it was. Of a new one, or one that is
 * forced elsewhere, it is where it left the receiver's HEAD, else what the new commits
 * stand on; in a new repository there is none, and all is new. The policy is that of the
 * branch pushed to, else of the receiver's HEAD: never one that the push brings.
 */
#include <stdio.h>
#include <string.h>

#include "cli/hook.h"

struct push {
	struct hook *hook;
	const struct hook_line *line;
	struct hook_change *change;
	struct strata_arena *arena;
	struct source *source;
	struct source_id old, head, head_tree;
	bool has_old, has_head;
	struct strata_error *err;
};

static bool is_zero(struct strata_str hex)
{
	for (size_t i = 0; i < hex.len; i++)
		if (hex.ptr[i] != '0')
			return false;
	return true;
}

/* The receiver's HEAD, as far as it is known here. */
static void find_head(struct push *p)
{
	static const char *const names[] = { "HEAD", "main", "master" };

	if (!p->line->remote) {
		p->has_head = source_find(&p->head, p->source, "HEAD");
		return;
	}
	for (size_t i = 0; i < 3 && !p->has_head && *p->line->remote; i++) {
		struct strata_str name = strata_arena_printf(p->arena, "refs/remotes/%s/%s",
							     p->line->remote, names[i]);

		p->has_head = source_find(&p->head, p->source, name.ptr);
	}
}

static bool same(const struct push *p, const struct source_id *a, const struct source_id *b)
{
	return memcmp(a->bytes, b->bytes, source_id_length(p->source)) == 0;
}

/* What the receiver has: of a ref that is there, what it reaches; else every ref. */
static int find_known(struct push *p)
{
	struct source_ids *known = &p->change->known;
	struct strata_str below = STRATA_STR("refs/");
	int rc;

	if (p->has_old) {
		*strata_vec_push(p->arena, known) = p->old;
		return 0;
	}
	if (p->line->remote)
		below = strata_arena_printf(p->arena, "refs/remotes/%s/", p->line->remote);
	rc = source_refs_below(known, p->source, below, p->arena, p->err);
	if (rc == 0 && known->count == 0 && p->line->remote) /* pushed to by its address */
		rc = source_refs_below(known, p->source, STRATA_STR("refs/remotes/"), p->arena, p->err);
	return rc;
}

/* The last commit that the new ones stand on; false when there is nothing new. */
static int stand_on(struct push *p, bool *any)
{
	struct source_walk walk;
	int rc = source_walk_new(&walk, p->source, &p->change->tip, &p->change->known, p->arena, p->err);

	if (rc < 0)
		return rc;
	*any = walk.commits.count > 0;
	p->change->from_nothing = true;
	for (size_t i = 0; i < walk.commits.count; i++) {
		if (!walk.commits.items[i].outside)
			continue;
		memcpy(p->change->base.bytes, walk.commits.items[i].id, SOURCE_ID_MOST);
		p->change->from_nothing = false;
	}
	return 0;
}

/* The best common ancestor. False without one, or where it cannot be told. */
static bool find_common(struct source_id *out, struct push *p, const struct source_id *other)
{
	struct strata_str base;

	return source_merge_base(&base, p->source, source_hex(p->source, other->bytes, p->arena),
				 source_hex(p->source, p->change->tip.bytes, p->arena), p->arena,
				 NULL) == 0 &&
	       base.ptr && source_find_id(out, p->source, base);
}

/* A shallow clone does not know what its commits stand on. */
static void guess_base(struct push *p)
{
	p->change->from_nothing = !p->has_old && !p->has_head;
	p->change->base = p->has_old ? p->old : p->head;
}

static int find_base(struct push *p, bool *any)
{
	struct hook_change *c = p->change;
	struct source_id base;
	int rc = 0;

	*any = true;
	if (source_info(p->source)->shallow) {
		guess_base(p);
		return 0;
	}
	if (p->has_old && find_common(&base, p, &p->old) &&
	    same(p, &base, &p->old)) {
		c->base = base;
		*any = !same(p, &base, &c->tip);
		return 0;
	}
	if ((rc = stand_on(p, any)) == 0 && *any && p->has_head &&
	    find_common(&base, p, &p->head)) {
		c->base = base;
		c->from_nothing = false;
	}
	return rc;
}

/* What the receiver's HEAD has is no news to its other branches. */
static int take_trees(struct push *p)
{
	struct hook_change *c = p->change;
	int rc = source_tree_of(&c->tip_tree, p->source, &c->tip, p->arena, p->err);

	if (rc == 0 && !c->from_nothing)
		rc = source_tree_of(&c->base_tree, p->source, &c->base, p->arena, p->err);
	if (rc < 0 || !p->has_head)
		return rc;
	rc = source_tree_of(&p->head_tree, p->source, &p->head, p->arena, p->err);
	if (rc == 0 && (c->from_nothing || !same(p, &p->head_tree, &c->base_tree)))
		*strata_vec_push(p->arena, &c->also) = p->head_tree;
	return rc;
}

static int take_policy(struct push *p)
{
	bool branch = strata_str_starts(p->line->ref, STRATA_STR("refs/heads/"));
	struct source_id tree;
	int rc;

	if (!branch || !p->has_old)
		return hook_add_policy(p->change, p->hook, p->has_head ? &p->head_tree : NULL, p->err);
	rc = source_tree_of(&tree, p->source, &p->old, p->arena, p->err);
	return rc < 0 ? rc : hook_add_policy(p->change, p->hook, &tree, p->err);
}

int hook_change_of(struct hook_change *out, bool *judged, struct hook *h,
		   const struct hook_line *line, struct strata_error *err)
{
	struct push p = { .hook = h, .line = line, .change = out, .arena = &h->scan.arena,
			  .source = h->scan.source, .err = err };
	int rc;

	*judged = false;
	out->ref = strata_arena_dup(p.arena, line->ref);
	if (is_zero(line->new)) /* a ref that goes brings nothing */
		return 0;
	if (!source_find_id(&out->tip, p.source, line->new)) {
		fprintf(stderr, "strata: %.*s is not judged: it leads to no commit\n",
			STRATA_ARG(report_harmless(p.arena, line->ref)));
		return 0;
	}
	p.has_old = !is_zero(line->old) && source_find_id(&p.old, p.source, line->old);
	find_head(&p);
	if ((rc = find_known(&p)) < 0 || (rc = find_base(&p, judged)) < 0 || !*judged ||
	    (rc = take_trees(&p)) < 0)
		return rc;
	return take_policy(&p);
}
