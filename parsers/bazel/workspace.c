/*
 * WORKSPACE: the repositories that a Bazel project without modules fetches, as far as they
 * are literal, and files of macros that it loads for that; what those load in turn counts
 * only where its name says what it is, as the root that its label counts from is not known.
 *
 * Starlark, that is not run. http_archive and its like have an address with its hash,
 * git_repository a commit or tag, go_repository a module of Go, maven_install lists
 * artifacts, maven_jar has one. A local repository is the project's own. Texts that are
 * formatted are known only when it runs.
 *
 * Format: bazel.build, "Repository rules", 7.4; bazel-gazelle, "go_repository"; 2026-11.
 */
#include "bazel/starlark.h"
#include "git/git.h"
#include "strata/format.h"

extern const struct strata_format strata_format_bazel_workspace;

/* A literal text; absent, with a note, when something is done to it. */
static struct strata_str literal(struct script *s, size_t at)
{
	if (!at)
		return STRATA_NONE;
	if (script_text(s, at) && (script_sign(s, at + 1, ',') || script_closes(s, at + 1)))
		return script_at(s, at)->text;
	script_note(s, at);
	return STRATA_NONE;
}

static struct strata_str text_of(struct script *s, size_t call, const char *name, unsigned *line)
{
	size_t at = starlark_value(s, call, name);

	if (at)
		*line = script_at(s, at)->line;
	return literal(s, at);
}

/* `url`, or the first of `urls`: the others are copies. */
static struct strata_str address_of(struct script *s, size_t call, unsigned *line)
{
	size_t at = starlark_value(s, call, "urls");

	if (!at || !script_sign(s, at, '['))
		return text_of(s, call, "url", line);
	*line = script_at(s, at + 1)->line;
	return literal(s, at + 1);
}

static void add_archive(struct script *s, size_t call)
{
	unsigned line = script_at(s, call)->line, ignored;
	struct strata_str name = text_of(s, call, "name", &ignored);
	struct strata_str address = address_of(s, call, &line), hash;
	struct strata_package *p;

	if (!starlark_value(s, call, "urls") && !starlark_value(s, call, "url"))
		strata_facts_note(s->out, line, "an archive whose address is not in the call");
	if (!address.len || !name.len)
		return;
	p = git_add_download(s->out, address, name, line);
	p->scope = STRATA_SCOPE_PROD;
	hash = text_of(s, call, "sha256", &ignored);
	if (hash.len)
		*strata_vec_push(s->out->arena, &p->checksums) =
			strata_arena_join(s->out->arena, STRATA_STR("sha256:"), hash, STRATA_NONE);
}

static void add_repository(struct script *s, size_t call)
{
	static const char *const refs[] = { "commit", "tag", "branch" };
	unsigned line = script_at(s, call)->line;
	struct strata_str remote = text_of(s, call, "remote", &line), ref = STRATA_NONE;

	for (size_t i = 0; i < sizeof(refs) / sizeof(*refs) && !ref.len; i++)
		ref = text_of(s, call, refs[i], &line);
	if (remote.len)
		git_add(s->out, remote, ref, line)->scope = STRATA_SCOPE_PROD;
}

static void add_module(struct script *s, size_t call)
{
	unsigned line = script_at(s, call)->line, ignored;
	struct strata_str path = text_of(s, call, "importpath", &ignored);
	struct strata_str version = text_of(s, call, "version", &line);
	struct strata_str commit = text_of(s, call, "commit", &ignored);
	struct strata_str sum = text_of(s, call, "sum", &ignored);
	struct strata_package *p;

	if (!path.len)
		return;
	if (!version.len)
		version = text_of(s, call, "tag", &line);
	p = strata_facts_add(s->out, path, version.len ? version : STRATA_NONE, line);
	p->ecosystem = &strata_ecosystem_go;
	p->scope = STRATA_SCOPE_PROD;
	p->commit = strata_is_commit(commit) ? commit : STRATA_NONE;
	if (!p->version.ptr)
		p->requirement = STRATA_STR("");
	if (sum.len)
		*strata_vec_push(s->out->arena, &p->checksums) = sum;
}

static void add_jar(struct script *s, size_t call)
{
	size_t at = starlark_value(s, call, "artifact");

	if (literal(s, at).len)
		starlark_add_artifact(s, script_at(s, at));
}

static const struct {
	const char *rule;
	void (*add)(struct script *s, size_t call);
} rules[] = {
	{ "http_archive", add_archive },
	{ "http_file", add_archive },
	{ "http_jar", add_archive },
	{ "new_http_archive", add_archive },
	{ "git_repository", add_repository },
	{ "new_git_repository", add_repository },
	{ "go_repository", add_module },
	{ "maven_install", starlark_add_artifacts },
	{ "maven_jar", add_jar },
	{ "java_import_external", add_archive },
};

/* rule(..), or maybe(rule, ..), whose brackets have the arguments as well; where to go on. */
static size_t read_call(struct script *s, size_t i, unsigned *open)
{
	size_t rule = script_word(s, i, "maybe") ? i + 2 : i;

	for (size_t k = 0; k < sizeof(rules) / sizeof(*rules); k++)
		if (script_word(s, rule, rules[k].rule)) {
			rules[k].add(s, i + 1);
			return starlark_behind(s, i + 1, open);
		}
	return i;
}

/* load("//folder:file.bzl", ..): from the folder of WORKSPACE; "@name//" is another one's. */
static void add_load(struct script *s, size_t i)
{
	struct strata_str label = script_at(s, i + 2)->text, folder, file;

	if (!script_text(s, i + 2) || !strata_str_cut(&folder, &file, label, ':') ||
	    (folder.len && !strata_str_starts(folder, STRATA_STR("//"))))
		return;
	strata_facts_refer(s->out, STRATA_REF_INCLUDE,
			   STRATA_CONCAT(s->out->arena, STRATA_STR("./"), strata_str_skip(folder, 2),
					 STRATA_STR("/"), file),
			   script_at(s, i)->line)
		->format = &strata_format_bazel_workspace;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	bool top = strata_str_starts(strata_path_base(in->path), STRATA_STR("WORKSPACE"));
	struct script s;
	unsigned open = 0;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_PYTHON);
	for (size_t i = 0; i < s.tokens.count; i++) {
		/* A definition is no call. */
		if (!script_sign(&s, i + 1, '(') || (i && script_word(&s, i - 1, "def")))
			continue;
		if (top && script_word(&s, i, "load"))
			add_load(&s, i);
		i = read_call(&s, i, &open);
	}
	return 0;
}

const struct strata_format strata_format_bazel_workspace = {
	.name = "bazel/workspace",
	.files = "WORKSPACE WORKSPACE.bazel WORKSPACE.bzlmod *deps.bzl *repositories.bzl "
		 "*dependencies.bzl",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_bazel,
	.parse = parse,
	.includes = true,
};
