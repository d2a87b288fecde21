/*
 * sbom.c - package URLs, and elements with their relations; see sbom.h.
 *
 * A package URL decides what a package is: its type gives the ecosystem, which has
 * its own way to write a name (OSV's: "group:artifact" for Maven). Without one, or
 * of a type that several ecosystems or none have, a package is listed as "generic"
 * under the document's own name: nothing is looked up under a name that only looks
 * like another's. The URL is kept where name and version would not give it again:
 * qualifiers tell a distribution's release.
 *
 * Format: package-url specification, PURL-SPECIFICATION and PURL-TYPES, 2026-11.
 */
#include "sbom/sbom.h"

#include <string.h>

static int hex_digit(char c)
{
	if (strata_is_digit(c))
		return c - '0';
	c = strata_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct strata_str decode(struct strata_arena *arena, struct strata_str s)
{
	char *to;
	size_t len = 0;

	if (strata_str_chr(s, '%') == STRATA_NPOS)
		return s;
	to = strata_arena_alloc(arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		int high = -1, low = -1;

		if (s.ptr[i] == '%' && i + 2 < s.len) {
			high = hex_digit(s.ptr[i + 1]);
			low = hex_digit(s.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0)
			i += 2;
		to[len++] = high >= 0 && low >= 0 ? (char)(high * 16 + low) : s.ptr[i];
	}
	return (struct strata_str){ to, len };
}

/* Some write the scope of npm as it is: its '@' begins a segment that another follows. */
static void cut_version(struct sbom_purl *out, struct strata_str *rest)
{
	size_t at = strata_str_rchr(*rest, '@');

	if (at == STRATA_NPOS)
		return;
	if ((at == 0 || rest->ptr[at - 1] == '/') &&
	    strata_str_chr(strata_str_skip(*rest, at), '/') != STRATA_NPOS)
		return;
	out->version = strata_str_skip(*rest, at + 1);
	*rest = strata_str_take(*rest, at);
}

bool sbom_purl(struct sbom_purl *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str rest, subpath;
	size_t slash;

	*out = (struct sbom_purl){ 0 };
	text = strata_str_trim(text);
	if (text.len < 4 || !strata_str_eq_nocase(strata_str_take(text, 4), STRATA_STR("pkg:")))
		return false;
	strata_str_cut(&rest, &subpath, strata_str_skip(text, 4), '#');
	strata_str_cut(&rest, &out->qualifiers, rest, '?');
	while (rest.len && rest.ptr[0] == '/')
		rest = strata_str_skip(rest, 1);
	if (!strata_str_cut(&out->type, &rest, rest, '/') || !out->type.len)
		return false;
	cut_version(out, &rest);
	slash = strata_str_rchr(rest, '/');
	if (slash != STRATA_NPOS)
		out->space = decode(arena, strata_str_take(rest, slash));
	out->name = decode(arena, slash == STRATA_NPOS ? rest : strata_str_skip(rest, slash + 1));
	out->version = decode(arena, out->version);
	return out->name.len > 0;
}

struct strata_str sbom_qualifier(const struct sbom_purl *purl, const char *key,
				 struct strata_arena *arena)
{
	struct strata_str one, name, value, rest = purl->qualifiers;

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, '&');
		if (strata_str_cut(&name, &value, one, '=') &&
		    strata_str_eq_nocase(name, strata_str_of(key)))
			return decode(arena, value);
	}
	return STRATA_NONE;
}

/* The packages of distributions and Conan are named without their namespace. */
static bool is_named_alone(struct strata_str type)
{
	static const char *const types[] = { "deb", "rpm", "apk", "alpm", "conan", "conda", NULL };

	for (size_t i = 0; types[i]; i++)
		if (strata_str_eq_nocase(type, strata_str_of(types[i])))
			return true;
	return false;
}

static struct strata_str full_name(const struct sbom_purl *purl, struct strata_arena *arena)
{
	bool maven = strata_str_eq_nocase(purl->type, STRATA_STR("maven"));

	if (!purl->space.len || is_named_alone(purl->type))
		return purl->name;
	return strata_arena_join(arena, purl->space, maven ? STRATA_STR(":") : STRATA_STR("/"),
				 purl->name);
}

/* An rpm's epoch stands apart in a purl, and within the version everywhere else. */
static struct strata_str full_version(const struct sbom_purl *purl, struct strata_arena *arena)
{
	struct strata_str epoch = sbom_qualifier(purl, "epoch", arena);

	if (!epoch.len || strata_str_eq(epoch, STRATA_STR("0")) ||
	    strata_str_chr(purl->version, ':') != STRATA_NPOS)
		return purl->version;
	return strata_arena_join(arena, epoch, STRATA_STR(":"), purl->version);
}

/* "git+https://host.example/a@COMMIT", in vcs_url. */
static void set_source(struct strata_package *p, const struct sbom_purl *purl,
		       struct strata_arena *arena)
{
	struct strata_str vcs = sbom_qualifier(purl, "vcs_url", arena);
	size_t at = strata_str_rchr(vcs, '@');

	p->source = vcs.len ? vcs : sbom_qualifier(purl, "download_url", arena);
	if (at != STRATA_NPOS && strata_is_commit(strata_str_skip(vcs, at + 1)))
		p->commit = strata_str_skip(vcs, at + 1);
	else if (strata_is_commit(p->version))
		p->commit = p->version;
}

static void identify(struct sbom_reader *r, struct strata_package *p, const struct sbom_item *item)
{
	struct strata_arena *arena = r->out->arena;
	struct sbom_purl purl;

	if (!sbom_purl(&purl, item->purl, arena)) {
		strata_facts_note(r->out, item->line, "'%.*s' is no package URL: the package is "
				  "listed by its name alone", STRATA_ARG(item->purl));
		return;
	}
	p->ecosystem = strata_ecosystem_of_purl(purl.type, purl.space);
	if (purl.version.len)
		p->version = full_version(&purl, arena);
	set_source(p, &purl, arena);
	if (p->ecosystem && !is_named_alone(purl.type)) {
		p->name = full_name(&purl, arena);
		return;
	}
	p->purl = strata_str_trim(item->purl);
	if (p->ecosystem)
		p->name = full_name(&purl, arena);
	else if (!p->name.len)
		p->name = purl.name;
}

struct strata_package *sbom_add(struct sbom_reader *r, const struct sbom_item *item)
{
	struct strata_package *p;

	if (!item->name.len && !item->purl.len) {
		strata_facts_note(r->out, item->line, "package without a name or a package URL");
		return NULL;
	}
	p = strata_facts_add(r->out, item->name, item->version.len ? item->version : STRATA_NONE,
			     item->line);
	if (item->ref.len)
		*strata_map_at(&r->packages, item->ref, NULL) = strata_facts_last(r->out);
	if (item->purl.len)
		identify(r, p, item);
	return p;
}

void sbom_root(struct sbom_reader *r, struct strata_str ref, struct strata_str name,
	       struct strata_str version, unsigned line)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);

	root->name = name;
	root->version = version.len ? version : STRATA_NONE;
	root->line = line;
	if (ref.len)
		*strata_map_at(&r->roots, ref, NULL) = r->out->roots.count - 1;
}

void sbom_relate(struct sbom_reader *r, struct strata_str from, struct strata_str to,
		 enum strata_scope scope)
{
	if (from.len && to.len)
		*strata_vec_push(r->out->arena, &r->relations) =
			(struct sbom_relation){ from, to, scope };
}

void sbom_describe(struct sbom_reader *r, struct strata_str ref)
{
	*strata_vec_push(r->out->arena, &r->described) = ref;
}

static bool needs_something(const struct sbom_reader *r, struct strata_str ref)
{
	size_t index;

	for (size_t i = 0; i < r->relations.count; i++)
		if (strata_str_eq(r->relations.items[i].from, ref) &&
		    strata_map_get(&index, &r->packages, r->relations.items[i].to))
			return true;
	return false;
}

/*
 * What the document is about: a single package that needs others is the project;
 * of a list without relations each stands for itself.
 */
static void settle_described(struct sbom_reader *r)
{
	const struct strata_package *p;
	size_t index;

	if (!r->described.count || r->out->roots.count)
		return;
	if (strata_map_get(&index, &r->packages, r->described.items[0]) &&
	    r->described.count == 1 && needs_something(r, r->described.items[0])) {
		p = &r->out->packages.items[index];
		sbom_root(r, r->described.items[0], p->name, p->version, p->line);
		return;
	}
	sbom_root(r, STRATA_NONE, STRATA_NONE, STRATA_NONE, 0);
	for (size_t i = 0; i < r->described.count; i++)
		if (strata_map_get(&index, &r->packages, r->described.items[i]))
			strata_facts_edge(r->out, STRATA_ROOT(0), index, STRATA_SCOPE_UNKNOWN);
}

void sbom_settle(struct sbom_reader *r)
{
	size_t from, to;

	settle_described(r);
	for (size_t i = 0; i < r->relations.count; i++) {
		const struct sbom_relation *one = &r->relations.items[i];

		if (!strata_map_get(&to, &r->packages, one->to))
			continue;
		if (strata_map_get(&from, &r->roots, one->from))
			strata_facts_edge(r->out, STRATA_ROOT(from), to, one->scope);
		else if (strata_map_get(&from, &r->packages, one->from) && from != to)
			strata_facts_edge(r->out, (int)from, to, one->scope);
	}
	strata_vec_give_back(r->out->arena, &r->relations);
	strata_map_release(&r->packages);
}

void sbom_add_licence(struct strata_facts *out, struct strata_package *package,
		      struct strata_str licence)
{
	licence = strata_str_trim(licence);
	if (!licence.len || strata_str_eq_nocase(licence, STRATA_STR("NOASSERTION")) ||
	    strata_str_eq_nocase(licence, STRATA_STR("NONE")))
		return;
	*strata_vec_push(out->arena, &package->licences) = licence;
}

void sbom_add_hash(struct strata_facts *out, struct strata_package *package,
		   struct strata_str algorithm, struct strata_str hex)
{
	char *name = strata_arena_alloc(out->arena, algorithm.len + 2);
	size_t len = 0;

	if (!algorithm.len || !hex.len)
		return;
	for (size_t i = 0; i < algorithm.len; i++)
		if (algorithm.ptr[i] != '-')
			name[len++] = strata_lower(algorithm.ptr[i]);
	name[len++] = ':';
	*strata_vec_push(out->arena, &package->checksums) =
		strata_arena_join(out->arena, (struct strata_str){ name, len }, hex, STRATA_NONE);
}

void sbom_check_version(struct strata_facts *out, const char *format, struct strata_str version,
			const char *known, unsigned line)
{
	struct strata_str one, rest = strata_str_of(known);

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ' ');
		if (strata_str_eq(one, version))
			return;
	}
	strata_facts_note_first(out, line,
				"version '%.*s' of %s is none that is known: read as '%.*s'",
				STRATA_ARG(version), format, STRATA_ARG(one));
}

void sbom_put(struct strata_arena *arena, struct node *map, struct strata_str key,
	      struct strata_str text, unsigned line)
{
	struct node *n = node_append(arena, map, NODE_STRING, line);

	n->key = key;
	n->text = text;
}
