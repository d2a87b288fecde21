/* feed.c - see feed.h. */
#include "resolve/nuget/feed.h"

#include "strata/limits.h"
#include "strata/version.h"
#include "text/json.h"

/* The same under two names is one. */
static void add_source(struct nuget_feed *f, const struct registry_server *server)
{
	for (size_t i = 0; i < f->sources.count; i++)
		if (strata_str_eq(f->sources.items[i].server->url, server->url) &&
		    strata_str_eq(f->sources.items[i].server->name, server->name))
			return;
	*strata_vec_push(f->arena, &f->sources) = (struct nuget_source){ .server = server };
}

/* [registries] counts where no configuration of NuGet's names a source. */
void nuget_feed_init(struct nuget_feed *f, const struct solver_input *in, struct strata_arena *arena)
{
	const struct registry_servers *all = &in->settings->servers;

	*f = (struct nuget_feed){ .in = in, .arena = arena, .by_id = STRATA_MAP_INIT(arena) };
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].name.len)
			add_source(f, &all->items[i]);
	for (size_t i = 0; i < all->count && !f->sources.count; i++)
		add_source(f, &all->items[i]);
}

void nuget_feed_release(struct nuget_feed *f)
{
	for (size_t i = 0; i < f->answers.count; i++)
		registry_release(f->in->registry, &f->answers.items[i]);
}

static const struct strata_error *keep(struct nuget_feed *f, const struct strata_error *err)
{
	struct strata_error *kept = strata_arena_alloc(f->arena, sizeof(*kept));

	*kept = *err;
	return kept;
}

static struct registry_ask ask_of(const struct nuget_feed *f, struct strata_str url)
{
	return (struct registry_ask){ .settings = f->in->settings, .url = url };
}

static int fetch(struct strata_str *body, struct nuget_feed *f, struct strata_str url,
		 struct strata_error *err)
{
	struct registry_ask ask = ask_of(f, url);
	struct registry_answer answer;
	int rc = registry_get(&answer, f->in->registry, &ask, err);

	if (rc < 0)
		return rc;
	*strata_vec_push(f->arena, &f->answers) = answer;
	*body = answer.body;
	return 0;
}

/* What came last is no good: it leaves the cache. */
static int refuse(struct nuget_feed *f, struct strata_str url, int rc, struct strata_error *err)
{
	strata_error_at(err, net_shown(f->arena, url));
	registry_refuse(f->in->registry, &f->answers.items[--f->answers.count]);
	return rc;
}

/* --- the service index --------------------------------------------------------------------------- */

static struct strata_str with_slash(struct nuget_feed *f, struct strata_str url)
{
	return strata_str_ends(url, STRATA_STR("/"))
		       ? url
		       : strata_arena_join(f->arena, url, STRATA_STR("/"), STRATA_NONE);
}

static bool has_type(const struct node *resource, struct strata_str wanted)
{
	const struct node *type = node_get(resource, "@type");

	if (!type || type->type != NODE_ARRAY)
		return type && strata_str_eq(type->text, wanted);
	for (const struct node *n = type->first; n; n = n->next)
		if (strata_str_eq(n->text, wanted))
			return true;
	return false;
}

static struct strata_str resource_of(struct nuget_feed *f, const struct node *top,
				     const char *const *types)
{
	for (; *types; types++)
		for (const struct node *n = node_first(node_array(top, "resources")); n; n = n->next)
			if (has_type(n, strata_str_of(*types)) &&
			    strata_str_starts(node_text(n, "@id"), STRATA_STR("http")))
				return with_slash(f, node_text(n, "@id"));
	return STRATA_NONE;
}

static int read_index(struct nuget_source *s, struct nuget_feed *f, struct strata_error *err)
{
	static const char *const registrations[] = { "RegistrationsBaseUrl/3.6.0",
						     "RegistrationsBaseUrl/Versioned",
						     "RegistrationsBaseUrl/3.4.0",
						     "RegistrationsBaseUrl/3.0.0-rc",
						     "RegistrationsBaseUrl/3.0.0-beta",
						     "RegistrationsBaseUrl", NULL };
	static const char *const content[] = { "PackageBaseAddress/3.0.0", NULL };
	struct strata_str body;
	struct node *top;
	int rc = fetch(&body, f, s->server->url, err);

	if (rc < 0)
		return rc != STRATA_ENOTFOUND ? rc
					      : strata_fail(err, STRATA_EIO, 0, "the source is not there");
	if ((rc = json_map(&top, body, JSON_STRICT, f->arena, err)) < 0)
		return refuse(f, s->server->url, rc, err);
	s->registrations = resource_of(f, top, registrations);
	s->content = resource_of(f, top, content);
	if (!s->registrations.len && !s->content.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "the source has neither registrations nor package content");
	return 0;
}

static void open_source(struct nuget_feed *f, struct nuget_source *s)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (s->opened)
		return;
	s->opened = true;
	if (!strata_str_ends(s->server->url, STRATA_STR(".json")))
		strata_fail(&err, STRATA_EUNSUPPORTED, 0, "the source '%.*s' is no service index of NuGet 3",
			    STRATA_ARG(net_shown(f->arena, s->server->url)));
	if (err.code || read_index(s, f, &err) < 0)
		s->lack = keep(f, &err);
}

/* --- which source may have it ---------------------------------------------------------------------- */

/* Flags "map=PATTERN SOURCE": the longest pattern that fits says which sources count. */
static size_t fit_of(struct strata_str pattern, struct strata_str id)
{
	if (!strata_str_ends(pattern, STRATA_STR("*")))
		return strata_str_eq_nocase(pattern, id) ? STRATA_LIMIT_VERSION_BYTES : 0;
	pattern.len--;
	return strata_str_eq_nocase(strata_str_take(id, pattern.len), pattern) ? pattern.len + 1 : 0;
}

static bool read_mapping(struct strata_str *source, struct strata_str *pattern, struct strata_str flag)
{
	if (!strata_str_starts(flag, STRATA_STR("map=")))
		return false;
	flag = strata_str_skip(flag, 4);
	*pattern = strata_str_take(flag, strata_str_chr(flag, ' '));
	*source = strata_str_skip(flag, pattern->len + 1);
	return true;
}

static bool may_have(const struct nuget_feed *f, const struct nuget_source *s, struct strata_str id)
{
	const struct strata_strs *flags = &f->in->settings->flags;
	struct strata_str source, pattern;
	size_t best = 0, own = 0;
	bool any = false;

	for (size_t i = 0; i < flags->count; i++) {
		size_t fit;

		if (!read_mapping(&source, &pattern, flags->items[i]))
			continue;
		any = true;
		fit = fit_of(pattern, id);
		best = fit > best ? fit : best;
		if (strata_str_eq_nocase(source, s->server->name) && fit > own)
			own = fit;
	}
	return !any || !s->server->name.len || (best && own == best);
}

/* --- packages ---------------------------------------------------------------------------------------- */

static bool is_id(struct strata_str id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!strata_is_alpha(id.ptr[i]) && !strata_is_digit(id.ptr[i]) && id.ptr[i] != '-' &&
		    id.ptr[i] != '_' && (id.ptr[i] != '.' || i == 0 || id.ptr[i - 1] == '.'))
			return false;
	return id.len > 0 && id.len <= 100;
}

static struct nuget_package *package_of(struct nuget_feed *f, struct strata_str name)
{
	struct strata_str id = strata_name_lower(f->arena, name);
	struct nuget_package *p;
	size_t *index;
	bool added;

	index = strata_map_at(&f->by_id, id, &added);
	if (!added)
		return f->packages.items[*index];
	*index = f->packages.count;
	p = strata_arena_alloc(f->arena, sizeof(*p));
	p->id = id;
	p->name = name;
	*strata_vec_push(f->arena, &f->packages) = p;
	return p;
}

static struct strata_str index_of(struct nuget_feed *f, const struct nuget_source *s,
				  struct strata_str id)
{
	return STRATA_CONCAT(f->arena, s->registrations.len ? s->registrations : s->content, id,
			     STRATA_STR("/index.json"));
}

void nuget_feed_want(struct nuget_feed *f, struct strata_str name)
{
	const struct nuget_package *p = package_of(f, name);

	if (p->fetched || !is_id(p->id) || !registry_is_online(f->in->registry))
		return;
	for (size_t i = 0; i < f->sources.count; i++) {
		struct nuget_source *s = &f->sources.items[i];
		struct registry_ask ask;

		open_source(f, s);
		if (s->lack || !may_have(f, s, p->id))
			continue;
		ask = ask_of(f, index_of(f, s, p->id));
		registry_want(f->in->registry, &ask);
	}
}

static int read_document(struct nuget_releases *out, struct strata_strs *more, struct nuget_package *p,
			 struct nuget_feed *f, struct strata_str url, struct strata_error *err)
{
	struct strata_str body;
	int rc = fetch(&body, f, url, err);

	if (rc == 0 && (rc = nuget_registration_read(out, more, &p->name, body, f->arena, err)) < 0)
		return refuse(f, url, rc, err);
	return rc;
}

/* Its index, and the pages that are not in it, all of which are wanted at once. */
static int get_registration(struct nuget_releases *out, struct nuget_feed *f, struct nuget_package *p,
			    const struct nuget_source *s, struct strata_error *err)
{
	struct strata_strs pages = { 0 };
	int rc = read_document(out, &pages, p, f, index_of(f, s, p->id), err);

	for (size_t i = 0; rc == 0 && i < pages.count; i++) {
		struct registry_ask ask = ask_of(f, pages.items[i]);

		if (registry_is_online(f->in->registry) && strata_str_starts(ask.url, STRATA_STR("http")))
			registry_want(f->in->registry, &ask);
	}
	for (size_t i = 0; rc == 0 && i < pages.count; i++) {
		rc = read_document(out, NULL, p, f, pages.items[i], err);
		if (rc == STRATA_ENOTFOUND) /* it is there by its own index */
			rc = strata_fail(err, STRATA_EIO, 0, "a page of it is not there");
	}
	return rc;
}

static int get_list(struct nuget_releases *out, struct nuget_feed *f, const struct nuget_package *p,
		    const struct nuget_source *s, struct strata_error *err)
{
	struct strata_str url = index_of(f, s, p->id), body;
	const struct node *list;
	struct node *top;
	int rc = fetch(&body, f, url, err);

	if (rc < 0)
		return rc;
	if ((rc = json_map(&top, body, JSON_STRICT, f->arena, err)) < 0)
		return refuse(f, url, rc, err);
	list = node_array(top, "versions");
	if (!list || list->count > STRATA_LIMIT_PUBLISHED)
		return refuse(f, url,
			      strata_fail(err, list ? STRATA_ELIMIT : STRATA_ESYNTAX, 0,
					  "the answer is no list of versions, or too long a one"),
			      err);
	for (const struct node *n = list->first; n; n = n->next)
		if (strata_version_nuget.valid(n->text))
			*strata_vec_push(f->arena, out) = (struct nuget_release){
				.version = nuget_version_normal(n->text, f->arena)
			};
	return 0;
}

/* What sources before it have stays. */
static void merge(struct nuget_feed *f, struct nuget_package *p, const struct nuget_releases *more,
		  size_t source)
{
	struct strata_map known = STRATA_MAP_INIT(f->arena);
	bool added;

	for (size_t i = 0; i < p->releases.count; i++)
		strata_map_at(&known, strata_name_lower(f->arena, p->releases.items[i].version), NULL);
	for (size_t i = 0; i < more->count; i++) {
		strata_map_at(&known, strata_name_lower(f->arena, more->items[i].version), &added);
		if (!added)
			continue;
		*strata_vec_push(f->arena, &p->releases) = more->items[i];
		p->releases.items[p->releases.count - 1].source = source;
	}
}

static int get_from(struct nuget_feed *f, struct nuget_package *p, size_t source, struct strata_error *err)
{
	struct nuget_source *s = &f->sources.items[source];
	struct nuget_releases found = { 0 };
	int rc;

	open_source(f, s);
	if (s->lack) {
		*err = *s->lack;
		return (int)s->lack->code;
	}
	rc = s->registrations.len ? get_registration(&found, f, p, s, err) : get_list(&found, f, p, s, err);
	if (rc == 0)
		merge(f, p, &found, source);
	return rc;
}

/* A source that cannot be asked may have a better version: that is a lack. */
static void get(struct nuget_feed *f, struct nuget_package *p)
{
	struct strata_error err = STRATA_ERROR_INIT;
	bool asked = false;

	for (size_t i = 0; i < f->sources.count && is_id(p->id); i++) {
		int rc;

		if (!may_have(f, &f->sources.items[i], p->id))
			continue;
		asked = true;
		err = STRATA_ERROR_INIT;
		rc = get_from(f, p, i, &err);
		if (rc < 0 && rc != STRATA_ENOTFOUND) {
			p->releases.count = 0;
			break;
		}
	}
	if (p->releases.count)
		return;
	if (!asked && !f->sources.count)
		registry_unknown(f->in->settings, &err);
	else if (!asked)
		strata_fail(&err, STRATA_ENOTFOUND, 0, "no source may have it");
	else if (!err.code)
		strata_fail(&err, STRATA_ENOTFOUND, 0, "no source has a version of it");
	p->lack = keep(f, &err);
}

struct nuget_package *nuget_feed_get(struct nuget_feed *f, struct strata_str name)
{
	struct nuget_package *p = package_of(f, name);

	if (p->fetched)
		return p;
	p->fetched = true;
	get(f, p);
	return p;
}

/* --- what a release asks for --------------------------------------------------------------------------- */

static void read_nuspec(struct nuget_feed *f, const struct nuget_package *p, struct nuget_release *r)
{
	const struct nuget_source *s = &f->sources.items[r->source];
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str version = strata_name_lower(f->arena, r->version), body;
	struct strata_str url = STRATA_CONCAT(f->arena, s->content, p->id, STRATA_STR("/"), version,
					      STRATA_STR("/"), p->id, STRATA_STR(".nuspec"));
	int rc = fetch(&body, f, url, &err);

	r->read = true;
	if (rc == 0 && (rc = nuget_nuspec_read(&r->groups, body, f->arena, &err)) < 0)
		refuse(f, url, rc, &err);
	if (rc < 0)
		r->lack = keep(f, &err);
}

const struct nuget_wants *nuget_feed_wants(struct nuget_feed *f, const struct nuget_package *package,
					   struct nuget_release *release,
					   const struct nuget_framework *framework)
{
	struct nuget_framework *offered;
	size_t nearest;

	if (!release->read)
		read_nuspec(f, package, release);
	offered = strata_arena_alloc(f->arena, (release->groups.count + 1) * sizeof(*offered));
	for (size_t i = 0; i < release->groups.count; i++)
		offered[i] = release->groups.items[i].framework;
	nearest = nuget_framework_nearest(framework, offered, release->groups.count);
	return nearest == STRATA_NPOS ? NULL : &release->groups.items[nearest].wants;
}
