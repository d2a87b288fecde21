/*
 * pubspec.lock: what pub resolved, exactly.
 *
 * YAML. Each entry of `packages` has a version, a source (hosted, git, path, sdk) with
 * its description, and how it came in: "direct main", "direct dev", "direct
 * overridden" or "transitive". Edges are not in it, so whether a transitive package
 * is for development only is not known. What comes with an SDK has the SDK's version.
 *
 * Format: dart.dev/tools/pub/glossary, "Lockfile", and pub's lock_file.dart, 2026-11.
 */
#include "strata/format.h"
#include "text/yaml.h"

/* Hosts that pub uses when none is named; kept as the names that lockfiles carry. */
static bool is_usual_host(struct strata_str url)
{
	struct strata_str host = strata_path_base(url);

	return !url.len || strata_str_eq(host, STRATA_STR("pub.dev")) ||
	       strata_str_eq(host, STRATA_STR("pub.dartlang.org"));
}

static void set_git(struct strata_facts *out, struct strata_package *p, const struct node *about)
{
	struct strata_str commit = node_text(about, "resolved-ref");

	p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s",
					STRATA_ARG(node_text(about, "url")), STRATA_ARG(commit));
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
}

static void set_hosted(struct strata_facts *out, struct strata_package *p, const struct node *about)
{
	struct strata_str hash = node_text(about, "sha256"), name = node_text(about, "name");

	if (name.len)
		p->name = name;
	if (!is_usual_host(node_text(about, "url")))
		p->source = node_text(about, "url");
	if (hash.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha256:"), hash, STRATA_NONE);
}

/* Of ">=3.3.0 <4.0.0" and "^3.3.0", as pub writes them: 3.3.0; absent for anything else. */
static struct strata_str least_version(struct strata_str requirement)
{
	struct strata_str least, rest;

	if (strata_str_starts(requirement, STRATA_STR(">=")))
		requirement = strata_str_skip(requirement, 2);
	else if (strata_str_starts(requirement, STRATA_STR("^")))
		requirement = strata_str_skip(requirement, 1);
	else
		return STRATA_NONE;
	strata_str_cut(&least, &rest, strata_str_trim(requirement), ' ');
	return strata_version_pub.valid(least) ? least : STRATA_NONE;
}

static void set_sdk(struct strata_facts *out, struct strata_package *p, struct strata_str sdk,
		    struct strata_str flutter)
{
	struct strata_str least = least_version(flutter);

	p->source = strata_arena_join(out->arena, STRATA_STR("sdk:"), sdk, STRATA_NONE);
	p->maybe = strata_str_eq(p->version, STRATA_STR("0.0.0"));
	if (p->maybe && least.len && strata_str_eq(sdk, STRATA_STR("flutter")))
		p->version = least;
}

static void set_source(struct strata_facts *out, struct strata_package *p, const struct node *entry,
		       struct strata_str flutter)
{
	const struct node *about = node_get(entry, "description");
	struct strata_str source = node_text(entry, "source");

	if (strata_str_eq(source, STRATA_STR("git")))
		set_git(out, p, about);
	else if (strata_str_eq(source, STRATA_STR("path")))
		p->source = node_text(about, "path");
	else if (strata_str_eq(source, STRATA_STR("sdk")) && about)
		set_sdk(out, p, about->text, flutter);
	else
		set_hosted(out, p, about);
}

static void set_relation(struct strata_package *p, struct strata_str relation)
{
	bool direct = strata_str_starts(relation, STRATA_STR("direct"));

	p->direct = direct ? STRATA_YES : relation.len ? STRATA_NO : STRATA_UNKNOWN;
	if (strata_str_eq(relation, STRATA_STR("direct dev")))
		p->scope = STRATA_SCOPE_DEV;
	else if (direct)
		p->scope = STRATA_SCOPE_PROD;
}

static void add_package(struct strata_facts *out, const struct node *entry,
			struct strata_str flutter)
{
	struct strata_str version = node_text(entry, "version");
	struct strata_package *p;

	if (entry->type != NODE_MAP) {
		strata_facts_note(out, entry->line, "package '%.*s' is no map",
				  STRATA_ARG(entry->key));
		return;
	}
	if (!version.len)
		strata_facts_note(out, entry->line, "package '%.*s' has no version",
				  STRATA_ARG(entry->key));
	p = strata_facts_add(out, entry->key, version.len ? version : STRATA_NONE, entry->line);
	set_source(out, p, entry, flutter);
	set_relation(p, node_text(entry, "dependency"));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str flutter;
	const struct node *packages;
	struct node *top;
	int rc;

	if ((rc = yaml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	packages = node_get(top, "packages");
	if (top->type != NODE_MAP || (packages && packages->type != NODE_MAP))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no map of packages");
	flutter = node_text(node_map(top, "sdks"), "flutter");
	if (!packages)
		strata_facts_note(out, 0, "no packages");
	for (const struct node *n = node_first(packages); n; n = n->next)
		add_package(out, n, flutter);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("pubspec.yaml"), 0);
	return 0;
}

const struct strata_format strata_format_dart_pubspec_lock = {
	.name = "dart/pubspec-lock",
	.files = "pubspec.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_pub,
	.parse = parse,
};
