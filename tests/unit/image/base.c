/*
 * base.c - judgements of bases as they stand in Dockerfiles, on small facts of our own, whose
 * texts say what is built and what is gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"
#include "image/base.h"

#define NODE                                                                               \
	"first 2014-06-04\nchanged 2026-08-05\n"                                           \
	"now 0 2026-08-05 amd64,arm64v8 26.7.0 26.7.0-trixie\n"                            \
	"now 0 2026-05-06 amd64,arm64v8 26 26-trixie current latest trixie\n"              \
	"now 1 2026-08-05 amd64 26.7.0-slim 26.7.0-trixie-slim 26-slim slim\n"             \
	"now 2 2026-08-05 amd64 26.7.0-alpine 26.7.0-alpine3.24 26-alpine alpine\n"        \
	"now 3 2025-05-06 amd64 24.19.0 24.19.0-bookworm 24 24-bookworm lts\n"             \
	"now 4 2025-05-06 amd64 24.19.0-slim 24.19.0-bookworm-slim 24-slim\n"              \
	"now 5 2025-05-06 amd64 24.19.0-alpine3.24 24-alpine3.24 24.19.0-alpine 24-alpine\n" \
	"gone 2025-06-01 2025-07-01 24.18.0 24.18.0-alpine\n"                              \
	"gone 2022-04-20 2025-05-28 18 18-alpine\n"                                        \
	"gone 2023-12-01 2024-02-15 18.19.0 18.19.0-alpine3.18\n"                          \
	"gone 2023-05-10 2024-05-22 18-alpine3.18\n"                                       \
	"gone 2017-07-26 2022-04-20 stretch 8-stretch\n"

#define PYTHON                                                                             \
	"first 2014-06-23\nchanged 2026-08-13\n"                                           \
	"now 0 2025-10-07 amd64,windows-amd64 3.14.7 3.14 3 latest\n"                      \
	"now 1 2026-08-13 amd64 3.14.7-slim 3.14-slim 3-slim\n"                            \
	"now 2 2023-10-02 amd64 3.12.14 3.12\n"                                            \
	"now 3 2023-10-02 amd64 3.12.14-slim-trixie 3.12-slim\n"                           \
	"now 4 2023-10-02 windows-amd64 3.12.14-windowsservercore\n"                       \
	"gone 2019-10-15 2024-10-07 3.8 3.8-slim\n"                                        \
	"gone 2020-07-21 2020-09-24 3.8.5\n"                                               \
	"gone 2023-12-08 2024-02-07 3.12.1\n"

#define OPENJDK                                                                            \
	"first 2016-08-11\nchanged 2026-08-21\ndeprecated 2022-04-27\n"                    \
	"now 0 2026-01-01 amd64 28-ea-jdk 28-ea\n"                                         \
	"gone 2018-04-19 2022-08-19 11 11-jdk-slim 11-jre-slim\n"

#define TEMURIN                                                                            \
	"first 2021-08-01\nchanged 2026-08-21\n"                                           \
	"now 0 2026-08-01 amd64 11.0.32_9-jdk-noble 11-jdk 11\n"                           \
	"now 1 2026-08-01 amd64 11.0.32_9-jre-noble 11-jre\n"                              \
	"now 2 2026-08-01 amd64 11.0.32_9-jre-alpine-3.24 11-jre-alpine\n"                 \
	"now 3 2026-08-01 windows-amd64 11.0.32_9-jre-nanoserver-ltsc2025\n"

#define JAVA "first 2014-06-06\nchanged 2017-06-08\ndeprecated 2016-08-11\n"              \
	"removed 2017-06-08\ngone 2014-07-21 2017-06-08 8 latest\n"

#define DEBIAN                                                                             \
	"first 2013-10-15\nchanged 2026-08-04\n"                                           \
	"now 0 2021-08-16 amd64 bookworm bookworm-20260803 12.15 12\n"                     \
	"now 1 2021-08-16 amd64 bookworm-slim bookworm-20260803-slim 12.15-slim 12-slim\n" \
	"gone 2017-06-19 2022-07-11 stretch stretch-slim 9\n"                              \
	"gone 2023-08-15 2023-09-06 bookworm-20230814-slim\n"

static struct image_facts *facts;
static struct strata_arena arena;
static char *file;

static int open_facts(void **state)
{
	static const struct facts_image images[] = {
		{ "debian", DEBIAN }, { "eclipse-temurin", TEMURIN }, { "java", JAVA },
		{ "node", NODE },     { "openjdk", OPENJDK },         { "python", PYTHON },
	};
	struct strata_str bytes;

	(void)state;
	file = facts_file(&bytes, images, sizeof(images) / sizeof(*images));
	return image_facts_of_bytes(&facts, bytes, STRATA_STR("test"), NULL);
}

static int close_facts(void **state)
{
	(void)state;
	image_facts_close(facts);
	free(file);
	strata_arena_release(&arena);
	return 0;
}

static struct image_base judge(const char *text, const char *then, const char *now)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str own[] = { { "registry.example/team/*", 23 } };
	struct strata_strs owned = { own, 1, 0 };
	struct image_asked asked = { strata_str_of(then), strata_str_of(now), &owned };
	struct image_reference reference;
	struct image_base base;

	if (image_reference_read(&reference, strata_str_of(text), &arena, &err) < 0 ||
	    image_base_judge(&base, facts, &reference, &asked, &arena, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return base;
}

static void same(const char *text, struct strata_str got, const char *want)
{
	if (!strata_str_eq(got, strata_str_of(want)) || !got.ptr != !want)
		fail_msg("%s: '%.*s', not '%s'", text, STRATA_ARG(got), want ? want : "(absent)");
}

static void test_trust(void **state)
{
	static const struct {
		const char *text;
		enum image_trust trust;
		const char *owner;
	} rows[] = {
		{ "node", IMAGE_TRUST_OFFICIAL, NULL },
		{ "docker.io/library/node", IMAGE_TRUST_OFFICIAL, NULL },
		{ "public.ecr.aws/docker/library/node", IMAGE_TRUST_OFFICIAL, NULL },
		{ "mirror.gcr.io/library/node", IMAGE_TRUST_OFFICIAL, NULL },
		{ "arm64v8/node", IMAGE_TRUST_OFFICIAL, NULL },
		{ "no-such-image", IMAGE_TRUST_UNKNOWN, NULL },
		{ "grafana/loki", IMAGE_TRUST_VENDOR, "Grafana Labs" },
		{ "mcr.microsoft.com/dotnet/sdk:8.0", IMAGE_TRUST_VENDOR, "Microsoft" },
		{ "gcr.io/distroless/base", IMAGE_TRUST_VENDOR, "Google distroless" },
		{ "gcr.io/somebody/base", IMAGE_TRUST_COMMUNITY, "Google Container Registry" },
		{ "somebody/base", IMAGE_TRUST_COMMUNITY, "Docker Hub" },
		{ "ghcr.io/somebody/base", IMAGE_TRUST_COMMUNITY, "GitHub" },
		{ "registry.example/team/base", IMAGE_TRUST_OWN, NULL },
		{ "registry.example/other/base", IMAGE_TRUST_UNKNOWN, NULL },
		{ "localhost:5000/node", IMAGE_TRUST_UNKNOWN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, NULL, "2026-08-21");

		if (base.trust != rows[i].trust)
			fail_msg("%s: %s", rows[i].text, image_trust_name(base.trust));
		same(rows[i].text, base.owner, rows[i].owner);
	}
}

static void test_pins(void **state)
{
	static const struct {
		const char *text;
		enum image_pin pin;
		bool latest;
		const char *exact;
	} rows[] = {
		{ "node", IMAGE_PIN_NONE, true, "26.7.0" },
		{ "node:latest", IMAGE_PIN_MOVING, true, "26.7.0" },
		{ "node:lts", IMAGE_PIN_MOVING, false, "24.19.0" },
		{ "node:trixie", IMAGE_PIN_MOVING, true, "26.7.0-trixie" },
		{ "node:alpine", IMAGE_PIN_MOVING, false, "26.7.0-alpine" },
		{ "node:26", IMAGE_PIN_TAG, true, "26.7.0" },
		{ "node:24-alpine", IMAGE_PIN_TAG, false, "24.19.0-alpine" },
		{ "python:3", IMAGE_PIN_MOVING, true, "3.14.7" },
		{ "python:3-slim", IMAGE_PIN_MOVING, false, "3.14.7-slim" },
		{ "python:3.12", IMAGE_PIN_TAG, false, "3.12.14" },
		{ "debian:bookworm", IMAGE_PIN_TAG, false, "bookworm-20260803" },
		{ "debian:stretch", IMAGE_PIN_TAG, false, NULL },
		{ "node@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		  IMAGE_PIN_DIGEST, true, "26.7.0" },
		{ "somebody/base:main", IMAGE_PIN_MOVING, false, NULL },
		{ "somebody/base:lts-jdk17", IMAGE_PIN_MOVING, false, NULL },
		{ "somebody/base:1.2-edge", IMAGE_PIN_TAG, false, NULL },
		{ "somebody/base:v2", IMAGE_PIN_TAG, false, NULL },
		{ "somebody/base", IMAGE_PIN_NONE, false, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, NULL, "2026-08-21");

		if (base.pin != rows[i].pin || base.latest != rows[i].latest)
			fail_msg("%s: %s, %d", rows[i].text, image_pin_name(base.pin), base.latest);
		same(rows[i].text, base.exact, rows[i].exact);
	}
}

static void test_states(void **state)
{
	static const struct {
		const char *text, *then, *now;
		enum image_state was, is;
		const char *line, *successor;
	} rows[] = {
		{ "node:26", "2026-08-01", "2026-08-21", IMAGE_STATE_CURRENT, IMAGE_STATE_CURRENT,
		  "26", NULL },
		{ "node:26", "2025-08-01", "2026-08-21", IMAGE_STATE_LATER, IMAGE_STATE_CURRENT,
		  "26", NULL },
		{ "node:18", "2023-01-01", "2026-11-25", IMAGE_STATE_CURRENT, IMAGE_STATE_ENDED,
		  "18", NULL },
		{ "node:18", "2025-05-27", "2025-05-28", IMAGE_STATE_CURRENT, IMAGE_STATE_ENDED,
		  "18", NULL },
		{ "node:18.19.0", "2024-02-14", "2024-02-15", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_SUPERSEDED, "18", NULL },
		{ "node:18.19.0", "2025-05-27", "2025-05-28", IMAGE_STATE_SUPERSEDED,
		  IMAGE_STATE_ENDED, "18", NULL },
		{ "node:18.19.0-alpine3.18", "2024-05-21", "2024-05-22", IMAGE_STATE_SUPERSEDED,
		  IMAGE_STATE_ENDED,
		  "18-alpine3.18", NULL },
		{ "node:24.18.0-alpine", "2025-06-02", "2026-08-21", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_SUPERSEDED,
		  "24-alpine", "24.19.0-alpine3.24" },
		{ "python:3.8.5", "2020-08-01", "2026-08-21", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_ENDED, "3.8", NULL },
		{ "python:3.12.1", "2024-01-01", "2026-08-21", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_SUPERSEDED, "3.12",
		  "3.12.14" },
		{ "debian:bookworm-20230814-slim", "2023-08-20", "2026-08-21", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_SUPERSEDED, "bookworm-slim", "bookworm-20260803-slim" },
		{ "debian:stretch", "2020-01-01", "2026-08-21", IMAGE_STATE_CURRENT,
		  IMAGE_STATE_ENDED, "stretch",
		  NULL },
		{ "node@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		  "2026-08-01",
		  "2026-08-21", IMAGE_STATE_UNKNOWN, IMAGE_STATE_UNKNOWN, "latest", NULL },
		{ "somebody/base:1", "2026-08-01", "2026-08-21", IMAGE_STATE_UNKNOWN,
		  IMAGE_STATE_UNKNOWN, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, rows[i].then, rows[i].now);

		if (base.then.state != rows[i].was || base.now.state != rows[i].is)
			fail_msg("%s: %s, %s", rows[i].text, image_state_name(base.then.state),
				 image_state_name(base.now.state));
		same(rows[i].text, base.line, rows[i].line);
		same(rows[i].text, base.successor, rows[i].successor);
	}
}

/* What the facts cannot have is not called wrong. */
static void test_newer_than_facts(void **state)
{
	static const struct {
		const char *text;
		enum image_state later; /* three months after the facts; at their day it is NEVER */
	} rows[] = {
		{ "node:26.8.0", IMAGE_STATE_UNKNOWN },
		{ "node:24.20.0-alpine3.25", IMAGE_STATE_UNKNOWN },
		{ "node:24-alpine3.25", IMAGE_STATE_UNKNOWN },
		{ "node:27-slim", IMAGE_STATE_UNKNOWN },
		{ "python:3.15", IMAGE_STATE_UNKNOWN },
		{ "debian:bookworm-20261001", IMAGE_STATE_UNKNOWN },
		{ "node:24.18.9", IMAGE_STATE_NEVER },
		{ "node:18.99.0", IMAGE_STATE_NEVER },
		{ "node:99", IMAGE_STATE_NEVER },
		{ "node:24-alphine", IMAGE_STATE_NEVER },
		{ "node:lates", IMAGE_STATE_NEVER },
		{ "node:24--alpine", IMAGE_STATE_NEVER },
		{ "node:v24.19--alpine3.18-", IMAGE_STATE_NEVER },
		{ "python:3.8.99", IMAGE_STATE_NEVER },
		{ "java:9", IMAGE_STATE_NEVER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, "2026-08-21", "2026-11-25");

		if (base.then.state != IMAGE_STATE_NEVER || base.now.state != rows[i].later)
			fail_msg("%s: %s, %s", rows[i].text, image_state_name(base.then.state),
				 image_state_name(base.now.state));
		same(rows[i].text, base.now.day, "2026-08-21");
	}
}

static void test_fates(void **state)
{
	static const struct {
		const char *text, *then;
		enum image_fate was, is;
		const char *since;
	} rows[] = {
		{ "node", "2020-01-01", IMAGE_FATE_ACTIVE, IMAGE_FATE_ACTIVE, NULL },
		{ "openjdk:11", "2021-01-01", IMAGE_FATE_ACTIVE, IMAGE_FATE_DEPRECATED,
		  "2022-04-27" },
		{ "java:8", "2016-01-01", IMAGE_FATE_ACTIVE, IMAGE_FATE_REMOVED, "2017-06-08" },
		{ "java:8", "2017-01-01", IMAGE_FATE_DEPRECATED, IMAGE_FATE_REMOVED, "2017-06-08" },
		{ "no-such-image", "2020-01-01", IMAGE_FATE_NEVER, IMAGE_FATE_NEVER, NULL },
		{ "bitnami/redis:7.0", "2024-01-01", IMAGE_FATE_UNKNOWN, IMAGE_FATE_RETIRED,
		  "2025-08-28" },
		{ "bitnami/redis", "2024-01-01", IMAGE_FATE_UNKNOWN, IMAGE_FATE_UNKNOWN, NULL },
		{ "bitnami/minideb:bookworm", "2026-01-01", IMAGE_FATE_UNKNOWN,
		  IMAGE_FATE_UNKNOWN, NULL },
		{ "bitnamilegacy/redis:7", "2026-01-01", IMAGE_FATE_RETIRED, IMAGE_FATE_RETIRED,
		  "2025-08-28" },
		{ "k8s.gcr.io/pause:3.1", "2020-01-01", IMAGE_FATE_UNKNOWN, IMAGE_FATE_RETIRED,
		  "2023-04-03" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, rows[i].then, "2026-08-21");

		if (base.then.fate != rows[i].was || base.now.fate != rows[i].is)
			fail_msg("%s: %s, %s", rows[i].text, image_fate_name(base.then.fate),
				 image_fate_name(base.now.fate));
		same(rows[i].text, base.fate_since, rows[i].since);
	}
	assert_true(judge("java:8", NULL, "2026-08-21").replaced_by.count == 2);
}

static void test_contents(void **state)
{
	static const struct {
		const char *text, *kind;
		enum image_tri minimal, fat, shell;
		const char *manager, *libc, *codename;
	} rows[] = {
		{ "node:24", "full", IMAGE_NO, IMAGE_YES, IMAGE_YES, "apt", "glibc", "bookworm" },
		{ "node:24-slim", "slim", IMAGE_YES, IMAGE_NO, IMAGE_YES, "apt", "glibc",
		  "bookworm" },
		{ "node:18-alpine", "alpine", IMAGE_YES, IMAGE_NO, IMAGE_YES, "apk", "musl", NULL },
		{ "debian:12", "full", IMAGE_NO, IMAGE_YES, IMAGE_YES, "apt", "glibc", "bookworm" },
		{ "eclipse-temurin:11", "jdk", IMAGE_NO, IMAGE_YES, IMAGE_YES, "apt", "glibc",
		  "noble" },
		{ "eclipse-temurin:11-jre", "jre", IMAGE_NO, IMAGE_NO, IMAGE_YES, "apt", "glibc",
		  "noble" },
		{ "gcr.io/distroless/static-debian12", "distroless", IMAGE_YES, IMAGE_NO,
		  IMAGE_NO, "", "",
		  "bookworm" },
		{ "gcr.io/distroless/base-debian12:debug", "distroless", IMAGE_YES, IMAGE_NO,
		  IMAGE_YES, "",
		  "glibc", "bookworm" },
		{ "registry.access.redhat.com/ubi9/ubi-minimal", "ubi-minimal", IMAGE_YES,
		  IMAGE_NO, IMAGE_YES,
		  "microdnf", "glibc", NULL },
		{ "mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", "chiseled", IMAGE_YES,
		  IMAGE_NO, IMAGE_NO,
		  "", "glibc", NULL },
		{ "somebody/base:1", NULL, IMAGE_MAYBE, IMAGE_MAYBE, IMAGE_MAYBE, NULL, NULL,
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_contents c = judge(rows[i].text, NULL, "2026-08-21").contents;

		if (c.minimal != rows[i].minimal || c.fat != rows[i].fat || c.shell != rows[i].shell)
			fail_msg("%s: %d %d %d", rows[i].text, c.minimal, c.fat, c.shell);
		same(rows[i].text, c.kind, rows[i].kind);
		same(rows[i].text, c.manager, rows[i].manager);
		same(rows[i].text, c.libc, rows[i].libc);
		same(rows[i].text, c.codename, rows[i].codename);
	}
}

static void test_choices(void **state)
{
	static const struct {
		const char *text;
		const char *choices[3];
		struct image_breaks first;
	} rows[] = {
		{ "node:24", { "node:24.19.0-bookworm-slim", "node:24.19.0-alpine3.24",
			       "gcr.io/distroless/nodejs24-debian13:nonroot" }, { .compiler = true } },
		{ "docker.io/library/node:24.18.0",
		  { "docker.io/library/node:24.19.0-bookworm-slim",
						      "docker.io/library/node:24.19.0-alpine3.24",
						      "gcr.io/distroless/nodejs24-debian13:nonroot" },
		  { .compiler = true } },
		{ "node:24-slim", { NULL }, { 0 } },
		{ "node:18-alpine", { "node:24.19.0-alpine3.24" }, { .major = true } },
		{ "python:3.12", { "python:3.12.14-slim-trixie" }, { .compiler = true } },
		{ "python:3.8.5", { "python:3.12.14-slim-trixie", "python:3.12.14" },
		  { .compiler = true, .major = true } },
		{ "debian:bookworm", { "debian:bookworm-20260803-slim" }, { 0 } },
		{ "debian:stretch", { "debian:12.15-slim", "debian:12.15" }, { .major = true } },
		{ "eclipse-temurin:11", { "eclipse-temurin:11.0.32_9-jre-noble",
					  "eclipse-temurin:11.0.32_9-jre-alpine-3.24" }, { .jdk = true } },
		{ "openjdk:11-jdk-slim", { "eclipse-temurin:11.0.32_9-jre-noble",
					   "eclipse-temurin:11.0.32_9-jre-alpine-3.24" }, { .jdk = true } },
		{ "openjdk:11-jre-slim", { "eclipse-temurin:11.0.32_9-jre-noble",
					   "eclipse-temurin:11.0.32_9-jre-alpine-3.24" }, { 0 } },
		{ "node:no-such-tag", { NULL }, { 0 } },
		{ "somebody/base:1", { NULL }, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct image_base base = judge(rows[i].text, NULL, "2026-08-21");

		for (size_t k = 0; k < 3; k++)
			same(rows[i].text,
			     k < base.choices.count ? base.choices.items[k].reference : STRATA_NONE,
			     rows[i].choices[k]);
		if (base.choices.count)
			assert_memory_equal(&base.choices.items[0].breaks, &rows[i].first,
					    sizeof(struct image_breaks));
	}
}

static void test_platforms(void **state)
{
	struct image_base base = judge("node:26", NULL, "2026-08-21");

	(void)state;
	assert_int_equal(image_base_runs_on(&base, STRATA_STR("linux/arm64")), IMAGE_YES);
	assert_int_equal(image_base_runs_on(&base, STRATA_STR("linux/s390x")), IMAGE_NO);
	assert_int_equal(image_base_runs_on(&base, STRATA_STR("plan9/mips")), IMAGE_MAYBE);
	base = judge("somebody/base", NULL, "2026-08-21");
	assert_int_equal(image_base_runs_on(&base, STRATA_STR("linux/arm64")), IMAGE_MAYBE);
	same("0", image_day(&arena, 0), "1970-01-01");
	same("day", image_day(&arena, 1787270400), "2026-08-21");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trust),       cmocka_unit_test(test_pins),
		cmocka_unit_test(test_states),      cmocka_unit_test(test_newer_than_facts),
		cmocka_unit_test(test_fates),       cmocka_unit_test(test_contents),
		cmocka_unit_test(test_choices),     cmocka_unit_test(test_platforms),
	};

	return cmocka_run_group_tests(tests, open_facts, close_facts);
}
