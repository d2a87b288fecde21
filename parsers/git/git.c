/* git.c - repositories at a ref, and archives of them; see git.h. */
#include "git/git.h"

/* The beginning of a commit, as people shorten it: a letter tells it from a number. */
static bool is_short_commit(struct strata_str ref)
{
	bool letter = false;

	for (size_t i = 0; i < ref.len; i++) {
		char c = ref.ptr[i];

		letter = letter || (c >= 'a' && c <= 'f');
		if (!strata_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return letter && ref.len >= 7;
}

bool git_is_release(struct strata_str ref)
{
	size_t first = ref.len && (ref.ptr[0] == 'v' || ref.ptr[0] == 'V');

	if (is_short_commit(ref))
		return false;
	if (ref.len > first && strata_is_digit(ref.ptr[first]))
		return true;
	for (size_t i = 1; i + 1 < ref.len; i++)
		if ((ref.ptr[i] == '.' || ref.ptr[i] == '_') && strata_is_digit(ref.ptr[i - 1]) &&
		    strata_is_digit(ref.ptr[i + 1]))
			return true;
	return false;
}

static void set_ref(struct strata_package *p, struct strata_str ref)
{
	if (strata_is_commit(ref))
		p->commit = ref;
	else if (git_is_release(ref))
		p->version = ref;
	if (!p->version.ptr)
		p->requirement = ref.ptr && !p->commit.ptr ? ref : STRATA_STR("");
}

struct strata_package *git_add(struct strata_facts *out, struct strata_str address,
			       struct strata_str ref, unsigned line)
{
	struct strata_package *p =
		strata_facts_add(out, strata_url_place(out->arena, address), STRATA_NONE, line);

	p->ecosystem = &strata_ecosystem_git;
	p->source = strata_arena_printf(out->arena, "git+%.*s%s%.*s", STRATA_ARG(address),
					ref.len ? "#" : "", STRATA_ARG(ref));
	p->direct = STRATA_YES;
	set_ref(p, ref);
	return p;
}

static struct strata_str without_ending(struct strata_str s)
{
	static const char *const endings[] = { ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz",
					       ".tbz2",	  ".txz",     ".zip",	 ".tar",     ".jar",
					       ".7z",	  NULL };

	for (size_t i = 0; endings[i]; i++)
		if (strata_str_ends(s, strata_str_of(endings[i])))
			return strata_str_take(s, s.len - strata_str_of(endings[i]).len);
	return s;
}

static struct strata_str without_query(struct strata_str address)
{
	struct strata_str plain, rest;

	strata_str_cut(&plain, &rest, address, '?');
	strata_str_cut(&plain, &rest, plain, '#');
	return plain;
}

/* The ref in what follows "/archive/" or "/releases/download/" or "/tarball/". */
static struct strata_str ref_of(struct strata_str rest, bool release)
{
	static const char *const kinds[] = { "refs/tags/", "refs/heads/", NULL };
	struct strata_str ref, file;

	for (size_t i = 0; kinds[i]; i++)
		if (strata_str_starts(rest, strata_str_of(kinds[i])))
			return without_ending(strata_str_skip(rest, strata_str_of(kinds[i]).len));
	/* A tag, and the file's name behind it: of releases, and of GitLab. */
	if (strata_str_cut(&ref, &file, rest, '/') && (release || file.len))
		return ref;
	return without_ending(rest);
}

/* Behind "scheme://host/owner/": a repository may be called "archive". */
static size_t name_at(struct strata_str address)
{
	size_t at = strata_str_find(address, STRATA_STR("://")), slash;

	at = at == STRATA_NPOS ? 0 : at + 3;
	for (int i = 0; i < 2; i++) {
		slash = strata_str_chr(strata_str_skip(address, at), '/');
		if (slash == STRATA_NPOS)
			return address.len;
		at += slash + 1;
	}
	return at;
}

struct strata_package *git_add_download(struct strata_facts *out, struct strata_str address,
					struct strata_str name, unsigned line)
{
	static const char *const parts[] = { "/-/archive/", "/archive/", "/releases/download/",
					     "/tarball/", "/zipball/", NULL };
	struct strata_str plain = without_query(address);
	struct strata_str file = without_ending(strata_path_base(plain));
	struct strata_package *p;
	size_t at, start = name_at(plain), hyphen = file.len;

	for (size_t i = 0; parts[i]; i++) {
		at = strata_str_find(strata_str_skip(plain, start), strata_str_of(parts[i]));
		if (at == STRATA_NPOS)
			continue;
		at += start;
		p = git_add(out, strata_str_take(plain, at),
			    ref_of(strata_str_skip(plain, at + strata_str_of(parts[i]).len), i == 2),
			    line);
		p->source = address;
		return p;
	}
	p = strata_facts_add(out, name, STRATA_NONE, line);
	p->ecosystem = &strata_ecosystem_generic;
	p->source = address;
	p->direct = STRATA_YES;
	while (hyphen > 0 && !(file.ptr[hyphen - 1] == '-' || file.ptr[hyphen - 1] == '_'))
		hyphen--;
	if (git_is_release(strata_str_skip(file, hyphen)) &&
	    (hyphen || strata_str_chr(file, '.') != STRATA_NPOS))
		p->version = strata_str_skip(file, hyphen);
	else
		p->requirement = STRATA_STR("");
	return p;
}
