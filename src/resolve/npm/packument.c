/* packument.c - see packument.h. */
#include "resolve/npm/packument.h"

#include "strata/limits.h"
#include "strata/map.h"
#include "text/json.h"

/* --- the whole document ----------------------------------------------------------------- */

static int read_versions(struct npm_packument *out, struct json_reader *r,
			 struct strata_arena *arena)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_skip(r, &v) < 0)
			return STRATA_ESYNTAX;
		if (out->versions.count == STRATA_LIMIT_PUBLISHED)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "it has more than %d versions",
					   STRATA_LIMIT_PUBLISHED);
		if (v.type == JSON_OBJECT)
			*strata_vec_push(arena, &out->versions) = (struct npm_published){
				.version = json_unescape(arena, v.key, v.key_escaped),
				.text = v.raw,
			};
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

static int read_tags(struct npm_packument *out, struct json_reader *r, struct strata_arena *arena)
{
	struct json_value v;

	while (json_next(r, &v) > JSON_END) {
		if (json_skip(r, &v) < 0)
			return STRATA_ESYNTAX;
		if (v.type == JSON_STRING)
			*strata_vec_push(arena, &out->tags) = (struct npm_tag){
				json_unescape(arena, v.key, v.key_escaped), json_string(arena, &v)
			};
	}
	return r->failed ? STRATA_ESYNTAX : 0;
}

/* Times may come before the versions that they are of. */
static int read_times(struct npm_tags *times, struct json_reader *r, struct strata_arena *arena)
{
	struct npm_packument all = { 0 };
	int rc = read_tags(&all, r, arena);

	*times = all.tags;
	return rc;
}

static void set_times(struct npm_packument *out, const struct npm_tags *times)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct strata_map by_version = STRATA_MAP_INIT(&scratch);
	size_t index;

	for (size_t i = 0; i < out->versions.count; i++)
		*strata_map_at(&by_version, out->versions.items[i].version, NULL) = i;
	for (size_t i = 0; i < times->count; i++)
		if (strata_map_get(&index, &by_version, times->items[i].name))
			out->versions.items[index].time = times->items[i].version;
	strata_arena_release(&scratch);
}

int npm_packument_read(struct npm_packument *out, struct strata_str bytes,
		       struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct npm_tags times = { 0 };
	struct json_reader r;
	struct json_value v;
	int rc = 0;

	*out = (struct npm_packument){ 0 };
	json_init(&r, bytes, JSON_STRICT, err ? err : &own);
	if (json_next(&r, &v) != JSON_OBJECT)
		return strata_fail(r.err, STRATA_ESYNTAX, 0, "the answer is no JSON object");
	while (rc == 0 && json_next(&r, &v) > JSON_END) {
		if (v.type == JSON_OBJECT && json_key_is(&v, "versions"))
			rc = read_versions(out, &r, arena);
		else if (v.type == JSON_OBJECT && json_key_is(&v, "dist-tags"))
			rc = read_tags(out, &r, arena);
		else if (v.type == JSON_OBJECT && json_key_is(&v, "time"))
			rc = read_times(&times, &r, arena);
		else
			rc = json_skip(&r, &v);
	}
	if (rc == 0)
		rc = r.failed ? STRATA_ESYNTAX : json_finish(&r);
	if (rc == 0 && times.count)
		set_times(out, &times);
	for (size_t i = 0; i < out->versions.count; i++)
		out->undated = out->undated || !out->versions.items[i].time.len;
	return rc;
}

struct strata_str npm_packument_tag(const struct npm_packument *p, struct strata_str name)
{
	for (size_t i = 0; i < p->tags.count; i++)
		if (strata_str_eq(p->tags.items[i].name, name))
			return p->tags.items[i].version;
	return STRATA_NONE;
}

/* --- one version -------------------------------------------------------------------------- */

static bool is_optional_peer(const struct node *top, struct strata_str name)
{
	return node_true(node_get_str(node_map(top, "peerDependenciesMeta"), name), "optional");
}

static void add_asks(struct npm_manifest *out, const struct node *top, const char *key,
		     enum npm_ask_kind kind, struct strata_arena *arena)
{
	for (const struct node *n = node_first(node_map(top, key)); n; n = n->next) {
		struct npm_ask *ask;

		if (n->type != NODE_STRING || !n->key.len)
			continue;
		ask = strata_vec_push(arena, &out->asks);
		*ask = (struct npm_ask){ kind, n->key, n->text, n->line };
		if (kind == NPM_ASK_PEER && is_optional_peer(top, n->key))
			ask->kind = NPM_ASK_PEER_OPTIONAL;
	}
}

/* A list of texts, or one text alone. */
static void add_texts(struct strata_strs *out, const struct node *n, struct strata_arena *arena)
{
	if (n && n->type == NODE_STRING)
		*strata_vec_push(arena, out) = n->text;
	for (n = n && n->type == NODE_ARRAY ? n->first : NULL; n; n = n->next)
		if (n->type == NODE_STRING)
			*strata_vec_push(arena, out) = n->text;
}

/* true stands for all of its dependencies. */
static void add_bundled(struct npm_manifest *out, const struct node *top, struct strata_arena *arena)
{
	const struct node *n = node_get(top, "bundleDependencies");

	if (!n)
		n = node_get(top, "bundledDependencies");
	if (!n || n->type != NODE_BOOL) {
		add_texts(&out->bundled, n, arena);
		return;
	}
	for (const struct node *d = strata_str_eq(n->text, STRATA_STR("true"))
					    ? node_first(node_map(top, "dependencies"))
					    : NULL;
	     d; d = d->next)
		*strata_vec_push(arena, &out->bundled) = d->key;
}

void npm_manifest_of(struct npm_manifest *out, const struct node *top, struct strata_arena *arena)
{
	const struct node *dist = node_map(top, "dist"), *licence = node_get(top, "license");
	const struct node *deprecated = node_get(top, "deprecated");
	const struct node *engines = node_map(top, "engines");

	*out = (struct npm_manifest){
		.name = node_text(top, "name"),
		.version = node_text(top, "version"),
		.integrity = node_text(dist, "integrity"),
		.shasum = node_text(dist, "shasum"),
		.archive = node_text(dist, "tarball"),
		.licence = licence && licence->type == NODE_STRING ? licence->text : STRATA_NONE,
		.engine_node = node_text(engines, "node"),
		.engine_npm = node_text(engines, "npm"),
	};
	out->deprecated = deprecated && deprecated->type != NODE_NULL &&
			  (deprecated->type == NODE_BOOL
				   ? strata_str_eq(deprecated->text, STRATA_STR("true"))
				   : deprecated->text.len > 0);
	add_asks(out, top, "dependencies", NPM_ASK_PROD, arena);
	add_asks(out, top, "devDependencies", NPM_ASK_DEV, arena);
	add_asks(out, top, "optionalDependencies", NPM_ASK_OPTIONAL, arena);
	add_asks(out, top, "peerDependencies", NPM_ASK_PEER, arena);
	add_bundled(out, top, arena);
	add_texts(&out->os, node_get(top, "os"), arena);
	add_texts(&out->cpu, node_get(top, "cpu"), arena);
	add_texts(&out->libc, node_get(top, "libc"), arena);
}

int npm_manifest_read(struct npm_manifest *out, struct strata_str text,
		      struct strata_arena *arena, struct strata_error *err)
{
	struct node *top;
	int rc = json_tree(&top, text, JSON_STRICT, arena, err);

	if (rc < 0)
		return rc;
	npm_manifest_of(out, top, arena);
	return 0;
}
