/* Reads lists of checksums line by line. Facts: coreutils' digest.c (escaped names, BSD's style, the asterisk of binary mode), PEP 376 and PEP 427 (RECORD). */
#include "package/checksums-read.h"

#include "base/memory.h"

/* --- names ---------------------------------------------------------------------------------------------------------------- */

enum up_digest_kind up_digest_by_name(up_str name)
{
	static const struct {
		const char *name;
		enum up_digest_kind kind;
	} names[] = {
		{ "md5", UP_DIGEST_MD5 },
		{ "sha", UP_DIGEST_SHA1 },
		{ "sha1", UP_DIGEST_SHA1 },
		{ "sha224", UP_DIGEST_SHA224 },
		{ "sha2224", UP_DIGEST_SHA224 },
		{ "sha256", UP_DIGEST_SHA256 },
		{ "sha2256", UP_DIGEST_SHA256 },
		{ "sha384", UP_DIGEST_SHA384 },
		{ "sha2384", UP_DIGEST_SHA384 },
		{ "sha512", UP_DIGEST_SHA512 },
		{ "sha2512", UP_DIGEST_SHA512 },
		{ "sha512256", UP_DIGEST_SHA512_256 },
		{ "sha2512256", UP_DIGEST_SHA512_256 },
		{ "blake2b", UP_DIGEST_BLAKE2B },
		{ "blake2b512", UP_DIGEST_BLAKE2B },
	};
	char plain[16];
	size_t n = 0;
	for (size_t i = 0; i < name.len; i++) {
		if (name.s[i] == '-' || name.s[i] == '_' || name.s[i] == '/')
			continue;
		if (n == sizeof plain)
			return _UP_DIGEST_MAX;
		plain[n++] = up_lower(name.s[i]);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq((up_str){ plain, n }, up_str_from(names[i].name)))
			return names[i].kind;
	return _UP_DIGEST_MAX;
}

/* Without "sums" or "sum" at its end; false: it has neither. */
static bool take_sums(up_str *name)
{
	size_t len = up_str_ends_nocase(*name, UP_STR("sums")) ? 4 : up_str_ends_nocase(*name, UP_STR("sum")) ? 3 : 0;
	name->len -= len;
	return len > 0;
}

/* "x.sha256", "SHA256SUMS": named by an algorithm. */
static enum up_checksum_list_kind named_by_algorithm(up_str base, up_str *ret_stem)
{
	static const char *const endings[] = { "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "b2" };
	up_str rest = base;
	bool is_list = take_sums(&rest);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		if (!up_str_ends_nocase(rest, up_str_from(endings[i])))
			continue;
		up_str before = up_str_slice(rest, 0, rest.len - strlen(endings[i]));
		if (before.len > 1 && before.s[before.len - 1] == '.') {
			*ret_stem = up_str_slice(before, 0, before.len - 1);
			return UP_CHECKSUMS_SINGLE;
		}
		return is_list && (!before.len || !up_is_alnum(before.s[before.len - 1])) ? UP_CHECKSUMS_LIST : UP_CHECKSUMS_NONE;
	}
	return UP_CHECKSUMS_NONE;
}

enum up_checksum_list_kind up_checksums_kind(up_str name, up_str *ret_stem)
{
	static const char *const vague[] = { "checksums", "checksum", "sums" };
	up_str base = up_str_basename(name);
	*ret_stem = UP_STR_NULL;
	if (up_str_ends_nocase(base, UP_STR(".txt")))
		base.len -= 4;
	enum up_checksum_list_kind kind = named_by_algorithm(base, ret_stem);
	if (kind != UP_CHECKSUMS_NONE)
		return kind;
	/* Node.js: SHASUMS256.txt. */
	if (up_str_starts_nocase(base, UP_STR("SHASUMS")) && base.len <= 10)
		return UP_CHECKSUMS_LIST;
	for (size_t i = 0; i < sizeof vague / sizeof *vague; i++) {
		up_str word = up_str_from(vague[i]);
		if (up_str_ends_nocase(base, word) && (base.len == word.len || !up_is_alnum(base.s[base.len - word.len - 1])))
			return UP_CHECKSUMS_VAGUE;
	}
	return UP_CHECKSUMS_NONE;
}

/* --- digests -------------------------------------------------------------------------------------------------------------- */

size_t up_digest_from_base64(up_str text, unsigned char ret_digest[UP_DIGEST_BYTES])
{
	while (text.len && text.s[text.len - 1] == '=')
		text.len--;
	size_t size = text.len * 3 / 4, n = 0;
	uint32_t bits = 0;
	if (!text.len || size > UP_DIGEST_BYTES || text.len % 4 == 1)
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		uint32_t value;
		if (c >= 'A' && c <= 'Z')
			value = (uint32_t)(c - 'A');
		else if (c >= 'a' && c <= 'z')
			value = (uint32_t)(c - 'a') + 26;
		else if (up_is_digit(c))
			value = (uint32_t)(c - '0') + 52;
		else if (c == '+' || c == '-')
			value = 62;
		else if (c == '/' || c == '_')
			value = 63;
		else
			return 0;
		bits = bits << 6 | value;
		if (i % 4)
			ret_digest[n++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
	}
	return n;
}

static size_t hex_length(up_str text)
{
	size_t n = 0;
	while (n < text.len && up_is_hex(text.s[n]))
		n++;
	return n;
}

static const unsigned char *read_hex(up_str hex, struct up_arena *arena)
{
	unsigned char *digest = up_arena_alloc_zero(arena, hex.len / 2 + 1);
	for (size_t i = 0; i + 1 < hex.len; i += 2)
		digest[i / 2] = (unsigned char)((unsigned)up_hex_value(hex.s[i]) << 4 | (unsigned)up_hex_value(hex.s[i + 1]));
	return digest;
}

static enum up_digest_kind kind_by_length(size_t hex, up_str list_name)
{
	up_str base = up_str_basename(list_name);
	bool is_blake = up_str_starts_nocase(base, UP_STR("b2sum")) || up_str_ends_nocase(base, UP_STR(".b2")) ||
			up_str_ends_nocase(base, UP_STR("b2sums")) || up_str_ends_nocase(base, UP_STR("b2sums.txt"));
	switch (hex) {
	case 32:
		return UP_DIGEST_MD5;
	case 40:
		return UP_DIGEST_SHA1;
	case 56:
		return UP_DIGEST_SHA224;
	case 64:
		return UP_DIGEST_SHA256;
	case 96:
		return UP_DIGEST_SHA384;
	case 128:
		return is_blake ? UP_DIGEST_BLAKE2B : UP_DIGEST_SHA512;
	default:
		return _UP_DIGEST_MAX;
	}
}

/* --- lines ---------------------------------------------------------------------------------------------------------------- */

struct reading {
	struct up_checksum_list *list;
	struct up_arena *arena;
	up_str list_name;
	uint32_t line;
};

static struct up_checksum *add(struct reading *reading)
{
	struct up_checksum_list *list = reading->list;
	list->lines = up_grow(list->lines, &list->capacity, list->n + 1, sizeof *list->lines);
	struct up_checksum *line = &list->lines[list->n++];
	*line = (struct up_checksum){ .line = reading->line };
	return line;
}

/* \\ \n \r in names of lines that begin with a backslash; false: another escape. */
static bool unescape(struct reading *reading, up_str *name)
{
	struct up_buf plain = { 0 };
	for (size_t i = 0; i < name->len; i++) {
		char c = name->s[i];
		if (c == '\\') {
			char escaped = ++i < name->len ? name->s[i] : '\0';
			if (escaped != '\\' && escaped != 'n' && escaped != 'r') {
				up_buf_finish(&plain);
				return false;
			}
			c = escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : '\\';
		}
		up_buf_add_byte(&plain, c);
	}
	*name = up_arena_take(reading->arena, &plain);
	return true;
}

/* "SHA256 (x) = hex", and OpenSSL's "SHA2-256(x)= hex". *ret_is: it has this shape, whether it is right or not. */
static bool read_tagged(struct reading *reading, up_str line, bool is_escaped, bool *ret_is)
{
	size_t word = 0;
	while (word < line.len && (up_is_alnum(line.s[word]) || line.s[word] == '-' || line.s[word] == '/' || line.s[word] == '_'))
		word++;
	up_str rest = up_str_slice(line, word, line.len);
	*ret_is = word && (up_str_starts(rest, UP_STR(" (")) || up_str_starts(rest, UP_STR("(")));
	if (!*ret_is)
		return false;
	rest = up_str_slice(rest, rest.s[0] == ' ' ? 2 : 1, rest.len);
	size_t close = rest.len;
	while (close && rest.s[close - 1] != ')')
		close--;
	up_str digest = up_str_trim(up_str_slice(rest, close, rest.len)), name = up_str_slice(rest, 0, close ? close - 1 : 0);
	if (!close || !up_str_starts(digest, UP_STR("=")))
		return false;
	digest = up_str_trim(up_str_slice(digest, 1, digest.len));
	enum up_digest_kind kind = up_digest_by_name(up_str_slice(line, 0, word));
	if (hex_length(digest) != digest.len || !digest.len || !name.len)
		return false;
	if (kind == _UP_DIGEST_MAX) {
		if (!reading->list->n_unknown++)
			reading->list->unknown = up_str_slice(line, 0, word);
		return true;
	}
	if (digest.len != 2 * up_digest_size(kind) || (is_escaped && !unescape(reading, &name)))
		return false;
	struct up_checksum *found = add(reading);
	found->kind = kind;
	found->name = name;
	found->digest = read_hex(digest, reading->arena);
	return true;
}

static bool read_line(struct reading *reading, up_str line)
{
	bool is_escaped = up_str_starts(line, UP_STR("\\")), is_tagged;
	if (is_escaped)
		line = up_str_slice(line, 1, line.len);
	if (read_tagged(reading, line, is_escaped, &is_tagged))
		return true;
	if (is_tagged)
		return false;
	size_t hex = hex_length(line);
	enum up_digest_kind kind = kind_by_length(hex, reading->list_name);
	up_str name = up_str_slice(line, hex, line.len);
	if (kind == _UP_DIGEST_MAX || (name.len && !up_is_blank(name.s[0])))
		return false;
	/* One blank, then a blank for text or an asterisk for binary; some write one blank or a tab alone. */
	name = up_str_slice(name, 1, name.len);
	if (name.len > 1 && (name.s[0] == ' ' || name.s[0] == '*'))
		name = up_str_slice(name, 1, name.len);
	while (name.len && up_is_space(name.s[name.len - 1]) && !is_escaped)
		name.len--;
	if (is_escaped && !unescape(reading, &name))
		return false;
	struct up_checksum *found = add(reading);
	found->kind = kind;
	found->name = name;
	found->digest = read_hex(up_str_slice(line, 0, hex), reading->arena);
	return true;
}

static void remember_malformed(struct up_checksum_list *list, uint32_t number, up_str line)
{
	if (list->n_malformed++)
		return;
	list->first_malformed = number;
	list->malformed = line;
}

void up_checksums_read(up_str text, up_str name, struct up_arena *arena, struct up_checksum_list *ret_list)
{
	*ret_list = (struct up_checksum_list){ 0 };
	struct reading reading = { ret_list, arena, name, 0 };
	/* What stands in a clear-signed text: behind its headers, before its signature. */
	bool is_clearsigned = false, is_header = false;
	if (up_str_starts(text, UP_STR("\xEF\xBB\xBF")))
		text = up_str_slice(text, 3, text.len);
	/* Text before it is nobody's. */
	bool is_outside = up_str_find(text, UP_STR("-----BEGIN PGP SIGNED MESSAGE"), 0) != SIZE_MAX;
	size_t offset = 0;
	for (up_str line; up_line_next(text, &offset, &line);) {
		reading.line++;
		if (up_str_starts(line, UP_STR("-----BEGIN PGP SIGNED MESSAGE"))) {
			is_clearsigned = is_header = true;
			is_outside = false;
			continue;
		}
		if (is_outside)
			continue;
		if (up_str_starts(line, UP_STR("-----BEGIN PGP SIGNATURE")))
			break;
		if (is_header) {
			is_header = up_str_trim(line).len > 0;
			continue;
		}
		if (is_clearsigned && up_str_starts(line, UP_STR("- ")))
			line = up_str_slice(line, 2, line.len);
		up_str trimmed = up_str_trim(line);
		if (!trimmed.len || trimmed.s[0] == '#' || trimmed.s[0] == ';')
			continue;
		if (!read_line(&reading, trimmed.s == line.s ? line : trimmed))
			remember_malformed(ret_list, reading.line, trimmed);
	}
}

/* --- Release -------------------------------------------------------------------------------------------------------------- */

/* " hex size name" below "SHA256:". */
static void read_release_line(struct reading *reading, enum up_digest_kind kind, up_str line)
{
	up_str rest = up_str_trim(line);
	size_t hex = hex_length(rest), at = hex;
	while (at < rest.len && up_is_blank(rest.s[at]))
		at++;
	while (at < rest.len && up_is_digit(rest.s[at]))
		at++;
	up_str name = up_str_trim(up_str_slice(rest, at, rest.len));
	if (hex != 2 * up_digest_size(kind) || !name.len) {
		remember_malformed(reading->list, reading->line, line);
		return;
	}
	struct up_checksum *found = add(reading);
	found->kind = kind;
	found->name = name;
	found->digest = read_hex(up_str_slice(rest, 0, hex), reading->arena);
}

void up_checksums_read_release(up_str text, struct up_arena *arena, struct up_checksum_list *ret_list)
{
	*ret_list = (struct up_checksum_list){ 0 };
	struct reading reading = { ret_list, arena, UP_STR("Release"), 0 };
	/* The strongest alone, which is what apt does. */
	static const char *const fields[] = { "\nSHA512:", "\nSHA256:", "\nSHA1:", "\nMD5Sum:" };
	static const enum up_digest_kind kinds[] = { UP_DIGEST_SHA512, UP_DIGEST_SHA256, UP_DIGEST_SHA1, UP_DIGEST_MD5 };
	size_t field = 0;
	while (field < 4 && up_str_find(text, up_str_from(fields[field]), 0) == SIZE_MAX)
		field++;
	bool is_inside = false;
	size_t offset = 0;
	for (up_str line; field < 4 && up_line_next(text, &offset, &line);) {
		reading.line++;
		if (up_str_starts(line, UP_STR("-----BEGIN PGP SIGNATURE")))
			break;
		if (!line.len || !up_is_blank(line.s[0]))
			is_inside = up_str_starts(line, up_str_from(fields[field] + 1));
		else if (is_inside)
			read_release_line(&reading, kinds[field], line);
	}
}

/* --- RECORD --------------------------------------------------------------------------------------------------------------- */

/* One field of a line of CSV, quotes taken off; moves *at past its comma. */
static up_str next_field(up_str line, size_t *at, struct up_arena *arena)
{
	if (*at >= line.len || line.s[*at] != '"') {
		size_t end = up_str_find_byte(line, ',', *at), from = *at;
		end = end == SIZE_MAX ? line.len : end;
		*at = end + 1;
		return up_str_slice(line, from, end);
	}
	struct up_buf field = { 0 };
	size_t i = *at + 1;
	for (; i < line.len; i++) {
		if (line.s[i] == '"' && (i + 1 >= line.len || line.s[++i] != '"'))
			break;
		up_buf_add_byte(&field, line.s[i]);
	}
	size_t comma = up_str_find_byte(line, ',', i < line.len ? i : line.len);
	*at = comma == SIZE_MAX ? line.len + 1 : comma + 1;
	return up_arena_take(arena, &field);
}

void up_checksums_read_record(up_str text, struct up_arena *arena, struct up_checksum_list *ret_list)
{
	*ret_list = (struct up_checksum_list){ 0 };
	struct reading reading = { ret_list, arena, UP_STR("RECORD"), 0 };
	size_t offset = 0;
	for (up_str line; up_line_next(text, &offset, &line);) {
		reading.line++;
		if (!up_str_trim(line).len)
			continue;
		size_t at = 0;
		up_str name = next_field(line, &at, arena), hash = next_field(line, &at, arena);
		size_t equal = up_str_find_byte(hash, '=', 0);
		unsigned char digest[UP_DIGEST_BYTES] = { 0 };
		enum up_digest_kind kind = up_digest_by_name(up_str_slice(hash, 0, equal));
		size_t size = equal == SIZE_MAX ? 0 : up_digest_from_base64(up_str_slice(hash, equal + 1, hash.len), digest);
		if (!name.len || (hash.len && (kind == _UP_DIGEST_MAX || size != up_digest_size(kind)))) {
			remember_malformed(ret_list, reading.line, line);
			continue;
		}
		struct up_checksum *found = add(&reading);
		found->name = name;
		found->is_unhashed = !hash.len;
		found->kind = hash.len ? kind : UP_DIGEST_SHA256;
		found->digest = (const unsigned char *)up_arena_copy(arena, (up_str){ (const char *)digest, size }).s;
	}
}

void up_checksum_list_finish(struct up_checksum_list *list)
{
	up_free(list->lines);
	*list = (struct up_checksum_list){ 0 };
}
