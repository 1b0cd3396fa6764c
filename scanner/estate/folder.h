/* Folders of sources, in an order in which what lies in a folder follows it at once. */
#pragma once

#include "base/str.h"

/* With its slash at the end; empty for a name without one. */
up_str up_folder_of(up_str source);
/* The slash before all other bytes: a/, a/b/, a.d/ */
int up_folder_cmp(up_str a, up_str b);
