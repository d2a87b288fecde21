/* policy.c - which images a policy means; see base.h. */
#include "image/base.h"

#include "strata/format.h"

/* A glob covers what it matches, and all that is below: "registry.example" covers all of it. */
static bool covers(struct strata_str glob, struct strata_str name)
{
	for (; name.len; name = strata_path_dir(name))
		if (strata_glob_match(glob, name))
			return true;
	return false;
}

bool image_policy_names(const struct strata_strs *globs, const struct image_reference *reference)
{
	const struct strata_str official = STRATA_STR("docker.io/library/");
	struct strata_str name = reference->name, brief = name;

	if (strata_str_starts(name, official))
		brief = strata_str_skip(name, official.len);
	for (size_t i = 0; i < globs->count; i++)
		if (covers(globs->items[i], name) || covers(globs->items[i], brief))
			return true;
	return false;
}

bool image_policy_allows(const struct image_policy *policy, const struct image_reference *reference)
{
	for (size_t i = 0; i < policy->registries.count; i++)
		if (strata_glob_match(policy->registries.items[i], reference->registry))
			return true;
	return false;
}
