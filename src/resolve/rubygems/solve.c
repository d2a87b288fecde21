/*
 * solve.c - what Bundler would install for a Gemfile, or a gemspec alone.
 *
 * A Gemfile asks for its own gems, for those of the files that it evaluates, and where it
 * says `gemspec` for those of the gemspecs beside it; of a gem that lies in a folder of the
 * project (path:) what its gemspec asks for counts as the project's. What comes from git is
 * lacking: the repository is not asked. All groups are resolved, as in a Gemfile.lock, for
 * one platform: that of [resolve].
 */
#include "resolve/rubygems/search.h"
#include "ruby/ruby.h"
#include "strata/limits.h"

extern const struct strata_format strata_format_ruby_gemfile, strata_format_ruby_gemspec;

struct asked {
	struct strata_str name, requirement;
	enum strata_scope scope;
};

STRATA_VEC(askeds, struct asked);

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct gem_finder finder;
	struct gem_search search;
	struct askeds asked;
	struct strata_map read; /* files, each once */
	size_t *package;        /* goal -> package of out, plus 1 */
};

/* --- what is asked for -------------------------------------------------------------------------- */

static void read_file(struct solving *s, struct strata_str path, const struct strata_format *format,
		      enum strata_scope scope);

static struct strata_str below(struct solving *s, struct strata_str folder, struct strata_str path)
{
	return folder.len ? strata_arena_join(s->arena, folder, STRATA_STR("/"), path) : path;
}

/* The gemspecs of a folder; scope: of who asks for it, UNKNOWN: as they say. */
static void read_gemspecs(struct solving *s, struct strata_str folder, enum strata_scope scope)
{
	const struct source_entries *all = s->in->files->entries;
	struct strata_str start = below(s, folder, STRATA_STR(""));

	for (size_t i = solver_files_from(s->in->files, start); i < all->count; i++) {
		struct strata_str path = all->items[i].path;

		if (!strata_str_starts(path, start))
			return;
		if (strata_str_ends(path, STRATA_STR(".gemspec")) &&
		    strata_str_eq(strata_path_dir(path), folder))
			read_file(s, path, &strata_format_ruby_gemspec, scope);
	}
}

/* "./lib" and "lib/" are "lib". */
static struct strata_str tidy(struct strata_str path)
{
	while (strata_str_starts(path, STRATA_STR("./")))
		path = strata_str_skip(path, 2);
	while (strata_str_ends(path, STRATA_STR("/")))
		path.len--;
	return strata_str_eq(path, STRATA_STR(".")) ? STRATA_STR("") : path;
}

static void lacks(struct solving *s, struct strata_str name, const char *why)
{
	struct strata_error err = STRATA_ERROR_INIT;

	strata_fail(&err, STRATA_EUNSUPPORTED, 0, "%s", why);
	solver_lacks(s->in, name, &err);
}

static void ask(struct solving *s, const struct strata_package *p, struct strata_str folder,
		enum strata_scope scope)
{
	struct strata_str requirement = p->requirement.len ? p->requirement : p->version;

	if (gem_is_bundler(p->name))
		return;
	if (p->local) {
		read_gemspecs(s, below(s, folder, tidy(p->source)), p->scope);
		return;
	}
	if (strata_str_starts(p->source, STRATA_STR("git+"))) {
		lacks(s, p->name, "it comes from git, which is not asked");
		return;
	}
	if (p->source.len)
		gem_project_of(&s->finder, p->name)->source = p->source;
	*strata_vec_push(s->arena, &s->asked) = (struct asked){
		p->name, requirement, scope != STRATA_SCOPE_UNKNOWN ? scope : p->scope
	};
}

/* A call of `gemspec`, which names none: those beside the Gemfile. */
static bool calls_gemspec(struct solving *s, struct strata_str bytes)
{
	struct ruby_tokens tokens = { 0 };

	ruby_scan(&tokens, bytes, s->arena);
	for (size_t i = 0; i < tokens.count; i++)
		if (tokens.items[i].kind == RUBY_WORD && tokens.items[i].first &&
		    strata_str_eq(tokens.items[i].text, STRATA_STR("gemspec")))
			return true;
	return false;
}

/* Bundler takes of a gem in a folder what it needs to run. */
static void ask_all(struct solving *s, const struct strata_facts *facts, struct strata_str folder,
		    enum strata_scope scope)
{
	for (size_t i = 0; i < facts->packages.count; i++)
		if (scope == STRATA_SCOPE_UNKNOWN || facts->packages.items[i].scope == STRATA_SCOPE_PROD)
			ask(s, &facts->packages.items[i], folder, scope);
	for (size_t i = 0; i < facts->references.count; i++)
		if (facts->references.items[i].path.len)
			read_file(s, below(s, folder, tidy(facts->references.items[i].path)),
				  facts->references.items[i].format ? facts->references.items[i].format
								    : &strata_format_ruby_gemspec,
				  scope);
}

/* The answer is for that file, too, where it lies with the manifest or below it. */
static void answer_for(struct solving *s, struct strata_str path, const struct strata_format *format)
{
	struct strata_str start = below(s, strata_path_dir(s->in->path), STRATA_STR(""));

	if (strata_str_starts(path, start))
		strata_facts_refer(s->out, STRATA_REF_MANIFEST,
				   strata_arena_dup(s->out->arena, strata_str_skip(path, start.len)), 0)
			->format = format;
}

/* What cannot be read has been said where its facts were read. */
static void read_file(struct solving *s, struct strata_str path, const struct strata_format *format,
		      enum strata_scope scope)
{
	struct strata_facts facts = { 0 };
	struct strata_str bytes, folder = strata_path_dir(path);
	bool added;

	strata_map_at(&s->read, path, &added);
	if (!added || s->read.count > STRATA_LIMIT_INCLUDES ||
	    s->in->files->read(&bytes, s->in->files, path, s->arena, NULL) < 0)
		return;
	strata_format_read(&facts, s->arena, format, path, bytes);
	if (scope == STRATA_SCOPE_UNKNOWN)
		answer_for(s, path, format);
	ask_all(s, &facts, folder, scope);
	if (format == &strata_format_ruby_gemfile && calls_gemspec(s, bytes))
		read_gemspecs(s, folder, STRATA_SCOPE_UNKNOWN);
}

/* --- the answer --------------------------------------------------------------------------------- */

static void add_package(struct solving *s, size_t goal)
{
	const struct gem_goal *g = &s->search.goals.items[goal];
	const struct gem_release *r = gem_search_picked(&s->search, g);
	struct strata_arena *arena = s->out->arena;
	struct strata_package *p;

	if (!r || !g->limits.count)
		return;
	p = strata_vec_push(arena, &s->out->packages);
	s->package[goal] = s->out->packages.count;
	p->ecosystem = &strata_ecosystem_rubygems;
	p->name = strata_arena_dup(arena, g->project->name);
	p->version = r->version.ptr ? strata_arena_dup(arena, r->version) : STRATA_NONE;
	if (!r->version.ptr)
		p->requirement = STRATA_STR("");
	if (r->line && r->line->sha256.len)
		*strata_vec_push(arena, &p->checksums) =
			strata_arena_join(arena, STRATA_STR("sha256:"), r->line->sha256, STRATA_NONE);
	if (g->project->lack)
		solver_lacks(s->in, g->project->name, g->project->lack);
}

static void add_edge(struct solving *s, int from, struct strata_str name, enum strata_scope scope)
{
	size_t goal;

	if (strata_map_get(&goal, &s->search.by_name, name) && s->package[goal])
		strata_facts_edge(s->out, from, s->package[goal] - 1, scope);
}

static void add_edges(struct solving *s, size_t goal)
{
	const struct gem_release *r = gem_search_picked(&s->search, &s->search.goals.items[goal]);

	for (size_t i = 0; s->package[goal] && r->line && i < r->line->wants.count; i++)
		add_edge(s, (int)s->package[goal] - 1, r->line->wants.items[i].name, STRATA_SCOPE_UNKNOWN);
}

static void answer(struct solving *s)
{
	size_t count = s->search.goals.count;

	*strata_vec_push(s->out->arena, &s->out->roots) = (struct strata_root){ .dir = STRATA_STR("") };
	s->package = strata_arena_alloc(s->arena, (count + 1) * sizeof(*s->package));
	for (size_t i = 0; i < count; i++)
		add_package(s, i);
	for (size_t i = 0; i < s->asked.count; i++)
		add_edge(s, STRATA_ROOT(0), s->asked.items[i].name, s->asked.items[i].scope);
	for (size_t i = 0; i < count; i++)
		add_edges(s, i);
	if (s->in->as_of.ptr && count)
		strata_facts_note(s->out, 0,
				  "the compact index has no dates: --as-of does not hold for RubyGems");
}

static int search(struct solving *s, struct strata_error *err)
{
	for (size_t i = 0; i < s->asked.count; i++)
		gem_project_want(&s->finder, s->asked.items[i].name);
	for (size_t i = 0; i < s->asked.count; i++)
		gem_search_ask(&s->search, s->asked.items[i].name, s->asked.items[i].requirement);
	return gem_search_run(&s->search, err);
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out, .arena = in->scratch,
			     .finder = GEM_FINDER(in, in->scratch),
			     .search = GEM_SEARCH(NULL, in->scratch),
			     .read = STRATA_MAP_INIT(in->scratch) };
	int rc;

	s.search.finder = &s.finder;
	read_file(&s, in->path, in->format, STRATA_SCOPE_UNKNOWN);
	if ((rc = search(&s, err)) == 0)
		answer(&s);
	gem_finder_release(&s.finder);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct gem_finder finder = GEM_FINDER(in, in->scratch);
	const struct gem_project *p = gem_project_get(&finder, name);
	int rc = p->lack ? (int)p->lack->code : 0;

	if (p->lack && err)
		*err = *p->lack;
	for (size_t i = 0; rc == 0 && i < p->releases.count; i++)
		*strata_vec_push(arena, out) = strata_arena_dup(arena, p->releases.items[i].version);
	gem_finder_release(&finder);
	return rc;
}

const struct solver solver_rubygems = {
	.formats = "ruby/gemfile ruby/gemspec",
	.config = &registry_config_rubygems,
	.solve = solve,
	.versions = versions,
};
