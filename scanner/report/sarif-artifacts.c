/* SARIF: paths as URIs, and the artifacts that results point to. */
#include <stdlib.h>

#include "base/memory.h"
#include "report/sarif.h"

/* What separates an archive from its member: "upgrade.zip!/etc/app.conf". */
#define MEMBER UP_STR("!/")

enum {
	BASES = 32, /* roots that names are given relative to; those of further ones are absolute */
};

/* --- names ------------------------------------------------------------------------------------------------------------ */

static bool is_plain(char c)
{
	return up_is_alnum(c) || (c && strchr("-._~/+,=@", c));
}

static void percent_encode(struct up_buf *out, up_str path)
{
	for (size_t i = 0; i < path.len; i++) {
		if (is_plain(path.s[i]))
			up_buf_add_byte(out, path.s[i]);
		else
			up_buf_printf(out, "%%%02X", (unsigned char)path.s[i]);
	}
}

/* Relative names stay relative: to the folder that the program was started in. Absolute ones become file URIs. */
static up_str uri_of(struct up_arena *arena, up_str path)
{
	struct up_buf out = { 0 };
	if (up_str_starts(path, UP_STR("/")))
		up_buf_add_s(&out, "file://");
	while (up_str_starts(path, UP_STR("./")))
		path = up_str_slice(path, 2, path.len);
	/* "file:////x" would be a path that begins with two slashes, "//x" a host. */
	while (up_str_starts(path, UP_STR("//")))
		path = up_str_slice(path, 1, path.len);
	percent_encode(&out, path);
	if (!out.len)
		up_buf_add_byte(&out, '.');
	return up_arena_take(arena, &out);
}

/* The folder of an absolute root, with its last slash, if `path` is in it: "/srv/host" is the base of "/srv/host/etc/x", and "/srv/" that of
 * "/srv/host" where that is itself a file. Else empty. */
static up_str base_in(up_str root, up_str path)
{
	while (root.len > 1 && root.s[root.len - 1] == '/')
		root.len--;
	if (!up_str_starts(root, UP_STR("/")) || !up_str_starts(path, root))
		return UP_STR("");
	if (root.len == 1)
		return root;
	if (path.len > root.len && path.s[root.len] == '/')
		return up_str_slice(path, 0, root.len + 1);
	return path.len == root.len ? up_str_slice(path, 0, path.len - up_str_basename(path).len) : UP_STR("");
}

static up_str base_id(struct up_arena *arena, size_t i)
{
	return i ? up_arena_printf(arena, "ROOT%zu", i + 1) : UP_STR("ROOT");
}

static size_t n_bases(const struct up_sarif *sarif)
{
	return sarif->report->n_roots < BASES ? sarif->report->n_roots : BASES;
}

void up_sarif_bases(struct up_sarif *sarif)
{
	struct up_json *json = &sarif->json;
	bool has_any = false;
	for (size_t i = 0; i < n_bases(sarif); i++) {
		up_str base = UP_STR("");
		for (size_t k = 0; k < sarif->n_paths && !base.len; k++)
			base = base_in(sarif->report->roots[i], sarif->paths[k]);
		for (size_t k = 0; k < sarif->report->n_notes && !base.len; k++)
			base = base_in(sarif->report->roots[i], up_sarif_container(sarif->report->notes[k].path));
		if (!base.len)
			continue;
		if (!has_any) {
			up_json_key(json, "originalUriBaseIds");
			up_json_object(json);
			has_any = true;
		}
		up_str id = base_id(sarif->arena, i);
		up_json_key(json, id.s);
		up_json_object(json);
		up_json_pair(json, "uri", uri_of(sarif->arena, base));
		up_json_object_end(json);
	}
	if (has_any)
		up_json_object_end(json);
}

/* uri, and the base that it is relative to. */
static void uri_pairs(struct up_sarif *sarif, up_str path)
{
	for (size_t i = 0; i < n_bases(sarif); i++) {
		up_str base = base_in(sarif->report->roots[i], path);
		if (!base.len || base.len == path.len)
			continue;
		/* A name that begins with a slash again is left whole. */
		up_str rest = up_str_slice(path, base.len, path.len);
		if (rest.s[0] == '/')
			break;
		up_json_pair(&sarif->json, "uri", uri_of(sarif->arena, rest));
		up_json_pair(&sarif->json, "uriBaseId", base_id(sarif->arena, i));
		return;
	}
	up_json_pair(&sarif->json, "uri", uri_of(sarif->arena, path));
}

up_str up_sarif_container(up_str path)
{
	size_t at = up_str_find(path, MEMBER, 1);
	return at == SIZE_MAX ? path : up_str_slice(path, 0, at);
}

/* Where the innermost archive of a path ends, or SIZE_MAX. */
static size_t parent_end(up_str path)
{
	size_t last = SIZE_MAX;
	for (size_t at = up_str_find(path, MEMBER, 1); at != SIZE_MAX; at = up_str_find(path, MEMBER, at + 1))
		last = at;
	return last;
}

/* --- the paths that results point to ---------------------------------------------------------------------------------- */

static int path_cmp(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

void up_sarif_paths_find(struct up_sarif *sarif)
{
	size_t capacity = 0, n = 0;
	up_str last = UP_STR_NULL;
	for (size_t i = 0; i < sarif->n_shown; i++) {
		up_str path = sarif->shown[i]->path;
		if (!path.len || (last.s && up_str_eq(last, path)))
			continue;
		last = path;
		for (size_t end = path.len; end != SIZE_MAX; end = parent_end(up_str_slice(path, 0, end))) {
			sarif->paths = up_grow(sarif->paths, &capacity, n + 1, sizeof *sarif->paths);
			sarif->paths[n++] = up_str_slice(path, 0, end);
		}
	}
	if (n)
		qsort(sarif->paths, n, sizeof *sarif->paths, path_cmp);
	for (size_t i = 0; i < n; i++)
		if (!sarif->n_paths || !up_str_eq(sarif->paths[sarif->n_paths - 1], sarif->paths[i]))
			sarif->paths[sarif->n_paths++] = sarif->paths[i];
}

static size_t path_index(const struct up_sarif *sarif, up_str path)
{
	if (!sarif->n_paths)
		return SIZE_MAX;
	const up_str *found = bsearch(&path, sarif->paths, sarif->n_paths, sizeof *sarif->paths, path_cmp);
	return found ? (size_t)(found - sarif->paths) : SIZE_MAX;
}

/* The name of a member within its archive, else the path. */
static up_str own_name(up_str path)
{
	size_t end = parent_end(path);
	return end == SIZE_MAX ? path : up_str_slice(path, end + MEMBER.len, path.len);
}

void up_sarif_location(struct up_sarif *sarif, const char *key, up_str path)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, key);
	up_json_object(json);
	uri_pairs(sarif, own_name(path));
	size_t index = path_index(sarif, path);
	if (index != SIZE_MAX)
		up_json_pair_number(json, "index", (int64_t)index);
	up_json_object_end(json);
}

/* --- artifacts -------------------------------------------------------------------------------------------------------- */

static int artifact_cmp(const void *key, const void *artifact)
{
	return up_str_cmp(*(const up_str *)key, ((const struct up_artifact *)artifact)->path);
}

static void artifact_object(struct up_sarif *sarif, up_str path)
{
	struct up_json *json = &sarif->json;
	const struct up_artifact *known = NULL;
	if (sarif->report->n_artifacts)
		known = bsearch(&path, sarif->report->artifacts, sarif->report->n_artifacts, sizeof *known, artifact_cmp);
	size_t end = parent_end(path);
	size_t parent = end == SIZE_MAX ? SIZE_MAX : path_index(sarif, up_str_slice(path, 0, end));
	up_json_object(json);
	up_json_key(json, "location");
	up_json_object(json);
	uri_pairs(sarif, own_name(path));
	up_json_object_end(json);
	if (parent != SIZE_MAX)
		up_json_pair_number(json, "parentIndex", (int64_t)parent);
	if (known)
		up_json_pair_number(json, "length", (int64_t)known->bytes);
	if (known && known->encoding)
		up_json_pair_s(json, "encoding", known->encoding);
	up_json_key(json, "roles");
	up_json_array(json);
	up_json_string(json, UP_STR("analysisTarget"));
	up_json_array_end(json);
	if (known && known->sha256[0]) {
		up_json_key(json, "hashes");
		up_json_object(json);
		up_json_pair_s(json, "sha-256", known->sha256);
		up_json_object_end(json);
	}
	up_json_object_end(json);
}

void up_sarif_artifacts(struct up_sarif *sarif)
{
	up_json_key(&sarif->json, "artifacts");
	up_json_array(&sarif->json);
	for (size_t i = 0; i < sarif->n_paths; i++)
		artifact_object(sarif, sarif->paths[i]);
	up_json_array_end(&sarif->json);
}
