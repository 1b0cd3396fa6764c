/* Package URLs: "pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH" (ECMA-427, and package-url/purl-spec types/ for what each type asks for). */
#include "core/component.h"

/* What a type does to the case of its names. */
enum {
	LOWER_SPACE = 1 << 0,
	LOWER_NAME = 1 << 1,
	LOWER_VERSION = 1 << 2,
	DASHES = 1 << 3, /* '_' is '-' */
	UPPER_SPACE = 1 << 4,
};

static const struct {
	const char *type;
	unsigned rules;
} types[] = {
	{ "alpm", LOWER_SPACE | LOWER_NAME },
	{ "apk", LOWER_SPACE | LOWER_NAME },
	{ "bitbucket", LOWER_SPACE | LOWER_NAME },
	{ "bitnami", LOWER_NAME },
	{ "brew", LOWER_SPACE | LOWER_NAME },
	{ "huggingface", LOWER_VERSION },
	{ "composer", LOWER_SPACE | LOWER_NAME },
	{ "cpan", UPPER_SPACE },
	{ "deb", LOWER_SPACE | LOWER_NAME },
	{ "github", LOWER_SPACE | LOWER_NAME },
	{ "golang", LOWER_SPACE | LOWER_NAME },
	{ "hex", LOWER_SPACE | LOWER_NAME },
	{ "luarocks", LOWER_NAME },
	{ "oci", LOWER_NAME },
	{ "otp", LOWER_NAME },
	{ "pub", LOWER_NAME },
	{ "pypi", LOWER_NAME | LOWER_VERSION | DASHES },
	{ "qpkg", LOWER_SPACE },
	{ "rpm", LOWER_SPACE },
};

static unsigned rules_of(up_str type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (up_str_eq_nocase(type, up_str_from(types[i].type)))
			return types[i].rules;
	return 0;
}

static void add_encoded(struct up_buf *out, up_str text, unsigned lower, unsigned dashes, unsigned upper)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = lower ? up_lower(text.s[i]) : text.s[i];
		c = dashes && c == '_' ? '-' : c;
		c = upper && c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
		if (up_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':')
			up_buf_add_byte(out, c);
		else
			up_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}

/* Segments that say something, each encoded. */
static void add_segments(struct up_buf *out, up_str path, unsigned lower, unsigned upper, const char *end)
{
	bool is_first = true;
	for (size_t at = 0; at <= path.len && path.len;) {
		size_t slash = up_str_find_byte(path, '/', at);
		up_str segment = up_str_slice(path, at, slash);
		at = slash == SIZE_MAX ? path.len + 1 : slash + 1;
		if (!segment.len)
			continue;
		if (!is_first)
			up_buf_add_byte(out, '/');
		add_encoded(out, segment, lower, 0, upper);
		is_first = false;
	}
	if (!is_first)
		up_buf_add_s(out, end);
}

up_str up_purl_of(const struct up_component_parts *parts, struct up_arena *arena)
{
	unsigned rules = rules_of(parts->type);
	struct up_buf out = { 0 };
	up_buf_add_s(&out, "pkg:");
	for (size_t i = 0; i < parts->type.len; i++)
		up_buf_add_byte(&out, up_lower(parts->type.s[i]));
	up_buf_add_byte(&out, '/');
	add_segments(&out, parts->space, rules & LOWER_SPACE, rules & UPPER_SPACE, "/");
	add_encoded(&out, parts->name, rules & LOWER_NAME, rules & DASHES, 0);
	if (parts->version.len) {
		up_buf_add_byte(&out, '@');
		add_encoded(&out, parts->version, rules & LOWER_VERSION, 0, 0);
	}
	if (parts->qualifiers.len) {
		up_buf_add_byte(&out, '?');
		up_buf_add(&out, parts->qualifiers);
	}
	if (parts->subpath.len) {
		up_buf_add_byte(&out, '#');
		add_segments(&out, parts->subpath, 0, 0, "");
	}
	return up_arena_take(arena, &out);
}

static up_str next_pair(up_str *rest)
{
	size_t end = up_str_find_byte(*rest, '&', 0);
	up_str pair = up_str_slice(*rest, 0, end);
	*rest = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(*rest, end + 1, rest->len);
	return pair;
}

static up_str pair_name(up_str pair)
{
	return up_str_slice(pair, 0, up_str_find_byte(pair, '=', 0));
}

/* Letters, digits, '.', '-' and '_', a letter first. */
static bool is_qualifier(up_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!up_is_alnum(name.s[i]) && name.s[i] != '.' && name.s[i] != '-' && name.s[i] != '_')
			return false;
	return name.len && name.len <= UP_QUALIFIER_BYTES && up_is_alpha(name.s[0]);
}

void up_component_qualify(struct up_component_parts *parts, up_str name, up_str value, struct up_arena *arena)
{
	if (!value.len || !is_qualifier(name))
		return;
	struct up_buf out = { 0 }, lowered = { 0 };
	bool is_placed = false;
	for (size_t i = 0; i < name.len; i++)
		up_buf_add_byte(&lowered, up_lower(name.s[i]));
	name = up_buf_str(&lowered);
	for (up_str rest = parts->qualifiers; rest.len || !is_placed;) {
		up_str pair = next_pair(&rest);
		int order = pair.len ? up_str_cmp(pair_name(pair), name) : 1;
		if (!is_placed && order >= 0) {
			is_placed = true;
			if (order) {
				up_buf_add_s(&out, out.len ? "&" : "");
				up_buf_add(&out, name);
				up_buf_add_byte(&out, '=');
				add_encoded(&out, value, 0, 0, 0);
			}
		}
		if (pair.len) {
			up_buf_add_s(&out, out.len ? "&" : "");
			up_buf_add(&out, pair);
		}
	}
	parts->qualifiers = up_arena_take(arena, &out);
	up_buf_finish(&lowered);
}

up_str up_purl_decoded(up_str text, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] == '%' && i + 2 < text.len && up_is_hex(text.s[i + 1]) && up_is_hex(text.s[i + 2])) {
			up_buf_add_byte(&out, (char)(up_hex_value(text.s[i + 1]) * 16 + up_hex_value(text.s[i + 2])));
			i += 2;
		} else {
			up_buf_add_byte(&out, text.s[i]);
		}
	}
	return up_arena_take(arena, &out);
}

static size_t find_last(up_str text, char byte)
{
	for (size_t i = text.len; i; i--)
		if (text.s[i - 1] == byte)
			return i - 1;
	return SIZE_MAX;
}

/* Cuts off what follows the byte at `at`. */
static up_str cut(up_str *rest, size_t at)
{
	if (at == SIZE_MAX)
		return UP_STR_NULL;
	up_str tail = up_str_slice(*rest, at + 1, rest->len);
	*rest = up_str_slice(*rest, 0, at);
	return tail;
}

static up_str without_slashes(up_str text)
{
	while (text.len && text.s[0] == '/')
		text = up_str_slice(text, 1, text.len);
	while (text.len && text.s[text.len - 1] == '/')
		text.len--;
	return text;
}

static bool is_type(up_str type)
{
	for (size_t i = 0; i < type.len; i++)
		if (!up_is_alnum(type.s[i]) && type.s[i] != '.' && type.s[i] != '-' && type.s[i] != '+')
			return false;
	return type.len && up_is_alpha(type.s[0]);
}

bool up_purl_read(up_str purl, struct up_arena *arena, struct up_component_parts *ret_parts)
{
	if (!up_str_starts_nocase(purl, UP_STR("pkg:")))
		return false;
	struct up_component_parts parts = { 0 };
	up_str rest = up_str_slice(purl, 4, purl.len);
	parts.subpath = up_purl_decoded(without_slashes(cut(&rest, up_str_find_byte(rest, '#', 0))), arena);
	up_str qualifiers = cut(&rest, up_str_find_byte(rest, '?', 0));
	rest = without_slashes(rest);
	size_t slash = up_str_find_byte(rest, '/', 0);
	if (slash == SIZE_MAX || !is_type(up_str_slice(rest, 0, slash)))
		return false;
	up_str type = up_str_slice(rest, 0, slash);
	rest = without_slashes(up_str_slice(rest, slash + 1, rest.len));
	size_t at = find_last(rest, '@');
	/* The '@' of a namespace that nobody encoded is none of a version: "pkg:npm/@babel/core". */
	if (at != SIZE_MAX && up_str_find_byte(rest, '/', at) == SIZE_MAX)
		parts.version = up_purl_decoded(cut(&rest, at), arena);
	rest = without_slashes(rest);
	up_str name = up_str_basename(rest);
	parts.type = up_arena_copy(arena, type);
	for (size_t i = 0; i < type.len; i++)
		((char *)(uintptr_t)parts.type.s)[i] = up_lower(type.s[i]);
	parts.space = up_purl_decoded(without_slashes(up_str_slice(rest, 0, rest.len - name.len)), arena);
	parts.name = up_purl_decoded(name, arena);
	for (unsigned n = 0; qualifiers.len && n < 32; n++) {
		up_str pair = next_pair(&qualifiers);
		size_t equals = up_str_find_byte(pair, '=', 0);
		if (equals != SIZE_MAX)
			up_component_qualify(&parts, up_str_slice(pair, 0, equals),
					     up_purl_decoded(up_str_slice(pair, equals + 1, pair.len), arena), arena);
	}
	if (!parts.name.len)
		return false;
	*ret_parts = parts;
	return true;
}
