/* Every bound on input, in one place. Each has an option or a message, and a test that hits it; docs/limits.md is made from this table.
 * The values are ours unless a source is named: large enough for anything seen on real hosts, small enough that the promise holds
 * (64 MiB, and 16 MiB more for each thread). */
#pragma once

#include <stdint.h>

enum {
	UP_LIMIT_FILE_BYTES = 4 << 20, /* a larger file is not read, one of SQL in pieces; --max-file-size */
	UP_LIMIT_LOCK_FILE_BYTES =
		32 << 20,           /* the same in an inventory: lock files of large repositories have 10 MiB; test cli/inventory-faults */
	UP_LIMIT_DEPTH = 200,       /* nesting of any format, at most 2000; libxml2 itself stops at 256; --max-depth */
	UP_LIMIT_DEPTH_MOST = 2000, /* values of TOML recurse */
	UP_LIMIT_EMBED_DEPTH = 8,   /* shell in ssh in cron in YAML …, at most 100; --max-embed-depth */
	UP_LIMIT_EMBED_DEPTH_MOST = 100,     /* each is a parser inside a parser */
	UP_LIMIT_FACTS = 200000,             /* facts that one source may state; --max-facts */
	UP_LIMIT_ARENA_BYTES = 8 << 20,      /* what facts and decoded text of one source may take; --max-source-memory */
	UP_LIMIT_WORDS = 4096,               /* words of one command or directive, attributes of one tag; --max-words */
	UP_LIMIT_PARSE_MS = 2000,            /* parsing one source, asked where a library can be slow; --max-parse-ms */
	UP_LIMIT_FINDINGS = 20000,           /* findings of one run: those of the highest levels are kept; --max-findings */
	UP_LIMIT_NOTES = 100000,             /* notes of one run; --max-notes */
	UP_LIMIT_FINDINGS_PER_SOURCE = 1000, /* findings of one source; --max-findings-per-file */
	UP_LIMIT_WAITING = 20000,            /* rows that wait for the rest of one source (`with`, `object`); test cli/limit-waiting */
	UP_LIMIT_SCRIPT_COMMANDS = 10000,    /* commands of one upgrade script that are kept to its end; test cli/limit-script-commands */
	UP_LIMIT_OPERATIONS =
		20000,           /* migrations and operations on a schema in one source that are put together; test cli/limit-operations */
	UP_LIMIT_DEPLOY = 20000, /* commands or settings of one source that are looked at for who migrates; test cli/limit-deploy */
	UP_LIMIT_DEPLOY_OBJECTS =
		1000, /* jobs, services, tasks of one source of which is asked how often they run; test cli/limit-deploy */
	UP_LIMIT_DIALECT_EVIDENCE = 2000, /* what a tree says of its databases, each thing once for a folder; test unit/test-dialects.c */
	UP_LIMIT_ALLOWS = 1000,           /* comments of one source that suppress; test scan/limit-allows */
	UP_LIMIT_NOTES_PER_SOURCE = 20,   /* notes of one source; more are counted in one last note; --max-notes-per-file */
	UP_LIMIT_WALK_DEPTH = 128,        /* folders below the root; --max-walk-depth */
	UP_LIMIT_PATH_BYTES = 4096,       /* names round a setting, joined; real ones are below 300; test parsers/json/long-path */
	UP_LIMIT_KEY_PARTS = 64,          /* parts of one dotted key of TOML; test parsers/toml/long-dotted-key */
	UP_LIMIT_YAML_TAGS = 100,         /* %TAG directives; libyaml compares each with all before; test parsers/yaml/too-many-tags */
	UP_LIMIT_RESTARTS = 20,           /* errors of one YAML source that reading goes on behind; test parsers/yaml/too-many-errors */
	UP_LIMIT_ROOTS = 21,              /* elements at the top of one XML source; test parsers/xml/too-many-roots */
	UP_LIMIT_MIGRATION_BYTES =
		128 << 10,              /* the same of a migration, which squashing makes long: its tree takes 9 MiB; test cli/limit-code */
	UP_LIMIT_CODE_BYTES = 48 << 10, /* code that is read as a tree; test cli/limit-code */
	UP_LIMIT_SQL_ROUTINES =
		64, /* procedures of one text of SQL that are kept until it calls them; test parsers/sql/mysql-procedures-many */
	UP_LIMIT_SQL_TOKENS = 16384, /* tokens of one statement of SQL; test parsers/sql/many-tokens */
	UP_LIMIT_SQL_DEPTH = 24,     /* blocks, and texts that are run, in each other in SQL; test parsers/sql/deep-blocks */
	UP_LIMIT_DECLARED =
		20000, /* dependencies, and names for versions, of one manifest that are put together at its end; test cli/limit-declared */
	UP_LIMIT_STAGES = 256,       /* named stages of one Dockerfile; test parsers/dockerfile/too-many-stages */
	UP_LIMIT_DECODE_DEPTH = 4,   /* base64 in percent-encoding in base64 …, where secrets are looked for; test cli/secret-layers */
	UP_LIMIT_KEYS_CHECKED = 100, /* private keys of one source whose numbers are checked; test unit/test-secret-key.c */
	UP_LIMIT_CERTIFICATES_PER_SOURCE = 20, /* certificates of one source that are read; test unit/test-secret-key.c */
	UP_LIMIT_CERTIFICATES = 4000,          /* certificates of one run that keys are held against; test unit/test-keypairs.c */
	UP_LIMIT_INCLUDED = 1000,              /* files that one directive includes; test unit/test-include-paths.c */
	UP_LIMIT_INCLUDES = 10000,             /* directives of one run that are followed, and files that they name; test cli/includes */
	UP_LIMIT_INCLUDE_STEPS = 100000,       /* names that are looked at for that; test unit/test-include-paths.c */
	UP_LIMIT_INCLUDE_DEPTH = 8,            /* files that include each other; test cli/includes */
	UP_LIMIT_LEDGER = 60000,           /* facts that are kept across sources: units, schedules, endpoints; test unit/test-ledger.c */
	UP_LIMIT_COMPONENTS = 200000,      /* components that the sources of one inventory state; test unit/test-inventory.c */
	UP_LIMIT_DATABASE_LINE = 64 << 10, /* one line of a database of packages; test unit/test-databases.c */
	UP_LIMIT_DATABASE_TEXT =
		1 << 20, /* a small file of a system that is read whole: os-release, snap.yaml; test unit/test-databases.c */
	UP_LIMIT_PROGRAM_TEXT = 8 << 20, /* of the constants of a program, in which its version is looked for; test unit/test-databases.c */
	UP_LIMIT_RUNNER_EDGES = 100000,  /* scripts and images that run each other, of all sources; test unit/test-runners.c */
	UP_LIMIT_RUNNER_STEPS = 100000000, /* names held against others for that; test unit/test-runners.c */
	UP_LIMIT_ARCHIVE_DEPTH = 8,        /* containers in containers; --max-archive-depth */
	UP_LIMIT_ARCHIVE_DEPTH_MOST = 32,  /* each is open while the next is read */
	UP_LIMIT_ARCHIVE_MEMBERS = 100000, /* members of one package, with those of the containers in it; --max-archive-members */
	UP_LIMIT_ARCHIVE_RATIO = 200, /* bytes that one byte of an archive becomes, above 64 MiB of output; 0: any; --max-archive-ratio */
	UP_LIMIT_ARCHIVE_RATIO_FROM = 64 << 20, /* less than that is no bomb, whatever it was packed to; test unit/test-budget.c */
	UP_LIMIT_ARCHIVE_MEMORY =
		16 << 20, /* a container inside another that is held in memory, for its end; test cli/limit-archive-memory */
	UP_LIMIT_ARCHIVE_QUEUE = 8 << 20, /* members that wait for a worker; test cli/limit-archive-memory */
	UP_LIMIT_KEPT_BYTES = 1 << 20,    /* a signature or list of checksums that is kept whole; test cli/limit-archive-memory */
	UP_LIMIT_XZ_BYTES = 80 << 20,     /* what unpacking xz takes: `xz -9` needs 65 MiB; test unit/test-archive-xz.c */
	UP_LIMIT_CPIO_NAME = 64 << 10,    /* bytes of the name of a member of a cpio archive; test unit/test-archive-cpio.c */
	UP_LIMIT_CHECKSUMS =
		400000, /* lines of lists of checksums in one package, before the last list that is read; test unit/test-checksums.c */
	UP_LIMIT_FORMS_PER_LIST = 50,       /* files of one list of checksums that are reported one by one; test unit/test-checksums.c */
	UP_LIMIT_SIGNERS = 16,              /* signers of one CMS message that are judged; test unit/test-cms.c */
	UP_LIMIT_SIGNATURES = 1000,         /* signers of all CMS messages of one package, and as many of its JARs; test unit/test-cms.c */
	UP_LIMIT_CHAIN = 16,                /* certificates of one chain; real ones have 5 at most; test unit/test-chain.c */
	UP_LIMIT_ADVISORY_BYTES = 16 << 20, /* one file of advisories; test unit/test-advisory.c */
	UP_LIMIT_ADVISORY_VALUES =
		400000, /* values of one JSON advisory; Red Hat's largest have about 100,000; test unit/test-advisory.c */
	UP_LIMIT_ADVISORY_CLAIMS = 100000,   /* products that the advisories of one run say something of; test unit/test-advisory.c */
	UP_LIMIT_ADVISORY_MEMORY = 32 << 20, /* what is kept of all advisories before no further file is read; test unit/test-advisory.c */
	UP_LIMIT_ADVISORY_STEPS = 20000000,  /* products of advisories held against components; test unit/test-advisory.c */
	UP_LIMIT_ADVISORY_LOOKED =
		256 << 20, /* bytes of notices that are looked through for unknown keys; test unit/test-advisory-rotation.c */
	UP_LIMIT_RULE_FILE_BYTES = 4 << 20,   /* one YAML file of rules, or .uplint.yaml; test cli/limit-rule-file */
	UP_LIMIT_CONFIG_KEYS = 1000,          /* keys of one map of .uplint.yaml; test cli/config-faults */
	UP_LIMIT_REGEX_MATCH = 100000,        /* steps of one regular expression: 1 ms on (a+)+$ and its kin; --regex-match-limit */
	UP_LIMIT_REGEX_DEPTH = 2000,          /* PCRE2's depth limit, for where it has no JIT; test unit/test-regex.c */
	UP_LIMIT_REGEX_HEAP_KIB = 20000,      /* PCRE2's heap limit, for where it has no JIT; test unit/test-regex.c */
	UP_LIMIT_BASELINE_BYTES = 16 << 20,   /* a baseline: 100,000 entries; test cli/limit-baseline */
	UP_LIMIT_ADVISORY_RESTARTS = 1000000, /* products of one advisory that its remediations list; test unit/test-advisory.c */
	UP_LIMIT_REGEX_CALLS = 2000000, /* regular expressions tried on one source: the limit before holds for one try; --max-regex-calls */
	UP_LIMIT_REGEX_GIVE_UP_COST = 20000, /* how many of those one counts for that hits its own limit: at most 100 times 1 ms */
};

#define UP_LIMIT_ARCHIVE_BYTES ((uint64_t)8 << 30) /* bytes that come out of one package; --max-archive-bytes */

/* The limits of one run: the values above, changed by options. */
struct up_limits {
	uint64_t file_bytes;
	uint32_t depth, embed_depth, facts, words, parse_ms;
	uint64_t arena_bytes;
	uint32_t findings, notes, findings_per_source, notes_per_source, walk_depth;
	uint32_t regex_match, regex_calls;
	uint64_t archive_bytes;
	uint32_t archive_depth, archive_members, archive_ratio;
};

extern const struct up_limits up_limits_default;
