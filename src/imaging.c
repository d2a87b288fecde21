/* imaging.c - what the images of a run are asked about with; see imaging.h. */
#include "imaging.h"

#include "image/online.h"
#include "solving.h"

int imaging_open(struct imaging *out, struct scan *s, const struct options *o, struct strata_error *err)
{
	struct registry_place place = { .user = &out->user, .folder = STRATA_STR(""),
					.home = getenv("HOME") };
	struct image_remotes_options options = {
		.oci = { .settings = &out->settings, .cache = solving_answers(o, &s->arena),
			 .progress = progress_show_images, .payload = &out->progress },
		.platform = strata_str_of(o->platform),
	};
	uint64_t silence = 0;
	int rc;

	*out = (struct imaging){ .remotes = NULL };
	progress_init(&out->progress, o);
	if (o->timeout && strata_str_u64(&silence, strata_str_of(o->timeout)))
		options.oci.silence = (unsigned)silence;
	if ((rc = solving_user_config(&out->user, s, o, err)) < 0 ||
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
	progress_end(&imaging->progress);
	if (imaging->alone)
		facts_release(&imaging->files);
}
