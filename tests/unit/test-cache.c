/* The user's cache, and what the prefilter keeps in it: the literal database for another version of the library. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/memory.h"
#include "match/image.h"
#include "match/prefilter.h"
#include "match/rules.h"

enum {
	MOST = 1 << 20,
	PATH = 400,
};

struct place {
	char home[64], folder[80];
};

static int set_up(void **state)
{
	struct place *place = up_alloc_zero(1, sizeof *place);
	snprintf(place->home, sizeof place->home, "/tmp/uplint-cache-XXXXXX");
	assert_non_null(mkdtemp(place->home));
	snprintf(place->folder, sizeof place->folder, "%s/uplint", place->home);
	assert_int_equal(setenv("XDG_CACHE_HOME", place->home, 1), 0);
	*state = place;
	return 0;
}

/* The names in the cache, hidden ones too. */
static size_t list(const struct place *place, char names[][PATH], size_t most)
{
	size_t n = 0;
	DIR *folder = opendir(place->folder);
	for (struct dirent *entry; folder && (entry = readdir(folder));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && n < most)
			snprintf(names[n++], PATH, "%s/%s", place->folder, entry->d_name);
	if (folder)
		closedir(folder);
	return n;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char names[16][PATH];
	for (size_t n = list(place, names, 16); n > 0; n--)
		unlink(names[n - 1]);
	rmdir(place->folder);
	unlink(place->folder);
	rmdir(place->home);
	up_free(place);
	return 0;
}

static bool reads(const char *name, const char *expected)
{
	struct up_buf out = { 0 };
	up_buf_add_s(&out, "before ");
	bool there = up_cache_read(up_str_from(name), MOST, &out);
	char whole[PATH];
	snprintf(whole, sizeof whole, "before %s", there ? expected : "");
	assert_string_equal(out.bytes, whole);
	up_buf_finish(&out);
	return there;
}

static void reads_what_was_written(void **state)
{
	struct place *place = *state;
	char names[4][PATH];
	assert_false(reads("a", ""));
	up_cache_write(UP_STR("a"), UP_STR("one"));
	assert_true(reads("a", "one"));
	up_cache_write(UP_STR("a"), UP_STR("two and more"));
	assert_true(reads("a", "two and more"));
	assert_int_equal(list(place, names, 4), 1); /* nothing is left over */
	struct up_buf out = { 0 };
	assert_false(up_cache_read(UP_STR("a"), 5, &out));
	assert_int_equal(out.len, 0);
	up_buf_finish(&out);
}

static void refuses_what_others_may_write(void **state)
{
	struct place *place = *state;
	char path[PATH], other[PATH];
	up_cache_write(UP_STR("a"), UP_STR("one"));
	snprintf(path, sizeof path, "%s/a", place->folder);
	snprintf(other, sizeof other, "%s/b", place->folder);
	assert_int_equal(chmod(path, 0622), 0);
	assert_false(reads("a", ""));
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, other), 0);
	assert_false(reads("b", ""));
	assert_int_equal(chmod(place->folder, 0777), 0);
	assert_false(reads("a", ""));
	up_cache_write(UP_STR("c"), UP_STR("one"));
	assert_int_equal(chmod(place->folder, 0700), 0);
	assert_false(reads("c", ""));
	assert_true(reads("a", "one"));
}

static void refuses_files_of_others(void **state)
{
	struct place *place = *state;
	char path[PATH];
	up_cache_write(UP_STR("a"), UP_STR("one"));
	snprintf(path, sizeof path, "%s/a", place->folder);
	if (chown(path, 12345, (gid_t)-1) != 0)
		skip(); /* only root can */
	assert_false(reads("a", ""));
}

static void does_without_a_place(void **state)
{
	struct place *place = *state;
	char path[PATH];
	assert_int_equal(setenv("XDG_CACHE_HOME", "tmp", 1), 0); /* not absolute: as if it were not there */
	assert_int_equal(setenv("HOME", place->home, 1), 0);
	up_cache_write(UP_STR("a"), UP_STR("one"));
	assert_true(reads("a", "one"));
	snprintf(path, sizeof path, "%s/.cache/uplint/a", place->home);
	assert_int_equal(unlink(path), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(rmdir(path), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(rmdir(path), 0);
	unsetenv("HOME");
	up_cache_write(UP_STR("a"), UP_STR("one"));
	assert_false(reads("a", ""));
	assert_int_equal(setenv("XDG_CACHE_HOME", "/nowhere/at/all", 1), 0);
	up_cache_write(UP_STR("a"), UP_STR("one"));
	assert_false(reads("a", ""));
	int fd = open(place->folder, O_WRONLY | O_CREAT, 0600); /* in the place of the folder */
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(setenv("XDG_CACHE_HOME", place->home, 1), 0);
	up_cache_write(UP_STR("a"), UP_STR("one"));
	assert_false(reads("a", ""));
}

/* --- the prefilter ---------------------------------------------------------------------------------------------------- */

/* The rules of the program with databases of no library. */
static struct up_image_header *broken_image(void)
{
	size_t size = (size_t)(up_rules_image_end - up_rules_image);
	struct up_image_header *image = up_alloc(size);
	memcpy(image, up_rules_image, size);
	static const enum up_image_table tables[] = { UP_IMAGE_FACT_DATABASE, UP_IMAGE_SECRET_DATABASE };
	for (size_t i = 0; i < 2; i++)
		memset((char *)image + image->tables[tables[i]].at, 'x', image->tables[tables[i]].n);
	return image;
}

/* How often literals of secrets stand in some text: the same in whatever way the database was come by. */
static size_t count_hits(const struct up_image_header *image)
{
	static const up_str text = UP_STR("ghp_ AKIA %41 -----BEGIN PRIVATE KEY----- password = Z2hwX glpat- ://a:b@c");
	struct up_prefilter *prefilter = up_prefilter_open(image);
	struct up_prefilter_scratch *scratch = up_prefilter_scratch_new(prefilter);
	struct up_hits hits = { 0 };
	size_t at = 0, n;
	while (up_prefilter_scan(prefilter, scratch, text, false, &at, &hits))
		;
	n = hits.n;
	up_hits_finish(&hits);
	up_prefilter_scratch_free(scratch);
	up_prefilter_free(prefilter);
	return n;
}

static void databases_are_made_once(void **state)
{
	struct place *place = *state;
	struct up_image_header *image = broken_image();
	char names[4][PATH];
	struct stat before[2], after;
	size_t expected = count_hits((const void *)up_rules_image);
	assert_true(expected > 5);
	assert_int_equal(list(place, names, 4), 0); /* a database that fits needs no cache */
	assert_int_equal(count_hits(image), expected);
	assert_int_equal(list(place, names, 4), 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(stat(names[i], &before[i]), 0);
	assert_int_equal(count_hits(image), expected);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(stat(names[i], &after), 0);
		assert_int_equal(after.st_ino, before[i].st_ino); /* read, not made again */
	}
	up_free(image);
}

static void broken_caches_are_made_anew(void **state)
{
	struct place *place = *state;
	struct up_image_header *image = broken_image();
	char names[4][PATH];
	struct stat whole, mended;
	size_t expected = count_hits(image);
	assert_int_equal(list(place, names, 4), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(stat(names[i], &whole), 0);
		/* Cut off, one byte another, and what is not ours alone. */
		assert_int_equal(truncate(names[i], whole.st_size / 2), 0);
		assert_int_equal(count_hits(image), expected);
		assert_int_equal(stat(names[i], &mended), 0);
		assert_int_equal(mended.st_size, whole.st_size);
		int fd = open(names[i], O_WRONLY);
		assert_int_equal(pwrite(fd, "\xa5", 1, whole.st_size - 100), 1);
		close(fd);
		assert_int_equal(count_hits(image), expected);
		assert_int_equal(chmod(names[i], 0666), 0);
		assert_int_equal(count_hits(image), expected);
		assert_int_equal(stat(names[i], &mended), 0);
		assert_int_equal(mended.st_mode & 0777, 0600);
	}
	up_free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_what_was_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_others_may_write, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_files_of_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(does_without_a_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(databases_are_made_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(broken_caches_are_made_anew, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
