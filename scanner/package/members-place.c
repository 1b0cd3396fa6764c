/* Places below a root whose files act on their own: they are run, trusted or obeyed because they lie there. A package need not have a script for that. */
#include "package/members-set.h"

enum {
	FOLDERS_BEFORE = 3, /* of an archive that is no package: "acme-1.0/files/root/etc/cron.d/x" */
};

/* A place that ends in '/' is all that is below; another one is the file alone. `end`: only names that end so. */
static const struct place {
	const char *path;
	enum up_member_key key;
	const char *end;
} places[] = {
	{ "etc/sudoers", UP_MEMBER_IN_SUDOERS, NULL },
	{ "etc/sudoers.d/", UP_MEMBER_IN_SUDOERS, NULL },
	{ "etc/doas.conf", UP_MEMBER_IN_SUDOERS, NULL },
	{ "etc/doas.d/", UP_MEMBER_IN_SUDOERS, NULL },
	{ "etc/passwd", UP_MEMBER_IN_ACCOUNTS, NULL },
	{ "etc/shadow", UP_MEMBER_IN_ACCOUNTS, NULL },
	{ "etc/group", UP_MEMBER_IN_ACCOUNTS, NULL },
	{ "etc/gshadow", UP_MEMBER_IN_ACCOUNTS, NULL },
	{ "etc/ld.so.preload", UP_MEMBER_IN_LD_PRELOAD, NULL },
	{ "etc/ld.so.conf", UP_MEMBER_IN_LD_CONF, NULL },
	{ "etc/ld.so.conf.d/", UP_MEMBER_IN_LD_CONF, NULL },
	{ "etc/pam.d/common-", UP_MEMBER_IN_PAM_COMMON, NULL },
	{ "etc/pam.d/system-auth", UP_MEMBER_IN_PAM_COMMON, NULL },
	{ "etc/pam.d/password-auth", UP_MEMBER_IN_PAM_COMMON, NULL },
	{ "etc/pam.d/", UP_MEMBER_IN_PAM, NULL },
	{ "usr/lib/pam.d/", UP_MEMBER_IN_PAM, NULL },
	{ "usr/share/pam-configs/", UP_MEMBER_IN_PAM, NULL },
	{ "etc/crontab", UP_MEMBER_IN_CRON, NULL },
	{ "etc/anacrontab", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.d/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.hourly/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.daily/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.weekly/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.monthly/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/cron.yearly/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/periodic/", UP_MEMBER_IN_CRON, NULL },
	{ "var/spool/cron/", UP_MEMBER_IN_CRON, NULL },
	{ "etc/profile", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/profile.d/", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/bash.bashrc", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/bashrc", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/environment", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/zsh/", UP_MEMBER_IN_PROFILE, NULL },
	{ "root/.bashrc", UP_MEMBER_IN_PROFILE, NULL },
	{ "root/.profile", UP_MEMBER_IN_PROFILE, NULL },
	{ "root/.bash_profile", UP_MEMBER_IN_PROFILE, NULL },
	{ "etc/systemd/system-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "etc/systemd/user-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/system-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "lib/systemd/system-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/user-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/system-environment-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/user-environment-generators/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/system-shutdown/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "lib/systemd/system-shutdown/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "usr/lib/systemd/system-sleep/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "lib/systemd/system-sleep/", UP_MEMBER_IN_SYSTEMD_GENERATORS, NULL },
	{ "etc/systemd/system/", UP_MEMBER_IN_SYSTEMD_ETC, NULL },
	{ "etc/systemd/user/", UP_MEMBER_IN_SYSTEMD_ETC, NULL },
	{ "usr/lib/systemd/system/", UP_MEMBER_IN_SYSTEMD, NULL },
	{ "lib/systemd/system/", UP_MEMBER_IN_SYSTEMD, NULL },
	{ "usr/lib/systemd/user/", UP_MEMBER_IN_SYSTEMD, NULL },
	{ "etc/udev/rules.d/", UP_MEMBER_IN_UDEV, NULL },
	{ "usr/lib/udev/rules.d/", UP_MEMBER_IN_UDEV, NULL },
	{ "lib/udev/rules.d/", UP_MEMBER_IN_UDEV, NULL },
	{ "etc/init.d/", UP_MEMBER_IN_INIT, NULL },
	{ "etc/rc.d/init.d/", UP_MEMBER_IN_INIT, NULL },
	{ "etc/rc.local", UP_MEMBER_IN_INIT, NULL },
	{ "etc/rc.d/rc.local", UP_MEMBER_IN_INIT, NULL },
	{ "etc/inittab", UP_MEMBER_IN_INIT, NULL },
	{ "etc/init/", UP_MEMBER_IN_INIT, ".conf" },
	{ "etc/local.d/", UP_MEMBER_IN_INIT, NULL },
	{ "etc/apt/trusted.gpg", UP_MEMBER_IN_APT_TRUST, NULL },
	{ "etc/apt/trusted.gpg.d/", UP_MEMBER_IN_APT_TRUST, NULL },
	{ "etc/apk/keys/", UP_MEMBER_IN_APT_TRUST, NULL },
	{ "etc/apt/sources.list", UP_MEMBER_IN_REPOSITORIES, NULL },
	{ "etc/apt/sources.list.d/", UP_MEMBER_IN_REPOSITORIES, NULL },
	{ "etc/yum.repos.d/", UP_MEMBER_IN_REPOSITORIES, NULL },
	{ "etc/zypp/repos.d/", UP_MEMBER_IN_REPOSITORIES, NULL },
	{ "etc/apk/repositories", UP_MEMBER_IN_REPOSITORIES, NULL },
	{ "etc/apt/apt.conf.d/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "etc/dpkg/dpkg.cfg.d/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "etc/yum/pluginconf.d/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "etc/dnf/plugins/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "etc/kernel/postinst.d/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "etc/kernel/postrm.d/", UP_MEMBER_IN_PACKAGE_HOOKS, NULL },
	{ "root/.ssh/", UP_MEMBER_IN_SSH_KEYS, NULL },
	{ "lib/modules/", UP_MEMBER_IN_KERNEL, NULL },
	{ "usr/lib/modules/", UP_MEMBER_IN_KERNEL, NULL },
	{ "boot/vmlinuz", UP_MEMBER_IN_KERNEL, NULL },
	{ "etc/initramfs-tools/", UP_MEMBER_IN_KERNEL, NULL },
	{ "usr/share/initramfs-tools/hooks/", UP_MEMBER_IN_KERNEL, NULL },
	{ "usr/lib/dracut/modules.d/", UP_MEMBER_IN_KERNEL, NULL },
	{ "etc/modprobe.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "usr/lib/modprobe.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "lib/modprobe.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "etc/modules-load.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "usr/lib/modules-load.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "etc/sysctl.conf", UP_MEMBER_IN_MODPROBE, NULL },
	{ "etc/sysctl.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "usr/lib/sysctl.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "etc/binfmt.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "usr/lib/binfmt.d/", UP_MEMBER_IN_MODPROBE, NULL },
	{ "etc/polkit-1/", UP_MEMBER_IN_POLKIT, ".rules" },
	{ "etc/polkit-1/", UP_MEMBER_IN_POLKIT, ".pkla" },
	{ "usr/share/polkit-1/rules.d/", UP_MEMBER_IN_POLKIT, NULL },
	{ "var/lib/polkit-1/", UP_MEMBER_IN_POLKIT, ".pkla" },
	{ "etc/dbus-1/system.d/", UP_MEMBER_IN_DBUS, NULL },
	{ "usr/share/dbus-1/system.d/", UP_MEMBER_IN_DBUS, NULL },
	{ "usr/share/dbus-1/system-services/", UP_MEMBER_IN_DBUS, NULL },
	{ "etc/NetworkManager/dispatcher.d/", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "usr/lib/NetworkManager/dispatcher.d/", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "etc/networkd-dispatcher/", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "etc/network/if-", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "etc/dhcp/dhclient-", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "etc/ppp/ip-", UP_MEMBER_IN_NETWORK_HOOKS, NULL },
	{ "etc/xdg/autostart/", UP_MEMBER_IN_AUTOSTART, NULL },
	{ "usr/share/gnome/autostart/", UP_MEMBER_IN_AUTOSTART, NULL },
	{ "etc/X11/Xsession.d/", UP_MEMBER_IN_AUTOSTART, NULL },
	{ "etc/update-motd.d/", UP_MEMBER_IN_AUTOSTART, NULL },
};

/* "etc/pam.d/common-" and "etc/network/if-" are beginnings; others without '/' at their end are whole. */
static bool is_in(up_str name, const struct place *place)
{
	up_str path = up_str_from(place->path);
	char last = path.s[path.len - 1];
	bool is_beginning = last == '/' || last == '-' || up_str_ends(path, UP_STR("vmlinuz"));
	if (is_beginning ? name.len <= path.len || !up_str_starts(name, path) : !up_str_eq(name, path))
		return false;
	return !place->end || up_str_ends(name, up_str_from(place->end));
}

/* Of a person's folder, whatever its name. */
static bool is_home_key(up_str name)
{
	return up_str_starts(name, UP_STR("home/")) && up_str_contains(name, UP_STR("/.ssh/authorized_keys"));
}

/* Documentation that lies where it is not read as what its neighbours are. */
static bool is_readme(up_str name)
{
	up_str last = up_str_basename(name);
	return up_str_starts_nocase(last, UP_STR("readme")) || up_str_eq(last, UP_STR(".placeholder")) || up_str_eq(last, UP_STR(".keep"));
}

static enum up_member_key key_at(up_str name)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (is_in(name, &places[i]))
			return places[i].key;
	return is_home_key(name) ? UP_MEMBER_IN_SSH_KEYS : _UP_MEMBER_KEY_MAX;
}

enum up_member_key up_members_place_of(up_str plain, bool is_system)
{
	enum up_member_key key = _UP_MEMBER_KEY_MAX;
	if (is_readme(plain))
		return key;
	/* Python runs each import line of such a file at every start, where it lies at the top of a folder of modules; wheels are unpacked there. */
	bool is_top = !up_str_contains(plain, UP_STR("/")) || up_str_contains(plain, UP_STR("/dist-packages/")) ||
		      up_str_contains(plain, UP_STR("/site-packages/"));
	if (is_top && up_str_ends(plain, UP_STR(".pth")))
		return UP_MEMBER_IN_PYTHON_START;
	for (size_t at = 0, depth = 0; at < plain.len && depth <= (is_system ? 0 : FOLDERS_BEFORE) && key == _UP_MEMBER_KEY_MAX; depth++) {
		key = key_at(up_str_slice(plain, at, SIZE_MAX));
		size_t slash = up_str_find_byte(plain, '/', at);
		at = slash == SIZE_MAX ? plain.len : slash + 1;
	}
	return key;
}
