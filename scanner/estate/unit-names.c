/* The set of units that a host and a package have, out of their files and of what unit files and commands define. */
#include <stdlib.h>

#include "base/memory.h"
#include "estate/units-private.h"

static bool cut(up_str *path, const char *prefix)
{
	up_str text = up_str_from(prefix);
	if (!up_str_starts(*path, text))
		return false;
	*path = up_str_slice(*path, text.len, path->len);
	return true;
}

up_str up_unit_below(const struct up_ledger_entry *entry)
{
	up_str below = up_ledger_below(entry);
	while (cut(&below, "./") || cut(&below, "/"))
		;
	cut(&below, "data/");
	return below;
}

bool up_unit_is_admin(up_str below)
{
	return up_str_starts(below, UP_STR("etc/")) || up_str_starts(below, UP_STR("run/"));
}

static up_str suffix_of(up_str name)
{
	size_t dot = name.len;
	while (dot && name.s[dot - 1] != '.')
		dot--;
	return dot > 1 ? up_str_slice(name, dot, name.len) : UP_STR("");
}

static bool is_unit_name(up_str name)
{
	return up_str_is_listed(suffix_of(name), "service socket target timer path mount automount swap slice scope device");
}

/* --- paths ------------------------------------------------------------------------------------------------------------ */

/* Cuts the folder of units off; false where the path is in none. */
static bool cut_folder(up_str *path, bool *ret_is_user)
{
	static const char *const systems[] = { "etc/systemd/system/",          "run/systemd/system/",           "usr/lib/systemd/system/",
					       "lib/systemd/system/",          "usr/local/lib/systemd/system/", "run/systemd/generator/",
					       "run/systemd/generator.early/", "run/systemd/generator.late/",   "run/systemd/transient/" };
	static const char *const users[] = {
		"etc/systemd/user/",       "run/systemd/user/",           "usr/lib/systemd/user/",        "lib/systemd/user/",
		"usr/share/systemd/user/", "usr/local/lib/systemd/user/", "usr/local/share/systemd/user/"
	};
	static const char *const homes[] = { ".config/systemd/user/", ".local/share/systemd/user/" };
	*ret_is_user = false;
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		if (cut(path, systems[i]))
			return true;
	*ret_is_user = true;
	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		if (cut(path, users[i]))
			return true;
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
		up_str home = up_str_from(homes[i]);
		size_t at = up_str_find(*path, home, 0);
		if (at != SIZE_MAX && (!at || path->s[at - 1] == '/')) {
			*path = up_str_slice(*path, at + home.len, path->len);
			return true;
		}
	}
	return false;
}

/* Quadlets: x.container makes x.service, x.pod makes x-pod.service. */
static enum up_unit_place quadlet(up_str path, struct up_arena *arena, up_str *ret_name)
{
	if (!cut(&path, "etc/containers/systemd/") && !cut(&path, "usr/share/containers/systemd/"))
		return UP_UNIT_PLACE_NONE;
	up_str suffix = suffix_of(path), stem = up_str_basename(up_str_slice(path, 0, path.len - suffix.len - 1));
	bool is_plain = up_str_is_listed(suffix, "container kube");
	if (!is_plain && !up_str_is_listed(suffix, "pod volume network image build"))
		return UP_UNIT_PLACE_NONE;
	*ret_name = is_plain ? up_arena_printf(arena, "%.*s.service", UP_FMT(stem))
			     : up_arena_printf(arena, "%.*s-%.*s.service", UP_FMT(stem), UP_FMT(suffix));
	return UP_UNIT_PLACE_FILE;
}

/* "etc/init.d/ssh", "etc/rc2.d/S01ssh". The generator drops the ending .sh. */
static enum up_unit_place script(up_str path, struct up_arena *arena, up_str *ret_name)
{
	enum up_unit_place place = UP_UNIT_PLACE_SCRIPT;
	if (!cut(&path, "etc/init.d/") && !cut(&path, "etc/rc.d/init.d/")) {
		bool is_start = (cut(&path, "etc/rc.d/rc") || cut(&path, "etc/rc")) && path.len > 6 && up_is_digit(path.s[0]) &&
				up_str_starts(up_str_slice(path, 1, path.len), UP_STR(".d/S")) && up_is_digit(path.s[5]);
		if (!is_start)
			return UP_UNIT_PLACE_NONE;
		place = UP_UNIT_PLACE_START;
		path = up_str_slice(path, up_is_digit(path.s[6]) ? 7 : 6, path.len);
	}
	if (!path.len || up_str_find_byte(path, '/', 0) != SIZE_MAX || up_str_is_listed(path, "README functions skeleton rc rcS"))
		return UP_UNIT_PLACE_NONE;
	if (up_str_ends(path, UP_STR(".sh")))
		path.len -= 3;
	*ret_name = up_arena_printf(arena, "%.*s.service", UP_FMT(path));
	return place;
}

enum up_unit_place up_unit_place_of(up_str below, struct up_arena *arena, up_str *ret_name, bool *ret_is_user)
{
	up_str path = below;
	if (!cut_folder(&path, ret_is_user)) {
		*ret_is_user = false;
		enum up_unit_place place = quadlet(below, arena, ret_name);
		return place ? place : script(below, arena, ret_name);
	}
	size_t slash = up_str_find_byte(path, '/', 0);
	if (slash == SIZE_MAX) {
		*ret_name = path;
		return is_unit_name(path) ? UP_UNIT_PLACE_FILE : UP_UNIT_PLACE_NONE;
	}
	up_str folder = up_str_slice(path, 0, slash), rest = up_str_slice(path, slash + 1, path.len);
	bool is_drop_in = up_str_ends(folder, UP_STR(".d")) && up_str_ends(rest, UP_STR(".conf"));
	*ret_name = is_drop_in ? up_str_slice(folder, 0, folder.len - 2) : rest;
	if (!is_unit_name(*ret_name))
		return UP_UNIT_PLACE_NONE;
	if (is_drop_in)
		return UP_UNIT_PLACE_DROP_IN;
	bool is_link = up_str_ends(folder, UP_STR(".wants")) || up_str_ends(folder, UP_STR(".requires"));
	return is_link ? UP_UNIT_PLACE_LINK : UP_UNIT_PLACE_NONE;
}

bool up_units_wants_file(up_str below)
{
	/* Asked for every file of a walk: most are none. */
	if (!up_str_contains(below, UP_STR("systemd/")) && !up_str_contains(below, UP_STR("etc/")))
		return false;
	struct up_arena *arena = up_arena_new();
	up_str name;
	bool is_user;
	cut(&below, "data/");
	bool wants = up_unit_place_of(below, arena, &name, &is_user) != UP_UNIT_PLACE_NONE;
	up_arena_free(arena);
	return wants;
}

/* --- made names ------------------------------------------------------------------------------------------------------- */

bool up_unit_is_made(up_str name)
{
	static const char *const starts[] = { "systemd-cryptsetup@",
					      "systemd-veritysetup@",
					      "systemd-integritysetup@",
					      "systemd-zram-setup@",
					      "systemd-fsck@",
					      "systemd-growfs@",
					      "systemd-makefs@",
					      "systemd-mkswap@",
					      "systemd-backlight@",
					      "systemd-hibernate-resume@",
					      "netplan-",
					      "snap.",
					      "lvm2-activation",
					      "lvm2-pvscan@",
					      "user@",
					      "user-runtime-dir@",
					      "getty@",
					      "serial-getty@",
					      "autovt@",
					      "container-getty@",
					      "dbus-:",
					      "app-" };
	static const char always[] =
		"basic.target default.target multi-user.target graphical.target rescue.target emergency.target sysinit.target "
		"local-fs.target local-fs-pre.target remote-fs.target remote-fs-pre.target network.target network-online.target "
		"network-pre.target nss-lookup.target nss-user-lookup.target rpcbind.target time-sync.target time-set.target "
		"sockets.target timers.target paths.target slices.target swap.target shutdown.target umount.target final.target "
		"reboot.target poweroff.target halt.target kexec.target sleep.target suspend.target hibernate.target "
		"hybrid-sleep.target suspend-then-hibernate.target exit.target getty.target getty-pre.target cryptsetup.target "
		"cryptsetup-pre.target veritysetup.target veritysetup-pre.target initrd.target initrd-fs.target printer.target "
		"smartcard.target sound.target bluetooth.target boot-complete.target first-boot-complete.target "
		"system-update.target usb-gadget.target sigpwr.target ctrl-alt-del.target graphical-session.target "
		"graphical-session-pre.target xdg-desktop-autostart.target soft-reboot.target "
		"dbus.service dbus.socket systemd-journald.service systemd-journald.socket systemd-udevd.service systemd-logind.service";
	if (up_str_is_listed(suffix_of(name), "device slice scope mount automount swap snapshot") || up_str_is_listed(name, always))
		return true;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (up_str_starts(name, up_str_from(starts[i])))
			return true;
	return false;
}

/* --- collecting ------------------------------------------------------------------------------------------------------- */

static void add(struct up_unit_set *set, const struct up_unit *unit)
{
	set->units = up_grow(set->units, &set->capacity, set->n + 1, sizeof *set->units);
	set->units[set->n++] = *unit;
}

static uint32_t file_marks(const struct up_ledger_entry *entry, up_str below, up_str link)
{
	if (entry->side == UP_SIDE_PACKAGE)
		return up_str_ends(link, UP_STR("/dev/null")) ? 0 : UP_UNIT_IN_PACKAGE;
	if (up_str_ends(link, UP_STR("/dev/null")))
		return UP_UNIT_MASKED | (up_unit_is_admin(below) ? UP_UNIT_MASKED_HERE : UP_UNIT_VENDOR);
	if (!up_unit_is_admin(below))
		return UP_UNIT_ON_HOST | UP_UNIT_VENDOR;
	return UP_UNIT_ON_HOST | (link.len ? 0 : UP_UNIT_OVERRIDDEN);
}

/* A file by its place; `link`: where it leads, if it is one. False: the place is none of units. */
static bool add_place(struct up_unit_set *set, const struct up_ledger_entry *entry, up_str link)
{
	struct up_unit unit = { 0 };
	up_str below = up_unit_below(entry);
	bool is_host = entry->side == UP_SIDE_HOST;
	switch (up_unit_place_of(below, set->arena, &unit.name, &unit.is_user)) {
	case UP_UNIT_PLACE_NONE:
		return false;
	case UP_UNIT_PLACE_FILE:
		unit.marks = file_marks(entry, below, link);
		if (link.len && !(unit.marks & UP_UNIT_MASKED) && !up_str_eq(up_str_basename(link), unit.name))
			unit.target = up_str_basename(link);
		set->is_host |= unit.marks & UP_UNIT_VENDOR && !unit.is_user;
		break;
	case UP_UNIT_PLACE_DROP_IN:
		unit.marks = is_host && up_unit_is_admin(below) ? UP_UNIT_DROPPED_IN : 0;
		break;
	case UP_UNIT_PLACE_LINK:
	case UP_UNIT_PLACE_START:
		unit.marks = is_host ? UP_UNIT_ENABLED : 0;
		break;
	case UP_UNIT_PLACE_SCRIPT:
		unit.marks = UP_UNIT_SCRIPT | (is_host ? UP_UNIT_ON_HOST : UP_UNIT_IN_PACKAGE);
		break;
	}
	*(is_host ? &unit.host : &unit.package) = entry;
	if (unit.marks)
		add(set, &unit);
	return true;
}

/* Unit files in other folders than those of units (a script may copy them there), units that commands write or make, and aliases. */
static void add_fact(struct up_unit_set *set, const struct up_ledger_entry *entry)
{
	enum up_unit_use use = up_unit_use_of(entry->path);
	bool is_alias = up_str_eq(entry->path, UP_STR("Alias"));
	bool is_drop_in = up_str_eq(entry->path, UP_STR("define")) && up_str_ends(entry->source, UP_STR(".conf"));
	bool is_linked = use == UP_UNIT_NEEDS && up_str_find_byte(entry->value, '/', 0) != SIZE_MAX &&
			 up_str_ends(entry->path, UP_STR(" enable"));
	if ((use != UP_UNIT_DEFINES && !is_alias && !is_linked) || is_drop_in)
		return;
	if (up_str_eq(entry->path, UP_STR("define")) && add_place(set, entry, UP_STR("")))
		return;
	struct up_unit unit = { .name = entry->key, .marks = UP_UNIT_ELSEWHERE };
	*(entry->side == UP_SIDE_HOST ? &unit.host : &unit.package) = entry;
	for (unsigned user = 0; user < 2; user++) {
		unit.is_user = user;
		add(set, &unit);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct up_unit *x = a, *y = b;
	return x->is_user != y->is_user ? x->is_user - y->is_user : up_str_cmp(x->name, y->name);
}

static void merge(struct up_unit *into, const struct up_unit *from)
{
	bool is_more = from->marks & UP_UNIT_DEFINED && !from->target.len, was_more = into->marks & UP_UNIT_DEFINED && !into->target.len;
	if (is_more || was_more)
		into->target = UP_STR("");
	else if (!into->target.len)
		into->target = from->target;
	into->marks |= from->marks;
	if (!into->host || (from->host && from->marks & UP_UNIT_VENDOR))
		into->host = from->host ? from->host : into->host;
	if (!into->package || (from->package && from->marks & UP_UNIT_IN_PACKAGE && into->package->kind != UP_FACT_FILE))
		into->package = from->package ? from->package : into->package;
}

void up_unit_set_init(struct up_unit_set *set, const struct up_ledger *ledger)
{
	*set = (struct up_unit_set){ .arena = up_arena_new() };
	size_t n;
	const struct up_ledger_entry *files = up_ledger_of(ledger, UP_FACT_FILE, &n);
	for (size_t i = 0; i < n; i++) {
		if (!up_str_is_listed(files[i].path, "owns is")) /* those say who owns a unit: unit-packages.c */
			add_place(set, &files[i], files[i].value);
		set->has_host |= files[i].side == UP_SIDE_HOST;
	}
	const struct up_ledger_entry *facts = up_ledger_of(ledger, UP_FACT_UNIT, &n);
	for (size_t i = 0; i < n; i++)
		add_fact(set, &facts[i]);
	if (set->n)
		qsort(set->units, set->n, sizeof *set->units, by_name);
	size_t kept = 0;
	for (size_t i = 0; i < set->n; i++)
		if (kept && !by_name(&set->units[kept - 1], &set->units[i]))
			merge(&set->units[kept - 1], &set->units[i]);
		else
			set->units[kept++] = set->units[i];
	set->n = kept;
}

void up_unit_set_finish(struct up_unit_set *set)
{
	up_free(set->units);
	up_arena_free(set->arena);
}

const struct up_unit *up_unit_set_get(const struct up_unit_set *set, up_str name, bool is_user)
{
	const struct up_unit wanted = { .name = name, .is_user = is_user };
	return set->n ? bsearch(&wanted, set->units, set->n, sizeof wanted, by_name) : NULL;
}

/* An alias whose unit is gone is none: the link leads nowhere. Links to links are followed a few times. */
static bool is_there(const struct up_unit_set *set, const struct up_unit *unit)
{
	for (unsigned turns = 0; unit && turns < 8; turns++) {
		if (unit->marks & UP_UNIT_MASKED)
			return true;
		if (!(unit->marks & UP_UNIT_DEFINED))
			return false;
		if (!unit->target.len)
			return true;
		const struct up_unit *next = up_unit_set_get(set, unit->target, unit->is_user);
		up_str template = next ? UP_STR("") : up_unit_template(unit->target, set->arena);
		unit = next ? next : template.len ? up_unit_set_get(set, template, unit->is_user) : NULL;
	}
	return false;
}

const struct up_unit *up_unit_set_find(const struct up_unit_set *set, up_str name, bool is_user)
{
	const struct up_unit *unit = up_unit_set_get(set, name, is_user);
	if (unit && is_there(set, unit))
		return unit;
	up_str template = up_unit_template(name, set->arena);
	unit = template.len ? up_unit_set_get(set, template, is_user) : NULL;
	return unit && is_there(set, unit) ? unit : NULL;
}
