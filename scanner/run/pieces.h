/* Text that is too large to be held at once, piece by piece. Only SQL is read so: a dump is one statement after the other, and secrets stand in it like
 * anywhere else. */
#pragma once

#include "run/read.h"

enum {
	UP_PIECE_HEAD_BYTES = 2048, /* of the file, for every piece: what it is stands there */
	UP_PIECE_BYTES =
		1
		<< 20, /* a piece ends behind so many, where a statement does; at the latest where the limit of a file is; test cli/large-sql */
};

struct up_pieces {
	struct up_reader *reader;
	up_str path;
	int fd;
	size_t len; /* bytes in the reader's buffer, of which the first `piece` were handed out */
	size_t piece;
	uint32_t line_before; /* lines before the piece */
	bool is_end;
	char head[UP_PIECE_HEAD_BYTES];
	size_t n_head;
};

/* Is this file read so? By its name and its first bytes. */
bool up_pieces_fit(up_str path, up_str start);
void up_pieces_begin(struct up_pieces *pieces, struct up_reader *reader, int fd, up_str path);
/* The next piece, decoded; false at the end. The source lives until the next call. */
bool up_pieces_next(struct up_pieces *pieces, struct up_read_source *ret_read);
/* Where a piece of this text ends: behind the last semicolon at the end of a line that is in no quotes, else behind the last line. */
size_t up_pieces_cut(up_str text, size_t most);
