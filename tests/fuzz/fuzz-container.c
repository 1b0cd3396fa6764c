/* Containers of every kind: members are counted once and numbered without gaps, each lies in a container that is known, and a second reading meets the
 * same members under the same numbers. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "run/package-files.h"

static void on_form(void *data, const struct up_form *form)
{
	(void)data;
	fuzz_read(form->path);
	fuzz_read(form->value);
	fuzz_read(form->detail);
	PROMISE(form->key.len, "a form without a key");
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data;
	PROMISE(reason < _UP_NOTE_MAX, "reason %d", (int)reason);
	fuzz_read(path);
	fuzz_read(detail);
}

static void on_member(void *data, struct up_member_source *source)
{
	size_t *n = data;
	fuzz_read(source->path);
	fuzz_read((up_str){ source->bytes ? source->bytes : "", source->len });
	PROMISE(source->below <= source->path.len, "a path of %zu bytes, %u of them before the member", source->path.len, source->below);
	++*n;
	up_free(source->bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "p.zip", "p.apk", "p.iso", "p" };
	if (!size)
		return 0;
	up_str bytes = { (const char *)data + 1, size - 1 };
	up_str name = up_str_from(names[data[0] % (sizeof names / sizeof *names)]);
	enum up_container_kind kind = up_archive_sniff(bytes, name);
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (kind == _UP_CONTAINER_MAX || fd < 0 || write(fd, bytes.s, bytes.len) != (ssize_t)bytes.len) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	size_t n = 0;
	struct up_limits limits = up_limits_default;
	limits.archive_bytes = 8 << 20;
	limits.archive_members = 1000;
	struct up_package *package = up_package_new(name);
	struct up_containers asked = {
		.limits = &limits, .package = package, .sink = { .state = on_form, .note = on_note }, .data = &n, .member = on_member
	};
	up_package_add_container(package, &(struct up_container){ .kind = UP_CONTAINER_FOLDER, .member = UINT32_MAX });
	up_package_add_member(package, &(struct up_member){ .name = name, .path = name });
	up_containers_read_file(&asked, kind, fd, bytes.len, name, 0);
	package->members[0].after = (uint32_t)package->n_members;
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		PROMISE(member->container < package->n_containers, "member %zu lies in container %u of %zu", i, member->container,
			package->n_containers);
		PROMISE(member->after > i && member->after <= package->n_members, "what follows member %zu of %zu is %u", i,
			package->n_members, member->after);
	}
	up_package_free(package);
	close(fd);
	return 0;
}
