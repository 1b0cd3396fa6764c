/* A form: something about a source that is told of it when no parser reads it any more, or none ever did: of a member of a container, of a signature, of
 * what two sources say together. Topic rules meet it by `form: KEY`, as they meet what parsers state of the form of a source. */
#pragma once

#include "core/note.h"
#include "core/related.h"
#include "core/rule.h"

/* The key of a form that says: nothing sets the key of a product's row on a changed default, or on a key that is required. Its value is the id of that row's rule,
 * its detail the version that the upgrade starts from, `about` the section that lacks the key. */
#define UP_FORM_DEFAULT "default-unset"

/* Where a row on a key that nothing sets is looked for. */
enum up_absent_how {
	UP_ABSENT_ANYWHERE, /* in a configuration of the product */
	UP_ABSENT_BESIDE,   /* in one that has what the row asks for beside it */
	UP_ABSENT_SECTION,  /* in each section of some path */
	UP_ABSENT_VARIABLE, /* where an image of the product runs */
};

/* The beginning of the key of a fact by which a source tells that it includes others: what the page of its product says of that (up_rules_include), its
 * `value` being the path, `image` the sections round it. */
#define UP_INCLUDE_SAYS "include:"

/* What a source tells of such rows (estate/absent.h). */
#define UP_ABSENT_SAYS_UNREAD "unread"
#define UP_ABSENT_SAYS_INCLUDES "includes:"
#define UP_ABSENT_SAYS_BESIDE "beside"
#define UP_ABSENT_SAYS_SECTION "section:"
#define UP_ABSENT_SAYS_IMAGE "image"

struct up_absent_row {
	up_str rule, from; /* from: the version that the upgrade starts from; may be empty */
	enum up_absent_how how;
	bool is_strict; /* says nothing where a part of the configuration was not read */
};

struct up_form {
	up_str path;                       /* of the source */
	struct up_place at, end;           /* in it; line 0: the source as a whole */
	up_str key;                        /* "member-absolute": what rules are looked up by */
	up_str value;                      /* what it is about: {value} in messages; tells two findings of one source apart */
	up_str detail;                     /* {detail} in messages: a clause */
	up_str evidence;                   /* what it rests on, for people: lines of a chain, joined by "; "; may be empty */
	up_str snippet;                    /* the line of `at` as it may be shown, where somebody kept it; else empty */
	up_str justification;              /* a comment in the source allows it, and says why; else empty */
	up_str about;                      /* `key` of findings, where that is not the value */
	up_str fix;                        /* in the place of the rule's; may be empty */
	up_str product, installed, target; /* of what findings have under these names; may be empty */
	enum up_level most;                /* findings of it have this level at most; UP_LEVEL_NONE: that of the rule */
	const struct up_related *related;
	uint32_t n_related;
};

/* Strings live for the call only. */
struct up_form_sink {
	void *data;
	void (*state)(void *data, const struct up_form *form);
	void (*note)(void *data, enum up_note_reason reason, up_str path, up_str detail);
};
