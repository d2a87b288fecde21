/* source.c - thin first version: plain directories and revisions. */
#include "source/source.h"

#include <dirent.h>
#include <fcntl.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct source {
	struct source_info info;
	git_repository *repo;
	git_tree *tree;
	struct strata_arena arena;
	const char *root;
};

int source_open(struct source **out, const struct source_options *o, struct strata_error *err)
{
	struct source *s = strata_malloc(sizeof(*s));
	struct stat st;
	git_object *object = NULL;
	memset(s, 0, sizeof(*s));
	*out = s;
	s->info.snapshot = o->snapshot == SOURCE_WORKTREE ? SOURCE_DIRECTORY : o->snapshot;
	s->info.path = strata_arena_dup(&s->arena, strata_str_of(o->path));
	s->info.prefix = STRATA_STR("");
	s->root = s->info.path.ptr;
	if (stat(o->path, &st) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "'%s' is not there", o->path);
	if (s->info.snapshot == SOURCE_DIRECTORY)
		return 0;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (git_repository_open_ext(&s->repo, o->path, 0, NULL) < 0 ||
	    git_revparse_single(&object, s->repo, o->revision ? o->revision : "HEAD") < 0 ||
	    git_object_peel((git_object **)&s->tree, object, GIT_OBJECT_TREE) < 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0, "%s", git_error_last()->message);
	git_object_free(object);
	return 0;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	git_tree_free(s->tree);
	git_repository_free(s->repo);
	strata_arena_release(&s->arena);
	free(s);
}

const struct source_info *source_info(const struct source *s)
{
	return &s->info;
}

static void walk(struct source_entries *out, struct source *s, const char *rel, struct strata_arena *a)
{
	char path[4096];
	struct dirent *d;
	struct stat st;
	DIR *dir;
	snprintf(path, sizeof(path), "%s/%s", s->root, rel);
	dir = opendir(path);
	while (dir && (d = readdir(dir))) {
		struct strata_str p;
		if (d->d_name[0] == '.' && (!d->d_name[1] || !strcmp(d->d_name, "..") || !strcmp(d->d_name, ".git")))
			continue;
		p = strata_arena_printf(a, "%s%s%s", rel, *rel ? "/" : "", d->d_name);
		snprintf(path, sizeof(path), "%s/%s", s->root, p.ptr);
		if (lstat(path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(out, s, p.ptr, a);
		else if (S_ISREG(st.st_mode))
			*strata_vec_push(a, out) = (struct source_entry){ .path = p, .size = (uint64_t)st.st_size };
	}
	if (dir)
		closedir(dir);
}

struct tw { struct source_entries *out; struct strata_arena *a; };
static int tree_cb(const char *root, const git_tree_entry *e, void *p)
{
	struct tw *t = p;
	if (git_tree_entry_type(e) != GIT_OBJECT_BLOB)
		return 0;
	struct source_entry *x = strata_vec_push(t->a, t->out);
	x->path = strata_arena_printf(t->a, "%s%s", root, git_tree_entry_name(e));
	x->has_id = true;
	x->size = UINT64_MAX;
	memcpy(x->id, git_tree_entry_id(e)->id, 20);
	return 0;
}

static int cmp(const void *a, const void *b)
{
	return strata_str_cmp(((const struct source_entry *)a)->path, ((const struct source_entry *)b)->path);
}

int source_list(struct source_entries *out, struct strata_notes *notes, struct source *s,
		struct strata_arena *a, struct strata_error *err)
{
	struct tw t = { out, a };
	(void)notes, (void)err;
	if (s->tree)
		git_tree_walk(s->tree, GIT_TREEWALK_PRE, tree_cb, &t);
	else
		walk(out, s, "", a);
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), cmp);
	return 0;
}

int source_read(struct strata_str *out, struct source *s, const struct source_entry *e,
		struct strata_arena *a, struct strata_error *err)
{
	char path[4096], *bytes;
	if (s->tree) {
		git_blob *b;
		git_oid id;
		memcpy(id.id, e->id, 20);
		if (git_blob_lookup(&b, s->repo, &id) < 0)
			return strata_fail(err, STRATA_ENOTFOUND, 0, "%s", git_error_last()->message);
		*out = strata_arena_dup(a, (struct strata_str){ git_blob_rawcontent(b), (size_t)git_blob_rawsize(b) });
		git_blob_free(b);
		return 0;
	}
	snprintf(path, sizeof(path), "%s/%s", s->root, e->path.ptr);
	FILE *f = fopen(path, "rb");
	if (!f)
		return strata_fail(err, STRATA_EIO, 0, "cannot open");
	bytes = strata_arena_alloc(a, e->size + 1);
	*out = (struct strata_str){ bytes, fread(bytes, 1, e->size, f) };
	fclose(f);
	return 0;
}

struct strata_str source_blob_id(struct source *s, struct strata_str bytes, struct strata_arena *a)
{
	git_oid id;
	char hex[41] = "";
	(void)s;
	git_odb_hash(&id, bytes.ptr ? bytes.ptr : "", bytes.len, GIT_OBJECT_BLOB);
	git_oid_tostr(hex, sizeof(hex), &id);
	return strata_arena_printf(a, "%s", hex);
}
