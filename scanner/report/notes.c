#include "report/notes.h"

#include "base/utf8.h"
#include "report/frame.h"

enum {
	EXAMPLES = 3,
};

/* The reason of a single note, where the title's plural would not do. */
static const char *const singular[_UP_NOTE_MAX] = {
	[UP_NOTE_BINARY] = "binary file, not read",
	[UP_NOTE_TOO_LARGE] = "file over the size limit, not read",
	[UP_NOTE_UNREADABLE] = "path that could not be read",
	[UP_NOTE_VANISHED] = "file that vanished or changed while being read",
	[UP_NOTE_NOT_REGULAR] = "FIFO, socket or device, not opened",
	[UP_NOTE_PSEUDO] = "kernel file system, not entered",
	[UP_NOTE_LINK_OUTSIDE] = "symbolic link out of the root, not followed",
	[UP_NOTE_LINK_BROKEN] = "symbolic link to nothing",
	[UP_NOTE_ELSEWHERE] = "submodule or file in Git LFS, not read",
	[UP_NOTE_ENCODING] = "file with bytes that are not text",
	[UP_NOTE_SYNTAX] = "place that could not be parsed",
	[UP_NOTE_TEMPLATE] = "file with template markers, read without them",
	[UP_NOTE_LIMIT] = "limit that was hit",
	[UP_NOTE_UNSUPPORTED] = "construct that is not understood",
	[UP_NOTE_COVERAGE] = "target beyond what the rules cover",
	[UP_NOTE_RULE] = "rule that could not be evaluated",
	[UP_NOTE_SILENCED] = "remark on comments for other linters",
};

/* --- text ------------------------------------------------------------------------------------------------------------- */

static void note_line(const struct up_report *report, struct up_buf *out, const struct up_note *note)
{
	up_ink(out, report->color, UP_INK_FAINT, UP_STR("  --> "));
	up_utf8_escape(out, note->path, false);
	if (note->line)
		up_buf_printf(out, ":%u", note->line);
	if (note->detail.len) {
		up_buf_add_s(out, note->path.len ? ": " : "");
		up_utf8_escape(out, note->detail, false);
	}
	up_buf_add_byte(out, '\n');
}

static void notes_of_reason(const struct up_report *report, struct up_buf *out, enum up_note_reason reason, size_t n)
{
	bool is_incomplete = up_note_is_incomplete(reason);
	up_ink(out, report->color, is_incomplete ? UP_INK_WARNING : UP_INK_NOTE, is_incomplete ? UP_STR("incomplete") : UP_STR("note"));
	up_buf_printf(out, ": %zu %s\n", n, n == 1 ? singular[reason] : up_note_reason_title(reason));
	size_t n_shown = 0;
	for (size_t i = 0; i < report->n_notes && (report->verbose || n_shown < EXAMPLES); i++) {
		if (report->notes[i].reason != reason)
			continue;
		note_line(report, out, &report->notes[i]);
		n_shown++;
	}
	if (n > n_shown) {
		up_ink(out, report->color, UP_INK_FAINT, UP_STR("  --> "));
		up_buf_printf(out, "%zu more (--verbose lists all)\n", n - n_shown);
	}
}

size_t up_notes_text(const struct up_report *report, struct up_buf *out)
{
	size_t by_reason[_UP_NOTE_MAX] = { 0 }, n_incomplete = 0;
	for (size_t i = 0; i < report->n_notes; i++) {
		by_reason[report->notes[i].reason]++;
		n_incomplete += up_note_is_incomplete(report->notes[i].reason);
	}
	if (report->quiet)
		return n_incomplete;
	for (int reason = 0; reason < _UP_NOTE_MAX; reason++)
		if (by_reason[reason])
			notes_of_reason(report, out, reason, by_reason[reason]);
	if (report->n_notes)
		up_buf_add_byte(out, '\n');
	return n_incomplete;
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

void up_path_json(struct up_json *json, up_str path)
{
	up_json_pair(json, "path", path);
	if (up_utf8_is_valid(path))
		return;
	struct up_buf hex = { 0 };
	for (size_t i = 0; i < path.len; i++)
		up_buf_printf(&hex, "%02x", (unsigned char)path.s[i]);
	up_json_pair(json, "path_bytes", up_buf_str(&hex));
	up_buf_finish(&hex);
}

void up_notes_json(const struct up_report *report, struct up_json *json)
{
	up_json_key(json, "notes");
	up_json_array(json);
	for (size_t i = 0; i < report->n_notes; i++) {
		const struct up_note *note = &report->notes[i];
		up_json_object(json);
		up_json_pair_s(json, "reason", up_note_reason_name(note->reason));
		up_path_json(json, note->path);
		if (note->line)
			up_json_pair_number(json, "line", note->line);
		if (note->detail.len)
			up_json_pair(json, "detail", note->detail);
		up_json_pair_bool(json, "incomplete", up_note_is_incomplete(note->reason));
		up_json_object_end(json);
	}
	up_json_array_end(json);
}
