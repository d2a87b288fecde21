/* zip.c - see zip.h. */
#include "text/zip.h"

enum {
	END_BYTES = 22,
	LOCATOR_BYTES = 20, /* of what follows, in front of the end */
	BIG_END_BYTES = 56,
	FILE_BYTES = 46,
};

static const uint64_t NOT_HERE = UINT32_MAX; /* the value is in the record for big ones */

/* Of as many bytes, the least first. */
static uint64_t number(struct strata_str s, size_t at, size_t bytes)
{
	uint64_t out = 0;

	while (bytes-- > 0)
		out = out << 8 | (unsigned char)s.ptr[at + bytes];
	return out;
}

static bool is_record(struct strata_str s, const char *mark, size_t bytes)
{
	return s.len >= bytes && strata_str_starts(s, strata_str_of(mark));
}

/* The last record of the archive; behind it is a comment at most. */
static struct strata_str find_end(struct strata_str last, size_t *at)
{
	if (last.len < END_BYTES)
		return STRATA_NONE;
	for (*at = last.len - END_BYTES + 1; (*at)-- > 0;) {
		struct strata_str end = strata_str_skip(last, *at);

		if (is_record(end, "PK\5\6", END_BYTES) && END_BYTES + number(end, 20, 2) <= end.len)
			return end;
	}
	return STRATA_NONE;
}

static struct strata_str find_big_end(struct strata_str last, uint64_t start, size_t end_at)
{
	struct strata_str locator = strata_str_skip(last, end_at < LOCATOR_BYTES ? last.len
										  : end_at - LOCATOR_BYTES);
	uint64_t at;

	if (!is_record(locator, "PK\6\7", LOCATOR_BYTES))
		return STRATA_NONE;
	at = number(locator, 8, 8);
	return at < start || at - start > last.len ? STRATA_NONE
						   : strata_str_skip(last, (size_t)(at - start));
}

int zip_directory(struct zip_span *out, struct strata_str last, uint64_t start,
		  struct strata_error *err)
{
	struct strata_str end, big;
	uint64_t bytes;
	size_t at;

	end = find_end(last, &at);
	if (!end.ptr)
		return strata_fail(err, STRATA_ESYNTAX, 0, "it is no zip archive, or its end is missing");
	bytes = number(end, 12, 4);
	out->first = number(end, 16, 4);
	if (bytes == NOT_HERE || out->first == NOT_HERE) {
		big = find_big_end(last, start, at);
		if (!is_record(big, "PK\6\6", BIG_END_BYTES))
			return strata_fail(err, STRATA_ESYNTAX, 0,
					   "the archive does not say where its list is");
		bytes = number(big, 40, 8);
		out->first = number(big, 48, 8);
	}
	out->end = out->first + bytes;
	if (out->end < out->first || out->end > start + at)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the archive's list is beyond its end");
	return 0;
}

int zip_next(struct zip_file *out, struct strata_str *list, struct strata_error *err)
{
	uint64_t name, rest;

	if (!list->len)
		return 0;
	if (!is_record(*list, "PK\1\2", FILE_BYTES))
		return strata_fail(err, STRATA_ESYNTAX, 0, "the archive's list is damaged");
	name = number(*list, 28, 2);
	rest = number(*list, 30, 2) + number(*list, 32, 2);
	if (FILE_BYTES + name + rest > list->len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the archive's list ends in a file");
	out->name = strata_str_take(strata_str_skip(*list, FILE_BYTES), (size_t)name);
	out->header = number(*list, 42, 4);
	*list = strata_str_skip(*list, (size_t)(FILE_BYTES + name + rest));
	return 1;
}
