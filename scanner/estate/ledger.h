/* The ledger: facts that matter across sources, kept when their source is gone: units, schedules, endpoints, effects, components, and the files of folders
 * in which a file's name alone says something (units, init scripts). Each worker keeps its own; they are merged and sorted, so that threads leave no
 * trace. Texts are masked before they come here. */
#pragma once

#include "base/arena.h"
#include "base/lines.h"
#include "core/fact.h"

enum up_side {
	UP_SIDE_HOST,    /* what the upgrade will meet: a root, a repository */
	UP_SIDE_PACKAGE, /* what it brings */
	_UP_SIDE_MAX,
};

struct up_ledger_entry {
	enum up_fact_kind kind; /* FILE: value is the target of a symbolic link, or empty for a regular file */
	enum up_side side;
	uint32_t flags; /* UP_FACT_… */
	up_str source;  /* the name of the source, as reports show it */
	uint32_t
		below; /* so many bytes of it are its root, or its container: what follows is where it lies on a host, without a slash in front */
	struct up_place at, end;
	up_str path, key, value; /* as in the fact */
	up_str words;            /* of a COMMAND or an EFFECT: the command line, words joined by a blank; else empty */
	up_str embedded_in;
};

struct up_ledger;

struct up_ledger *up_ledger_new(void);
void up_ledger_free(struct up_ledger *ledger);
/* Does anybody ask for facts of this kind across sources? */
bool up_ledger_wants(enum up_fact_kind kind);
/* Copies the strings. Over the limit (UP_LIMIT_LEDGER) the last ones in the order of the ledger are only counted. */
void up_ledger_add(struct up_ledger *ledger, const struct up_ledger_entry *entry);
void up_ledger_merge(struct up_ledger *into, const struct up_ledger *from);
/* Sorts, after the last entry: by kind, side, source, place, key. */
void up_ledger_settle(struct up_ledger *ledger);
/* The entries of one kind, host before package; after up_ledger_settle. */
const struct up_ledger_entry *up_ledger_of(const struct up_ledger *ledger, enum up_fact_kind kind, size_t *ret_n);
/* How many were not kept. */
uint64_t up_ledger_dropped(const struct up_ledger *ledger);
/* Where the source lies on a host: "usr/lib/systemd/system/x.service". */
static inline up_str up_ledger_below(const struct up_ledger_entry *entry)
{
	return up_str_slice(entry->source, entry->below, entry->source.len);
}
