/* rule.c - the file of a rule into a struct; see rule.h. What items are is in rule_item.c. */
#include "sast/rule.h"

#include <stdio.h>

#include "sast/rule_read.h"
#include "strata/limits.h"
#include "syntax/tree.h"
#include "text/utf8.h"
#include "text/yaml.h"

static unsigned line_at(struct strata_str bytes, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at && i < bytes.len; i++)
		line += bytes.ptr[i] == '\n';
	return line;
}

/* A line by its number, from 1; "" after the last. */
static struct strata_str raw_line(struct strata_str bytes, unsigned number)
{
	struct strata_str line = STRATA_STR(""), rest = bytes;

	for (unsigned i = 0; i < number; i++) {
		if (!rest.ptr)
			return STRATA_STR("");
		strata_str_cut(&line, &rest, rest, '\n');
	}
	return line;
}

/* Where a line of a value stands in the file: below its key as a block, or beside it. */
static void place(struct strata_error *err, const struct sast_rule *rule, unsigned key_line,
		  struct strata_str text, size_t offset)
{
	unsigned below = line_at(text, offset) - 1;
	struct strata_str wanted = strata_str_trim(raw_line(text, below + 1));

	err->line = key_line;
	for (unsigned line = key_line + 1 + below; wanted.len && line >= key_line; line--) {
		size_t at = strata_str_find(raw_line(rule->bytes, line), wanted);

		if (at == STRATA_NPOS)
			continue;
		err->line = line;
		err->column = (unsigned)(at + 1 + offset - (size_t)(wanted.ptr - text.ptr));
		return;
	}
}

int sast_rule_placed(const struct sast_rule *rule, unsigned key_line, struct strata_str text,
		     size_t offset, struct strata_error *err)
{
	if (!err || err->line)
		return err ? (int)err->code : STRATA_ESYNTAX;
	place(err, rule, key_line, text, offset);
	strata_error_at(err, rule->path);
	return (int)err->code;
}

int sast_rule_wrong(const struct sast_rule *rule, unsigned key_line, struct strata_str text,
		    size_t offset, struct strata_error *err, const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	strata_fail(err, STRATA_ESYNTAX, 0, "%s", what);
	sast_rule_placed(rule, key_line, text, offset, err);
	return STRATA_ESYNTAX;
}

int rule_wrong(struct rule_reader *r, const struct node *at, const char *what)
{
	struct strata_str subject = at->key.ptr ? at->key : at->text;

	return sast_rule_wrong(r->rule, at->line, subject, 0, r->err, "'%.*s' %s", STRATA_ARG(subject),
			       what);
}

int rule_text(struct strata_str *out, struct rule_reader *r, const struct node *n)
{
	if (n->type == NODE_ARRAY || n->type == NODE_MAP || n->type == NODE_NULL)
		return rule_wrong(r, n, "has to be a text");
	*out = n->text;
	return 0;
}

int rule_texts(struct strata_strs *out, struct rule_reader *r, const struct node *n)
{
	struct strata_str text;
	int rc = 0;

	if (n->type != NODE_ARRAY) {
		if ((rc = rule_text(&text, r, n)) == 0)
			*strata_vec_push(r->arena, out) = text;
		return rc;
	}
	for (const struct node *i = n->first; i && rc == 0; i = i->next)
		if ((rc = rule_text(&text, r, i)) == 0)
			*strata_vec_push(r->arena, out) = text;
	return rc == 0 && !out->count ? rule_wrong(r, n, "is empty") : rc;
}

static const struct rule_key *key_of(struct strata_str name, const struct rule_key *keys)
{
	for (; keys->name; keys++)
		if (strata_str_eq(name, strata_str_of(keys->name)))
			return keys;
	return NULL;
}

int rule_map(struct rule_reader *r, const struct node *map, const struct rule_key *keys, void *to)
{
	int rc = map->type == NODE_MAP ? 0 : rule_wrong(r, map, "has to be a map of keys");

	for (const struct node *n = node_first(map); n && rc == 0; n = n->next) {
		const struct rule_key *key = key_of(n->key, keys);

		rc = key ? key->read(r, n, to) : rule_wrong(r, n, "is no key that is known here");
	}
	return rc;
}

static int read_schema(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return strata_str_eq(n->text, STRATA_STR("1")) ? 0 : rule_wrong(r, n, "has to be 1");
}

static int read_id(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	if (rule_text(&r->rule->about.id, r, n) < 0)
		return STRATA_ESYNTAX;
	for (size_t i = 0; i < n->text.len; i++)
		if (!strata_is_alpha(n->text.ptr[i]) && !strata_is_digit(n->text.ptr[i]) &&
		    strata_str_chr(STRATA_STR("/-_."), n->text.ptr[i]) == STRATA_NPOS)
			return rule_wrong(r, n, "has to be of letters, digits and '-_./'");
	return n->text.len ? 0 : rule_wrong(r, n, "is empty");
}

static int read_languages(struct rule_reader *r, const struct node *n, void *to)
{
	struct strata_strs *all = &r->rule->languages;
	int rc = rule_texts(all, r, n);

	(void)to;
	for (size_t i = 0; i < all->count && rc == 0; i++)
		if (!syntax_grammar(all->items[i]))
			rc = sast_rule_wrong(r->rule, n->line, all->items[i], 0, r->err,
					     "no grammar reads '%.*s'", STRATA_ARG(all->items[i]));
	return rc;
}

/* One word of a list. The number of it, or -1. */
static int choose(struct strata_str text, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strata_str_eq(text, strata_str_of(words[i])))
			return i;
	return -1;
}

static int read_mode(struct rule_reader *r, const struct node *n, void *to)
{
	static const char *const modes[] = { "match", "taint", "model", NULL };
	int mode = choose(n->text, modes);

	(void)to;
	r->rule->mode = (enum sast_mode)mode;
	return mode < 0 ? rule_wrong(r, n, "has to be match, taint or model") : 0;
}

static int read_severity(struct rule_reader *r, const struct node *n, void *to)
{
	static const char *const words[] = { "info", "low", "medium", "high", "critical", NULL };
	int severity = choose(n->text, words);

	(void)to;
	r->rule->severity = (enum strata_severity)(severity + STRATA_SEVERITY_NONE);
	return severity < 0 ? rule_wrong(r, n, "has to be critical, high, medium, low or info") : 0;
}

static int read_confidence(struct rule_reader *r, const struct node *n, void *to)
{
	static const char *const words[] = { "high", "medium", "low", NULL };

	(void)to;
	r->rule->about.confidence = n->text;
	return choose(n->text, words) < 0 ? rule_wrong(r, n, "has to be high, medium or low") : 0;
}

static int read_kind(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return rule_text(&r->rule->kind, r, n);
}

static int read_weaknesses(struct rule_reader *r, const struct node *n, void *to)
{
	struct strata_strs *all = &r->rule->about.weaknesses;
	uint64_t number;
	int rc = rule_texts(all, r, n);

	(void)to;
	for (size_t i = 0; i < all->count && rc == 0; i++)
		if (!strata_str_starts(all->items[i], STRATA_STR("CWE-")) ||
		    !strata_str_u64(&number, strata_str_skip(all->items[i], 4)))
			rc = rule_wrong(r, n, "has to be like CWE-89");
	return rc;
}

static int read_categories(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return rule_texts(&r->rule->about.categories, r, n);
}

static int read_message(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	r->rule->message_line = n->line;
	return rule_text(&r->rule->message, r, n);
}

static int read_title(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return rule_text(&r->rule->about.title, r, n);
}

static int read_help(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return rule_text(&r->rule->about.help, r, n);
}

static int read_capture(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	r->rule->fix_line = n->line;
	return rule_text(&r->rule->fix_capture, r, n);
}

static int read_replace(struct rule_reader *r, const struct node *n, void *to)
{
	(void)to;
	return rule_text(&r->rule->fix_replace, r, n);
}

static int read_fix(struct rule_reader *r, const struct node *n, void *to)
{
	static const struct rule_key keys[] = { { "capture", read_capture },
						{ "replace", read_replace },
						{ 0 } };
	int rc = rule_map(r, n, keys, to);

	if (rc == 0 && (!r->rule->fix_capture.ptr || !r->rule->fix_replace.ptr))
		rc = rule_wrong(r, n, "needs 'capture' and 'replace'");
	return rc;
}

static int read_source(struct rule_reader *r, const struct node *n, void *to)
{
	struct sast_test *test = to;

	if (test->source.ptr)
		return rule_wrong(r, n, "stands beside another source: a test has one");
	test->bad = strata_str_eq(n->key, STRATA_STR("bad"));
	return rule_text(&test->source, r, n);
}

static int read_fixed(struct rule_reader *r, const struct node *n, void *to)
{
	return rule_text(&((struct sast_test *)to)->fixed, r, n);
}

static int read_test_language(struct rule_reader *r, const struct node *n, void *to)
{
	return rule_text(&((struct sast_test *)to)->language, r, n);
}

static int read_tests(struct rule_reader *r, const struct node *n, void *to)
{
	static const struct rule_key keys[] = { { "bad", read_source },
						{ "good", read_source },
						{ "fixed", read_fixed },
						{ "language", read_test_language },
						{ 0 } };
	int rc = n->type == NODE_ARRAY ? 0 : rule_wrong(r, n, "has to be a list");

	(void)to;
	for (const struct node *i = n->first; i && rc == 0; i = i->next) {
		struct sast_test *test = strata_vec_push(r->arena, &r->rule->tests);

		test->line = i->line;
		rc = rule_map(r, i, keys, test);
		if (rc == 0 && !test->source.ptr)
			rc = rule_wrong(r, i, "needs 'bad' or 'good'");
	}
	return rc;
}

static const struct rule_key top_keys[] = {
	{ "schema", read_schema },
	{ "id", read_id },
	{ "languages", read_languages },
	{ "mode", read_mode },
	{ "kind", read_kind },
	{ "severity", read_severity },
	{ "confidence", read_confidence },
	{ "cwe", read_weaknesses },
	{ "owasp", read_categories },
	{ "title", read_title },
	{ "message", read_message },
	{ "help", read_help },
	{ "query", rule_read_query },
	{ "calls", rule_read_items },
	{ "sources", rule_read_items },
	{ "sinks", rule_read_items },
	{ "sanitizers", rule_read_items },
	{ "guards", rule_read_items },
	{ "rejections", rule_read_items },
	{ "propagators", rule_read_items },
	{ "fix", read_fix },
	{ "tests", read_tests },
	{ 0 },
};

static const struct { const char *key; unsigned modes; bool needed; } places[] = {
	{ "schema", 7, true },         { "id", 7, true },
	{ "languages", 7, true },      { "mode", 7, true },
	{ "severity", 3, true },       { "message", 3, true },
	{ "cwe", 3, true },            { "help", 3, false },
	{ "owasp", 3, false },         { "confidence", 3, false },
	{ "title", 3, false },
	{ "kind", 1 << SAST_TAINT, false }, { "sinks", 1 << SAST_TAINT, true },
	{ "sources", 6, false },       { "sanitizers", 6, false },
	{ "guards", 6, false },        { "rejections", 6, false },
	{ "propagators", 6, false },
	{ "query", 1 << SAST_MATCH, false }, { "calls", 1 << SAST_MATCH, false },
	{ "fix", 1 << SAST_MATCH, false }, { "tests", 7, false },
};

/* Whether a rule of its mode has the keys that it needs, and no other. */
static int check_keys(struct rule_reader *r, const struct node *top)
{
	unsigned mode = 1u << r->rule->mode;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct node *n = node_get(top, places[i].key);

		if (n && !(places[i].modes & mode))
			return rule_wrong(r, n, "is no key of a rule of this mode");
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (places[i].needed && places[i].modes & mode && !node_get(top, places[i].key))
			return sast_rule_wrong(r->rule, 1, STRATA_STR(""), 0, r->err,
					       "a rule without '%s'", places[i].key);
	}
	if (r->rule->mode == SAST_MATCH && !r->rule->queries.count && !r->rule->items.count)
		return sast_rule_wrong(r->rule, 1, STRATA_STR(""), 0, r->err,
				       "a rule without 'query' or 'calls'");
	return 0;
}

/* What is not told. */
static void set_defaults(struct sast_rule *rule)
{
	if (!rule->kind.ptr)
		rule->kind = rule->about.id;
	if (!rule->about.confidence.ptr)
		rule->about.confidence = STRATA_STR("medium");
	if (!rule->about.help.ptr)
		rule->about.help = STRATA_STR("");
	if (!rule->about.title.ptr)
		rule->about.title = rule->about.id;
}

static int read_rule(struct rule_reader *r, struct node *top)
{
	struct strata_str key;
	unsigned line;
	int rc;

	if (node_duplicate(&key, &line, top, r->arena))
		return sast_rule_wrong(r->rule, line, key, 0, r->err, "'%.*s' stands twice",
				       STRATA_ARG(key));
	r->mode = node_get(top, "mode");
	if (r->mode && (rc = read_mode(r, r->mode, NULL)) < 0)
		return rc;
	if ((rc = rule_map(r, top, top_keys, NULL)) < 0 || (rc = check_keys(r, top)) < 0)
		return rc;
	set_defaults(r->rule);
	return 0;
}

int sast_rule_read(struct sast_rule **out, struct strata_str path, struct strata_str bytes,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct sast_rule *rule = strata_arena_alloc(arena, sizeof(*rule));
	struct rule_reader r = { .rule = rule, .arena = arena, .err = err };
	struct node *top;
	int rc;

	*out = rule;
	*rule = (struct sast_rule){ .path = path, .bytes = bytes };
	if (bytes.len > STRATA_LIMIT_RULE_BYTES)
		rc = strata_fail(err, STRATA_ELIMIT, 0, "a rule of over %u bytes",
				 STRATA_LIMIT_RULE_BYTES);
	else
		rc = yaml_map(&top, bytes, arena, err);
	if (rc == 0)
		rc = read_rule(&r, top);
	if (rc < 0)
		strata_error_at(err, path);
	return rc;
}

/* Names of one item share its patterns. */
void sast_rule_release(struct sast_rule *rule)
{
	const struct sast_item *before = NULL;

	for (size_t i = 0; rule && i < rule->items.count; i++) {
		const struct sast_item *item = &rule->items.items[i];

		if (!before || before->value != item->value)
			pattern_free(item->value);
		if (!before || before->unless_value != item->unless_value)
			pattern_free(item->unless_value);
		before = item;
	}
}
