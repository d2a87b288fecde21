/* conan.c - references; see conan.h. */
#include "conan/conan.h"
#include "text/line.h"
#include "text/utf8.h"

bool conan_read(struct conan_reference *out, struct strata_str text)
{
	struct strata_str rest;

	*out = (struct conan_reference){ .name = STRATA_NONE };
	strata_str_cut(&text, &rest, strata_str_trim(text), '%');
	strata_str_cut(&text, &out->revision, text, '#');
	strata_str_cut(&text, &out->user, text, '@');
	strata_str_cut(&text, &rest, text, ':');
	strata_str_cut(&out->revision, &rest, out->revision, ':');
	strata_str_cut(&out->user, &rest, out->user, ':');
	strata_str_cut(&out->name, &out->version, text, '/');
	out->version = strata_str_trim(out->version);
	return out->name.len && out->version.len &&
	       (out->version.ptr[0] == '[' || strata_str_chr(out->version, '/') == STRATA_NPOS);
}

struct strata_package *conan_add(struct strata_facts *out, const struct conan_reference *ref,
				 unsigned line)
{
	struct strata_package *p = strata_facts_add(out, ref->name, STRATA_NONE, line);
	struct strata_str version = ref->version;

	if (version.len > 1 && version.ptr[0] == '[' && version.ptr[version.len - 1] == ']')
		p->requirement = (struct strata_str){ version.ptr + 1, version.len - 2 };
	else
		p->version = version;
	if (ref->user.len && !strata_str_eq(ref->user, STRATA_STR("_/_")))
		p->source = strata_arena_join(out->arena, STRATA_STR("@"), ref->user, STRATA_NONE);
	return p;
}

/* "#" also comes before a revision: a comment stands first, or behind a blank. */
static struct strata_str without_comment(struct strata_str line)
{
	size_t at = strata_str_find(line, STRATA_STR(" #"));

	line = strata_str_trim(strata_str_take(line, at));
	return strata_str_starts(line, STRATA_STR("#")) ? STRATA_NONE : line;
}

static void add_line(struct strata_facts *out, struct strata_str line, unsigned number,
		     const struct conan_section *section)
{
	struct conan_reference ref;
	struct strata_package *p;

	if (!conan_read(&ref, line)) {
		strata_facts_note(out, number, "'%.*s' is not 'name/version'", STRATA_ARG(line));
		return;
	}
	p = conan_add(out, &ref, number);
	p->direct = section->direct;
	p->scope = section->scope;
}

static const struct conan_section *find_section(const struct conan_section *sections,
						struct strata_str title)
{
	for (; sections->title; sections++)
		if (strata_str_eq(title, strata_str_of(sections->title)))
			return sections;
	return NULL;
}

void conan_read_sections(struct strata_facts *out, struct strata_str bytes,
			 const struct conan_section *sections)
{
	struct line_cursor lines = LINE_CURSOR(utf8_text(out->arena, bytes));
	const struct conan_section *section = NULL;
	bool any = false;

	while (line_next(&lines)) {
		struct strata_str line = without_comment(lines.line);

		if (line.len > 2 && line.ptr[0] == '[' && line.ptr[line.len - 1] == ']') {
			section = find_section(sections,
					       (struct strata_str){ line.ptr + 1, line.len - 2 });
			any = true;
		} else if (line.len && section) {
			add_line(out, line, lines.number, section);
		}
	}
	if (!any)
		strata_facts_note(out, 0, "no sections");
}
