/* What the value of a credential is: written out, or a reference to where it is kept, a hash, a placeholder, a password that everybody knows. Knows
 * no rule and no fact; says how weighty a literal is, not what to do about it. Linear in the value, allocates nothing. */
#pragma once

#include "secret/names.h"

enum up_value_kind {
	UP_VALUE_EMPTY,
	UP_VALUE_REFERENCE,   /* `${X}`, `$(cmd)`, `{{ x }}`, `/run/secrets/x`, `op://…`, `process.env.X`, `getenv("X")` */
	UP_VALUE_SEALED,      /* encrypted where it stands: `ENC(…)`, sops, sealed secrets, Ansible Vault, a PGP message */
	UP_VALUE_HASHED,      /* crypt, LDAP and database password hashes */
	UP_VALUE_PLACEHOLDER, /* see up_is_placeholder */
	UP_VALUE_WORDS,       /* a label, a sentence, a type, a name: nothing that a credential of this kind looks like */
	UP_VALUE_DEFAULT,     /* a password that products come with, or that everybody tries first */
	UP_VALUE_LITERAL,
};

struct up_value_context {
	struct up_named named;
	bool is_quoted;
	bool is_comment; /* the setting is commented out */
	bool is_example; /* see up_path_kind */
};

struct up_judged {
	enum up_value_kind kind;
	bool is_random;      /* of literals: see up_is_random */
	const char *product; /* of defaults: who comes with it, or NULL where it is only a bad password */
	uint32_t rank;       /* of defaults and literals: 1 … 100 */
};

struct up_judged up_value_judge(up_str value, const struct up_value_context *context);

/* The single questions, for those who have no name. */
bool up_is_reference(up_str value);
bool up_is_sealed(up_str value);
bool up_is_hashed(up_str value);
/* Who comes with this password; "" where it is only well known; NULL where it is neither. */
const char *up_default_password(up_str value);
