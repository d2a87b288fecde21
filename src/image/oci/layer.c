/* layer.c - layers of images, read for the files that tell of packages; see layer.h. */
#include "image/oci/layer.h"

#include "strata/limits.h"
#include "text/archive.h"

#define STATUS_FOLDER "var/lib/dpkg/status.d"

/* What is kept; of the folder each file. */
static const char *const kept[] = {
	"etc/os-release",
	"lib/apk/db/installed",
	"usr/lib/apk/db/installed",
	"usr/lib/os-release",
	"usr/lib/sysimage/rpm/Packages",
	"usr/lib/sysimage/rpm/Packages.db",
	"usr/lib/sysimage/rpm/rpmdb.sqlite",
	"usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
	"var/lib/dpkg/status",
	STATUS_FOLDER,
	"var/lib/rpm/Packages",
	"var/lib/rpm/Packages.db",
	"var/lib/rpm/rpmdb.sqlite",
	"var/lib/rpm/rpmdb.sqlite-wal",
};

enum { KEPT = sizeof(kept) / sizeof(*kept) };

enum record {
	FILE_IS = 'f',  /* its bytes follow */
	UNREAD = 'u',   /* a file of interest that is a link, or no file */
	WHITEOUT = 'w', /* of the layers below: the path and all below it */
	OPAQUE = 'o',   /* of the layers below: what is in that folder */
	COVER = 'c',    /* of this layer as well: the path and all below it */
};

/* Whether `path` is `above` or lies below it; "" is above all. */
static bool is_at_or_below(struct strata_str path, struct strata_str above)
{
	return !above.len || (strata_str_starts(path, above) &&
			      (path.len == above.len || path.ptr[above.len] == '/'));
}

static bool is_status(struct strata_str path)
{
	return strata_str_eq(strata_path_dir(path), STRATA_STR(STATUS_FOLDER)) &&
	       !strata_str_ends(path, STRATA_STR(".md5sums"));
}

bool oci_is_of_interest(struct strata_str path)
{
	for (size_t i = 0; i < KEPT; i++)
		if (strata_str_eq(path, strata_str_of(kept[i])))
			return !strata_str_eq(path, STRATA_STR(STATUS_FOLDER));
	return is_status(path);
}

/* Whether something of interest may lie at the path or below it. */
static bool concerns(struct strata_str path)
{
	for (size_t i = 0; i < KEPT; i++)
		if (is_at_or_below(strata_str_of(kept[i]), path))
			return true;
	return is_at_or_below(path, STRATA_STR(STATUS_FOLDER));
}

/* Of "./a//b/" "a/b"; false for what leads elsewhere, which no engine unpacks either. */
static bool normalise(struct strata_buf *out, struct strata_str name)
{
	struct strata_str part;

	strata_buf_reset(out);
	if (name.len > STRATA_LIMIT_PATH_BYTES)
		return false;
	while (name.ptr) {
		strata_str_cut(&part, &name, name, '/');
		if (!part.len || strata_str_eq(part, STRATA_STR(".")))
			continue;
		if (strata_str_eq(part, STRATA_STR("..")))
			return false;
		if (out->len)
			strata_buf_addc(out, '/');
		strata_buf_add(out, part);
	}
	return true;
}

/* --- writing ------------------------------------------------------------------------------ */

static void put_number(struct strata_buf *out, size_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		strata_buf_addc(out, (char)(number >> shift & 0xff));
}

struct layer {
	struct archive_stream *stream;
	struct strata_buf *out;
	size_t changes;
	struct strata_buf path, bytes;
	struct strata_error *err;
};

static int put(struct layer *l, enum record kind, struct strata_str path, struct strata_str bytes)
{
	if (++l->changes > STRATA_LIMIT_LAYER_CHANGES ||
	    l->out->len + bytes.len > STRATA_LIMIT_LAYER_FACTS_BYTES)
		return strata_fail(l->err, STRATA_ELIMIT, 0,
				   "the lists of packages in a layer are more than %u, or have more "
				   "than %u bytes", STRATA_LIMIT_LAYER_CHANGES,
				   STRATA_LIMIT_LAYER_FACTS_BYTES);
	strata_buf_addc(l->out, (char)kind);
	put_number(l->out, path.len);
	put_number(l->out, bytes.len);
	strata_buf_add(l->out, path);
	strata_buf_add(l->out, bytes);
	return 0;
}

/* "dir/.wh.name" and "dir/.wh..wh..opq"; other ".wh..wh." names are the engine's own. */
static int whiteout(struct layer *l, struct strata_str path, struct strata_str base)
{
	struct strata_str folder = strata_path_dir(path), what = strata_str_skip(base, 4);
	struct strata_buf b = STRATA_BUF_INIT;
	int rc = 0;

	if (strata_str_eq(what, STRATA_STR(".wh..opq")))
		return concerns(folder) ? put(l, OPAQUE, folder, STRATA_STR("")) : 0;
	if (strata_str_starts(what, STRATA_STR(".wh.")) || !what.len)
		return 0;
	strata_buf_add(&b, folder);
	if (folder.len)
		strata_buf_addc(&b, '/');
	strata_buf_add(&b, what);
	if (concerns(strata_buf_str(&b)))
		rc = put(l, WHITEOUT, strata_buf_str(&b), STRATA_STR(""));
	strata_buf_release(&b);
	return rc;
}

static int file(struct layer *l, struct strata_str path, const struct archive_item *item)
{
	int rc;

	if (!oci_is_of_interest(path))
		return put(l, COVER, path, STRATA_STR(""));
	if (item->kind != ARCHIVE_FILE)
		return put(l, UNREAD, path, STRATA_STR(""));
	rc = archive_bytes(&l->bytes, l->stream, STRATA_LIMIT_LAYER_FILE_BYTES, l->err);
	return rc < 0 ? rc : put(l, FILE_IS, path, strata_buf_str(&l->bytes));
}

static int entry(struct layer *l, const struct archive_item *item)
{
	struct strata_str path, base;

	if (!normalise(&l->path, item->name) || !l->path.len)
		return 0;
	path = strata_buf_str(&l->path);
	base = strata_path_base(path);
	if (strata_str_starts(base, STRATA_STR(".wh.")))
		return whiteout(l, path, base);
	return item->kind != ARCHIVE_FOLDER && concerns(path) ? file(l, path, item) : 0;
}

int oci_layer_read(struct strata_buf *out, int descriptor, struct strata_str name,
		   struct strata_error *err)
{
	struct layer l = { .out = out, .err = err };
	struct archive_item item;
	int rc;

	if ((rc = archive_open_tar(&l.stream, descriptor, STRATA_LIMIT_LAYER_UNPACKED, name, err)) < 0)
		return rc;
	while ((rc = archive_step(&item, l.stream, err)) > 0)
		if (item.name.ptr && (rc = entry(&l, &item)) < 0)
			break;
	archive_close(l.stream);
	strata_buf_release(&l.path);
	strata_buf_release(&l.bytes);
	return rc < 0 ? rc : 0;
}

/* --- reading -------------------------------------------------------------------------------- */

struct change {
	char kind;
	struct strata_str path, bytes;
};

static size_t number_at(struct strata_str s, size_t at)
{
	size_t number = 0;

	for (size_t i = 0; i < 4; i++)
		number = number << 8 | (unsigned char)s.ptr[at + i];
	return number;
}

/* False at the end, and for what is cut off: then rest is not empty. */
static bool take(struct change *out, struct strata_str *rest)
{
	size_t path, bytes;

	if (rest->len < 9)
		return false;
	path = number_at(*rest, 1);
	bytes = number_at(*rest, 5);
	if (path > rest->len - 9 || bytes > rest->len - 9 - path)
		return false;
	out->kind = rest->ptr[0];
	out->path = strata_str_take(strata_str_skip(*rest, 9), path);
	out->bytes = strata_str_take(strata_str_skip(*rest, 9 + path), bytes);
	*rest = strata_str_skip(*rest, 9 + path + bytes);
	return true;
}

void oci_files_init(struct oci_files *files, struct strata_arena *arena)
{
	*files = (struct oci_files){ .arena = arena, .by_path = STRATA_MAP_INIT(arena) };
}

static void take_away(struct oci_files *files, struct strata_str path, bool itself)
{
	size_t index;

	/* A layer may take away many files of that folder, which have nothing below them. */
	if (is_status(path)) {
		if (itself && strata_map_get(&index, &files->by_path, path))
			files->list.items[index].gone = true;
		return;
	}
	for (size_t i = 0; i < files->list.count; i++) {
		struct oci_file *f = &files->list.items[i];

		if (is_at_or_below(f->path, path) && (itself || f->path.len != path.len))
			f->gone = true;
	}
}

static void set(struct oci_files *files, struct strata_str path, struct strata_str bytes)
{
	bool added;
	size_t *index = strata_map_at(&files->by_path, path, &added);

	if (added) {
		*index = files->list.count;
		strata_vec_push(files->arena, &files->list)->path = path;
	}
	files->list.items[*index].bytes = bytes;
	files->list.items[*index].gone = false;
}

/* First what it takes from the layers below, wherever in it that stands; then what it has. */
int oci_files_apply(struct oci_files *files, struct strata_str layer, struct strata_error *err)
{
	struct strata_str rest = layer;
	struct change c;

	files->bytes += layer.len;
	if (files->bytes > STRATA_LIMIT_LAYERS_FACTS_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "the lists of packages in all layers have more than %u bytes",
				   STRATA_LIMIT_LAYERS_FACTS_BYTES);
	while (take(&c, &rest))
		if (c.kind == WHITEOUT || c.kind == OPAQUE)
			take_away(files, c.path, c.kind == WHITEOUT);
	if (rest.len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "what was kept of a layer is damaged");
	for (rest = layer; take(&c, &rest);)
		if (c.kind == COVER)
			take_away(files, c.path, true);
		else if (c.kind == FILE_IS || c.kind == UNREAD)
			set(files, c.path, c.kind == FILE_IS ? c.bytes : STRATA_NONE);
	return 0;
}

const struct oci_file *oci_files_get(const struct oci_files *files, struct strata_str path)
{
	size_t index;

	if (!strata_map_get(&index, &files->by_path, path) || files->list.items[index].gone)
		return NULL;
	return &files->list.items[index];
}
