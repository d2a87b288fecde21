/* removal.c - see removal.h: "apk add --virtual .x", then "apk del .x"; "apt-get purge gcc". */
#include "image/removal.h"

/* By manager and name; "*" where only the shell knows what. */
static struct strata_str key_of(const struct image_removals *r, enum image_manager manager,
				struct strata_str name)
{
	return STRATA_CONCAT(r->arena, strata_str_of(image_manager_name(manager)), STRATA_STR(" "),
			     name);
}

static void add(struct image_removals *r, const struct image_packages *p)
{
	for (size_t i = 0; p->action == IMAGE_REMOVE && i < p->packages.count; i++) {
		struct strata_str word = p->packages.items[i].text;

		if (p->packages.items[i].dynamic)
			word = STRATA_STR("*");
		strata_map_at(&r->removed, key_of(r, p->manager, word), NULL);
		strata_map_at(&r->removed, key_of(r, p->manager, image_package_name(p->manager, word)),
			      NULL);
	}
}

void image_removals_read(struct image_removals *out, const struct image_run *run,
			 struct strata_arena *arena)
{
	*out = (struct image_removals){ STRATA_MAP_INIT(arena), arena };
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			add(out, &run->scripts.items[s]->commands.items[k].packages);
}

bool image_removals_have(const struct image_removals *r, enum image_manager manager,
			 struct strata_str name)
{
	size_t found;

	return r->removed.count && name.len &&
	       strata_map_get(&found, &r->removed, key_of(r, manager, name));
}

bool image_removals_have_all(const struct image_removals *r, const struct image_command *command)
{
	enum image_manager manager = command->packages.manager;
	struct strata_str group = image_command_value(command, "-t --virtual");

	return (manager == IMAGE_APK && image_removals_have(r, manager, group)) ||
	       image_removals_have(r, manager, STRATA_STR("*"));
}
