/* libxml2, set up once and as it must be used here. */
#pragma once

/* Allocations that cannot fail; no entity is loaded from anywhere. Before each use; what was done is not done again. */
void up_xml_library_start(void);
