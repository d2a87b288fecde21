/* remote.c - what registries tell of images; see remote.h. */
#include "image/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "strata/format.h"
#include "strata/limits.h"

/* Its number changes with what oci_layer_read keeps. */
#define LAYER_KIND STRATA_STR("layer-1")

STRATA_VEC(image_remote_list_of, struct image_remote *);

struct image_remotes {
	struct oci *oci;
	struct strata_arena *arena;
	struct oci_platform platform;
	const struct image_signing *signing;
	struct strata_map by_key; /* "name\nplatform" -> index into all */
	struct image_remote_list_of all;
};

int image_remotes_open(struct image_remotes **out, const struct image_remotes_options *options,
		       struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str platform = options->platform.len ? options->platform
							   : STRATA_STR("linux/amd64");
	struct oci_platform read;
	struct image_remotes *r;
	int rc;

	*out = NULL;
	if ((rc = oci_platform_read(&read, platform, err)) < 0)
		return rc;
	r = strata_arena_alloc(arena, sizeof(*r));
	*r = (struct image_remotes){ .arena = arena, .platform = read, .signing = options->signing };
	r->by_key = STRATA_MAP_INIT(arena);
	r->oci = oci_open(&options->oci);
	*out = r;
	return 0;
}

void image_remotes_close(struct image_remotes *r)
{
	if (r)
		oci_close(r->oci);
}

/* --- the image itself ------------------------------------------------------------------------ */

struct asking {
	struct image_remotes *r;
	struct image_remote *remote;
	struct oci_platform platform;
	struct oci_document top; /* what the name means */
	struct oci_document image; /* that of the platform */
	struct oci_config config;
	struct strata_error *err;
};

static int get_document(struct oci_document *out, struct oci_manifest *manifest, struct asking *a,
			struct strata_str which)
{
	int rc = oci_get_manifest(manifest, a->r->oci, &a->remote->reference, which, a->r->arena,
				  a->err);

	return rc < 0 ? rc : oci_document_read(out, manifest->bytes, a->r->arena, a->err);
}

static int choose(struct asking *a)
{
	const struct oci_descriptor *entry = oci_choose(&a->top, &a->platform);
	struct oci_manifest manifest;
	int rc;

	for (size_t i = 0; i < a->top.entries.count; i++) {
		const struct oci_platform *p = &a->top.entries.items[i].platform;

		if (p->os.len && p->architecture.len && !strata_str_eq(p->os, STRATA_STR("unknown")))
			*strata_vec_push(a->r->arena, &a->remote->platforms) =
				oci_platform_text(p, a->r->arena);
	}
	if (!entry) {
		a->remote->lacks_platform = true;
		return strata_fail(a->err, STRATA_ENOTFOUND, 0, "the image is not there for %.*s",
				   STRATA_ARG(a->remote->platform));
	}
	a->remote->manifest = entry->digest;
	rc = get_document(&a->image, &manifest, a, entry->digest);
	if (rc == 0 && a->image.kind != OCI_IMAGE)
		rc = strata_fail(a->err, STRATA_ESYNTAX, 0, "an index leads to another one");
	return rc;
}

static int get_image(struct asking *a)
{
	struct oci_manifest manifest;
	int rc = get_document(&a->top, &manifest, a, STRATA_NONE);

	if (rc < 0) {
		a->remote->missing = rc == STRATA_ENOTFOUND;
		return rc;
	}
	a->remote->digest = manifest.digest;
	a->remote->stale = manifest.stale;
	if (a->top.kind == OCI_INDEX)
		return choose(a);
	a->remote->manifest = manifest.digest;
	a->image = a->top;
	return 0;
}

static int get_config(struct asking *a)
{
	struct image_remote *remote = a->remote;
	struct strata_str bytes;
	int rc = oci_get_blob(&bytes, a->r->oci, &remote->reference, a->image.config.digest,
			      STRATA_LIMIT_IMAGE_CONFIG_BYTES, a->r->arena, a->err);

	if (rc < 0 || (rc = oci_config_read(&a->config, bytes, a->r->arena, a->err)) < 0)
		return rc;
	remote->created = a->config.created;
	remote->user = a->config.user;
	remote->layers = a->image.layers.count;
	for (size_t i = 0; i < a->image.layers.count; i++)
		if (a->image.layers.items[i].size < UINT64_MAX - remote->bytes)
			remote->bytes += a->image.layers.items[i].size;
	return 0;
}

/* --- what it was made from --------------------------------------------------------------------- */

static struct strata_str said(const struct asking *a, const char *key)
{
	const struct oci_pairs *places[] = { &a->image.annotations, &a->top.annotations,
					     &a->config.labels };
	struct strata_str value = STRATA_NONE;

	for (size_t i = 0; i < 3 && !value.len; i++)
		value = oci_pair_get(places[i], key);
	return value;
}

/* An image may be made from an index, or from what an index has for its platform. */
static bool is_among(const struct asking *a, const struct oci_manifest *today,
		     struct strata_str digest)
{
	struct oci_document document;

	if (strata_str_eq(today->digest, digest))
		return true;
	if (oci_document_read(&document, today->bytes, a->r->arena, NULL) < 0)
		return true; /* it says nothing */
	for (size_t i = 0; i < document.entries.count; i++)
		if (strata_str_eq(document.entries.items[i].digest, digest))
			return true;
	return false;
}

static void find_origin(struct asking *a)
{
	struct image_origin *origin = &a->remote->origin;
	struct strata_error none = STRATA_ERROR_INIT;
	struct image_reference base;
	struct oci_manifest today;

	origin->name = said(a, "org.opencontainers.image.base.name");
	origin->digest = said(a, "org.opencontainers.image.base.digest");
	if (!origin->name.len || !oci_is_digest(origin->digest) ||
	    image_reference_read(&base, origin->name, a->r->arena, &none) < 0)
		return;
	base.digest = STRATA_NONE;
	if (oci_get_manifest(&today, a->r->oci, &base, STRATA_NONE, a->r->arena, &none) < 0)
		return;
	origin->today = today.digest;
	origin->outdated = !is_among(a, &today, origin->digest);
}

/* Of "name:tag@digest", what the tag means by now. */
static void find_tag(struct asking *a)
{
	struct image_remote *remote = a->remote;
	struct strata_error none = STRATA_ERROR_INIT;
	struct oci_manifest manifest;

	if (remote->reference.digest.ptr && remote->reference.tag.ptr &&
	    oci_get_manifest(&manifest, a->r->oci, &remote->reference, remote->reference.tag,
			     a->r->arena, &none) == 0)
		remote->tag_means = manifest.digest;
}

/* --- asking ---------------------------------------------------------------------------------------- */

static void ask(struct image_remotes *r, struct image_remote *remote,
		const struct oci_platform *platform)
{
	struct asking a = { .r = r, .remote = remote, .platform = *platform, .err = &remote->why };

	if ((remote->rc = get_image(&a)) < 0 || (remote->rc = get_config(&a)) < 0)
		return;
	find_origin(&a);
	find_tag(&a);
}

/* A variable of the builder's means what is built for, or what builds. */
static void read_platform(struct oci_platform *out, const struct image_remotes *r,
			  struct strata_str text)
{
	*out = r->platform;
	if (text.len && strata_str_chr(text, '$') == STRATA_NPOS &&
	    oci_platform_read(out, text, NULL) < 0)
		*out = r->platform;
}

static struct strata_str key_of(const struct image_remotes *r, const struct image_reference *reference,
				struct strata_str platform)
{
	return STRATA_CONCAT(r->arena, reference->name, STRATA_STR("\n"), reference->tag,
			     STRATA_STR("\n"), reference->digest, STRATA_STR("\n"), platform);
}

struct image_remote *image_remote_known(struct image_remotes *r,
					const struct image_reference *reference,
					struct strata_str platform)
{
	struct oci_platform read;
	size_t index;

	read_platform(&read, r, platform);
	return strata_map_get(&index, &r->by_key,
			      key_of(r, reference, oci_platform_text(&read, r->arena)))
		       ? r->all.items[index]
		       : NULL;
}

struct image_remote *image_remote_get(struct image_remotes *r, const struct image_reference *reference,
				      struct strata_str platform)
{
	struct image_remote *remote;
	struct oci_platform read;
	struct strata_str text;
	size_t *index;
	bool added;

	read_platform(&read, r, platform);
	text = oci_platform_text(&read, r->arena);
	index = strata_map_at(&r->by_key, key_of(r, reference, text), &added);
	if (!added)
		return r->all.items[*index];
	*index = r->all.count;
	remote = strata_arena_alloc(r->arena, sizeof(*remote));
	*strata_vec_push(r->arena, &r->all) = remote;
	remote->reference = *reference;
	remote->platform = text;
	ask(r, remote, &read);
	return remote;
}

void image_remote_weigh(struct image_remotes *r, struct image_remote *remote,
			struct strata_str reference)
{
	struct strata_error none = STRATA_ERROR_INIT;
	struct image_reference other;
	struct image_remote *found;

	if (image_reference_read(&other, reference, r->arena, &none) < 0)
		return;
	found = image_remote_get(r, &other, remote->platform);
	if (found->rc == 0)
		*strata_vec_push(r->arena, &remote->others) =
			(struct image_weight){ reference, found->bytes };
}

void image_remote_verify(struct image_remotes *r, struct image_remote *remote)
{
	const struct strata_str digests[2] = { remote->digest, remote->manifest };
	bool required = false;

	if (remote->rc < 0 || remote->signatures.asked || !r->signing || !image_signing_asks(r->signing))
		return;
	for (size_t i = 0; i < r->signing->required.count; i++)
		required = required ||
			   strata_glob_match(r->signing->required.items[i], remote->reference.name);
	image_signatures_find(&remote->signatures, r->oci, &remote->reference, digests, r->signing,
			      r->arena);
	remote->signatures.required = required;
}

/* --- its packages -------------------------------------------------------------------------------------- */

/* A file without a name: nothing is left of it, however the run ends. */
static int open_temporary(struct strata_error *err)
{
	const char *folder = getenv("TMPDIR");
	struct strata_arena arena = STRATA_ARENA_INIT;
	char *name;
	int fd;

	if (!folder || !*folder)
		folder = "/tmp";
	if ((fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) < 0) {
		name = (char *)(uintptr_t)strata_arena_printf(&arena, "%s/strata-XXXXXX", folder).ptr;
		if ((fd = mkostemp(name, O_CLOEXEC)) >= 0)
			unlink(name);
	}
	strata_arena_release(&arena);
	return fd >= 0 ? fd
		       : strata_fail(err, STRATA_EIO, 0, "cannot make a file in '%s': %s", folder,
				     strerror(errno));
}

static int fetch_layer(struct strata_buf *out, struct image_remotes *r,
		       const struct image_remote *remote, const struct oci_descriptor *layer,
		       struct strata_error *err)
{
	int fd = open_temporary(err), rc;

	if (fd < 0)
		return fd;
	rc = oci_get_blob_file(fd, r->oci, &remote->reference, layer->digest, layer->size, err);
	if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
		rc = strata_fail(err, STRATA_EIO, 0, "cannot read what was fetched");
	if (rc == 0)
		rc = oci_layer_read(out, fd, layer->digest, err);
	close(fd);
	return rc;
}

/* Layers that are encrypted, or that a registry may not hand out, are no tar files here. */
static bool is_readable(struct strata_str media_type)
{
	return strata_str_find(media_type, STRATA_STR("encrypted")) == STRATA_NPOS &&
	       strata_str_find(media_type, STRATA_STR("foreign")) == STRATA_NPOS &&
	       strata_str_find(media_type, STRATA_STR("nondistributable")) == STRATA_NPOS;
}

static int apply_layer(struct oci_files *files, struct image_remotes *r,
		       const struct image_remote *remote, const struct oci_descriptor *layer,
		       struct strata_error *err)
{
	struct strata_error damaged = STRATA_ERROR_INIT;
	struct strata_buf read = STRATA_BUF_INIT;
	struct strata_str bytes;
	int rc;

	if (!is_readable(layer->media_type))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "a layer of type '%.*s'",
				   STRATA_ARG(layer->media_type));
	if (oci_recall(&bytes, r->oci, LAYER_KIND, layer->digest, r->arena) &&
	    (rc = oci_files_apply(files, bytes, &damaged)) != STRATA_ESYNTAX) {
		if (rc < 0)
			*err = damaged;
		return rc;
	}
	if ((rc = fetch_layer(&read, r, remote, layer, err)) == 0) {
		oci_remember(r->oci, LAYER_KIND, layer->digest, strata_buf_str(&read));
		rc = oci_files_apply(files, strata_arena_dup(r->arena, strata_buf_str(&read)), err);
	}
	strata_buf_release(&read);
	return rc;
}

void image_remote_list(struct image_remotes *r, struct image_remote *remote)
{
	struct strata_error none = STRATA_ERROR_INIT;
	struct oci_document image;
	struct oci_manifest manifest;
	struct oci_files files;
	int rc;

	if (remote->rc < 0 || remote->listed)
		return;
	remote->listed = true;
	oci_files_init(&files, r->arena);
	if ((rc = oci_get_manifest(&manifest, r->oci, &remote->reference, remote->manifest, r->arena,
				   &none)) == 0)
		rc = oci_document_read(&image, manifest.bytes, r->arena, &none);
	if (rc == 0 && image.layers.count > STRATA_LIMIT_LAYERS)
		rc = strata_fail(&none, STRATA_ELIMIT, 0, "more than %d layers", STRATA_LIMIT_LAYERS);
	for (size_t i = 0; rc == 0 && i < image.layers.count; i++)
		rc = apply_layer(&files, r, remote, &image.layers.items[i], &none);
	/* With a layer lacking, what is listed need not be there, nor all that is. */
	if (rc == 0)
		oci_installed_read(&remote->installed, &files, r->arena);
	else
		*strata_vec_push(r->arena, &remote->installed.notes) =
			strata_arena_printf(r->arena, "a layer cannot be read: %s", none.text);
	remote->partly = remote->installed.notes.count > 0;
}
