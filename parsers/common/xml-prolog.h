/* What stands before the root element: the declared encoding and the document type. Finds their places; makes no notes. */
#pragma once

#include "core/parser.h"

struct up_xml_prolog {
	up_str encoding; /* as declared; empty where it is not */
	up_span doctype; /* from `<!DOCTYPE` to its `>` or its `[`; empty where there is none */
	up_span subset;  /* the internal subset, brackets included: `<!DOCTYPE x [ … ]>`; empty where there is none */
};

void up_xml_prolog_read(up_str text, struct up_xml_prolog *ret_prolog);
/* Is it a name that encodings have? `windows-1251`, `EUC-JP`; not `none`. */
bool up_xml_is_encoding(up_str name);
/* ISO-8859-1 and what differs from it in nothing that matters here. */
bool up_xml_is_latin1(up_str name);
