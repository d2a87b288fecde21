/*
 * Package.swift: what a package of Swift asks for, as far as it is literal.
 *
 * The manifest is a Swift program, and it is not run. Calls of .package are read: `url:` or
 * `id:` of a registry, and what will do: from: (up to the next major version), exact:,
 * branch:, revision:, two versions with "..<" or "..." between them, or .upToNextMajor and
 * its like, which have the same words inside. `path:` is the project's own. Package of
 * Swift 3 gives `majorVersion:` and `minor:`, or one version alone. Which target needs
 * what is not followed: all is for running.
 *
 * Format: docs.swift.org, "PackageDescription", 6.0, 2026-11.
 */
#include "script/lex.h"
#include "strata/format.h"

struct wanted {
	struct strata_str address, id, path, revision, branch, exact, from, to, major, minor;
	bool inclusive, next_minor;
	unsigned line;
};

/* "1.2.3" with its number at `place` one higher and zeros behind; absent without numbers. */
static struct strata_str next(struct strata_arena *arena, struct strata_str version, unsigned place)
{
	struct strata_str number, rest = version;
	uint64_t numbers[2] = { 0 };

	for (unsigned i = 0; i <= place; i++) {
		strata_str_cut(&number, &rest, rest, '.');
		if (!strata_str_u64(&numbers[i], number) || numbers[i] == UINT64_MAX)
			return STRATA_NONE;
	}
	numbers[place]++;
	return strata_arena_printf(arena, "%llu.%llu.0", (unsigned long long)numbers[0],
				   (unsigned long long)numbers[1]);
}

static struct strata_str range(struct strata_arena *arena, const struct wanted *w)
{
	struct strata_str to = w->to;

	if (w->major.ptr && w->minor.ptr)
		return strata_arena_join(arena, w->major, STRATA_STR("."), w->minor);
	if (w->major.ptr)
		return w->major;
	if (!w->from.ptr)
		return STRATA_STR("");
	if (!to.ptr)
		to = next(arena, w->from, w->next_minor);
	if (!to.ptr)
		return strata_arena_join(arena, STRATA_STR(">="), w->from, STRATA_NONE);
	return strata_arena_printf(arena, ">=%.*s <%s%.*s", STRATA_ARG(w->from),
				   w->inclusive ? "=" : "", STRATA_ARG(to));
}

static void add(struct strata_facts *out, const struct wanted *w)
{
	struct strata_str name = w->address.ptr ? strata_url_place(out->arena, w->address) : w->id;
	struct strata_package *p;

	if (!name.len && !w->path.len) {
		strata_facts_note(out, w->line, "a package whose address is no literal");
		return;
	}
	p = strata_facts_add(out, name.len ? name : strata_path_base(w->path), STRATA_NONE, w->line);
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	if (!name.len) {
		p->local = true;
		p->source = w->path;
		return;
	}
	p->version = w->exact;
	if (!w->exact.len)
		p->requirement = w->branch.ptr ? w->branch : range(out->arena, w);
	if (strata_is_commit(w->revision))
		p->commit = w->revision;
	if (w->revision.len)
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(w->address),
						STRATA_ARG(w->revision));
}

/* "1.0.0"..<"2.0.0" or "1.0.0"..."1.9.9", from its first text on. */
static void read_range(const struct script *s, size_t i, struct wanted *w)
{
	w->from = script_at(s, i)->text;
	if (script_sign(s, i + 1, '.') && script_sign(s, i + 2, '.') && script_text(s, i + 4)) {
		w->inclusive = script_sign(s, i + 3, '.');
		w->to = script_at(s, i + 4)->text;
	}
}

static const struct {
	const char *word;
	size_t field;
} labels[] = {
	{ "url", offsetof(struct wanted, address) },
	{ "id", offsetof(struct wanted, id) },
	{ "path", offsetof(struct wanted, path) },
	{ "exact", offsetof(struct wanted, exact) },
	{ "from", offsetof(struct wanted, from) },
	{ "branch", offsetof(struct wanted, branch) },
	{ "revision", offsetof(struct wanted, revision) },
	{ "majorVersion", offsetof(struct wanted, major) },
	{ "minor", offsetof(struct wanted, minor) },
};

/* The field of "label: value", or of the old ".exact(value)"; NULL for any other word. */
static struct strata_str *find_label(const struct script *s, size_t i, struct wanted *w)
{
	if (script_at(s, i)->kind != SCRIPT_WORD ||
	    (!script_sign(s, i + 1, ':') && !script_sign(s, i + 1, '(')))
		return NULL;
	for (size_t k = 0; k < sizeof(labels) / sizeof(*labels); k++)
		if (script_word(s, i, labels[k].word))
			return (struct strata_str *)((char *)w + labels[k].field);
	return NULL;
}

/* The value is a text with nothing behind it, or a number. */
static void read_value(struct script *s, size_t i, struct strata_str *field)
{
	const struct script_token *t = script_at(s, i);

	if ((t->kind == SCRIPT_WORD && strata_is_digit(t->text.ptr[0])) ||
	    (t->kind == SCRIPT_TEXT && !script_sign(s, i + 1, '+')))
		*field = t->text;
	else
		script_note(s, i);
}

/* From the bracket of a call on; the index behind it. */
static size_t read_call(struct script *s, size_t i)
{
	struct wanted w = { .line = script_at(s, i)->line };
	struct strata_str *field;
	size_t depth = 0;

	for (; script_at(s, i)->kind != SCRIPT_END; i++) {
		depth += script_opens(s, i);
		if (script_closes(s, i) && --depth == 0)
			break;
		if (script_word(s, i, "upToNextMinor"))
			w.next_minor = true;
		if ((field = find_label(s, i, &w)))
			read_value(s, i + 2, field);
		else if (script_text(s, i) && !w.from.ptr && script_sign(s, i + 1, '.'))
			read_range(s, i, &w);
		else if (script_text(s, i) && script_sign(s, i - 1, ','))
			w.exact = script_at(s, i)->text;
	}
	add(s->out, &w);
	return i;
}

static void read_root(struct script *s, size_t i)
{
	if (script_word(s, i + 2, "name") && script_text(s, i + 4))
		*strata_vec_push(s->out->arena, &s->out->roots) = (struct strata_root){
			.name = script_at(s, i + 4)->text,
			.dir = STRATA_STR(""),
			.line = script_at(s, i + 4)->line,
		};
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct script s;

	(void)err;
	script_read(&s, out, in->bytes, SCRIPT_JVM);
	for (size_t i = 0; i < s.tokens.count; i++) {
		bool method = i && script_sign(&s, i - 1, '.');

		if (!script_sign(&s, i + 1, '('))
			continue;
		if (!method && script_word(&s, i, "Package") && !out->roots.count)
			read_root(&s, i);
		else if (method && (script_word(&s, i, "package") || script_word(&s, i, "Package")))
			i = read_call(&s, i + 1);
	}
	return 0;
}

const struct strata_format strata_format_swift_package_swift = {
	.name = "swift/package-swift",
	.files = "Package.swift Package@swift-*.swift",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_swift,
	.parse = parse,
};
