/* Any bytes as a zip: what is stated is text that stands somewhere, floods are bounded, and the end of a file that is not at hand is not guessed. */
#include "fuzz.h"

#include "package/zip.h"

enum {
	STATED_MOST = 100,
	KEYS = 32,
};

static void on_form(void *data, const struct up_form *form)
{
	size_t *n = data;
	size_t key = 0;
	while (up_zip_forms[key] && !up_str_eq(form->key, up_str_from(up_zip_forms[key])))
		key++;
	PROMISE(up_zip_forms[key], "%.*s is no known form", UP_FMT(form->key));
	PROMISE(++n[key] <= STATED_MOST, "%.*s is stated too often", UP_FMT(form->key));
	fuzz_read(form->value);
	fuzz_read(form->detail);
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data;
	PROMISE(up_note_reason_name(reason), "a note without a reason");
	fuzz_read(path);
	fuzz_read(detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t stated[KEYS] = { 0 };
	const struct up_form_sink sink = { stated, on_form, on_note };
	up_str bytes = { (const char *)data, size };
	struct up_window window = up_window_of(&bytes);
	up_zip_inspect(&window, UP_STR("x.zip"), &sink);
	return 0;
}
