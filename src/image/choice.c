/* choice.c - the smaller image in place of one; see choice.h. */
#include "image/choice.h"

#include "image/contents.h"

enum { CHOICES = 3 };

/* What is looked for among the tags that are built. */
struct wish {
	const struct image_official *image;
	const struct image_families *families;
	const struct image_tag *like;
	unsigned depth;           /* so many parts of its version have to be the same */
	enum image_tag_kind kind;
	bool jre;                 /* a JRE instead of a JDK */
	bool plain;               /* no features at all but that */
	bool newer;               /* of the nearest line that is newer */
	struct strata_arena *arena;
};

static const char *const java_words[] = { "jdk", "jre", NULL };

/* Whether an image is for machines that run Linux. */
static bool runs_linux(const struct image_tags *tags)
{
	struct strata_str rest = tags->arches, arch;

	while (rest.len) {
		strata_str_cut(&arch, &rest, rest, ',');
		if (!strata_str_starts(arch, STRATA_STR("windows")))
			return true;
	}
	return false;
}

static bool has_features(const struct image_tag *tag, const struct wish *w)
{
	static const struct image_tag none = { 0 };

	if (w->jre && !image_tag_has(tag, "jre"))
		return false;
	return image_tag_alike(w->plain ? &none : w->like, tag, w->jre ? java_words : NULL);
}

static bool has_version(const struct image_tag *tag, const struct wish *w)
{
	if (!w->like->depth) /* a release by its name */
		return !tag->depth && tag->release.ptr &&
		       strata_str_eq(tag->release, w->like->release);
	if (!tag->depth || (tag->preliminary && !w->like->preliminary))
		return false;
	/* "14" would be older than 14.1, and "3" no line at all where 3.10 is one. */
	if (w->newer)
		return tag->depth >= w->depth && image_tag_compare(tag, w->like, w->depth) > 0;
	return image_tag_compare(tag, w->like, w->depth) == 0;
}

static bool fits(const struct image_tag *tag, const struct wish *w)
{
	return tag->kind == w->kind && has_version(tag, w) && has_features(tag, w);
}

/* Whether the image of this tag is meant, too, where no release is named. */
static bool is_default(const struct image_tag *tag, const struct wish *w)
{
	size_t at = (size_t)(tag->release.ptr - tag->text.ptr), end = at + tag->release.len;
	struct strata_str text;

	if (!tag->release.ptr || tag->number.ptr)
		return !tag->release.ptr;
	if (w->kind == IMAGE_TAG_ALPINE)
		text = strata_arena_join(w->arena, strata_str_take(tag->text, at),
					 STRATA_STR("alpine"), strata_str_skip(tag->text, end));
	else
		text = strata_arena_join(w->arena, strata_str_take(tag->text, at ? at - 1 : 0),
					 strata_str_skip(tag->text, at ? end : end + 1), STRATA_NONE);
	return image_facts_tag(w->image, text) == image_facts_tag(w->image, tag->text);
}

/* Whether it says which release: "alpine" alone goes on to the next. */
static bool says_release(const struct image_tag *tag)
{
	if (tag->number.ptr)
		return true;
	return tag->release.ptr && !strata_str_eq(tag->release, STRATA_STR("alpine"));
}

static bool same_release(const struct image_tag *tag, const struct wish *w)
{
	return tag->release.ptr && says_release(w->like) &&
	       strata_str_eq(tag->release, w->like->release);
}

/* Above 0: a is the better one. What comes first counts more. */
static int compare(const struct image_tag *a, const struct image_tag *b, const struct wish *w)
{
	int order;

	if (w->newer && (order = image_tag_compare(b, a, w->depth)) != 0)
		return order;
	if ((order = same_release(a, w) - same_release(b, w)) != 0 ||
	    (order = image_tag_compare(a, b, IMAGE_TAG_PARTS)) != 0 ||
	    (order = is_default(a, w) - is_default(b, w)) != 0 ||
	    (order = (int)a->depth - (int)b->depth) != 0 ||
	    (order = says_release(a) - says_release(b)) != 0 ||
	    (order = (a->date.ptr != NULL) - (b->date.ptr != NULL)) != 0)
		return order;
	return (int)b->text.len - (int)a->text.len;
}

/* A cheap look, before a tag is taken apart. */
static bool may_fit(struct strata_str text, const struct wish *w)
{
	if (!w->like->depth)
		return strata_str_find(text, w->like->release) != STRATA_NPOS;
	return w->newer || w->plain || image_line_holds(w->like, w->depth, text);
}

static bool find(struct image_tag *out, const struct wish *w)
{
	struct strata_str rest, text;
	struct image_tag tag;
	bool found = false;

	if (!w->like->depth && !w->like->release.ptr)
		return false;
	for (size_t i = 0; i < w->image->current.count; i++) {
		if (!runs_linux(&w->image->current.items[i]))
			continue;
		for (rest = w->image->current.items[i].tags; rest.len;) {
			strata_str_cut(&text, &rest, rest, ' ');
			if (!may_fit(text, w))
				continue;
			image_tag_read(&tag, text, w->families);
			if (fits(&tag, w) && (!found || compare(&tag, out, w) > 0)) {
				*out = tag;
				found = true;
			}
		}
	}
	return found;
}

/* With the most parts of the version that can be kept; of a newer line there are none to keep. */
static bool find_nearest(struct image_tag *out, struct wish *w, unsigned least)
{
	for (w->depth = w->newer ? least : w->like->depth; w->depth > least; w->depth--)
		if (find(out, w))
			return true;
	w->depth = least;
	return find(out, w);
}

static struct image_breaks breaks_of(const struct image_contents *from,
				     const struct image_contents *to, bool jre, bool major)
{
	return (struct image_breaks){
		.libc = from->libc.len && to->libc.ptr && !strata_str_eq(from->libc, to->libc),
		.shell = from->shell != IMAGE_NO && to->shell == IMAGE_NO,
		.manager = from->manager.len && to->manager.ptr &&
			   !strata_str_eq(from->manager, to->manager),
		.compiler = from->fat == IMAGE_YES && to->fat == IMAGE_NO && !jre &&
			    from->why_fat.len &&
			    strata_str_starts(from->why_fat, STRATA_STR("compilers")),
		.jdk = jre,
		.major = major,
	};
}

static bool is_jdk(const struct image_choice_of *of)
{
	return strata_str_eq(of->contents->kind, STRATA_STR("jdk"));
}

static bool is_java(const struct image_choice_of *of)
{
	return is_jdk(of) || strata_str_eq(of->contents->kind, STRATA_STR("jre"));
}

static void add(struct image_choices *out, const struct image_choice_of *of, struct strata_str name,
		const struct wish *w, const struct image_tag *tag, struct strata_arena *arena)
{
	struct image_choice *choice;
	struct strata_str reference = strata_arena_join(arena, name, STRATA_STR(":"), tag->text);

	for (size_t i = 0; i < out->count; i++)
		if (strata_str_eq(out->items[i].reference, reference))
			return;
	if (out->count == CHOICES)
		return;
	choice = strata_vec_push(arena, out);
	choice->reference = reference;
	image_contents_of(&choice->contents, w->families,
			  strata_arena_join(arena, STRATA_STR("docker.io/library/"), w->image->name,
					    STRATA_NONE),
			  w->image->name, tag, NULL, arena);
	choice->breaks = breaks_of(of->contents, &choice->contents, w->jre && is_jdk(of), w->newer);
}

/* Smaller kinds first, and its own when that alone is no reason to stay. */
static void add_kinds(struct image_choices *out, const struct image_choice_of *of,
		      struct strata_str name, struct wish *w, unsigned least, bool own_kind,
		      struct strata_arena *arena)
{
	enum image_tag_kind own = w->like->kind == IMAGE_TAG_WINDOWS ? IMAGE_TAG_PLAIN : w->like->kind;
	struct image_tag found;

	/* A JRE with the same libc breaks less than one with another. */
	w->kind = IMAGE_TAG_PLAIN;
	if (own_kind && w->jre && own == IMAGE_TAG_PLAIN && find_nearest(&found, w, least))
		add(out, of, name, w, &found, arena);
	for (int kind = IMAGE_TAG_SLIM; kind <= IMAGE_TAG_ALPINE; kind++) {
		/* From alpine to slim would be larger, and break as much. */
		if ((own == IMAGE_TAG_ALPINE && kind == IMAGE_TAG_SLIM) ||
		    ((int)own == kind && !own_kind))
			continue;
		w->kind = (enum image_tag_kind)kind;
		if (find_nearest(&found, w, least))
			add(out, of, name, w, &found, arena);
	}
	w->kind = IMAGE_TAG_PLAIN;
	if (own_kind && own == IMAGE_TAG_PLAIN && find_nearest(&found, w, least))
		add(out, of, name, w, &found, arena);
}

/* "debian:stretch" is followed by what comes after Debian 9. */
static void with_number(struct image_tag *like, const struct image_choice_of *of,
			const struct image_families *families, struct strata_arena *arena)
{
	*like = *of->tag;
	if (like->depth || !strata_str_eq(of->image->name, of->contents->system) ||
	    !of->contents->system_version.len)
		return;
	image_tag_read(like, strata_arena_join(arena, of->contents->system_version,
					       like->kind == IMAGE_TAG_SLIM ? STRATA_STR("-slim")
									    : STRATA_NONE,
					       STRATA_NONE),
		       families);
}

/* Of another image that took the place of this one: versions of Java are the same in all. */
static int add_instead(struct image_choices *out, const struct image_choice_of *of, struct wish *w,
		       struct strata_arena *arena, struct strata_error *err)
{
	const struct image_official *image;
	struct image_tag like = *of->tag;
	struct wish other = *w;
	int rc = image_facts_image(&image, of->facts, of->instead, err);

	if (rc <= 0)
		return rc;
	other.image = image;
	other.jre = other.plain = true;
	/* No image of theirs is slim. */
	if (like.kind == IMAGE_TAG_SLIM)
		like.kind = IMAGE_TAG_PLAIN;
	other.like = &like;
	other.depth = 1;
	add_kinds(out, of, of->instead, &other, 1, true, arena);
	return 0;
}

/* "22" or "3.11" of what a row of `runtime` is for. */
static bool is_for(const struct image_tag *tag, struct strata_str versions,
		   struct strata_arena *arena)
{
	struct strata_str one;

	while (versions.len) {
		strata_str_cut(&one, &versions, versions, ' ');
		if (strata_str_eq(one, STRATA_STR("*")))
			return true;
		for (unsigned depth = 1; depth <= tag->depth && depth <= 2; depth++)
			if (strata_str_eq(one, image_tag_cut(tag, depth, true, arena)))
				return true;
	}
	return false;
}

/* What runs what the image builds, without a shell. */
static void add_runtimes(struct image_choices *out, const struct image_choice_of *of,
			 const struct image_families *families, struct strata_arena *arena)
{
	const struct image_family_rows *rows = &families->rows[IMAGE_FAMILY_runtime];
	struct strata_str reference, versions, head, tail;

	for (size_t i = 0; i < rows->count && out->count < CHOICES; i++) {
		struct image_choice *choice;

		strata_str_cut(&reference, &versions, rows->items[i].rest, ' ');
		if (!strata_str_eq(rows->items[i].key, of->image->name) ||
		    !is_for(of->tag, versions, arena))
			continue;
		if (strata_str_cut(&head, &tail, reference, '%'))
			reference = strata_arena_join(arena, head,
						      image_tag_cut(of->tag, 1, true, arena), tail);
		choice = strata_vec_push(arena, out);
		choice->reference = reference;
		image_contents_of_text(&choice->contents, families, reference, arena);
		choice->breaks = breaks_of(of->contents, &choice->contents, is_jdk(of), false);
	}
}

int image_choices_of(struct image_choices *out, const struct image_choice_of *of,
		     struct strata_arena *arena, struct strata_error *err)
{
	const struct image_families *families = image_facts_families(of->facts);
	bool small = of->contents->minimal == IMAGE_YES && of->contents->fat != IMAGE_YES;
	struct image_tag like;
	struct wish w = { .image = of->image, .families = families, .like = of->tag,
			  .jre = is_jdk(of), .arena = arena };
	int rc;

	if (of->tag->kind == IMAGE_TAG_WINDOWS)
		return 0;
	if (of->instead.ptr && is_java(of) && (rc = add_instead(out, of, &w, arena, err)) < 0)
		return rc;
	if (of->image->status != IMAGE_STATUS_ACTIVE && of->instead.ptr)
		return 0;
	if (of->gone) {
		with_number(&like, of, families, arena);
		w.like = &like;
		w.newer = like.depth > 0;
		add_kinds(out, of, of->name, &w, of->line->depth ? of->line->depth : 1, true, arena);
		return 0;
	}
	if (small)
		return 0;
	add_kinds(out, of, of->name, &w, of->line->depth, is_jdk(of), arena);
	add_runtimes(out, of, families, arena);
	return 0;
}

struct strata_str image_choice_successor(const struct image_choice_of *of,
					 struct strata_arena *arena)
{
	struct image_tag found;
	struct wish w = { .image = of->image, .families = image_facts_families(of->facts),
			  .like = of->tag, .kind = of->tag->kind, .arena = arena };

	if (of->tag->kind == IMAGE_TAG_WINDOWS || !find_nearest(&found, &w, of->line->depth))
		return STRATA_NONE;
	return found.text;
}
