/* What runs what: a Deployment its image, an image its entry point, a script the next one. Names are resolved to the nearest source that has them. */
#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"
#include "estate/runners-private.h"

enum {
	TARGETS = 4,     /* nodes that one name may mean */
	CANDIDATES = 64, /* sources of one name that are compared for nearness */
	IMAGE_FILES = 2, /* Dockerfiles of a tree of which a name that says nothing may mean one */
};

up_str up_runner_word(up_str *value)
{
	size_t blank = up_str_find_byte(*value, ' ', 0);
	up_str word = up_str_slice(*value, 0, blank);
	*value = blank == SIZE_MAX ? UP_STR("") : up_str_slice(*value, blank + 1, value->len);
	return word;
}

static up_str folder_of(up_str path)
{
	size_t base = path.len - up_str_basename(path).len;
	return up_str_slice(path, 0, base ? base - 1 : 0);
}

/* --- nodes ---------------------------------------------------------------------------------------------------------------- */

static int compare_nodes(const void *a, const void *b)
{
	const struct up_runner_node *x = a, *y = b;
	int order = up_str_cmp(x->source, y->source);
	return order ? order : up_str_cmp(x->object, y->object);
}

uint32_t up_runner_node_of(const struct up_runner_graph *graph, up_str source, up_str object)
{
	const struct up_runner_node wanted = { .source = source, .object = object };
	const struct up_runner_node *found = graph->n_nodes ? bsearch(&wanted, graph->nodes, graph->n_nodes, sizeof wanted, compare_nodes)
							    : NULL;
	return found ? (uint32_t)(found - graph->nodes) : UINT32_MAX;
}

static int compare_names(const void *a, const void *b, void *data)
{
	const struct up_runner_graph *graph = data;
	const struct up_runner_node *x = &graph->nodes[*(const uint32_t *)a], *y = &graph->nodes[*(const uint32_t *)b];
	int order = up_str_cmp(up_str_basename(x->source), up_str_basename(y->source));
	return order ? order : compare_nodes(x, y);
}

static bool is_key(const struct up_ledger_entry *entry, const char *key)
{
	return up_str_eq(entry->key, up_str_from(key));
}

static void add_nodes(struct up_runner_graph *graph)
{
	graph->nodes = up_alloc_zero(graph->n_entries + 1, sizeof *graph->nodes);
	for (size_t i = 0; i < graph->n_entries; i++) {
		const struct up_ledger_entry *entry = &graph->entries[i];
		if (is_key(entry, UP_DEPLOY_MIGRATES) || is_key(entry, UP_DEPLOY_RUNS) || is_key(entry, UP_DEPLOY_SHAPE) ||
		    is_key(entry, UP_DEPLOY_LOCK_BROKEN) || is_key(entry, UP_DEPLOY_LOCK_OFF))
			graph->nodes[graph->n_nodes++] = (struct up_runner_node){ .source = entry->source, .object = entry->path };
	}
	if (graph->n_nodes)
		qsort(graph->nodes, graph->n_nodes, sizeof *graph->nodes, compare_nodes);
	uint32_t n = 0;
	for (uint32_t i = 0; i < graph->n_nodes; i++)
		if (!n || compare_nodes(&graph->nodes[n - 1], &graph->nodes[i]) != 0)
			graph->nodes[n++] = graph->nodes[i];
	graph->n_nodes = n;
	for (size_t i = 0; i < graph->n_entries; i++)
		if (is_key(&graph->entries[i], UP_DEPLOY_SHAPE))
			graph->nodes[up_runner_node_of(graph, graph->entries[i].source, graph->entries[i].path)].shape = &graph->entries[i];
	graph->by_name = up_alloc_zero(n + 1, sizeof *graph->by_name);
	for (uint32_t i = 0; i < n; i++)
		graph->by_name[i] = i;
	if (n)
		qsort_r(graph->by_name, n, sizeof *graph->by_name, compare_names, graph);
}

/* --- names ------------------------------------------------------------------------------------------------------------------ */

static size_t first_named(const struct up_runner_graph *graph, up_str name)
{
	size_t low = 0, high = graph->n_nodes;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(up_str_basename(graph->nodes[graph->by_name[middle]].source), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many bytes of folders two paths share: the more, the nearer. A source above counts for more than one beside. */
static size_t nearness(up_str from, up_str to)
{
	size_t n = 0, shared = 0;
	while (n < from.len && n < to.len && from.s[n] == to.s[n]) {
		if (from.s[n] == '/')
			shared = n + 1;
		n++;
	}
	size_t below = to.len - up_str_basename(to).len - shared;
	return shared * 2 + 1 + (below ? 0 : 1);
}

struct targets {
	uint32_t list[TARGETS];
	size_t n, nearest;
};

static void take_nearest(struct targets *targets, size_t near, uint32_t node)
{
	if (near < targets->nearest)
		return;
	if (near > targets->nearest)
		targets->n = 0;
	targets->nearest = near;
	if (targets->n < TARGETS)
		targets->list[targets->n++] = node;
}

/* The nodes `object` of the nearest source of this name; `object` NULL: of scripts and code. */
static void find_named(const struct up_runner_graph *graph, up_str from, up_str name, const up_str *object, struct targets *targets)
{
	size_t n = 0;
	for (size_t i = first_named(graph, name); i < graph->n_nodes && n < CANDIDATES; i++) {
		const struct up_runner_node *node = &graph->nodes[graph->by_name[i]];
		if (!up_str_eq(up_str_basename(node->source), name))
			return;
		n++;
		bool fits = object ? up_str_eq(node->object, *object) : up_str_is_listed(node->object, "code") || !node->object.len;
		if (fits)
			take_nearest(targets, nearness(from, node->source), graph->by_name[i]);
	}
}

/* --- images ------------------------------------------------------------------------------------------------------------------ */

static bool is_image_node(const struct up_runner_node *node)
{
	return up_str_is_listed(node->object, "entrypoint cmd");
}

/* Only the entry point, where the CMD is given anew. */
static bool fits_image(const struct up_runner_node *node, bool only_entry)
{
	return is_image_node(node) && !(only_entry && up_str_eq(node->object, UP_STR("cmd")));
}

/* "web" below "deploy/compose.yaml" is "deploy/web"; ".." goes up. */
static up_str joined(struct up_arena *arena, up_str folder, up_str below)
{
	if (up_str_contains(below, UP_STR("://")) || up_str_starts(below, UP_STR("/")) || up_str_contains(below, UP_STR("${")))
		return UP_STR_NULL;
	up_str path = folder;
	for (size_t start = 0; start <= below.len;) {
		size_t end = up_str_find_byte(below, '/', start);
		end = end == SIZE_MAX ? below.len : end;
		up_str part = up_str_slice(below, start, end);
		if (up_str_eq(part, UP_STR("..")))
			path = folder_of(path);
		else if (part.len && !up_str_eq(part, UP_STR(".")))
			path = path.len ? up_arena_printf(arena, "%.*s/%.*s", UP_FMT(path), UP_FMT(part)) : part;
		start = end + 1;
	}
	return path;
}

/* Dockerfiles in a folder; where there is none, those right below it, which are built from there as well. */
static void find_built(struct up_runner_graph *graph, up_str from, up_str folder, bool only_entry, struct targets *targets)
{
	up_str wanted = joined(graph->arena, folder_of(from), folder);
	if (!wanted.s)
		return;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct up_runner_node *node = &graph->nodes[i];
		up_str own = folder_of(node->source);
		if (!fits_image(node, only_entry) || !up_str_starts(own, wanted) ||
		    (own.len > wanted.len && wanted.len && own.s[wanted.len] != '/'))
			continue;
		size_t depth = own.len - wanted.len;
		bool is_plain = up_str_eq(up_str_basename(node->source), UP_STR("Dockerfile"));
		take_nearest(targets, 100000 - depth * 2 + is_plain, i);
	}
}

/* Images that everybody takes as they are. */
static bool is_library(up_str base)
{
	static const char names[] = "postgres postgresql mysql mariadb redis valkey nginx rabbitmq mongo mongodb memcached traefik caddy "
				    "elasticsearch opensearch kafka zookeeper minio clickhouse-server adminer pgadmin4 mailhog mailpit "
				    "pgbouncer vault consul busybox alpine ubuntu debian prometheus grafana nats haproxy httpd node python "
				    "php ruby kubectl keycloak localstack";
	return up_str_is_listed(base, names);
}

/* `build` says so of an image's name in Compose; else the folder or the ending of a Dockerfile is called like the image; else there is but one. */
static void find_image(struct up_runner_graph *graph, up_str name, bool only_entry, struct targets *targets)
{
	up_str base = up_str_basename(name), object = up_arena_printf(graph->arena, "image:%.*s", UP_FMT(name)), only = UP_STR_NULL;
	size_t n_files = 0;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct up_runner_node *node = &graph->nodes[i];
		if (up_str_eq(node->object, object))
			take_nearest(targets, 3, i);
		if (!fits_image(node, only_entry))
			continue;
		up_str file = up_str_basename(node->source);
		bool is_named = up_str_eq(up_str_basename(folder_of(node->source)), base) ||
				(up_str_starts(file, UP_STR("Dockerfile.")) && up_str_eq(up_str_slice(file, 11, file.len), base));
		if (is_named)
			take_nearest(targets, 2, i);
		n_files += !only.s || !up_str_eq(only, node->source);
		only = node->source;
	}
	/* An image of the library, such as `postgres`, is no image of the tree. */
	bool is_own = up_str_eq(name, UP_STR("?")) || (base.len < name.len && !is_library(base));
	if (targets->n || !is_own || n_files > IMAGE_FILES || !n_files)
		return;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct up_runner_node *node = &graph->nodes[i];
		bool is_first = n_files == 1 || up_str_eq(up_str_basename(node->source), UP_STR("Dockerfile"));
		if (fits_image(node, only_entry) && is_first)
			take_nearest(targets, 1, i);
	}
}

/* --- edges ------------------------------------------------------------------------------------------------------------------- */

static void add_edge(struct up_runner_graph *graph, uint32_t from, uint32_t to, const struct up_ledger_entry *entry)
{
	if (from == to)
		return;
	if (graph->n_edges >= UP_LIMIT_RUNNER_EDGES) {
		graph->is_full = true;
		return;
	}
	size_t capacity = graph->edges_capacity;
	graph->edges = up_grow(graph->edges, &capacity, graph->n_edges + 1, sizeof *graph->edges);
	graph->edges_capacity = (uint32_t)capacity;
	graph->edges[graph->n_edges++] = (struct up_runner_edge){ from, to, entry };
}

static void resolve(struct up_runner_graph *graph, const struct up_ledger_entry *entry)
{
	static const char *const makefiles[] = { "Makefile", "makefile", "GNUmakefile" };
	struct targets targets = { 0 };
	up_str what = entry->value, kind = up_runner_word(&what);
	uint32_t from = up_runner_node_of(graph, entry->source, entry->path);
	if (up_str_eq(kind, UP_STR("file"))) {
		find_named(graph, entry->source, what, NULL, &targets);
	} else if (up_str_eq(kind, UP_STR("npm"))) {
		up_str before = up_arena_printf(graph->arena, "pre%.*s", UP_FMT(what));
		find_named(graph, entry->source, UP_STR("package.json"), &what, &targets);
		find_named(graph, entry->source, UP_STR("package.json"), &before, &targets);
	} else if (up_str_eq(kind, UP_STR("make"))) {
		for (size_t i = 0; i < sizeof makefiles / sizeof *makefiles; i++)
			find_named(graph, entry->source, up_str_from(makefiles[i]), &what, &targets);
	} else if (up_str_eq(kind, UP_STR("value"))) {
		up_str object = up_arena_printf(graph->arena, "values:%.*s", UP_FMT(what));
		find_named(graph, entry->source, UP_STR("values.yaml"), &object, &targets);
	} else if (up_str_starts(kind, UP_STR("build"))) {
		find_built(graph, entry->source, what, up_str_eq(kind, UP_STR("build-entry")), &targets);
	} else if (up_str_starts(kind, UP_STR("image"))) {
		find_image(graph, what, up_str_eq(kind, UP_STR("image-entry")), &targets);
	}
	for (size_t i = 0; i < targets.n; i++)
		add_edge(graph, from, targets.list[i], entry);
}

/* Code that migrates when it starts is started by the image of the folder that it lies in. */
static void link_code(struct up_runner_graph *graph, uint32_t code)
{
	struct targets targets = { 0 };
	up_str source = graph->nodes[code].source;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct up_runner_node *node = &graph->nodes[i];
		up_str folder = folder_of(node->source);
		bool is_round = !folder.len || (up_str_starts(source, folder) && source.len > folder.len && source.s[folder.len] == '/');
		if (is_image_node(node) && is_round)
			take_nearest(&targets, folder.len * 2 + 2 + up_str_eq(up_str_basename(node->source), UP_STR("Dockerfile")), i);
	}
	for (size_t i = 0; i < targets.n; i++)
		add_edge(graph, targets.list[i], code, NULL);
}

static int compare_edges(const void *a, const void *b)
{
	const struct up_runner_edge *x = a, *y = b;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return 0;
}

/* Of edges between the same nodes the first one in the order of the ledger is kept. */
static int compare_edges_and_places(const void *a, const void *b)
{
	const struct up_runner_edge *x = a, *y = b;
	int order = compare_edges(a, b);
	return order ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

static int compare_scalers(const void *a, const void *b)
{
	const struct up_ledger_entry *x = *(const struct up_ledger_entry *const *)a, *y = *(const struct up_ledger_entry *const *)b;
	up_str p = x->value, q = y->value;
	up_runner_word(&p);
	up_runner_word(&q);
	int order = up_str_cmp(up_runner_word(&p), up_runner_word(&q));
	return order ? order : (x > y) - (x < y);
}

static void add_edges(struct up_runner_graph *graph)
{
	size_t n = 0;
	for (size_t i = 0; i < graph->n_entries; i++)
		n += is_key(&graph->entries[i], UP_DEPLOY_SCALES);
	graph->scalers = up_alloc_zero(n + 1, sizeof *graph->scalers);
	uint64_t effort = 0;
	for (size_t i = 0; i < graph->n_entries; i++) {
		const struct up_ledger_entry *entry = &graph->entries[i];
		if (is_key(entry, UP_DEPLOY_SCALES))
			graph->scalers[graph->n_scalers++] = entry;
		if (!is_key(entry, UP_DEPLOY_RUNS) || up_str_starts(entry->value, UP_STR("values ")))
			continue;
		/* An image or a folder is held against all nodes. */
		bool is_dear = up_str_starts(entry->value, UP_STR("image")) || up_str_starts(entry->value, UP_STR("build"));
		effort += is_dear ? graph->n_nodes : CANDIDATES;
		if (effort > UP_LIMIT_RUNNER_STEPS) {
			graph->is_full = true;
			break;
		}
		resolve(graph, entry);
	}
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		if (!up_str_eq(graph->nodes[i].object, UP_STR("code")))
			continue;
		effort += graph->n_nodes;
		if (effort > UP_LIMIT_RUNNER_STEPS) {
			graph->is_full = true;
			break;
		}
		link_code(graph, i);
	}
	if (graph->n_edges)
		qsort(graph->edges, graph->n_edges, sizeof *graph->edges, compare_edges_and_places);
	uint32_t n_edges = 0;
	for (uint32_t i = 0; i < graph->n_edges; i++)
		if (!n_edges || compare_edges(&graph->edges[n_edges - 1], &graph->edges[i]) != 0)
			graph->edges[n_edges++] = graph->edges[i];
	graph->n_edges = n_edges;
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		struct up_runner_node *to = &graph->nodes[graph->edges[i].to];
		if (!to->n_edges++)
			to->first_edge = i;
	}
	if (graph->n_scalers)
		qsort(graph->scalers, graph->n_scalers, sizeof *graph->scalers, compare_scalers);
}

void up_runner_graph_init(struct up_runner_graph *graph, const struct up_ledger *ledger)
{
	*graph = (struct up_runner_graph){ .arena = up_arena_new() };
	graph->entries = up_ledger_of(ledger, UP_FACT_FORM, &graph->n_entries);
	add_nodes(graph);
	add_edges(graph);
}

void up_runner_graph_finish(struct up_runner_graph *graph)
{
	up_free(graph->nodes);
	up_free(graph->by_name);
	up_free(graph->edges);
	up_free(graph->scalers);
	up_arena_free(graph->arena);
}
