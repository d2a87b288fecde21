/*
 * lower_python.c - Python as a program.
 *
 * Grammar: tree-sitter-python's node-types.json; meaning: The Python Language Reference, 3.13.
 */
#include "syntax/lower.h"

static uint32_t make_text(struct lower *l, TSNode node, struct strata_str text)
{
	uint32_t out = lower_make(l, PROGRAM_STRING, node);

	if (out)
		lower_at(l, out)->text = text;
	return out;
}

/* 'a', r"a", f'a{b}': the letters before the quote say how it is read. */
static uint32_t lower_string(struct lower *l, TSNode node)
{
	struct strata_str open = lower_text(l, ts_node_named_child(node, 0));
	bool raw = false, inserts = false;
	uint32_t out, part, first = 0, last = 0;

	for (size_t i = 0; i < open.len && strata_is_alpha(open.ptr[i]); i++)
		raw = raw || strata_lower(open.ptr[i]) == 'r';
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);
		struct strata_str text = lower_text(l, child);

		part = 0;
		if (lower_is(child, "string_content"))
			part = make_text(l, child, raw ? text : lower_unescape(l, text));
		else if (lower_is(child, "interpolation"))
			part = lower_field(l, child, "expression"), inserts = true;
		lower_append(l, &first, &last, part);
	}
	if (!inserts && first == last) {
		out = make_text(l, node, first ? lower_at(l, first)->text : STRATA_STR(""));
		return out;
	}
	out = lower_make(l, PROGRAM_TEMPLATE, node);
	if (out)
		lower_at(l, out)->list = first;
	return out;
}

static uint32_t lower_call(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CALL, node), list;
	uint32_t callee = lower_field(l, node, "function");
	TSNode arguments = lower_child(node, "arguments");

	if (lower_is(arguments, "argument_list"))
		list = lower_children(l, arguments, 0);
	else
		list = lower_node(l, arguments);
	if (out) {
		lower_at(l, out)->a = callee;
		lower_at(l, out)->list = list;
	}
	return out;
}

static uint32_t make_binary(struct lower *l, TSNode node, uint8_t op, uint32_t x, uint32_t y)
{
	uint32_t out = lower_make(l, PROGRAM_BINARY, node);

	if (out) {
		lower_at(l, out)->op = op;
		lower_at(l, out)->a = x;
		lower_at(l, out)->b = y;
	}
	return out;
}

/* 7 / 2 is 3.5, 7 // 2 is 3. */
static uint32_t lower_operator(struct lower *l, TSNode node)
{
	struct strata_str text = lower_field_text(l, node, "operator");
	uint32_t x = lower_field(l, node, "left"), y = lower_field(l, node, "right");

	return make_binary(l, node, strata_str_eq(text, STRATA_STR("/")) ? OP_FRACTION : lower_op(text),
			   x, y);
}

/* a < b < c is a < b and b < c. */
static uint32_t lower_comparison(struct lower *l, TSNode node)
{
	uint32_t all = 0, left = 0;
	uint8_t op = OP_OTHER;

	for (uint32_t i = 0; i < ts_node_child_count(node) && lower_may_nest(l, i / 2); i++) {
		TSNode child = ts_node_child(node, i);
		const char *field = ts_node_field_name_for_child(node, i);
		uint32_t right, one;

		if (field && strcmp(field, "operators") == 0) {
			op = lower_op(strata_str_of(ts_node_type(child)));
			continue;
		}
		right = lower_node(l, child);
		if (left && right) {
			one = make_binary(l, node, op, left, right);
			all = all ? make_binary(l, node, OP_AND, all, one) : one;
		}
		left = right ? right : left;
	}
	return all ? all : left;
}

static uint32_t lower_slice(struct lower *l, TSNode node, TSNode slice, uint32_t object)
{
	uint32_t out = lower_make(l, PROGRAM_SLICE, node), bounds[3] = { 0 };
	int at = 0;

	for (uint32_t i = 0; i < ts_node_child_count(slice) && at < 3; i++) {
		TSNode child = ts_node_child(slice, i);

		if (!ts_node_is_named(child))
			at++;
		else
			bounds[at] = lower_node(l, child);
	}
	if (out) {
		lower_at(l, out)->a = object;
		lower_at(l, out)->b = bounds[0];
		lower_at(l, out)->c = bounds[1];
	}
	return out;
}

static uint32_t lower_subscript(struct lower *l, TSNode node)
{
	TSNode key = lower_child(node, "subscript");
	uint32_t object = lower_field(l, node, "value"), out, place;

	if (lower_is(key, "slice"))
		return lower_slice(l, node, key, object);
	out = lower_make(l, PROGRAM_INDEX, node);
	place = lower_node(l, key);
	if (out) {
		lower_at(l, out)->a = object;
		lower_at(l, out)->b = place;
	}
	return out;
}

static uint32_t make_declare(struct lower *l, TSNode node, TSNode type, struct strata_str name,
			     uint32_t value)
{
	uint32_t out = lower_make(l, PROGRAM_DECLARE, node), of_type = 0;

	if (!ts_node_is_null(type))
		of_type = lower_make(l, PROGRAM_TYPE, type);
	if (of_type)
		lower_at(l, of_type)->text = lower_text(l, type);
	if (out) {
		lower_at(l, out)->text = name;
		lower_at(l, out)->a = value;
		lower_at(l, out)->b = of_type;
	}
	return out;
}

static uint32_t lower_assignment(struct lower *l, TSNode node)
{
	TSNode left = lower_child(node, "left"), type = lower_child(node, "type");
	uint32_t target, value = lower_field(l, node, "right"), out;

	if (!ts_node_is_null(type) && lower_is(left, "identifier"))
		return make_declare(l, node, type, lower_text(l, left), value);
	if (!value)
		return 0;
	out = lower_make(l, PROGRAM_ASSIGN, node);
	target = lower_node(l, left);
	if (out) {
		lower_at(l, out)->a = target;
		lower_at(l, out)->b = value;
	}
	return out;
}

/* open(x) as f */
static uint32_t lower_as(struct lower *l, TSNode node)
{
	uint32_t value = lower_node(l, ts_node_named_child(node, 0)), target, out;
	TSNode alias = lower_child(node, "alias");

	if (ts_node_is_null(alias))
		return value;
	target = lower_node(l, lower_is(alias, "as_pattern_target") ?
				       ts_node_named_child(alias, 0) : alias);
	out = lower_make(l, PROGRAM_ASSIGN, node);
	if (out) {
		lower_at(l, out)->a = target;
		lower_at(l, out)->b = value;
	}
	return out;
}

/* if, elif.., else */
static uint32_t lower_if(struct lower *l, TSNode node)
{
	uint32_t out = 0, last = 0;

	for (uint32_t i = 0; i < ts_node_named_child_count(node) + 1; i++) {
		TSNode part = i ? ts_node_named_child(node, i - 1) : node;
		uint32_t one, condition, then;

		if (i && lower_is(part, "else_clause") && last) {
			one = lower_field(l, part, "body");
			lower_at(l, last)->c = one;
		}
		if (i && !lower_is(part, "elif_clause"))
			continue;
		one = lower_make(l, PROGRAM_IF, part);
		condition = lower_field(l, part, "condition");
		then = lower_field(l, part, "consequence");
		if (!one)
			return out;
		lower_at(l, one)->a = condition;
		lower_at(l, one)->b = then;
		if (last)
			lower_at(l, last)->c = one;
		else
			out = one;
		last = one;
	}
	return out;
}

/* assert x: what follows is run only where x holds. */
static uint32_t lower_assert(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_IF, node);
	uint32_t condition = lower_node(l, ts_node_named_child(node, 0));
	uint32_t leave = lower_make(l, PROGRAM_THROW, node);

	if (out) {
		lower_at(l, out)->a = condition;
		lower_at(l, out)->c = leave;
	}
	return out;
}

static uint32_t lower_with(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_BLOCK, node), first = 0, last = 0;
	TSNode clause = ts_node_named_child(node, 0);

	for (uint32_t i = 0; i < ts_node_named_child_count(clause); i++)
		lower_append(l, &first, &last,
			     lower_field(l, ts_node_named_child(clause, i), "value"));
	lower_append(l, &first, &last, lower_field(l, node, "body"));
	if (out)
		lower_at(l, out)->list = first;
	return out;
}

static uint32_t lower_catch(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CATCH, node), body;
	TSNode value = lower_child(node, "value"), alias = lower_child(node, "alias");
	uint32_t count = ts_node_named_child_count(node);

	if (ts_node_is_null(alias) && lower_is(value, "as_pattern"))
		alias = lower_child(value, "alias");
	body = count ? lower_node(l, ts_node_named_child(node, count - 1)) : 0;
	if (out) {
		lower_at(l, out)->text = lower_text(l, alias);
		lower_at(l, out)->a = body;
	}
	return out;
}

static uint32_t lower_try(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_TRY, node), first = 0, last = 0, other = 0, end = 0;
	uint32_t body = lower_field(l, node, "body");

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (lower_is(child, "except_clause") || lower_is(child, "except_group_clause"))
			lower_append(l, &first, &last, lower_catch(l, child));
		else if (lower_is(child, "else_clause"))
			other = lower_field(l, child, "body");
		else if (lower_is(child, "finally_clause"))
			end = lower_children(l, child, 0);
	}
	if (out) {
		lower_at(l, out)->a = body;
		lower_at(l, out)->b = other;
		lower_at(l, out)->c = end;
		lower_at(l, out)->list = first;
	}
	return out;
}

/* A pattern is a label when it is a literal, or several; what it is else may be anything. */
static uint32_t lower_labels(struct lower *l, TSNode pattern)
{
	TSNode inner = ts_node_named_child(pattern, 0);

	if (ts_node_is_null(inner) || strata_str_eq(lower_text(l, pattern), STRATA_STR("_")))
		return 0;
	if (lower_is(inner, "union_pattern"))
		return lower_children(l, inner, 0);
	if (lower_is(inner, "string") || lower_is(inner, "integer") || lower_is(inner, "none") ||
	    lower_is(inner, "true") || lower_is(inner, "false") ||
	    lower_is(inner, "concatenated_string"))
		return lower_node(l, inner);
	return lower_make(l, PROGRAM_OTHER, pattern);
}

static uint32_t lower_case(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_CASE, node), first = 0, last = 0;
	uint32_t body = lower_field(l, node, "consequence");

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++)
		if (lower_is(ts_node_named_child(node, i), "case_pattern"))
			lower_append(l, &first, &last, lower_labels(l, ts_node_named_child(node, i)));
	if (!ts_node_is_null(lower_child(node, "guard")) && out)
		first = lower_make(l, PROGRAM_OTHER, node);
	if (out) {
		lower_at(l, out)->a = body;
		lower_at(l, out)->list = first;
	}
	return out;
}

static uint32_t lower_match(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_SWITCH, node);
	uint32_t subject = lower_field(l, node, "subject");
	uint32_t cases = lower_children(l, lower_child(node, "body"), 0);

	if (out) {
		lower_at(l, out)->a = subject;
		lower_at(l, out)->list = cases;
	}
	return out;
}

/* The name that a parameter has, below its type, its stars, its default. */
static TSNode parameter_name(TSNode node)
{
	for (;;) {
		TSNode name = lower_child(node, "name");

		if (!ts_node_is_null(name))
			return name;
		if (lower_is(node, "identifier") || !ts_node_named_child_count(node))
			return node;
		node = ts_node_named_child(node, 0);
	}
}

/* Names first, so that they stand side by side; then the defaults, which may be functions. */
static void lower_parameters(struct lower *l, TSNode node)
{
	uint32_t first = (uint32_t)l->program->parameters.count, at = 0, value;
	uint32_t count = ts_node_is_null(node) ? 0 : ts_node_named_child_count(node);

	for (uint32_t i = 0; i < count; i++) {
		TSNode child = ts_node_named_child(node, i), name;
		struct program_parameter *p;

		if (ts_node_is_extra(child) || lower_is(child, "keyword_separator") ||
		    lower_is(child, "positional_separator"))
			continue;
		name = parameter_name(child);
		p = lower_parameter(l, child, lower_text(l, name));
		p->type = lower_field_text(l, child, "type");
		p->rest = lower_text(l, child).len && lower_text(l, child).ptr[0] == '*';
	}
	for (uint32_t i = 0; i < count; i++) {
		TSNode child = ts_node_named_child(node, i);

		if (ts_node_is_extra(child) || lower_is(child, "keyword_separator") ||
		    lower_is(child, "positional_separator"))
			continue;
		value = lower_field(l, child, "value");
		l->program->parameters.items[first + at++].value = value;
	}
}

/* Whether the nearest thing around is a class, not a function. */
static bool is_in_class(const struct lower *l)
{
	return l->class && l->program->classes.items[l->class].start >=
				   l->program->functions.items[l->function].start &&
	       (!l->function || l->program->classes.items[l->class].end <=
					l->program->functions.items[l->function].end);
}

static uint32_t lower_def(struct lower *l, TSNode node)
{
	bool method = is_in_class(l), nested = l->function != 0;
	uint32_t number = lower_enter_function(l, node, lower_field_text(l, node, "name"));
	uint32_t body, out = 0;

	lower_function(l, number)->has_self = method;
	if (!method)
		lower_function(l, number)->class = 0;
	lower_parameters(l, lower_child(node, "parameters"));
	body = lower_field(l, node, "body");
	lower_leave_function(l, number, body);
	if (nested && !method)
		out = lower_make(l, PROGRAM_FUNCTION, node);
	if (out)
		lower_at(l, out)->a = number;
	return out;
}

static uint32_t lower_lambda(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_LAMBDA, node), body;
	uint32_t number = lower_enter_function(l, node, STRATA_NONE);

	lower_function(l, number)->is_lambda = true;
	lower_function(l, number)->class = 0;
	lower_parameters(l, lower_child(node, "parameters"));
	body = lower_field(l, node, "body");
	lower_leave_function(l, number, body);
	if (out)
		lower_at(l, out)->a = number;
	return out;
}

/* What is decorated is what it is, and knows by what. */
static uint32_t lower_decorated(struct lower *l, TSNode node)
{
	uint32_t first = 0, last = 0, out, made;
	bool is_static = false;

	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (!lower_is(child, "decorator"))
			continue;
		is_static = is_static || strata_str_eq(lower_text(l, child),
						       STRATA_STR("@staticmethod"));
		lower_append(l, &first, &last, lower_children(l, child, 0));
	}
	made = (uint32_t)l->program->functions.count;
	out = lower_field(l, node, "definition");
	if (made < l->program->functions.count && lower_is(lower_child(node, "definition"),
							   "function_definition")) {
		lower_function(l, made)->decorators = first;
		lower_function(l, made)->is_static = is_static;
		lower_function(l, made)->has_self = lower_function(l, made)->has_self && !is_static;
	}
	return out;
}

/* x = 1 and x: T in the body of a class are its fields. */
static void lower_member_of_class(struct lower *l, TSNode node)
{
	TSNode inner = ts_node_named_child(node, 0), left;

	if (!lower_is(node, "expression_statement") || ts_node_is_null(inner) ||
	    !lower_is(inner, "assignment")) {
		lower_node(l, node);
		return;
	}
	left = lower_child(inner, "left");
	if (lower_is(left, "identifier"))
		lower_field_of_class(l, make_declare(l, inner, lower_child(inner, "type"),
						     lower_text(l, left),
						     lower_field(l, inner, "right")));
}

static uint32_t lower_class(struct lower *l, TSNode node)
{
	uint32_t number = lower_enter_class(l, node, lower_field_text(l, node, "name"));
	TSNode bases = lower_child(node, "superclasses"), body = lower_child(node, "body");

	if (!ts_node_is_null(bases) && ts_node_named_child_count(bases))
		l->program->classes.items[number].base =
			lower_text(l, ts_node_named_child(bases, 0));
	for (uint32_t i = 0; !ts_node_is_null(body) && i < ts_node_named_child_count(body); i++)
		lower_member_of_class(l, ts_node_named_child(body, i));
	lower_leave_class(l, number);
	return 0;
}

/* import a.b makes `a` known; import a.b as c makes `c` known, which is a.b. */
static uint32_t lower_plain_import(struct lower *l, TSNode node)
{
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);
		struct strata_str target = lower_text(l, child), name, rest;

		if (lower_is(child, "aliased_import")) {
			name = lower_field_text(l, child, "alias");
			target = lower_field_text(l, child, "name");
		} else {
			strata_str_cut(&name, &rest, target, '.');
			target = name;
		}
		lower_import(l, node, name, target);
	}
	return 0;
}

static uint32_t lower_from_import(struct lower *l, TSNode node)
{
	struct strata_str module = lower_field_text(l, node, "module_name");

	while (module.len && module.ptr[0] == '.')
		module = strata_str_skip(module, 1);
	for (uint32_t i = 1; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);
		bool aliased = lower_is(child, "aliased_import");
		struct strata_str what = aliased ? lower_field_text(l, child, "name") :
						   lower_text(l, child);
		struct strata_str name = aliased ? lower_field_text(l, child, "alias") : what;

		if (lower_is(child, "wildcard_import"))
			lower_import(l, node, STRATA_NONE, module);
		else
			lower_import(l, node, name, module.len ?
				STRATA_CONCAT(l->arena, module, STRATA_STR("."), what) : what);
	}
	return 0;
}

/* [f(x) for x in y if x]: what is made, and the steps until it is. */
static uint32_t lower_comprehension(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_EACH_OF, node), first = 0, last = 0, body;

	for (uint32_t i = 1; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (lower_is(child, "if_clause"))
			lower_append(l, &first, &last, lower_children(l, child, 0));
		else
			lower_append(l, &first, &last, lower_node(l, child));
	}
	body = lower_field(l, node, "body");
	if (out) {
		lower_at(l, out)->a = body;
		lower_at(l, out)->b = first;
	}
	return out;
}

/* del a[b] is a.pop(b) */
static uint32_t lower_delete(struct lower *l, TSNode node)
{
	TSNode what = ts_node_named_child(node, 0);
	uint32_t out, callee, object, key;

	if (!lower_is(what, "subscript") || lower_is(lower_child(what, "subscript"), "slice"))
		return 0;
	out = lower_make(l, PROGRAM_CALL, node);
	callee = lower_make(l, PROGRAM_MEMBER, what);
	object = lower_field(l, what, "value");
	key = lower_field(l, what, "subscript");
	if (!out || !callee)
		return 0;
	lower_at(l, callee)->a = object;
	lower_at(l, callee)->text = STRATA_STR("pop");
	lower_at(l, out)->a = callee;
	lower_at(l, out)->list = key;
	return out;
}

static uint32_t lower_module(struct lower *l, TSNode node)
{
	uint32_t out = lower_make(l, PROGRAM_BLOCK, node), list = lower_children(l, node, 0);

	l->program->assigning_declares = true;
	if (out)
		lower_at(l, out)->list = list;
	return out;
}

static const struct lower_row rows[] = {
	{ .kind = "module", .lower = lower_module },
	{ .kind = "block", .made = PROGRAM_BLOCK, .list = "*" },
	{ .kind = "identifier", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "dotted_name", .made = PROGRAM_NAME, .text = "." },
	{ .kind = "string", .lower = lower_string },
	{ .kind = "concatenated_string", .made = PROGRAM_TEMPLATE, .list = "*" },
	{ .kind = "integer", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "float", .made = PROGRAM_NUMBER, .text = "." },
	{ .kind = "true", .made = PROGRAM_BOOL, .text = "." },
	{ .kind = "false", .made = PROGRAM_BOOL, .text = "." },
	{ .kind = "none", .made = PROGRAM_NULL },
	{ .kind = "attribute", .made = PROGRAM_MEMBER, .a = "object", .text = "attribute" },
	{ .kind = "subscript", .lower = lower_subscript },
	{ .kind = "call", .lower = lower_call },
	{ .kind = "keyword_argument", .made = PROGRAM_KEYWORD, .a = "value", .text = "name" },
	{ .kind = "list_splat", .made = PROGRAM_SPREAD, .a = "#0" },
	{ .kind = "dictionary_splat", .made = PROGRAM_SPREAD, .a = "#0" },
	{ .kind = "parenthesized_expression", .made = PROGRAM_GROUP, .a = "#0" },
	{ .kind = "expression_statement", .made = PROGRAM_GROUP, .a = "#0" },
	{ .kind = "await", .made = PROGRAM_GROUP, .a = "#0" },
	{ .kind = "binary_operator", .lower = lower_operator },
	{ .kind = "boolean_operator", .made = PROGRAM_BINARY, .a = "left", .b = "right" },
	{ .kind = "comparison_operator", .lower = lower_comparison },
	{ .kind = "not_operator", .made = PROGRAM_UNARY, .op = OP_NOT, .a = "argument" },
	{ .kind = "unary_operator", .made = PROGRAM_UNARY, .a = "argument" },
	{ .kind = "conditional_expression", .made = PROGRAM_TERNARY, .a = "#1", .b = "#0", .c = "#2" },
	{ .kind = "named_expression", .made = PROGRAM_ASSIGN, .a = "name", .b = "value" },
	{ .kind = "assignment", .lower = lower_assignment },
	{ .kind = "augmented_assignment", .made = PROGRAM_ASSIGN, .a = "left", .b = "right" },
	{ .kind = "as_pattern", .lower = lower_as },
	{ .kind = "list", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "tuple", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "set", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "expression_list", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "pattern_list", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "tuple_pattern", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "list_pattern", .made = PROGRAM_LIST, .list = "*" },
	{ .kind = "dictionary", .made = PROGRAM_MAP, .list = "*" },
	{ .kind = "pair", .made = PROGRAM_PAIR, .a = "key", .b = "value" },
	{ .kind = "list_comprehension", .lower = lower_comprehension },
	{ .kind = "set_comprehension", .lower = lower_comprehension },
	{ .kind = "generator_expression", .lower = lower_comprehension },
	{ .kind = "dictionary_comprehension", .lower = lower_comprehension },
	{ .kind = "for_in_clause", .made = PROGRAM_EACH, .a = "left", .b = "right" },
	{ .kind = "lambda", .lower = lower_lambda },
	{ .kind = "if_statement", .lower = lower_if },
	{ .kind = "assert_statement", .lower = lower_assert },
	{ .kind = "for_statement", .made = PROGRAM_EACH, .a = "left", .b = "right", .c = "body" },
	{ .kind = "while_statement", .made = PROGRAM_LOOP, .a = "condition", .b = "body" },
	{ .kind = "match_statement", .lower = lower_match },
	{ .kind = "case_clause", .lower = lower_case },
	{ .kind = "try_statement", .lower = lower_try },
	{ .kind = "with_statement", .lower = lower_with },
	{ .kind = "return_statement", .made = PROGRAM_RETURN, .a = "#0" },
	{ .kind = "raise_statement", .made = PROGRAM_THROW, .a = "#0" },
	{ .kind = "break_statement", .made = PROGRAM_BREAK },
	{ .kind = "continue_statement", .made = PROGRAM_CONTINUE },
	{ .kind = "delete_statement", .lower = lower_delete },
	{ .kind = "function_definition", .lower = lower_def },
	{ .kind = "class_definition", .lower = lower_class },
	{ .kind = "decorated_definition", .lower = lower_decorated },
	{ .kind = "import_statement", .lower = lower_plain_import },
	{ .kind = "import_from_statement", .lower = lower_from_import },
	{ .kind = "future_import_statement" },
	{ .kind = "global_statement" },
	{ .kind = "nonlocal_statement" },
	{ .kind = "pass_statement" },
	{ .kind = "type" },
};

const struct lower_table lower_python = { rows, sizeof rows / sizeof *rows };
