/*
 * hcl.h - HCL's native syntax as a tree (text/node.h), as far as packages need it.
 *
 * A block becomes a map under its type; its labels are strings under "@0", "@1". An
 * attribute whose value is a literal text, number, word, list or object is that value;
 * any other expression becomes its text as written, unquoted, so that `quoted` tells a
 * literal from one.
 */
#ifndef TERRAFORM_HCL_H
#define TERRAFORM_HCL_H

#include "text/node.h"

int hcl_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err);

#endif
