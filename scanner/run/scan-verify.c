/* What the package claims: who signed it, and why that should be believed; what advisories say of its keys and of what it brings. */
#include "base/date.h"
#include "base/memory.h"
#include "package/advisory.h"
#include "package/certificates.h"
#include "package/coverage.h"
#include "package/escalation.h"
#include "package/previous.h"
#include "package/tables.h"
#include "package/verify.h"
#include "run/components.h"
#include "run/inner-signatures.h"
#include "run/package-files.h"
#include "run/scan-private.h"

/* Forms of verifiers wait until advisories were asked: a root that nobody knows may have been announced. */
struct held {
	struct up_form_sink to;
	struct up_arena *arena;
	struct up_form *forms;
	size_t n, capacity;
};

static void hold(void *data, const struct up_form *form)
{
	struct held *held = data;
	held->forms = up_grow(held->forms, &held->capacity, held->n + 1, sizeof *held->forms);
	struct up_form *kept = &held->forms[held->n++];
	*kept = *form;
	up_str *const strings[] = { &kept->path, &kept->key, &kept->value, &kept->detail, &kept->evidence };
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		*strings[i] = up_arena_copy(held->arena, *strings[i]);
}

static void pass_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	const struct held *held = data;
	held->to.note(held->to.data, reason, path, detail);
}

static void release(struct held *held)
{
	up_inner_signatures(held->forms, held->n, held->arena);
	for (size_t i = 0; i < held->n; i++)
		if (held->forms[i].key.len)
			held->to.state(held->to.data, &held->forms[i]);
	up_free(held->forms);
}

/* Says that a key is not known, which says less than that it was announced. */
static void drop_unknown(struct held *held, up_str by)
{
	for (size_t i = 0; i < held->n; i++)
		if (up_str_eq(held->forms[i].path, by) &&
		    up_str_is_listed(held->forms[i].key, "unknown-root signature-unknown-key certificate-self-signed"))
			held->forms[i].key = UP_STR("");
}

/* --- signatures ------------------------------------------------------------------------------------------------------- */

static void read_trust(struct up_scan *scan, struct up_trust *ret_trust)
{
	const struct up_named_files *named = scan->options->package->trust;
	*ret_trust = (struct up_trust){ .arena = scan->arena, .now = scan->options->today, .now_seconds = scan->options->now };
	for (size_t i = 0; i < named->n; i++) {
		ret_trust->files = up_grow(ret_trust->files, &ret_trust->files_capacity, ret_trust->n_files + 1, sizeof *ret_trust->files);
		ret_trust->files[ret_trust->n_files++] = (struct up_trust_file){ .path = named->items[i].path,
										 .bytes = named->items[i].bytes };
	}
}

static void run_verifiers(struct up_scan *scan, const struct up_package *package, struct up_trust *trust, struct up_form_sink sink,
			  struct up_statements *statements)
{
	struct up_package_again again = { .package = package, .limits = scan->options->walk.limits, .sink = sink };
	struct up_package_reader reader = up_package_reader_of(&again);
	struct up_verify verify = { .package = package, .reader = &reader, .trust = trust, .statements = statements, .sink = sink };
	up_verify_checksums(&verify);
	up_verify_rpm(&verify);
	up_verify_openpgp(&verify);
	up_verify_minisign(&verify);
	up_verify_cms(&verify);
	up_verify_jar(&verify);
	up_verify_coverage(&verify);
}

static void note_unused_trust(const struct up_trust *trust, const struct up_form_sink *sink)
{
	for (size_t i = 0; i < trust->n_files; i++)
		if (!trust->files[i].is_used)
			sink->note(sink->data, UP_NOTE_UNSUPPORTED, trust->files[i].path,
				   UP_STR("named by --trust, and no certificate, keyring, minisign key or list of fingerprints"));
}

static void say_nothing(void *data, const struct up_form *form)
{
	(void)data, (void)form;
}

/* The package before this one: who signed it, and what it was made of. */
static void compare_previous(struct up_scan *scan, struct up_trust *trust, const struct up_statements *now, struct held *held)
{
	const char *path = scan->options->package->previous;
	struct up_form_sink quiet = { .data = held, .state = say_nothing, .note = pass_note };
	struct up_form_sink sink = { .data = held, .state = hold, .note = pass_note };
	struct up_package *previous = path ? up_package_read(up_str_from(path), scan->options->walk.limits, scan->options->now, &quiet)
					   : NULL;
	if (!previous)
		return;
	struct up_statements before = { .arena = scan->arena };
	run_verifiers(scan, previous, trust, quiet, &before);
	up_statements_compare(&before, now, scan->package->path, scan->arena, &sink);
	up_statements_finish(&before);
	up_scan_compare(scan, previous, &sink);
	up_package_free(previous);
}

/* --- advisories ------------------------------------------------------------------------------------------------------- */

static void ask_advisories(struct up_scan *scan, const struct up_statements *statements, struct held *held, struct up_table *table)
{
	const struct up_named_files *named = scan->options->package->advisories;
	struct up_form_sink sink = { .data = held, .state = hold, .note = pass_note };
	if (!named->n)
		return;
	scan->advisories = up_advisories_new(scan->options->today);
	for (size_t i = 0; i < named->n; i++)
		up_advisories_add(scan->advisories, named->items[i].path, named->items[i].bytes, &sink);
	up_advisories_settle(scan->advisories);
	for (size_t i = 0; i < statements->n; i++) {
		const struct up_statement *statement = &statements->items[i];
		struct up_rotation_notice notice;
		if (!statement->is_root_unknown || !up_advisories_rotation(scan->advisories, statement, &sink, &notice))
			continue;
		drop_unknown(held, statement->by);
		up_rotation_state(&notice, statement, table, &sink);
		scan->notices = up_grow(scan->notices, &scan->notices_capacity, scan->n_notices + 1, sizeof notice);
		scan->notices[scan->n_notices++] = notice;
	}
	struct up_components components = { .arena = scan->arena };
	up_components_add(&components, &scan->components);
	up_components_of_host(&components, scan->options->package->dpkg_status, scan->options->package->dpkg_path,
			      scan->options->package->host_release);
	up_advisories_match(scan->advisories, components.items, components.n, table, &sink);
	up_advisories_age(scan->advisories, up_str_from(scan->options->package->advisories_name), scan->options->package->max_advisory_days,
			  table, &sink);
	up_components_finish(&components);
}

static bool is_announced(const struct up_scan *scan)
{
	bool found = false;
	for (size_t i = 0; i < scan->n_notices; i++)
		found |= scan->notices[i].kind == UP_ROTATION_ANNOUNCED && !scan->notices[i].doubt.len;
	return found;
}

/* A signer that has changed, as a notice of the vendor has announced. */
static void announce_change(const struct up_scan *scan, struct held *held)
{
	bool announced = is_announced(scan);
	for (size_t i = 0; announced && i < held->n; i++)
		if (up_str_eq(held->forms[i].key, UP_STR("signer-changed")))
			held->forms[i].key = UP_STR("signer-changed-as-announced");
}

/* --- all of it -------------------------------------------------------------------------------------------------------- */

void up_scan_verify(struct up_scan *scan)
{
	struct held held = { .to = up_scan_sink(&scan->workers[0]), .arena = scan->arena };
	struct up_form_sink sink = { .data = &held, .state = hold, .note = pass_note };
	struct up_trust trust;
	read_trust(scan, &trust);
	scan->statements.arena = scan->arena;
	run_verifiers(scan, scan->package, &trust, sink, &scan->statements);
	compare_previous(scan, &trust, &scan->statements, &held);
	note_unused_trust(&trust, &held.to);
	struct up_table advisories;
	up_advisories_table_init(&advisories, scan->arena);
	ask_advisories(scan, &scan->statements, &held, &advisories);
	announce_change(scan, &held);
	release(&held);
	up_statements_table(&scan->statements, scan->arena, up_scan_table(scan));
	up_certificates_table(&scan->statements, up_scan_table(scan), scan->arena);
	if (scan->options->package->advisories->n)
		*up_scan_table(scan) = advisories;
	else
		up_table_finish(&advisories);
	up_free(trust.files);
}

/* Of the package's own file. */
static bool is_signature(const struct up_statement *statement, up_str path)
{
	return up_str_eq(statement->subject, path) && statement->authenticity.said != UP_SAID_NOTHING;
}

const char *up_scan_verdict(const struct up_scan *scan)
{
	const struct up_statements *all = &scan->statements;
	bool is_signed = false, is_wrong = false, is_trusted = false, is_stale = false, is_root_unknown = false, is_part = false;
	for (size_t i = 0; i < all->n; i++) {
		const struct up_statement *statement = &all->items[i];
		bool is_good = statement->integrity.said != UP_SAID_BAD && statement->authenticity.said != UP_SAID_BAD;
		is_part |= statement->authenticity.said == UP_SAID_GOOD;
		if (!is_signature(statement, scan->package->path))
			continue;
		is_signed = true;
		is_wrong |= !is_good;
		is_trusted |= is_good && statement->trust.said == UP_SAID_GOOD && statement->freshness.said != UP_SAID_BAD;
		is_stale |= is_good && statement->trust.said == UP_SAID_GOOD && statement->freshness.said == UP_SAID_BAD;
		is_root_unknown |= statement->is_root_unknown;
	}
	if (!is_signed)
		return is_part ? "not signed as a whole" : "not signed";
	if (is_wrong)
		return "the signature is wrong";
	if (is_trusted)
		return "signed, and trusted";
	if (is_stale)
		return "signed, but out of date";
	if (!is_root_unknown)
		return "signed, not to be trusted";
	return is_announced(scan) ? "signed, rotation announced, unconfirmed" : "signed, root unknown";
}

void up_scan_escalate(const struct up_scan *scan, struct up_buf *out)
{
	const struct up_member *file = &scan->package->members[0];
	const struct up_escalation escalation = {
		.name = file->name,
		.size = file->size,
		.sha256 = file->has_digest ? file->sha256 : NULL,
		.now = scan->options->today,
		.contact = scan->advisories ? up_advisories_contact(scan->advisories) : UP_STR(""),
		.own_contact = up_escalation_contact(scan->arena, scan->package),
		.statements = &scan->statements,
		.notices = scan->notices,
		.n_notices = scan->n_notices,
	};
	up_escalation_write(&escalation, out);
}

void up_scan_verify_finish(struct up_scan *scan)
{
	up_statements_finish(&scan->statements);
	up_advisories_free(scan->advisories);
	up_free(scan->notices);
}
