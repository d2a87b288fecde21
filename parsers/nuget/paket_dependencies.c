/*
 * paket.dependencies: what is asked of Paket.
 *
 * A line each: "nuget NAME REQUIREMENT options", "github OWNER/REPO:VERSION file", "git
 * ADDRESS VERSION", "http ADDRESS file", "clitool" as "nuget", "group NAME". Comments begin
 * with "//" or "#". "~> 1.2" is as in Ruby; options are "key: value" behind the requirement.
 *
 * Format: fsprojects.github.io/Paket, "The paket.dependencies file", "HTTP dependencies",
 * 2026-11.
 */
#include "git/git.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

/* "//" within an address is none: a comment follows a blank, or a version. */
static struct strata_str without_comment(struct strata_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		bool slashes = line.ptr[i] == '/' && i + 1 < line.len && line.ptr[i + 1] == '/';

		if ((slashes && (i == 0 || (line.ptr[i - 1] != ':' && line.ptr[i - 1] != '/'))) ||
		    (line.ptr[i] == '#' && (i == 0 || strata_is_space(line.ptr[i - 1]))))
			return strata_str_trim(strata_str_take(line, i));
	}
	return strata_str_trim(line);
}

/* The next word of a line; words in quotes hold blanks. */
static struct strata_str take_word(struct strata_str *line)
{
	struct strata_str word;

	*line = strata_str_trim(*line);
	if (line->len && line->ptr[0] == '"') {
		strata_str_cut(&word, line, strata_str_skip(*line, 1), '"');
		return word;
	}
	strata_str_cut(&word, line, *line, ' ');
	return word;
}

/* The requirement ends where an option begins: a word that ends with a colon. */
static struct strata_str requirement_of(struct strata_str rest)
{
	struct strata_str left = rest = strata_str_trim(rest), word;
	size_t end = 0;

	while (left.len) {
		word = take_word(&left);
		if (strata_str_ends(word, STRATA_STR(":")) || strata_str_chr(word, ':') != STRATA_NPOS)
			break;
		end = (size_t)(word.ptr + word.len - rest.ptr);
	}
	return strata_str_take(rest, end);
}

/* Only "= 1.2" and "== 1.2", and a version alone, name one version. */
static void set_requirement(struct strata_package *p, struct strata_str requirement)
{
	struct strata_str s = requirement;

	p->requirement = requirement.len ? requirement : STRATA_STR("");
	while (s.len && s.ptr[0] == '=')
		s = strata_str_skip(s, 1);
	s = strata_str_trim(s);
	if (s.len && strata_version_nuget.valid(s))
		p->version = s;
}

static void add_repository(struct strata_facts *out, struct strata_str line, unsigned number)
{
	struct strata_str word = take_word(&line), name = word, version = STRATA_NONE;
	size_t colon = strata_str_rchr(word, ':');
	struct strata_package *p;

	if (strata_str_find(word, STRATA_STR("://")) == STRATA_NPOS && colon != STRATA_NPOS) {
		name = strata_str_take(word, colon);
		version = strata_str_skip(word, colon + 1);
	}
	if (!name.len)
		return;
	p = strata_facts_add(out, name, STRATA_NONE, number);
	p->ecosystem = &strata_ecosystem_git;
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	p->requirement = version.len ? version : requirement_of(line);
	if (strata_is_commit(p->requirement))
		p->commit = p->requirement;
	else if (strata_version_nuget.valid(p->requirement))
		p->version = p->requirement; /* a tag */
}

/* A file, or an archive that is unpacked; behind its address, perhaps, where it is put. */
static void add_file(struct strata_facts *out, struct strata_str line, unsigned number)
{
	struct strata_str address = take_word(&line), file = take_word(&line);
	struct strata_package *p;

	if (!address.len) {
		strata_facts_note(out, number, "a file without an address");
		return;
	}
	p = git_add_download(out, address, strata_path_base(file.len ? file : address), number);
	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
}

static void add_package(struct strata_facts *out, struct strata_str line, unsigned number,
			enum strata_scope scope)
{
	struct strata_str name = take_word(&line);
	struct strata_package *p;

	if (!name.len) {
		strata_facts_note(out, number, "a package without a name");
		return;
	}
	p = strata_facts_add(out, name, STRATA_NONE, number);
	set_requirement(p, requirement_of(line));
	p->direct = STRATA_YES;
	p->scope = scope;
}

static void read_line(struct strata_facts *out, struct strata_str line, unsigned number)
{
	struct strata_str keyword = take_word(&line);

	if (strata_str_eq_nocase(keyword, STRATA_STR("nuget")))
		add_package(out, line, number, STRATA_SCOPE_PROD);
	else if (strata_str_eq_nocase(keyword, STRATA_STR("clitool")))
		add_package(out, line, number, STRATA_SCOPE_BUILD);
	else if (strata_str_eq_nocase(keyword, STRATA_STR("http")))
		add_file(out, line, number);
	else if (strata_str_eq_nocase(keyword, STRATA_STR("github")) ||
		 strata_str_eq_nocase(keyword, STRATA_STR("gist")) ||
		 strata_str_eq_nocase(keyword, STRATA_STR("git")))
		add_repository(out, line, number);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));

	(void)err;
	while (line_next(&lines))
		read_line(out, without_comment(lines.line), lines.number);
	return 0;
}

const struct strata_format strata_format_nuget_paket_dependencies = {
	.name = "nuget/paket-dependencies",
	.files = "paket.dependencies",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
