/*
 * extensions.json: extensions of VS Code, in two documents of that name.
 *
 * In a folder .vscode an object with "recommendations": what those who develop are asked to
 * install. In the folder of installed extensions a list, each with its `identifier` and
 * `version`. Extensions are named "publisher.name".
 *
 * Format: code.visualstudio.com, "Workspace recommended extensions"; the installed list is
 * that of microsoft/vscode, extensionsProfileScannerService.ts; 2026-11. JSON with comments
 * is read.
 */
#include "strata/format.h"
#include "text/json.h"

static void add(struct strata_facts *out, struct strata_str id, struct strata_str version,
		unsigned line)
{
	struct strata_package *p;

	if (strata_str_chr(id, '.') == STRATA_NPOS) {
		strata_facts_note(out, line, "'%.*s' is no 'publisher.name'",
				  STRATA_ARG(strata_str_take(id, 60)));
		return;
	}
	p = strata_facts_add(out, id, version.len ? version : STRATA_NONE, line);
	p->scope = STRATA_SCOPE_DEV;
	p->direct = STRATA_YES;
	if (!version.len)
		p->requirement = STRATA_STR("");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	const struct node *recommended;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_RELAXED, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	recommended = node_array(top, "recommendations");
	for (const struct node *n = node_first(recommended); n; n = n->next)
		add(out, n->text, STRATA_NONE, n->line);
	for (const struct node *n = top->type == NODE_ARRAY ? top->first : NULL; n; n = n->next)
		add(out, node_text(node_map(n, "identifier"), "id"), node_text(n, "version"), n->line);
	if (top->type != NODE_ARRAY && !recommended && !node_get(top, "unwantedRecommendations"))
		strata_facts_note(out, top->line, "neither recommendations nor a list of extensions");
	return 0;
}

const struct strata_format strata_format_vscode_extensions = {
	.name = "vscode/extensions",
	.files = ".vscode/extensions.json extensions/extensions.json",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_vscode,
	.parse = parse,
};
