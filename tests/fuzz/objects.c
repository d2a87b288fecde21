/* objects.c - commits and trees as git stores them: src/source/parse.c. */
#include "source/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t read_commit(struct strata_str bytes, size_t id_len)
{
	unsigned char id[SOURCE_ID_MOST];
	struct parse_commit commit;
	size_t seen = 0;

	if (parse_commit(&commit, bytes, id_len, NULL) < 0)
		return 0;
	while (parse_parent(id, &commit.parents, id_len))
		seen += id[id_len - 1];
	seen += parse_name(commit.author).len + parse_subject(commit.message).len;
	return seen + (parse_time(commit.author) > parse_time(commit.committer));
}

/* Each entry is looked at to its last byte. */
static size_t read_tree(struct strata_str bytes, size_t id_len)
{
	struct parse_entry entry = { .rest = bytes };
	size_t seen = 0;

	while (parse_entry(&entry, id_len, NULL) == 0 && entry.mode != PARSE_END)
		seen += entry.name.len + entry.id[id_len - 1];
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	volatile size_t seen = 0;

	for (size_t id_len = 20; id_len <= SOURCE_ID_MOST; id_len += 12)
		seen += read_commit(bytes, id_len) + read_tree(bytes, id_len);
	return 0;
}
