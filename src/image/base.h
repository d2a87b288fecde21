/*
 * base.h - what is known of a base image by its name alone: whose it is, whether it is pinned,
 * whether it is still built, what is in it, and what would be the better choice.
 *
 * Nothing is asked of a registry. What the facts do not tell is UNKNOWN, and a zeroed judgement
 * says so throughout: that is the judgement of a base whose name is not known. Sources of what
 * is told: the history of the official images (image/facts.h), and data/image/families.txt.
 */
#ifndef IMAGE_BASE_H
#define IMAGE_BASE_H

#include "image/facts.h"
#include "model/image_reference.h"

enum image_trust {
	IMAGE_TRUST_UNKNOWN,   /* of no registry that the tables or the policy know */
	IMAGE_TRUST_OFFICIAL,  /* one of the official images, or a mirror of them */
	IMAGE_TRUST_VENDOR,    /* in a vendor's or project's own namespace; not "verified by Docker" */
	IMAGE_TRUST_OWN,       /* named by the policy */
	IMAGE_TRUST_COMMUNITY, /* anybody's, on a registry where anybody may publish */
	IMAGE_TRUST_SCRATCH,   /* nothing at all */
	IMAGE_TRUST_STAGE,     /* an earlier stage: set by the caller, never by image_base_judge */
};

enum image_pin {
	IMAGE_PIN_UNKNOWN,
	IMAGE_PIN_NONE,   /* neither tag nor digest: latest is meant */
	IMAGE_PIN_MOVING, /* a tag that goes on to the next version by design: latest, lts, alpine */
	IMAGE_PIN_TAG,    /* a tag that says a version, or a release's name */
	IMAGE_PIN_DIGEST, /* by digest, whatever the tag */
};

/* Of a tag on a day. */
enum image_state {
	IMAGE_STATE_UNKNOWN,
	IMAGE_STATE_CURRENT,    /* built, and built again when what it is made of changes */
	IMAGE_STATE_SUPERSEDED, /* no longer built, but its line is: a newer tag of it takes its place */
	IMAGE_STATE_ENDED,      /* no longer built, and nothing of its line is */
	IMAGE_STATE_NEVER,      /* there never was such a tag, and it is none that came after the facts */
	IMAGE_STATE_LATER,      /* was not there yet on that day */
};

/* Of an image as a whole on a day. */
enum image_fate {
	IMAGE_FATE_UNKNOWN,
	IMAGE_FATE_ACTIVE,
	IMAGE_FATE_DEPRECATED, /* official image, given up by who made it, or by the programme */
	IMAGE_FATE_REMOVED,    /* official image that is no longer one */
	IMAGE_FATE_RETIRED,    /* namespace or registry that gets nothing new */
	IMAGE_FATE_NEVER,      /* docker.io/library has no image of that name */
};

enum image_tri {
	IMAGE_MAYBE, /* not known */
	IMAGE_NO,
	IMAGE_YES,
};

struct image_when {
	enum image_state state;
	enum image_fate fate;
	struct strata_str day; /* that it was judged on: the facts' own when that is earlier */
};

/* What is in it, by its name. Texts are absent where it is not known. */
struct image_contents {
	struct strata_str kind;    /* "empty", "distroless", "wolfi", "alpine", "slim", "full", "jdk".. */
	struct strata_str system;  /* "debian", "alpine", "ubuntu", "redhat", "windows".. */
	struct strata_str system_version; /* "12", "3.20", "22.04" */
	struct strata_str codename; /* "bookworm" */
	enum image_tri minimal;
	enum image_tri fat;        /* more than running needs: compilers, SDK, a whole distribution */
	struct strata_str why_fat; /* "compilers and headers": of a fat one */
	enum image_tri shell;
	struct strata_str manager; /* "apt", "apk", "microdnf"; "" when it has none */
	struct strata_str libc;    /* "glibc", "musl"; "" when it has none */
	enum image_tri root;       /* its default user is root */
};

/* What a change to another base would break. Zero: nothing that is known of. */
struct image_breaks {
	bool libc;     /* glibc to musl: compiled modules have to be built for it */
	bool shell;    /* no shell: RUN and the shell form of CMD do not work */
	bool manager;  /* no package manager, or another one */
	bool compiler; /* no compiler, no headers: modules that are compiled need a stage of their own */
	bool jdk;      /* it runs Java, but compiles none */
	bool major;    /* not the same version */
};

struct image_choice {
	struct strata_str reference; /* as one would write it: "node:24.19.0-bookworm-slim" */
	struct image_contents contents;
	struct image_breaks breaks;
};

STRATA_VEC(image_choices, struct image_choice);

struct image_remote;

struct image_base {
	struct image_reference reference;
	const struct image_remote *remote; /* what its registry tells (image/remote.h); NULL: not asked */
	unsigned days_old; /* since it was made, as its registry tells; 0: not known */
	enum image_trust trust;
	struct strata_str owner;     /* of VENDOR and of COMMUNITY's registries, as people know them */
	struct strata_str official;  /* short name of an official image: "node" */

	enum image_pin pin;
	bool latest;                 /* official: at the facts' day the tag is the image of `latest` */
	struct strata_str exact;     /* official, current: its most exact tag, "26.7.0-trixie" */

	struct image_when then, now; /* on the day of the commit, and today */
	struct strata_str first;     /* day on which the tag was built first */
	struct strata_str ended;     /* day on which it was no longer: SUPERSEDED and ENDED */
	struct strata_str line;      /* the tag of its line: "18-alpine"; absent: not known */
	struct strata_str line_ended; /* day; absent: it is alive, or not known */
	struct strata_str successor; /* current tag of the same line and variant, where it is alive */

	struct strata_str fate_since; /* day, of DEPRECATED, REMOVED, RETIRED; absent: not known */
	struct strata_str fate_note;  /* a sentence of our own, of RETIRED; absent: none */
	struct strata_strs replaced_by;

	struct strata_str arches;     /* official, current: "amd64,arm64v8", as those images name them */
	struct image_contents contents;
	struct image_choices choices; /* smaller ones of the same version, best first; at most three */
};

/* Globs of names ("docker.io/library/node"), or of registries; empty: nothing is asked for. */
struct image_policy {
	struct strata_strs own;        /* images of one's own: trusted */
	struct strata_strs registries; /* that images may come from, but for one's own */
	struct strata_strs images;     /* that may be used */
	struct strata_strs pinned;     /* that must be pinned by digest */
	struct strata_strs minimal;    /* that must be minimal where they ship */
	struct strata_strs sealed;     /* that must be signed */
};

/*
 * Whether one of the globs means an image: its whole name, or "node" of docker.io/library/node,
 * or a part of it that ends before a '/'.
 */
bool image_policy_names(const struct strata_strs *globs, const struct image_reference *reference);

/* Whether its registry is one of those that are allowed. */
bool image_policy_allows(const struct image_policy *policy, const struct image_reference *reference);

struct image_asked {
	struct strata_str then, now;   /* days; `then` absent: only `now` is asked for */
	const struct strata_strs *own; /* globs of names that are the policy's own; may be NULL */
};

/*
 * The reference is kept by the judgement, whose texts are those of the facts and of the arena.
 * Fails only where the facts are damaged (EIO, ESYNTAX, ELIMIT).
 */
int image_base_judge(struct image_base *out, struct image_facts *facts,
		     const struct image_reference *reference, const struct image_asked *asked,
		     struct strata_arena *arena, struct strata_error *err);

/* "scratch", which FROM takes for nothing at all, whatever a registry may have by that name. */
void image_base_scratch(struct image_base *out, struct strata_str written);

/* Whether the image has that platform, "linux/arm64": only what the facts tell. */
enum image_tri image_base_runs_on(const struct image_base *base, struct strata_str platform);

/* "2026-08-21" of seconds since 1970. */
struct strata_str image_day(struct strata_arena *arena, int64_t time);

/* "official", "vendor", .. */
const char *image_trust_name(enum image_trust trust);
const char *image_state_name(enum image_state state);
const char *image_fate_name(enum image_fate fate);
const char *image_pin_name(enum image_pin pin);

#endif
