/* cvss_oracle.c - scores of the vectors on standard input, one a line, for test_cvss.py. */
#include <stdio.h>
#include <stdlib.h>

#include "advisory/cvss.h"

int main(void)
{
	size_t capacity = 0;
	char *line = NULL;
	ssize_t len;

	while ((len = getline(&line, &capacity, stdin)) > 0) {
		struct strata_str vector = { line, (size_t)len };
		double score = cvss_score(strata_str_trim(vector), NULL);

		if (score < 0)
			puts("none");
		else
			printf("%.1f\n", score);
	}
	free(line);
	return 0;
}
