/*
 * repository.c - see repository.h.
 *
 * When an artifact was published nobody tells but the server: as the time of its pom's last
 * change. Who keeps no such times gives out all versions as if they had always been there.
 */
#include "resolve/maven/repository.h"

#include <time.h>

#include "strata/digest.h"
#include "strata/limits.h"
#include "text/xml.h"

static bool is_plain(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!strata_is_alpha(c) && !strata_is_digit(c) && c != '-' && c != '.' &&
		    c != '_' && c != '+')
			return false;
	}
	return s.len && s.ptr[0] != '.' && s.len <= STRATA_LIMIT_VERSION_BYTES;
}

/* "org/example/name/" */
static struct strata_str folder_of(const struct maven_gav *gav, struct strata_arena *arena)
{
	char *group = strata_arena_text(arena, gav->group.len);

	for (size_t i = 0; i < gav->group.len; i++)
		group[i] = gav->group.ptr[i] == '.' ? '/' : gav->group.ptr[i];
	return STRATA_CONCAT(arena, STRATA_STR("/"), (struct strata_str){ group, gav->group.len },
			     STRATA_STR("/"), gav->artifact, STRATA_STR("/"));
}

static struct strata_str pom_of(const struct maven_gav *gav, struct strata_arena *arena)
{
	if (!is_plain(gav->group) || !is_plain(gav->artifact) || !is_plain(gav->version))
		return STRATA_NONE;
	return STRATA_CONCAT(arena, folder_of(gav, arena), gav->version, STRATA_STR("/"),
			     gav->artifact, STRATA_STR("-"), gav->version, STRATA_STR(".pom"));
}

static struct strata_str metadata_of(const struct maven_gav *gav, struct strata_arena *arena)
{
	if (!is_plain(gav->group) || !is_plain(gav->artifact))
		return STRATA_NONE;
	return strata_arena_join(arena, folder_of(gav, arena), STRATA_STR("maven-metadata.xml"),
				 STRATA_NONE);
}

static struct registry_ask ask_of(const struct maven_store *s, size_t server,
				  struct strata_str path)
{
	return (struct registry_ask){
		.settings = s->in->settings,
		.url = strata_arena_join(s->in->scratch, s->in->settings->servers.items[server].url,
					 path, STRATA_NONE),
		.immutable = strata_str_ends(path, STRATA_STR(".pom")),
	};
}

static void keep_error(struct strata_error *err, const struct strata_error *own)
{
	if (err && err->code == STRATA_OK)
		*err = *own;
}

/* --- checksums ----------------------------------------------------------------------------------- */

static const struct sum {
	const char *ending;
	enum strata_digest_kind kind;
} sums[] = { { ".sha1", STRATA_SHA1 }, { ".sha256", STRATA_SHA256 } };

enum { SUM_BYTES = 4096 };

static struct registry_ask ask_sum(const struct maven_store *s, const struct registry_ask *of,
				   const struct sum *sum)
{
	struct registry_ask ask = *of;

	ask.url = strata_arena_join(s->in->scratch, of->url, strata_str_of(sum->ending), STRATA_NONE);
	ask.most = SUM_BYTES;
	return ask;
}

/* "hex", "hex  file", "SHA1 (file)= hex" */
static struct strata_str sum_in(struct strata_str text)
{
	size_t equals = strata_str_find(text, STRATA_STR("= "));
	size_t end = 0;

	text = strata_str_trim(equals == STRATA_NPOS ? text : strata_str_skip(text, equals + 2));
	while (end < text.len && !strata_is_space(text.ptr[end]))
		end++;
	return strata_str_take(text, end);
}

/* Whether the server vouches for what it gave out. What it has no checksum of cannot be held to one. */
static int check(const struct maven_store *s, const struct registry_ask *of, struct strata_str body,
		 struct strata_error *err)
{
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		struct registry_ask ask = ask_sum(s, of, &sums[i]);
		struct strata_error own = STRATA_ERROR_INIT;
		struct registry_answer answer;
		int rc = registry_get(&answer, s->in->registry, &ask, &own);
		bool right;

		if (rc == STRATA_ENOTFOUND)
			continue;
		if (rc < 0) {
			keep_error(err, &own);
			return rc;
		}
		right = strata_digest_is(sums[i].kind, body, sum_in(answer.body));
		if (right) {
			registry_release(s->in->registry, &answer);
			return 0;
		}
		registry_refuse(s->in->registry, &answer);
		strata_error_at(err, of->url);
		return strata_fail(err, STRATA_EIO, 0, "what came is not what its '%s' says",
				   sums[i].ending);
	}
	return 0;
}

/* --- documents ----------------------------------------------------------------------------------- */

/* What comes from a server is checked; what a cache has was, when it came. */
static int get(struct registry_answer *answer, const struct maven_store *s,
	       const struct registry_ask *ask, struct strata_error *err)
{
	int rc = registry_get(answer, s->in->registry, ask, err);

	if (rc < 0 || !answer->came)
		return rc;
	if ((rc = check(s, ask, answer->body, err)) < 0)
		registry_refuse(s->in->registry, answer);
	return rc;
}

static void want(const struct maven_store *s, size_t server, struct strata_str path)
{
	struct registry_ask ask = ask_of(s, server, path), sum = ask_sum(s, &ask, &sums[0]);

	if (registry_want(s->in->registry, &ask))
		registry_want(s->in->registry, &sum);
}

void maven_repository_want(const struct maven_store *store, const struct maven_gav *gav)
{
	struct strata_str path = pom_of(gav, store->in->scratch);

	if (path.len && store->in->settings->servers.count)
		want(store, 0, path);
}

void maven_repository_want_versions(const struct maven_store *store, const struct maven_gav *gav)
{
	struct strata_str path = metadata_of(gav, store->in->scratch);

	for (size_t i = 0; path.len && i < store->in->settings->servers.count; i++)
		want(store, i, path);
}

/* Whether it was there at the time that is asked about; of a server that keeps no dates it was. */
static int judge_date(struct maven_document *out, const struct maven_store *s, time_t modified,
		      struct strata_error *err)
{
	struct tm tm;
	char text[32];

	if (!s->in->as_of.ptr || modified <= 0)
		return 0;
	gmtime_r(&modified, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (strata_str_cmp(strata_str_of(text), s->in->as_of) <= 0)
		return 0;
	out->later = true;
	return strata_fail(err, STRATA_ENOTFOUND, 0, "it was published later, on %.10s", text);
}

static int read_pom(struct maven_document *out, struct maven_store *s,
		    const struct registry_ask *ask, struct strata_error *err)
{
	struct registry_answer answer;
	int rc = get(&answer, s, ask, err);

	if (rc < 0)
		return rc;
	s->undated = s->undated || answer.modified <= 0;
	rc = maven_pom_read(&out->pom, answer.body, s->arena, err);
	if (rc < 0) {
		registry_refuse(s->in->registry, &answer);
		return rc;
	}
	rc = judge_date(out, s, answer.modified, err);
	registry_release(s->in->registry, &answer);
	return rc;
}

int maven_repository_pom(struct maven_document *out, struct maven_store *store,
			 const struct maven_gav *gav, struct strata_error *err)
{
	const struct registry_servers *servers = &store->in->settings->servers;
	struct strata_str path = pom_of(gav, store->in->scratch);
	int rc = STRATA_ENOTFOUND;

	if (!path.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no artifact can have that name");
	if (!servers->count)
		return registry_unknown(store->in->settings, err);
	for (size_t i = 0; i < servers->count && rc == STRATA_ENOTFOUND; i++) {
		struct registry_ask ask = ask_of(store, i, path);
		struct strata_error own = STRATA_ERROR_INIT;

		if ((rc = read_pom(out, store, &ask, &own)) < 0)
			keep_error(err, &own);
	}
	return rc;
}

int maven_versions_read(struct strata_strs *out, struct strata_str bytes,
			struct strata_arena *arena, struct strata_error *err)
{
	struct node *top;
	int rc = xml_tree(&top, bytes, arena, err);

	if (rc < 0)
		return rc;
	for (const struct node *n = node_first(node_path(top, "versioning/versions")); n; n = n->next) {
		if (out->count == STRATA_LIMIT_PUBLISHED)
			return strata_fail(err, STRATA_ELIMIT, n->line, "more than %d versions",
					   STRATA_LIMIT_PUBLISHED);
		if (n->text.len)
			*strata_vec_push(arena, out) = n->text;
	}
	return 0;
}

static int read_versions(struct strata_strs *out, const struct maven_store *s,
			 const struct registry_ask *ask, struct strata_error *err)
{
	struct registry_answer answer;
	int rc = get(&answer, s, ask, err);

	if (rc < 0)
		return rc;
	rc = maven_versions_read(out, answer.body, s->arena, err);
	strata_arena_drop_trees(s->arena);
	if (rc < 0)
		registry_refuse(s->in->registry, &answer);
	else
		registry_release(s->in->registry, &answer);
	return rc;
}

int maven_repository_versions(struct strata_strs *out, const struct maven_store *store,
			      const struct maven_gav *gav, struct strata_error *err)
{
	const struct registry_servers *servers = &store->in->settings->servers;
	struct strata_str path = metadata_of(gav, store->in->scratch);
	int rc = STRATA_ENOTFOUND;

	if (!path.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no artifact can have that name");
	if (!servers->count)
		return registry_unknown(store->in->settings, err);
	for (size_t i = 0; i < servers->count; i++) {
		struct registry_ask ask = ask_of(store, i, path);

		struct strata_error own = STRATA_ERROR_INIT;

		if ((rc = read_versions(out, store, &ask, &own)) < 0)
			keep_error(err, &own);
		if (rc < 0 && rc != STRATA_ENOTFOUND)
			return rc;
	}
	return out->count ? 0 : rc < 0 ? rc : STRATA_ENOTFOUND;
}
