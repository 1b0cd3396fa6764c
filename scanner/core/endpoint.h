/* Endpoints: hosts that a setting or a command contacts, found in facts that parsers state, whatever the format. Local ones, names that mean nobody's
 * machine, links to documentation and identifiers that only look like addresses are none. Knows no product. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

/* Calls `state` for each endpoint of a SETTING, a COMMAND or a COMPONENT (an image), with a fact of kind ENDPOINT: key "host[:port]", value the address without credentials and
 * query ("https://host:8443/hooks"), path by whom (the command, or the path of the setting); its places are those of the word or value. Strings are of the arena or of the fact; the struct lives for the call. Cheap for facts that hold none. */
void up_endpoints_of(const struct up_fact *fact, struct up_arena *arena, void (*state)(void *data, const struct up_fact *endpoint),
		     void *data);
