/* recognise.c - texts and notices put together; see recognise.h. */
#include "composition/recognise.h"

#include "composition/notices.h"
#include "strata/buf.h"
#include "strata/limits.h"

#define HEAD_BYTES 8192 /* of a licence file without a text that is known: where notices are sought */
#define CODE_LINES 4    /* before or between the comments of a header: package, import, <?php */
#define TAGS_BYTES 1024 /* of it: where a tag says what the texts below are together */

void recogniser_release(struct recogniser *r)
{
	strata_arena_release(&r->arena);
	strata_arena_release(&r->scratch);
}

static const struct spdx_node *leaf_of(struct recogniser *r, struct strata_str id)
{
	const struct spdx_node *node = NULL;

	return spdx_parse(&node, id, &r->arena, NULL) == 0 ? node : NULL;
}

/* What is not of a text that is known, as far as notices are sought. */
static struct strata_str rest_of(struct recogniser *r, struct strata_str text,
				 const struct word_list *words, const struct recognised_list *finds)
{
	struct strata_buf rest = STRATA_BUF_INIT;
	struct strata_str out;
	size_t at = 0;

	for (size_t i = 0; i <= finds->count && rest.len < HEAD_BYTES; i++) {
		size_t end = i < finds->count ? words->items[finds->items[i].begin].at : text.len;

		if (end > at)
			strata_buf_add(&rest, strata_str_take(strata_str_skip(text, at), end - at));
		strata_buf_addc(&rest, '\n');
		if (i < finds->count && finds->items[i].end < words->count)
			at = words->items[finds->items[i].end].at;
		else
			at = text.len;
	}
	out = strata_arena_dup(&r->scratch, strata_str_take(strata_buf_str(&rest), HEAD_BYTES));
	strata_buf_release(&rest);
	return out;
}

static bool is_gnu(const struct spdx_node *leaf)
{
	return strata_str_starts(leaf->id, STRATA_STR("GPL-")) ||
	       strata_str_starts(leaf->id, STRATA_STR("LGPL-")) ||
	       strata_str_starts(leaf->id, STRATA_STR("AGPL-"));
}

/* The leaf of a notice that is a text's licence "or later"; else the text's own. */
static const struct spdx_node *as_noticed(const struct spdx_node *leaf,
					  const struct spdx_node *notice)
{
	const struct spdx_node *found;

	if (!notice)
		return leaf;
	if (notice->operator == SPDX_LEAF)
		return is_gnu(leaf) && strata_str_ends(notice->id, STRATA_STR("-or-later")) &&
				       spdx_leaf_is(leaf, notice)
			       ? notice
			       : leaf;
	found = as_noticed(leaf, notice->left);
	return found != leaf ? found : as_noticed(leaf, notice->right);
}

static const struct spdx_node *with_exception(struct recogniser *r, const struct spdx_node *leaf,
					      const struct spdx_exception *exception)
{
	struct spdx_node *made = strata_arena_alloc(&r->arena, sizeof(*made));

	*made = *leaf;
	made->exception = strata_str_of(exception->id);
	return made;
}

static bool takes_exception(const struct spdx_node *leaf)
{
	return leaf && !leaf->exception.ptr &&
	       (is_gnu(leaf) || strata_str_eq(leaf->id, STRATA_STR("Apache-2.0")));
}

/* An exception is one from the last licence before it, or, at the top of a file, the first after. */
static void attach(const struct spdx_node **leaves, size_t count, size_t at, struct recogniser *r,
		   const struct spdx_exception *exception)
{
	size_t to = count;

	for (size_t i = at; i-- > 0 && to == count;)
		to = takes_exception(leaves[i]) ? i : count;
	for (size_t i = at + 1; i < count && to == count; i++)
		to = takes_exception(leaves[i]) ? i : count;
	if (to < count)
		leaves[to] = with_exception(r, leaves[to], exception);
}

/* "GPL-2.0-only" -> "GPL-": what its versions share. */
static struct strata_str kind_of(struct strata_str id)
{
	size_t n = 0;

	while (n < id.len && !strata_is_digit(id.ptr[n]))
		n++;
	return strata_str_take(id, n);
}

static bool has_kind(const struct spdx_node *node, const struct spdx_node *leaf)
{
	if (node && node->operator != SPDX_LEAF)
		return has_kind(node->left, leaf) || has_kind(node->right, leaf);
	if (node && is_gnu(node) && is_gnu(leaf)) /* each of them speaks of the others */
		return true;
	return node && strata_str_eq(kind_of(node->id), kind_of(leaf->id));
}

/* A GNU licence that is named without its version is mostly one that something is compatible with. */
static bool is_aside(const struct spdx_node *leaf)
{
	return strata_lists("GPL-1.0-or-later LGPL-2.0-or-later AGPL-3.0-or-later", leaf->id);
}

/* Licences that are named around the texts: other ones than theirs, which are named there, too. */
static const struct spdx_node *add_named(struct recogniser *r, const struct spdx_node *all,
					 const struct spdx_node *named, enum spdx_operator operator)
{
	if (!named)
		return all;
	if (named->operator == SPDX_LEAF)
		return is_aside(named) || has_kind(all, named)
			       ? all
			       : spdx_join(operator, all, named, &r->arena);
	all = add_named(r, all, named->left, operator);
	return add_named(r, all, named->right, operator);
}

/* The LGPL's third version is terms on top of the GPL's, which comes with it. */
static bool is_part_of_lgpl(const struct recognised_list *finds, size_t at)
{
	if (!strata_str_eq(finds->items[at].text->id, STRATA_STR("GPL-3.0-only")))
		return false;
	for (size_t i = 0; i < finds->count; i++)
		if (strata_str_eq(finds->items[i].text->id, STRATA_STR("LGPL-3.0-only")))
			return true;
	return false;
}

/* lead: what stands before the texts; a text's own advice on notices stands behind it. */
static const struct spdx_node *join_finds(struct recogniser *r, const struct recognised_list *finds,
					  struct strata_str lead, struct strata_str rest)
{
	const struct spdx_node **leaves =
		strata_arena_alloc(&r->scratch, finds->count * sizeof(*leaves));
	const struct spdx_node *noticed = lead.len ? notices_read(r, lead) : NULL, *all = NULL;
	enum spdx_operator operator = notices_offer_choice(r, rest) ? SPDX_OR : SPDX_AND;

	for (size_t i = 0; i < finds->count; i++)
		if (!finds->items[i].text->exception && !is_part_of_lgpl(finds, i))
			leaves[i] = as_noticed(leaf_of(r, finds->items[i].text->id), noticed);
	for (size_t i = 0; i < finds->count; i++)
		if (finds->items[i].text->exception)
			attach(leaves, finds->count, i, r, finds->items[i].text->exception);
	for (size_t i = 0; i < finds->count && i < STRATA_LIMIT_LICENCES; i++)
		all = leaves[i] ? spdx_join(operator, all, leaves[i], &r->arena) : all;
	return add_named(r, all, notices_read(r, rest), operator);
}

static const struct spdx_node *of_texts(struct recogniser *r, struct strata_str text)
{
	struct recognised_list finds;
	struct word_list words;

	recognise_texts(&finds, &words, r, text);
	if (!finds.count)
		return NULL;
	text = strata_str_take(text, STRATA_LIMIT_LICENCE_TEXT_BYTES);
	return join_finds(r, &finds,
			  strata_str_take(strata_str_take(text, words.items[finds.items[0].begin].at),
					  HEAD_BYTES),
			  rest_of(r, text, &words, &finds));
}

const struct spdx_node *recognise_licence(struct recogniser *r, struct strata_str text)
{
	const struct spdx_node *node = notices_tags(r, strata_str_take(text, TAGS_BYTES));

	node = node ? node : of_texts(r, text);
	node = node ? node : notices_read(r, strata_str_take(text, HEAD_BYTES));
	strata_arena_reset(&r->scratch);
	return node;
}

/* What no header lacks that speaks of a licence: cheap to look for. */
static bool speaks_of_licence(struct strata_str head)
{
	static const char *const words[] = { "icens", "ICENS", "icenc", "edistribut", "ermission", "GPL" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_find(head, strata_str_of(words[i])) != STRATA_NPOS)
			return true;
	return false;
}

const struct spdx_node *recognise_tags(struct recogniser *r, struct strata_str head)
{
	const struct spdx_node *node = notices_tags(r, head);

	strata_arena_reset(&r->scratch);
	return node;
}

static bool begins_block(struct strata_str line)
{
	static const char *const marks[] = { "/*", "<!--", "(*", "{-", "\"\"\"", "'''", "=begin", "--[[",
					     "#|", "<#", "%{", "{#", "{{/*", "{{- /*", "{{!--", "<%--",
					     "@*" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strata_str_starts(line, strata_str_of(marks[i])))
			return true;
	return false;
}

static bool ends_block(struct strata_str line)
{
	static const char *const marks[] = { "*/", "-->", "*)", "-}", "\"\"\"", "'''", "=end", "]]", "|#",
					     "#>", "%}", "#}", "--}}", "--%>", "*@" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strata_str_find(line, strata_str_of(marks[i])) != STRATA_NPOS)
			return true;
	return false;
}

static bool is_comment(struct strata_str line)
{
	static const char *const marks[] = { "//", "#", "--", ";", "%", "*", "!", "dnl", "@rem", "rem ",
					     "REM ", "\\", "..", "'" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strata_str_starts(line, strata_str_of(marks[i])))
			return true;
	return false;
}

/* The comments at the top, with a few lines between them: programs speak of licences, too. */
static struct strata_str comments_of(struct strata_str head)
{
	struct strata_str line, rest = head;
	size_t end = 0;
	int code = 0;
	bool block = false;

	while (rest.ptr && code <= CODE_LINES) {
		strata_str_cut(&line, &rest, rest, '\n');
		line = strata_str_trim(line);
		if (!line.len)
			continue;
		if (!block && begins_block(line)) {
			block = !ends_block(strata_str_skip(line, 3));
		} else if (block) {
			block = !ends_block(line);
		} else if (!is_comment(line)) {
			code++;
			continue;
		}
		end = rest.ptr ? (size_t)(rest.ptr - head.ptr) : head.len;
	}
	return strata_str_take(head, end);
}

const struct spdx_node *recognise_header(struct recogniser *r, struct strata_str head)
{
	const struct spdx_node *node;

	head = comments_of(head);
	if (!speaks_of_licence(head))
		return NULL;
	node = notices_tags(r, head);
	node = node ? node : of_texts(r, head);
	node = node ? node : notices_read(r, head);
	strata_arena_reset(&r->scratch);
	return node;
}
