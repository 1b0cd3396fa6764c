/* rulec: rule files → the image that is linked into the program. Runs at build time.
 *
 *   rulec IMAGE ASSEMBLER DEPENDENCIES FOLDER
 *
 * ASSEMBLER links the image in; it is written anew with each image, so that the program is too. DEPENDENCIES is a make file fragment. */
#include <stdio.h>

#include "match/load.h"

static bool write_file(const char *path, up_str bytes)
{
	FILE *out = fopen(path, "wb");
	bool fine = out && fwrite(bytes.s, 1, bytes.len, out) == bytes.len;
	fine &= out && fclose(out) == 0;
	if (!fine)
		perror(path);
	return fine;
}

/* up_rules_image … up_rules_image_end */
static bool write_assembler(const char *path, const char *image)
{
	struct up_buf out = { 0 };
	up_buf_printf(&out,
		      "\t.section .rodata\n\t.balign 16\n"
		      "\t.global up_rules_image\n\t.type up_rules_image, %%object\nup_rules_image:\n\t.incbin \"%s\"\n"
		      "\t.global up_rules_image_end\nup_rules_image_end:\n\t.byte 0\n"
		      "\t.section .note.GNU-stack, \"\", %%progbits\n",
		      image);
	bool fine = write_file(path, up_buf_str(&out));
	up_buf_finish(&out);
	return fine;
}

/* The target, and every path with its blanks escaped. */
static bool write_dependencies(const char *path, const char *image, up_str paths)
{
	struct up_buf out = { 0 };
	up_buf_printf(&out, "%s: ", image);
	for (size_t i = 0; i < paths.len; i++) {
		if (paths.s[i] == ' ')
			up_buf_add_byte(&out, '\\');
		up_buf_add_byte(&out, paths.s[i] == '\n' ? ' ' : paths.s[i]);
	}
	up_buf_add_byte(&out, '\n');
	bool fine = write_file(path, up_buf_str(&out));
	up_buf_finish(&out);
	return fine;
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fputs("usage: rulec IMAGE ASSEMBLER DEPENDENCIES FOLDER\n", stderr);
		return 2;
	}
	struct up_loader *loader = up_loader_new();
	struct up_buf image = { 0 };
	up_loader_add_folder(loader, argv[4]);
	bool fine = up_loader_finish(loader, NULL, &image);
	if (!fine) {
		up_str faults = up_loader_faults(loader);
		fwrite(faults.s, 1, faults.len, stderr);
		fprintf(stderr, "rulec: %zu faults in the rules\n", up_loader_n_faults(loader));
	}
	fine = fine && write_file(argv[1], up_buf_str(&image)) && write_assembler(argv[2], argv[1]) &&
	       write_dependencies(argv[3], argv[1], up_loader_paths(loader));
	up_loader_free(loader);
	up_buf_finish(&image);
	return fine ? 0 : 1;
}
