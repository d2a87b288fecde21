/* index.c - see index.h. */
#include "resolve/cargo/index.h"

#include "strata/limits.h"
#include "strata/version.h"
#include "text/json.h"
#include "text/line.h"

enum { NEWEST_ENTRY = 2, LONGEST_NAME = 64 };

/* --- all entries, to choose one ------------------------------------------------------------ */

static void take_member(struct cargo_published *out, uint64_t *format, const struct json_value *v,
			struct strata_arena *arena)
{
	if (v->type == JSON_STRING && json_key_is(v, "rust_version"))
		out->rust = json_string(arena, v);
	else if (v->type == JSON_STRING && json_key_is(v, "links"))
		out->links = json_string(arena, v);
	else if (v->type == JSON_STRING && json_key_is(v, "pubtime"))
		out->time = json_string(arena, v);
	else if (v->type == JSON_BOOL && json_key_is(v, "yanked"))
		out->yanked = strata_str_eq(v->raw, STRATA_STR("true"));
	else if (v->type == JSON_NUMBER && json_key_is(v, "v") && !strata_str_u64(format, v->raw))
		*format = NEWEST_ENTRY + 1;
}

static bool read_entry(struct cargo_published *out, struct strata_arena *arena)
{
	uint64_t format = 1;
	unsigned versions = 0;
	struct json_reader r;
	struct json_value v;

	json_init(&r, out->line, JSON_STRICT, NULL);
	if (json_next(&r, &v) != JSON_OBJECT)
		return false;
	while (json_next(&r, &v) > JSON_END) {
		versions += json_key_is(&v, "vers");
		take_member(out, &format, &v, arena);
		if (json_skip(&r, &v) < 0)
			return false;
	}
	return !r.failed && json_finish(&r) == 0 && format <= NEWEST_ENTRY && versions == 1;
}

bool cargo_index_finish(struct cargo_published *entry, struct strata_arena *arena)
{
	if (!entry->finished)
		entry->broken = !read_entry(entry, arena);
	entry->finished = true;
	return !entry->broken;
}

/* The version stands near the beginning: the rest of the line is not looked at. */
static bool begin_entry(struct cargo_published *out, struct strata_str line,
			struct strata_arena *arena)
{
	struct json_reader r;
	struct json_value v;

	*out = (struct cargo_published){ .line = line };
	json_init(&r, line, JSON_STRICT, NULL);
	if (json_next(&r, &v) != JSON_OBJECT)
		return false;
	while (json_next(&r, &v) > JSON_END && !json_key_is(&v, "vers"))
		json_skip(&r, &v);
	out->version = v.type == JSON_STRING ? json_string(arena, &v) : STRATA_NONE;
	return strata_version_cargo.valid(out->version);
}

int cargo_index_read(struct cargo_published_list *out, struct strata_str bytes,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	struct cargo_published entry;
	size_t lines = 0;

	*out = (struct cargo_published_list){ 0 };
	while (line_next(&c)) {
		if (!strata_str_trim(c.line).len)
			continue;
		if (++lines > STRATA_LIMIT_PUBLISHED)
			return strata_fail(err, STRATA_ELIMIT, 0, "it has more than %d versions",
					   STRATA_LIMIT_PUBLISHED);
		if (begin_entry(&entry, c.line, arena))
			*strata_vec_push(arena, out) = entry;
	}
	if (!out->count)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the answer has no entry of an index");
	return 0;
}

/* --- one entry ------------------------------------------------------------------------------ */

static void add_dep(struct cargo_summary *out, const struct node *n, struct strata_str own,
		    struct cargo_names *names, struct strata_arena *arena)
{
	struct strata_str name = node_text(n, "name"), real = node_text(n, "package");
	struct strata_str registry = node_text(n, "registry");
	const struct node *defaults = node_get(n, "default_features");
	struct cargo_dep *dep;

	/* Development dependencies of what is published are nobody's. */
	if (n->type != NODE_MAP || !name.len ||
	    strata_str_eq(node_text(n, "kind"), STRATA_STR("dev")))
		return;
	dep = strata_vec_push(arena, &out->deps);
	*dep = (struct cargo_dep){
		.name = real.len ? real : name,
		.handle = cargo_name(names, name),
		.requirement = node_text(n, "req"),
		.source = CARGO_REGISTRY,
		.from = registry.len ? registry : own,
		.optional = node_true(n, "optional"),
		.defaults = !defaults || defaults->type != NODE_BOOL ||
			    node_true(n, "default_features"),
	};
	for (const struct node *f = node_first(node_array(n, "features")); f; f = f->next)
		if (f->type == NODE_STRING)
			*strata_vec_push(arena, &dep->features) = cargo_name(names, f->text);
	cargo_ids_tidy(&dep->features);
}

static void add_features(struct cargo_summary *out, const struct node *table,
			 struct cargo_names *names, struct strata_arena *arena)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct cargo_feature *feature = strata_vec_push(arena, &out->features);

		feature->name = cargo_name(names, n->key);
		for (const struct node *v = node_first(n); v; v = v->next)
			if (v->type == NODE_STRING)
				cargo_summary_value(feature, v->text, names, arena);
	}
}

int cargo_index_summary(struct cargo_summary *out, struct strata_str line, struct strata_str own,
			struct cargo_names *names, struct strata_arena *arena,
			struct strata_error *err)
{
	struct node *top;
	int rc = json_tree(&top, line, JSON_STRICT, arena, err);

	*out = (struct cargo_summary){ 0 };
	if (rc < 0)
		return rc;
	out->checksum = node_text(top, "cksum");
	for (const struct node *n = node_first(node_array(top, "deps")); n; n = n->next)
		add_dep(out, n, own, names, arena);
	add_features(out, node_map(top, "features"), names, arena);
	add_features(out, node_map(top, "features2"), names, arena);
	cargo_summary_finish(out, arena);
	return 0;
}

/* --- where it is ---------------------------------------------------------------------------- */

static bool is_name(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) &&
		    name.ptr[i] != '-' && name.ptr[i] != '_')
			return false;
	return name.len > 0 && name.len <= LONGEST_NAME;
}

struct strata_str cargo_index_path(struct strata_str name, struct strata_arena *arena)
{
	char low[LONGEST_NAME];

	if (!is_name(name))
		return STRATA_NONE;
	for (size_t i = 0; i < name.len; i++)
		low[i] = strata_lower(name.ptr[i]);
	if (name.len < 3)
		return strata_arena_printf(arena, "%zu/%.*s", name.len, (int)name.len, low);
	if (name.len == 3)
		return strata_arena_printf(arena, "3/%c/%.*s", low[0], (int)name.len, low);
	return strata_arena_printf(arena, "%.2s/%.2s/%.*s", low, low + 2, (int)name.len, low);
}
