/*
 * facts.c - what is known about the official images; see facts.h.
 *
 * Texts that are unpacked, and the table of contents, are kept as they are: all that is answered
 * is slices of them. A map of an image's tags is made with its text, since one judgement asks
 * for a dozen of them.
 */
#include "image/facts.h"

#include <stdio.h>

#include "image/embedded.h"
#include "strata/limits.h"
#include "text/inflate.h"
#include "text/line.h"

struct entry {
	struct strata_str name, packed;
	size_t size;
	struct image_official *image; /* NULL: not asked for yet */
};

STRATA_VEC(entries, struct entry);

struct image_facts {
	struct strata_arena arena;
	struct strata_str name, day, commit;
	struct entries entries;
	struct strata_map by_name;
	struct image_families families;
	char *owned; /* NULL: the bytes are somebody else's */
};

static int malformed(struct strata_error *err, unsigned line, const char *what)
{
	return strata_fail(err, STRATA_ESYNTAX, line, "no facts about images: %s", what);
}

static int read_size(size_t *out, struct strata_str text, size_t most, unsigned line,
		     struct strata_error *err)
{
	uint64_t n;

	if (!strata_str_u64(&n, text))
		return malformed(err, line, "a size is no number");
	if (n > most)
		return strata_fail(err, STRATA_ELIMIT, line, "an image has more than %zu bytes of facts",
				   most);
	*out = (size_t)n;
	return 0;
}

/* "image node 29301 164704": where its bytes are is known when all sizes are. */
static int add_entry(struct image_facts *f, struct strata_str text, unsigned line,
		     struct strata_error *err)
{
	struct strata_str name, packed, size;
	struct entry *e;
	bool added;
	int rc;

	if (f->entries.count == STRATA_LIMIT_IMAGES)
		return strata_fail(err, STRATA_ELIMIT, line, "more than %d images",
				   STRATA_LIMIT_IMAGES);
	if (!strata_str_cut(&name, &packed, text, ' ') || !name.len ||
	    !strata_str_cut(&packed, &size, packed, ' '))
		return malformed(err, line, "an image without its size");
	*strata_map_at(&f->by_name, name, &added) = f->entries.count;
	if (!added)
		return malformed(err, line, "an image twice");
	e = strata_vec_push(&f->arena, &f->entries);
	e->name = name;
	e->packed.ptr = "";
	if ((rc = read_size(&e->packed.len, packed, STRATA_LIMIT_IMAGE_FACTS_BYTES, line, err)) < 0)
		return rc;
	return read_size(&e->size, size, STRATA_LIMIT_IMAGE_TEXT_BYTES, line, err);
}

static int read_head(struct image_facts *f, struct strata_str line, unsigned number,
		     struct strata_error *err)
{
	struct strata_str key, value;

	if (!strata_str_cut(&key, &value, line, ' '))
		return malformed(err, number, "a word alone");
	if (strata_str_eq(key, STRATA_STR("image")))
		return add_entry(f, value, number, err);
	if (strata_str_eq(key, STRATA_STR("day"))) {
		if (!strata_str_is_day(value))
			return malformed(err, number, "their day is none");
		f->day = value;
	} else if (strata_str_eq(key, STRATA_STR("commit"))) {
		f->commit = value;
	}
	return 0;
}

/* The texts lie behind each other and fill what is left. */
static int place_entries(struct image_facts *f, struct strata_str rest, struct strata_error *err)
{
	for (size_t i = 0; i < f->entries.count; i++) {
		struct entry *e = &f->entries.items[i];

		if (e->packed.len > rest.len)
			return malformed(err, 0, "they are cut off");
		e->packed = strata_str_take(rest, e->packed.len);
		rest = strata_str_skip(rest, e->packed.len);
	}
	return rest.len ? malformed(err, 0, "bytes follow the last image") : 0;
}

static int read_file(struct image_facts *f, struct strata_str bytes, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(bytes);
	int rc;

	if (!line_next(&c) || !strata_str_eq(c.line, STRATA_STR("strata image facts 1")))
		return malformed(err, 1, "they begin with another line");
	while (line_next(&c) && c.line.len)
		if ((rc = read_head(f, c.line, c.number, err)) < 0)
			return rc;
	if (!f->day.ptr)
		return malformed(err, 0, "their day is missing");
	if (!f->commit.ptr)
		f->commit = STRATA_STR("");
	return place_entries(f, c.rest, err);
}

static struct strata_str embedded(int which)
{
	return (struct strata_str){ (const char *)image_embedded_files[which].bytes,
				    image_embedded_files[which].size };
}

int image_facts_of_bytes(struct image_facts **out, struct strata_str bytes, struct strata_str name,
			 struct strata_error *err)
{
	struct image_facts *f = strata_malloc(sizeof(*f));
	int rc;

	*f = (struct image_facts){ .arena = STRATA_ARENA_INIT };
	f->by_name = STRATA_MAP_INIT(&f->arena);
	f->name = strata_arena_dup(&f->arena, name);
	*out = f;
	if ((rc = read_file(f, bytes, err)) == 0 &&
	    (rc = image_families_read(&f->families, embedded(IMAGE_EMBEDDED_FAMILIES), &f->arena,
				      err)) == 0)
		return 0;
	strata_error_at(err, name);
	image_facts_close(f);
	*out = NULL;
	return rc;
}

int image_facts_embedded(struct image_facts **out, struct strata_error *err)
{
	return image_facts_of_bytes(out, embedded(IMAGE_EMBEDDED_OFFICIAL),
				    STRATA_STR("data/image/official.facts"), err);
}

/* *bytes are the caller's to free. */
static int read_whole(struct strata_str *bytes, const char *path, struct strata_error *err)
{
	FILE *file = fopen(path, "rb");
	size_t room = 1 << 20, len = 0, got;
	char *buffer;
	int rc = 0;

	if (!file)
		return strata_fail(err, STRATA_EIO, 0, "cannot open the facts about images '%s'", path);
	buffer = strata_malloc(room);
	while ((got = fread(buffer + len, 1, room - len, file)) > 0) {
		len += got;
		if (len > STRATA_LIMIT_IMAGE_FACTS_BYTES)
			break;
		if (len == room)
			buffer = strata_realloc(buffer, room *= 2);
	}
	if (ferror(file))
		rc = strata_fail(err, STRATA_EIO, 0, "cannot read the facts about images '%s'", path);
	else if (len > STRATA_LIMIT_IMAGE_FACTS_BYTES)
		rc = strata_fail(err, STRATA_ELIMIT, 0, "facts about images of more than %u bytes",
				 STRATA_LIMIT_IMAGE_FACTS_BYTES);
	fclose(file);
	*bytes = (struct strata_str){ buffer, len };
	if (rc < 0)
		free(buffer);
	return rc;
}

int image_facts_open(struct image_facts **out, const char *path, struct strata_error *err)
{
	struct strata_str bytes;
	int rc;

	*out = NULL;
	if ((rc = read_whole(&bytes, path, err)) < 0) {
		strata_error_at(err, strata_str_of(path));
		return rc;
	}
	if ((rc = image_facts_of_bytes(out, bytes, strata_str_of(path), err)) < 0)
		free((char *)(uintptr_t)bytes.ptr);
	else
		(*out)->owned = (char *)(uintptr_t)bytes.ptr;
	return rc;
}

void image_facts_close(struct image_facts *facts)
{
	if (!facts)
		return;
	free(facts->owned);
	strata_arena_release(&facts->arena);
	free(facts);
}

struct strata_str image_facts_day(const struct image_facts *facts)
{
	return facts->day;
}

struct strata_str image_facts_commit(const struct image_facts *facts)
{
	return facts->commit;
}

const struct image_families *image_facts_families(const struct image_facts *facts)
{
	return &facts->families;
}

/* The next word of a text, which loses it; false at its end. */
static bool next_word(struct strata_str *word, struct strata_str *rest)
{
	if (!rest->len)
		return false;
	strata_str_cut(word, rest, *rest, ' ');
	return true;
}

static int index_tags(struct image_official *image, const struct image_tags *tags, size_t index,
		      unsigned line, struct strata_error *err)
{
	struct strata_str rest = tags->tags, tag;
	bool added;

	if (!rest.len)
		return malformed(err, line, "a line without tags");
	while (next_word(&tag, &rest)) {
		*strata_map_at(&image->tags, tag, &added) = index;
		if (!added || !tag.len)
			return malformed(err, line, "a tag twice, or none");
	}
	return 0;
}

/* "<number> <first day> <arch,arch> <tag>.." */
static int add_current(struct image_official *image, struct strata_str text, unsigned line,
		       struct strata_error *err)
{
	struct image_tags *t = strata_vec_push(image->tags.arena, &image->current);
	struct strata_str number;
	uint64_t n;

	strata_str_cut(&number, &text, text, ' ');
	if (!strata_str_u64(&n, number) || n > INT32_MAX)
		return malformed(err, line, "a number is none");
	strata_str_cut(&t->first, &text, text, ' ');
	strata_str_cut(&t->arches, &t->tags, text, ' ');
	if (!strata_str_is_day(t->first))
		return malformed(err, line, "a day is none");
	t->group = (int)n;
	return 0;
}

/* "<first day> <last day> <tag>.." */
static int add_gone(struct image_official *image, struct strata_str text, unsigned line,
		    struct strata_error *err)
{
	struct image_tags *t = strata_vec_push(image->tags.arena, &image->gone);

	strata_str_cut(&t->first, &text, text, ' ');
	strata_str_cut(&t->last, &t->tags, text, ' ');
	if (!strata_str_is_day(t->first) || !strata_str_is_day(t->last))
		return malformed(err, line, "a day is none");
	t->group = -1;
	return 0;
}

static int read_day(struct image_official *image, struct strata_str key, struct strata_str value,
		    unsigned line, struct strata_error *err)
{
	if (!strata_str_is_day(value))
		return malformed(err, line, "a day is none");
	if (strata_str_eq(key, STRATA_STR("first")))
		image->first = value;
	else if (strata_str_eq(key, STRATA_STR("changed")))
		image->changed = value;
	else if (strata_str_eq(key, STRATA_STR("deprecated")))
		image->deprecated = value;
	else if (strata_str_eq(key, STRATA_STR("removed")))
		image->removed = value;
	else
		return malformed(err, line, "an unknown word");
	return 0;
}

static int read_line(struct image_official *image, struct strata_str text, unsigned line,
		     struct strata_error *err)
{
	struct strata_str key, value;

	strata_str_cut(&key, &value, text, ' ');
	if (strata_str_eq(key, STRATA_STR("now")))
		return add_current(image, value, line, err);
	if (strata_str_eq(key, STRATA_STR("gone")))
		return add_gone(image, value, line, err);
	return read_day(image, key, value, line, err);
}

static int index_image(struct image_official *image, struct strata_error *err)
{
	size_t current = image->current.count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < current; i++)
		rc = index_tags(image, &image->current.items[i], i, 0, err);
	for (size_t i = 0; rc == 0 && i < image->gone.count; i++)
		rc = index_tags(image, &image->gone.items[i], current + i, 0, err);
	return rc;
}

static int read_text(struct image_official *image, struct strata_str text, struct strata_error *err)
{
	struct line_cursor c = LINE_CURSOR(text);
	int rc;

	while (line_next(&c))
		if ((rc = read_line(image, c.line, c.number, err)) < 0)
			return rc;
	if (!image->first.ptr || !image->changed.ptr)
		return malformed(err, 0, "the days of an image are missing");
	image->status = image->removed.ptr      ? IMAGE_STATUS_REMOVED
			: image->deprecated.ptr ? IMAGE_STATUS_DEPRECATED
						: IMAGE_STATUS_ACTIVE;
	return index_image(image, err);
}

static int read_entry(struct entry *e, struct image_facts *f, struct strata_error *err)
{
	struct image_official *image = strata_arena_alloc(&f->arena, sizeof(*image));
	char *text = strata_arena_text(&f->arena, e->size);
	int rc;

	image->name = e->name;
	image->tags = STRATA_MAP_INIT(&f->arena);
	if ((rc = inflate_bytes(text, e->size, e->packed, err)) < 0)
		return rc;
	if ((rc = read_text(image, (struct strata_str){ text, e->size }, err)) == 0)
		e->image = image;
	return rc;
}

int image_facts_image(const struct image_official **out, struct image_facts *facts,
		      struct strata_str name, struct strata_error *err)
{
	struct entry *e;
	size_t index;
	int rc;

	*out = NULL;
	if (!strata_map_get(&index, &facts->by_name, name))
		return 0;
	e = &facts->entries.items[index];
	if (!e->image && (rc = read_entry(e, facts, err)) < 0) {
		strata_error_at(err, STRATA_CONCAT(&facts->arena, facts->name, STRATA_STR(": "),
						   e->name));
		return rc;
	}
	*out = e->image;
	return 1;
}

const struct image_tags *image_facts_tag(const struct image_official *image, struct strata_str tag)
{
	size_t index, current = image->current.count;

	if (!strata_map_get(&index, &image->tags, tag))
		return NULL;
	return index < current ? &image->current.items[index]
			       : &image->gone.items[index - current];
}
