/* shelf.c - facts put away and taken out again: src/facts/shelf.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts/shelf.h"
#include "strata/format.h"

static void make_package(struct strata_facts *f, const char *name, unsigned line)
{
	struct strata_package *p =
		strata_facts_add(f, strata_str_of(name), STRATA_STR("1.0"), line);

	p->ecosystem = &strata_ecosystem_npm;
	p->scope = STRATA_SCOPE_DEV;
	p->direct = STRATA_YES;
	p->local = true;
	*strata_vec_push(f->arena, &p->checksums) = STRATA_STR("sha256:00");
}

static struct strata_facts make_facts(struct strata_arena *arena)
{
	struct strata_facts f = { .arena = arena };

	make_package(&f, "a", 70);
	make_package(&f, "b", 3);
	make_package(&f, "a", 9);
	f.packages.items[1].requirement = STRATA_STR("");
	f.packages.items[2].alias = STRATA_STR("also-a");
	f.packages.items[2].inherits = STRATA_STR("offer");
	f.packages.items[2].maybe = true;
	f.packages.items[2].handle = STRATA_STR("handle");
	f.packages.items[2].condition = STRATA_STR("os_name == 'nt'");
	f.environment = STRATA_STR("python >=3.9");
	*strata_vec_push(arena, &f.options) = (struct strata_option){ 2, 1, STRATA_STR("extra") };
	f.packages.items[2].enabled = STRATA_SCOPE_PROD;
	*strata_vec_push(arena, &f.packages.items[2].features) = STRATA_STR("std");
	*strata_vec_push(arena, &f.switches) =
		(struct strata_switch){ STRATA_STR("full"), STRATA_STR("dep:a") };
	*strata_vec_push(arena, &f.roots) = (struct strata_root){
		STRATA_STR("root"), STRATA_NONE, STRATA_STR(""), 5
	};
	strata_facts_edge(&f, STRATA_ROOT(0), 2, STRATA_SCOPE_TEST);
	strata_facts_edge(&f, 2, 0, STRATA_SCOPE_UNKNOWN);
	f.edges.items[1].alias = STRATA_STR("x");
	*strata_vec_push(arena, &f.keys) = (struct strata_key){ STRATA_STR("a@^1"), 2 };
	*strata_vec_push(arena, &f.keys) = (struct strata_key){ STRATA_STR("b@^1"), 1 };
	strata_facts_refer(&f, STRATA_REF_MANIFEST, STRATA_STR("package.json"), 8);
	f.references.items[0].format = strata_format_at(0);
	*strata_vec_push(arena, &f.properties) =
		(struct strata_property){ STRATA_STR("p"), STRATA_STR("v") };
	*strata_vec_push(arena, &f.managed) = f.packages.items[1];
	strata_facts_note(&f, 1, "a note");
	return f;
}

#define assert_text(have, want)                            \
	do {                                               \
		struct strata_str have_ = (have), want_ = (want); \
		assert_true(!have_.ptr == !want_.ptr);     \
		assert_true(strata_str_eq(have_, want_));  \
	} while (0)

static void assert_package(const struct strata_package *p, const struct strata_package *q)
{
	assert_ptr_equal(p->ecosystem, q->ecosystem);
	assert_text(p->name, q->name);
	assert_text(p->version, q->version);
	assert_text(p->requirement, q->requirement);
	assert_text(p->purl, q->purl);
	assert_text(p->source, q->source);
	assert_text(p->commit, q->commit);
	assert_text(p->alias, q->alias);
	assert_text(p->inherits, q->inherits);
	assert_text(p->handle, q->handle);
	assert_text(p->condition, q->condition);
	assert_int_equal(p->enabled, q->enabled);
	assert_int_equal(p->features.count, q->features.count);
	for (size_t i = 0; i < p->features.count; i++)
		assert_text(p->features.items[i], q->features.items[i]);
	assert_int_equal(p->scope, q->scope);
	assert_int_equal(p->direct, q->direct);
	assert_int_equal(p->line, q->line);
	assert_int_equal(p->local, q->local);
	assert_int_equal(p->optional, q->optional);
	assert_int_equal(p->maybe, q->maybe);
	assert_int_equal(p->offered, q->offered);
	assert_int_equal(p->checksums.count, 0);
}

static void assert_facts(const struct strata_facts *f, const struct strata_facts *want)
{
	assert_int_equal(f->packages.count, want->packages.count);
	for (size_t i = 0; i < want->packages.count; i++)
		assert_package(&f->packages.items[i], &want->packages.items[i]);
	assert_int_equal(f->managed.count, want->managed.count);
	for (size_t i = 0; i < want->managed.count; i++)
		assert_package(&f->managed.items[i], &want->managed.items[i]);
	assert_int_equal(f->edges.count, want->edges.count);
	for (size_t i = 0; i < want->edges.count; i++) {
		assert_int_equal(f->edges.items[i].from, want->edges.items[i].from);
		assert_int_equal(f->edges.items[i].to, want->edges.items[i].to);
		assert_int_equal(f->edges.items[i].scope, want->edges.items[i].scope);
		assert_text(f->edges.items[i].alias, want->edges.items[i].alias);
	}
	assert_text(f->environment, want->environment);
	assert_int_equal(f->options.count, want->options.count);
	for (size_t i = 0; i < want->options.count; i++) {
		assert_int_equal(f->options.items[i].from, want->options.items[i].from);
		assert_int_equal(f->options.items[i].to, want->options.items[i].to);
		assert_text(f->options.items[i].feature, want->options.items[i].feature);
	}
	assert_int_equal(f->keys.count, want->keys.count);
	for (size_t i = 0; i < want->keys.count; i++) {
		assert_text(f->keys.items[i].text, want->keys.items[i].text);
		assert_int_equal(f->keys.items[i].package, want->keys.items[i].package);
	}
	assert_int_equal(f->roots.count, 1);
	assert_text(f->roots.items[0].name, want->roots.items[0].name);
	assert_text(f->roots.items[0].version, want->roots.items[0].version);
	assert_text(f->roots.items[0].dir, want->roots.items[0].dir);
	assert_int_equal(f->roots.items[0].line, want->roots.items[0].line);
	assert_int_equal(f->references.count, 1);
	assert_int_equal(f->references.items[0].kind, want->references.items[0].kind);
	assert_text(f->references.items[0].path, want->references.items[0].path);
	assert_text(f->references.items[0].name, want->references.items[0].name);
	assert_ptr_equal(f->references.items[0].format, want->references.items[0].format);
	assert_int_equal(f->references.items[0].line, want->references.items[0].line);
	assert_int_equal(f->properties.count, 1);
	assert_text(f->properties.items[0].value, want->properties.items[0].value);
	assert_int_equal(f->switches.count, 1);
	assert_text(f->switches.items[0].feature, want->switches.items[0].feature);
	assert_text(f->switches.items[0].on, want->switches.items[0].on);
	assert_int_equal(f->unreadable, want->unreadable);
	assert_int_equal(f->notes.count, 0);
}

static void test_round_trip(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts = make_facts(&arena), other = make_facts(&arena), taken;
	struct facts_shelved first, second, none;
	struct facts_shelf shelf;
	size_t packages;

	(void)state;
	facts_shelf_init(&shelf);
	facts_shelf_put(&first, &shelf, &facts);
	packages = shelf.packages.count;
	other.packages.items[1].line = 1000;
	facts_shelf_put(&second, &shelf, &other);
	assert_ptr_equal(first.at.ptr, second.at.ptr); /* the same but for a line */
	other.packages.items[0].version = STRATA_STR("2.0");
	other.unreadable = true;
	facts_shelf_put(&second, &shelf, &other);
	assert_int_equal(shelf.packages.count, packages + 1); /* what changed, and no more */
	facts_shelf_put(&none, &shelf, &(struct strata_facts){ 0 });
	facts_shelf_take(&taken, &shelf, &first, &arena);
	assert_facts(&taken, &facts);
	facts_shelf_take(&taken, &shelf, &second, &arena);
	assert_facts(&taken, &other);
	facts_shelf_take(&taken, &shelf, &none, &arena);
	assert_int_equal(taken.packages.count + taken.edges.count + taken.references.count, 0);
	assert_non_null(none.at.ptr);
	facts_shelf_release(&shelf);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
