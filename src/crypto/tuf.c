/* tuf.c - trees of TUF as Notary v1 serves them; see tuf.h. */
#include "crypto/tuf.h"

#include "crypto/tuf_file.h"
#include "strata/limits.h"
#include "text/base64.h"

struct tree {
	struct crypto_finding *out;
	const struct crypto_tuf_source *source;
	const struct crypto_subject *subject;
	const struct crypto_trust *trust;
	struct strata_str tag;
	struct strata_arena *arena;
	struct tuf_file root, timestamp, snapshot, targets;
	const struct node *meta; /* what the snapshot tells of each file */
	unsigned visited;        /* roles that were looked at */
};

static bool refuse(struct tree *t, enum crypto_verdict verdict, const char *what,
                   struct strata_str name)
{
	crypto_say(t->out, verdict, t->arena, "%.*s %s", STRATA_ARG(name), what);
	return false;
}

/* --- one file -------------------------------------------------------------------------------- */

static bool fetch(struct tuf_file *out, struct tree *t, struct strata_str name, const char *type)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str bytes;
	int rc = t->source->get(&bytes, name, t->source->payload, &err);

	if (rc == STRATA_ENOTFOUND)
		return refuse(t, CRYPTO_BAD, "is missing", name);
	if (rc < 0) {
		crypto_say(t->out, CRYPTO_UNCHECKED, t->arena, "%.*s cannot be fetched: %s",
		           STRATA_ARG(name), err.text);
		return false;
	}
	if (tuf_file_read(out, name, bytes, type, t->arena, &err) < 0)
		return refuse(t, CRYPTO_BAD, err.text, name);
	return true;
}

static bool role_of_root(struct tuf_role *out, const struct tuf_file *root, const char *role)
{
	return tuf_role_read(out, node_map(root->body, "keys"),
	                     node_map(node_map(root->body, "roles"), role));
}

static bool check_signed(struct tree *t, const struct tuf_file *file, const struct tuf_role *role)
{
	return tuf_file_is_signed(file, role, t->arena) ||
	       refuse(t, CRYPTO_BAD, "is not signed by as many of its keys as it has to be",
	              file->name);
}

static bool check_role(struct tree *t, const struct tuf_file *file, const char *name)
{
	struct tuf_role role;

	if (!role_of_root(&role, &t->root, name))
		return refuse(t, CRYPTO_BAD, "names no keys of a role", t->root.name);
	return check_signed(t, file, &role);
}

static bool check_expiry(struct tree *t, const struct tuf_file *file)
{
	struct strata_str expires = node_text(file->body, "expires");
	int64_t time;

	if (!crypto_time_read(&time, expires))
		return refuse(t, CRYPTO_BAD, "does not say how long it holds", file->name);
	if (time > t->trust->now)
		return true;
	crypto_say(t->out, CRYPTO_EXPIRED, t->arena, "%.*s has expired on %.*s",
	           STRATA_ARG(file->name), STRATA_ARG(expires));
	return false;
}

static bool check_matches(struct tree *t, const struct tuf_file *file, const struct node *meta)
{
	return tuf_file_matches(file, meta, t->arena) ||
	       refuse(t, CRYPTO_BAD, "is not the file whose digest is signed", file->name);
}

/* --- the root ------------------------------------------------------------------------------- */

static bool signs_itself(struct tree *t, const struct tuf_file *root)
{
	struct tuf_role role;

	if (!role_of_root(&role, root, "root"))
		return refuse(t, CRYPTO_BAD, "names no keys of its own", root->name);
	return check_signed(t, root, &role);
}

/* Whether a key that the user has pinned is one of the root's, and has signed it. */
static bool is_pinned(struct tree *t, const struct tuf_file *root)
{
	const struct crypto_signer *signer = NULL;
	struct tuf_role role;

	if (role_of_root(&role, root, "root"))
		signer = tuf_file_signer(root, &role, &t->trust->keys, t->arena);
	if (signer)
		t->out->by = signer->name;
	return signer;
}

static bool fetch_older(struct tuf_file *out, struct tree *t, uint64_t version)
{
	struct strata_str name =
		strata_arena_printf(t->arena, "%llu.root", (unsigned long long)version);

	return fetch(out, t, name, "Root") &&
	       (out->version == version || refuse(t, CRYPTO_BAD, "is of another version", name));
}

/* Each version is signed by the keys of the one before as well as by its own. */
static bool follow(struct tree *t, const struct tuf_file *older, size_t count)
{
	struct tuf_role role;

	for (size_t i = count; i-- > 0;) { /* older[count - 1] is the oldest */
		const struct tuf_file *next = i ? &older[i - 1] : &t->root;

		if (!signs_itself(t, &older[i]) || !role_of_root(&role, &older[i], "root") ||
		    !check_signed(t, next, &role))
			return false;
	}
	return true;
}

static bool check_rotation(struct tree *t)
{
	struct tuf_file older[STRATA_LIMIT_ROOTS];
	size_t count = 0;

	while (count < STRATA_LIMIT_ROOTS && t->root.version > count + 1) {
		if (!fetch_older(&older[count], t, t->root.version - count - 1))
			break;
		if (is_pinned(t, &older[count++]))
			return follow(t, older, count);
	}
	if (t->out->verdict == CRYPTO_UNCHECKED)
		return false;
	return refuse(t, CRYPTO_UNKNOWN_KEY, "is not signed by a key that is trusted",
	              t->root.name);
}

static bool check_root(struct tree *t)
{
	return signs_itself(t, &t->root) && (is_pinned(t, &t->root) || check_rotation(t)) &&
	       check_expiry(t, &t->root);
}

/* --- what it leads to --------------------------------------------------------------------------
 */

static bool check_snapshot(struct tree *t)
{
	if (!fetch(&t->timestamp, t, STRATA_STR("timestamp"), "Timestamp") ||
	    !check_role(t, &t->timestamp, "timestamp") || !check_expiry(t, &t->timestamp) ||
	    !fetch(&t->snapshot, t, STRATA_STR("snapshot"), "Snapshot") ||
	    !check_matches(t, &t->snapshot,
	                   node_map(node_map(t->timestamp.body, "meta"), "snapshot")) ||
	    !check_role(t, &t->snapshot, "snapshot") || !check_expiry(t, &t->snapshot))
		return false;
	t->meta = node_map(t->snapshot.body, "meta");
	return check_matches(t, &t->root, node_map(t->meta, "root"));
}

static bool check_targets(struct tree *t)
{
	return fetch(&t->targets, t, STRATA_STR("targets"), "Targets") &&
	       check_matches(t, &t->targets, node_map(t->meta, "targets")) &&
	       check_role(t, &t->targets, "targets") && check_expiry(t, &t->targets);
}

static bool check_versions(struct tree *t, const struct crypto_tuf_versions *seen)
{
	const struct {
		const struct tuf_file *file;
		uint64_t least;
	} all[] = { { &t->root, seen->root },
		    { &t->timestamp, seen->timestamp },
		    { &t->snapshot, seen->snapshot },
		    { &t->targets, seen->targets } };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].file->version < all[i].least)
			return refuse(t, CRYPTO_REPLAYED, "is older than what was there before",
			              all[i].file->name);
	return true;
}

/* --- the tag ------------------------------------------------------------------------------------
 */

/* A delegation is named below whoever delegates, and its name is one of a file. */
static bool is_below(struct strata_str name, struct strata_str parent)
{
	struct strata_str part, rest;

	if (!strata_str_starts(name, parent) || name.len > STRATA_LIMIT_IMAGE_NAME_BYTES ||
	    name.len <= parent.len + 1 || name.ptr[parent.len] != '/')
		return false;
	rest = strata_str_skip(name, parent.len + 1);
	for (size_t i = 0; i < rest.len; i++)
		if (!strata_is_alpha(rest.ptr[i]) && !strata_is_digit(rest.ptr[i]) &&
		    !strata_lists("- _ . /", strata_str_take(strata_str_skip(rest, i), 1)))
			return false;
	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		if (!part.len || part.ptr[0] == '.')
			return false;
	}
	return true;
}

static bool covers(const struct node *delegation, struct strata_str tag)
{
	for (const struct node *n = node_first(node_array(delegation, "paths")); n; n = n->next)
		if (n->type == NODE_STRING && strata_str_starts(tag, n->text))
			return true;
	return false;
}

/* Compares what a file says of the tag with the image. */
static void conclude(struct tree *t, const struct node *target, struct strata_str role)
{
	struct strata_str raw;
	uint64_t length;
	bool same = base64_read(&raw, node_text(node_map(target, "hashes"), "sha256"),
	                        BASE64_PADDED, t->arena);

	same = same && raw.len == CRYPTO_SHA256 &&
	       strata_str_u64(&length, node_text(target, "length"));
	if (!same) {
		refuse(t, CRYPTO_BAD, "tells no digest of the tag", role);
		return;
	}
	if (crypto_is_digest(t->subject->digest, crypto_hex(raw, t->arena)) &&
	    length == t->subject->size)
		t->out->verdict = CRYPTO_VERIFIED;
	else
		crypto_say(t->out, CRYPTO_REPLAYED, t->arena,
		           "%.*s says that the tag is another image, 'sha256:%.*s'",
		           STRATA_ARG(role), STRATA_ARG(crypto_hex(raw, t->arena)));
}

enum found { ABSENT, FOUND, REFUSED };

static enum found look_in(struct tree *t, const struct tuf_file *file, unsigned depth);

static enum found look_behind(struct tree *t, const struct tuf_file *from,
                              const struct node *delegation, unsigned depth)
{
	struct strata_str name = node_text(delegation, "name");
	const struct node *meta;
	struct tuf_role role;
	struct tuf_file file;

	if (!covers(delegation, t->tag) || !is_below(name, from->name) ||
	    !(meta = node_get_str(t->meta, name)))
		return ABSENT;
	if (t->visited++ >= STRATA_LIMIT_DELEGATIONS)
		return refuse(t, CRYPTO_BAD, "delegates too often", from->name), REFUSED;
	if (!tuf_role_read(&role, node_map(node_map(from->body, "delegations"), "keys"),
	                   delegation))
		return refuse(t, CRYPTO_BAD, "names no keys of what it delegates to", from->name),
		       REFUSED;
	if (!fetch(&file, t, name, "Targets") || !check_matches(t, &file, meta) ||
	    !check_signed(t, &file, &role) || !check_expiry(t, &file))
		return REFUSED;
	return look_in(t, &file, depth + 1);
}

static bool is_releases(const struct node *delegation)
{
	return strata_str_eq(node_text(delegation, "name"), STRATA_STR("targets/releases"));
}

/* releases: only docker's own delegation, or only all others. */
static enum found look_below(struct tree *t, const struct tuf_file *file, bool releases,
                             unsigned depth)
{
	const struct node *roles = node_array(node_map(file->body, "delegations"), "roles");
	enum found found = ABSENT;

	for (const struct node *n = node_first(roles); n && found == ABSENT; n = n->next)
		if (n->type == NODE_MAP && is_releases(n) == releases)
			found = look_behind(t, file, n, depth);
	return found;
}

static enum found look_in(struct tree *t, const struct tuf_file *file, unsigned depth)
{
	const struct node *target = node_get_str(node_map(file->body, "targets"), t->tag);
	enum found found = look_below(t, file, true, depth);

	if (found != ABSENT)
		return found;
	if (target && target->type == NODE_MAP) {
		conclude(t, target, file->name);
		return FOUND;
	}
	return depth < STRATA_LIMIT_DELEGATION_DEPTH ? look_below(t, file, false, depth) : ABSENT;
}

/* --- all of it
 * ------------------------------------------------------------------------------------ */

static void look(struct tree *t, struct crypto_tuf_versions *seen)
{
	if (!fetch(&t->root, t, STRATA_STR("root"), "Root")) {
		if (t->out->verdict == CRYPTO_BAD && !t->root.bytes.ptr)
			crypto_say(t->out, CRYPTO_UNSIGNED, t->arena,
			           "there is no tree of the image");
		return;
	}
	if (!check_root(t) || !check_snapshot(t) || !check_targets(t) || !check_versions(t, seen))
		return;
	*seen = (struct crypto_tuf_versions){ t->root.version, t->timestamp.version,
		                              t->snapshot.version, t->targets.version };
	if (look_in(t, &t->targets, 0) == ABSENT)
		crypto_say(t->out, CRYPTO_UNSIGNED, t->arena, "the tree does not tell of the tag");
}

void crypto_tuf_check(struct crypto_finding *out, const struct crypto_tuf_source *source,
                      struct strata_str tag, const struct crypto_subject *subject,
                      const struct crypto_trust *trust, struct crypto_tuf_versions *seen,
                      struct strata_arena *arena)
{
	struct tree t = { .out = out,
		          .source = source,
		          .subject = subject,
		          .trust = trust,
		          .tag = tag,
		          .arena = arena };

	*out = (struct crypto_finding){ .verdict = CRYPTO_UNSIGNED };
	look(&t, seen);
}
