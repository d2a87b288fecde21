/* licences.c - [licences] of strata.toml: rules about licences, and exceptions from them. */
#include "config/reader.h"
#include "model/spdx.h"
#include "strata/ecosystem.h"

#define TABLE "[licences]"

static int fail(struct config_reader *r, const struct node *at, const char *what)
{
	return config_fail(r, at, TABLE, what);
}

int config_fail(struct config_reader *r, const struct node *at, const char *keyless, const char *what)
{
	struct strata_str subject = at->key.ptr ? at->key : strata_str_of(keyless);

	return strata_fail(r->err, STRATA_EUSAGE, at->line, "'%.*s' %s", STRATA_ARG(subject), what);
}

/* A family's name, or an expression: kept as the list writes it. */
static int read_licence(struct config_reader *r, struct strata_strs *to, const struct node *list,
			const struct node *n)
{
	struct strata_error own = STRATA_ERROR_INIT;
	const struct spdx_node *node;
	enum spdx_family family;

	if (n->type != NODE_STRING)
		return fail(r, list, "must be a list of licences or families of them");
	if (spdx_family_parse(&family, n->text)) {
		*strata_vec_push(r->arena, to) = strata_arena_dup(r->arena, n->text);
		return 0;
	}
	if (spdx_parse(&node, n->text, r->arena, &own) < 0)
		return strata_fail(r->err, STRATA_EUSAGE, n->line, "'%.*s' is neither a family of "
				   "licences nor an SPDX expression: %s", STRATA_ARG(n->text), own.text);
	*strata_vec_push(r->arena, to) = spdx_write(node, r->arena);
	return 0;
}

static int read_list(struct config_reader *r, struct strata_strs *to, const struct node *list)
{
	int rc = list->type == NODE_ARRAY
			 ? 0
			 : fail(r, list, "must be a list of licences or families of them");

	for (const struct node *n = list->first; n && rc == 0; n = n->next)
		rc = read_licence(r, to, list, n);
	return rc;
}

static int read_scopes(struct config_reader *r, struct config_text *to, const struct node *list)
{
	struct strata_str all = STRATA_STR("");

	for (const struct node *n = list->type == NODE_ARRAY ? list->first : NULL; n; n = n->next) {
		if (n->type != NODE_STRING)
			return fail(r, list, "must be a list of scopes");
		all = strata_arena_join(r->arena, all, all.len ? STRATA_STR(",") : STRATA_STR(""),
					n->text);
	}
	if (!all.len)
		return fail(r, list, "must be a list of scopes");
	*to = (struct config_text){ all, r->path, list->line };
	return 0;
}

static int read_bool(struct config_reader *r, bool *to, const struct node *n)
{
	if (n->type != NODE_BOOL)
		return fail(r, n, "must be true or false");
	*to = strata_str_eq(n->text, STRATA_STR("true"));
	return 0;
}

static int read_ecosystem(struct config_reader *r, struct strata_str *to, const struct node *n)
{
	const struct strata_ecosystem *found =
		n->type == NODE_STRING ? strata_ecosystem_named(n->text) : NULL;

	if (!found)
		return fail(r, n, "is no ecosystem as OSV calls them");
	*to = strata_str_of(found->name);
	return 0;
}

/* A key of a rule; `known` is false for what is none. */
static int read_key(struct config_reader *r, struct config_licence_rule *rule, const struct node *n,
		    bool *known)
{
	*known = true;
	if (strata_str_eq(n->key, STRATA_STR("allow")))
		return read_list(r, &rule->allow, n);
	if (strata_str_eq(n->key, STRATA_STR("deny")))
		return read_list(r, &rule->deny, n);
	if (strata_str_eq(n->key, STRATA_STR("scope")))
		return read_scopes(r, &rule->scope, n);
	if (strata_str_eq(n->key, STRATA_STR("ecosystem")))
		return read_ecosystem(r, &rule->ecosystem, n);
	if (strata_str_eq(n->key, STRATA_STR("unknown")))
		return read_bool(r, &rule->unknown, n);
	if (strata_str_eq(n->key, STRATA_STR("conflicts")))
		return read_bool(r, &rule->conflicts, n);
	*known = false;
	return 0;
}

static int read_rule(struct config_reader *r, const struct node *table)
{
	struct config_licence_rule rule = { .file = r->path, .line = table->line };
	int rc = 0;

	for (const struct node *n = table->first; n && rc == 0; n = n->next) {
		bool known;

		rc = read_key(r, &rule, n, &known);
		if (rc == 0 && !known)
			rc = fail(r, n, "is no key of [[licences.rule]]: allow, deny, scope, "
					"ecosystem, unknown, conflicts");
	}
	if (rc == 0)
		*strata_vec_push(r->arena, &r->out->licences) = rule;
	return rc;
}

static int read_exception(struct config_reader *r, const struct node *table)
{
	struct config_ignore one = { .file = r->path, .line = table->line, .licences = true };

	for (const struct node *n = table->first; n; n = n->next) {
		struct strata_str *to = strata_str_eq(n->key, STRATA_STR("purl"))     ? &one.purl
					: strata_str_eq(n->key, STRATA_STR("reason")) ? &one.reason
					: strata_str_eq(n->key, STRATA_STR("until"))  ? &one.until
										      : NULL;

		if (!to)
			return fail(r, n, "is no key of [[licences.exception]]: purl, reason, until");
		if (n->type != NODE_STRING || !n->text.len)
			return fail(r, n, "must be a text that is not empty");
		*to = strata_arena_dup(r->arena, n->text);
	}
	if (!one.purl.ptr || !one.reason.ptr)
		return fail(r, table, "has an exception without purl or reason");
	if (one.until.ptr && !strata_str_is_day(one.until))
		return fail(r, table, "has an 'until' that is no day like 2027-01-31");
	*strata_vec_push(r->arena, &r->out->ignores) = one;
	return 0;
}

static int read_tables(struct config_reader *r, const struct node *array,
		       int (*read)(struct config_reader *r, const struct node *table))
{
	int rc = array->type == NODE_ARRAY ? 0 : fail(r, array, "must be a list of tables");

	for (const struct node *n = array->first; n && rc == 0; n = n->next)
		rc = n->type == NODE_MAP ? read(r, n) : fail(r, array, "must be a list of tables");
	return rc;
}

static bool says_anything(const struct config_licence_rule *rule)
{
	return rule->allow.count || rule->deny.count || rule->conflicts;
}

int config_read_licences(struct config_reader *r, const struct node *table)
{
	struct config_licence_rule all = { .file = r->path, .line = table->line };
	int rc = table->type == NODE_MAP ? 0 : fail(r, table, "must be written as [licences]");

	for (const struct node *n = table->first; n && rc == 0; n = n->next) {
		bool known;

		if (strata_str_eq(n->key, STRATA_STR("rule"))) {
			rc = read_tables(r, n, read_rule);
			continue;
		}
		if (strata_str_eq(n->key, STRATA_STR("exception"))) {
			rc = read_tables(r, n, read_exception);
			continue;
		}
		rc = read_key(r, &all, n, &known);
		if (rc == 0 && !known)
			rc = fail(r, n, "is no key of [licences]: allow, deny, scope, ecosystem, unknown, "
					"conflicts, rule, exception");
	}
	if (rc == 0 && says_anything(&all))
		*strata_vec_push(r->arena, &r->out->licences) = all;
	return rc;
}
