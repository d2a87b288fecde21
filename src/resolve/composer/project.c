/* project.c - see project.h. */
#include "resolve/composer/project.h"

#include "model/version/composer.h"
#include "php/php.h"
#include "text/json.h"

static const struct strata_version_scheme *const scheme = &strata_version_composer;

bool composer_is_platform(struct strata_str name)
{
	return strata_str_chr(name, '/') == STRATA_NPOS;
}

static const struct composer_platform *platform_of(const struct composer_project *p,
						   struct strata_str name)
{
	size_t index;

	return strata_map_get(&index, &p->on_platform, name) ? &p->platform.items[index] : NULL;
}

bool composer_is_assumed(const struct composer_project *p, struct strata_str name)
{
	return (strata_str_starts(name, STRATA_STR("ext-")) ||
		strata_str_starts(name, STRATA_STR("lib-"))) &&
	       !platform_of(p, name);
}

bool composer_accepts(const struct composer_project *p, struct strata_str name,
		      enum composer_stability stability)
{
	size_t least;

	if (strata_map_get(&least, &p->stable, name))
		return stability >= (enum composer_stability)least;
	return stability >= p->least;
}

/* --- requirements ------------------------------------------------------------------------------ */

struct reading {
	struct composer_project *out;
	struct strata_arena *arena;
};

/* The next part of a constraint, whatever joins it to others. */
static bool next_part(struct strata_str *part, struct strata_str *rest)
{
	size_t end = 0;

	while (rest->len && (strata_is_space(rest->ptr[0]) || rest->ptr[0] == '|' || rest->ptr[0] == ','))
		*rest = strata_str_skip(*rest, 1);
	while (end < rest->len && rest->ptr[end] != '|' && rest->ptr[end] != ',' &&
	       !strata_is_space(rest->ptr[end]))
		end++;
	*part = strata_str_take(*rest, end);
	*rest = strata_str_skip(*rest, end);
	return part->len > 0;
}

/* Of several flags the least stable counts. */
static void allow(struct reading *r, struct strata_str name, enum composer_stability stability)
{
	bool added;
	size_t *least = strata_map_at(&r->out->stable, name, &added);

	if (added || *least > (size_t)stability)
		*least = stability;
}

/* "1.0@dev" */
static bool read_flags(struct reading *r, struct strata_str name, struct strata_str constraint)
{
	enum composer_stability stability;
	struct strata_str part;
	bool found = false;

	while (next_part(&part, &constraint)) {
		size_t at = strata_str_rchr(part, '@');

		if (at == STRATA_NPOS || !composer_stability_read(&stability, strata_str_skip(part, at + 1)))
			continue;
		allow(r, name, stability);
		found = true;
	}
	return found;
}

/* What is meant with the version behind it is more than that one. */
static bool is_operator(struct strata_str part)
{
	for (size_t i = 0; i < part.len; i++)
		if (strata_is_digit(part.ptr[i]) || strata_is_alpha(part.ptr[i]) || part.ptr[i] == '*')
			return false;
	return true;
}

/* "1.0-beta1": who asks for that wants it, though the rest has to be stable. */
static void infer_flags(struct reading *r, struct strata_str name, struct strata_str constraint)
{
	struct strata_str part;
	bool skip, not_alone = false;

	while (next_part(&part, &constraint)) {
		enum composer_stability stability = composer_stability_of(part);

		skip = not_alone;
		not_alone = strata_str_eq(part, STRATA_STR("as")) || is_operator(part);
		if (skip || not_alone || stability == COMPOSER_IS_STABLE || stability > r->out->least ||
		    strata_str_chr(part, '@') != STRATA_NPOS)
			continue;
		allow(r, name, stability);
	}
}

/* "dev-fix#abc as 1.2.0" */
static void read_alias(struct reading *r, struct strata_str name, struct strata_str constraint)
{
	struct strata_str part, last = STRATA_NONE, commit;
	bool alias = false;

	while (next_part(&part, &constraint)) {
		if (alias && last.len) {
			strata_str_cut(&last, &commit, last, '#');
			*strata_map_at(&r->out->aliased, name, NULL) = r->out->aliases.count;
			*strata_vec_push(r->arena, &r->out->aliases) =
				(struct composer_root_alias){ name, last, part };
			return;
		}
		alias = strata_str_eq(part, STRATA_STR("as"));
		last = alias ? last : part;
	}
}

static void add_requirement(struct reading *r, const struct node *n, enum strata_scope scope)
{
	struct strata_str name = strata_name_lower(r->arena, n->key);
	struct composer_requirements *all = &r->out->requires;
	bool added;
	size_t *index;

	read_alias(r, name, n->text);
	if (!read_flags(r, name, n->text))
		infer_flags(r, name, n->text);
	index = strata_map_at(&r->out->by_name, name, &added);
	if (!added) {
		all->items[*index].constraint = strata_str_trim(n->text);
		return;
	}
	*index = all->count;
	*strata_vec_push(r->arena, all) = (struct composer_requirement){
		name, strata_str_trim(n->text), scope, n->line
	};
}

static void add_requirements(struct reading *r, const char *key, enum strata_scope scope)
{
	for (const struct node *n = node_first(node_map(r->out->top, key)); n; n = n->next)
		if (n->type == NODE_STRING && n->key.len)
			add_requirement(r, n, scope);
}

/* --- the platform ------------------------------------------------------------------------------ */

static void add_platform(struct reading *r, struct strata_str name, struct strata_str version)
{
	bool added;
	size_t *index = strata_map_at(&r->out->on_platform, name, &added);

	if (!added)
		return;
	*index = r->out->platform.count;
	*strata_vec_push(r->arena, &r->out->platform) = (struct composer_platform){ name, version };
}

static bool fits(struct reading *r, struct strata_str constraint, struct strata_str version)
{
	struct strata_intervals in = { 0 };

	return scheme->intervals(&in, constraint, r->arena, NULL) < 0 ||
	       strata_intervals_contain(&in, scheme, version);
}

/*
 * A project that asks for another PHP than [resolve] says is run with another: the newest
 * that it admits. The last release of each line of PHP, php.net, 2026-11.
 */
static struct strata_str php_of(struct reading *r, struct strata_str usual)
{
	static const char *const lines[] = { "8.5.0",  "8.4.14", "8.3.27", "8.2.29", "8.1.33",
					     "8.0.30", "7.4.33", "7.3.33", "7.2.34", "7.1.33",
					     "7.0.33", "5.6.40", "5.5.38", "5.4.45", "5.3.29" };
	struct strata_str asked;
	size_t index;

	if (!strata_map_get(&index, &r->out->by_name, STRATA_STR("php")))
		return usual;
	asked = r->out->requires.items[index].constraint;
	if (fits(r, asked, usual))
		return usual;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (fits(r, asked, strata_str_of(lines[i])))
			return r->out->php_instead = strata_str_of(lines[i]);
	return usual;
}

/* Composer's own interfaces, of 2.6 to 2.8. */
static void read_platform(struct reading *r, const struct solver_environment *environment)
{
	const struct node *own = node_map(node_map(r->out->top, "config"), "platform");
	struct strata_str php;

	for (const struct node *n = node_first(own); n; n = n->next)
		if (n->type == NODE_STRING || n->type == NODE_BOOL)
			add_platform(r, strata_name_lower(r->arena, n->key),
				     n->type == NODE_STRING ? n->text : STRATA_NONE);
	php = platform_of(r->out, STRATA_STR("php")) ? platform_of(r->out, STRATA_STR("php"))->version
						     : php_of(r, environment->php);
	add_platform(r, STRATA_STR("php"), php);
	add_platform(r, STRATA_STR("php-64bit"), php);
	add_platform(r, STRATA_STR("php-ipv6"), php);
	add_platform(r, STRATA_STR("composer"), environment->composer);
	add_platform(r, STRATA_STR("composer-plugin-api"), STRATA_STR("2.6.0"));
	add_platform(r, STRATA_STR("composer-runtime-api"), STRATA_STR("2.2.2"));
}

int composer_project_read(struct composer_project *out, struct strata_str bytes,
			  const struct solver_environment *environment, struct strata_arena *arena,
			  struct strata_error *err)
{
	static const char *const keys[] = { [COMPOSER_REPLACE] = "replace",
					    [COMPOSER_PROVIDE] = "provide",
					    [COMPOSER_CONFLICT] = "conflict" };
	struct reading r = { out, arena };
	struct node *top;
	int rc;

	if ((rc = json_map(&top, bytes, JSON_STRICT, arena, err)) < 0)
		return rc;
	*out = (struct composer_project){ .top = top, .least = COMPOSER_IS_STABLE,
					  .by_name = STRATA_MAP_INIT(arena),
					  .stable = STRATA_MAP_INIT(arena),
					  .aliased = STRATA_MAP_INIT(arena),
					  .on_platform = STRATA_MAP_INIT(arena) };
	out->name = strata_name_lower(arena, node_text(top, "name"));
	out->version = node_text(top, "version");
	if (!out->version.len)
		out->version = STRATA_STR("1.0.0");
	out->prefer_stable = node_true(top, "prefer-stable");
	composer_stability_read(&out->least, node_text(top, "minimum-stability"));
	for (int i = COMPOSER_REPLACE; i < COMPOSER_LINK_KINDS; i++)
		composer_links_read(&out->links[i], node_map(top, keys[i]), arena);
	add_requirements(&r, "require", STRATA_SCOPE_PROD);
	add_requirements(&r, "require-dev", STRATA_SCOPE_DEV);
	read_platform(&r, environment);
	return 0;
}
