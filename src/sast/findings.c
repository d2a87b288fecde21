/* findings.c - see findings.h. */
#include "sast/findings.h"

/* A finding and what it is sorted by. */
struct found {
	uint32_t start, end, rule;
	size_t steps;
	struct code_edit edit; /* rule NULL: none */
	struct strata_finding finding;
};

STRATA_VEC(founds, struct found);

struct telling {
	struct code_told *told;
	struct founds founds;
};

void code_lines_find(struct code_lines *out, struct strata_str text, struct strata_arena *arena)
{
	unsigned count = 1;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n';
	*out = (struct code_lines){ text, strata_arena_alloc(arena, count * sizeof(uint32_t)), 1 };
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\n')
			out->starts[out->count++] = (uint32_t)i + 1;
}

unsigned code_line_of(const struct code_lines *lines, uint32_t at)
{
	unsigned low = 0, high = lines->count;

	while (high - low > 1) {
		unsigned middle = low + (high - low) / 2;

		if (lines->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

unsigned code_column_of(const struct code_lines *lines, uint32_t at)
{
	unsigned column = 1;

	for (uint32_t i = lines->starts[code_line_of(lines, at) - 1]; i < at; i++) {
		unsigned char c = (unsigned char)lines->text.ptr[i];

		column += (c & 0xc0) != 0x80; /* each character */
		column += c >= 0xf0;          /* that takes two units */
	}
	return column;
}

static struct strata_str text_of(const struct code_told *t, uint32_t start, uint32_t end)
{
	return strata_str_take(strata_str_skip(t->file->text, start), end - start);
}

/* "Class.method" around a byte; "" outside of all. */
static struct strata_str definition_at(const struct code_told *t, uint32_t at)
{
	const struct program *p = t->program;
	struct strata_str name = STRATA_STR("");
	uint32_t f = p ? program_function_at(p, at) : 0, class = 0;

	for (; f; f = p->functions.items[f].outer) {
		name = STRATA_CONCAT(t->scratch, p->functions.items[f].name, STRATA_STR("."), name);
		class = p->functions.items[f].class ? p->functions.items[f].class : class;
	}
	for (; class; class = p->classes.items[class].outer)
		name = STRATA_CONCAT(t->scratch, p->classes.items[class].name, STRATA_STR("."), name);
	return name;
}

/* What stays the same when lines move: the rule, where it is defined, its words without blanks. */
static struct strata_str key_of(const struct code_told *t, struct strata_str rule, uint32_t start,
				uint32_t end)
{
	struct strata_str text = text_of(t, start, end), definition = definition_at(t, start);
	char *words = strata_arena_text(t->scratch, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (!strata_is_space(text.ptr[i]))
			words[len++] = text.ptr[i];
	return STRATA_CONCAT(t->kept, rule, STRATA_STR("\n"), definition, STRATA_STR("\n"),
			     ((struct strata_str){ words, len }));
}

static struct found *add(struct telling *w, uint32_t rule, uint32_t start, uint32_t end,
			 const struct sast_saids *said)
{
	struct code_told *t = w->told;
	const struct sast_rule *about = t->file->language->rules.items[rule];
	struct found *found = strata_vec_push(t->scratch, &w->founds);

	*found = (struct found){ .start = start, .end = end, .rule = rule };
	found->finding = (struct strata_finding){
		.kind = STRATA_FINDING_CODE,
		.id = about->about.id,
		.title = sast_message_make(t->kept, about, said),
		.severity = about->severity,
		.cvss = -1,
		.component = -1,
		.role = t->file->role,
		.path = t->file->path,
		.line = code_line_of(&t->lines, start),
		.column = code_column_of(&t->lines, start),
		.end_line = code_line_of(&t->lines, end > start ? end - 1 : end),
		.rule = &about->about,
		.fingerprint = key_of(t, about->about.id, start, end),
	};
	return found;
}

static void say(struct telling *w, struct sast_saids *said, const char *name, struct strata_str text)
{
	*strata_vec_push(w->told->scratch, said) = (struct sast_said){ strata_str_of(name), text };
}

static bool is_own(const struct code_told *t, const struct flow_place *place)
{
	return place->unit->program == t->program;
}

static struct strata_str text_at(const struct flow_place *place)
{
	return strata_str_take(strata_str_skip(place->unit->program->bytes, place->start),
			       place->end - place->start);
}

/* A sink in another file is told of where this one leads to it. */
static const struct flow_place *last_own(const struct code_told *t, const struct flow_places *path)
{
	for (size_t i = path->count; i-- > 0;)
		if (is_own(t, &path->items[i]))
			return &path->items[i];
	return NULL;
}

static void add_steps(struct telling *w, struct found *found, const struct flow_places *path)
{
	struct code_told *t = w->told;

	for (size_t i = 0; i < path->count; i++) {
		const struct flow_place *place = &path->items[i];
		bool own = is_own(t, place);
		struct code_lines lines = t->lines;
		struct strata_str text = sast_message_short(t->scratch, text_at(place));

		if (!own)
			code_lines_find(&lines, place->unit->program->bytes, t->scratch);
		*strata_vec_push(t->kept, &found->finding.flow) = (struct strata_step){
			.path = own ? t->file->path : strata_arena_dup(t->kept, place->unit->path),
			.line = code_line_of(&lines, place->start),
			.column = code_column_of(&lines, place->start),
			.end_line = code_line_of(&lines, place->end),
			.what = strata_arena_printf(t->kept, "%s: %.*s", place->what, STRATA_ARG(text)),
		};
	}
	found->steps = path->count;
}

static void tell_flows(struct telling *w)
{
	const struct flows *flows = &w->told->answer->flows;

	for (size_t i = 0; i < flows->count; i++) {
		const struct flow_places *path = &flows->items[i].path;
		struct sast_saids said = { 0 };
		const struct flow_place *source, *sink;

		sink = last_own(w->told, path);
		if (!sink)
			continue;
		source = &path->items[0];
		say(w, &said, "source", text_at(source));
		say(w, &said, "sink", text_at(&path->items[path->count - 1]));
		add_steps(w, add(w, flows->items[i].rule, sink->start, sink->end, &said), path);
	}
}

static bool finds(struct code_told *t, const struct pattern *pattern, struct strata_str text)
{
	int answer = pattern ? pattern_find(pattern, text) : 1;

	t->undecided = t->undecided || answer < 0;
	return answer == 1;
}

/* Where no program tells values, a literal tells its own. */
static bool literal_says(struct code_told *t, struct strata_str text, const struct pattern *pattern)
{
	if (text.len < 2 || strata_str_chr(STRATA_STR("\"'`"), text.ptr[0]) == STRATA_NPOS)
		return false;
	text = strata_str_take(strata_str_skip(text, 1), text.len - 2);
	return finds(t, pattern, text);
}

static bool is_said(struct strata_str *which, struct code_told *t, const struct flow_constant *c,
		    const struct pattern *pattern)
{
	for (size_t i = 0; i < c->texts.count; i++)
		if (finds(t, pattern, c->texts.items[i])) {
			*which = c->texts.items[i];
			return true;
		}
	return false;
}

static bool holds(struct code_told *t, const struct sast_condition *condition)
{
	const struct syntax_predicate *p = condition->predicate;
	const struct flow_constants *all = &t->answer->constants;
	struct strata_str which;
	bool said = false;

	if (!t->program)
		return literal_says(t, text_of(t, condition->start, condition->end), p->pattern) !=
		       p->negated;
	for (size_t i = 0; i < all->count; i++) {
		const struct flow_constant *c = &all->items[i];

		if (c->start == condition->start && c->end == condition->end &&
		    c->rule == SAST_RULE_NONE && (p->pattern || c->whole))
			said = said || is_said(&which, t, c, p->pattern);
	}
	return said != p->negated;
}

static void add_hit(struct telling *w, const struct sast_hit *hit)
{
	struct found *found = add(w, hit->rule, hit->start, hit->end, &hit->said);

	if (hit->fix_end)
		found->edit = (struct code_edit){ w->told->file->language->rules.items[hit->rule],
						  hit->fix_start, hit->fix_end };
}

static void tell_hits(struct telling *w)
{
	const struct sast_hits *hits = &w->told->matched->hits;

	for (size_t i = 0; i < hits->count; i++) {
		const struct sast_hit *hit = &hits->items[i];
		bool all = true;

		for (size_t c = 0; c < hit->conditions.count && all; c++)
			all = holds(w->told, &hit->conditions.items[c]);
		if (all)
			add_hit(w, hit);
	}
}

/* Whether the call that `c` is about has what makes it harmless, or may have it. */
static bool is_harmless(struct code_told *t, const struct flow_constant *c)
{
	const struct sast_calls *calls = &t->file->language->calls;
	const struct flow_constants *all = &t->answer->constants;
	uint32_t unless = c->rule + 1;
	struct strata_str which;

	if (unless >= calls->count || !calls->items[unless].unless)
		return false;
	for (size_t i = 0; i < all->count; i++) {
		const struct flow_constant *other = &all->items[i];

		if (other->start != c->start || other->end != c->end || other->rule != unless ||
		    other->absent)
			continue;
		if (!other->whole || is_said(&which, t, other, calls->items[unless].item->unless_value))
			return true;
	}
	return false;
}

static void tell_calls(struct telling *w)
{
	struct code_told *t = w->told;
	const struct flow_constants *all = &t->answer->constants;

	for (size_t i = 0; i < all->count; i++) {
		const struct flow_constant *c = &all->items[i];
		const struct sast_call *call;
		struct sast_saids said = { 0 };
		struct strata_str which = STRATA_STR("");

		if (c->rule == SAST_RULE_NONE)
			continue;
		call = &t->file->language->calls.items[c->rule];
		if (call->unless || (call->item->value && !is_said(&which, w->told, c, call->item->value)) ||
		    is_harmless(t, c))
			continue;
		say(w, &said, "match", text_of(t, c->start, c->end));
		say(w, &said, "value", which);
		add(w, call->rule, c->start, c->end, &said);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return (x->steps > y->steps) - (x->steps < y->steps);
}

/* Of the same rule at the same place, the shortest way is enough. */
static int same_place(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->start != y->start || x->rule != y->rule;
}

void code_findings(struct code_told *told)
{
	struct telling w = { told, { 0 } };

	tell_hits(&w);
	if (told->program) {
		tell_flows(&w);
		tell_calls(&w);
	}
	strata_vec_sort(&w.founds, by_place);
	strata_vec_unique(&w.founds, same_place);
	for (size_t i = 0; i < w.founds.count; i++) {
		*strata_vec_push(told->kept, &told->file->findings) = w.founds.items[i].finding;
		if (w.founds.items[i].edit.rule)
			*strata_vec_push(told->kept, &told->file->edits) = w.founds.items[i].edit;
	}
}
