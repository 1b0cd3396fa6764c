/* .uplint.yaml of a tree that somebody else wrote: read, or refused with a message. */
#include "fuzz.h"

#include "run/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct up_buf faults = { 0 };
	struct up_config *config = up_config_read(UP_STR(".uplint.yaml"), (up_str){ (const char *)data, size }, &faults);
	PROMISE(config || faults.len, "refused without a message");
	for (size_t i = 0; config && i < config->n_suppressions; i++) {
		fuzz_read(config->suppressions[i].rule);
		fuzz_read(config->suppressions[i].path);
		fuzz_read(config->suppressions[i].reason);
		fuzz_read(config->suppressions[i].until);
	}
	for (size_t i = 0; config && i < config->n_exclude; i++)
		fuzz_read(config->exclude[i]);
	up_config_free(config);
	up_buf_finish(&faults);
	return 0;
}
