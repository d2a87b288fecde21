/* release.c - see release.h. */
#include "resolve/composer/release.h"

#include "model/version/composer.h"
#include "strata/buf.h"
#include "strata/facts.h"
#include "strata/limits.h"
#include "text/json.h"

/* --- stability --------------------------------------------------------------------------------- */

static enum composer_stability of_suffix(const struct composer_suffix *suffix)
{
	if (suffix->dev)
		return COMPOSER_IS_DEV;
	if (!suffix->has_word)
		return COMPOSER_IS_STABLE;
	switch (suffix->word) {
	case COMPOSER_ALPHA:
		return COMPOSER_IS_ALPHA;
	case COMPOSER_BETA:
		return COMPOSER_IS_BETA;
	case COMPOSER_RC:
		return COMPOSER_IS_RC;
	default:
		return COMPOSER_IS_STABLE;
	}
}

enum composer_stability composer_stability_of(struct strata_str version)
{
	struct composer_suffix suffix;
	struct strata_str build;

	strata_str_cut(&version, &build, version, '#');
	if (strata_str_starts(version, STRATA_STR("dev-")) ||
	    strata_str_ends(version, STRATA_STR("-dev")))
		return COMPOSER_IS_DEV;
	strata_str_cut(&version, &build, version, '+');
	version = strata_str_take(version, STRATA_LIMIT_VERSION_BYTES);
	for (size_t i = 0; i < version.len; i++)
		if (composer_parse_suffix(&suffix, strata_str_skip(version, i)) &&
		    (suffix.has_word || suffix.dev))
			return of_suffix(&suffix);
	return COMPOSER_IS_STABLE;
}

bool composer_stability_read(enum composer_stability *out, struct strata_str name)
{
	static const char *const names[] = { [COMPOSER_IS_DEV] = "dev",
					     [COMPOSER_IS_ALPHA] = "alpha",
					     [COMPOSER_IS_BETA] = "beta",
					     [COMPOSER_IS_RC] = "rc",
					     [COMPOSER_IS_STABLE] = "stable" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq_nocase(name, strata_str_of(names[i]))) {
			*out = (enum composer_stability)i;
			return true;
		}
	return false;
}

/* --- branches ---------------------------------------------------------------------------------- */

/* The "1.2" of "1.2-dev" and "1.2.x-dev"; absent: it is no branch with a number. */
static struct strata_str numbers_of(struct strata_str branch)
{
	struct strata_str numbers;

	if (branch.len < 4 ||
	    !strata_str_eq_nocase(strata_str_skip(branch, branch.len - 4), STRATA_STR("-dev")))
		return STRATA_NONE;
	numbers = strata_str_take(branch, branch.len - 4);
	if (numbers.len > 2 &&
	    strata_str_eq_nocase(strata_str_skip(numbers, numbers.len - 2), STRATA_STR(".x")))
		numbers.len -= 2;
	for (size_t i = 0; i < numbers.len; i++)
		if (!strata_is_digit(numbers.ptr[i]) &&
		    (numbers.ptr[i] != '.' || i == 0 || i + 1 == numbers.len ||
		     numbers.ptr[i - 1] == '.'))
			return STRATA_NONE;
	return numbers.len ? numbers : STRATA_NONE;
}

/* "1.2" is 1.2.9999999.9999999-dev; absent: that is no number. */
static struct strata_str version_of_branch(struct strata_str name, struct strata_arena *arena)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str part, version;
	bool good = true;
	int parts = 0;

	composer_take_v(&name);
	while (good && name.ptr && parts < 4) {
		bool wild;

		strata_str_cut(&part, &name, name, '.');
		wild = part.len == 1 && (strata_lower(part.ptr[0]) == 'x' || part.ptr[0] == '*');
		for (size_t i = 0; i < part.len && !wild; i++)
			good = good && strata_is_digit(part.ptr[i]);
		good = good && part.len && !(wild && parts == 0);
		strata_buf_addf(&b, "%s%.*s", parts++ ? "." : "",
				STRATA_ARG(wild ? STRATA_STR("9999999") : part));
	}
	while (parts++ < 4)
		strata_buf_add(&b, STRATA_STR(".9999999"));
	strata_buf_add(&b, STRATA_STR("-dev"));
	version = good && !name.ptr ? strata_arena_dup(arena, strata_buf_str(&b)) : STRATA_NONE;
	strata_buf_release(&b);
	return version;
}

static const struct strata_str default_branch = { "9999999-dev", 11 };

/* What a branch-alias of the release says; absent: nothing that counts. */
static struct strata_str declared_alias(struct strata_str version, const struct node *extra,
					struct strata_arena *arena)
{
	for (const struct node *n = node_first(node_map(extra, "branch-alias")); n; n = n->next) {
		struct strata_str from = numbers_of(n->key), to = numbers_of(n->text), alias;

		if (n->type != NODE_STRING || !strata_str_ends(n->text, STRATA_STR("-dev")) ||
		    !strata_str_eq_nocase(n->key, version))
			continue;
		alias = strata_str_eq(n->text, default_branch)
				? default_branch
				: version_of_branch(strata_str_take(n->text, n->text.len - 4), arena);
		if (alias.ptr && (!from.ptr || !to.ptr ||
				  (strata_str_starts(to, from) &&
				   (to.len == from.len || to.ptr[from.len] == '.'))))
			return alias;
	}
	return STRATA_NONE;
}

static struct strata_str alias_of(struct strata_str version, const struct node *extra,
				  const struct node *is_default, struct strata_arena *arena)
{
	struct strata_str alias;

	if (!strata_str_starts(version, STRATA_STR("dev-")) &&
	    !strata_str_ends(version, STRATA_STR("-dev")))
		return STRATA_NONE;
	alias = declared_alias(version, extra, arena);
	if (alias.ptr)
		return alias;
	if (is_default && is_default->type == NODE_BOOL &&
	    strata_str_eq(is_default->text, STRATA_STR("true")) && !numbers_of(version).ptr)
		return default_branch;
	return STRATA_NONE;
}

/* --- releases ---------------------------------------------------------------------------------- */

void composer_links_read(struct composer_links *out, const struct node *map,
			 struct strata_arena *arena)
{
	*out = (struct composer_links){ 0 };
	if (!map || map->type != NODE_MAP)
		return;
	for (const struct node *n = map->first; n; n = n->next)
		if (n->type == NODE_STRING)
			*strata_vec_push(arena, out) = (struct composer_link){
				strata_name_lower(arena, n->key), strata_str_trim(n->text)
			};
}

enum { VERSION, TIME, DIST, SOURCE, LICENCE, EXTRA, DEFAULT, LINKS, FIELDS = LINKS + COMPOSER_LINK_KINDS };

static const char *const fields[FIELDS] = {
	[VERSION] = "version",
	[TIME] = "time",
	[DIST] = "dist",
	[SOURCE] = "source",
	[LICENCE] = "license",
	[EXTRA] = "extra",
	[DEFAULT] = "default-branch",
	[LINKS + COMPOSER_REQUIRE] = "require",
	[LINKS + COMPOSER_REPLACE] = "replace",
	[LINKS + COMPOSER_PROVIDE] = "provide",
	[LINKS + COMPOSER_CONFLICT] = "conflict",
};

struct reader {
	struct composer_releases *out;
	struct strata_arena *arena;
	bool minified;
	const struct node *now[FIELDS], *before[FIELDS];
};

static void read_fields(struct reader *r, const struct node *entry)
{
	memcpy(r->before, r->now, sizeof(r->now));
	if (!r->minified)
		memset(r->now, 0, sizeof(r->now));
	for (const struct node *n = entry->first; n; n = n->next)
		for (int i = 0; i < FIELDS; i++)
			if (strata_str_eq(n->key, strata_str_of(fields[i])))
				r->now[i] = n->type == NODE_STRING &&
							    strata_str_eq(n->text, STRATA_STR("__unset"))
						    ? NULL
						    : n;
}

static struct strata_str text_of(const struct node *n)
{
	return n && (n->type == NODE_STRING || n->type == NODE_NUMBER) ? n->text : STRATA_NONE;
}

/* The same node as before gives the same links, which are not read again. */
static void read_links(struct reader *r, struct composer_release *release,
		       const struct composer_release *last)
{
	for (int i = 0; i < COMPOSER_LINK_KINDS; i++) {
		if (last && r->now[LINKS + i] == r->before[LINKS + i])
			release->links[i] = last->links[i];
		else
			composer_links_read(&release->links[i], r->now[LINKS + i], r->arena);
	}
}

static void add_release(struct reader *r, const struct node *entry)
{
	struct composer_release *release;
	size_t count = r->out->count;

	read_fields(r, entry);
	release = strata_vec_push(r->arena, r->out);
	*release = (struct composer_release){
		.version = text_of(r->now[VERSION]),
		.time = text_of(r->now[TIME]),
		.sha1 = node_text(r->now[DIST], "shasum"),
		.commit = node_text(r->now[SOURCE], "reference"),
		.licence = r->now[LICENCE],
	};
	release->alias = alias_of(release->version, r->now[EXTRA], r->now[DEFAULT], r->arena);
	read_links(r, release, count ? &r->out->items[count - 1] : NULL);
}

int composer_releases_of(struct composer_releases *out, const struct node *list, bool minified,
			 struct strata_arena *arena, struct strata_error *err)
{
	struct reader r = { .out = out, .arena = arena, .minified = minified };

	*out = (struct composer_releases){ 0 };
	if (!list || (list->type != NODE_ARRAY && list->type != NODE_MAP))
		return strata_fail(err, STRATA_ESYNTAX, list ? list->line : 0, "its releases are no list");
	if (list->count > STRATA_LIMIT_PUBLISHED)
		return strata_fail(err, STRATA_ELIMIT, 0, "it has more than %d versions",
				   STRATA_LIMIT_PUBLISHED);
	for (const struct node *n = list->first; n; n = n->next)
		if (n->type == NODE_MAP)
			add_release(&r, n);
	return 0;
}

int composer_releases_read(struct composer_releases *out, struct strata_str bytes,
			   struct strata_str name, struct strata_arena *arena,
			   struct strata_error *err)
{
	const struct node *list;
	struct node *top;
	int rc;

	*out = (struct composer_releases){ 0 };
	if ((rc = json_map(&top, bytes, JSON_STRICT, arena, err)) < 0)
		return rc;
	if (!node_get(top, "packages"))
		return strata_fail(err, STRATA_ESYNTAX, 0, "the answer has no packages");
	list = node_get_str(node_map(top, "packages"), name);
	if (!list)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "the answer is not about '%.*s'",
				   STRATA_ARG(name));
	return composer_releases_of(out, list,
				    strata_str_eq(node_text(top, "minified"), STRATA_STR("composer/2.0")),
				    arena, err);
}
