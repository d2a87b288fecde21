/*
 * *.wrap: where Meson gets a subproject from.
 *
 * INI. [wrap-file] is an archive with its hash; one of the WrapDB has `wrapdb_version`
 * "1.2.3-4", the version and the number of the wrap. [wrap-git] is a repository and a
 * revision. A redirect points to another wrap. Lines without a '=' are passed over.
 *
 * Format: mesonbuild.com, "Wrap dependency system manual", 1.6, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

struct reader {
	struct strata_str section, url, hash, revision, wrapdb, directory;
	unsigned line;
};

static void read_line(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str key, value;

	if (line.ptr[0] == '[') {
		strata_str_cut(&key, &value, strata_str_skip(line, 1), ']');
		if (strata_str_starts(key, STRATA_STR("wrap-"))) {
			r->section = key;
			r->line = number;
		}
		return;
	}
	if (line.ptr[0] == '#' || !strata_str_cut(&key, &value, line, '='))
		return;
	key = strata_str_trim(key);
	value = strata_str_trim(value);
	if (strata_str_eq(key, STRATA_STR("source_url")) || strata_str_eq(key, STRATA_STR("url")))
		r->url = value;
	else if (strata_str_eq(key, STRATA_STR("source_hash")))
		r->hash = value;
	else if (strata_str_eq(key, STRATA_STR("revision")))
		r->revision = value;
	else if (strata_str_eq(key, STRATA_STR("wrapdb_version")))
		r->wrapdb = value;
	else if (strata_str_eq(key, STRATA_STR("directory")))
		r->directory = value;
}

/* "zlib-1.3.1" of the wrap "zlib": 1.3.1. */
static struct strata_str version_of(const struct reader *r, struct strata_str name)
{
	size_t hyphen = strata_str_rchr(r->wrapdb, '-');
	struct strata_str rest = strata_str_skip(r->directory, name.len);

	if (r->wrapdb.len)
		return strata_str_take(r->wrapdb, hyphen);
	if (strata_str_starts(r->directory, name) && rest.len > 1 && rest.ptr[0] == '-' &&
	    strata_is_digit(rest.ptr[1]))
		return strata_str_skip(rest, 1);
	return STRATA_NONE;
}

static void add_package(struct strata_facts *out, const struct reader *r, struct strata_str path)
{
	struct strata_str base = strata_path_base(path);
	struct strata_str name = strata_str_take(base, strata_str_rchr(base, '.'));
	struct strata_package *p = strata_facts_add(out, name, version_of(r, name), r->line);

	p->direct = STRATA_YES;
	p->scope = STRATA_SCOPE_PROD;
	p->source = r->url;
	if (r->hash.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("sha256:"), r->hash, STRATA_NONE);
	if (!strata_str_eq(r->section, STRATA_STR("wrap-git")))
		return;
	p->ecosystem = &strata_ecosystem_git;
	p->name = r->url.len ? strata_url_place(out->arena, r->url) : name;
	p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(r->url),
					STRATA_ARG(r->revision));
	if (strata_is_commit(r->revision))
		p->commit = r->revision;
	else
		p->requirement = r->revision.len ? r->revision : STRATA_STR("");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct reader r = { .section = STRATA_NONE };

	(void)err;
	while (line_next(&lines))
		if (strata_str_trim(lines.line).len)
			read_line(&r, strata_str_trim(lines.line), lines.number);
	if (strata_str_eq(r.section, STRATA_STR("wrap-redirect")))
		return 0;
	if (r.section.len)
		add_package(out, &r, in->path);
	else
		strata_facts_note(out, 0, "no section of a wrap");
	return 0;
}

const struct strata_format strata_format_meson_wrap = {
	.name = "meson/wrap",
	.files = "*.wrap",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_wrapdb,
	.parse = parse,
};
