/* fetch.c - see fetch.h. */
#include "resolve/npm/fetch.h"

/* What npm itself accepts; the full form alone tells when versions were published. */
static const char abbreviated[] =
	"application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";
static const char full[] = "application/json";

static bool asks_the_same(const struct npm_fetcher *f, const struct registry_servers *servers)
{
	for (size_t i = 0; i < servers->count && i < f->servers.count; i++)
		if (!strata_str_eq(servers->items[i].url, f->servers.items[i]))
			return false;
	return servers->count == f->servers.count;
}

static struct npm_fetcher *make_fetcher(const struct solver_input *in, struct strata_arena *arena)
{
	struct npm_fetcher *f = strata_arena_alloc(arena, sizeof(*f));

	*f = (struct npm_fetcher){ .arena = arena, .by_name = STRATA_MAP_INIT(arena),
				   .manifests = STRATA_MAP_INIT(arena),
				   .picks = STRATA_MAP_INIT(arena),
				   .archives = STRATA_MAP_INIT(arena) };
	for (size_t i = 0; i < in->settings->servers.count; i++)
		*strata_vec_push(arena, &f->servers) =
			strata_arena_dup(arena, in->settings->servers.items[i].url);
	return f;
}

struct npm_fetcher *npm_fetcher_of(const struct solver_input *in)
{
	struct npm_fetcher *f = in->learnt ? *in->learnt : NULL;

	if (!f || !asks_the_same(f, &in->settings->servers))
		f = make_fetcher(in, in->learnt ? in->learning : in->scratch);
	if (in->learnt)
		*in->learnt = f;
	f->in = in;
	return f;
}

/* A scope, a '/', a name; of characters that are plain in an address. */
static bool is_name(struct strata_str name)
{
	size_t slashes = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		slashes += c == '/';
		if (!strata_is_alpha(c) && !strata_is_digit(c) && c != '-' && c != '_' &&
		    c != '~' && c != '!' && c != '(' && c != ')' && c != '*' && c != '\'' &&
		    !(c == '.' && i > 0 && name.ptr[i - 1] != '/') && !(c == '@' && i == 0) &&
		    !(c == '/' && i > 1))
			return false;
	}
	return name.len > 0 && name.len < 256 && slashes == (name.ptr[0] == '@') &&
	       name.ptr[name.len - 1] != '/';
}

static const struct registry_server *server_of(struct npm_fetcher *f, struct strata_str name)
{
	size_t slash = strata_str_chr(name, '/');

	return registry_server_of(f->in->settings, slash == STRATA_NPOS
							   ? STRATA_STR("")
							   : strata_str_take(name, slash));
}

int npm_fetch_archive(struct registry_ask *out, struct npm_fetcher *f,
		      const struct npm_manifest *m, struct strata_error *err)
{
	const struct registry_server *server = server_of(f, m->name);

	if (!m->archive.len || !m->shasum.len)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "the registry does not tell %s of its archive",
				   m->archive.len ? "the SHA-1" : "the address");
	if (!server || !net_same_host(m->archive, server->url))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "its archive is on another host than the registry");
	*out = (struct registry_ask){
		.settings = f->in->settings,
		.url = m->archive,
		.immutable = true,
	};
	return 0;
}

static int make_ask(struct registry_ask *out, struct npm_fetcher *f, struct strata_str name,
		    struct strata_error *err)
{
	const struct registry_server *server = server_of(f, name);
	size_t slash = strata_str_chr(name, '/');

	if (!is_name(name))
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no package can have that name");
	if (!server)
		return registry_unknown(f->in->settings, err);
	*out = (struct registry_ask){
		.settings = f->in->settings,
		.accept = f->in->as_of.ptr ? full : abbreviated,
	};
	out->url = slash == STRATA_NPOS
			   ? strata_arena_join(f->arena, server->url, STRATA_STR("/"), name)
			   : strata_arena_printf(f->arena, "%.*s/%.*s%%2f%.*s",
						 STRATA_ARG(server->url),
						 STRATA_ARG(strata_str_take(name, slash)),
						 STRATA_ARG(strata_str_skip(name, slash + 1)));
	return 0;
}

void npm_fetch_want(struct npm_fetcher *f, struct strata_str name)
{
	struct registry_ask ask;
	size_t index;

	if (registry_is_online(f->in->registry) && !strata_map_get(&index, &f->by_name, name) &&
	    make_ask(&ask, f, name, NULL) == 0)
		registry_want(f->in->registry, &ask);
}

static int fetch(struct npm_fetcher *f, struct npm_fetched *p, struct strata_error *err)
{
	struct registry_answer answer;
	struct registry_ask ask;
	int rc;

	if ((rc = make_ask(&ask, f, p->name, err)) < 0 ||
	    (rc = registry_get(&answer, f->in->registry, &ask, err)) < 0)
		return rc;
	rc = npm_packument_read(&p->packument, strata_arena_dup(f->arena, answer.body), f->arena, err);
	if (rc == 0) {
		registry_release(f->in->registry, &answer);
	} else {
		strata_error_at(err, net_shown(f->arena, ask.url));
		registry_refuse(f->in->registry, &answer);
	}
	if (rc == 0 && f->in->as_of.ptr && p->packument.undated)
		solver_undated(f->in, p->name);
	return rc;
}

const struct npm_packument *npm_fetch_get(const struct strata_error **why, struct npm_fetcher *f,
					  struct strata_str name)
{
	struct npm_fetched *p;
	size_t index;

	if (!strata_map_get(&index, &f->by_name, name)) {
		p = strata_arena_alloc(f->arena, sizeof(*p));
		p->name = strata_arena_dup(f->arena, name);
		*strata_map_at(&f->by_name, p->name, NULL) = index = f->all.count;
		*strata_vec_push(f->arena, &f->all) = p;
		p->there = fetch(f, p, &p->err) == 0;
	}
	p = f->all.items[index];
	*why = &p->err;
	return p->there ? &p->packument : NULL;
}
