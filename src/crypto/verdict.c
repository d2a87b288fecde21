/* verdict.c - what may be said of a signature; see verdict.h. */
#include "crypto/verdict.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *crypto_verdict_name(enum crypto_verdict verdict)
{
	static const char *const names[] = {
		[CRYPTO_UNSIGNED] = "unsigned",       [CRYPTO_UNCHECKED] = "not checked",
		[CRYPTO_UNKNOWN_KEY] = "unknown key", [CRYPTO_BAD] = "bad",
		[CRYPTO_EXPIRED] = "expired",         [CRYPTO_REPLAYED] = "replayed",
		[CRYPTO_VERIFIED] = "verified",
	};

	return names[verdict];
}

void crypto_say(struct crypto_finding *out, enum crypto_verdict verdict, struct strata_arena *arena,
                const char *format, ...)
{
	va_list args;

	va_start(args, format);
	out->verdict = verdict;
	out->why = strata_arena_vprintf(arena, format, args);
	va_end(args);
}

/* "Z", "+02:00"; a fraction of a second before it is passed over. */
static bool read_zone(int64_t *seconds, const char *at)
{
	unsigned hours, minutes;
	int used = 0;

	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	if (!strcmp(at, "Z"))
		return true;
	if ((*at != '+' && *at != '-') ||
	    sscanf(at + 1, "%2u:%2u%n", &hours, &minutes, &used) != 2 || at[1 + used] ||
	    hours > 23 || minutes > 59)
		return false;
	*seconds -= (*at == '-' ? -1 : 1) * (int64_t)(hours * 3600 + minutes * 60);
	return true;
}

bool crypto_time_read(int64_t *out, struct strata_str text)
{
	struct tm tm = { 0 };
	char bytes[64];
	const char *rest;

	if (text.len < 20 || text.len >= sizeof(bytes) ||
	    !strata_str_is_day(strata_str_take(text, 10)))
		return false;
	memcpy(bytes, text.ptr, text.len);
	bytes[text.len] = '\0';
	rest = strptime(bytes, "%Y-%m-%dT%H:%M:%S", &tm);
	if (!rest)
		return false;
	*out = (int64_t)timegm(&tm);
	return read_zone(out, rest);
}
