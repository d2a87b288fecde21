/* licensing.c - see licensing.h. */
#include "licensing.h"

static int read_rule(struct licence_rule *out, const struct config_licence_rule *rule,
		     const struct policy *policy, struct strata_error *err)
{
	int rc;

	*out = (struct licence_rule){ .allow = rule->allow,
				      .deny = rule->deny,
				      .ecosystem = rule->ecosystem,
				      .scopes = policy->scopes,
				      .unknown = rule->unknown,
				      .conflicts = rule->conflicts };
	if (!rule->scope.text.ptr)
		return 0;
	rc = policy_scopes_parse(&out->scopes, rule->scope.text, err);
	if (rc < 0 && err) {
		strata_error_at(err, rule->scope.file);
		err->line = rule->scope.line;
	}
	return rc;
}

int licensing_read_policy(struct licence_policy *out, const struct config *config,
			  const struct policy *policy, struct strata_arena *arena,
			  struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < config->licences.count && rc == 0; i++)
		rc = read_rule(strata_vec_push(arena, &out->rules), &config->licences.items[i],
			       policy, err);
	return rc;
}

void licensing_run(struct scan *scan, struct licensing *licensing, bool judged)
{
	licensing_settle_packages(licensing, &scan->inventory);
	if (!judged || !scan->licence_policy.rules.count)
		return;
	scan->licence_policy.own = licensing_folder(licensing, STRATA_STR(""));
	licence_policy_judge(&scan->findings, &scan->inventory, &scan->licence_policy, &scan->arena);
}
