/* contents.c - what is in an image, by its name and tag; see contents.h. */
#include "image/contents.h"

#include "strata/format.h"

static void set_tri(enum image_tri *slot, struct strata_str value)
{
	if (*slot == IMAGE_MAYBE)
		*slot = strata_str_eq(value, STRATA_STR("yes")) ? IMAGE_YES : IMAGE_NO;
}

static void set_text(struct strata_str *slot, struct strata_str value)
{
	if (!slot->ptr)
		*slot = strata_str_eq(value, STRATA_STR("-")) ? STRATA_STR("") : value;
}

/* "debian/12". */
static void set_system(struct image_contents *out, struct strata_str value)
{
	struct strata_str version;

	if (out->system.ptr)
		return;
	strata_str_cut(&out->system, &version, value, '/');
	out->system_version = version;
}

static void set(struct image_contents *out, struct strata_str key, struct strata_str value,
		struct strata_str why)
{
	if (strata_str_eq(key, STRATA_STR("kind"))) {
		set_text(&out->kind, value);
	} else if (strata_str_eq(key, STRATA_STR("minimal"))) {
		set_tri(&out->minimal, value);
	} else if (strata_str_eq(key, STRATA_STR("fat"))) {
		if (out->fat == IMAGE_MAYBE)
			out->why_fat = why;
		set_tri(&out->fat, value);
	} else if (strata_str_eq(key, STRATA_STR("shell"))) {
		set_tri(&out->shell, value);
	} else if (strata_str_eq(key, STRATA_STR("root"))) {
		set_tri(&out->root, value);
	} else if (strata_str_eq(key, STRATA_STR("manager"))) {
		set_text(&out->manager, value);
	} else if (strata_str_eq(key, STRATA_STR("libc"))) {
		set_text(&out->libc, value);
	} else if (strata_str_eq(key, STRATA_STR("system"))) {
		set_system(out, value);
	}
}

/* "key=value key=value | why". */
static void apply(struct image_contents *out, struct strata_str rest)
{
	struct strata_str pairs, why, pair, key, value;

	strata_str_cut(&pairs, &why, rest, '|');
	why = why.ptr ? strata_str_trim(why) : STRATA_NONE;
	for (pairs = strata_str_trim(pairs); pairs.len;) {
		strata_str_cut(&pair, &pairs, pairs, ' ');
		if (strata_str_cut(&key, &value, pair, '='))
			set(out, key, value, why);
	}
}

static void apply_rows(struct image_contents *out, const struct image_families *families,
		       struct strata_str key, struct strata_str also)
{
	const struct image_family_rows *rows = &families->rows[IMAGE_FAMILY_contents];

	for (size_t i = 0; i < rows->count; i++)
		if (strata_glob_match(rows->items[i].key, key) ||
		    (also.ptr && strata_glob_match(rows->items[i].key, also)))
			apply(out, rows->items[i].rest);
}

/* The number of a word of a system: "3.20" of "alpine3.20". */
static struct strata_str number_of(struct strata_str word)
{
	size_t i = 0;

	while (i < word.len && !strata_is_digit(word.ptr[i]))
		i++;
	return i < word.len ? strata_str_skip(word, i) : STRATA_NONE;
}

/* What a tag's words tell. */
static void system_of_tag(struct image_contents *out, const struct image_tag *tag)
{
	struct strata_str name, rest;

	if (!tag->system || out->system.ptr)
		return;
	strata_str_cut(&name, &rest, tag->system->rest, ' ');
	out->system = name;
	if (strata_str_eq(tag->system->key, tag->release) && strata_is_digit(rest.len ? rest.ptr[0] : '-')) {
		/* a row "release bookworm debian 12" */
		out->system_version = rest;
		out->codename = tag->release;
		return;
	}
	out->system_version = tag->number.ptr ? tag->number : number_of(tag->release);
}

/* "12" of debian is bookworm: by the number of the row, or by its first part for Debian's. */
static void codename_of(struct image_contents *out, const struct image_families *families)
{
	const struct image_family_rows *rows = &families->rows[IMAGE_FAMILY_release];

	for (size_t i = 0; i < rows->count && !out->codename.ptr && out->system_version.ptr; i++) {
		struct strata_str system, number, first;

		strata_str_cut(&system, &number, rows->items[i].rest, ' ');
		strata_str_cut(&first, &(struct strata_str){ 0 }, out->system_version, '.');
		if (!strata_str_eq(system, out->system))
			continue;
		if (strata_str_eq(number, out->system_version) || strata_str_eq(number, first)) {
			out->system_version = number;
			out->codename = rows->items[i].key;
		}
	}
}

/* An image of a distribution: its version is that of the system. */
static void system_of_image(struct image_contents *out, const struct image_families *families,
			    struct strata_str official, const struct image_tag *tag,
			    struct strata_arena *arena)
{
	const struct image_family *row = image_family_of(families, IMAGE_FAMILY_system, official);
	struct strata_str name;

	if (out->system.ptr || !row)
		return;
	strata_str_cut(&name, &(struct strata_str){ 0 }, row->rest, ' ');
	out->system = name;
	if (tag->depth && !tag->preliminary)
		out->system_version = image_tag_cut(tag, tag->depth > 2 ? 2 : tag->depth, true, arena);
}

/* What follows from the system: each of its images has a shell, libc and package manager. */
static void complete(struct image_contents *out, const struct image_families *families)
{
	const struct image_family_rows *rows = &families->rows[IMAGE_FAMILY_system];
	struct strata_str name, manager, libc;

	for (size_t i = 0; i < rows->count && out->system.ptr; i++) {
		strata_str_cut(&name, &manager, rows->items[i].rest, ' ');
		strata_str_cut(&manager, &libc, manager, ' ');
		if (!strata_str_eq(name, out->system))
			continue;
		set_text(&out->manager, manager);
		set_text(&out->libc, libc);
		if (libc.len > 1 && out->shell == IMAGE_MAYBE)
			out->shell = IMAGE_YES;
		break;
	}
	if (out->minimal == IMAGE_YES && out->fat == IMAGE_MAYBE)
		out->fat = IMAGE_NO;
}

void image_contents_of(struct image_contents *out, const struct image_families *families,
		       struct strata_str name, struct strata_str official,
		       const struct image_tag *tag, const struct image_tag *also,
		       struct strata_arena *arena)
{
	const struct image_family *row;
	struct strata_str colon = STRATA_STR(":");

	*out = (struct image_contents){ 0 };
	apply_rows(out, families, strata_arena_join(arena, name, colon, tag->text),
		   also ? strata_arena_join(arena, name, colon, also->text) : STRATA_NONE);
	if (official.ptr) {
		system_of_tag(out, tag);
		if (also)
			system_of_tag(out, also);
		system_of_image(out, families, official, tag, arena);
		row = image_family_for(families, IMAGE_FAMILY_default,
				       strata_arena_join(arena, official, colon, tag->text));
		if (row)
			set_system(out, row->rest);
		if (!out->kind.ptr && out->system.ptr) {
			out->kind = STRATA_STR("full");
			if (out->minimal == IMAGE_MAYBE)
				out->minimal = IMAGE_NO;
		}
	}
	codename_of(out, families);
	complete(out, families);
}

void image_contents_of_text(struct image_contents *out, const struct image_families *families,
			    struct strata_str reference, struct strata_arena *arena)
{
	struct image_parts parts = image_reference_split(reference);
	struct image_tag tag;

	image_tag_read(&tag, parts.tag, families);
	image_contents_of(out, families, parts.name, STRATA_NONE, &tag, NULL, arena);
}
