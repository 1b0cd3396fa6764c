/* A rule file as anyone may hand it in: faults with a place, or an image. */
#include "fuzz.h"

#include "match/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct up_loader *loader = up_loader_new();
	struct up_buf image = { 0 };
	up_loader_add(loader, UP_STR("fuzz.yaml"), (up_str){ (const char *)data, size });
	bool fine = up_loader_finish(loader, NULL, &image);
	PROMISE(fine == !up_loader_n_faults(loader), "%zu faults", up_loader_n_faults(loader));
	PROMISE(fine || up_loader_faults(loader).len, "refused without a message");
	fuzz_read(up_loader_faults(loader));
	PROMISE(!fine || image.len, "an empty image");
	up_buf_finish(&image);
	up_loader_free(loader);
	return 0;
}
