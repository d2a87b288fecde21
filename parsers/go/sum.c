/*
 * go.sum: the checksums of modules, one "module version h1:hash" a line.
 *
 * A version that ends with "/go.mod" is the hash of a go.mod alone, read to choose
 * versions: no code of it was fetched. go.sum keeps what was once needed, so it is
 * a companion: go.mod says which modules count.
 *
 * Format: go.dev/ref/mod, "go.sum files", 2026-11.
 */
#include "strata/format.h"
#include "strata/map.h"
#include "text/line.h"

static struct strata_str take_word(struct strata_str *rest)
{
	struct strata_str word = strata_str_trim(*rest);
	size_t n = 0;

	while (n < word.len && !strata_is_space(word.ptr[n]))
		n++;
	*rest = strata_str_skip(word, n);
	return strata_str_take(word, n);
}

/* The module of that version; each once, however many hashes it has. */
static struct strata_package *module_of(struct strata_facts *out, struct strata_map *seen,
					struct strata_str name, struct strata_str version,
					unsigned line)
{
	struct strata_str key = strata_arena_join(out->arena, name, STRATA_STR(" "), version);
	struct strata_package *p;
	size_t *index;
	bool added;

	index = strata_map_at(seen, key, &added);
	if (!added)
		return &out->packages.items[*index];
	*index = out->packages.count;
	p = strata_facts_add(out, name, version, line);
	p->direct = STRATA_NO;
	p->scope = STRATA_SCOPE_PROD;
	return p;
}

static void read_line(struct strata_facts *out, struct strata_map *seen, struct strata_str line,
		      unsigned number)
{
	struct strata_str rest = line, name = take_word(&rest), version = take_word(&rest);
	struct strata_str hash = take_word(&rest);
	struct strata_package *p;

	if (!name.len)
		return;
	if (!hash.len || strata_str_trim(rest).len) {
		strata_facts_note(out, number, "not 'module version hash'");
		return;
	}
	if (strata_str_ends(version, STRATA_STR("/go.mod")))
		return;
	p = module_of(out, seen, name, version, number);
	*strata_vec_push(out->arena, &p->checksums) = hash;
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(in->bytes);
	struct strata_map seen = STRATA_MAP_INIT(out->arena);

	(void)err;
	while (line_next(&lines))
		read_line(out, &seen, lines.line, lines.number);
	return 0;
}

const struct strata_format strata_format_go_sum = {
	.name = "go/sum",
	.files = "go.sum go.work.sum",
	.kind = STRATA_FORMAT_COMPANION,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse,
};
