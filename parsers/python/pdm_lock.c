/*
 * pdm.lock: what PDM resolved, exactly.
 *
 * A package has one entry by itself and one more for each set of extras that
 * somebody asks for; both are the same package here, and the dependencies of the
 * extras are its own. Where the project itself needs the package and only other groups
 * the extras, the extras' edges say nothing of scope. `groups` (lock version 4.3 on) says
 * for what; "default" is the project itself, but whether another group is an extra or for
 * development stands in pyproject.toml alone. Checksums are in the entry, or apart under
 * [metadata.files] as "NAME VERSION" before lock version 4.3.
 *
 * Format: PDM's own writer, project/lockfile, 2026-11: lock versions 2 to 4.5.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/toml.h"

enum { NEWEST_VERSION = 4 };

/* What an entry was read as: extras have entries of their own. */
struct entry {
	unsigned package;
	bool grouped;
	enum strata_scope scope;
};

STRATA_VEC(entries, struct entry);

struct reader {
	struct strata_facts *out;
	struct python_index index;
	struct strata_map files;    /* "name version" -> address of its node */
	struct strata_map by_entry; /* "name version source" -> package */
	struct entries entries;
};

static const struct node *groups_of(const struct node *entry)
{
	const struct node *groups = node_array(entry, "groups");

	return groups ? groups : node_array(entry, "sections"); /* PDM 0.x and 1.x */
}

static enum strata_scope scope_of(const struct node *entry)
{
	const struct node *groups = groups_of(entry);
	bool dev = node_array(entry, "groups") && groups->first;

	for (const struct node *n = node_first(groups); n; n = n->next) {
		if (strata_str_eq(n->text, STRATA_STR("default")))
			return STRATA_SCOPE_PROD;
		dev = dev && strata_str_eq(n->text, STRATA_STR("dev"));
	}
	return dev ? STRATA_SCOPE_DEV : STRATA_SCOPE_UNKNOWN;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry)
{
	struct strata_str git = node_text(entry, "git"), revision = node_text(entry, "revision");
	struct strata_str path = node_text(entry, "path"), url = node_text(entry, "url");

	if (git.len) {
		if (!revision.len)
			revision = node_text(entry, "ref");
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(git),
						STRATA_ARG(revision));
		if (python_is_commit(revision))
			p->commit = revision;
	} else if (path.len || url.len) {
		python_set_url(p, path.len ? path : url);
	}
}

/* [metadata.files] is for those that have none of their own. */
static void add_shared_checksums(struct reader *r, const struct node *files)
{
	size_t node;

	for (const struct node *n = node_first(files); n; n = n->next)
		*strata_map_at(&r->files, n->key, NULL) = (size_t)(uintptr_t)n;
	for (size_t i = 0; r->files.count && i < r->out->packages.count; i++) {
		struct strata_package *p = &r->out->packages.items[i];
		struct strata_str key = strata_arena_join(r->out->arena, p->name, STRATA_STR(" "),
							  p->version);

		if (!p->checksums.count && strata_map_get(&node, &r->files, key))
			python_add_hashes(r->out, p, (const struct node *)node);
	}
}

/* One entry by itself, or with extras: the same package. */
static int add_entry(void *parser, const struct node *list, const struct node *entry,
		     struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");
	struct strata_arena *arena = r->out->arena;
	struct strata_package *p, own = { 0 };
	enum strata_scope scope = scope_of(entry);
	size_t *package;
	bool added;

	(void)list;
	if (!name.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line, "package without a name");
	set_source(r->out, &own, entry);
	if (!version.len && !own.source.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line,
				   "package '%.*s' without a version", STRATA_ARG(name));
	package = strata_map_at(
		&r->by_entry,
		strata_arena_printf(arena, "%.*s %.*s %.*s",
				    STRATA_ARG(strata_name_pep503(arena, name)),
				    STRATA_ARG(version), STRATA_ARG(own.source)), &added);
	if (added) {
		*package = r->out->packages.count;
		p = strata_facts_add(r->out, name, version.len ? version : STRATA_NONE,
				     entry->line);
		set_source(r->out, p, entry);
		python_add_hashes(r->out, p, node_array(entry, "files"));
	}
	p = &r->out->packages.items[*package];
	if (p->scope < scope)
		p->scope = scope;
	*strata_vec_push(arena, &r->entries) = (struct entry){
		.package = (unsigned)*package,
		.grouped = groups_of(entry),
		.scope = scope,
	};
	return ENTRIES_KEEP;
}

/* Whether a requirement of a package is one nowhere that the file is for. */
static bool never_holds(struct reader *r, struct strata_str text)
{
	struct python_requirement as;

	return strata_str_chr(text, ';') != STRATA_NPOS &&
	       python_requirement(&as, text, r->out->arena) && as.marker.len &&
	       python_marker_holds(r->out->environment, as.marker, r->out->arena) == STRATA_NO;
}

/* A list of requirements; a table of constraints in the oldest versions. */
static void add_edges(struct reader *r, const struct entry *from, const struct node *dependencies)
{
	const struct strata_package *p = &r->out->packages.items[from->package];
	enum strata_scope scope = p->local ? p->scope : STRATA_SCOPE_UNKNOWN;
	bool weaker = p->scope == STRATA_SCOPE_PROD && from->scope != STRATA_SCOPE_PROD;

	if (weaker && from->grouped)
		scope = STRATA_SCOPE_DEV; /* of others' groups: it gives no scope */
	for (const struct node *n = node_first(dependencies); n; n = n->next) {
		struct strata_str text = n->key.ptr ? n->key : n->text;

		python_edge_text(&r->index, (int)from->package, text,
				 never_holds(r, text) ? STRATA_SCOPE_DEV : scope);
	}
}

/* "coverage[toml]" begins with coverage itself: that is no edge. */
static void drop_own_edges(struct strata_facts *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->edges.count; i++)
		if (out->edges.items[i].from != out->edges.items[i].to)
			out->edges.items[kept++] = out->edges.items[i];
	out->edges.count = kept;
}

static void check_version(struct strata_facts *out, const struct node *metadata)
{
	struct strata_str written = node_text(metadata, "lock_version"), major, rest;
	uint64_t number;

	if (!written.ptr)
		return;
	strata_str_cut(&major, &rest, written, '.');
	if (!strata_str_u64(&number, major) || number > NEWEST_VERSION)
		strata_facts_note(out, node_get(metadata, "lock_version")->line,
				  "lockfile version '%.*s' is newer than any that is known: "
				  "read as version %d",
				  STRATA_ARG(written), NEWEST_VERSION);
}

/* The one target there mostly is; several, or none told, may be any. */
static struct strata_str environment_of(struct strata_facts *out, const struct node *metadata)
{
	const struct node *target = node_first(node_array(metadata, "targets"));

	if (!target || target->next)
		return STRATA_NONE;
	return python_environment(out->arena, node_text(target, "requires_python"), NULL);
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	strata_map_release(&r->by_entry);
	r->entries.count = 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.files = STRATA_MAP_INIT(out->arena),
		.by_entry = STRATA_MAP_INIT(out->arena),
	};
	struct node_entries entries = {
		.lists = "package",
		.type = NODE_ARRAY,
		.keep = "dependencies",
		.read = add_entry,
		.forget = forget,
		.parser = &r,
	};
	const struct node *metadata, *entry;
	struct node *top;
	size_t i = 0;
	int rc;

	if ((rc = toml_entries(&top, in->bytes, &entries, out->arena, err)) < 0)
		return rc;
	strata_map_release(&r.by_entry);
	metadata = node_map(top, "metadata");
	check_version(out, metadata);
	out->environment = environment_of(out, metadata);
	add_shared_checksums(&r, node_map(metadata, "files"));
	python_index(&r.index, out);
	for (entry = node_first(node_array(top, "package")); entry; entry = entry->next, i++)
		add_edges(&r, &r.entries.items[i], node_get(entry, "dependencies"));
	drop_own_edges(out);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pyproject.toml"), 0);
	return 0;
}

const struct strata_format strata_format_python_pdm_lock = {
	.name = "python/pdm-lock",
	.files = "pdm.lock pdm.*.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.holds = python_marker_holds,
};
