/*
 * sdist.c - what an sdist asks for, without building it; see source.h.
 *
 * PKG-INFO of metadata 2.2 says what a build cannot change. Of an older one, or where that
 * is left to the build, what its maker's build wrote is the best there is: Requires-Dist,
 * else the requirements in its egg-info, which become such headers here. Then it stays
 * marked as open.
 *
 * Format: setuptools' documentation, "requires.txt" of .egg-info, 2026-11.
 */
#include "resolve/pypi/source.h"
#include "strata/limits.h"
#include "text/archive.h"
#include "text/line.h"

struct sdist {
	const struct pypi_source *source;
	struct strata_str info, requires; /* absent: not found yet */
};

/* "foo-1.0/PKG-INFO" */
static bool is_info(struct strata_str path)
{
	struct strata_str folder, file;

	return strata_str_cut(&folder, &file, path, '/') &&
	       strata_str_eq(file, STRATA_STR("PKG-INFO"));
}

/* "foo-1.0/src/foo.egg-info/requires.txt" */
static bool is_requires(struct strata_str path, const struct pypi_source *s)
{
	struct strata_str folder = strata_path_base(strata_path_dir(path)), ending;

	ending = STRATA_STR(".egg-info");
	return strata_str_eq(strata_path_base(path), STRATA_STR("requires.txt")) &&
	       strata_str_ends(folder, ending) &&
	       strata_str_eq(strata_name_pep503(s->arena,
						strata_str_take(folder, folder.len - ending.len)),
			     s->name);
}

static int read_files(struct sdist *d, struct archive_stream *stream, struct strata_error *err)
{
	struct strata_buf text = STRATA_BUF_INIT;
	struct strata_str path, *out;
	int rc = 0;

	while ((!d->info.ptr || !d->requires.ptr) && (rc = archive_next(&path, stream, err)) > 0) {
		out = is_info(path) && !d->info.ptr ? &d->info
		      : is_requires(path, d->source) && !d->requires.ptr ? &d->requires : NULL;
		if (!out)
			continue;
		if ((rc = archive_bytes(&text, stream, STRATA_LIMIT_METADATA_BYTES, err)) < 0)
			break;
		*out = strata_arena_dup(d->source->arena, strata_buf_str(&text));
	}
	strata_buf_release(&text);
	return rc < 0 ? rc : 0;
}

/* --- headers of an egg-info's sections -------------------------------------------------------- */

/* "[extra:marker]": what must hold for all below it; "" for what always counts. */
static struct strata_str condition_of(struct strata_str section, struct strata_arena *arena)
{
	struct strata_str extra, marker, is_extra;

	section = strata_str_take(strata_str_skip(section, 1), strata_str_rchr(section, ']') - 1);
	strata_str_cut(&extra, &marker, section, ':');
	is_extra = extra.len ? STRATA_CONCAT(arena, STRATA_STR("extra == \""), extra, STRATA_STR("\""))
			     : STRATA_STR("");
	if (!marker.len)
		return is_extra;
	return STRATA_CONCAT(arena, STRATA_STR("("), marker, STRATA_STR(")"),
			     extra.len ? STRATA_STR(" and ") : STRATA_STR(""), is_extra);
}

static void add_header(struct strata_buf *out, struct strata_str requirement,
		       struct strata_str condition)
{
	struct strata_str body, marker;

	strata_str_cut(&body, &marker, requirement, ';');
	marker = strata_str_trim(marker);
	strata_buf_addf(out, "Requires-Dist: %.*s", STRATA_ARG(strata_str_trim(body)));
	if (marker.len && condition.len)
		strata_buf_addf(out, " ; (%.*s) and %.*s", STRATA_ARG(marker), STRATA_ARG(condition));
	else if (marker.len || condition.len)
		strata_buf_addf(out, " ; %.*s", STRATA_ARG(marker.len ? marker : condition));
	strata_buf_addf(out, "\n");
}

static void add_requires(struct strata_buf *out, struct strata_str bytes, struct strata_arena *arena)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct strata_str condition = STRATA_STR("");

	while (line_next(&c)) {
		struct strata_str text = strata_str_trim(c.line);

		if (!text.len || text.ptr[0] == '#')
			continue;
		if (text.ptr[0] == '[')
			condition = condition_of(text, arena);
		else
			add_header(out, text, condition);
	}
}

static struct strata_str headers_of(const struct sdist *d)
{
	struct strata_buf out = STRATA_BUF_INIT;
	struct strata_str text;

	strata_buf_addf(&out, "Dynamic: Requires-Dist\n");
	add_requires(&out, d->requires, d->source->arena);
	strata_buf_add(&out, d->info);
	text = strata_arena_dup(d->source->arena, strata_buf_str(&out));
	strata_buf_release(&out);
	return text;
}

static int open_sdist(struct sdist *d, struct strata_str bytes, struct strata_error *err)
{
	struct archive_stream *stream;
	int rc = archive_open_bytes(&stream, bytes, d->source->file->name, err);

	if (rc < 0)
		return rc;
	rc = read_files(d, stream, err);
	archive_close(stream);
	if (rc == 0 && !d->info.ptr)
		rc = strata_fail(err, STRATA_ESYNTAX, 0, "the sdist has no PKG-INFO");
	return rc;
}

int pypi_sdist_text(struct strata_str *out, const struct pypi_source *s, struct strata_error *err)
{
	struct sdist d = { .source = s };
	struct registry_answer answer;
	struct pypi_metadata said;
	int rc = pypi_source_whole(&answer, s, err);

	if (rc < 0)
		return rc;
	rc = open_sdist(&d, answer.body, err);
	registry_release(s->in->registry, &answer);
	if (rc < 0 || (rc = pypi_metadata_read(&said, d.info, s->arena, err)) < 0)
		return rc;
	*out = said.open && !said.requires.count && d.requires.ptr ? headers_of(&d) : d.info;
	return 0;
}
