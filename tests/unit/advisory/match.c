/* Matching over a database: names, releases, labels, commits, what is only maybe there. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advisory/advisory.h"
#include "advisory/file.h"
#include "advisory/import.h"

#define HASH "0123456789abcdef0123456789abcdef01234567"

/* A record of one package: id, what else it has, ecosystem, name, rest of the element. */
#define RECORD(id, more, ecosystem, name, element) \
	"{\"id\": \"" id "\", \"modified\": \"2024-01-01T00:00:00Z\"" more ", \"affected\": [" \
	"{\"package\": {\"ecosystem\": \"" ecosystem "\", \"name\": \"" name "\"}, " element "}]}"
#define BELOW(type, version) \
	"\"ranges\": [{\"type\": \"" type "\", \"events\": [{\"introduced\": \"0\"}, {\"fixed\": \"" \
	version "\"}]}]"
#define OPEN(type) "\"ranges\": [{\"type\": \"" type "\", \"events\": [{\"introduced\": \"0\"}]}]"

static const char *const records[] = {
	RECORD("PY-1", "", "PyPI", "Some_Name.x", BELOW("ECOSYSTEM", "2.0")),
	RECORD("NU-1", "", "NuGet", "Some.Name", BELOW("ECOSYSTEM", "2.0.0")),
	RECORD("PHP-1", "", "Packagist", "Vendor/Name", OPEN("ECOSYSTEM")),
	RECORD("GO-1", "", "Go", "example.com/Upper", BELOW("SEMVER", "1.2.0")),
	RECORD("GO-2", ", \"database_specific\": {\"review_status\": \"UNREVIEWED\"}", "Go",
	       "example.com/raw", OPEN("SEMVER")),
	RECORD("GO-3", "", "Go", "example.com/custom",
	       OPEN("SEMVER") ", \"ecosystem_specific\": {\"custom_ranges\": [{\"type\": \"ECOSYSTEM\", "
			      "\"events\": [{\"introduced\": \"0\"}, {\"fixed\": \"2024.1\"}]}]}"),
	RECORD("GO-4", "", "Go", "stdlib", BELOW("SEMVER", "1.21.5")),
	RECORD("GO-5", "", "Go", "stdlib", BELOW("SEMVER", "1.21.7")),
	RECORD("GO-6", "", "Go", "toolchain",
	       "\"ranges\": [{\"type\": \"SEMVER\", \"events\": [{\"introduced\": \"0\"}, {\"fixed\": "
	       "\"1.20.14\"}, {\"introduced\": \"1.21.0-0\"}, {\"fixed\": \"1.21.7\"}]}]"),
	RECORD("DEB-1", "", "Debian:12", "x", BELOW("ECOSYSTEM", "1.0-2")),
	RECORD("ALP-1", "", "Alpine:v3.18", "x", BELOW("ECOSYSTEM", "1.0-r2")),
	RECORD("UBU-1", ", \"severity\": [{\"type\": \"Ubuntu\", \"score\": \"medium\"}]",
	       "Ubuntu:Pro:18.04:LTS", "x", BELOW("ECOSYSTEM", "1.0-2")),
	RECORD("GIT-1", "", "crates.io", "git",
	       "\"ranges\": [{\"type\": \"GIT\", \"events\": [{\"introduced\": \"" HASH "\"}]}]"),
	RECORD("GIT-2", "", "crates.io", "other",
	       "\"ranges\": [{\"type\": \"GIT\", \"events\": [{\"introduced\": \"" HASH "\"}]}]"),
	"{\"id\": \"TWO-1\", \"modified\": \"2024-01-01T00:00:00Z\", \"affected\": ["
	"{\"package\": {\"ecosystem\": \"crates.io\", \"name\": \"plain\"}, " BELOW("SEMVER", "2.0.0") "},"
	"{\"package\": {\"ecosystem\": \"crates.io\", \"name\": \"odd\"}, " BELOW("ECOSYSTEM", "x.y") "},"
	"{\"package\": {\"ecosystem\": \"PyPI\", \"name\": \"plain\"}, " BELOW("ECOSYSTEM", "???") "}]}",
};

struct fixture {
	struct strata_arena arena;
	struct advisory_db *db;
	char folder[64];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct advisory_import_report report;
	struct strata_error err = STRATA_ERROR_INIT;
	const char *files[sizeof(records) / sizeof(*records)];

	assert_non_null(f);
	*f = (struct fixture){ .arena = STRATA_ARENA_INIT };
	snprintf(f->folder, sizeof(f->folder), "/tmp/strata-match-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		files[i] = strata_arena_printf(&f->arena, "%s/%zu.json", f->folder, i).ptr;
		assert_int_equal(file_write(files[i], strata_str_of(records[i]), NULL), 0);
	}
	if (advisory_import(&report, files, sizeof(files) / sizeof(*files),
			    &(struct advisory_import_options){ .folder = f->folder }, &f->arena,
			    &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(report.notes.count, 0);
	assert_int_equal(advisory_open(&f->db, f->folder, &err), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	struct strata_str command;

	advisory_close(f->db);
	command = strata_arena_printf(&f->arena, "rm -r '%s'", f->folder);
	assert_int_equal(system(command.ptr), 0);
	strata_arena_release(&f->arena);
	free(f);
	return 0;
}

/* What one component of these gives. */
static struct strata_findings match(struct fixture *f, struct strata_component c, size_t *notes)
{
	struct strata_inventory inventory = { .arena = &f->arena };
	struct strata_findings findings = { 0 };
	struct strata_notes noted = { 0 };
	struct strata_error err = STRATA_ERROR_INIT;

	c.key = c.ecosystem->normalise(&f->arena, c.name);
	c.project = STRATA_STR(".");
	*strata_vec_push(&f->arena, &inventory.components) = c;
	if (advisory_match(&findings, &noted, f->db, &inventory, STRATA_NONE, &f->arena, &err) < 0)
		fail_msg("%s", err.text);
	if (notes)
		*notes = noted.count;
	return findings;
}

#define COMPONENT(e, n, v, ...) \
	(struct strata_component){ .ecosystem = &strata_ecosystem_##e, .name = STRATA_STR(n), \
				   .version = STRATA_STR(v), __VA_ARGS__ }

static bool is_found(struct fixture *f, struct strata_component c, const char *id)
{
	struct strata_findings found = match(f, c, NULL);

	return found.count == 1 && strata_str_eq(found.items[0].id, strata_str_of(id));
}

static void names_follow_the_ecosystems_rule(void **state)
{
	struct fixture *f = *state;

	assert_true(is_found(f, COMPONENT(pypi, "some-name-x", "1.0"), "PY-1"));
	assert_true(is_found(f, COMPONENT(pypi, "SOME__name.X", "1.0"), "PY-1"));
	assert_true(is_found(f, COMPONENT(nuget, "some.NAME", "1.0.0"), "NU-1"));
	assert_int_equal(match(f, COMPONENT(nuget, "some-name", "1.0.0"), NULL).count, 0);
	assert_true(is_found(f, COMPONENT(composer, "vendor/NAME", "1.0.0"), "PHP-1"));
	assert_true(is_found(f, COMPONENT(go, "example.com/Upper", "v1.0.0"), "GO-1"));
	assert_int_equal(match(f, COMPONENT(go, "example.com/upper", "v1.0.0"), NULL).count, 0);
}

static void a_suffix_names_the_release_of_a_distribution(void **state)
{
	struct fixture *f = *state;

	assert_true(is_found(f, COMPONENT(debian, "x", "1.0-1"), "DEB-1"));
	assert_true(is_found(f, COMPONENT(debian, "x", "1.0-1",
					  .purl = STRATA_STR("pkg:deb/debian/x@1.0-1?distro=debian-12")),
			     "DEB-1"));
	assert_int_equal(match(f, COMPONENT(debian, "x", "1.0-1",
					    .purl = STRATA_STR("pkg:deb/debian/x@1.0-1?distro=debian-11")),
			       NULL).count, 0);
	assert_true(is_found(f, COMPONENT(alpine, "x", "1.0-r1",
					  .purl = STRATA_STR("pkg:apk/alpine/x@1.0-r1?distro=alpine-3.18.4")),
			     "ALP-1"));
	assert_int_equal(match(f, COMPONENT(alpine, "x", "1.0-r1",
					    .purl = STRATA_STR("pkg:apk/alpine/x?distro=alpine-3.180")),
			       NULL).count, 0);
	assert_true(is_found(f, COMPONENT(ubuntu, "x", "1.0-1",
					  .purl = STRATA_STR("pkg:deb/ubuntu/x?distro=ubuntu-18.04")),
			     "UBU-1"));
}

static void a_severity_may_be_a_word(void **state)
{
	struct strata_findings found = match(*state, COMPONENT(ubuntu, "x", "1.0-1"), NULL);

	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].severity, STRATA_SEVERITY_MEDIUM);
}

static void go_records_that_say_little_are_labelled(void **state)
{
	struct strata_findings raw = match(*state, COMPONENT(go, "example.com/raw", "v1.0.0"), NULL);
	struct strata_findings custom =
		match(*state, COMPONENT(go, "example.com/custom", "v1.0.0"), NULL);

	assert_int_equal(raw.count, 1);
	assert_true(strata_str_eq(raw.items[0].label, STRATA_STR("unreviewed")));
	assert_int_equal(custom.count, 1);
	assert_true(strata_str_eq(custom.items[0].label, STRATA_STR("fixed only in a custom range")));
	assert_null(custom.items[0].fix.version.ptr);
}

static void the_standard_library_of_a_go_directive_is_maybe_one_finding(void **state)
{
	struct strata_findings found =
		match(*state, COMPONENT(go, "stdlib", "1.21", .maybe = true), NULL);

	assert_int_equal(found.count, 1);
	assert_true(found.items[0].maybe);
	assert_int_equal(found.items[0].records.count, 2);
	assert_true(strata_str_eq(found.items[0].fix.version, STRATA_STR("1.21.7")));
	assert_int_equal(match(*state, COMPONENT(go, "stdlib", "1.21"), NULL).count, 2);
	assert_int_equal(match(*state, COMPONENT(go, "stdlib", "go1.21.6"), NULL).count, 1);
	assert_int_equal(match(*state, COMPONENT(go, "stdlib", "1.22rc1"), NULL).count, 0);
}

static void an_upgrade_of_a_go_release_is_above_it(void **state)
{
	struct strata_findings found = match(*state, COMPONENT(go, "toolchain", "go1.21rc2"), NULL);

	assert_int_equal(found.count, 1);
	assert_true(strata_str_eq(found.items[0].fix.version, STRATA_STR("1.21.7")));
}

static void a_range_of_commits_answers_for_equal_ones_else_it_is_a_note(void **state)
{
	size_t notes;
	struct strata_findings found =
		match(*state, COMPONENT(cargo, "git", "1.0.0", .commit = STRATA_STR(HASH)), &notes);

	assert_int_equal(found.count, 1);
	assert_int_equal(notes, 0);
	assert_int_equal(match(*state, COMPONENT(cargo, "git", "1.0.0"), &notes).count, 0);
	assert_int_equal(notes, 1);
}

/* A note names the advisories of its own package: none of one before, none of a neighbour in a record. */
static void a_note_blames_no_package_for_another(void **state)
{
	struct fixture *f = *state;
	struct strata_component asked[] = {
		COMPONENT(cargo, "git", "1.0.0"), COMPONENT(cargo, "plain", "3.0.0"),
		COMPONENT(cargo, "other", "1.0.0"), COMPONENT(cargo, "odd", "1.0.0"),
	};
	struct strata_inventory inventory = { .arena = &f->arena };
	struct strata_findings findings = { 0 };
	struct strata_notes notes = { 0 };

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		asked[i].key = asked[i].name;
		*strata_vec_push(&f->arena, &inventory.components) = asked[i];
	}
	assert_int_equal(advisory_match(&findings, &notes, f->db, &inventory, STRATA_NONE, &f->arena,
					NULL), 0);
	assert_int_equal(findings.count, 0);
	assert_int_equal(notes.count, 3);
	assert_true(strata_str_starts(notes.items[0].reason,
				      STRATA_STR("1 advisory of 'git' 1.0.0 could not be judged (GIT-1)")));
	assert_true(strata_str_starts(notes.items[1].reason,
				      STRATA_STR("1 advisory of 'other' 1.0.0 could not be judged (GIT-2)")));
	assert_true(strata_str_starts(notes.items[2].reason,
				      STRATA_STR("1 advisory of 'odd' 1.0.0 could not be judged (TWO-1)")));
}

static void the_projects_own_packages_are_not_matched(void **state)
{
	assert_int_equal(match(*state, COMPONENT(pypi, "some-name-x", "1.0", .local = true), NULL).count,
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_follow_the_ecosystems_rule),
		cmocka_unit_test(a_suffix_names_the_release_of_a_distribution),
		cmocka_unit_test(a_severity_may_be_a_word),
		cmocka_unit_test(go_records_that_say_little_are_labelled),
		cmocka_unit_test(the_standard_library_of_a_go_directive_is_maybe_one_finding),
		cmocka_unit_test(an_upgrade_of_a_go_release_is_above_it),
		cmocka_unit_test(a_range_of_commits_answers_for_equal_ones_else_it_is_a_note),
		cmocka_unit_test(a_note_blames_no_package_for_another),
		cmocka_unit_test(the_projects_own_packages_are_not_matched),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
