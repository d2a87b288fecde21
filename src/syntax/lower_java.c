/*
 * lower_java.c - Java as a program.
 *
 * Grammar: tree-sitter-java's node-types.json; meaning: The Java Language Specification, SE 21.
 */
#include "syntax/lower.h"

/* Without type arguments and the dimensions of arrays: List<String> is a List. */
static struct strata_str type_name(struct strata_str type)
{
	size_t at = strata_str_chr(type, '<');

	return at == STRATA_NPOS ? type : strata_str_trim(strata_str_take(type, at));
}

static struct strata_str type_of(const struct lower *l, TSNode node)
{
	return type_name(lower_field_text(l, node, "type"));
}

static uint32_t make_type(struct lower *l, TSNode node, struct strata_str type)
{
	uint32_t out = type.len ? lower_make(l, PROGRAM_TYPE, node) : 0;

	if (out)
		lower_at(l, out)->text = type;
	return out;
}

static uint32_t lower_string(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_STRING, node);
	struct strata_str text = lower_text(l, node);
	size_t quote = strata_str_starts(text, STRATA_STR("\"\"\"")) ? 3 : 1;

	if (!out || text.len < 2 * quote)
		return out;
	text = strata_str_take(strata_str_skip(text, quote), text.len - 2 * quote);
	lower_at(l, out)->text = lower_unescape(l, text);
	if (lower_is(node, "character_literal"))
		lower_at(l, out)->op = OP_CHAR;
	return out;
}

static uint32_t lower_call(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CALL, node);
	TSNode name = lower_child(node, "name"), object = lower_child(node, "object");
	uint32_t callee, list, receiver = lower_node(l, object);

	if (!out)
		return 0;
	callee = lower_make(l, receiver ? PROGRAM_MEMBER : PROGRAM_NAME, name);
	if (callee) {
		lower_at(l, callee)->text = lower_text(l, name);
		lower_at(l, callee)->a = receiver;
		if (receiver)
			lower_at(l, callee)->start = lower_at(l, receiver)->start;
	}
	list = lower_children(l, lower_child(node, "arguments"), 0);
	lower_at(l, out)->a = callee;
	lower_at(l, out)->list = list;
	return out;
}

static void lower_class_body(struct lower *l, TSNode node, TSNode body, struct strata_str name)
{
	uint32_t number = lower_enter_class(l, node, name);
	struct program_class *class = &l->program->classes.items[number];
	struct strata_str base = lower_field_text(l, node, "superclass");

	if (strata_str_starts(base, STRATA_STR("extends")))
		class->base = type_name(strata_str_trim(strata_str_skip(base, 7)));
	else if (lower_is(node, "object_creation_expression"))
		class->base = type_of(l, node);
	lower_children(l, body, 0);
	lower_leave_class(l, number);
}

static TSNode child_of_kind(TSNode node, const char *kind)
{
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++)
		if (lower_is(ts_node_named_child(node, i), kind))
			return ts_node_named_child(node, i);
	return (TSNode){ 0 };
}

static uint32_t lower_new(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_NEW, node);
	uint32_t list = lower_children(l, lower_child(node, "arguments"), 0);
	TSNode body = child_of_kind(node, "class_body");

	if (out) {
		lower_at(l, out)->text = type_of(l, node);
		lower_at(l, out)->list = list;
	}
	if (!ts_node_is_null(body))
		lower_class_body(l, node, body, STRATA_NONE);
	return out;
}

/* new int[] { 1, 2 } is its items, new int[3] a list of which nothing is known. */
static uint32_t lower_array(struct lower *l, TSNode node)
{
	uint32_t value = lower_field(l, node, "value");

	return value ? value : lower_make(l, PROGRAM_LIST, node);
}

static uint32_t lower_variable(struct lower *l, TSNode node, struct strata_str type)
{
	uint32_t out = lower_make(l, PROGRAM_DECLARE, node);
	uint32_t value = lower_field(l, node, "value");
	uint32_t of_type = make_type(l, node, type);

	if (!out)
		return 0;
	lower_at(l, out)->text = lower_field_text(l, node, "name");
	lower_at(l, out)->a = value;
	lower_at(l, out)->b = of_type;
	return out;
}

/* Each declarator of a declaration: a field of the class, or a statement. */
static uint32_t lower_variables(struct lower *l, TSNode node, bool fields)
{
	uint32_t first = 0, last = 0, out;
	struct strata_str type = type_of(l, node);

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (!lower_is(child, "variable_declarator"))
			continue;
		out = lower_variable(l, child, type);
		if (fields)
			lower_field_of_class(l, out);
		else
			lower_append(l, &first, &last, out);
	}
	if (!first || first == last)
		return first;
	out = lower_make(l, PROGRAM_BLOCK, node);
	if (out)
		lower_at(l, out)->list = first;
	return out;
}

static uint32_t lower_locals(struct lower *l, TSNode node)
{
	return lower_variables(l, node, false);
}

static uint32_t lower_fields(struct lower *l, TSNode node)
{
	lower_variables(l, node, true);
	return 0;
}

/* (a, b), a single name, or declared ones: what a method and a lambda take. */
static void lower_parameters(struct lower *l, TSNode node)
{
	if (lower_is(node, "identifier")) {
		lower_parameter(l, node, lower_text(l, node));
		return;
	}
	for (uint32_t i = 0; !ts_node_is_null(node) && i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);
		TSNode named = lower_is(child, "spread_parameter") ?
				       child_of_kind(child, "variable_declarator") : child;
		struct program_parameter *p;

		if (lower_is(child, "identifier")) {
			lower_parameter(l, child, lower_text(l, child));
			continue;
		}
		if (!lower_is(child, "formal_parameter") && !lower_is(child, "spread_parameter"))
			continue;
		p = lower_parameter(l, child, lower_field_text(l, named, "name"));
		p->type = type_of(l, child);
		p->rest = lower_is(child, "spread_parameter");
	}
}

static bool is_static(TSNode node)
{
	TSNode modifiers = child_of_kind(node, "modifiers");

	for (uint32_t i = 0; !ts_node_is_null(modifiers) && i < ts_node_child_count(modifiers); i++)
		if (lower_is(ts_node_child(modifiers, i), "static"))
			return true;
	return false;
}

static uint32_t lower_method(struct lower *l, TSNode node)
{
	uint32_t number = lower_enter_function(l, node, lower_field_text(l, node, "name"));

	if (lower_is(node, "constructor_declaration"))
		lower_function(l, number)->name = STRATA_STR("new");
	lower_function(l, number)->is_static = is_static(node);
	lower_parameters(l, lower_child(node, "parameters"));
	lower_leave_function(l, number, lower_field(l, node, "body"));
	return 0;
}

static uint32_t lower_initializer(struct lower *l, TSNode node)
{
	uint32_t number = lower_enter_function(l, node, STRATA_STR("static"));

	lower_function(l, number)->is_static = true;
	lower_leave_function(l, number, lower_children(l, node, 0));
	return 0;
}

static uint32_t lower_lambda(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_LAMBDA, node);
	uint32_t number = lower_enter_function(l, node, STRATA_NONE);

	lower_function(l, number)->is_lambda = true;
	lower_parameters(l, lower_child(node, "parameters"));
	lower_leave_function(l, number, lower_field(l, node, "body"));
	if (out)
		lower_at(l, out)->a = number;
	return out;
}

static uint32_t lower_class(struct lower *l, TSNode node)
{
	lower_class_body(l, node, lower_child(node, "body"), lower_field_text(l, node, "name"));
	return 0;
}

static uint32_t lower_for(struct lower *l, TSNode node)
{
	static const char *const fields[] = { "init", "update" };
	uint32_t out = lower_make(l, PROGRAM_LOOP, node), lists[2] = { 0 }, last[2] = { 0 };
	uint32_t condition, body, after = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(node);

	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
	     more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		const char *field = ts_tree_cursor_current_field_name(&cursor);
		TSNode child = ts_tree_cursor_current_node(&cursor);

		for (int i = 0; i < 2; i++)
			if (field && strcmp(field, fields[i]) == 0 && ts_node_is_named(child))
				lower_append(l, &lists[i], &last[i], lower_node(l, child));
	}
	ts_tree_cursor_delete(&cursor);

	condition = lower_field(l, node, "condition");
	body = lower_field(l, node, "body");
	if (lists[1])
		after = lower_make(l, PROGRAM_BLOCK, node);
	if (after)
		lower_at(l, after)->list = lists[1];
	if (out) {
		lower_at(l, out)->list = lists[0];
		lower_at(l, out)->a = condition;
		lower_at(l, out)->b = body;
		lower_at(l, out)->c = after;
	}
	return out;
}

static uint32_t lower_for_each(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_EACH, node);
	uint32_t target = lower_variable(l, node, type_of(l, node));
	uint32_t container = lower_field(l, node, "value");
	uint32_t body = lower_field(l, node, "body");

	if (target) {
		TSNode name = lower_child(node, "name");

		lower_at(l, target)->a = 0; /* the container is not what the variable begins as */
		lower_at(l, target)->start = ts_node_start_byte(name);
		lower_at(l, target)->end = ts_node_end_byte(name);
	}
	if (out) {
		lower_at(l, out)->a = target;
		lower_at(l, out)->b = container;
		lower_at(l, out)->c = body;
	}
	return out;
}

/* case 'a', 'b': statements, and case 'a' -> one. */
static uint32_t lower_case(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CASE, node), body = lower_make(l, PROGRAM_BLOCK, node);
	uint32_t labels = 0, last_label = 0, first = 0, last = 0;

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (lower_is(child, "switch_label"))
			lower_append(l, &labels, &last_label, lower_children(l, child, 0));
		else
			lower_append(l, &first, &last, lower_node(l, child));
	}
	if (!out || !body)
		return 0;
	lower_at(l, body)->list = first;
	lower_at(l, out)->a = body;
	lower_at(l, out)->list = labels;
	lower_at(l, out)->op = lower_is(node, "switch_rule") ? OP_NONE : OP_FALLS;
	return out;
}

static uint32_t lower_catch(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CATCH, node);
	uint32_t body = lower_field(l, node, "body");
	TSNode parameter = child_of_kind(node, "catch_formal_parameter");

	if (out) {
		lower_at(l, out)->a = body;
		if (!ts_node_is_null(parameter))
			lower_at(l, out)->text = lower_field_text(l, parameter, "name");
	}
	return out;
}

/* try (R r = open()) { .. } begins with the declaration of its resources. */
static uint32_t lower_try(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_TRY, node), first = 0, last = 0, catches = 0, end = 0;
	uint32_t body = lower_make(l, PROGRAM_BLOCK, node), finally = 0;

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (lower_is(child, "resource_specification"))
			lower_append(l, &first, &last, lower_children(l, child, 0));
		else if (lower_is(child, "block"))
			lower_append(l, &first, &last, lower_node(l, child));
		else if (lower_is(child, "catch_clause"))
			lower_append(l, &catches, &end, lower_catch(l, child));
		else if (lower_is(child, "finally_clause"))
			finally = lower_children(l, child, 0);
	}
	if (!out || !body)
		return 0;
	lower_at(l, body)->list = first;
	lower_at(l, out)->a = body;
	lower_at(l, out)->c = finally;
	lower_at(l, out)->list = catches;
	return out;
}

static uint32_t lower_resource(struct lower *l, TSNode node)
{
	if (ts_node_is_null(lower_child(node, "name")))
		return lower_children(l, node, 0);
	return lower_variable(l, node, type_of(l, node));
}

/* What a declaration of a package or an import names. */
static struct strata_str dotted_name(const struct lower *l, TSNode node)
{
	TSNode name = child_of_kind(node, "scoped_identifier");

	return lower_text(l, ts_node_is_null(name) ? child_of_kind(node, "identifier") : name);
}

static uint32_t lower_package(struct lower *l, TSNode node)
{
	l->program->package = dotted_name(l, node);
	return 0;
}

static uint32_t lower_java_import(struct lower *l, TSNode node)
{
	struct strata_str target = dotted_name(l, node), name;
	size_t dot = strata_str_rchr(target, '.');

	name = dot == STRATA_NPOS ? target : strata_str_skip(target, dot + 1);
	if (!ts_node_is_null(child_of_kind(node, "asterisk")))
		name = STRATA_NONE;
	lower_import(l, node, name, target);
	return 0;
}

static const struct lower_row rows[] = {
	{ .kind = "identifier", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "type_identifier", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "this", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "super", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "string_literal", .lower = lower_string },
	{ .kind = "character_literal", .lower = lower_string },
	{ .kind = "decimal_integer_literal", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "hex_integer_literal", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "octal_integer_literal", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "binary_integer_literal", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "decimal_floating_point_literal", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "true", .made = PROGRAM_BOOL, .text = "." },
	{ .kind = "false", .made = PROGRAM_BOOL, .text = "." },
	{ .kind = "null_literal", .made = PROGRAM_NULL },
	{ .kind = "parenthesized_expression", .made = PROGRAM_GROUP, .a = "#0" },
	{ .kind = "expression_statement", .made = PROGRAM_GROUP, .a = "#0" },
	{ .kind = "field_access", .made = PROGRAM_MEMBER, .a = "object", .text = "field" },
	{ .kind = "scoped_identifier", .made = PROGRAM_MEMBER, .a = "scope", .text = "name" },
	{ .kind = "array_access", .made = PROGRAM_INDEX, .a = "array", .b = "index" },
	{ .kind = "method_invocation", .lower = lower_call },
	{ .kind = "explicit_constructor_invocation", .made = PROGRAM_CALL, .a = "constructor",
	  .list = "arguments" },
	{ .kind = "object_creation_expression", .lower = lower_new },
	{ .kind = "array_creation_expression", .lower = lower_array },
	{ .kind = "array_initializer", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "binary_expression", .made = PROGRAM_BINARY, .a = "left", .b = "right" },
	{ .kind = "instanceof_expression", .made = PROGRAM_BINARY, .op = OP_TEST, .a = "left" },
	{ .kind = "unary_expression", .made = PROGRAM_UNARY, .a = "operand" },
	{ .kind = "update_expression", .made = PROGRAM_STEP, .a = "#0" },
	{ .kind = "ternary_expression", .made = PROGRAM_TERNARY, .a = "condition", .b = "consequence",
	  .c = "alternative" },
	{ .kind = "assignment_expression", .made = PROGRAM_ASSIGN, .a = "left", .b = "right" },
	{ .kind = "cast_expression", .made = PROGRAM_CAST, .a = "value", .text = "type" },
	{ .kind = "lambda_expression", .lower = lower_lambda },
	{ .kind = "switch_expression", .made = PROGRAM_SWITCH, .a = "condition", .list = "body" },
	{ .kind = "switch_block_statement_group", .lower = lower_case },
	{ .kind = "switch_rule", .lower = lower_case },
	{ .kind = "program", .made = PROGRAM_BLOCK, .list = "*" },
	{ .kind = "block", .made = PROGRAM_BLOCK, .list = "*" },
	{ .kind = "constructor_body", .made = PROGRAM_BLOCK, .list = "*" },
	{ .kind = "synchronized_statement", .made = PROGRAM_BLOCK, .list = "*" },
	{ .kind = "labeled_statement", .made = PROGRAM_GROUP, .a = "#1" },
	{ .kind = "local_variable_declaration", .lower = lower_locals },
	{ .kind = "if_statement", .made = PROGRAM_IF, .a = "condition", .b = "consequence",
	  .c = "alternative" },
	{ .kind = "while_statement", .made = PROGRAM_LOOP, .a = "condition", .b = "body" },
	{ .kind = "do_statement", .made = PROGRAM_LOOP, .op = OP_AFTER, .a = "condition", .b = "body" },
	{ .kind = "for_statement", .lower = lower_for },
	{ .kind = "enhanced_for_statement", .lower = lower_for_each },
	{ .kind = "try_statement", .lower = lower_try },
	{ .kind = "try_with_resources_statement", .lower = lower_try },
	{ .kind = "resource", .lower = lower_resource },
	{ .kind = "return_statement", .made = PROGRAM_RETURN, .a = "#0" },
	{ .kind = "throw_statement", .made = PROGRAM_THROW, .a = "#0" },
	{ .kind = "break_statement", .made = PROGRAM_BREAK },
	{ .kind = "continue_statement", .made = PROGRAM_CONTINUE },
	{ .kind = "class_declaration", .lower = lower_class },
	{ .kind = "interface_declaration", .lower = lower_class },
	{ .kind = "enum_declaration", .lower = lower_class },
	{ .kind = "record_declaration", .lower = lower_class },
	{ .kind = "method_declaration", .lower = lower_method },
	{ .kind = "constructor_declaration", .lower = lower_method },
	{ .kind = "compact_constructor_declaration", .lower = lower_method },
	{ .kind = "field_declaration", .lower = lower_fields },
	{ .kind = "constant_declaration", .lower = lower_fields },
	{ .kind = "static_initializer", .lower = lower_initializer },
	{ .kind = "package_declaration", .lower = lower_package },
	{ .kind = "import_declaration", .lower = lower_java_import },
	{ .kind = "modifiers" },
	{ .kind = "marker_annotation" },
	{ .kind = "annotation" },
};

const struct lower_table lower_java = { rows, sizeof rows / sizeof *rows };
