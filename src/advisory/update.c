/* update.c - advisories from a server; see update.h. */
#include "advisory/update.h"

#include <dirent.h>
#include <unistd.h>

#include "advisory/delta.h"
#include "strata/addresses.h"
#include "strata/ecosystem.h"
#include "strata/limits.h"

enum { NEAR = 2 }; /* letters that may differ */

struct update {
	struct build build;
	struct net *net;
	const struct advisory_update_options *options;
	struct strata_str base;
	struct strata_str ecosystem; /* in work */
	struct strata_arena *arena;
};

/* --- names ---------------------------------------------------------------------- */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters must be changed, added or left out; case does not count. */
static size_t distance(struct strata_str a, struct strata_str b)
{
	size_t row[64];

	if (a.len >= 64 || b.len >= 64)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = strata_lower(a.ptr[i - 1]) == strata_lower(b.ptr[j - 1]);
			size_t change = corner + !same;

			corner = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.len];
}

static int no_such_ecosystem(const struct update *u, struct strata_error *err)
{
	struct strata_buf near = STRATA_BUF_INIT;
	const struct strata_ecosystem *known;
	int rc;

	for (size_t i = 0; (known = strata_ecosystem_at(i)); i++) {
		struct strata_str name = strata_str_of(known->name);

		if (!strata_str_eq(name, u->ecosystem) && distance(name, u->ecosystem) <= NEAR)
			strata_buf_addf(&near, "%s'%s'", near.len ? " or " : ": did you mean ",
					known->name);
	}
	rc = strata_fail(err, STRATA_ENOTFOUND, 0, "'%.*s' has no ecosystem '%.*s'%.*s",
			 STRATA_ARG(net_shown(u->arena, u->base)), STRATA_ARG(u->ecosystem),
			 STRATA_ARG(strata_buf_str(&near)));
	strata_buf_release(&near);
	return rc;
}

/* OSV's spelling of a name in any case of letters, without a suffix. */
static struct strata_str canonical(struct strata_str name)
{
	const struct strata_ecosystem *known;

	name = record_ecosystem_base(strata_str_trim(name));
	for (size_t i = 0; (known = strata_ecosystem_at(i)); i++)
		if (strata_str_eq_nocase(strata_str_of(known->name), name))
			return strata_str_of(known->name);
	return name;
}

/* --- one ecosystem --------------------------------------------------------------- */

struct strata_str update_time(struct update_item *item, const struct net_answer *answer)
{
	if (strata_str_starts(item->base, STRATA_STR("file:")) && answer->time >= 0)
		return build_time(&item->arena, answer->time);
	return item->now;
}

/* Where the zip goes until it is read: the same place each time, to go on after an interruption. */
static const char *download_path(struct update_item *item)
{
	char *name = (char *)strata_arena_cstr(&item->arena, item->ecosystem);

	for (char *at = name; *at; at++)
		if (!strata_is_alpha(*at) && !strata_is_digit(*at))
			*at = '-';
	return strata_arena_printf(&item->arena, "%.*s/download-%s.zip",
				   STRATA_ARG(item->build->folder), name).ptr;
}

static int read_zip(struct update_item *item, const char *path, const struct net_request *request,
		    const struct net_answer *answer, struct strata_error *err)
{
	struct build *b = item->build;
	struct strata_str origin = net_shown(&item->arena, strata_str_of(request->url));
	size_t before = b->records;
	struct build_store *s;
	int rc;

	if ((rc = build_begin(b, origin, update_time(item, answer), item->ecosystem, err)) < 0 ||
	    (rc = build_store(&s, b, item->ecosystem, false, err)) < 0)
		return rc;
	s->entry.etag = strata_arena_dup(b->arena, answer->validator);
	strata_error_at(err, origin);
	if ((rc = build_zip(b, path, item->ecosystem, err)) < 0)
		return rc;
	if (b->records == before)
		return strata_fail(err, STRATA_EIO, 0, "there is no advisory in it");
	return 0;
}

static int take_whole(struct update_item *item, struct strata_error *err)
{
	const char *path = download_path(item);
	struct net_request request = {
		.url = net_join(&item->arena, item->base, item->ecosystem, STRATA_STR("all.zip")).ptr,
		.validator = item->old ? item->old->etag : STRATA_NONE,
		.most = STRATA_LIMIT_DOWNLOAD_BYTES,
	};
	struct net_answer answer = { 0 };
	struct catalogue_store kept;
	int rc;

	if ((rc = net_download(path, &answer, item->net, &request, &item->arena, err)) < 0)
		return rc;
	item->whole = !answer.unchanged;
	if (item->whole) {
		rc = read_zip(item, path, &request, &answer, err);
	} else {
		kept = *item->old;
		kept.updated = strata_arena_dup(item->build->arena, update_time(item, &answer));
		build_keep(item->build, &kept);
	}
	/* Damaged or done with: it must not be gone on with. */
	net_forget(path);
	return rc;
}

/* What is here of that address, if it can be read. */
static const struct catalogue_store *find_old(struct update_item *item)
{
	struct strata_str origin = net_shown(
		&item->arena, net_join(&item->arena, item->base, item->ecosystem, STRATA_STR("all.zip")));

	for (size_t i = 0; i < item->build->old.stores.count; i++) {
		const struct catalogue_store *s = &item->build->old.stores.items[i];
		struct store *store;

		if (!strata_str_eq(s->ecosystem, item->ecosystem) ||
		    !strata_str_eq(s->source, STRATA_STR("osv")) || s->loose ||
		    !strata_str_eq(s->origin, origin) ||
		    store_open(&store, strata_arena_printf(&item->arena, "%.*s/%.*s",
							   STRATA_ARG(item->build->folder),
							   STRATA_ARG(s->file)).ptr, NULL) < 0)
			continue;
		store_close(store);
		return s;
	}
	return NULL;
}

static int take(struct update_item *item, struct strata_error *err)
{
	int rc = item->old ? delta_take(item, err) : 0;

	if (rc == 0)
		rc = take_whole(item, err);
	return rc < 0 ? rc : 0;
}

static int update_one(struct update *u, struct strata_str ecosystem, struct strata_error *err)
{
	struct update_item item = {
		.build = &u->build,
		.net = u->net,
		.arena = STRATA_ARENA_INIT,
		.base = u->base,
		.ecosystem = u->ecosystem = ecosystem,
		.now = build_time(u->arena, time(NULL)),
	};
	struct strata_error why = STRATA_ERROR_INIT;
	struct build_store *s;
	int rc;

	item.old = find_old(&item);
	rc = take(&item, &why);
	if (rc == STRATA_ENOTFOUND)
		rc = no_such_ecosystem(u, err);
	else if (rc < 0)
		*err = why;
	else if ((rc = build_store(&s, &u->build, ecosystem, false, err)) == 0) {
		s->fetched = item.fetched;
		s->whole = item.whole;
	}
	strata_arena_release(&item.arena);
	return rc;
}

/* --- all of it -------------------------------------------------------------------- */

static void on_bytes(uint64_t bytes, uint64_t total, void *payload)
{
	const struct update *u = payload;
	const struct advisory_import_options *import = &u->options->import;
	struct advisory_progress p = { .ecosystem = u->ecosystem, .records = u->build.records,
				       .bytes = bytes, .total_bytes = total };

	if (import->progress)
		import->progress(&p, import->payload);
}

/* Parts of downloads that were never finished; we hold the lock. */
static void sweep_downloads(const struct update *u)
{
	DIR *folder = opendir(strata_arena_cstr(u->arena, u->build.folder));
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (strata_str_starts(strata_str_of(entry->d_name), STRATA_STR("download-")))
			unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
}

static int update_all(struct update *u, const struct strata_strs *ecosystems,
		      struct strata_error *err)
{
	struct strata_map seen = STRATA_MAP_INIT(u->arena);
	bool first;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ecosystems->count; i++) {
		struct strata_str name = canonical(ecosystems->items[i]);

		strata_map_at(&seen, name, &first);
		if (first && name.len)
			rc = update_one(u, name, err);
	}
	if (rc == 0 && seen.count == 0)
		rc = strata_fail(err, STRATA_EUSAGE, 0, "no ecosystem is named");
	return rc;
}

int advisory_update(struct advisory_import_report *out, const struct strata_strs *ecosystems,
		    const struct advisory_update_options *options, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct update u = {
		.options = options,
		.base = strata_str_of(options->url ? options->url : STRATA_ADDRESS_OSV),
		.arena = arena,
	};
	struct net_options net = { .silence = options->silence, .progress = on_bytes, .payload = &u };
	struct advisory_import_options import = options->import;
	int rc;

	import.source = "osv";
	*out = (struct advisory_import_report){ 0 };
	if ((rc = build_open(&u.build, out, &import, arena, err)) == 0 &&
	    (rc = net_open(&u.net, &net, err)) == 0 &&
	    (rc = update_all(&u, ecosystems, err)) == 0 &&
	    (rc = build_commit(&u.build, err)) == 0)
		sweep_downloads(&u);
	net_close(u.net);
	build_close(&u.build);
	return rc;
}
