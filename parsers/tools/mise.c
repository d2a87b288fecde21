/*
 * mise.toml, and rust-toolchain(.toml): tools in a table.
 *
 * [tools] of mise: a version, a list of versions, or a table with `version`. [toolchain]
 * of rustup: `channel`, which a file without an ending may give as its only line.
 *
 * Format: mise's documentation, "Configuration"; the rustup book, "Overrides", 2026-11.
 */
#include "strata/format.h"
#include "text/toml.h"
#include "text/utf8.h"
#include "tools/tools.h"

static void add_tool(struct strata_facts *out, struct strata_str tool, const struct node *n)
{
	struct strata_str version = n->type == NODE_MAP ? node_text(n, "version") : n->text;

	if (version.len)
		tools_add(out, tool, version, n->line);
	else
		strata_facts_note(out, n->line, "'%.*s' has no version", STRATA_ARG(tool));
}

static int parse_mise(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	for (const struct node *n = node_first(node_map(top, "tools")); n; n = n->next) {
		if (n->type != NODE_ARRAY)
			add_tool(out, n->key, n);
		for (const struct node *v = n->type == NODE_ARRAY ? n->first : NULL; v; v = v->next)
			add_tool(out, n->key, v);
	}
	return 0;
}

static int parse_rust(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct strata_str text = strata_str_trim(utf8_text(out->arena, in->bytes));
	const struct node *channel;
	struct node *top;
	int rc;

	if (text.len && strata_str_chr(text, '\n') == STRATA_NPOS && text.ptr[0] != '[' &&
	    strata_str_ends(in->path, STRATA_STR("rust-toolchain"))) {
		tools_add(out, STRATA_STR("rust"), text, 1);
		return 0;
	}
	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	channel = node_get(node_map(top, "toolchain"), "channel");
	if (channel && channel->type == NODE_STRING)
		tools_add(out, STRATA_STR("rust"), channel->text, channel->line);
	return 0;
}

const struct strata_format strata_format_tools_mise = {
	.name = "tools/mise",
	.files = "mise.toml .mise.toml mise.*.toml .mise.*.toml mise/config.toml "
		 ".config/mise.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_generic,
	.parse = parse_mise,
};

const struct strata_format strata_format_tools_rust = {
	.name = "tools/rust-toolchain",
	.files = "rust-toolchain rust-toolchain.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_generic,
	.parse = parse_rust,
};
