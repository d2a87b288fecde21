/*
 * model.c - what well-known methods do to lists, maps, builders of texts.
 *
 * Languages name the same few deeds differently, so a table leads from names to deeds; a deed
 * is done only on an object that is of the kind it is for. Of several objects that a receiver
 * may be, each may have been changed or not.
 */
#include "sast/fold.h"
#include "sast/run.h"

struct deed {
	struct run *r;
	struct frame *f;
	const struct call *call;
	uint32_t object;
	const struct content *c;
};

typedef const struct value *does(struct deed *d);

static const struct value *arg(const struct deed *d, size_t i)
{
	return i < d->call->count ? d->call->args[i] : &value_unknown;
}

static void change(struct deed *d, const struct content *now)
{
	state_set(&d->r->heap, &d->r->state, d->object, now);
}

static const struct value *or_unknown(const struct value *v)
{
	return v ? v : &value_unknown;
}

static const struct value *append(struct deed *d)
{
	const struct constant *at = d->call->count == 2 ? value_only(arg(d, 0)) : NULL;

	if (d->call->count == 2 && at && at->type == CONSTANT_NUMBER && at->number >= 0)
		change(d, content_insert(&d->r->heap, d->c, (uint32_t)at->number, arg(d, 1)));
	else if (d->call->count == 1)
		change(d, content_append(&d->r->heap, d->c, arg(d, 0)));
	else
		for (size_t i = 0; i < d->call->count; i++)
			change(d, content_add_rest(&d->r->heap, state_content(&d->r->state, d->object),
						   arg(d, i)));
	return d->call->receiver;
}

static const struct value *prepend(struct deed *d)
{
	change(d, content_insert(&d->r->heap, d->c, 0, arg(d, 0)));
	return d->call->receiver;
}

/* A section and a key make one key. */
static const struct value *key_of(struct deed *d, size_t parts)
{
	const struct value *key = arg(d, 0);

	for (size_t i = 1; i < parts; i++)
		key = fold_concat(d->r->arena, fold_concat(d->r->arena, key,
			value_text(d->r->arena, STRATA_STR("\1"))), arg(d, i));
	return key;
}

static const struct value *list_set(struct deed *d)
{
	if (d->call->count != 2)
		return NULL;
	change(d, content_set(&d->r->heap, d->c, arg(d, 0), arg(d, 1)));
	return &value_unknown;
}

static const struct value *map_set(struct deed *d)
{
	size_t parts = d->call->count - 1;

	if (d->call->count < 2 || d->call->count > 3)
		return NULL;
	change(d, content_set(&d->r->heap, d->c, key_of(d, parts), arg(d, parts)));
	return &value_unknown;
}

static const struct value *list_get(struct deed *d)
{
	return or_unknown(content_get(&d->r->heap, d->c, arg(d, 0)));
}

#define FILE_KEY STRATA_STR("\1file")

/* What a file of properties says, that was loaded into the map. */
static const struct value *property(struct deed *d)
{
	const struct value *file = content_key(d->c, FILE_KEY);
	const struct constant *name = file ? value_only(file) : NULL, *key = value_only(arg(d, 0));
	struct strata_str text;

	if (!name || !key || !d->r->world->property)
		return NULL;
	text = d->r->world->property(d->r->world->payload, d->f->unit, name->text, key->text);
	return text.ptr ? value_text(d->r->arena, text) : NULL;
}

static const struct value *map_get(struct deed *d)
{
	const struct value *found, *key = arg(d, 0);
	bool otherwise = d->call->count == 2 && !d->call->keywords[1].len;

	if (value_only(key) && otherwise &&
	    !content_key(d->c, constant_text(d->r->arena, value_only(key)))) {
		/* get(section, key), or get(key, default) */
		found = content_get(&d->r->heap, d->c, key_of(d, 2));
		if (found && !d->c->rest)
			return found;
	}
	found = content_get(&d->r->heap, d->c, key);
	if (!found)
		found = property(d);
	if (found && (!otherwise || (value_only(key) && !d->c->rest)))
		return found;
	return value_join(d->r->arena, found, otherwise ? arg(d, 1) : &value_unknown);
}

static const struct value *load(struct deed *d)
{
	if (value_only(arg(d, 0)))
		change(d, content_set(&d->r->heap, d->c, value_text(d->r->arena, FILE_KEY), arg(d, 0)));
	else
		change(d, content_add_rest(&d->r->heap, d->c, &value_unknown));
	return &value_unknown;
}

static const struct value *remove_at(struct deed *d, const struct value *at)
{
	const struct value *was = content_get(&d->r->heap, d->c, at);

	change(d, content_remove(&d->r->heap, d->c, at));
	return or_unknown(was);
}

/* By its place, or the first that is equal to a text. */
static const struct value *remove_given(struct deed *d)
{
	const struct constant *wanted = value_only(arg(d, 0));

	if (!wanted || wanted->type > CONSTANT_CHAR || d->c->kind != CONTENT_LIST)
		return remove_at(d, arg(d, 0));
	for (uint32_t i = 0; i < d->c->count; i++) {
		const struct constant *item = value_only(d->c->items[i]);

		if (item && item->type <= CONSTANT_CHAR && strata_str_eq(item->text, wanted->text))
			return remove_at(d, value_number(d->r->arena, i));
		if (!item)
			break;
	}
	return remove_at(d, &value_unknown);
}

static const struct value *remove_first(struct deed *d)
{
	return remove_at(d, value_number(d->r->arena, 0));
}

static const struct value *remove_last(struct deed *d)
{
	return d->call->count ? remove_given(d) : remove_at(d, value_number(d->r->arena, -1));
}

static const struct value *first(struct deed *d)
{
	return or_unknown(content_get(&d->r->heap, d->c, value_number(d->r->arena, 0)));
}

static const struct value *last(struct deed *d)
{
	return or_unknown(content_get(&d->r->heap, d->c, value_number(d->r->arena, -1)));
}

static const struct value *any(struct deed *d)
{
	return run_items(d->r, d->call->receiver);
}

static const struct value *itself(struct deed *d)
{
	return d->call->receiver;
}

static const struct value *size(struct deed *d)
{
	return d->c->rest ? &value_unknown : value_number(d->r->arena, d->c->count);
}

static const struct value *is_empty(struct deed *d)
{
	return d->c->rest ? &value_unknown : value_bool(d->r->arena, !d->c->count);
}

static const struct value *clear(struct deed *d)
{
	change(d, content_empty(&d->r->heap, d->c->kind));
	return &value_unknown;
}

static const struct value *add_all(struct deed *d)
{
	const struct value *other = arg(d, d->call->count ? d->call->count - 1 : 0);
	const struct content *from = other->object_count == 1 ?
					     state_content(&d->r->state, other->objects[0]) : NULL;
	const struct content *now = d->c;

	if (from && from->kind == d->c->kind && !from->rest) {
		for (uint32_t i = 0; i < from->count; i++)
			now = from->items ? content_append(&d->r->heap, now, from->items[i]) :
				content_set(&d->r->heap, now,
					    value_text(d->r->arena, from->entries[i].key),
					    from->entries[i].value);
	} else {
		now = content_add_rest(&d->r->heap, now, run_items(d->r, other));
	}
	change(d, now);
	return &value_unknown;
}

static const struct value *map_values(struct deed *d)
{
	const struct content *c = content_empty(&d->r->heap, CONTENT_LIST);

	for (uint32_t i = 0; i < d->c->count; i++)
		c = content_append(&d->r->heap, c, d->c->entries[i].value);
	if (d->c->rest)
		c = content_add_rest(&d->r->heap, c, d->c->rest);
	return state_object(&d->r->heap, &d->r->state, c);
}

static const struct value *map_keys(struct deed *d)
{
	const struct content *c = content_empty(&d->r->heap, CONTENT_LIST);

	for (uint32_t i = 0; i < d->c->count; i++)
		c = content_append(&d->r->heap, c, value_text(d->r->arena, d->c->entries[i].key));
	if (d->c->rest)
		c = content_add_rest(&d->r->heap, c, value_tainted(d->r->arena, d->c->rest->taint));
	return state_object(&d->r->heap, &d->r->state, c);
}

/* Of each entry, a list of its key and its value. */
static const struct value *map_items(struct deed *d)
{
	const struct content *c = content_empty(&d->r->heap, CONTENT_LIST);

	for (uint32_t i = 0; i < d->c->count; i++) {
		const struct content *pair = content_empty(&d->r->heap, CONTENT_LIST);

		pair = content_append(&d->r->heap, pair,
				      value_text(d->r->arena, d->c->entries[i].key));
		pair = content_append(&d->r->heap, pair, d->c->entries[i].value);
		c = content_append(&d->r->heap, c, state_object(&d->r->heap, &d->r->state, pair));
	}
	if (d->c->rest)
		c = content_add_rest(&d->r->heap, c, value_tainted(d->r->arena,
			state_taint(&d->r->heap, &d->r->state, d->call->receiver)));
	return state_object(&d->r->heap, &d->r->state, c);
}

static const struct value *second(struct deed *d)
{
	return or_unknown(content_get(&d->r->heap, d->c, value_number(d->r->arena, 1)));
}

static void set_text(struct deed *d, const struct value *text)
{
	struct content *now = strata_arena_alloc(d->r->arena, sizeof *now);

	now->kind = CONTENT_BUILDER;
	now->rest = text;
	change(d, now);
}

static const struct value *text_of(struct deed *d)
{
	return d->c->rest ? d->c->rest : value_text(d->r->arena, STRATA_STR(""));
}

static const struct value *build(struct deed *d)
{
	const struct value *more = arg(d, 0);

	more = value_with_taint(d->r->arena, more, state_taint(&d->r->heap, &d->r->state, more));
	set_text(d, fold_concat(d->r->arena, text_of(d), more));
	return d->call->receiver;
}

static const struct value *rebuild(struct deed *d)
{
	const struct taint *t = text_of(d)->taint;

	for (size_t i = 0; i < d->call->count; i++)
		t = taint_join(d->r->arena, t, state_taint(&d->r->heap, &d->r->state, arg(d, i)));
	set_text(d, value_tainted(d->r->arena, t));
	return d->call->receiver;
}

#define LIST (1u << CONTENT_LIST)
#define MAP (1u << CONTENT_MAP)
#define BUILDER (1u << CONTENT_BUILDER)

static const struct {
	const char *names;
	unsigned kinds;
	does *done;
} deeds[] = {
	{ "add append push addLast addElement offer enqueue Add push_back", LIST, append },
	{ "addFirst unshift appendleft prepend", LIST, prepend },
	{ "insert", LIST, append },
	{ "get elementAt at item nth", LIST, list_get },
	{ "set setElementAt", LIST, list_set },
	{ "remove removeAt delete_at RemoveAt", LIST, remove_given },
	{ "removeFirst poll shift popleft dequeue", LIST, remove_first },
	{ "removeLast pop", LIST, remove_last },
	{ "getFirst firstElement peek element first First", LIST, first },
	{ "getLast lastElement last Last", LIST, last },
	{ "next nextElement previous pick sample", LIST, any },
	{ "iterator stream listIterator toArray elements toList asList clone copy slice each to_a "
	  "entries sorted", LIST, itself },
	{ "put set setProperty store setAttribute __setitem__ Add", MAP, map_set },
	{ "get getOrDefault getProperty getAttribute fetch dig __getitem__", MAP, map_get },
	{ "remove delete pop", MAP, remove_given },
	{ "load read", MAP, load },
	{ "values", MAP, map_values },
	{ "items entrySet entries", MAP, map_items },
	{ "getKey", LIST, first },
	{ "getValue", LIST, second },
	{ "keySet keys", MAP, map_keys },
	{ "clone copy to_h", MAP, itself },
	{ "addAll extend putAll update assign concat", LIST | MAP, add_all },
	{ "size length count", LIST | MAP, size },
	{ "isEmpty empty?", LIST | MAP, is_empty },
	{ "clear", LIST | MAP, clear },
	{ "append write print concat Append", BUILDER, build },
	{ "insert replace reverse deleteCharAt delete setCharAt setLength Insert Replace", BUILDER,
	  rebuild },
	{ "toString getvalue ToString getBuffer", BUILDER, text_of },
};

static const struct value *do_deed(struct run *r, struct frame *f, const struct call *call,
				   uint32_t object, const struct content *c)
{
	struct deed d = { r, f, call, object, c };

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (deeds[i].kinds >> c->kind & 1 && strata_lists(deeds[i].names, call->name))
			return deeds[i].done(&d);
	return NULL;
}

/* Each of the objects may be the one: the state is what it was, or what one deed makes of it. */
static const struct value *on_objects(struct run *r, struct frame *f, const struct call *call)
{
	const struct value *all = NULL;
	struct state before;

	if (call->receiver->object_count > 1)
		before = state_copy(&r->heap, &r->state);
	for (int i = 0; i < call->receiver->object_count; i++) {
		uint32_t object = call->receiver->objects[i];
		const struct content *c = state_content(&r->state, object);
		const struct value *v = c ? do_deed(r, f, call, object, c) : NULL;

		if (!v)
			return NULL;
		all = value_join(r->arena, all, v);
	}
	if (call->receiver->object_count > 1)
		state_join(&r->heap, &r->state, &before);
	return all && call->receiver->taint ?
		       value_with_taint(r->arena, all, taint_join(r->arena, all->taint,
								 call->receiver->taint)) : all;
}

static const struct value *new_object(struct run *r, enum content_kind kind)
{

	return state_object(&r->heap, &r->state, content_empty(&r->heap, kind));
}

static const struct value *list_of(struct run *r, const struct call *call)
{
	const struct content *c = content_empty(&r->heap, CONTENT_LIST);

	for (size_t i = 0; i < call->count; i++)
		c = content_append(&r->heap, c, call->args[i]);
	return state_object(&r->heap, &r->state, c);
}

static const struct value *parsed(struct run *r, const struct value *v)
{
	const struct constant *only = value_only(v);

	if (only && only->type == CONSTANT_NUMBER)
		return v;
	return only ? fold_number(r->arena, constant_text(r->arena, only)) : &value_unknown;
}

static const struct value *as_text(struct run *r, const struct value *v)
{
	const struct constant *only = value_only(v);

	if (only)
		return value_text(r->arena, constant_text(r->arena, only));
	return v->object_count ? value_tainted(r->arena, state_taint(&r->heap, &r->state, v)) : v;
}

static const struct value *copied(struct run *r, const struct call *call, enum content_kind kind)
{
	const struct value *v = new_object(r, kind);
	struct call adding = *call;

	adding.name = STRATA_STR("addAll");
	adding.receiver = v;
	if (call->count && call->args[0]->object_count)
		on_objects(r, NULL, &adding);
	else if (call->count)
		state_set(&r->heap, &r->state, v->objects[0],
			  content_add_rest(&r->heap, state_content(&r->state, v->objects[0]),
					   value_tainted(r->arena, call->args[0]->taint)));
	return v;
}

/* dict(a=1) */
static const struct value *map_of(struct run *r, const struct call *call)
{
	const struct value *v;
	struct call rest = *call;

	rest.count = call->count && !call->keywords[0].len ? 1 : 0;
	v = copied(r, &rest, CONTENT_MAP);
	for (size_t i = 0; i < call->count; i++)
		if (call->keywords[i].len)
			state_set(&r->heap, &r->state, v->objects[0], content_set(&r->heap,
				state_content(&r->state, v->objects[0]),
				value_text(r->arena, call->keywords[i]), call->args[i]));
	return v;
}

/* Functions that make what other languages write with `new`. */
static const struct value *made_by_function(struct run *r, const struct call *call)
{
	if (strata_lists("list deque set frozenset sorted reversed", call->dotted) ||
	    (call->receiver && strata_str_eq(call->name, STRATA_STR("deque"))))
		return copied(r, call, CONTENT_LIST);
	if (strata_lists("dict OrderedDict ConfigParser RawConfigParser SafeConfigParser",
			 call->name))
		return map_of(r, call);
	if (strata_lists("StringIO BytesIO", call->name))
		return run_model_new(r, call);
	return NULL;
}

/* Functions that stand for themselves, or behind the name of a class of the library. */
static const struct value *well_known(struct run *r, const struct call *call)
{
	struct strata_str name = call->name;
	const struct value *x = call->count ? call->args[0] : NULL;

	if (call->receiver && strata_lists("asList of singletonList", name) &&
	    strata_lists("Arrays List Set java.util.Arrays java.util.List java.util.Set Collections "
			 "java.util.Collections", call->receiver->made))
		return list_of(r, call);
	const struct value *made = made_by_function(r, call);

	if (made)
		return made;
	if (x && call->count == 1 && strata_lists("parseInt parseLong int Integer Atoi intval", name))
		return parsed(r, x);
	if (x && call->count == 1 && strata_lists("valueOf toString str String strval", name) &&
	    (!call->receiver || strata_lists("String java.lang.String Objects java.util.Objects",
					     call->receiver->made)))
		return as_text(r, x);
	if (x && call->count == 1 && strata_lists("getResourceAsStream getResource", name))
		return value_only(x) ? x : NULL;
	return NULL;
}

const struct value *run_model(struct run *r, struct frame *f, const struct call *call)
{
	const struct value *v = NULL;

	if (call->receiver && call->receiver->object_count)
		v = on_objects(r, f, call);
	if (!v && call->receiver)
		v = fold_method(r->arena, call->name, call->receiver, call->args, call->count);
	return v ? v : well_known(r, call);
}

const struct value *run_model_new(struct run *r, const struct call *call)
{
	const struct value *x = call->count ? call->args[0] : NULL, *v;
	struct call adding;

	if (strata_lists("ArrayList LinkedList Vector Stack HashSet TreeSet LinkedHashSet ArrayDeque "
			 "CopyOnWriteArrayList PriorityQueue List Set Array", call->name)) {
		v = new_object(r, CONTENT_LIST);
		if (x && x->object_count) {
			adding = *call;
			adding.name = STRATA_STR("addAll");
			adding.receiver = v;
			on_objects(r, NULL, &adding);
		}
		return v;
	}
	if (strata_lists("HashMap TreeMap Hashtable LinkedHashMap ConcurrentHashMap Properties Map "
			 "WeakHashMap Dictionary EnumMap IdentityHashMap", call->name))
		return new_object(r, CONTENT_MAP);
	if (strata_lists("StringBuilder StringBuffer StringWriter StringJoiner StringIO BytesIO",
			 call->name)) {
		v = new_object(r, CONTENT_BUILDER);
		if (x && (!value_only(x) || value_only(x)->type == CONSTANT_TEXT)) {
			adding = *call;
			adding.name = STRATA_STR("append");
			adding.receiver = v;
			on_objects(r, NULL, &adding);
		}
		return v;
	}
	if (x && call->count == 1 && strata_lists("String", call->name))
		return as_text(r, x);
	return NULL;
}

/* Words that answer a number or a truth in every language that has them. */
bool run_is_clean(struct strata_str name)
{
	return strata_lists(
		"length size count indexOf lastIndexOf equals equalsIgnoreCase compareTo compare "
		"startsWith endsWith contains isEmpty hashCode parseInt parseLong parseDouble "
		"parseFloat parseBoolean parseShort intValue longValue doubleValue matches "
		"hasMoreElements hasMoreTokens hasNext isPresent containsKey containsValue exists "
		"isFile isDirectory canRead len int float bool isinstance hasattr startswith endswith "
		"isdigit isalnum isalpha isnumeric find index rfind ord hash includes isNaN Number "
		"parseInt test some every Atoi HasPrefix HasSuffix Contains strlen strcmp strpos intval "
		"is_numeric empty? nil? include? start_with? end_with? to_i to_f match?", name);
}
