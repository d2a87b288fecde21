/* line.c - a file line by line; see line.h. */
#include "text/line.h"

bool line_next(struct line_cursor *c)
{
	if (c->rest.len == 0)
		return false;
	strata_str_cut(&c->line, &c->rest, c->rest, '\n');
	while (c->line.len && c->line.ptr[c->line.len - 1] == '\r')
		c->line.len--;
	c->number++;
	return true;
}

size_t line_indent(struct strata_str line)
{
	size_t n = 0;

	while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
		n++;
	return n;
}
