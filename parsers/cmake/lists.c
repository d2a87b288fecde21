/*
 * CMakeLists.txt and *.cmake: the sources that a build fetches, as far as it is literal.
 *
 * The file is a program of commands, and it is not run. FetchContent_Declare and
 * ExternalProject_Add name a repository with a ref, or an archive with its hash; CPM's
 * commands do so, too, or in one text: "gh:owner/name@1.2.3#tag". ${NAME} is what the file
 * itself set it to before, by set() or project(... VERSION); another one is known only when
 * it runs, and that is said. Branches of if() count alike. A folder as source is the
 * project's own, and what find_package looks for is the machine's.
 *
 * Format: cmake.org, "cmake-language(7)", "FetchContent", "ExternalProject", 3.31; the
 * README of cpm-cmake/CPM.cmake, 0.40; 2026-11.
 */
#include "git/git.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/utf8.h"

#include <string.h>

struct argument {
	struct strata_str text;
	unsigned line;
	bool literal; /* in [[ ]]: nothing is put in */
};

STRATA_VEC(arguments, struct argument);

struct reader {
	struct strata_facts *out;
	struct strata_str rest;
	unsigned line;
	struct arguments arguments; /* of the command at hand */
	struct strata_map values;   /* name of a variable -> its struct strata_str */
	bool no_bracket[8];         /* no "]=..=]" of so many '=' comes any more */
	size_t copied;              /* bytes of texts that values were put into */
};

static char at(const struct reader *r, size_t i)
{
	return i < r->rest.len ? r->rest.ptr[i] : '\0';
}

static void advance(struct reader *r, size_t n)
{
	for (size_t i = 0; i < n && i < r->rest.len; i++)
		r->line += r->rest.ptr[i] == '\n';
	r->rest = strata_str_skip(r->rest, n);
}

/* The '=' of "[==[" here; STRATA_NPOS when none begins. */
static size_t bracket_level(const struct reader *r)
{
	size_t n = 1;

	if (at(r, 0) != '[')
		return STRATA_NPOS;
	while (at(r, n) == '=')
		n++;
	return at(r, n) == '[' && n <= sizeof(r->no_bracket) / sizeof(*r->no_bracket) ? n - 1
										      : STRATA_NPOS;
}

/* The text between "[==[" and "]==]"; without an end, to that of the line. */
static struct strata_str take_bracket(struct reader *r, size_t level)
{
	struct strata_str close = { "]========", level + 1 }, text, rest;
	size_t end;

	advance(r, level + 2);
	for (end = 0; !r->no_bracket[level]; end++) {
		size_t found = strata_str_find(strata_str_skip(r->rest, end), close);

		if (found == STRATA_NPOS) {
			r->no_bracket[level] = true;
			break;
		}
		end += found;
		if (at(r, end + close.len) == ']') {
			text = strata_str_take(r->rest, end);
			advance(r, end + level + 2);
			return text;
		}
	}
	strata_facts_note(r->out, r->line, "a text in brackets that is not closed");
	strata_str_cut(&text, &rest, r->rest, '\n');
	advance(r, text.len);
	return text;
}

static void skip_comment(struct reader *r)
{
	size_t level;

	advance(r, 1);
	if ((level = bracket_level(r)) != STRATA_NPOS) {
		take_bracket(r, level);
		return;
	}
	while (r->rest.len && at(r, 0) != '\n')
		advance(r, 1);
}

static struct strata_str take_quoted(struct reader *r)
{
	struct strata_str text;
	size_t n = 1;

	while (n < r->rest.len && r->rest.ptr[n] != '"')
		n += r->rest.ptr[n] == '\\' ? 2 : 1;
	text = strata_str_skip(strata_str_take(r->rest, n), 1);
	advance(r, n + 1);
	return text;
}

static struct strata_str take_plain(struct reader *r)
{
	struct strata_str text;
	size_t n = 0;

	while (n < r->rest.len && !strata_is_space(at(r, n)) && !strchr("()#\"", at(r, n)))
		n += at(r, n) == '\\' ? 2 : 1;
	text = strata_str_take(r->rest, n ? n : 1);
	advance(r, n ? n : 1);
	return text;
}

static void add_argument(struct reader *r, struct strata_str text, unsigned line, bool literal)
{
	*strata_vec_push(r->out->arena, &r->arguments) = (struct argument){ text, line, literal };
}

/* Within the brackets of a command; false when the file ends there. */
static bool read_arguments(struct reader *r)
{
	size_t level;

	r->arguments.count = 0;
	for (size_t depth = 1; r->rest.len;) {
		unsigned line = r->line;
		char c = at(r, 0);

		if (c == ')' && --depth == 0) {
			advance(r, 1);
			return true;
		}
		depth += c == '(';
		if (strata_is_space(c) || c == '(' || c == ')')
			advance(r, 1);
		else if (c == '#')
			skip_comment(r);
		else if ((level = bracket_level(r)) != STRATA_NPOS)
			add_argument(r, take_bracket(r, level), line, true);
		else if (c == '"')
			add_argument(r, take_quoted(r), line, false);
		else
			add_argument(r, take_plain(r), line, false);
	}
	return false;
}

/*
 * The text with what the file set put in; absent when a name is not known, or it is too
 * long. All of a file together may take no more room than a file may have.
 */
static struct strata_str expand(struct reader *r, const struct argument *a)
{
	struct strata_str out = STRATA_STR(""), head, rest = a->text, name;
	size_t value;

	if (a->literal || strata_str_chr(a->text, '$') == STRATA_NPOS)
		return a->text;
	while (strata_str_cut(&head, &rest, rest, '$')) {
		if (!rest.len || rest.ptr[0] != '{' ||
		    !strata_str_cut(&name, &rest, strata_str_skip(rest, 1), '}') ||
		    !strata_map_get(&value, &r->values, name))
			return STRATA_NONE;
		out = strata_arena_join(r->out->arena, out, head, *(struct strata_str *)value);
		r->copied += out.len;
		if (out.len > STRATA_LIMIT_PATH_BYTES || r->copied > STRATA_LIMIT_FILE_BYTES)
			return STRATA_NONE;
	}
	return strata_arena_join(r->out->arena, out, head, STRATA_NONE);
}

static void set_variable(struct reader *r, struct strata_str name, struct strata_str value)
{
	struct strata_str *kept;

	if (!value.ptr || value.len > STRATA_LIMIT_VERSION_BYTES)
		return;
	kept = strata_arena_alloc(r->out->arena, sizeof(*kept));
	*kept = value;
	*strata_map_at(&r->values, name, NULL) = (size_t)kept;
}

/* The argument behind a keyword, with its line; absent without one, or when it is not known. */
static struct strata_str option(struct reader *r, const char *keyword, unsigned *line)
{
	for (size_t i = 0; i + 1 < r->arguments.count; i++) {
		const struct argument *value = &r->arguments.items[i + 1];
		struct strata_str text;

		if (!strata_str_eq(r->arguments.items[i].text, strata_str_of(keyword)))
			continue;
		text = expand(r, value);
		if (!text.ptr)
			strata_facts_note(r->out, value->line, "'%.*s' is known only when it runs",
					  STRATA_ARG(strata_str_take(value->text, 60)));
		*line = value->line;
		return text;
	}
	return STRATA_NONE;
}

static bool has_option(struct reader *r, const char *keyword)
{
	for (size_t i = 0; i < r->arguments.count; i++)
		if (strata_str_eq(r->arguments.items[i].text, strata_str_of(keyword)))
			return true;
	return false;
}

/* "SHA256=0123..." */
static void set_hash(struct reader *r, struct strata_package *p)
{
	struct strata_str algorithm, hex, hash;
	unsigned line;
	char lower[8];

	hash = option(r, "URL_HASH", &line);
	if (!strata_str_cut(&algorithm, &hex, hash, '=') || algorithm.len > sizeof(lower))
		return;
	for (size_t i = 0; i < algorithm.len; i++)
		lower[i] = strata_lower(algorithm.ptr[i]);
	*strata_vec_push(r->out->arena, &p->checksums) = strata_arena_join(
		r->out->arena, (struct strata_str){ lower, algorithm.len }, STRATA_STR(":"), hex);
}

/* A repository or an archive that options name; NULL when none is named, or it is not known. */
static struct strata_package *add_source(struct reader *r, struct strata_str name)
{
	unsigned line = r->line, tag_line;
	struct strata_str git = option(r, "GIT_REPOSITORY", &line), url, tag;
	struct strata_package *p;

	if (git.len) {
		tag_line = line;
		tag = option(r, "GIT_TAG", &tag_line);
		if (strata_str_starts(tag, STRATA_STR("origin/")))
			tag = strata_str_skip(tag, 7);
		return git_add(r->out, git, tag, tag.len ? tag_line : line);
	}
	url = option(r, "URL", &line);
	if (!url.len || strata_str_find(url, STRATA_STR("://")) == STRATA_NPOS)
		return NULL;
	p = git_add_download(r->out, url, name, line);
	set_hash(r, p);
	return p;
}

static void read_declaration(struct reader *r)
{
	struct strata_package *p;

	if (!r->arguments.count)
		return;
	p = add_source(r, r->arguments.items[0].text);
	if (p)
		p->scope = STRATA_SCOPE_PROD;
}

static const struct {
	const char *prefix, *keyword, *host;
} hosts[] = {
	{ "gh:", "GITHUB_REPOSITORY", "github.com/" },
	{ "gl:", "GITLAB_REPOSITORY", "gitlab.com/" },
	{ "bb:", "BITBUCKET_REPOSITORY", "bitbucket.org/" },
};

/* "gh:owner/name@1.2.3#tag", or an address in the same way. */
static struct strata_package *add_short(struct reader *r, struct strata_str text, unsigned line)
{
	size_t at_sign, scheme = strata_str_find(text, STRATA_STR("://"));
	struct strata_str address, tag, version = STRATA_NONE;

	strata_str_cut(&address, &tag, text, '#');
	at_sign = strata_str_rchr(address, '@');
	if (at_sign != STRATA_NPOS && (scheme == STRATA_NPOS ||
				       strata_str_chr(strata_str_skip(address, at_sign), '/') ==
					       STRATA_NPOS)) {
		version = strata_str_skip(address, at_sign + 1);
		address = strata_str_take(address, at_sign);
	}
	if (scheme != STRATA_NPOS && (strata_str_ends(address, STRATA_STR(".zip")) ||
				      strata_str_find(address, STRATA_STR(".tar.")) != STRATA_NPOS))
		return git_add_download(r->out, address, strata_path_base(address), line);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strata_str_starts(address, strata_str_of(hosts[i].prefix)))
			address = strata_arena_join(r->out->arena, strata_str_of(hosts[i].host),
						    strata_str_skip(address, 3), STRATA_NONE);
	return git_add(r->out, address, version.len ? version : tag, line);
}

/* CPM's long form: NAME, VERSION, and a repository of a host, of any, or an archive. */
static struct strata_package *add_long(struct reader *r)
{
	unsigned line = r->line, ignored;
	struct strata_str version = option(r, "VERSION", &ignored), tag = option(r, "GIT_TAG", &ignored);
	struct strata_str name = option(r, "NAME", &ignored), repository;
	struct strata_package *p = add_source(r, name.len ? name : STRATA_STR("unnamed"));

	for (size_t i = 0; !p && i < sizeof(hosts) / sizeof(*hosts); i++) {
		repository = option(r, hosts[i].keyword, &line);
		if (repository.len)
			p = git_add(r->out,
				    strata_arena_join(r->out->arena, strata_str_of(hosts[i].host),
						      repository, STRATA_NONE),
				    tag, line);
	}
	if (p && version.len && !p->version.ptr) {
		p->version = version;
		p->requirement = STRATA_NONE;
	}
	return p;
}

static void read_cpm(struct reader *r)
{
	struct strata_package *p = NULL;
	struct strata_str text;
	unsigned line = r->line;

	if (!r->arguments.count || has_option(r, "SOURCE_DIR"))
		return;
	text = expand(r, &r->arguments.items[0]);
	if (has_option(r, "URI"))
		text = option(r, "URI", &line);
	else
		line = r->arguments.items[0].line;
	if (r->arguments.count == 1 || has_option(r, "URI")) {
		if (text.len)
			p = add_short(r, text, line);
	} else {
		p = add_long(r);
	}
	if (p)
		p->scope = STRATA_SCOPE_PROD;
	else
		strata_facts_note(r->out, line, "a package whose source is known only when it runs");
}

/* set(NAME value), and what project() sets. */
static void read_values(struct reader *r, bool project)
{
	unsigned ignored;

	if (!project && r->arguments.count > 1)
		set_variable(r, r->arguments.items[0].text, expand(r, &r->arguments.items[1]));
	if (project && r->arguments.count) {
		set_variable(r, STRATA_STR("PROJECT_NAME"), r->arguments.items[0].text);
		set_variable(r, STRATA_STR("PROJECT_VERSION"), option(r, "VERSION", &ignored));
	}
}

static void read_command(struct reader *r, struct strata_str name)
{
	static const char *const declarations[] = { "FetchContent_Declare", "ExternalProject_Add",
						    "FetchContent_Populate", NULL };
	static const char *const cpm[] = { "CPMAddPackage", "CPMDeclarePackage", "CPMFindPackage",
					   NULL };

	if (strata_str_eq_nocase(name, STRATA_STR("set")))
		read_values(r, false);
	else if (strata_str_eq_nocase(name, STRATA_STR("project")))
		read_values(r, true);
	for (size_t i = 0; declarations[i]; i++)
		if (strata_str_eq_nocase(name, strata_str_of(declarations[i])))
			read_declaration(r);
	for (size_t i = 0; cpm[i]; i++)
		if (strata_str_eq_nocase(name, strata_str_of(cpm[i])))
			read_cpm(r);
}

/* An identifier with an opening bracket behind it; anything else is passed over. */
static void read_one(struct reader *r)
{
	struct strata_str name;
	unsigned line = r->line;
	size_t n = 0;

	while (strata_is_alpha(at(r, n)) || strata_is_digit(at(r, n)) || at(r, n) == '_')
		n++;
	name = strata_str_take(r->rest, n);
	advance(r, n ? n : 1);
	while (n && (at(r, 0) == ' ' || at(r, 0) == '\t'))
		advance(r, 1);
	if (!n || at(r, 0) != '(')
		return;
	advance(r, 1);
	if (!read_arguments(r))
		strata_facts_note(r->out, line, "the brackets of '%.*s' are not closed",
				  STRATA_ARG(strata_str_take(name, 60)));
	read_command(r, name);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = {
		.out = out,
		.rest = utf8_text(out->arena, in->bytes),
		.line = 1,
		.values = STRATA_MAP_INIT(out->arena),
	};

	(void)err;
	while (r.rest.len) {
		if (at(&r, 0) == '#')
			skip_comment(&r);
		else
			read_one(&r);
	}
	return 0;
}

const struct strata_format strata_format_cmake_lists = {
	.name = "cmake/lists",
	.files = "CMakeLists.txt *.cmake",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_git,
	.parse = parse,
};
