/*
 * paket.lock: what Paket resolved, exactly.
 *
 * Sections at the margin (NUGET, GITHUB, GIST, GIT, HTTP, GROUP), a "remote:" at two spaces,
 * packages "name (version)" at four, what they need at six. Options follow the version
 * behind "-". GITHUB's packages are single files of a repository, with a commit in brackets;
 * GIT's are whole ones, the commit alone. HTTP's are files, with what follows the remote of
 * their address in brackets; of what they hold nothing is kept. A GROUP has sections of its
 * own; the main group comes first. Before Paket 2 a line "specs:" preceded each list.
 *
 * Format: fsprojects.github.io/Paket, "The paket.lock file", "HTTP dependencies", and its
 * LockFile.fs, 2026-11.
 */
#include "git/git.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/line.h"
#include "text/utf8.h"

enum section { OUTSIDE, NUGET, REPOSITORY, FILES, PASSED_OVER };

struct wish {
	size_t from;
	struct strata_str name;
};

STRATA_VEC(wishes, struct wish);

struct reader {
	struct strata_facts *out;
	enum section section;
	struct strata_str remote;
	bool current; /* a package was read, to which lines below belong */
	size_t group; /* the first package of the group */
	struct wishes wishes; /* of the group */
};

/* "name (version) - options"; false without brackets. */
static bool split(struct strata_str *name, struct strata_str *inside, struct strata_str line)
{
	size_t open = strata_str_find(line, STRATA_STR(" ("));
	struct strata_str rest;

	if (open == STRATA_NPOS)
		return false;
	*name = strata_str_trim(strata_str_take(line, open));
	strata_str_cut(inside, &rest, strata_str_skip(line, open + 2), ')');
	return name->len && rest.ptr;
}

/* What packages of a group need is in the same group. */
static void close_group(struct reader *r)
{
	struct strata_map by_name = STRATA_MAP_INIT(r->out->arena);
	size_t to;

	for (size_t i = r->group; i < r->out->packages.count; i++)
		*strata_map_at(&by_name,
			       strata_name_lower(r->out->arena, r->out->packages.items[i].name),
			       NULL) = i;
	for (size_t i = 0; i < r->wishes.count; i++)
		if (strata_map_get(&to, &by_name,
				   strata_name_lower(r->out->arena, r->wishes.items[i].name)))
			strata_facts_edge(r->out, (int)r->wishes.items[i].from, to,
					  STRATA_SCOPE_UNKNOWN);
	r->wishes.count = 0;
	r->group = r->out->packages.count;
}

static void open_section(struct reader *r, struct strata_str line, unsigned number)
{
	r->current = false;
	r->remote = STRATA_NONE;
	r->section = PASSED_OVER;
	if (strata_str_eq(line, STRATA_STR("NUGET")))
		r->section = NUGET;
	else if (strata_str_eq(line, STRATA_STR("GITHUB")) || strata_str_eq(line, STRATA_STR("GIST")) ||
		 strata_str_eq(line, STRATA_STR("GIT")))
		r->section = REPOSITORY;
	else if (strata_str_eq(line, STRATA_STR("HTTP")))
		r->section = FILES;
	else if (strata_str_starts(line, STRATA_STR("GROUP ")))
		close_group(r);
	else if (strata_str_chr(line, ':') == STRATA_NPOS)
		strata_facts_note(r->out, number, "unknown section '%.*s'", STRATA_ARG(line));
}

static void read_package(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str name, inside;

	r->current = split(&name, &inside, line);
	if (r->current)
		strata_facts_add(r->out, name, inside, number);
	else
		strata_facts_note(r->out, number, "not 'name (version)'");
}

/* "path/of/file (commit)": the package is the repository, its files are parts of it. */
static void read_repository(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str name = STRATA_NONE, inside, of = r->remote;
	struct strata_package *p;

	if (line.ptr[0] == '(' && r->remote.len) {
		of = strata_url_place(r->out->arena, r->remote); /* whole, no file of it */
		inside = strata_str_take(strata_str_skip(line, 1),
					 strata_str_chr(strata_str_skip(line, 1), ')'));
	} else if (!split(&name, &inside, line)) {
		if (strata_str_chr(line, '(') == STRATA_NPOS && r->remote.len)
			return; /* options of the file above */
		strata_facts_note(r->out, number, "not 'file (commit)'");
		return;
	}
	p = strata_facts_add(r->out, of.len ? of : name, STRATA_NONE, number);
	p->ecosystem = &strata_ecosystem_git;
	if (strata_is_commit(inside))
		p->commit = inside;
	else
		p->version = inside;
	p->source = strata_arena_join(r->out->arena, r->remote, STRATA_STR("#"), inside);
}

/* In quotes where it holds blanks. */
static struct strata_str file_name(struct strata_str line)
{
	bool quoted = strata_str_starts(line, STRATA_STR("\""));
	struct strata_str name, rest;

	strata_str_cut(&name, &rest, strata_str_skip(line, quoted), quoted ? '"' : ' ');
	return strata_path_base(name);
}

/* "name (/the/rest)", or the name alone where the remote is all. */
static void read_file(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str name, rest, address = r->remote;
	struct strata_package *p;

	if (!r->remote.len) {
		strata_facts_note(r->out, number, "a file without an address");
		return;
	}
	if (split(&name, &rest, line))
		address = strata_arena_join(r->out->arena, r->remote, rest, STRATA_NONE);
	p = git_add_download(r->out, address, file_name(line), number);
	p->direct = STRATA_UNKNOWN;
}

static void read_need(struct reader *r, struct strata_str line)
{
	struct strata_str name, rest;

	if (!r->current)
		return;
	strata_str_cut(&name, &rest, line, ' ');
	*strata_vec_push(r->out->arena, &r->wishes) =
		(struct wish){ strata_facts_last(r->out), name };
}

static void read_line(struct reader *r, struct strata_str text, unsigned number)
{
	size_t indent = line_indent(text);
	struct strata_str line = strata_str_trim(text);

	if (indent == 0)
		open_section(r, line, number);
	else if (strata_str_starts(line, STRATA_STR("remote:")))
		r->remote = strata_str_trim(strata_str_skip(line, 7));
	else if (r->section == NUGET && indent == 4)
		read_package(r, line, number);
	else if (r->section == NUGET && indent > 4)
		read_need(r, line);
	else if (r->section == REPOSITORY && (indent == 4 || line.ptr[0] == '('))
		read_repository(r, line, number);
	else if (r->section == FILES && indent == 4)
		read_file(r, line, number);
	else if (r->section == OUTSIDE)
		strata_facts_note(r->out, number, "a line outside of any section");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct reader r = { .out = out };

	(void)err;
	while (line_next(&lines))
		if (strata_str_trim(lines.line).len)
			read_line(&r, lines.line, lines.number);
	close_group(&r);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("paket.dependencies"), 0);
	return 0;
}

const struct strata_format strata_format_nuget_paket_lock = {
	.name = "nuget/paket-lock",
	.files = "paket.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_nuget,
	.parse = parse,
};
