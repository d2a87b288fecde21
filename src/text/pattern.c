/* pattern.c - see pattern.h; PCRE2 10.42 (pcre2api(3), 2022). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/pattern.h"

#include <pcre2.h>

#include "strata/arena.h"
#include "strata/limits.h"

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
};

static int failed(size_t *offset, int number, PCRE2_SIZE at, struct strata_error *err)
{
	char text[256];

	pcre2_get_error_message(number, (PCRE2_UCHAR *)text, sizeof(text));
	*offset = at;
	return strata_fail(err, STRATA_ESYNTAX, 0, "no regular expression: %s", text);
}

int pattern_new(struct pattern **out, size_t *offset, struct strata_str text,
		struct strata_error *err)
{
	PCRE2_SIZE at;
	int number;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(text.len ? text.ptr : ""), text.len,
					 PCRE2_NEVER_BACKSLASH_C, &number, &at, NULL);
	struct pattern *p;

	if (!code)
		return failed(offset, number, at, err);
	p = strata_malloc(sizeof(*p));
	*p = (struct pattern){ code, pcre2_match_context_create(NULL) };
	pcre2_set_match_limit(p->limits, STRATA_LIMIT_PATTERN_TRIES);
	pcre2_set_heap_limit(p->limits, STRATA_LIMIT_PATTERN_HEAP);
	*out = p;
	return 0;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->limits);
	pcre2_code_free(p->code);
	free(p);
}

int pattern_find(const struct pattern *p, struct strata_str text)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int rc = pcre2_match(p->code, (PCRE2_SPTR)(text.len ? text.ptr : ""), text.len, 0, 0, data,
			     p->limits);

	pcre2_match_data_free(data);
	if (rc >= 0)
		return 1;
	return rc == PCRE2_ERROR_NOMATCH ? 0 : STRATA_ELIMIT;
}
