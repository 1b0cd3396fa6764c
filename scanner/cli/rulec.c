/* rulec: rule files → the image that is linked into the program. Runs at build time. */
#include <stdio.h>

#include "match/load.h"

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: rulec OUTPUT FOLDER\n", stderr);
		return 2;
	}
	struct up_loader *loader = up_loader_new();
	struct up_buf image = { 0 };
	up_loader_add_folder(loader, argv[2]);
	bool fine = up_loader_finish(loader, NULL, &image);
	if (!fine) {
		up_str faults = up_loader_faults(loader);
		fwrite(faults.s, 1, faults.len, stderr);
		fprintf(stderr, "rulec: %zu faults in the rules\n", up_loader_n_faults(loader));
	} else {
		FILE *out = fopen(argv[1], "wb");
		fine = out && fwrite(image.bytes, 1, image.len, out) == image.len;
		fine &= out && fclose(out) == 0;
		if (!fine)
			perror(argv[1]);
	}
	up_loader_free(loader);
	up_buf_finish(&image);
	return fine ? 0 : 1;
}
