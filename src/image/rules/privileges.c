/* privileges.c - a build that is let out of its sandbox. */
#include "image/check.h"

static void check_flags(struct image_check *c, const struct dockerfile_instruction *i)
{
	for (size_t k = 0; k < i->flags.count; k++) {
		const struct dockerfile_flag *flag = &i->flags.items[k];
		struct strata_str value = flag->value.ptr ? flag->value : STRATA_STR("");
		struct strata_finding *f;

		if ((strata_str_eq(flag->name, STRATA_STR("security")) &&
		     strata_str_eq(value, STRATA_STR("insecure"))) ||
		    (strata_str_eq(flag->name, STRATA_STR("network")) &&
		     strata_str_eq(value, STRATA_STR("host"))))
			image_report_at(c, image_place_in(i, flag->offset), NULL,
			                "RUN --%.*s=%.*s leaves the sandbox",
			                STRATA_ARG(flag->name), STRATA_ARG(value));
		if (strata_str_eq(flag->name, STRATA_STR("mount")) &&
		    strata_str_eq(dockerfile_mount(flag, "type"), STRATA_STR("ssh"))) {
			f = image_report_at(c, image_place_in(i, flag->offset), NULL,
			                    "whatever runs here can use the keys of who builds");
			f->severity = STRATA_SEVERITY_NONE;
		}
	}
}

static void check(struct image_check *c, const struct dockerfile_instruction *i)
{
	size_t socket = strata_str_find(i->body, STRATA_STR("/var/run/docker.sock"));

	if (i->keyword == DOCKERFILE_RUN)
		check_flags(c, i);
	if (socket != STRATA_NPOS &&
	    (i->keyword == DOCKERFILE_RUN || i->keyword == DOCKERFILE_VOLUME))
		image_report_at(c, image_place_in(i, socket), NULL,
		                "the engine's socket: who has it, has the host");
}

const struct image_rule image_rule_LAY032 = {
	.id = "LAY032",
	.title = "a build outside of its sandbox",
	.why = "what runs in it reaches the host, its network, or its keys",
	.remedy = "leave it away; give single secrets by --mount=type=secret",
	.severity = STRATA_SEVERITY_MEDIUM,
	.instruction = check,
};
