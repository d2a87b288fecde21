/* source.c - see source.h. */
#include "resolve/composer/source.h"

#include "strata/format.h"
#include "strata/limits.h"
#include "text/json.h"

enum { MOST_PATTERNS = 1000 }; /* by which one repository says which packages it has */

/* --- which ------------------------------------------------------------------------------------- */

static bool is_false(const struct node *n)
{
	return n && n->type == NODE_BOOL && strata_str_eq(n->text, STRATA_STR("false"));
}

static bool is_standard(struct strata_str key)
{
	return strata_str_eq(key, STRATA_STR("packagist.org")) ||
	       strata_str_eq(key, STRATA_STR("packagist"));
}

static struct strata_str tidy(struct composer_sources *s, struct strata_str url)
{
	while (strata_str_ends(url, STRATA_STR("/")))
		url.len--;
	return net_shown(s->arena, url);
}

/* The server of exactly that name; NULL: it is not known. */
static const struct registry_server *server_of(const struct composer_sources *s, struct strata_str name)
{
	const struct registry_servers *all = &s->in->settings->servers;

	for (size_t i = 0; i < all->count; i++)
		if (strata_str_eq(all->items[i].name, name))
			return &all->items[i];
	return NULL;
}

static struct composer_repository *add(struct composer_sources *s, struct strata_str shown)
{
	struct composer_repository *r = strata_vec_push(s->arena, &s->all);

	*r = (struct composer_repository){ .shown = shown, .by_name = STRATA_MAP_INIT(s->arena),
					   .inlined = STRATA_MAP_INIT(s->arena) };
	return r;
}

static void lacks(struct composer_sources *s, struct composer_repository *r, const char *why)
{
	struct strata_error *err = strata_arena_alloc(s->arena, sizeof(*err));

	*err = STRATA_ERROR_INIT;
	strata_fail(err, STRATA_EUNSUPPORTED, 0, "the repository '%.*s' %s", STRATA_ARG(r->shown), why);
	r->opened = true;
	r->lack = err;
}

/* Each package's name is held against each pattern. */
static bool has_many(const struct node *patterns)
{
	return patterns && patterns->count > MOST_PATTERNS;
}

static void set_limits(struct composer_sources *s, struct composer_repository *r,
		       const struct node *limits)
{
	if (has_many(node_array(limits, "only")) || has_many(node_array(limits, "exclude")))
		lacks(s, r, "is limited by too many patterns of names");
	else
		r->limits = limits;
}

/* One on a host that the user's configuration does not name has been said where it was read. */
static void add_server(struct composer_sources *s, struct strata_str name, const struct node *limits)
{
	const struct registry_server *server = server_of(s, name);
	struct composer_repository *r;

	if (!server) {
		*strata_vec_push(s->arena, &s->kinds) = name;
		return;
	}
	r = add(s, name);
	r->server = server;
	set_limits(s, r, limits);
}

/* A release among those of its package that stand in composer.json. */
static void add_release(struct composer_sources *s, struct composer_repository *r,
			const struct node *release)
{
	struct strata_str name = strata_name_lower(s->arena, node_text(release, "name"));
	struct node *copy = strata_arena_alloc(s->arena, sizeof(*copy)), *list;
	size_t *address = strata_map_at(&r->inlined, name, NULL);

	if (!*address) {
		list = strata_arena_alloc(s->arena, sizeof(*list));
		list->type = NODE_ARRAY;
		*address = (uintptr_t)list;
	}
	list = (struct node *)(uintptr_t)*address;
	*copy = *release;
	copy->next = NULL;
	*(list->last ? &list->last->next : &list->first) = copy;
	list->last = copy;
	list->count++;
}

/* `"type": "package"`: one release or a list of them, of any packages. */
static void add_inlined(struct composer_sources *s, const struct node *n)
{
	struct composer_repository *r = add(s, STRATA_STR("composer.json"));
	const struct node *package = node_map(n, "package");

	set_limits(s, r, n);
	r->opened = true;
	if (package)
		add_release(s, r, package);
	for (n = node_first(node_array(n, "package")); n; n = n->next)
		add_release(s, r, n);
}

/* False: it turns the standard one off. */
static bool add_project(struct composer_sources *s, const struct node *n)
{
	struct strata_str type = node_text(n, "type"), url = node_text(n, "url");

	if ((n->key.len && is_standard(n->key) && is_false(n)) ||
	    is_false(node_get(n, "packagist.org")) || is_false(node_get(n, "packagist")))
		return false;
	if (strata_str_eq(type, STRATA_STR("composer")) && url.len)
		add_server(s, tidy(s, url), n);
	else if (strata_str_eq(type, STRATA_STR("package")))
		add_inlined(s, n);
	else if (type.len)
		*strata_vec_push(s->arena, &s->kinds) = type;
	return !(n->key.len && is_standard(n->key));
}

static void lacks_standard(struct composer_sources *s, struct composer_repository *r)
{
	struct strata_error *err = strata_arena_alloc(s->arena, sizeof(*err));

	*err = STRATA_ERROR_INIT;
	registry_unknown(s->in->settings, err);
	r->opened = true;
	r->lack = err;
}

static const struct node *repositories_of(const struct node *project)
{
	const struct node *list = node_get(project, "repositories");

	return list && (list->type == NODE_ARRAY || list->type == NODE_MAP) ? list : NULL;
}

void composer_sources_init(struct composer_sources *s, const struct solver_input *in,
			   const struct node *project, struct strata_arena *arena)
{
	const struct strata_strs *flags = &in->settings->flags;
	struct composer_repository *standard;
	bool wanted = true;

	*s = (struct composer_sources){ .in = in, .arena = arena };
	for (const struct node *n = node_first(repositories_of(project)); n; n = n->next)
		wanted = add_project(s, n) && wanted;
	for (size_t i = 0; i < flags->count; i++) {
		if (strata_str_starts(flags->items[i], STRATA_STR("first=")))
			add_server(s, strata_str_skip(flags->items[i], 6), NULL);
		else if (strata_str_eq(flags->items[i], STRATA_STR("none")))
			wanted = false;
	}
	if (!wanted)
		return;
	standard = add(s, STRATA_STR("packagist.org"));
	standard->server = server_of(s, STRATA_STR(""));
	if (!standard->server)
		lacks_standard(s, standard);
}

void composer_sources_release(struct composer_sources *s)
{
	for (size_t i = 0; i < s->answers.count; i++)
		registry_release(s->in->registry, &s->answers.items[i]);
}

/* --- packages.json ----------------------------------------------------------------------------- */

/* "/p2/x.json" is below the server's host, whatever the path of the repository. */
static struct strata_str absolute(struct composer_sources *s, const struct composer_repository *r,
				  struct strata_str url)
{
	size_t host = strata_str_find(r->server->url, STRATA_STR("://")) + 3;
	size_t path = strata_str_chr(strata_str_skip(r->server->url, host), '/');

	if (!strata_str_starts(url, STRATA_STR("/")))
		return url;
	return strata_arena_join(s->arena,
				 path == STRATA_NPOS ? r->server->url
						     : strata_str_take(r->server->url, host + path),
				 url, STRATA_NONE);
}

static void read_root(struct composer_sources *s, struct composer_repository *r, const struct node *top)
{
	const struct node *inlined = node_map(top, "packages");
	struct strata_str url = node_text(top, "metadata-url");

	for (const struct node *n = node_first(inlined); n; n = n->next)
		*strata_map_at(&r->inlined, n->key, NULL) = (uintptr_t)n;
	r->names = node_array(top, "available-packages");
	r->patterns = node_array(top, "available-package-patterns");
	if (has_many(r->patterns)) {
		r->names = r->patterns = NULL;
		lacks(s, r, "lists too many patterns of names");
		return;
	}
	for (const struct node *n = node_first(r->names); n; n = n->next)
		strata_map_at(&r->by_name, strata_name_lower(s->arena, n->text), NULL);
	if (url.len)
		r->metadata = absolute(s, r, url);
	else if (!inlined || node_get(top, "providers-url") || node_get(top, "provider-includes"))
		lacks(s, r, "has no metadata-url: it is of the kind of Composer 1");
	if (url.len && !strata_str_starts(r->metadata, STRATA_STR("http")))
		lacks(s, r, "has a metadata-url that is no address");
}

/* The address may be that of the file itself. */
static struct registry_ask ask_root(struct composer_sources *s, const struct composer_repository *r)
{
	struct strata_str url = r->server->url;

	if (!strata_str_ends(url, STRATA_STR(".json")))
		url = strata_arena_join(s->arena, url, STRATA_STR("/packages.json"), STRATA_NONE);
	return (struct registry_ask){ .settings = s->in->settings, .url = url };
}

static int fetch(struct strata_str *body, struct composer_sources *s, const struct registry_ask *ask,
		 struct strata_error *err)
{
	struct registry_answer answer;
	int rc = registry_get(&answer, s->in->registry, ask, err);

	if (rc < 0)
		return rc;
	*strata_vec_push(s->arena, &s->answers) = answer;
	*body = answer.body;
	return 0;
}

/* What came last is no good: it leaves the cache. */
static int refuse(struct composer_sources *s, const struct registry_ask *ask, int rc,
		  struct strata_error *err)
{
	strata_error_at(err, net_shown(s->arena, ask->url));
	registry_refuse(s->in->registry, &s->answers.items[--s->answers.count]);
	return rc;
}

static void open_root(struct composer_sources *s, struct composer_repository *r)
{
	struct strata_error err = STRATA_ERROR_INIT, *kept;
	struct registry_ask ask;
	struct strata_str body;
	struct node *top;
	int rc;

	if (r->opened)
		return;
	r->opened = true;
	ask = ask_root(s, r);
	rc = fetch(&body, s, &ask, &err);
	if (rc == 0 && (rc = json_map(&top, body, JSON_STRICT, s->arena, &err)) < 0)
		refuse(s, &ask, rc, &err);
	if (rc == 0) {
		read_root(s, r, top);
		return;
	}
	kept = strata_arena_alloc(s->arena, sizeof(*kept));
	*kept = err;
	if (kept->code == STRATA_ENOTFOUND) /* it is the repository that is not there */
		kept->code = STRATA_EIO;
	r->lack = kept;
}

/* --- a package --------------------------------------------------------------------------------- */

bool composer_is_canonical(const struct composer_repository *r)
{
	return !is_false(node_get(r->limits, "canonical"));
}

static bool is_listed(const struct node *patterns, struct strata_str name)
{
	for (const struct node *n = node_first(patterns); n; n = n->next)
		if (n->type == NODE_STRING && strata_glob_match(n->text, name))
			return true;
	return false;
}

static bool may_have(const struct composer_repository *r, struct strata_str name)
{
	const struct node *only = node_array(r->limits, "only");
	size_t ignored;

	if ((only && !is_listed(only, name)) || is_listed(node_array(r->limits, "exclude"), name))
		return false;
	if (!r->names && !r->patterns)
		return true;
	return strata_map_get(&ignored, &r->by_name, name) || is_listed(r->patterns, name);
}

static bool is_name(struct strata_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strata_is_alpha(name.ptr[i]) && !strata_is_digit(name.ptr[i]) &&
		    name.ptr[i] != '/' && name.ptr[i] != '-' && name.ptr[i] != '_' &&
		    (name.ptr[i] != '.' || i == 0 || name.ptr[i - 1] == '.' || name.ptr[i - 1] == '/'))
			return false;
	return name.len > 0 && name.len < 256;
}

static struct registry_ask ask_of(struct composer_sources *s, const struct composer_repository *r,
				  struct strata_str name, bool dev)
{
	static const char place[] = "%package%";
	size_t at = strata_str_find(r->metadata, strata_str_of(place));
	struct strata_str before = strata_str_take(r->metadata, at);
	struct strata_str after = at == STRATA_NPOS ? STRATA_NONE
						    : strata_str_skip(r->metadata, at + sizeof(place) - 1);

	return (struct registry_ask){
		.settings = s->in->settings,
		.url = STRATA_CONCAT(s->arena, before, name, dev ? STRATA_STR("~dev") : STRATA_STR(""),
				     after),
	};
}

static bool is_asked(struct composer_repository *r, struct strata_str name)
{
	return !r->lack && r->metadata.len && is_name(name) && may_have(r, name);
}

void composer_want(struct composer_sources *s, size_t repository, struct strata_str name, bool dev)
{
	struct composer_repository *r = &s->all.items[repository];
	struct registry_ask ask;

	open_root(s, r);
	if (!is_asked(r, name) || !registry_is_online(s->in->registry))
		return;
	ask = ask_of(s, r, name, false);
	registry_want(s->in->registry, &ask);
	ask = ask_of(s, r, name, true);
	if (dev)
		registry_want(s->in->registry, &ask);
}

static int get_file(struct composer_releases *out, struct composer_sources *s,
		    const struct composer_repository *r, struct strata_str name, bool dev,
		    struct strata_error *err)
{
	struct registry_ask ask = ask_of(s, r, name, dev);
	struct strata_str body;
	int rc;

	*out = (struct composer_releases){ 0 };
	if ((rc = fetch(&body, s, &ask, err)) < 0)
		return rc;
	rc = composer_releases_read(out, body, name, s->arena, err);
	return rc < 0 && rc != STRATA_ENOTFOUND ? refuse(s, &ask, rc, err) : rc;
}

static int get_inlined(struct composer_releases *out, struct composer_sources *s,
		       const struct composer_repository *r, struct strata_str name,
		       struct strata_error *err)
{
	size_t address;

	if (!strata_map_get(&address, &r->inlined, name))
		return STRATA_ENOTFOUND;
	return composer_releases_of(out, (const struct node *)address, false, s->arena, err);
}

static int get_files(struct composer_releases *out, struct composer_sources *s,
		     const struct composer_repository *r, struct strata_str name, bool dev,
		     struct strata_error *err)
{
	struct composer_releases branches = { 0 };
	int rc = get_file(out, s, r, name, false, err), more = STRATA_ENOTFOUND;

	if (rc < 0 && rc != STRATA_ENOTFOUND)
		return rc;
	if (dev)
		more = get_file(&branches, s, r, name, true, err);
	if (more < 0 && more != STRATA_ENOTFOUND)
		return more;
	for (size_t i = 0; more == 0 && i < branches.count; i++)
		*strata_vec_push(s->arena, out) = branches.items[i];
	return rc == 0 || more == 0 ? 0 : STRATA_ENOTFOUND;
}

int composer_get(struct composer_releases *out, struct composer_sources *s, size_t repository,
		 struct strata_str name, bool dev, struct strata_error *err)
{
	struct composer_repository *r = &s->all.items[repository];
	int rc;

	*out = (struct composer_releases){ 0 };
	open_root(s, r);
	if (r->lack) {
		if (err)
			*err = *r->lack;
		return may_have(r, name) ? (int)r->lack->code : STRATA_ENOTFOUND;
	}
	if (!may_have(r, name))
		return STRATA_ENOTFOUND;
	rc = get_inlined(out, s, r, name, err);
	if (rc == STRATA_ENOTFOUND && is_asked(r, name))
		rc = get_files(out, s, r, name, dev, err);
	return rc;
}
