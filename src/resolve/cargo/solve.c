/*
 * solve.c - what cargo would lock for a Cargo.toml; see solver.h.
 *
 * The answer has the form of a Cargo.lock: packages of the workspace are local, and who
 * asks for what, and for what purpose, is joined from the manifests.
 */
#include "cargo/cargo.h"
#include "resolve/cargo/search.h"
#include "text/node.h"

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct cargo_crates crates;
	struct cargo_manifest *root;
	struct cargo_versions members;
	int *place; /* of a version's number in the facts, + 1 */
};

/* --- what is asked for ------------------------------------------------------------------------ */

static bool prefers_old_rust(const struct cargo_manifest *root)
{
	if (root->resolver.len)
		return strata_str_eq(root->resolver, STRATA_STR("3"));
	return strata_str_eq(root->edition, STRATA_STR("2024"));
}

/* Versions of the members' Rust, else of the one that is resolved for. */
static void set_rusts(struct solving *s)
{
	struct cargo_crates *c = &s->crates;
	struct cargo_rust rust;

	if (!prefers_old_rust(s->root))
		return;
	for (size_t i = 0; i < c->manifests.members.count; i++)
		if (cargo_rust_read(&rust, c->manifests.members.items[i]->rust))
			*strata_vec_push(c->arena, &c->rusts) = rust;
	if (!c->rusts.count && cargo_rust_read(&rust, s->in->environment->rust))
		*strata_vec_push(c->arena, &c->rusts) = rust;
}

static void add_patches(struct solving *s)
{
	const struct node *sources = node_map(s->root->top, "patch");

	for (const struct node *from = node_first(sources); from; from = from->next) {
		struct strata_str of = cargo_crates_source(&s->crates, from->key);

		for (const struct node *n = node_first(from); n; n = n->next) {
			struct cargo_dep dep;

			if (n->type == NODE_MAP &&
			    cargo_manifest_dep(&dep, &s->crates.manifests, s->root, n))
				cargo_crates_patch(&s->crates, of, &dep, false);
		}
	}
}

/* Of the one version that lies there: it changes no choice. */
static void add_replacements(struct solving *s)
{
	for (const struct node *n = node_first(node_map(s->root->top, "replace")); n; n = n->next) {
		struct cargo_dep dep;

		if (n->type != NODE_MAP || !cargo_manifest_dep(&dep, &s->crates.manifests, s->root, n))
			continue;
		dep.name = cargo_replaced_name(n->key);
		cargo_crates_patch(&s->crates, STRATA_STR(""), &dep, true);
	}
}

static int set_up(struct solving *s, struct strata_error *err)
{
	struct strata_str folder = strata_path_dir(s->in->path);
	struct cargo_manifest_list *members = &s->crates.manifests.members;

	s->root = cargo_manifest_at(&s->crates.manifests, folder);
	if (!s->root)
		return strata_fail(err, STRATA_ESYNTAX, 0, "it cannot be read");
	cargo_manifest_members(&s->crates.manifests, s->root);
	set_rusts(s);
	add_patches(s);
	add_replacements(s);
	for (size_t i = 0; i < members->count; i++)
		*strata_vec_push(s->crates.arena, &s->members) =
			cargo_crates_local(&s->crates, members->items[i]);
	return 0;
}

/* --- the answer -------------------------------------------------------------------------------- */

static void add_package(struct solving *s, const struct cargo_version *v)
{
	struct strata_arena *arena = s->out->arena;
	struct strata_package *p = strata_facts_add(s->out, strata_arena_dup(arena, v->crate->name),
						    STRATA_NONE, 0);

	p->ecosystem = &strata_ecosystem_cargo;
	s->place[v->number] = (int)s->out->packages.count;
	p->local = v->crate->source == CARGO_PATH && v->version.ptr;
	if (v->version.ptr)
		p->version = strata_arena_dup(arena, v->version);
	else
		p->requirement = strata_arena_dup(arena, v->requirement);
	if (v->crate->source == CARGO_ELSEWHERE)
		p->source = strata_arena_dup(arena, v->crate->from);
	if (v->summary && v->summary->checksum.len)
		*strata_vec_push(arena, &p->checksums) = strata_arena_join(
			arena, STRATA_STR("sha256:"), v->summary->checksum, STRATA_NONE);
}

static void add_edge(struct solving *s, const struct cargo_link *link)
{
	int from = s->place[link->from->number], to = s->place[link->to->number];

	if (from && to)
		strata_facts_edge(s->out, from - 1, (size_t)to - 1, STRATA_SCOPE_UNKNOWN);
}

static int compare_links(const void *a, const void *b)
{
	const struct cargo_link *x = a, *y = b;

	if (x->from->number != y->from->number)
		return x->from->number < y->from->number ? -1 : 1;
	return (x->to->number > y->to->number) - (x->to->number < y->to->number);
}

static void tell(struct solving *s, struct cargo_solution *solution)
{
	struct cargo_links *links = &solution->links;

	s->place = strata_arena_alloc(s->crates.arena,
				      (s->crates.versions.count + 1) * sizeof(*s->place));
	for (size_t i = 0; i < solution->active.count; i++)
		add_package(s, solution->active.items[i]);
	strata_vec_sort(links, compare_links);
	for (size_t i = 0; i < links->count; i++)
		if (!i || compare_links(&links->items[i - 1], &links->items[i]) != 0)
			add_edge(s, &links->items[i]);
	strata_facts_refer(s->out, STRATA_REF_MANIFEST, STRATA_STR("Cargo.toml"), 0);
	cargo_crates_say_patches(&s->crates, &solution->active);
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out };
	struct cargo_solution solution = { 0 };
	int rc;

	cargo_crates_init(&s.crates, in);
	if ((rc = set_up(&s, err)) == 0 &&
	    (rc = cargo_search(&solution, &s.crates, &s.members, err)) == 0)
		tell(&s, &solution);
	cargo_crates_release(&s.crates);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct cargo_crates crates;
	int rc;

	cargo_crates_init(&crates, in);
	rc = cargo_crates_versions(out, &crates, name, arena, err);
	cargo_crates_release(&crates);
	return rc;
}

const struct solver solver_cargo = {
	.formats = "cargo/toml",
	.config = &registry_config_cargo,
	.workspaces = true,
	.solve = solve,
	.versions = versions,
};
