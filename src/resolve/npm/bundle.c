/*
 * bundle.c - what a package brings in its own archive; see build.h.
 *
 * npm unpacks it and takes what lies in its node_modules as it is. Here the manifests are
 * read out of the stream, and nothing is unpacked. The archive must be the one that the
 * registry's own checksum names. What was read is kept beside it, under the same checksum: to
 * unpack a stream of many megabytes for the sake of a few manifests takes most of a second run.
 */
#include "memo/pack.h"
#include "resolve/npm/build.h"
#include "strata/digest.h"
#include "strata/limits.h"
#include "text/archive.h"

struct found {
	struct strata_str folder; /* "node_modules/a/node_modules/b" */
	struct strata_str text;   /* of its manifest */
	const struct npm_manifest *manifest;
};

STRATA_VEC(found_list, struct found);

/* What an archive has, read once; it lives as long as the fetcher. */
struct content {
	struct found_list all;
	bool whole; /* all of it could be read */
};

static bool has_bundle(const struct npm_node *node)
{
	return node->manifest->bundled.count && !node->target && !node->bundled;
}

/* What was read of an archive: it is asked of the cache alone, no server has it. */
static struct registry_ask ask_kept(struct npm_build *b, const struct registry_ask *archive)
{
	struct registry_ask ask = *archive;

	ask.url = strata_arena_join(b->arena, archive->url, STRATA_STR("/@strata/manifests"),
				    STRATA_NONE);
	ask.kept = ask.immutable = true;
	return ask;
}

void npm_bundle_want(struct npm_build *b, const struct npm_node *node)
{
	struct registry_ask ask, kept;

	if (!has_bundle(node) || !registry_is_online(b->in->registry) ||
	    npm_fetch_archive(&ask, b->fetcher, node->manifest, NULL) < 0)
		return;
	kept = ask_kept(b, &ask);
	if (!registry_has(b->in->registry, &kept))
		registry_want(b->in->registry, &ask);
}

static int check_sum(const struct npm_manifest *m, struct strata_str bytes, struct strata_error *err)
{
	return strata_digest_is(STRATA_SHA1, bytes, m->shasum)
		       ? 0
		       : strata_fail(err, STRATA_EIO, 0,
				     "the archive is not the one that the registry's checksum names");
}

/* "package/node_modules/@s/a/package.json": the folder behind the first one; absent else. */
static struct strata_str folder_of(struct strata_str path)
{
	struct strata_str folder = strata_path_dir(path), part, rest;

	if (!strata_str_eq(strata_path_base(path), STRATA_STR("package.json")))
		return STRATA_NONE;
	folder = rest = strata_str_skip(folder, strata_str_chr(folder, '/') + 1);
	while (rest.len) {
		strata_str_cut(&part, &rest, rest, '/');
		if (!strata_str_eq(part, STRATA_STR("node_modules")) || !rest.len)
			return STRATA_NONE;
		strata_str_cut(&part, &rest, rest, '/');
		if (part.len && part.ptr[0] == '@')
			strata_str_cut(&part, &rest, rest, '/');
		if (!part.len)
			return STRATA_NONE;
	}
	return folder.len ? folder : STRATA_NONE;
}

static void lack(struct npm_build *b, const struct npm_node *node, struct strata_str folder,
		 const struct strata_error *err)
{
	solver_lacks(b->in,
		     strata_arena_printf(b->arena, "what '%.*s' brings in its archive%s%.*s",
					 STRATA_ARG(node->manifest->name), folder.len ? " in " : "",
					 STRATA_ARG(folder)),
		     err);
}

/* False: what stands there is no manifest. */
static bool add_found(struct content *out, struct strata_arena *arena, struct strata_str folder,
		      struct strata_str text, struct strata_error *err)
{
	struct npm_manifest *m = strata_arena_alloc(arena, sizeof(*m));

	text = strata_arena_dup(arena, text);
	if (npm_manifest_read(m, text, arena, err) < 0)
		return false;
	*strata_vec_push(arena, &out->all) = (struct found){ folder, text, m };
	return true;
}

static int read_manifests(struct content *out, struct npm_build *b, const struct npm_node *node,
			  struct archive_stream *stream, struct strata_error *err)
{
	struct strata_arena *arena = b->fetcher->arena;
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct strata_str path, folder;
	int rc;

	out->whole = true;
	while ((rc = archive_next(&path, stream, err)) > 0) {
		struct strata_error own = STRATA_ERROR_INIT;

		folder = folder_of(path);
		if (!folder.ptr)
			continue;
		folder = strata_arena_dup(arena, folder);
		if ((rc = archive_bytes(&bytes, stream, STRATA_LIMIT_CONFIG_BYTES, err)) < 0)
			break;
		if (!add_found(out, arena, folder, strata_buf_str(&bytes), &own)) {
			out->whole = false;
			lack(b, node, folder, &own);
		}
		if (out->all.count > STRATA_LIMIT_SOLVED_PACKAGES) {
			rc = strata_fail(err, STRATA_ELIMIT, 0, "its archive has more than %d packages",
					 STRATA_LIMIT_SOLVED_PACKAGES);
			break;
		}
	}
	strata_buf_release(&bytes);
	return rc;
}

/* Of two the one that holds the other has the shorter path. */
static int compare_found(const void *a, const void *b)
{
	struct strata_str x = ((const struct found *)a)->folder, y = ((const struct found *)b)->folder;

	return x.len != y.len ? (x.len < y.len ? -1 : 1) : strata_str_cmp(x, y);
}

/* Cuts the last "node_modules/<name>" off. */
static struct strata_str cut_name(struct strata_str *name, struct strata_str folder)
{
	static const struct strata_str modules = { "node_modules/", 13 };
	size_t at = folder.len;

	while (!strata_str_starts(strata_str_skip(folder, at), modules) && at)
		at--;
	*name = strata_str_skip(folder, at + modules.len);
	return strata_str_take(folder, at ? at - 1 : 0);
}

static struct npm_node *below(struct npm_build *b, struct npm_node *node, struct strata_str folder)
{
	struct strata_str name, above;

	if (!folder.len)
		return node;
	above = cut_name(&name, folder);
	node = below(b, node, above);
	return node ? npm_node_child(node, npm_name_id(&b->tree, name)) : NULL;
}

static void put(struct npm_build *b, struct npm_node *node, const struct found *found)
{
	struct strata_str name, above = cut_name(&name, found->folder);
	struct npm_node *parent = below(b, node, above), *child;
	struct strata_error err = STRATA_ERROR_INIT;

	if (!parent) {
		strata_fail(&err, STRATA_EUNSUPPORTED, 0, "it lies in no package");
		lack(b, node, found->folder, &err);
		return;
	}
	if (npm_node_child(parent, npm_name_id(&b->tree, name)))
		return;
	child = npm_node_new(&b->tree, name, found->manifest, NULL, false);
	child->bundled = child->opened = child->seen = true;
	npm_node_place(&b->tree, child, parent);
	b->placed++;
}

static bool read_packed(struct content *out, struct npm_build *b, const struct npm_manifest *m,
			struct strata_str bytes)
{
	struct strata_arena *arena = b->fetcher->arena;
	struct pack_reader r = { .rest = bytes };

	if (!strata_str_eq(pack_text(&r), m->shasum))
		return false;
	for (size_t n = pack_count(&r); n && !r.bad; n--) {
		struct strata_str folder = pack_text(&r), text = pack_text(&r);

		if (!folder.len || !add_found(out, arena, strata_arena_dup(arena, folder), text, NULL))
			return false;
	}
	return !r.bad && !r.rest.len;
}

static bool read_kept(struct content *out, struct npm_build *b, const struct npm_manifest *m,
		      const struct registry_ask *ask)
{
	struct registry_answer answer;

	if (registry_get(&answer, b->in->registry, ask, NULL) < 0)
		return false;
	out->whole = read_packed(out, b, m, answer.body);
	if (!out->whole) {
		out->all.count = 0;
		registry_refuse(b->in->registry, &answer);
		return false;
	}
	registry_release(b->in->registry, &answer);
	return true;
}

static void keep(struct npm_build *b, const struct registry_ask *ask, const struct content *content,
		 const struct npm_manifest *m)
{
	struct strata_buf bytes = STRATA_BUF_INIT;

	pack_put_text(&bytes, m->shasum);
	pack_put_number(&bytes, content->all.count);
	for (size_t i = 0; i < content->all.count; i++) {
		pack_put_text(&bytes, content->all.items[i].folder);
		pack_put_text(&bytes, content->all.items[i].text);
	}
	registry_keep(b->in->registry, ask, strata_buf_str(&bytes));
	strata_buf_release(&bytes);
}

static int open_archive(struct content *out, struct npm_build *b, const struct npm_node *node,
			struct strata_error *err)
{
	const struct npm_manifest *m = node->manifest;
	struct archive_stream *stream = NULL;
	struct registry_answer answer;
	struct registry_ask ask, kept;
	int rc;

	if ((rc = npm_fetch_archive(&ask, b->fetcher, m, err)) < 0)
		return rc;
	kept = ask_kept(b, &ask);
	if (read_kept(out, b, m, &kept))
		return 0;
	if ((rc = registry_get(&answer, b->in->registry, &ask, err)) < 0)
		return rc;
	if ((rc = check_sum(m, answer.body, err)) == 0 &&
	    (rc = archive_open_bytes(&stream, answer.body, m->archive, err)) == 0)
		rc = read_manifests(out, b, node, stream, err);
	archive_close(stream);
	if (rc >= 0 && out->whole)
		keep(b, &kept, out, m);
	if (rc < 0)
		registry_refuse(b->in->registry, &answer);
	else
		registry_release(b->in->registry, &answer);
	return rc;
}

/* Whether it could be read; what it lacks is said each time. */
static bool content_of(const struct content **out, struct npm_build *b, const struct npm_node *node)
{
	struct strata_arena *arena = b->fetcher->arena;
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str key = STRATA_CONCAT(arena, node->manifest->name, STRATA_STR("@"),
					      node->manifest->version);
	size_t *known = strata_map_at(&b->fetcher->archives, key, NULL);
	struct content *content = (struct content *)(uintptr_t)*known;

	*out = content;
	if (content && content->whole)
		return true;
	*out = content = strata_arena_alloc(arena, sizeof(*content));
	if (open_archive(content, b, node, &err) < 0) {
		lack(b, node, STRATA_STR(""), &err);
		return false;
	}
	strata_vec_sort(&content->all, compare_found);
	*known = (uintptr_t)content;
	return true;
}

void npm_bundle_open(struct npm_build *b, struct npm_node *node)
{
	const struct content *content;

	if (!has_bundle(node) || node->opened || !content_of(&content, b, node))
		return;
	node->opened = true;
	for (size_t i = 0; i < content->all.count; i++)
		put(b, node, &content->all.items[i]);
}
