/* Facts: names of kinds, and the mapping from decoded text to places. */
#include "core/fact.h"

static const char *const kind_names[_UP_FACT_MAX] = {
	[UP_FACT_SETTING] = "SETTING",     [UP_FACT_COMMAND] = "COMMAND",     [UP_FACT_SCHEDULE] = "SCHEDULE", [UP_FACT_UNIT] = "UNIT",
	[UP_FACT_COMPONENT] = "COMPONENT", [UP_FACT_STATEMENT] = "STATEMENT", [UP_FACT_ENDPOINT] = "ENDPOINT", [UP_FACT_EFFECT] = "EFFECT",
	[UP_FACT_CALL] = "CALL",           [UP_FACT_IMPORT] = "IMPORT",       [UP_FACT_COMMENT] = "COMMENT",   [UP_FACT_FORM] = "FORM",
	[UP_FACT_MIGRATION] = "MIGRATION", [UP_FACT_OPERATION] = "OPERATION", [UP_FACT_FILE] = "FILE",
};

const char *up_fact_kind_name(enum up_fact_kind kind)
{
	return kind < _UP_FACT_MAX ? kind_names[kind] : "?";
}

uint32_t up_text_at(const struct up_text *text, uint32_t offset)
{
	if (!text->n_pieces)
		return text->at + offset;
	offset += text->skip;
	/* The last piece that starts at or before the offset. An offset at a piece's very start belongs to that piece. */
	uint32_t low = 0, high = text->n_pieces;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (text->pieces[middle].text <= offset)
			low = middle;
		else
			high = middle;
	}
	const struct up_piece *piece = &text->pieces[low];
	return offset >= piece->text ? piece->at + (offset - piece->text) : piece->at;
}

struct up_text up_text_slice(const struct up_text *text, uint32_t start, uint32_t end)
{
	struct up_text slice = { .bytes = up_str_slice(text->bytes, start, end) };
	if (!text->n_pieces) {
		slice.at = text->at + start;
		return slice;
	}
	slice.pieces = text->pieces;
	slice.n_pieces = text->n_pieces;
	slice.skip = text->skip + start;
	return slice;
}
