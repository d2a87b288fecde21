/* environment.c - what is resolved for, and the tables of solvers; see solver.h. */
#include <stddef.h>

#include "resolve/solver.h"

static const struct field {
	const char *key, *standard;
	size_t offset;
} fields[] = {
#define FIELD(id, name, standard, what) { name, standard, offsetof(struct solver_environment, id) },
#include "resolve/environment.def"
#undef FIELD
};

enum { FIELDS = sizeof(fields) / sizeof(*fields) };

static struct strata_str *field_of(struct solver_environment *e, size_t index)
{
	return (struct strata_str *)(void *)((char *)e + fields[index].offset);
}

static int set(struct solver_environment *e, const struct config_pair *pair,
	       struct strata_error *err)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (strata_str_eq(pair->key, strata_str_of(fields[i].key))) {
			*field_of(e, i) = pair->value.text;
			return 0;
		}
	strata_error_at(err, pair->value.file);
	return strata_fail(err, STRATA_EUSAGE, pair->value.line,
			   "'%.*s' is no key of [resolve]: os, cpu, libc, or a tool's name",
			   STRATA_ARG(pair->key));
}

int solver_environment_read(struct solver_environment *out, const struct config_pairs *pairs,
			    struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < FIELDS; i++)
		*field_of(out, i) = strata_str_of(fields[i].standard);
	for (size_t i = 0; i < pairs->count && rc == 0; i++)
		rc = set(out, &pairs->items[i], err);
	return rc;
}

static const struct solver *const solvers[] = {
#define SOLVER(id) &solver_##id,
#include "resolve/solvers.def"
#undef SOLVER
};

static bool solves(const struct solver *solver, struct strata_str format)
{
	struct strata_str name, rest = strata_str_of(solver->formats);

	while (rest.ptr) {
		strata_str_cut(&name, &rest, rest, ' ');
		if (strata_str_eq(name, format))
			return true;
	}
	return false;
}

const struct solver *solver_of(const struct strata_format *format)
{
	for (size_t i = 0; i < sizeof(solvers) / sizeof(*solvers); i++)
		if (solves(solvers[i], strata_str_of(format->name)))
			return solvers[i];
	return NULL;
}

size_t solver_files_from(const struct solver_files *files, struct strata_str prefix)
{
	size_t low = 0, high = files->entries->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strata_str_cmp(files->entries->items[middle].path, prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool solver_files_has(const struct solver_files *files, struct strata_str path)
{
	size_t at = solver_files_from(files, path);

	return at < files->entries->count &&
	       strata_str_eq(files->entries->items[at].path, path);
}

bool solver_keeps(const struct solver_input *in, struct strata_str name, struct strata_str version)
{
	size_t ignored;

	return in->holds &&
	       strata_map_get(&ignored, &in->holds->versions,
			      strata_arena_join(in->scratch, name, STRATA_STR("\n"), version));
}

bool solver_keeps_any(const struct solver_input *in, struct strata_str name)
{
	size_t ignored;

	return in->holds && strata_map_get(&ignored, &in->holds->names, name);
}

int solver_files_read(struct strata_str *bytes, const struct solver_files *files,
		      struct strata_str path, struct strata_arena *arena, struct strata_error *err)
{
	size_t at = solver_files_from(files, path);

	if (at >= files->entries->count ||
	    !strata_str_eq(files->entries->items[at].path, path) ||
	    files->entries->items[at].type == SOURCE_SUBMODULE)
		return STRATA_ENOTFOUND;
	return source_read(bytes, files->payload, &files->entries->items[at], arena, err);
}

void solver_refuses(const struct solver_input *in, struct strata_str why)
{
	if (!in->refused->len)
		*in->refused = why;
}

void solver_lacks(const struct solver_input *in, struct strata_str name,
		  const struct strata_error *err)
{
	struct solver_lack *lack;

	for (size_t i = 0; i < in->lacks->count; i++)
		if (strata_str_eq(in->lacks->items[i].name, name))
			return;
	lack = strata_vec_push(in->scratch, in->lacks);
	lack->name = strata_arena_dup(in->scratch, name);
	lack->err = *err;
}

void solver_undated(const struct solver_input *in, struct strata_str name)
{
	*strata_vec_push(in->scratch, in->undated) = strata_arena_dup(in->scratch, name);
}
