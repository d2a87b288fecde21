/* library.c - libcrypto, loaded when it is first wanted; see library.h. */
#include "crypto/library.h"

struct crypto_library crypto;

#define ROW(function) { #function, &crypto.function },
static const struct strata_library_function functions[] = { CRYPTO_FUNCTIONS(ROW) };

int crypto_load(struct strata_error *err)
{
	static struct strata_library library = {
		.file = "libcrypto.so.3",
		.functions = functions,
		.count = sizeof(functions) / sizeof(*functions),
	};

	return strata_library_load(&library, err);
}
