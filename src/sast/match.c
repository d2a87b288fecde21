/* match.c - see match.h. */
#include "sast/match.h"

struct matching {
	struct sast_matched *out;
	const struct sast_language *language;
	const struct syntax_tree *tree;
	const struct program *program;
	struct strata_arena *arena;
	uint32_t pairs;
};

/* The last part of a dotted name. */
static struct strata_str last_part(struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.');

	return dot == STRATA_NPOS ? name : strata_str_skip(name, dot + 1);
}

/* A type as declared is one that is meant: by its whole name, or by the simple one of either. */
static bool is_type(const struct program *p, struct strata_str declared, struct strata_str wanted)
{
	struct strata_str imported = program_import_of(p, declared);

	if (strata_str_eq(declared, wanted) || strata_str_eq(imported, wanted))
		return true;
	if (strata_str_chr(wanted, '.') == STRATA_NPOS)
		return strata_str_eq(last_part(declared), wanted);
	return !imported.ptr && strata_str_eq(declared, last_part(wanted));
}

static bool has_type(struct matching *m, const struct syntax_predicate *p, struct syntax_node node)
{
	struct strata_str declared = program_type_of(m->program, syntax_start(node),
						     syntax_text(m->tree, node));

	for (size_t i = 0; declared.ptr && i < p->texts.count; i++)
		if (is_type(m->program, declared, p->texts.items[i]))
			return true;
	return false;
}

static bool in_function(struct matching *m, const struct syntax_predicate *p, struct syntax_node node)
{
	uint32_t number = program_function_at(m->program, syntax_start(node));
	struct strata_str name = m->program->functions.items[number].name;

	for (size_t i = 0; i < p->texts.count; i++)
		if (strata_str_eq(name, p->texts.items[i]))
			return true;
	return false;
}

/* A module, or something in it. */
static bool is_within(struct strata_str target, struct strata_str module)
{
	return strata_str_starts(target, module) &&
	       (target.len == module.len || target.ptr[module.len] == '.' ||
		target.ptr[module.len] == '/');
}

static bool imports(struct matching *m, const struct syntax_predicate *p)
{
	for (size_t i = 0; i < m->program->imports.count; i++)
		for (size_t t = 0; t < p->texts.count; t++)
			if (is_within(m->program->imports.items[i].target, p->texts.items[t]))
				return true;
	return false;
}

static bool ask(const struct syntax_predicate *p, const struct syntax_match *match, void *payload)
{
	struct matching *m = payload;

	if (!m->program)
		return p->negated; /* it cannot be told: there is no match */
	if (p->kind == SYNTAX_IMPORTS)
		return imports(m, p);
	for (size_t i = 0; i < match->count; i++) {
		struct syntax_node node = match->captured[i].node;

		if (match->captured[i].capture == (uint32_t)p->capture)
			return p->kind == SYNTAX_TYPE_OF ? has_type(m, p, node) :
							   in_function(m, p, node);
	}
	return p->negated;
}

static struct sast_mark *add_mark(struct matching *m, const struct sast_use *use, enum sast_role role,
				  struct syntax_node node)
{
	struct sast_mark *mark = strata_vec_push(m->arena, &m->out->marks);

	*mark = (struct sast_mark){ .start = syntax_start(node), .end = syntax_end(node),
				    .rule = use->rule, .role = role, .kinds = use->kinds };
	return mark;
}

/* Each node of the capture is one. */
static void add_marks(struct matching *m, const struct sast_use *use, const struct syntax_match *match)
{
	bool pair = use->query->role == SAST_FROM;

	if (pair)
		m->pairs++;
	for (size_t i = 0; i < match->count; i++) {
		int capture = (int)match->captured[i].capture;
		struct syntax_node node = match->captured[i].node;

		if (capture == use->primary)
			add_mark(m, use, (enum sast_role)use->query->role, node)->pair = m->pairs;
		else if (capture == use->second)
			add_mark(m, use, SAST_TO, node)->pair = m->pairs;
	}
}

static struct strata_str name_of(const struct syntax_match *match, uint32_t capture)
{
	return strata_str_of(syntax_query_capture(match->query, capture));
}

/* What a hit says of its captures: the first node of each. */
static void say(struct matching *m, struct sast_hit *hit, const struct sast_rule *rule,
		const struct syntax_match *match)
{
	for (size_t i = 0; i < match->count; i++) {
		struct syntax_node node = match->captured[i].node;
		struct strata_str name = name_of(match, match->captured[i].capture);

		*strata_vec_push(m->arena, &hit->said) =
			(struct sast_said){ name, syntax_text(m->tree, node) };
		if (strata_str_eq(rule->fix_capture, name)) {
			hit->fix_start = syntax_start(node);
			hit->fix_end = syntax_end(node);
		}
	}
}

static void add_condition(struct matching *m, struct sast_hit *hit, const struct syntax_predicate *p,
			  const struct syntax_match *match)
{
	static const struct sast_use nothing = { .rule = SAST_RULE_NONE };

	for (size_t i = 0; i < match->count; i++) {
		struct syntax_node node = match->captured[i].node;

		if (match->captured[i].capture != (uint32_t)p->capture)
			continue;
		add_mark(m, &nothing, SAST_CONST, node);
		*strata_vec_push(m->arena, &hit->conditions) =
			(struct sast_condition){ syntax_start(node), syntax_end(node), p };
	}
}

static void add_hit(struct matching *m, const struct sast_use *use, struct syntax_node node,
		    const struct syntax_match *match)
{
	struct sast_hit *hit = strata_vec_push(m->arena, &m->out->hits);

	*hit = (struct sast_hit){ .rule = use->rule, .start = syntax_start(node),
				  .end = syntax_end(node) };
	say(m, hit, m->language->rules.items[use->rule], match);
	for (size_t i = 0; i < match->predicates->count; i++)
		if (match->predicates->items[i].kind >= SYNTAX_CONST)
			add_condition(m, hit, &match->predicates->items[i], match);
}

static void found(const struct syntax_match *match, void *payload)
{
	struct matching *m = payload;
	const struct sast_use *use = &m->language->uses.items[syntax_query_number(match->query)];

	if (use->query->role != SAST_QUERY_MATCH) {
		add_marks(m, use, match);
		return;
	}
	for (size_t i = 0; i < match->count; i++)
		if (match->captured[i].capture == (uint32_t)use->primary)
			add_hit(m, use, match->captured[i].node, match);
}

void sast_match(struct sast_matched *out, const struct sast_language *language,
		const struct syntax_tree *tree, const struct program *program,
		struct syntax_cursor *cursor, struct strata_arena *arena)
{
	struct matching m = { out, language, tree, program, arena, 0 };
	struct syntax_asker asker = { ask, found, &m };

	*out = (struct sast_matched){ 0 };
	out->cut = !syntax_search_run(language->search, cursor, tree, &asker, arena);
	strata_vec_sort(&out->marks, sast_mark_compare);
}
