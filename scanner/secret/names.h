/* What the name of a setting, a flag or a variable says of its value: is it a credential, and of which kind? Names come in the styles of all formats
 * (`DB_PASSWORD`, `dbPassword`, `spring.datasource.password`, `requirepass`, `aws_secret_access_key`); they are split into words, and the words decide.
 * Names of things round a credential are none: `password_file`, `tokenUrl`, `secretKeyRef`, `max_tokens`, `PasswordAuthentication`. */
#pragma once

#include "base/str.h"

enum up_credential {
	UP_CREDENTIAL_NONE,
	UP_CREDENTIAL_PASSWORD,
	UP_CREDENTIAL_PASSPHRASE,
	UP_CREDENTIAL_SECRET,
	UP_CREDENTIAL_TOKEN,
	UP_CREDENTIAL_API_KEY,
	UP_CREDENTIAL_PRIVATE_KEY,
	UP_CREDENTIAL_SIGNING_KEY,   /* signs or encrypts what the program issues: Django's SECRET_KEY, APP_KEY, secret_key_base, salts */
	UP_CREDENTIAL_AUTHORIZATION, /* a scheme and what it needs: `Authorization`, `_auth`, `userpwd` */
	UP_CREDENTIAL_CONNECTION,    /* may hold a password among other things: connection strings, DSNs, database URLs */
	_UP_CREDENTIAL_MAX,
};

struct up_named {
	enum up_credential kind;
	bool is_sure;   /* false: the word has other uses (`pass`, `pwd`, `key`, `auth`): the value has to look like a secret, too */
	bool is_hashed; /* the name says that the value is a hash: `password_hash`, `encrypted_password` */
};

struct up_named up_name_judge(up_str name);
/* "password", "API key", … for messages. */
const char *up_credential_word(enum up_credential kind);
