/* library.c - shared libraries, loaded when they are first wanted; see strata/library.h. */
#include "strata/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void *open_any(const char *names)
{
	struct strata_str name, rest = strata_str_of(names);
	void *handle = NULL;
	char file[64];

	while (!handle && rest.ptr) {
		strata_str_cut(&name, &rest, rest, ' ');
		snprintf(file, sizeof(file), "%.*s", STRATA_ARG(name));
		handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	}
	return handle;
}

static int load(struct strata_library *library, struct strata_error *err)
{
	void *handle = open_any(library->file);

	if (!handle)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "'%s' cannot be loaded: install it",
				   library->file);
	for (size_t i = 0; i < library->count; i++) {
		const struct strata_library_function *f = &library->functions[i];
		void *symbol = dlsym(handle, f->name);

		if (!symbol)
			return strata_fail(err, STRATA_EUNSUPPORTED, 0, "'%s' has no '%s'",
					   library->file, f->name);
		memcpy(f->slot, &symbol, sizeof(symbol));
	}
	if (library->start)
		library->start();
	library->loaded = true;
	return 0;
}

int strata_library_load(struct strata_library *library, struct strata_error *err)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (!library->loaded)
		rc = load(library, err);
	pthread_mutex_unlock(&lock);
	return rc;
}
