/* A fact: one thing that a source states, with its place. Parsers make facts; rules read them; neither knows the other. */
#pragma once

#include "base/str.h"

enum up_fact_kind {
	UP_FACT_SETTING, /* path "Service", key "MemoryLimit", value "512M"; words: the value's words where the format has words */
	UP_FACT_COMMAND, /* key: the program's name without its folder; value: the command as written; words: argv with argv[0] */
	UP_FACT_SCHEDULE, /* key: when ("0 3 * * *", "OnCalendar=daily"); value: the command, the CronJob, if it stands there; path: the user */
	UP_FACT_UNIT,     /* key: the unit's name; path: "define", or how it is referred to ("After", "systemctl restart"; core/unit.h) */
	UP_FACT_COMPONENT, /* key: what ("image:nginx", "npm:@babel/core"); value: version, tag or digest; words: qualifiers; core/component.h */
	UP_FACT_STATEMENT, /* SQL */
	UP_FACT_ENDPOINT,  /* value: a URL, host or socket */
	UP_FACT_EFFECT,
	UP_FACT_CALL,
	UP_FACT_IMPORT,
	UP_FACT_COMMENT,   /* value: the comment with its marker */
	UP_FACT_FORM,      /* something about the form of the source as written; key: its name ("unescaped-percent") */
	UP_FACT_MIGRATION, /* what a runner applies at once; schema/operation.h */
	UP_FACT_OPERATION, /* a change of a schema, of its data or of its session, whoever wrote it; schema/operation.h */
	UP_FACT_FILE,      /* the source itself; stated once for each, by the runner */
	_UP_FACT_MAX,
};

/* Flags of a fact. */
enum {
	UP_FACT_BLOCK = 1 << 0,      /* a setting that opens a block or section: nginx `location / {`, apache <Directory> */
	UP_FACT_PRIVILEGED = 1 << 1, /* a command under sudo, doas, su or runuser */
	UP_FACT_GUARDED = 1 << 2, /* the source asks elsewhere whether the command exists; or a template states it for some versions only */
	UP_FACT_DYNAMIC = 1 << 3, /* the value (or a word of the command) holds an expansion or a template: not literal */
	UP_FACT_QUOTED = 1 << 4,  /* the value was written in quotes */
	UP_FACT_EMPTY = 1 << 5,   /* a key without any value */
	UP_FACT_DEFINED = 1 << 6, /* a command whose name is a function or alias of the same source */
	UP_FACT_IMAGE = 1 << 7,   /* a command that is the entry point of a container image; its name is the image's */
	UP_FACT_FALLBACK =
		1 << 8, /* holds only where another program is missing (`if command -v ip; … else ifconfig`), or on another system */
	/* How a command stands among others. */
	UP_FACT_PIPES = 1 << 9,  /* its output goes into the next one */
	UP_FACT_PIPED = 1 << 10, /* its input is the output of the one before */
	UP_FACT_ASKED = 1 << 11, /* it runs only after something was asked of the system: in a branch of `if grep …`, behind `&&` or `||` */
	UP_FACT_CHECKED = 1 << 12,   /* what comes of it is looked at: a condition, `!`, or `&&` or `||` behind it */
	UP_FACT_FORGIVEN = 1 << 13,  /* `|| true` or `|| :` stands behind it */
	UP_FACT_OFF = 1 << 14,       /* a schedule that is stated, and switched off: `suspend: true` */
	UP_FACT_CONTACTED = 1 << 15, /* an endpoint that a command contacts, not only a setting names */
	UP_FACT_LOCKED = 1 << 16,    /* a command under flock or its kin, or a statement that such a command is given */
	UP_FACT_WANTED = 1 << 18, /* a component that is asked for: the value is a requirement ("^1.2"), for which no version was chosen */
	UP_FACT_ARGUED = 1 << 17, /* a unit is stopped in a branch for other arguments of the script than those of an upgrade: `remove` */
};

/* Flags of a word. */
enum {
	UP_WORD_DYNAMIC = 1 << 0, /* holds an expansion; `text` is then the raw text */
	UP_WORD_QUOTED = 1 << 1,
	UP_WORD_APPENDED = 1 << 2, /* of a target: >> */
};

/* One stretch of decoded text that stands byte for byte in the source: from `text` on (up to the next piece) the bytes are those at `at`. */
struct up_piece {
	uint32_t text, at;
};

/* Decoded text and where it came from. With no pieces, the whole text stands at `at` as it is.
 * Pieces count from the start of the text that they were made for; a slice of it starts `skip` bytes later. */
struct up_text {
	up_str bytes;
	uint32_t at;
	const struct up_piece *pieces;
	uint32_t n_pieces, skip;
};

struct up_word {
	struct up_text text; /* decoded: quotes and escapes resolved */
	up_span at;          /* as written, quotes included */
	uint32_t flags;
};

struct up_fact {
	enum up_fact_kind kind;
	uint32_t flags;
	uint32_t scope; /* the mapping or section that holds it; siblings share the number; 0 = the top of the source */
	uint32_t outer; /* the scope round that one, always a smaller number; 0 where there is none, or the format has none */
	up_str path;    /* names round it, '/' between; a list item of YAML or JSON is "[]" */
	up_str key;
	up_str value;     /* decoded */
	up_span key_at;   /* as written; for a COMMAND the name's word */
	up_span value_at; /* as written, quotes included; empty span at the end of the key where there is no value */
	const struct up_word *words;
	uint32_t n_words;
	const struct up_word *targets; /* of a COMMAND: the files that its output goes to, by > and >> */
	uint32_t n_targets;
	up_str image; /* of a COMMAND that is handed to a container image: the last part of its name; its entry point decides what it means */
	uint32_t n_own; /* of a COMMAND that runs another (sudo, ssh HOST, docker run): the words before that one; 0: all are its own */
};

/* "SETTING", … */
const char *up_fact_kind_name(enum up_fact_kind kind);
/* The place in the source of byte `offset` of the decoded text. An offset at its end is one past the last byte's place. */
uint32_t up_text_at(const struct up_text *text, uint32_t offset);
/* The part [start, end) of decoded text, with its place. Pieces are shared, not copied, so the text keeps its arena's life. */
struct up_text up_text_slice(const struct up_text *text, uint32_t start, uint32_t end);
