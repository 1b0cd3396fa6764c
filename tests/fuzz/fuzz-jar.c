/* Manifests and signature files of JARs: sections follow each other inside the text, and each is found by its name. */
#include "fuzz.h"

#include "package/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	struct up_arena *arena = up_arena_new();
	struct up_manifest manifest;
	up_manifest_read(text, arena, &manifest);
	const char *end = text.s;
	for (size_t i = 0; i < manifest.n; i++) {
		const struct up_manifest_section *section = &manifest.sections[i];
		PROMISE(section->raw.s >= end && section->raw.s + section->raw.len <= text.s + text.len, "section %zu lies outside", i);
		PROMISE(section->lines.s == section->raw.s && section->lines.len <= section->raw.len,
			"the lines of section %zu are no part of it", i);
		PROMISE(section->first_digest + section->n_digests <= manifest.n_digests, "section %zu has digests that are none", i);
		PROMISE(!section->name.len || up_manifest_find(&manifest, section->name), "section %zu is not found", i);
		fuzz_read(section->name);
		end = section->raw.s + section->raw.len;
	}
	up_manifest_finish(&manifest);
	up_arena_free(arena);
	return 0;
}
