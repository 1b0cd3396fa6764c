/* Lists of checksums and RECORD: the first line is the name of the list. Lines lie inside the text, and what is read is read again the same. */
#include "fuzz.h"

#include "package/checksums-read.h"

static void look(const struct up_checksum_list *list, up_str text)
{
	uint32_t before = 0;
	PROMISE(list->n + list->n_malformed + list->n_unknown <= text.len, "%zu lines of %zu bytes", list->n, text.len);
	for (size_t i = 0; i < list->n; i++) {
		fuzz_read(list->lines[i].name);
		PROMISE(list->lines[i].kind < _UP_DIGEST_MAX, "kind %d", (int)list->lines[i].kind);
		PROMISE(list->lines[i].line > before, "line %u behind line %u", list->lines[i].line, before);
		before = list->lines[i].line;
	}
	fuzz_read(list->malformed);
	PROMISE(!list->n_malformed == !list->first_malformed, "%zu malformed lines, the first is %u", list->n_malformed,
		list->first_malformed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size }, stem;
	size_t end = up_str_find_byte(text, '\n', 0);
	up_str name = up_str_slice(text, 0, end), lines = end == SIZE_MAX ? UP_STR("") : up_str_slice(text, end + 1, size);
	struct up_arena *arena = up_arena_new();
	struct up_checksum_list list;
	up_checksums_kind(name, &stem);
	fuzz_read(stem);
	up_checksums_read(lines, name, arena, &list);
	look(&list, lines);
	up_checksum_list_finish(&list);
	up_checksums_read_record(lines, arena, &list);
	look(&list, lines);
	up_checksum_list_finish(&list);
	up_arena_free(arena);
	return 0;
}
