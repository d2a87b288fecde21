/*
 * go.mod: the modules that a Go module is built with.
 *
 * Since Go 1.17 it lists every module of the build, those that only others need
 * with "// indirect"; before, the rest of them stands in go.sum alone. Nothing
 * tells which module wants which, nor tests from the build: the scope is the
 * strongest that it may be. A replacement by a module stands for the module,
 * on its own line; one by a folder makes it part of the tree.
 *
 * The go line names the least Go that will do, a toolchain line the one in use.
 *
 * Of a module that is required twice go takes the highest version, as in the whole
 * graph (-mod=mod writes it so, else go asks for that). A file without a module line is
 * none that go reads: there the last counts, and the others stay as what may be used
 * instead. Either is said.
 *
 * What go cannot read it refuses as a whole, and so is the file unreadable here: a directive
 * with too few or too many words, a block that is not closed (the rest was cut off), bytes that are no
 * text. Directives that a later go may know are passed over, and noted.
 *
 * Format: go.dev/ref/mod, "go.mod files", 2026-11.
 */
#include "go/modfile.h"
#include "strata/format.h"
#include "strata/map.h"

struct reader {
	struct strata_facts *out;
	struct modfile_replaces replaces;
	struct strata_map replaced; /* "path version", or "path " for any -> index */
	struct strata_map required; /* path -> package that counts */
	struct strata_strs tools;
	struct strata_str go, toolchain;
	unsigned go_line, toolchain_line;
	struct strata_error *err; /* set once something is malformed */
	bool malformed;
	struct strata_str unknown; /* the verb that was noted last */
	unsigned unknown_line;
};

static bool is_indirect(struct strata_str comment)
{
	return strata_str_eq(comment, STRATA_STR("indirect")) ||
	       strata_str_starts(comment, STRATA_STR("indirect;"));
}

/* A branch or a commit may stand where go has not yet put a version. */
static void set_version(struct strata_package *p, struct strata_str version)
{
	bool pinned = strata_version_go.valid(version);

	p->version = pinned ? version : STRATA_NONE;
	p->requirement = pinned ? STRATA_NONE : version;
}

/* What has no version yet comes last: go may find any for it. */
static bool is_higher(const struct strata_package *a, const struct strata_package *b)
{
	if (!a->version.len || !b->version.len)
		return a->version.len > 0;
	return strata_version_go.compare(a->version, b->version) > 0;
}

static void count_again(struct reader *r, size_t *at, size_t index)
{
	struct strata_package *p = &r->out->packages.items[index];
	struct strata_package *other = &r->out->packages.items[*at];
	bool go_reads = r->out->roots.count > 0;

	strata_facts_note(r->out, p->line, "module '%.*s' is required twice: the %s counts",
			  STRATA_ARG(p->name), go_reads ? "highest" : "last");
	if (p->direct == STRATA_YES || other->direct == STRATA_YES)
		p->direct = other->direct = STRATA_YES;
	if (!go_reads || is_higher(p, other))
		*at = index;
}

/* Decides which package counts where a module is required twice. */
static void count_requirements(struct reader *r)
{
	for (size_t i = 0; i < r->out->packages.count; i++) {
		bool added;
		size_t *at = strata_map_at(&r->required, r->out->packages.items[i].name, &added);

		if (added)
			*at = i;
		else
			count_again(r, at, i);
	}
}

static void add_require(struct reader *r, const struct modfile_statement *s)
{
	bool indirect = is_indirect(s->comment);
	struct strata_package *p;

	p = strata_facts_add(r->out, s->words[0], STRATA_NONE, s->line);
	set_version(p, s->words[1]);
	p->direct = indirect ? STRATA_NO : STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
}

static void add_module(struct reader *r, const struct modfile_statement *s)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->name = s->words[0];
	root->dir = STRATA_STR("");
	root->line = s->line;
}

static void set_go(struct reader *r, const struct modfile_statement *s)
{
	r->go = s->words[0];
	r->go_line = s->line;
}

static void set_toolchain(struct reader *r, const struct modfile_statement *s)
{
	r->toolchain = s->words[0];
	r->toolchain_line = s->line;
}

static void add_tool(struct reader *r, const struct modfile_statement *s)
{
	*strata_vec_push(r->out->arena, &r->tools) = s->words[0];
}

static void refuse(struct reader *r, unsigned line, const char *what, struct strata_str of)
{
	if (!r->malformed)
		strata_fail(r->err, STRATA_ESYNTAX, line, "%s '%.*s'", what, STRATA_ARG(of));
	r->malformed = true;
}

/* A byte order mark, a NUL that is in no comment. */
static void refuse_character(struct reader *r, unsigned line)
{
	if (!r->malformed)
		strata_fail(r->err, STRATA_ESYNTAX, line, "a character that go refuses");
	r->malformed = true;
}

static struct strata_str replace_key(struct reader *r, struct strata_str path,
				     struct strata_str version)
{
	return strata_arena_join(r->out->arena, path, STRATA_STR(" "), version);
}

static void add_replace(struct reader *r, const struct modfile_statement *s)
{
	struct modfile_replace replace;

	if (!modfile_replace(&replace, s)) {
		refuse(r, s->line, "malformed replacement of", s->words[0]);
		return;
	}
	*strata_map_at(&r->replaced, replace_key(r, replace.path, replace.version), NULL) =
		r->replaces.count;
	*strata_vec_push(r->out->arena, &r->replaces) = replace;
}

/* What changes no version in use: the words are not looked at. */
static void pass_over(struct reader *r, const struct modfile_statement *s)
{
	(void)r, (void)s;
}

static const struct directive {
	const char *verb;
	size_t least, most; /* words */
	void (*read)(struct reader *r, const struct modfile_statement *s);
} directives[] = {
	{ "require", 2, 2, add_require }, { "replace", 3, 5, add_replace },
	{ "module", 1, 1, add_module },   { "go", 1, 1, set_go },
	{ "toolchain", 1, 1, set_toolchain }, { "tool", 1, 1, add_tool },
	{ "exclude", 2, 2, pass_over },   { "retract", 1, 5, pass_over },
	{ "godebug", 1, 1, pass_over },   { "ignore", 1, 1, pass_over },
};

static const struct directive *directive_of(struct strata_str verb)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (strata_str_eq(verb, strata_str_of(directives[i].verb)))
			return &directives[i];
	return NULL;
}

/* The lines of an unknown block share its verb: one note is enough. */
static void note_unknown(struct reader *r, const struct modfile_statement *s)
{
	if (s->verb.ptr != r->unknown.ptr)
		strata_facts_note(r->out, s->line, "unknown directive '%.*s'", STRATA_ARG(s->verb));
	r->unknown = s->verb;
	r->unknown_line = s->line;
}

static bool has_nul(const struct modfile_statement *s)
{
	bool found = strata_str_chr(s->verb, '\0') != STRATA_NPOS;

	for (size_t i = 0; i < s->count && i < MODFILE_WORDS; i++)
		found = found || strata_str_chr(s->words[i], '\0') != STRATA_NPOS;
	return found;
}

static void read_statement(struct reader *r, const struct modfile_statement *s)
{
	const struct directive *directive = directive_of(s->verb);

	if (has_nul(s))
		refuse_character(r, s->line);
	else if (!directive)
		note_unknown(r, s);
	else if (s->opens)
		return;
	else if (s->count < directive->least || s->count > directive->most)
		refuse(r, s->line, "too few or too many words for", s->verb);
	else
		directive->read(r, s);
}

static const struct modfile_replace *find_replace(struct reader *r, const struct strata_package *p)
{
	struct strata_str version = p->version.len ? p->version : p->requirement;
	size_t index;

	if (strata_map_get(&index, &r->replaced, replace_key(r, p->name, version)) ||
	    strata_map_get(&index, &r->replaced, replace_key(r, p->name, STRATA_NONE)))
		return &r->replaces.items[index];
	return NULL;
}

static void apply_replace(struct reader *r, struct strata_package *p)
{
	const struct modfile_replace *replace = find_replace(r, p);

	if (!replace)
		return;
	p->line = replace->line;
	if (!replace->to_version.len) {
		p->local = true;
		p->source = replace->to;
		p->version = STRATA_NONE;
		return;
	}
	p->name = replace->to;
	set_version(p, replace->to_version);
}

/* Before replacements: go.mod's replace lines name the versions as required. */
static void settle_requirements(struct reader *r)
{
	struct strata_packages *all = &r->out->packages;
	size_t counts, kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		struct strata_package p = all->items[i];
		bool other = strata_map_get(&counts, &r->required, p.name) && counts != i;

		if (other && p.version.len && r->out->roots.count)
			continue;
		apply_replace(r, &p);
		if (other && p.version.len) {
			p.requirement = p.version;
			p.version = STRATA_NONE;
		}
		all->items[kept++] = p;
	}
	all->count = kept;
}

/* A tool's package lies in the module that is its longest prefix. */
static void mark_tool(struct reader *r, struct strata_str tool)
{
	struct strata_package *p;
	size_t index;

	while (tool.len && !strata_map_get(&index, &r->required, tool))
		tool = strata_path_dir(tool);
	if (!tool.len)
		return;
	p = &r->out->packages.items[index];
	if (p->direct == STRATA_NO)
		p->scope = STRATA_SCOPE_BUILD;
	p->direct = STRATA_YES;
}

/* Whether go.mod lists the direct modules only, and says so: go 1.16 and older. */
static bool is_unpruned(struct reader *r)
{
	struct strata_str major, rest, minor;
	uint64_t number;

	if (!r->go.ptr)
		return false;
	if (!strata_str_cut(&major, &rest, r->go, '.'))
		return false;
	strata_str_cut(&minor, &rest, rest, '.');
	return strata_str_eq(major, STRATA_STR("1")) && strata_str_u64(&number, minor) &&
	       number < 17;
}

static void refer_to_sums(struct reader *r)
{
	bool wanted = false;

	for (size_t i = 0; i < r->out->packages.count; i++)
		wanted = wanted || !r->out->packages.items[i].local;
	if (wanted && !r->go.ptr)
		strata_facts_note_unsolved(r->out, 0,
					   "no 'go' line: modules that only others need are not "
					   "known ('go mod tidy' lists them)");
	if (wanted)
		strata_facts_refer(r->out,
				   is_unpruned(r) ? STRATA_REF_INDIRECT : STRATA_REF_CHECKSUMS,
				   STRATA_STR("go.sum"), 0);
}

static int read_statements(struct reader *r, struct strata_str bytes)
{
	struct modfile file = { .lines = LINE_CURSOR(bytes) };
	struct modfile_statement s;

	if (strata_str_starts(bytes, STRATA_STR("\xef\xbb\xbf")))
		refuse_character(r, 1);
	while (modfile_next(&file, &s))
		read_statement(r, &s);
	if (file.block.ptr)
		refuse(r, file.lines.number, "no end of the block of", file.block); /* cut off */
	return r->malformed ? STRATA_ESYNTAX : 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.err = err,
		.replaced = STRATA_MAP_INIT(out->arena),
		.required = STRATA_MAP_INIT(out->arena),
	};
	int rc = read_statements(&r, in->bytes);

	if (rc < 0)
		return rc;
	if (r.unknown.ptr && out->packages.count == 0) /* what it asks for was not understood */
		return strata_fail(err, STRATA_ESYNTAX, r.unknown_line, "unknown directive '%.*s'",
				   STRATA_ARG(r.unknown));
	count_requirements(&r);
	for (size_t i = 0; i < r.tools.count; i++)
		mark_tool(&r, r.tools.items[i]);
	settle_requirements(&r);
	refer_to_sums(&r);
	modfile_add_stdlib(out, r.go, r.go_line, r.toolchain, r.toolchain_line);
	return 0;
}

const struct strata_format strata_format_go_mod = {
	.name = "go/mod",
	.files = "go.mod",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse,
};
