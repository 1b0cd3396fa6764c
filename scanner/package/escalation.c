/* The message. It stands in a here-document whose end no value can write: each value is one line behind a word of ours. */
#include "package/escalation.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "package/escalation-private.h"

enum {
	VALUE = 400,
	LINKS = 10,
};

void escalation_value(struct up_buf *out, up_str value)
{
	up_utf8_escape(out, up_str_slice(value, 0, VALUE), false);
	if (value.len > VALUE)
		up_buf_add_s(out, "…");
}

void escalation_quoted(struct up_buf *out, up_str value)
{
	up_buf_add_byte(out, '\'');
	for (size_t i = 0; i < value.len; i++) {
		if (value.s[i] == '\'')
			up_buf_add_s(out, "'\\''");
		else if (value.s[i]) /* no name of a file holds a NUL */
			up_buf_add_byte(out, value.s[i]);
	}
	up_buf_add_byte(out, '\'');
}

bool escalation_has_fault(const struct up_statement *statement)
{
	const enum up_said said[] = { statement->integrity.said, statement->authenticity.said, statement->trust.said,
				      statement->freshness.said };
	for (size_t i = 0; i < 4; i++)
		if (said[i] == UP_SAID_BAD || said[i] == UP_SAID_DOUBT)
			return true;
	return statement->is_root_unknown;
}

bool up_escalation_is_needed(const struct up_statements *statements)
{
	for (size_t i = 0; i < statements->n; i++)
		if (escalation_has_fault(&statements->items[i]))
			return true;
	return false;
}

static void line(struct up_buf *out, const char *label, up_str value)
{
	if (!value.len)
		return;
	up_buf_add_s(out, label);
	escalation_value(out, value);
	up_buf_add_byte(out, '\n');
}

/* "ABCD 0123 …": easier to compare by eye or by telephone. */
static void fingerprint(struct up_buf *out, const char *label, up_str hex)
{
	if (!hex.len)
		return;
	up_buf_add_s(out, label);
	size_t n = 0;
	for (size_t i = 0; i < hex.len && n < 128; i++) {
		if (!up_is_hex(hex.s[i]))
			continue;
		if (n && n % 4 == 0)
			up_buf_add_byte(out, ' ');
		char c = up_lower(hex.s[i]);
		up_buf_add_byte(out, c >= 'a' ? (char)(c - 'a' + 'A') : c);
		n++;
	}
	up_buf_add_byte(out, '\n');
}

static void link_lines(struct up_buf *out, const struct up_link *link, size_t number)
{
	up_buf_printf(out, "       %zu. ", number);
	line(out, "", link->subject.len ? link->subject : UP_STR("(without a name)"));
	line(out, "          issued by    ", link->issuer);
	line(out, link->issuer.len ? "          serial       " : "          key id       ", link->serial);
	fingerprint(out, link->issuer.len ? "          SHA-256      " : "          fingerprint  ", link->fingerprint);
	line(out, "          algorithm    ", link->algorithm);
	line(out, "          valid from   ", link->not_before);
	line(out, "          valid until  ", link->not_after);
}

static void clause_line(struct up_buf *out, const char *label, const struct up_clause *clause)
{
	static const char *const said[_UP_SAID_MAX] = { "", "good: ", "in doubt: ", "bad: " };
	if (clause->said == UP_SAID_NOTHING && !clause->text.len)
		return;
	up_buf_printf(out, "     %s%s", label, said[clause->said]);
	line(out, "", clause->text.len ? clause->text : UP_STR("(nothing more is known)"));
}

static void statement_lines(struct up_buf *out, const struct up_statement *statement, size_t number)
{
	up_buf_printf(out, "  %zu. %s", number, statement->kind);
	line(out, ": ", statement->by);
	line(out, "     about          ", statement->subject);
	clause_line(out, "integrity      ", &statement->integrity);
	clause_line(out, "authenticity   ", &statement->authenticity);
	clause_line(out, "trust          ", &statement->trust);
	clause_line(out, "freshness      ", &statement->freshness);
	if (statement->n_chain)
		up_buf_add_s(out, "     the chain, from the signer up:\n");
	for (size_t i = 0; i < statement->n_chain && i < LINKS; i++)
		link_lines(out, &statement->chain[i], i + 1);
	if (!statement->n_chain || !statement->is_root_unknown)
		return;
	const struct up_link *last = &statement->chain[statement->n_chain - 1];
	line(out, "     missing issuer ", last->issuer);
	fingerprint(out, "     with the key   ", last->issuer_key);
}

static void statements(const struct up_escalation *escalation, struct up_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < escalation->statements->n; i++) {
		const struct up_statement *statement = &escalation->statements->items[i];
		if (escalation_has_fault(statement) && n++ < ESCALATION_STATEMENTS)
			statement_lines(out, statement, n);
	}
	if (n > ESCALATION_STATEMENTS)
		up_buf_printf(out, "  … and %zu more of the same kind.\n", n - ESCALATION_STATEMENTS);
	if (!n)
		up_buf_add_s(out, escalation->statements->n ? "  Nothing: every signature and checksum was verified.\n"
							    : "  The package has no signature and no checksum at all.\n");
}

static void notices(const struct up_escalation *escalation, struct up_buf *out)
{
	if (!escalation->n_notices)
		return;
	up_buf_add_s(out, "\nWhat we read about a change of keys (we do not rely on it without your answer)\n");
	for (size_t i = 0; i < escalation->n_notices && i < ESCALATION_STATEMENTS; i++) {
		const struct up_rotation_notice *notice = &escalation->notices[i];
		line(out, "  title   ", notice->title);
		line(out, "  date    ", notice->date);
		line(out, "  link    ", notice->link);
		line(out, "  names   ", notice->named);
		line(out, "  says    ", notice->sentence);
		line(out, "  doubt   ", notice->doubt);
		if (notice->kind == UP_ROTATION_RETIRED)
			up_buf_add_s(out, "  It seems to speak of a key that is not to be used any more.\n");
	}
}

static const struct up_statement *first_unknown(const struct up_statements *statements)
{
	for (size_t i = 0; i < statements->n; i++)
		if (statements->items[i].is_root_unknown && statements->items[i].n_chain)
			return &statements->items[i];
	return NULL;
}

static void questions(const struct up_escalation *escalation, struct up_buf *out)
{
	unsigned n = 1;
	const struct up_statement *unknown = first_unknown(escalation->statements);
	up_buf_printf(out, "\nQuestions\n  %u. Did you publish a file of this name with this SHA-256?\n", n++);
	if (unknown) {
		const struct up_link *last = &unknown->chain[unknown->n_chain - 1];
		up_buf_printf(out, "  %u. Are the keys and certificates above yours, and since when do you sign with them?\n", n++);
		up_buf_printf(out, "  %u. Where can we find the root certificate or the key", n++);
		line(out, " of: ", last->issuer.len ? last->issuer : last->subject);
		up_buf_add_s(
			out,
			"     Please read its fingerprint to us by telephone, or name a page that we can reach without this package.\n");
		up_buf_printf(out, "  %u. Is there a statement about the change that is signed with your former key?\n", n++);
		up_buf_printf(out, "  %u. Which of your keys are not to be trusted any more, and since when?\n", n++);
	}
	up_buf_printf(out, "  %u. If any of this is not yours: whom shall we tell, and shall we keep the file for you?\n", n);
}

static void header(const struct up_escalation *escalation, struct up_buf *out)
{
	up_buf_add_s(out, "#!/bin/sh\n# A message to the vendor of an upgrade package, and commands that verify the package by hand. It "
			  "was written on ");
	escalation_value(out, escalation->now);
	up_buf_add_s(out, ".\n# sh FILE prints the message, then looks at the files that lie in this folder. It changes nothing and uses "
			  "no network.\n"
			  "# Send the message by a channel that you know from before, not by one that came with the package.\n");
	if (escalation->own_contact.len)
		line(out, "# The package names a contact of its own, which proves nothing: ", escalation->own_contact);
	up_buf_add_s(out, "# Names out of the package are in single quotes, also where they look like something to expand.\n# shellcheck "
			  "disable=SC1003,SC2016\n");
	up_buf_add_s(out, "\nmessage() {\n\tcat <<'END OF MESSAGE'\n");
}

void up_escalation_write(const struct up_escalation *escalation, struct up_buf *out)
{
	char digest[65] = "";
	if (escalation->sha256)
		up_digest_hex(escalation->sha256, 32, digest);
	header(escalation, out);
	line(out, "To: ", escalation->contact.len ? escalation->contact : UP_STR("your vendor's security contact"));
	line(out, "Subject: We cannot verify the package ", escalation->name);
	up_buf_add_s(out,
		     "\nHello,\n\nwe received the file below and do not install it before we know that it is yours.\n\nWhat we received\n");
	line(out, "  file    ", escalation->name);
	up_buf_printf(out, "  size    %llu bytes\n", (unsigned long long)escalation->size);
	line(out, "  SHA-256 ", escalation->sha256 ? up_str_from(digest) : UP_STR("not known"));
	up_buf_add_s(out, "\nWhat could not be verified\n");
	statements(escalation, out);
	notices(escalation, out);
	questions(escalation, out);
	up_buf_add_s(out, "\nEND OF MESSAGE\n}\n\n");
	escalation_commands(escalation, out);
}
