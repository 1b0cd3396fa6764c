/* Rows whose key has stars: `a.*.c`, where a star stands for one part, and `a.b.*`, where the last one stands for all below. The stems of such keys are an
 * index, in which a key is followed part by part: a key that begins like none of them costs one look-up. */
#include "match/matcher-private.h"

enum {
	MOST_STEMS = 8, /* of one key at a time: rows that differ in where their stars stand */
	LONGEST = 512,
};

struct stems {
	up_str items[MOST_STEMS];
	size_t n;
};

static void try_rows(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, up_str row_key, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(image->header, space, product, row_key, entry)))
		up_rows_try_one(matcher, i, &rules[entry->value], carried);
}

/* One part further: each stem goes on with the part itself and with a star, as far as some row does. */
static void go_on(struct up_matcher *matcher, size_t i, uint32_t product, const struct stems *stems, up_str part, struct stems *ret_stems)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	const up_str tails[] = { part, UP_STR("*") };
	ret_stems->n = 0;
	for (size_t k = 0; k < stems->n; k++) {
		for (size_t t = 0; t < 2 && ret_stems->n < MOST_STEMS; t++) {
			up_str stem = up_arena_printf(matcher->arena, "%.*s.%.*s", UP_FMT(stems->items[k]), UP_FMT(tails[t]));
			if (up_image_find(header, UP_SPACE_STEM, product, stem, NULL))
				ret_stems->items[ret_stems->n++] = stem;
		}
	}
}

void up_rows_star(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	char room[LONGEST];
	up_str key = carried->row_key.len ? carried->row_key : carried->key;
	size_t dot = up_str_find_byte(key, '.', 0);
	if (dot == SIZE_MAX || key.len > LONGEST)
		return;
	struct carried own = *carried;
	own.whole = key;
	key = up_image_normalise(header, product, space == UP_SPACE_FLAG, key, room);
	struct stems stems = { .n = 1 }, next;
	dot = up_str_find_byte(key, '.', 0);
	stems.items[0] = up_str_slice(key, 0, dot);
	if (dot == SIZE_MAX || !up_image_find(header, UP_SPACE_STEM, product, stems.items[0], NULL))
		return;
	for (size_t start = dot + 1; start <= key.len && stems.n; stems = next) {
		size_t end = up_str_find_byte(key, '.', start);
		bool is_last = end == SIZE_MAX;
		end = is_last ? key.len : end;
		go_on(matcher, i, product, &stems, up_str_slice(key, start, end), &next);
		for (size_t k = 0; k < next.n; k++) {
			bool is_open = up_str_ends(next.items[k], UP_STR(".*"));
			own.row_key = next.items[k];
			/* A mapping is told by what it holds. */
			if (is_open ? !carried->is_block : is_last && up_str_find_byte(next.items[k], '*', 0) != SIZE_MAX)
				try_rows(matcher, i, product, space, next.items[k], &own);
		}
		start = end + 1;
	}
}

/* Of variables only the last part may be a star: QUARKUS_LOG_HANDLER_*. */
void up_rows_star_variable(struct up_matcher *matcher, size_t i, up_str name, const struct carried *carried)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	char room[LONGEST];
	size_t at = up_str_find_byte(name, '_', 0);
	while (at != SIZE_MAX && at + 2 < LONGEST && at + 1 < name.len) {
		if (!up_image_find(header, UP_SPACE_VARIABLE_STEM, UINT32_MAX, up_str_slice(name, 0, at), NULL))
			return;
		memcpy(room, name.s, at + 1);
		room[at + 1] = '*';
		try_rows(matcher, i, UINT32_MAX, UP_SPACE_VARIABLE, (up_str){ room, at + 2 }, carried);
		at = up_str_find_byte(name, '_', at + 1);
	}
}
