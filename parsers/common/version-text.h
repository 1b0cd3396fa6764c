/* How manifests of many ecosystems write versions and where a package comes from. */
#pragma once

#include "base/arena.h"

/* "name@1.2.3", "@scope/name@^1": the last '@' that is not the first byte parts them; without one the version is empty. */
void up_version_split_at(up_str text, up_str *ret_name, up_str *ret_version);
/* "name-1.2.3", "Foo-Bar-v1.2": the last dash that a digit, or a 'v' and a digit, follows. False: there is none. */
bool up_version_split_dash(up_str text, up_str *ret_name, up_str *ret_version);
/* A version that leaves no choice: three numbers and what may follow ("1.2.3", "1.2.3-rc.1", "1.2.3+build"). */
bool up_version_is_exact(up_str text);
/* A repository rather than a file: "git+https://…", "git@github.com:x/y", "https://github.com/x/y.git", "github:x/y". */
bool up_version_is_vcs(up_str text);
/* A qualifier of a package URL that is an address: "vcs_url=git+https://…", "download_url=https://…". Nobody asks for the credentials in it. */
up_str up_version_vcs_qualifier(up_str url, struct up_arena *arena);
up_str up_version_repository_qualifier(up_str url, struct up_arena *arena);
up_str up_version_download_qualifier(up_str url, struct up_arena *arena);
