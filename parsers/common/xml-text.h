/* Stretches of an XML source: tags, attributes, text. Finds places and meanings in the bytes; libxml2 says what is well-formed. */
#pragma once

#include "core/parser.h"

struct up_xml_attribute {
	up_span name, value; /* the value with its quotes */
	bool is_quoted;
};

/* The '<' of the tag that ends at `end` (its '>' or '/'), not before `from`: nearest one that `opening` ("<name", "</name") begins;
 * UINT32_MAX when there is none. */
uint32_t up_xml_tag_start(up_str text, uint32_t from, uint32_t end, up_str opening);
/* The next attribute in [*at, end) of a tag; false at its end. */
bool up_xml_next_attribute(up_str text, uint32_t *at, uint32_t end, struct up_xml_attribute *ret_attribute);
/* The text of [start, end): references and CDATA resolved, comments and instructions left out. *ret_dynamic: an entity that is not
 * predefined stands in it and was left as written. */
up_str up_xml_decode(struct up_arena *arena, up_str raw, bool *ret_dynamic);
/* Without blanks and line ends round it. */
up_span up_xml_trim(up_str text, up_span span);
/* Two hyphens inside a comment: the offset of the first pair, UINT32_MAX where there is none. XML forbids them, and libxml2 copies the whole
 * comment for each complaint. `blanked`: NULL, or a copy of the text, in which blanks take their place. */
uint32_t up_xml_comment_hyphens(up_str text, char *blanked);
/* Does a tag hold more '=' than `most`? (libxml2 compares each attribute of a tag with all before it.) */
bool up_xml_has_more_attributes(up_str text, uint32_t most, uint32_t *ret_at);
