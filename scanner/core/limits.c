/* The default limits. */
#include "core/limits.h"

const struct up_limits up_limits_default = {
	.file_bytes = UP_LIMIT_FILE_BYTES,
	.depth = UP_LIMIT_DEPTH,
	.embed_depth = UP_LIMIT_EMBED_DEPTH,
	.facts = UP_LIMIT_FACTS,
	.words = UP_LIMIT_WORDS,
	.parse_ms = UP_LIMIT_PARSE_MS,
	.arena_bytes = UP_LIMIT_ARENA_BYTES,
	.findings = UP_LIMIT_FINDINGS,
	.notes = UP_LIMIT_NOTES,
	.findings_per_source = UP_LIMIT_FINDINGS_PER_SOURCE,
	.notes_per_source = UP_LIMIT_NOTES_PER_SOURCE,
	.walk_depth = UP_LIMIT_WALK_DEPTH,
	.regex_match = UP_LIMIT_REGEX_MATCH,
	.regex_calls = UP_LIMIT_REGEX_CALLS,
	.archive_bytes = UP_LIMIT_ARCHIVE_BYTES,
	.archive_depth = UP_LIMIT_ARCHIVE_DEPTH,
	.archive_members = UP_LIMIT_ARCHIVE_MEMBERS,
	.archive_ratio = UP_LIMIT_ARCHIVE_RATIO,
};
