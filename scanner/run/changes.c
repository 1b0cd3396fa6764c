/* Changed lines as spans of bytes: what a line is differs between git and us (a lone CR), what a byte is does not. */
#include "run/changes.h"

#include "base/memory.h"

void up_changes_clear(struct up_changes *changes)
{
	changes->n = 0;
	changes->is_new = changes->has_moved = false;
}

void up_changes_finish(struct up_changes *changes)
{
	up_free(changes->spans);
	*changes = (struct up_changes){ 0 };
}

void up_changes_add(struct up_changes *changes, up_span line)
{
	if (changes->n && changes->spans[changes->n - 1].end >= line.start) {
		if (changes->spans[changes->n - 1].end < line.end)
			changes->spans[changes->n - 1].end = line.end;
		return;
	}
	changes->spans = up_grow(changes->spans, &changes->capacity, changes->n + 1, sizeof line);
	changes->spans[changes->n++] = line;
}

bool up_changes_touch(const struct up_changes *changes, up_span at)
{
	size_t low = 0, high = changes->n;
	if (changes->is_new)
		return true;
	if (!at.end)
		return changes->has_moved;
	/* An empty place belongs to the line that it stands in, at its end too. */
	uint32_t start = at.start == at.end && at.start ? at.start - 1 : at.start;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (changes->spans[middle].end <= start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < changes->n && changes->spans[low].start < at.end;
}
