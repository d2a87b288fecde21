/*
 * shell.c - from the syntax tree of a shell's text to its commands.
 *
 * The tree is walked with a stack of its own, since "a && b && .." nests as deep as it is
 * long. Children go onto it in reverse, so that commands come in the order of the text, and
 * whatever stands before is complete when something refers to it.
 *
 * Grammar: tree-sitter-bash 0.25, its node types.
 */
#include "syntax/shell.h"

#include "strata/buf.h"
#include "strata/limits.h"
#include "syntax/sitter.h"

const TSLanguage *tree_sitter_bash(void);

/* A node that is still to be looked at, and what holds for the commands in it. */
struct item {
	TSNode node;
	int inside;
	int reads;
	bool piped; /* reads what the command before it writes */
	bool part;  /* of a command, which has it already: only commands within are news */
};

STRATA_VEC(items, struct item);
STRATA_VEC(nodes, TSNode);
STRATA_VEC(lasts, int);

struct walk {
	struct shell *out;
	struct strata_arena *arena;
	struct strata_str text;
	struct items stack;
	struct lasts
		lasts; /* of each command, the last within its words; first, of those in none */
	TSTreeCursor cursor;
	bool cursor_made;
};

static bool is(TSNode node, const char *type)
{
	return strcmp(ts_node_type(node), type) == 0;
}

static struct strata_str text_of(const struct walk *w, TSNode node)
{
	size_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);

	return strata_str_take(strata_str_skip(w->text, start), end - start);
}

/* All children at once: asking for them by number takes the longer the more there are. */
static struct nodes children_of(struct walk *w, TSNode node)
{
	struct nodes out = { 0 };

	if (w->cursor_made)
		ts_tree_cursor_reset(&w->cursor, node);
	else
		w->cursor = ts_tree_cursor_new(node);
	w->cursor_made = true;
	if (ts_tree_cursor_goto_first_child(&w->cursor))
		do
			*strata_vec_push(w->arena, &out) = ts_tree_cursor_current_node(&w->cursor);
		while (ts_tree_cursor_goto_next_sibling(&w->cursor));
	return out;
}

/* The named children, to be looked at with what holds around them. */
static void push_children(struct walk *w, struct item around)
{
	struct nodes children = children_of(w, around.node);
	bool pipeline = is(around.node, "pipeline"), first = true;
	size_t from = w->stack.count;

	for (size_t i = 0; i < children.count; i++) {
		struct item item = around;

		if (!ts_node_is_named(children.items[i]))
			continue;
		item.node = children.items[i];
		item.piped = around.piped || (pipeline && !first);
		first = false;
		*strata_vec_push(w->arena, &w->stack) = item;
	}
	for (size_t low = from, high = w->stack.count; low + 1 < high; low++, high--) {
		struct item item = w->stack.items[low];

		w->stack.items[low] = w->stack.items[high - 1];
		w->stack.items[high - 1] = item;
	}
}

/* The command before this place that stands at the same level; -1 without one. */
static int command_before(const struct walk *w, int inside)
{
	return w->lasts.items[inside + 1];
}

/* "a\ b" to "a b"; within double quotes only some can be escaped. */
static void add_escaped(struct strata_buf *out, struct strata_str s, bool quoted)
{
	for (size_t i = 0; i < s.len; i++) {
		bool escape = s.ptr[i] == '\\' && i + 1 < s.len &&
		              (!quoted || strchr("\"$`\\\n", s.ptr[i + 1]));

		if (escape && s.ptr[++i] == '\n')
			continue;
		strata_buf_addc(out, s.ptr[i]);
	}
}

static struct strata_str without_ends(struct strata_str s, size_t before, size_t after)
{
	return s.len >= before + after
	               ? (struct strata_str){ s.ptr + before, s.len - before - after }
	               : s;
}

static void add_word_text(struct walk *w, struct strata_buf *out, struct shell_word *word,
                          TSNode node, unsigned depth);

/* The parts of a string or of what stands together; the grammar leaves out blanks between them. */
static void add_parts(struct walk *w, struct strata_buf *out, struct shell_word *word, TSNode node,
                      unsigned depth)
{
	struct nodes parts = children_of(w, node);
	size_t at = ts_node_start_byte(node);

	for (size_t i = 0; i < parts.count; i++) {
		TSNode part = parts.items[i];

		strata_buf_add(out, strata_str_take(strata_str_skip(w->text, at),
		                                    ts_node_start_byte(part) - at));
		if (!is(part, "\"") && !is(part, "$"))
			add_word_text(w, out, word, part, depth + 1);
		at = ts_node_end_byte(part);
	}
}

/* The leaves of a word, left to right; what the shell puts in stays as written. */
static void add_word_text(struct walk *w, struct strata_buf *out, struct shell_word *word,
                          TSNode node, unsigned depth)
{
	struct strata_str text = text_of(w, node);
	bool whole = depth > STRATA_LIMIT_NESTING;

	if (is(node, "word") || is(node, "number"))
		add_escaped(out, text, false);
	else if (is(node, "raw_string"))
		strata_buf_add(out, without_ends(text, 1, 1));
	else if (is(node, "string_content"))
		add_escaped(out, text, true);
	else if (!whole && (is(node, "string") || is(node, "concatenation") ||
	                    is(node, "command_name") || is(node, "translated_string")))
		add_parts(w, out, word, node, depth);
	else {
		word->dynamic = true;
		strata_buf_add(out, text);
	}
}

static struct shell_word word_of(struct walk *w, TSNode node)
{
	struct shell_word word = { .offset = ts_node_start_byte(node) };
	struct strata_buf out = STRATA_BUF_INIT;

	add_word_text(w, &out, &word, node, 0);
	word.text = strata_arena_dup(w->arena, strata_buf_str(&out));
	strata_buf_release(&out);
	return word;
}

static struct shell_command *add_command(struct walk *w, const struct item *item)
{
	struct shell_command *c = strata_vec_push(w->arena, &w->out->commands);

	c->offset = ts_node_start_byte(item->node);
	c->end = ts_node_end_byte(item->node);
	c->inside = item->inside;
	c->reads = item->reads;
	*strata_vec_push(w->arena, &w->lasts) = -1;
	w->lasts.items[item->inside + 1] = (int)w->out->commands.count - 1;
	return c;
}

/* "NAME=value", the value as a word. */
static void add_assignment(struct walk *w, struct shell_command *c, TSNode node)
{
	TSNode value = ts_node_child_by_field_name(node, "value", 5);
	struct shell_word *word = strata_vec_push(w->arena, &c->assignments);
	struct strata_str text = text_of(w, node);
	struct strata_str head;

	word->offset = ts_node_start_byte(node);
	if (ts_node_is_null(value)) {
		word->text = text;
		return;
	}
	head = strata_str_take(text, ts_node_start_byte(value) - word->offset);
	*word = word_of(w, value);
	word->text = strata_arena_join(w->arena, head, word->text, STRATA_NONE);
	word->offset = ts_node_start_byte(node);
}

static void add_redirect(struct walk *w, struct shell_command *c, TSNode node)
{
	struct shell_redirect *r = strata_vec_push(w->arena, &c->redirects);

	struct nodes parts = children_of(w, node);

	c->end = ts_node_end_byte(node) > c->end ? ts_node_end_byte(node) : c->end;
	for (size_t i = 0; i < parts.count; i++)
		if (!ts_node_is_named(parts.items[i]))
			r->sign = text_of(w, parts.items[i]);
		else if (!is(parts.items[i], "file_descriptor"))
			r->target = word_of(w, parts.items[i]);
}

/* A child of a command: one of its words, or what it has besides. */
static void add_part(struct walk *w, struct shell_command *c, TSNode node)
{
	if (!ts_node_is_named(node)) {
		if (is(node, "export") || is(node, "local") || is(node, "declare") ||
		    is(node, "readonly") || is(node, "typeset") || is(node, "unset"))
			*strata_vec_push(w->arena, &c->words) =
				(struct shell_word){ .text = text_of(w, node),
				                     .offset = ts_node_start_byte(node) };
	} else if (is(node, "variable_assignment")) {
		add_assignment(w, c, node);
	} else if (is(node, "file_redirect") || is(node, "herestring_redirect")) {
		add_redirect(w, c, node);
	} else if (!is(node, "comment")) {
		*strata_vec_push(w->arena, &c->words) = word_of(w, node);
	}
}

/* A command of its own; commands within its words come behind it. */
static void read_command(struct walk *w, struct item item)
{
	size_t index = w->out->commands.count;
	struct shell_command made = *add_command(w, &item);
	struct nodes parts = children_of(w, item.node);

	for (size_t i = 0; i < parts.count; i++)
		add_part(w, &made, parts.items[i]);
	w->out->commands.items[index] = made;
	item.inside = (int)index;
	item.reads = -1;
	item.part = true;
	push_children(w, item);
}

/* One that only assigns: NAME=value. */
static void read_assignment(struct walk *w, struct item item)
{
	size_t index = w->out->commands.count;
	struct shell_command made = *add_command(w, &item);

	add_assignment(w, &made, item.node);
	w->out->commands.items[index] = made;
	item.inside = (int)index;
	item.reads = -1;
	item.part = true;
	push_children(w, item);
}

/* A redirection stands behind its command, or behind several: then the last has it. */
static void read_redirect(struct walk *w, struct item item)
{
	int before = command_before(w, item.inside);

	if (before >= 0)
		add_redirect(w, &w->out->commands.items[before], item.node);
	push_children(w, item);
}

/* The text in place belongs to the command before; what else is there reads its output. */
static void read_heredoc(struct walk *w, struct item item)
{
	int before = command_before(w, item.inside);
	struct nodes parts = children_of(w, item.node);
	struct shell_redirect r = { .sign = STRATA_STR("<<") };

	for (size_t i = 0; i < parts.count; i++)
		if (is(parts.items[i], "heredoc_body")) {
			r.target.text = text_of(w, parts.items[i]);
			r.target.offset = ts_node_start_byte(parts.items[i]);
		}
	if (before >= 0)
		*strata_vec_push(w->arena, &w->out->commands.items[before].redirects) = r;
	item.piped = true;
	push_children(w, item);
}

static void read_item(struct walk *w, struct item item)
{
	static const struct {
		const char *type;
		void (*read)(struct walk *w, struct item item);
	} readers[] = {
		{ "command", read_command },          { "declaration_command", read_command },
		{ "unset_command", read_command },    { "variable_assignment", read_assignment },
		{ "file_redirect", read_redirect },   { "herestring_redirect", read_redirect },
		{ "heredoc_redirect", read_heredoc },
	};

	if (item.piped)
		item.reads = command_before(w, item.inside);
	item.piped = false;
	item.part = item.part && !is(item.node, "command_substitution") &&
	            !is(item.node, "process_substitution");
	for (size_t i = 0; !item.part && i < sizeof(readers) / sizeof(*readers); i++)
		if (is(item.node, readers[i].type)) {
			readers[i].read(w, item);
			return;
		}
	push_children(w, item);
}

/* The child that has an error in it; false without one. */
static bool broken_child(struct walk *w, TSNode *node)
{
	struct nodes children = children_of(w, *node);

	for (size_t i = 0; i < children.count; i++)
		if (ts_node_has_error(children.items[i])) {
			*node = children.items[i];
			return true;
		}
	return false;
}

/* The first place that is no shell's text. */
static size_t find_error(struct walk *w, TSNode node)
{
	while (!ts_node_is_error(node) && !ts_node_is_missing(node) && broken_child(w, &node))
		;
	return ts_node_start_byte(node);
}

/*
 * "`# words`" is a comment within a line, which the grammar takes for one up to its end. It is
 * blanked, so that all places stay as they are.
 */
static struct strata_str without_inline_comments(struct strata_str text, struct strata_arena *arena)
{
	size_t at = strata_str_find(text, STRATA_STR("`#"));
	char *out;

	if (at == STRATA_NPOS)
		return text;
	out = strata_arena_text(arena, text.len);
	memcpy(out, text.ptr, text.len);
	for (; at + 1 < text.len; at++) {
		size_t n = out[at] == '`' && out[at + 1] == '#'
		                   ? strata_str_chr(strata_str_skip(text, at + 1), '`')
		                   : STRATA_NPOS;

		if (n == STRATA_NPOS)
			continue;
		memset(out + at, ' ', n + 2);
		at += n + 1;
	}
	return (struct strata_str){ out, text.len };
}

int shell_parse(struct shell *out, struct strata_str text, struct strata_arena *arena,
                struct strata_error *err)
{
	struct walk w = { .out = out, .arena = arena, .text = text };
	TSTree *tree;

	*out = (struct shell){ .broken = false };
	w.text = text = without_inline_comments(text, arena);
	if (text.len > STRATA_LIMIT_SCRIPT_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "a script of over %u bytes",
		                   STRATA_LIMIT_SCRIPT_BYTES);
	tree = sitter_parse(tree_sitter_bash(), text);
	if (!tree)
		return strata_fail(err, STRATA_ELIMIT, 0, "a script that is too intricate");
	out->broken = ts_node_has_error(ts_tree_root_node(tree));
	if (out->broken)
		out->broken_at = find_error(&w, ts_tree_root_node(tree));
	*strata_vec_push(arena, &w.lasts) = -1;
	*strata_vec_push(arena, &w.stack) =
		(struct item){ .node = ts_tree_root_node(tree), .inside = -1, .reads = -1 };
	while (w.stack.count)
		read_item(&w, w.stack.items[--w.stack.count]);
	if (w.cursor_made)
		ts_tree_cursor_delete(&w.cursor);
	ts_tree_delete(tree);
	return 0;
}
