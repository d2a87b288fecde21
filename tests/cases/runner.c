/*
 * runner.c - runs a parser on the files of a case folder and compares what it says.
 *
 *	case_runner tests/cases/parsers/<ecosystem>/<format>/<case> [--update]
 *
 * The format is the one named "<ecosystem>/<format>" (any format when there is
 * none of that name). Each file below input/ that it wants is parsed; the facts
 * must equal expect.json: an object from path to facts, in which whatever has
 * its default value is left out. --update writes expect.json: read it before
 * committing it.
 */
#include <errno.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strata/buf.h"
#include "strata/format.h"

static const char *const scopes[] = { NULL, "dev", "test", "optional", "build", "prod" };
static const char *const references[] = { "include",  "constraints", "checksums", "indirect",
					  "manifest", "member",      "parent",    "import",   "above",
					  "perhaps",
					  "gitlink" };

static json_t *text(struct strata_str s)
{
	json_t *value = json_stringn(s.ptr ? s.ptr : "", s.len);

	return value ? value : json_sprintf("(%zu bytes that are no UTF-8)", s.len);
}

static void set(json_t *to, const char *key, struct strata_str s)
{
	if (s.ptr)
		json_object_set_new(to, key, text(s));
}

static void set_all(json_t *to, const char *key, const struct strata_strs *all)
{
	json_t *array = json_array();

	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(array, text(all->items[i]));
	if (all->count)
		json_object_set(to, key, array);
	json_decref(array);
}

static json_t *package(const struct strata_package *p, const struct strata_format *format)
{
	json_t *o = json_object();

	if (p->ecosystem != format->ecosystem)
		json_object_set_new(o, "ecosystem", json_string(p->ecosystem->name));
	set(o, "name", p->name);
	set(o, "version", p->version);
	set(o, "requirement", p->requirement);
	if (scopes[p->scope])
		json_object_set_new(o, "scope", json_string(scopes[p->scope]));
	if (p->direct != STRATA_UNKNOWN)
		json_object_set_new(o, "direct", json_boolean(p->direct == STRATA_YES));
	set(o, "purl", p->purl);
	json_object_set_new(o, "line", json_integer(p->line));
	set(o, "source", p->source);
	set(o, "commit", p->commit);
	set_all(o, "checksums", &p->checksums);
	set_all(o, "licences", &p->licences);
	if (p->local)
		json_object_set_new(o, "local", json_true());
	set(o, "alias", p->alias);
	set(o, "inherits", p->inherits);
	if (p->offered)
		json_object_set_new(o, "offered", json_true());
	if (p->optional)
		json_object_set_new(o, "optional", json_true());
	set(o, "handle", p->handle);
	set_all(o, "features", &p->features);
	set(o, "condition", p->condition);
	if (scopes[p->enabled])
		json_object_set_new(o, "enabled", json_string(scopes[p->enabled]));
	if (p->conditional)
		json_object_set_new(o, "conditional", json_true());
	if (p->maybe)
		json_object_set_new(o, "maybe", json_true());
	return o;
}

static void add_name(struct strata_buf *b, const struct strata_facts *f, int index)
{
	const struct strata_package *p;

	if (index < 0) {
		strata_buf_addf(b, "root %d", -1 - index);
		return;
	}
	p = &f->packages.items[index];
	strata_buf_addf(b, "%.*s@%.*s", STRATA_ARG(p->name), STRATA_ARG(p->version));
}

static json_t *edge(const struct strata_facts *f, const struct strata_edge *e)
{
	struct strata_buf b = STRATA_BUF_INIT;
	json_t *value;

	add_name(&b, f, e->from);
	strata_buf_add(&b, STRATA_STR(" -> "));
	add_name(&b, f, e->to);
	if (e->alias.len)
		strata_buf_addf(&b, " as %.*s", STRATA_ARG(e->alias));
	if (scopes[e->scope])
		strata_buf_addf(&b, " (%s)", scopes[e->scope]);
	value = text(strata_buf_str(&b));
	strata_buf_release(&b);
	return value;
}

static json_t *root(const struct strata_root *r)
{
	json_t *o = json_object();

	set(o, "name", r->name);
	set(o, "version", r->version);
	set(o, "dir", r->dir);
	if (r->line)
		json_object_set_new(o, "line", json_integer(r->line));
	return o;
}

static json_t *reference(const struct strata_reference *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "kind", json_string(references[r->kind]));
	set(o, "path", r->path);
	set(o, "name", r->name);
	set(o, "version", r->version);
	if (r->format)
		json_object_set_new(o, "format", json_string(r->format->name));
	if (r->line)
		json_object_set_new(o, "line", json_integer(r->line));
	return o;
}

static json_t *property(const struct strata_property *p)
{
	json_t *o = json_object();

	set(o, "name", p->name);
	set(o, "value", p->value);
	return o;
}

static json_t *option(const struct strata_facts *f, const struct strata_option *option)
{
	struct strata_buf b = STRATA_BUF_INIT;
	json_t *value;

	add_name(&b, f, option->from);
	strata_buf_addf(&b, "[%.*s] -> ", STRATA_ARG(option->feature));
	add_name(&b, f, option->to);
	value = text(strata_buf_str(&b));
	strata_buf_release(&b);
	return value;
}

static json_t *switched(const struct strata_switch *s)
{
	struct strata_buf b = STRATA_BUF_INIT;
	json_t *value;

	strata_buf_addf(&b, "%.*s: %.*s", STRATA_ARG(s->feature), STRATA_ARG(s->on));
	value = text(strata_buf_str(&b));
	strata_buf_release(&b);
	return value;
}

static json_t *note(const struct strata_note *n)
{
	json_t *o = json_object();

	if (n->line)
		json_object_set_new(o, "line", json_integer(n->line));
	set(o, "reason", n->reason);
	return o;
}

/* An array member of o, left out when it is empty. */
#define EACH(o, key, count, value)                                    \
	do {                                                          \
		json_t *all_ = json_array();                          \
		for (size_t i = 0; i < (count); i++)                  \
			json_array_append_new(all_, (value));         \
		if (json_array_size(all_))                            \
			json_object_set((o), (key), all_);            \
		json_decref(all_);                                    \
	} while (0)

static json_t *key(const struct strata_facts *f, const struct strata_key *k)
{
	struct strata_buf b = STRATA_BUF_INIT;
	json_t *value;

	strata_buf_addf(&b, "%.*s = ", STRATA_ARG(k->text));
	add_name(&b, f, (int)k->package);
	value = text(strata_buf_str(&b));
	strata_buf_release(&b);
	return value;
}

static json_t *dump(const struct strata_facts *f, const struct strata_format *format)
{
	json_t *o = json_object();

	if (f->unreadable)
		json_object_set_new(o, "unreadable", json_true());
	EACH(o, "roots", f->roots.count, root(&f->roots.items[i]));
	EACH(o, "packages", f->packages.count, package(&f->packages.items[i], format));
	EACH(o, "edges", f->edges.count, edge(f, &f->edges.items[i]));
	EACH(o, "options", f->options.count, option(f, &f->options.items[i]));
	EACH(o, "keys", f->keys.count, key(f, &f->keys.items[i]));
	EACH(o, "references", f->references.count, reference(&f->references.items[i]));
	EACH(o, "properties", f->properties.count, property(&f->properties.items[i]));
	EACH(o, "switches", f->switches.count, switched(&f->switches.items[i]));
	EACH(o, "managed", f->managed.count, package(&f->managed.items[i], format));
	set(o, "environment", f->environment);
	EACH(o, "notes", f->notes.count, note(&f->notes.items[i]));
	if (f->notes_left_out)
		json_object_set_new(o, "notes_left_out", json_integer((json_int_t)f->notes_left_out));
	return o;
}

static struct strata_str read_file(struct strata_arena *arena, const char *path)
{
	struct strata_buf b = STRATA_BUF_INIT;
	FILE *f = fopen(path, "rb");
	struct strata_str bytes;
	size_t n;

	if (!f) {
		fprintf(stderr, "case_runner: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	while ((n = fread(strata_buf_room(&b, 65536), 1, 65536, f)) > 0)
		b.len += n;
	fclose(f);
	bytes = strata_arena_dup(arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return bytes;
}

/* nftw has no payload. */
static struct {
	struct strata_arena arena;
	const struct strata_format *format; /* NULL: any */
	size_t skip;                        /* length of ".../input/" */
	json_t *got;
} run;

static void parse_file(const char *path, const struct strata_format *format)
{
	struct strata_str inside = strata_str_of(path + run.skip);
	struct strata_facts facts;

	if (!strata_format_wants(format, inside))
		return;
	strata_format_read(&facts, &run.arena, format, inside, read_file(&run.arena, path));
	json_object_set_new(run.got, path + run.skip, dump(&facts, format));
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const struct strata_format *format;

	(void)st, (void)ftw;
	if (type != FTW_F)
		return 0;
	if (run.format)
		parse_file(path, run.format);
	else
		for (size_t i = 0; (format = strata_format_at(i)); i++)
			parse_file(path, format);
	return 0;
}

/* "<ecosystem>/<format>" out of ".../<ecosystem>/<format>/<case>". */
static const struct strata_format *format_of(struct strata_str folder)
{
	struct strata_str format = strata_path_dir(folder);
	struct strata_str ecosystem = strata_path_dir(format);

	return strata_format_named(
		strata_str_skip(format, ecosystem.len - strata_path_base(ecosystem).len));
}

int main(int argc, char **argv)
{
	bool update = argc == 3 && strcmp(argv[2], "--update") == 0;
	char input[4096], expect[4096];
	json_t *want;
	int status = 0;

	if (argc < 2 || (argc == 3 && !update) || argc > 3) {
		fprintf(stderr, "usage: case_runner FOLDER [--update]\n");
		return 4;
	}
	snprintf(input, sizeof(input), "%s/input", argv[1]);
	snprintf(expect, sizeof(expect), "%s/expect.json", argv[1]);
	run.format = format_of(strata_str_of(argv[1]));
	run.skip = strlen(input) + 1;
	run.got = json_object();
	if (nftw(input, visit, 16, FTW_PHYS) < 0 || json_object_size(run.got) == 0) {
		fprintf(stderr, "case_runner: nothing to parse below %s\n", input);
		status = 2;
	} else if (update) {
		status = json_dump_file(run.got, expect, JSON_INDENT(1) | JSON_SORT_KEYS) < 0;
	} else {
		want = json_load_file(expect, 0, NULL);
		if (!want || !json_equal(want, run.got)) {
			fprintf(stderr, "%s: got\n", argv[1]);
			json_dumpf(run.got, stderr, JSON_INDENT(1) | JSON_SORT_KEYS);
			fputc('\n', stderr);
			status = 1;
		}
		json_decref(want);
	}
	json_decref(run.got);
	strata_arena_release(&run.arena);
	return status;
}
