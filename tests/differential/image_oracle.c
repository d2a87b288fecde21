/*
 * image_oracle.c - answers what is known of base images, for tests/differential/test_image_facts.py.
 *
 * Reads lines "reference [day of the commit [day of today]]" and answers each by one line of
 * key=value separated by tabs; with one argument, facts are read from that file.
 */
#include <stdio.h>

#include "image/base.h"
#include "text/line.h"

static void show(const char *key, struct strata_str value)
{
	if (value.ptr)
		printf("\t%s=%.*s", key, STRATA_ARG(value));
}

static const char *tri(enum image_tri t)
{
	return t == IMAGE_YES ? "yes" : t == IMAGE_NO ? "no" : "maybe";
}

static void show_choice(const struct image_choice *c)
{
	printf("\tchoice=%.*s%s%s%s%s%s%s", STRATA_ARG(c->reference), c->breaks.libc ? " libc" : "",
	       c->breaks.shell ? " shell" : "", c->breaks.manager ? " manager" : "",
	       c->breaks.compiler ? " compiler" : "", c->breaks.jdk ? " jdk" : "",
	       c->breaks.major ? " major" : "");
}

static void show_base(const struct image_base *b)
{
	printf("trust=%s\tpin=%s\tthen=%s\tnow=%s\tfate_then=%s\tfate=%s\tlatest=%d",
	       image_trust_name(b->trust), image_pin_name(b->pin), image_state_name(b->then.state),
	       image_state_name(b->now.state), image_fate_name(b->then.fate),
	       image_fate_name(b->now.fate), b->latest);
	show("exact", b->exact);
	show("first", b->first);
	show("ended", b->ended);
	show("line", b->line);
	show("line_ended", b->line_ended);
	show("successor", b->successor);
	show("fate_since", b->fate_since);
	show("note", b->fate_note);
	for (size_t i = 0; i < b->replaced_by.count; i++)
		show("replaced_by", b->replaced_by.items[i]);
	show("owner", b->owner);
	show("arches", b->arches);
	show("kind", b->contents.kind);
	printf("\tminimal=%s\tfat=%s\tshell=%s\troot=%s", tri(b->contents.minimal),
	       tri(b->contents.fat), tri(b->contents.shell), tri(b->contents.root));
	show("why", b->contents.why_fat);
	show("manager", b->contents.manager);
	show("libc", b->contents.libc);
	show("system", b->contents.system);
	show("version", b->contents.system_version);
	show("codename", b->contents.codename);
	for (size_t i = 0; i < b->choices.count; i++)
		show_choice(&b->choices.items[i]);
	printf("\n");
}

static void answer(struct image_facts *facts, struct strata_str line, struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_asked asked = { .now = image_facts_day(facts) };
	struct image_reference reference;
	struct image_base base;
	struct strata_str text;

	if (strata_str_cut(&text, &asked.then, line, ' '))
		if (strata_str_cut(&asked.then, &text, asked.then, ' '))
			asked.now = text;
	strata_str_cut(&text, &(struct strata_str){ 0 }, line, ' ');
	if (image_reference_read(&reference, text, arena, &err) < 0 ||
	    image_base_judge(&base, facts, &reference, &asked, arena, &err) < 0)
		printf("error=%s\n", err.text);
	else
		show_base(&base);
}

int main(int argc, char **argv)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_facts *facts;
	char line[4096];

	if ((argc > 1 ? image_facts_open(&facts, argv[1], &err)
		      : image_facts_embedded(&facts, &err)) < 0) {
		fprintf(stderr, "%s: %s\n", err.path, err.text);
		return 2;
	}
	while (fgets(line, sizeof(line), stdin)) {
		answer(facts, strata_str_trim(strata_str_of(line)), &arena);
		strata_arena_reset(&arena);
	}
	strata_arena_release(&arena);
	image_facts_close(facts);
	return 0;
}
