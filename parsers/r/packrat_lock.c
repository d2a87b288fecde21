/*
 * packrat.lock: what packrat, renv's predecessor, resolved (2014 on).
 *
 * Fields "Name: value" that go on in indented lines, in blocks between empty lines: the
 * first one is packrat's own, each other a package with its Source, Version, Hash and, as
 * Requires, the names of packages it needs. Of GitHub and its like a commit stands in
 * GithubSha1 or RemoteSha.
 *
 * Format: rstudio.github.io/packrat, "Packrat lockfile", 1.4, and its lockfile.R, 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/line.h"
#include "text/utf8.h"

struct block {
	struct strata_str name, version, source, hash, requires, commit, owner, repository;
	unsigned line;
	bool any;
};

struct wish {
	size_t from;
	struct strata_str names;
};

STRATA_VEC(wishes, struct wish);

struct reader {
	struct strata_facts *out;
	struct block block;
	struct strata_str *field; /* that an indented line goes on with */
	struct strata_map by_name;
	struct wishes wishes;
};

static const struct {
	const char *name;
	size_t at;
} fields[] = {
	{ "Package", offsetof(struct block, name) },
	{ "Version", offsetof(struct block, version) },
	{ "Source", offsetof(struct block, source) },
	{ "Hash", offsetof(struct block, hash) },
	{ "Requires", offsetof(struct block, requires) },
	{ "GithubSha1", offsetof(struct block, commit) },
	{ "RemoteSha", offsetof(struct block, commit) },
	{ "GithubUsername", offsetof(struct block, owner) },
	{ "RemoteUsername", offsetof(struct block, owner) },
	{ "GithubRepo", offsetof(struct block, repository) },
	{ "RemoteRepo", offsetof(struct block, repository) },
};

static void set_source(struct strata_facts *out, struct strata_package *p, const struct block *b)
{
	if (strata_str_eq(b->source, STRATA_STR("Bioconductor")))
		p->ecosystem = &strata_ecosystem_bioconductor;
	else if (b->repository.len)
		p->source = strata_arena_printf(out->arena, "%.*s:%.*s/%.*s#%.*s",
						STRATA_ARG(b->source), STRATA_ARG(b->owner),
						STRATA_ARG(b->repository), STRATA_ARG(b->commit));
	else if (!strata_str_eq(b->source, STRATA_STR("CRAN")))
		p->source = b->source;
	if (strata_is_commit(b->commit))
		p->commit = b->commit;
}

/* A block without a package's name is packrat's own. */
static void end_block(struct reader *r)
{
	struct block b = r->block;
	struct strata_package *p;

	r->block = (struct block){ .any = false };
	r->field = NULL;
	if (!b.name.len)
		return;
	if (!b.version.len)
		strata_facts_note(r->out, b.line, "package '%.*s' has no version", STRATA_ARG(b.name));
	p = strata_facts_add(r->out, b.name, b.version.len ? b.version : STRATA_NONE, b.line);
	set_source(r->out, p, &b);
	if (b.hash.len)
		*strata_vec_push(r->out->arena, &p->checksums) =
			strata_arena_join(r->out->arena, STRATA_STR("packrat:"), b.hash, STRATA_NONE);
	*strata_map_at(&r->by_name, b.name, NULL) = strata_facts_last(r->out);
	if (b.requires.len)
		*strata_vec_push(r->out->arena, &r->wishes) =
			(struct wish){ strata_facts_last(r->out), b.requires };
}

static void read_field(struct reader *r, struct strata_str line, unsigned number)
{
	struct strata_str name, value;

	r->field = NULL;
	if (!strata_str_cut(&name, &value, line, ':')) {
		strata_facts_note(r->out, number, "not 'Field: value'");
		return;
	}
	if (!r->block.any)
		r->block.line = number;
	r->block.any = true;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strata_str_eq(name, strata_str_of(fields[i].name))) {
			r->field = (struct strata_str *)((char *)&r->block + fields[i].at);
			*r->field = strata_str_trim(value);
		}
}

/* A slice of the file from the field's first line to the end of this one. */
static void go_on(struct reader *r, struct strata_str line)
{
	if (r->field && r->field->len)
		r->field->len = (size_t)(line.ptr + line.len - r->field->ptr);
	else if (r->field)
		*r->field = line;
}

static void add_edges(struct reader *r)
{
	struct strata_str name;
	size_t to;

	for (size_t i = 0; i < r->wishes.count; i++)
		while (r->wishes.items[i].names.ptr) {
			strata_str_cut(&name, &r->wishes.items[i].names, r->wishes.items[i].names, ',');
			if (strata_map_get(&to, &r->by_name, strata_str_trim(name)))
				strata_facts_edge(r->out, (int)r->wishes.items[i].from, to,
						  STRATA_SCOPE_UNKNOWN);
		}
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, in->bytes));
	struct reader r = { .out = out, .by_name = STRATA_MAP_INIT(out->arena) };

	(void)err;
	while (line_next(&lines)) {
		struct strata_str line = strata_str_trim(lines.line);

		if (!line.len)
			end_block(&r);
		else if (strata_is_space(lines.line.ptr[0]))
			go_on(&r, line);
		else
			read_field(&r, line, lines.number);
	}
	end_block(&r);
	add_edges(&r);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("../DESCRIPTION"), 0);
	return 0;
}

const struct strata_format strata_format_r_packrat_lock = {
	.name = "r/packrat-lock",
	.files = "packrat.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_cran,
	.parse = parse,
};
