/* From matches to findings. Nothing of a source is handed on before its last fact: only then are all its secrets known. */
#include "run/keep.h"

#include <stdatomic.h>

#include "base/glob.h"
#include "base/memory.h"
#include "run/identity.h"

enum {
	SNIPPET_LINES = 3,
	SNIPPET_BYTES = 400,
};

static up_str name_of(void *data, up_str secret, struct up_arena *arena)
{
	char group[UP_IDENTITY_HEX + 1];
	up_identity_group(data, secret, group);
	return up_arena_copy(arena, up_str_from(group));
}

void up_keep_init(struct up_keep *keep, const struct up_config *config, up_str today, up_str key, struct up_collect *collect)
{
	*keep = (struct up_keep){ .config = config, .today = today, .key = up_hmac_new(key), .collect = collect };
	keep->arena = up_arena_new();
	keep->redact = up_redact_new();
	up_redact_name_by(keep->redact, name_of, keep->key);
	keep->pairs = up_keypairs_new(UP_LIMIT_CERTIFICATES);
}

void up_keep_finish(struct up_keep *keep)
{
	up_arena_free(keep->arena);
	up_redact_free(keep->redact);
	up_hmac_free(keep->key);
	up_keypairs_free(keep->pairs);
	up_free(keep->notes);
	*keep = (struct up_keep){ 0 };
}

void up_keep_begin(struct up_keep *keep, const struct up_source *source)
{
	keep->source = source;
	keep->changes = NULL;
	keep->n_notes = 0;
	keep->quoted.line = 0;
	keep->silenced = (struct up_silenced){ 0 };
	up_redact_begin(keep->redact, source->bytes);
}

static const struct up_lines *lines_of(struct up_keep *keep)
{
	if (!keep->has_lines)
		up_lines_init(&keep->lines, keep->source->bytes);
	keep->has_lines = true;
	return &keep->lines;
}

struct up_place up_keep_place(struct up_keep *keep, uint32_t offset)
{
	struct up_place place = up_lines_place(lines_of(keep), offset);
	place.line += keep->source->line_before;
	return place;
}

void up_keep_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct up_keep *keep = data;
	keep->notes = up_grow(keep->notes, &keep->notes_capacity, keep->n_notes + 1, sizeof *keep->notes);
	keep->notes[keep->n_notes++] = (struct up_keep_note){ .reason = reason,
							      .line = up_lines_place(lines_of(keep), offset).line,
							      .detail = up_arena_copy(keep->arena, detail) };
}

/* --- one finding ------------------------------------------------------------------------------------------------------ */

/* The part of a line that is quoted. */
static up_span quoted(struct up_keep *keep, uint32_t line)
{
	up_str text = up_lines_text(lines_of(keep), line);
	size_t cut = text.len < SNIPPET_BYTES ? text.len : SNIPPET_BYTES;
	while (cut < text.len && cut && ((unsigned char)text.s[cut] & 0xC0) == 0x80)
		cut--;
	uint32_t start = line <= lines_of(keep)->n ? lines_of(keep)->starts[line - 1] : (uint32_t)keep->source->bytes.len;
	return (up_span){ start, start + (uint32_t)cut };
}

static bool has_breaks(up_str bytes, up_span at)
{
	up_str text = up_str_slice(bytes, at.start, at.end);
	return up_str_find_byte(text, '\n', 0) != SIZE_MAX || up_str_find_byte(text, '\r', 0) != SIZE_MAX;
}

/* The lines of the finding, masked; of a secret that goes over lines only the first. */
static void quote(struct up_keep *keep, const struct up_match *match, struct up_finding *finding)
{
	struct up_place start = finding->start, end = finding->end;
	uint32_t last = end.line > start.line && end.column == 1 ? end.line - 1 : end.line;
	bool is_long = match->secret.len && last > start.line && has_breaks(keep->source->bytes, match->secret_at);
	struct up_buf masked = { 0 }, named = { 0 };
	bool has_secret = false;
	if (keep->quoted.line == start.line && keep->quoted.last == last && keep->quoted.is_long == is_long && start.line) {
		finding->snippet = keep->quoted.snippet;
		finding->secretless = keep->quoted.secretless;
		return;
	}
	for (uint32_t line = start.line; line && line <= last && line < start.line + SNIPPET_LINES; line++) {
		up_span at = quoted(keep, line);
		up_str names = up_redact_named(keep->redact, at, keep->arena);
		has_secret |= names.len > 0;
		if (line > start.line) {
			up_buf_add_byte(&masked, '\n');
			up_buf_add_byte(&named, '\n');
		}
		if (is_long && line > start.line) {
			up_buf_add_s(&masked, "\xe2\x80\xa6");
			break;
		}
		up_buf_add(&masked, up_redact_part(keep->redact, at, keep->arena));
		up_buf_add(&named, names.len ? names : up_str_slice(keep->source->bytes, at.start, at.end));
	}
	finding->snippet = up_arena_take(keep->arena, &masked);
	if (has_secret)
		finding->secretless = up_arena_take(keep->arena, &named);
	up_buf_finish(&named);
	keep->quoted.line = start.line;
	keep->quoted.last = last;
	keep->quoted.is_long = is_long;
	keep->quoted.snippet = finding->snippet;
	keep->quoted.secretless = finding->secretless;
}

static void mask(struct up_keep *keep, struct up_finding *finding)
{
	up_str *const texts[] = { &finding->message, &finding->fix, &finding->safer, &finding->evidence, &finding->justification };
	const up_str spared[] = { finding->rule->title, finding->rule->why, finding->rule->fix, finding->key };
	if (up_redact_is_empty(keep->redact))
		return;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = up_redact_text(keep->redact, *texts[i], spared, sizeof spared / sizeof *spared, keep->arena);
		/* A rule on settings may quote a part of a value. */
		if (!finding->group.len)
			*texts[i] = up_redact_parts(keep->redact, *texts[i], finding->at, false, keep->arena);
	}
	finding->key = up_redact_text(keep->redact, finding->key, &finding->key, 1, keep->arena);
	if (up_redact_finds(keep->redact, finding->replacement))
		finding->replacement = UP_STR("");
}

static void suppress(struct up_keep *keep, struct up_finding *finding)
{
	const struct up_config *config = keep->config;
	for (size_t i = 0; config && i < config->n_suppressions; i++) {
		struct up_config_suppression *suppression = &config->suppressions[i];
		if (!up_glob_match_whole(suppression->rule, finding->rule->id))
			continue;
		if (suppression->path.len && !up_config_matches(suppression->path, finding->path))
			continue;
		if (suppression->secret.len && !up_str_eq(suppression->secret, finding->group))
			continue;
		atomic_store(&suppression->used, true);
		if (suppression->until.len && up_str_cmp(suppression->until, keep->today) < 0)
			continue;
		finding->suppression = UP_SUPPRESSION_CONFIG;
		finding->justification = suppression->reason;
	}
}

/* What other linters are told to pass over is reported, and says so. */
static void say_silenced(struct up_keep *keep, struct up_finding *finding)
{
	if (!up_str_eq(finding->rule->family, UP_STR("migration")))
		return;
	finding->silenced_for = up_silenced_for(&keep->silenced, lines_of(keep), finding->start.line);
	if (finding->silenced_for)
		finding->evidence = up_arena_printf(keep->arena, "%.*s%ssilenced for %s by a comment", UP_FMT(finding->evidence),
						    finding->evidence.len ? "; " : "", finding->silenced_for);
}

/* False: it is not in the collection. */
static bool keep_match(struct up_keep *keep, const struct up_match *match)
{
	if (keep->changes && !up_changes_touch(keep->changes, match->at))
		return false;
	const struct up_lines *lines = lines_of(keep);
	char group[UP_IDENTITY_HEX + 1] = "";
	if (match->secret.len)
		up_identity_group(keep->key, match->secret, group);
	struct up_finding finding = {
		.rule = match->rule,
		.level = match->level,
		.path = keep->source->name,
		.at = match->at,
		.start = up_lines_place(lines, match->at.start),
		.end = up_lines_place(lines, match->at.end),
		.message = match->message,
		.fix = match->fix,
		.safer = match->safer,
		.replacement = match->replacement,
		.product = match->product,
		.key = match->key,
		.since = match->since,
		.installed = match->installed,
		.target = match->target,
		.embedded_in = match->embedded_in,
		.suppression = match->suppression,
		.justification = match->justification,
		.verdict = match->verdict,
		.rank = match->rank,
		.evidence = match->evidence,
		.public_hash = match->public_hash,
		.group = up_str_from(group),
		.dialects = match->dialects,
		.is_dialect_pending = match->is_dialect_pending,
		.is_server_pending = match->is_server_pending,
		.is_default = match->is_default,
	};
	if (match->is_form) {
		finding.start = match->form_at;
		finding.end = match->form_end;
		finding.related = match->related;
		finding.n_related = match->n_related;
	}
	/* The source of a form is gone; who kept its line has masked it. */
	if (match->form_snippet.len)
		finding.snippet = match->form_snippet;
	else
		quote(keep, match, &finding);
	if (!match->is_form)
		say_silenced(keep, &finding);
	if (!match->is_form) {
		finding.start.line += keep->source->line_before;
		finding.end.line += keep->source->line_before;
	}
	mask(keep, &finding);
	if (finding.suppression == UP_SUPPRESSION_NONE)
		suppress(keep, &finding);
	if (keep->found)
		keep->found(keep->found_data, &finding);
	else
		up_collect_finding(keep->collect, &finding);
	return !keep->found;
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

static void learn_secrets(struct up_keep *keep, const struct up_matcher *matcher)
{
	size_t n;
	const struct up_secret *secrets = up_matcher_secrets(matcher, &n);
	for (size_t i = 0; i < n; i++)
		up_redact_add(keep->redact, secrets[i].text, secrets[i].at, UP_STR(""));
	up_redact_ready(keep->redact);
}

/* The detail may quote any part of its line. */
static void keep_note(struct up_keep *keep, const struct up_keep_note *kept)
{
	struct up_note note = { .reason = kept->reason,
				.path = keep->source->name,
				.line = kept->line + (kept->line ? keep->source->line_before : 0) };
	up_str line = up_lines_text(lines_of(keep), kept->line);
	uint32_t start = line.s ? (uint32_t)(line.s - keep->source->bytes.s) : 0;
	note.detail = up_redact_text(keep->redact, kept->detail, NULL, 0, keep->arena);
	note.detail = up_redact_parts(keep->redact, note.detail, (up_span){ start, start + (uint32_t)line.len }, true, keep->arena);
	up_collect_note(keep->collect, &note);
}

static void learn_certificates(struct up_keep *keep, const struct up_matcher *matcher)
{
	size_t n;
	const struct up_certificate *certificates = up_matcher_certificates(matcher, &n);
	for (size_t i = 0; i < n; i++)
		up_keypairs_add(keep->pairs, up_str_from(certificates[i].public_hash), keep->source->name,
				up_str_from(certificates[i].name), up_str_from(certificates[i].not_after));
}

bool up_keep_end(struct up_keep *keep, struct up_matcher *matcher)
{
	size_t n;
	bool is_kept = false;
	const struct up_match *matches = up_matcher_end(matcher, &n);
	learn_secrets(keep, matcher);
	learn_certificates(keep, matcher);
	for (size_t i = 0; i < n; i++)
		is_kept |= keep_match(keep, &matches[i]);
	for (size_t i = 0; i < keep->n_notes; i++)
		keep_note(keep, &keep->notes[i]);
	if (keep->ended)
		keep->ended(keep->ended_data, keep);
	if (keep->has_lines)
		up_lines_finish(&keep->lines);
	keep->has_lines = false;
	keep->n_notes = 0;
	up_arena_reset(keep->arena);
	return is_kept;
}
