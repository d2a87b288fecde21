/* online.c - what registries tell of the bases of a snapshot; see online.h. */
#include "image/online.h"

#include <string.h>
#include <time.h>

#include "image/read.h"
#include "strata/limits.h"
#include "syntax/dockerfile_stages.h"

struct collecting {
	struct image_remotes *remotes;
	struct strata_notes *notes;
	struct strata_arena *arena;
	struct facts_file *file;
};

static void note(struct collecting *c, unsigned line, struct strata_str reason)
{
	*strata_vec_push(c->arena, c->notes) =
		(struct strata_note){ .path = c->file->path, .line = line, .reason = reason };
}

struct strata_str image_online_purl(const struct oci_installed *installed,
				    const struct oci_package *package, struct strata_arena *arena)
{
	const struct strata_ecosystem *e = installed->ecosystem;
	struct strata_str name = STRATA_CONCAT(arena, installed->distribution, STRATA_STR("/"),
					       package->name);
	struct strata_str purl = strata_purl(arena, e, name, package->version);
	bool source = strata_str_eq(strata_str_of(e->purl_type), STRATA_STR("deb"));

	return strata_arena_printf(arena, "%.*s?%sdistro=%.*s%s%.*s", STRATA_ARG(purl),
				   source ? "arch=source&" : "", STRATA_ARG(installed->distribution),
				   installed->release.len ? "-" : "", STRATA_ARG(installed->release));
}

/* The package that the parser made of the image; SIZE_MAX: it made none. */
static size_t image_of(const struct strata_facts *facts, const struct dockerfile_source *source)
{
	for (size_t i = 0; i < facts->packages.count; i++)
		if (facts->packages.items[i].line == source->line &&
		    facts->packages.items[i].ecosystem == &strata_ecosystem_docker)
			return i;
	return SIZE_MAX;
}

static void add_packages(struct collecting *c, const struct dockerfile_source *source,
			 const struct image_remote *remote)
{
	const struct oci_installed *installed = &remote->installed;
	struct strata_facts *facts = &c->file->facts;
	size_t image = image_of(facts, source);

	for (size_t i = 0; installed->ecosystem && i < installed->packages.count; i++) {
		const struct oci_package *one = &installed->packages.items[i];
		struct strata_package *p =
			strata_facts_add(facts, one->name, one->version, source->line);

		p->ecosystem = installed->ecosystem;
		p->purl = image_online_purl(installed, one, c->arena);
		p->scope = STRATA_SCOPE_PROD;
		if (image != SIZE_MAX) {
			p->direct = STRATA_NO;
			strata_facts_edge(facts, (int)image, strata_facts_last(facts),
					  STRATA_SCOPE_PROD);
		}
	}
	for (size_t i = 0; i < installed->notes.count; i++)
		note(c, source->line,
		     strata_arena_printf(c->arena, "the packages of '%.*s' are not known as a whole: %.*s",
					 STRATA_ARG(source->image),
					 STRATA_ARG(installed->notes.items[i])));
}

/* The answer to the question is kept for the rules, which say what it means. */
static void ask(struct collecting *c, const struct dockerfile_source *source,
		struct strata_str platform, bool ships)
{
	struct strata_error none = STRATA_ERROR_INIT;
	struct image_reference reference;
	struct image_remote *remote;

	if (!source->image.ptr || source->scratch || source->stage >= 0 ||
	    image_reference_read(&reference, source->image, c->arena, &none) < 0)
		return;
	remote = image_remote_get(c->remotes, &reference, platform);
	if (remote->rc < 0) {
		note(c, source->line,
		     strata_arena_printf(c->arena, "the registry does not tell of '%.*s': %s%s%s",
					 STRATA_ARG(source->image), remote->why.path,
					 remote->why.path[0] ? ": " : "", remote->why.text));
		return;
	}
	if (remote->stale)
		note(c, source->line,
		     strata_arena_printf(c->arena, "the registry cannot be asked what '%.*s' means "
					 "today: what it meant in an earlier run is taken",
					 STRATA_ARG(source->image)));
	image_remote_verify(c->remotes, remote);
	if (remote->signatures.partly)
		note(c, source->line,
		     strata_arena_printf(c->arena, "'%.*s' has more signatures than the %d that are "
					 "looked at", STRATA_ARG(source->image),
					 STRATA_LIMIT_SIGNATURES));
	if (!ships)
		return;
	image_remote_list(c->remotes, remote);
	add_packages(c, source, remote);
}

static bool is_root(struct strata_str user)
{
	struct strata_str name, group;

	strata_str_cut(&name, &group, user, ':');
	return !name.len || strata_str_eq(name, STRATA_STR("root")) ||
	       strata_str_eq(name, STRATA_STR("0"));
}

/* Days since 1970; 0 for what is no day, or is one before there were images: of builds that
 * leave the time out. */
static long day_of(struct strata_str time)
{
	struct strata_str day = strata_str_take(time, 10);
	struct tm tm = { 0 };
	char text[11] = "";

	if (!strata_str_is_day(day) || strata_str_cmp(day, STRATA_STR("2013-01-01")) < 0)
		return 0;
	memcpy(text, day.ptr, day.len);
	strptime(text, "%Y-%m-%d", &tm);
	return timegm(&tm) / 86400;
}

static unsigned days_between(struct strata_str from, struct strata_str to)
{
	long first = day_of(from), last = day_of(to);

	return first && last > first ? (unsigned)(last - first) : 0;
}

void image_online_judge(struct image_base *base, struct image_remotes *remotes, struct strata_str now,
			struct strata_str platform)
{
	struct image_remote *remote;

	if (!base->reference.name.len ||
	    !(remote = image_remote_known(remotes, &base->reference, platform)))
		return;
	base->remote = remote;
	if (remote->rc < 0)
		return;
	base->days_old = days_between(remote->created, now);
	base->contents.root = is_root(remote->user) ? IMAGE_YES : IMAGE_NO;
	if (remote->listed && !remote->others.count)
		for (size_t i = 0; i < base->choices.count; i++)
			image_remote_weigh(remotes, remote, base->choices.items[i].reference);
}

static const struct dockerfile_stage *root_of(const struct dockerfile_stages *stages)
{
	const struct dockerfile_stage *stage =
		stages->list.count ? stages->list.items[stages->target] : NULL;

	while (stage && stage->base.stage >= 0)
		stage = stages->list.items[stage->base.stage];
	return stage;
}

static void collect_file(struct collecting *c, const struct facts_set *facts, struct strata_str target)
{
	const struct dockerfile_stage *root;
	struct dockerfile_stages stages;
	struct dockerfile file;
	struct strata_str bytes;

	if (image_read(&bytes, facts, c->file->path, c->arena, NULL) < 0 ||
	    dockerfile_is_template(bytes))
		return;
	dockerfile_read(&file, bytes, c->arena);
	dockerfile_stages_read(&stages, &file, target, NULL, c->arena);
	root = root_of(&stages);
	for (size_t i = 0; i < stages.list.count; i++) {
		const struct dockerfile_stage *stage = stages.list.items[i];

		if (stage->use == DOCKERFILE_UNUSED)
			continue;
		ask(c, &stage->base, stage->platform, stage == root);
		for (size_t k = 0; k < stage->copies.count; k++)
			ask(c, &stage->copies.items[k], STRATA_NONE, false);
	}
}

void image_online_collect(struct facts_set *facts, struct image_remotes *remotes,
			  struct strata_str target, struct strata_notes *notes,
			  struct strata_arena *arena)
{
	const struct strata_format *dockerfile = strata_format_named(STRATA_STR("docker/dockerfile"));
	struct collecting c = { remotes, notes, arena, NULL };

	for (size_t i = 0; i < facts->files.count; i++) {
		c.file = facts->files.items[i];
		if (c.file->format == dockerfile)
			collect_file(&c, facts, target);
	}
}
