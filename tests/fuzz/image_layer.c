/*
 * image_layer.c - layers of images, and the lists of packages in them: src/image/oci/layer.c,
 * installed.c, src/text/archive.c.
 *
 * The first byte says what the rest is: a layer, as a registry sends it; what is kept of one; or
 * one of the lists.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "image/oci/installed.h"
#include "image/online.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_layer(struct oci_files *files, struct strata_str bytes, struct strata_arena *arena)
{
	struct strata_buf out = STRATA_BUF_INIT;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len &&
	    lseek(fd, 0, SEEK_SET) == 0 && oci_layer_read(&out, fd, STRATA_STR("fuzz"), NULL) == 0 &&
	    oci_files_apply(files, strata_arena_dup(arena, strata_buf_str(&out)), NULL) < 0)
		abort(); /* what it writes, it reads */
	if (fd >= 0)
		close(fd);
	strata_buf_release(&out);
}

static void put_list(struct oci_files *files, const char *path, struct strata_str bytes)
{
	*strata_map_at(&files->by_path, strata_str_of(path), NULL) = files->list.count;
	*strata_vec_push(files->arena, &files->list) = (struct oci_file){ .path = strata_str_of(path),
									  .bytes = bytes };
}

static void show(const struct oci_installed *installed, struct strata_arena *arena)
{
	for (size_t i = 0; installed->ecosystem && i < installed->packages.count; i++)
		image_online_purl(installed, &installed->packages.items[i], arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const lists[] = { "var/lib/dpkg/status", "lib/apk/db/installed",
					     "etc/os-release", "var/lib/rpm/rpmdb.sqlite" };
	struct strata_str bytes = { (const char *)data + 1, size ? size - 1 : 0 };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct oci_installed installed;
	struct oci_files files;

	if (!size)
		return 0;
	oci_files_init(&files, &arena);
	if (data[0] < 'a')
		read_layer(&files, bytes, &arena);
	else if (data[0] == 'z')
		oci_files_apply(&files, bytes, NULL);
	else
		put_list(&files, lists[data[0] % 4], bytes);
	if (data[0] != 'c')
		put_list(&files, "usr/lib/os-release", STRATA_STR("ID=debian\nVERSION_ID=12\n"));
	oci_installed_read(&installed, &files, &arena);
	show(&installed, &arena);
	strata_arena_release(&arena);
	return 0;
}
