#include "common/purl-said.h"

enum {
	MOST_QUALIFIERS = 32,
};

static uint32_t split(up_str text, struct up_arena *arena, up_str qualifiers[MOST_QUALIFIERS])
{
	uint32_t n = 0;
	for (size_t start = 0; start < text.len && n < MOST_QUALIFIERS;) {
		size_t end = up_str_find_byte(text, '&', start);
		end = end == SIZE_MAX ? text.len : end;
		qualifiers[n++] = up_purl_decoded(up_str_slice(text, start, end), arena);
		start = end + 1;
	}
	return n;
}

bool up_listed_emit(struct up_parse *p, const struct up_listed *listed)
{
	struct up_component_parts parts;
	up_str qualifiers[MOST_QUALIFIERS], version = listed->version;
	if (up_str_eq(version, UP_STR("NOASSERTION")) || up_str_eq(version, UP_STR("NONE")))
		version = UP_STR_NULL;
	struct up_said_component said = { .type = UP_STR("generic"),
					  .space = listed->space,
					  .name = listed->name,
					  .version = version,
					  .path = listed->path,
					  .key_at = listed->name_at,
					  .value_at = listed->version_at };
	if (listed->purl.len && up_purl_read(listed->purl, up_parse_arena(p), &parts)) {
		said.type = parts.type;
		said.space = parts.space;
		said.name = parts.name;
		said.n_qualifiers = split(parts.qualifiers, up_parse_arena(p), qualifiers);
		said.qualifiers = qualifiers;
		if (parts.version.len) {
			said.value_at = up_str_eq(parts.version, version) ? listed->version_at : listed->purl_at;
			said.version = parts.version;
		}
		if (!said.key_at.end)
			said.key_at = listed->purl_at;
	} else if (listed->purl.len) {
		up_note(p, UP_NOTE_SYNTAX, listed->purl_at.start, "this is no package URL; the component was taken by its name");
	}
	return up_component_emit_as(p, &said);
}
