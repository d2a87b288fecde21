/*
 * maven.c - Maven's artifacts: jars of sources, in the local repository or a remote one; see
 * way.h.
 *
 * What is on a class path are classes, which have no lines: those of the sources count that were
 * published beside them (classifier `sources`). Without any, the classes are the measure of an
 * estimate.
 *
 * Layout: maven.apache.org/repository/layout.html, 2026-11.
 */
#include "composition/outside/way.h"

enum { SUM_BYTES = 4096 };

static bool is_plain(struct strata_str s)
{
	return outside_is_plain(s, "-._+") && s.ptr[0] != '.';
}

/* "/org/example/name/1.0/name-1.0": what all files of a version begin with. Absent: none can be. */
static struct strata_str stem_of(const struct strata_component *c, struct strata_arena *arena)
{
	struct strata_str group, artifact;
	char *folder;

	if (!strata_str_cut(&group, &artifact, c->name, ':') || !is_plain(group) ||
	    !is_plain(artifact) || !is_plain(c->version))
		return STRATA_NONE;
	folder = strata_arena_text(arena, group.len);
	for (size_t i = 0; i < group.len; i++)
		folder[i] = group.ptr[i] == '.' ? '/' : group.ptr[i];
	return STRATA_CONCAT(arena, STRATA_STR("/"), (struct strata_str){ folder, group.len },
			     STRATA_STR("/"), artifact, STRATA_STR("/"), c->version, STRATA_STR("/"),
			     artifact, STRATA_STR("-"), c->version);
}

static void find(struct outside_copy *out, struct outside_look *look, const struct strata_component *c)
{
	struct strata_str place = outside_place(look, NULL, ".m2/repository"),
			  stem = stem_of(c, look->arena), sources, classes;

	if (!place.ptr || !stem.ptr)
		return;
	sources = STRATA_CONCAT(look->arena, place, stem, STRATA_STR("-sources.jar"));
	classes = STRATA_CONCAT(look->arena, place, stem, STRATA_STR(".jar"));
	if (outside_is_file(sources)) {
		out->kind = OUTSIDE_FILE;
		out->path = sources;
		out->unchecked = true; /* lockfiles have the checksums of classes */
	} else if (outside_is_file(classes)) {
		out->kind = OUTSIDE_COMPILED;
		out->path = classes;
	}
}

/* "hex", "hex  file", "SHA1 (file)= hex" */
static struct strata_str sum_in(struct strata_str text)
{
	size_t equals = strata_str_find(text, STRATA_STR("= ")), end = 0;

	text = strata_str_trim(equals == STRATA_NPOS ? text : strata_str_skip(text, equals + 2));
	while (end < text.len && !strata_is_space(text.ptr[end]))
		end++;
	return strata_str_take(text, end);
}

static struct registry_ask sum_ask(const struct outside_asker *a, struct strata_str url)
{
	return (struct registry_ask){
		.settings = a->in.settings,
		.url = strata_arena_join(a->in.scratch, url, STRATA_STR(".sha1"), STRATA_NONE),
		.most = SUM_BYTES,
		.kept = !registry_is_online(a->in.registry),
	};
}

static void want(struct outside_asker *a, const struct strata_component *c)
{
	struct strata_str stem = stem_of(c, a->in.scratch);
	struct registry_ask ask;

	if (!stem.ptr || !a->in.settings->servers.count)
		return;
	ask = sum_ask(a, STRATA_CONCAT(a->in.scratch, a->in.settings->servers.items[0].url, stem,
				       STRATA_STR("-sources.jar")));
	registry_want(a->in.registry, &ask);
}

/*
 * The first repository that vouches for the file. Without a checksum of it, where it is all
 * the same is asked in the same order.
 */
static int offer_of(struct registry_ask *out, struct strata_strs *sums, struct outside_asker *a,
		    struct strata_str stem, const char *ending, struct strata_error *err)
{
	const struct registry_servers *servers = &a->in.settings->servers;
	struct strata_arena *arena = a->in.scratch;
	int rc = STRATA_ENOTFOUND;

	for (size_t i = 0; i < servers->count; i++) {
		struct strata_str url =
			STRATA_CONCAT(arena, servers->items[i].url, stem, strata_str_of(ending));
		struct registry_ask ask = sum_ask(a, url);
		struct strata_error own = STRATA_ERROR_INIT;
		struct registry_answer answer;

		rc = registry_get(&answer, a->in.registry, &ask, &own);
		if (rc == 0) {
			*strata_vec_push(arena, sums) = strata_arena_join(
				arena, STRATA_STR("sha1:"), sum_in(answer.body), STRATA_NONE);
			registry_release(a->in.registry, &answer);
			*out = (struct registry_ask){ .settings = a->in.settings, .url = url };
			return 0;
		}
		if (err && err->code == STRATA_OK)
			*err = own;
		if (rc != STRATA_ENOTFOUND)
			return rc;
	}
	return rc;
}

static int offer(struct outside_offer *out, struct outside_asker *a, const struct strata_component *c,
		 struct strata_error *err)
{
	struct strata_str stem = stem_of(c, a->in.scratch);
	struct strata_error own = STRATA_ERROR_INIT;
	int rc;

	if (!stem.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no artifact can have that name");
	if (!a->in.settings->servers.count)
		return registry_unknown(a->in.settings, err);
	rc = offer_of(&out->ask, &out->sums, a, stem, "-sources.jar", &own);
	if (rc == STRATA_ENOTFOUND) {
		own = STRATA_ERROR_INIT;
		rc = offer_of(&out->less, &out->sums, a, stem, ".jar", &own);
	}
	if (rc < 0 && err)
		*err = own;
	return rc;
}

const struct outside_way outside_way_maven = {
	.ecosystem = &strata_ecosystem_maven,
	.config = &registry_config_maven,
	.find = find,
	.want = want,
	.offer = offer,
};
