/*
 * base.c - what is known of a base image by its name; see base.h.
 *
 * From the outside in: whose name it is, whether the image goes on, whether its tag moves and is
 * built, what is in it, what else there is.
 */
#include "image/base.h"

#include <stdio.h>
#include <time.h>

#include "image/choice.h"
#include "image/contents.h"
#include "image/line.h"
#include "image/newer.h"
#include "image/remote.h"
#include "image/tag.h"
#include "strata/format.h"

#define LATEST STRATA_STR("latest")

/* What one judgement works on. */
struct judgement {
	struct image_base *out;
	struct image_facts *facts;
	const struct image_families *families;
	const struct image_asked *asked;
	struct strata_arena *arena;
	const struct image_official *image; /* NULL: no official image, or none that ever was */
	const struct image_tags *tags;      /* NULL: the facts do not have the tag */
	struct strata_str tag_text;         /* what is meant: "latest" where nothing is written */
	struct image_tag tag, telling;      /* as written; the name of the same image that says most */
	struct image_line line;
	unsigned line_depth;                /* parts that tell the line of what the tag stands for */
};

static struct strata_str earlier(struct strata_str a, struct strata_str b)
{
	return strata_str_cmp(a, b) < 0 ? a : b;
}

/* "vendor Red Hat". */
static void judge_owner(struct image_base *out, const struct image_family *row)
{
	struct strata_str trust;

	strata_str_cut(&trust, &out->owner, row->rest, ' ');
	out->trust = strata_str_eq(trust, STRATA_STR("vendor")) ? IMAGE_TRUST_VENDOR
								: IMAGE_TRUST_COMMUNITY;
}

static void judge_trust(struct judgement *j)
{
	struct image_base *out = j->out;
	struct strata_str name = out->reference.name;
	const struct image_family *row;

	if (image_family_for(j->families, IMAGE_FAMILY_mirror, name))
		out->official = strata_path_base(name);
	if (j->asked->own && image_policy_names(j->asked->own, &out->reference))
		out->trust = IMAGE_TRUST_OWN;
	else if (out->official.ptr)
		out->trust = IMAGE_TRUST_OFFICIAL;
	else if ((row = image_family_for(j->families, IMAGE_FAMILY_owner, name)))
		judge_owner(out, row);
}

/* Whether a word of the tag, in front of any version, is one that moves. */
static bool has_moving_word(const struct judgement *j)
{
	for (unsigned i = 0; i < j->tag.count; i++) {
		if (j->tag.depth && j->tag.words[i].ptr == j->tag.version.ptr)
			return false;
		if (image_family_has(j->families, IMAGE_FAMILY_moving, j->tag.words[i]))
			return !j->tag.date.ptr;
	}
	return false;
}

/* "alpine" moves, since there is a "24-alpine"; "bookworm" of Debian does not. */
static bool has_versioned_twin(const struct judgement *j)
{
	struct strata_str suffix = strata_arena_join(j->arena, STRATA_STR("-"), j->tag.text,
						     STRATA_NONE);
	const struct image_tags_list *lists[] = { &j->image->current, &j->image->gone };

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < lists[k]->count; i++) {
			struct strata_str rest, one;

			for (rest = lists[k]->items[i].tags; rest.len;) {
				strata_str_cut(&one, &rest, rest, ' ');
				if (strata_is_digit(one.ptr[0]) && strata_str_ends(one, suffix))
					return true;
			}
		}
	return false;
}

/* "3" of Python, which is latest today, goes on from line to line; "24" of Node stays in its own. */
static bool is_newest_of_many(const struct judgement *j)
{
	const struct image_tags *bare, *latest = image_facts_tag(j->image, LATEST);

	if (j->tag.depth >= j->line_depth || !latest || latest->last.ptr)
		return false;
	bare = image_facts_tag(j->image, image_tag_cut(&j->tag, j->tag.depth, true, j->arena));
	return bare && bare->group == latest->group;
}

static bool is_moving(const struct judgement *j)
{
	if (has_moving_word(j))
		return true;
	if (!j->image || !j->tags || j->tag.date.ptr)
		return false;
	return j->tag.depth ? is_newest_of_many(j) : has_versioned_twin(j);
}

static void judge_pin(struct judgement *j)
{
	const struct image_reference *r = &j->out->reference;

	j->out->pin = r->digest.ptr  ? IMAGE_PIN_DIGEST
		      : !r->tag.ptr  ? IMAGE_PIN_NONE
		      : is_moving(j) ? IMAGE_PIN_MOVING
				     : IMAGE_PIN_TAG;
}

/* Which of two names of one image tells more of it. */
static bool tells_more(const struct image_tag *a, const struct image_tag *b)
{
	if (a->depth != b->depth)
		return a->depth > b->depth;
	if (!a->release.ptr != !b->release.ptr)
		return a->release.ptr != NULL;
	if (a->count != b->count)
		return a->count > b->count;
	return a->text.len > b->text.len;
}

/* The name to pin an image by that has no digest: the most exact, and no longer than needed. */
static bool is_more_exact(const struct image_tag *a, const struct image_tag *b,
			  const struct image_tag *written)
{
	bool a_like = !a->release.ptr == !written->release.ptr;
	bool b_like = !b->release.ptr == !written->release.ptr;

	if (!a->date.ptr != !b->date.ptr)
		return a->date.ptr != NULL;
	if (a->depth != b->depth)
		return a->depth > b->depth;
	return a_like != b_like ? a_like : a->text.len < b->text.len;
}

/* Names of the image that the tag is one of, at the time of the facts. */
static void judge_names(struct judgement *j)
{
	struct image_tag exact = j->tag, one;
	struct strata_str rest, text;
	/* "bookworm" of Debian is as good a version as "12". */
	bool named = !j->tag.depth && j->tag.release.ptr &&
		     image_family_of(j->families, IMAGE_FAMILY_system, j->image->name);

	for (size_t i = 0; i < j->image->current.count; i++) {
		const struct image_tags *tags = &j->image->current.items[i];

		if (tags->group != j->tags->group)
			continue;
		for (rest = tags->tags; rest.len;) {
			strata_str_cut(&text, &rest, rest, ' ');
			image_tag_read(&one, text, j->families);
			j->out->latest |= strata_str_eq(text, LATEST);
			if (j->tag.depth && !image_line_holds(&j->tag, j->tag.depth, text))
				continue;
			if (tells_more(&one, &j->telling) && !(named && one.depth))
				j->telling = one;
			if (is_more_exact(&one, &exact, &j->tag))
				exact = one;
		}
	}
	if (exact.depth || exact.date.ptr || exact.release.ptr)
		j->out->exact = exact.text;
	j->line_depth = image_line_depth(j->image, &j->telling, image_facts_day(j->facts), j->arena);
}

/* What became of the image as a whole, by that day. */
static enum image_fate official_fate(const struct judgement *j, struct strata_str day)
{
	const struct image_official *image = j->image;

	if (image->removed.ptr && strata_str_cmp(image->removed, day) <= 0)
		return IMAGE_FATE_REMOVED;
	if (image->deprecated.ptr && strata_str_cmp(image->deprecated, day) <= 0 &&
	    !image_family_of(j->families, IMAGE_FAMILY_partly, image->name))
		return IMAGE_FATE_DEPRECATED;
	return IMAGE_FATE_ACTIVE;
}

/* "* 2023-04-03 frozen": the row that the tag falls under; NULL without one, or an exception. */
static const struct image_family *retired_row(const struct judgement *j)
{
	const struct image_family_rows *rows = &j->families->rows[IMAGE_FAMILY_retired];

	for (size_t i = 0; i < rows->count; i++) {
		struct strata_str tags, rest;

		strata_str_cut(&tags, &rest, rows->items[i].rest, ' ');
		if (strata_glob_match(rows->items[i].key, j->out->reference.name) &&
		    strata_glob_match(tags, j->tag_text))
			return strata_str_eq(rest, STRATA_STR("- -")) ? NULL : &rows->items[i];
	}
	return NULL;
}

static void judge_retired(struct judgement *j)
{
	const struct image_family *row = retired_row(j);
	struct strata_str day, tags;

	if (!row)
		return;
	strata_str_cut(&tags, &day, row->rest, ' ');
	strata_str_cut(&day, &j->out->fate_note, day, ' ');
	j->out->fate_since = day;
	if (strata_str_cmp(day, j->out->then.day) <= 0)
		j->out->then.fate = IMAGE_FATE_RETIRED;
	if (strata_str_cmp(day, j->out->now.day) <= 0)
		j->out->now.fate = IMAGE_FATE_RETIRED;
}

static void add_replacements(struct judgement *j)
{
	const struct image_family *row =
		image_family_of(j->families, IMAGE_FAMILY_replaced, j->out->official);
	struct strata_str one, rest;

	for (rest = row ? row->rest : STRATA_NONE; rest.len;) {
		strata_str_cut(&one, &rest, rest, ' ');
		*strata_vec_push(j->arena, &j->out->replaced_by) = one;
	}
}

static void judge_fate(struct judgement *j)
{
	struct image_base *out = j->out;

	if (!j->image) {
		out->then.fate = out->now.fate = IMAGE_FATE_NEVER;
		return;
	}
	out->then.fate = official_fate(j, out->then.day);
	out->now.fate = official_fate(j, out->now.day);
	if (out->now.fate == IMAGE_FATE_ACTIVE)
		return;
	/* The notice mostly comes years before the removal, and is what was to be known. */
	out->fate_since = out->now.fate == IMAGE_FATE_REMOVED ? j->image->removed
							      : j->image->deprecated;
	add_replacements(j);
}

static enum image_state state_on(const struct judgement *j, struct strata_str day,
				 struct strata_str asked)
{
	const struct image_tags *tags = j->tags;

	if (!tags)
		return strata_str_cmp(asked, day) > 0 &&
				       image_newer_may_be(j->image, j->tag_text,
							  image_facts_day(j->facts), j->families,
							  j->arena)
			       ? IMAGE_STATE_UNKNOWN
			       : IMAGE_STATE_NEVER;
	if (strata_str_cmp(day, tags->first) < 0)
		return IMAGE_STATE_LATER;
	if (!tags->last.ptr || strata_str_cmp(day, tags->last) < 0)
		return IMAGE_STATE_CURRENT;
	if (!j->line.name.ptr)
		return j->line.version_alive ? IMAGE_STATE_SUPERSEDED : IMAGE_STATE_ENDED;
	return !j->line.ended.ptr || strata_str_cmp(day, j->line.ended) < 0 ? IMAGE_STATE_SUPERSEDED
									    : IMAGE_STATE_ENDED;
}

static void judge_tag(struct judgement *j)
{
	struct image_base *out = j->out;

	j->tags = image_facts_tag(j->image, j->tag_text);
	image_line_of(&j->line, j->image, &j->tag, image_facts_day(j->facts), j->arena);
	j->telling = j->tag;
	if (j->tags) {
		out->first = j->tags->first;
		out->ended = j->tags->last;
		out->line = j->line.name;
		out->line_ended = j->line.ended;
		out->arches = j->tags->arches;
	}
	if (j->tags && !j->tags->last.ptr)
		judge_names(j);
	/* By digest alone, any of its tags may be meant. */
	if (!out->reference.tag.ptr && out->reference.digest.ptr)
		return;
	out->then.state = state_on(j, out->then.day, j->asked->then);
	out->now.state = state_on(j, out->now.day, j->asked->now);
}

static int judge_choices(struct judgement *j, struct strata_error *err)
{
	struct image_base *out = j->out;
	enum image_state state = out->now.state;
	struct image_choice_of of = {
		.facts = j->facts,
		.image = j->image,
		.name = image_reference_split(strata_str_trim(out->reference.written)).name,
		.tag = &j->telling,
		.line = &j->line,
		.contents = &out->contents,
		.gone = state == IMAGE_STATE_ENDED && !j->line.version_alive,
		.instead = out->replaced_by.count ? out->replaced_by.items[0] : STRATA_NONE,
	};

	if (state == IMAGE_STATE_SUPERSEDED || (state == IMAGE_STATE_ENDED && !of.gone))
		out->successor = image_choice_successor(&of, j->arena);
	if (state == IMAGE_STATE_UNKNOWN || state == IMAGE_STATE_NEVER)
		return 0;
	return image_choices_of(&out->choices, &of, j->arena, err);
}

static int judge_official(struct judgement *j, struct strata_error *err)
{
	struct image_base *out = j->out;
	struct strata_str name;
	int rc = image_facts_image(&j->image, j->facts, out->official, err);

	if (rc < 0)
		return rc;
	judge_fate(j);
	if (!j->image) {
		/* Nobody may publish there but those of the programme, and they have not. */
		out->trust = out->trust == IMAGE_TRUST_OFFICIAL ? IMAGE_TRUST_UNKNOWN : out->trust;
		return 0;
	}
	judge_tag(j);
	name = strata_arena_join(j->arena, STRATA_STR("docker.io/library/"), out->official, STRATA_NONE);
	image_contents_of(&out->contents, j->families, name, out->official, &j->tag, &j->telling,
			  j->arena);
	return judge_choices(j, err);
}

int image_base_judge(struct image_base *out, struct image_facts *facts,
		     const struct image_reference *reference, const struct image_asked *asked,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str day = image_facts_day(facts);
	struct judgement j = {
		.out = out,
		.facts = facts,
		.families = image_facts_families(facts),
		.asked = asked,
		.arena = arena,
		.tag_text = reference->tag.ptr ? reference->tag : LATEST,
	};
	int rc = 0;

	*out = (struct image_base){ .reference = *reference };
	out->now.day = earlier(asked->now, day);
	out->then.day = asked->then.ptr ? earlier(asked->then, day) : out->now.day;
	image_tag_read(&j.tag, j.tag_text, j.families);
	judge_trust(&j);
	if (out->official.ptr)
		rc = judge_official(&j, err);
	else
		image_contents_of(&out->contents, j.families, reference->name, STRATA_NONE, &j.tag,
				  NULL, arena);
	if (rc < 0)
		return rc;
	judge_retired(&j);
	judge_pin(&j);
	return 0;
}

void image_base_scratch(struct image_base *out, struct strata_str written)
{
	*out = (struct image_base){
		.reference = { .written = written },
		.trust = IMAGE_TRUST_SCRATCH,
		.pin = IMAGE_PIN_UNKNOWN,
		.contents = {
			.kind = STRATA_STR("empty"),
			.minimal = IMAGE_YES,
			.fat = IMAGE_NO,
			.shell = IMAGE_NO,
			.manager = STRATA_STR(""),
			.libc = STRATA_STR(""),
			.root = IMAGE_YES,
		},
	};
}

/* "linux/arm/v7" is "arm32v7" to the official images, "linux/386" is "i386". */
static struct strata_str arch_of(struct strata_str platform)
{
	static const char *const names[][2] = {
		{ "linux/amd64", "amd64" },       { "linux/386", "i386" },
		{ "linux/arm64", "arm64v8" },     { "linux/arm64/v8", "arm64v8" },
		{ "linux/arm/v5", "arm32v5" },    { "linux/arm/v6", "arm32v6" },
		{ "linux/arm/v7", "arm32v7" },    { "linux/arm", "arm32v7" },
		{ "linux/ppc64le", "ppc64le" },   { "linux/s390x", "s390x" },
		{ "linux/riscv64", "riscv64" },   { "linux/mips64le", "mips64le" },
		{ "linux/loong64", "loong64" },   { "windows/amd64", "windows-amd64" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strata_str_eq(platform, strata_str_of(names[i][0])))
			return strata_str_of(names[i][1]);
	return STRATA_NONE;
}

enum image_tri image_base_runs_on(const struct image_base *base, struct strata_str platform)
{
	struct strata_str want = arch_of(platform), arch, rest = base->arches;

	if (base->remote && base->remote->rc == 0)
		return IMAGE_YES;
	if (base->remote && base->remote->lacks_platform)
		return IMAGE_NO;
	if (!want.ptr || !rest.len || base->now.state != IMAGE_STATE_CURRENT)
		return IMAGE_MAYBE;
	while (rest.len) {
		strata_str_cut(&arch, &rest, rest, ',');
		if (strata_str_eq(arch, want))
			return IMAGE_YES;
	}
	return IMAGE_NO;
}

struct strata_str image_day(struct strata_arena *arena, int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&at, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099)
		return STRATA_STR("1970-01-01");
	return strata_arena_printf(arena, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
				   tm.tm_mday);
}

const char *image_trust_name(enum image_trust trust)
{
	static const char *const names[] = { "unknown", "official", "vendor", "own",
					     "community", "scratch", "stage" };

	return names[trust];
}

const char *image_state_name(enum image_state state)
{
	static const char *const names[] = { "unknown", "current", "superseded", "ended", "never",
					     "later" };

	return names[state];
}

const char *image_fate_name(enum image_fate fate)
{
	static const char *const names[] = { "unknown", "active", "deprecated", "removed",
					     "retired", "never" };

	return names[fate];
}

const char *image_pin_name(enum image_pin pin)
{
	static const char *const names[] = { "unknown", "none", "moving", "tag", "digest" };

	return names[pin];
}
