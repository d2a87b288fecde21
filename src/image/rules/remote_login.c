/* remote_login.c - ways into the container besides its own service. */
#include "image/check.h"
#include "image/packages.h"

static void check_command(struct image_check *c, const struct image_command *command)
{
	const struct image_packages *p = &command->packages;

	if (p->action != IMAGE_INSTALL)
		return;
	for (size_t i = 0; i < p->packages.count; i++) {
		struct strata_str name = image_package_name(p->manager, p->packages.items[i].text);

		if (strata_lists("openssh-server openssh telnetd telnet-server inetutils-telnetd "
		                 "dropbear",
		                 name) &&
		    !(strata_str_eq(name, STRATA_STR("openssh")) && p->manager != IMAGE_APK))
			image_report_at(c, image_place_of_word(command, &p->packages.items[i]),
			                NULL, "%.*s lets people log in to the container",
			                STRATA_ARG(name));
	}
}

static void check_instruction(struct image_check *c, const struct dockerfile_instruction *i)
{
	struct strata_str port, protocol;

	for (size_t k = 0; i->keyword == DOCKERFILE_EXPOSE && k < i->words.count; k++) {
		strata_str_cut(&port, &protocol, image_expand(c, i->words.items[k].text), '/');
		if (strata_lists("22 23 3389", port))
			image_report_at(c, image_place_in(i, i->words.items[k].offset), NULL,
			                "port %.*s is one for logging in", STRATA_ARG(port));
	}
}

const struct image_rule image_rule_LAY024 = {
	.id = "LAY024",
	.title = "a way to log in to the container",
	.why = "it is one more service to break into, with passwords or keys to look after",
	.remedy = "'docker exec' needs none; leave the server and its port away",
	.severity = STRATA_SEVERITY_MEDIUM,
	.instruction = check_instruction,
	.command = check_command,
};
