/* Users and programs, as far as they help to tell a crontab's user field from a command. */
#pragma once

#include "base/str.h"

/* Does it have the form of a user name? */
bool up_cron_user_is_plausible(up_str word);
/* A name that is a user on nearly every host, and no command: root, www-data. */
bool up_cron_user_is_known(up_str word);
/* A name that is a command and no user: python3, /usr/bin/x, rsync. */
bool up_cron_word_is_command(up_str word);
