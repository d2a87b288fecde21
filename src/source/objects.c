/* objects.c - commits, trees and blobs, by libgit2; see objects.h. */
#include "source/objects.h"

#include <git2/sys/repository.h>
#include <string.h>

#include "source/disk.h"
#include "source/graft.h"
#include "source/loose.h"
#include "source/objects_git.h"
#include "source/parse.h"
#include "strata/limits.h"

const char *objects_git_text(void)
{
	const git_error *e = git_error_last();

	return e && e->message && *e->message ? e->message : "no reason is known";
}

/* What the extensions of a repository mean is handled by repository.c; objects are as ever. */
static void start(void)
{
	static const char *extensions[] = { "partialclone",   "preciousobjects",
					    "worktreeconfig", "relativeworktrees",
					    "refstorage",     "objectformat" };
	static const int levels[] = { GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
				      GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA };

	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	/* As git does: hashing each object again as it is read costs more than reading it. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* An object is asked for once or twice: to keep all and drop some at random costs more. */
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
			 sizeof(extensions) / sizeof(*extensions));
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
}

/* The folders of objects, those that the first borrows from (info/alternates) included. */
static int add_loose(struct objects *o)
{
	const struct repository *r = o->place;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_strs folders = { 0 };
	struct strata_str bytes = STRATA_STR(""), line;
	int rc;

	*strata_vec_push(&arena, &folders) = strata_str_of(r->objects);
	for (size_t i = 0; i < r->alternates.count; i++)
		*strata_vec_push(&arena, &folders) = r->alternates.items[i];
	disk_read(&bytes, strata_arena_printf(&arena, "%s/info/alternates", r->objects).ptr,
		  STRATA_LIMIT_CONFIG_BYTES, &arena, NULL);
	while (bytes.len) {
		strata_str_cut(&line, &bytes, bytes, '\n');
		if (line.len && line.ptr[0] != '/' && line.ptr[0] != '#')
			line = strata_arena_printf(&arena, "%s/%.*s", r->objects, STRATA_ARG(line));
		if (line.len && line.ptr[0] == '/')
			*strata_vec_push(&arena, &folders) = line;
	}
	rc = loose_add(o->odb, &folders);
	strata_arena_release(&arena);
	return rc;
}

static int open_all(struct objects *o, struct strata_error *err)
{
	const struct repository *r = o->place;
	unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT |
			 GIT_REPOSITORY_OPEN_BARE;

	if (git_repository_open_ext(&o->repo, r->git_dir, flags, NULL) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "cannot open the repository '%s': %s", r->git_dir, objects_git_text());
	if (git_odb_open(&o->odb, r->objects) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "cannot open the objects in '%s': %s", r->objects, objects_git_text());
	for (size_t i = 0; i < r->alternates.count; i++)
		if (git_odb_add_disk_alternate(o->odb, r->alternates.items[i].ptr) < 0)
			return strata_fail(err, STRATA_EREPOSITORY, 0,
					   "cannot open the objects in '%s': %s",
					   r->alternates.items[i].ptr, objects_git_text());
	if (add_loose(o) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot open the objects in '%s': %s",
				   r->objects, objects_git_text());
	git_repository_set_odb(o->repo, o->odb);
	return 0;
}

int objects_open(struct objects **out, const struct repository *repository,
		 struct strata_arena *arena, struct strata_error *err)
{
	struct objects *o = strata_arena_alloc(arena, sizeof(*o));
	int rc;

	if (repository->hash != STRATA_SHA1)
		return strata_fail(
			err, STRATA_EUNSUPPORTED, 0,
			"the objects of a SHA-256 repository cannot be read: check the revision "
			"out and scan the work tree, or unpack it by "
			"'git archive REVISION | tar -x -C FOLDER' and scan FOLDER with --dir");
	start();
	o->place = repository;
	replace_read(&o->replace, repository, arena);
	rc = open_all(o, err);
	if (rc < 0)
		objects_close(o);
	else
		*out = o;
	return rc;
}

void objects_close(struct objects *o)
{
	if (!o)
		return;
	git_odb_free(o->odb);
	git_repository_free(o->repo);
	git_libgit2_shutdown();
}

/* Why an object cannot be had, and what to do about it. */
static int fail_object(struct strata_error *err, const struct objects *o, int rc, const char *kind,
		       const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	if (rc != GIT_ENOTFOUND)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "%s '%s' is damaged: %s", kind, hex,
				   objects_git_text());
	if (o->place->config.partial)
		return strata_fail(
			err, STRATA_ENOTFOUND, 0,
			"%s '%s' is not in this partial clone: 'git cat-file -p %s' gets it, "
			"'git fetch --refetch --no-filter' gets all",
			kind, hex, hex);
	return strata_fail(err, STRATA_ENOTFOUND, 0,
			   "%s '%s' is missing from the repository: 'git fsck' tells what else is",
			   kind, hex);
}

static int fail_revision(struct strata_error *err, const struct objects *o, int rc,
			 const char *revision)
{
	const struct strata_str refs = o->place->config.ref_storage;

	if (refs.ptr && !strata_str_eq(refs, STRATA_STR("files")))
		return strata_fail(
			err, STRATA_EREPOSITORY, 0,
			"the repository keeps its refs as '%.*s', which strata cannot read: "
			"name '%s' by its id, as 'git rev-parse' prints it",
			STRATA_ARG(refs), revision);
	if (rc == GIT_EAMBIGUOUS)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "'%s' names more than one object",
				   revision);
	if (rc == GIT_ENOTFOUND)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "'%s' names nothing in this repository%s", revision,
				   o->place->shallow ? ", a shallow clone: 'git fetch "
						       "--unshallow' gets its history"
						     : "");
	return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot read the revision '%s': %s",
			   revision, objects_git_text());
}

git_oid objects_replaced(const struct objects *o, const unsigned char *id)
{
	git_oid oid;

	memcpy(oid.id, replace_of(&o->replace, id), GIT_OID_RAWSZ);
	return oid;
}

const unsigned char *objects_read_for(const struct objects *o, const unsigned char *id)
{
	return replace_of(&o->replace, id);
}

static enum source_type type_of(const git_tree_entry *e)
{
	if (git_tree_entry_type(e) == GIT_OBJECT_COMMIT)
		return SOURCE_SUBMODULE;
	return git_tree_entry_filemode_raw(e) == GIT_FILEMODE_LINK ? SOURCE_LINK : SOURCE_FILE;
}

static int list_entry(struct listing *l, struct objects *o, const git_tree_entry *e,
		      struct strata_str folder)
{
	struct strata_str name = strata_str_of(git_tree_entry_name(e));
	struct source_entry entry = { .has_id = true, .stored = true, .size = UINT64_MAX };
	const unsigned char *id = git_tree_entry_id(e)->id;

	if (!listing_is_plain(name)) {
		listing_note(l, folder, "an entry named '%.*s' is passed over: git checks none out",
			     STRATA_ARG(name));
		return 0;
	}
	entry.path = strata_arena_join(l->arena, folder,
				       folder.len ? STRATA_STR("/") : STRATA_STR(""), name);
	if (entry.path.len > STRATA_LIMIT_PATH_BYTES) {
		listing_note(l, folder, "a path of over %d bytes is passed over",
			     STRATA_LIMIT_PATH_BYTES);
		return 0;
	}
	if (git_tree_entry_type(e) == GIT_OBJECT_TREE)
		return listing_enters(l, entry.path) ? objects_list(l, o, id, entry.path) : 0;
	if (!listing_wants(l, entry.path))
		return 0;
	entry.type = type_of(e);
	memcpy(entry.id, id, GIT_OID_RAWSZ);
	return listing_add(l, &entry);
}

int objects_list(struct listing *l, struct objects *o, const unsigned char *id,
		 struct strata_str folder)
{
	git_oid oid = objects_replaced(o, id);
	git_tree *tree = NULL;
	int rc;

	if (++l->folders > STRATA_LIMIT_ENTRIES)
		return strata_fail(l->err, STRATA_ELIMIT, 0,
				   "the snapshot has more than %u folders", STRATA_LIMIT_ENTRIES);
	rc = git_tree_lookup(&tree, o->repo, &oid);
	if (rc < 0) {
		rc = fail_object(l->err, o, rc, "tree", &oid);
		return strata_fail(l->err, STRATA_EREPOSITORY, 0, "cannot read a tree");
	}
	for (size_t i = 0; rc == 0 && i < git_tree_entrycount(tree); i++)
		rc = list_entry(l, o, git_tree_entry_byindex(tree, i), folder);
	git_tree_free(tree);
	return rc;
}

int objects_read(struct strata_str *out, struct objects *o, const unsigned char *id, uint64_t most,
		 struct strata_arena *arena, struct strata_error *err)
{
	git_oid oid = objects_replaced(o, id);
	git_odb_object *blob = NULL;
	git_object_t type;
	size_t len;
	int rc;

	if ((rc = git_odb_read_header(&len, &type, o->odb, &oid)) < 0)
		return fail_object(err, o, rc, "blob", &oid);
	if (len > most)
		return strata_fail(err, STRATA_ELIMIT, 0, "file has %zu bytes, over %llu MiB", len,
				   (unsigned long long)(most >> 20));
	if ((rc = git_odb_read(&blob, o->odb, &oid)) < 0)
		return fail_object(err, o, rc, "blob", &oid);
	if (git_odb_object_type(blob) == GIT_OBJECT_BLOB)
		*out = strata_arena_dup(arena, (struct strata_str){ git_odb_object_data(blob),
								    git_odb_object_size(blob) });
	else
		rc = strata_fail(err, STRATA_EREPOSITORY, 0, "the object of the file is no blob");
	git_odb_object_free(blob);
	return rc;
}

static int read_kind(struct strata_str *out, struct objects *o, const unsigned char *id,
		     git_object_t kind, struct strata_arena *arena, struct strata_error *err)
{
	const char *name = kind == GIT_OBJECT_TREE ? "tree" : "commit";
	git_oid oid = objects_replaced(o, id);
	git_odb_object *object = NULL;
	int rc;

	if ((rc = git_odb_read(&object, o->odb, &oid)) < 0)
		return fail_object(err, o, rc, name, &oid);
	if (git_odb_object_type(object) == kind)
		*out = strata_arena_dup(arena, (struct strata_str){ git_odb_object_data(object),
								    git_odb_object_size(object) });
	else
		rc = strata_fail(err, STRATA_EREPOSITORY, 0, "an object that should be a %s is none", name);
	git_odb_object_free(object);
	return rc;
}

int objects_read_tree(struct strata_str *out, struct objects *o, const unsigned char *id,
		      struct strata_arena *arena, struct strata_error *err)
{
	return read_kind(out, o, id, GIT_OBJECT_TREE, arena, err);
}

int objects_read_commit(struct strata_str *out, struct objects *o, const unsigned char *id,
			struct strata_arena *arena, struct strata_error *err)
{
	return read_kind(out, o, id, GIT_OBJECT_COMMIT, arena, err);
}

/* "object ID" is the first line of a tag: git's Documentation on tag objects. */
static bool tagged(git_oid *id, struct strata_str tag)
{
	struct strata_str line, rest, prefix = STRATA_STR("object ");

	strata_str_cut(&line, &rest, tag, '\n');
	return strata_str_starts(line, prefix) &&
	       parse_id(id->id, strata_str_skip(line, prefix.len), GIT_OID_RAWSZ);
}

/* Follows a chain of tags: id becomes that of the object at its end. */
static int end_of_tags(git_object_t *type, git_oid *id, struct objects *o)
{
	for (int depth = 0; depth < STRATA_LIMIT_SYMLINKS; depth++) {
		git_oid read = objects_replaced(o, id->id);
		git_odb_object *object = NULL;
		bool leads_on;
		int rc = git_odb_read(&object, o->odb, &read);

		if (rc < 0)
			return rc;
		*type = git_odb_object_type(object);
		leads_on = *type == GIT_OBJECT_TAG &&
			   tagged(id, (struct strata_str){ git_odb_object_data(object),
							   git_odb_object_size(object) });
		git_odb_object_free(object);
		if (!leads_on)
			return 0;
	}
	return GIT_EPEEL;
}

int objects_peel(unsigned char *out, struct objects *o, const git_oid *of)
{
	git_oid id = *of;
	git_object_t type;
	int rc = end_of_tags(&type, &id, o);

	if (rc == 0 && type == GIT_OBJECT_COMMIT)
		memcpy(out, id.id, GIT_OID_RAWSZ);
	return rc == 0 && type != GIT_OBJECT_COMMIT ? GIT_EPEEL : rc;
}

/* The object whose id begins so, by its name alone: nothing is read. */
static int find_short(git_oid *out, struct objects *o, const char *name)
{
	git_oid id;
	size_t len = strlen(name);

	if (len < GIT_OID_MINPREFIXLEN || git_oid_fromstrn(&id, name, len) < 0)
		return GIT_ENOTFOUND;
	return git_odb_exists_prefix(out, o->odb, &id, len);
}

/* "HEAD~2", "main^2": one of the parents of a commit, as gitrevisions(7) writes it. */
struct step {
	struct strata_str base;
	bool chain; /* '~': so many first parents; else the one of that number */
	uint64_t number;
};

/* The last step of a revision; false without one. */
static bool last_step(struct step *out, struct strata_str name)
{
	size_t at = name.len;

	while (at && strata_is_digit(name.ptr[at - 1]))
		at--;
	if (at < 2 || (name.ptr[at - 1] != '~' && name.ptr[at - 1] != '^') ||
	    strata_str_chr(name, ':') != STRATA_NPOS)
		return false;
	*out = (struct step){ strata_str_take(name, at - 1), name.ptr[at - 1] == '~', 1 };
	return at == name.len || strata_str_u64(&out->number, strata_str_skip(name, at));
}

/* The parent of that number that git log shows: libgit2 knows no grafts and no replacements. */
static int parent_of(git_oid *out, struct objects *o, uint64_t number, struct strata_arena *arena)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct parse_commit parsed;
	const struct graft *graft;
	struct strata_str bytes;
	struct grafts grafts;
	git_oid id = *out;

	if (objects_read_commit(&bytes, o, id.id, arena, NULL) < 0 ||
	    parse_commit(&parsed, bytes, GIT_OID_RAWSZ, NULL) < 0)
		return GIT_ENOTFOUND;
	if (o->place->grafted || o->place->shallow) {
		grafts_read(&grafts, o->place, arena);
		graft = graft_of(&grafts, strata_str_of(git_oid_tostr(hex, sizeof(hex), &id)));
		parsed.parents = graft ? graft->parents : parsed.parents;
	}
	while (number--)
		if (!parse_parent(out->id, &parsed.parents, GIT_OID_RAWSZ))
			return GIT_ENOTFOUND;
	return 0;
}

static int take_step(git_oid *out, struct objects *o, const struct step *step)
{
	uint64_t times = step->chain ? step->number : 1;
	int rc = objects_peel(out->id, o, out);

	while (rc == 0 && times--) {
		struct strata_arena arena = STRATA_ARENA_INIT;

		rc = parent_of(out, o, step->chain ? 1 : step->number, &arena);
		strata_arena_release(&arena);
	}
	return rc;
}

static int find_revision(git_oid *out, struct objects *o, const char *name);

static int find_step(git_oid *out, struct objects *o, const struct step *step)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	int rc = find_revision(out, o, strata_arena_cstr(&arena, step->base));

	strata_arena_release(&arena);
	return rc < 0 ? rc : take_step(out, o, step);
}

/* An id or a ref is looked up by itself; what is more than that is libgit2's to understand. */
static int find_revision(git_oid *out, struct objects *o, const char *name)
{
	struct step step;
	git_reference *reference = NULL, *direct = NULL;
	git_object *object = NULL;
	int rc;

	if (!*name) /* which libgit2 takes for HEAD */
		return GIT_ENOTFOUND;
	if (parse_id(out->id, strata_str_of(name), GIT_OID_RAWSZ))
		return 0;
	if (last_step(&step, strata_str_of(name)))
		return find_step(out, o, &step);
	if (git_reference_dwim(&reference, o->repo, name) == 0) {
		rc = git_reference_resolve(&direct, reference);
		if (rc == 0)
			git_oid_cpy(out, git_reference_target(direct));
	} else if ((rc = find_short(out, o, name)) == 0 || rc == GIT_EAMBIGUOUS) {
		return rc;
	} else if ((rc = git_revparse_single(&object, o->repo, name)) == 0) {
		git_oid_cpy(out, git_object_id(object));
	}
	git_object_free(object);
	git_reference_free(direct);
	git_reference_free(reference);
	return rc;
}

/* What a revision leads to is not there, or is damaged. */
static int fail_tags(struct strata_error *err, const struct objects *o, int rc, const git_oid *id,
		     const char *revision)
{
	if (rc == GIT_ENOTFOUND || rc == GIT_EPEEL)
		return fail_revision(err, o, rc, revision);
	return fail_object(err, o, rc, "object", id);
}

int objects_commit(unsigned char *out, struct objects *o, struct strata_str revision,
		   struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const char *name = strata_arena_cstr(&arena, revision);
	git_oid id;
	int rc = find_revision(&id, o, name);

	if (rc < 0)
		rc = fail_revision(err, o, rc, name);
	else if ((rc = objects_peel(out, o, &id)) == GIT_EPEEL)
		rc = strata_fail(err, STRATA_EREPOSITORY, 0, "'%s' names no commit", name);
	else if (rc < 0)
		rc = fail_tags(err, o, rc, &id, name);
	strata_arena_release(&arena);
	return rc;
}

/* The tree of a commit, or the tree that the id is of itself. */
static int tree_of(unsigned char *tree, struct objects *o, const git_oid *id, git_object_t type,
		   struct strata_arena *arena, struct strata_error *err)
{
	struct parse_commit parsed;
	struct strata_str bytes;
	int rc;

	if (type == GIT_OBJECT_TREE) {
		memcpy(tree, id->id, GIT_OID_RAWSZ);
		return 0;
	}
	if ((rc = objects_read_commit(&bytes, o, id->id, arena, err)) < 0 ||
	    (rc = parse_commit(&parsed, bytes, GIT_OID_RAWSZ, err)) < 0)
		return rc;
	memcpy(tree, parsed.tree, GIT_OID_RAWSZ);
	return 0;
}

int objects_resolve(unsigned char *tree, struct strata_str *shown, struct objects *o,
		    const char *revision, struct strata_arena *arena, struct strata_error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_object_t type;
	git_oid id;
	int rc = find_revision(&id, o, revision);

	if (rc < 0)
		return fail_revision(err, o, rc, revision);
	if ((rc = end_of_tags(&type, &id, o)) < 0)
		return fail_tags(err, o, rc, &id, revision);
	if (type != GIT_OBJECT_COMMIT && type != GIT_OBJECT_TREE)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "'%s' names a blob: name a commit, a tag or a tree", revision);
	if ((rc = tree_of(tree, o, &id, type, arena, err)) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot read the commit of '%s'", revision);
	git_oid_tostr(hex, sizeof(hex), &id);
	*shown = strata_arena_dup(arena, strata_str_of(hex));
	return 0;
}

static bool name_ref(struct objects_ref *ref, const char *full)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/remotes/", "refs/tags/" };
	struct strata_str name = strata_str_of(full);

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (!strata_str_starts(name, strata_str_of(prefixes[i])))
			continue;
		ref->full = name;
		ref->name = strata_str_skip(name, strlen(prefixes[i]));
		ref->tag = i == 2;
		return true;
	}
	return false;
}

struct refs_reader {
	struct objects *objects;
	bool peel;
	void (*each)(const struct objects_ref *ref, void *payload);
	void *payload;
};

/* A tag may stand on a tree or a blob: those are no refs of a history. */
static void tell_ref(const struct refs_reader *r, git_reference *reference)
{
	unsigned char commit[SOURCE_ID_MOST];
	struct objects_ref ref = { 0 };
	int rc = 0;

	if (git_reference_type(reference) != GIT_REFERENCE_DIRECT ||
	    !name_ref(&ref, git_reference_name(reference)))
		return;
	if (r->peel)
		rc = objects_peel(commit, r->objects, git_reference_target(reference));
	else
		memcpy(commit, git_reference_target(reference)->id, GIT_OID_RAWSZ);
	if (rc == 0)
		ref.commit = commit;
	if (rc != GIT_EPEEL)
		r->each(&ref, r->payload);
}

static int each_ref(const struct refs_reader *r, struct strata_error *err)
{
	git_reference_iterator *iterator = NULL;
	git_reference *reference = NULL;
	int rc = git_reference_iterator_new(&iterator, r->objects->repo);

	while (rc == 0 && (rc = git_reference_next(&reference, iterator)) == 0) {
		tell_ref(r, reference);
		git_reference_free(reference);
	}
	git_reference_iterator_free(iterator);
	if (rc == GIT_ITEROVER)
		return 0;
	return strata_fail(err, STRATA_EREPOSITORY, 0, "cannot read the refs: %s", objects_git_text());
}

int objects_each_ref(struct objects *o, void (*each)(const struct objects_ref *ref, void *payload),
		     void *payload, struct strata_error *err)
{
	return each_ref(&(struct refs_reader){ o, true, each, payload }, err);
}

int objects_each_name(struct objects *o, void (*each)(const struct objects_ref *ref, void *payload),
		      void *payload, struct strata_error *err)
{
	return each_ref(&(struct refs_reader){ o, false, each, payload }, err);
}

int objects_commit_at(unsigned char *out, struct objects *o, const unsigned char *id)
{
	git_oid oid;
	int rc;

	memcpy(oid.id, id, GIT_OID_RAWSZ);
	rc = objects_peel(out, o, &oid);
	if (rc == 0)
		return 1;
	return rc == GIT_EPEEL ? 0 : STRATA_ENOTFOUND;
}

size_t objects_replacements(const struct objects *o)
{
	return o->replace.pairs.count;
}

/* A commit is known by the id of what is read for it; a tree by its own. */
bool objects_replace_files(struct objects *o)
{
	for (size_t i = 0; i < o->replace.pairs.count; i++) {
		git_object_t type;
		git_oid oid;
		size_t len;

		memcpy(oid.id, o->replace.pairs.items[i].id, GIT_OID_RAWSZ);
		if (git_odb_read_header(&len, &type, o->odb, &oid) < 0 || type != GIT_OBJECT_COMMIT)
			return true;
	}
	return false;
}
