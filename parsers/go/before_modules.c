/* before_modules.c - repositories at a revision; see before_modules.h. */
#include "go/before_modules.h"

static size_t parts_of_host(struct strata_str path)
{
	static const char *const three[] = { "github.com/",    "gitlab.com/", "bitbucket.org/",
					     "golang.org/x/", "git.apache.org/", NULL };
	static const char *const two[] = { "google.golang.org/", "k8s.io/",	   "go.uber.org/",
					   "cloud.google.com/",	 "sigs.k8s.io/",   "go.opencensus.io",
					   "rsc.io/",		 "honnef.co/go/", NULL };
	struct strata_str owner, rest;

	for (size_t i = 0; three[i]; i++)
		if (strata_str_starts(path, strata_str_of(three[i])))
			return 3;
	for (size_t i = 0; two[i]; i++)
		if (strata_str_starts(path, strata_str_of(two[i])))
			return 2;
	if (!strata_str_starts(path, STRATA_STR("gopkg.in/")))
		return 0;
	/* gopkg.in/yaml.v2, gopkg.in/owner/name.v1 */
	strata_str_cut(&owner, &rest, strata_str_skip(path, 9), '/');
	return strata_str_find(owner, STRATA_STR(".v")) == STRATA_NPOS ? 3 : 2;
}

struct strata_str go_repository(struct strata_str path)
{
	size_t parts = parts_of_host(path);

	for (size_t i = 0; parts && i < path.len; i++)
		if (path.ptr[i] == '/' && --parts == 0)
			return strata_str_take(path, i);
	return path;
}

struct strata_package *go_add(struct strata_facts *out, struct strata_str name,
			      struct strata_str version, struct strata_str revision, unsigned line)
{
	struct strata_package *p = strata_facts_add(out, name, STRATA_NONE, line);

	if (strata_is_commit(revision))
		p->commit = revision;
	else if (strata_is_commit(version))
		p->commit = version;
	if (!strata_is_commit(version) && strata_version_go.valid(version))
		p->version = version;
	else
		p->requirement = p->commit.ptr || !version.ptr ? STRATA_STR("") : version;
	return p;
}
