/* table_remote.c - bases as their registries tell of them, before what was found; see table_text.h. */
#include "report/table_text.h"

static struct strata_str size_of(struct table *t, uint64_t bytes)
{
	if (bytes < 100000)
		return strata_arena_printf(&t->arena, "%.1f kB", (double)bytes / 1e3);
	return strata_arena_printf(&t->arena, "%.1f MB", (double)bytes / 1e6);
}

static struct strata_str user_of(struct table *t, const struct image_remote *r)
{
	return r->user.len ? strata_arena_printf(&t->arena, "user %.*s", STRATA_ARG(r->user))
			   : STRATA_STR("no user set");
}

/* "linux/amd64, made 2026-08-01, 41.2 MB, user node, 93 packages". */
static struct strata_str describe(struct table *t, const struct image_remote *r)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_str text;

	strata_buf_add(&b, r->platform);
	if (r->created.len)
		strata_buf_addf(&b, ", made %.*s", STRATA_ARG(strata_str_take(r->created, 10)));
	strata_buf_addf(&b, ", %.*s, %.*s", STRATA_ARG(size_of(t, r->bytes)), STRATA_ARG(user_of(t, r)));
	if (r->listed && !r->partly)
		strata_buf_addf(&b, ", %zu package%s", r->installed.packages.count,
				r->installed.packages.count == 1 ? "" : "s");
	text = strata_arena_dup(&t->arena, strata_buf_str(&b));
	strata_buf_release(&b);
	return text;
}

static void put_line(struct table *t, const char *colour, struct strata_str text)
{
	table_pad(t, 0, INDENT + 2);
	table_paint(t, colour, text);
	strata_buf_addc(t->out, '\n');
}

/* "verified: keys/base.pub (cosign)", "replayed: the signature is for another digest .. (cosign)". */
static void put_signature(struct table *t, const struct image_signatures *s)
{
	const struct crypto_finding *f = &s->of.finding;
	bool good = f->verdict == CRYPTO_VERIFIED;
	struct strata_str more = good ? f->by : f->why;

	if (!s->asked)
		return;
	put_line(t, good ? "32" : f->verdict == CRYPTO_UNSIGNED ? "2" : "33",
		 f->verdict == CRYPTO_UNSIGNED
			 ? STRATA_STR("signature: unsigned")
			 : strata_arena_printf(&t->arena, "signature: %s%s%.*s (%s)",
					       crypto_verdict_name(f->verdict), good ? " by " : ": ",
					       STRATA_ARG(more), image_signature_kind_name(s->of.kind)));
}

static void put_base(struct table *t, const struct image_file_view *file,
		     const struct image_stage_view *stage)
{
	const struct image_remote *r = stage->remote;

	strata_buf_add(t->out, STRATA_STR("  "));
	table_paint(t, "1", stage->base);
	strata_buf_add(t->out, STRATA_STR("  "));
	table_paint(t, "2", strata_arena_printf(&t->arena, "%.*s:%u", STRATA_ARG(file->path), stage->line));
	strata_buf_addc(t->out, '\n');
	put_line(t, "0", describe(t, r));
	put_line(t, "0", r->digest);
	put_signature(t, &r->signatures);
	for (size_t i = 0; i < r->others.count; i++) {
		const struct image_weight *w = &r->others.items[i];

		put_line(t, w->bytes < r->bytes ? "32" : "2",
			 strata_arena_printf(&t->arena, "%.*s would be %.*s", STRATA_ARG(w->reference),
					     STRATA_ARG(size_of(t, w->bytes))));
	}
}

void table_remotes(struct table *t)
{
	const struct image_file_views *files = &t->report->image->files;
	bool any = false;

	for (size_t i = 0; i < files->count; i++)
		for (size_t k = 0; k < files->items[i].stages.count; k++) {
			const struct image_stage_view *stage = &files->items[i].stages.items[k];

			if (!stage->remote || stage->remote->rc < 0)
				continue;
			if (!any)
				strata_buf_add(t->out, STRATA_STR("\nbases, as their registries tell\n"));
			any = true;
			put_base(t, &files->items[i], stage);
		}
}
