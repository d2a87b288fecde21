/*
 * solve.c - what pip would install for a Python manifest; see solver.h.
 *
 * What installs the project is solved alone, as pip does. Extras and groups come in a
 * second search that keeps the first one's releases; where they cannot be had together,
 * that is a note, and the first answer stands.
 */
#include "resolve/pypi/answer.h"

static bool is_own(const struct pypi_solving *s, const struct python_requirement *r)
{
	return s->manifest.name.len &&
	       strata_str_eq(strata_name_pep503(s->arena, r->name),
			     strata_name_pep503(s->arena, s->manifest.name));
}

/* --- the questions --------------------------------------------------------------------------- */

static void ask_all(struct pypi_solving *s, struct pypi_search *search, bool more)
{
	for (size_t i = 0; i < s->manifest.asked.count; i++) {
		const struct pypi_asked *a = &s->manifest.asked.items[i];

		if ((more || !a->more) && !is_own(s, &a->requirement) && pypi_asked_holds(s, a))
			pypi_search_ask(search, &a->requirement);
	}
}

static void limit_all(struct pypi_solving *s, struct pypi_search *search)
{
	for (size_t i = 0; i < s->manifest.limits.count; i++) {
		const struct python_requirement *r = &s->manifest.limits.items[i].requirement;

		if (pypi_marker_holds(&s->target, r->marker, STRATA_STR(""), s->arena))
			pypi_search_limit(search, r);
	}
}

static void keep_picks(struct pypi_solving *s, struct pypi_search *to, const struct pypi_search *from)
{
	for (size_t i = 0; i < from->nodes.count; i++) {
		const struct pypi_node *n = from->nodes.items[i];
		struct python_requirement as = { .name = n->key };
		struct strata_str version;

		if (n->pick < 0 || n->extras.count)
			continue;
		version = n->project->releases.items[n->pick].version;
		if (!version.ptr)
			continue;
		as.specifier = strata_arena_join(s->arena, STRATA_STR("=="), version, STRATA_NONE);
		pypi_search_limit(to, &as);
	}
}

static bool asks_more(const struct pypi_solving *s)
{
	for (size_t i = 0; i < s->manifest.asked.count; i++)
		if (s->manifest.asked.items[i].more)
			return true;
	return false;
}

static int search(struct pypi_search *out, struct pypi_solving *s, const struct pypi_search *kept,
		  struct strata_error *err)
{
	*out = PYPI_SEARCH(&s->finder, s->arena);
	limit_all(s, out);
	if (kept)
		keep_picks(s, out, kept);
	ask_all(s, out, kept != NULL);
	return pypi_search_run(out, err);
}

/*
 * Releases that ask for what no index has are passed over, as pip does. Where that leaves
 * none, pip has no answer; here what is absent is named, and the rest is answered.
 */
static int search_leniently(struct pypi_search *out, struct pypi_solving *s,
			    const struct pypi_search *kept, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	int rc = search(out, s, kept, &own);

	if (rc == STRATA_ENOTFOUND && pypi_project_relent(&s->finder))
		rc = search(out, s, kept, NULL);
	if (rc < 0 && err)
		*err = own;
	return rc;
}

/* Where pip gives up, what it did before 25.1 may have an answer: better than none. */
static int search_anyhow(struct pypi_search *out, struct pypi_solving *s,
			 const struct pypi_search *kept, struct strata_error *err)
{
	int rc = search_leniently(out, s, kept, err);

	if (rc != STRATA_ELIMIT || !s->target.manner.narrow)
		return rc;
	s->target.manner = (struct pypi_manner){ 0 };
	if (search_leniently(out, s, kept, NULL) < 0)
		return rc;
	pypi_answer_note(s, "pip gives up on this; what pip before 25.1 finds is taken: ",
			 strata_str_of(err->text));
	*err = STRATA_ERROR_INIT;
	return 0;
}

static int search_all(struct pypi_search *out, struct pypi_solving *s, struct strata_error *err)
{
	struct strata_error more_err = STRATA_ERROR_INIT;
	struct pypi_search more;
	int rc;

	if ((rc = search_anyhow(out, s, NULL, err)) < 0 || !asks_more(s))
		return rc;
	if (search_anyhow(&more, s, out, &more_err) == 0)
		*out = more;
	else
		pypi_answer_note(s, "extras and groups are not resolved: ", strata_str_of(more_err.text));
	return 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void leave_out(struct pypi_solving *s)
{
	for (size_t i = 0; i < s->manifest.asked.count; i++) {
		const struct pypi_asked *a = &s->manifest.asked.items[i];

		if (!pypi_asked_holds(s, a))
			*strata_vec_push(s->arena, s->in->elsewhere) = (struct solver_elsewhere){
				a->requirement.name, a->path, a->line,
			};
	}
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct pypi_solving s = { .in = in, .out = out, .arena = in->scratch,
			     .by_name = STRATA_MAP_INIT(in->scratch) };
	struct pypi_search search;
	int rc;

	if ((rc = pypi_target(&s.target, in->environment, err)) < 0 ||
	    (rc = pypi_manifest_read(&s.manifest, in, err)) < 0)
		return rc;
	if (!registry_server_of(in->settings, STRATA_STR("")))
		return registry_unknown(in->settings, err);
	s.finder = (struct pypi_finder){ .in = in, .target = &s.target, .arena = s.arena,
					 .by_name = STRATA_MAP_INIT(s.arena),
					 .by_python = STRATA_MAP_INIT(s.arena) };
	pypi_answer_root(&s);
	if ((rc = search_all(&search, &s, err)) < 0)
		return rc;
	pypi_answer_packages(&s, &search);
	leave_out(&s);
	return 0;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct pypi_target target;
	struct pypi_finder finder = { .in = in, .target = &target, .arena = in->scratch,
				      .by_name = STRATA_MAP_INIT(in->scratch),
				      .by_python = STRATA_MAP_INIT(in->scratch),
				      .lenient = true };
	const struct pypi_project *p;
	int rc = pypi_target(&target, in->environment, err);

	if (rc < 0)
		return rc;
	p = pypi_project_get(&finder, strata_name_pep503(in->scratch, name));
	if (p->lack && err)
		*err = *p->lack;
	if (p->lack)
		return p->lack->code;
	for (size_t i = 0; i < p->releases.count; i++)
		if (!p->releases.items[i].yanked)
			*strata_vec_push(arena, out) =
				strata_arena_dup(arena, p->releases.items[i].version);
	return 0;
}

const struct solver solver_pypi = {
	.formats = "python/requirements python/pyproject python/setup-cfg python/pipfile",
	.config = &registry_config_pypi,
	.solve = solve,
	.versions = versions,
};
