/*
 * distribution.c - see distribution.h.
 *
 * Releases as in OSV's list of ecosystems (ossf/osv-schema, docs/schema.md, 2026-11).
 */
#include "image/distribution.h"

/* How OSV writes a release. */
enum form {
	FORM_NONE,       /* it rolls: there is one only */
	FORM_MAJOR,      /* 12 of 12.5 */
	FORM_ALPINE,     /* v3.20 of 3.20.1 */
	FORM_UBUNTU,     /* 22.04:LTS */
	FORM_ENTERPRISE, /* enterprise_linux:9 of 9.4 */
	FORM_PHOTON,     /* 5.0 */
};

static const struct {
	const char *system; /* as data/image/families.txt has it */
	const struct strata_ecosystem *ecosystem;
	const char *space;
	enum form form;
} rows[] = {
	{ "debian", &strata_ecosystem_debian, "debian", FORM_MAJOR },
	{ "ubuntu", &strata_ecosystem_ubuntu, "ubuntu", FORM_UBUNTU },
	{ "alpine", &strata_ecosystem_alpine, "alpine", FORM_ALPINE },
	{ "wolfi", &strata_ecosystem_wolfi, "wolfi", FORM_NONE },
	{ "almalinux", &strata_ecosystem_almalinux, "almalinux", FORM_MAJOR },
	{ "rocky", &strata_ecosystem_rocky, "rocky", FORM_MAJOR },
	{ "redhat", &strata_ecosystem_redhat, "redhat", FORM_ENTERPRISE },
	{ "photon", &strata_ecosystem_photon, "photon", FORM_PHOTON },
	{ "mageia", &strata_ecosystem_mageia, "mageia", FORM_MAJOR },
	{ "fedora", &strata_ecosystem_generic, "fedora", FORM_MAJOR },
	{ "centos", &strata_ecosystem_generic, "centos", FORM_MAJOR },
	{ "oracle", &strata_ecosystem_generic, "oracle", FORM_MAJOR },
	{ "amazon", &strata_ecosystem_generic, "amazon", FORM_MAJOR },
	{ "arch", &strata_ecosystem_generic, "arch", FORM_NONE },
};

static const char *type_of(enum image_manager manager)
{
	switch (manager) {
	case IMAGE_APT: return "deb";
	case IMAGE_APK: return "apk";
	case IMAGE_YUM:
	case IMAGE_DNF:
	case IMAGE_ZYPPER: return "rpm";
	case IMAGE_PACMAN: return "alpm";
	default: return NULL;
	}
}

/* The first parts of a version; less when it has less. */
static struct strata_str parts(struct strata_str version, unsigned count)
{
	for (size_t i = 0; i < version.len; i++)
		if (version.ptr[i] == '.' && --count == 0)
			return strata_str_take(version, i);
	return version;
}

/* Every second year's April. */
static bool is_long_term(struct strata_str version)
{
	return version.len == 5 && strata_str_ends(version, STRATA_STR(".04")) &&
	       (version.ptr[1] - '0') % 2 == 0;
}

static void set_release(struct image_distribution *out, enum form form, struct strata_str version,
			struct strata_arena *arena)
{
	if (!version.len || !strata_is_digit(version.ptr[0]))
		return;
	version = parts(version, form == FORM_MAJOR || form == FORM_ENTERPRISE ? 1 : 2);
	out->distro = STRATA_CONCAT(arena, out->space, STRATA_STR("-"), version);
	switch (form) {
	case FORM_NONE: out->distro = STRATA_NONE; break;
	case FORM_MAJOR:
	case FORM_PHOTON: out->release = version; break;
	case FORM_ALPINE: out->release = STRATA_CONCAT(arena, STRATA_STR("v"), version); break;
	case FORM_ENTERPRISE:
		out->release = STRATA_CONCAT(arena, STRATA_STR("enterprise_linux:"), version);
		break;
	case FORM_UBUNTU:
		out->release = is_long_term(version) ?
				       STRATA_CONCAT(arena, version, STRATA_STR(":LTS")) :
				       version;
		break;
	}
}

/* A row of another kind of package: apt is there, but who knows from where. */
static bool has_type(const struct strata_ecosystem *ecosystem, struct strata_str type)
{
	return ecosystem == &strata_ecosystem_generic ||
	       strata_str_eq(strata_str_of(ecosystem->purl_type), type);
}

bool image_distribution_of(struct image_distribution *out, enum image_manager manager,
			   const struct image_contents *contents, struct strata_arena *arena)
{
	*out = (struct image_distribution){ .ecosystem = &strata_ecosystem_generic,
					    .type = strata_str_of(type_of(manager)) };
	if (!out->type.ptr)
		return false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!strata_str_eq(contents->system, strata_str_of(rows[i].system)) ||
		    !has_type(rows[i].ecosystem, out->type))
			continue;
		out->ecosystem = rows[i].ecosystem;
		out->space = strata_str_of(rows[i].space);
		set_release(out, rows[i].form, contents->system_version, arena);
	}
	return true;
}
