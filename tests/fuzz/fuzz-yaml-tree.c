/* YAML of our own kind, as anyone may hand it in by --rules: a tree with places, or an error with a place. */
#include "fuzz.h"

#include "base/yaml-tree.h"

static void check_node(const struct up_yaml_node *node)
{
	uint32_t n = 0;
	PROMISE(node->line && node->column, "a node at %u:%u", node->line, node->column);
	if (node->kind == UP_YAML_SCALAR)
		fuzz_read(node->text);
	for (const struct up_yaml_node *child = node->first; child; child = child->next, n++)
		check_node(child);
	PROMISE(n == node->n_children, "%u children counted, %u said", n, node->n_children);
	PROMISE(node->kind != UP_YAML_MAP || n % 2 == 0, "a map of %u", n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct up_arena *arena = up_arena_new();
	struct up_yaml_error error = { 0 };
	const struct up_yaml_node *root = up_yaml_read((up_str){ (const char *)data, size }, arena, &error);
	if (root) {
		check_node(root);
	} else {
		PROMISE(error.message.len, "refused without a message");
		fuzz_read(error.message);
	}
	up_arena_free(arena);
	return 0;
}
