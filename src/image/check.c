/* check.c - see check.h. */
#include "image/check.h"

#include <stdarg.h>

#include "strata/limits.h"

static const struct image_rule *const rules[] = {
#define RULE(name) &image_rule_##name,
#include "image/rules.def"
#undef RULE
};

const struct image_rule *image_rule_at(size_t index)
{
	return index < sizeof(rules) / sizeof(*rules) ? rules[index] : NULL;
}

const struct image_rule *image_rule_named(struct strata_str id)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (strata_str_eq_nocase(id, strata_str_of(rules[i]->id)))
			return rules[i];
	return NULL;
}

/* What does not ship matters less; what is not even built, next to nothing. */
static enum strata_severity severity_of(const struct image_check *c)
{
	int less = c->stage ? (int)c->stage->use : 0;
	int severity = (int)c->rule->severity - less;

	return severity < STRATA_SEVERITY_NONE ? STRATA_SEVERITY_NONE
	                                       : (enum strata_severity)severity;
}

struct strata_finding *image_report_at(struct image_check *c, struct image_place place,
                                       const char *alias, const char *format, ...)
{
	struct strata_finding *f = strata_vec_push(c->arena, c->findings);
	va_list args;

	va_start(args, format);
	f->title = strata_arena_vprintf(c->arena, format, args);
	va_end(args);
	f->kind = STRATA_FINDING_IMAGE;
	f->id = strata_str_of(c->rule->id);
	if (alias)
		*strata_vec_push(c->arena, &f->aliases) = strata_str_of(alias);
	f->severity = severity_of(c);
	f->cvss = -1;
	f->component = -1;
	f->path = place.path.ptr ? place.path : c->path;
	f->line = place.line;
	f->column = place.column;
	if (c->instruction && !place.path.ptr)
		f->end_line = c->instruction->end_line;
	return f;
}

struct image_place image_place_in(const struct dockerfile_instruction *i, size_t offset)
{
	struct dockerfile_piece piece = dockerfile_place(i, offset);

	return (struct image_place){ STRATA_NONE, piece.line, piece.column };
}

struct image_place image_place_of(const struct image_command *command)
{
	return image_script_place(command->script, command->shell->offset);
}

struct image_place image_place_of_word(const struct image_command *command,
                                       const struct shell_word *word)
{
	return image_script_place(command->script, word->offset);
}

struct image_place image_place_of_source(const struct image_check *c,
					 const struct dockerfile_source *source)
{
	const struct dockerfile_instruction *i = &c->file->instructions.items[source->instruction];
	size_t at = strata_str_find(i->body, source->written);

	return image_place_in(i, at == STRATA_NPOS ? 0 : at);
}

bool image_is_base(const struct image_check *c, const struct dockerfile_source *source)
{
	return c->stage && source == &c->stage->base;
}

bool image_is_direct(const struct image_command *command)
{
	return command->words.items == command->shell->words.items;
}

bool image_command_is(const struct image_command *command, const char *names)
{
	return command->name.len && strata_lists(names, command->name);
}

bool image_command_has(const struct image_command *command, const char *words)
{
	for (size_t i = 1; i < command->words.count; i++)
		if (strata_lists(words, command->words.items[i].text))
			return true;
	return false;
}

struct strata_str image_expand(struct image_check *c, struct strata_str text)
{
	struct strata_str out, unset;

	if (!c->scope || strata_str_chr(text, '$') == STRATA_NPOS ||
	    dockerfile_scope_expand(&out, &unset, c->scope, text, NULL) < 0 || unset.ptr)
		return text;
	return out;
}

/* Whether a path is another, or lies in it. */
static bool lies_in(struct strata_str path, struct strata_str folder)
{
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	return strata_str_starts(path, folder) &&
	       (path.len == folder.len || path.ptr[folder.len] == '/' || folder.len == 1);
}

bool image_is_mounted(const struct dockerfile_instruction *run, struct strata_str path)
{
	for (size_t i = 0; i < run->flags.count; i++) {
		const struct dockerfile_flag *flag = &run->flags.items[i];
		struct strata_str type, target = STRATA_NONE;

		if (!strata_str_eq(flag->name, STRATA_STR("mount")))
			continue;
		type = dockerfile_mount(flag, "type");
		for (size_t k = 0; !target.ptr && k < 3; k++)
			target = dockerfile_mount(flag, k == 0   ? "target"
			                                : k == 1 ? "dst"
			                                         : "destination");
		if ((strata_str_eq(type, STRATA_STR("cache")) ||
		     strata_str_eq(type, STRATA_STR("tmpfs"))) &&
		    target.ptr &&
		    (path.ptr[0] == '/' ? lies_in(path, target)
		                        : strata_str_find(target, path) != STRATA_NPOS))
			return true;
	}
	return false;
}

const struct image_run *image_run_here(const struct image_check *c)
{
	const struct image_runs *runs = c->stage ? &c->runs->items[c->stage_index] : NULL;
	size_t low = 0, high = runs ? runs->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (runs->items[middle].instruction < c->instruction)
			low = middle + 1;
		else
			high = middle;
	}
	return runs && low < runs->count && runs->items[low].instruction == c->instruction
	               ? &runs->items[low]
	               : NULL;
}

/* "/var/lib/apt/lists/\*", "/var/lib/apt": a glob at the end stands for what is in it. */
static bool takes_away(struct strata_str word, struct strata_str path)
{
	while (word.len && (word.ptr[word.len - 1] == '*' || word.ptr[word.len - 1] == '/'))
		word.len--;
	return word.len && (lies_in(path, word) || lies_in(word, path));
}

/* A word of a `rm` in the folder that the script has gone to. */
static bool removes(struct strata_str folder, struct strata_str word, struct strata_str path)
{
	size_t n = folder.len;

	if (word.len && word.ptr[0] != '/' && n && strata_str_starts(path, folder))
		return takes_away(word,
		                  strata_str_skip(path, n + (path.len > n && path.ptr[n] == '/')));
	return takes_away(word, path);
}

static bool script_removes(const struct image_script *script, struct strata_str path)
{
	struct strata_str folder = STRATA_STR("");

	for (size_t k = 0; k < script->commands.count; k++) {
		const struct image_command *c = &script->commands.items[k];

		if (image_command_is(c, "cd pushd") && c->words.count > 1)
			folder = c->words.items[1].text;
		for (size_t i = 1; image_command_is(c, "rm find") && i < c->words.count; i++)
			if (removes(folder, c->words.items[i].text, path))
				return true;
	}
	return false;
}

bool image_run_removes(const struct image_run *run, struct strata_str path)
{
	for (size_t s = 0; s < run->scripts.count; s++)
		if (script_removes(run->scripts.items[s], path))
			return true;
	return false;
}

struct strata_str image_names(const struct strata_strs *names, struct strata_arena *arena)
{
	struct strata_str out = STRATA_STR("");
	size_t shown =
		names->count > STRATA_LIMIT_NAMES_SHOWN ? STRATA_LIMIT_NAMES_SHOWN : names->count;

	for (size_t i = 0; i < shown; i++)
		out = strata_arena_join(arena, out, i ? STRATA_STR(", ") : STRATA_STR(""),
		                        names->items[i]);
	if (shown < names->count)
		out = strata_arena_printf(arena, "%.*s and %zu more", STRATA_ARG(out),
		                          names->count - shown);
	return out;
}
