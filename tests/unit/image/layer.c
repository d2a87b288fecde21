/*
 * layer.c - layers over each other: whiteouts, opaque folders, what is put where a folder was,
 * names that lead elsewhere, and what is no layer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "image/oci/installed.h"

struct member {
	const char *name, *text; /* of a link: where it leads */
	char type;               /* as tar has it; 0: a file */
};

static struct strata_arena arena;

static int tear_down(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

/* One header of the ustar format, and what belongs to it. */
static void add_member(FILE *f, const struct member *m)
{
	bool link = m->type == '1' || m->type == '2';
	char block[512] = "", pad[512] = "";
	unsigned size = link || !m->text ? 0 : (unsigned)strlen(m->text), sum = 0;

	snprintf(block, 100, "%s", m->name);
	snprintf(block + 100, 8, "0000644");
	snprintf(block + 124, 12, "%011o", size);
	snprintf(block + 136, 12, "%011o", 0);
	block[156] = m->type ? m->type : '0';
	if (link)
		snprintf(block + 157, 100, "%s", m->text);
	memcpy(block + 257, "ustar\00000", 8);
	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < sizeof(block); i++)
		sum += (unsigned char)block[i];
	snprintf(block + 148, 8, "%06o", sum);
	fwrite(block, 1, sizeof(block), f);
	if (size)
		fwrite(m->text, 1, size, f);
	fwrite(pad, 1, (512 - size % 512) % 512, f);
}

static int read_file(struct oci_files *files, FILE *f)
{
	struct strata_buf out = STRATA_BUF_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	int rc;

	fflush(f);
	lseek(fileno(f), 0, SEEK_SET);
	rc = oci_layer_read(&out, fileno(f), STRATA_STR("layer"), &err);
	if (rc == 0)
		rc = oci_files_apply(files, strata_arena_dup(&arena, strata_buf_str(&out)), &err);
	strata_buf_release(&out);
	fclose(f);
	return rc;
}

static void put(struct oci_files *files, const struct member *members, size_t count)
{
	FILE *f = tmpfile();
	char end[1024] = "";

	for (size_t i = 0; i < count; i++)
		add_member(f, &members[i]);
	fwrite(end, 1, sizeof(end), f);
	assert_int_equal(read_file(files, f), 0);
}

#define PUT(files, ...)                                                           \
	put((files), (const struct member[]){ __VA_ARGS__ },                      \
	    sizeof((const struct member[]){ __VA_ARGS__ }) / sizeof(struct member))

static void assert_file(const struct oci_files *files, const char *path, const char *text)
{
	const struct oci_file *f = oci_files_get(files, strata_str_of(path));

	if (!text) {
		assert_null(f);
		return;
	}
	assert_non_null(f);
	assert_string_equal(strata_arena_cstr(&arena, f->bytes), text);
}

#define STATUS "var/lib/dpkg/status"
#define SLIM STATUS ".d/"

static void lays_one_over_the_other(void **state)
{
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	PUT(&files, { "./" STATUS, "a", 0 }, { "/etc//os-release", "b", 0 }, { "etc/passwd", "c", 0 },
	    { SLIM "x", "x", 0 }, { SLIM "x.md5sums", "y", 0 });
	assert_file(&files, STATUS, "a");
	assert_file(&files, "etc/os-release", "b");
	assert_file(&files, "etc/passwd", NULL);
	assert_file(&files, SLIM "x", "x");
	assert_file(&files, SLIM "x.md5sums", NULL);
	PUT(&files, { STATUS, "aa", 0 });
	assert_file(&files, STATUS, "aa");
}

static void takes_away(void **state)
{
	static const char *const takers[] = { "var/lib/dpkg/.wh.status", "var/lib/.wh.dpkg", "var/.wh.lib",
					      ".wh.var", "var/lib/dpkg/.wh..wh..opq",
					      "var/.wh..wh..opq", ".wh..wh..opq" };

	(void)state;
	for (size_t i = 0; i < sizeof(takers) / sizeof(*takers); i++) {
		struct oci_files files;

		oci_files_init(&files, &arena);
		PUT(&files, { STATUS, "a", 0 });
		PUT(&files, { takers[i], "", 0 });
		assert_file(&files, STATUS, NULL);
		/* What the layer itself has stays, before or behind it. */
		oci_files_init(&files, &arena);
		PUT(&files, { STATUS, "a", 0 }, { SLIM "x", "x", 0 });
		PUT(&files, { STATUS, "b", 0 }, { takers[i], "", 0 }, { SLIM "y", "y", 0 });
		assert_file(&files, STATUS, "b");
		assert_file(&files, SLIM "y", "y");
	}
}

static void leaves_the_rest(void **state)
{
	static const char *const others[] = { "var/lib/.wh.dpk", "var/lib/dpkg/.wh.statu", "etc/.wh..wh..opq",
					      "var/lib/dpkg/.wh.", "var/lib/dpkg/.wh..wh.aufs",
					      "../var/lib/dpkg/.wh.status", "x/../var/lib/dpkg/status",
					      "var/lib/dpkg/status.d/.wh.x" };
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	PUT(&files, { STATUS, "a", 0 });
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		PUT(&files, { others[i], "b", 0 });
	PUT(&files, { "var/lib/dpkg", NULL, '5' });
	assert_file(&files, STATUS, "a");
}

static void sees_what_covers_a_folder(void **state)
{
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	PUT(&files, { "lib/apk/db/installed", "a", 0 });
	PUT(&files, { "lib", "usr/lib", '2' }, { "usr/lib/apk/db/installed", "b", 0 });
	assert_file(&files, "lib/apk/db/installed", NULL);
	assert_file(&files, "usr/lib/apk/db/installed", "b");
}

/* No link is followed; that one is there in place of a list is not passed over. */
static void follows_no_link(void **state)
{
	static const struct member links[] = { { STATUS, "../../../etc/passwd", '2' },
					       { STATUS, "etc/passwd", '1' },
					       { STATUS, NULL, '6' } };

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		struct oci_installed installed;
		struct oci_files files;

		oci_files_init(&files, &arena);
		put(&files, &links[i], 1);
		assert_null(oci_files_get(&files, STRATA_STR(STATUS))->bytes.ptr);
		oci_installed_read(&installed, &files, &arena);
		assert_int_equal(installed.packages.count, 0);
		assert_int_equal(installed.notes.count, 1);
	}
}

static void refuses_what_is_no_layer(void **state)
{
	const struct strata_str texts[] = {
		STRATA_STR("this is no archive at all, and long enough to be sure of it"),
		STRATA_STR("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff"),
		STRATA_STR("\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff"),
	};
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		FILE *f = tmpfile();

		fwrite(texts[i].ptr, 1, texts[i].len, f);
		assert_true(read_file(&files, f) < 0);
	}
	assert_int_equal(oci_files_apply(&files, STRATA_STR("f\0\0\0\x01\0\0\0\xffxy"), NULL),
			 STRATA_ESYNTAX);
	assert_int_equal(oci_files_apply(&files, STRATA_STR("f\xff\xff\xff\xff"), NULL), STRATA_ESYNTAX);
}

/* --- the lists --------------------------------------------------------------------------------- */

static void add(struct oci_files *files, const char *path, const char *text)
{
	PUT(files, { path, text, 0 });
}

static void assert_package(const struct oci_installed *in, size_t at, const char *name,
			   const char *version, size_t built)
{
	assert_true(at < in->packages.count);
	assert_string_equal(strata_arena_cstr(&arena, in->packages.items[at].name), name);
	assert_string_equal(strata_arena_cstr(&arena, in->packages.items[at].version), version);
	assert_int_equal(in->packages.items[at].built.count, built);
}

static void reads_debian(void **state)
{
	struct oci_installed in;
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	add(&files, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"x y\"\n");
	add(&files, STATUS,
	    "Package: libssl3\nStatus: install ok installed\nSource: openssl (3.0.11-1)\n"
	    "Version: 3.0.11-1+b1\nDescription: x\n Version: 9\n\n"
	    "Package: openssl\nStatus: install ok installed\nVersion: 3.0.11-1\nSource: openssl\n\n"
	    "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
	    "Package: never\nStatus: unknown ok not-installed\n\n"
	    "Package: half\nStatus: install ok half-configured\nVersion: 2\r\n");
	add(&files, SLIM "tzdata", "Package: tzdata\nVersion: 2024a\n");
	oci_installed_read(&in, &files, &arena);
	assert_ptr_equal(in.ecosystem, &strata_ecosystem_debian);
	assert_true(strata_str_eq(in.release, STRATA_STR("12")));
	assert_int_equal(in.packages.count, 3);
	assert_package(&in, 0, "half", "2", 1);
	assert_package(&in, 1, "openssl", "3.0.11-1", 2);
	assert_package(&in, 2, "tzdata", "2024a", 1);
	assert_int_equal(in.notes.count, 0);
}

static void reads_alpine(void **state)
{
	struct oci_installed in;
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	add(&files, "usr/lib/os-release", "ID=alpine\nVERSION_ID=3.20.3\n");
	add(&files, "lib/apk/db/installed",
	    "C:Q1x=\nP:musl\nV:1.2.5-r0\no:musl\n\nP:musl-utils\nV:1.2.5-r0\no:musl\nF:lib\nR:x\n\nP:x\n");
	oci_installed_read(&in, &files, &arena);
	assert_ptr_equal(in.ecosystem, &strata_ecosystem_alpine);
	assert_int_equal(in.packages.count, 1);
	assert_package(&in, 0, "musl", "1.2.5-r0", 2);
}

/* What is known of one distribution says nothing of another. */
static void tells_what_it_does_not_know(void **state)
{
	struct oci_installed in;
	struct oci_files files;

	(void)state;
	oci_files_init(&files, &arena);
	add(&files, "etc/os-release", "ID=\"homemade\"\nVERSION_ID=\"1 & 2\"\n");
	add(&files, STATUS, "Package: a\nVersion: 1\n");
	oci_installed_read(&in, &files, &arena);
	assert_null(in.ecosystem);
	assert_null(in.release.ptr);
	assert_int_equal(in.packages.count, 1);
	assert_int_equal(in.notes.count, 1);
	oci_files_init(&files, &arena);
	add(&files, "var/lib/rpm/rpmdb.sqlite", "no database");
	add(&files, "var/lib/rpm/Packages", "of an older one");
	add(&files, "etc/os-release", "ID=rocky\nVERSION_ID=9.4\n");
	oci_installed_read(&in, &files, &arena);
	assert_int_equal(in.notes.count, 2);
	assert_ptr_equal(in.ecosystem, &strata_ecosystem_rocky);
	assert_int_equal(in.packages.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lays_one_over_the_other),
		cmocka_unit_test(takes_away),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(sees_what_covers_a_folder),
		cmocka_unit_test(follows_no_link),
		cmocka_unit_test(refuses_what_is_no_layer),
		cmocka_unit_test(reads_debian),
		cmocka_unit_test(reads_alpine),
		cmocka_unit_test(tells_what_it_does_not_know),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
