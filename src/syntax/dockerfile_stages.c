/*
 * dockerfile_stages.c - see dockerfile_stages.h.
 *
 * Specified by: docs.docker.com, "Dockerfile reference" and "Multi-stage builds", 2026-11.
 */
#include "syntax/dockerfile_stages.h"

#include <stdarg.h>

#include "strata/limits.h"

struct builder {
	struct dockerfile_stages *out;
	const struct dockerfile *file;
	struct strata_arena *arena;
	struct strata_map names; /* in lower case -> index of the stage */
};

static void problem(struct builder *b, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void problem(struct builder *b, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*strata_vec_push(b->arena, &b->out->problems) = (struct dockerfile_problem){
		line, strata_arena_vprintf(b->arena, format, args)
	};
	va_end(args);
}

/* The earlier stage of that name; -1 without one. */
static int stage_by_name(struct builder *b, struct strata_str name)
{
	size_t index;

	return strata_map_get(&index, &b->names, strata_arena_lower(b->arena, name)) ? (int)index : -1;
}

/* By name, or by number of those that come before `before`. */
static int stage_before(struct builder *b, struct strata_str name, size_t before)
{
	int stage = stage_by_name(b, name);
	uint64_t number;

	if (stage < 0 && strata_str_u64(&number, name) && number < before)
		return (int)number;
	return stage;
}

/* FROM's own: variables are put in, by those before the first FROM alone. */
static struct dockerfile_source read_base(struct builder *b, const struct dockerfile_instruction *i)
{
	struct dockerfile_source s = { .stage = -1, .line = i->line };
	struct strata_error err = STRATA_ERROR_INIT;

	if (!i->words.count) {
		problem(b, i->line, "FROM without an image");
		return s;
	}
	s.written = i->words.items[0].text;
	if (dockerfile_scope_expand(&s.image, &s.unset, &b->out->global, s.written, &err) < 0)
		problem(b, i->line, "%s", err.text);
	s.by_argument = strata_str_chr(s.written, '$') != STRATA_NPOS;
	if (s.image.ptr && !s.image.len && !s.unset.ptr)
		problem(b, i->line, "FROM without an image");
	if (s.unset.ptr || !s.image.len)
		s.image = STRATA_NONE;
	s.stage = s.image.ptr ? stage_by_name(b, s.image) : -1;
	s.scratch = s.stage < 0 && strata_str_eq(s.image, STRATA_STR("scratch"));
	if (s.stage >= 0 || s.scratch)
		s.image = STRATA_NONE;
	return s;
}

static void name_stage(struct builder *b, struct dockerfile_stage *stage,
		       const struct dockerfile_instruction *i)
{
	bool added;
	size_t *index;

	stage->twin = -1;
	if (i->words.count < 2)
		return;
	if (i->words.count != 3 || !strata_str_eq_nocase(i->words.items[1].text, STRATA_STR("AS"))) {
		problem(b, i->line, "FROM takes an image, or an image AS a name");
		if (i->words.count < 3)
			return;
	}
	stage->name = i->words.items[2].text;
	index = strata_map_at(&b->names, strata_arena_lower(b->arena, stage->name), &added);
	stage->twin = added ? -1 : (int)*index;
	*index = b->out->list.count - 1;
}

static void begin_stage(struct builder *b, size_t at)
{
	const struct dockerfile_instruction *i = &b->file->instructions.items[at];
	struct dockerfile_stage *stage = strata_arena_alloc(b->arena, sizeof(*stage));
	const struct dockerfile_scope *parent = NULL;

	stage->first = at;
	stage->use = DOCKERFILE_UNUSED;
	stage->base = read_base(b, i);
	stage->base.instruction = at;
	stage->platform = dockerfile_flag(i, "platform");
	if (stage->base.stage >= 0)
		parent = &b->out->list.items[stage->base.stage]->scope;
	dockerfile_scope_init(&stage->scope, b->file, &b->out->global, parent,
			      b->out->global.given, b->arena);
	*strata_vec_push(b->arena, &b->out->list) = stage;
	name_stage(b, stage, i);
}

/* What a --from or from= names; it is taken as written. */
static void add_copy(struct builder *b, size_t at, struct strata_str name)
{
	struct dockerfile_stage *stage = b->out->list.items[b->out->list.count - 1];
	struct dockerfile_source s = {
		.written = name,
		.instruction = at,
		.line = b->file->instructions.items[at].line,
		.by_argument = strata_str_chr(name, '$') != STRATA_NPOS,
	};

	if (!name.len)
		return;
	s.stage = stage_before(b, name, b->out->list.count - 1);
	if (s.stage == (int)b->out->list.count - 1) {
		problem(b, s.line, "a stage cannot copy out of itself");
		return;
	}
	if (s.by_argument)
		s.unset = name;
	else if (s.stage < 0)
		s.image = name;
	*strata_vec_push(b->arena, &stage->copies) = s;
}

static void read_sources(struct builder *b, size_t at, const struct dockerfile_instruction *i)
{
	if (i->trigger)
		i = i->trigger;
	for (size_t k = 0; k < i->flags.count; k++) {
		const struct dockerfile_flag *flag = &i->flags.items[k];

		if (strata_str_eq(flag->name, STRATA_STR("from")) &&
		    (i->keyword == DOCKERFILE_COPY || i->keyword == DOCKERFILE_ADD))
			add_copy(b, at, flag->value);
		else if (strata_str_eq(flag->name, STRATA_STR("mount")) &&
			 i->keyword == DOCKERFILE_RUN)
			add_copy(b, at, dockerfile_mount(flag, "from"));
	}
}

static void read_instruction(struct builder *b, size_t at)
{
	const struct dockerfile_instruction *i = &b->file->instructions.items[at];
	struct dockerfile_stage *stage;

	if (i->keyword == DOCKERFILE_FROM) {
		begin_stage(b, at);
	} else if (!b->out->list.count) {
		dockerfile_scope_apply(&b->out->global, i);
		if (i->keyword && i->keyword != DOCKERFILE_ARG)
			problem(b, i->line, "%.*s before the first FROM", STRATA_ARG(i->name));
	} else {
		stage = b->out->list.items[b->out->list.count - 1];
		read_sources(b, at, i);
		dockerfile_scope_apply(&stage->scope, i);
	}
	if (b->out->list.count)
		b->out->list.items[b->out->list.count - 1]->end = at + 1;
}

/* From the target back: a stage is seen after all that take something from it. */
static void mark_uses(struct dockerfile_stages *out)
{
	out->list.items[out->target]->use = DOCKERFILE_SHIPS;
	for (size_t n = out->target + 1; n-- > 0;) {
		const struct dockerfile_stage *stage = out->list.items[n];
		enum dockerfile_use *of;

		if (stage->use == DOCKERFILE_UNUSED)
			continue;
		if (stage->base.stage >= 0) {
			of = &out->list.items[stage->base.stage]->use;
			*of = *of < stage->use ? *of : stage->use;
		}
		for (size_t k = 0; k < stage->copies.count; k++)
			if (stage->copies.items[k].stage >= 0) {
				of = &out->list.items[stage->copies.items[k].stage]->use;
				*of = *of < DOCKERFILE_BUILDS ? *of : DOCKERFILE_BUILDS;
			}
	}
}

static void choose_target(struct builder *b, struct strata_str target)
{
	int chosen;

	b->out->target = b->out->list.count - 1;
	if (!target.len)
		return;
	chosen = stage_before(b, target, b->out->list.count);
	if (chosen >= 0)
		b->out->target = (size_t)chosen;
	else
		problem(b, 0, "no stage '%.*s' is there to be the target", STRATA_ARG(target));
}

void dockerfile_stages_read(struct dockerfile_stages *out, const struct dockerfile *file,
			    struct strata_str target,
			    const struct dockerfile_arguments_given *given,
			    struct strata_arena *arena)
{
	struct builder b = { out, file, arena, STRATA_MAP_INIT(arena) };

	*out = (struct dockerfile_stages){ .target = SIZE_MAX };
	dockerfile_scope_init(&out->global, file, NULL, NULL, given, arena);
	for (size_t i = 0; i < file->instructions.count; i++) {
		if (out->list.count >= STRATA_LIMIT_STAGES) {
			problem(&b, file->instructions.items[i].line, "more than %u stages",
				STRATA_LIMIT_STAGES);
			break;
		}
		read_instruction(&b, i);
	}
	if (!out->list.count)
		return;
	choose_target(&b, target);
	mark_uses(out);
}

struct strata_str dockerfile_mount(const struct dockerfile_flag *flag, const char *key)
{
	struct strata_str part, name, value, rest = flag->value;

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, ',');
		if (strata_str_cut(&name, &value, part, '=') &&
		    strata_str_eq_nocase(strata_str_trim(name), strata_str_of(key)))
			return value;
		if (!value.ptr && strata_str_eq_nocase(part, strata_str_of(key)))
			return STRATA_STR("");
	}
	return STRATA_NONE;
}

struct strata_str dockerfile_mount_target(const struct dockerfile_flag *flag)
{
	static const char *const keys[] = { "target", "dst", "destination" };
	struct strata_str target = STRATA_NONE;

	for (size_t k = 0; !target.len && k < sizeof(keys) / sizeof(*keys); k++)
		target = dockerfile_mount(flag, keys[k]);
	return target;
}

struct strata_str dockerfile_mount_source(const struct dockerfile_flag *flag)
{
	struct strata_str source = dockerfile_mount(flag, "source");

	return source.ptr ? source : dockerfile_mount(flag, "src");
}

bool dockerfile_mounts_context(const struct dockerfile_flag *flag)
{
	struct strata_str type = dockerfile_mount(flag, "type");

	return strata_str_eq(flag->name, STRATA_STR("mount")) && !dockerfile_mount(flag, "from").ptr &&
	       (!type.len || strata_str_eq(type, STRATA_STR("bind")));
}
