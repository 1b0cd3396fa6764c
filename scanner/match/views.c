/* Rules as others see them, made out of the image one by one when they are first asked for, by whichever thread comes first. */
#include <sched.h>
#include <stdatomic.h>

#include "base/memory.h"
#include "match/rules-private.h"

enum {
	EMPTY,
	FILLING,
	FILLED,
};

void up_views_prepare(struct up_rules *rules, struct up_image *image)
{
	uint32_t n_rules = image->header->tables[UP_IMAGE_RULES].n, n = image->header->tables[UP_IMAGE_REFS].n;
	/* Large, and mostly never touched: such memory costs nothing until it is. */
	image->views = up_alloc_zero(n_rules + 1, sizeof *image->views);
	image->view_states = up_arena_alloc_zero(rules->arena, n_rules + 1);
	/* The lists of all rules are slices of one array. */
	up_str *list = up_arena_alloc(rules->arena, (n + 1) * sizeof *list);
	for (uint32_t i = 0; i < n; i++)
		list[i] = up_image_item(image->header, (struct up_image_range){ 0, n }, i);
	image->lists = list;
}

void up_views_finish(struct up_image *image)
{
	up_free(image->views);
}

static void fill(const struct up_image *image, uint32_t index)
{
	const struct up_image_header *header = image->header;
	const struct up_image_rule *rule = (const struct up_image_rule *)up_image_at(header, UP_IMAGE_RULES) + index;
	const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
	struct up_rule *view = &image->views[index];
	*view = (struct up_rule){
		.id = up_image_str(header, rule->id),
		.family = up_image_str(header, rule->family),
		.message = up_image_str(header, rule->message),
		.why = up_image_str(header, rule->why),
		.fix = up_image_str(header, rule->fix),
		.title = up_image_str(header, rule->product == UINT32_MAX ? rule->title : rule->summary),
		.level = rule->highest,
		.precision = rule->precision,
		.links = image->lists + rule->links.first,
		.n_links = rule->links.n,
		.cwe = image->lists + rule->cwe.first,
		.n_cwe = rule->cwe.n,
		.controls = image->lists + rule->controls.first,
		.n_controls = rule->controls.n,
	};
	if (rule->effect)
		view->effect = up_str_from(up_effects[rule->effect - 1]);
	if (rule->product != UINT32_MAX)
		view->product = up_image_str(header, products[rule->product].id);
}

const struct up_rule *up_image_view(const struct up_image *image, uint32_t index)
{
	_Atomic(uint8_t) *state = &image->view_states[index];
	uint8_t seen = atomic_load_explicit(state, memory_order_acquire);
	if (seen == EMPTY && atomic_compare_exchange_strong(state, &seen, FILLING)) {
		fill(image, index);
		atomic_store_explicit(state, FILLED, memory_order_release);
		return &image->views[index];
	}
	while (atomic_load_explicit(state, memory_order_acquire) != FILLED)
		sched_yield();
	return &image->views[index];
}
