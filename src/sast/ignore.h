/*
 * ignore.h - suppression beside the code: `strata:ignore[rule] reason until=2027-01-31`.
 *
 * In a comment on the line of the finding, or on a line of its own above it. Several rules are
 * parted by commas; a rule's id may end in '*'. What has no reason, has ended, or stands where
 * nothing is found is a note.
 */
#ifndef SAST_IGNORE_H
#define SAST_IGNORE_H

#include "sast/findings.h"

void code_ignore(struct code_told *told, const struct syntax_tree *tree);

#endif
