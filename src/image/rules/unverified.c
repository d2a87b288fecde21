/*
 * unverified.c - files out of the network that nobody holds against a checksum or signature.
 *
 * A file that is saved, or unpacked as it comes. Keys for package managers are LAY019's, code
 * that runs at once is LAY008's.
 */
#include "image/check.h"

static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_command *reader = command->reader;
	const struct image_download *d = &command->download;

	if (!d->is || command->shell->inside >= 0 || command->script->verifies)
		return;
	if (reader ? !image_command_is(reader,
	                               "tar bsdtar unzip gunzip zcat xzcat dpkg cpio install")
	           : !d->file.len)
		return;
	if (image_is_key(d->file) || image_is_key(d->address))
		return;
	image_report_at(c, image_place_of(command), NULL,
	                "%.*s is used without a look at its checksum or signature",
	                STRATA_ARG(d->address.len ? strata_str_take(d->address, 120)
	                                          : STRATA_STR("what is downloaded")));
}

const struct image_rule image_rule_LAY009 = {
	.id = "LAY009",
	.title = "a download is not verified",
	.why = "another file at that address, today or tomorrow, is in the image without notice",
	.remedy = "echo \"SUM  FILE\" | sha256sum -c -, gpg --verify, or ADD --checksum=sha256:..",
	.severity = STRATA_SEVERITY_MEDIUM,
	.command = check,
};
