/* Masking: what the secrets of one source leave of themselves in what is said of it. Of a secret of 16 bytes or more the first 4 characters stay
 * (of a private key its BEGIN line), of a shorter one nothing. Looked for are the places where a secret was found, and its text wherever it stands:
 * decoded, as written, and each line of it. Knows no rule and no report. One belongs to one worker. */
#pragma once

#include "base/arena.h"

struct up_redact;

struct up_redact *up_redact_new(void);
void up_redact_free(struct up_redact *redact);

/* Makes the names of up_redact_named when they are asked for: of many secrets few are. up_redact_add is given none, then. */
typedef up_str up_redact_name(void *data, up_str secret, struct up_arena *arena);
void up_redact_name_by(struct up_redact *redact, up_redact_name *name, void *data);

/* The next source; its bytes live as long as they are asked about. */
void up_redact_begin(struct up_redact *redact, up_str bytes);
/* A secret of it, decoded, and where it stands as written (may be empty). `name` stands for it in up_redact_named. All are copied. */
void up_redact_add(struct up_redact *redact, up_str secret, up_span at, up_str name);
/* Between the last secret and the first question. */
void up_redact_ready(struct up_redact *redact);
bool up_redact_is_empty(const struct up_redact *redact);

/* The text with an ellipsis for what is hidden; the text itself where there is nothing to hide. A secret that is a plain word and stands in one of the
 * `spared` texts, which do not come from the source, is left: "password" in the title of a rule tells nothing. */
up_str up_redact_text(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, struct up_arena *arena);
/* The text without parts of the secrets that stand in [at): for what is said of a place, and may quote the middle of a secret,
 * in upper or lower case. `with_words`: also a short one that is quoted whole. */
up_str up_redact_parts(const struct up_redact *redact, up_str text, up_span at, bool with_words, struct up_arena *arena);
/* Is there anything to hide? */
bool up_redact_finds(const struct up_redact *redact, up_str text);
/* Does a part of a secret stand in [at)? */
bool up_redact_touches(const struct up_redact *redact, up_span at);
/* The bytes [at) of the source with a '*' for each code point that is hidden, so that columns hold. */
up_str up_redact_part(const struct up_redact *redact, up_span at, struct up_arena *arena);
/* The same part as text: with an ellipsis for what is hidden. */
up_str up_redact_quote(const struct up_redact *redact, up_span at, struct up_arena *arena);
/* The same part with the name of each secret in its place: it differs where the secrets differ, and tells neither their length nor their text. Empty
 * where no secret stands in it. */
up_str up_redact_named(const struct up_redact *redact, up_span at, struct up_arena *arena);
