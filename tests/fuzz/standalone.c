/*
 * standalone.c - runs a fuzz target without libFuzzer: on each file given or below
 * a folder given, and on a few hundred cut and flipped variants of it.
 */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MOST = 1 << 18, VARIANTS = 24 };

/* xorshift32: the same variants on every run. */
static uint32_t draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void try_variants(uint8_t *data, size_t size)
{
	uint32_t state = 2463534242u;
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		exit(2);
	LLVMFuzzerTestOneInput(data, size);
	for (int i = 0; size && i < VARIANTS; i++) {
		size_t len = i % 3 ? size : draw(&state) % size;

		memcpy(copy, data, size);
		for (uint32_t flips = draw(&state) % 8; flips; flips--)
			copy[draw(&state) % size] = (uint8_t)draw(&state);
		LLVMFuzzerTestOneInput(copy, len);
	}
	free(copy);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	uint8_t *data;
	size_t size;
	FILE *f;

	(void)ftw;
	if (type != FTW_F || st->st_size > FILE_MOST || !(f = fopen(path, "rb")))
		return 0;
	data = malloc(FILE_MOST);
	if (!data)
		exit(2);
	size = fread(data, 1, FILE_MOST, f);
	fclose(f);
	try_variants(data, size);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (nftw(argv[i], visit, 16, FTW_PHYS) < 0) {
			perror(argv[i]);
			return 2;
		}
	return 0;
}
