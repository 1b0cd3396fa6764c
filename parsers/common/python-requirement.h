/* One requirement of Python's packages: `requests[socks] >=2.8,<3 ; python_version < "3.9"`, `pip @ https://…/pip-1.3.1.zip`.
 * https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
#pragma once

#include "core/component.h"
#include "core/parser.h"

struct up_requirement {
	up_str name, wanted, url; /* wanted: ">=2.8,<3", without brackets; of a single `==` that holds no '*' the version alone */
	up_span name_at, wanted_at;
	bool is_exact;
};

/* Reads the text, whose first byte stands at `at`. False: it is none. */
bool up_requirement_read(up_str text, uint32_t at, struct up_requirement *ret_requirement);
/* States it as a version or as what is wanted, and where a URL says where it comes from, that too. `path`: the group that it belongs to. */
bool up_requirement_emit(struct up_parse *p, const struct up_requirement *requirement, up_str path);
/* The name and version that a file of a package says: "pip-1.3.1.zip", "six-1.16.0-py2.py3-none-any.whl". */
bool up_requirement_read_file(up_str url, up_str *ret_name, up_str *ret_version);
/* "==1.2.3", "===1.2.3" → "1.2.3"; empty where something else is asked for. */
up_str up_requirement_exact(up_str wanted);
