/* Cargo.toml as the solver reads it: src/resolve/cargo/manifest.c, plan's inputs, cargo/cargo.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "cargo/cargo.h"
#include "resolve/cargo/crates.h"

static struct strata_arena arena;

struct file {
	const char *path, *text;
};

/* Sorted, as a snapshot is. */
static const struct file tree[] = {
	{ "Cargo.toml", "[workspace]\nmembers = [\"in/*\", \"gone\"]\nexclude = [\"in/out\"]\n"
			"resolver = \"3\"\n[workspace.package]\nversion = \"2.0.0\"\n"
			"rust-version = \"1.80\"\n"
			"[workspace.dependencies]\nserde = { version = \"1\", default-features = false, "
			"features = [\"derive\"] }\n" },
	{ "beside/Cargo.toml", "[package]\nname = \"beside\"\n" },
	{ "in/a/Cargo.toml",
	  "[package]\nname = \"a\"\nversion.workspace = true\nrust-version.workspace = true\n"
	  "[dependencies]\nserde = { workspace = true, optional = true, features = [\"rc\"] }\n"
	  "other = { package = \"real\", version = \"0.3\" }\nbeside.path = \"../../beside\"\n"
	  "missing.workspace = true\n[dev-dependencies]\ntester = \"*\"\n"
	  "[target.'cfg(windows)'.build-dependencies]\n"
	  "win = { version = \"1\", default-features = false }\n" },
	{ "in/out/Cargo.toml", "[package]\nname = \"out\"\n" },
};

enum { FILES = sizeof(tree) / sizeof(*tree) };

static int read_file(struct strata_str *bytes, const struct solver_files *files, struct strata_str path,
		     struct strata_arena *to, struct strata_error *err)
{
	(void)files, (void)to, (void)err;
	for (size_t i = 0; i < FILES; i++)
		if (strata_str_eq(strata_str_of(tree[i].path), path)) {
			*bytes = strata_str_of(tree[i].text);
			return 0;
		}
	return STRATA_ENOTFOUND;
}

struct world {
	struct source_entries entries;
	struct solver_files files;
	struct solver_lacks_list lacks;
	struct solver_input in;
	struct cargo_names names;
	struct cargo_manifests manifests;
};

static struct world *make_world(void)
{
	struct world *w = strata_arena_alloc(&arena, sizeof(*w));

	for (size_t i = 0; i < FILES; i++)
		strata_vec_push(&arena, &w->entries)->path = strata_str_of(tree[i].path);
	w->files = (struct solver_files){ .read = read_file, .entries = &w->entries };
	w->in = (struct solver_input){ .files = &w->files, .lacks = &w->lacks, .scratch = &arena };
	w->names = (struct cargo_names){ .by_text = STRATA_MAP_INIT(&arena) };
	w->manifests = CARGO_MANIFESTS(&w->in, &w->names, &arena);
	return w;
}

static const struct cargo_dep *dep_of(struct world *w, const struct cargo_manifest *m, const char *handle)
{
	for (size_t i = 0; i < m->summary.deps.count; i++)
		if (m->summary.deps.items[i].handle == cargo_name(&w->names, strata_str_of(handle)))
			return &m->summary.deps.items[i];
	return NULL;
}

static void members_are_listed_or_lie_below(void **state)
{
	struct world *w = make_world();
	const struct cargo_manifest_list *members = &w->manifests.members;

	(void)state;
	cargo_manifest_members(&w->manifests, cargo_manifest_at(&w->manifests, STRATA_STR("")));
	assert_int_equal(members->count, 2);
	assert_true(strata_str_eq(members->items[0]->name, STRATA_STR("a")));
	assert_true(strata_str_eq(members->items[1]->name, STRATA_STR("beside")));
	assert_int_equal(w->lacks.count, 1);
	assert_true(strata_str_eq(w->lacks.items[0].name, STRATA_STR("gone")));
}

static void a_member_inherits_from_its_workspace(void **state)
{
	struct world *w = make_world();
	const struct cargo_manifest *a = cargo_manifest_at(&w->manifests, STRATA_STR("in/a"));
	const struct cargo_dep *serde = dep_of(w, a, "serde");

	(void)state;
	assert_true(strata_str_eq(a->version, STRATA_STR("2.0.0")));
	assert_true(strata_str_eq(a->rust, STRATA_STR("1.80")));
	assert_true(serde->optional && !serde->defaults);
	assert_true(strata_str_eq(serde->requirement, STRATA_STR("1")));
	assert_int_equal(serde->features.count, 2);
	assert_null(dep_of(w, a, "missing"));
}

static void dependencies_are_of_their_source_and_kind(void **state)
{
	struct world *w = make_world();
	const struct cargo_manifest *a = cargo_manifest_at(&w->manifests, STRATA_STR("in/a"));

	(void)state;
	assert_true(strata_str_eq(dep_of(w, a, "other")->name, STRATA_STR("real")));
	assert_int_equal(dep_of(w, a, "beside")->source, CARGO_PATH);
	assert_true(strata_str_eq(dep_of(w, a, "beside")->from, STRATA_STR("beside")));
	assert_true(dep_of(w, a, "tester")->dev);
	assert_false(dep_of(w, a, "win")->dev || dep_of(w, a, "win")->defaults);
	/* What is optional and nowhere "dep:x" is a feature. */
	assert_non_null(cargo_summary_feature(&a->summary, cargo_name(&w->names, STRATA_STR("serde"))));
}

static void versions_of_rust(void **state)
{
	struct cargo_rust rust;

	(void)state;
	assert_true(cargo_rust_read(&rust, STRATA_STR("1.70")));
	assert_int_equal(rust.part[1], 70);
	assert_true(cargo_rust_read(&rust, STRATA_STR("1.70.1-nightly")));
	assert_int_equal(rust.part[2], 1);
	assert_false(cargo_rust_read(&rust, STRATA_STR("")));
	assert_false(cargo_rust_read(&rust, STRATA_STR("1.x")));
	assert_false(cargo_rust_read(&rust, STRATA_STR("1.2.3.4")));
}

static void assert_text(struct strata_str found, const char *expected)
{
	assert_string_equal(strata_arena_cstr(&arena, found), expected);
}

static void addresses_and_keys_of_replacements(void **state)
{
	(void)state;
	assert_text(cargo_git_address(&arena, STRATA_STR("git+https://Git.example/A.git/?branch=x#0")),
		    "https://git.example/a");
	assert_text(cargo_git_address(&arena, STRATA_STR("https://git.example/a")),
		    "https://git.example/a");
	assert_text(cargo_git_address(&arena, STRATA_STR("")), "");
	assert_text(cargo_replaced_name(STRATA_STR("a:1.0.0")), "a");
	assert_text(cargo_replaced_name(STRATA_STR("https://i.example/x#a@1.0.0")), "a");
	assert_text(cargo_replaced_name(STRATA_STR("a")), "a");
}

static int release(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_listed_or_lie_below),
		cmocka_unit_test(a_member_inherits_from_its_workspace),
		cmocka_unit_test(dependencies_are_of_their_source_and_kind),
		cmocka_unit_test(versions_of_rust),
		cmocka_unit_test(addresses_and_keys_of_replacements),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
