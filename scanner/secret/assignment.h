/* Text in no particular language that gives a value to a name: `password = "x"`, `"api_key": "x"`, `setPassword("x")`, `define('DB_PASSWORD', 'x')`,
 * `<token>x</token>`, `TOKEN=x`. Found from a word of the name; looks at a bounded stretch round it, so many words cost no more than their number. */
#pragma once

#include "secret/names.h"

enum up_assigned_form {
	UP_ASSIGNED_QUOTED,  /* a string literal */
	UP_ASSIGNED_ELEMENT, /* the text of an XML element */
	UP_ASSIGNED_BARE,    /* neither: up to a blank, or what ends an expression */
};

struct up_assigned {
	struct up_named named;
	enum up_assigned_form form;
	up_span name, value; /* the value without its quotes */
	bool is_compared;    /* `==`, `!=` */
	bool is_loose;       /* nothing but a blank or a word stands between: `--token x`, `the password is 'x'` */
	bool is_comment;     /* the line begins as comments do, or one begins before the name */
};

/* `word`: where a word such as "password" stands in the text. False: no name of a credential, or nothing that gives it a value. */
bool up_assignment_at(up_str text, up_span word, struct up_assigned *ret_assigned);
/* Is the place in a comment, as far as its line shows? */
bool up_line_is_comment(up_str text, size_t at);
