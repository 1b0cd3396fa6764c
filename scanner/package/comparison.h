/* Two releases of one package: which members were added, removed and changed, what their programs say otherwise of retries and waiting, and which of their
 * settings for it have other values. Members belong together by their names, versions and other numbers in them aside. Reads bytes through streams; knows
 * no format of configuration: settings are told by who reads them. */
#pragma once

#include "core/form.h"
#include "core/table.h"
#include "package/behaviour.h"
#include "package/package.h"

struct up_comparison;

/* Both packages live longer. */
struct up_comparison *up_comparison_new(const struct up_package *before, const struct up_package *now);
void up_comparison_free(struct up_comparison *comparison);

/* Is the member looked into: a file that has changed, or has no other? */
bool up_comparison_wants(const struct up_comparison *comparison, enum up_release release, uint32_t member);
/* Its bytes. Of a file of settings that is not larger than `most` all of them are added to `ret_settings`. */
void up_comparison_read(struct up_comparison *comparison, enum up_release release, uint32_t member, struct up_stream *stream, size_t most,
			struct up_buf *ret_settings);
/* A setting of it. Only those that have to do with retries and waiting are kept; values that are no number, duration or word of a choice are not shown. */
void up_comparison_setting(struct up_comparison *comparison, enum up_release release, uint32_t member, up_str name, up_str value,
			   struct up_place at);

/* Is there a file in the release before that is in none of this one, to which this path of a host leads? Its number, else UINT32_MAX. */
uint32_t up_comparison_gone(const struct up_comparison *comparison, up_str path);
/* The member's path below its package: "payload/bin/acme-worker". */
up_str up_comparison_name(const struct up_comparison *comparison, enum up_release release, uint32_t member);

/* After all members were read. `arena` holds texts for the time of the call. */
void up_comparison_state(struct up_comparison *comparison, struct up_arena *arena, const struct up_form_sink *sink);
void up_comparison_table(const struct up_comparison *comparison, struct up_arena *arena, struct up_table *ret_table,
			 const struct up_form_sink *sink);
