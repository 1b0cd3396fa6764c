/* What stands in for libFuzzer when the build has none: runs a target over the files and folders given. TAP, one test for each file. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned n_tests;

static void replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		printf("not ok %u - %s # cannot be opened\n", ++n_tests, path);
		return;
	}
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	/* A block of exactly this size: reading one byte past it is seen by the address sanitizer. */
	uint8_t *bytes = malloc(size > 0 ? (size_t)size : 1);
	size_t n = bytes && size > 0 ? fread(bytes, 1, (size_t)size, file) : 0;
	fclose(file);
	printf("# %s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(bytes, n);
	printf("ok %u - %s\n", ++n_tests, path);
	free(bytes);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strncmp(entry->d_name, "expected.", 9) != 0;
}

static void replay(const char *path)
{
	struct stat st;
	struct dirent **entries;
	if (lstat(path, &st) < 0)
		return; /* a target without a corpus yet */
	if (S_ISREG(st.st_mode))
		replay_file(path);
	if (!S_ISDIR(st.st_mode))
		return;
	int n = scandir(path, &entries, is_input, alphasort);
	for (int i = 0; i < n; i++) {
		char below[4096];
		if (snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < (int)sizeof below)
			replay(below);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("1..%u%s\n", n_tests, n_tests ? "" : " # SKIP no corpus");
	return 0;
}
