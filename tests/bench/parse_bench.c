/*
 * parse_bench.c - how fast one format is read: parse_bench FORMAT FILE [SECONDS].
 *
 * FORMAT is one of parsers/formats.def ("npm/package-lock"), or a library for comparison:
 * "jansson" (a whole tree) or "libyaml" (all of its events). Prints MB/s of CPU time and
 * the number of packages that were found.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yaml.h>

#include "strata/buf.h"
#include "strata/format.h"

static struct strata_str read_file(struct strata_buf *b, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		perror(path);
		exit(2);
	}
	while ((n = fread(strata_buf_room(b, 1 << 20), 1, 1 << 20, f)) > 0)
		b->len += n;
	fclose(f);
	return strata_buf_str(b);
}

static size_t parse_jansson(struct strata_str bytes)
{
	json_t *tree = json_loadb(bytes.ptr, bytes.len, 0, NULL);
	size_t size = json_object_size(tree);

	json_decref(tree);
	return size;
}

static size_t parse_libyaml(struct strata_str bytes)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;
	size_t events = 0;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.ptr, bytes.len);
	while (more && yaml_parser_parse(&parser, &event)) {
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		events++;
	}
	yaml_parser_delete(&parser);
	return events;
}

static size_t parse_format(const struct strata_format *format, const char *path,
			   struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts;
	size_t count;

	strata_format_read(&facts, &arena, format, strata_str_of(path), bytes);
	count = facts.unreadable ? 0 : facts.packages.count;
	strata_arena_release(&arena);
	return count;
}

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

int main(int argc, char **argv)
{
	const struct strata_format *format;
	struct strata_buf b = STRATA_BUF_INIT;
	double start, seconds = argc > 3 ? atof(argv[3]) : 2;
	struct strata_str bytes;
	size_t found = 0, runs = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: parse_bench FORMAT FILE [SECONDS]\n");
		return 4;
	}
	strata_arena_keep_memory();
	format = strata_format_named(strata_str_of(argv[1]));
	if (!format && strcmp(argv[1], "jansson") != 0 && strcmp(argv[1], "libyaml") != 0) {
		fprintf(stderr, "parse_bench: no format '%s'\n", argv[1]);
		return 4;
	}
	bytes = read_file(&b, argv[2]);
	for (start = cpu_seconds(); runs == 0 || cpu_seconds() - start < seconds; runs++) {
		if (format)
			found = parse_format(format, argv[2], bytes);
		else
			found = *argv[1] == 'j' ? parse_jansson(bytes) : parse_libyaml(bytes);
	}
	printf("%.1f MB/s %zu found\n",
	       (double)bytes.len * (double)runs / 1e6 / (cpu_seconds() - start), found);
	strata_buf_release(&b);
	return 0;
}
