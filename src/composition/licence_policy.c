/*
 * licence_policy.c - see licence_policy.h.
 *
 * A package may be used when, of the alternatives that its licence gives, one passes: none of its
 * licences is denied, each is allowed where a list of those is there. What is unknown passes where
 * nothing has to be allowed, or the rule says so.
 */
#include "composition/licence_policy.h"

#include "model/spdx.h"
#include "strata/digest.h"

#define FINGERPRINT_BYTES 16

/* From bad to worse. */
enum verdict { FINE, UNKNOWN, NOT_ALLOWED, CONFLICT, DENIED };

static const struct {
	const char *id, *title;
	enum strata_severity severity;
} verdicts[] = {
	[UNKNOWN] = { "licence-unknown", "has no licence that is known", STRATA_SEVERITY_LOW },
	[NOT_ALLOWED] = { "licence-not-allowed", "is under %.*s, which is not allowed",
			  STRATA_SEVERITY_MEDIUM },
	[CONFLICT] = { "licence-conflict",
		       "is under %.*s, a copyleft that this repository is not under",
		       STRATA_SEVERITY_MEDIUM },
	[DENIED] = { "licence-denied", "is under %.*s, which is denied", STRATA_SEVERITY_HIGH },
};

struct judge {
	const struct licence_policy *policy;
	const struct licence_rule *rule;
	struct strata_arena *arena;
	struct strata_arena scratch;
};

/* Without "-only" and "-or-later": a licence that is denied is so in either form. */
static struct strata_str bare_id(const struct spdx_node *leaf)
{
	static const char *const ends[] = { "-only", "-or-later" };

	for (size_t i = 0; i < 2; i++)
		if (strata_str_ends(leaf->id, strata_str_of(ends[i])))
			return strata_str_take(leaf->id, leaf->id.len - strlen(ends[i]));
	return leaf->id;
}

struct question {
	const struct spdx_node *leaf;
	bool denying;
};

static bool answers(const struct spdx_node *wanted, void *payload)
{
	const struct question *q = payload;

	if (!q->denying)
		return spdx_leaf_is(q->leaf, wanted);
	return strata_str_eq(bare_id(q->leaf), bare_id(wanted)) &&
	       strata_str_eq(q->leaf->exception, wanted->exception);
}

/* Whether one entry of a list means the leaf: its family, or a licence that it names. */
static bool is_listed(struct judge *j, const struct strata_strs *list, const struct spdx_node *leaf,
		      bool denying)
{
	struct question q = { leaf, denying };

	for (size_t i = 0; i < list->count; i++) {
		const struct spdx_node *wanted;
		enum spdx_family family;

		if (spdx_family_parse(&family, list->items[i])) {
			if (family == spdx_family_of(leaf))
				return true;
		} else if (spdx_parse(&wanted, list->items[i], &j->scratch, NULL) == 0 &&
			   spdx_satisfied(wanted, answers, &q)) {
			return true;
		}
	}
	return false;
}

static bool is_not_denied(const struct spdx_node *leaf, void *payload)
{
	struct judge *j = payload;

	return !is_listed(j, &j->rule->deny, leaf, true);
}

static bool is_allowed(const struct spdx_node *leaf, void *payload)
{
	struct judge *j = payload;

	return is_not_denied(leaf, payload) && is_listed(j, &j->rule->allow, leaf, false);
}

static bool is_no_copyleft(const struct spdx_node *leaf, void *payload)
{
	enum spdx_family family = spdx_family_of(leaf);

	(void)payload;
	return family != SPDX_STRONG && family != SPDX_NETWORK;
}

/* What is open source itself may be under a copyleft; what is not may not be part of one. */
static bool is_open(struct judge *j)
{
	const struct spdx_node *own;
	enum spdx_family family;

	if (!j->policy->own.ptr || spdx_parse(&own, j->policy->own, &j->scratch, NULL) < 0)
		return false;
	family = spdx_family_of(own);
	return family != SPDX_UNKNOWN && family != SPDX_PROPRIETARY;
}

static enum verdict judge_licence(struct judge *j, struct strata_str licence)
{
	const struct licence_rule *rule = j->rule;
	const struct spdx_node *node = NULL;

	if (!licence.ptr || spdx_parse(&node, licence, &j->scratch, NULL) < 0)
		return rule->allow.count && !rule->unknown ? UNKNOWN : FINE;
	if (!spdx_satisfied(node, is_not_denied, j))
		return DENIED;
	if (rule->conflicts && !spdx_satisfied(node, is_no_copyleft, j) && !is_open(j))
		return CONFLICT;
	return rule->allow.count && !spdx_satisfied(node, is_allowed, j) ? NOT_ALLOWED : FINE;
}

static enum verdict judge_component(struct judge *j, const struct strata_component *c)
{
	enum verdict worst = FINE;

	for (size_t i = 0; i < j->policy->rules.count; i++) {
		enum verdict verdict;

		j->rule = &j->policy->rules.items[i];
		if (!(j->rule->scopes & 1u << c->scope) ||
		    (j->rule->ecosystem.ptr &&
		     !strata_str_eq(j->rule->ecosystem, strata_str_of(c->ecosystem->name))))
			continue;
		verdict = judge_licence(j, c->licence);
		worst = verdict > worst ? verdict : worst;
	}
	strata_arena_reset(&j->scratch);
	return worst;
}

/* By package, project and rule, as those of dependencies are: a new version changes nothing. */
static struct strata_str fingerprint(struct judge *j, const struct strata_component *c, const char *id)
{
	const struct strata_str parts[] = { strata_str_of(id), strata_str_of(c->ecosystem->name), c->key,
					    c->project };
	unsigned char sum[STRATA_SHA256];
	struct strata_digest h;
	struct strata_str hex = STRATA_STR("");

	strata_digest_init(&h, STRATA_SHA256);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		strata_digest_add(&h, parts[i]);
		strata_digest_add(&h, STRATA_STR("\n"));
	}
	strata_digest_end(sum, &h);
	for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
		hex = strata_arena_printf(j->arena, "%.*s%02x", STRATA_ARG(hex), sum[i]);
	return hex;
}

static struct strata_str title_of(struct judge *j, enum verdict verdict, struct strata_str licence)
{
	const char *title = verdicts[verdict].title, *gap = strstr(title, "%.*s");

	if (!gap)
		return strata_str_of(title);
	return strata_arena_printf(j->arena, "%.*s%.*s%s", (int)(gap - title), title,
				   STRATA_ARG(licence), gap + 4);
}

void licence_policy_judge(struct strata_findings *out, const struct strata_inventory *inventory,
			  const struct licence_policy *policy, struct strata_arena *arena)
{
	struct judge j = { .policy = policy, .arena = arena };

	for (size_t i = 0; policy->rules.count && i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];
		enum verdict verdict = c->local ? FINE : judge_component(&j, c);

		if (verdict == FINE)
			continue;
		*strata_vec_push(arena, out) = (struct strata_finding){
			.kind = STRATA_FINDING_LICENCE,
			.id = strata_str_of(verdicts[verdict].id),
			.title = title_of(&j, verdict, c->licence),
			.severity = verdicts[verdict].severity,
			.cvss = -1,
			.component = (int)i,
			.path = c->places.items[0].path,
			.line = c->places.items[0].line,
			.fingerprint = fingerprint(&j, c, verdicts[verdict].id),
		};
	}
	strata_arena_release(&j.scratch);
}
