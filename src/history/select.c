/* select.c - a question about a part of a history; see select.h. */
#include "history/select.h"

#include "strata/buf.h"

static int hex_digit(char c)
{
	c = strata_lower(c);
	if (strata_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct strata_str decode(struct strata_arena *arena, struct strata_str s)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str decoded;

	for (size_t i = 0; i < s.len; i++) {
		int high = s.ptr[i] == '%' && i + 2 < s.len ? hex_digit(s.ptr[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(s.ptr[i + 2]) : -1;

		if (low < 0) {
			strata_buf_addc(&b, s.ptr[i]);
			continue;
		}
		strata_buf_addc(&b, (char)(high << 4 | low));
		i += 2;
	}
	decoded = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return decoded;
}

/* Cuts at the last `c` of s when there is one that is not its first byte. */
static struct strata_str cut_last(struct strata_str *after, struct strata_str s, char c)
{
	size_t at = strata_str_rchr(s, c);

	if (at == STRATA_NPOS || at == 0)
		return s;
	*after = strata_str_skip(s, at + 1);
	return strata_str_take(s, at);
}

/* "group/artifact" of a purl is "group:artifact" in OSV and in our items. */
static struct strata_str maven_name(struct strata_str name, struct strata_arena *arena)
{
	struct strata_str artifact = STRATA_NONE, group = cut_last(&artifact, name, '/');

	return artifact.ptr ? strata_arena_join(arena, group, STRATA_STR(":"), artifact) : name;
}

/* TYPE/NAME@VERSION?QUALIFIERS#SUBPATH; package-url specification, 2026-11. */
static int read_purl(struct history_named *out, struct strata_str purl, struct strata_arena *arena,
		     struct strata_error *err)
{
	struct strata_str type, name, rest;
	size_t slash;

	strata_str_cut(&purl, &rest, purl, '#');
	strata_str_cut(&purl, &rest, purl, '?');
	if (!strata_str_cut(&type, &name, purl, '/') || !name.len)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--package 'pkg:%.*s' is no purl like pkg:npm/lodash",
				   STRATA_ARG(purl));
	name = cut_last(&out->version, name, '@');
	if (out->version.ptr && strata_str_chr(out->version, '/') != STRATA_NPOS) {
		name = (struct strata_str){ name.ptr, name.len + 1 + out->version.len };
		out->version = STRATA_NONE; /* the '@' of a scope that was not encoded */
	}
	slash = strata_str_chr(name, '/');
	out->ecosystem = strata_ecosystem_of_purl(strata_name_lower(arena, type),
						  slash == STRATA_NPOS ? STRATA_STR("")
								       : strata_str_take(name, slash));
	if (!out->ecosystem)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "--package knows no ecosystem of purl type '%.*s'", STRATA_ARG(type));
	out->name = decode(arena, name);
	if (out->ecosystem == &strata_ecosystem_maven)
		out->name = maven_name(out->name, arena);
	out->version = out->version.ptr ? decode(arena, out->version) : STRATA_NONE;
	return 0;
}

int history_name(struct history_named *out, struct strata_str text, struct strata_arena *arena,
		 struct strata_error *err)
{
	*out = (struct history_named){ .name = text };
	if (strata_str_starts(text, STRATA_STR("pkg:")))
		return read_purl(out, strata_str_skip(text, 4), arena, err);
	return 0;
}

static bool is_package(const struct history_named *named, const struct history_item *item,
		       struct strata_arena *scratch)
{
	if (named->ecosystem && named->ecosystem != item->ecosystem)
		return false;
	if (strata_str_eq(named->name, item->name))
		return true;
	return strata_str_eq(item->ecosystem->normalise(scratch, named->name), item->key);
}

static bool has_version(const struct strata_strs *versions, struct strata_str version)
{
	for (size_t i = 0; i < versions->count; i++)
		if (strata_str_eq(versions->items[i], version))
			return true;
	return false;
}

static bool has_id(const struct strata_finding *f, struct strata_str id)
{
	bool found = strata_str_eq_nocase(f->id, id);

	for (size_t i = 0; i < f->aliases.count && !found; i++)
		found = strata_str_eq_nocase(f->aliases.items[i], id);
	for (size_t i = 0; i < f->records.count && !found; i++)
		found = strata_str_eq_nocase(f->records.items[i], id);
	return found;
}

/* A commit without a date may have been at any time. */
static bool lasted(const struct track_window *window, bool present, const struct history *h,
		   int64_t since)
{
	bool found = present || !window->removed.count;

	for (size_t i = 0; i < window->removed.count && !found; i++) {
		int64_t time = h->walk.commits.items[window->removed.items[i]].time;

		found = time == 0 || time >= since;
	}
	return found;
}

static bool is_asked(const struct history_exposure *e, const struct history *h,
		     const struct history_question *q, struct strata_arena *scratch)
{
	if (q->vulnerability.ptr && !has_id(&e->finding, q->vulnerability))
		return false;
	if (!lasted(&e->window, e->window.present, h, q->since))
		return false;
	return !q->package || (is_package(q->package, &h->items.items[e->item], scratch) &&
			       (!q->package->version.ptr ||
				has_version(&e->versions, q->package->version)));
}

static bool is_event_asked(const struct history_event *e, const struct history *h,
			   const struct history_question *q, struct strata_arena *scratch)
{
	const struct history_item *item = &h->items.items[e->item];

	if (!lasted(&e->window, false, h, q->since))
		return false;
	return !q->package || (is_package(q->package, item, scratch) &&
			       (!q->package->version.ptr ||
				strata_str_eq(item->version, q->package->version)));
}

void history_select(struct history_exposed *exposed, struct history_events *events,
		    const struct history *h, const struct history_question *q,
		    struct strata_arena *arena)
{
	size_t kept = 0;

	for (size_t i = 0; i < exposed->exposures.count; i++)
		if (is_asked(&exposed->exposures.items[i], h, q, arena))
			exposed->exposures.items[kept++] = exposed->exposures.items[i];
	exposed->exposures.count = kept;
	kept = 0;
	for (size_t i = 0; i < events->count; i++)
		if (is_event_asked(&events->items[i], h, q, arena))
			events->items[kept++] = events->items[i];
	events->count = kept;
}

void history_versions_of(struct strata_strs *out, const struct history *h,
			 const struct history_named *package, struct strata_arena *arena)
{
	struct strata_map seen = STRATA_MAP_INIT(arena);
	bool added;

	for (size_t i = 0; i < h->items.count; i++) {
		const struct history_item *item = &h->items.items[i];

		if (!is_package(package, item, arena))
			continue;
		strata_map_at(&seen, history_pin(item), &added);
		if (added)
			*strata_vec_push(arena, out) = history_pin(item);
	}
}
