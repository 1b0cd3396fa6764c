/* The rules image: validity and look-up. */
#include "match/image.h"

const uint32_t up_image_element_size[_UP_IMAGE_TABLE_MAX] = {
	[UP_IMAGE_STRINGS] = 1,
	[UP_IMAGE_REFS] = sizeof(struct up_image_ref),
	[UP_IMAGE_PRODUCTS] = sizeof(struct up_image_product),
	[UP_IMAGE_FILES] = sizeof(struct up_image_file),
	[UP_IMAGE_PATTERNS] = sizeof(struct up_image_pattern),
	[UP_IMAGE_WITHS] = sizeof(struct up_image_with),
	[UP_IMAGE_CHANGES] = sizeof(struct up_image_change),
	[UP_IMAGE_EXAMPLES] = sizeof(struct up_image_example),
	[UP_IMAGE_RULES] = sizeof(struct up_image_rule),
	[UP_IMAGE_SLOTS] = sizeof(uint32_t),
	[UP_IMAGE_ENTRIES] = sizeof(struct up_image_entry),
	[UP_IMAGE_SECRETS] = sizeof(struct up_image_secret),
	[UP_IMAGE_LITERALS] = sizeof(struct up_image_literal),
	[UP_IMAGE_ANCHORS] = sizeof(uint32_t),
	[UP_IMAGE_FACT_DATABASE] = 1,
	[UP_IMAGE_SECRET_DATABASE] = 1,
	[UP_IMAGE_SAMPLES] = sizeof(uint64_t),
	[UP_IMAGE_SAMES] = sizeof(struct up_image_same),
	[UP_IMAGE_OPERATIONS] = sizeof(struct up_image_operation),
	[UP_IMAGE_SERVERS] = sizeof(struct up_image_server),
	[UP_IMAGE_RUNNERS] = sizeof(struct up_image_runner),
	[UP_IMAGE_SIGNS] = sizeof(struct up_image_sign),
	[UP_IMAGE_RELEASES] = sizeof(struct up_image_release),
	[UP_IMAGE_LINES] = sizeof(struct up_image_line),
	[UP_IMAGE_BUILT] = sizeof(struct up_image_built),
	[UP_IMAGE_UPGRADES] = sizeof(struct up_image_upgrade),
	[UP_IMAGE_EDGES] = sizeof(struct up_image_edge),
	[UP_IMAGE_INCLUDES] = sizeof(struct up_image_include),
};

bool up_image_valid(const void *bytes, size_t size)
{
	static const char magic[8] = UP_IMAGE_MAGIC;
	const struct up_image_header *image = bytes;
	if (size < sizeof *image || memcmp(image->magic, magic, sizeof magic) != 0 || image->size != size)
		return false;
	for (int i = 0; i < _UP_IMAGE_TABLE_MAX; i++)
		if ((uint64_t)image->tables[i].at + (uint64_t)image->tables[i].n * up_image_element_size[i] > size)
			return false;
	return true;
}

uint32_t up_image_hash(uint32_t space, uint32_t product, up_str key)
{
	/* FNV-1a, 32 bits. */
	uint32_t hash = 2166136261u;
	hash = (hash ^ space) * 16777619u;
	hash = (hash ^ product) * 16777619u;
	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.s[i]) * 16777619u;
	return hash ^ hash >> 15;
}

const struct up_image_entry *up_image_find(const struct up_image_header *image, uint32_t space, uint32_t product, up_str key,
					   const struct up_image_entry *after)
{
	const struct up_image_entry *entries = up_image_at(image, UP_IMAGE_ENTRIES);
	const uint32_t *slots = up_image_at(image, UP_IMAGE_SLOTS);
	uint32_t n_slots = image->tables[UP_IMAGE_SLOTS].n;
	if (!n_slots)
		return NULL;
	uint32_t hash = after ? after->hash : up_image_hash(space, product, key);
	for (uint32_t i = after ? after->next : slots[hash & (n_slots - 1)]; i; i = entries[i - 1].next) {
		const struct up_image_entry *entry = &entries[i - 1];
		if (entry->hash == hash && entry->space == space && entry->product == product &&
		    up_str_eq(up_image_str(image, entry->key), key))
			return entry;
	}
	return NULL;
}

up_str up_image_names_apply(const struct up_image_names *names, bool is_flag, up_str key, char *out)
{
	size_t n = 0;
	bool is_plain_flag = is_flag && up_str_find_byte(key, '.', 0) == SIZE_MAX;
	for (size_t i = 0; i < key.len; i++) {
		char c = names->ignore_case && !is_plain_flag ? up_lower(key.s[i]) : key.s[i];
		if (!is_plain_flag && names->drop.len && up_str_find_byte(names->drop, c, 0) != SIZE_MAX)
			continue;
		out[n++] = names->same.len && up_str_find_byte(names->same, c, 0) != SIZE_MAX ? names->same.s[0] : c;
	}
	return (up_str){ out, n };
}

up_str up_image_normalise(const struct up_image_header *image, uint32_t product, bool is_flag, up_str key, char *out)
{
	const struct up_image_product *products = up_image_at(image, UP_IMAGE_PRODUCTS);
	if (product == UINT32_MAX)
		return key;
	const struct up_image_names names = { .same = up_image_str(image, products[product].same),
					      .drop = up_image_str(image, products[product].drop),
					      .ignore_case = products[product].ignore_case };
	return names.same.len || names.drop.len || names.ignore_case ? up_image_names_apply(&names, is_flag, key, out) : key;
}
