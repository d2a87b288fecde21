/* override.c - see override.h. */
#include "resolve/npm/override.h"

#include "npm/npm.h"
#include "strata/limits.h"

struct reader {
	const struct npm_manifest *top;
	struct strata_arena *arena;
	struct strata_error *err;
};

static int fail(struct reader *r, const struct node *n, const char *why)
{
	return strata_fail(r->err, STRATA_ESYNTAX, n->line, "the override '%.*s' %s",
			   STRATA_ARG(n->key), why);
}

/* What the project itself asks for by that name, development first as npm has it. */
static struct strata_str asked_by_top(const struct npm_manifest *top, struct strata_str name)
{
	static const enum npm_ask_kind order[] = { NPM_ASK_DEV, NPM_ASK_OPTIONAL, NPM_ASK_PROD,
						   NPM_ASK_PEER, NPM_ASK_PEER_OPTIONAL };

	for (size_t k = 0; k < sizeof(order) / sizeof(*order); k++)
		for (size_t i = 0; i < top->asks.count; i++)
			if (top->asks.items[i].kind == order[k] &&
			    strata_str_eq(top->asks.items[i].name, name))
				return top->asks.items[i].spec;
	return STRATA_NONE;
}

static int set_value(struct npm_override *rule, struct reader *r, const struct node *n)
{
	struct strata_str text = n->text;

	if (n->type != NODE_STRING)
		return fail(r, n, "is neither a text nor an object");
	if (text.len && text.ptr[0] == '$') {
		text = asked_by_top(r->top, strata_str_skip(text, 1));
		if (!text.ptr)
			return fail(r, n, "refers to what the project does not ask for");
	}
	rule->value = strata_str_eq(text, STRATA_STR("*"))
			      ? NULL
			      : npm_spec_parse(rule->name, text, r->arena);
	if (!text.len)
		rule->value = NULL;
	return 0;
}

static int read_rules(struct npm_override *set, struct reader *r, const struct node *map);

static int read_rule(struct npm_override *set, struct reader *r, const struct node *n)
{
	struct npm_override *rule = strata_arena_alloc(r->arena, sizeof(*rule));
	const struct node *own = n->type == NODE_MAP ? node_get(n, ".") : n;
	struct strata_str versions;
	int rc = 0;

	npm_split(&rule->name, &versions, n->key);
	if (!rule->name.len)
		return fail(r, n, "has no name");
	rule->parent = set;
	rule->key = n->key;
	rule->of = npm_spec_parse(rule->name, versions.ptr ? versions : STRATA_STR("*"), r->arena);
	rule->value = versions.len && !rule->of->any ? rule->of : NULL;
	*strata_vec_push(r->arena, &set->children) = rule;
	if (own)
		rc = set_value(rule, r, own);
	return rc < 0 || n->type != NODE_MAP ? rc : read_rules(rule, r, n);
}

static int read_rules(struct npm_override *set, struct reader *r, const struct node *map)
{
	int rc = 0;

	for (const struct node *n = node_first(map); n && rc == 0; n = n->next)
		if (!strata_str_eq(n->key, STRATA_STR(".")))
			rc = read_rule(set, r, n);
	return rc;
}

int npm_override_read(const struct npm_override **out, const struct node *overrides,
		      const struct npm_manifest *top, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct reader r = { top, arena, err };
	struct npm_override *set;

	*out = NULL;
	if (!overrides || overrides->type != NODE_MAP || !overrides->first)
		return 0;
	set = strata_arena_alloc(arena, sizeof(*set));
	*out = set;
	return read_rules(set, &r, overrides);
}

static bool applies(const struct npm_override *rule, struct strata_str name,
		    const struct npm_spec *spec)
{
	return strata_str_eq(rule->name, name) &&
	       (rule->of->any || npm_spec_touches(spec, rule->of));
}

/* Nearer rules come before those around them; of one key only the nearest counts. */
static bool is_hidden(const struct npm_override *set, const struct npm_override *below,
		      struct strata_str key)
{
	for (const struct npm_override *s = below; s != set; s = s->parent) {
		for (size_t i = 0; i < s->children.count; i++)
			if (strata_str_eq(s->children.items[i]->key, key))
				return true;
		if (s->parent && strata_str_eq(s->key, key))
			return true;
	}
	return false;
}

const struct npm_override *npm_override_rule(const struct npm_override *set,
					     struct strata_str name, const struct npm_spec *spec)
{
	for (const struct npm_override *s = set; s; s = s->parent) {
		for (size_t i = 0; i < s->children.count; i++)
			if (applies(s->children.items[i], name, spec) &&
			    !is_hidden(s, set, s->children.items[i]->key))
				return s->children.items[i];
		if (s->parent && applies(s, name, spec) && !is_hidden(s, set, s->key))
			return s;
	}
	return set;
}

static bool same_value(const struct npm_override *a, const struct npm_override *b)
{
	return !a->value || !b->value ? a->value == b->value
				      : strata_str_eq(a->value->raw, b->value->raw);
}

bool npm_override_eq(const struct npm_override *a, const struct npm_override *b)
{
	/* There is one object for each rule of the one set that is read. */
	return a == b;
}

static bool holds(const struct npm_override *outer, const struct npm_override *inner)
{
	for (; inner; inner = inner->parent)
		if (inner == outer)
			return true;
	return false;
}

/* Whether what two rules say of one name cannot be had together. */
static bool exclude(const struct npm_override *a, const struct npm_override *b)
{
	return strata_str_eq(a->key, b->key) && a != b && !same_value(a, b) && a->value && b->value &&
	       !npm_spec_touches(a->value, b->value);
}

static bool rules_exclude(const struct npm_override *a, const struct npm_override *b)
{
	for (const struct npm_override *x = a; x; x = x->parent)
		for (const struct npm_override *y = b; y; y = y->parent)
			for (size_t i = 0; i < x->children.count; i++)
				for (size_t k = 0; k < y->children.count; k++)
					if (exclude(x->children.items[i], y->children.items[k]))
						return true;
	return false;
}

const struct npm_override *npm_override_specific(const struct npm_override *a,
						 const struct npm_override *b)
{
	if (holds(a, b))
		return b;
	if (holds(b, a))
		return a;
	if (rules_exclude(a, b))
		return NULL;
	while (a && !holds(a, b))
		a = a->parent;
	return a;
}
