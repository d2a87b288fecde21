/*
 * hook.h - strata as a hook of git's: installed beside others, and run by them.
 *
 * A run judges changes: what is staged, or each ref of a push. Only what a change adds
 * blocks it; where it touches no manifest, nothing is read but the index and some trees.
 *
 * githooks(5), git-receive-pack(1), git 2.39.
 */
#ifndef CLI_HOOK_H
#define CLI_HOOK_H

#include "cli/cli.h"
#include "diff.h"
#include "source/range.h"

enum hook_kind {
	HOOK_PRE_COMMIT,
	HOOK_PRE_PUSH,
	HOOK_PRE_RECEIVE,
	HOOK_UPDATE,
};

/* EUSAGE for a hook that strata has nothing to say in. */
int hook_kind_named(enum hook_kind *out, const char *name, struct strata_error *err);
const char *hook_kind_name(enum hook_kind kind);

struct hook {
	enum hook_kind kind;
	const struct options *options;
	struct scan scan; /* source, time, and the database once there is something to ask */
};

/* A commit to be, or a ref as it is to become. */
struct hook_change {
	struct strata_str ref;         /* "refs/heads/main"; absent: what is staged */
	struct source_id base, tip;    /* commits; of what is staged there is no tip */
	struct source_id base_tree, tip_tree;
	bool from_nothing;             /* there is no base: all is new */
	struct source_ids also;        /* trees: what one of these has is not new either */
	struct source_ids known;       /* commits that the receiver has */
	struct policy policies[2];     /* the stricter of them holds */
	unsigned policy_count;
	struct image_policy image_policy; /* that of the first */
};

struct hook_verdict {
	struct history_diff packages;      /* of all that the change touches, before and after it */
	struct strata_findings added;      /* what it adds; `fails`: it blocks */
	struct strata_findings fixed;      /* what is not there any more; of the base's components */
	struct strata_notes notes;         /* what it brings that is not understood */
	size_t blocking;
	bool touched;   /* a manifest differs, or what images are made of: else nothing was judged */
	bool manifests; /* a manifest does: there are states of the packages */
	struct image_side *images; /* of the base, those that the change may take from, and the tip */
	size_t image_count;        /* 0: nothing of theirs differs */
};

/* hook_judge.c. hook_verdict_release in either case. */
int hook_judge(struct hook_verdict *out, struct hook *hook, const struct hook_change *change,
	       struct strata_error *err);
void hook_verdict_release(struct hook_verdict *verdict);

/* What a file that comes, goes or changes may tell about images. */
enum hook_images_need {
	HOOK_IMAGES_NONE,
	HOOK_IMAGES_BESIDE, /* something where there is one */
	HOOK_IMAGES_NAMED,  /* which there are */
};

/*
 * hook_images.c: that of one file; and the sides of the change, read: `changed` are the paths that
 * differ. There are none where only something beside changed, and the tip names no image.
 */
enum hook_images_need hook_images_need(const struct source_change *change);
int hook_images_read(struct hook_verdict *out, struct hook *hook, const struct hook_change *change,
		     enum hook_images_need need, const struct strata_map *changed,
		     struct strata_error *err);
int hook_images_judge(struct hook_verdict *verdict, size_t side, struct strata_inventory *inventory,
		      struct hook *hook, const struct hook_change *change, struct strata_error *err);

/*
 * hook_same.c: of each side the components whose package stands in the same way on all of
 * them, so that nothing about it can be new or gone.
 */
void hook_find_same(bool **same, const struct strata_inventory *const *sides, size_t count,
		    struct strata_arena *arena);

/* hook_origin.c: which of the new commits brought in what blocks. */
void hook_find_origins(struct hook_verdict *verdict, struct hook *hook,
		       const struct hook_change *change);

/* hook_push.c: a line "REF OLD NEW". False: there is nothing to judge, which is said if need be. */
struct hook_line {
	struct strata_str ref, old, new; /* ids in hexadecimal; zeros: not there */
	const char *remote;              /* of a push from here: its name; else NULL */
};

int hook_change_of(struct hook_change *out, bool *judged, struct hook *hook,
		   const struct hook_line *line, struct strata_error *err);

/* hook_report.c: as strata diff shows a difference. */
int hook_report(struct hook_verdict *verdict, struct hook *hook, const struct hook_change *change,
		struct strata_error *err);

/* hook_text.c: for who commits or pushes, in a few lines. */
void hook_tell(const struct hook_verdict *verdict, const struct hook *hook,
	       const struct hook_change *change);

/* Whether the starter set stands in for a database, and was not asked for; hook_run.c. */
bool hook_has_starter_only(const struct hook *hook);

/* hook_policy.c: by the strata.toml of a tree (NULL: none); a broken one is said, and passed over. */
int hook_add_policy(struct hook_change *change, struct hook *hook, const struct source_id *tree,
		    struct strata_error *err);
/* By the one that is staged, which must be sound. */
int hook_add_staged_policy(struct hook_change *change, struct hook *hook, struct strata_error *err);

/* hook_run.c and hook_install.c: a status, or a negative code. */
int hook_run(struct options *options, struct strata_error *err);
int hook_install(struct options *options, struct strata_error *err);
int hook_uninstall(struct options *options, struct strata_error *err);

#endif
