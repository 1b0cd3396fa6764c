/* Places of private keys: where they are made up on purpose, and where those of a host belong. */
#pragma once

#include "base/str.h"

enum up_key_place {
	UP_KEY_PLACE_OTHER,
	UP_KEY_PLACE_SAMPLE, /* tests, fixtures, examples, documentation */
	UP_KEY_PLACE_HOST,   /* /etc/ssl/private and its kin: no surprise there, as long as nobody else may read them */
	UP_KEY_PLACE_USER,   /* ~/.ssh: a passphrase would be right even so */
};

enum up_key_place up_key_place(up_str path);
