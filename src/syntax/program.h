/*
 * program.h - one form for the programs of all languages.
 *
 * A syntax tree says how a language writes things; this says what they are: functions, classes,
 * imports, and some thirty kinds of statements and expressions. Each language has one table
 * that leads from the one to the other (lower_<language>.c), and whoever follows values needs
 * to know no language. What has no counterpart is PROGRAM_OTHER with its parts, so nothing of a
 * file is lost.
 *
 * Nodes are numbered; 0 is none. Each has the bytes that it was made of, so that what a query
 * captured is found again by its range.
 */
#ifndef SYNTAX_PROGRAM_H
#define SYNTAX_PROGRAM_H

#include "strata/map.h"

struct syntax_tree;

/*             expressions                    a           b           c        list, text */
enum program_kind {
	PROGRAM_NONE,
	PROGRAM_OTHER,    /* something else                                        parts */
	PROGRAM_GROUP,    /* the same value as     value */
	PROGRAM_NAME,     /*                                                       text */
	PROGRAM_STRING,   /* text as meant, without its quotes and escapes */
	PROGRAM_NUMBER,   /* text as written */
	PROGRAM_BOOL,     /* text 'true' or 'false' */
	PROGRAM_NULL,
	PROGRAM_MEMBER,   /*                       object                          text: its name */
	PROGRAM_INDEX,    /*                       object      key */
	PROGRAM_SLICE,    /*                       object      from        to */
	PROGRAM_CALL,     /*                       callee                          arguments */
	PROGRAM_NEW,      /*                                                       arguments; text: type */
	PROGRAM_KEYWORD,  /* a named argument      value                           text: its name */
	PROGRAM_SPREAD,   /*                       value */
	PROGRAM_BINARY,   /* op                    left        right */
	PROGRAM_UNARY,    /* op                    value */
	PROGRAM_TERNARY,  /*                       condition   then        else */
	PROGRAM_CAST,     /*                       value                           text: type */
	PROGRAM_LAMBDA,   /* a: the number of the function */
	PROGRAM_TEMPLATE, /* parts make one text                                   parts */
	PROGRAM_LIST,     /* also tuples, sets, arrays                             items */
	PROGRAM_MAP,      /*                                                       PROGRAM_PAIR */
	PROGRAM_PAIR,     /*                       key         value */
	PROGRAM_ASSIGN,   /* op                    target      value */
	PROGRAM_STEP,     /* op: x++, --x          target */
	PROGRAM_EACH_OF,  /* a comprehension       value       PROGRAM_EACH, innermost has c none */
	/* statements */
	PROGRAM_BLOCK,    /*                                                       statements */
	PROGRAM_DECLARE,  /* a variable            value       its type            text: its name */
	PROGRAM_IF,       /*                       condition   then        else */
	PROGRAM_LOOP,     /* list: before          condition   body        after each round */
	PROGRAM_EACH,     /*                       target      container   body */
	PROGRAM_SWITCH,   /*                       subject                         PROGRAM_CASE */
	PROGRAM_CASE,     /* op: falls through     body                            labels, none: default */
	PROGRAM_TRY,      /*                       body        else        finally  PROGRAM_CATCH */
	PROGRAM_CATCH,    /*                       body                            text: its name */
	PROGRAM_RETURN,   /*                       value */
	PROGRAM_THROW,    /*                       value */
	PROGRAM_BREAK,
	PROGRAM_CONTINUE,
	PROGRAM_FUNCTION, /* declared here; a: its number */
	PROGRAM_TYPE,     /* text: of a declaration */
	PROGRAM_KINDS,
};

enum program_op {
	OP_NONE,
	OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_POW, OP_FRACTION, /* a division that leaves no rest */
	OP_SHL, OP_SHR, OP_USHR, OP_BIT_AND, OP_BIT_OR, OP_BIT_XOR, OP_BIT_NOT,
	OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_NOT_IN,
	OP_AND, OP_OR, OP_NOT, OP_ELSE, /* a ?? b, a or b where the value counts */
	OP_CONCAT, OP_TEST, /* some other question: true or false */
	OP_OTHER,
	OP_FALLS,   /* of a case */
	OP_AFTER,   /* of a loop: the condition is asked after the body */
	OP_CHAR,    /* of a string: one character of a language that parts the two */
};

struct program_node {
	uint8_t kind, op;
	uint32_t start, end;
	uint32_t a, b, c;
	uint32_t list; /* the first one */
	uint32_t next; /* in the list that it is of */
	struct strata_str text;
};

struct program_parameter {
	struct strata_str name, type;
	uint32_t start, end;
	uint32_t value; /* by default */
	bool rest;      /* takes all further arguments */
};

struct program_function {
	struct strata_str name;
	uint32_t class;     /* 0: of none */
	uint32_t outer;     /* the function that it stands in; 0: none, which is the file itself */
	uint32_t start, end;
	uint32_t parameter, parameters; /* the first one, how many */
	uint32_t decorators; /* a list of expressions */
	uint32_t body;      /* a statement, or an expression that is the answer */
	bool is_static, is_lambda;
	bool has_self;      /* the first parameter is the object: Python, Rust, Go */
};

struct program_class {
	struct strata_str name, base;
	uint32_t outer; /* the class that it stands in */
	uint32_t start, end;
	uint32_t fields; /* list of PROGRAM_DECLARE */
};

struct program_import {
	struct strata_str name;   /* as this file calls it; absent: all of it */
	struct strata_str target; /* dotted */
	uint32_t start, end;
};

STRATA_VEC(program_nodes, struct program_node);
STRATA_VEC(program_parameters, struct program_parameter);
STRATA_VEC(program_functions, struct program_function);
STRATA_VEC(program_classes, struct program_class);
STRATA_VEC(program_imports, struct program_import);

struct program {
	struct strata_str bytes, package;
	struct program_nodes nodes;         /* [0] is none */
	struct program_functions functions; /* [0] is the file itself */
	struct program_parameters parameters;
	struct program_classes classes;     /* [0] is none */
	struct program_imports imports;
	struct strata_map imported;         /* name -> the last one of imports that has it */
	bool assigning_declares; /* a name that is assigned is one of the function: Python, Ruby */
	bool cut; /* nested too deep, or too large: parts of it are missing */
};

static inline const struct program_node *program_at(const struct program *p, uint32_t node)
{
	return &p->nodes.items[node];
}

/* NULL when nothing leads from its language to programs. The text of the tree is borrowed. */
struct program *program_of(struct strata_arena *arena, const struct syntax_tree *tree);

/* The innermost function around a byte; 0 is the file itself. */
uint32_t program_function_at(const struct program *p, uint32_t at);

/*
 * The declared type of a name where it is used: of a local, a parameter, a field; as written,
 * without type arguments. Absent when nothing declares it.
 */
struct strata_str program_type_of(const struct program *p, uint32_t at, struct strata_str name);

/* The dotted name that a simple one stands for by the imports; absent when by none. */
struct strata_str program_import_of(const struct program *p, struct strata_str name);

#endif
