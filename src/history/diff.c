/*
 * diff.c - two snapshots side by side; see diff.h.
 *
 * A history of two states: slots, versions and clusters are those of history.h, but the
 * files come from snapshots, so that the index, a work tree and links are read as `scan`
 * reads them. A file that cannot be understood any more leaves what stood before it in
 * place: a broken lockfile fixes nothing.
 */
#include "history/diff.h"

#include <stdlib.h>
#include <string.h>

#include "facts/batch.h"
#include "history/steps.h"
#include "resolve/resolve.h"
#include "resolve/unit.h"
#include "strata/thread.h"

enum side { BASE, HEAD, SIDES };

/* What both sides have of one slot. */
struct held {
	const struct source_entry *entry[SIDES]; /* NULL: no such file */
	struct strata_str blob[SIDES];           /* absent: none, or not to be read */
	uint32_t version[SIDES];                 /* once read */
	bool lost[SIDES];                        /* it is there, and could not be read */
	bool wanted, read;
};

STRATA_VEC(helds, struct held);

struct diffing {
	struct history_diff *out;
	struct history *h;
	const struct history_diff_options *how;
	struct source *source[SIDES];
	struct source_entries entries[SIDES];
	struct history_paths paths;
	struct strata_map by_file; /* "path\nformat" -> slot */
	struct helds held;         /* of each slot */
	bool others;               /* a file that no format wants differs: it may be included */
	struct strata_arena scratch;
};

static void note(struct diffing *d, struct strata_str path, unsigned line, enum side side,
		 const char *reason)
{
	struct strata_note *n = strata_vec_push(&d->h->arena, &d->out->notes);

	n->path = path;
	n->line = line;
	n->reason = strata_arena_printf(&d->h->arena, "%s%s", reason,
					side == BASE ? " (in the base)" : ": what stood before it stays");
}

/* --- files into slots ------------------------------------------------------------------- */

static bool read_entry(struct strata_str *bytes, struct diffing *d, unsigned slot, enum side side,
		       struct strata_arena *arena)
{
	struct held *held = &d->held.items[slot];
	struct strata_error err = STRATA_ERROR_INIT;

	if (source_read(bytes, d->source[side], held->entry[side], arena, &err) == 0) {
		if (d->how->max_file_size == 0 || bytes->len <= d->how->max_file_size)
			return true;
		strata_fail(&err, STRATA_ELIMIT, 0,
			    "file has %zu bytes, more than --max-file-size allows", bytes->len);
	}
	held->lost[side] = true;
	note(d, held->entry[side]->path, err.line, side, err.text);
	return false;
}

/* Git's id of the bytes: as it is stored, else of what is read. */
static void identify(struct diffing *d, unsigned slot, enum side side)
{
	struct held *held = &d->held.items[slot];
	const struct source_entry *entry = held->entry[side];
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str bytes;

	if (!entry || entry->type == SOURCE_SUBMODULE)
		return;
	if (entry->stored && entry->type == SOURCE_FILE)
		held->blob[side] = source_hex(d->source[side], entry->id, &d->h->arena);
	else if (read_entry(&bytes, d, slot, side, &arena))
		held->blob[side] = source_blob_id(d->source[side], bytes, &d->h->arena);
	strata_arena_release(&arena);
}

static bool differs(const struct held *held)
{
	return held->lost[BASE] || held->lost[HEAD] ||
	       !strata_str_eq(held->blob[BASE], held->blob[HEAD]);
}

static struct strata_str file_key(struct strata_arena *arena, struct strata_str path,
				  const struct strata_format *format)
{
	return strata_arena_printf(arena, "%.*s\n%s", STRATA_ARG(path), format->name);
}

/* Whether it may: a file on disk is not read for this. */
static bool may_differ(const struct diffing *d, const struct source_entry *const entry[SIDES])
{
	const struct source_entry *base = entry[BASE], *head = entry[HEAD];

	return !base || !head || !head->stored || base->type != head->type ||
	       memcmp(base->id, head->id, source_id_length(d->how->head)) != 0;
}

/* A link that leads nowhere on both sides has nothing to do with the change. */
static void forget_same_loss(struct diffing *d, struct held *held, size_t notes)
{
	if (!held->lost[BASE] || !held->lost[HEAD] || held->entry[BASE]->type != SOURCE_LINK ||
	    may_differ(d, held->entry))
		return;
	held->lost[BASE] = held->lost[HEAD] = false;
	d->out->notes.count = notes;
}

static struct held *add_slot(struct diffing *d, struct strata_str path,
			     const struct strata_format *format,
			     const struct source_entry *const entry[SIDES])
{
	unsigned slot = (unsigned)d->h->slots.count;
	struct held *held = strata_vec_push(&d->h->arena, &d->held);
	size_t notes = d->out->notes.count;

	history_add_slot(d->h, &d->paths, path, format)->role = facts_role(d->how->head, path);
	*strata_map_at(&d->by_file, file_key(&d->h->arena, path, format), NULL) = slot;
	for (int side = BASE; side < SIDES; side++) {
		held->entry[side] = entry[side];
		held->version[side] = HISTORY_NONE;
		identify(d, slot, (enum side)side);
	}
	forget_same_loss(d, held, notes);
	return held;
}

static void add_path(struct diffing *d, struct strata_str path,
		     const struct source_entry *const entry[SIDES])
{
	struct discover_formats formats = { 0 };

	discover_formats(&formats, d->h->formats, path, &d->scratch);
	for (size_t i = 0; i < formats.count; i++)
		if (formats.items[i]->kind != STRATA_FORMAT_COMPANION)
			add_slot(d, path, formats.items[i], entry);
	d->out->manifests += formats.count > 0;
	d->others = d->others || (formats.count == 0 && may_differ(d, entry));
	strata_arena_reset(&d->scratch);
}

/* Both lists are sorted by path. */
static void add_paths(struct diffing *d)
{
	const struct source_entries *base = &d->entries[BASE], *head = &d->entries[HEAD];
	size_t b = 0, h = 0;

	while (b < base->count || h < head->count) {
		int order = b == base->count	? 1
			    : h == head->count ? -1
					       : strata_str_cmp(base->items[b].path, head->items[h].path);
		const struct source_entry *const entry[SIDES] = {
			order <= 0 ? &base->items[b++] : NULL, order >= 0 ? &head->items[h++] : NULL
		};

		add_path(d, (entry[BASE] ? entry[BASE] : entry[HEAD])->path, entry);
	}
}

static int compare_path(const void *key, const void *entry)
{
	return strata_str_cmp(*(const struct strata_str *)key,
			      ((const struct source_entry *)entry)->path);
}

static const struct source_entry *find_entry(const struct diffing *d, enum side side,
					     struct strata_str path)
{
	const struct source_entries *all = &d->entries[side];

	return all->count ? bsearch(&path, all->items, all->count, sizeof(*all->items), compare_path)
			  : NULL;
}

/* --- slots into facts ------------------------------------------------------------------- */

static uint32_t read_version(struct diffing *d, unsigned slot, enum side side,
			     struct facts_batch *batch)
{
	const struct history_slot *s = &d->h->slots.items[slot];
	struct held *held = &d->held.items[slot];
	struct history_version *version;
	struct strata_str bytes;

	if (!held->blob[side].ptr || !read_entry(&bytes, d, slot, side, facts_batch_bytes(batch)))
		return HISTORY_NONE;
	if (!s->drawn && !strata_format_knows(s->format, s->path, bytes))
		return HISTORY_NONE;
	version = strata_vec_push(&d->h->arena, &d->h->versions);
	version->slot = slot;
	version->parsed = true;
	version->file = strata_arena_alloc(&d->h->arena, sizeof(*version->file));
	*version->file = (struct facts_file){
		.path = s->path, .blob = held->blob[side], .format = s->format, .role = s->role,
		.drawn = s->drawn,
	};
	facts_batch_add(batch, version->file, bytes);
	facts_batch_relieve(batch);
	return (uint32_t)d->h->versions.count - 1;
}

static void read_slot(struct diffing *d, unsigned slot, struct facts_batch *batch)
{
	struct held *held = &d->held.items[slot];
	bool differing = differs(held);

	held->read = true;
	held->version[BASE] = read_version(d, slot, BASE, batch);
	if (differing) {
		held->version[HEAD] = read_version(d, slot, HEAD, batch);
	} else {
		held->version[HEAD] = held->version[BASE];
		held->lost[HEAD] = held->lost[BASE];
	}
}

static void note_unreadable(struct diffing *d, unsigned slot, enum side side)
{
	struct held *held = &d->held.items[slot];
	const struct facts_file *file;

	if (held->version[side] == HISTORY_NONE)
		return;
	file = d->h->versions.items[held->version[side]].file;
	if (!file->facts.unreadable)
		return;
	held->lost[side] = true;
	if (side == HEAD && held->version[BASE] == held->version[HEAD])
		return;
	for (size_t i = 0; i < file->facts.notes.count; i++)
		note(d, file->path, file->facts.notes.items[i].line, side,
		     strata_arena_cstr(&d->h->arena, file->facts.notes.items[i].reason));
}

/* Whether there was something to read. */
static bool read_wanted(struct diffing *d)
{
	struct facts_batch *batch = facts_batch_new(d->h->workers, d->h->worker_count);
	unsigned count = (unsigned)d->held.count;
	bool *fresh = strata_arena_alloc(&d->scratch, count + 1), any = false;

	for (unsigned i = 0; i < count; i++) {
		if (!d->held.items[i].wanted || d->held.items[i].read)
			continue;
		read_slot(d, i, batch);
		fresh[i] = any = true;
	}
	facts_batch_free(batch);
	for (unsigned i = 0; i < count; i++)
		for (int side = BASE; fresh[i] && side < SIDES; side++)
			note_unreadable(d, i, (enum side)side);
	strata_arena_reset(&d->scratch);
	return any;
}

/* A file that another one names counts also where its own name does not tell what it is. */
static void add_named(struct diffing *d, struct strata_str path, const struct strata_reference *ref)
{
	struct discover_formats formats = { 0 };
	const struct source_entry *entry[SIDES];
	const struct strata_format *format = ref->format;

	discover_formats(&formats, d->h->formats, path, &d->scratch);
	if (!format && formats.count)
		format = formats.items[0];
	if (!format || strata_map_get(&(size_t){ 0 }, &d->by_file, file_key(&d->scratch, path, format)))
		return;
	entry[BASE] = find_entry(d, BASE, path);
	entry[HEAD] = find_entry(d, HEAD, path);
	if (entry[BASE] || entry[HEAD]) {
		add_slot(d, (entry[BASE] ? entry[BASE] : entry[HEAD])->path, format, entry)->wanted = true;
		d->h->slots.items[d->h->slots.count - 1].drawn = ref->format != NULL;
	}
}

static void add_referenced(struct diffing *d, const struct facts_file *file,
			   const struct strata_reference *ref)
{
	struct strata_str path;

	if (!ref->path.ptr || ref->kind == STRATA_REF_MEMBER)
		return;
	path = strata_arena_path(&d->scratch, strata_path_dir(file->path), ref->path);
	for (; path.ptr; path = unit_path_above(&d->scratch, path)) {
		add_named(d, path, ref);
		if (ref->kind != STRATA_REF_ABOVE)
			return;
	}
}

static void add_all_referenced(struct diffing *d, size_t first_version)
{
	for (size_t i = first_version; i < d->h->versions.count; i++) {
		const struct facts_file *file = d->h->versions.items[i].file;

		for (size_t r = 0; r < file->facts.references.count; r++)
			add_referenced(d, file, &file->facts.references.items[r]);
		strata_arena_reset(&d->scratch);
	}
}

static void read_with_references(struct diffing *d)
{
	size_t before = d->h->versions.count;

	while (read_wanted(d)) {
		add_all_referenced(d, before);
		before = d->h->versions.count;
	}
}

/* --- which of them to read --------------------------------------------------------------- */

static bool is_lockfile(const struct diffing *d, unsigned slot)
{
	return d->h->slots.items[slot].format->kind == STRATA_FORMAT_LOCK;
}

static struct strata_str ecosystem_key(const struct diffing *d, unsigned slot)
{
	const struct strata_ecosystem *const *ecosystem = &d->h->slots.items[slot].format->ecosystem;

	return (struct strata_str){ (const char *)ecosystem, sizeof(*ecosystem) };
}

/*
 * Files of other ecosystems have nothing to do with what differs. Of its own, those that
 * tell how files belong together are read, which are small; a lockfile is not yet.
 */
static void want_manifests(struct diffing *d)
{
	struct strata_map touched = STRATA_MAP_INIT(&d->scratch);

	for (unsigned i = 0; i < d->held.count; i++)
		if (differs(&d->held.items[i]))
			strata_map_at(&touched, ecosystem_key(d, i), NULL);
	for (unsigned i = 0; i < d->held.count; i++) {
		struct held *held = &d->held.items[i];
		bool beside = touched.count && strata_map_get(&(size_t){ 0 }, &touched, ecosystem_key(d, i));

		held->wanted = held->wanted || d->how->all || differs(held) ||
			       (beside && !is_lockfile(d, i)) ||
			       (d->others && d->h->slots.items[i].format->includes);
	}
	strata_arena_reset(&d->scratch);
}

/* What is included may differ where nothing else did. */
static void read_manifests(struct diffing *d)
{
	size_t before;

	do {
		before = d->h->slots.count;
		want_manifests(d);
		read_with_references(d);
	} while (d->h->slots.count != before);
}

static void mark_folders(struct diffing *d, struct strata_map *folders, const bool *differing)
{
	for (unsigned i = 0; i < d->h->slots.count; i++) {
		struct strata_str folder = strata_path_dir(d->h->slots.items[i].path);
		bool added = d->held.items[i].read && differing[d->h->slots.items[i].cluster];

		while (added) {
			strata_map_at(folders, folder, &added);
			added = added && folder.len;
			folder = strata_path_dir(folder);
		}
	}
}

/* A lockfile speaks of its own folder and of those below. Whether one more is wanted. */
static bool want_lockfiles(struct diffing *d, const bool *differing)
{
	struct strata_map folders = STRATA_MAP_INIT(&d->scratch);
	bool any = false;

	mark_folders(d, &folders, differing);
	for (unsigned i = 0; i < d->h->slots.count; i++) {
		struct held *held = &d->held.items[i];

		if (held->wanted || !is_lockfile(d, i) ||
		    !strata_map_get(&(size_t){ 0 }, &folders, strata_path_dir(d->h->slots.items[i].path)))
			continue;
		held->wanted = any = true;
	}
	strata_arena_reset(&d->scratch);
	return any;
}

/* --- clusters --------------------------------------------------------------------------------- */

/* What counts of a side: a head that is lost leaves the base's in place. */
static uint32_t version_of(const struct diffing *d, unsigned slot, enum side side)
{
	const struct held *held = &d->held.items[slot];

	if (side == HEAD && held->lost[HEAD])
		side = BASE;
	return held->lost[side] ? HISTORY_NONE : held->version[side];
}

static bool *find_differing(struct diffing *d)
{
	bool *differing = strata_arena_alloc(&d->h->arena, d->h->cluster_count + 1);

	for (unsigned i = 0; i < d->h->slots.count; i++)
		if (d->how->all || version_of(d, i, BASE) != version_of(d, i, HEAD))
			differing[d->h->slots.items[i].cluster] = true;
	return differing;
}

static bool *cluster(struct diffing *d)
{
	do {
		read_manifests(d);
		d->h->cluster_count = 0;
		history_cluster(d->h, &d->paths);
	} while (want_lockfiles(d, find_differing(d)));
	return find_differing(d);
}

static void resolve_side(struct strata_inventory *out, struct diffing *d, const bool *differing,
			 enum side side)
{
	struct facts_set set;

	facts_set_init(&set, d->h->formats);
	for (unsigned i = 0; i < d->h->slots.count; i++) {
		uint32_t version = version_of(d, i, side);

		if (version != HISTORY_NONE && differing[d->h->slots.items[i].cluster])
			facts_set_add(&set, d->h->versions.items[version].file);
	}
	resolve_inventory(out, &set, NULL, &d->h->arena);
	facts_release(&set);
	out->files = d->entries[side].count;
}

/* Files that only one side has: one may be the other, moved. */
static void list_one_sided(struct diffing *d)
{
	for (unsigned i = 0; i < d->h->slots.count; i++) {
		uint32_t base = version_of(d, i, BASE), head = version_of(d, i, HEAD);

		if (base != HISTORY_NONE && head == HISTORY_NONE)
			*strata_vec_push(&d->h->arena, &d->out->gone) = d->h->versions.items[base].file;
		else if (base == HISTORY_NONE && head != HISTORY_NONE)
			*strata_vec_push(&d->h->arena, &d->out->came) = d->h->versions.items[head].file;
	}
}

static int list(struct diffing *d, struct strata_error *err)
{
	struct strata_notes unused = { 0 };
	int rc;

	if ((rc = source_list(&d->entries[BASE], &unused, d->source[BASE], &d->h->arena, err)) < 0)
		return rc;
	return source_list(&d->entries[HEAD], &d->out->notes, d->source[HEAD], &d->h->arena, err);
}

static void begin(struct diffing *d)
{
	struct history *h = d->h;

	h->source = d->how->head;
	h->worker_count = strata_jobs(d->how->jobs);
	h->workers = strata_malloc(h->worker_count * sizeof(*h->workers));
	memset(h->workers, 0, h->worker_count * sizeof(*h->workers));
	h->formats = strata_arena_alloc(&h->arena, sizeof(*h->formats));
	discover_table_init(h->formats, &h->arena, strata_format_at);
	d->source[BASE] = d->how->base;
	d->source[HEAD] = d->how->head;
	d->paths.by_path = STRATA_MAP_INIT(&h->arena);
	d->paths.by_folder = STRATA_MAP_INIT(&h->arena);
	d->by_file = STRATA_MAP_INIT(&h->arena);
}

int history_diff_open(struct history_diff *out, const struct history_diff_options *options,
		      struct strata_error *err)
{
	struct diffing d = { .out = out, .h = &out->history, .how = options };
	const bool *differing;
	int rc;

	*out = (struct history_diff){ 0 };
	begin(&d);
	if ((rc = list(&d, err)) < 0)
		return rc;
	add_paths(&d);
	differing = cluster(&d);
	resolve_side(&out->base, &d, differing, BASE);
	resolve_side(&out->head, &d, differing, HEAD);
	list_one_sided(&d);
	history_diff_follow_moves(out);
	history_diff_compare(out);
	strata_arena_release(&d.scratch);
	return 0;
}

void history_diff_release(struct history_diff *diff)
{
	history_release(&diff->history);
	*diff = (struct history_diff){ 0 };
}
