/* tree.h - the packages of an inventory, drawn as a tree per project on standard output. */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "strata/inventory.h"

void deps_print_tree(const struct strata_inventory *inventory);

#endif
