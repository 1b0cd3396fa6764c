/* What was not read, for the formats that share their words for it. */
#pragma once

#include "base/json.h"
#include "report/report.h"

/* For people, by reason; how many of them mean that reading was incomplete. A quiet report says nothing. */
size_t up_notes_text(const struct up_report *report, struct up_buf *out);
/* "notes": a list of objects. */
void up_notes_json(const struct up_report *report, struct up_json *json);
/* A name may be any bytes; JSON holds only text. Where the two differ the bytes stand beside the text. */
void up_path_json(struct up_json *json, up_str path);
