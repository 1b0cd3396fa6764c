/* Putting an image together: growing tables, interned strings. Private to match/. */
#pragma once

#include "base/buf.h"
#include "match/image.h"

struct up_build {
	struct up_buf tables[_UP_IMAGE_TABLE_MAX];
	uint32_t *interned; /* hash table: 1 + index into intern_refs */
	uint32_t n_interned, interned_capacity;
	struct up_image_ref *intern_refs;
	size_t intern_refs_capacity;
	uint32_t n_regex;
	char digest[65];
};

void up_build_finish(struct up_build *build);
struct up_image_ref up_build_string(struct up_build *build, up_str str);
/* Appends one element; returns its index. */
uint32_t up_build_add(struct up_build *build, enum up_image_table table, const void *element, size_t size);
uint32_t up_build_count(const struct up_build *build, enum up_image_table table, size_t size);
/* Appends a string to the list `range`, which must be the last list begun. */
void up_build_list_add(struct up_build *build, struct up_image_range *range, up_str str);
void *up_build_at(struct up_build *build, enum up_image_table table, size_t size, uint32_t index);
up_str up_build_text(const struct up_build *build, struct up_image_ref ref);
/* Header and tables as one block. */
void up_build_write(struct up_build *build, struct up_buf *out);
