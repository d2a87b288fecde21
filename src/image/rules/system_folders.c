/* system_folders.c - VOLUME or WORKDIR on folders that are the system's, or the kernel's. */
#include "image/check.h"

static struct strata_str without_slash(struct strata_str path)
{
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	const char *folders = i->keyword == DOCKERFILE_VOLUME
	                              ? "/ /bin /boot /dev /etc /lib /lib64 /proc /sbin /sys /usr"
	                              : "/boot /dev /proc /sys";

	if (i->keyword != DOCKERFILE_VOLUME && i->keyword != DOCKERFILE_WORKDIR)
		return;
	for (size_t k = 0; k < i->words.count; k++) {
		struct strata_str path = without_slash(image_expand(c, i->words.items[k].text));

		if (strata_lists(folders, path))
			image_report_at(c, image_place_in(i, i->words.items[k].offset), NULL,
			                "%.*s is a folder of the system", STRATA_ARG(path));
	}
}

const struct image_rule image_rule_LAY031 = {
	.id = "LAY031",
	.title = "a folder of the system is worked in, or mounted over",
	.why = "a volume hides what the system has there, and a change of it concerns the host",
	.remedy = "a folder of the application's own: /app, /srv, /var/lib/..",
	.severity = STRATA_SEVERITY_LOW,
	.instruction = check,
};
