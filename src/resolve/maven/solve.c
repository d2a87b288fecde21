/*
 * solve.c - which artifacts Maven resolves for a pom: those of `mvn dependency:list`; see
 * solver.h. collect.c chooses, this one answers.
 */
#include "resolve/maven/collect.h"
#include "resolve/maven/repository.h"

static enum strata_scope scope_for_people(const struct maven_artifact *a)
{
	if (a->scope == MAVEN_TEST)
		return STRATA_SCOPE_TEST;
	return a->want.optional && !a->parent ? STRATA_SCOPE_OPTIONAL : STRATA_SCOPE_PROD;
}

static void answer_package(struct strata_facts *out, struct strata_map *named,
			   struct maven_artifact *a)
{
	struct strata_str name = STRATA_CONCAT(out->arena, a->want.gav.group, STRATA_STR(":"),
					       a->want.gav.artifact);
	struct strata_str version = a->version.len ? a->version : a->want.gav.version;
	size_t *index = strata_map_at(named, STRATA_CONCAT(named->arena, name, STRATA_STR("@"), version),
				      NULL);
	struct strata_package *p;

	if (*index) {
		a->package = *index;
		return;
	}
	p = strata_facts_add(out, name, STRATA_NONE, 0);
	if (a->version.len)
		p->version = strata_arena_dup(out->arena, a->version);
	else
		p->requirement = strata_arena_dup(out->arena, a->want.gav.version);
	p->ecosystem = &strata_ecosystem_maven;
	p->scope = scope_for_people(a);
	p->direct = a->parent ? STRATA_NO : STRATA_YES;
	p->local = a->model && a->model->local;
	a->package = *index = out->packages.count;
}

static void answer_edge(struct strata_facts *out, const struct maven_tree *tree,
			const struct maven_edge *edge)
{
	const struct maven_artifact *to = maven_taken(tree, edge);
	int from = edge->from ? (int)edge->from->package - 1 : STRATA_ROOT(0);
	struct strata_edge *added;

	if (!to || (edge->from && !edge->from->package) || from == (int)to->package - 1)
		return;
	strata_facts_edge(out, from, to->package - 1,
			  edge->from ? STRATA_SCOPE_UNKNOWN : scope_for_people(to));
	added = &out->edges.items[out->edges.count - 1];
	if (edge->asked.ptr)
		added->alias = strata_arena_dup(out->arena, edge->asked);
}

static void answer(struct strata_facts *out, const struct maven_tree *tree)
{
	const struct solver_input *in = tree->in;
	struct strata_map named = STRATA_MAP_INIT(in->scratch);
	const struct maven_gav *own = &tree->project->gav;

	for (size_t i = 0; i < tree->all.count; i++)
		answer_package(out, &named, tree->all.items[i]);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = STRATA_CONCAT(out->arena, own->group, STRATA_STR(":"), own->artifact),
		.version = strata_arena_dup(out->arena, own->version),
		.dir = STRATA_STR(""),
	};
	for (size_t i = 0; i < tree->edges.count; i++)
		answer_edge(out, tree, &tree->edges.items[i]);
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(in->path),
		.format = in->format,
	};
}

static void say_model(const struct maven_tree *tree, const struct maven_model *model)
{
	for (size_t i = 0; i < model->lacks.count; i++)
		solver_lacks(tree->in, model->lacks.items[i].name, &model->lacks.items[i].err);
}

static void say_lacks(const struct maven_tree *tree)
{
	say_model(tree, tree->project);
	for (size_t i = 0; i < tree->all.count; i++) {
		const struct maven_artifact *a = tree->all.items[i];

		if (a->err)
			solver_lacks(tree->in,
				     STRATA_CONCAT(tree->in->scratch, a->want.gav.group,
						   STRATA_STR(":"), a->want.gav.artifact),
				     a->err);
		else if (a->model)
			say_model(tree, a->model);
	}
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct maven_tree tree = { .in = in, .store = maven_store_of(in) };
	int rc;

	tree.project = maven_model_whole(tree.store, maven_document_at(tree.store, in->path));
	if (tree.project->rc < 0) {
		if (err)
			*err = tree.project->err;
		return tree.project->rc;
	}
	if ((rc = maven_collect(&tree, err)) < 0)
		return rc;
	say_lacks(&tree);
	answer(out, &tree);
	if (in->as_of.ptr && tree.store->undated)
		strata_facts_note(out, 0, "a repository does not tell how old its poms are: "
					  "--as-of does not hold for all of them");
	return 0;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	const struct maven_store *store = maven_store_of(in);
	struct maven_gav gav = { 0 };
	struct strata_strs found = { 0 };
	int rc;

	strata_str_cut(&gav.group, &gav.artifact, name, ':');
	rc = maven_repository_versions(&found, store, &gav, err);
	for (size_t i = 0; rc == 0 && i < found.count; i++)
		*strata_vec_push(arena, out) = strata_arena_dup(arena, found.items[i]);
	return rc;
}

const struct solver solver_maven = {
	.formats = "maven/pom",
	.config = &registry_config_maven,
	.siblings = true,
	.decides = true,
	.solve = solve,
	.versions = versions,
};
