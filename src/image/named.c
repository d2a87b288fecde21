/*
 * named.c - see named.h.
 *
 * Specified by the managers' own pages: apt-get(8), apk-add(8), dnf(8), zypper(8), PEP 508,
 * "npm install", "gem install", "go install", "cargo install", conda's "package match
 * specifications", 2026-11.
 */
#include "image/named.h"

/* How a manager parts a name from what it says of the version. */
struct style {
	const char *signs;       /* one of them ends the name */
	const char *exact;       /* what stands before one version; longer ones first, by blanks */
	const char *without;     /* words in place of a version that say nothing of it */
	const struct strata_ecosystem *ecosystem;
};

static const struct style styles[] = {
	[IMAGE_APT] = { "=/", "=", "", NULL },
	[IMAGE_APK] = { "=<>~@", "=", "", NULL },
	[IMAGE_ZYPPER] = { "=<>", "=", "", NULL },
	[IMAGE_PACMAN] = { "=<>", "=", "", NULL },
	[IMAGE_PIP] = { "=<>!~[;@ ", "=== ==", "", &strata_ecosystem_pypi },
	[IMAGE_NPM] = { "@", "@", "latest next *", &strata_ecosystem_npm },
	[IMAGE_YARN] = { "@", "@", "latest next *", &strata_ecosystem_npm },
	[IMAGE_PNPM] = { "@", "@", "latest next *", &strata_ecosystem_npm },
	[IMAGE_GEM] = { ":", ":", "", &strata_ecosystem_rubygems },
	[IMAGE_GO] = { "@", "@", "latest upgrade patch", &strata_ecosystem_go },
	[IMAGE_CARGO] = { "@", "@", "", &strata_ecosystem_cargo },
	[IMAGE_CONDA] = { "=<>! [", "== =", "", &strata_ecosystem_conda },
};

enum { STYLES = sizeof(styles) / sizeof(*styles) };

const struct strata_ecosystem *image_manager_ecosystem(enum image_manager manager)
{
	return (size_t)manager < STYLES ? styles[manager].ecosystem : NULL;
}

/* A file, an address, a group ("@development-tools"), or what only the shell knows. */
static bool names_none(enum image_manager manager, struct strata_str text)
{
	static const char *const files[] = { ".deb", ".apk", ".rpm", ".whl", ".tar.gz", ".tgz",
					     ".tar", ".zip", ".gem", ".txt", ".conda" };

	if (!text.len || strata_str_chr(STRATA_STR("./~$`(+-{*"), text.ptr[0]) != STRATA_NPOS ||
	    strata_str_find(text, STRATA_STR("://")) != STRATA_NPOS)
		return true;
	if (text.ptr[0] == '@' && (manager == IMAGE_YUM || manager == IMAGE_DNF))
		return true;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strata_str_ends(text, strata_str_of(files[i])))
			return true;
	return false;
}

/* Behind the sign that means one version; absent where it is another. */
static struct strata_str exact_of(const struct style *style, struct strata_str rest)
{
	struct strata_str sign, signs = strata_str_of(style->exact);

	while (signs.ptr) {
		strata_str_cut(&sign, &signs, signs, ' ');
		if (strata_str_starts(rest, sign))
			return strata_str_skip(rest, sign.len);
	}
	return STRATA_NONE;
}

static bool is_one_version(enum image_manager manager, struct strata_str version)
{
	const struct strata_ecosystem *ecosystem = image_manager_ecosystem(manager);

	if (!version.len || strata_str_chr(version, '*') != STRATA_NPOS ||
	    strata_str_chr(version, '$') != STRATA_NPOS ||
	    strata_str_chr(version, ',') != STRATA_NPOS)
		return false;
	if (manager == IMAGE_APK && strata_str_chr(STRATA_STR("~<>"), version.ptr[0]) != STRATA_NPOS)
		return false;
	if (manager == IMAGE_GEM || manager == IMAGE_CARGO)
		return strata_is_digit(version.ptr[0]) && ecosystem->versions->valid(version);
	return !ecosystem || ecosystem->versions->valid(version);
}

static bool says_nothing(const struct style *style, struct strata_str version)
{
	return !version.len || strata_lists(style->without, version) ||
	       strata_str_chr(version, '$') != STRATA_NPOS;
}

static void set_version(struct image_named *out, enum image_manager manager,
			const struct style *style, struct strata_str rest)
{
	struct strata_str exact = exact_of(style, rest);

	if (is_one_version(manager, exact)) {
		out->version = exact;
		return;
	}
	/* Where one sign stands before versions and ranges alike, it is none of the range. */
	out->requirement = exact.ptr && style->exact[1] == '\0' ? exact : rest;
	if (says_nothing(style, out->requirement))
		out->requirement = STRATA_STR("");
}

/* "name-1.2-3.el9.x86_64" of yum and dnf: the version begins behind a dash, with a digit. */
static void read_dashed(struct image_named *out, struct strata_str text)
{
	static const char *const arches[] = { ".x86_64", ".noarch", ".aarch64", ".i686", ".ppc64le",
					      ".s390x" };

	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (strata_str_ends(text, strata_str_of(arches[i])))
			text.len -= strlen(arches[i]);
	out->name = text;
	out->requirement = STRATA_STR("");
	for (size_t i = 1; i + 1 < text.len; i++) {
		if (text.ptr[i] != '-' || !strata_is_digit(text.ptr[i + 1]))
			continue;
		out->name = strata_str_take(text, i);
		if (is_one_version(IMAGE_YUM, strata_str_skip(text, i + 1)))
			out->version = strata_str_skip(text, i + 1);
		return;
	}
}

/*
 * The module of a package's path, which alone go install takes: three parts on the forges, and
 * the "/v2" behind; elsewhere all up to "/cmd/".
 */
static struct strata_str module_of(struct strata_str path)
{
	static const char forges[] = "github.com gitlab.com bitbucket.org golang.org";
	size_t cmd = strata_str_find(path, STRATA_STR("/cmd/")), end = 0;
	struct strata_str host;
	unsigned parts = 0;

	strata_str_cut(&host, &(struct strata_str){ 0 }, path, '/');
	if (!strata_lists(forges, host))
		return cmd == STRATA_NPOS ? path : strata_str_take(path, cmd);
	for (; end < path.len; end++)
		if (path.ptr[end] == '/' && ++parts == 3)
			break;
	if (end + 2 < path.len && path.ptr[end + 1] == 'v' && strata_is_digit(path.ptr[end + 2]))
		for (end++; end < path.len && path.ptr[end] != '/';)
			end++;
	return strata_str_take(path, end);
}

/* Without what is no name: the architecture of "libc6:arm64", the extras of "celery[redis]". */
static struct strata_str bare_name(enum image_manager manager, struct strata_str name)
{
	struct strata_str bare = name;

	if (manager == IMAGE_APT)
		strata_str_cut(&bare, &(struct strata_str){ 0 }, name, ':');
	if (manager == IMAGE_CONDA && strata_str_find(name, STRATA_STR("::")) != STRATA_NPOS)
		bare = strata_str_skip(name, strata_str_find(name, STRATA_STR("::")) + 2);
	return manager == IMAGE_GO ? module_of(name) : bare;
}

/* What follows on a name: the extras of pip, a build of conda and a tag of apk are passed over. */
static struct strata_str version_part(enum image_manager manager, struct strata_str rest)
{
	size_t end;

	if (manager == IMAGE_PIP && rest.len && rest.ptr[0] == '[') {
		end = strata_str_chr(rest, ']');
		rest = strata_str_skip(rest, end == STRATA_NPOS ? rest.len : end + 1);
	}
	if (manager == IMAGE_PIP)
		strata_str_cut(&rest, &(struct strata_str){ 0 }, rest, ';');
	if (manager == IMAGE_APT && rest.len && rest.ptr[0] == '/')
		return STRATA_STR("");
	if (manager == IMAGE_APK)
		strata_str_cut(&rest, &(struct strata_str){ 0 }, rest, '@');
	return strata_str_trim(rest);
}

/* An address behind the name: "x @ https://..", "x@file:..", "x@npm:y@1". */
static bool is_address(enum image_manager manager, struct strata_str rest)
{
	if (manager == IMAGE_PIP)
		return rest.len && rest.ptr[0] == '@';
	return image_manager_ecosystem(manager) == &strata_ecosystem_npm &&
	       strata_str_chr(rest, ':') != STRATA_NPOS;
}

bool image_named_read(struct image_named *out, enum image_manager manager, struct strata_str text,
		      struct strata_str given)
{
	const struct style *style = &styles[manager];
	struct strata_str rest;
	size_t n = text.len && text.ptr[0] == '@' ? 1 : 0; /* npm's scope */

	*out = (struct image_named){ .requirement = STRATA_NONE };
	if (names_none(manager, text))
		return false;
	if (manager == IMAGE_YUM || manager == IMAGE_DNF) {
		read_dashed(out, text);
		return strata_str_chr(out->name, '$') == STRATA_NPOS;
	}
	while (n < text.len && !(text.ptr[n] && strchr(style->signs, text.ptr[n])))
		n++;
	out->name = bare_name(manager, strata_str_take(text, n));
	rest = version_part(manager, strata_str_skip(text, n));
	if (!out->name.len || is_address(manager, rest) ||
	    strata_str_chr(out->name, '$') != STRATA_NPOS)
		return false;
	if (manager == IMAGE_GO && !rest.len)
		return false; /* the project's own go.mod tells */
	if (given.len && !rest.len && is_one_version(manager, given))
		out->version = given;
	else if (given.len && !rest.len)
		out->requirement = given;
	else
		set_version(out, manager, style, rest);
	return true;
}
