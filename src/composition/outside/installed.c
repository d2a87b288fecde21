/*
 * installed.c - packages of which a copy lies on this machine; see work.h.
 *
 * Looking for them and asking the memo is one thread's; sizing them up and counting are done by
 * several. An archive among them is held to the lockfile's checksums before it counts.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "composition/outside/checksum.h"
#include "composition/outside/work.h"
#include "strata/digest.h"
#include "strata/thread.h"

struct job {
	struct outside_package *package;
	struct outside_copy copy;
	struct strata_str key; /* of the memo; absent: it is not to be had */
	uint64_t stamp;
	bool known; /* from the memo */
	int rc;
	struct strata_error err;
};

STRATA_VEC(jobs, struct job);

struct counting {
	struct outside_work *work;
	struct jobs jobs;
	struct strata_arena *arenas; /* one for each worker */
};

/* --- what lies in the tree ------------------------------------------------------------------- */

/* "vendor/NAME-VERSION", filled in, below the folder of the project. */
static struct strata_str tree_folder(struct strata_str pattern, const struct strata_component *c,
				     struct strata_arena *arena)
{
	struct strata_str folder = STRATA_STR(""), version = STRATA_STR("-VERSION"), name;
	bool versioned = strata_str_ends(pattern, version);

	if (!strata_str_eq(c->project, STRATA_STR(".")))
		folder = strata_arena_join(arena, c->project, STRATA_STR("/"), STRATA_NONE);
	name = strata_path_dir(pattern);
	folder = STRATA_CONCAT(arena, folder, name, STRATA_STR("/"), c->name);
	if (versioned)
		folder = STRATA_CONCAT(arena, folder, STRATA_STR("-"), c->version);
	return strata_arena_join(arena, folder, STRATA_STR("/"), STRATA_NONE);
}

static bool is_in_tree(const struct outside_work *w, const struct outside_way *way,
		       const struct strata_component *c)
{
	const struct source_entries *entries = &w->options->facts->entries;
	struct strata_str pattern, rest = strata_str_of(way->tree);

	while (rest.len) {
		struct strata_str folder;
		size_t at;

		strata_str_cut(&pattern, &rest, rest, ' ');
		folder = tree_folder(pattern, c, w->arena);
		at = facts_entry_from(w->options->facts, folder);
		if (at < entries->count && strata_str_starts(entries->items[at].path, folder))
			return true;
	}
	return false;
}

/* --- counting -------------------------------------------------------------------------------- */

static int open_archive(const struct job *j, struct strata_arena *scratch)
{
	return open(strata_arena_cstr(scratch, j->copy.path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

static int check_archive(struct job *j, int file, struct strata_str h1, struct strata_arena *scratch)
{
	const struct strata_strs *sums = &j->package->component->checksums;
	enum outside_checked found;

	if (j->copy.unchecked || j->copy.kind == OUTSIDE_COMPILED)
		return 0;
	found = h1.ptr ? outside_check_h1(h1, sums, scratch) : outside_check(file, sums, scratch);
	return found == OUTSIDE_WRONG
		       ? strata_fail(&j->err, STRATA_EIO, 0,
				     "'%.*s' has another checksum than the lockfile tells",
				     STRATA_ARG(j->copy.path))
		       : 0;
}

static int count_archive(struct job *j, struct outside_counts *counts, struct strata_arena *arena)
{
	struct outside_archive archive = { .name = j->copy.path, .file = open_archive(j, arena) };
	struct strata_str h1 = STRATA_NONE;
	int rc;

	if (archive.file < 0)
		return strata_fail(&j->err, STRATA_EIO, 0, "'%.*s' cannot be read",
				   STRATA_ARG(j->copy.path));
	archive.hashed = j->package->component->ecosystem == &strata_ecosystem_go;
	rc = archive.hashed ? 0 : check_archive(j, archive.file, h1, arena);
	if (rc == 0)
		rc = outside_count_archive(counts, &h1, &archive, arena, &j->err);
	if (rc == 0 && archive.hashed)
		rc = check_archive(j, archive.file, h1, arena);
	close(archive.file);
	return rc;
}

static uint64_t stamp_archive(const struct job *j, struct strata_arena *scratch)
{
	int file = open_archive(j, scratch);
	struct stat stat;
	uint64_t facts[3];

	if (file < 0)
		return 0;
	facts[0] = 0;
	if (fstat(file, &stat) == 0) {
		facts[0] = (uint64_t)stat.st_size;
		facts[1] = (uint64_t)stat.st_mtim.tv_sec;
		facts[2] = (uint64_t)stat.st_mtim.tv_nsec;
	}
	close(file);
	return facts[0] ? strata_sum(1, (struct strata_str){ (const char *)facts, sizeof(facts) }) : 0;
}

static void size_up(size_t index, unsigned worker, void *payload)
{
	struct counting *c = payload;
	struct job *j = &c->jobs.items[index];

	j->stamp = j->copy.kind == OUTSIDE_FOLDER
			   ? outside_folder_stamp(&j->copy.folder, &c->arenas[worker])
			   : stamp_archive(j, &c->arenas[worker]);
	strata_arena_reset(&c->arenas[worker]);
}

static void count_job(size_t index, unsigned worker, void *payload)
{
	struct counting *c = payload;
	struct job *j = &c->jobs.items[index];
	struct outside_counts *counts = &j->package->counts;

	if (!j->known)
		j->rc = j->copy.kind == OUTSIDE_FOLDER
				? outside_count_folder(counts, &j->copy.folder, &c->arenas[worker],
						       &j->err)
				: count_archive(j, counts, &c->arenas[worker]);
}

/* --- before and after ------------------------------------------------------------------------ */

static void recall(struct outside_work *w, struct job *j)
{
	const struct outside_copy *copy = &j->copy;
	bool folder = copy->kind == OUTSIDE_FOLDER;

	if (!j->stamp)
		return;
	j->key = strata_arena_printf(w->arena, "installed\n%.*s\n%.*s\n%.*s\n%llx",
				     STRATA_ARG(j->package->component->purl),
				     STRATA_ARG(folder ? copy->folder.path : copy->path),
				     STRATA_ARG(copy->folder.list), (unsigned long long)j->stamp);
	j->known = outside_recall(&j->package->counts, w->options->memo, j->key, w->arena);
}

/* What a worker counted becomes the run's own. */
static void keep(struct outside_work *w, struct job *j)
{
	struct outside_package *p = j->package;
	struct outside_languages counted = p->counts.languages;

	if (j->rc < 0) {
		p->counts = (struct outside_counts){ 0 };
		outside_fails(w, p, &j->err);
		return;
	}
	if (!j->known) {
		p->counts.languages = (struct outside_languages){ 0 };
		for (size_t i = 0; i < counted.count; i++)
			*strata_vec_push(w->arena, &p->counts.languages) = counted.items[i];
		outside_remember(w->options->memo, j->key, &p->counts, w->arena);
	}
	if (j->copy.kind == OUTSIDE_COMPILED && p->counts.compiled) {
		p->measure = OUTSIDE_CLASSES;
		p->size = p->counts.compiled;
		p->counts = (struct outside_counts){ 0 };
		p->why = STRATA_STR("its classes are installed, and not their sources");
		return;
	}
	p->from = OUTSIDE_FROM_INSTALLED;
	p->measure = OUTSIDE_UNPACKED;
	p->size = p->counts.bytes;
}

static void find_copies(struct counting *c, struct outside_look *look)
{
	struct outside_packages *all = &c->work->out->packages;

	for (size_t i = 0; i < all->count; i++) {
		struct outside_package *p = &all->items[i];
		const struct outside_way *way = outside_way_of(p->component->ecosystem);
		struct outside_copy copy = { .kind = OUTSIDE_NO_COPY };

		if (!way || p->from || !p->component->version.len)
			continue;
		if (way->tree && is_in_tree(c->work, way, p->component)) {
			p->from = OUTSIDE_FROM_TREE;
			continue;
		}
		look->unsure = false;
		way->find(&copy, look, p->component);
		if (copy.kind)
			*strata_vec_push(c->work->arena, &c->jobs) =
				(struct job){ .package = p, .copy = copy };
		else if (look->unsure)
			p->why = STRATA_STR("more packages are installed here than are looked through");
	}
}

static struct strata_str project_of(struct strata_arena *arena, const struct outside_package *p)
{
	return STRATA_CONCAT(arena, strata_str_of(p->component->ecosystem->name), STRATA_STR("\n"),
			     p->component->project);
}

/*
 * Lockfiles list what other platforms need: of what is installed, an optional package that is not
 * there is none that is needed here.
 */
static void leave_out_optional(struct outside_work *w)
{
	struct outside_packages *all = &w->out->packages;
	struct strata_map installed = STRATA_MAP_INIT(w->arena);
	size_t ignored;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].from == OUTSIDE_FROM_INSTALLED)
			strata_map_at(&installed, project_of(w->arena, &all->items[i]), NULL);
	for (size_t i = 0; i < all->count; i++) {
		struct outside_package *p = &all->items[i];

		if (p->from || p->why.ptr || p->component->scope != STRATA_SCOPE_OPTIONAL ||
		    !strata_map_get(&ignored, &installed, project_of(w->arena, p)))
			continue; /* of one that could not be counted, or looked for, why stays */
		p->from = OUTSIDE_APART;
		p->why = STRATA_STR("optional, and not installed where the others are");
	}
}

void outside_count_installed(struct outside_work *w)
{
	const struct outside_options *o = w->options;
	struct outside_look look = { .top = o->top, .home = o->home, .inventory = o->inventory,
				     .arena = w->arena, .folders = STRATA_MAP_INIT(w->arena),
				     .read = STRATA_MAP_INIT(w->arena) };
	struct counting c = { .work = w };
	unsigned workers = strata_jobs(o->jobs);

	find_copies(&c, &look);
	c.arenas = strata_arena_alloc(w->arena, workers * sizeof(*c.arenas));
	strata_parallel(c.jobs.count, o->jobs, size_up, &c);
	for (size_t i = 0; i < c.jobs.count; i++)
		recall(w, &c.jobs.items[i]);
	strata_parallel(c.jobs.count, o->jobs, count_job, &c);
	for (size_t i = 0; i < c.jobs.count; i++)
		keep(w, &c.jobs.items[i]);
	for (unsigned i = 0; i < workers; i++)
		strata_arena_release(&c.arenas[i]);
	leave_out_optional(w);
}
