/* What an rpm says of itself before its files: its name, its scripts, and what is wrong with its headers. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/rpm.h"
#include "run/container-fault.h"
#include "run/container-private.h"

/* A script of an rpm, which stands in its header: a member like a maintainer script of a deb. What an interpreter other than the shell runs says so in its name. */
static void take_scriptlet(void *data, const struct up_rpm_scriptlet *scriptlet)
{
	struct level *level = data;
	struct reading *reading = level->reading;
	struct up_buf name = { 0 }, path = { 0 };
	up_str program = up_str_basename(scriptlet->interpreter);
	if (!scriptlet->text.len)
		return;
	up_buf_printf(&name, "scriptlets/%.*s", UP_FMT(scriptlet->name));
	if (scriptlet->number)
		up_buf_printf(&name, ".%u", scriptlet->number + 1);
	if (!up_str_is_listed(program, "sh bash dash ksh"))
		up_buf_printf(&name, " (%.*s)", UP_FMT(program));
	up_buf_printf(&path, "%.*s!/%.*s", UP_FMT(level->path), UP_FMT(up_buf_str(&name)));
	struct up_member member = { .container = level->number,
				    .name = up_buf_str(&name),
				    .path = up_buf_str(&path),
				    .mode = S_IFREG | 0755,
				    .size = scriptlet->text.len,
				    .has_digest = true,
				    .after = reading->next + 1 };
	up_sha256(scriptlet->text, member.sha256);
	reading->next++;
	level->below = (uint32_t)(level->path.len + 2);
	if (reading->asked->package && !reading->asked->wants)
		up_package_add_member(reading->asked->package, &member);
	if (!reading->asked->wants) {
		char *bytes = up_alloc(scriptlet->text.len);
		memcpy(bytes, scriptlet->text.s, scriptlet->text.len);
		up_container_hand_over(level, &member, bytes, scriptlet->text.len);
	}
	up_buf_finish(&name);
	up_buf_finish(&path);
}

void up_container_read_rpm(struct level *level, const struct up_archive_input *input)
{
	struct reading *reading = level->reading;
	struct up_rpm rpm;
	up_str fault;
	if (!input->window.read_at)
		return;
	if (!up_rpm_open(&input->window, &rpm, &fault)) {
		up_container_broken_by(level, level->path, fault);
		return;
	}
	if (!reading->asked->wants)
		up_rpm_inspect(&rpm, level->path, &reading->asked->sink);
	if (reading->asked->package && !reading->asked->wants) {
		struct up_container *container = &reading->asked->package->containers[level->number];
		struct up_buf version = { 0 };
		up_rpm_evr(&rpm, &version);
		container->name = up_arena_copy(reading->asked->package->arena, up_rpm_text(&rpm.header, UP_RPM_TAG_NAME));
		container->version = up_arena_take(reading->asked->package->arena, &version);
	}
	up_rpm_scriptlets(&rpm, level, take_scriptlet);
	up_rpm_finish(&rpm);
}
