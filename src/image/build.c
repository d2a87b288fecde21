/*
 * build.c - see build.h.
 *
 * Specified by: the Compose Specification, "build", and containers.dev, "devcontainer.json
 * reference", 2026-11.
 */
#include "image/build.h"

#include "image/read.h"
#include "strata/limits.h"
#include "text/json.h"
#include "text/yaml.h"

struct reader {
	struct image_builds *out;
	struct strata_notes *notes;
	struct facts_set *facts;
	struct strata_arena *arena;
	struct strata_str path; /* of the file that is read */
	bool full;              /* there were too many builds, which is noted */
};

static void note(struct reader *r, struct strata_str reason)
{
	*strata_vec_push(r->arena, r->notes) =
		(struct strata_note){ .path = r->path, .reason = reason };
}

/* A path of the snapshot, "." and ".." followed; absent: it leads out of it. */
static struct strata_str path_in(struct reader *r, struct strata_str folder, struct strata_str path)
{
	return path.len && path.ptr[0] == '~' ? STRATA_NONE : strata_arena_path(r->arena, folder, path);
}

/* "${X:-v}" and "${X-v}" are v; absent: only the machine that builds knows. */
static struct strata_str known(struct reader *r, struct strata_str text)
{
	struct strata_str out = STRATA_STR(""), inside, rest = text, after;
	size_t at, minus;

	while ((at = strata_str_chr(rest, '$')) != STRATA_NPOS) {
		out = strata_arena_join(r->arena, out, strata_str_take(rest, at), STRATA_NONE);
		rest = strata_str_skip(rest, at + 1);
		if (!strata_str_starts(rest, STRATA_STR("{")) ||
		    !strata_str_cut(&inside, &after, strata_str_skip(rest, 1), '}') ||
		    (minus = strata_str_chr(inside, '-')) == STRATA_NPOS ||
		    strata_str_chr(inside, '$') != STRATA_NPOS || out.len > STRATA_LIMIT_VERSION_BYTES)
			return STRATA_NONE;
		out = strata_arena_join(r->arena, out, strata_str_skip(inside, minus + 1),
					STRATA_NONE);
		rest = after;
	}
	return out.len ? strata_arena_join(r->arena, out, rest, STRATA_NONE) : rest;
}

static void add_pair(struct reader *r, struct dockerfile_arguments_given *out,
		     struct strata_str name, struct strata_str value)
{
	value = value.ptr ? known(r, value) : value;
	if (name.len && value.ptr)
		*strata_vec_push(r->arena, out) = (struct dockerfile_argument){ name, value };
}

/* "args: {A: b}" and "args: [A=b]". */
static void add_pairs(struct reader *r, struct dockerfile_arguments_given *out,
		      const struct node *n)
{
	struct strata_str name, value;

	for (const struct node *p = node_first(n); p; p = p->next) {
		if (n->type == NODE_MAP && p->type != NODE_NULL) {
			add_pair(r, out, p->key, p->text);
		} else if (n->type == NODE_ARRAY && p->type == NODE_STRING) {
			strata_str_cut(&name, &value, p->text, '=');
			add_pair(r, out, name, value);
		}
	}
}

static void add(struct reader *r, const struct image_build *build)
{
	size_t *first;

	if (r->out->list.count >= STRATA_LIMIT_IMAGE_BUILDS) {
		if (!r->full)
			note(r, STRATA_STR("too many builds of images: those from here on are not judged"));
		r->full = true;
		return;
	}
	*strata_vec_push(r->arena, &r->out->list) = *build;
	if (build->text.ptr)
		return;
	first = strata_map_at(&r->out->first, build->path, NULL);
	r->out->list.items[r->out->list.count - 1].next = *first;
	*first = r->out->list.count;
}

/* "build: ./web", or a map; false: it is of another place, or only known where it is built. */
static bool read_build(struct reader *r, struct image_build *out, const struct node *n,
		       const char *dockerfile_key)
{
	struct strata_str folder = n->type == NODE_MAP ? node_text(n, "context") : n->text, file;

	folder = folder.len ? known(r, folder) : STRATA_STR(".");
	if (!folder.ptr || strata_str_find(folder, STRATA_STR("://")) != STRATA_NPOS)
		return false;
	out->folder = path_in(r, strata_path_dir(r->path), folder);
	if (n->type != NODE_MAP) {
		out->path = path_in(r, out->folder, STRATA_STR("Dockerfile"));
		return out->folder.ptr != NULL;
	}
	file = node_text(n, dockerfile_key);
	file = file.len ? known(r, file) : STRATA_STR("Dockerfile");
	out->target = node_text(n, "target").len ? known(r, node_text(n, "target")) : STRATA_NONE;
	add_pairs(r, &out->arguments, node_get(n, "args"));
	add_pairs(r, &out->contexts, node_get(n, "additional_contexts"));
	out->path = file.ptr && out->folder.ptr ? path_in(r, out->folder, file) : STRATA_NONE;
	return out->path.ptr != NULL;
}

static void read_service(struct reader *r, const struct node *service)
{
	const struct node *n = node_get(service, "build"), *text;
	struct image_build build = { .by = STRATA_CONCAT(r->arena, service->key, STRATA_STR(" of "),
							 r->path) };
	struct strata_str image = node_text(service, "image");

	if (!n || (n->type != NODE_MAP && n->type != NODE_STRING))
		return;
	if (image.len)
		*strata_map_at(&r->out->made, image, NULL) = 1;
	if (!read_build(r, &build, n, "dockerfile"))
		return;
	text = node_get(n, "dockerfile_inline");
	if (text && text->type == NODE_STRING) {
		build.path = r->path;
		build.text = text->text;
		build.line = text->line + 1;
	}
	add(r, &build);
}

static void read_compose(struct reader *r, struct strata_str bytes)
{
	struct node *top;

	if (yaml_tree(&top, bytes, r->arena, NULL) < 0)
		return;
	for (const struct node *s = node_first(node_map(top, "services")); s; s = s->next)
		if (s->type == NODE_MAP)
			read_service(r, s);
}

static void want(struct reader *r, struct strata_str text, unsigned line)
{
	if (text.len && strata_str_chr(text, '$') == STRATA_NPOS)
		*strata_vec_push(r->arena, &r->out->wanted) =
			(struct image_wanted){ text, r->path, line };
}

/* "features": each is an image that is laid over the container; "./x" is one of the project's. */
static void read_features(struct reader *r, const struct node *features)
{
	for (const struct node *n = node_first(features); n; n = n->next)
		if (strata_str_chr(n->key, '/') != STRATA_NPOS && n->key.ptr[0] != '.' &&
		    strata_str_find(n->key, STRATA_STR("://")) == STRATA_NPOS)
			want(r, n->key, n->line);
}

static void read_devcontainer(struct reader *r, struct strata_str bytes)
{
	struct image_build build = { .by = r->path };
	struct strata_error err = STRATA_ERROR_INIT;
	const struct node *n;
	struct node *top;

	if (json_map(&top, bytes, JSON_RELAXED, r->arena, &err) < 0) {
		note(r, strata_arena_printf(r->arena, "%s", err.text));
		return;
	}
	n = node_get(top, "image");
	if (n && n->type == NODE_STRING)
		want(r, n->text, n->line);
	read_features(r, node_map(top, "features"));
	n = node_map(top, "build");
	if (n && node_text(n, "dockerfile").len) {
		/* Unlike compose's, the file is looked for beside this one, not in the context. */
		if (read_build(r, &build, n, "dockerfile") &&
		    (build.path = path_in(r, strata_path_dir(r->path), node_text(n, "dockerfile"))).ptr)
			add(r, &build);
	} else if (node_text(top, "dockerFile").len) {
		build.path = path_in(r, strata_path_dir(r->path), node_text(top, "dockerFile"));
		build.folder = path_in(r, strata_path_dir(r->path), node_text(top, "context"));
		if (build.path.ptr)
			add(r, &build);
	}
}

/* Of a file that no parser reads, it is noted that it cannot be read. */
static void read_file(struct reader *r, struct strata_str path, bool parsed,
		      void (*read)(struct reader *r, struct strata_str bytes))
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str bytes;

	r->path = path;
	if (image_read(&bytes, r->facts, path, r->arena, &err) == 0)
		read(r, bytes);
	else if (!parsed)
		note(r, strata_arena_printf(r->arena, "%s", err.text));
}

void image_builds_read(struct image_builds *out, struct strata_notes *notes,
		       struct facts_set *facts, struct strata_arena *arena)
{
	const struct strata_format *compose = strata_format_named(STRATA_STR("compose/compose"));
	struct reader r = { .out = out, .notes = notes, .facts = facts, .arena = arena };

	*out = (struct image_builds){ .first = STRATA_MAP_INIT(arena),
				      .made = STRATA_MAP_INIT(arena) };
	for (size_t i = 0; i < facts->files.count; i++)
		if (facts->files.items[i]->format == compose)
			read_file(&r, facts->files.items[i]->path, true, read_compose);
	for (size_t i = 0; i < facts->entries.count; i++)
		if (strata_lists("devcontainer.json .devcontainer.json",
				 strata_path_base(facts->entries.items[i].path)))
			read_file(&r, facts->entries.items[i].path, false, read_devcontainer);
}

const struct image_build *image_builds_of(const struct image_builds *builds, struct strata_str path)
{
	size_t first;

	return strata_map_get(&first, &builds->first, path) ? &builds->list.items[first - 1] : NULL;
}
