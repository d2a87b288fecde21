/*
 * Packages/manifest.json and Packages/packages-lock.json: what a Unity project asks for,
 * and what Unity's package manager resolved.
 *
 * "dependencies" maps names to a version, a path ("file:../x") or a git address with a ref
 * behind '#'. In the lockfile each is a map with `version`, `depth` (0: the project asks for
 * it), `source`, the names it depends on, and of git a `hash`. Built-in modules come with
 * the editor; embedded and local packages are the project's own.
 *
 * Format: docs.unity3d.com, Manual, "Project manifest" and "Lock files", 6000.0, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

static bool is_git(struct strata_str value)
{
	return strata_str_find(value, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_starts(value, STRATA_STR("git@"));
}

static void set_git(struct strata_facts *out, struct strata_package *p, struct strata_str address,
		    struct strata_str hash)
{
	struct strata_str plain, ref;

	strata_str_cut(&plain, &ref, address, '#');
	if (hash.len)
		ref = hash;
	p->version = STRATA_NONE;
	p->source = strata_arena_printf(out->arena, "git+%.*s%s%.*s", STRATA_ARG(plain),
					ref.len ? "#" : "", STRATA_ARG(ref));
	if (strata_is_commit(ref))
		p->commit = ref;
	else
		p->requirement = ref.len ? ref : STRATA_STR("");
}

/* A version, a path or an address. */
static void set_value(struct strata_facts *out, struct strata_package *p, struct strata_str value)
{
	if (strata_str_starts(value, STRATA_STR("file:"))) {
		p->local = true;
		p->source = strata_str_skip(value, 5);
	} else if (is_git(value)) {
		set_git(out, p, value, STRATA_NONE);
	} else if (value.len) {
		p->version = value;
	} else {
		p->requirement = STRATA_STR("");
	}
}

static bool has_name(struct strata_facts *out, const struct node *n, enum node_type type)
{
	if (n->key.len && n->type == type)
		return true;
	strata_facts_note(out, n->line, "'%.*s' is no name with what is asked for",
			  STRATA_ARG(n->key));
	return false;
}

static int read_file(const struct node **list, struct strata_facts *out,
		     const struct strata_input *in, struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	*list = node_map(top, "dependencies");
	if (!*list)
		strata_facts_note(out, top->line, "no dependencies");
	return 0;
}

static int parse_manifest(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	const struct node *list;
	int rc;

	if ((rc = read_file(&list, out, in, err)) < 0)
		return rc;
	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_package *p;

		if (!has_name(out, n, NODE_STRING))
			continue;
		p = strata_facts_add(out, n->key, STRATA_NONE, n->line);
		set_value(out, p, n->text);
		p->direct = STRATA_YES;
		p->scope = STRATA_SCOPE_PROD;
	}
	return 0;
}

static void add_locked(struct strata_facts *out, const struct node *n)
{
	struct strata_str source = node_text(n, "source"), version = node_text(n, "version");
	struct strata_str depth = node_text(n, "depth");
	struct strata_package *p = strata_facts_add(out, n->key, STRATA_NONE, n->line);

	if (!version.len)
		strata_facts_note(out, n->line, "package '%.*s' has no version", STRATA_ARG(n->key));
	if (strata_str_eq(source, STRATA_STR("git")))
		set_git(out, p, version, node_text(n, "hash"));
	else
		set_value(out, p, version);
	p->local = p->local || strata_str_eq(source, STRATA_STR("embedded"));
	p->scope = STRATA_SCOPE_PROD;
	if (depth.len)
		p->direct = strata_str_eq(depth, STRATA_STR("0")) ? STRATA_YES : STRATA_NO;
}

static int parse_lock(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct strata_map by_name = STRATA_MAP_INIT(out->arena);
	const struct node *list;
	size_t to, from;
	int rc;

	if ((rc = read_file(&list, out, in, err)) < 0)
		return rc;
	for (const struct node *n = node_first(list); n; n = n->next) {
		if (!has_name(out, n, NODE_MAP))
			continue;
		add_locked(out, n);
		*strata_map_at(&by_name, n->key, NULL) = strata_facts_last(out);
	}
	for (const struct node *n = node_first(list); n; n = n->next) {
		if (!strata_map_get(&from, &by_name, n->key) || n->type != NODE_MAP)
			continue;
		for (const struct node *d = node_first(node_map(n, "dependencies")); d; d = d->next)
			if (strata_map_get(&to, &by_name, d->key))
				strata_facts_edge(out, (int)from, to, STRATA_SCOPE_UNKNOWN);
			else
				strata_facts_note(out, d->line, "dependency '%.*s' is not in the file",
						  STRATA_ARG(d->key));
	}
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("manifest.json"), 0);
	return 0;
}

const struct strata_format strata_format_unity_lock = {
	.name = "unity/lock",
	.files = "Packages/packages-lock.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_unity,
	.parse = parse_lock,
};

const struct strata_format strata_format_unity_manifest = {
	.name = "unity/manifest",
	.files = "Packages/manifest.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_unity,
	.parse = parse_manifest,
};
