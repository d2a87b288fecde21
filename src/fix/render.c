/* render.c - see render.h. */
#include "fix/render.h"

#include "fix/ask.h"
#include "fix/requirement.h"

static const struct fix_manner *const manners[] = {
#define MANNER(id) &fix_manner_##id,
#include "fix/manners.def"
#undef MANNER
};

const struct fix_manner *fix_manner_of(const struct strata_format *format)
{
	struct strata_str name, rest, wanted = strata_str_of(format->name);

	for (size_t i = 0; i < sizeof(manners) / sizeof(*manners); i++) {
		rest = strata_str_of(manners[i]->formats);
		while (rest.ptr) {
			strata_str_cut(&name, &rest, rest, ' ');
			if (strata_str_eq(name, wanted))
				return manners[i];
		}
	}
	return NULL;
}

/* --- one manifest ---------------------------------------------------------------------------- */

int fix_read(struct strata_str *out, const struct fix_task *task, struct strata_str path,
	     struct strata_error *err)
{
	const struct source_entry *entry = facts_entry(task->set, path);

	if (!entry || entry->type != SOURCE_FILE)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "'%.*s' is no plain file",
				   STRATA_ARG(path));
	return facts_read(out, task->set, entry, task->arena, err);
}

static int read_manifest(struct fix_manifest *out, const struct fix_task *task,
			 const struct fix_group *group, const struct facts_file *file,
			 struct strata_error *err)
{
	*out = (struct fix_manifest){
		.task = task,
		.group = group,
		.file = file,
		.path = file->path,
		.lock = group->lock,
		.lock_format = group->lock_file ? group->lock_file->format->name : NULL,
	};
	return fix_read(&out->bytes, task, file->path, err);
}

int fix_group_lead(struct fix_manifest *out, const struct fix_task *task,
		   const struct fix_group *group, struct strata_error *err)
{
	return read_manifest(out, task, group, group->manifests.items[0], err);
}

/* --- requirements raised --------------------------------------------------------------------- */

/* Whether a requirement is the one that led to the version in use. */
static bool leads_to(const struct fix_ask *ask, const struct fix_change *c,
		     struct strata_arena *arena)
{
	if (!c->from.len)
		return true;
	if (ask->version.len)
		return strata_str_eq(ask->version, c->from) ||
		       c->ecosystem->versions->compare(ask->version, c->to) < 0;
	return fix_requirement_admits(c->ecosystem, ask->requirement, c->from, arena);
}

struct render {
	const struct fix_task *task;
	const struct fix_group *group;
	const struct fix_manner *manner;
	struct fix_manifest manifest;
	struct fix_edits edits;
	struct strata_str pins_at; /* the file that overrides stand in */
	struct strata_arena *arena;
};

static bool raise_text(struct strata_str *out, struct render *r, const struct fix_change *c,
		       struct strata_str written)
{
	struct strata_str version = fix_version_written(c->ecosystem, c->name, c->to, r->arena);

	if (r->manner->raise)
		return r->manner->raise(out, &r->manifest, c->ecosystem, written, version, r->arena);
	return fix_requirement_raise(out, c->ecosystem, written, version, r->arena);
}

static void tell(struct fix_change *c, const struct render *r, unsigned line,
		 struct strata_str before, struct strata_str after)
{
	if (c->path.ptr)
		return;
	c->path = r->manifest.path;
	c->line = line;
	c->before = before;
	c->after = after;
}

static void raise_ask(struct render *r, struct fix_change *c, const struct fix_ask *ask)
{
	struct strata_str text;
	size_t at;

	if (!ask->written.ptr || !raise_text(&text, r, c, ask->written) ||
	    strata_str_eq(text, ask->written))
		return;
	if (!fix_edit_slice(&r->edits, r->manifest.bytes, ask->written, text, r->arena))
		return;
	at = r->edits.items[r->edits.count - 1].at;
	tell(c, r, fix_line_at(r->manifest.bytes, at), ask->written, text);
}

static void raise(struct render *r, struct fix_change *c)
{
	struct fix_asks asks = { 0 };
	bool any = false;

	if (r->manner->find)
		r->manner->find(&asks, &r->manifest, c->ecosystem, c->key, r->arena, NULL);
	else
		fix_asks_find(&asks, r->manifest.file->format, r->manifest.file->path,
			      r->manifest.bytes, c->ecosystem, c->key, r->arena, NULL);
	for (size_t i = 0; i < asks.count; i++)
		any = any || leads_to(&asks.items[i], c, r->arena);
	for (size_t i = 0; i < asks.count; i++)
		if (!any || leads_to(&asks.items[i], c, r->arena))
			raise_ask(r, c, &asks.items[i]);
}

/* --- overrides ------------------------------------------------------------------------------- */

static bool names(const struct fix_task *task, const struct facts_file *file,
		  const struct strata_ecosystem *ecosystem, struct strata_str key)
{
	const struct strata_packages *all = &file->facts.packages;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].ecosystem == ecosystem && !all->items[i].local &&
		    strata_str_eq(ecosystem->normalise(task->arena, all->items[i].name), key))
			return true;
	return false;
}

static int pin_all(struct render *r, struct fix_changes *changes, struct strata_error *err)
{
	struct fix_pins pins = { 0 };
	int rc;

	for (size_t i = 0; i < changes->count; i++) {
		const struct fix_change *c = &changes->items[i];

		if (c->kind == FIX_OVERRIDE)
			*strata_vec_push(r->arena, &pins) = (struct fix_pin){
				.name = c->name,
				.version = fix_version_written(c->ecosystem, c->name, c->to,
							       r->arena),
				.direct = names(r->task, r->manifest.file, c->ecosystem, c->key),
				.several = c->several,
			};
	}
	if (!pins.count)
		return 0;
	if (!r->manner->override)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "its ecosystem knows no override");
	rc = r->manner->override(&r->edits, &r->manifest, &pins, r->arena, err);
	if (rc == STRATA_ESYNTAX) /* it is read elsewhere: here it is written in a way of its own */
		rc = STRATA_EUNSUPPORTED;
	for (size_t i = 0; rc == 0 && i < changes->count; i++)
		if (changes->items[i].kind == FIX_OVERRIDE) {
			const struct fix_edit *e = &r->edits.items[r->edits.count - 1];

			changes->items[i].word = strata_str_of(r->manner->override_word(&r->manifest));
			tell(&changes->items[i], r, fix_line_at(r->manifest.bytes, e->at),
			     STRATA_NONE, STRATA_NONE);
		}
	return rc;
}

static void keep_file(struct fix_rendered *out, const struct render *r)
{
	if (!r->edits.count)
		return;
	*strata_vec_push(r->arena, &out->files) = (struct facts_overlay){
		r->manifest.path, fix_edits_apply(r->manifest.bytes, &r->edits, r->arena)
	};
	out->lines += (unsigned)r->edits.count;
}

/* The file that overrides stand in: that of the manifest that leads, or one that it names. */
static struct strata_str pin_path(const struct render *r)
{
	struct strata_str path = r->manner->override_file
					 ? r->manner->override_file(&r->manifest, r->arena)
					 : STRATA_NONE;

	return path.ptr ? path : r->manifest.path;
}

/* In a file that is no manifest of the group. */
static int pin_elsewhere(struct fix_rendered *out, struct render *r, struct fix_changes *changes,
			 struct strata_error *err)
{
	struct render other = *r;
	int rc;

	other.manifest.path = r->pins_at;
	other.edits = (struct fix_edits){ 0 };
	if ((rc = fix_read(&other.manifest.bytes, r->task, other.manifest.path, err)) == 0 &&
	    (rc = pin_all(&other, changes, err)) == 0)
		keep_file(out, &other);
	return rc;
}

/* --- all of a group ---------------------------------------------------------------------------- */

static int render_file(struct fix_rendered *out, struct render *r, const struct facts_file *file,
		       struct fix_changes *changes, struct strata_error *err)
{
	size_t ignored;
	int rc;

	r->manner = fix_manner_of(file->format);
	r->edits = (struct fix_edits){ 0 };
	if (!r->manner)
		return 0;
	if ((rc = read_manifest(&r->manifest, r->task, r->group, file, err)) < 0)
		return rc;
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == FIX_RAISE || changes->items[i].kind == FIX_PARENT)
			raise(r, &changes->items[i]);
	if (file == r->group->manifests.items[0])
		r->pins_at = pin_path(r);
	if (strata_str_eq(file->path, r->pins_at))
		rc = pin_all(r, changes, err);
	else if (file == r->group->manifests.items[0] &&
		 !strata_map_get(&ignored, &r->group->paths, r->pins_at))
		rc = pin_elsewhere(out, r, changes, err);
	if (rc == 0)
		keep_file(out, r);
	return rc;
}

int fix_render(struct fix_rendered *out, const struct fix_task *task, const struct fix_group *group,
	       struct fix_changes *changes, struct strata_error *err)
{
	struct render r = { .task = task, .group = group, .arena = task->arena };
	int rc = 0;

	*out = (struct fix_rendered){ 0 };
	for (size_t i = 0; i < changes->count; i++)
		changes->items[i].path = STRATA_NONE;
	for (size_t i = 0; rc == 0 && i < group->manifests.count; i++)
		rc = render_file(out, &r, group->manifests.items[i], changes, err);
	for (size_t i = 0; rc == 0 && i < changes->count; i++) {
		const struct fix_change *c = &changes->items[i];

		if (!c->path.ptr && c->kind != FIX_REFRESH)
			rc = strata_fail(err, STRATA_EUNSUPPORTED, 0,
					 "no manifest has a place where '%.*s' could be raised to %.*s",
					 STRATA_ARG(c->name), STRATA_ARG(c->to));
	}
	return rc;
}

bool fix_group_asks(const struct fix_task *task, const struct fix_group *group,
		    const struct strata_ecosystem *ecosystem, struct strata_str key)
{
	for (size_t m = 0; m < group->manifests.count; m++)
		if (names(task, group->manifests.items[m], ecosystem, key))
			return true;
	return false;
}

bool fix_group_limits(const struct fix_task *task, const struct fix_group *group,
		      const struct strata_ecosystem *ecosystem, struct strata_str key)
{
	size_t ignored;

	for (size_t m = 0; m < group->manifests.count; m++)
		if (strata_map_get(&ignored, &group->limits, group->manifests.items[m]->path) &&
		    names(task, group->manifests.items[m], ecosystem, key))
			return true;
	return false;
}
