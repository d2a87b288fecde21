/*
 * spdx_expression.c - licence expressions parsed, written and weighed; see spdx.h.
 *
 * The grammar is that of SPDX 3.0, annex B: WITH binds closest, then AND, then OR. Operators are
 * taken in either case, as ids are: many write "MIT or Apache-2.0".
 */
#include "model/spdx.h"

#include "strata/buf.h"
#include "strata/limits.h"

struct parser {
	struct strata_str rest;
	struct strata_str word; /* the next one; absent at the end */
	struct strata_arena *arena;
	struct strata_error *err;
	unsigned depth, leaves;
};

static bool is_id_char(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '-' || c == '.' || c == ':';
}

/* A parenthesis, an id with what follows it, or one character that belongs nowhere. */
static void advance(struct parser *p)
{
	size_t n = 0;

	p->rest = strata_str_trim(p->rest);
	while (n < p->rest.len && is_id_char(p->rest.ptr[n]))
		n++;
	if (n && n < p->rest.len && p->rest.ptr[n] == '+')
		n++;
	p->word = p->rest.len ? strata_str_take(p->rest, n ? n : 1) : STRATA_NONE;
	p->rest = strata_str_skip(p->rest, p->word.len);
}

static bool at_word(const struct parser *p, const char *word)
{
	return p->word.ptr && strata_str_eq_nocase(p->word, strata_str_of(word));
}

static struct spdx_node *make(struct strata_arena *arena, struct spdx_node node)
{
	struct spdx_node *made = strata_arena_alloc(arena, sizeof(*made));

	*made = node;
	return made;
}

/* "GPL-2.0" with a "+" is an id of its own. */
static const struct spdx_licence *later_of(struct strata_str id, struct strata_arena *arena)
{
	if (strata_str_ends(id, STRATA_STR("-only")))
		id = strata_str_take(id, id.len - 5);
	if (strata_str_ends(id, STRATA_STR("-or-later")))
		return spdx_licence_find(id);
	return spdx_licence_find(strata_arena_join(arena, id, STRATA_STR("-or-later"), STRATA_NONE));
}

static int parse_again(struct spdx_node **out, const char *text, struct strata_arena *arena,
		       struct strata_error *err)
{
	const struct spdx_node *node;
	int rc = spdx_parse(&node, strata_str_of(text), arena, err);

	if (rc == 0)
		*out = make(arena, *node);
	return rc;
}

static bool is_reference(struct strata_str id)
{
	size_t colon = strata_str_chr(id, ':');

	if (colon != STRATA_NPOS) {
		if (!strata_str_starts(id, STRATA_STR("DocumentRef-")) || colon < 13)
			return false;
		id = strata_str_skip(id, colon + 1);
	}
	return (strata_str_starts(id, STRATA_STR("LicenseRef-")) && id.len > 11) &&
	       strata_str_chr(id, ':') == STRATA_NPOS;
}

static int read_licence(struct parser *p, struct spdx_node **out)
{
	struct strata_str id = p->word;
	bool later = id.ptr[id.len - 1] == '+';
	const struct spdx_licence *found = spdx_licence_find(id), *with_later;

	if (!found && later) {
		id = strata_str_take(id, id.len - 1);
		with_later = later_of(id, p->arena);
		found = with_later ? with_later : spdx_licence_find(id);
		later = !with_later;
	} else {
		later = false;
	}
	if (found && found->instead)
		return parse_again(out, found->instead, p->arena, p->err);
	if (!found && (later || !is_reference(id)))
		return strata_fail(p->err, STRATA_ESYNTAX, 0,
				   "'%.*s' is no licence of the SPDX list", STRATA_ARG(p->word));
	*out = make(p->arena, (struct spdx_node){ .operator = SPDX_LEAF, .licence = found,
		.id = found ? strata_str_of(found->id) : strata_arena_dup(p->arena, id),
		.later = later });
	return 0;
}

static int read_exception(struct parser *p, struct spdx_node *leaf)
{
	const struct spdx_exception *found;

	advance(p);
	found = p->word.ptr ? spdx_exception_find(p->word) : NULL;
	if (!found && !strata_str_starts(p->word, STRATA_STR("AdditionRef-")))
		return strata_fail(p->err, STRATA_ESYNTAX, 0,
				   "'%.*s' is no exception of the SPDX list", STRATA_ARG(p->word));
	leaf->exception = found ? strata_str_of(found->id) : strata_arena_dup(p->arena, p->word);
	advance(p);
	return 0;
}

static int read_leaf(struct parser *p, const struct spdx_node **out)
{
	struct spdx_node *leaf;
	int rc;

	if (++p->leaves > STRATA_LIMIT_LICENCES)
		return strata_fail(p->err, STRATA_ELIMIT, 0, "has more than %d licences",
				   STRATA_LIMIT_LICENCES);
	if (!p->word.ptr)
		return strata_fail(p->err, STRATA_ESYNTAX, 0, "a licence is missing at the end");
	if ((rc = read_licence(p, &leaf)) < 0)
		return rc;
	*out = leaf;
	advance(p);
	return at_word(p, "WITH") && !leaf->exception.ptr ? read_exception(p, leaf) : 0;
}

static int read_any(struct parser *p, const struct spdx_node **out);

static int read_unit(struct parser *p, const struct spdx_node **out)
{
	int rc;

	if (!at_word(p, "("))
		return read_leaf(p, out);
	if (++p->depth > STRATA_LIMIT_LICENCE_DEPTH)
		return strata_fail(p->err, STRATA_ELIMIT, 0, "has parentheses more than %d deep",
				   STRATA_LIMIT_LICENCE_DEPTH);
	advance(p);
	if ((rc = read_any(p, out)) < 0)
		return rc;
	if (!at_word(p, ")"))
		return strata_fail(p->err, STRATA_ESYNTAX, 0, "a ')' is missing");
	p->depth--;
	advance(p);
	return 0;
}

static int read_all(struct parser *p, const struct spdx_node **out)
{
	const struct spdx_node *next;
	int rc = read_unit(p, out);

	while (rc == 0 && at_word(p, "AND")) {
		advance(p);
		if ((rc = read_unit(p, &next)) == 0)
			*out = spdx_join(SPDX_AND, *out, next, p->arena);
	}
	return rc;
}

static int read_any(struct parser *p, const struct spdx_node **out)
{
	const struct spdx_node *next;
	int rc = read_all(p, out);

	while (rc == 0 && at_word(p, "OR")) {
		advance(p);
		if ((rc = read_all(p, &next)) == 0)
			*out = spdx_join(SPDX_OR, *out, next, p->arena);
	}
	return rc;
}

int spdx_parse(const struct spdx_node **out, struct strata_str text, struct strata_arena *arena,
	       struct strata_error *err)
{
	struct parser p = { .rest = text, .arena = arena, .err = err };
	int rc;

	*out = NULL;
	if (text.len > STRATA_LIMIT_LICENCE_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "is over %d bytes",
				   STRATA_LIMIT_LICENCE_BYTES);
	advance(&p);
	if ((rc = read_any(&p, out)) < 0)
		return rc;
	return p.word.ptr ? strata_fail(err, STRATA_ESYNTAX, 0, "'%.*s' stands where AND or OR may",
					STRATA_ARG(p.word))
			  : 0;
}

static bool same_leaf(const struct spdx_node *a, const struct spdx_node *b)
{
	return strata_str_eq(a->id, b->id) && a->later == b->later &&
	       strata_str_eq(a->exception, b->exception);
}

static bool same(const struct spdx_node *a, const struct spdx_node *b)
{
	if (a->operator != b->operator)
		return false;
	if (a->operator == SPDX_LEAF)
		return same_leaf(a, b);
	return same(a->left, b->left) && same(a->right, b->right);
}

/* Whether one of the operands of a list is the node. Lists lean to the left. */
static bool has_operand(enum spdx_operator operator, const struct spdx_node *list,
			const struct spdx_node *node)
{
	for (; list->operator == operator; list = list->left)
		if (same(list->right, node))
			return true;
	return same(list, node);
}

const struct spdx_node *spdx_join(enum spdx_operator operator, const struct spdx_node *a,
				  const struct spdx_node *b, struct strata_arena *arena)
{
	if (!a || !b)
		return a ? a : b;
	if (b->operator == operator) /* (a) OR (b OR c) leans to the left as well */
		return spdx_join(operator, spdx_join(operator, a, b->left, arena), b->right, arena);
	if (has_operand(operator, a, b))
		return a;
	return make(arena, (struct spdx_node){ .operator = operator, .left = a, .right = b });
}

static void write_node(struct strata_buf *out, const struct spdx_node *node,
		       enum spdx_operator within)
{
	bool parted = within == SPDX_AND && node->operator == SPDX_OR;

	if (node->operator == SPDX_LEAF) {
		strata_buf_add(out, node->id);
		if (node->later)
			strata_buf_addc(out, '+');
		if (node->exception.ptr)
			strata_buf_addf(out, " WITH %.*s", STRATA_ARG(node->exception));
		return;
	}
	if (parted)
		strata_buf_addc(out, '(');
	write_node(out, node->left, node->operator);
	strata_buf_add(out, node->operator == SPDX_AND ? STRATA_STR(" AND ") : STRATA_STR(" OR "));
	write_node(out, node->right, node->operator);
	if (parted)
		strata_buf_addc(out, ')');
}

struct strata_str spdx_write(const struct spdx_node *node, struct strata_arena *arena)
{
	struct strata_buf buf = STRATA_BUF_INIT;
	struct strata_str text;

	write_node(&buf, node, SPDX_LEAF);
	text = strata_arena_dup(arena, strata_buf_str(&buf));
	strata_buf_release(&buf);
	return text;
}

unsigned spdx_count(const struct spdx_node *node)
{
	return node->operator == SPDX_LEAF ? 1 : spdx_count(node->left) + spdx_count(node->right);
}

/* An exception takes of a copyleft what reaches beyond the work itself. */
static enum spdx_family leaf_family(const struct spdx_node *leaf)
{
	enum spdx_family family = leaf->licence ? leaf->licence->family : SPDX_UNKNOWN;

	if (strata_str_eq(leaf->id, STRATA_STR(SPDX_OWN)))
		return SPDX_PROPRIETARY;
	return family == SPDX_STRONG && leaf->exception.ptr ? SPDX_WEAK : family;
}

enum spdx_family spdx_family_of(const struct spdx_node *node)
{
	enum spdx_family left, right;

	if (node->operator == SPDX_LEAF)
		return leaf_family(node);
	left = spdx_family_of(node->left);
	right = spdx_family_of(node->right);
	if (node->operator == SPDX_OR && left && right)
		return left < right ? left : right;
	if (node->operator == SPDX_OR)
		return left ? left : right;
	if (left == SPDX_UNKNOWN || right == SPDX_UNKNOWN)
		return left > right && left > SPDX_PERMISSIVE    ? left
		       : right > left && right > SPDX_PERMISSIVE ? right
								 : SPDX_UNKNOWN;
	return left > right ? left : right;
}

bool spdx_satisfied(const struct spdx_node *node,
		    bool (*allows)(const struct spdx_node *leaf, void *payload), void *payload)
{
	if (node->operator == SPDX_LEAF)
		return allows(node, payload);
	if (node->operator == SPDX_AND)
		return spdx_satisfied(node->left, allows, payload) &&
		       spdx_satisfied(node->right, allows, payload);
	return spdx_satisfied(node->left, allows, payload) ||
	       spdx_satisfied(node->right, allows, payload);
}

/* "GPL-2.0-or-later" -> "GPL-2.0", and whether it said so. */
static bool takes_later(struct strata_str *base, const struct spdx_node *leaf)
{
	static const char *const ends[] = { "-or-later", "-only" };

	*base = leaf->id;
	for (size_t i = 0; i < 2; i++)
		if (strata_str_ends(leaf->id, strata_str_of(ends[i]))) {
			*base = strata_str_take(leaf->id, leaf->id.len - strlen(ends[i]));
			return i == 0;
		}
	return leaf->later;
}

/* "GPL-2.0" -> "GPL-": what versions of one licence share. */
static struct strata_str before_version(struct strata_str id)
{
	size_t n = id.len;

	while (n && (strata_is_digit(id.ptr[n - 1]) || id.ptr[n - 1] == '.'))
		n--;
	return strata_str_take(id, n);
}

bool spdx_leaf_is(const struct spdx_node *leaf, const struct spdx_node *wanted)
{
	struct strata_str base, wanted_base, stem;

	if (!strata_str_eq(leaf->exception, wanted->exception))
		return false;
	if (same_leaf(leaf, wanted))
		return true;
	if (!takes_later(&base, leaf))
		return takes_later(&wanted_base, wanted) && strata_str_eq(base, wanted_base);
	takes_later(&wanted_base, wanted);
	stem = before_version(base);
	return stem.len < base.len && strata_str_eq(stem, before_version(wanted_base)) &&
	       strata_str_cmp(strata_str_skip(base, stem.len),
			      strata_str_skip(wanted_base, stem.len)) <= 0;
}
