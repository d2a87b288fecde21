/*
 * svg.c - a composition as a chart that stands by itself: no script, no font, nothing fetched.
 *
 * Blocks from above to below: the headline, one bar of all parts with its legend, ecosystems,
 * languages, the largest dependencies. Colours are told apart by people who see red and green
 * alike (Okabe and Ito, "Color Universal Design", 2008), and each has its name beside it; they
 * follow the viewer's light or dark scheme. A reader that shows no picture reads title and desc.
 *
 * Format: W3C, "Scalable Vector Graphics (SVG) 1.1"; "Media Queries Level 5" for the scheme.
 */
#include "report/figures.h"
#include "report/report.h"

enum {
	WIDTH = 760,
	MARGIN = 24,
	INNER = WIDTH - 2 * MARGIN,
	ROW = 22,
	LABEL = 210,  /* of rows with a bar of their own */
	VALUE = 130,  /* the number behind it */
	BAR = INNER - LABEL - VALUE,
	LANGUAGES = 8,
	ECOSYSTEMS = 8,
	LABEL_CHARACTERS = 30,
};

struct chart {
	struct strata_buf *out;
	const struct composition_view *view;
	struct composition_answer answer;
	struct strata_arena arena;
	unsigned y; /* what is above is drawn */
};

static const char style[] =
	"<style>\n"
	"text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}\n"
	".big{font-size:26px;font-weight:600}\n.head{font-weight:600}\n.dim{fill:#57606a}\n"
	".end{text-anchor:end}\n.page{fill:#ffffff}\n.track{fill:#eaeef2}\n"
	".p0{fill:#d55e00}.p1{fill:#cc79a7}.p2{fill:#0072b2}.p3{fill:#56b4e9}.p4{fill:#8c959f}"
	".p5{fill:#c8ced4}\n"
	"@media (prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}.page{fill:#0d1117}"
	".track{fill:#21262d}.p0{fill:#e69f00}.p2{fill:#3b8fd4}.p5{fill:#454c54}}\n"
	"</style>\n";

static void put_escaped(struct chart *c, struct strata_str text)
{
	text = report_harmless(&c->arena, text);
	for (size_t i = 0; i < text.len; i++)
		switch (text.ptr[i]) {
		case '<': strata_buf_add(c->out, STRATA_STR("&lt;")); break;
		case '>': strata_buf_add(c->out, STRATA_STR("&gt;")); break;
		case '&': strata_buf_add(c->out, STRATA_STR("&amp;")); break;
		case '"': strata_buf_add(c->out, STRATA_STR("&quot;")); break;
		default: strata_buf_addc(c->out, text.ptr[i]);
		}
}

static void put_text(struct chart *c, unsigned x, unsigned y, const char *class, struct strata_str text)
{
	strata_buf_addf(c->out, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
	put_escaped(c, text);
	strata_buf_add(c->out, STRATA_STR("</text>\n"));
}

static void put_box(struct chart *c, double x, unsigned y, double width, unsigned height,
		    const char *class, const char *more)
{
	strata_buf_addf(c->out, "<rect x=\"%.1f\" y=\"%u\" width=\"%.1f\" height=\"%u\" class=\"%s\"%s/>\n",
			x, y, width, height, class, more);
}

/* text cut to so many characters, the bytes of one kept together. */
static struct strata_str fit(struct chart *c, struct strata_str text, size_t most)
{
	size_t characters = 0, end = 0;

	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
			if (characters++ == most - 1)
				end = i;
		}
	return characters <= most ? text
				  : strata_arena_join(&c->arena, strata_str_take(text, end),
						      STRATA_STR("\xe2\x80\xa6"), STRATA_NONE);
}

static const char *part_class(int part)
{
	static const char *const names[] = { "p0", "p1", "p2", "p3", "p4", "p5" };

	return names[part];
}

static const char *part_name(int part)
{
	static const char *const names[] = { "First-party", "Open source in the tree",
					     "Direct dependencies", "Transitive dependencies",
					     "Generated", "Data and documentation" };

	return names[part];
}

/* --- the bar of all parts ---------------------------------------------------------------------- */

static void put_parts_bar(struct chart *c)
{
	double x = MARGIN;

	put_box(c, MARGIN, c->y, INNER, 36, "track", " rx=\"4\"");
	for (int i = 0; i < COMPOSITION_PARTS; i++) {
		const struct composition_part *p = &c->answer.parts[i];
		double width = c->answer.lines ? INNER * (double)p->lines / (double)c->answer.lines : 0;

		if (!p->lines)
			continue;
		strata_buf_add(c->out, STRATA_STR("<g>\n<title>"));
		strata_buf_addf(c->out, "%s: %.1f %%", part_name(i),
				composition_percent(p->lines, c->answer.lines));
		strata_buf_add(c->out, STRATA_STR("</title>\n"));
		put_box(c, x, c->y, width > 1 ? width : 1, 36, part_class(i), "");
		strata_buf_add(c->out, STRATA_STR("</g>\n"));
		x += width;
	}
	c->y += 36 + 12;
}

static struct strata_str lines_of(struct chart *c, const struct composition_part *p)
{
	struct strata_str lines = figures_number(&c->arena, p->lines);

	return p->estimated ? strata_arena_printf(&c->arena, "%.*s \xc2\xb1 %.*s", STRATA_ARG(lines),
						  STRATA_ARG(figures_number(&c->arena, p->error)))
			    : lines;
}

static void put_legend(struct chart *c)
{
	put_text(c, MARGIN + 470, c->y + 12, "dim end", STRATA_STR("lines of code"));
	put_text(c, MARGIN + 610, c->y + 12, "dim end", STRATA_STR("files"));
	put_text(c, WIDTH - MARGIN, c->y + 12, "dim end", STRATA_STR("share"));
	c->y += 18;
	for (int i = 0; i < COMPOSITION_PARTS; i++) {
		const struct composition_part *p = &c->answer.parts[i];

		put_box(c, MARGIN, c->y + 4, 12, 12, part_class(i), " rx=\"2\"");
		put_text(c, MARGIN + 20, c->y + 15, "name", strata_str_of(part_name(i)));
		put_text(c, MARGIN + 470, c->y + 15, "end", lines_of(c, p));
		put_text(c, MARGIN + 610, c->y + 15, "end", figures_number(&c->arena, p->files));
		put_text(c, WIDTH - MARGIN, c->y + 15, "end",
			 strata_arena_printf(&c->arena, "%.1f %%",
					     composition_percent(p->lines, c->answer.lines)));
		c->y += ROW;
	}
}

/* --- rows with a bar each ---------------------------------------------------------------------- */

struct bar {
	struct strata_str label, value;
	uint64_t lines[2]; /* of the first colour, and behind it of the second */
	int parts[2];
};

static void put_title(struct chart *c, const char *text)
{
	c->y += 18;
	put_text(c, MARGIN, c->y + 14, "head", strata_str_of(text));
	c->y += 24;
}

static void put_bar(struct chart *c, const struct bar *bar, uint64_t most)
{
	double x = MARGIN + LABEL;

	put_text(c, MARGIN, c->y + 15, "name", fit(c, bar->label, LABEL_CHARACTERS));
	put_box(c, x, c->y + 4, BAR, 14, "track", " rx=\"2\"");
	for (int i = 0; i < 2; i++) {
		double width = most ? BAR * (double)bar->lines[i] / (double)most : 0;

		if (width <= 0)
			continue;
		put_box(c, x, c->y + 4, width > 1 ? width : 1, 14, part_class(bar->parts[i]), "");
		x += width;
	}
	put_text(c, WIDTH - MARGIN, c->y + 15, "end", bar->value);
	c->y += ROW;
}

static void put_ecosystems(struct chart *c)
{
	const struct outside_ecosystems *all = &c->view->outside.ecosystems;
	uint64_t most = all->count ? all->items[0].direct.lines + all->items[0].transitive.lines : 0;

	if (!most)
		return;
	put_title(c, "Dependencies by ecosystem: direct, transitive");
	for (size_t i = 0; i < all->count && i < ECOSYSTEMS; i++) {
		const struct outside_ecosystem *e = &all->items[i];
		struct bar bar = { .label = strata_str_of(e->ecosystem->name),
				   .lines = { e->direct.lines, e->transitive.lines },
				   .parts = { COMPOSITION_PART_DIRECT, COMPOSITION_PART_TRANSITIVE } };

		bar.value = figures_number(&c->arena, e->direct.lines + e->transitive.lines);
		put_bar(c, &bar, most);
	}
}

/* Lines of a language in the tree; 0: it has none. */
static uint64_t in_tree(const struct chart *c, const struct language *language)
{
	for (size_t i = 0; i < c->view->languages.count; i++)
		if (c->view->languages.items[i].language == language)
			return c->view->languages.items[i].lines.code;
	return 0;
}

static uint64_t outside(const struct chart *c, const struct language *language)
{
	for (size_t i = 0; i < c->view->outside.languages.count; i++)
		if (c->view->outside.languages.items[i].language == language)
			return c->view->outside.languages.items[i].code;
	return 0;
}

static void put_languages(struct chart *c)
{
	uint64_t most = 0, last = UINT64_MAX;
	size_t after = 0;

	put_title(c, "Languages: in the tree, in dependencies");
	for (int row = 0; row < LANGUAGES; row++) {
		const struct language *best = NULL;
		uint64_t lines = 0, place = 0;

		/* The next in the order of lines, those of as many in that of the table. */
		for (size_t i = 0; i < discover_language_count(); i++) {
			const struct language *l = discover_language_at(i);
			uint64_t n = in_tree(c, l) + outside(c, l);

			if (n > lines && (n < last || (n == last && i > after))) {
				best = l;
				lines = n;
				place = i;
			}
		}
		if (!best)
			return;
		most = most ? most : lines;
		last = lines;
		after = place;
		put_bar(c,
			&(struct bar){ .label = strata_str_of(best->name),
				       .value = figures_number(&c->arena, lines),
				       .lines = { in_tree(c, best), outside(c, best) },
				       .parts = { COMPOSITION_PART_FIRST, COMPOSITION_PART_TRANSITIVE } },
			most);
	}
}

static void put_largest(struct chart *c)
{
	const struct composition_answer *a = &c->answer;

	if (!a->largest_count)
		return;
	put_title(c, "The largest dependencies");
	for (size_t i = 0; i < a->largest_count; i++) {
		const struct outside_package *p = a->largest[i];
		struct bar bar = { .label = figures_package(&c->arena, p),
				   .value = figures_number(&c->arena, p->counts.lines.code),
				   .lines = { p->counts.lines.code },
				   .parts = { p->direct ? COMPOSITION_PART_DIRECT
							: COMPOSITION_PART_TRANSITIVE } };

		if (p->error)
			bar.value = strata_arena_printf(&c->arena, "%.*s \xc2\xb1 %.*s",
							STRATA_ARG(bar.value),
							STRATA_ARG(figures_number(&c->arena, p->error)));
		put_bar(c, &bar, a->largest[0]->counts.lines.code);
	}
}

static void put_description(struct chart *c)
{
	strata_buf_add(c->out, STRATA_STR("<title id=\"title\">"));
	put_escaped(c, figures_headline(&c->arena, &c->answer));
	strata_buf_add(c->out, STRATA_STR("</title>\n<desc id=\"desc\">Lines of code by origin."));
	for (int i = 0; i < COMPOSITION_PARTS; i++)
		strata_buf_addf(c->out, " %s: %llu (%.1f %%).", part_name(i),
				(unsigned long long)c->answer.parts[i].lines,
				composition_percent(c->answer.parts[i].lines, c->answer.lines));
	strata_buf_add(c->out, STRATA_STR("</desc>\n"));
}

static void put_body(struct chart *c)
{
	put_text(c, MARGIN, MARGIN + 26, "big", figures_headline(&c->arena, &c->answer));
	put_text(c, MARGIN, MARGIN + 50, "dim", figures_basis(&c->arena, &c->answer));
	c->y = MARGIN + 66;
	put_parts_bar(c);
	put_legend(c);
	put_ecosystems(c);
	put_languages(c);
	put_largest(c);
}

static void write(struct strata_buf *out, const struct report *report, const struct report_style *how)
{
	struct strata_buf body = STRATA_BUF_INIT;
	struct chart c = { .out = &body, .view = report->composition };

	(void)how;
	composition_answer(&c.answer, c.view);
	put_body(&c); /* first, since it tells how high the picture is */
	c.out = out;
	c.y += MARGIN;
	strata_buf_addf(out,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" "
			"viewBox=\"0 0 %d %u\" role=\"img\" aria-labelledby=\"title desc\">\n",
			WIDTH, c.y, WIDTH, c.y);
	put_description(&c);
	strata_buf_add(out, strata_str_of(style));
	strata_buf_addf(out, "<rect width=\"%d\" height=\"%u\" class=\"page\" rx=\"8\"/>\n", WIDTH, c.y);
	strata_buf_add(out, strata_buf_str(&body));
	strata_buf_add(out, STRATA_STR("</svg>\n"));
	strata_buf_release(&body);
	strata_arena_release(&c.arena);
}

const struct report_writer report_svg = {
	.name = "svg",
	.write = write,
	.composition = true,
};
