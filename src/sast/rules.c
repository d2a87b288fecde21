/* rules.c - see rules.h. */
#include "sast/rules.h"

#include "sast/folder.h"
#include "strata/limits.h"
#include "strata/map.h"

struct made {
	const struct syntax_grammar *grammar;
	struct sast_language *language; /* NULL: no rule is for it */
};

STRATA_VEC(made_languages, struct made);

struct sast_ruleset {
	struct strata_arena arena;
	struct sast_rules all;
	struct strata_map by_id; /* index into all, plus one */
	struct strata_map read;  /* folders of embedded rules */
	struct made_languages made;
};

/* What is for several languages lies in the folder of one of them. */
static const struct { const char *grammar, *folder; } shared[] = {
	{ "typescript", "javascript" },
	{ "tsx", "javascript" },
	{ "cpp", "c" },
};

static struct strata_str text_of(const struct sast_embedded_file *file)
{
	return (struct strata_str){ (const char *)file->bytes, file->size };
}

/* What is wrong with a rule is wrong with the configuration. */
static int as_usage(int rc, struct strata_error *err)
{
	if (rc < 0 && err)
		err->code = STRATA_EUSAGE;
	return rc < 0 ? STRATA_EUSAGE : rc;
}

/* A rule of an id that is there already does not count: the user's come first. */
static int add_rule(struct sast_ruleset *set, struct strata_str path, struct strata_str bytes,
		    bool own, struct strata_error *err)
{
	struct sast_rule *rule;
	int rc = sast_rule_read(&rule, path, bytes, &set->arena, err);
	size_t *index;
	bool added;

	if (rc < 0) {
		sast_rule_release(rule);
		return as_usage(rc, err);
	}
	index = strata_map_at(&set->by_id, rule->about.id, &added);
	if (added) {
		*strata_vec_push(&set->arena, &set->all) = rule;
		*index = set->all.count;
		return 0;
	}
	if (own)
		rc = sast_rule_wrong(rule, 1, rule->about.id, 0, err,
				     "'%.*s' is the id of another rule",
				     STRATA_ARG(rule->about.id));
	sast_rule_release(rule);
	return as_usage(rc, err);
}

static int read_folder(struct sast_ruleset *set, const char *folder, struct strata_error *err)
{
	struct sast_files files = { 0 };
	int rc = sast_folder_read(&files, folder, &set->arena, err);

	for (size_t i = 0; i < files.count && rc == 0; i++)
		rc = add_rule(set, files.items[i].path, files.items[i].bytes, true, err);
	return rc;
}

int sast_ruleset_open(struct sast_ruleset **out, const char *folder, struct strata_error *err)
{
	struct sast_ruleset *set = strata_malloc(sizeof(*set));
	int rc;

	*set = (struct sast_ruleset){ .arena = STRATA_ARENA_INIT };
	set->by_id = set->read = STRATA_MAP_INIT(&set->arena);
	rc = folder ? read_folder(set, folder, err) : 0;
	if (rc < 0)
		sast_ruleset_close(set);
	else
		*out = set;
	return rc;
}

void sast_ruleset_close(struct sast_ruleset *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->made.count; i++)
		if (set->made.items[i].language)
			syntax_search_free(set->made.items[i].language->search);
	for (size_t i = 0; i < set->all.count; i++)
		sast_rule_release(set->all.items[i]);
	strata_arena_release(&set->arena);
	free(set);
}

const struct sast_rules *sast_ruleset_all(const struct sast_ruleset *set)
{
	return &set->all;
}

/* The embedded rules of one folder, once. */
static int read_embedded(struct sast_ruleset *set, const char *name, struct strata_error *err)
{
	struct strata_str folder = strata_arena_printf(&set->arena, "rules/%s/", name);
	bool added;
	int rc = 0;

	strata_map_at(&set->read, folder, &added);
	for (const struct sast_embedded_file *f = sast_embedded_files; added && f->bytes && rc == 0; f++)
		if (strata_str_starts(strata_str_of(f->path), folder))
			rc = add_rule(set, strata_str_of(f->path), text_of(f), false, err);
	return rc;
}

int sast_ruleset_open_all(struct sast_ruleset **out, struct strata_error *err)
{
	int rc = sast_ruleset_open(out, NULL, err);

	if (rc < 0)
		return rc;
	for (const struct sast_embedded_file *f = sast_embedded_files; f->bytes && rc == 0; f++)
		rc = add_rule(*out, strata_str_of(f->path), text_of(f), false, err);
	if (rc < 0)
		sast_ruleset_close(*out);
	return rc;
}

static int read_for(struct sast_ruleset *set, const char *grammar, struct strata_error *err)
{
	int rc = read_embedded(set, grammar, err);

	for (size_t i = 0; i < sizeof(shared) / sizeof(*shared) && rc == 0; i++)
		if (strcmp(shared[i].grammar, grammar) == 0)
			rc = read_embedded(set, shared[i].folder, err);
	return rc;
}

static bool is_for(const struct sast_rule *rule, const char *grammar)
{
	for (size_t i = 0; i < rule->languages.count; i++)
		if (strata_str_eq(rule->languages.items[i], strata_str_of(grammar)))
			return true;
	return false;
}

static int make(struct sast_language **out, struct sast_ruleset *set, const struct syntax_grammar *g,
		struct strata_error *err)
{
	struct sast_rules rules = { 0 };
	int rc = read_for(set, syntax_grammar_name(g), err);

	*out = NULL;
	for (size_t i = 0; i < set->all.count && rc == 0; i++)
		if (is_for(set->all.items[i], syntax_grammar_name(g)))
			*strata_vec_push(&set->arena, &rules) = set->all.items[i];
	if (rc < 0 || !rules.count)
		return rc;
	return as_usage(sast_language_make(out, g, &rules, &set->arena, err), err);
}

int sast_ruleset_language(const struct sast_language **out, struct sast_ruleset *set,
			  const struct syntax_grammar *g, struct strata_error *err)
{
	struct sast_language *language;
	int rc;

	for (size_t i = 0; i < set->made.count; i++)
		if (set->made.items[i].grammar == g) {
			*out = set->made.items[i].language;
			return 0;
		}
	rc = make(&language, set, g, err);
	if (rc < 0)
		return rc;
	*strata_vec_push(&set->arena, &set->made) = (struct made){ g, language };
	*out = language;
	return 0;
}
