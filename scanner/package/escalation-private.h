/* The two halves of an escalation. */
#pragma once

#include "package/escalation.h"

enum {
	ESCALATION_STATEMENTS = 10, /* told of in full; more are counted */
};

bool escalation_has_fault(const struct up_statement *statement);
/* One line of text: line ends, controls and bytes that are no UTF-8 are escaped, so that no value can end a here-document or a comment; cut at 400 bytes. */
void escalation_value(struct up_buf *out, up_str value);
/* For sh: in single quotes, every byte as it is. */
void escalation_quoted(struct up_buf *out, up_str value);
void escalation_commands(const struct up_escalation *escalation, struct up_buf *out);
