/*
 * Podfile.lock: what CocoaPods resolved, exactly.
 *
 * YAML whose PODS are "Name (version)" or maps of that to what the pod needs; "Name/Sub"
 * is a part of a pod ("subspec"), which has the pod's version. The pod is the
 * package; its parts' needs are its edges. DEPENDENCIES is what the Podfile asks
 * for. What does not come from a spec repository is in EXTERNAL SOURCES, its commit in
 * CHECKOUT OPTIONS.
 *
 * Format: CocoaPods-Core's Pod::Lockfile, 1.16, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/yaml.h"

struct reader {
	struct strata_facts *out;
	struct strata_map pods; /* root name -> package */
	struct strata_map external, checkout, checksums; /* pod -> its node */
};

/* "Name/Sub (1.2)", "Name (from `x`)": the pod's name, and what stands in brackets. */
static struct strata_str split_pod(struct strata_str *inside, struct strata_str text)
{
	size_t open = strata_str_find(text, STRATA_STR(" ("));
	struct strata_str rest, name = strata_str_take(text, open);

	*inside = STRATA_NONE;
	if (open != STRATA_NPOS)
		strata_str_cut(inside, &rest, strata_str_skip(text, open + 2), ')');
	strata_str_cut(&name, &rest, name, '/');
	return strata_str_trim(name);
}

static struct strata_map index_section(struct reader *r, const struct node *top, const char *title)
{
	struct strata_map map = STRATA_MAP_INIT(r->out->arena);

	for (const struct node *n = node_first(node_map(top, title)); n; n = n->next)
		*strata_map_at(&map, n->key, NULL) = (size_t)n;
	return map;
}

static const struct node *find_entry(const struct strata_map *section, struct strata_str pod)
{
	size_t node;

	return strata_map_get(&node, section, pod) ? (const struct node *)node : NULL;
}

static void set_source(struct reader *r, struct strata_package *p)
{
	const struct node *from = find_entry(&r->external, p->name);
	const struct node *at = find_entry(&r->checkout, p->name);
	struct strata_str path = node_text(from, ":path"), git = node_text(from, ":git");
	struct strata_str commit = node_text(at, ":commit");

	if (!from)
		return;
	if (!commit.len)
		commit = node_text(from, ":commit");
	if (path.len || node_text(from, ":podspec").len) {
		p->local = path.len > 0;
		p->source = path.len ? path : node_text(from, ":podspec");
		return;
	}
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	if (git.len)
		p->source = strata_arena_printf(r->out->arena, "git+%.*s#%.*s", STRATA_ARG(git),
						STRATA_ARG(commit));
}

static void set_checksum(struct reader *r, struct strata_package *p)
{
	struct strata_str hash = STRATA_NONE;
	const struct node *n = find_entry(&r->checksums, p->name);

	if (n)
		hash = n->text;
	if (hash.len)
		*strata_vec_push(r->out->arena, &p->checksums) =
			strata_arena_join(r->out->arena, STRATA_STR("sha1:"), hash, STRATA_NONE);
}

/* "- Name (1.0)" or "- Name (1.0):" with a list below. */
static struct strata_str text_of(const struct node *entry)
{
	return entry->type == NODE_MAP ? entry->first ? entry->first->key : STRATA_NONE
				       : entry->text;
}

static void add_pod(struct reader *r, const struct node *entry)
{
	struct strata_str version, name = split_pod(&version, text_of(entry));
	struct strata_package *p;
	size_t *index;
	bool added;

	if (!name.len) {
		strata_facts_note(r->out, entry->line, "a pod without a name");
		return;
	}
	index = strata_map_at(&r->pods, name, &added);
	if (!added)
		return;
	if (version.len && strata_str_starts(version, STRATA_STR("=")))
		version = strata_str_trim(strata_str_skip(version, 1));
	if (!version.len)
		strata_facts_note(r->out, entry->line, "pod '%.*s' has no version",
				  STRATA_ARG(name));
	*index = r->out->packages.count;
	p = strata_facts_add(r->out, name, version.len ? version : STRATA_NONE, entry->line);
	set_source(r, p);
	set_checksum(r, p);
}

/* A pod's parts need each other: that is no edge. */
static void add_edges(struct reader *r, const struct node *entry)
{
	struct strata_str inside, name = split_pod(&inside, text_of(entry));
	size_t from, to;

	if (entry->type != NODE_MAP || !strata_map_get(&from, &r->pods, name))
		return;
	for (const struct node *n = node_first(entry->first); n; n = n->next) {
		if (!strata_map_get(&to, &r->pods, split_pod(&inside, n->text)))
			strata_facts_note(r->out, n->line, "dependency '%.*s' is not in the file",
					  STRATA_ARG(n->text));
		else if (to != from)
			strata_facts_edge(r->out, (int)from, to, STRATA_SCOPE_UNKNOWN);
	}
}

static void add_asked(struct reader *r, const struct node *top)
{
	struct strata_str inside;
	size_t to;

	*strata_vec_push(r->out->arena, &r->out->roots) =
		(struct strata_root){ .dir = STRATA_STR(""), .line = top->line };
	for (const struct node *n = node_first(node_array(top, "DEPENDENCIES")); n; n = n->next)
		if (strata_map_get(&to, &r->pods, split_pod(&inside, n->text)))
			strata_facts_edge(r->out, STRATA_ROOT(0), to, STRATA_SCOPE_UNKNOWN);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .pods = STRATA_MAP_INIT(out->arena) };
	const struct node *pods;
	struct node *top;
	int rc;

	if ((rc = yaml_map(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	r.external = index_section(&r, top, "EXTERNAL SOURCES");
	r.checkout = index_section(&r, top, "CHECKOUT OPTIONS");
	r.checksums = index_section(&r, top, "SPEC CHECKSUMS");
	pods = node_array(top, "PODS");
	if (!pods && !node_get(top, "PODFILE CHECKSUM"))
		strata_facts_note(out, 0, "no list of pods");
	for (const struct node *n = node_first(pods); n; n = n->next)
		add_pod(&r, n);
	for (const struct node *n = node_first(pods); n; n = n->next)
		add_edges(&r, n);
	add_asked(&r, top);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Podfile"), 0);
	return 0;
}

const struct strata_format strata_format_swift_podfile_lock = {
	.name = "swift/podfile-lock",
	.files = "Podfile.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_cocoapods,
	.parse = parse,
};
