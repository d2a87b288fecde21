/* json_remote.c - `registry` of a stage in the JSON report: what the registry tells of its base. */
#include "report/json_report.h"

static void origin(struct json_writer *w, const struct image_origin *o)
{
	json_open_object(w, "made_from");
	json_write_text(w, "name", o->name);
	json_write_text(w, "digest", o->digest);
	json_write_text(w, "today", o->today);
	if (o->today.ptr)
		json_write_bool(w, "outdated", o->outdated);
	else
		json_write_null(w, "outdated");
	json_close_object(w);
}

static void others(struct json_writer *w, const struct image_weights *all)
{
	json_open_array(w, "others");
	for (size_t i = 0; i < all->count; i++) {
		json_open_object(w, NULL);
		json_write_text(w, "image", all->items[i].reference);
		json_write_integer(w, "bytes", (int64_t)all->items[i].bytes);
		json_close_object(w);
	}
	json_close_array(w);
}

static void packages(struct json_writer *w, const struct image_remote *r)
{
	if (!r->listed || r->partly) {
		json_write_null(w, "packages");
		return;
	}
	json_write_integer(w, "packages", (int64_t)r->installed.packages.count);
}

static void finding(struct json_writer *w, const char *key, const struct image_signature *s)
{
	const struct crypto_finding *f = &s->finding;

	json_open_object(w, key);
	json_write_word(w, "verdict", crypto_verdict_name(f->verdict));
	json_write_word(w, "kind",
			f->verdict == CRYPTO_UNSIGNED ? NULL : image_signature_kind_name(s->kind));
	json_write_text(w, "digest", s->digest);
	json_write_text(w, "by", f->by);
	json_write_text(w, "predicate", f->what);
	json_write_text(w, "builder", f->builder);
	json_write_text(w, "why", f->why);
	json_close_object(w);
}

/* Null: nobody is trusted, and nothing has to be signed, so that none was asked for. */
static void signatures(struct json_writer *w, const struct image_signatures *s)
{
	if (!s->asked) {
		json_write_null(w, "signature");
		json_open_array(w, "signatures");
	} else {
		finding(w, "signature", &s->of);
		json_open_array(w, "signatures");
		for (size_t i = 0; i < s->all.count; i++)
			finding(w, NULL, &s->all.items[i]);
	}
	json_close_array(w);
}

void json_report_remote(struct json_report *report, const struct image_remote *r)
{
	struct json_writer *w = &report->json;

	if (r->rc < 0 && !r->missing && !r->lacks_platform) {
		json_write_null(w, "registry");
		return;
	}
	json_open_object(w, "registry");
	json_write_bool(w, "exists", !r->missing);
	json_write_text(w, "platform", r->platform);
	json_write_text(w, "digest", r->digest);
	json_write_text(w, "manifest", r->manifest);
	json_write_text(w, "tag_means", r->tag_means);
	json_write_text(w, "created", r->created);
	json_write_text(w, "user", r->rc < 0 ? STRATA_NONE : r->user);
	if (r->rc < 0)
		json_write_null(w, "bytes");
	else
		json_write_integer(w, "bytes", (int64_t)r->bytes);
	json_write_integer(w, "layers", (int64_t)r->layers);
	packages(w, r);
	origin(w, &r->origin);
	others(w, &r->others);
	signatures(w, &r->signatures);
	json_close_object(w);
}
