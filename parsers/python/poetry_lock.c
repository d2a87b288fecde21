/*
 * poetry.lock: what Poetry resolved, exactly.
 *
 * Each [[package]] says for what it is needed, in the way of its time: `category`
 * ("main", "dev") up to lock version 1.1 of Poetry 1.4, nothing from Poetry 1.5 on
 * (pyproject.toml tells), `groups` from lock version 2.1. Checksums are in the
 * package, or apart under [metadata.files], or as bare digests under
 * [metadata.hashes] before 1.0. Dependencies are constraints, not versions; where
 * several versions of a package are locked, the edge leads to those admitted.
 *
 * Format: Poetry's own writer, packages/locker.py, 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/toml.h"

/*
 * Names may share a list of files, and extras the versions of what they need: a hostile
 * file would have each repeat all.
 */
enum { MOST_SHARED = 1 << 20 };

/* An extra that needs some name; `earlier` is one more that does, + 1. */
struct need {
	struct strata_str extra;
	size_t earlier;
};

STRATA_VEC(needs, struct need);

struct reader {
	struct strata_facts *out;
	struct python_index index;
	size_t shared_hashes;
	struct strata_map files;  /* name -> address of its node in [metadata.files], .hashes */
	struct strata_map wanted; /* "name[extra]" that some package asks for */
	struct strata_map needed; /* need_key -> the last of `needs`, + 1 */
	struct needs needs;
	bool *reached;            /* of each package: an edge leads to it */
};

/* Whether each alternative of a marker wants an extra. */
static bool wants_extra(struct strata_str marker)
{
	static const struct strata_str either = { " or ", 4 };
	size_t at;

	for (; (at = strata_str_find(marker, either)) != STRATA_NPOS;
	     marker = strata_str_skip(marker, at + either.len))
		if (strata_str_find(strata_str_take(marker, at), STRATA_STR("extra ==")) ==
		    STRATA_NPOS)
			return false;
	return strata_str_find(marker, STRATA_STR("extra ==")) != STRATA_NPOS;
}

/*
 * What the group of the project itself needs it for. `optional` counts all groups, so
 * where several have the package, the marker of this one tells; "<empty>" never holds.
 */
static enum strata_scope scope_of_main(const struct node *entry)
{
	struct strata_str marker = node_text(node_map(entry, "markers"), "main");

	if (strata_str_eq(marker, STRATA_STR("<empty>")))
		return STRATA_SCOPE_DEV;
	return node_true(entry, "optional") || wants_extra(marker) ? STRATA_SCOPE_OPTIONAL
								   : STRATA_SCOPE_PROD;
}

static enum strata_scope scope_of(const struct node *entry)
{
	const struct node *groups = node_array(entry, "groups");
	struct strata_str category = node_text(entry, "category");

	if (strata_str_eq(category, STRATA_STR("dev")))
		return STRATA_SCOPE_DEV;
	for (const struct node *n = node_first(groups); n; n = n->next)
		if (strata_str_eq(n->text, STRATA_STR("main")))
			return scope_of_main(entry);
	if (node_first(groups))
		return STRATA_SCOPE_DEV;
	return category.ptr || groups ? scope_of_main(entry) : STRATA_SCOPE_UNKNOWN;
}

/* [package.source]; a "legacy" one is another index. */
static void set_source(struct strata_facts *out, struct strata_package *p,
		       const struct node *source)
{
	struct strata_str type = node_text(source, "type"), url = node_text(source, "url");
	struct strata_str commit = node_text(source, "resolved_reference");

	if (!url.len)
		return;
	p->source = url;
	p->local = strata_str_eq(type, STRATA_STR("directory"));
	if (!strata_str_eq(type, STRATA_STR("git")))
		return;
	if (!commit.len)
		commit = node_text(source, "reference");
	p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(url),
					STRATA_ARG(commit));
	if (python_is_commit(commit))
		p->commit = commit;
}

/*
 * Of a package that has none of its own. Before 1.0 a digest stands alone: its length tells
 * which it is.
 */
static void add_shared_checksums(struct reader *r, struct strata_package *p)
{
	struct strata_arena *arena = r->out->arena;
	size_t node;

	if (p->checksums.count || !strata_map_get(&node, &r->files, p->name))
		return;
	r->shared_hashes += ((const struct node *)node)->count;
	if (r->shared_hashes > MOST_SHARED) {
		strata_facts_note(r->out, p->line, "more than %d checksums: the rest is left out",
				  MOST_SHARED);
		return;
	}
	for (const struct node *n = node_first((const struct node *)node); n; n = n->next) {
		struct strata_str hash = n->type == NODE_MAP ? node_text(n, "hash") : n->text;

		if (hash.len == 64 && strata_str_chr(hash, ':') == STRATA_NPOS)
			hash = strata_arena_join(arena, STRATA_STR("sha256:"), hash, STRATA_NONE);
		python_add_hash(r->out, p, hash);
	}
}

static void index_files(struct reader *r, const struct node *files)
{
	r->files = STRATA_MAP_INIT(r->out->arena);
	for (const struct node *n = node_first(files); n; n = n->next)
		*strata_map_at(&r->files, n->key, NULL) = (size_t)(uintptr_t)n;
}

static struct strata_str extra_key(struct reader *r, struct strata_str name,
				   struct strata_str extra)
{
	struct strata_arena *arena = r->out->arena;

	name = strata_name_pep503(arena, name);
	extra = strata_name_pep503(arena, extra);
	return strata_arena_printf(arena, "%.*s[%.*s]", STRATA_ARG(name), STRATA_ARG(extra));
}

/* Of what a package needs by some extra. */
static struct strata_str need_key(struct reader *r, size_t package, struct strata_str name)
{
	struct strata_str number = { (const char *)&package, sizeof(package) };

	return strata_arena_join(r->out->arena, number,
				 strata_name_pep503(r->out->arena, name), STRATA_NONE);
}

/* The tables of a dependency: one, or an array of alternatives by marker. */
static const struct node *first_table(const struct node *dependency)
{
	return dependency->type == NODE_ARRAY ? dependency->first : dependency;
}

static const struct node *next_table(const struct node *dependency, const struct node *table)
{
	return dependency->type == NODE_ARRAY ? table->next : NULL;
}

static void want_extras(struct reader *r, const struct node *entry)
{
	for (const struct node *d = node_first(node_map(entry, "dependencies")); d; d = d->next)
		for (const struct node *t = first_table(d); t; t = next_table(d, t))
			for (const struct node *x = node_first(node_array(t, "extras")); x;
			     x = x->next)
				strata_map_at(&r->wanted, extra_key(r, d->key, x->text), NULL);
}

/* Which extras of a package need which names. */
static void index_extras(struct reader *r, const struct node *entry, size_t package)
{
	for (const struct node *x = node_first(node_map(entry, "extras")); x; x = x->next)
		for (const struct node *n = node_first(x); n; n = n->next) {
			struct need need = { strata_name_pep503(r->out->arena, x->key), 0 };
			size_t *last = strata_map_at(
				&r->needed, need_key(r, package, python_name(n->text)), NULL);

			need.earlier = *last;
			*strata_vec_push(r->out->arena, &r->needs) = need;
			*last = r->needs.count;
		}
}

static int add_package(void *parser, const struct node *list, const struct node *entry,
		       struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");
	struct strata_package *p;

	(void)list;
	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line,
				   "package without a name or a version");
	p = strata_facts_add(r->out, name, version, entry->line);
	p->scope = scope_of(entry);
	set_source(r->out, p, node_map(entry, "source"));
	if (node_array(entry, "files"))
		python_add_hashes(r->out, p, node_array(entry, "files"));
	want_extras(r, entry);
	index_extras(r, entry, strata_facts_last(r->out));
	return ENTRIES_KEEP;
}

/* The last of the extras of a package that need a dependency, + 1; 0 without one. */
static size_t last_need(struct reader *r, size_t package, const struct node *dependency)
{
	size_t last;

	return strata_map_get(&last, &r->needed, need_key(r, package, dependency->key)) ? last : 0;
}

/* Whether some package of the file asks for an extra that needs this dependency. */
static bool is_wanted(struct reader *r, size_t package, const struct node *dependency)
{
	struct strata_str name = r->out->packages.items[package].name;
	size_t found;

	for (size_t n = last_need(r, package, dependency); n; n = r->needs.items[n - 1].earlier)
		if (strata_map_get(&found, &r->wanted,
				   extra_key(r, name, r->needs.items[n - 1].extra)))
			return true;
	return false;
}

/* All alternatives are optional: the dependency belongs to extras only. */
static bool is_optional(const struct node *dependency)
{
	for (const struct node *t = first_table(dependency); t; t = next_table(dependency, t))
		if (!node_true(t, "optional"))
			return false;
	return true;
}

static void add_edge(struct reader *r, size_t from, const struct node *dependency)
{
	const struct strata_package *p = &r->out->packages.items[from];
	enum strata_scope scope = p->local ? p->scope : STRATA_SCOPE_UNKNOWN;
	struct strata_strs specifiers = { 0 };
	size_t before = r->out->edges.count;

	for (const struct node *t = first_table(dependency); t; t = next_table(dependency, t)) {
		struct strata_str text = t->type == NODE_MAP ? node_text(t, "version") : t->text;

		if (text.len)
			python_poetry_specifiers(&specifiers, text, r->out->arena);
	}
	python_edges(&r->index, (int)from, dependency->key, &specifiers, scope);
	for (size_t i = before; i < r->out->edges.count; i++)
		r->reached[r->out->edges.items[i].to] = true;
}

/* Edges for whoever asks for one of the extras that need the dependency. */
static void add_options(struct reader *r, size_t from, const struct node *dependency)
{
	struct strata_facts *out = r->out;
	size_t first = out->edges.count, most = MOST_SHARED;

	add_edge(r, from, dependency);
	for (size_t n = last_need(r, from, dependency); n; n = r->needs.items[n - 1].earlier)
		for (size_t i = first; i < out->edges.count && out->options.count < most; i++)
			*strata_vec_push(out->arena, &out->options) = (struct strata_option){
				.from = (int)from,
				.to = out->edges.items[i].to,
				.feature = r->needs.items[n - 1].extra,
			};
	out->edges.count = first;
	if (out->options.count == most)
		strata_facts_note(out, dependency->line,
				  "more than %d ways by extras: the rest is left out", MOST_SHARED);
}

/*
 * The optional dependencies that nobody in the file asks for are mostly not there for
 * that reason; but an extra that pyproject.toml asks for is not told here. They count
 * where nothing else explains why the package is locked, else with the extra alone.
 */
static void add_optional_edge(struct reader *r, size_t from, const struct node *dependency)
{
	for (unsigned i = python_find(&r->index, dependency->key); i; i = r->index.next[i - 1])
		if (r->reached[i - 1]) {
			add_options(r, from, dependency);
			return;
		}
	add_edge(r, from, dependency);
}

static void add_edges(struct reader *r, const struct node *packages, bool unexplained)
{
	size_t from = 0;

	for (const struct node *entry = node_first(packages); entry; entry = entry->next, from++)
		for (const struct node *d = node_first(node_map(entry, "dependencies")); d;
		     d = d->next) {
			bool wanted = !is_optional(d) || is_wanted(r, from, d);

			if (wanted && !unexplained)
				add_edge(r, from, d);
			else if (!wanted && unexplained)
				add_optional_edge(r, from, d);
		}
}

static void check_version(struct strata_facts *out, const struct node *metadata)
{
	struct strata_str written = node_text(metadata, "lock-version"), major, minor;
	uint64_t number;

	if (!written.ptr)
		return; /* before 1.0 */
	strata_str_cut(&major, &minor, written, '.');
	if (!strata_str_u64(&number, major) || number < 1 || number > 2)
		strata_facts_note(out, node_get(metadata, "lock-version")->line,
				  "lockfile version '%.*s' is not known: read as version 2.1",
				  STRATA_ARG(written));
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	strata_map_release(&r->wanted);
	strata_map_release(&r->needed);
	r->needs.count = 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.wanted = STRATA_MAP_INIT(out->arena),
		.needed = STRATA_MAP_INIT(out->arena),
	};
	struct node_entries entries = {
		.lists = "package",
		.type = NODE_ARRAY,
		.keep = "dependencies extras",
		.read = add_package,
		.forget = forget,
		.parser = &r,
	};
	const struct node *packages, *metadata;
	struct node *top;
	int rc;

	if ((rc = toml_entries(&top, in->bytes, &entries, out->arena, err)) < 0)
		return rc;
	packages = node_array(top, "package");
	metadata = node_map(top, "metadata");
	check_version(out, metadata);
	out->environment =
		python_environment(out->arena, node_text(metadata, "python-versions"), NULL);
	index_files(&r, node_map(metadata, "files") ? node_map(metadata, "files")
						    : node_map(metadata, "hashes"));
	for (size_t i = 0; i < out->packages.count; i++)
		add_shared_checksums(&r, &out->packages.items[i]);
	r.reached = strata_arena_alloc(out->arena, out->packages.count + 1);
	python_index(&r.index, out);
	add_edges(&r, packages, false);
	add_edges(&r, packages, true);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pyproject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_python_poetry_lock = {
	.name = "python/poetry-lock",
	.files = "poetry.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.holds = python_marker_holds,
};
