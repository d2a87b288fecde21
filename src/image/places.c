/* places.c - see places.h. */
#include "image/places.h"

#include "source/wild.h"
#include "strata/buf.h"

static void add_part(struct strata_buf *b, struct strata_str part)
{
	size_t slash;

	if (!part.len || strata_str_eq(part, STRATA_STR(".")))
		return;
	if (strata_str_eq(part, STRATA_STR(".."))) {
		slash = strata_str_rchr(strata_buf_str(b), '/');
		b->len = slash == STRATA_NPOS ? 0 : slash;
		return;
	}
	strata_buf_addc(b, '/');
	strata_buf_add(b, part);
}

struct strata_str image_path_resolve(struct strata_str folder, struct strata_str path,
				     struct strata_arena *arena)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str part, rest, out;

	for (rest = path.len && path.ptr[0] == '/' ? STRATA_NONE : folder; rest.ptr;) {
		strata_str_cut(&part, &rest, rest, '/');
		add_part(&b, part);
	}
	for (rest = path; rest.ptr;) {
		strata_str_cut(&part, &rest, rest, '/');
		add_part(&b, part);
	}
	out = b.len ? strata_arena_dup(arena, strata_buf_str(&b)) : STRATA_STR("/");
	strata_buf_release(&b);
	return out;
}

bool image_path_holds(struct strata_str folder, struct strata_str path)
{
	if (folder.len == 1)
		return path.len && path.ptr[0] == '/';
	return strata_str_starts(path, folder) &&
	       (path.len == folder.len || path.ptr[folder.len] == '/');
}

struct strata_str image_path_moved(struct strata_str path, struct strata_str source,
				   struct strata_str target, struct strata_arena *arena)
{
	if (image_path_holds(source, path))
		return image_path_resolve(target, strata_str_skip(path, source.len == 1 ? 1 : source.len + 1),
					  arena);
	/* "/usr/local/lib/python" stands for the folders of all versions of it. */
	return strata_str_starts(source, path) ? target : STRATA_NONE;
}

/* What of it a source takes: the part below it, or its own name; absent for nothing. */
static struct strata_str taken(struct strata_str source, struct strata_str inside, bool *folder)
{
	*folder = true;
	if (!source.len)
		return inside;
	for (struct strata_str part = inside; part.len; part = strata_path_dir(part)) {
		if (!wild_match_path(source, part, false))
			continue;
		*folder = part.len != inside.len;
		return *folder ? strata_str_skip(inside, part.len + 1) : strata_path_base(inside);
	}
	return STRATA_NONE;
}

/* "./a/" of the context is "a", "." is all of it. */
static struct strata_str bare(struct strata_str source, struct strata_arena *arena)
{
	return strata_str_skip(image_path_resolve(STRATA_STR("/"), source, arena), 1);
}

struct strata_str image_place_of_file(struct image_check *c,
				      const struct dockerfile_instruction *copy,
				      struct strata_str inside, struct strata_str workdir)
{
	struct strata_str last = image_expand(c, copy->words.items[copy->words.count - 1].text);
	struct strata_str target = image_path_resolve(workdir, last, c->arena);
	bool folder;

	for (size_t k = 0; k + 1 < copy->words.count; k++) {
		struct strata_str word = image_expand(c, copy->words.items[k].text);
		struct strata_str rest = taken(bare(word, c->arena), inside, &folder);

		if (!rest.ptr)
			continue;
		/* A single file gets the target's name, unless that is a folder. */
		if (!folder && strata_str_eq(strata_path_base(target), strata_path_base(inside)))
			return target;
		return image_path_resolve(target, rest, c->arena);
	}
	return STRATA_NONE;
}

static void add(struct strata_strs *out, struct image_check *c, struct strata_str folder,
		struct strata_str path)
{
	if (path.len)
		*strata_vec_push(c->arena, out) = image_path_resolve(folder, path, c->arena);
}

static void add_all(struct strata_strs *out, struct image_check *c, struct strata_str folder,
		    const char *paths)
{
	struct strata_str path, rest = strata_str_of(paths);

	while (rest.ptr) {
		strata_str_cut(&path, &rest, rest, ' ');
		add(out, c, folder, path);
	}
}

static void add_variable(struct strata_strs *out, struct image_check *c, struct strata_str folder,
			 const char *name)
{
	add(out, c, folder, dockerfile_scope_value(c->scope, strata_str_of(name)));
}

void image_install_paths(struct strata_strs *out, struct image_check *c,
			 const struct strata_ecosystem *ecosystem,
			 const struct image_command *command, struct strata_str folder)
{
	if (ecosystem == &strata_ecosystem_npm) {
		add_all(out, c, folder,
			image_command_has(command, "-g --global global") ?
				"/usr/local/lib/node_modules /usr/lib/node_modules" :
				"node_modules");
	} else if (ecosystem == &strata_ecosystem_pypi) {
		add_all(out, c, folder,
			".venv /usr/local/lib/python /usr/lib/python /root/.local");
		add_variable(out, c, folder, "VIRTUAL_ENV");
		add(out, c, folder,
		    image_command_value(command, "-t --target --prefix --root -w --wheel-dir -d --dest"));
	} else if (ecosystem == &strata_ecosystem_rubygems) {
		add_all(out, c, folder, "vendor /usr/local/bundle /usr/local/lib/ruby /var/lib/gems");
		add_variable(out, c, folder, "BUNDLE_PATH");
		add_variable(out, c, folder, "GEM_HOME");
	} else if (ecosystem == &strata_ecosystem_composer) {
		add_all(out, c, folder, "vendor");
	} else if (ecosystem == &strata_ecosystem_conda) {
		add_all(out, c, folder, "/opt/conda");
		add(out, c, folder, image_command_value(command, "-p --prefix"));
	} else if (ecosystem->purl_type && !ecosystem->outside &&
		   strata_lists("deb apk rpm", strata_str_of(ecosystem->purl_type))) {
		add_all(out, c, folder, "/var/lib/dpkg");
	}
}
