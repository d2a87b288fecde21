/*
 * METADATA of *.dist-info, PKG-INFO of *.egg-info, *.egg-info: what pip, setuptools and
 * distutils leave beside a distribution that they installed.
 *
 * Header fields as in e-mail, up to the first empty line; of a field that stands twice
 * the first counts. A folder *.egg-info outside of where packages are installed is what
 * a build leaves in the project's own tree: it describes the project. What an
 * installed distribution requires lies beside it, and is no request of its own.
 *
 * Format: Python's "Core metadata specifications" 1.0 to 2.4, "Recording installed
 * projects", 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

struct fields {
	struct strata_str name, version, licence, expression;
	unsigned line; /* of the version */
	struct strata_strs classified;
};

static bool field_is(struct strata_str field, const char *name)
{
	return strata_str_eq_nocase(field, strata_str_of(name));
}

static void take_first(struct strata_str *to, struct strata_str value)
{
	if (!to->ptr)
		*to = value;
}

/* The last part of "License :: OSI Approved :: MIT License". */
static void classify(struct fields *f, struct strata_str value, struct strata_arena *arena)
{
	size_t last = strata_str_rchr(value, ':');

	if (strata_str_starts(value, STRATA_STR("License ::")) && last != STRATA_NPOS)
		*strata_vec_push(arena, &f->classified) =
			strata_str_trim(strata_str_skip(value, last + 1));
}

static void read_field(struct fields *f, struct strata_str field, struct strata_str value,
		       unsigned line, struct strata_arena *arena)
{
	if (field_is(field, "Name")) {
		take_first(&f->name, value);
	} else if (field_is(field, "Version")) {
		f->line = f->version.ptr ? f->line : line;
		take_first(&f->version, value);
	} else if (field_is(field, "License-Expression")) {
		take_first(&f->expression, value);
	} else if (field_is(field, "License")) {
		take_first(&f->licence, value);
	} else if (field_is(field, "Classifier")) {
		classify(f, value, arena);
	}
}

static void read_fields(struct fields *f, struct strata_str bytes, struct strata_arena *arena)
{
	struct line_cursor c = LINE_CURSOR(utf8_text(arena, bytes));
	struct strata_str field, value;

	while (line_next(&c) && strata_str_trim(c.line).len)
		if (!strata_is_space(c.line.ptr[0]) && strata_str_cut(&field, &value, c.line, ':'))
			read_field(f, strata_str_trim(field), strata_str_trim(value), c.number,
				   arena);
}

static void add_licences(struct strata_facts *out, struct strata_package *p, const struct fields *f)
{
	struct strata_str one = f->expression.len ? f->expression : f->licence;

	if (one.len && !strata_str_eq(one, STRATA_STR("UNKNOWN"))) {
		*strata_vec_push(out->arena, &p->licences) = one;
		return;
	}
	p->licences = f->classified;
}

static bool has(struct strata_str path, const char *part)
{
	return strata_str_find(path, strata_str_of(part)) != STRATA_NPOS;
}

static bool is_installed(struct strata_str path)
{
	struct strata_str folder = strata_path_base(strata_path_dir(path));

	return has(path, "site-packages/") || has(path, "dist-packages/") ||
	       field_is(strata_path_base(path), "METADATA") || field_is(folder, "EGG-INFO") ||
	       strata_str_ends(path, STRATA_STR(".egg-info"));
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct fields f = { 0 };
	struct strata_package *p;

	read_fields(&f, in->bytes, out->arena);
	if (!f.name.len || !f.version.len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "no 'Name' or no 'Version'");
	if (!is_installed(in->path)) {
		*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
			.name = f.name, .version = f.version, .line = f.line,
		};
		return 0;
	}
	p = strata_facts_add(out, f.name, f.version, f.line);
	add_licences(out, p, &f);
	return 0;
}

const struct strata_format strata_format_python_metadata = {
	.name = "python/metadata",
	.files = "*.dist-info/METADATA *.egg-info/PKG-INFO EGG-INFO/PKG-INFO *.egg-info "
		 "*.DIST-INFO/METADATA *.EGG-INFO/PKG-INFO",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
};
