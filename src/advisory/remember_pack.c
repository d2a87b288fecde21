/*
 * remember_pack.c - remembered findings as bytes, and back; see remember.h.
 *
 * Two lists stand at the head: texts, and what findings of one advisory have in common
 * whatever the version of the package. A package's findings are numbers into the second
 * and what ends them. The bytes may be hostile: every number is held against what it counts.
 */
#include <string.h>

#include "advisory/remember.h"
#include "memo/pack.h"

#define MAGIC "strata matches 1\n"

/* --- into bytes ---------------------------------------------------------------------------- */

struct packing {
	struct strata_arena arena;
	struct pack_list texts, advisories;
	struct strata_buf advisory, body;
};

static void put_texts(struct packing *p, const struct strata_strs *texts)
{
	pack_put_number(&p->advisory, texts->count);
	for (size_t i = 0; i < texts->count; i++)
		pack_put_listed(&p->advisory, &p->texts, texts->items[i]);
}

/* What does not change with the version of the package. */
static void put_advisory(struct packing *p, const struct strata_finding *f)
{
	struct strata_buf *to = &p->advisory;

	strata_buf_reset(to);
	pack_put_number(to, f->kind);
	pack_put_listed(to, &p->texts, f->id);
	put_texts(p, &f->aliases);
	put_texts(p, &f->records);
	pack_put_listed(to, &p->texts, f->title);
	pack_put_number(to, f->severity);
	strata_buf_add(to, (struct strata_str){ (const char *)&f->cvss, sizeof(f->cvss) });
	pack_put_listed(to, &p->texts, f->cvss_vector);
	pack_put_listed(to, &p->texts, f->published);
	pack_put_listed(to, &p->texts, f->label);
	pack_put_number(to, f->exploited);
	pack_put_listed(&p->body, &p->advisories, strata_arena_dup(&p->arena, strata_buf_str(to)));
}

static void put_finding(struct packing *p, const struct strata_finding *f)
{
	put_advisory(p, f);
	pack_put_number(&p->body, f->maybe);
	pack_put_listed(&p->body, &p->texts, f->fix.version);
	pack_put_listed(&p->body, &p->texts, f->fix.clean);
	pack_put_listed(&p->body, &p->texts, f->fix.best);
	pack_put_number(&p->body, f->fix.ends);
	pack_put_number(&p->body, f->fix.of);
	pack_put_listed(&p->body, &p->texts, f->fix.change);
	pack_put_text(&p->body, f->fingerprint);
}

static void put_package(struct packing *p, const struct remembered_package *package)
{
	pack_put_text(&p->body, package->key);
	pack_put_number(&p->body, package->findings.count);
	for (size_t i = 0; i < package->findings.count; i++)
		put_finding(p, &package->findings.items[i]);
	pack_put_number(&p->body, package->notes.count);
	for (size_t i = 0; i < package->notes.count; i++)
		pack_put_listed(&p->body, &p->texts, package->notes.items[i]);
}

void remembered_encode(struct strata_buf *out, const struct remembered_packages *packages)
{
	struct packing p = { .arena = STRATA_ARENA_INIT };

	p.texts = PACK_LIST(&p.arena);
	p.advisories = PACK_LIST(&p.arena);
	for (size_t i = 0; i < packages->count; i++)
		put_package(&p, &packages->items[i]);
	strata_buf_add(out, STRATA_STR(MAGIC));
	pack_put_list(out, &p.texts);
	pack_put_list(out, &p.advisories);
	pack_put_number(out, packages->count);
	strata_buf_add(out, strata_buf_str(&p.body));
	strata_buf_release(&p.texts.bytes);
	strata_buf_release(&p.advisories.bytes);
	strata_buf_release(&p.advisory);
	strata_buf_release(&p.body);
	strata_arena_release(&p.arena);
}

/* A finding takes no less: a number or a length each. */
enum { FINDING_BYTES = 9 };

/* --- out of bytes --------------------------------------------------------------------------- */

struct unpacking {
	struct pack_reader in;
	struct strata_arena *arena;
	struct strata_strs texts;
	struct strata_findings advisories;
};

static void read_texts(struct unpacking *u, struct pack_reader *in, struct strata_strs *out)
{
	for (size_t n = pack_count(in); n && !in->bad; n--) {
		struct strata_str *text = strata_vec_push(u->arena, out);

		*text = pack_listed(in, &u->texts);
		if (!text->ptr)
			pack_refuse(in);
	}
}

static double read_score(struct pack_reader *in)
{
	struct strata_str bytes = pack_bytes(in, sizeof(double));
	double score = -1;

	if (bytes.ptr)
		memcpy(&score, bytes.ptr, sizeof(score));
	if (!(score >= -1 && score <= 10))
		pack_refuse(in);
	return score;
}

static bool read_advisory(struct unpacking *u, struct strata_finding *f, struct strata_str bytes)
{
	struct pack_reader in = { bytes, false };

	f->kind = (enum strata_finding_kind)pack_index(&in, STRATA_FINDING_DRIFT + 1);
	f->id = pack_listed(&in, &u->texts);
	read_texts(u, &in, &f->aliases);
	read_texts(u, &in, &f->records);
	f->title = pack_listed(&in, &u->texts);
	f->severity = (enum strata_severity)pack_index(&in, STRATA_SEVERITY_CRITICAL + 1);
	f->cvss = read_score(&in);
	f->cvss_vector = pack_listed(&in, &u->texts);
	f->published = pack_listed(&in, &u->texts);
	f->label = pack_listed(&in, &u->texts);
	f->exploited = pack_index(&in, 2);
	return !in.bad && !in.rest.len && f->id.ptr;
}

static void read_advisories(struct unpacking *u)
{
	for (size_t n = pack_count(&u->in); n && !u->in.bad; n--)
		if (!read_advisory(u, strata_vec_push(u->arena, &u->advisories), pack_text(&u->in)))
			pack_refuse(&u->in);
}

static void read_finding(struct unpacking *u, struct strata_finding *f)
{
	uint32_t number = pack_index(&u->in, u->advisories.count + 1);

	if (number == 0) {
		pack_refuse(&u->in);
		return;
	}
	*f = u->advisories.items[number - 1];
	f->maybe = pack_index(&u->in, 2);
	f->fix.version = pack_listed(&u->in, &u->texts);
	f->fix.clean = pack_listed(&u->in, &u->texts);
	f->fix.best = pack_listed(&u->in, &u->texts);
	f->fix.ends = pack_index(&u->in, UINT32_MAX);
	f->fix.of = pack_index(&u->in, UINT32_MAX);
	f->fix.change = pack_listed(&u->in, &u->texts);
	f->fingerprint = pack_text(&u->in);
}

static void read_package(struct unpacking *u, struct remembered_package *package)
{
	size_t count;

	package->key = pack_text(&u->in);
	count = pack_count(&u->in);
	if (count > u->in.rest.len / FINDING_BYTES) {
		pack_refuse(&u->in);
		return;
	}
	/* At once: there are thousands of packages, and most have one or two. */
	package->findings.items = strata_arena_alloc(u->arena,
						     count * sizeof(*package->findings.items));
	package->findings.count = package->findings.capacity = count;
	for (size_t i = 0; i < count && !u->in.bad; i++)
		read_finding(u, &package->findings.items[i]);
	read_texts(u, &u->in, &package->notes);
}

bool remembered_decode(struct remembered_packages *out, struct strata_str bytes,
		       struct strata_arena *arena)
{
	struct unpacking u = { .in = { bytes, false }, .arena = arena };

	if (!strata_str_starts(bytes, STRATA_STR(MAGIC)))
		return false;
	pack_bytes(&u.in, sizeof(MAGIC) - 1);
	pack_list(&u.texts, &u.in, arena);
	read_advisories(&u);
	for (size_t n = pack_count(&u.in); n && !u.in.bad; n--)
		read_package(&u, strata_vec_push(arena, out));
	return !u.in.bad && !u.in.rest.len;
}
