/*
 * hook_policy.c - by which strata.toml a change is judged.
 *
 * Never by the one that it brings alone: a change cannot excuse itself.
 */
#include "cli/hook.h"

static struct policy *next(struct hook_change *change)
{
	return &change->policies[change->policy_count++];
}

/* What it says of images counts by the first that is read: the target's. */
static int read_policy(struct hook_change *change, struct policy *out, struct hook *h,
		       const struct source_id *blob, struct strata_error *err)
{
	struct strata_str bytes = STRATA_NONE;
	struct image_policy image;
	struct strata_arena *arena = &h->scan.arena;
	int rc = 0;

	if (blob)
		rc = source_read_blob(&bytes, h->scan.source, blob->bytes, arena, err);
	if (rc == 0)
		rc = scan_policy(out, &image, h->options, h->scan.now, bytes, arena, err);
	if (rc == 0 && out == change->policies)
		change->image_policy = image;
	return rc;
}

int hook_add_policy(struct hook_change *change, struct hook *h, const struct source_id *tree,
		    struct strata_error *err)
{
	struct strata_error why = STRATA_ERROR_INIT;
	struct source_id blob;
	struct policy *policy = next(change);

	if (!tree || h->options->config ||
	    !source_blob_at(&blob, h->scan.source, tree, "strata.toml"))
		return read_policy(change, policy, h, NULL, err);
	if (read_policy(change, policy, h, &blob, &why) == 0)
		return 0;
	/* Else nobody could mend it. */
	cli_complain(&why);
	return read_policy(change, policy, h, NULL, err);
}

int hook_add_staged_policy(struct hook_change *change, struct hook *h, struct strata_error *err)
{
	struct source_id blob;

	if (h->options->config)
		return 0;
	if (!source_staged_blob(&blob, h->scan.source, "strata.toml"))
		return read_policy(change, next(change), h, NULL, err);
	return read_policy(change, next(change), h, &blob, err);
}
