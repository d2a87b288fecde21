/*
 * policy.c - ignores, rank and threshold; see policy.h.
 *
 * The rank is a sum of reasons, each shown with its points, so that nobody has
 * to guess why one finding comes before another:
 *
 *	malicious 1000 | known to be exploited 250 | severity: critical 400, high and
 *	unknown 300, medium 200, low 100 | scope: prod and unknown 80, build 60,
 *	optional 40, dev 30, test 10 | direct 40 | fixable 30 | only maybe affected
 *	-150 | not the project's own files -300 | informational -200
 */
#include "policy/policy.h"

struct judge {
	const struct policy *policy;
	const struct strata_inventory *inventory;
	struct strata_arena *arena;
};

static const struct strata_component *component_of(const struct strata_inventory *inventory,
						   const struct strata_finding *f)
{
	return f->component < 0 ? NULL : &inventory->components.items[f->component];
}

bool policy_is_own(const struct policy *policy, const struct strata_finding *finding,
		   const struct strata_inventory *inventory)
{
	const struct strata_component *c = component_of(inventory, finding);

	return policy->roles & 1u << (c ? c->role : finding->role);
}

static void add_reason(struct judge *j, struct strata_finding *f, int points, const char *text)
{
	if (points == 0)
		return;
	*strata_vec_push(j->arena, &f->reasons) =
		(struct strata_reason){ points, strata_str_of(text) };
	f->rank += points;
}

static void rank_component(struct judge *j, struct strata_finding *f,
			   const struct strata_component *c)
{
	static const struct { int points; const char *text; } scopes[] = {
		[STRATA_SCOPE_UNKNOWN] = { 80, "scope unknown" },
		[STRATA_SCOPE_DEV] = { 30, "for development" },
		[STRATA_SCOPE_TEST] = { 10, "for tests" },
		[STRATA_SCOPE_OPTIONAL] = { 40, "optional" },
		[STRATA_SCOPE_BUILD] = { 60, "for builds" },
		[STRATA_SCOPE_PROD] = { 80, "in production" },
	};

	add_reason(j, f, scopes[c->scope].points, scopes[c->scope].text);
	add_reason(j, f, c->direct == STRATA_YES ? 40 : 0, "direct dependency");
}

static void rank(struct judge *j, struct strata_finding *f)
{
	static const struct { int points; const char *text; } severities[] = {
		[STRATA_SEVERITY_UNKNOWN] = { 300, "severity unknown, counts as high" },
		[STRATA_SEVERITY_NONE] = { 0, "" },
		[STRATA_SEVERITY_LOW] = { 100, "severity low" },
		[STRATA_SEVERITY_MEDIUM] = { 200, "severity medium" },
		[STRATA_SEVERITY_HIGH] = { 300, "severity high" },
		[STRATA_SEVERITY_CRITICAL] = { 400, "severity critical" },
	};
	const struct strata_component *c = component_of(j->inventory, f);

	add_reason(j, f, f->kind == STRATA_FINDING_MALICIOUS ? 1000 : 0, "malicious package");
	add_reason(j, f, f->exploited ? 250 : 0, "known to be exploited");
	add_reason(j, f, severities[f->severity].points, severities[f->severity].text);
	if (c)
		rank_component(j, f, c);
	add_reason(j, f, policy_is_own(j->policy, f, j->inventory) ? 0 : -300,
		   "not the project's own files");
	add_reason(j, f, f->fix.version.ptr ? 30 : 0, "a fix is known");
	add_reason(j, f, f->maybe ? -150 : 0, "maybe affected: nothing pins the version");
	add_reason(j, f, f->kind == STRATA_FINDING_INFORMATIONAL ? -200 : 0, "informational");
}

static bool has_id(const struct strata_finding *f, struct strata_str id)
{
	if (strata_str_eq_nocase(f->id, id))
		return true;
	for (size_t i = 0; i < f->aliases.count; i++)
		if (strata_str_eq_nocase(f->aliases.items[i], id))
			return true;
	for (size_t i = 0; i < f->records.count; i++)
		if (strata_str_eq_nocase(f->records.items[i], id))
			return true;
	return false;
}

/* A pattern covers what it matches, and all that is below a folder that it matches. */
static bool covers(struct strata_str glob, struct strata_str path)
{
	while (glob.len > 1 && glob.ptr[glob.len - 1] == '/')
		glob.len--;
	for (; path.len; path = strata_path_dir(path))
		if (strata_glob_match(glob, path))
			return true;
	return false;
}

/* All places must be covered: one that is not is a reason to go on warning. */
static bool has_path(const struct strata_finding *f, const struct strata_component *c,
		     struct strata_str glob)
{
	if (!c)
		return covers(glob, f->path);
	for (size_t i = 0; i < c->places.count; i++)
		if (!covers(glob, c->places.items[i].path))
			return false;
	return true;
}

static bool matches(const struct config_ignore *ignore, const struct strata_finding *f,
		    const struct strata_component *c)
{
	return (!ignore->licences || f->kind == STRATA_FINDING_LICENCE) &&
	       (!ignore->id.ptr || has_id(f, ignore->id)) &&
	       (!ignore->purl.ptr || (c && strata_purl_means(ignore->purl, c->purl))) &&
	       (!ignore->path.ptr || has_path(f, c, ignore->path));
}

static bool expired(const struct config_ignore *ignore, struct strata_str today)
{
	return ignore->until.ptr && strata_str_cmp(ignore->until, today) < 0;
}

static void ignore_finding(struct strata_finding *f, const struct config_ignore *ignore)
{
	f->ignored = true;
	f->ignored_reason = ignore->reason;
	f->ignored_until = ignore->until;
}

/*
 * Of a finding that stands for several an ignore takes those that it names; the rest goes
 * on as one. Whether any was left.
 */
static bool take_out(struct judge *j, const struct config_ignore *ignore,
		     struct strata_findings *findings, size_t index)
{
	struct strata_finding whole = findings->items[index], *rest = &findings->items[index];
	const struct strata_component *c = component_of(j->inventory, &whole);
	struct strata_findings left = { 0 }, taken = { 0 };

	for (size_t i = 0; i < whole.joined_count; i++)
		*strata_vec_push(j->arena, matches(ignore, &whole.joined[i], c) ? &taken : &left) =
			whole.joined[i];
	if (!left.count || !taken.count)
		return false;
	*rest = strata_finding_join(left.items, left.count, j->arena);
	rest->fix = left.count > 1 ? whole.fix : left.items[0].fix;
	rest->fingerprint = whole.fingerprint;
	for (size_t i = 0; i < taken.count; i++) {
		ignore_finding(&taken.items[i], ignore);
		*strata_vec_push(j->arena, findings) = taken.items[i];
	}
	return true;
}

static void apply_ignore(struct judge *j, const struct config_ignore *ignore,
			 struct strata_findings *findings, struct strata_notes *notes)
{
	bool old = expired(ignore, j->policy->today), used = false;
	const char *what = ignore->licences ? "exception" : "ignore";
	struct strata_note *note;

	for (size_t i = 0; i < findings->count; i++) {
		struct strata_finding *f = &findings->items[i];

		if (!matches(ignore, f, component_of(j->inventory, f)))
			continue;
		used = true;
		if (!old && !f->ignored && !take_out(j, ignore, findings, i))
			ignore_finding(&findings->items[i], ignore);
	}
	if ((used && !old) || (!used && j->policy->part))
		return;
	note = strata_vec_push(j->arena, notes);
	note->path = ignore->file;
	note->line = ignore->line;
	if (!used)
		note->reason = strata_arena_printf(j->arena, "this %s matches no finding: remove it",
						   what);
	else
		note->reason = strata_arena_printf(j->arena,
						   "this %s ended on %.*s: its findings count again",
						   what, STRATA_ARG(ignore->until));
}

static bool above(const struct policy_threshold *t, const struct strata_finding *f)
{
	enum strata_severity severity = f->severity;

	if (severity == STRATA_SEVERITY_UNKNOWN)
		severity = STRATA_SEVERITY_HIGH;
	if (f->kind == STRATA_FINDING_MALICIOUS)
		severity = STRATA_SEVERITY_CRITICAL;
	if (t->none || f->kind == STRATA_FINDING_INFORMATIONAL)
		return false;
	if (t->usual && f->kind == STRATA_FINDING_DRIFT)
		return false;
	if (t->usual && (f->kind == STRATA_FINDING_LICENCE || f->kind == STRATA_FINDING_IMAGE ||
			 f->kind == STRATA_FINDING_CODE))
		return severity >= STRATA_SEVERITY_MEDIUM;
	return t->usual || (t->severity && severity >= t->severity) ||
	       (t->cvss >= 0 && (f->cvss >= t->cvss || (f->cvss < 0 && severity >= STRATA_SEVERITY_HIGH))) ||
	       (t->fixable && f->fix.version.ptr) ||
	       (t->malicious && f->kind == STRATA_FINDING_MALICIOUS);
}

static bool fails(struct judge *j, const struct strata_finding *f)
{
	const struct strata_component *c = component_of(j->inventory, f);

	return !f->ignored && !f->maybe && above(&j->policy->threshold, f) &&
	       policy_is_own(j->policy, f, j->inventory) &&
	       (!c || (j->policy->scopes & 1u << c->scope));
}

static int compare_findings(const void *a, const void *b)
{
	const struct strata_finding *x = a, *y = b;
	int order;

	if (x->ignored != y->ignored)
		return x->ignored - y->ignored;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	if (x->cvss < y->cvss || x->cvss > y->cvss)
		return x->cvss > y->cvss ? -1 : 1;
	order = x->component - y->component; /* components are sorted by id */
	if (order == 0)
		order = strata_str_cmp(x->path, y->path);
	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	return order ? order : strata_str_cmp(x->id, y->id);
}

void policy_apply(struct strata_findings *findings, struct strata_notes *notes,
		  const struct policy *policy, const struct strata_inventory *inventory,
		  struct strata_arena *arena)
{
	struct judge j = { policy, inventory, arena };

	for (size_t i = 0; i < policy->ignores.count; i++)
		apply_ignore(&j, &policy->ignores.items[i], findings, notes);
	for (size_t i = 0; i < findings->count; i++) {
		rank(&j, &findings->items[i]);
		findings->items[i].fails = fails(&j, &findings->items[i]);
	}
	strata_vec_sort(findings, compare_findings);
}
