/*
 * yarn_berry.c - yarn.lock since yarn 2: YAML, with __metadata.
 *
 * A key lists descriptors ("a@npm:^1, a@npm:^2"), `resolution` is the locator that
 * they all lead to: "a@npm:1.0.0", also under an alias. The reference behind the
 * name tells where a package comes from: `workspace:` is one of the project's own
 * folders, `link:` and `portal:` a folder elsewhere, `patch:` another package with
 * changes. Workspaces have their dependencies of all kinds in one list, so what is
 * for development only is read from their package.json.
 *
 * Before version 8 ranges stood without their "npm:". A checksum is that of the
 * archive in yarn's own cache, not of what the registry serves: it is given as
 * "yarn:..." so that nobody compares the two.
 *
 * Format: yarn's documentation ("Lexicon", "Protocols") and the file's own writer in
 * Project.ts of yarn 4, 2026-11.
 */
#include "npm/yarn.h"
#include "text/yaml.h"

enum { OLDEST_VERSION = 1, NEWEST_VERSION = 10 };

/* Where an entry comes from: its locator in parts. */
struct locator {
	struct strata_str name, reference;
};

/* "virtual:HASH#npm:1.0" is npm:1.0 seen by one dependent. */
static struct locator locator_of(struct strata_str text)
{
	struct locator l;
	size_t hash;

	npm_split(&l.name, &l.reference, text);
	if (strata_str_starts(l.reference, STRATA_STR("virtual:"))) {
		hash = strata_str_chr(l.reference, '#');
		if (hash != STRATA_NPOS)
			l.reference = strata_str_skip(l.reference, hash + 1);
	}
	return l;
}

static bool has_protocol(const struct locator *l, const char *protocol)
{
	return strata_str_starts(l->reference, strata_str_of(protocol));
}

/* Without what is bound to it: "::locator=..". */
static struct strata_str bare_reference(const struct locator *l)
{
	size_t bound = strata_str_find(l->reference, STRATA_STR("::"));

	return strata_str_take(l->reference, bound == STRATA_NPOS ? l->reference.len : bound);
}

/* "file:../a" is a folder, "file:../a.tgz" an archive. */
static bool is_folder(const struct locator *l)
{
	struct strata_str path = bare_reference(l), rest;

	if (has_protocol(l, "link:") || has_protocol(l, "portal:"))
		return true;
	strata_str_cut(&path, &rest, path, '#');
	return has_protocol(l, "file:") && !strata_str_ends(path, STRATA_STR(".tgz")) &&
	       !strata_str_ends(path, STRATA_STR(".tar.gz"));
}

/* yarn's own patches (for its linker's sake) are no change of the project's. */
static bool is_own_patch(const struct locator *l)
{
	return has_protocol(l, "patch:") &&
	       strata_str_find(l->reference, STRATA_STR("builtin<")) == STRATA_NPOS;
}

static struct strata_str archive_url(struct strata_arena *arena, const struct locator *l)
{
	static const struct strata_str mark = { "__archiveUrl=", 13 };
	size_t at = strata_str_find(l->reference, mark);
	struct strata_str url, rest;

	if (at == STRATA_NPOS)
		return STRATA_NONE;
	strata_str_cut(&url, &rest, strata_str_skip(l->reference, at + mark.len), '&');
	return npm_percent_decode(arena, url);
}

static void set_origin(struct strata_facts *out, struct strata_package *p, const struct locator *l)
{
	if (has_protocol(l, "npm:")) {
		npm_set_source(p, archive_url(out->arena, l));
	} else if (is_folder(l)) {
		p->source = bare_reference(l);
		p->local = true;
	} else if (has_protocol(l, "patch:")) {
		if (is_own_patch(l))
			p->source = bare_reference(l);
	} else {
		npm_set_source(p, l->reference);
	}
	if (strata_str_eq(p->version, STRATA_STR("0.0.0-use.local")))
		p->version = STRATA_NONE;
}

static void add_package(struct yarn_reader *r, const struct node *entry, const struct locator *l)
{
	struct strata_str checksum = node_text(entry, "checksum");
	struct strata_package *p =
		strata_facts_add(r->out, l->name, node_text(entry, "version"), entry->line);

	if (!p->version.len && !is_folder(l))
		strata_facts_note(r->out, entry->line, "package '%.*s' without a version",
				  STRATA_ARG(l->name));
	set_origin(r->out, p, l);
	if (checksum.len)
		*strata_vec_push(r->out->arena, &p->checksums) = strata_arena_join(
			r->out->arena, STRATA_STR("yarn:"), checksum, STRATA_NONE);
}

static void add_root(struct yarn_reader *r, const struct node *entry, const struct locator *l)
{
	struct strata_root *root = strata_vec_push(r->out->arena, &r->out->roots);
	struct strata_str dir = strata_str_skip(bare_reference(l), 10);

	root->name = l->name;
	root->dir = strata_str_eq(dir, STRATA_STR(".")) ? STRATA_STR("") : dir;
	root->line = entry->line;
}

static void add_wants(struct yarn_reader *r, const struct node *entry, int from)
{
	const struct node *meta = node_map(entry, "dependenciesMeta");
	const struct node *n = node_first(node_map(entry, "dependencies"));

	for (; n; n = n->next) {
		bool optional = node_true(node_get_str(meta, n->key), "optional");

		*strata_vec_push(r->out->arena, &r->wants) = (struct yarn_want){
			.from = from,
			.name = n->key,
			.range = n->text,
			.scope = optional ? STRATA_SCOPE_OPTIONAL : STRATA_SCOPE_UNKNOWN,
			.line = n->line,
		};
	}
}

static void add_answers(struct yarn_reader *r, struct strata_str key, bool own)
{
	struct strata_str descriptor, rest = key;

	while (rest.ptr) {
		strata_str_cut(&descriptor, &rest, rest, ',');
		descriptor = strata_str_trim(descriptor);
		if (own)
			yarn_answer_own(r, descriptor);
		else
			yarn_answer(r, descriptor);
	}
}

/* __metadata is the one that stays. */
static int read_entry(void *parser, const struct node *list, const struct node *entry,
		      struct strata_error *err)
{
	struct yarn_reader *r = parser;
	struct strata_str resolution = node_text(entry, "resolution"), rest;
	struct locator l;
	bool own;

	(void)list;
	(void)err;
	if (strata_str_eq(entry->key, STRATA_STR("__metadata")))
		return ENTRIES_KEEP;
	if (entry->type != NODE_MAP)
		return 0;
	if (!resolution.len)
		strata_str_cut(&resolution, &rest, entry->key, ',');
	l = locator_of(resolution);
	own = has_protocol(&l, "workspace:");
	if (own)
		add_root(r, entry, &l);
	else
		add_package(r, entry, &l);
	add_answers(r, entry->key, own);
	add_wants(r, entry,
		  own ? STRATA_ROOT(r->out->roots.count - 1) : (int)strata_facts_last(r->out));
	return 0;
}

static void forget(void *parser)
{
	struct yarn_reader *r = parser;

	strata_facts_clear(r->out);
	*r = YARN_READER(r->out);
}

static void note_version(struct strata_facts *out, const struct node *metadata)
{
	const struct node *n = node_get(metadata, "version");
	uint64_t version;

	if (n && strata_str_u64(&version, n->text) && version >= OLDEST_VERSION &&
	    version <= NEWEST_VERSION)
		return;
	strata_facts_note_first(out, n ? n->line : 0,
				"lockfile version '%.*s' is not known: read as version %d",
				STRATA_ARG(n ? n->text : STRATA_STR("")), NEWEST_VERSION);
}

int yarn_berry_parse(struct strata_facts *out, struct strata_str bytes, struct strata_error *err)
{
	struct yarn_reader r = YARN_READER(out);
	struct node_entries entries = { .type = NODE_MAP, .read = read_entry, .forget = forget,
					.parser = &r };
	struct node *top;
	int rc;

	if ((rc = yaml_entries(&top, bytes, &entries, out->arena, err)) < 0)
		return rc;
	if (top->type != NODE_MAP)
		return strata_fail(err, STRATA_ESYNTAX, top->line, "the document is no map");
	note_version(out, node_map(top, "__metadata"));
	strata_facts_note_duplicates_of(out, top, &entries);
	yarn_settle(&r);
	return 0;
}
