/*
 * notebook.c - see notebook.h.
 *
 * nbformat 4: `cells`, each with cell_type and source (a text, or one per line), and the kernel's
 * language in `metadata`, which stands behind them as a rule: so the file is read twice. Outputs
 * are nobody's lines.
 */
#include "composition/notebook.h"

#include "strata/buf.h"
#include "text/json.h"

struct notebook {
	const struct language *kernel, *prose;
	struct line_counts *out; /* NULL: only the kernel is looked for */
	bool has_cells;
	struct strata_arena arena;
};

/* Calls `member` for each member of the object that was entered; -1 when it is malformed. */
static int each_member(struct json_reader *r, struct notebook *n,
                       int (*member)(struct json_reader *, struct json_value *, struct notebook *))
{
	struct json_value v;
	enum json_type type;

	while ((type = json_next(r, &v)) > JSON_END)
		if (member(r, &v, n) < 0)
			return -1;
	return type == JSON_END ? 0 : -1;
}

/* language_info.name, kernelspec.language: of either. */
static int kernel_member(struct json_reader *r, struct json_value *v, struct notebook *n)
{
	if (v->type == JSON_STRING && !n->kernel &&
	    (json_key_is(v, "name") || json_key_is(v, "language")))
		n->kernel = discover_language_called(json_string(&n->arena, v));
	return json_skip(r, v);
}

static int metadata_member(struct json_reader *r, struct json_value *v, struct notebook *n)
{
	if (v->type == JSON_OBJECT &&
	    (json_key_is(v, "language_info") || json_key_is(v, "kernelspec")))
		return each_member(r, n, kernel_member);
	return json_skip(r, v);
}

struct cell {
	bool code, prose;
	struct strata_buf source;
};

/* The reader stands at the value of `source`. */
static int read_source(struct cell *cell, struct json_reader *r, struct json_value *v,
                       struct notebook *n)
{
	struct json_value line;
	enum json_type type;

	if (v->type == JSON_STRING)
		strata_buf_add(&cell->source, json_string(&n->arena, v));
	if (v->type != JSON_ARRAY)
		return json_skip(r, v);
	while ((type = json_next(r, &line)) > JSON_END) {
		if (type == JSON_STRING)
			strata_buf_add(&cell->source, json_string(&n->arena, &line));
		if (json_skip(r, &line) < 0)
			return -1;
	}
	return type == JSON_END ? 0 : -1;
}

static int read_cell(struct cell *cell, struct json_reader *r, struct notebook *n)
{
	struct json_value v;
	enum json_type type;

	while ((type = json_next(r, &v)) > JSON_END) {
		int rc;

		if (v.type == JSON_STRING && json_key_is(&v, "cell_type")) {
			cell->code = strata_str_eq(v.raw, STRATA_STR("code"));
			cell->prose = strata_str_eq(v.raw, STRATA_STR("markdown"));
		}
		rc = json_key_is(&v, "source") ? read_source(cell, r, &v, n) : json_skip(r, &v);
		if (rc < 0)
			return -1;
	}
	return type == JSON_END ? 0 : -1;
}

static int read_cells(struct json_reader *r, struct notebook *n)
{
	struct json_value v;
	enum json_type type;
	int rc = 0;

	while (rc == 0 && (type = json_next(r, &v)) > JSON_END) {
		struct cell cell = { .source = STRATA_BUF_INIT };

		rc = v.type == JSON_OBJECT ? read_cell(&cell, r, n) : json_skip(r, &v);
		if (rc == 0 && (cell.code || cell.prose))
			lines_count_part(n->out, cell.code ? n->kernel : n->prose,
			                 strata_buf_str(&cell.source), 1);
		strata_buf_release(&cell.source);
		strata_arena_reset(&n->arena);
	}
	return rc == 0 && type == JSON_END ? 0 : -1;
}

static int top_member(struct json_reader *r, struct json_value *v, struct notebook *n)
{
	if (!n->out && v->type == JSON_OBJECT && json_key_is(v, "metadata"))
		return each_member(r, n, metadata_member);
	if (n->out && v->type == JSON_ARRAY && json_key_is(v, "cells")) {
		n->has_cells = true;
		return read_cells(r, n);
	}
	return json_skip(r, v);
}

static int read_notebook(struct notebook *n, struct strata_str text)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct json_reader r;
	struct json_value v;

	json_init(&r, text, JSON_STRICT, &err);
	return json_next(&r, &v) == JSON_OBJECT ? each_member(&r, n, top_member) : -1;
}

int notebook_count(struct line_counts *out, struct strata_str text)
{
	struct notebook n = { .prose = discover_language_called(STRATA_STR("Markdown")) };
	int rc = read_notebook(&n, text);

	if (!n.kernel)
		n.kernel = discover_language_called(STRATA_STR("Python"));
	n.out = out;
	if (rc == 0)
		rc = read_notebook(&n, text);
	strata_arena_release(&n.arena);
	return rc == 0 && n.has_cells ? 0 : -1;
}
