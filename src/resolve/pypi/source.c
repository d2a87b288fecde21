/* source.c - see source.h. */
#include "resolve/pypi/source.h"

#include "strata/digest.h"
#include "strata/limits.h"

static struct registry_ask metadata_ask(const struct pypi_source *s)
{
	return (struct registry_ask){
		.settings = s->in->settings,
		.url = strata_arena_join(s->arena, s->file->url, STRATA_STR(".metadata"), STRATA_NONE),
		.immutable = s->file->metadata_sha256.len || s->file->sha256.len,
		.kept = s->file->metadata != STRATA_YES,
	};
}

void pypi_source_want(const struct pypi_source *s)
{
	struct registry_ask ask = metadata_ask(s);

	if (s->file->metadata == STRATA_YES)
		registry_want(s->in->registry, &ask);
	else if (pypi_file_is_wheel(s->file) && !registry_has(s->in->registry, &ask))
		pypi_wheel_want(s);
}

/* --- the whole file -------------------------------------------------------------------------- */

struct registry_ask pypi_source_ask(const struct pypi_source *s)
{
	return (struct registry_ask){
		.settings = s->in->settings,
		.url = s->file->url,
		.most = STRATA_LIMIT_PACKAGE_BYTES,
		.passing = true,
	};
}

int pypi_source_check(const struct pypi_source *s, struct strata_str bytes,
		      struct strata_error *err)
{
	if (!s->file->sha256.len || strata_digest_is(STRATA_SHA256, bytes, s->file->sha256))
		return 0;
	strata_error_at(err, net_shown(s->arena, s->file->url));
	return strata_fail(err, STRATA_EIO, 0, "it does not have the checksum that the index tells");
}

int pypi_source_whole(struct registry_answer *out, const struct pypi_source *s,
		      struct strata_error *err)
{
	struct registry_ask ask = pypi_source_ask(s);
	int rc = registry_get(out, s->in->registry, &ask, err);

	if (rc == 0 && (rc = pypi_source_check(s, out->body, err)) < 0)
		registry_refuse(s->in->registry, out);
	return rc;
}

/* --- the metadata ----------------------------------------------------------------------------- */

static int read_answer(struct pypi_metadata *out, const struct pypi_source *s,
		       struct strata_str bytes, struct strata_error *err)
{
	if (s->file->metadata_sha256.len &&
	    !strata_digest_is(STRATA_SHA256, bytes, s->file->metadata_sha256))
		return strata_fail(err, STRATA_EIO, 0,
				   "it does not have the checksum that the index tells");
	return pypi_metadata_read(out, strata_arena_dup(s->arena, bytes), s->arena, err);
}

static int get_beside(struct pypi_metadata *out, const struct pypi_source *s,
		      const struct registry_ask *ask, struct strata_error *err)
{
	struct registry_answer answer;
	int rc = registry_get(&answer, s->in->registry, ask, err);

	if (rc < 0)
		return rc;
	if ((rc = read_answer(out, s, answer.body, err)) == 0) {
		registry_release(s->in->registry, &answer);
		return 0;
	}
	strata_error_at(err, net_shown(s->arena, ask->url));
	registry_refuse(s->in->registry, &answer);
	return rc;
}

static int get_within(struct pypi_metadata *out, const struct pypi_source *s,
		      const struct registry_ask *ask, struct strata_error *err)
{
	struct strata_str text;
	int rc = pypi_file_is_wheel(s->file) ? pypi_wheel_text(&text, s, err)
					     : pypi_sdist_text(&text, s, err);

	if (rc == 0 && (rc = pypi_metadata_read(out, text, s->arena, err)) == 0)
		registry_keep(s->in->registry, ask, text);
	if (rc < 0)
		strata_error_at(err, net_shown(s->arena, s->file->url));
	return rc;
}

/* An index may leave out to tell that it has a wheel's metadata: at last it is tried. */
int pypi_source_metadata(struct pypi_metadata *out, const struct pypi_source *s,
			 struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct registry_ask ask = metadata_ask(s);
	int rc = get_beside(out, s, &ask, &own);

	if (rc == STRATA_ENOTFOUND || (rc == STRATA_EOFFLINE && registry_is_online(s->in->registry))) {
		own = STRATA_ERROR_INIT;
		rc = get_within(out, s, &ask, &own);
		if (rc < 0 && ask.kept && pypi_file_is_wheel(s->file)) {
			ask.kept = false;
			if (get_beside(out, s, &ask, NULL) == 0)
				rc = 0;
		}
	}
	if (rc < 0)
		*err = own;
	else if (pypi_file_is_wheel(s->file))
		out->open = false;
	return rc;
}
