/* download.c - see download.h. */
#include "image/download.h"

#include "image/script.h"

static const char downloaders[] = "curl wget wget2 aria2c fetch";

static bool is_address(struct strata_str word)
{
	return strata_str_find(word, STRATA_STR("://")) != STRATA_NPOS ||
	       strata_str_starts(word, STRATA_STR("www."));
}

/* The file that an address names: its last part, without a query. */
static struct strata_str name_in(struct strata_str address)
{
	size_t n = 0;

	while (n < address.len && address.ptr[n] != '?' && address.ptr[n] != '#')
		n++;
	return strata_path_base(strata_str_take(address, n));
}

/* The value of a short option at the end of a cluster ("-fsSLo x", "-ox") or a long one. */
static struct strata_str option_value(const struct shell_words *words, size_t *at, char letter,
                                      const char *name)
{
	struct strata_str word = words->items[*at].text, head, value;
	size_t n;

	if (strata_str_starts(word, STRATA_STR("--"))) {
		if (!strata_str_cut(&head, &value, word, '='))
			value = STRATA_NONE;
		if (!strata_str_eq(head, strata_str_of(name)))
			return STRATA_NONE;
		if (value.ptr)
			return value;
	} else {
		n = strata_str_chr(word, letter);
		if (word.len < 2 || word.ptr[0] != '-' || n == STRATA_NPOS)
			return STRATA_NONE;
		if (n + 1 < word.len)
			return strata_str_skip(word, n + 1);
	}
	return *at + 1 < words->count ? words->items[++*at].text : STRATA_STR("");
}

static bool has_letter(struct strata_str word, char letter)
{
	return word.len > 1 && word.ptr[0] == '-' && word.ptr[1] != '-' &&
	       strata_str_chr(word, letter) != STRATA_NPOS;
}

/* curl writes to standard output unless -o or -O says where; wget and the others save. */
static void read_words(struct image_download *out, const struct image_command *command)
{
	bool curl = strata_str_eq(command->name, STRATA_STR("curl")), remote = !curl;
	const struct shell_words *words = &command->words;
	struct strata_str file = STRATA_NONE;

	for (size_t i = 1; i < words->count; i++) {
		struct strata_str word = words->items[i].text;

		if (is_address(word)) {
			out->address = out->address.len ? out->address : word;
			continue;
		}
		if (!word.len || word.ptr[0] != '-')
			continue;
		remote = remote ||
		         (curl && (has_letter(word, 'O') ||
		                   strata_lists("--remote-name --remote-name-all -JO", word)));
		if (!file.ptr && !(curl && has_letter(word, 'O')))
			file = option_value(words, &i, curl ? 'o' : 'O',
			                    curl ? "--output" : "--output-document");
	}
	if (file.ptr)
		out->file = strata_str_eq(file, STRATA_STR("-")) ||
		                            strata_str_starts(file, STRATA_STR("/dev/"))
		                    ? STRATA_STR("")
		                    : file;
	else if (remote && out->address.len)
		out->file = name_in(out->address);
}

void image_download_read(struct image_download *out, const struct image_command *command)
{
	*out = (struct image_download){ image_command_is(command, downloaders), STRATA_STR(""),
		                        STRATA_STR("") };
	if (!out->is)
		return;
	read_words(out, command);
	for (size_t i = 0; i < command->shell->redirects.count; i++) {
		const struct shell_redirect *r = &command->shell->redirects.items[i];

		if (strata_str_starts(r->sign, STRATA_STR(">")) &&
		    !strata_str_starts(r->target.text, STRATA_STR("/dev/")) &&
		    !strata_str_starts(r->sign, STRATA_STR(">&")))
			out->file = r->target.text;
	}
}

bool image_is_verification(const struct image_command *c)
{
	if (image_command_is(
		    c, "sha1sum sha224sum sha256sum sha384sum sha512sum md5sum shasum b2sum b3sum"))
		return image_command_has(c, "-c --check -sc -cs -csw -cw -c- -qc --strict") ||
		       c->words.count > 1;
	if (image_command_is(c, "gpg gpg2"))
		return image_command_has(c, "--verify --decrypt -d");
	if (image_command_is(c, "openssl"))
		return image_command_has(c, "dgst sha256 sha512");
	if (image_command_is(c, "cosign slsa-verifier gh"))
		return image_command_has(c, "verify verify-blob verify-artifact attestation");
	return image_command_is(c, "gpgv minisign signify signify-openbsd keybase");
}

bool image_is_key(struct strata_str name)
{
	static const char *const ends[] = { ".asc",       ".gpg",     ".sig",    ".pub",
		                            ".key",       ".pgp",     ".sha256", ".sha512",
		                            ".sha256sum", ".minisig", ".pem" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strata_str_ends(name, strata_str_of(ends[i])))
			return true;
	return strata_str_find(name, STRATA_STR("SHA256SUMS")) != STRATA_NPOS ||
	       strata_str_find(name, STRATA_STR("SHASUMS")) != STRATA_NPOS ||
	       strata_str_find(name, STRATA_STR("checksums")) != STRATA_NPOS ||
	       strata_str_ends(name, STRATA_STR("gpgkey")) ||
	       strata_str_ends(name, STRATA_STR("/gpg"));
}
