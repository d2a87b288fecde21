/* testing.c - see testing.h. */
#include "sast/testing.h"

#include "sast/code_file.h"

struct testing {
	struct sast_tested *out;
	struct sast_ruleset *set;
	void (*say)(struct strata_str line, void *payload);
	void *payload;
	struct code_worker worker;
	struct strata_arena arena; /* reset for each rule */
	struct strata_error *err;
};

static void fail(struct testing *t, const struct sast_rule *rule, unsigned line, const char *what)
{
	t->out->failed++;
	t->say(strata_arena_printf(&t->arena, "%.*s:%u: %.*s: %s", STRATA_ARG(rule->path), line,
				   STRATA_ARG(rule->about.id), what),
	       t->payload);
}

/* The source with each edit of the rule done, from the last to the first. */
static struct strata_str fixed(struct testing *t, const struct code_file *file,
			       const struct sast_rule *rule)
{
	struct strata_str text = file->text;

	for (size_t i = file->edits.count; i > 0; i--) {
		const struct code_edit *e = &file->edits.items[i - 1];

		if (e->rule == rule)
			text = strata_arena_join(&t->arena, strata_str_take(text, e->start),
						 rule->fix_replace, strata_str_skip(text, e->end));
	}
	return text;
}

static bool is_found(const struct code_file *file, const struct sast_rule *rule)
{
	for (size_t i = 0; i < file->findings.count; i++)
		if (strata_str_eq(file->findings.items[i].id, rule->about.id))
			return true;
	return false;
}

static int run_test(struct testing *t, const struct sast_rule *rule, const struct sast_test *test)
{
	struct strata_str name = test->language.ptr ? test->language : rule->languages.items[0];
	const struct syntax_grammar *grammar = syntax_grammar(name);
	struct code_file file = { .path = rule->path, .text = test->source };
	int rc;

	if (!grammar)
		return sast_rule_wrong(rule, test->line, name, 0, t->err,
				       "no grammar reads '%.*s'", STRATA_ARG(name));
	if ((rc = sast_ruleset_language(&file.language, t->set, grammar, t->err)) < 0)
		return rc;
	t->out->tests++;
	code_file_judge(&file, &t->worker, true);
	if (file.broken)
		fail(t, rule, test->line, "the source of the test is none of its language");
	else if (is_found(&file, rule) != test->bad)
		fail(t, rule, test->line, test->bad ? "finds nothing in a bad source" :
						      "finds something in a good source");
	else if (test->fixed.ptr && !strata_str_eq(fixed(t, &file, rule), test->fixed))
		fail(t, rule, test->line, "its fix makes something else");
	return 0;
}

static int test_rule(struct testing *t, const struct sast_rule *rule)
{
	bool bad = false, good = false;
	int rc = 0;

	t->out->rules++;
	for (size_t i = 0; i < rule->tests.count && rc == 0; i++) {
		bad = bad || rule->tests.items[i].bad;
		good = good || !rule->tests.items[i].bad;
		rc = run_test(t, rule, &rule->tests.items[i]);
	}
	if (rc == 0 && rule->mode != SAST_MODEL && !(bad && good))
		fail(t, rule, 1, "has not both a bad and a good source to test it by");
	return rc;
}

int sast_test_rules(struct sast_tested *out, struct sast_ruleset *set,
		    void (*say)(struct strata_str line, void *payload), void *payload,
		    struct strata_error *err)
{
	struct strata_arena kept = STRATA_ARENA_INIT;
	struct testing t = { .out = out, .set = set, .say = say, .payload = payload, .err = err };
	size_t count = sast_ruleset_all(set)->count;
	int rc = 0;

	*out = (struct sast_tested){ 0 };
	t.worker = (struct code_worker){ &kept, STRATA_ARENA_INIT, syntax_cursor_new(), NULL };
	for (size_t i = 0; i < count && rc == 0; i++) {
		rc = test_rule(&t, sast_ruleset_all(set)->items[i]);
		strata_arena_reset(&t.arena);
		strata_arena_reset(&kept);
	}
	syntax_cursor_free(t.worker.cursor);
	strata_arena_release(&t.worker.scratch);
	strata_arena_release(&t.arena);
	strata_arena_release(&kept);
	return rc;
}
