/* The rules of a run: opening images, windows, look-ups by id. */
#include "match/rules.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/glob.h"
#include "base/hash.h"
#include "base/memory.h"
#include "core/fact.h"
#include "core/version.h"
#include "match/load.h"
#include "match/path.h"
#include "match/releases.h"
#include "match/rules-private.h"

/* --- opening ---------------------------------------------------------------------------------------------------------- */

static bool matches_any(const up_str *globs, size_t n, up_str id)
{
	for (size_t i = 0; i < n; i++)
		if (up_glob_match_whole(globs[i], id) || up_str_eq(globs[i], id))
			return true;
	return false;
}

static unsigned last_byte(const struct up_glob_tail *tail)
{
	return tail->tail.len ? (unsigned char)tail->tail.s[tail->tail.len - 1] : 0;
}

/* File rows sorted into buckets by the last byte that a name must have. */
static void sort_file_rows(struct up_rules *rules, struct up_image *image, uint32_t n_files)
{
	uint32_t next[256];
	image->by_last = up_arena_alloc(rules->arena, (n_files + 1) * sizeof *image->by_last);
	for (uint32_t i = 0; i < n_files; i++)
		image->first[last_byte(&image->tails[i]) + 1]++;
	for (unsigned byte = 0; byte < 256; byte++) {
		image->first[byte + 1] += image->first[byte];
		next[byte] = image->first[byte];
	}
	for (uint32_t i = 0; i < n_files; i++)
		image->by_last[next[last_byte(&image->tails[i])]++] = i;
}

static struct up_glob_tail glob_tail(up_str glob)
{
	struct up_glob_tail tail = { .tail = up_glob_tail(glob), .literal = up_glob_literal(glob) };
	tail.letters = up_str_letters(tail.tail) | up_str_letters(tail.literal);
	return tail;
}

static void add_file_literal(struct up_rules *rules, struct up_image *image, up_str literal)
{
	for (size_t i = 0; i < image->n_file_literals; i++)
		if (up_str_eq(image->file_literals[i].literal, literal))
			return;
	if (!(image->n_file_literals & (image->n_file_literals - 1))) {
		struct up_glob_tail *grown = up_arena_alloc(rules->arena, (image->n_file_literals * 2 + 2) * sizeof *grown);
		if (image->n_file_literals)
			memcpy(grown, image->file_literals, image->n_file_literals * sizeof *grown);
		image->file_literals = grown;
	}
	image->file_literals[image->n_file_literals++] = (struct up_glob_tail){ .literal = literal, .letters = up_str_letters(literal) };
}

static void collect_file_literals(struct up_rules *rules, struct up_image *image)
{
	const struct up_image_rule *rows = up_image_at(image->header, UP_IMAGE_RULES);
	for (uint32_t i = 0; i < image->header->tables[UP_IMAGE_RULES].n; i++)
		for (uint32_t k = 0; rows[i].kind == UP_FACT_FILE && k < rows[i].files.n; k++)
			add_file_literal(rules, image, up_glob_literal(up_image_item(image->header, rows[i].files, k)));
}

/* Those that are switched on, glob by glob. */
static void collect_line_secrets(struct up_rules *rules, struct up_image *image)
{
	const struct up_image_secret *secrets = up_image_at(image->header, UP_IMAGE_SECRETS);
	const struct up_image_rule *rows = up_image_at(image->header, UP_IMAGE_RULES);
	uint32_t n_secrets = image->header->tables[UP_IMAGE_SECRETS].n, n = 0;
	for (uint32_t i = 0; i < n_secrets; i++)
		n += secrets[i].search == UP_SECRET_LINES ? rows[secrets[i].rule].files.n : 0;
	image->line_secrets = up_arena_alloc(rules->arena, (n + 1) * sizeof *image->line_secrets);
	for (uint32_t i = 0; i < n_secrets; i++) {
		const struct up_image_rule *rule = &rows[secrets[i].rule];
		for (uint32_t k = 0; secrets[i].search == UP_SECRET_LINES && image->is_on[secrets[i].rule] && k < rule->files.n; k++)
			image->line_secrets[image->n_line_secrets++] = (struct up_line_secret){
				.secret = i, .glob = glob_tail(up_image_item(image->header, rule->files, k))
			};
	}
}

static void prepare_image(struct up_rules *rules, struct up_image *image, const struct up_rules_options *options)
{
	const struct up_image_header *header = image->header;
	uint32_t n_rules = header->tables[UP_IMAGE_RULES].n, n_files = header->tables[UP_IMAGE_FILES].n;
	up_views_prepare(rules, image);
	image->is_on = up_arena_alloc_zero(rules->arena, n_rules + 1);
	image->regexes = up_arena_alloc_zero(rules->arena, (header->n_regex + 1) * sizeof *image->regexes);
	image->tails = up_arena_alloc_zero(rules->arena, (n_files + 1) * sizeof *image->tails);
	image->windows = up_arena_alloc_zero(rules->arena, (header->tables[UP_IMAGE_PRODUCTS].n + 1) * sizeof *image->windows);
	const struct up_image_rule *rows = up_image_at(header, UP_IMAGE_RULES);
	image->setting_rules = up_arena_alloc(rules->arena, (n_rules + 1) * sizeof *image->setting_rules);
	for (uint32_t i = 0; i < n_rules; i++) {
		if (rows[i].product == UINT32_MAX && rows[i].kind == UP_FACT_SETTING && rows[i].files.n)
			image->setting_rules[image->n_setting_rules++] = i;
		up_str id = up_image_str(header, rows[i].id);
		image->is_on[i] = (!options->n_only || matches_any(options->only, options->n_only, id)) &&
				  !matches_any(options->skip, options->n_skip, id);
	}
	collect_line_secrets(rules, image);
	const struct up_image_file *files = up_image_at(header, UP_IMAGE_FILES);
	for (uint32_t i = 0; i < n_files; i++)
		image->tails[i] = glob_tail(up_image_str(header, files[i].glob));
	sort_file_rows(rules, image, n_files);
	collect_file_literals(rules, image);
	const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
	for (uint32_t i = 0; i < header->tables[UP_IMAGE_PRODUCTS].n; i++)
		image->windows[i].to = up_image_str(header, products[i].latest);
	image->prefilter = up_prefilter_open(header);
}

static bool open_folder(struct up_rules *rules, const char *folder, const struct up_rules_options *options, struct up_buf *faults)
{
	struct up_loader *loader = up_loader_new();
	struct up_image *image = &rules->images[rules->n_images];
	up_loader_add_folder(loader, folder);
	bool fine = up_loader_finish(loader, rules->n_images ? rules->images[0].header : NULL, &image->bytes);
	up_buf_add(faults, up_loader_faults(loader));
	up_loader_free(loader);
	if (!fine)
		return false;
	image->header = (const struct up_image_header *)(const void *)image->bytes.bytes;
	prepare_image(rules, image, options);
	rules->n_images++;
	return true;
}

static bool open_builtin(struct up_rules *rules, const struct up_rules_options *options, struct up_buf *faults)
{
	size_t size = (size_t)(up_rules_image_end - up_rules_image);
	if (!up_image_valid(up_rules_image, size)) {
		up_buf_add_s(faults, "the rules that are linked into this program are damaged: build it again\n");
		return false;
	}
	rules->images[0].header = (const struct up_image_header *)(const void *)up_rules_image;
	prepare_image(rules, &rules->images[0], options);
	rules->n_images = 1;
	return true;
}

/* --- windows ---------------------------------------------------------------------------------------------------------- */

const struct up_window *up_rules_window(const struct up_rules *rules, up_str product_id, const struct up_image **ret_image,
					const struct up_image_product **ret_product)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		const struct up_image_entry *entry = up_image_find(image->header, UP_SPACE_PRODUCT, UINT32_MAX, product_id, NULL);
		if (!entry)
			continue;
		*ret_image = image;
		*ret_product = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) + entry->value;
		return &image->windows[entry->value];
	}
	return NULL;
}

static void fault_unknown_product(const struct up_rules *rules, up_str place, up_str id, struct up_buf *faults)
{
	struct up_suggest suggest;
	up_suggest_init(&suggest, id);
	up_rules_suggest_product(rules, &suggest);
	if (!suggest.n)
		up_release_suggest(rules, &suggest);
	up_buf_printf(faults, "%.*s: there is no product '%.*s'", UP_FMT(place), UP_FMT(id));
	up_suggest_write(&suggest, faults);
	for (size_t i = 0; i < up_rules_product_count(rules) && !suggest.n; i++)
		up_buf_printf(faults, "%s%.*s", i ? ", " : "; known are ", UP_FMT(up_rules_product(rules, i).id));
	up_buf_add_byte(faults, '\n');
}

static bool set_window(struct up_rules *rules, up_str text, bool is_from, up_str place, struct up_buf *faults)
{
	const char *option = is_from ? "--from" : "--to";
	size_t equals = up_str_find_byte(text, '=', 0);
	up_str id = up_str_slice(text, 0, equals), version = equals == SIZE_MAX ? UP_STR("") : up_str_slice(text, equals + 1, text.len);
	if (equals == SIZE_MAX || (!up_version_valid(version) && !place.len)) {
		up_buf_printf(faults, "%s takes PRODUCT=VERSION, for example %s postgresql=15; '%.*s' is not that\n", option, option,
			      UP_FMT(text));
		return false;
	}
	if (!up_version_valid(version)) {
		up_buf_printf(faults, "%.*s: '%.*s' is no version\n", UP_FMT(place), UP_FMT(version));
		return false;
	}
	bool found = false;
	for (size_t i = 0; i < rules->n_images; i++) {
		struct up_image *image = &rules->images[i];
		const struct up_image_entry *entry = up_image_find(image->header, UP_SPACE_PRODUCT, UINT32_MAX, id, NULL);
		if (!entry)
			continue;
		found = true;
		struct up_window *window = &image->windows[entry->value];
		*(is_from ? &window->from : &window->to) = version;
		*(is_from ? &window->from_given : &window->to_given) = true;
		const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
		rules->platform_named |= products[entry->value].is_platform;
	}
	/* A product without a page of rules may still have releases, which are judged. */
	found = found || up_release_known(rules, id);
	if (!found)
		fault_unknown_product(rules, place.len ? place : up_str_from(option), id, faults);
	return found;
}

static bool check_window_order(const struct up_rules *rules, struct up_buf *faults)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_product *products = up_image_at(rules->images[i].header, UP_IMAGE_PRODUCTS);
		for (uint32_t k = 0; k < rules->images[i].header->tables[UP_IMAGE_PRODUCTS].n; k++) {
			const struct up_window *window = &rules->images[i].windows[k];
			if (!window->from_given || !window->to_given || up_version_cmp(window->from, window->to) <= 0)
				continue;
			struct up_path_fault said;
			/* A downgrade that the product does not allow is a finding; any other one is no window, and a slip of the pen. */
			if (up_path_judge(rules, up_image_str(rules->images[i].header, products[k].id), window->from, window->to,
					  rules->arena, &said))
				continue;
			up_buf_printf(faults, "%.*s: --from %.*s is newer than --to %.*s; a downgrade is no upgrade window\n",
				      UP_FMT(up_image_str(rules->images[i].header, products[k].id)), UP_FMT(window->from),
				      UP_FMT(window->to));
			return false;
		}
	}
	return true;
}

/* The kubelet has the versions of Kubernetes: what is said of the one holds for the other, unless something is said of it too. */
void up_rules_follow(struct up_rules *rules)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		struct up_image *image = &rules->images[i];
		const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
		for (uint32_t k = 0; k < image->header->tables[UP_IMAGE_PRODUCTS].n; k++) {
			up_str follows = up_image_str(image->header, products[k].follows);
			struct up_window *window = &image->windows[k];
			const struct up_image *leader_image;
			const struct up_image_product *leader;
			if (!follows.len || (!window->is_followed && (window->from_given || window->to_given)))
				continue;
			const struct up_window *other = up_rules_window(rules, follows, &leader_image, &leader);
			if (!other || (!other->from_given && !other->to_given))
				continue;
			*window = *other;
			window->is_followed = true;
		}
	}
}

static bool set_windows(struct up_rules *rules, const struct up_rules_options *options, struct up_buf *faults)
{
	bool fine = true;
	for (size_t i = 0; i < options->n_from; i++)
		fine &= set_window(rules, options->from[i], true, i < options->n_from_places ? options->from_places[i] : UP_STR(""),
				   faults);
	for (size_t i = 0; i < options->n_to; i++)
		fine &= set_window(rules, options->to[i], false, i < options->n_to_places ? options->to_places[i] : UP_STR(""), faults);
	up_rules_follow(rules);
	return fine && check_window_order(rules, faults);
}

void up_rules_coverage(const struct up_rules *rules, void (*note)(void *data, up_str product, up_str detail), void *data)
{
	const struct up_image *image = &rules->images[0];
	const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
	for (uint32_t i = 0; rules->n_images && i < image->header->tables[UP_IMAGE_PRODUCTS].n; i++) {
		const struct up_window *window = &image->windows[i];
		up_str last = up_image_str(image->header, products[i].covered_to);
		if (!window->to_given || up_version_within(window->to, last) || !last.len || window->is_followed || window->from_found)
			continue;
		note(data, up_image_str(image->header, products[i].id),
		     up_arena_printf(rules->arena, "the target %.*s %.*s is newer than the last version that the rules cover, %.*s",
				     UP_FMT(up_image_str(image->header, products[i].title)), UP_FMT(window->to), UP_FMT(last)));
	}
}

static int by_id(const void *a, const void *b)
{
	const struct up_rule *const *x = a, *const *y = b;
	return up_str_cmp((*x)->id, (*y)->id);
}

static void sort_rules(struct up_rules *rules)
{
	for (size_t i = 0; i < rules->n_images; i++)
		rules->n_sorted += rules->images[i].header->tables[UP_IMAGE_RULES].n;
	/* Those of one image stand in order. */
	if (rules->n_images <= 1)
		return;
	rules->sorted = up_arena_alloc(rules->arena, (rules->n_sorted + 1) * sizeof(const struct up_rule *));
	size_t n = 0;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		for (uint32_t k = 0; k < image->header->tables[UP_IMAGE_RULES].n; k++)
			rules->sorted[n++] = up_image_view(image, k);
	}
	qsort(rules->sorted, n, sizeof(const struct up_rule *), by_id);
}

/* Without the rest of the rule. */
static up_str id_at(const struct up_rules *rules, size_t i)
{
	const struct up_image_header *header = rules->images[0].header;
	if (rules->sorted)
		return rules->sorted[i]->id;
	return up_image_str(header, ((const struct up_image_rule *)up_image_at(header, UP_IMAGE_RULES))[i].id);
}

static bool selects_any(const struct up_rules *rules, up_str glob)
{
	bool found = false;
	for (size_t i = 0; i < rules->n_sorted && !found; i++)
		found = matches_any(&glob, 1, id_at(rules, i));
	return found;
}

static void fault_only(const struct up_rules *rules, up_str glob, struct up_buf *faults)
{
	struct up_suggest suggest;
	up_suggest_init(&suggest, glob);
	up_str family = up_arena_printf(rules->arena, "%.*s/*", UP_FMT(glob));
	if (selects_any(rules, family))
		up_suggest_add(&suggest, family);
	else
		up_rules_suggest(rules, &suggest);
	up_buf_printf(faults, "--only: no rule has an id that matches '%.*s'", UP_FMT(glob));
	up_suggest_write(&suggest, faults);
	up_buf_add_s(faults, suggest.n ? "\n" : "; ids read as systemd/MemoryLimit, and * does not match the slash\n");
}

/* A glob that selects nothing would turn the scan into one that finds nothing, without a word. */
static bool check_only(const struct up_rules *rules, const struct up_rules_options *options, struct up_buf *faults)
{
	bool fine = true;
	for (size_t i = 0; i < options->n_only; i++) {
		if (selects_any(rules, options->only[i]))
			continue;
		fault_only(rules, options->only[i], faults);
		fine = false;
	}
	return fine;
}

struct up_rules *up_rules_open(const struct up_rules_options *options, struct up_buf *faults)
{
	struct up_rules *rules = up_alloc_zero(1, sizeof *rules);
	rules->arena = up_arena_new();
	bool fine = options->no_builtin || open_builtin(rules, options, faults);
	for (size_t i = 0; fine && i < options->n_folders; i++) {
		if (rules->n_images == UP_RULES_IMAGES) {
			up_buf_printf(faults, "--rules can be given %d times at the most\n", UP_RULES_IMAGES - 1);
			fine = false;
			break;
		}
		fine = open_folder(rules, options->folders[i], options, faults);
	}
	if (!fine || !set_windows(rules, options, faults)) {
		up_rules_free(rules);
		return NULL;
	}
	sort_rules(rules);
	if (!check_only(rules, options, faults)) {
		up_rules_free(rules);
		return NULL;
	}
	return rules;
}

void up_rules_free(struct up_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->n_images; i++) {
		struct up_image *image = &rules->images[i];
		for (uint32_t k = 0; k < image->header->n_regex; k++)
			up_regex_free(atomic_load(&image->regexes[k]));
		up_prefilter_free(image->prefilter);
		up_views_finish(image);
		up_buf_finish(&image->bytes);
	}
	up_arena_free(rules->arena);
	up_free(rules);
}

/* --- look-ups --------------------------------------------------------------------------------------------------------- */

size_t up_rules_count(const struct up_rules *rules)
{
	return rules->n_sorted;
}

const struct up_rule *up_rules_at(const struct up_rules *rules, size_t i)
{
	return rules->sorted ? rules->sorted[i] : up_image_view(&rules->images[0], (uint32_t)i);
}

const struct up_rule *up_rules_by_id(const struct up_rules *rules, up_str id)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_entry *entry = up_image_find(rules->images[i].header, UP_SPACE_RULE, UINT32_MAX, id, NULL);
		if (entry)
			return up_image_view(&rules->images[i], entry->value);
	}
	return NULL;
}

void up_rules_suggest(const struct up_rules *rules, struct up_suggest *suggest)
{
	for (size_t i = 0; i < rules->n_sorted; i++)
		up_suggest_add(suggest, id_at(rules, i));
}

void up_rules_suggest_product(const struct up_rules *rules, struct up_suggest *suggest)
{
	for (size_t i = 0; i < up_rules_product_count(rules); i++)
		up_suggest_add(suggest, up_rules_product(rules, i).id);
}

const struct up_image_rule *up_rules_image_rule(const struct up_rules *rules, const struct up_rule *view, const struct up_image **ret_image)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		uint32_t n = image->header->tables[UP_IMAGE_RULES].n;
		if (view >= image->views && view < image->views + n) {
			*ret_image = image;
			return (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) + (view - image->views);
		}
	}
	return NULL;
}

bool up_rules_is_on(const struct up_rules *rules, const struct up_rule *rule)
{
	const struct up_image *image = NULL;
	const struct up_image_rule *row = up_rules_image_rule(rules, rule, &image);
	return row && image->is_on[row - (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES)];
}

struct up_regex *up_image_regex(const struct up_image *image, const struct up_image_pattern *pattern)
{
	struct up_regex *regex = atomic_load_explicit(&image->regexes[pattern->regex], memory_order_acquire);
	if (regex)
		return regex;
	size_t offset;
	char message[4];
	unsigned flags = pattern->kind == UP_PATTERN_ANCHORED ? UP_REGEX_ANCHORED
			 : pattern->kind == UP_PATTERN_WINDOW ? UP_REGEX_WINDOW
							      : 0;
	struct up_regex *mine = up_regex_new(up_image_str(image->header, pattern->text), flags, &offset, message, sizeof message);
	if (!mine)
		up_out_of_memory(); /* the loader compiled it before: nothing else can fail */
	if (atomic_compare_exchange_strong(&image->regexes[pattern->regex], &regex, mine))
		return mine;
	up_regex_free(mine);
	return regex;
}

void up_rules_digest(const struct up_rules *rules, char ret_hex[65])
{
	const size_t len = sizeof rules->images[0].header->digest;
	memcpy(ret_hex, rules->images[0].header->digest, len);
	ret_hex[len] = '\0';
	struct up_buf all = { 0 };
	for (size_t i = 0; i < rules->n_images; i++)
		up_buf_add(&all, (up_str){ rules->images[i].header->digest, len });
	if (rules->n_images > 1)
		up_sha256_hex(up_buf_str(&all), ret_hex);
	up_buf_finish(&all);
}

size_t up_rules_product_count(const struct up_rules *rules)
{
	size_t n = 0;
	for (size_t i = 0; i < rules->n_images; i++)
		n += rules->images[i].header->tables[UP_IMAGE_PRODUCTS].n;
	return n;
}

struct up_product up_rules_product(const struct up_rules *rules, size_t index)
{
	static const char *const reactions[] = { "refuse", "ignore", "warn" };
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		uint32_t n = header->tables[UP_IMAGE_PRODUCTS].n;
		if (index >= n) {
			index -= n;
			continue;
		}
		const struct up_image_product *product = (const struct up_image_product *)up_image_at(header, UP_IMAGE_PRODUCTS) + index;
		return (struct up_product){
			.id = up_image_str(header, product->id),
			.title = up_image_str(header, product->title),
			.latest = up_image_str(header, product->latest),
			.covered_from = up_image_str(header, product->covered_from),
			.covered_to = up_image_str(header, product->covered_to),
			.is_date = product->scheme_is_date,
			.ignores_case = product->ignore_case,
			.reaction = reactions[product->reaction],
		};
	}
	return (struct up_product){ 0 };
}
