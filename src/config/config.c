/* config.c - strata.toml; see config.h. */
#include "config/reader.h"

#include "strata/limits.h"
#include "text/toml.h"

#define IMAGE_KEYS \
	"authorities images keys logs must-be-minimal must-be-pinned must-be-signed notary own " \
	"registries"

static int fail(struct config_reader *r, const struct node *at, const char *what)
{
	return config_fail(r, at, "[[ignore]]", what);
}

static int read_ignore(struct config_reader *r, const struct node *table)
{
	struct config_ignore *ignore = strata_vec_push(r->arena, &r->out->ignores);

	ignore->file = r->path;
	ignore->line = table->line;
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct { const char *key; struct strata_str *to; } known[] = {
			{ "id", &ignore->id },         { "purl", &ignore->purl },
			{ "path", &ignore->path },     { "reason", &ignore->reason },
			{ "until", &ignore->until },
		};
		size_t i = 0;

		while (i < 5 && !strata_str_eq(n->key, strata_str_of(known[i].key)))
			i++;
		if (i == 5)
			return fail(r, n, "is no key of [[ignore]]: id, purl, path, reason, until");
		if (n->type != NODE_STRING || n->text.len == 0)
			return fail(r, n, "must be a text that is not empty");
		*known[i].to = strata_arena_dup(r->arena, n->text);
	}
	if (!ignore->id.ptr && !ignore->purl.ptr && !ignore->path.ptr)
		return fail(r, table, "needs one of id, purl or path");
	if (!ignore->reason.ptr)
		return fail(r, table, "needs a reason");
	if (ignore->until.ptr && !strata_str_is_day(ignore->until))
		return fail(r, table, "has an 'until' that is no day like 2027-01-31");
	return 0;
}

static int read_ignores(struct config_reader *r, const struct node *array)
{
	int rc = 0;

	if (array->type != NODE_ARRAY)
		return fail(r, array, "must be written as [[ignore]]");
	for (const struct node *n = array->first; n && rc == 0; n = n->next)
		rc = n->type == NODE_MAP ? read_ignore(r, n)
					 : fail(r, array, "must be written as [[ignore]]");
	return rc;
}

static void set(struct config_reader *r, struct config_text *to, const struct node *n,
		struct strata_str text)
{
	*to = (struct config_text){ text, r->path, n->line };
}

static int read_fail_on(struct config_reader *r, const struct node *n)
{
	if (n->type != NODE_STRING)
		return fail(r, n, "must be a text");
	set(r, &r->out->fail_on, n, strata_arena_dup(r->arena, n->text));
	return 0;
}

static int read_scope(struct config_reader *r, const struct node *array)
{
	struct strata_str all = STRATA_STR("");

	if (array->type != NODE_ARRAY || !array->first)
		return fail(r, array, "must be a list of scopes");
	for (const struct node *n = array->first; n; n = n->next) {
		if (n->type != NODE_STRING)
			return fail(r, array, "must be a list of scopes");
		all = strata_arena_join(r->arena, all,
					all.len ? STRATA_STR(",") : STRATA_STR(""), n->text);
	}
	set(r, &r->out->scope, array, all);
	return 0;
}

static int add_pair(struct config_reader *r, struct config_pairs *to, struct strata_str key,
		    const struct node *n)
{
	struct config_pair *pair;

	if (n->type != NODE_STRING || !n->text.len)
		return strata_fail(r->err, STRATA_EUSAGE, n->line, "'%.*s' must be a text",
				   STRATA_ARG(key));
	pair = strata_vec_push(r->arena, to);
	pair->key = strata_arena_dup(r->arena, key);
	set(r, &pair->value, n, strata_arena_dup(r->arena, n->text));
	return 0;
}

static int read_resolve(struct config_reader *r, const struct node *table)
{
	int rc = table->type == NODE_MAP ? 0 : fail(r, table, "must be written as [resolve]");

	for (const struct node *n = table->first; n && rc == 0; n = n->next)
		rc = add_pair(r, &r->out->resolve, n->key, n);
	return rc;
}

/* A text, or a list of them in the order in which they count. */
static int add_pairs(struct config_reader *r, struct config_pairs *to, const struct node *n)
{
	int rc = n->type == NODE_ARRAY ? 0 : add_pair(r, to, n->key, n);

	for (const struct node *one = n->type == NODE_ARRAY ? n->first : NULL; one && rc == 0;
	     one = one->next)
		rc = add_pair(r, to, n->key, one);
	return rc;
}

static int read_image(struct config_reader *r, const struct node *table)
{
	int rc = table->type == NODE_MAP ? 0 : fail(r, table, "must be written as [image]");

	for (const struct node *n = table->first; n && rc == 0; n = n->next)
		rc = strata_lists(IMAGE_KEYS, n->key) ? add_pairs(r, &r->out->image, n)
						      : fail(r, n, "is no key of [image]: " IMAGE_KEYS);
	return rc;
}

static int read_registries(struct config_reader *r, const struct node *table)
{
	int rc = table->type == NODE_MAP ? 0 : fail(r, table, "must be written as [registries]");

	for (const struct node *n = table->first; n && rc == 0; n = n->next)
		rc = add_pairs(r, &r->out->registries, n);
	return rc;
}

static const struct {
	const char *key;
	int (*read)(struct config_reader *r, const struct node *value);
} keys[] = {
	{ "fail-on", read_fail_on },
	{ "ignore", read_ignores },
	{ "image", read_image },
	{ "licences", config_read_licences },
	{ "registries", read_registries },
	{ "resolve", read_resolve },
	{ "scope", read_scope },
};

enum { KEYS = sizeof(keys) / sizeof(*keys) };

static int read_keys(struct config_reader *r, const struct node *top)
{
	int rc = 0;

	for (const struct node *n = node_first(top); n && rc == 0; n = n->next) {
		size_t i = 0;

		while (i < KEYS && !strata_str_eq(n->key, strata_str_of(keys[i].key)))
			i++;
		rc = i < KEYS ? keys[i].read(r, n) : fail(r, n, "is no key of strata.toml");
	}
	return rc;
}

static int read_document(struct config *out, struct strata_str path, struct strata_str bytes,
			 int (*read)(struct config_reader *r, const struct node *top),
			 struct strata_arena *arena, struct strata_error *err)
{
	struct strata_error own = STRATA_ERROR_INIT;
	struct config_reader r = { out, arena, path, err ? err : &own };
	struct node *top;
	int rc;

	if (bytes.len > STRATA_LIMIT_CONFIG_BYTES)
		rc = strata_fail(r.err, STRATA_EUSAGE, 0, "is over %u bytes",
				 STRATA_LIMIT_CONFIG_BYTES);
	else /* what is kept are slices of the text */
		rc = toml_tree(&top, strata_arena_dup(arena, bytes), arena, r.err);
	if (rc == 0)
		rc = read(&r, top);
	if (rc < 0) {
		strata_error_at(r.err, path);
		r.err->code = STRATA_EUSAGE;
		rc = STRATA_EUSAGE;
	}
	return rc;
}

int config_read(struct config *out, struct strata_str path, struct strata_str bytes,
		struct strata_arena *arena, struct strata_error *err)
{
	return read_document(out, path, bytes, read_keys, arena, err);
}

int config_read_addresses(struct config *out, struct strata_str path, struct strata_str bytes,
			  struct strata_arena *arena, struct strata_error *err)
{
	return read_document(out, path, bytes, read_registries, arena, err);
}
