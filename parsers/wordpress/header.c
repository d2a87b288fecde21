/*
 * Plugins and themes of WordPress that lie in the tree, and WordPress itself.
 *
 * Each plugin or theme says what it is in the comment that its file begins with: "Plugin
 * Name: x", "Theme Name: x", "Version: 1.2". It is known by the name of its folder.
 * WordPress' own version is given to $wp_version in wp-includes/version.php.
 *
 * Format: developer.wordpress.org, "Header Requirements" of plugins and "Main Stylesheet" of
 * themes, 2026-11.
 */
#include "strata/format.h"
#include "text/line.h"
#include "text/utf8.h"

enum { HEADER_BYTES = 8192 }; /* WordPress looks no further */

/* " * Version: 1.2.3": the value of a field, whatever stands before its name. */
static struct strata_str field(struct strata_str line, struct strata_str name)
{
	size_t at = strata_str_find(line, name);
	size_t start = strata_str_starts(line, STRATA_STR("<?php")) ? 5 : 0;
	struct strata_str value, rest;

	while (start < line.len && (strata_is_space(line.ptr[start]) || line.ptr[start] == '*' ||
				    line.ptr[start] == '/' || line.ptr[start] == '#' ||
				    line.ptr[start] == '@'))
		start++;
	if (at == STRATA_NPOS || at != start)
		return STRATA_NONE;
	value = strata_str_skip(line, at + name.len);
	value = strata_str_take(value, strata_str_find(value, STRATA_STR("*/")));
	strata_str_cut(&value, &rest, value, '\n');
	return strata_str_trim(value);
}

static void read_header(struct strata_facts *out, struct strata_str path, struct strata_str text)
{
	struct line_cursor lines = LINE_CURSOR(strata_str_take(text, HEADER_BYTES));
	struct strata_str name = STRATA_NONE, version = STRATA_NONE;
	struct strata_str folder = strata_path_base(strata_path_dir(path));
	unsigned line = 0;

	while (line_next(&lines)) {
		if (!name.len)
			name = field(lines.line, STRATA_STR("Plugin Name:"));
		if (!name.len)
			name = field(lines.line, STRATA_STR("Theme Name:"));
		if (!version.len) {
			version = field(lines.line, STRATA_STR("Version:"));
			line = lines.number;
		}
	}
	if (!name.len)
		return;
	if (!version.len)
		strata_facts_note(out, 0, "'%.*s' has no version", STRATA_ARG(name));
	strata_facts_add(out, folder, version.len ? version : STRATA_NONE, version.len ? line : 1);
}

/* $wp_version = '6.4.2'; */
static void read_version(struct strata_facts *out, struct strata_str text)
{
	struct line_cursor lines = LINE_CURSOR(text);
	struct strata_str version, rest, value;

	while (line_next(&lines)) {
		if (!strata_str_starts(strata_str_trim(lines.line), STRATA_STR("$wp_version")))
			continue;
		strata_str_cut(&rest, &value, lines.line, '\'');
		strata_str_cut(&version, &rest, value, '\'');
		if (version.len)
			strata_facts_add(out, STRATA_STR("wordpress"), version, lines.number);
		else
			strata_facts_note(out, lines.number, "the version is no literal");
		return;
	}
	strata_facts_note(out, 0, "no version of WordPress");
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str text = utf8_text(out->arena, in->bytes);

	(void)err;
	if (strata_str_eq(strata_path_base(in->path), STRATA_STR("version.php")) &&
	    strata_str_ends(in->path, STRATA_STR("wp-includes/version.php")))
		read_version(out, text);
	else
		read_header(out, in->path, text);
	return 0;
}

static bool probe(struct strata_str path, struct strata_str head)
{
	return strata_str_ends(path, STRATA_STR("wp-includes/version.php")) ||
	       strata_str_find(head, STRATA_STR("Plugin Name:")) != STRATA_NPOS ||
	       strata_str_find(head, STRATA_STR("Theme Name:")) != STRATA_NPOS;
}

const struct strata_format strata_format_wordpress_header = {
	.name = "wordpress/header",
	.files = "wp-content/plugins/*/*.php wp-content/themes/*/style.css "
		 "wp-includes/version.php",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_wordpress,
	.probe = probe,
	.parse = parse,
};
