/* One row for each link, and one for the issuer that is missing. */
#include "package/certificates.h"

static const char *role_of(const struct up_statement *statement, size_t at)
{
	const struct up_link *link = &statement->chain[at];
	bool is_last = at + 1 == statement->n_chain, is_own = up_str_eq(link->subject, link->issuer);
	if (is_last && !statement->is_root_unknown && !statement->is_chain_broken)
		return at ? is_own ? "root: trusted" : "intermediate: trusted" : "signer: trusted";
	if (is_last && is_own && !statement->is_chain_broken)
		return at ? "root: unknown" : "signer: self-signed";
	return at ? "intermediate" : "signer";
}

static void add_missing(struct up_table *table, const struct up_statement *statement)
{
	const struct up_link *last = &statement->chain[statement->n_chain - 1];
	up_str none = UP_STR("");
	/* Its own key id is what the last link calls its issuer's. */
	up_table_add(table, (up_str[]){ statement->by, UP_STR("root: missing"), last->issuer, none, none, none, none, none, none,
					last->issuer_key });
}

void up_certificates_table(const struct up_statements *statements, struct up_table *ret_table, struct up_arena *arena)
{
	static const char *const columns[] = { "signature",  "role",     "subject",   "issuer",     "serial", "sha256",
					       "valid_from", "valid_to", "algorithm", "issuer_key", NULL };
	up_table_init(ret_table, arena, "certificates", "Certificates of the signatures", columns);
	ret_table->empty = "No signature of the package has a certificate.";
	for (size_t i = 0; i < statements->n; i++) {
		const struct up_statement *statement = &statements->items[i];
		for (size_t j = 0; j < statement->n_chain; j++) {
			const struct up_link *link = &statement->chain[j];
			/* Keys of OpenPGP stand in chains of one link that nobody issued. */
			if (!link->issuer.len)
				continue;
			up_table_add(ret_table, (up_str[]){ statement->by, up_str_from(role_of(statement, j)), link->subject, link->issuer,
							    link->serial, link->fingerprint, link->not_before, link->not_after,
							    link->algorithm, link->issuer_key });
			bool is_last = j + 1 == statement->n_chain;
			if (is_last && statement->is_root_unknown && !up_str_eq(link->subject, link->issuer))
				add_missing(ret_table, statement);
		}
	}
	up_table_sort(ret_table);
}
