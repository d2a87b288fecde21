/*
 * Cargo.lock: what cargo resolved, exactly.
 *
 * TOML, versions 1 to 4. Each [[package]] has a name and a version; one without
 * `source` lies in the tree: the root or a member of its workspace. Lockfiles are
 * also kept with all sources taken out: then only what nothing depends on is sure
 * to be the project's own, and the rest may be vulnerable. An entry of
 * `dependencies` is "name", "name version" or "name version (source)", as much
 * as it takes to be unique in the file; of a git source the commit may be left out.
 * Version 1 keeps checksums apart, in [metadata], under "checksum NAME VERSION
 * (SOURCE)", and before 2017 the project stands in [root].
 *
 * Which dependency is for tests or builds only is said in Cargo.toml alone.
 *
 * Packages are read one by one (entries.h): what each depends on waits until all are there.
 *
 * Format: cargo's own reader, src/cargo/core/resolver/encode.rs, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

enum { NEWEST_VERSION = 4 };

/* One thing that a package or the project depends on. */
struct want {
	int from; /* as edges have it */
	unsigned line;
	struct strata_str text;
};

STRATA_VEC(wants, struct want);

struct reader {
	struct strata_facts *out;
	struct strata_map by_name;     /* name -> last index + 1, of those without ambiguity */
	struct strata_map by_version;  /* "name version" */
	struct strata_map by_source;   /* "name version (source", without commit */
	struct strata_map by_checksum; /* of version 1: "checksum name version (source)" -> address */
	struct strata_strs sources;    /* of each package its own, or absent */
	struct wants wants;
	bool spelled_out;              /* some dependency has more than a name */
};

/* "registry+https://..." is the usual thing; the commit is behind '#' in git's. */
static void set_source(struct strata_package *package, struct strata_str source)
{
	size_t hash = strata_str_rchr(source, '#');

	if (strata_str_starts(source, STRATA_STR("registry+")) ||
	    strata_str_starts(source, STRATA_STR("sparse+")))
		return;
	package->source = source;
	if (strata_str_starts(source, STRATA_STR("git+")) && hash != STRATA_NPOS)
		package->commit = strata_str_skip(source, hash + 1);
}

static void add_checksum(struct strata_facts *out, struct strata_package *package,
			 struct strata_str hex)
{
	if (!hex.len || strata_str_eq(hex, STRATA_STR("<none>")))
		return;
	*strata_vec_push(out->arena, &package->checksums) =
		strata_arena_join(out->arena, STRATA_STR("sha256:"), hex, STRATA_NONE);
}

/*
 * Under which texts another package may name this one. Most lockfiles need no texts but
 * names, and none of the memory that the others take.
 */
static void index_package(struct reader *r, size_t index)
{
	const struct strata_package *p = &r->out->packages.items[index];
	struct strata_str source = r->sources.items[index], commit, key;
	struct strata_arena *arena = r->out->arena;

	*strata_map_at(&r->by_name, p->name, NULL) = index;
	if (!r->spelled_out)
		return;
	key = strata_arena_join(arena, p->name, STRATA_STR(" "), p->version);
	*strata_map_at(&r->by_version, key, NULL) = index;
	if (!source.ptr)
		return;
	strata_str_cut(&source, &commit, source, '#');
	*strata_map_at(&r->by_source, strata_arena_join(arena, key, STRATA_STR(" ("), source), NULL) =
		index;
}

/* "name", "name version" or "name version (source)"; false when nothing is so called. */
static bool find_package(size_t *index, struct reader *r, struct strata_str text)
{
	size_t source = strata_str_find(text, STRATA_STR(" (")), commit = strata_str_chr(text, '#');
	struct strata_str full = strata_str_take(text, commit);

	if (source != STRATA_NPOS && strata_str_ends(full, STRATA_STR(")")))
		full.len--;
	return (source != STRATA_NPOS && strata_map_get(index, &r->by_source, full)) ||
	       (strata_str_chr(text, ' ') != STRATA_NPOS &&
		strata_map_get(index, &r->by_version, strata_str_take(text, source))) ||
	       strata_map_get(index, &r->by_name, text);
}

static void index_metadata(struct reader *r, const struct node *metadata)
{
	for (const struct node *n = node_first(metadata); n; n = n->next)
		*strata_map_at(&r->by_checksum, n->key, NULL) = (uintptr_t)n;
}

/* Of version 1. */
static struct strata_str old_checksum(struct reader *r, const struct strata_package *p,
				      struct strata_str source)
{
	size_t address;

	if (!r->by_checksum.count ||
	    !strata_map_get(&address, &r->by_checksum,
			    STRATA_CONCAT(r->out->arena, STRATA_STR("checksum "), p->name,
					  STRATA_STR(" "), p->version, STRATA_STR(" ("), source,
					  STRATA_STR(")"))))
		return STRATA_NONE;
	return ((const struct node *)address)->text;
}

static void add_wants(struct reader *r, int from, const struct node *entry)
{
	for (const struct node *dep = node_first(node_array(entry, "dependencies")); dep;
	     dep = dep->next) {
		*strata_vec_push(r->out->arena, &r->wants) =
			(struct want){ from, dep->line, dep->text };
		if (strata_str_chr(dep->text, ' ') != STRATA_NPOS)
			r->spelled_out = true;
	}
}

static int add_package(void *parser, const struct node *list, const struct node *entry,
		       struct strata_error *err)
{
	struct reader *r = parser;
	struct strata_str name = node_text(entry, "name"), version = node_text(entry, "version");
	struct strata_str source = node_text(entry, "source");
	struct strata_package *package;

	(void)list;
	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, entry->line,
				   "package without a name or a version");
	package = strata_facts_add(r->out, name, version, entry->line);
	package->local = !source.ptr;
	if (source.ptr)
		set_source(package, source);
	*strata_vec_push(r->out->arena, &r->sources) = source;
	add_checksum(r->out, package, node_text(entry, "checksum"));
	add_wants(r, (int)strata_facts_last(r->out), entry);
	return 0;
}

static void forget(void *parser)
{
	struct reader *r = parser;

	strata_facts_clear(r->out);
	r->sources.count = r->wants.count = 0;
}

/* What can be said only once all packages are there. Answers how many have a source. */
static size_t complete(struct reader *r)
{
	size_t sources = 0;

	for (size_t i = 0; i < r->out->packages.count; i++) {
		struct strata_package *p = &r->out->packages.items[i];

		add_checksum(r->out, p, old_checksum(r, p, r->sources.items[i]));
		index_package(r, i);
		sources += r->sources.items[i].ptr != NULL;
	}
	return sources;
}

static void add_edges(struct reader *r)
{
	size_t to;

	for (size_t i = 0; i < r->wants.count; i++) {
		const struct want *want = &r->wants.items[i];

		if (find_package(&to, r, want->text))
			strata_facts_edge(r->out, want->from, to, STRATA_SCOPE_UNKNOWN);
		else
			strata_facts_note(r->out, want->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(want->text));
	}
}

/* The project itself, where old lockfiles keep it apart. */
static void add_root(struct reader *r, const struct node *root)
{
	*strata_vec_push(r->out->arena, &r->out->roots) = (struct strata_root){
		.name = node_text(root, "name"),
		.version = node_text(root, "version"),
		.dir = STRATA_STR(""),
		.line = root->line,
	};
	add_wants(r, STRATA_ROOT(r->out->roots.count - 1), root);
}

static void trust_no_missing_source(struct strata_facts *out)
{
	for (size_t i = 0; i < out->edges.count; i++)
		out->packages.items[out->edges.items[i].to].local = false;
}

static void note_version(struct strata_facts *out, const struct node *top)
{
	struct strata_str written = node_text(top, "version");
	uint64_t version;

	if (written.ptr && (!strata_str_u64(&version, written) || version > NEWEST_VERSION))
		strata_facts_note(out, node_get(top, "version")->line,
				  "lockfile version '%.*s' is newer than any that is known: "
				  "read as version %d",
				  STRATA_ARG(written), NEWEST_VERSION);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.by_name = STRATA_MAP_INIT(out->arena),
		.by_version = STRATA_MAP_INIT(out->arena),
		.by_source = STRATA_MAP_INIT(out->arena),
		.by_checksum = STRATA_MAP_INIT(out->arena),
	};
	struct node_entries entries = { .lists = "package", .type = NODE_ARRAY, .read = add_package,
				   .forget = forget, .parser = &r };
	struct node *top;
	size_t sources;
	int rc;

	if ((rc = toml_entries(&top, in->bytes, &entries, out->arena, err)) < 0)
		return rc;
	note_version(out, top);
	index_metadata(&r, node_map(top, "metadata"));
	if (node_map(top, "root"))
		add_root(&r, node_map(top, "root"));
	sources = complete(&r);
	add_edges(&r);
	if (sources == 0)
		trust_no_missing_source(out);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Cargo.toml"), 0);
	return 0;
}

const struct strata_format strata_format_cargo_lock = {
	.name = "cargo/lock",
	.files = "Cargo.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_cargo,
	.parse = parse,
};
