/*
 * python.c - what the formats of the Python family share; see python.h.
 *
 * Names: PEP 503. Wheels' file names: PEP 427. Sources: PEP 440 "direct references"
 * and pip's documentation, "VCS support", 2026-11.
 */
#include "python/python.h"

/* Versions of one package that an edge is compared with: forks have two or three. */
enum { MOST_VERSIONS = 16 };

static bool is_name_byte(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* Ends with a letter, digit or '_', as the reference implementation has it. */
struct strata_str python_name(struct strata_str text)
{
	size_t len = 0;

	if (!text.len || !is_name_byte(text.ptr[0]) || text.ptr[0] == '-' || text.ptr[0] == '_' ||
	    text.ptr[0] == '.')
		return strata_str_take(text, 0);
	while (len < text.len && is_name_byte(text.ptr[len]))
		len++;
	while (text.ptr[len - 1] == '-' || text.ptr[len - 1] == '.')
		len--;
	return strata_str_take(text, len);
}

static bool pin_of(struct strata_str *version, struct strata_str clause)
{
	bool literal = strata_str_starts(clause, STRATA_STR("==="));

	if (!literal && !strata_str_starts(clause, STRATA_STR("==")))
		return false;
	*version = strata_str_trim(strata_str_skip(clause, literal ? 3 : 2));
	return strata_version_pep440.valid(*version) || (literal && version->len);
}

bool python_pin(struct strata_str *version, struct strata_str specifier)
{
	struct strata_str clause, rest = specifier;

	while (rest.ptr) {
		strata_str_cut(&clause, &rest, rest, ',');
		if (pin_of(version, strata_str_trim(clause)))
			return true;
	}
	return false;
}

static bool same_name(struct strata_facts *out, struct strata_str a, struct strata_str b)
{
	return strata_str_eq(strata_name_pep503(out->arena, a), strata_name_pep503(out->arena, b));
}

/* The extras between brackets, as features that are asked for. */
static void ask_extras(struct strata_facts *out, struct strata_package *p, struct strata_str extras)
{
	struct strata_str extra;

	while (extras.ptr) {
		strata_str_cut(&extra, &extras, extras, ',');
		extra = strata_str_trim(extra);
		if (extra.len)
			*strata_vec_push(out->arena, &p->features) =
				strata_name_pep503(out->arena, extra);
	}
}

struct strata_package *python_add(struct strata_facts *out, const struct python_requirement *r,
				  enum strata_scope scope, unsigned line)
{
	struct strata_package *p = strata_facts_add(out, r->name, STRATA_NONE, line);
	struct strata_str name, version;

	p->scope = scope;
	p->direct = STRATA_YES;
	p->conditional = r->marker.len > 0;
	p->condition = r->marker.len ? r->marker : STRATA_NONE;
	ask_extras(out, p, r->extras);
	if (r->url.ptr) {
		python_set_url(p, r->url);
		if (python_archive(&name, &version, r->url) && same_name(out, name, r->name))
			p->version = version;
		return p;
	}
	p->requirement = r->specifier.ptr ? r->specifier : STRATA_STR("");
	if (python_pin(&version, p->requirement))
		p->version = version;
	return p;
}

struct strata_package *python_add_text(struct strata_facts *out, struct strata_str text,
				       enum strata_scope scope, unsigned line)
{
	struct python_requirement r;

	if (python_requirement(&r, text, out->arena))
		return python_add(out, &r, scope, line);
	strata_facts_note(out, line, "'%.*s' is no requirement",
			  STRATA_ARG(strata_str_take(text, 80)));
	return NULL;
}

bool python_is_commit(struct strata_str s)
{
	if (s.len != 40 && s.len != 64)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return true;
}

static bool is_vcs(struct strata_str url)
{
	static const char *const schemes[] = { "git+", "hg+", "svn+", "bzr+" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strata_str_starts(url, strata_str_of(schemes[i])))
			return true;
	return false;
}

/* The revision behind the last '@' of the path: that of "user@host" is no revision. */
static struct strata_str revision(struct strata_str url)
{
	struct strata_str path, fragment;
	size_t at;

	strata_str_cut(&path, &fragment, url, '#');
	at = strata_str_rchr(path, '@');
	return at == STRATA_NPOS ? STRATA_NONE : strata_str_skip(path, at + 1);
}

/* The path in the tree that a text stands for: no scheme but file:, and not absolute. */
static bool is_folder(struct strata_str url)
{
	bool file = strata_str_starts(url, STRATA_STR("file:"));

	if (is_vcs(url) || (!file && strata_str_find(url, STRATA_STR("://")) != STRATA_NPOS))
		return false;
	return !python_is_archive(url);
}

void python_set_url(struct strata_package *p, struct strata_str url)
{
	struct strata_str commit = is_vcs(url) ? revision(url) : STRATA_NONE;

	p->source = url;
	p->local = is_folder(url);
	if (python_is_commit(commit))
		p->commit = commit;
}

/* The path of an address: without what follows '#' and '?'. */
static struct strata_str path_of(struct strata_str url)
{
	struct strata_str rest;

	strata_str_cut(&url, &rest, url, '#');
	strata_str_cut(&url, &rest, url, '?');
	return url;
}

/* The file name without the ending of an archive; absent when it has none. */
static struct strata_str archive_stem(struct strata_str path)
{
	static const char *const endings[] = { ".whl", ".tar.gz",  ".zip",     ".tgz", ".tar",
					       ".egg", ".tar.bz2", ".tar.xz", ".tbz" };
	struct strata_str base = strata_path_base(path_of(path));

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		struct strata_str ending = strata_str_of(endings[i]);

		if (base.len > ending.len && strata_str_ends(base, ending))
			return strata_str_take(base, base.len - ending.len);
	}
	return STRATA_NONE;
}

bool python_is_archive(struct strata_str path)
{
	return archive_stem(path).ptr != NULL;
}

/* A wheel is name-version-tags, its parts without '-'; a source archive is name-version. */
bool python_archive(struct strata_str *name, struct strata_str *version, struct strata_str path)
{
	struct strata_str stem = archive_stem(path), rest;
	bool wheel = strata_str_ends(path_of(path), STRATA_STR(".whl"));
	size_t dash;

	if (wheel) {
		strata_str_cut(name, &rest, stem, '-');
		strata_str_cut(version, &rest, rest, '-');
		return rest.len && strata_version_pep440.valid(*version);
	}
	dash = strata_str_rchr(stem, '-');
	if (!stem.ptr || dash == STRATA_NPOS)
		return false;
	*name = strata_str_take(stem, dash);
	*version = strata_str_skip(stem, dash + 1);
	return name->len && strata_is_digit(version->len ? version->ptr[0] : ' ') &&
	       strata_version_pep440.valid(*version);
}

struct strata_str python_egg(struct strata_str url)
{
	struct strata_str head, part, rest;

	strata_str_cut(&head, &rest, url, '#');
	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '&');
		if (strata_str_starts(part, STRATA_STR("egg=")))
			return python_name(strata_str_skip(part, 4));
	}
	return STRATA_STR("");
}

void python_add_hash(struct strata_facts *out, struct strata_package *p, struct strata_str hash)
{
	if (strata_str_chr(hash, ':') != STRATA_NPOS)
		*strata_vec_push(out->arena, &p->checksums) = hash;
}

void python_add_hashes(struct strata_facts *out, struct strata_package *p, const struct node *files)
{
	if (files && files->type == NODE_MAP) {
		python_add_hash(out, p, node_text(files, "hash"));
		return;
	}
	for (const struct node *n = node_first(files); n; n = n->next)
		python_add_hash(out, p, n->type == NODE_MAP ? node_text(n, "hash") : n->text);
}

void python_index(struct python_index *out, struct strata_facts *facts)
{
	size_t count = facts->packages.count;

	*out = (struct python_index){ .facts = facts, .first = STRATA_MAP_INIT(facts->arena) };
	out->next = strata_arena_alloc(facts->arena, (count + 1) * sizeof(*out->next));
	for (size_t i = count; i-- > 0;) {
		size_t *first = strata_map_at(
			&out->first,
			strata_name_pep503(facts->arena, facts->packages.items[i].name), NULL);

		out->next[i] = (unsigned)*first;
		*first = i + 1;
	}
}

unsigned python_find(const struct python_index *index, struct strata_str name)
{
	size_t first;

	name = strata_name_pep503(index->facts->arena, name);
	return strata_map_get(&first, &index->first, name) ? (unsigned)first : 0;
}

static bool admitted(const struct python_index *index, const struct strata_strs *specifiers,
		     struct strata_str version)
{
	const struct strata_version_scheme *scheme = &strata_version_pep440;

	for (size_t i = 0; i < specifiers->count; i++) {
		struct strata_intervals in = { 0 };

		if (scheme->intervals(&in, specifiers->items[i], index->facts->arena, NULL) == 0 &&
		    strata_intervals_contain(&in, scheme, version))
			return true;
	}
	return false;
}

size_t python_edges(const struct python_index *index, int from, struct strata_str name,
		    const struct strata_strs *specifiers, enum strata_scope scope)
{
	unsigned first = python_find(index, name);
	size_t count = 0, fitting = 0;

	for (unsigned i = first; i && count < MOST_VERSIONS; i = index->next[i - 1], count++)
		;
	for (unsigned i = count > 1 ? first : 0, n = 0; i && n < count;
	     i = index->next[i - 1], n++) {
		if (!admitted(index, specifiers, index->facts->packages.items[i - 1].version))
			continue;
		strata_facts_edge(index->facts, from, i - 1, scope);
		fitting++;
	}
	for (unsigned i = fitting ? 0 : first, n = 0; i && n < count; i = index->next[i - 1], n++)
		strata_facts_edge(index->facts, from, i - 1, scope);
	if (count == MOST_VERSIONS)
		strata_facts_note(index->facts, index->facts->packages.items[first - 1].line,
				  "'%.*s' has %d versions or more: edges lead to the first of them",
				  STRATA_ARG(name), MOST_VERSIONS);
	return count;
}

size_t python_edge_text(const struct python_index *index, int from, struct strata_str text,
			enum strata_scope scope)
{
	struct strata_arena *arena = index->facts->arena;
	struct python_requirement r;
	struct strata_strs specifiers = { .items = &r.specifier };

	if (!python_requirement(&r, text, arena))
		r = (struct python_requirement){ .name = python_name(text) };
	specifiers.count = r.specifier.ptr ? 1 : 0;
	return r.name.len ? python_edges(index, from, r.name, &specifiers, scope) : 0;
}
