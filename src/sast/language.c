/* language.c - see language.h. */
#include "sast/language.h"

#include "sast/message.h"
#include "strata/map.h"

#define KINDS 64

struct making {
	struct sast_language *out;
	struct strata_map kinds; /* name -> bit */
	struct strata_arena *arena;
	struct strata_error *err;
	const struct sast_rule *rule;
	uint32_t number; /* of the rule */
};

static int kind_bit(uint64_t *bits, struct making *m, struct strata_str name, unsigned line)
{
	bool added;
	size_t *bit = strata_map_at(&m->kinds, name, &added);

	if (added) {
		if (m->out->kinds.count == KINDS)
			return sast_rule_wrong(m->rule, line, name, 0, m->err,
					       "'%.*s' is one kind too many: a language has %d",
					       STRATA_ARG(name), KINDS);
		*bit = m->out->kinds.count;
		*strata_vec_push(m->arena, &m->out->kinds) = name;
	}
	*bits |= 1ull << *bit;
	return 0;
}

/* Those that are told; else all of a model, the rule's own of a rule. */
static int kinds_of(uint64_t *bits, struct making *m, const struct strata_strs *names, unsigned line)
{
	int rc = 0;

	*bits = 0;
	if (!names->count && m->rule->mode == SAST_MODEL)
		*bits = UINT64_MAX;
	else if (!names->count)
		return kind_bit(bits, m, m->rule->kind, line);
	for (size_t i = 0; i < names->count && rc == 0; i++)
		rc = kind_bit(bits, m, names->items[i], line);
	return rc;
}

static int capture_named(const struct syntax_query *q, const char *name)
{
	const char *one;

	for (uint32_t i = 0; (one = syntax_query_capture(q, i)); i++)
		if (strcmp(one, name) == 0)
			return (int)i;
	return -1;
}

/* The captures that a role is told by. */
static const struct { unsigned role; const char *first, *second; } captures[] = {
	{ SAST_QUERY_MATCH, "match", NULL },   { SAST_SOURCE, "source", NULL },
	{ SAST_SINK, "sink", NULL },           { SAST_SANITIZER, "sanitizer", NULL },
	{ SAST_GUARD, "guard", NULL },         { SAST_FROM, "from", "to" },
};

static int need_capture(int *out, struct making *m, const struct syntax_query *q,
			const struct sast_query *query, const char *name)
{
	*out = name ? capture_named(q, name) : -1;
	if (!name || *out >= 0)
		return 0;
	return sast_rule_wrong(m->rule, query->line, query->text, 0, m->err,
			       "query that captures no '@%s'", name);
}

/* One that nobody uses is a misspelt one. */
static int check_captures(struct making *m, const struct syntax_query *q,
			  const struct sast_query *query, const struct sast_use *use)
{
	const char *name;

	for (uint32_t i = 0; (name = syntax_query_capture(q, i)); i++) {
		if ((int)i == use->primary || (int)i == use->second || name[0] == '_' ||
		    syntax_query_asks_about(q, i) || sast_message_uses(m->rule, name) ||
		    strata_str_eq(m->rule->fix_capture, strata_str_of(name)))
			continue;
		return sast_rule_wrong(m->rule, query->line, query->text,
				       syntax_query_capture_at(q, i), m->err,
				       "'@%s' is captured and not used", name);
	}
	return 0;
}

static int set_captures(struct making *m, const struct syntax_query *q,
			const struct sast_query *query, struct sast_use *use)
{
	size_t i = 0;
	int rc;

	while (captures[i].role != query->role)
		i++;
	if ((rc = need_capture(&use->primary, m, q, query, captures[i].first)) < 0 ||
	    (rc = need_capture(&use->second, m, q, query, captures[i].second)) < 0)
		return rc;
	return check_captures(m, q, query, use);
}

static int add_query(struct making *m, const struct sast_query *query)
{
	struct sast_use *use = strata_vec_push(m->arena, &m->out->uses);
	struct syntax_query *q;
	size_t offset;
	int rc;

	*use = (struct sast_use){ .query = query, .rule = m->number, .primary = -1, .second = -1 };
	if (query->role != SAST_QUERY_MATCH &&
	    (rc = kinds_of(&use->kinds, m, &query->kinds, query->line)) < 0)
		return rc;
	if (syntax_query_new(&q, &offset, m->out->grammar, query->text, m->err) < 0)
		return sast_rule_placed(m->rule, query->line, query->text, offset, m->err);
	rc = set_captures(m, q, query, use);
	syntax_query_set_number(q, (uint32_t)m->out->uses.count - 1);
	syntax_search_add(m->out->search, q);
	return rc;
}

static void add_call(struct making *m, const struct sast_item *item, const struct sast_name *name,
		     bool unless)
{
	struct sast_name *added = strata_vec_push(m->arena, &m->out->names);

	*added = *name;
	added->role = SAST_CONST;
	added->rule = (uint32_t)m->out->calls.count;
	*strata_vec_push(m->arena, &m->out->calls) =
		(struct sast_call){ item, m->number, unless };
}

static int add_item(struct making *m, const struct sast_item *item)
{
	struct sast_name *added;

	if (item->name.role == SAST_CONST) {
		add_call(m, item, &item->name, false);
		if (item->unless.name.ptr)
			add_call(m, item, &item->unless, true);
		return 0;
	}
	added = strata_vec_push(m->arena, &m->out->names);
	*added = item->name;
	added->rule = m->number;
	return kinds_of(&added->kinds, m, &item->kinds, item->line);
}

static int add_rule(struct making *m)
{
	int rc = sast_message_check(m->rule, m->err);

	for (size_t i = 0; i < m->rule->items.count && rc == 0; i++)
		rc = add_item(m, &m->rule->items.items[i]);
	for (size_t i = 0; i < m->rule->queries.count && rc == 0; i++)
		rc = add_query(m, &m->rule->queries.items[i]);
	return rc;
}

int sast_language_make(struct sast_language **out, const struct syntax_grammar *g,
		       const struct sast_rules *rules, struct strata_arena *arena,
		       struct strata_error *err)
{
	struct sast_language *language = strata_arena_alloc(arena, sizeof(*language));
	struct making m = { language, STRATA_MAP_INIT(arena), arena, err, NULL, 0 };
	int rc = 0;

	*language = (struct sast_language){ .grammar = g, .rules = *rules,
					    .search = syntax_search_new() };
	strata_vec_push(arena, &language->uses);
	for (size_t i = 0; i < rules->count && rc == 0; i++) {
		m.rule = rules->items[i];
		m.number = (uint32_t)i;
		rc = add_rule(&m);
	}
	flow_names_init(&language->flow_names, arena, &language->names);
	if (rc < 0)
		syntax_search_free(language->search);
	else
		*out = language;
	return rc;
}
