/* Putting an image together. */
#include "match/build.h"

#include "base/memory.h"

void up_build_finish(struct up_build *build)
{
	for (int i = 0; i < _UP_IMAGE_TABLE_MAX; i++)
		up_buf_finish(&build->tables[i]);
	up_free(build->interned);
	up_free(build->intern_refs);
	*build = (struct up_build){ 0 };
}

up_str up_build_text(const struct up_build *build, struct up_image_ref ref)
{
	return up_str_slice(up_buf_str(&build->tables[UP_IMAGE_STRINGS]), ref.at, (size_t)ref.at + ref.len);
}

/* The slot of `str` in the intern table: its own, or the empty one where it would go. */
static uint32_t *intern_slot(const struct up_build *build, up_str str)
{
	uint32_t mask = build->interned_capacity - 1;
	for (uint32_t i = up_image_hash(0, 0, str) & mask;; i = (i + 1) & mask)
		if (!build->interned[i] || up_str_eq(up_build_text(build, build->intern_refs[build->interned[i] - 1]), str))
			return &build->interned[i];
}

static void intern_grow(struct up_build *build)
{
	uint32_t capacity = build->interned_capacity ? build->interned_capacity * 2 : 1024;
	up_free(build->interned);
	build->interned = up_alloc_zero(capacity, sizeof *build->interned);
	build->interned_capacity = capacity;
	for (uint32_t i = 0; i < build->n_interned; i++)
		*intern_slot(build, up_build_text(build, build->intern_refs[i])) = i + 1;
}

struct up_image_ref up_build_string(struct up_build *build, up_str str)
{
	if (!str.len)
		return (struct up_image_ref){ 0 };
	if ((build->n_interned + 1) * 2 > build->interned_capacity)
		intern_grow(build);
	uint32_t *slot = intern_slot(build, str);
	if (*slot)
		return build->intern_refs[*slot - 1];
	struct up_image_ref ref = { (uint32_t)build->tables[UP_IMAGE_STRINGS].len, (uint32_t)str.len };
	up_buf_add(&build->tables[UP_IMAGE_STRINGS], str);
	build->intern_refs = up_grow(build->intern_refs, &build->intern_refs_capacity, build->n_interned + 1, sizeof ref);
	build->intern_refs[build->n_interned++] = ref;
	*slot = build->n_interned;
	return ref;
}

uint32_t up_build_count(const struct up_build *build, enum up_image_table table, size_t size)
{
	return (uint32_t)(build->tables[table].len / size);
}

uint32_t up_build_add(struct up_build *build, enum up_image_table table, const void *element, size_t size)
{
	up_buf_add(&build->tables[table], (up_str){ element, size });
	return up_build_count(build, table, size) - 1;
}

void up_build_list_add(struct up_build *build, struct up_image_range *range, up_str str)
{
	struct up_image_ref ref = up_build_string(build, str);
	uint32_t index = up_build_add(build, UP_IMAGE_REFS, &ref, sizeof ref);
	if (!range->n++)
		range->first = index;
}

void *up_build_at(struct up_build *build, enum up_image_table table, size_t size, uint32_t index)
{
	char *bytes = build->tables[table].bytes;
	return bytes ? bytes + size * index : NULL; /* an empty table has none */
}

static size_t align8(size_t at)
{
	return (at + 7) & ~(size_t)7;
}

void up_build_write(struct up_build *build, struct up_buf *out)
{
	struct up_image_header header = { .magic = UP_IMAGE_MAGIC, .n_regex = build->n_regex };
	memcpy(header.digest, build->digest, sizeof header.digest);
	size_t at = align8(sizeof header);
	for (int i = 0; i < _UP_IMAGE_TABLE_MAX; i++) {
		header.tables[i].at = (uint32_t)at;
		header.tables[i].n = (uint32_t)(build->tables[i].len / up_image_element_size[i]);
		at = align8(at + build->tables[i].len);
	}
	header.size = (uint32_t)at;
	up_buf_add(out, (up_str){ (const char *)&header, sizeof header });
	for (int i = 0; i < _UP_IMAGE_TABLE_MAX; i++) {
		while (out->len < header.tables[i].at)
			up_buf_add_byte(out, '\0');
		up_buf_add(out, up_buf_str(&build->tables[i]));
	}
	while (out->len < header.size)
		up_buf_add_byte(out, '\0');
}
