/* proxy.c - see proxy.h. */
#include "resolve/go/proxy.h"

#include <string.h>

#include "strata/limits.h"
#include "strata/version.h"
#include "resolve/go/mod.h"
#include "text/json.h"
#include "text/line.h"

enum { MOD_BYTES = 16 << 20 }; /* the go command reads no larger one */

/* --- addresses ------------------------------------------------------------------------------- */

static bool is_plain(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '.' || c == '_' ||
	       c == '~' || c == '/' || c == '+';
}

struct strata_str go_escape(struct strata_str text, struct strata_arena *arena)
{
	char *out, *to;

	if (!text.len || text.len > STRATA_LIMIT_VERSION_BYTES || text.ptr[text.len - 1] == '/')
		return STRATA_NONE;
	to = out = strata_arena_alloc(arena, text.len * 2);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool first = i == 0 || text.ptr[i - 1] == '/';

		if (!is_plain(c) || (first && (c == '.' || c == '/')))
			return STRATA_NONE;
		if (c != strata_lower(c))
			*to++ = '!';
		*to++ = strata_lower(c);
	}
	return (struct strata_str){ out, (size_t)(to - out) };
}

static size_t count_slashes(struct strata_str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] == '/';
	return count;
}

/* The first elements of a path, as many as the glob has. */
static struct strata_str first_elements(struct strata_str path, struct strata_str glob)
{
	size_t left = count_slashes(glob), n = 0;

	while (n < path.len && (path.ptr[n] != '/' || left-- > 0))
		n++;
	return strata_str_take(path, n);
}

bool go_is_private(struct strata_str globs, struct strata_str path)
{
	struct strata_str glob;

	while (globs.len) {
		strata_str_cut(&glob, &globs, globs, ',');
		glob = strata_str_trim(glob);
		while (strata_str_ends(glob, STRATA_STR("/")))
			glob.len--;
		if (glob.len && strata_glob_match(glob, first_elements(path, glob)))
			return true;
	}
	return false;
}

static struct strata_str flag_of(const struct go_proxy *p, struct strata_str name)
{
	const struct strata_strs *flags = &p->in->settings->flags;

	for (size_t i = 0; i < flags->count; i++)
		if (strata_str_starts(flags->items[i], name))
			return strata_str_skip(flags->items[i], name.len);
	return STRATA_NONE;
}

/* What is behind each server; without a GOPROXY the user's registries.toml names them. */
static struct strata_str order_of(const struct go_proxy *p)
{
	struct strata_str order = flag_of(p, STRATA_STR("GOPROXY="));

	if (order.ptr)
		return order;
	return p->in->settings->servers.count ? STRATA_STR(",") : STRATA_STR("");
}

bool go_proxy_is_known(const struct go_proxy *p)
{
	return order_of(p).len > 0;
}

bool go_proxy_is_private(const struct go_proxy *p, struct strata_str path)
{
	return go_is_private(flag_of(p, STRATA_STR("GONOPROXY=")), path);
}

static int make_ask(struct registry_ask *out, struct go_proxy *p, size_t server,
		    struct strata_str path, struct strata_str rest, struct strata_error *err)
{
	struct strata_str escaped = go_escape(path, p->arena);

	if (!escaped.ptr || !rest.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no module can have that name");
	if (go_proxy_is_private(p, path))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "it is private (GOPRIVATE or GONOPROXY): no proxy is asked");
	*out = (struct registry_ask){
		.settings = p->in->settings,
		.url = STRATA_CONCAT(p->arena, p->in->settings->servers.items[server].url,
				     STRATA_STR("/"), escaped, rest),
		.most = MOD_BYTES,
	};
	return 0;
}

static struct strata_str mod_of(struct go_proxy *p, struct strata_str version)
{
	struct strata_str escaped = go_escape(version, p->arena);

	return escaped.ptr ? strata_arena_join(p->arena, STRATA_STR("/@v/"), escaped,
					       STRATA_STR(".mod"))
			   : STRATA_NONE;
}

void go_proxy_want(struct go_proxy *p, struct strata_str path, struct strata_str version)
{
	struct strata_str order = order_of(p);
	struct registry_ask ask;

	if (!registry_is_online(p->in->registry) || !order.len || strata_is_alpha(order.ptr[0]) ||
	    make_ask(&ask, p, 0, path, mod_of(p, version), NULL) < 0)
		return;
	ask.immutable = true;
	registry_want(p->in->registry, &ask);
}

/* --- one question, at one proxy after another ------------------------------------------------- */

static int at_the_end(char last, int rc, struct strata_error *failure, struct strata_error *err)
{
	if (rc < 0 && rc != STRATA_ENOTFOUND)
		last = 0;
	if (last == 'd')
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "no proxy has it, and repositories are not asked directly");
	if (last == 'o' && rc == 0)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "GOPROXY is 'off'");
	if (err && err->code == STRATA_OK)
		*err = *failure;
	return rc;
}

static int ask_all(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		   struct strata_str rest, bool immutable, struct strata_error *err)
{
	struct strata_str order = order_of(p);
	struct strata_error failure = STRATA_ERROR_INIT;
	struct registry_answer answer;
	struct registry_ask ask;
	int rc = 0, offline = 0;

	for (size_t i = 0; i < order.len && !strata_is_alpha(order.ptr[i]); i++) {
		struct strata_error one = STRATA_ERROR_INIT;

		if ((rc = make_ask(&ask, p, i, path, rest, err)) < 0)
			return rc;
		ask.immutable = immutable;
		rc = registry_get(&answer, p->in->registry, &ask, &one);
		if (rc == 0) {
			*strata_vec_push(p->arena, &p->answers) = (struct go_answer){ answer, i };
			*out = answer.body;
			return 0;
		}
		failure = one;
		offline = rc == STRATA_EOFFLINE ? rc : offline;
		if (rc != STRATA_ENOTFOUND && rc != STRATA_EOFFLINE && order.ptr[i] != '|')
			break;
	}
	return at_the_end(order.ptr[order.len - 1], offline ? offline : rc, &failure, err);
}

int go_proxy_mod(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		 struct strata_str version, struct strata_error *err)
{
	return ask_all(out, p, path, mod_of(p, version), true, err);
}

void go_proxy_refuse(struct go_proxy *p)
{
	registry_refuse(p->in->registry, &p->answers.items[p->answers.count - 1].answer);
	p->answers.count--;
}

bool go_proxy_was_first(const struct go_proxy *p)
{
	return p->answers.items[p->answers.count - 1].server == 0;
}

/* No server has it: it is asked of the cache alone. */
static bool ask_kept(struct registry_ask *ask, struct go_proxy *p, struct strata_str module)
{
	struct strata_str order = order_of(p);

	if (!order.len || strata_is_alpha(order.ptr[0]) ||
	    make_ask(ask, p, 0, module, STRATA_STR("/@strata/mods"), NULL) < 0)
		return false;
	ask->immutable = ask->kept = true;
	return true;
}

bool go_proxy_kept(struct strata_str *out, struct go_proxy *p, struct strata_str module)
{
	struct registry_answer answer;
	struct registry_ask ask;

	if (!ask_kept(&ask, p, module) || registry_get(&answer, p->in->registry, &ask, NULL) < 0)
		return false;
	*strata_vec_push(p->arena, &p->answers) = (struct go_answer){ answer, 0 };
	*out = answer.body;
	return true;
}

void go_proxy_keep(struct go_proxy *p, struct strata_str module, struct strata_str bytes)
{
	struct registry_ask ask;

	if (ask_kept(&ask, p, module))
		registry_keep(p->in->registry, &ask, bytes);
}

void go_proxy_release(struct go_proxy *p)
{
	for (size_t i = 0; i < p->answers.count; i++)
		registry_release(p->in->registry, &p->answers.items[i].answer);
}

/* --- queries ----------------------------------------------------------------------------------- */

int go_info_read(struct go_info *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct node *top;
	int rc;

	*out = (struct go_info){ 0 };
	if ((rc = json_tree(&top, bytes, JSON_STRICT, arena, err)) < 0)
		return rc;
	*out = (struct go_info){ node_text(top, "Version"), node_text(top, "Time") };
	if (go_canonical(out->version, arena).ptr)
		return 0;
	return strata_fail(err, STRATA_ESYNTAX, 0, "the proxy names no version");
}

static int read_info(struct go_info *out, struct go_proxy *p, struct strata_str path,
		     struct strata_str rest, bool immutable, struct strata_error *err)
{
	struct strata_str bytes;
	int rc;

	if ((rc = ask_all(&bytes, p, path, rest, immutable, err)) < 0)
		return rc;
	if ((rc = go_info_read(out, bytes, p->arena, err)) < 0)
		go_proxy_refuse(p);
	return rc;
}

static struct strata_str info_of(struct go_proxy *p, struct strata_str version)
{
	struct strata_str escaped = go_escape(version, p->arena);

	return escaped.ptr ? strata_arena_join(p->arena, STRATA_STR("/@v/"), escaped,
					       STRATA_STR(".info"))
			   : STRATA_NONE;
}

/* Times of proxies are UTC, "2024-01-02T03:04:05Z", maybe with a fraction. */
static bool is_in_time(struct go_proxy *p, struct strata_str time)
{
	size_t n = sizeof("2024-01-02T03:04:05") - 1;

	p->undated += p->in->as_of.ptr && !time.len;
	return !p->in->as_of.ptr ||
	       strata_str_cmp(strata_str_take(time, n), strata_str_take(p->in->as_of, n)) <= 0;
}

static bool is_pre(struct strata_str version)
{
	return strata_str_chr(version, '-') != STRATA_NPOS;
}

/* Whether a query may mean a version: "latest" any, "v1" and "v1.2" what begins so. */
static bool may_mean(struct strata_str query, struct strata_str version)
{
	if (strata_str_eq(query, STRATA_STR("latest")) ||
	    strata_str_eq(query, STRATA_STR("upgrade")))
		return true;
	return strata_str_starts(version, query) && version.len > query.len &&
	       version.ptr[query.len] == '.';
}

static bool is_list_query(struct strata_str query)
{
	uint64_t ignored;
	struct strata_str major, minor;

	if (may_mean(query, STRATA_STR("")))
		return true;
	if (!query.len || query.ptr[0] != 'v')
		return false;
	strata_str_cut(&major, &minor, strata_str_skip(query, 1), '.');
	return strata_str_u64(&ignored, major) && (!minor.ptr || strata_str_u64(&ignored, minor));
}

static bool is_retracted(const struct go_mod *mod, struct strata_str version)
{
	for (size_t i = 0; i < mod->retracts.count; i++)
		if (strata_version_go.compare(mod->retracts.items[i].low, version) <= 0 &&
		    strata_version_go.compare(version, mod->retracts.items[i].high) <= 0)
			return true;
	return false;
}

static int compare_versions(const void *a, const void *b)
{
	const struct strata_str *x = a, *y = b;
	bool x_pre = is_pre(*x), y_pre = is_pre(*y);

	if (x_pre != y_pre) /* releases come first */
		return x_pre ? 1 : -1;
	return strata_version_go.compare(*y, *x);
}

int go_list_read(struct strata_strs *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	size_t lines = 0, valid = 0;

	while (line_next(&c)) {
		struct strata_str line = strata_str_trim(c.line), version;

		if (!line.len)
			continue;
		if (++lines > STRATA_LIMIT_PUBLISHED)
			return strata_fail(err, STRATA_ELIMIT, 0, "it has more than %d versions",
					   STRATA_LIMIT_PUBLISHED);
		version = strata_str_take(line, strata_str_chr(line, ' '));
		if (!go_canonical(version, arena).ptr)
			continue;
		valid++;
		if (!go_is_pseudo(version))
			*strata_vec_push(arena, out) = version;
	}
	if (lines && !valid)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the proxy's list of versions has none");
	return 0;
}

/* The versions of a module, releases first, each from the highest down. */
int go_proxy_versions(struct strata_strs *out, struct go_proxy *p, struct strata_str path,
		      struct strata_error *err)
{
	struct strata_str bytes;
	int rc;

	if ((rc = ask_all(&bytes, p, path, STRATA_STR("/@v/list"), false, err)) < 0)
		return rc;
	rc = go_list_read(out, bytes, p->arena, err);
	if (rc == STRATA_ESYNTAX)
		go_proxy_refuse(p);
	strata_vec_sort(out, compare_versions);
	return rc;
}

/* What the highest version retracts holds for all. */
static void read_retractions(struct go_mod *out, struct go_proxy *p, struct strata_str path,
			     const struct strata_strs *versions)
{
	struct strata_str bytes;

	*out = (struct go_mod){ 0 };
	if (!versions->count || go_proxy_mod(&bytes, p, path, versions->items[0], NULL) < 0)
		return;
	if (go_mod_read(out, bytes, false, p->arena, NULL) == 0 && out->module.len)
		return;
	*out = (struct go_mod){ 0 };
	go_proxy_refuse(p);
}

static int query_list(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		      struct strata_str query, struct strata_error *err)
{
	struct strata_strs versions = { 0 };
	struct go_mod newest;
	struct go_info info;
	int rc;

	if ((rc = go_proxy_versions(&versions, p, path, err)) < 0)
		return rc;
	read_retractions(&newest, p, path, &versions);
	for (size_t i = 0; i < versions.count; i++) {
		struct strata_str version = versions.items[i];

		if (!may_mean(query, version) || is_retracted(&newest, version))
			continue;
		if (p->in->as_of.ptr &&
		    ((rc = read_info(&info, p, path, info_of(p, version), true, err)) < 0 ||
		     !is_in_time(p, info.time))) {
			if (rc < 0)
				return rc;
			continue;
		}
		*out = version;
		return 0;
	}
	return STRATA_ENOTFOUND;
}

static int query_one(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		     struct strata_str rest, struct strata_error *err)
{
	struct go_info info;
	int rc;

	if ((rc = read_info(&info, p, path, rest, false, err)) < 0)
		return rc;
	if (!is_in_time(p, info.time))
		return strata_fail(err, STRATA_ENOTFOUND, 0,
				   "what it stands for now was published after that date");
	*out = info.version;
	return 0;
}

int go_proxy_query(struct strata_str *out, struct go_proxy *p, struct strata_str path,
		   struct strata_str query, struct strata_error *err)
{
	int rc;

	*out = STRATA_NONE;
	if (!is_list_query(query))
		return query_one(out, p, path, info_of(p, query), err);
	if ((rc = query_list(out, p, path, query, err)) != STRATA_ENOTFOUND || (err && err->code))
		return rc;
	if (strata_str_eq(query, STRATA_STR("latest"))) /* no version, only commits */
		return query_one(out, p, path, STRATA_STR("/@latest"), err);
	return strata_fail(err, STRATA_ENOTFOUND, 0, "no version is '%.*s'", STRATA_ARG(query));
}
