/* line.c - the line that a tag is of; see line.h. */
#include "image/line.h"

#include <stdio.h>

enum {
	NEIGHBOURS = 100, /* last parts of versions that are looked for, from 0 on */
	SIDE_BY_SIDE = 30, /* days for which two of them were built, to be lines */
	DEEPEST = 2,       /* parts of a version that tell a line; Elasticsearch keeps 8.11.0 and .1 */
};

/* Days since some day long ago, of one that the calendar has. */
static int number_of(struct strata_str day)
{
	int year = 0, month, date, leap;

	for (int i = 0; i < 4; i++)
		year = year * 10 + (day.ptr[i] - '0');
	month = (day.ptr[5] - '0') * 10 + (day.ptr[6] - '0');
	date = (day.ptr[8] - '0') * 10 + (day.ptr[9] - '0');
	/* Years that begin in March have their odd day at the end. */
	if (month < 3) {
		month += 12;
		year--;
	}
	leap = year / 4 - year / 100 + year / 400;
	return year * 365 + leap + (153 * (month - 3) + 2) / 5 + date;
}

struct span {
	int first, last;
};

/* How the tag's neighbour would be written whose part at `depth` is x: head + x + tail. */
static bool find_neighbour(struct span *out, const struct image_official *image,
			   struct strata_str head, const char *x, struct strata_str tail,
			   struct strata_str day, struct strata_arena *arena)
{
	const struct image_tags *tags;

	tags = image_facts_tag(image, strata_arena_join(arena, head, strata_str_of(x), tail));
	if (!tags)
		return false;
	out->first = number_of(tags->first);
	out->last = number_of(tags->last.ptr ? tags->last : day);
	return true;
}

/* Whether two such neighbours were built side by side. */
static bool has_lines(const struct image_official *image, struct strata_str head, bool padded,
		      struct strata_str tail, struct strata_str day, struct strata_arena *arena)
{
	struct span found[NEIGHBOURS];
	unsigned count = 0;
	char x[24];

	for (unsigned i = 0; i < NEIGHBOURS; i++) {
		struct span *s = &found[count];

		snprintf(x, sizeof(x), padded ? "%02u" : "%u", i);
		if (!find_neighbour(s, image, head, x, tail, day, arena))
			continue;
		for (unsigned k = 0; k < count; k++) {
			int from = found[k].first > s->first ? found[k].first : s->first;
			int to = found[k].last < s->last ? found[k].last : s->last;

			if (to - from >= SIDE_BY_SIDE)
				return true;
		}
		count++;
	}
	return false;
}

unsigned image_line_depth(const struct image_official *image, const struct image_tag *tag,
			  struct strata_str day, struct strata_arena *arena)
{
	for (unsigned depth = tag->depth < DEEPEST ? tag->depth : DEEPEST; depth > 1; depth--) {
		struct strata_str cut = image_tag_cut(tag, depth, true, arena);
		struct strata_str whole = image_tag_cut(tag, depth, false, arena);
		struct strata_str head = strata_str_take(cut, tag->ends[depth - 2] + 1);
		struct strata_str tail = strata_str_skip(whole, cut.len);
		bool padded = cut.len - head.len == 2;

		if (has_lines(image, head, padded, tail, day, arena) ||
		    (tail.len && has_lines(image, head, padded, STRATA_NONE, day, arena)))
			return depth;
	}
	return tag->depth ? 1 : 0;
}

bool image_line_holds(const struct image_tag *tag, unsigned depth, struct strata_str other)
{
	size_t from = tag->version.ptr ? (size_t)(tag->version.ptr - tag->text.ptr) : 0;
	size_t end = depth ? tag->ends[depth - 1] : tag->text.len;
	char next;

	if (!strata_str_starts(other, strata_str_take(tag->text, end)) || end < from)
		return false;
	next = other.len > end ? other.ptr[end] : '-';
	return !strata_is_digit(next);
}

/* What is built of that version at all; else the day on which the last of it ended. */
static bool find_version(struct strata_str *ended, const struct image_official *image,
			 const struct image_tag *tag, unsigned depth)
{
	struct strata_str rest, one;

	*ended = STRATA_NONE;
	for (size_t i = 0; i < image->current.count; i++)
		for (rest = image->current.items[i].tags; rest.len;) {
			strata_str_cut(&one, &rest, rest, ' ');
			if (image_line_holds(tag, depth, one))
				return true;
		}
	for (size_t i = 0; i < image->gone.count; i++) {
		const struct image_tags *tags = &image->gone.items[i];

		if (ended->ptr && strata_str_cmp(tags->last, *ended) <= 0)
			continue;
		for (rest = tags->tags; rest.len;) {
			strata_str_cut(&one, &rest, rest, ' ');
			if (image_line_holds(tag, depth, one)) {
				*ended = tags->last;
				break;
			}
		}
	}
	return false;
}

/* The tag that goes along the line, tried from the one most alike on. */
static const struct image_tags *find_line(struct strata_str *name, const struct image_official *image,
					  const struct image_tag *tag, unsigned depth,
					  struct strata_arena *arena)
{
	struct strata_str bare = image_tag_cut(tag, depth, true, arena);
	struct strata_str whole = image_tag_cut(tag, depth, false, arena);
	struct strata_str tail = strata_str_skip(whole, bare.len), first;
	const struct image_tags *found = image_facts_tag(image, *name = whole);

	/* "8u432-b06-jdk": the build has no place in the name of the line. */
	if (!found && depth && tail.len && strata_str_cut(&first, &tail, strata_str_skip(tail, 1), '-')) {
		*name = strata_arena_join(arena, bare, STRATA_STR("-"), tail);
		found = image_facts_tag(image, *name);
	}
	if (!found && depth)
		found = image_facts_tag(image, *name = bare);
	return found;
}

void image_line_of(struct image_line *out, const struct image_official *image,
		   const struct image_tag *tag, struct strata_str day, struct strata_arena *arena)
{
	struct strata_str name, ended;
	const struct image_tags *found, *written;

	*out = (struct image_line){ .depth = image_line_depth(image, tag, day, arena) };
	if (out->depth)
		out->version_alive = find_version(&ended, image, tag, out->depth);
	found = find_line(&name, image, tag, out->depth, arena);
	written = image_facts_tag(image, tag->text);
	/* What ended before the tag did is not what it went along with. */
	if (found && found->last.ptr && written && written->last.ptr &&
	    strata_str_cmp(found->last, written->last) < 0)
		found = NULL;
	if (found) {
		out->name = name;
		out->ended = found->last;
	} else if (!out->version_alive) {
		out->ended = out->depth ? ended : STRATA_NONE;
	}
}
