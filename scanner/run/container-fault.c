/* The words of libarchive tell what is damaged from what is not supported; its numbers do not. */
#include "run/container-fault.h"

#include <inttypes.h>
#include <stdio.h>

const char *const up_container_fault_forms[] = { "container-damaged", "container-encrypted", "inner-container-damaged",
						 "tar-suffix",        "tar-without-end",     NULL };

static bool has_one_of(up_str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_find(text, up_str_from(words[i]), 0) != SIZE_MAX)
			return true;
	return false;
}
#define HAS_ONE_OF(text, words) has_one_of(text, words, sizeof(words) / sizeof *(words))

static up_str key_of(up_str fault, bool is_inside)
{
	static const char *const locked[] = { "ncrypted", "assphrase" };
	static const char *const lacking[] = { "upported", "nrecognized", "llocate", "libarchive", "compiled" };
	if (HAS_ONE_OF(fault, locked))
		return UP_STR("container-encrypted");
	if (HAS_ONE_OF(fault, lacking))
		return UP_STR("");
	return is_inside ? UP_STR("inner-container-damaged") : UP_STR("container-damaged");
}

void up_container_broken(const struct up_form_sink *sink, up_str path, up_str fault, bool is_inside)
{
	struct up_form form = { .path = path, .key = key_of(fault, is_inside), .value = up_str_basename(path), .detail = fault };
	if (form.key.len)
		sink->state(sink->data, &form);
	sink->note(sink->data, UP_NOTE_UNREADABLE, path, fault);
}

void up_container_open_ended(const struct up_form_sink *sink, up_str path)
{
	struct up_form form = { .path = path, .key = UP_STR("tar-without-end"), .value = up_str_basename(path) };
	sink->state(sink->data, &form);
}

void up_container_stray(const struct up_form_sink *sink, up_str path, uint64_t n)
{
	char value[32];
	snprintf(value, sizeof value, "%" PRIu64 " bytes", n);
	struct up_form form = { .path = path, .key = UP_STR("tar-suffix"), .value = up_str_from(value) };
	sink->state(sink->data, &form);
}
