/* What stands between BEGIN and END, in whatever a key was pasted into: a YAML block, a JSON string with `\n`, lines in quotes joined by `+`, a comment,
 * a patch, one line of an environment file. Base64 digits are kept, what such places put between them is passed over, and anything else ends the block. */
#include "secret/decode.h"
#include "secret/key-private.h"

enum {
	LABEL_BYTES = 60,
	PREFIX_BYTES = 64,
	ROW_LEAST = 16, /* two words of one line that are shorter are prose: rows of a key are as long as each other but for the last */
};

struct reader {
	up_str bytes;
	size_t at, limit;
	struct up_buf digits;
	size_t before_short; /* digits before the last word, where that one was short */
	size_t first, last;  /* places of the first digit and one past the last */
	size_t most;         /* digits that are wanted */
	bool was_short;
	up_str prefix; /* what each line begins with: the plus sign of a patch, the time and the step of a log */
	struct up_arena *arena;
	struct up_armor *armor;
};

enum piece {
	PIECE_WORD,    /* digits, which were added to the buffer */
	PIECE_GAP,     /* what may stand between words */
	PIECE_ELISION, /* digits were left out here */
	PIECE_DASHES,  /* four or more: an END line, or the next BEGIN */
	PIECE_STOP,
};

static bool is_digit64(char c)
{
	return up_is_alnum(c) || c == '+' || c == '/' || c == '=';
}

size_t up_key_escape(up_str bytes, size_t at, char *ret_byte)
{
	size_t i = at;
	while (i < bytes.len && i < at + 8 && bytes.s[i] == '\\')
		i++;
	if (i == at || i == bytes.len)
		return 0;
	switch (bytes.s[i]) {
	case 'n':
	case 'r':
	case 't':
	case '\n':
	case '\r':
		*ret_byte = '\n';
		return i + 1 - at;
	case '"':
	case '\'':
	case '`':
	case '/':
	case '+':
	case '=':
		*ret_byte = bytes.s[i];
		return i + 1 - at;
	case 'u':
	case 'x': {
		size_t n = bytes.s[i] == 'u' ? 4 : 2;
		unsigned value = 0;
		if (bytes.len - i <= n)
			return 0;
		for (size_t k = 1; k <= n; k++) {
			int digit = up_hex_value(bytes.s[i + k]);
			if (digit < 0)
				return 0;
			value = value * 16 + (unsigned)digit;
		}
		if (value >= 0x80)
			return 0;
		*ret_byte = value == '\r' ? '\n' : (char)value;
		return i + 1 + n - at;
	}
	default:
		return 0;
	}
}

bool up_key_base64(up_str digits, struct up_arena *arena, up_str *ret_bytes)
{
	while (digits.len && digits.s[digits.len - 1] == '=')
		digits.len--;
	size_t padding = up_str_find_byte(digits, '=', 0), len = 0;
	up_str whole = up_str_slice(digits, 0, padding);
	whole.len -= whole.len % 4 == 1;
	unsigned char *out = up_arena_alloc(arena, up_base64_room(whole.len));
	bool is_read = up_base64_to(whole, out, &len);
	*ret_bytes = (up_str){ (const char *)out, is_read ? len : 0 };
	return is_read && whole.len == digits.len;
}

/* --- pieces --------------------------------------------------------------------------------------------------------------- */

static size_t run_of(const struct reader *reader, char c)
{
	size_t n = 0;
	while (reader->at + n < reader->limit && reader->bytes.s[reader->at + n] == c)
		n++;
	return n;
}

/* Digits, also those that JSON wrote as `\/` or `\u002B`. */
static bool read_word(struct reader *reader)
{
	size_t start = reader->digits.len;
	while (reader->at < reader->limit) {
		char c = reader->bytes.s[reader->at];
		size_t len = 1;
		if (c == '\\')
			len = up_key_escape(reader->bytes, reader->at, &c);
		if (!len || !is_digit64(c))
			break;
		up_buf_add_byte(&reader->digits, c);
		reader->at += len;
	}
	return reader->digits.len > start;
}

/* The length of `&#10;`, `&quot;` and their kin; 0 when none stands here. */
static size_t entity_length(const struct reader *reader)
{
	for (size_t i = 1; i < 8 && reader->at + i < reader->limit; i++) {
		char c = reader->bytes.s[reader->at + i];
		if (c == ';')
			return i > 1 ? i + 1 : 0;
		if (!up_is_alnum(c) && c != '#')
			return 0;
	}
	return 0;
}

/* A line break, with what all lines begin with; numbers in that may differ. */
static size_t line_break(const struct reader *reader)
{
	up_str prefix = reader->prefix, line = up_str_slice(reader->bytes, reader->at + 1, reader->limit);
	if (line.len < prefix.len)
		return 1;
	for (size_t i = 0; i < prefix.len; i++)
		if (line.s[i] != prefix.s[i] && !(up_is_digit(line.s[i]) && up_is_digit(prefix.s[i])))
			return 1;
	return 1 + prefix.len;
}

/* What stands before the marker in its line: a plus sign, or words of a log and a blank. */
static up_str prefix_before(up_str bytes, size_t at)
{
	size_t start = at;
	while (start && at - start <= PREFIX_BYTES && bytes.s[start - 1] != '\n')
		start--;
	up_str prefix = up_str_slice(bytes, start, at);
	bool is_prefix = prefix.len <= PREFIX_BYTES && (up_str_eq(prefix, UP_STR("+")) || up_str_ends(prefix, UP_STR(" ")));
	return is_prefix ? prefix : UP_STR("");
}

static enum piece take(struct reader *reader, size_t len, enum piece piece)
{
	reader->at += len;
	return piece;
}

static enum piece next_piece(struct reader *reader)
{
	up_str rest = up_str_slice(reader->bytes, reader->at, reader->limit);
	char c = rest.s[0], meant;
	size_t n;
	if (read_word(reader))
		return PIECE_WORD;
	switch (c) {
	case '\n':
		return take(reader, line_break(reader), PIECE_GAP);
	case '-':
		n = run_of(reader, '-');
		return n >= 4 ? PIECE_DASHES : take(reader, n, PIECE_GAP);
	case '.':
	case '*':
		n = run_of(reader, c);
		return take(reader, n, n > 1 + (c == '*') ? PIECE_ELISION : PIECE_GAP);
	case '\\':
		n = up_key_escape(reader->bytes, reader->at, &meant);
		return n ? take(reader, n, PIECE_GAP) : PIECE_STOP;
	case '&':
		n = entity_length(reader);
		return n ? take(reader, n, PIECE_GAP) : PIECE_STOP;
	default:
		if (up_str_starts(rest, UP_STR("\xE2\x80\xA6")))
			return take(reader, 3, PIECE_ELISION);
		return c && strchr(" \t\r\"'`,;#>|", c) ? take(reader, 1, PIECE_GAP) : PIECE_STOP;
	}
}

/* Judges the word that was just added from `start` on: it stays, or it is no digits of the key and goes. False: what stands here is prose. */
static bool keep_word(struct reader *reader, size_t start, size_t place)
{
	size_t len = reader->digits.len - start;
	const char *word = reader->digits.bytes + start;
	char next = reader->at < reader->limit ? reader->bytes.s[reader->at] : '\n';
	bool is_sign = len <= 2 && (word[0] == '+' || word[0] == '/') && word[len - 1] == word[0]; /* "…" + "…", and // of a comment */
	bool is_prefix = len <= 2 && (next == '"' || next == '\'');                                /* b"…" */
	bool is_crc = len == 5 && word[0] == '=';
	if (is_crc)
		reader->armor->crc = up_arena_copy(reader->arena, up_str_range(word + 1, word + 5));
	if (is_sign || is_prefix || is_crc) {
		reader->digits.len = start;
		return true;
	}
	bool is_short = len < ROW_LEAST && word[0] != '=';
	if (is_short && reader->was_short) {
		reader->digits.len = reader->before_short;
		return false;
	}
	reader->was_short = is_short;
	reader->before_short = start;
	if (!start)
		reader->first = place;
	reader->last = reader->at;
	return true;
}

/* --- headers -------------------------------------------------------------------------------------------------------------- */

static void skip_gaps(struct reader *reader)
{
	while (reader->at < reader->limit) {
		char c = reader->bytes.s[reader->at], meant = ' ';
		size_t n = 1;
		if (c == '\\') {
			n = up_key_escape(reader->bytes, reader->at, &meant);
			if (!n || is_digit64(meant))
				return;
		} else if (c == '\n') {
			n = line_break(reader);
		} else if (!strchr(" \t\r\n\"'`,#>|*", c) || !c) {
			return;
		}
		reader->at += n;
	}
}

static size_t header_name(const struct reader *reader)
{
	for (size_t i = 0; i < 40 && reader->at + i < reader->limit; i++) {
		char c = reader->bytes.s[reader->at + i];
		if (c == ':')
			return i;
		if (!up_is_alpha(c) && c != '-')
			return 0;
	}
	return 0;
}

/* The value of a header: to the end of the line as it was before it was escaped; those of PEM to the next blank, for keys whose lines were joined. */
static up_str header_value(struct reader *reader, bool is_word)
{
	while (reader->at < reader->limit && up_is_blank(reader->bytes.s[reader->at]))
		reader->at++;
	size_t start = reader->at;
	for (; reader->at < reader->limit && reader->at < start + 1024; reader->at++) {
		char c = reader->bytes.s[reader->at], meant;
		if (c == '\n' || c == '\r' || (is_word && (up_is_space(c) || c == '"' || c == '\'')))
			break;
		if (c == '\\' && up_key_escape(reader->bytes, reader->at, &meant) && meant == '\n')
			break;
		if (c == '-' && run_of(reader, '-') >= 4) /* the next block */
			break;
	}
	return up_str_slice(reader->bytes, start, reader->at);
}

static void read_headers(struct reader *reader)
{
	bool is_encrypted = false, has_cipher = false;
	for (int i = 0; i < 16; i++) {
		skip_gaps(reader);
		size_t len = header_name(reader);
		if (!len)
			break;
		up_str name = up_str_slice(reader->bytes, reader->at, reader->at + len);
		bool is_type = up_str_eq(name, UP_STR("Proc-Type")), is_cipher = up_str_eq(name, UP_STR("DEK-Info"));
		reader->at += len + 1;
		up_str value = header_value(reader, is_type || is_cipher);
		is_encrypted |= is_type && up_str_ends(value, UP_STR("ENCRYPTED"));
		has_cipher |= is_cipher && value.len;
	}
	reader->armor->is_legacy_encrypted = is_encrypted && has_cipher;
}

/* --- the block ------------------------------------------------------------------------------------------------------------ */

/* "-----BEGIN LABEL-----", or with four dashes and blanks. The offset behind it, or 0. */
static size_t read_label(up_str bytes, size_t at, up_str *ret_label)
{
	up_str rest = up_str_slice(bytes, at, at + LABEL_BYTES + 24);
	bool is_ssh2 = up_str_starts(rest, UP_STR("---- BEGIN "));
	size_t start = 11;
	if (!is_ssh2 && !up_str_starts(rest, UP_STR("-----BEGIN ")))
		return 0;
	size_t end = start;
	while (end < rest.len &&
	       (up_is_alnum(rest.s[end]) || rest.s[end] == ' ' ||
		(rest.s[end] == '-' && !is_ssh2 && up_is_alnum(rest.s[end - 1]) && end + 1 < rest.len && up_is_alnum(rest.s[end + 1]))))
		end++;
	up_str dashes = is_ssh2 ? UP_STR("----") : UP_STR("-----");
	if (end == start || end > start + LABEL_BYTES || !up_str_starts(up_str_slice(rest, end, rest.len), dashes))
		return 0;
	*ret_label = up_str_trim(up_str_slice(rest, start, end));
	return at + end + dashes.len;
}

/* Where the END line that begins at the reader's dashes ends; 0 when it is none. */
static size_t end_line(const struct reader *reader)
{
	size_t at = reader->at + run_of(reader, '-');
	up_str rest = up_str_slice(reader->bytes, at, at + LABEL_BYTES + 12);
	size_t skip = up_str_starts(rest, UP_STR(" END ")) ? 5 : up_str_starts(rest, UP_STR("END ")) ? 4 : 0;
	if (!skip)
		return 0;
	size_t i = skip;
	while (i < rest.len && (up_is_alnum(rest.s[i]) || rest.s[i] == ' '))
		i++;
	while (i < rest.len && rest.s[i] == '-')
		i++;
	return at + i;
}

/* Was what was just passed over a line break, perhaps an escaped one? */
static bool has_break(const struct reader *reader, size_t start)
{
	char c = reader->bytes.s[start], meant = c;
	if (c == '\\')
		up_key_escape(reader->bytes, start, &meant);
	return meant == '\n';
}

static void read_body(struct reader *reader)
{
	while (reader->at < reader->limit) {
		size_t start = reader->digits.len, place = reader->at;
		switch (next_piece(reader)) {
		case PIECE_WORD:
			if (!keep_word(reader, start, place))
				return;
			if (reader->digits.len >= reader->most) {
				reader->last -= reader->digits.len - reader->most;
				reader->digits.len = reader->most;
				return;
			}
			break;
		case PIECE_GAP:
			reader->was_short &= !has_break(reader, place);
			break;
		case PIECE_ELISION:
			reader->armor->is_elided = true;
			reader->was_short = false;
			break;
		case PIECE_DASHES: {
			size_t end = end_line(reader);
			reader->armor->is_ended = end != 0;
			reader->armor->at.end = (uint32_t)end;
			return;
		}
		case PIECE_STOP:
			return;
		}
	}
	reader->armor->is_too_long = reader->limit < reader->bytes.len;
}

static void finish(struct reader *reader)
{
	struct up_armor *armor = reader->armor;
	armor->body = (up_span){ (uint32_t)reader->first, (uint32_t)reader->last };
	if (!armor->is_ended)
		armor->at.end = (uint32_t)reader->last;
	armor->digits = up_arena_copy(reader->arena, up_buf_str(&reader->digits));
	up_buf_finish(&reader->digits);
}

bool up_armor_read(const struct up_key_search *search, uint32_t at, struct up_armor *ret_armor)
{
	*ret_armor = (struct up_armor){ .at = { at, at } };
	struct reader reader = { .bytes = search->bytes, .armor = ret_armor, .arena = search->arena, .most = SIZE_MAX };
	reader.at = read_label(search->bytes, at, &ret_armor->label);
	if (!reader.at)
		return false;
	reader.first = reader.last = reader.at;
	reader.limit = reader.bytes.len - at > UP_KEY_BODY_BYTES ? at + (size_t)UP_KEY_BODY_BYTES : reader.bytes.len;
	reader.prefix = prefix_before(reader.bytes, at);
	read_headers(&reader);
	read_body(&reader);
	finish(&reader);
	return true;
}

void up_armor_read_bare(const struct up_key_search *search, uint32_t at, size_t most, struct up_armor *ret_armor)
{
	*ret_armor = (struct up_armor){ .at = { at, at } };
	struct reader reader = { .bytes = search->bytes, .armor = ret_armor, .arena = search->arena, .at = at };
	reader.most = most ? most : SIZE_MAX;
	reader.first = reader.last = at;
	reader.limit = reader.bytes.len - at > UP_KEY_BARE_BYTES ? at + (size_t)UP_KEY_BARE_BYTES : reader.bytes.len;
	read_body(&reader);
	finish(&reader);
}

bool up_key_is_monotonous(up_str digits)
{
	return __builtin_popcountll(up_str_letters(digits)) <= 6;
}
