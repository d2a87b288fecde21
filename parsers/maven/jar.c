/*
 * Java archives in the tree: .jar, .war, .ear and their kin, by what their build wrote.
 *
 * Maven, and Gradle's plugins after it, put META-INF/maven/GROUP/ARTIFACT/pom.properties into
 * an archive; one that was made of several has as many. Where there is none, the manifest may
 * tell: Jenkins' plugins have Group-Id and Short-Name, others Implementation-Vendor-Id, to which
 * the file's name gives the artifact. What only has a title or an OSGi name is listed by that,
 * and belongs to no ecosystem: a guess at its group would be matched as if it were known.
 * Classes are not looked at.
 *
 * Archives within (WEB-INF/lib, BOOT-INF/lib) are read likewise, and are what the outer one
 * depends on. How deep they lie, and what is unpacked of all of them, is bounded; nothing but
 * these texts and archives is unpacked at all.
 *
 * Format: "JAR File Specification" of Java 21, Maven Archiver's reference, 2026-11.
 */
#include "strata/buf.h"
#include "strata/format.h"
#include "strata/limits.h"
#include "strata/map.h"
#include "text/archive.h"
#include "text/line.h"

#define ENDINGS "jar war ear hpi jpi sar par nar lpkg"

/* What a manifest's main section says. */
struct manifest {
	struct strata_str group, artifact, version; /* of Jenkins' plugins */
	struct strata_str vendor_id, title, implementation_version;
	struct strata_str bundle, bundle_version, module;
};

STRATA_VEC(owned, unsigned);

/* One archive. */
struct jar {
	struct strata_str name; /* with its path within the others */
	struct manifest manifest;
	struct owned maven;     /* its packages, by their pom.properties */
	struct strata_map seen; /* "group:artifact version" of these */
	struct owned inner;     /* what archives within it are */
	unsigned depth;
};

struct reader {
	struct strata_facts *out;
	size_t unpacked;
	bool stopped; /* over the limit, which was said */
};

static struct strata_str ending_of(struct strata_str name)
{
	struct strata_str base = strata_path_base(name);
	size_t dot = strata_str_rchr(base, '.');

	return dot == STRATA_NPOS ? STRATA_NONE : strata_str_skip(base, dot + 1);
}

static bool is_archive(struct strata_str name)
{
	struct strata_str one, rest = strata_str_of(ENDINGS), ending = ending_of(name);

	while (rest.ptr) {
		strata_str_cut(&one, &rest, rest, ' ');
		if (strata_str_eq_nocase(one, ending))
			return true;
	}
	return false;
}

static bool is_manifest(struct strata_str name)
{
	return strata_str_eq_nocase(name, STRATA_STR("META-INF/MANIFEST.MF"));
}

static bool is_properties(struct strata_str name)
{
	return strata_str_eq(strata_path_base(name), STRATA_STR("pom.properties")) &&
	       strata_str_find(name, STRATA_STR("META-INF/maven/")) != STRATA_NPOS;
}

/* The file's name without its ending and "-VERSION". */
static struct strata_str stem_of(struct strata_str name, struct strata_str version)
{
	struct strata_str base = strata_path_base(name), ending = ending_of(name);

	if (ending.ptr)
		base.len -= ending.len + 1;
	if (version.len && base.len > version.len + 1 && strata_str_ends(base, version) &&
	    base.ptr[base.len - version.len - 1] == '-')
		base.len -= version.len + 1;
	return base;
}

static struct strata_package *add(struct reader *r, struct strata_str name, struct strata_str version)
{
	struct strata_arena *arena = r->out->arena;

	return strata_facts_add(r->out, strata_arena_dup(arena, name),
				version.len ? strata_arena_dup(arena, version) : STRATA_NONE, 0);
}

static size_t add_maven(struct reader *r, struct strata_str group, struct strata_str artifact,
			struct strata_str version)
{
	add(r, STRATA_CONCAT(r->out->arena, group, STRATA_STR(":"), artifact), version);
	return strata_facts_last(r->out);
}

/* An entry may stand twice, and several may say the same. */
static bool is_new(struct reader *r, struct jar *jar, struct strata_str group,
		   struct strata_str artifact, struct strata_str version)
{
	bool added;

	strata_map_at(&jar->seen,
		      STRATA_CONCAT(r->out->arena, group, STRATA_STR(":"), artifact, STRATA_STR(" "),
				    version),
		      &added);
	return added;
}

/* "key=value"; lines that begin with '#' are comments. */
static void read_properties(struct reader *r, struct jar *jar, struct strata_str text,
			    struct strata_str path)
{
	struct strata_str group = STRATA_NONE, artifact = STRATA_NONE, version = STRATA_NONE;
	struct line_cursor c = LINE_CURSOR(text);
	struct strata_str key, value;

	while (line_next(&c)) {
		if (!strata_str_cut(&key, &value, strata_str_trim(c.line), '='))
			continue;
		key = strata_str_trim(key);
		value = strata_str_trim(value);
		if (strata_str_eq(key, STRATA_STR("groupId")))
			group = value;
		else if (strata_str_eq(key, STRATA_STR("artifactId")))
			artifact = value;
		else if (strata_str_eq(key, STRATA_STR("version")))
			version = value;
	}
	if (!group.len || !artifact.len || !version.len) {
		strata_facts_note(r->out, 0, "'%.*s' of '%.*s' has no group, artifact or version",
				  STRATA_ARG(path), STRATA_ARG(jar->name));
		return;
	}
	if (is_new(r, jar, group, artifact, version))
		*strata_vec_push(r->out->arena, &jar->maven) =
			(unsigned)add_maven(r, group, artifact, version);
}

static void set_field(struct manifest *m, struct strata_str name, struct strata_str value)
{
	const struct {
		const char *name;
		struct strata_str *to;
	} fields[] = {
		{ "Group-Id", &m->group },
		{ "Short-Name", &m->artifact },
		{ "Plugin-Version", &m->version },
		{ "Implementation-Vendor-Id", &m->vendor_id },
		{ "Implementation-Title", &m->title },
		{ "Implementation-Version", &m->implementation_version },
		{ "Bundle-SymbolicName", &m->bundle },
		{ "Bundle-Version", &m->bundle_version },
		{ "Automatic-Module-Name", &m->module },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strata_str_eq_nocase(name, strata_str_of(fields[i].name)))
			*fields[i].to = strata_str_trim(value);
}

/* A line goes on in the next one where that begins with a blank; the main section ends empty. */
static void read_manifest(struct reader *r, struct jar *jar, struct strata_str text)
{
	struct line_cursor c = LINE_CURSOR(text);
	struct strata_buf whole = STRATA_BUF_INIT;
	struct strata_str name, value;
	bool more = line_next(&c);

	while (more && c.line.len) {
		strata_buf_reset(&whole);
		strata_buf_add(&whole, c.line);
		while ((more = line_next(&c)) && c.line.len && c.line.ptr[0] == ' ')
			strata_buf_add(&whole, strata_str_skip(c.line, 1));
		if (strata_str_cut(&name, &value, strata_buf_str(&whole), ':'))
			set_field(&jar->manifest, name, strata_arena_dup(r->out->arena, value));
	}
	strata_buf_release(&whole);
}

/* A group, or a name like one: no blanks, which titles and companies have. */
static bool is_group(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_alpha(s.ptr[i]) && !strata_is_digit(s.ptr[i]) && !strchr("._-", s.ptr[i]))
			return false;
	return s.len > 0;
}

static struct strata_str first_of(struct strata_str a, struct strata_str b)
{
	return a.len ? a : b;
}

/* By its manifest alone; STRATA_NPOS, and a note, when that tells nothing. */
static size_t add_by_manifest(struct reader *r, const struct jar *jar)
{
	const struct manifest *m = &jar->manifest;
	struct strata_str version = first_of(m->implementation_version, m->bundle_version);
	struct strata_str bundle, directives, name;

	strata_str_cut(&bundle, &directives, m->bundle, ';');
	name = first_of(strata_str_trim(bundle), first_of(m->title, m->module));
	if (name.len && !is_group(name)) /* a title in words: the file's name says more */
		name = stem_of(jar->name, version);
	if (is_group(m->group) && m->artifact.len && m->version.len)
		return add_maven(r, m->group, m->artifact, m->version);
	if (is_group(m->vendor_id) && version.len)
		return add_maven(r, m->vendor_id, stem_of(jar->name, version), version);
	if (!name.len || !version.len) {
		strata_facts_note(r->out, 0, "archive '%.*s' does not say which package it is",
				  STRATA_ARG(jar->name));
		return STRATA_NPOS;
	}
	strata_facts_note(r->out, 0,
			  "archive '%.*s' calls itself '%.*s', without a group: no advisory can be "
			  "held against it",
			  STRATA_ARG(jar->name), STRATA_ARG(name));
	add(r, name, version)->ecosystem = &strata_ecosystem_generic;
	return strata_facts_last(r->out);
}

static struct strata_str artifact_of(const struct reader *r, unsigned package)
{
	struct strata_str group, artifact;

	strata_str_cut(&group, &artifact, r->out->packages.items[package].name, ':');
	return artifact;
}

/* Of several that were put into one archive, the one that the file is called by. */
static size_t find_own(const struct reader *r, const struct jar *jar)
{
	size_t own = STRATA_NPOS;

	if (jar->maven.count == 1)
		return jar->maven.items[0];
	for (size_t i = 0; i < jar->maven.count; i++) {
		unsigned p = jar->maven.items[i];
		struct strata_str stem = stem_of(jar->name, r->out->packages.items[p].version);

		if (strata_str_eq(stem, artifact_of(r, p)))
			own = p;
	}
	return own;
}

static void add_edges(struct reader *r, size_t from, const struct owned *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] != from)
			strata_facts_edge(r->out, (int)from, list->items[i], STRATA_SCOPE_UNKNOWN);
}

/* What the archive itself is, with edges to what it holds; STRATA_NPOS when that is not known. */
static size_t settle(struct reader *r, const struct jar *jar)
{
	size_t own = find_own(r, jar);

	if (!jar->maven.count && (!jar->inner.count || jar->manifest.group.len))
		own = add_by_manifest(r, jar);
	if (own != STRATA_NPOS) {
		add_edges(r, own, &jar->maven);
		add_edges(r, own, &jar->inner);
	}
	return own;
}

static int read_archive(size_t *own, struct reader *r, struct strata_str bytes, struct jar *jar,
			struct strata_error *err);

/* What one that cannot be read would have told is lost, and so said. */
static void read_inner(struct reader *r, struct jar *outer, struct strata_str bytes,
		       struct strata_str path)
{
	struct strata_arena *arena = r->out->arena;
	struct jar jar = {
		.name = STRATA_CONCAT(arena, outer->name, STRATA_STR("!/"), path),
		.depth = outer->depth + 1,
		.seen = STRATA_MAP_INIT(arena),
	};
	size_t own;

	if (jar.depth >= STRATA_LIMIT_JAR_DEPTH)
		strata_facts_note(r->out, 0, "'%.*s' is an archive within %d others: it is not read",
				  STRATA_ARG(jar.name), STRATA_LIMIT_JAR_DEPTH);
	else if (read_archive(&own, r, bytes, &jar, NULL) < 0)
		strata_facts_note(r->out, 0, "'%.*s' is no archive, or a damaged one",
				  STRATA_ARG(jar.name));
	else if (own != STRATA_NPOS)
		*strata_vec_push(arena, &outer->inner) = (unsigned)own;
}

/* False when the limit is reached. */
static bool unpack(struct strata_buf *out, struct reader *r, struct archive_stream *stream,
		   const struct jar *jar, struct strata_str path)
{
	size_t left = STRATA_LIMIT_JAR_BYTES - r->unpacked;
	size_t most = is_archive(path) ? STRATA_LIMIT_FILE_BYTES : STRATA_LIMIT_JAR_TEXT_BYTES;
	struct strata_error err = STRATA_ERROR_INIT;
	int rc = archive_bytes(out, stream, most < left ? most : left, &err);

	r->unpacked += out->len < left ? out->len : left;
	if (rc == 0)
		return true;
	r->stopped = r->unpacked >= STRATA_LIMIT_JAR_BYTES;
	if (r->stopped)
		strata_facts_note_first(r->out, 0, "over %u MiB unpacked: the rest is not read",
					STRATA_LIMIT_JAR_BYTES >> 20);
	strata_facts_note(r->out, 0,
			  rc == STRATA_ELIMIT ? "'%.*s' of '%.*s' is too large: it is not read"
					      : "'%.*s' of '%.*s' cannot be unpacked",
			  STRATA_ARG(path), STRATA_ARG(jar->name));
	return false;
}

static void read_entry(struct reader *r, struct jar *jar, struct archive_stream *stream,
		       struct strata_str name)
{
	struct strata_str path = strata_arena_dup(r->out->arena, name);
	struct strata_buf buf = STRATA_BUF_INIT;

	if (unpack(&buf, r, stream, jar, path)) {
		if (is_manifest(path))
			read_manifest(r, jar, strata_buf_str(&buf));
		else if (is_properties(path))
			read_properties(r, jar, strata_buf_str(&buf), path);
		else
			read_inner(r, jar, strata_buf_str(&buf), path);
	}
	strata_buf_release(&buf);
}

static bool is_wanted(struct strata_str name)
{
	return is_manifest(name) || is_properties(name) || is_archive(name);
}

/* Only a zip file has parts that can be passed over without unpacking them. */
static bool is_zip(struct strata_str bytes)
{
	return strata_str_find(bytes, STRATA_STR("PK\5\6")) != STRATA_NPOS &&
	       !strata_str_starts(bytes, STRATA_STR("\x1f\x8b"));
}

/* The words of libarchive differ with its versions: all that is told is whether it can read. */
static int fail(struct strata_error *err)
{
	return strata_fail(err, STRATA_ESYNTAX, 0, "no archive, or a damaged one");
}

static int read_archive(size_t *own, struct reader *r, struct strata_str bytes, struct jar *jar,
			struct strata_error *err)
{
	struct strata_error opening = STRATA_ERROR_INIT;
	struct archive_stream *stream;
	struct strata_str name;
	int rc;

	*own = STRATA_NPOS;
	if (!is_zip(bytes))
		return fail(err);
	rc = archive_open_bytes(&stream, bytes, jar->name, &opening);
	if (rc == STRATA_EUNSUPPORTED)
		return strata_fail(err, rc, 0, "%s", opening.text);
	if (rc < 0)
		return fail(err);
	while (!r->stopped && (rc = archive_next(&name, stream, NULL)) > 0)
		if (is_wanted(name))
			read_entry(r, jar, stream, name);
	archive_close(stream);
	if (rc < 0)
		return fail(err);
	*own = settle(r, jar);
	return 0;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out };
	struct jar jar = {
		.name = strata_path_base(in->path), .seen = STRATA_MAP_INIT(out->arena)
	};
	size_t own;

	if (strata_str_starts(in->bytes, STRATA_STR("version https://git-lfs")))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "the file is kept outside of the repository, by Git LFS");
	return read_archive(&own, &r, in->bytes, &jar, err);
}

const struct strata_format strata_format_maven_jar = {
	.name = "maven/jar",
	.files = "*.jar *.war *.ear *.hpi *.jpi *.sar *.par *.nar *.lpkg",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_maven,
	.binary = true,
	.parse = parse,
};
