/* repository.c - see repository.h. */
#include "resolve/maven/repository.h"

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

static struct registry_ask ask_of(const struct maven_models *m, size_t server,
				  struct strata_str path)
{
	return (struct registry_ask){
		.settings = m->in->settings,
		.url = strata_arena_join(m->arena, m->in->settings->servers.items[server].url, path,
					 STRATA_NONE),
		.immutable = strata_str_ends(path, STRATA_STR(".pom")),
	};
}

void maven_repository_want(const struct maven_models *models, const struct maven_gav *gav)
{
	struct strata_str path = pom_of(gav, models->arena);
	struct registry_ask ask;

	if (!path.len || !models->in->settings->servers.count)
		return;
	ask = ask_of(models, 0, path);
	registry_want(models->in->registry, &ask);
}

static int read_answer(struct node **top, const struct maven_models *m,
		       const struct registry_ask *ask, struct strata_error *err)
{
	struct registry_answer answer;
	int rc = registry_get(&answer, m->in->registry, ask, err);

	if (rc < 0)
		return rc;
	rc = xml_tree(top, strata_arena_dup(m->arena, answer.body), m->arena, err);
	if (rc < 0)
		registry_refuse(m->in->registry, &answer);
	else
		registry_release(m->in->registry, &answer);
	return rc;
}

int maven_repository_pom(struct node **top, const struct maven_models *models,
			 const struct maven_gav *gav, struct strata_error *err)
{
	const struct registry_servers *servers = &models->in->settings->servers;
	struct strata_str path = pom_of(gav, models->arena);
	int rc = STRATA_ENOTFOUND;

	if (!path.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no artifact can have that name");
	if (!servers->count)
		return registry_unknown(models->in->settings, err);
	for (size_t i = 0; i < servers->count && rc == STRATA_ENOTFOUND; i++) {
		struct registry_ask ask = ask_of(models, i, path);

		rc = read_answer(top, models, &ask, err);
	}
	return rc;
}

static void add_versions(struct strata_strs *out, const struct maven_models *m,
			 const struct node *top)
{
	const struct node *list = node_path(top, "versioning/versions");

	for (const struct node *n = node_first(list); n; n = n->next)
		if (out->count < STRATA_LIMIT_PUBLISHED && n->text.len)
			*strata_vec_push(m->arena, out) = n->text;
}

static struct strata_str metadata_of(const struct maven_gav *gav, struct strata_arena *arena)
{
	if (!is_plain(gav->group) || !is_plain(gav->artifact))
		return STRATA_NONE;
	return strata_arena_join(arena, folder_of(gav, arena), STRATA_STR("maven-metadata.xml"),
				 STRATA_NONE);
}

void maven_repository_want_versions(const struct maven_models *models, const struct maven_gav *gav)
{
	const struct registry_servers *servers = &models->in->settings->servers;
	struct strata_str path = metadata_of(gav, models->arena);

	for (size_t i = 0; path.len && i < servers->count; i++) {
		struct registry_ask ask = ask_of(models, i, path);

		registry_want(models->in->registry, &ask);
	}
}

int maven_repository_versions(struct strata_strs *out, const struct maven_models *models,
			      const struct maven_gav *gav, struct strata_error *err)
{
	const struct registry_servers *servers = &models->in->settings->servers;
	struct strata_str path = metadata_of(gav, models->arena);
	int rc = STRATA_ENOTFOUND;

	if (!path.len)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no artifact can have that name");
	if (!servers->count)
		return registry_unknown(models->in->settings, err);
	for (size_t i = 0; i < servers->count; i++) {
		struct registry_ask ask = ask_of(models, i, path);
		struct node *top;

		rc = read_answer(&top, models, &ask, err);
		if (rc == 0)
			add_versions(out, models, top);
		else if (rc != STRATA_ENOTFOUND)
			return rc;
	}
	return out->count ? 0 : rc < 0 ? rc : STRATA_ENOTFOUND;
}
