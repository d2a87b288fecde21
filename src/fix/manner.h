/*
 * manner.h - how a format of manifests is changed: one file per ecosystem, one row each in
 * manners.def.
 */
#ifndef FIX_MANNER_H
#define FIX_MANNER_H

#include "fix/ask.h"
#include "fix/edit.h"
#include "fix/trial.h"

/* A package that is to be there at a version at least, whoever asks for it. */
struct fix_pin {
	struct strata_str name, version; /* the version as its ecosystem writes it */
	bool direct;  /* the manifest that leads asks for it, too */
	bool several; /* the project has other versions of it, which are to stay */
};

STRATA_VEC(fix_pins, struct fix_pin);

struct fix_manifest {
	const struct fix_task *task;
	const struct fix_group *group;
	const struct facts_file *file;
	struct strata_str path;  /* of the file that is changed: its own, or that of overrides */
	struct strata_str bytes; /* of that */
	struct strata_str lock; /* path of the lockfile that answers it; absent */
	const char *lock_format;  /* "npm/yarn-lock"; NULL */
};

struct fix_manner {
	const char *formats; /* of manifests, separated by spaces */

	/* What a pin of what nobody asks for directly is called; NULL: there is none. */
	const char *(*override_word)(const struct fix_manifest *m);

	/*
	 * Adds the edits for all pins together; m is the manifest that leads the project.
	 * EUNSUPPORTED says why it cannot be done.
	 */
	int (*override)(struct fix_edits *out, const struct fix_manifest *m,
			const struct fix_pins *pins, struct strata_arena *arena,
			struct strata_error *err);

	/* The file that overrides stand in, when that is not the manifest; NULL: it always is. */
	struct strata_str (*override_file)(const struct fix_manifest *m, struct strata_arena *arena);

	/*
	 * Where it asks for a package, when its parser cannot tell. NULL: see ask.h. Answers
	 * what could not be read, or 0.
	 */
	int (*find)(struct fix_asks *out, const struct fix_manifest *m,
		    const struct strata_ecosystem *ecosystem, struct strata_str key,
		    struct strata_arena *arena, struct strata_error *err);

	/* Whether an override also holds for what the project asks for itself. */
	bool overrides_all;

	/* The text to write in the place of a requirement; NULL: as requirement.h has it. */
	bool (*raise)(struct strata_str *out, const struct fix_manifest *m,
		      const struct strata_ecosystem *ecosystem, struct strata_str written,
		      struct strata_str version, struct strata_arena *arena);

	/* The command that brings the lockfile up to date. Absent: none is needed. */
	struct strata_str (*step)(const struct fix_manifest *m, struct strata_arena *arena);

	/* The command that takes a newer version of one package into the lockfile; absent. */
	struct strata_str (*refresh)(const struct fix_manifest *m, const struct fix_change *change,
				     struct strata_arena *arena);

	/* That command takes just that version, and leaves other versions of the package alone. */
	bool precise;
};

#define MANNER(id) extern const struct fix_manner fix_manner_##id;
#include "fix/manners.def"
#undef MANNER

/* The bytes of a file of the snapshot, in the task's arena. */
int fix_read(struct strata_str *out, const struct fix_task *task, struct strata_str path,
	     struct strata_error *err);

/* NULL: files of that format are not changed. */
const struct fix_manner *fix_manner_of(const struct strata_format *format);

#endif
