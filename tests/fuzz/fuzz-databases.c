/* Databases of package managers, of the kind that the first byte says: any bytes end, with components or notes, and nothing is read beyond them. */
#include "estate/databases.h"

struct bytes {
	const uint8_t *bytes;
	size_t size;
};

static ssize_t read_at(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct bytes *file = data;
	if (offset >= file->size)
		return 0;
	if (n > file->size - offset)
		n = (size_t)(file->size - offset);
	memcpy(bytes, file->bytes + offset, n);
	return (ssize_t)n;
}

static bool on_component(void *data, const struct up_said_component *said, uint32_t line)
{
	(void)line;
	struct up_fact fact = up_component_fact(said, data);
	struct up_component_parts parts;
	if (up_component_parts_of(fact.key, fact.value, data, &parts))
		up_purl_of(&parts, data);
	return true;
}

static void on_note(void *data, enum up_note_reason reason, uint32_t line, up_str detail)
{
	(void)data, (void)reason, (void)line, (void)detail;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	struct up_arena *arena = up_arena_new();
	struct bytes bytes = { data + 1, size - 1 };
	const struct up_database_file file = { &bytes, read_at, size - 1,
					       UP_STR("var/lib/flatpak/app/a/b/c/d/files/share/metainfo/a.xml") };
	const struct up_database_sink sink = { arena, on_component, on_note };
	up_database_read((enum up_database_kind)(data[0] % (UP_DATABASE_PROGRAM + 1)), &file, arena, &sink);
	up_arena_free(arena);
	return 0;
}
