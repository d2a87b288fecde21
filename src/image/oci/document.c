/* document.c - manifests, indexes and configurations of images; see document.h. */
#include "image/oci/document.h"

#include "strata/digest.h"
#include "strata/limits.h"
#include "text/json.h"

bool oci_is_digest(struct strata_str text)
{
	if (!strata_str_starts(text, STRATA_STR("sha256:")) || text.len != 7 + 64)
		return false;
	for (size_t i = 7; i < text.len; i++)
		if (!strata_is_digit(text.ptr[i]) && !(text.ptr[i] >= 'a' && text.ptr[i] <= 'f'))
			return false;
	return true;
}

struct strata_str oci_digest_of(struct strata_str bytes, struct strata_arena *arena)
{
	unsigned char sum[STRATA_SHA256];
	struct strata_digest h;
	char *text = strata_arena_text(arena, 7 + 64);

	strata_digest_init(&h, STRATA_SHA256);
	strata_digest_add(&h, bytes);
	strata_digest_end(sum, &h);
	memcpy(text, "sha256:", 7);
	for (size_t i = 0; i < sizeof(sum); i++) {
		text[7 + 2 * i] = "0123456789abcdef"[sum[i] >> 4];
		text[8 + 2 * i] = "0123456789abcdef"[sum[i] & 15];
	}
	return (struct strata_str){ text, 7 + 64 };
}

struct strata_str oci_pair_get(const struct oci_pairs *pairs, const char *key)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (strata_str_eq(pairs->items[i].key, strata_str_of(key)))
			return pairs->items[i].value;
	return STRATA_NONE;
}

static void read_pairs(struct oci_pairs *out, const struct node *map, struct strata_arena *arena)
{
	for (const struct node *n = node_first(map); n; n = n->next)
		if (n->type == NODE_STRING)
			*strata_vec_push(arena, out) = (struct oci_pair){ n->key, n->text };
}

static void read_texts(struct strata_strs *out, const struct node *array, struct strata_arena *arena)
{
	for (const struct node *n = node_first(array); n; n = n->next)
		if (n->type == NODE_STRING)
			*strata_vec_push(arena, out) = n->text;
}

/* Engines take the last of keys that are there twice, others the first. */
static int read_top(struct node **top, struct strata_str bytes, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct strata_str key;
	unsigned line;
	int rc = json_map(top, bytes, JSON_STRICT, arena, err);

	if (rc == 0 && node_duplicate(&key, &line, *top, arena))
		rc = strata_fail(err, STRATA_ESYNTAX, line, "'%.*s' stands there twice",
				 STRATA_ARG(strata_str_take(key, 100)));
	return rc;
}

/* --- manifests and indexes ------------------------------------------------------------- */

/* Engines take keys in either case: what stands there as "Layers" must not be passed over. */
static int check_keys(const struct node *map, struct strata_error *err)
{
	static const char *const keys[] = { "config", "digest",   "fsLayers",
					    "layers", "manifests", "mediaType", "size" };

	for (const struct node *n = node_first(map); n; n = n->next)
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (strata_str_eq_nocase(n->key, strata_str_of(keys[i])) &&
			    !strata_str_eq(n->key, strata_str_of(keys[i])))
				return strata_fail(err, STRATA_ESYNTAX, n->line,
						   "'%.*s' is not how it is written",
						   STRATA_ARG(n->key));
	return 0;
}

static int read_descriptor(struct oci_descriptor *out, const struct node *n,
			   struct strata_arena *arena, struct strata_error *err)
{
	const struct node *platform = node_map(n, "platform");
	int rc = check_keys(n, err);

	if (rc < 0)
		return rc;
	*out = (struct oci_descriptor){
		.media_type = node_text(n, "mediaType"),
		.digest = node_text(n, "digest"),
		.artifact_type = node_text(n, "artifactType"),
		.platform = { node_text(platform, "os"), node_text(platform, "architecture"),
			      node_text(platform, "variant") },
	};
	if (strata_str_starts(out->digest, STRATA_STR("sha512:")))
		return strata_fail(err, STRATA_EUNSUPPORTED, n->line,
				   "it names what it is made of by SHA-512");
	if (!oci_is_digest(out->digest))
		return strata_fail(err, STRATA_ESYNTAX, n->line, "'%.*s' is no digest",
				   STRATA_ARG(strata_str_take(out->digest, 100)));
	if (!strata_str_u64(&out->size, node_text(n, "size")))
		return strata_fail(err, STRATA_ESYNTAX, n->line, "'%.*s' has no size",
				   STRATA_ARG(out->digest));
	read_pairs(&out->annotations, node_map(n, "annotations"), arena);
	return 0;
}

static int read_descriptors(struct oci_descriptors *out, const struct node *array,
			    struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	for (const struct node *n = node_first(array); n; n = n->next) {
		struct oci_descriptor one;

		if (out->count == STRATA_LIMIT_DESCRIPTORS)
			return strata_fail(err, STRATA_ELIMIT, n->line, "it lists more than %u",
					   STRATA_LIMIT_DESCRIPTORS);
		if ((rc = read_descriptor(&one, n, arena, err)) < 0)
			return rc;
		*strata_vec_push(arena, out) = one;
	}
	return 0;
}

static int read_image(struct oci_document *out, const struct node *top, struct strata_arena *arena,
		      struct strata_error *err)
{
	const struct node *config = node_map(top, "config");
	int rc;

	out->kind = OCI_IMAGE;
	if (!out->media_type.len)
		out->media_type = STRATA_STR("application/vnd.oci.image.manifest.v1+json");
	if (!config)
		return strata_fail(err, STRATA_ESYNTAX, 0, "it has no configuration");
	if ((rc = read_descriptor(&out->config, config, arena, err)) < 0)
		return rc;
	return read_descriptors(&out->layers, node_array(top, "layers"), arena, err);
}

static int read_index(struct oci_document *out, const struct node *top, struct strata_arena *arena,
		      struct strata_error *err)
{
	out->kind = OCI_INDEX;
	if (!out->media_type.len)
		out->media_type = STRATA_STR("application/vnd.oci.image.index.v1+json");
	return read_descriptors(&out->entries, node_array(top, "manifests"), arena, err);
}

int oci_document_read(struct oci_document *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err)
{
	const struct node *subject;
	struct node *top;
	int rc;

	*out = (struct oci_document){ .kind = OCI_IMAGE };
	if ((rc = read_top(&top, bytes, arena, err)) < 0 || (rc = check_keys(top, err)) < 0)
		return rc;
	if (node_get(top, "fsLayers") || strata_str_eq(node_text(top, "schemaVersion"), STRATA_STR("1")))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "it is of docker's schema 1, which nothing can be checked by");
	out->media_type = node_text(top, "mediaType");
	out->artifact_type = node_text(top, "artifactType");
	read_pairs(&out->annotations, node_map(top, "annotations"), arena);
	subject = node_map(top, "subject");
	if (subject && (rc = read_descriptor(&out->subject, subject, arena, err)) < 0)
		return rc;
	/* One that is both would be another image to each that reads it. */
	if (node_array(top, "manifests") && (node_get(top, "layers") || node_get(top, "config")))
		return strata_fail(err, STRATA_ESYNTAX, 0, "it is an index and a manifest at once");
	return node_array(top, "manifests") ? read_index(out, top, arena, err)
					    : read_image(out, top, arena, err);
}

/* --- configurations ---------------------------------------------------------------------- */

int oci_config_read(struct oci_config *out, struct strata_str bytes, struct strata_arena *arena,
		    struct strata_error *err)
{
	const struct node *config;
	struct node *top;
	int rc;

	*out = (struct oci_config){ .user = STRATA_STR("") };
	if ((rc = read_top(&top, bytes, arena, err)) < 0)
		return rc;
	config = node_map(top, "config");
	out->platform = (struct oci_platform){ node_text(top, "os"), node_text(top, "architecture"),
					       node_text(top, "variant") };
	out->created = node_text(top, "created");
	if (node_text(config, "User").len)
		out->user = node_text(config, "User");
	read_texts(&out->environment, node_array(config, "Env"), arena);
	read_texts(&out->entrypoint, node_array(config, "Entrypoint"), arena);
	read_texts(&out->command, node_array(config, "Cmd"), arena);
	for (const struct node *n = node_first(node_map(config, "ExposedPorts")); n; n = n->next)
		*strata_vec_push(arena, &out->ports) = n->key;
	read_pairs(&out->labels, node_map(config, "Labels"), arena);
	return 0;
}

/* --- platforms ----------------------------------------------------------------------------- */

static bool is_plain(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && s.ptr[i] != '_' &&
		    s.ptr[i] != '-' && s.ptr[i] != '.')
			return false;
	return s.len && s.len < 64;
}

/* As engines take them: containerd's names for machines. */
static void normalise(struct oci_platform *p)
{
	static const struct {
		const char *from, *to, *variant;
	} names[] = {
		{ "x86_64", "amd64", NULL },  { "x86-64", "amd64", NULL },
		{ "aarch64", "arm64", NULL }, { "armhf", "arm", "v7" },
		{ "armel", "arm", "v6" },     { "i386", "386", NULL },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strata_str_eq_nocase(p->architecture, strata_str_of(names[i].from)))
			continue;
		p->architecture = strata_str_of(names[i].to);
		if (names[i].variant)
			p->variant = strata_str_of(names[i].variant);
	}
}

int oci_platform_read(struct oci_platform *out, struct strata_str text, struct strata_error *err)
{
	struct strata_str rest;

	*out = (struct oci_platform){ 0 };
	strata_str_cut(&out->os, &rest, text, '/');
	strata_str_cut(&out->architecture, &out->variant, rest, '/');
	if (!is_plain(out->os) || !is_plain(out->architecture) ||
	    (out->variant.ptr && !is_plain(out->variant)))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%.*s' is no platform like linux/amd64 or linux/arm/v7",
				   STRATA_ARG(text));
	normalise(out);
	return 0;
}

struct strata_str oci_platform_text(const struct oci_platform *p, struct strata_arena *arena)
{
	return strata_arena_printf(arena, "%.*s/%.*s%s%.*s", STRATA_ARG(p->os),
				   STRATA_ARG(p->architecture), p->variant.len ? "/" : "",
				   STRATA_ARG(p->variant));
}

/* "v7" as 7. */
static int version_of(struct strata_str variant)
{
	uint64_t number;

	return variant.len > 1 && variant.ptr[0] == 'v' &&
			       strata_str_u64(&number, strata_str_skip(variant, 1)) && number < 100
		       ? (int)number
		       : 0;
}

/* The variant that is meant where none is written. */
static int variant_of(const struct oci_platform *p)
{
	int version = version_of(p->variant);

	if (version)
		return version;
	if (strata_str_eq(p->architecture, STRATA_STR("arm")))
		return 7;
	return strata_str_eq(p->architecture, STRATA_STR("arm64")) ? 8 : 1;
}

/* -1: it does not run there; else the higher the better. */
static int fit(const struct oci_platform *has, const struct oci_platform *wanted)
{
	int have = variant_of(has), want = variant_of(wanted);

	if (!strata_str_eq(has->os, wanted->os) ||
	    !strata_str_eq(has->architecture, wanted->architecture))
		return -1;
	return have <= want ? have : -1;
}

const struct oci_descriptor *oci_choose(const struct oci_document *index,
					const struct oci_platform *platform)
{
	const struct oci_descriptor *best = NULL;
	int best_fit = -1;

	for (size_t i = 0; i < index->entries.count; i++) {
		const struct oci_descriptor *d = &index->entries.items[i];
		int this_fit = fit(&d->platform, platform);

		if (this_fit > best_fit) {
			best = d;
			best_fit = this_fit;
		}
	}
	return best;
}
