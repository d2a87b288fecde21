/*
 * served.c - packages as registries serve them; see work.h.
 *
 * An archive comes into a file that has no name, a few of them at once; it is counted when its
 * checksum is right, and forgotten. What was counted is kept by package and checksum, so that
 * nothing is fetched twice. Memory does not follow the size of archives.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "composition/outside/checksum.h"
#include "composition/outside/work.h"
#include "strata/limits.h"

enum { FLIGHTS = 8 }; /* archives on their way at once */

/* An archive that is on its way. */
struct flight {
	struct outside_package *package;
	struct outside_asker *asker;
	struct outside_offer offer;
	bool less; /* it is the archive of classes */
	int file;
	unsigned ticket;
};

/* The registries of one ecosystem, as one project has them. */
struct desk {
	const struct outside_way *way;
	struct strata_str project;
	struct outside_asker asker;
	struct registry_settings settings;
	struct solver_lacks_list lacks; /* what its finders say; each package says so, too */
	struct strata_strs undated;
	int rc; /* of its configuration */
	struct strata_error err;
};

STRATA_VEC(desks, struct desk *);

struct serving {
	struct outside_work *work;
	struct desks desks;
	struct flight flights[FLIGHTS];
	size_t first, count; /* a ring */
};

static struct desk *make_desk(struct serving *s, const struct outside_way *way, struct strata_str project)
{
	const struct outside_options *o = s->work->options;
	struct desk *d = strata_arena_alloc(s->work->arena, sizeof(*d));
	struct registry_place place = { .user = o->user,
					.folder = strata_str_eq(project, STRATA_STR(".")) ? STRATA_STR("")
											  : project,
					.home = o->home };

	d->way = way;
	d->project = project;
	d->rc = registry_settings_read(&d->settings, way->config, &place, s->work->arena, &d->err);
	d->asker.in = (struct solver_input){ .path = project,
					     .registry = o->registry,
					     .settings = &d->settings,
					     .environment = o->environment,
					     .lacks = &d->lacks,
					     .undated = &d->undated,
					     .scratch = s->work->arena,
					     .lasting = s->work->arena };
	*strata_vec_push(s->work->arena, &s->desks) = d;
	return d;
}

static struct desk *desk_of(struct serving *s, const struct outside_package *p)
{
	const struct outside_way *way = outside_way_of(p->component->ecosystem);

	if (!way || !way->config || !p->component->version.len)
		return NULL;
	for (size_t i = 0; i < s->desks.count; i++)
		if (s->desks.items[i]->way == way &&
		    strata_str_eq(s->desks.items[i]->project, p->component->project))
			return s->desks.items[i];
	return make_desk(s, way, p->component->project);
}

/* --- counts that are known ------------------------------------------------------------------- */

static void settle(struct outside_package *p, bool less)
{
	const struct outside_way *way = outside_way_of(p->component->ecosystem);

	if (less && p->counts.compiled) { /* else it is texts that were packed as classes are */
		p->measure = OUTSIDE_CLASSES;
		p->size = p->counts.compiled;
		p->counts = (struct outside_counts){ 0 };
		p->why = STRATA_STR("no sources of it are served, but classes");
		return;
	}
	p->from = OUTSIDE_FROM_ARCHIVE;
	p->why = STRATA_NONE;
	p->measure = way->ecosystem == &strata_ecosystem_pypi ? OUTSIDE_PACKED : OUTSIDE_UNPACKED;
	p->size = p->measure == OUTSIDE_PACKED ? p->counts.packed : p->counts.bytes;
}

static struct strata_str key_of(struct outside_work *w, const struct outside_package *p,
				const struct strata_strs *sums, bool less)
{
	struct strata_str key = outside_key(p->component, sums, w->arena);

	return less && key.ptr ? strata_arena_join(w->arena, key, STRATA_STR("\nclasses"), STRATA_NONE)
			       : key;
}

/* By the checksums of the lockfile alone, no registry is needed. */
static bool recall(struct outside_work *w, struct outside_package *p)
{
	struct strata_str key = key_of(w, p, &p->component->checksums, false);

	if (!outside_recall(&p->counts, w->options->memo, key, w->arena))
		return false;
	settle(p, false);
	return true;
}

/* --- archives -------------------------------------------------------------------------------- */

/* A file without a name, where temporary ones lie. */
static int open_file(struct strata_arena *arena, struct strata_error *err)
{
	const char *folder = getenv("TMPDIR");
	char *name = (char *)(uintptr_t)strata_arena_printf(
		arena, "%s/strata-XXXXXX", folder && *folder ? folder : "/tmp").ptr;
	int file = mkostemp(name, O_CLOEXEC);

	if (file < 0)
		return strata_fail(err, STRATA_EIO, 0, "cannot make a file in '%s': %s",
				   folder && *folder ? folder : "/tmp", strerror(errno));
	unlink(name);
	return file;
}

static enum outside_checked check(const struct flight *f, struct strata_str h1,
				  const struct strata_strs *sums, struct strata_arena *arena)
{
	return f->offer.hashed ? outside_check_h1(h1, sums, arena) : outside_check(f->file, sums, arena);
}

/* The lockfile's word counts before the registry's. */
static int check_sums(const struct flight *f, struct strata_str h1, struct strata_arena *arena,
		      struct strata_error *err)
{
	enum outside_checked found = OUTSIDE_UNCHECKED;
	bool ours = f->package->component->ecosystem != &strata_ecosystem_maven;

	if (ours) /* of an artifact, a lockfile has the checksum of its classes */
		found = check(f, h1, &f->package->component->checksums, arena);
	if (found == OUTSIDE_WRONG)
		return strata_fail(err, STRATA_EIO, 0,
				   "the archive is not the one that the lockfile's checksum names");
	if (found == OUTSIDE_UNCHECKED)
		found = check(f, h1, &f->offer.sums, arena);
	return found == OUTSIDE_WRONG
		       ? strata_fail(err, STRATA_EIO, 0,
				     "the archive is not the one that the registry's checksum names")
		       : 0;
}

static int count_archive(struct outside_work *w, struct flight *f, struct strata_error *err)
{
	struct outside_archive archive = { .name = f->package->component->name,
					   .file = f->file,
					   .gem = f->offer.gem,
					   .leaves_out = f->offer.leaves_out,
					   .hashed = f->offer.hashed };
	struct strata_str h1 = STRATA_NONE;
	int rc = archive.hashed ? 0 : check_sums(f, h1, w->arena, err);

	if (rc == 0)
		rc = outside_count_archive(&f->package->counts, &h1, &archive, w->arena, err);
	if (rc == 0 && archive.hashed)
		rc = check_sums(f, h1, w->arena, err);
	return rc;
}

static uint64_t size_of(int file)
{
	struct stat stat;

	return fstat(file, &stat) == 0 && stat.st_size > 0 ? (uint64_t)stat.st_size : 0;
}

/* What is known of its size has to do: the registry's figure, of an archive that nobody may count. */
static void fall_back(struct outside_package *p, struct outside_asker *a, struct outside_offer *offer)
{
	const struct outside_way *way = outside_way_of(p->component->ecosystem);

	if (p->measure)
		return; /* of what is installed */
	if (way->size)
		way->size(offer, a, p->component);
	p->measure = offer->unpacked ? OUTSIDE_UNPACKED : offer->packed ? OUTSIDE_PACKED : OUTSIDE_NO_SIZE;
	p->size = offer->unpacked ? offer->unpacked : offer->packed;
}

static void land(struct serving *s)
{
	struct flight *f = &s->flights[s->first];
	struct outside_work *w = s->work;
	struct strata_error err = STRATA_ERROR_INIT;
	int rc = registry_await_file(w->options->registry, f->ticket, &err);

	s->first = (s->first + 1) % FLIGHTS;
	s->count--;
	if (rc == 0)
		rc = count_archive(w, f, &err);
	if (rc == 0) {
		f->package->counts.packed = size_of(f->file);
		outside_remember(w->options->memo,
				 key_of(w, f->package, &f->package->component->checksums, f->less),
				 &f->package->counts, w->arena);
		outside_remember(w->options->memo, key_of(w, f->package, &f->offer.sums, f->less),
				 &f->package->counts, w->arena);
		settle(f->package, f->less);
	} else {
		f->package->counts = (struct outside_counts){ 0 };
		outside_fails(w, f->package, &err);
		fall_back(f->package, f->asker, &f->offer);
	}
	close(f->file);
}

/* The archive is sent for; `less` of it where there are no sources. */
static int send_for(struct serving *s, struct desk *d, struct outside_package *p,
		    const struct outside_offer *offer, struct strata_error *err)
{
	struct flight *f;
	bool less = !offer->ask.url.len;
	struct registry_ask ask = less ? offer->less : offer->ask;

	if (s->count == FLIGHTS)
		land(s);
	f = &s->flights[(s->first + s->count) % FLIGHTS];
	*f = (struct flight){ .package = p, .asker = &d->asker, .offer = *offer, .less = less };
	if (offer->packed > STRATA_LIMIT_PACKAGE_ARCHIVE)
		return strata_fail(err, STRATA_ELIMIT, 0, "its archive has more than %u bytes",
				   STRATA_LIMIT_PACKAGE_ARCHIVE);
	if ((f->file = open_file(s->work->arena, err)) < 0)
		return f->file;
	ask.most = STRATA_LIMIT_PACKAGE_ARCHIVE;
	f->ticket = registry_send_file(s->work->options->registry, &ask, f->file, err);
	if (!f->ticket) {
		close(f->file);
		return err->code;
	}
	s->count++;
	return 0;
}

/* What nobody may ask for is no failure. */
static void give_up(struct outside_work *w, struct outside_package *p, struct desk *d,
		    struct outside_offer *offer, const struct strata_error *err)
{
	if (registry_is_online(w->options->registry))
		outside_fails(w, p, err);
	fall_back(p, &d->asker, offer);
}

static void serve(struct serving *s, struct outside_package *p)
{
	struct outside_offer offer = { .gem = false };
	struct strata_error err = STRATA_ERROR_INIT;
	struct outside_work *w = s->work;
	struct desk *d = desk_of(s, p);
	bool less;
	int rc;

	if (!d)
		return;
	if (d->rc < 0) {
		outside_fails(w, p, &d->err);
		return;
	}
	if ((rc = d->way->offer(&offer, &d->asker, p->component, &err)) == 0) {
		less = !offer.ask.url.len;
		if (less && p->measure)
			return; /* those classes are installed */
		if (outside_recall(&p->counts, w->options->memo, key_of(w, p, &offer.sums, less), w->arena)) {
			settle(p, less);
			return;
		}
		rc = send_for(s, d, p, &offer, &err);
	}
	if (rc < 0)
		give_up(w, p, d, &offer, &err);
}

/* Classes that are installed have sources that may be served. */
static bool is_open(const struct outside_work *w, const struct outside_package *p)
{
	return !p->from && (!p->measure || registry_is_online(w->options->registry));
}

void outside_count_served(struct outside_work *w)
{
	struct outside_packages *all = &w->out->packages;
	struct serving s = { .work = w };

	for (size_t i = 0; i < all->count; i++) {
		struct outside_package *p = &all->items[i];
		struct desk *d;

		if (!is_open(w, p) || recall(w, p) || !registry_is_online(w->options->registry))
			continue;
		d = desk_of(&s, p);
		if (d && d->rc == 0 && d->way->want)
			d->way->want(&d->asker, p->component);
	}
	for (size_t i = 0; i < all->count; i++)
		if (is_open(w, &all->items[i]))
			serve(&s, &all->items[i]);
	while (s.count)
		land(&s);
	for (size_t i = 0; i < s.desks.count; i++)
		if (s.desks.items[i]->way->release)
			s.desks.items[i]->way->release(&s.desks.items[i]->asker);
}
