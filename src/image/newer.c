/* newer.c - whether a tag may be newer than the facts; see newer.h. */
#include "image/newer.h"

#include "image/line.h"

enum { STEPS = 10 }; /* by which a part of a version may have grown since */

/* Whether a word stands in a tag of the list; with `numbers` whatever its digits are. */
static bool stands_in(const struct image_tags_list *list, struct strata_str word, bool numbers)
{
	/* Between two '-' there may be none, and nowhere is it found. */
	for (size_t i = 0; word.len && i < list->count; i++) {
		struct strata_str text = list->items[i].tags;
		size_t at;

		for (; (at = strata_str_find(text, word)) != STRATA_NPOS;
		     text = strata_str_skip(text, at + 1)) {
			char before = at ? text.ptr[at - 1] : text.ptr == list->items[i].tags.ptr ? ' ' : 'x';
			char after = at + word.len < text.len ? text.ptr[at + word.len] : ' ';

			if ((before == ' ' || before == '-') &&
			    (after == ' ' || after == '-' || (numbers && strata_is_digit(after))))
				return true;
		}
	}
	return false;
}

static bool is_known(const struct image_official *image, struct strata_str word, bool numbers)
{
	return stands_in(&image->current, word, numbers) || stands_in(&image->gone, word, numbers);
}

/* "alpine3.25" where there is an alpine3.24; a release of a distribution that is known to come. */
static bool may_be_word(const struct image_official *image, const struct image_tag *tag,
			struct strata_str word)
{
	size_t letters = 0;

	while (letters < word.len && !strata_is_digit(word.ptr[letters]))
		letters++;
	if (letters == word.len)
		return tag->release.ptr == word.ptr;
	return letters && is_known(image, strata_str_take(word, letters), true);
}

/* Whether one is behind another by no more than what may have been published since. */
static bool may_follow(const struct image_tag *tag, const struct image_tag *last)
{
	for (unsigned i = 0; i < tag->depth; i++) {
		uint64_t known = i < last->depth ? last->parts[i] : 0;

		if (tag->parts[i] != known)
			return tag->parts[i] > known && tag->parts[i] - known <= STEPS;
	}
	return false;
}

/* Newer than all that is built of its line; of a line of its own, newer than all lines. */
static bool may_be_version(const struct image_official *image, const struct image_tag *tag,
			   unsigned depth, const struct image_families *families)
{
	struct image_tag one, last = { 0 }, last_of_all = { 0 };
	struct strata_str rest, text;

	for (size_t i = 0; i < image->current.count; i++)
		for (rest = image->current.items[i].tags; rest.len;) {
			strata_str_cut(&text, &rest, rest, ' ');
			image_tag_read(&one, text, families);
			if (!one.depth)
				continue;
			if (image_tag_compare(&one, &last_of_all, IMAGE_TAG_PARTS) > 0)
				last_of_all = one;
			if (image_tag_compare(&one, tag, depth) == 0 &&
			    image_tag_compare(&one, &last, IMAGE_TAG_PARTS) > 0)
				last = one;
		}
	return may_follow(tag, last.depth ? &last : &last_of_all);
}

bool image_newer_may_be(const struct image_official *image, struct strata_str text,
			struct strata_str day, const struct image_families *families,
			struct strata_arena *arena)
{
	struct image_tag tag;
	struct strata_str version;
	bool newer = false;

	/* What is removed gets nothing new. */
	if (image->removed.ptr)
		return false;
	image_tag_read(&tag, text, families);
	for (unsigned i = 0; i < tag.count; i++) {
		struct strata_str word = tag.words[i];

		if ((tag.depth && word.ptr == tag.version.ptr) || is_known(image, word, false))
			continue;
		if (word.ptr != tag.date.ptr && !may_be_word(image, &tag, word))
			return false;
		newer = true;
	}
	if (!tag.depth)
		return newer;
	version = image_tag_cut(&tag, tag.depth, true, arena);
	if (may_be_version(image, &tag, image_line_depth(image, &tag, day, arena), families))
		return true;
	return newer && image_line_holds(&tag, tag.depth, version) &&
	       stands_in(&image->current, version, false);
}
