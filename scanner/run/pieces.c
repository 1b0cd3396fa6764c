/* Reading a file of SQL piece by piece. */
#include "run/pieces.h"

#include <errno.h>
#include <unistd.h>

#include "run/decode.h"

bool up_pieces_fit(up_str path, up_str start)
{
	bool is_utf16 = start.len > 1 && (((unsigned char)start.s[0] == 0xFF && (unsigned char)start.s[1] == 0xFE) ||
					  ((unsigned char)start.s[0] == 0xFE && (unsigned char)start.s[1] == 0xFF));
	return up_str_ends_nocase(path, UP_STR(".sql")) && !is_utf16 && !up_decode_binary(start);
}

void up_pieces_begin(struct up_pieces *pieces, struct up_reader *reader, int fd, up_str path)
{
	*pieces = (struct up_pieces){ .reader = reader, .fd = fd, .path = path };
}

/* Fills the buffer behind what is left in it. */
static bool fill(struct up_pieces *pieces)
{
	size_t most = (size_t)up_reader_limit(pieces->reader);
	up_reader_room(pieces->reader, most, pieces->len);
	while (!pieces->is_end && pieces->len < most) {
		ssize_t n = read(pieces->fd, pieces->reader->raw + pieces->len, most - pieces->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		pieces->len += (size_t)n;
		pieces->is_end = !n;
	}
	return true;
}

/* Behind a comment of one line that begins here, else the place itself. */
static size_t past_comment(up_str text, size_t at)
{
	if (at + 1 >= text.len || text.s[at] != '-' || text.s[at + 1] != '-')
		return at;
	size_t end = up_str_find_byte(text, '\n', at);
	return end == SIZE_MAX ? text.len : end;
}

size_t up_pieces_cut(up_str text, size_t most)
{
	size_t cut = 0, line_cut = 0;
	bool in_quotes = false;
	for (size_t i = 0; i < text.len && !(i > most && cut); i++) {
		if (!in_quotes)
			i = past_comment(text, i);
		char c = i < text.len ? text.s[i] : '\0';
		if (c == '\\')
			i++;
		else if (c == '\'')
			in_quotes = !in_quotes;
		if (c != '\n')
			continue;
		size_t end = i && text.s[i - 1] == '\r' ? i - 1 : i;
		line_cut = i + 1;
		if (!in_quotes && end && text.s[end - 1] == ';')
			cut = i + 1;
	}
	return cut ? cut : line_cut ? line_cut : text.len;
}

static uint32_t count_lines(up_str text)
{
	uint32_t n = 0;
	for (size_t at = up_str_find_byte(text, '\n', 0); at != SIZE_MAX; at = up_str_find_byte(text, '\n', at + 1))
		n++;
	return n;
}

bool up_pieces_next(struct up_pieces *pieces, struct up_read_source *ret_read)
{
	struct up_reader *reader = pieces->reader;
	up_str last = { reader->raw, pieces->piece };
	pieces->line_before += count_lines(last);
	memmove(reader->raw, reader->raw + pieces->piece, pieces->len - pieces->piece);
	pieces->len -= pieces->piece;
	pieces->piece = 0;
	if (!fill(pieces)) {
		up_reader_note(reader, UP_NOTE_UNREADABLE, pieces->path, "%m");
		return false;
	}
	up_str text = { reader->raw, pieces->len };
	if (!text.len)
		return false;
	if (!pieces->n_head) {
		pieces->n_head = text.len < sizeof pieces->head ? text.len : sizeof pieces->head;
		memcpy(pieces->head, text.s, pieces->n_head);
	}
	pieces->piece = pieces->is_end && text.len <= UP_PIECE_BYTES ? text.len : up_pieces_cut(text, UP_PIECE_BYTES);
	struct up_read_source read = *ret_read;
	if (!up_reader_decode(reader, up_str_slice(text, 0, pieces->piece), pieces->path, &read))
		return false;
	read.source.line_before = pieces->line_before;
	read.source.head = (up_str){ pieces->head, pieces->n_head };
	*ret_read = read;
	return true;
}
