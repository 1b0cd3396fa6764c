/* Endpoints: whatever a setting or a command holds, what is told of it is one host without blanks, credentials or query. */
#include "fuzz.h"

#include "core/endpoint.h"

enum {
	WORDS = 32,
};

static void on_endpoint(void *data, const struct up_fact *endpoint)
{
	(void)data;
	fuzz_read(endpoint->path);
	fuzz_read(endpoint->key);
	fuzz_read(endpoint->value);
	PROMISE(endpoint->key.len, "an endpoint without a host");
	for (size_t i = 0; i < endpoint->key.len; i++)
		PROMISE(endpoint->key.s[i] > ' ' && !strchr("@/?#", endpoint->key.s[i]), "byte %zu of the host", i);
	PROMISE(up_str_find_byte(endpoint->value, '?', 0) == SIZE_MAX, "a query");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	struct up_arena *arena = up_arena_new();
	size_t line = up_str_find_byte(text, '\n', 0);
	up_str key = up_str_slice(text, 0, line), value = line == SIZE_MAX ? UP_STR_NULL : up_str_slice(text, line + 1, size);
	up_endpoints_of(&(struct up_fact){ .kind = UP_FACT_SETTING, .key = key, .value = value }, arena, on_endpoint, NULL);
	struct up_word words[WORDS] = { 0 };
	uint32_t n = 0;
	for (size_t start = 0; start <= value.len && n < WORDS; n++) {
		size_t blank = up_str_find_byte(value, ' ', start);
		words[n].text.bytes = up_str_slice(value, start, blank);
		start = blank == SIZE_MAX ? value.len + 1 : blank + 1;
	}
	up_endpoints_of(&(struct up_fact){ .kind = UP_FACT_COMMAND, .key = key, .words = words, .n_words = n }, arena, on_endpoint, NULL);
	up_arena_free(arena);
	return 0;
}
