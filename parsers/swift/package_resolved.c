/*
 * Package.resolved: what the Swift package manager resolved, exactly.
 *
 * JSON. Version 1 keeps the pins below "object" and calls an address
 * "repositoryURL", versions 2 and 3 keep them at the top and call it "location". A pin
 * that follows a branch has a revision and no version. A package of a registry
 * (kind "registry") has an identity "scope.name" and no address. Edges and scopes are
 * not in it; what the project itself asks for is in Package.swift.
 *
 * A package's name is its address without scheme and ".git", as OSV names it.
 *
 * Format: SwiftPM's ResolvedPackagesStore, 6.0, 2026-11.
 */
#include "strata/format.h"
#include "text/json.h"

enum { NEWEST_VERSION = 3 };

static struct strata_str first_of(struct strata_str a, struct strata_str b)
{
	return a.len ? a : b;
}

static void set_pin(struct strata_facts *out, struct strata_package *p, const struct node *pin,
		    struct strata_str address)
{
	const struct node *state = node_map(pin, "state");
	struct strata_str commit = node_text(state, "revision");

	p->version = first_of(node_text(state, "version"), STRATA_NONE);
	if (strata_is_commit(commit))
		p->commit = commit;
	if (!p->version.len) {
		p->version = STRATA_NONE;
		p->requirement = first_of(node_text(state, "branch"), STRATA_STR(""));
	}
	if (address.len && commit.len)
		p->source = strata_arena_printf(out->arena, "git+%.*s#%.*s", STRATA_ARG(address),
						STRATA_ARG(commit));
}

static bool is_local(const struct node *pin)
{
	return strata_str_starts(node_text(pin, "kind"), STRATA_STR("local"));
}

/* The line of its name says more than that of the brace before it. */
static unsigned line_of(const struct node *pin)
{
	const struct node *name = node_get(pin, "identity");

	name = name ? name : node_get(pin, "package");
	return name ? name->line : pin->line;
}

static void add_pin(struct strata_facts *out, const struct node *pin)
{
	struct strata_str address = first_of(node_text(pin, "location"),
					     node_text(pin, "repositoryURL"));
	struct strata_str name = strata_url_place(out->arena, address);
	struct strata_package *p;

	name = first_of(name, first_of(node_text(pin, "identity"), node_text(pin, "package")));
	if (!name.len) {
		strata_facts_note(out, pin->line, "a pin without address and identity");
		return;
	}
	p = strata_facts_add(out, name, STRATA_NONE, line_of(pin));
	set_pin(out, p, pin, address);
	p->local = is_local(pin);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *pins;
	struct node *top;
	int rc;

	if ((rc = json_map(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	strata_facts_expect_version(out, top, 1, NEWEST_VERSION);
	pins = node_array(top, "pins");
	if (!pins)
		pins = node_array(node_map(top, "object"), "pins");
	if (!pins)
		strata_facts_note(out, top->line, "no list of pins");
	for (const struct node *n = node_first(pins); n; n = n->next)
		add_pin(out, n);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Package.swift"), 0);
	return 0;
}

const struct strata_format strata_format_swift_package_resolved = {
	.name = "swift/package-resolved",
	.files = "Package.resolved .package.resolved",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_swift,
	.parse = parse,
};
