/* Every bound on input, in one place. Each has an option or a message, and a test that hits it; docs/limits.md is made from this table.
 * The values are ours unless a source is named: large enough for anything seen on real hosts, small enough that the promise holds
 * (64 MiB, and 16 MiB more for each thread). */
#pragma once

#include <stdint.h>

enum {
	UP_LIMIT_FILE_BYTES = 4 << 20,       /* a larger file is not read; --max-file-size */
	UP_LIMIT_DEPTH = 200,                /* nesting of any format; libxml2 itself stops at 256; --max-depth */
	UP_LIMIT_EMBED_DEPTH = 8,            /* shell in ssh in cron in YAML …; --max-embed-depth */
	UP_LIMIT_FACTS = 200000,             /* facts that one source may state; --max-facts */
	UP_LIMIT_ARENA_BYTES = 8 << 20,      /* what facts and decoded text of one source may take; --max-source-memory */
	UP_LIMIT_WORDS = 4096,               /* words of one command or one directive; --max-words */
	UP_LIMIT_PARSE_MS = 2000,            /* parsing one source, asked where a library can be slow; --max-parse-ms */
	UP_LIMIT_FINDINGS = 20000,           /* findings of one run: those of the highest levels are kept; --max-findings */
	UP_LIMIT_NOTES = 100000,             /* notes of one run; --max-notes */
	UP_LIMIT_FINDINGS_PER_SOURCE = 1000, /* findings of one source; --max-findings-per-file */
	UP_LIMIT_NOTES_PER_SOURCE = 20,      /* notes of one source; more are counted in one last note; --max-notes-per-file */
	UP_LIMIT_WALK_DEPTH = 128,           /* folders below the root; --max-walk-depth */
	UP_LIMIT_RULE_FILE_BYTES = 4 << 20,  /* one YAML file of rules, or .uplint.yaml */
	UP_LIMIT_CONFIG_KEYS = 1000,         /* keys of one map of .uplint.yaml */
	UP_LIMIT_REGEX_MATCH = 100000,       /* steps of one regular expression: 1 ms on (a+)+$ and its kin; --regex-match-limit */
	UP_LIMIT_REGEX_CALLS = 2000000, /* regular expressions tried on one source: the limit before holds for one try; --max-regex-calls */
	UP_LIMIT_REGEX_GIVE_UP_COST = 20000, /* how many of those one counts for that hits its own limit: at most 100 times 1 ms */
};

/* The limits of one run: the values above, changed by options. */
struct up_limits {
	uint64_t file_bytes;
	uint32_t depth, embed_depth, facts, words, parse_ms;
	uint64_t arena_bytes;
	uint32_t findings, notes, findings_per_source, notes_per_source, walk_depth;
	uint32_t regex_match, regex_calls;
};

extern const struct up_limits up_limits_default;
