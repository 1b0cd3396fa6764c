/* HTTP requests that change something at the other end, whoever makes them: curl and its kin, and code. Requests that only read are not stated. */
#pragma once

#include "core/parser.h"

struct up_request {
	up_str method;               /* "POST"; in any case as written */
	const struct up_word *url;   /* as far as it is literal */
	up_str base;                 /* what stands before it where a command knows the host: "https://api.github.com/"; or empty */
	const struct up_word *words; /* of the command or call, its name first */
	uint32_t n_words;
	up_span key_at, at; /* the name, and all of it */
};

/* EFFECT: key "request", path the method, value the URL; words: "request", the method, the URL, and those of the carrier behind its name. States nothing of
 * GET, HEAD and OPTIONS. False: stop. */
bool up_request_emit(struct up_parse *p, const struct up_request *request);

/* command-http.c: curl, wget, httpie, xh, gh api, glab api. False: stop. */
bool up_request_emit_command(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, up_span whole);

/* request.c: the libraries of programming languages. `name`: the resolved name of what is called, as code-names.c makes it. */
bool up_request_emit_call(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, up_span key_at, up_span whole);
