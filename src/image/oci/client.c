/* client.c - manifests, blobs and referrers of registries; see oci.h. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "image/oci/session.h"
#include "resolve/registry/docker.h"
#include "strata/digest.h"
#include "strata/limits.h"

static const char manifests[] = "application/vnd.oci.image.index.v1+json, "
				"application/vnd.oci.image.manifest.v1+json, "
				"application/vnd.docker.distribution.manifest.list.v2+json, "
				"application/vnd.docker.distribution.manifest.v2+json";

enum { FOR_EVER = INT32_MAX };

/* <server>/v2/<repository>/<what>/<which> */
static int question_of(struct oci_question *out, struct oci *oci,
		       const struct image_reference *repository, const char *what,
		       struct strata_str which, struct strata_error *err)
{
	const struct registry_server *server =
		registry_docker_server(oci->options.settings, repository->registry);

	if (!server)
		return registry_docker_unknown(repository->registry, &oci->arena, err);
	*out = (struct oci_question){ .repository = repository->repository, .file = -1 };
	out->scope = strata_arena_join(&oci->arena, server->url, STRATA_STR("/v2"), STRATA_NONE);
	out->url = STRATA_CONCAT(&oci->arena, out->scope, STRATA_STR("/"), repository->repository,
				 strata_str_of(what), which);
	oci->progress.subject = repository->name;
	return 0;
}

static struct net_cache_key key_of(struct oci *oci, struct strata_str kind, struct strata_str what)
{
	struct net_cache_key key = {
		.url = STRATA_CONCAT(&oci->arena, STRATA_STR("oci-"), kind, STRATA_STR(":"), what),
		.accept = STRATA_STR(""),
		.whose = STRATA_STR(""),
	};

	key.name = net_cache_name(&key, &oci->arena);
	return key;
}

/* --- what is kept ----------------------------------------------------------------------------- */

bool oci_recall(struct strata_str *out, struct oci *oci, struct strata_str kind,
		struct strata_str digest, struct strata_arena *arena)
{
	struct net_cache_key key = key_of(oci, kind, digest);
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct net_cached entry;
	bool have = oci->cache && net_cache_get(&entry, &bytes, oci->cache, &key, &oci->arena);

	if (have)
		*out = strata_arena_dup(arena, entry.body);
	strata_buf_release(&bytes);
	return have;
}

void oci_remember(struct oci *oci, struct strata_str kind, struct strata_str digest,
		  struct strata_str bytes)
{
	struct net_cache_key key = key_of(oci, kind, digest);
	struct net_cached entry = { .validator = STRATA_STR(""), .fetched = time(NULL),
				    .fresh_until = FOR_EVER, .immutable = true };

	if (oci->cache)
		net_cache_put(oci->cache, &key, &entry, bytes);
}

/* By digest: whoever wrote it there, it is what the digest says, or it is not taken. */
static bool recall_digest(struct strata_str *out, struct oci *oci, struct strata_str kind,
			  struct strata_str digest, struct strata_arena *arena)
{
	return oci_recall(out, oci, kind, digest, arena) &&
	       strata_digest_is(STRATA_SHA256, *out, strata_str_skip(digest, 7));
}

static int fail_digest(struct strata_error *err)
{
	return strata_fail(err, STRATA_ESYNTAX, 0,
			   "the registry sends other bytes than those of the digest that is asked for");
}

static int check_digest(struct strata_str bytes, struct strata_str digest, struct strata_error *err)
{
	return strata_digest_is(STRATA_SHA256, bytes, strata_str_skip(digest, 7)) ? 0
										  : fail_digest(err);
}

static int check_wanted(struct strata_str digest, struct strata_error *err)
{
	if (oci_is_digest(digest))
		return 0;
	return strata_fail(err, STRATA_EUNSUPPORTED, 0, "'%.*s' is no SHA-256 digest",
			   STRATA_ARG(strata_str_take(digest, 100)));
}

/* --- manifests ---------------------------------------------------------------------------------- */

static void describe(struct oci_manifest *out, struct strata_str bytes, struct strata_arena *arena)
{
	struct oci_document document;

	out->bytes = bytes;
	out->digest = oci_digest_of(bytes, arena);
	out->media_type = oci_document_read(&document, bytes, arena, NULL) == 0
				  ? document.media_type
				  : STRATA_STR("");
}

/* By digest, for whoever asks by it next. */
static struct strata_str name_by_digest(struct oci *oci, const struct image_reference *repository,
					struct strata_str digest)
{
	return STRATA_CONCAT(&oci->arena, repository->name, STRATA_STR("@"), digest);
}

static int take_manifest(struct oci_manifest *out, struct oci *oci,
			 const struct image_reference *repository, const struct net_reply *reply,
			 struct strata_error *err)
{
	struct strata_str said = net_header(strata_buf_str(&reply->head), "docker-content-digest", 0);

	describe(out, strata_arena_dup(&oci->arena, strata_buf_str(&reply->body)), &oci->arena);
	if (oci_is_digest(said) && !strata_str_eq(said, out->digest))
		return strata_fail(err, STRATA_ESYNTAX, 0,
				   "the registry says that it sends '%.*s', and sends '%.*s'",
				   STRATA_ARG(said), STRATA_ARG(out->digest));
	oci_remember(oci, STRATA_STR("manifest"), name_by_digest(oci, repository, out->digest),
		     out->bytes);
	return 0;
}

static int by_digest(struct oci_manifest *out, struct oci *oci,
		     const struct image_reference *repository, struct oci_question *q,
		     struct strata_str digest, struct strata_error *err)
{
	struct strata_str key = name_by_digest(oci, repository, digest), bytes;
	struct net_reply *reply;
	unsigned ticket;
	int rc = check_wanted(digest, err);

	if (rc < 0)
		return rc;
	if (oci_recall(&bytes, oci, STRATA_STR("manifest"), key, &oci->arena) &&
	    check_digest(bytes, digest, NULL) == 0) {
		describe(out, bytes, &oci->arena);
		return 0;
	}
	if ((rc = oci_ask(&reply, &ticket, oci, q, err)) == 0 &&
	    (rc = check_digest(strata_buf_str(&reply->body), digest, err)) == 0)
		rc = take_manifest(out, oci, repository, reply, err);
	oci_drop(oci, reply, ticket);
	return rc;
}

/* What a tag meant, with the validator of that answer. */
static void keep_tag(struct oci *oci, const struct net_cache_key *key, const struct net_reply *reply,
		     struct strata_str bytes)
{
	time_t now = time(NULL);
	struct net_cached entry = {
		.validator = strata_arena_dup(&oci->arena, reply->validator),
		.fetched = now,
		.fresh_until = reply->fresh_until,
	};

	if (oci->cache && !reply->unkept)
		net_cache_put(oci->cache, key, &entry, bytes);
}

static int by_tag(struct oci_manifest *out, struct oci *oci, const struct image_reference *repository,
		  struct oci_question *q, struct strata_error *err)
{
	const struct net_credential *user =
		net_credential_of(&oci->options.settings->credentials, q->url);
	struct net_cache_key key = key_of(oci, STRATA_STR("tag"), q->url);
	struct strata_buf kept = STRATA_BUF_INIT;
	struct strata_error own = STRATA_ERROR_INIT;
	struct net_cached entry;
	struct net_reply *reply;
	unsigned ticket;
	bool have, passing;
	int rc;

	if (user)
		key.whose = net_whose(&oci->arena, user->authorization);
	key.name = net_cache_name(&key, &oci->arena);
	have = oci->cache && net_cache_get(&entry, &kept, oci->cache, &key, &oci->arena);
	if (have)
		q->validator = entry.validator;
	rc = oci_ask(&reply, &ticket, oci, q, &own);
	passing = rc < 0 && oci->passing;
	if (rc == 0 && !reply->unchanged) {
		rc = take_manifest(out, oci, repository, reply, &own);
		if (rc == 0)
			keep_tag(oci, &key, reply, out->bytes);
	} else if (have && (rc == 0 || passing)) {
		describe(out, strata_arena_dup(&oci->arena, entry.body), &oci->arena);
		out->stale = rc < 0;
		rc = 0;
	} else if (rc == 0) {
		rc = strata_fail(&own, STRATA_EIO, 0,
				 "the server says that nothing changed, of what nobody has");
	}
	if (rc < 0 && err && err->code == STRATA_OK)
		*err = own;
	oci_drop(oci, reply, ticket);
	strata_buf_release(&kept);
	return rc;
}

static int answer(struct oci_manifest *out, struct strata_arena *arena,
		  const struct oci_settled *settled, struct strata_error *err)
{
	if (settled->rc < 0 && err && err->code == STRATA_OK)
		*err = settled->err;
	if (settled->rc < 0)
		return settled->rc;
	*out = (struct oci_manifest){
		.bytes = strata_arena_dup(arena, settled->manifest.bytes),
		.digest = strata_arena_dup(arena, settled->manifest.digest),
		.media_type = strata_arena_dup(arena, settled->manifest.media_type),
		.stale = settled->manifest.stale,
	};
	return 0;
}

int oci_get_manifest(struct oci_manifest *out, struct oci *oci,
		     const struct image_reference *repository, struct strata_str which,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct oci_question q;
	struct oci_settled *settled;
	bool added;
	size_t *index;
	int rc;

	if (!which.ptr)
		which = repository->digest.ptr ? repository->digest
			: repository->tag.ptr  ? repository->tag
					       : STRATA_STR("latest");
	if ((rc = question_of(&q, oci, repository, "/manifests/", which, err)) < 0)
		return rc;
	index = strata_map_at(&oci->by_url, q.url, &added);
	if (!added)
		return answer(out, arena, &oci->settled.items[*index], err);
	*index = oci->settled.count;
	settled = strata_vec_push(&oci->arena, &oci->settled);
	q.accept = manifests;
	q.most = STRATA_LIMIT_MANIFEST_BYTES;
	settled->rc = strata_str_chr(which, ':') != STRATA_NPOS
			      ? by_digest(&settled->manifest, oci, repository, &q, which, &settled->err)
			      : by_tag(&settled->manifest, oci, repository, &q, &settled->err);
	if (settled->rc < 0)
		strata_error_at(&settled->err, q.url);
	return answer(out, arena, settled, err);
}

/* --- blobs ---------------------------------------------------------------------------------------- */

static int question_of_blob(struct oci_question *q, struct oci *oci, const struct image_reference *repository,
			    struct strata_str digest, struct strata_error *err)
{
	int rc = check_wanted(digest, err);

	return rc < 0 ? rc : question_of(q, oci, repository, "/blobs/", digest, err);
}

int oci_get_blob(struct strata_str *out, struct oci *oci, const struct image_reference *repository,
		 struct strata_str digest, uint64_t most, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct oci_question q;
	struct net_reply *reply;
	unsigned ticket;
	int rc;

	if ((rc = question_of_blob(&q, oci, repository, digest, err)) < 0)
		return rc;
	if (recall_digest(out, oci, STRATA_STR("blob"), digest, arena))
		return out->len <= most ? 0
					: strata_fail(err, STRATA_ELIMIT, 0,
						      "the blob has more bytes than are allowed");
	q.most = most;
	if ((rc = oci_ask(&reply, &ticket, oci, &q, err)) == 0 &&
	    (rc = check_digest(strata_buf_str(&reply->body), digest, err)) == 0) {
		*out = strata_arena_dup(arena, strata_buf_str(&reply->body));
		oci_remember(oci, STRATA_STR("blob"), digest, *out);
	}
	if (rc < 0)
		strata_error_at(err, q.url);
	oci_drop(oci, reply, ticket);
	return rc;
}

static int check_file(int file, struct strata_str digest, uint64_t size, struct strata_error *err)
{
	enum { CHUNK = 256 << 10 };
	char *chunk = strata_malloc(CHUNK);
	struct strata_digest h;
	uint64_t have = 0;
	ssize_t n;

	strata_digest_init(&h, STRATA_SHA256);
	for (; (n = pread(file, chunk, CHUNK, (off_t)have)) > 0; have += (uint64_t)n)
		strata_digest_add(&h, (struct strata_str){ chunk, (size_t)n });
	free(chunk);
	if (n < 0)
		return strata_fail(err, STRATA_EIO, 0, "cannot read what was fetched: %s",
				   strerror(errno));
	if (have != size)
		return strata_fail(err, STRATA_ESYNTAX, 0,
				   "the registry sends %llu bytes where the manifest tells of %llu",
				   (unsigned long long)have, (unsigned long long)size);
	return strata_digest_ends(&h, strata_str_skip(digest, 7)) ? 0 : fail_digest(err);
}

int oci_get_blob_file(int file, struct oci *oci, const struct image_reference *repository,
		      struct strata_str digest, uint64_t size, struct strata_error *err)
{
	struct oci_question q;
	struct net_reply *reply;
	unsigned ticket;
	int rc;

	if ((rc = question_of_blob(&q, oci, repository, digest, err)) < 0)
		return rc;
	if (size > STRATA_LIMIT_LAYER_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "a layer of more than %llu bytes",
				   STRATA_LIMIT_LAYER_BYTES);
	q.most = size;
	q.file = file;
	q.seconds = STRATA_LIMIT_LAYER_SECONDS;
	if ((rc = oci_ask(&reply, &ticket, oci, &q, err)) == 0)
		rc = check_file(file, digest, size, err);
	if (rc < 0)
		strata_error_at(err, q.url);
	oci_drop(oci, reply, ticket);
	return rc;
}

/* --- referrers -------------------------------------------------------------------------------------- */

static void add_referrers(struct oci_descriptors *out, const struct oci_descriptors *all,
			  struct strata_str artifact_type, struct strata_arena *arena)
{
	for (size_t i = 0; i < all->count; i++)
		if (!artifact_type.len ||
		    strata_str_eq(all->items[i].artifact_type, artifact_type))
			*strata_vec_push(arena, out) = all->items[i];
}

/* '</v2/x/referrers/sha256:..?n=2>; rel="next"': at the same server, else not at all. */
static struct strata_str next_page(struct strata_str head, const struct oci_question *q,
				   struct strata_arena *arena)
{
	struct strata_str link = net_header(head, "link", 0), url, rest;
	size_t root = strata_str_find(q->scope, STRATA_STR("://"));

	if (!strata_str_starts(link, STRATA_STR("<")) ||
	    strata_str_find(link, STRATA_STR("rel=\"next\"")) == STRATA_NPOS)
		return STRATA_NONE;
	strata_str_cut(&url, &rest, strata_str_skip(link, 1), '>');
	if (strata_str_starts(url, STRATA_STR("/"))) {
		size_t end = strata_str_chr(strata_str_skip(q->scope, root + 3), '/');

		url = strata_arena_join(arena, strata_str_take(q->scope, root + 3 + end), url,
					STRATA_NONE);
	}
	return net_within(url, q->scope) ? strata_arena_dup(arena, url) : STRATA_NONE;
}

static int read_page(struct oci_descriptors *out, struct strata_str bytes,
		     struct strata_str artifact_type, struct strata_arena *arena,
		     struct strata_error *err)
{
	struct oci_document document;
	int rc = oci_document_read(&document, strata_arena_dup(arena, bytes), arena, err);

	if (rc == 0 && document.kind != OCI_INDEX)
		rc = strata_fail(err, STRATA_ESYNTAX, 0, "what should list referrers is no index");
	if (rc == 0)
		add_referrers(out, &document.entries, artifact_type, arena);
	return rc;
}

/* ENOTFOUND where the registry has no such API: older ones answer pages for people. */
static int by_api(struct oci_descriptors *out, struct oci *oci, struct oci_question *q,
		  struct strata_str artifact_type, struct strata_arena *arena,
		  struct strata_error *err)
{
	int rc = 0;

	q->accept = "application/vnd.oci.image.index.v1+json";
	q->most = STRATA_LIMIT_MANIFEST_BYTES;
	for (int page = 0; rc == 0 && q->url.ptr; page++) {
		struct net_reply *reply;
		unsigned ticket;

		if (page == STRATA_LIMIT_REFERRER_PAGES)
			return strata_fail(err, STRATA_ELIMIT, 0, "more than %d pages of referrers",
					   STRATA_LIMIT_REFERRER_PAGES);
		rc = oci_ask(&reply, &ticket, oci, q, err);
		if (rc == 0)
			rc = read_page(out, strata_buf_str(&reply->body), artifact_type, arena, err);
		if (rc == 0)
			q->url = next_page(strata_buf_str(&reply->head), q, &oci->arena);
		/* What knows no such path need not say 404. */
		if (rc < 0 && page == 0 && reply && (reply->status == 400 || reply->status == 405 ||
						     reply->status == 406))
			rc = STRATA_ENOTFOUND;
		oci_drop(oci, reply, ticket);
	}
	return rc;
}

static int by_fallback(struct oci_descriptors *out, struct oci *oci,
		       const struct image_reference *repository, struct strata_str digest,
		       struct strata_str artifact_type, struct strata_arena *arena,
		       struct strata_error *err)
{
	struct strata_error none = STRATA_ERROR_INIT;
	struct strata_str tag = strata_arena_join(arena, STRATA_STR("sha256-"),
						  strata_str_skip(digest, 7), STRATA_NONE);
	struct oci_manifest manifest;
	int rc = oci_get_manifest(&manifest, oci, repository, tag, arena, &none);

	if (rc == STRATA_ENOTFOUND)
		return 0;
	if (rc < 0) {
		if (err && err->code == STRATA_OK)
			*err = none;
		return rc;
	}
	return read_page(out, manifest.bytes, artifact_type, arena, err);
}

int oci_get_referrers(struct oci_descriptors *out, struct oci *oci,
		      const struct image_reference *repository, struct strata_str digest,
		      struct strata_str artifact_type, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct oci_question q;
	int rc;

	*out = (struct oci_descriptors){ 0 };
	if ((rc = check_wanted(digest, err)) < 0 ||
	    (rc = question_of(&q, oci, repository, "/referrers/", digest, err)) < 0)
		return rc;
	rc = by_api(out, oci, &q, artifact_type, arena, &own);
	if (rc == STRATA_ENOTFOUND)
		return by_fallback(out, oci, repository, digest, artifact_type, arena, err);
	if (rc < 0 && err && err->code == STRATA_OK)
		*err = own;
	return rc;
}

/* --- any document ------------------------------------------------------------------------------------- */

int oci_get_document(struct strata_str *out, struct oci *oci, struct strata_str url, uint64_t most,
		     struct strata_arena *arena, struct strata_error *err)
{
	size_t root = strata_str_find(url, STRATA_STR("://"));
	struct oci_question q = { .url = url, .repository = STRATA_STR(""), .most = most, .file = -1 };
	struct net_reply *reply;
	unsigned ticket;
	int rc;

	if (root == STRATA_NPOS || !net_same_host(url, url))
		return strata_fail(err, STRATA_EUSAGE, 0, "'%.*s' is no http(s) address",
				   STRATA_ARG(net_shown(arena, url)));
	q.scope = strata_str_take(strata_str_skip(url, root + 3),
				  strata_str_chr(strata_str_skip(url, root + 3), '/'));
	q.scope.ptr = url.ptr;
	q.scope.len += root + 3;
	if ((rc = oci_ask(&reply, &ticket, oci, &q, err)) == 0)
		*out = strata_arena_dup(arena, strata_buf_str(&reply->body));
	oci_drop(oci, reply, ticket);
	return rc;
}
