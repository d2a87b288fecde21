/* folders.c - node_modules as a tree; see folders.h. The rule: node's documentation, "Modules". */
#include "npm/folders.h"

#include "strata/limits.h"

enum kind { PLAIN, MODULE };

/* Of fixed size, so that looking up needs no memory. */
struct child {
	unsigned parent, name, kind;
};

static struct strata_str key_of(const struct child *child)
{
	return (struct strata_str){ (const char *)child, sizeof(*child) };
}

static void have_top(struct npm_folders *f)
{
	if (!f->list.count)
		strata_vec_push(f->names.arena, &f->list);
}

static unsigned name_number(struct npm_folders *f, struct strata_str name)
{
	size_t *number = strata_map_at(&f->names, name, NULL);

	if (!*number)
		*number = f->names.count;
	return (unsigned)*number;
}

static bool child_of(unsigned *folder, struct npm_folders *f, unsigned parent,
		     struct strata_str name, enum kind kind)
{
	struct strata_arena *arena = f->names.arena;
	struct child child = { parent, name_number(f, name), kind };
	unsigned depth = f->list.items[parent].depth + 1;
	size_t index;

	if (strata_map_get(&index, &f->children, key_of(&child))) {
		*folder = (unsigned)index;
		return true;
	}
	if (depth > STRATA_LIMIT_NESTING)
		return false;
	*folder = (unsigned)f->list.count;
	*strata_map_at(&f->children, strata_arena_dup(arena, key_of(&child)), NULL) = *folder;
	*strata_vec_push(arena, &f->list) = (struct npm_folder){ .parent = parent, .depth = depth };
	return true;
}

/* "@scope/name" is one name. */
static struct strata_str take_module(struct strata_str *rest)
{
	struct strata_str name, whole = *rest;
	bool scoped = whole.len && whole.ptr[0] == '@';

	strata_str_cut(&name, rest, whole, '/');
	if (scoped && rest->ptr) {
		struct strata_str second;

		strata_str_cut(&second, rest, *rest, '/');
		name = strata_str_take(whole, name.len + 1 + second.len);
	}
	return name;
}

bool npm_folder_at(unsigned *folder, struct npm_folders *f, struct strata_str path)
{
	struct strata_str name, rest = path.len ? path : STRATA_NONE;

	have_top(f);
	*folder = 0;
	while (rest.ptr) {
		enum kind kind = PLAIN;

		strata_str_cut(&name, &rest, rest, '/');
		if (rest.ptr && strata_str_eq(name, STRATA_STR("node_modules"))) {
			kind = MODULE;
			name = take_module(&rest);
		}
		if (!child_of(folder, f, *folder, name, kind))
			return false;
	}
	return true;
}

bool npm_folder_module(unsigned *folder, struct npm_folders *f, unsigned parent,
		       struct strata_str name)
{
	have_top(f);
	return child_of(folder, f, parent, name, MODULE);
}

void npm_folder_put(struct npm_folders *f, unsigned folder, unsigned content)
{
	f->list.items[folder].content = content;
}

unsigned npm_folder_find(const struct npm_folders *f, unsigned folder, struct strata_str name)
{
	struct child child = { .parent = folder, .kind = MODULE };
	size_t number, index;

	if (!strata_map_get(&number, &f->names, name))
		return 0;
	for (child.name = (unsigned)number;; child.parent = f->list.items[child.parent].parent) {
		if (strata_map_get(&index, &f->children, key_of(&child)) &&
		    f->list.items[index].content)
			return f->list.items[index].content;
		if (child.parent == 0)
			return 0;
	}
}

void npm_folders_release(struct npm_folders *f)
{
	strata_vec_give_back(f->names.arena, &f->list);
	strata_map_release(&f->children);
	strata_map_release(&f->names);
}
