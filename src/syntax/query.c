/* query.c - see query.h; tree-sitter's core 0.25 finds what has the shape that is asked for. */
#include "syntax/query.h"

#include "strata/limits.h"
#include "strata/map.h"
#include "syntax/sitter.h"

struct syntax_query {
	TSQuery *query;
	struct strata_arena arena;
	struct strata_str text;
	struct syntax_predicates *of; /* for each pattern */
	unsigned depth;               /* parentheses within parentheses */
	uint32_t number;
};

struct syntax_cursor {
	TSQueryCursor *cursor;
	struct strata_arena arena;
	struct strata_map texts; /* what expressions say of the whole text: pattern_find's answer + 1 */
	bool undecided;          /* an expression took too many steps to tell */
};

_Static_assert(sizeof(struct syntax_captured) == sizeof(TSQueryCapture), "tree-sitter's own");
_Static_assert(offsetof(struct syntax_captured, capture) == offsetof(TSQueryCapture, index),
	       "tree-sitter's own");

/* How a predicate is written: with a capture first, then so many texts. */
static const struct form {
	const char *name;
	enum syntax_predicate_kind kind;
	bool captures;
	size_t least, most;
	bool pattern;
} forms[] = {
	{ "eq", SYNTAX_EQ, true, 1, 1, false },
	{ "any-of", SYNTAX_ANY_OF, true, 1, SIZE_MAX, false },
	{ "match", SYNTAX_MATCH, true, 1, 1, true },
	{ "type-of", SYNTAX_TYPE_OF, true, 1, SIZE_MAX, false },
	{ "imports", SYNTAX_IMPORTS, false, 1, SIZE_MAX, false },
	{ "in-function", SYNTAX_IN_FUNCTION, true, 1, SIZE_MAX, false },
	{ "file-match", SYNTAX_FILE_MATCH, false, 1, 1, true },
	{ "const", SYNTAX_CONST, true, 0, 0, false },
	{ "const-match", SYNTAX_CONST_MATCH, true, 1, 1, true },
};

static struct strata_str string_of(const TSQuery *q, uint32_t id)
{
	uint32_t len;
	const char *text = ts_query_string_value_for_id(q, id, &len);

	return (struct strata_str){ text, len };
}

static struct strata_str name_of(const TSQuery *q, uint32_t capture)
{
	uint32_t len;
	const char *text = ts_query_capture_name_for_id(q, capture, &len);

	return (struct strata_str){ text, len };
}

static const struct form *form_of(struct strata_str name, bool *negated)
{
	if (!strata_str_ends(name, STRATA_STR("?")))
		return NULL;
	name.len--;
	*negated = strata_str_starts(name, STRATA_STR("not-"));
	if (*negated)
		name = strata_str_skip(name, 4);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strata_str_eq(name, strata_str_of(forms[i].name)))
			return &forms[i];
	return NULL;
}

/* Where in the text the predicate of that name stands, at or after `from`. */
static size_t place_of(const struct syntax_query *q, size_t from, struct strata_str name)
{
	size_t at = strata_str_find(strata_str_skip(q->text, from), name);

	return at == STRATA_NPOS ? from : from + at;
}

static int read_arguments(struct syntax_predicate *p, struct syntax_query *q, const struct form *form,
			  const TSQueryPredicateStep *steps, size_t count)
{
	size_t i = 0;

	p->capture = p->other = -1;
	if (form->captures) {
		if (!count || steps[0].type != TSQueryPredicateStepTypeCapture)
			return -1;
		p->capture = (int)steps[i++].value_id;
	}
	if (form->kind == SYNTAX_EQ && count == 2 && steps[1].type == TSQueryPredicateStepTypeCapture) {
		p->other = (int)steps[1].value_id;
		return 0;
	}
	if (count - i < form->least || count - i > form->most)
		return -1;
	for (; i < count; i++) {
		if (steps[i].type != TSQueryPredicateStepTypeString)
			return -1;
		*strata_vec_push(&q->arena, &p->texts) = string_of(q->query, steps[i].value_id);
	}
	return 0;
}

/* One predicate: its name, its arguments. */
static int read_predicate(struct syntax_query *q, uint32_t pattern, const TSQueryPredicateStep *steps,
			  size_t count, size_t *offset, struct strata_error *err)
{
	struct syntax_predicate *p = strata_vec_push(&q->arena, &q->of[pattern]);
	struct strata_str name = STRATA_STR("");
	const struct form *form = NULL;
	size_t in_pattern;

	if (count && steps[0].type == TSQueryPredicateStepTypeString) {
		name = string_of(q->query, steps[0].value_id);
		form = form_of(name, &p->negated);
	}
	*offset = place_of(q, ts_query_start_byte_for_pattern(q->query, pattern), name);
	if (!form)
		return strata_fail(err, STRATA_ESYNTAX, 0, "unknown predicate '#%.*s'",
				   STRATA_ARG(name));
	p->kind = form->kind;
	if (read_arguments(p, q, form, steps + 1, count - 1) < 0)
		return strata_fail(err, STRATA_ESYNTAX, 0, "arguments that '#%.*s' does not take",
				   STRATA_ARG(name));
	return form->pattern ? pattern_new(&p->pattern, &in_pattern, p->texts.items[0], err) : 0;
}

static int read_predicates(struct syntax_query *q, size_t *offset, struct strata_error *err)
{
	uint32_t patterns = ts_query_pattern_count(q->query);
	int rc = 0;

	q->of = strata_arena_alloc(&q->arena, (patterns + 1) * sizeof(*q->of));
	for (uint32_t i = 0; i < patterns && rc == 0; i++) {
		uint32_t count, from = 0;
		const TSQueryPredicateStep *steps =
			ts_query_predicates_for_pattern(q->query, i, &count);

		for (uint32_t s = 0; s < count && rc == 0; s++) {
			if (steps[s].type != TSQueryPredicateStepTypeDone)
				continue;
			rc = read_predicate(q, i, steps + from, s - from, offset, err);
			from = s + 1;
		}
	}
	return rc;
}

/* How deep its parentheses are, which tree-sitter follows by calls; texts and comments apart. */
static unsigned depth_of(struct strata_str text)
{
	unsigned depth = 0, most = 0;
	char in = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (in == '"' && c == '\\')
			i++;
		else if (in)
			in = (in == ';' ? c == '\n' : c == in) ? 0 : in;
		else if (c == '"' || c == ';')
			in = c;
		else if (c == '(' || c == '[')
			most = ++depth > most ? depth : most;
		else if ((c == ')' || c == ']') && depth)
			depth--;
	}
	return most;
}

/* The word at the offset, for the error. */
static struct strata_str word_at(struct strata_str text, size_t offset)
{
	struct strata_str rest = strata_str_skip(text, offset);
	size_t len = 0;

	while (len < rest.len && !strata_is_space(rest.ptr[len]) && len < 40 &&
	       (len == 0 || strata_str_chr(STRATA_STR("()[]:"), rest.ptr[len]) == STRATA_NPOS))
		len++;
	return strata_str_take(rest, len);
}

static int wrong(TSQueryError what, struct strata_str text, size_t offset, struct strata_error *err)
{
	static const char *const texts[] = {
		[TSQueryErrorNone] = "no query",
		[TSQueryErrorSyntax] = "no query from here on",
		[TSQueryErrorNodeType] = "the grammar has no node of that kind",
		[TSQueryErrorField] = "the grammar has no field of that name",
		[TSQueryErrorCapture] = "nothing is captured by that name",
		[TSQueryErrorStructure] = "the grammar has no node like that",
		[TSQueryErrorLanguage] = "the grammar is of another version",
	};

	return strata_fail(err, STRATA_ESYNTAX, 0, "%s: '%.*s'", texts[what],
			   STRATA_ARG(word_at(text, offset)));
}

static int compile(struct syntax_query *q, size_t *offset, const struct syntax_grammar *g,
		   struct strata_error *err)
{
	TSQueryError what = TSQueryErrorNone;
	uint32_t at = 0;

	*offset = 0;
	q->depth = depth_of(q->text);
	if (q->text.len > STRATA_LIMIT_RULE_BYTES || q->depth > STRATA_LIMIT_QUERY_DEPTH)
		return strata_fail(err, STRATA_ELIMIT, 0, "query of over %u nodes within nodes",
				   STRATA_LIMIT_QUERY_DEPTH);
	q->query = ts_query_new(sitter_language(g), q->text.ptr, (uint32_t)q->text.len, &at, &what);
	*offset = at;
	if (!q->query)
		return wrong(what, q->text, at, err);
	if (ts_query_pattern_count(q->query) == 0)
		return strata_fail(err, STRATA_ESYNTAX, 0, "query that asks for nothing");
	return read_predicates(q, offset, err);
}

int syntax_query_new(struct syntax_query **out, size_t *offset, const struct syntax_grammar *g,
		     struct strata_str text, struct strata_error *err)
{
	struct syntax_query *q = strata_malloc(sizeof(*q));
	int rc;

	*q = (struct syntax_query){ .arena = STRATA_ARENA_INIT };
	q->text = strata_arena_dup(&q->arena, text);
	rc = compile(q, offset, g, err);
	if (rc < 0)
		syntax_query_free(q);
	else
		*out = q;
	return rc;
}

void syntax_query_free(struct syntax_query *q)
{
	if (!q)
		return;
	for (uint32_t i = 0; q->of && i < ts_query_pattern_count(q->query); i++)
		for (size_t p = 0; p < q->of[i].count; p++)
			pattern_free(q->of[i].items[p].pattern);
	if (q->query)
		ts_query_delete(q->query);
	strata_arena_release(&q->arena);
	free(q);
}

const char *syntax_query_capture(const struct syntax_query *q, uint32_t number)
{
	return number < ts_query_capture_count(q->query) ? name_of(q->query, number).ptr : NULL;
}

size_t syntax_query_capture_at(const struct syntax_query *q, uint32_t number)
{
	struct strata_str name = name_of(q->query, number);
	size_t at = 0;

	for (;;) {
		size_t next = strata_str_find(strata_str_skip(q->text, at), name);

		if (next == STRATA_NPOS)
			return 0;
		at += next;
		if (at && q->text.ptr[at - 1] == '@')
			return at - 1;
		at += name.len;
	}
}

bool syntax_query_asks_about(const struct syntax_query *q, uint32_t capture)
{
	for (uint32_t i = 0; i < ts_query_pattern_count(q->query); i++)
		for (size_t p = 0; p < q->of[i].count; p++)
			if (q->of[i].items[p].capture == (int)capture ||
			    q->of[i].items[p].other == (int)capture)
				return true;
	return false;
}

void syntax_query_set_number(struct syntax_query *q, uint32_t number)
{
	q->number = number;
}

uint32_t syntax_query_number(const struct syntax_query *q)
{
	return q->number;
}

/* The longest word of a text; how many other things are in it goes to the depth. */
static struct strata_str longest_word(struct strata_str text, unsigned *parts)
{
	struct strata_str best = STRATA_STR("");

	*parts = 0;
	for (size_t i = 0; i < text.len;) {
		size_t from = i;

		while (i < text.len && syntax_is_word(text.ptr[i]))
			i++;
		if (i - from > best.len)
			best = (struct strata_str){ text.ptr + from, i - from };
		if (i == from)
			i++, ++*parts;
	}
	return best;
}

static bool is_always_there(const struct syntax_query *q, uint32_t pattern, int capture)
{
	TSQuantifier often =
		ts_query_capture_quantifier_for_id(q->query, pattern, (uint32_t)capture);

	return often == TSQuantifierOne || often == TSQuantifierOneOrMore;
}

/* The words of one predicate, one for each of its texts; false when a text has none. */
static bool add_words(struct strata_strs *words, unsigned *extra, const struct syntax_query *q,
		      uint32_t pattern, const struct syntax_predicate *p, struct strata_arena *arena)
{
	if ((p->kind != SYNTAX_EQ && p->kind != SYNTAX_ANY_OF) || p->negated || p->other >= 0 ||
	    !is_always_there(q, pattern, p->capture))
		return false;
	for (size_t i = 0; i < p->texts.count; i++) {
		unsigned parts;
		struct strata_str word = longest_word(p->texts.items[i], &parts);

		if (!word.len)
			return false;
		if (parts > *extra)
			*extra = parts;
		*strata_vec_push(arena, words) = word;
	}
	return true;
}

bool syntax_query_words(struct strata_strs *words, unsigned *depth, const struct syntax_query *q,
			struct strata_arena *arena)
{
	unsigned extra = 0;

	for (uint32_t i = 0; i < ts_query_pattern_count(q->query); i++) {
		size_t before = words->count, p = 0;

		if (!ts_query_is_pattern_rooted(q->query, i))
			return false;
		for (; p < q->of[i].count; p++, words->count = before)
			if (add_words(words, &extra, q, i, &q->of[i].items[p], arena))
				break;
		if (p == q->of[i].count)
			return false;
	}
	*depth = q->depth + extra;
	return true;
}

struct syntax_cursor *syntax_cursor_new(void)
{
	struct syntax_cursor *c = strata_malloc(sizeof(*c));

	*c = (struct syntax_cursor){ .cursor = ts_query_cursor_new(), .arena = STRATA_ARENA_INIT };
	ts_query_cursor_set_match_limit(c->cursor, STRATA_LIMIT_QUERY_MATCHES);
	syntax_cursor_begin(c);
	return c;
}

void syntax_cursor_begin(struct syntax_cursor *c)
{
	strata_arena_reset(&c->arena);
	c->texts = STRATA_MAP_INIT(&c->arena);
}

void syntax_cursor_free(struct syntax_cursor *c)
{
	if (!c)
		return;
	ts_query_cursor_delete(c->cursor);
	strata_arena_release(&c->arena);
	free(c);
}

static struct strata_str text_of(const struct syntax_match *m, const struct syntax_tree *tree, int capture)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->captured[i].capture == (uint32_t)capture)
			return syntax_text(tree, m->captured[i].node);
	return STRATA_NONE;
}

static bool finds(struct syntax_cursor *c, int answer)
{
	c->undecided = c->undecided || answer < 0;
	return answer == 1;
}

/* Whether the text of a node is one of those, or is found by the expression. */
static bool says(struct syntax_cursor *c, const struct syntax_predicate *p, struct strata_str text,
		 struct strata_str other)
{
	if (p->kind == SYNTAX_MATCH)
		return finds(c, pattern_find(p->pattern, text));
	if (p->other >= 0)
		return strata_str_eq(text, other);
	for (size_t i = 0; i < p->texts.count; i++)
		if (strata_str_eq(text, p->texts.items[i]))
			return true;
	return false;
}

static bool text_holds(struct syntax_cursor *c, const struct syntax_predicate *p,
		       const struct syntax_match *m, const struct syntax_tree *tree)
{
	struct strata_str other = p->other >= 0 ? text_of(m, tree, p->other) : STRATA_NONE;

	for (size_t i = 0; i < m->count; i++)
		if (m->captured[i].capture == (uint32_t)p->capture &&
		    says(c, p, syntax_text(tree, m->captured[i].node), other) == p->negated)
			return false;
	return true;
}

/* Asked once for a text, however many matches want to know. */
static int find_in_all(struct syntax_cursor *c, const struct syntax_predicate *p,
		       const struct syntax_tree *tree)
{
	struct strata_str key = { (const char *)&p->pattern, sizeof(p->pattern) };
	bool added;
	size_t *answer = strata_map_at(&c->texts, key, &added);
	int found;

	if (added) {
		found = pattern_find(p->pattern, syntax_tree_text(tree));
		*answer = found < 0 ? 0 : (size_t)found + 1;
	}
	return (int)*answer - 1;
}

static bool is_so(struct syntax_cursor *c, const struct syntax_predicate *p,
		  const struct syntax_match *m, const struct syntax_tree *tree,
		  const struct syntax_asker *asker)
{
	if (p->kind == SYNTAX_FILE_MATCH)
		return finds(c, find_in_all(c, p, tree));
	return asker->ask(p, m, asker->payload);
}

/* Texts before all else: they cost least. */
static bool holds(struct syntax_cursor *c, const struct syntax_match *m,
		  const struct syntax_tree *tree, const struct syntax_asker *asker)
{
	for (size_t i = 0; i < m->predicates->count; i++) {
		const struct syntax_predicate *p = &m->predicates->items[i];

		if (p->kind <= SYNTAX_MATCH && !text_holds(c, p, m, tree))
			return false;
	}
	for (size_t i = 0; i < m->predicates->count; i++) {
		const struct syntax_predicate *p = &m->predicates->items[i];

		if (p->kind > SYNTAX_MATCH && p->kind < SYNTAX_CONST &&
		    is_so(c, p, m, tree, asker) == p->negated)
			return false;
	}
	return true;
}

static bool is_enough(TSQueryCursorState *state)
{
	unsigned *left = state->payload;

	return *left == 0 || --*left == 0;
}

bool syntax_query_run(struct syntax_cursor *c, const struct syntax_query *q,
		      const struct syntax_tree *tree, struct syntax_node node, bool deep,
		      const struct syntax_asker *asker)
{
	unsigned left = STRATA_LIMIT_QUERY_STEPS;
	TSQueryCursorOptions options = { &left, is_enough };
	TSQueryMatch match;

	c->undecided = false;
	ts_query_cursor_set_max_start_depth(c->cursor, deep ? UINT32_MAX : 0);
	ts_query_cursor_exec_with_options(c->cursor, q->query, sitter_node(node), &options);
	while (ts_query_cursor_next_match(c->cursor, &match)) {
		struct syntax_match m = { q, &q->of[match.pattern_index],
					  (const struct syntax_captured *)(const void *)match.captures,
					  match.capture_count };

		if (holds(c, &m, tree, asker))
			asker->found(&m, asker->payload);
	}
	return left > 0 && !c->undecided && !ts_query_cursor_did_exceed_match_limit(c->cursor);
}
