/* tuf.c - trees of Notary v1: thresholds, expiry, rotation of the root, delegations, and forgeries.
 */
#include "crypto/document.h"
#include "crypto/tuf.h"
#include "signer.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FAR "2100-01-01T00:00:00Z"
#define PAST "2020-01-01T00:00:00Z"

enum { ROOT, NEXT, TARGETS, SNAPSHOT, TIMESTAMP, RELEASES, STRANGER, KEYS };

static EVP_PKEY *keys[KEYS];
static struct crypto_trust trust = { .now = NOW };
static const struct crypto_subject subject = { .digest = { "sha256:" HEX, 71 }, .size = 7 };

static struct file {
	struct strata_str name, bytes;
} files[16];
static size_t file_count;

static int set_up(void **state)
{
	(void)state;
	for (int i = 0; i < KEYS; i++)
		keys[i] = EVP_EC_gen("P-256");
	*strata_vec_push(&arena, &trust.keys) =
		(struct crypto_signer){ STRATA_STR("pin"), public_of(keys[ROOT]) };
	return 0;
}

static int end(void **state)
{
	crypto_key_free(trust.keys.items[0].key);
	for (int i = 0; i < KEYS; i++)
		EVP_PKEY_free(keys[i]);
	return tear_down(state);
}

/* --- making a tree ---------------------------------------------------------------------------- */

static struct strata_str key_of(int i)
{
	return TEXT("{\"keytype\":\"ecdsa\",\"keyval\":{\"private\":null,\"public\":\"%.*s\"}}",
	            STRATA_ARG(base64(der_of(keys[i]))));
}

static const char *id_of(int i)
{
	return strata_arena_cstr(&arena, crypto_sha256_hex(key_of(i), &arena));
}

/* body is in canonical form already. */
static struct strata_str signed_by(struct strata_str body, int a, int b)
{
	const int by[] = { a, b };
	struct strata_str all = STRATA_STR("");

	for (int i = 0; i < 2; i++)
		all = TEXT("%.*s%s{\"keyid\":\"%s\",\"method\":\"ecdsa\",\"sig\":\"%.*s\"}",
		           STRATA_ARG(all), i ? "," : "", id_of(by[i]),
		           STRATA_ARG(base64(signature_of(keys[by[i]], CRYPTO_ECDSA_RAW,
		                                          CRYPTO_SHA256, body))));
	return TEXT("{\"signed\":%.*s,\"signatures\":[%.*s]}", STRATA_ARG(body), STRATA_ARG(all));
}

static struct strata_str meta_of(struct strata_str bytes)
{
	unsigned char digest[CRYPTO_SHA256];

	assert_int_equal(crypto_digest(digest, CRYPTO_SHA256, bytes, NULL), 0);
	return TEXT("{\"hashes\":{\"sha256\":\"%.*s\"},\"length\":%zu}",
	            STRATA_ARG(base64((struct strata_str){ (char *)digest, sizeof(digest) })),
	            bytes.len);
}

static void put(const char *name, struct strata_str bytes)
{
	files[file_count++] = (struct file){ strata_str_of(name), bytes };
}

struct plan {
	int root, second; /* which keys sign the root */
	int root_key;     /* which one it lists */
	int threshold;    /* of targets */
	int targets_by, releases_by;
	unsigned version; /* of the root */
	const char *timestamp_until, *targets_until;
	const char *hash; /* of the tag, in hexadecimal */
	bool in_releases;
};

static const struct plan usual = { .root = ROOT,
	                           .second = ROOT,
	                           .root_key = ROOT,
	                           .threshold = 1,
	                           .targets_by = TARGETS,
	                           .releases_by = RELEASES,
	                           .version = 1,
	                           .timestamp_until = FAR,
	                           .targets_until = FAR,
	                           .hash = HEX };

static int compare_texts(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

static struct strata_str keys_of(const int *which, int count)
{
	struct strata_str all[8], text = STRATA_STR("");

	for (int i = 0; i < count; i++)
		all[i] = TEXT("\"%s\":%.*s", id_of(which[i]), STRATA_ARG(key_of(which[i])));
	qsort(all, (size_t)count, sizeof(*all), compare_texts);
	for (int i = 0; i < count; i++)
		text = TEXT("%.*s%s%.*s", STRATA_ARG(text), i ? "," : "", STRATA_ARG(all[i]));
	return TEXT("{%.*s}", STRATA_ARG(text));
}

static struct strata_str role_of(int key, int threshold)
{
	return TEXT("{\"keyids\":[\"%s\"],\"threshold\":%d}", id_of(key), threshold);
}

static struct strata_str root_of(const struct plan *p)
{
	const int listed[] = { p->root_key, TARGETS, SNAPSHOT, TIMESTAMP };

	return signed_by(TEXT("{\"_type\":\"Root\",\"consistent_snapshot\":false,\"expires\":\"" FAR
	                      "\",\"keys\":%.*s,"
	                      "\"roles\":{\"root\":%.*s,\"snapshot\":%.*s,\"targets\":%.*s,"
	                      "\"timestamp\":%.*s},"
	                      "\"version\":%u}",
	                      STRATA_ARG(keys_of(listed, 4)), STRATA_ARG(role_of(p->root_key, 1)),
	                      STRATA_ARG(role_of(SNAPSHOT, 1)),
	                      STRATA_ARG(role_of(TARGETS, p->threshold)),
	                      STRATA_ARG(role_of(TIMESTAMP, 1)), p->version),
	                 p->root, p->second);
}

static struct strata_str raw_of_hex(const char *hex)
{
	char *bytes = strata_arena_text(&arena, 32);
	unsigned value;

	for (int i = 0; i < 32; i++) {
		sscanf(hex + 2 * i, "%2x", &value);
		bytes[i] = (char)value;
	}
	return (struct strata_str){ bytes, 32 };
}

static void make(const struct plan *p)
{
	const int delegate[] = { RELEASES };
	struct strata_str target = TEXT("{\"1.0\":{\"hashes\":{\"sha256\":\"%.*s\"},\"length\":7}}",
	                                STRATA_ARG(base64(raw_of_hex(p->hash))));
	struct strata_str root = root_of(p), none = STRATA_STR("{}"), releases, targets, snapshot;

	file_count = 0;
	releases = signed_by(TEXT("{\"_type\":\"Targets\",\"expires\":\"" FAR
	                          "\",\"targets\":%.*s,\"version\":1}",
	                          STRATA_ARG(p->in_releases ? target : none)),
	                     p->releases_by, p->releases_by);
	targets =
		signed_by(TEXT("{\"_type\":\"Targets\",\"delegations\":{\"keys\":%.*s,\"roles\":[{"
	                       "\"keyids\":[\"%s\"],"
	                       "\"name\":\"targets/"
	                       "releases\",\"paths\":[\"\"],\"threshold\":1}]},\"expires\":\"%s\","
	                       "\"targets\":%.*s,\"version\":2}",
	                       STRATA_ARG(keys_of(delegate, 1)), id_of(RELEASES), p->targets_until,
	                       STRATA_ARG(p->in_releases ? none : target)),
	                  p->targets_by, p->targets_by);
	snapshot = signed_by(TEXT("{\"_type\":\"Snapshot\",\"expires\":\"" FAR
	                          "\",\"meta\":{\"root\":%.*s,"
	                          "\"targets\":%.*s,\"targets/releases\":%.*s},\"version\":2}",
	                          STRATA_ARG(meta_of(root)), STRATA_ARG(meta_of(targets)),
	                          STRATA_ARG(meta_of(releases))),
	                     SNAPSHOT, SNAPSHOT);
	put("root", root);
	put("targets", targets);
	put("targets/releases", releases);
	put("snapshot", snapshot);
	put("timestamp",
	    signed_by(
		    TEXT("{\"_type\":\"Timestamp\",\"expires\":\"%s\",\"meta\":{\"snapshot\":%.*s},"
	                 "\"version\":3}",
	                 p->timestamp_until, STRATA_ARG(meta_of(snapshot))),
		    TIMESTAMP, TIMESTAMP));
}

static int get(struct strata_str *out, struct strata_str name, void *payload,
               struct strata_error *err)
{
	(void)payload, (void)err;
	for (size_t i = 0; i < file_count; i++)
		if (strata_str_eq(files[i].name, name)) {
			*out = files[i].bytes;
			return 0;
		}
	return STRATA_ENOTFOUND;
}

static struct crypto_finding look(const char *tag, struct crypto_tuf_versions *seen)
{
	struct crypto_tuf_source source = { get, NULL };
	struct crypto_tuf_versions first = { .root = 0 };
	struct crypto_finding found;

	crypto_tuf_check(&found, &source, strata_str_of(tag), &subject, &trust,
	                 seen ? seen : &first, &arena);
	return found;
}

static struct crypto_finding look_at(struct plan plan)
{
	make(&plan);
	return look("1.0", NULL);
}

/* --- tests -------------------------------------------------------------------------------------
 */

static void follows_a_tree(void **state)
{
	struct crypto_finding found;
	struct plan p = usual;

	(void)state;
	found = look_at(p);
	assert_verdict(found, CRYPTO_VERIFIED);
	assert_str(found.by, "pin");
	p.in_releases = true;
	assert_verdict(look_at(p), CRYPTO_VERIFIED);
	assert_verdict(look("2.0", NULL), CRYPTO_UNSIGNED);
	p.hash = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
	assert_verdict(look_at(p), CRYPTO_REPLAYED);
	file_count = 0;
	assert_verdict(look("1.0", NULL), CRYPTO_UNSIGNED);
}

static void wants_enough_keys(void **state)
{
	struct plan p = usual;

	(void)state;
	p.threshold = 2; /* both signatures are by the same key */
	assert_verdict(look_at(p), CRYPTO_BAD);
	p.threshold = 0;
	assert_verdict(look_at(p), CRYPTO_BAD);
	p = usual;
	p.targets_by = STRANGER;
	assert_verdict(look_at(p), CRYPTO_BAD);
	p = usual;
	p.releases_by = STRANGER;
	assert_verdict(look_at(p), CRYPTO_BAD);
}

static void looks_at_the_time(void **state)
{
	struct plan p = usual;

	(void)state;
	p.timestamp_until = PAST;
	assert_verdict(look_at(p), CRYPTO_EXPIRED);
	p = usual;
	p.targets_until = PAST;
	assert_verdict(look_at(p), CRYPTO_EXPIRED);
	p.targets_until = "soon";
	assert_verdict(look_at(p), CRYPTO_BAD);
}

static void sees_what_was_changed(void **state)
{
	(void)state;
	for (size_t i = 0; i < 5; i++) {
		make(&usual);
		files[i].bytes =
			strata_arena_join(&arena, files[i].bytes, STRATA_STR("\n"), STRATA_NONE);
		/* A blank behind a document changes its digest; of the timestamp nobody keeps one.
		 */
		assert_verdict(look("1.0", NULL), i == 4 ? CRYPTO_VERIFIED : CRYPTO_BAD);
	}
	for (size_t i = 1; i < 5; i++) {
		make(&usual);
		files[i] = files[--file_count];
		assert_verdict(look("1.0", NULL), CRYPTO_BAD);
	}
}

/* The root's keys change, and the new ones with the old ones sign it. */
static void follows_a_rotation(void **state)
{
	struct plan first = usual, second = usual;
	struct strata_str old = root_of(&first);

	(void)state;
	second.root_key = second.root = NEXT;
	second.version = 2;
	second.second = ROOT;
	make(&second);
	assert_verdict(look("1.0", NULL), CRYPTO_UNKNOWN_KEY); /* the first is not there */
	put("1.root", old);
	assert_verdict(look("1.0", NULL), CRYPTO_VERIFIED);
	second.second = NEXT; /* without the old key it is anybody's */
	make(&second);
	put("1.root", old);
	assert_verdict(look("1.0", NULL), CRYPTO_BAD);
	first.root_key = first.root = first.second = STRANGER;
	assert_verdict(look_at(first), CRYPTO_UNKNOWN_KEY);
	/* A pinned key that is listed, but has not signed. */
	first = usual;
	first.root = first.second = STRANGER;
	assert_verdict(look_at(first), CRYPTO_BAD);
}

static void never_goes_back(void **state)
{
	struct crypto_tuf_versions seen = { .root = 0 };

	(void)state;
	make(&usual);
	assert_verdict(look("1.0", &seen), CRYPTO_VERIFIED);
	assert_true(seen.root == 1 && seen.timestamp == 3 && seen.snapshot == 2 &&
	            seen.targets == 2);
	assert_verdict(look("1.0", &seen), CRYPTO_VERIFIED);
	seen.timestamp = 4;
	assert_verdict(look("1.0", &seen), CRYPTO_REPLAYED);
	assert_int_equal(seen.timestamp, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_a_tree),     cmocka_unit_test(wants_enough_keys),
		cmocka_unit_test(looks_at_the_time),  cmocka_unit_test(sees_what_was_changed),
		cmocka_unit_test(follows_a_rotation), cmocka_unit_test(never_goes_back),
	};

	return cmocka_run_group_tests(tests, set_up, end);
}
