/* facts.c - what one file says; see strata/facts.h. */
#include "strata/facts.h"

#include <string.h>

#include "strata/limits.h"
#include "text/entries.h"

struct strata_package *strata_facts_add(struct strata_facts *f, struct strata_str name,
					struct strata_str version, unsigned line)
{
	struct strata_package *package = strata_vec_push(f->arena, &f->packages);

	package->name = name;
	package->version = version;
	package->line = line;
	return package;
}

void strata_facts_clear(struct strata_facts *f)
{
	f->packages.count = f->managed.count = f->edges.count = f->roots.count = 0;
	f->keys.count = f->properties.count = f->switches.count = f->references.count = 0;
	f->notes.count = f->notes_left_out = 0;
}

void strata_facts_edge(struct strata_facts *f, int from, size_t to, enum strata_scope scope)
{
	*strata_vec_push(f->arena, &f->edges) = (struct strata_edge){
		.from = from,
		.to = (int)to,
		.scope = scope,
	};
}

static int compare_notes(const void *a, const void *b)
{
	const struct strata_note *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	return order ? order : strata_str_cmp(x->reason, y->reason);
}

void strata_notes_sort(struct strata_notes *notes)
{
	strata_vec_sort(notes, compare_notes);
}

void strata_facts_note_first(struct strata_facts *f, unsigned line, const char *format, ...)
{
	struct strata_note note = { .line = line };
	va_list args;

	va_start(args, format);
	note.reason = strata_arena_vprintf(f->arena, format, args);
	va_end(args);
	if (f->notes.count >= STRATA_LIMIT_NOTES_PER_FILE)
		f->notes_left_out++;
	else
		strata_vec_push(f->arena, &f->notes);
	memmove(f->notes.items + 1, f->notes.items, (f->notes.count - 1) * sizeof(note));
	f->notes.items[0] = note;
}

void strata_facts_note(struct strata_facts *f, unsigned line, const char *format, ...)
{
	struct strata_note *note;
	va_list args;

	if (f->notes.count >= STRATA_LIMIT_NOTES_PER_FILE) {
		f->notes_left_out++;
		return;
	}
	note = strata_vec_push(f->arena, &f->notes);
	note->line = line;
	va_start(args, format);
	note->reason = strata_arena_vprintf(f->arena, format, args);
	va_end(args);
}

void strata_facts_note_unsolved(struct strata_facts *f, unsigned line, const char *text)
{
	size_t before = f->notes.count;

	strata_facts_note(f, line, "%s", text);
	if (f->notes.count > before)
		f->notes.items[before].unsolved = true;
}

void strata_facts_note_duplicates_of(struct strata_facts *f, const struct node *top,
				     const struct node_entries *entries)
{
	struct strata_str key = entries->twin;
	unsigned line = entries->twin_line, first;
	struct strata_str other;

	if (node_duplicate(&other, &first, top, f->arena) && (!key.ptr || first < line)) {
		key = other;
		line = first;
	}
	if (key.ptr)
		strata_facts_note(f, line, "key '%.*s' stands twice in one object: the last counts",
				  STRATA_ARG(key));
}

void strata_facts_note_duplicates(struct strata_facts *f, const struct node *top)
{
	strata_facts_note_duplicates_of(f, top, &(struct node_entries){ .twin = STRATA_NONE });
}

void strata_facts_root(struct strata_facts *f, const struct node *top)
{
	const struct node *name = node_get(top, "name");

	*strata_vec_push(f->arena, &f->roots) = (struct strata_root){
		.name = node_text(top, "name"),
		.version = node_text(top, "version"),
		.dir = STRATA_STR(""),
		.line = name ? name->line : top->line,
	};
}

void strata_facts_expect_version(struct strata_facts *f, const struct node *top, unsigned oldest,
				 unsigned newest)
{
	const struct node *n = node_get(top, "version");
	uint64_t version;

	if (!n || (strata_str_u64(&version, n->text) && version >= oldest && version <= newest))
		return;
	strata_facts_note(f, n->line, "version '%.*s' is not known: read as version %u",
			  STRATA_ARG(n->text), newest);
}

struct strata_reference *strata_facts_refer(struct strata_facts *f, enum strata_reference_kind kind,
					    struct strata_str path, unsigned line)
{
	struct strata_reference *ref = strata_vec_push(f->arena, &f->references);

	*ref = (struct strata_reference){ .kind = kind, .path = path, .line = line };
	return ref;
}

/* The items of a vector in one exact allocation; without a capacity, which is arena.h's. */
static void *copy_items(struct strata_arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = count ? strata_arena_alloc(arena, count * size) : NULL;

	return copy ? memcpy(copy, items, count * size) : NULL;
}

#define COPY_VEC(to, arena, from)                                                            \
	((to)->items = copy_items((arena), (from)->items, (from)->count, sizeof *(to)->items), \
	 (to)->count = (from)->count, (to)->capacity = 0)

#define MOVE_VEC(to, arena, facts)                                                             \
	((to)->items = strata_arena_hand_over((arena), (facts)->arena, (to)->items,            \
					      (to)->capacity * sizeof *(to)->items,            \
					      (to)->count * sizeof *(to)->items),              \
	 (to)->capacity = 0)

static void own(struct strata_arena *arena, struct strata_str *s)
{
	*s = strata_arena_dup(arena, *s);
}

static void own_all(struct strata_arena *arena, struct strata_strs *strs)
{
	struct strata_strs from = *strs;

	COPY_VEC(strs, arena, &from);
	for (size_t i = 0; i < strs->count; i++)
		own(arena, &strs->items[i]);
}

static void own_package(struct strata_arena *arena, struct strata_package *package)
{
	own(arena, &package->name);
	own(arena, &package->version);
	own(arena, &package->requirement);
	own(arena, &package->purl);
	own(arena, &package->source);
	own(arena, &package->commit);
	own(arena, &package->alias);
	own(arena, &package->inherits);
	own(arena, &package->handle);
	own(arena, &package->condition);
	own_all(arena, &package->features);
	own_all(arena, &package->checksums);
	own_all(arena, &package->licences);
}

static void own_reference(struct strata_arena *arena, struct strata_reference *reference)
{
	own(arena, &reference->path);
	own(arena, &reference->name);
	own(arena, &reference->version);
}

void strata_facts_move(struct strata_facts *out, struct strata_arena *arena,
		       struct strata_facts *facts)
{
	*out = *facts;
	out->arena = arena;
	own(arena, &out->environment);
	MOVE_VEC(&out->packages, arena, facts);
	MOVE_VEC(&out->roots, arena, facts);
	MOVE_VEC(&out->edges, arena, facts);
	MOVE_VEC(&out->options, arena, facts);
	MOVE_VEC(&out->keys, arena, facts);
	MOVE_VEC(&out->references, arena, facts);
	MOVE_VEC(&out->properties, arena, facts);
	MOVE_VEC(&out->switches, arena, facts);
	MOVE_VEC(&out->managed, arena, facts);
	MOVE_VEC(&out->notes, arena, facts);
	for (size_t i = 0; i < out->packages.count; i++)
		own_package(arena, &out->packages.items[i]);
	for (size_t i = 0; i < out->managed.count; i++)
		own_package(arena, &out->managed.items[i]);
	for (size_t i = 0; i < out->properties.count; i++) {
		own(arena, &out->properties.items[i].name);
		own(arena, &out->properties.items[i].value);
	}
	for (size_t i = 0; i < out->switches.count; i++) {
		own(arena, &out->switches.items[i].feature);
		own(arena, &out->switches.items[i].on);
	}
	for (size_t i = 0; i < out->roots.count; i++) {
		own(arena, &out->roots.items[i].name);
		own(arena, &out->roots.items[i].version);
		own(arena, &out->roots.items[i].dir);
	}
	for (size_t i = 0; i < out->edges.count; i++)
		own(arena, &out->edges.items[i].alias);
	for (size_t i = 0; i < out->options.count; i++)
		own(arena, &out->options.items[i].feature);
	for (size_t i = 0; i < out->keys.count; i++)
		own(arena, &out->keys.items[i].text);
	for (size_t i = 0; i < out->references.count; i++)
		own_reference(arena, &out->references.items[i]);
	for (size_t i = 0; i < out->notes.count; i++) {
		own(arena, &out->notes.items[i].path);
		own(arena, &out->notes.items[i].reason);
	}
}
