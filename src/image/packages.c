/* packages.c - see packages.h. */
#include "image/packages.h"

#include "image/script.h"

static const struct {
	const char *names, *install, *refresh, *upgrade, *remove, *valued;
} managers[] = {
	[IMAGE_NO_MANAGER] = { "", "", "", "", "", "" },
#define MANAGER(id, names, install, refresh, upgrade, remove, valued)                              \
	[IMAGE_##id] = { names, install, refresh, upgrade, remove, valued },
#include "image/managers.def"
#undef MANAGER
};

static bool is_option(struct strata_str word)
{
	return word.len > 1 && word.ptr[0] == '-';
}

/* "pip3.11" is pip. */
static enum image_manager manager_named(struct strata_str name)
{
	if (strata_str_starts(name, STRATA_STR("pip")) && name.len > 3 &&
	    (strata_is_digit(name.ptr[3]) || name.ptr[3] == '-'))
		return IMAGE_PIP;
	for (size_t i = 1; i < sizeof(managers) / sizeof(*managers); i++)
		if (strata_lists(managers[i].names, name))
			return (enum image_manager)i;
	return IMAGE_NO_MANAGER;
}

/* The manager, and the index of the first word behind its name; "python -m pip", "uv pip". */
static enum image_manager find_manager(const struct image_command *c, size_t *at)
{
	const struct shell_words *w = &c->words;

	*at = 1;
	if (strata_str_starts(c->name, STRATA_STR("python")) && w->count > 2) {
		for (size_t i = 1; i + 1 < w->count && is_option(w->items[i].text); i++)
			if (strata_str_eq(w->items[i].text, STRATA_STR("-m"))) {
				*at = i + 2;
				return manager_named(w->items[i + 1].text) == IMAGE_PIP
				               ? IMAGE_PIP
				               : IMAGE_NO_MANAGER;
			}
		return IMAGE_NO_MANAGER;
	}
	if (strata_str_eq(c->name, STRATA_STR("uv")) && w->count > 2 &&
	    strata_str_eq(w->items[1].text, STRATA_STR("pip"))) {
		*at = 2;
		return IMAGE_PIP;
	}
	return c->name.len ? manager_named(c->name) : IMAGE_NO_MANAGER;
}

static enum image_action action_of(enum image_manager m, struct strata_str word)
{
	if (strata_lists(managers[m].install, word))
		return IMAGE_INSTALL;
	if (strata_lists(managers[m].refresh, word))
		return IMAGE_REFRESH;
	if (strata_lists(managers[m].upgrade, word))
		return IMAGE_UPGRADE;
	return strata_lists(managers[m].remove, word) ? IMAGE_REMOVE : IMAGE_OTHER;
}

/* "-Syu pkg": what it does is an option. */
static enum image_action action_of_pacman(struct strata_str option)
{
	if (!strata_str_starts(option, STRATA_STR("-S")) &&
	    !strata_str_eq(option, STRATA_STR("--sync")))
		return strata_str_starts(option, STRATA_STR("-R")) ? IMAGE_REMOVE : IMAGE_OTHER;
	return IMAGE_INSTALL;
}

static bool names_file(enum image_manager m, struct strata_str option)
{
	if (m == IMAGE_PIP)
		return strata_lists("-r --requirement -e --editable", option) ||
		       strata_str_starts(option, STRATA_STR("--requirement=")) ||
		       (option.len > 2 && strata_str_starts(option, STRATA_STR("-r"))) ||
		       strata_str_starts(option, STRATA_STR("--editable="));
	if (m == IMAGE_CARGO)
		return strata_lists("--path --git", option);
	return m == IMAGE_CONDA && strata_lists("-f --file", option);
}

/* An option of an action: its value is passed over. */
static size_t take_option(struct image_packages *out, const struct shell_words *words, size_t at,
                          struct strata_arena *arena)
{
	struct strata_str text = words->items[at].text;

	*strata_vec_push(arena, &out->options) = words->items[at];
	out->from_file = out->from_file || names_file(out->manager, text);
	if (out->manager == IMAGE_PACMAN && out->action == IMAGE_OTHER)
		out->action = action_of_pacman(text);
	return at + (strata_str_chr(text, '=') == STRATA_NPOS &&
	             strata_lists(managers[out->manager].valued, text));
}

static void take_operand(struct image_packages *out, const struct shell_word *word,
                         struct strata_arena *arena)
{
	if (out->action == IMAGE_OTHER && out->manager != IMAGE_PACMAN) {
		out->action = action_of(out->manager, word->text);
		/* The first word that is no option is what the manager does. */
		if (out->action == IMAGE_OTHER && out->manager != IMAGE_YARN)
			out->action = (enum image_action) - 1;
		return;
	}
	if (out->manager == IMAGE_PIP && strata_str_eq(word->text, STRATA_STR(".")))
		out->from_file = true;
	*strata_vec_push(arena, &out->packages) = *word;
}

void image_packages_read(struct image_packages *out, const struct image_command *command,
                         struct strata_arena *arena)
{
	const struct shell_words *words = &command->words;
	bool options = true;
	size_t at;

	*out = (struct image_packages){ .manager = find_manager(command, &at) };
	if (!out->manager)
		return;
	for (; at < words->count; at++) {
		struct strata_str text = words->items[at].text;

		if (options && strata_str_eq(text, STRATA_STR("--")))
			options = false;
		else if (options && is_option(text))
			at = take_option(out, words, at, arena);
		else if (text.len)
			take_operand(out, &words->items[at], arena);
	}
	if (out->action == (enum image_action) - 1)
		out->action = IMAGE_OTHER;
}

bool image_packages_has(const struct image_packages *p, const char *options)
{
	for (size_t i = 0; i < p->options.count; i++) {
		struct strata_str name, value;

		strata_str_cut(&name, &value, p->options.items[i].text, '=');
		if (strata_lists(options, name) || strata_lists(options, p->options.items[i].text))
			return true;
	}
	return false;
}

static bool contains_any(struct strata_str s, const char *signs)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr(signs, s.ptr[i]) && s.ptr[i])
			return true;
	return false;
}

/* "name-1.2-3.el9": behind a dash a digit. */
static bool has_dashed_version(struct strata_str s)
{
	for (size_t i = 1; i + 1 < s.len; i++)
		if (s.ptr[i] == '-' && (strata_is_digit(s.ptr[i + 1]) || s.ptr[i + 1] == '$'))
			return true;
	return false;
}

static bool is_npm_pinned(struct strata_str s)
{
	struct strata_str name = s.len && s.ptr[0] == '@' ? strata_str_skip(s, 1) : s;

	if (strata_str_starts(s, STRATA_STR("git")) &&
	    strata_str_find(s, STRATA_STR("://")) != STRATA_NPOS)
		return strata_str_chr(s, '#') != STRATA_NPOS;
	return strata_str_chr(name, '@') != STRATA_NPOS ||
	       contains_any(strata_str_take(s, 1), "./~") ||
	       strata_str_ends(s, STRATA_STR(".tgz")) ||
	       strata_str_ends(s, STRATA_STR(".tar.gz")) || strata_str_ends(s, STRATA_STR(".tar"));
}

static bool is_pip_pinned(struct strata_str s)
{
	bool vcs = strata_str_starts(s, STRATA_STR("git")) ||
	           strata_str_starts(s, STRATA_STR("hg+")) ||
	           strata_str_starts(s, STRATA_STR("svn")) ||
	           strata_str_starts(s, STRATA_STR("bzr+"));

	if (vcs && strata_str_chr(s, '+') != STRATA_NPOS)
		return strata_str_chr(s, '@') != STRATA_NPOS;
	return contains_any(s, "=<>!~/") || strata_str_ends(s, STRATA_STR(".whl")) ||
	       strata_str_ends(s, STRATA_STR(".tar.gz"));
}

static bool is_go_pinned(struct strata_str s)
{
	return contains_any(strata_str_take(s, 1), "./") ||
	       (strata_str_chr(s, '@') != STRATA_NPOS &&
	        !strata_str_ends(s, STRATA_STR("@latest")) &&
	        !strata_str_ends(s, STRATA_STR("@none")));
}

bool image_package_is_pinned(enum image_manager manager, struct strata_str s)
{
	switch (manager) {
	case IMAGE_APT: return contains_any(s, "=/") || strata_str_ends(s, STRATA_STR(".deb"));
	case IMAGE_APK: return contains_any(s, "=~<>") || strata_str_ends(s, STRATA_STR(".apk"));
	case IMAGE_YUM:
	case IMAGE_DNF: return has_dashed_version(s) || strata_str_ends(s, STRATA_STR(".rpm"));
	case IMAGE_ZYPPER: return contains_any(s, "=<>") || strata_str_ends(s, STRATA_STR(".rpm"));
	case IMAGE_PIP: return is_pip_pinned(s);
	case IMAGE_NPM:
	case IMAGE_YARN:
	case IMAGE_PNPM: return is_npm_pinned(s);
	case IMAGE_GEM:
		return strata_str_chr(s, ':') != STRATA_NPOS ||
		       strata_str_ends(s, STRATA_STR(".gem"));
	case IMAGE_GO: return is_go_pinned(s);
	case IMAGE_CARGO: return strata_str_chr(s, '@') != STRATA_NPOS;
	case IMAGE_CONDA: return contains_any(s, "=<>");
	default: return true; /* a rolling distribution has one version only */
	}
}

struct strata_str image_package_name(enum image_manager manager, struct strata_str s)
{
	size_t start = s.len && s.ptr[0] == '@' ? 1 : 0, n = start;
	const char *signs = manager == IMAGE_APT      ? "=/:"
	                    : manager == IMAGE_PIP    ? "=<>!~[;@ "
	                    : manager == IMAGE_GEM    ? ":"
	                    : manager == IMAGE_APK    ? "=<>~@"
	                    : manager == IMAGE_ZYPPER ? "=<>"
	                                              : "@=";

	while (n < s.len && !strchr(signs, s.ptr[n]))
		n++;
	if (manager == IMAGE_YUM || manager == IMAGE_DNF)
		for (n = 1; n + 1 < s.len && !(s.ptr[n] == '-' && strata_is_digit(s.ptr[n + 1]));)
			n++;
	if ((manager == IMAGE_YUM || manager == IMAGE_DNF) && n + 1 >= s.len)
		n = s.len;
	return strata_str_take(s, n);
}

const char *image_manager_name(enum image_manager manager)
{
	static const char *const names[] = {
		[IMAGE_NO_MANAGER] = "",   [IMAGE_APT] = "apt-get", [IMAGE_APK] = "apk",
		[IMAGE_YUM] = "yum",       [IMAGE_DNF] = "dnf",     [IMAGE_ZYPPER] = "zypper",
		[IMAGE_PACMAN] = "pacman", [IMAGE_PIP] = "pip",     [IMAGE_NPM] = "npm",
		[IMAGE_YARN] = "yarn",     [IMAGE_PNPM] = "pnpm",   [IMAGE_GEM] = "gem",
		[IMAGE_GO] = "go",         [IMAGE_CARGO] = "cargo", [IMAGE_CONDA] = "conda",
	};

	return names[manager];
}
