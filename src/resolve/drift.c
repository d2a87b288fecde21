/*
 * drift.c - what a manifest asks for and its lockfile does not hold.
 *
 * Said only where it is sure: of lockfiles that hold all that their manifests ask for, of
 * requirements that are ranges of versions, and when no version of the package in the lockfile
 * will do. A requirement under a condition may well be absent; an override may lead to any
 * version; of alternatives (by platform, in branches of a script) one that is answered is
 * enough.
 */
#include "resolve/unit.h"

#include "strata/limits.h"

struct drift {
	struct unit_set *set;
	struct unit *lock, *manifest;
	struct strata_map by_name; /* of the lockfile: normalised name -> the first, + 1 */
	unsigned *next;            /* the next of the same name, + 1 */
	bool indexed;
};

enum answer { ANSWERED, OTHER_VERSION, ABSENT };

/* Lockfiles that hold everything. */
static bool holds_all(const struct strata_format *format)
{
	static const char *const names[] = {
		"cargo/lock",	     "npm/bun-lock",	   "npm/package-lock", "npm/pnpm-lock",
		"npm/yarn-lock",     "php/composer-lock",  "python/pdm-lock",  "python/pipfile-lock",
		"python/poetry-lock", "python/uv-lock",	   "ruby/gemfile-lock",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(strata_str_of(format->name), strata_str_of(names[i])))
			return true;
	return false;
}

/* Of those that a lockfile was made from; a setup.py beside it is read by nobody. */
static bool is_locked(const struct strata_format *format)
{
	static const char *const names[] = { "cargo/toml",    "npm/package-json", "php/composer-json",
					     "python/pipfile", "python/pyproject", "ruby/gemfile" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(strata_str_of(format->name), strata_str_of(names[i])))
			return true;
	return false;
}

static struct strata_str key_of(const struct drift *d, const struct strata_package *p)
{
	return p->ecosystem->normalise(d->set->arena, p->name);
}

/* --- what the lockfile has ------------------------------------------------------------------ */

static void index_lock(struct drift *d)
{
	const struct unit_packages *all = &d->lock->packages;

	d->indexed = true;
	d->by_name = STRATA_MAP_INIT(d->set->arena);
	d->next = strata_arena_alloc(d->set->arena, (all->count + 1) * sizeof(*d->next));
	for (size_t i = all->count; i-- > 0;) {
		size_t *first = strata_map_at(&d->by_name, key_of(d, all->items[i].facts), NULL);

		d->next[i] = (unsigned)*first;
		*first = i + 1;
	}
}

/* Whether an entry is one of which a range cannot say that it is the wrong one. */
static bool is_special(const struct strata_package *p)
{
	return p->local || p->commit.len || !p->version.len || p->alias.len ||
	       strata_str_starts(p->source, STRATA_STR("git")) ||
	       strata_str_starts(p->version, STRATA_STR("dev-")) ||
	       strata_str_ends(p->version, STRATA_STR("-dev")) ||
	       !p->ecosystem->versions->valid(p->version);
}

static bool does(const struct strata_intervals *in, const struct strata_package *p)
{
	return is_special(p) || strata_intervals_contain(in, p->ecosystem->versions, p->version);
}

/* The index of an entry that will do; STRATA_NPOS without one, *other then one that will not. */
static size_t find_fitting(struct drift *d, const struct strata_package *asked,
			   const struct strata_intervals *in, size_t *other)
{
	size_t first, looked = 0;

	*other = STRATA_NPOS;
	if (!d->indexed)
		index_lock(d);
	if (!strata_map_get(&first, &d->by_name, key_of(d, asked)))
		return STRATA_NPOS;
	for (size_t i = first; i; i = d->next[i - 1]) {
		if (++looked > STRATA_LIMIT_VERSIONS || does(in, d->lock->packages.items[i - 1].facts))
			return i - 1;
		if (*other == STRATA_NPOS)
			*other = i - 1;
	}
	return STRATA_NPOS;
}

/* --- one requirement ------------------------------------------------------------------------ */

static bool is_overridden(const struct drift *d, const struct strata_package *asked)
{
	const struct strata_packages *managed = &d->manifest->file->facts.managed;

	for (size_t i = 0; i < managed->count; i++)
		if (strata_str_eq(key_of(d, &managed->items[i]), key_of(d, asked)))
			return true;
	return false;
}

/* pdm locks the groups that it is told to: only the project's own requirements for sure. */
static bool is_of_unlocked_group(const struct drift *d, const struct strata_package *p)
{
	return p->scope != STRATA_SCOPE_PROD &&
	       strata_str_eq(strata_str_of(d->lock->file->format->name), STRATA_STR("python/pdm-lock"));
}

/*
 * Of a crate that others of the snapshot use by its path, cargo locks neither what only its own
 * development needs nor features that nobody turns on. Members of the workspace are not told
 * apart from those.
 */
static bool may_be_left_out(const struct drift *d, const struct strata_package *p)
{
	return p->ecosystem == &strata_ecosystem_cargo &&
	       (p->scope == STRATA_SCOPE_DEV || p->scope == STRATA_SCOPE_OPTIONAL ||
		p->enabled != STRATA_SCOPE_UNKNOWN) &&
	       !strata_str_eq(strata_path_dir(d->lock->file->path),
			      strata_path_dir(d->manifest->file->path));
}

/* A range of what comes from a registry, that the manifest itself asks for. */
static bool is_plain(const struct drift *d, const struct unit_package *asked)
{
	const struct strata_package *p = asked->facts;

	return !may_be_left_out(d, p) && !p->local && !p->source.len && !p->commit.len &&
	       !p->offered && p->requirement.ptr && p->direct != STRATA_NO && p->scope != STRATA_SCOPE_BUILD;
}

static enum answer answer_of(struct drift *d, const struct unit_package *asked, size_t *other)
{
	const struct strata_package *p = asked->facts;
	struct strata_intervals in = { 0 };
	bool any = !p->requirement.len || strata_str_eq(p->requirement, STRATA_STR("*"));

	if (!is_plain(d, asked) || (asked->taken && !asked->answer))
		return ANSWERED; /* nothing is to be said, or a member of the workspace answers it */
	if (asked->answer && (any || is_special(d->lock->packages.items[asked->answer - 1].facts)))
		return ANSWERED;
	if (p->ecosystem->versions->intervals(&in, any ? STRATA_STR("") : p->requirement,
					      d->set->arena, NULL) < 0 && !any)
		return ANSWERED;
	if (asked->answer && !any && does(&in, d->lock->packages.items[asked->answer - 1].facts))
		return ANSWERED;
	/* Another name answers it: what replaces or provides it. */
	if (asked->answer && !strata_str_eq(key_of(d, d->lock->packages.items[asked->answer - 1].facts),
					    key_of(d, p)))
		return ANSWERED;
	if (find_fitting(d, p, &in, other) != STRATA_NPOS)
		return ANSWERED;
	if (*other != STRATA_NPOS)
		return any ? ANSWERED : OTHER_VERSION;
	return p->conditional || is_of_unlocked_group(d, p) ? ANSWERED : ABSENT;
}

static void add_drift(struct drift *d, struct unit_package *asked, enum answer answer, size_t other)
{
	struct strata_arena *arena = d->set->out->arena;
	struct strata_drift *drift = strata_arena_alloc(arena, sizeof(*drift));
	struct unit_package *at = answer == OTHER_VERSION ? &d->lock->packages.items[other] : asked;

	*drift = (struct strata_drift){
		.next = at->drift,
		.manifest = { asked->path, asked->facts->line },
		.lock = { d->lock->file->path, at == asked ? 0 : at->facts->line },
		.requirement = asked->facts->requirement,
		.held = at == asked ? STRATA_NONE : at->facts->version,
	};
	at->drift = drift;
}

/* --- one manifest --------------------------------------------------------------------------- */

struct suspect {
	struct unit_package *asked;
	enum answer answer;
	size_t other;
};

STRATA_VEC(suspects, struct suspect);

void drift_find(struct unit_set *set, struct unit *lock, struct unit *manifest)
{
	struct drift d = { .set = set, .lock = lock, .manifest = manifest };
	struct strata_map answered = STRATA_MAP_INIT(set->arena);
	struct suspects suspects = { 0 };

	if (lock->solved || !holds_all(lock->file->format) || !is_locked(manifest->file->format) ||
	    lock->file->facts.unreadable || manifest->file->facts.unreadable ||
	    !lock->packages.count)
		return;
	for (size_t i = 0; i < manifest->packages.count; i++) {
		struct suspect s = { .asked = &manifest->packages.items[i] };

		s.answer = answer_of(&d, s.asked, &s.other);
		if (s.answer != ANSWERED)
			*strata_vec_push(set->arena, &suspects) = s;
		else
			strata_map_at(&answered, key_of(&d, s.asked->facts), NULL);
	}
	for (size_t i = 0; i < suspects.count; i++) {
		const struct suspect *s = &suspects.items[i];
		bool added;

		/* One is enough of several that ask for the same. */
		strata_map_at(&answered, key_of(&d, s->asked->facts), &added);
		if (added && !is_overridden(&d, s->asked->facts))
			add_drift(&d, s->asked, s->answer, s->other);
	}
}
