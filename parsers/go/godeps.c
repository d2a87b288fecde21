/*
 * Godeps/Godeps.json and vendor/vendor.json: the revisions that godep and govendor copied
 * into the tree (2013 to 2018).
 *
 * godep lists `Deps` with `ImportPath`, `Rev`, and as `Comment` what git describes it as: a
 * release where it is exactly one. govendor lists `package` with `path`, `revision`, and
 * `versionExact` where a release was asked for. Both list each imported folder of a
 * repository; those of one repository at one revision are one package here. Revisions may
 * be of other systems than git.
 *
 * Format: github.com/tools/godep, README, "File Format"; github.com/kardianos/vendor-spec;
 * 2026-11.
 */
#include "go/before_modules.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/json.h"

struct reader {
	struct strata_facts *out;
	struct strata_map seen; /* "repository revision" */
	const char *list, *path, *revision, *version;
};

/* "v1.2.3-4-gabcdef0" is four commits behind a release: not that release. */
static bool is_described(struct strata_str version)
{
	size_t hyphen = strata_str_rchr(version, '-');

	return hyphen != STRATA_NPOS &&
	       strata_str_starts(strata_str_skip(version, hyphen), STRATA_STR("-g"));
}

static void add_entry(struct reader *r, const struct node *n)
{
	struct strata_str path = node_text(n, r->path), revision = node_text(n, r->revision);
	struct strata_str version = node_text(n, r->version), name = go_repository(path);
	struct strata_package *p;
	bool added;

	if (!path.len || !revision.len) {
		strata_facts_note(r->out, n->line, "an entry without a path or a revision");
		return;
	}
	strata_map_at(&r->seen,
		      strata_arena_join(r->out->arena, name, STRATA_STR(" "), revision), &added);
	if (!added)
		return;
	if (is_described(version) || !strata_version_go.valid(version))
		version = STRATA_NONE;
	p = go_add(r->out, name, version, revision, node_get(n, r->path)->line);
	p->scope = STRATA_SCOPE_PROD;
}

static int read_list(struct reader *r, const struct strata_input *in, const char *root,
		     struct strata_error *err)
{
	struct strata_facts *out = r->out;
	const struct node *list;
	struct node *top;
	int rc;

	r->seen = STRATA_MAP_INIT(out->arena);
	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	list = node_get(top, r->list);
	if (!list)
		strata_facts_note(out, top->line, "no list '%s'", r->list);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = node_text(top, root), .dir = STRATA_STR(".."), .line = top->line
	};
	for (const struct node *n = list && list->type == NODE_ARRAY ? list->first : NULL; n; n = n->next)
		add_entry(r, n);
	return 0;
}

static int parse_godep(struct strata_facts *out, const struct strata_input *in,
		       struct strata_error *err)
{
	struct reader r = { .out = out, .list = "Deps", .path = "ImportPath", .revision = "Rev",
			    .version = "Comment" };

	return read_list(&r, in, "ImportPath", err);
}

static int parse_govendor(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	struct reader r = { .out = out, .list = "package", .path = "path", .revision = "revision",
			    .version = "versionExact" };

	return read_list(&r, in, "rootPath", err);
}

const struct strata_format strata_format_go_godeps = {
	.name = "go/godeps",
	.files = "Godeps/Godeps.json",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_godep,
};

const struct strata_format strata_format_go_govendor = {
	.name = "go/govendor",
	.files = "vendor/vendor.json",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_govendor,
};
