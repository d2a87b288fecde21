/* syntax.c - see syntax.h. */
#include "composition/syntax.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MOST 512

static struct {
	pthread_mutex_t lock;
	struct syntax *made[LANGUAGES_MOST];
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Copies a mark's text, in which \s is a blank. */
static unsigned char read_mark(char *out, struct strata_str text)
{
	unsigned char length = 0;

	for (size_t i = 0; i < text.len && length < SYNTAX_MARK_BYTES; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == 's') {
			out[length++] = ' ';
			i++;
		} else {
			out[length++] = text.ptr[i];
		}
	}
	return length;
}

static void add_mark(struct syntax *syntax, struct strata_str word)
{
	struct syntax_mark *mark;
	size_t comma = strata_str_chr(strata_str_skip(word, 2), ',');
	struct strata_str open = strata_str_skip(word, 1), close = STRATA_STR("");

	if (syntax->count == SYNTAX_MARKS_MOST)
		return;
	mark = &syntax->marks[syntax->count++];
	mark->kind = word.ptr[0];
	if (comma != STRATA_NPOS) {
		close = strata_str_skip(word, comma + 3);
		open = strata_str_take(open, comma + 1);
	}
	mark->open_length = read_mark(mark->open, open);
	mark->close_length = read_mark(mark->close, close);
	syntax->class[(unsigned char)mark->open[0]] = SYNTAX_MARK;
}

static void set_kind(struct syntax *syntax, char kind)
{
	syntax->prose = kind != 'n';
	syntax->fenced = kind == 'f';
	syntax->notebook = kind == 'n';
}

static int longer(const void *a, const void *b)
{
	return (int)((const struct syntax_mark *)b)->open_length -
	       (int)((const struct syntax_mark *)a)->open_length;
}

static struct syntax *make(const struct language *language)
{
	struct strata_str word, rest = strata_str_of(language->syntax);
	struct syntax *syntax = calloc(1, sizeof(*syntax));

	if (!syntax)
		abort();
	for (const char *c = " \t\r\f\v"; *c; c++)
		syntax->class[(unsigned char)*c] = SYNTAX_BLANK;
	syntax->class['\n'] = SYNTAX_NEWLINE;
	while (strata_str_cut(&word, &rest, rest, ' ') || word.len)
		if (word.len > 1 && word.ptr[0] == 'T')
			set_kind(syntax, word.ptr[1]);
		else if (word.len > 1)
			add_mark(syntax, word);
	qsort(syntax->marks, syntax->count, sizeof(*syntax->marks), longer);
	for (unsigned i = 0; i < syntax->count; i++)
		if (syntax->marks[i].kind == 'O')
			syntax->outside = &syntax->marks[i];
	/* Words are found in either case (REM), so their first bytes are, too. */
	for (unsigned i = 0; i < syntax->count; i++)
		if (strata_is_alpha(syntax->marks[i].open[0]))
			syntax->class[(unsigned char)(syntax->marks[i].open[0] ^ 0x20)] =
				SYNTAX_MARK;
	return syntax;
}

const struct syntax *syntax_of(const struct language *language)
{
	size_t index = discover_language_index(language);
	struct syntax *found;

	pthread_mutex_lock(&kept.lock);
	if (!kept.made[index])
		kept.made[index] = make(language);
	found = kept.made[index];
	pthread_mutex_unlock(&kept.lock);
	return found;
}
