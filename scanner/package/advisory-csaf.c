/* CSAF 2.0 (docs.oasis-open.org/csaf/csaf/v2.0): products out of the tree, what each vulnerability says of them, and what has to be started anew. */
#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"
#include "package/advisory-private.h"

enum {
	TREE_DEPTH = 64, /* of branches; documents have four */
};

struct product {
	up_str id;
	up_str restart; /* of the vulnerability with this number, from 1 */
	size_t restart_of;
	up_str release; /* of the platform that it is on */
	struct advisory_product what;
};

struct tree {
	struct advisory_file *file;
	struct product *products;
	size_t n, capacity;
	size_t vulnerability; /* that is being read, from 1 */
	uint32_t n_restarts;
};

/* What the branches above say. */
struct branch {
	up_str product_name, version, range;
};

static void add_product(struct tree *tree, up_str id, const struct advisory_product *what)
{
	if (!id.len)
		return;
	tree->products = up_grow(tree->products, &tree->capacity, tree->n + 1, sizeof *tree->products);
	tree->products[tree->n++] = (struct product){ .id = id, .what = *what };
}

static void read_product(struct tree *tree, const struct up_json_value *product, const struct branch *above)
{
	struct up_arena *arena = tree->file->arena;
	const struct up_json_value *helper = up_json_get(product, "product_identification_helper");
	struct advisory_product what = { 0 };
	up_str name = up_json_get_text(product, "name");
	up_str purl = up_json_get_text(helper, "purl"), cpe = up_json_get_text(helper, "cpe");
	if (!advisory_purl(arena, purl, &what) && !advisory_nevra(arena, name, &what))
		what.name = advisory_name(arena, UP_STR_NULL, above->product_name, NULL);
	if (!what.version.len && !what.range.len) {
		what.version = up_arena_copy(arena, above->version);
		what.range = up_arena_copy(arena, above->range);
	}
	advisory_cpe(arena, cpe, &what);
	add_product(tree, up_json_get_text(product, "product_id"), &what);
}

static void read_branches(struct tree *tree, const struct up_json_value *branches, const struct branch *above, unsigned depth)
{
	for (size_t i = 0; i < up_json_count(branches) && depth < TREE_DEPTH; i++) {
		const struct up_json_value *branch = up_json_item(branches, i), *product = up_json_get(branch, "product");
		up_str category = up_json_get_text(branch, "category"), name = up_json_get_text(branch, "name");
		struct branch here = *above;
		if (up_str_eq(category, UP_STR("product_name")))
			here.product_name = name;
		else if (up_str_eq(category, UP_STR("product_version_range")))
			here.range = name;
		else if (up_str_eq(category, UP_STR("product_version")) || up_str_eq(category, UP_STR("service_pack")))
			here.version = name;
		if (product)
			read_product(tree, product, &here);
		read_branches(tree, up_json_get(branch, "branches"), &here, depth + 1);
	}
}

static int compare_products(const void *a, const void *b)
{
	return up_str_cmp(((const struct product *)a)->id, ((const struct product *)b)->id);
}

static struct product *product_of(const struct tree *tree, up_str id)
{
	const struct product wanted = { .id = id };
	return tree->n ? bsearch(&wanted, tree->products, tree->n, sizeof wanted, compare_products) : NULL;
}

/* "bash as a component of RHEL 9": the package of the one and the release of the other. */
static void read_relationships(struct tree *tree, const struct up_json_value *relationships)
{
	size_t n_products = tree->n;
	struct tree whole = *tree; /* what they refer to: before any of them is added */
	for (size_t i = 0; i < up_json_count(relationships); i++) {
		const struct up_json_value *relationship = up_json_item(relationships, i),
					   *full = up_json_get(relationship, "full_product_name");
		whole.products = tree->products;
		whole.n = n_products;
		const struct product *part = product_of(&whole, up_json_get_text(relationship, "product_reference"));
		const struct product *platform = product_of(&whole, up_json_get_text(relationship, "relates_to_product_reference"));
		if (!part)
			continue;
		struct advisory_product what = part->what;
		if (platform && platform->what.release.len && !what.release.len)
			what.release = platform->what.release;
		add_product(tree, up_json_get_text(full, "product_id"), &what);
	}
}

static void read_tree(struct tree *tree, const struct up_json_value *root)
{
	const struct branch none = { 0 };
	const struct up_json_value *names = up_json_get(root, "full_product_names");
	read_branches(tree, up_json_get(root, "branches"), &none, 0);
	for (size_t i = 0; i < up_json_count(names); i++)
		read_product(tree, up_json_item(names, i), &none);
	if (!tree->n)
		return;
	qsort(tree->products, tree->n, sizeof *tree->products, compare_products);
	read_relationships(tree, up_json_get(root, "relationships"));
	qsort(tree->products, tree->n, sizeof *tree->products, compare_products);
}

/* --- vulnerabilities -------------------------------------------------------------------------------------------------- */

static void set_restart(struct tree *tree, const struct up_json_value *ids, up_str restart)
{
	for (size_t i = 0; i < up_json_count(ids) && tree->n_restarts < UP_LIMIT_ADVISORY_RESTARTS; i++) {
		struct product *product = product_of(tree, up_json_text(up_json_item(ids, i)));
		tree->n_restarts++;
		if (!product)
			continue;
		product->restart = restart;
		product->restart_of = tree->vulnerability;
	}
}

static void set_restart_of_groups(struct tree *tree, const struct up_json_value *groups, const struct up_json_value *wanted, up_str restart)
{
	for (size_t w = 0; w < up_json_count(wanted); w++)
		for (size_t g = 0; g < up_json_count(groups) && tree->n_restarts < UP_LIMIT_ADVISORY_RESTARTS; g++, tree->n_restarts++)
			if (up_str_eq(up_json_get_text(up_json_item(groups, g), "group_id"), up_json_text(up_json_item(wanted, w))))
				set_restart(tree, up_json_get(up_json_item(groups, g), "product_ids"), restart);
}

static void read_remediations(struct tree *tree, const struct up_json_value *vulnerability, const struct up_json_value *groups)
{
	const struct up_json_value *remediations = up_json_get(vulnerability, "remediations");
	for (size_t i = 0; i < up_json_count(remediations); i++) {
		const struct up_json_value *remediation = up_json_item(remediations, i);
		up_str category = up_json_get_text(up_json_get(remediation, "restart_required"), "category");
		if (!category.len || up_str_eq(category, UP_STR("none")))
			continue;
		category = up_arena_copy(tree->file->arena, up_str_slice(category, 0, 40));
		set_restart(tree, up_json_get(remediation, "product_ids"), category);
		set_restart_of_groups(tree, groups, up_json_get(remediation, "group_ids"), category);
	}
}

static void claim_product(const struct tree *tree, const struct product *product, struct advisory_claim claim)
{
	struct up_arena *arena = tree->file->arena;
	const struct advisory_product *what = &product->what;
	if (!what->name.len) {
		tree->file->n_unclear++;
		return;
	}
	claim.type = what->type;
	claim.name = what->name;
	claim.group = what->group;
	claim.release = what->release;
	claim.restart = product->restart_of == tree->vulnerability ? product->restart : UP_STR_NULL;
	if (what->range.len) {
		tree->file->n_unclear += !advisory_range(tree->file, &claim, what->range);
		return;
	}
	if (what->version.len && !up_version_fits(advisory_scheme(what->type), what->version)) {
		/* A product of a vendor may have an operator where the standard wants a version. */
		tree->file->n_unclear += !advisory_range(tree->file, &claim, what->version);
		return;
	}
	if (what->version.len) {
		up_str *version = up_arena_alloc(arena, sizeof *version);
		*version = what->version;
		claim.versions = version;
		claim.n_versions = 1;
	}
	advisory_claim_add(tree->file, &claim);
}

static void read_status(const struct tree *tree, const struct up_json_value *status, struct advisory_claim claim)
{
	static const struct {
		const char *name;
		enum advisory_says says;
	} lists[] = {
		{ "known_affected", SAYS_AFFECTED }, { "first_affected", SAYS_AFFECTED },
		{ "last_affected", SAYS_AFFECTED },  { "fixed", SAYS_FIXED },
		{ "first_fixed", SAYS_FIXED },       { "known_not_affected", SAYS_NOT_AFFECTED },
	};
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
		const struct up_json_value *ids = up_json_get(status, lists[l].name);
		claim.says = lists[l].says;
		for (size_t i = 0; i < up_json_count(ids) && !tree->file->is_over; i++) {
			const struct product *product = product_of(tree, up_json_text(up_json_item(ids, i)));
			if (product)
				claim_product(tree, product, claim);
			else
				tree->file->n_unclear++;
		}
	}
}

static void add_texts(struct up_buf *text, const struct up_json_value *list, const char *key)
{
	for (size_t i = 0; i < up_json_count(list); i++) {
		up_str category = up_json_get_text(up_json_item(list, i), "category");
		if (up_str_eq(category, UP_STR("legal_disclaimer")))
			continue;
		up_buf_add(text, up_json_get_text(up_json_item(list, i), key));
		up_buf_add_s(text, "\n\n");
	}
}

static up_str link_of(const struct up_json_value *document)
{
	const struct up_json_value *references = up_json_get(document, "references");
	for (size_t i = 0; i < up_json_count(references); i++)
		if (up_str_eq(up_json_get_text(up_json_item(references, i), "category"), UP_STR("self")))
			return up_json_get_text(up_json_item(references, i), "url");
	return up_json_get_text(up_json_item(references, 0), "url");
}

static uint32_t read_document(struct advisory_file *file, const struct up_json_value *root, const struct up_json_value *document)
{
	const struct up_json_value *tracking = up_json_get(document, "tracking"), *publisher = up_json_get(document, "publisher");
	const struct up_json_value *vulnerabilities = up_json_get(root, "vulnerabilities");
	struct up_buf text = { 0 };
	add_texts(&text, up_json_get(document, "notes"), "text");
	for (size_t i = 0; i < up_json_count(vulnerabilities); i++) {
		const struct up_json_value *vulnerability = up_json_item(vulnerabilities, i);
		up_buf_add(&text, up_json_get_text(vulnerability, "title"));
		up_buf_add_s(&text, "\n\n");
		add_texts(&text, up_json_get(vulnerability, "notes"), "text");
		add_texts(&text, up_json_get(vulnerability, "remediations"), "details");
	}
	up_str date = up_json_get_text(tracking, "current_release_date");
	struct up_arena *scratch = up_arena_new();
	struct advisory advisory = { .id = up_json_get_text(tracking, "id"),
				     .title = up_json_get_text(document, "title"),
				     .date = advisory_date(file->arena,
							   date.len ? date : up_json_get_text(tracking, "initial_release_date")),
				     .link = link_of(document),
				     .publisher = up_json_get_text(publisher, "name"),
				     .contact = up_json_get_text(publisher, "contact_details"),
				     .text = advisory_plain(scratch, up_buf_str(&text), false) };
	uint32_t number = advisory_add(file, &advisory);
	up_arena_free(scratch);
	up_buf_finish(&text);
	return number;
}

bool advisory_read_csaf(struct advisory_file *file, const struct up_json_value *root)
{
	const struct up_json_value *document = up_json_get(root, "document"), *vulnerabilities = up_json_get(root, "vulnerabilities");
	if (!up_str_starts(up_json_get_text(document, "csaf_version"), UP_STR("2.")))
		return false;
	struct tree tree = { .file = file };
	uint32_t number = read_document(file, root, document);
	read_tree(&tree, up_json_get(root, "product_tree"));
	const struct up_json_value *groups = up_json_get(up_json_get(root, "product_tree"), "product_groups");
	for (size_t i = 0; i < up_json_count(vulnerabilities) && !file->is_over; i++) {
		const struct up_json_value *vulnerability = up_json_item(vulnerabilities, i);
		up_str cve = up_json_get_text(vulnerability, "cve");
		struct advisory_claim claim = { .advisory = number,
						.id = cve.len ? up_arena_copy(file->arena, cve) : file->advisories->items[number].id };
		tree.vulnerability = i + 1;
		read_remediations(&tree, vulnerability, groups);
		read_status(&tree, up_json_get(vulnerability, "product_status"), claim);
	}
	if (tree.n_restarts >= UP_LIMIT_ADVISORY_RESTARTS)
		file->sink->note(file->sink->data, UP_NOTE_LIMIT, file->path,
				 UP_STR("the advisory's remediations list more than 1000000 products; some restarts were not seen"));
	up_free(tree.products);
	return true;
}
