/* imaging.c - what the images of a run are asked about with; see imaging.h. */
#include "imaging.h"

#include "image/online.h"
#include "image/read.h"
#include "solving.h"

static int read_key(struct strata_str *out, struct strata_str path, void *payload, struct strata_error *err)
{
	struct scan *s = payload;

	return image_read(out, &s->facts, path, &s->arena, err);
}

/* Whom the configuration trusts, and what it wants to be signed. */
static int read_signing(struct imaging *out, struct scan *s, const struct options *o,
			struct strata_error *err)
{
	struct image_key_files files = { o->config ? NULL : read_key, s };
	int64_t now = 0;
	int rc = scan_read_config(&out->all, s, o, err);

	crypto_time_read(&now, s->now);
	return rc < 0 ? rc
		      : image_signing_read(&out->signing, &out->all.image, &files, now, &s->arena, err);
}

int imaging_open(struct imaging *out, struct scan *s, const struct options *o, struct strata_error *err)
{
	struct registry_place place = { .user = &out->user, .folder = STRATA_STR(""),
					.home = getenv("HOME") };
	struct image_remotes_options options = {
		.oci = { .settings = &out->settings, .cache = solving_answers(o, &s->arena),
			 .progress = progress_show_images, .payload = &out->progress },
		.platform = strata_str_of(o->platform),
		.signing = &out->signing,
	};
	uint64_t silence = 0;
	int rc;

	*out = (struct imaging){ .remotes = NULL };
	progress_init(&out->progress, o);
	if (o->timeout && strata_str_u64(&silence, strata_str_of(o->timeout)))
		options.oci.silence = (unsigned)silence;
	if ((rc = solving_user_config(&out->user, s, o, err)) < 0 ||
	    (rc = read_signing(out, s, o, err)) < 0 ||
	    (rc = registry_settings_read(&out->settings, &registry_config_docker, &place, &s->arena,
					 err)) < 0)
		return rc;
	return image_remotes_open(&out->remotes, &options, &s->arena, err);
}

static bool names_no_images(const struct facts_file *file, void *payload)
{
	(void)payload;
	return file->format->ecosystem != &strata_ecosystem_docker;
}

void imaging_collect(struct imaging *imaging, struct scan *s, const struct options *o)
{
	image_online_collect(&s->facts, imaging->remotes, strata_str_of(o->target), &imaging->notes,
			     &s->arena);
}

struct facts_set *imaging_alone(struct imaging *imaging, struct scan *s)
{
	struct facts_overlays none = { 0 };

	facts_overlay(&imaging->files, &s->facts, &none, names_no_images, NULL);
	imaging->alone = true;
	return &imaging->files;
}

void imaging_close(struct imaging *imaging)
{
	if (!imaging)
		return;
	image_remotes_close(imaging->remotes);
	image_signing_close(&imaging->signing);
	progress_end(&imaging->progress);
	if (imaging->alone)
		facts_release(&imaging->files);
}
