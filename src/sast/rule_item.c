/* rule_item.c - the lists of a rule: what is a source, a sink, ..; see rule.h. */
#include "sast/rule_read.h"

/* An item while it is read: a query, or a name. */
struct reading {
	struct sast_item item;
	struct strata_strs names;
	struct strata_str query;
	unsigned query_line;
	bool has_to, has_unless;
};

static const struct { const char *key; unsigned role; } roles[] = {
	{ "query", SAST_QUERY_MATCH }, { "calls", SAST_CONST },     { "sources", SAST_SOURCE },
	{ "sinks", SAST_SINK },        { "sanitizers", SAST_SANITIZER }, { "guards", SAST_GUARD },
	{ "propagators", SAST_FROM },
};

static unsigned role_of(struct strata_str key)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (strata_str_eq(key, strata_str_of(roles[i].key)))
			return roles[i].role;
	return SAST_QUERY_MATCH;
}

static void add_query(struct rule_reader *r, unsigned role, struct strata_str text, unsigned line,
		      struct strata_strs kinds)
{
	*strata_vec_push(r->arena, &r->rule->queries) =
		(struct sast_query){ role, kinds, text, line };
}

int rule_read_query(struct rule_reader *r, const struct node *n, void *to)
{
	struct strata_str text;
	int rc = rule_text(&text, r, n);

	(void)to;
	if (rc == 0)
		add_query(r, role_of(n->key), text, n->line, (struct strata_strs){ 0 });
	return rc;
}

/* One word of `arg`: which values of a call it means. */
static int read_word(uint64_t *args, struct strata_str *keyword, struct rule_reader *r,
		     const struct node *n)
{
	static const struct { const char *word; uint64_t bits; } words[] = {
		{ "any", SAST_ARG_ANY },           { "rest", SAST_ARG_REST },
		{ "receiver", SAST_ARG_RECEIVER }, { "result", SAST_ARG_RESULT },
		{ "keywords", SAST_ARG_KEYWORDS },
	};
	uint64_t number;

	if (strata_str_u64(&number, n->text)) {
		if (number >= 60)
			return rule_wrong(r, n, "is no number below 60");
		*args |= 1ull << number;
		return 0;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_eq(n->text, strata_str_of(words[i].word))) {
			*args |= words[i].bits;
			return 0;
		}
	if (keyword->ptr)
		return rule_wrong(r, n, "names a second keyword: an item has one");
	*keyword = n->text;
	return n->text.len ? 0 : rule_wrong(r, n, "has to say which argument");
}

static int read_words(uint64_t *args, struct strata_str *keyword, struct rule_reader *r,
		      const struct node *n)
{
	int rc = 0;

	if (n->type != NODE_ARRAY)
		return read_word(args, keyword, r, n);
	for (const struct node *i = n->first; i && rc == 0; i = i->next)
		rc = read_word(args, keyword, r, i);
	return rc;
}

static int read_names(struct rule_reader *r, const struct node *n, void *to)
{
	struct reading *reading = to;

	return rule_texts(&reading->names, r, n);
}

static int read_arg(struct rule_reader *r, const struct node *n, void *to)
{
	struct sast_name *name = &((struct reading *)to)->item.name;

	return read_words(&name->args, &name->keyword, r, n);
}

static int read_to(struct rule_reader *r, const struct node *n, void *to)
{
	struct reading *reading = to;
	struct strata_str keyword = STRATA_NONE;
	int rc = read_words(&reading->item.name.to, &keyword, r, n);

	reading->has_to = true;
	return rc == 0 && keyword.ptr ? rule_wrong(r, n, "cannot be a keyword") : rc;
}

static int read_kinds(struct rule_reader *r, const struct node *n, void *to)
{
	return rule_texts(&((struct reading *)to)->item.kinds, r, n);
}

static int read_pattern(struct pattern **out, struct rule_reader *r, const struct node *n)
{
	struct strata_str text;
	size_t offset = 0;

	if (rule_text(&text, r, n) < 0)
		return STRATA_ESYNTAX;
	if (pattern_new(out, &offset, text, r->err) < 0)
		return sast_rule_placed(r->rule, n->line, text, offset, r->err);
	return 0;
}

static int read_value(struct rule_reader *r, const struct node *n, void *to)
{
	return read_pattern(&((struct reading *)to)->item.value, r, n);
}

static int read_unless_arg(struct rule_reader *r, const struct node *n, void *to)
{
	struct sast_name *name = &((struct reading *)to)->item.unless;

	return read_words(&name->args, &name->keyword, r, n);
}

static int read_unless_value(struct rule_reader *r, const struct node *n, void *to)
{
	return read_pattern(&((struct reading *)to)->item.unless_value, r, n);
}

static int read_unless(struct rule_reader *r, const struct node *n, void *to)
{
	static const struct rule_key keys[] = { { "arg", read_unless_arg },
						{ "value", read_unless_value },
						{ 0 } };
	struct reading *reading = to;
	int rc = rule_map(r, n, keys, to);

	reading->has_unless = true;
	if (rc == 0 && !reading->item.unless.args && !reading->item.unless.keyword.ptr)
		rc = rule_wrong(r, n, "needs 'arg'");
	return rc;
}

static int read_query(struct rule_reader *r, const struct node *n, void *to)
{
	struct reading *reading = to;

	reading->query_line = n->line;
	return rule_text(&reading->query, r, n);
}

static int check(struct rule_reader *r, const struct node *n, const struct reading *reading,
		 unsigned role)
{
	const struct sast_name *name = &reading->item.name;
	bool named = reading->names.count > 0, asks = name->args || name->keyword.ptr;

	if (named == (reading->query.ptr != NULL))
		return rule_wrong(r, n, "needs 'call', 'name' or 'query', one of them");
	if (!named && (asks || reading->item.value || reading->has_unless || reading->has_to))
		return rule_wrong(r, n, "has 'query' with keys that belong to a name");
	if (role != SAST_CONST && (reading->item.value || reading->has_unless))
		return rule_wrong(r, n, "has keys that belong to 'calls'");
	if (role != SAST_FROM && reading->has_to)
		return rule_wrong(r, n, "has 'to', which belongs to propagators");
	if (reading->item.value && !asks)
		return rule_wrong(r, n, "has 'value' without 'arg'");
	if (named && (role == SAST_SINK || role == SAST_FROM || role == SAST_GUARD) && !asks)
		return rule_wrong(r, n, "needs 'arg'");
	if ((role == SAST_SINK || role == SAST_CONST) && reading->item.kinds.count)
		return rule_wrong(r, n, "cannot have 'kinds': its rule has one");
	return 0;
}

static void add_items(struct rule_reader *r, struct reading *reading, unsigned role, unsigned line)
{
	struct sast_item *item = &reading->item;

	item->name.role = (enum sast_role)role;
	item->line = line;
	if (role == SAST_FROM && !reading->has_to)
		item->name.to = SAST_ARG_RESULT;
	for (size_t i = 0; i < reading->names.count; i++) {
		struct sast_item *added = strata_vec_push(r->arena, &r->rule->items);

		*added = *item;
		added->name.name = reading->names.items[i];
		if (reading->has_unless)
			added->unless.name = added->name.name;
		item->value = item->unless_value = NULL; /* the first owns them */
		if (i) {
			added->value = added[-1].value;
			added->unless_value = added[-1].unless_value;
		}
	}
}

static int read_item(struct rule_reader *r, const struct node *n, unsigned role)
{
	static const struct rule_key keys[] = {
		{ "call", read_names },   { "name", read_names }, { "arg", read_arg },
		{ "to", read_to },        { "kinds", read_kinds }, { "value", read_value },
		{ "unless", read_unless }, { "query", read_query }, { 0 },
	};
	struct reading reading = { 0 };
	int rc = rule_map(r, n, keys, &reading);

	if (rc == 0)
		rc = check(r, n, &reading, role);
	if (rc < 0) {
		pattern_free(reading.item.value);
		pattern_free(reading.item.unless_value);
		return rc;
	}
	if (reading.query.ptr)
		add_query(r, role, reading.query, reading.query_line, reading.item.kinds);
	add_items(r, &reading, role, n->line);
	return 0;
}

int rule_read_items(struct rule_reader *r, const struct node *n, void *to)
{
	unsigned role = role_of(n->key);
	int rc = 0;

	if (n->type == NODE_STRING && role != SAST_CONST)
		return rule_read_query(r, n, to);
	if (n->type != NODE_ARRAY)
		return rule_wrong(r, n, "has to be a list");
	for (const struct node *i = n->first; i && rc == 0; i = i->next)
		rc = i->type == NODE_MAP ? read_item(r, i, role) :
					   rule_wrong(r, i, "has to be a map of keys");
	return rc;
}
