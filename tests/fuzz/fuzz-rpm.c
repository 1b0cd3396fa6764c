/* Any bytes as an rpm: all that its tags say stands in its headers, and what signatures cover lies in the file. */
#include "fuzz.h"

#include "package/rpm.h"

static void on_form(void *data, const struct up_form *form)
{
	(void)data;
	fuzz_read(form->value);
	fuzz_read(form->detail);
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data, (void)reason, (void)path;
	fuzz_read(detail);
}

static void on_scriptlet(void *data, const struct up_rpm_scriptlet *scriptlet)
{
	(void)data;
	fuzz_read(scriptlet->name);
	fuzz_read(scriptlet->about);
	PROMISE(scriptlet->interpreter.len, "a scriptlet that nothing runs");
	fuzz_read(scriptlet->text);
}

static void on_dependency(void *data, const struct up_rpm_dependency *dependency)
{
	(void)data;
	fuzz_read(dependency->name);
	fuzz_read(dependency->version);
	PROMISE(dependency->compare, "no comparison");
}

static void on_file(void *data, const struct up_rpm_file *file)
{
	const up_str texts[] = { file->folder, file->base, file->digest, file->link, file->user, file->group, file->capabilities };
	(void)data;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		fuzz_read(texts[i]);
}

static void on_seal(void *data, const struct up_rpm_seal *seal)
{
	const size_t *size = data;
	fuzz_read(seal->bytes);
	PROMISE(seal->start <= seal->end && seal->end <= *size, "%s covers bytes that are not there", seal->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str bytes = { (const char *)data, size }, fault;
	struct up_window window = up_window_of(&bytes);
	struct up_rpm rpm;
	if (!up_rpm_open(&window, &rpm, &fault)) {
		PROMISE(fault.len, "no rpm, and no word why");
		return 0;
	}
	const struct up_form_sink sink = { NULL, on_form, on_note };
	struct up_buf evr = { 0 };
	up_rpm_inspect(&rpm, UP_STR("x.rpm"), &sink);
	up_rpm_evr(&rpm, &evr);
	up_rpm_scriptlets(&rpm, NULL, on_scriptlet);
	for (int relation = 0; relation < _UP_RPM_RELATION_MAX; relation++)
		up_rpm_dependencies(&rpm, (enum up_rpm_relation)relation, NULL, on_dependency);
	up_rpm_files(&rpm, NULL, on_file);
	up_rpm_seals(&rpm, &size, on_seal);
	up_buf_finish(&evr);
	up_rpm_finish(&rpm);
	return 0;
}
