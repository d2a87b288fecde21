/*
 * layer_packages.c - the packages that a RUN names, and whose they are.
 *
 * A system's package is of the distribution that the stage starts from; where that is not known,
 * or nobody publishes advisories of it, a note says so.
 */
#include "image/layering.h"

#include "image/distribution.h"
#include "image/named.h"
#include "image/sources.h"

static const struct image_contents *contents_of_base(const struct layering *l)
{
	int n = (int)l->c->stage_index;

	while (layering_base(l, n) >= 0)
		n = layering_base(l, n);
	return &l->c->bases->items[n].items[0].contents;
}

/* The commit of a build of its own is no part of the version that its source has. */
static struct strata_str source_version(const struct strata_ecosystem *e, struct strata_str version)
{
	size_t plus = strata_str_rchr(version, '+');

	if (e->versions == &strata_version_debian && plus != STRATA_NPOS && plus + 2 < version.len &&
	    version.ptr[plus + 1] == 'b' && strata_is_digit(version.ptr[plus + 2]))
		return strata_str_take(version, plus);
	return version;
}

static struct strata_str purl_of(const struct image_package *p, const struct image_distribution *d,
				 struct strata_arena *arena)
{
	struct strata_str purl = strata_purl(arena, p->ecosystem, p->name, p->version), rest;
	struct strata_str query = STRATA_NONE, space = STRATA_STR("");

	if (!d->type.ptr)
		return purl;
	rest = strata_str_skip(purl, strata_str_chr(purl, '/'));
	if (d->space.ptr)
		space = STRATA_CONCAT(arena, STRATA_STR("/"), d->space);
	if (d->distro.ptr)
		query = STRATA_CONCAT(arena, STRATA_STR("?distro="), d->distro);
	return STRATA_CONCAT(arena, STRATA_STR("pkg:"), d->type, space, rest, query);
}

/* like: what all packages of the command have in common. */
static void add_package(struct layering *l, const struct image_brought *like,
			const struct image_named *named, const struct image_distribution *d)
{
	size_t index = l->out->packages.count;
	struct image_package *p = strata_vec_push(l->c->arena, &l->out->packages);
	struct image_brought *b;

	p->ecosystem = d->ecosystem;
	p->name = named->name;
	p->version = source_version(d->ecosystem, named->version);
	p->requirement = named->requirement;
	p->release = d->release;
	p->source = image_source_of(l->sources, d->ecosystem, named->name);
	p->line = like->line;
	p->purl = purl_of(p, d, l->c->arena);
	b = layering_bring(l, p->line);
	b->package = (int)index;
	b->anywhere = d->ecosystem == &strata_ecosystem_go || d->ecosystem == &strata_ecosystem_cargo;
	b->at = like->at;
}

/* What nobody can look up is said: it is no "not affected". */
static void note_unknown(struct layering *l, const struct image_command *command,
			 const struct image_distribution *d, const struct strata_strs *names)
{
	struct strata_arena *arena = l->c->arena;
	struct strata_str all;

	if (!names->count || d->ecosystem != &strata_ecosystem_generic)
		return;
	all = image_names(names, arena);
	layering_note(l, image_place_of(command).line,
	     d->space.ptr ? strata_arena_printf(arena, "%.*s: advisories of '%.*s' are not known, its "
						       "packages are not matched",
						STRATA_ARG(all), STRATA_ARG(d->space)) :
			    strata_arena_printf(arena, "%.*s: which distribution the base is of is not "
						       "known, its packages are not matched",
						STRATA_ARG(all)));
}

static void note_unnamed(struct layering *l, const struct image_command *command,
			 const struct strata_strs *words)
{
	struct strata_str all = image_names(words, l->c->arena);

	if (words->count)
		layering_note(l, image_place_of(command).line,
		     strata_arena_printf(l->c->arena,
					 "%.*s: only the shell knows which packages these are",
					 STRATA_ARG(all)));
}

void layering_install_packages(struct layering *l, const struct image_command *command,
			     const struct image_removals *removed)
{
	const struct image_packages *p = &command->packages;
	struct image_distribution d = { .ecosystem = image_manager_ecosystem(p->manager) };
	struct strata_str given = image_command_value(command, "-v --version --vers");
	struct strata_strs names = { 0 }, unnamed = { 0 };
	struct image_brought like = { .line = image_place_of(command).line };
	struct image_named named;

	if (p->manager != IMAGE_GEM && p->manager != IMAGE_CARGO)
		given = STRATA_NONE;
	if (image_removals_have_all(removed, command) ||
	    (!d.ecosystem &&
	     !image_distribution_of(&d, p->manager, contents_of_base(l), l->c->arena)))
		return;
	layering_add_paths(l, &like, d.ecosystem, command);
	for (size_t i = 0; i < p->packages.count; i++) {
		struct strata_str text = image_expand(l->c, p->packages.items[i].text);

		if (!image_named_read(&named, p->manager, text, given)) {
			if (text.len && strata_str_chr(STRATA_STR("$`"), text.ptr[0]) != STRATA_NPOS)
				*strata_vec_push(l->c->arena, &unnamed) = text;
			continue;
		}
		if (image_removals_have(removed, p->manager,
					image_package_name(p->manager, p->packages.items[i].text)))
			continue;
		*strata_vec_push(l->c->arena, &names) = named.name;
		add_package(l, &like, &named, &d);
	}
	note_unknown(l, command, &d, &names);
	note_unnamed(l, command, &unnamed);
}

