/* A glob (the first line) against a path (the rest): always ends, what it says of every match holds, and an escaped path matches itself. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	size_t end = up_str_find_byte(text, '\n', 0);
	up_str glob = up_str_slice(text, 0, end), path = end == SIZE_MAX ? UP_STR("") : up_str_slice(text, end + 1, size);
	up_glob_valid(glob);
	bool whole = up_glob_match_whole(glob, path);
	if (up_glob_match(glob, path) || whole) {
		PROMISE(up_str_ends(path, up_glob_tail(glob)), "a match does not end with the tail of the glob");
		PROMISE(up_str_contains(path, up_glob_literal(glob)), "a match does not hold the literal of the glob");
	}

	struct up_buf escaped = { 0 };
	for (size_t i = 0; i < path.len; i++) {
		up_buf_add_byte(&escaped, '\\');
		up_buf_add_byte(&escaped, path.s[i]);
	}
	PROMISE(path.len > 1000 || up_glob_match_whole(up_buf_str(&escaped), path), "an escaped path does not match itself");
	up_buf_finish(&escaped);
	return 0;
}
