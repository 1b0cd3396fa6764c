/* Reads what the JAR File Specification calls a manifest: "Name: value" lines of at most 72 bytes, folded by a blank at the start of the next, in sections that
 * end with an empty line. Lines end with CR LF, LF or CR. A section is signed with the first empty line behind it, as in OpenJDK's ManifestDigester. */
#include "package/manifest.h"

#include <stdlib.h>

#include "base/memory.h"
#include "package/checksums-read.h"

/* One line: its text, and where the next begins. */
static up_str line_at(up_str text, size_t at, size_t *ret_next)
{
	size_t end = at;
	while (end < text.len && text.s[end] != '\n' && text.s[end] != '\r')
		end++;
	size_t next = end;
	if (next < text.len)
		next += text.s[next] == '\r' && next + 1 < text.len && text.s[next + 1] == '\n' ? 2 : 1;
	*ret_next = next;
	return up_str_slice(text, at, end);
}

/* "SHA-256-Digest", "SHA1-Digest-Manifest" … false: something else. */
static bool digest_name(up_str key, struct up_manifest_digest *ret_digest, bool *ret_is_known)
{
	static const struct {
		const char *ending;
		int of;
	} endings[] = {
		{ "-Digest", UP_MANIFEST_DIGEST },
		{ "-Digest-Manifest", UP_MANIFEST_DIGEST_ALL },
		{ "-Digest-Manifest-Main-Attributes", UP_MANIFEST_DIGEST_MAIN },
	};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		up_str ending = up_str_from(endings[i].ending);
		if (key.len <= ending.len || !up_str_ends_nocase(key, ending))
			continue;
		ret_digest->kind = up_digest_by_name(up_str_slice(key, 0, key.len - ending.len));
		ret_digest->of = endings[i].of;
		*ret_is_known = ret_digest->kind != _UP_DIGEST_MAX;
		return true;
	}
	return false;
}

static void add_header(struct up_manifest *manifest, struct up_manifest_section *section, up_str line)
{
	size_t colon = up_str_find_byte(line, ':', 0);
	if (colon == SIZE_MAX)
		return;
	up_str key = up_str_slice(line, 0, colon), value = up_str_slice(line, colon + 1, line.len);
	if (up_str_starts(value, UP_STR(" ")))
		value = up_str_slice(value, 1, value.len);
	struct up_manifest_digest digest = { 0 };
	bool is_known;
	if (up_str_eq_nocase(key, UP_STR("Name"))) {
		section->name = value;
		return;
	}
	if (!digest_name(key, &digest, &is_known))
		return;
	if (!is_known) {
		manifest->n_unknown++;
		return;
	}
	digest.is_malformed = up_digest_from_base64(up_str_trim(value), digest.digest) != up_digest_size(digest.kind);
	manifest->digests = up_grow(manifest->digests, &manifest->digests_capacity, manifest->n_digests + 1, sizeof digest);
	manifest->digests[manifest->n_digests++] = digest;
	section->n_digests++;
}

/* The header that begins at `at`, folded lines put together; *ret_next: behind them. */
static up_str header_at(up_str text, size_t at, struct up_arena *arena, size_t *ret_next)
{
	up_str line = line_at(text, at, ret_next);
	if (*ret_next >= text.len || text.s[*ret_next] != ' ')
		return line;
	struct up_buf whole = { 0 };
	up_buf_add(&whole, line);
	while (*ret_next < text.len && text.s[*ret_next] == ' ') {
		line = line_at(text, *ret_next, ret_next);
		up_buf_add(&whole, up_str_slice(line, 1, line.len));
	}
	return up_arena_take(arena, &whole);
}

static int compare(const void *a, const void *b, void *data)
{
	const struct up_manifest *manifest = data;
	const uint32_t *left = a, *right = b;
	int order = up_str_cmp(manifest->sections[*left].name, manifest->sections[*right].name);
	return order ? order : *left < *right ? -1 : *left > *right;
}

void up_manifest_read(up_str text, struct up_arena *arena, struct up_manifest *ret_manifest)
{
	*ret_manifest = (struct up_manifest){ 0 };
	for (size_t at = 0; at < text.len;) {
		struct up_manifest_section section = { .first_digest = ret_manifest->n_digests };
		size_t start = at, next = at, end = at;
		while (at < text.len) {
			up_str header = header_at(text, at, arena, &next);
			end = at;
			at = next;
			if (!header.len)
				break;
			end = next;
			add_header(ret_manifest, &section, header);
		}
		section.raw = up_str_slice(text, start, at);
		section.lines = up_str_slice(text, start, end);
		/* The main section is the first; of the others only those count that name something. */
		if (ret_manifest->n && !section.name.len)
			continue;
		ret_manifest->sections = up_grow(ret_manifest->sections, &ret_manifest->capacity, ret_manifest->n + 1, sizeof section);
		ret_manifest->sections[ret_manifest->n++] = section;
	}
	ret_manifest->by_name = up_alloc((ret_manifest->n + 1) * sizeof *ret_manifest->by_name);
	for (size_t i = 0; i < ret_manifest->n; i++)
		ret_manifest->by_name[i] = (uint32_t)i;
	if (ret_manifest->n)
		qsort_r(ret_manifest->by_name, ret_manifest->n, sizeof *ret_manifest->by_name, compare, ret_manifest);
}

void up_manifest_finish(struct up_manifest *manifest)
{
	up_free(manifest->sections);
	up_free(manifest->digests);
	up_free(manifest->by_name);
	*manifest = (struct up_manifest){ 0 };
}

const struct up_manifest_section *up_manifest_find(const struct up_manifest *manifest, up_str name)
{
	size_t low = 0, high = manifest->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(manifest->sections[manifest->by_name[middle]].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	const struct up_manifest_section *found = low < manifest->n ? &manifest->sections[manifest->by_name[low]] : NULL;
	return found && up_str_eq(found->name, name) ? found : NULL;
}
