/*
 * kept.c - see kept.h.
 *
 * The sources that read the go.mod files; all texts; all modules that are named, two texts each; then of each
 * go.mod its module, what go.sum had, and its facts in one piece, so that what is not asked
 * for is stepped over: a text for its own name, whether it is pruned, what it requires by the
 * number of the module. Numbers and texts are those of memo/pack.h.
 */
#include "resolve/go/kept.h"

#include "memo/memo.h"
#include "memo/pack.h"

enum { MOST_BYTES = 8 << 20 }; /* some 20,000 go.mod files */

void go_kept_init(struct go_kept *kept, struct strata_arena *arena)
{
	*kept = (struct go_kept){ .arena = arena, .by_name = STRATA_MAP_INIT(arena) };
}

static struct strata_str name_of(const struct go_kept *k, struct strata_str path,
				 struct strata_str version)
{
	return strata_arena_join(k->arena, path, STRATA_STR("@"), version);
}

/* --- reading ------------------------------------------------------------------------------- */

static void read_modules(struct go_kept *k, struct pack_reader *r)
{
	for (size_t n = pack_count(r); n && !r->bad; n--) {
		struct go_require *module = strata_vec_push(k->arena, &k->modules);

		*module = (struct go_require){ .path = pack_listed(r, &k->texts) };
		module->version = pack_listed(r, &k->texts);
		if (!module->path.ptr || !module->version.ptr)
			pack_refuse(r);
	}
	k->nodes = strata_arena_alloc(k->arena, (k->modules.count + 1) * sizeof(*k->nodes));
}

static void read_mod(struct go_kept *k, struct pack_reader *r)
{
	uint32_t number = pack_index(r, k->modules.count);
	struct go_kept_mod mod = { .sum = pack_listed(r, &k->texts), .facts = pack_text(r) };

	if (r->bad)
		return;
	mod.path = k->modules.items[number].path;
	mod.version = k->modules.items[number].version;
	*strata_map_at(&k->by_name, name_of(k, mod.path, mod.version), NULL) = k->mods.count;
	*strata_vec_push(k->arena, &k->mods) = mod;
}

bool go_kept_parse(struct go_kept *k, struct strata_str bytes)
{
	struct pack_reader r = { .rest = bytes };

	if (!strata_str_eq(pack_text(&r), strata_str_of(memo_version)))
		pack_refuse(&r);
	pack_list(&k->texts, &r, k->arena);
	read_modules(k, &r);
	for (size_t n = pack_count(&r); n && !r.bad; n--)
		read_mod(k, &r);
	if (!r.bad && !r.rest.len)
		return true;
	go_kept_init(k, k->arena);
	return false;
}

struct go_kept_mod *go_kept_find(struct go_kept *k, struct strata_str path,
				 struct strata_str version)
{
	size_t index;

	if (!k->mods.count || !strata_map_get(&index, &k->by_name, name_of(k, path, version)))
		return NULL;
	k->mods.items[index].used = true;
	return &k->mods.items[index];
}

static void read_require(struct go_mod *out, struct go_kept *k, struct pack_reader *r)
{
	uint32_t number = pack_index(r, k->modules.count);
	struct go_require *require;

	if (r->bad)
		return;
	require = strata_vec_push(k->arena, &out->requires);
	*require = k->modules.items[number];
	require->at = &k->nodes[number];
}

bool go_kept_read(struct go_mod *out, struct go_kept *k, const struct go_kept_mod *mod)
{
	struct pack_reader r = { .rest = mod->facts };

	*out = (struct go_mod){ .module = pack_listed(&r, &k->texts) };
	out->pruned = pack_index(&r, 2);
	for (size_t n = pack_count(&r); n && !r.bad; n--)
		read_require(out, k, &r);
	return !r.bad && !r.rest.len;
}

/* --- writing ------------------------------------------------------------------------------- */

void go_kept_add(struct go_kept *k, struct strata_str path, struct strata_str version,
		 struct strata_str sum, const struct go_mod *mod)
{
	bool added;
	size_t *index = strata_map_at(&k->by_name, name_of(k, path, version), &added);

	if (added) {
		*index = k->mods.count;
		strata_vec_push(k->arena, &k->mods);
	}
	k->mods.items[*index] = (struct go_kept_mod){ .path = path, .version = version, .sum = sum,
						      .fresh = mod, .used = true };
	k->fresh++;
}

struct writer {
	struct go_kept *kept;
	struct pack_list texts;
	struct strata_map numbers; /* "path@version" -> its number */
	struct strata_buf modules, mods, facts;
	size_t count;
};

static void put_module(struct strata_buf *to, struct writer *w, struct strata_str path,
		       struct strata_str version)
{
	bool added;
	size_t *number = strata_map_at(&w->numbers, name_of(w->kept, path, version), &added);

	if (added) {
		*number = w->numbers.count - 1;
		pack_put_listed(&w->modules, &w->texts, path);
		pack_put_listed(&w->modules, &w->texts, version);
	}
	pack_put_number(to, *number);
}

static void put_mod(struct writer *w, const struct go_kept_mod *mod)
{
	struct go_mod read;
	const struct go_mod *m = mod->fresh ? mod->fresh : &read;

	if (!mod->fresh && !go_kept_read(&read, w->kept, mod))
		return;
	strata_buf_reset(&w->facts);
	pack_put_listed(&w->facts, &w->texts, m->module);
	pack_put_number(&w->facts, m->pruned);
	pack_put_number(&w->facts, m->requires.count);
	for (size_t i = 0; i < m->requires.count; i++)
		put_module(&w->facts, w, m->requires.items[i].path, m->requires.items[i].version);
	put_module(&w->mods, w, mod->path, mod->version);
	pack_put_listed(&w->mods, &w->texts, mod->sum);
	pack_put_text(&w->mods, strata_buf_str(&w->facts));
	w->count++;
}

static bool write_some(struct strata_buf *out, struct go_kept *k, bool used)
{
	struct writer w = { .kept = k, .texts = PACK_LIST(k->arena),
			    .numbers = STRATA_MAP_INIT(k->arena) };

	for (size_t i = 0; i < k->mods.count; i++)
		if (!used || k->mods.items[i].used)
			put_mod(&w, &k->mods.items[i]);
	strata_buf_reset(out);
	pack_put_text(out, strata_str_of(memo_version));
	pack_put_list(out, &w.texts);
	pack_put_number(out, w.numbers.count);
	strata_buf_add(out, strata_buf_str(&w.modules));
	pack_put_number(out, w.count);
	strata_buf_add(out, strata_buf_str(&w.mods));
	strata_buf_release(&w.texts.bytes);
	strata_buf_release(&w.modules);
	strata_buf_release(&w.mods);
	strata_buf_release(&w.facts);
	return out->len <= MOST_BYTES;
}

bool go_kept_write(struct strata_buf *out, struct go_kept *k)
{
	return write_some(out, k, false) || write_some(out, k, true);
}
