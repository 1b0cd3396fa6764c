/* Credentials that are told by their names: settings, arguments of commands, and text that assigns. What the value is says secret/judge.h; here is
 * decided which rule that makes, at which level. Private to match/. */
#pragma once

#include "match/secrets-private.h"
#include "secret/judge.h"

/* A value that stands where a credential would. */
struct up_credential_site {
	up_str key; /* as people know it: `DB_PASSWORD`, `curl --user` */
	struct up_named named;
	up_str value;                 /* decoded */
	up_span at;                   /* the value; of the layer */
	const struct up_layer *layer; /* NULL: the source */
	up_str embedded_in;
	const char *rule; /* the rule for literals; NULL: by the kind of credential */
	bool is_quoted;
	bool is_comment;
	bool is_text; /* found in text that no parser has understood */
	bool is_code; /* the same, in a programming language: words stand for other things there */
	bool is_dynamic;
};

/* What the name of the source says: asked once. */
const struct up_credentials *up_credentials_of(struct up_matcher *matcher);

/* So much like chance that it is no word of any language. */
bool up_credential_is_chance(up_str value);

/* Takes a finding where there is one to make. */
void up_credential_judge(struct up_matcher *matcher, const struct up_credential_site *site);
/* `user:password`, plain or in base64; a scheme and what it needs ("Bearer x"): the part that is secret is judged. */
void up_credential_judge_pair(struct up_matcher *matcher, const struct up_credential_site *site, char separator);
void up_credential_judge_header(struct up_matcher *matcher, const struct up_credential_site *site);

/* Facts. A setting that was judged here is not judged again as text. */
void up_credentials_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
void up_credentials_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
/* Before findings of the same bytes are settled. */
void up_credentials_settle(struct up_matcher *matcher);
void up_credentials_finish(struct up_matcher *matcher);

/* credential-commands.c: one command line. */
struct up_argument {
	up_str text; /* decoded */
	up_span at;  /* as written, of the layer */
	bool is_dynamic;
};
void up_credentials_arguments(struct up_matcher *matcher, const struct up_layer *layer, up_str program, const struct up_argument *arguments,
			      uint32_t n, up_str embedded_in, bool is_comment);
/* Is there anything to look for in a command of this name? */
bool up_credentials_know(up_str program);

/* credential-text.c: functions of rules, called where one of their anchors stands. */
up_scan_function up_credentials_assignment, up_credentials_url, up_credentials_line;
