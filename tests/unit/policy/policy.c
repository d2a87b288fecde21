/* policy.c - ignores, rank and what fails: src/policy/policy.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy/policy.h"

/* One component in production, pinned in app/lock, and a finding of it. */
struct world {
	struct strata_arena arena;
	struct strata_inventory inventory;
	struct strata_findings findings;
	struct strata_notes notes;
	struct policy policy;
};

static int setup(void **state)
{
	static struct world w;
	struct strata_component *c;

	w = (struct world){ .arena = STRATA_ARENA_INIT };
	c = strata_vec_push(&w.arena, &w.inventory.components);
	c->purl = STRATA_STR("pkg:npm/left@1.0.0");
	c->scope = STRATA_SCOPE_PROD;
	*strata_vec_push(&w.arena, &c->places) = (struct strata_place){ STRATA_STR("app/lock"), 3 };
	w.policy.threshold = (struct policy_threshold){ .usual = true, .cvss = -1 };
	w.policy.scopes = 1u << STRATA_SCOPE_PROD;
	w.policy.roles = 1u << STRATA_ROLE_OWN;
	w.policy.today = STRATA_STR("2026-01-31");
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	strata_arena_release(&((struct world *)*state)->arena);
	return 0;
}

static struct strata_finding *add(struct world *w, const char *id, enum strata_severity severity)
{
	struct strata_finding *f = strata_vec_push(&w->arena, &w->findings);

	f->id = strata_str_of(id);
	f->severity = severity;
	f->cvss = -1;
	f->path = STRATA_STR("app/lock");
	return f;
}

static struct config_ignore *ignore(struct world *w)
{
	struct config_ignore *i = strata_vec_push(&w->arena, &w->policy.ignores);

	i->reason = STRATA_STR("r");
	i->file = STRATA_STR("strata.toml");
	i->line = 7;
	return i;
}

static void apply(struct world *w)
{
	policy_apply(&w->findings, &w->notes, &w->policy, &w->inventory, &w->arena);
}

static void check_order(struct world *w, size_t count, const char *const *ids)
{
	assert_int_equal(w->findings.count, count);
	for (size_t i = 0; i < count; i++)
		if (!strata_str_eq(w->findings.items[i].id, strata_str_of(ids[i])))
			fail_msg("%zu is %.*s, not %s", i, STRATA_ARG(w->findings.items[i].id), ids[i]);
}

static void test_what_to_look_at_first(void **state)
{
	static const char *const order[] = { "malicious", "critical", "fixable", "high", "unknown",
					     "medium", "low", "maybe", "informational" };
	struct world *w = *state;

	add(w, "informational", STRATA_SEVERITY_UNKNOWN)->kind = STRATA_FINDING_INFORMATIONAL;
	add(w, "maybe", STRATA_SEVERITY_MEDIUM)->maybe = true;
	add(w, "low", STRATA_SEVERITY_LOW);
	add(w, "unknown", STRATA_SEVERITY_UNKNOWN);
	add(w, "fixable", STRATA_SEVERITY_HIGH)->fix.version = STRATA_STR("2");
	add(w, "high", STRATA_SEVERITY_HIGH)->cvss = 8;
	add(w, "critical", STRATA_SEVERITY_CRITICAL);
	add(w, "malicious", STRATA_SEVERITY_UNKNOWN)->kind = STRATA_FINDING_MALICIOUS;
	add(w, "medium", STRATA_SEVERITY_MEDIUM);
	w->findings.items[0].severity = STRATA_SEVERITY_LOW;
	apply(w);
	check_order(w, 9, order);
}

static void test_the_rank_is_the_sum_of_its_reasons(void **state)
{
	struct world *w = *state;
	int sum = 0;

	w->inventory.components.items[0].direct = STRATA_YES;
	add(w, "x", STRATA_SEVERITY_HIGH)->fix.version = STRATA_STR("2");
	apply(w);
	for (size_t i = 0; i < w->findings.items[0].reasons.count; i++)
		sum += w->findings.items[0].reasons.items[i].points;
	assert_int_equal(w->findings.items[0].rank, sum);
	assert_int_equal(w->findings.items[0].reasons.count, 4);
}

static void test_what_fails(void **state)
{
	struct world *w = *state;

	add(w, "low", STRATA_SEVERITY_LOW);
	add(w, "maybe", STRATA_SEVERITY_CRITICAL)->maybe = true;
	add(w, "info", STRATA_SEVERITY_CRITICAL)->kind = STRATA_FINDING_INFORMATIONAL;
	apply(w);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(w->findings.items[i].fails,
				 strata_str_eq(w->findings.items[i].id, STRATA_STR("low")));
}

static void test_scope_and_role_decide(void **state)
{
	struct world *w = *state;

	add(w, "x", STRATA_SEVERITY_HIGH);
	w->inventory.components.items[0].scope = STRATA_SCOPE_TEST;
	apply(w);
	assert_false(w->findings.items[0].fails);
	w->inventory.components.items[0].scope = STRATA_SCOPE_PROD;
	w->inventory.components.items[0].role = STRATA_ROLE_FIXTURE;
	apply(w);
	assert_false(w->findings.items[0].fails);
	w->policy.roles |= 1u << STRATA_ROLE_FIXTURE;
	apply(w);
	assert_true(w->findings.items[0].fails);
}

static void test_unknown_severity_counts_as_high(void **state)
{
	struct world *w = *state;

	add(w, "x", STRATA_SEVERITY_UNKNOWN);
	w->policy.threshold = (struct policy_threshold){ .cvss = 9 };
	apply(w);
	assert_true(w->findings.items[0].fails);
	w->policy.threshold = (struct policy_threshold){ .cvss = -1, .severity = STRATA_SEVERITY_CRITICAL };
	apply(w);
	assert_false(w->findings.items[0].fails);
}

static void test_an_ignore_needs_all_that_it_names(void **state)
{
	struct world *w = *state;
	struct config_ignore *i = ignore(w);

	add(w, "CVE-1", STRATA_SEVERITY_HIGH);
	i->id = STRATA_STR("cve-1");
	i->purl = STRATA_STR("pkg:npm/left");
	i->path = STRATA_STR("other");
	apply(w);
	assert_false(w->findings.items[0].ignored);
	assert_int_equal(w->notes.count, 1);
	assert_int_equal(w->notes.items[0].line, 7);
	i->path = STRATA_STR("app");
	apply(w);
	assert_true(w->findings.items[0].ignored && !w->findings.items[0].fails);
	assert_int_equal(w->notes.count, 1);
}

static void test_an_ignore_ends_after_its_day(void **state)
{
	struct world *w = *state;
	struct config_ignore *i = ignore(w);

	add(w, "CVE-1", STRATA_SEVERITY_HIGH);
	i->id = STRATA_STR("CVE-1");
	i->until = STRATA_STR("2026-01-30");
	apply(w);
	assert_false(w->findings.items[0].ignored);
	assert_int_equal(w->notes.count, 1);
	i->until = STRATA_STR("2026-01-31");
	apply(w);
	assert_true(w->findings.items[0].ignored);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_to_look_at_first, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_rank_is_the_sum_of_its_reasons, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(test_scope_and_role_decide, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_severity_counts_as_high, setup, teardown),
		cmocka_unit_test_setup_teardown(test_an_ignore_needs_all_that_it_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_an_ignore_ends_after_its_day, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
