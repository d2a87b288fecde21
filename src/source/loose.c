/*
 * loose.c - loose objects as a part of libgit2's database; see loose.h.
 *
 * A file holds, compressed by zlib, a kind, a length, a NUL and the object; git's
 * Documentation on gitrepository-layout and hash-object. Folders that are not there are
 * known from the start: a repository that is packed pays nothing.
 */
#include "source/loose.h"

#include <dirent.h>
#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "source/disk.h"
#include "strata/limits.h"

enum { HEAD_MOST = 64, BEFORE_ALL = 100, SHARDS = 256 };

struct folder {
	const char *path;
	bool has[SHARDS]; /* its folder of two digits is there */
};

STRATA_VEC(folders, struct folder);

struct loose {
	git_odb_backend backend; /* first: libgit2 knows no more of it */
	struct folders folders;
	struct strata_arena arena, bytes;
};

/* An object on its way out of its file. */
struct object {
	z_stream stream;
	char head[HEAD_MOST];
	size_t head_len, at; /* inflated so far; where the content begins in it */
	git_object_t type;
	size_t len;
};

static int fail(const char *reason)
{
	git_error_set_str(GIT_ERROR_ODB, reason);
	return GIT_ERROR;
}

/* The bytes of the file; GIT_ENOTFOUND: there is none. */
static int find_file(struct strata_str *out, struct loose *l, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	strata_arena_reset(&l->bytes);
	for (size_t i = 0; i < l->folders.count; i++) {
		const struct folder *folder = &l->folders.items[i];
		const char *path;

		if (!folder->has[id->id[0]])
			continue;
		path = strata_arena_printf(&l->bytes, "%s/%.2s/%s", folder->path, hex, hex + 2).ptr;
		if (disk_read(out, path, STRATA_LIMIT_LOOSE_BYTES, &l->bytes, NULL) == 0)
			return 0;
	}
	return GIT_ENOTFOUND;
}

/* "blob 12" and a NUL. */
static bool read_head(struct object *o)
{
	struct strata_str kind, length, head = { o->head, o->head_len };
	size_t end = strata_str_chr(head, '\0');
	uint64_t len;

	if (end == STRATA_NPOS || !strata_str_cut(&kind, &length, strata_str_take(head, end), ' ') ||
	    !strata_str_u64(&len, length) || len > SIZE_MAX / 2)
		return false;
	o->type = strata_str_eq(kind, STRATA_STR("blob"))     ? GIT_OBJECT_BLOB
		  : strata_str_eq(kind, STRATA_STR("tree"))   ? GIT_OBJECT_TREE
		  : strata_str_eq(kind, STRATA_STR("commit")) ? GIT_OBJECT_COMMIT
		  : strata_str_eq(kind, STRATA_STR("tag"))    ? GIT_OBJECT_TAG
							      : GIT_OBJECT_INVALID;
	o->len = (size_t)len;
	o->at = end + 1;
	return o->type != GIT_OBJECT_INVALID;
}

/* Inflates the head; inflateEnd is due when 0 is answered. */
static int begin(struct object *o, struct strata_str file)
{
	*o = (struct object){ 0 };
	if (inflateInit(&o->stream) != Z_OK)
		return fail("zlib cannot be started");
	o->stream.next_in = (unsigned char *)(uintptr_t)file.ptr;
	o->stream.avail_in = (unsigned)file.len;
	o->stream.next_out = (unsigned char *)o->head;
	o->stream.avail_out = HEAD_MOST;
	inflate(&o->stream, Z_NO_FLUSH);
	o->head_len = HEAD_MOST - o->stream.avail_out;
	if (read_head(o))
		return 0;
	inflateEnd(&o->stream);
	return fail("the file of the object does not begin as one, or ends too early");
}

/* All of the content, of which some came with the head. */
static bool inflate_content(char *to, struct object *o)
{
	size_t have = o->head_len - o->at;
	int rc = Z_OK;

	if (have > o->len)
		return false;
	memcpy(to, o->head + o->at, have);
	/* No object has more than the limit of its file allows: what zlib counts in is enough. */
	o->stream.next_out = (unsigned char *)to + have;
	o->stream.avail_out = (unsigned)(o->len - have) + 1; /* for the sum at its end */
	while (rc == Z_OK)
		rc = inflate(&o->stream, Z_FINISH);
	return rc == Z_STREAM_END && o->stream.avail_out == 1 && o->stream.avail_in == 0;
}

static int read_object(void **out, size_t *len, git_object_t *type, git_odb_backend *backend,
		       const git_oid *id)
{
	struct loose *l = (struct loose *)backend;
	struct strata_str file;
	struct object o;
	int rc = find_file(&file, l, id);

	if (rc < 0 || (rc = begin(&o, file)) < 0)
		return rc;
	*out = NULL;
	if (o.len >= UINT32_MAX || !(*out = git_odb_backend_data_alloc(backend, o.len + 1)) ||
	    !inflate_content(*out, &o)) {
		git_odb_backend_data_free(backend, *out);
		*out = NULL;
		rc = fail("the file of the object is cut off or damaged");
	} else {
		((char *)*out)[o.len] = '\0';
		*len = o.len;
		*type = o.type;
	}
	inflateEnd(&o.stream);
	return rc;
}

static int read_header(size_t *len, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct strata_str file;
	struct object o;
	int rc = find_file(&file, (struct loose *)backend, id);

	if (rc < 0 || (rc = begin(&o, file)) < 0)
		return rc;
	*len = o.len;
	*type = o.type;
	inflateEnd(&o.stream);
	return 0;
}

static void release(git_odb_backend *backend)
{
	struct loose *l = (struct loose *)backend;

	strata_arena_release(&l->bytes);
	strata_arena_release(&l->arena);
	free(l);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_folder(struct loose *l, struct strata_str path)
{
	struct folder *folder = strata_vec_push(&l->arena, &l->folders);
	struct dirent *entry;
	DIR *dir;

	folder->path = strata_arena_cstr(&l->arena, path);
	dir = opendir(folder->path);
	while (dir && (entry = readdir(dir))) {
		int high = hex_digit(entry->d_name[0]), low = high < 0 ? -1 : hex_digit(entry->d_name[1]);

		if (low >= 0 && !entry->d_name[2])
			folder->has[high * 16 + low] = true;
	}
	if (dir)
		closedir(dir);
}

int loose_add(git_odb *odb, const struct strata_strs *folders)
{
	struct loose *l = strata_malloc(sizeof(*l));
	int rc;

	*l = (struct loose){ 0 };
	git_odb_init_backend(&l->backend, GIT_ODB_BACKEND_VERSION);
	l->backend.read = read_object;
	l->backend.read_header = read_header;
	l->backend.free = release;
	for (size_t i = 0; i < folders->count; i++)
		add_folder(l, folders->items[i]);
	if ((rc = git_odb_add_backend(odb, &l->backend, BEFORE_ALL)) < 0)
		release(&l->backend);
	return rc;
}
