/*
 * Gemfile.lock and gems.locked: what Bundler resolved, exactly.
 *
 * Indented text, not YAML: sections at the margin, their options at two spaces,
 * specs at four, the requirements of a spec at six. It is read line by line: a
 * damaged tail must not cost the specs before it.
 *
 * "nokogiri (1.15.4-x86_64-linux)" is a version built for a platform; no gem
 * version has a '-'. Builds of one version are one package with the edges and
 * checksums of all. PATH's specs lie in the tree. DEPENDENCIES is what the Gemfile
 * asks for; for which group, only the Gemfile says.
 *
 * Format: Bundler's documentation and its lockfile reader, 2.6; CHECKSUMS since 2.5.
 */
#include "ruby/ruby.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/line.h"

enum section {
	OUTSIDE,
	GEM,
	GIT,
	PATH,
	PLUGIN_SOURCE,
	DEPENDENCIES,
	CHECKSUMS,
	PASSED_OVER,
	UNKNOWN_SECTION,
};

static const struct {
	const char *title;
	enum section section;
} sections[] = {
	{ "GEM", GEM },		     { "GIT", GIT },
	{ "PATH", PATH },	     { "PLUGIN SOURCE", PLUGIN_SOURCE },
	{ "DEPENDENCIES", DEPENDENCIES }, { "CHECKSUMS", CHECKSUMS },
	{ "PLATFORMS", PASSED_OVER }, { "RUBY VERSION", PASSED_OVER },
	{ "BUNDLED WITH", PASSED_OVER },
};

/* "name (version-platform)" or "name (requirement)!" */
struct entry {
	struct strata_str name, inside, rest;
};

/* A line that names another gem, to be looked up when all are known. */
struct wish {
	int from; /* package, or STRATA_ROOT */
	struct strata_str name;
	unsigned line;
};

STRATA_VEC(wishes, struct wish);

struct reader {
	struct strata_facts *out;
	enum section section;
	struct strata_str remote, revision; /* of the section */
	size_t remotes;                     /* of GEM, all sections */
	struct strata_str first_remote;
	int current;                        /* the spec whose requirements follow; -1 without */
	struct wishes wishes;
	struct strata_map by_name;    /* name -> package */
	struct strata_map by_version; /* "name version" -> package */
};

static struct entry split_entry(struct strata_str line)
{
	struct entry e = { .name = strata_str_trim(line) };
	size_t open = strata_str_find(e.name, STRATA_STR(" ("));

	if (open != STRATA_NPOS) {
		strata_str_cut(&e.inside, &e.rest, strata_str_skip(e.name, open + 2), ')');
		e.rest = strata_str_trim(e.rest);
		e.name = strata_str_take(e.name, open);
	} else if (strata_str_chr(e.name, ' ') != STRATA_NPOS) {
		strata_str_cut(&e.name, &e.rest, e.name, ' '); /* a checksum without version */
	}
	if (strata_str_ends(e.name, STRATA_STR("!")))
		e.name.len--;
	return e;
}

static enum section section_of(struct strata_str title)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strata_str_eq(title, strata_str_of(sections[i].title)))
			return sections[i].section;
	return UNKNOWN_SECTION;
}

static void open_section(struct reader *r, struct strata_str line, unsigned number)
{
	r->section = section_of(strata_str_trim(line));
	r->remote = r->revision = STRATA_NONE;
	r->current = -1;
	if (r->section == UNKNOWN_SECTION)
		strata_facts_note(r->out, number, "unknown section '%.*s'", STRATA_ARG(line));
}

static bool has_specs(enum section section)
{
	return section == GEM || section == GIT || section == PATH || section == PLUGIN_SOURCE;
}

/* One remote is the usual one; of several each gem's is told. */
static void count_remote(struct reader *r, struct strata_str remote)
{
	if (r->remotes == 0)
		r->first_remote = remote;
	if (r->remotes == 0 || !strata_str_eq(remote, r->first_remote))
		r->remotes++;
}

static void read_option(struct reader *r, struct strata_str line)
{
	struct strata_str key, value;

	strata_str_cut(&key, &value, strata_str_trim(line), ':');
	value = strata_str_trim(value);
	if (strata_str_eq(key, STRATA_STR("revision")))
		r->revision = value;
	if (!strata_str_eq(key, STRATA_STR("remote")))
		return;
	r->remote = value;
	if (r->section == GEM)
		count_remote(r, value);
}

static void set_source(struct reader *r, struct strata_package *p)
{
	struct strata_arena *arena = r->out->arena;

	switch (r->section) {
	case GIT:
		p->source = strata_arena_printf(arena, "git+%.*s#%.*s", STRATA_ARG(r->remote),
						STRATA_ARG(r->revision));
		p->commit = r->revision;
		break;
	case PATH:
		p->source = r->remote;
		p->local = true;
		break;
	case GEM:
	case PLUGIN_SOURCE: p->source = r->remote; break;
	default: break;
	}
}

static struct strata_str version_key(struct reader *r, struct strata_str name,
				     struct strata_str version)
{
	return strata_arena_join(r->out->arena, name, STRATA_STR(" "), version);
}

static struct strata_str without_platform(struct strata_str inside)
{
	struct strata_str version, platform;

	strata_str_cut(&version, &platform, inside, '-');
	return version;
}

static void refer_to_gemspec(struct reader *r, struct strata_str name, unsigned line)
{
	struct strata_str path = strata_arena_printf(r->out->arena, "%.*s/%.*s.gemspec",
						     STRATA_ARG(r->remote), STRATA_ARG(name));

	strata_facts_refer(r->out, STRATA_REF_MANIFEST, path, line);
}

static void read_spec(struct reader *r, struct strata_str line, unsigned number)
{
	struct entry e = split_entry(line);
	struct strata_str version = without_platform(e.inside);
	size_t *index;
	bool added;

	if (!e.name.len || !version.len) {
		strata_facts_note(r->out, number, "not 'name (version)'");
		r->current = -1;
		return;
	}
	index = strata_map_at(&r->by_version, version_key(r, e.name, version), &added);
	if (added) {
		*index = r->out->packages.count;
		set_source(r, strata_facts_add(r->out, e.name, version, number));
		*strata_map_at(&r->by_name, e.name, NULL) = *index;
		if (r->section == PATH)
			refer_to_gemspec(r, e.name, number);
	}
	r->current = (int)*index;
}

static void add_wish(struct reader *r, int from, struct strata_str line, unsigned number)
{
	*strata_vec_push(r->out->arena, &r->wishes) =
		(struct wish){ from, split_entry(line).name, number };
}

/* "name (version) sha256=HEX,..": one line per build of a version. */
static void read_checksum(struct reader *r, struct strata_str line)
{
	struct entry e = split_entry(line);
	struct strata_str sum, kind, hex, rest = e.rest;
	size_t index;

	if (!strata_map_get(&index, &r->by_version,
			    version_key(r, e.name, without_platform(e.inside))))
		return;
	while (rest.len) {
		strata_str_cut(&sum, &rest, rest, ',');
		if (strata_str_cut(&kind, &hex, sum, '='))
			*strata_vec_push(r->out->arena,
					 &r->out->packages.items[index].checksums) =
				strata_arena_join(r->out->arena, kind, STRATA_STR(":"), hex);
	}
}

/* What git leaves of a merge that was not finished: bundler refuses such a file. */
static bool is_conflict(struct strata_str line)
{
	return strata_str_starts(line, STRATA_STR("<<<<<<<")) ||
	       strata_str_starts(line, STRATA_STR("=======")) ||
	       strata_str_starts(line, STRATA_STR(">>>>>>>")) ||
	       strata_str_starts(line, STRATA_STR("|||||||"));
}

static void read_line(struct reader *r, struct strata_str line, unsigned number)
{
	size_t indent = line_indent(line);

	if (is_conflict(line))
		strata_facts_note(r->out, number, "an unfinished merge: both sides are read");
	else if (indent == 0)
		open_section(r, line, number);
	else if (has_specs(r->section) && indent == 2)
		read_option(r, line);
	else if (has_specs(r->section) && indent == 4)
		read_spec(r, line, number);
	else if (has_specs(r->section) && indent == 6 && r->current >= 0)
		add_wish(r, r->current, line, number);
	else if (r->section == DEPENDENCIES && indent == 2)
		add_wish(r, STRATA_ROOT(0), line, number);
	else if (r->section == CHECKSUMS && indent == 2)
		read_checksum(r, line);
	else if (r->section != PASSED_OVER && r->section != UNKNOWN_SECTION)
		strata_facts_note(r->out, number, "a line outside of any section");
}

/*
 * Bundler itself is never among the specs; a gem for another platform need not
 * be. The specs of a path list what the gem needs to run.
 */
static void add_edges(struct reader *r)
{
	size_t to;

	for (size_t i = 0; i < r->wishes.count; i++) {
		const struct wish *w = &r->wishes.items[i];
		bool local = w->from >= 0 && r->out->packages.items[w->from].local;

		if (strata_map_get(&to, &r->by_name, w->name))
			strata_facts_edge(r->out, w->from, to,
					  local ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN);
	}
}

static void forget_usual_remote(struct reader *r)
{
	if (r->remotes > 1)
		return;
	for (size_t i = 0; i < r->out->packages.count; i++) {
		struct strata_package *p = &r->out->packages.items[i];

		if (!p->local && strata_str_eq(p->source, r->first_remote))
			p->source = STRATA_NONE;
	}
}

/* Gemfile of Gemfile.lock, gems.rb of gems.locked, x.gemfile of x.gemfile.lock. */
static struct strata_str manifest_of(struct strata_arena *arena, struct strata_str path)
{
	struct strata_str base = strata_path_base(path);

	if (strata_str_ends(base, STRATA_STR(".locked")))
		return strata_arena_join(arena, strata_str_take(base, base.len - 6),
					 STRATA_STR("rb"), STRATA_NONE);
	if (strata_str_ends(base, STRATA_STR(".lock")))
		return strata_str_take(base, base.len - 5);
	return STRATA_STR("Gemfile");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(ruby_text(in->bytes));
	struct reader r = {
		.out = out,
		.current = -1,
		.by_name = STRATA_MAP_INIT(out->arena),
		.by_version = STRATA_MAP_INIT(out->arena),
	};

	(void)err;
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){ .dir = STRATA_STR("") };
	while (line_next(&lines))
		if (strata_str_trim(lines.line).len)
			read_line(&r, lines.line, lines.number);
	add_edges(&r);
	forget_usual_remote(&r);
	strata_facts_refer(out, STRATA_REF_MANIFEST, manifest_of(out->arena, in->path), 0);
	return 0;
}

const struct strata_format strata_format_ruby_gemfile_lock = {
	.name = "ruby/gemfile-lock",
	.files = "Gemfile.lock gems.locked Gemfile.*.lock *.gemfile.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_rubygems,
	.parse = parse,
};
