/* The wrappers: programs and builtins that run another command, and how their options are written. One row for each spelling;
 * what is no row (`su -c`, `sh -c`, ssh, docker) is read in command.c. */
#include "common/command-private.h"

/* Ordered by name: looked up by halves. */
static const struct up_command_wrapper wrappers[] = {
	{ .name = "builtin" },
	{ .name = "busybox" },
	{ .name = "caffeinate", .shorts = "tw" },
	{ .name = "catchsegv" },
	{ .name = "cgexec", .shorts = "g" },
	{ .name = "chpst", .shorts = "uUbe/nlLmdoprsfct" },
	{ .name = "chronic" },
	{ .name = "chroot", .longs = "userspec groups", .operands = 1 },
	{ .name = "chrt", .shorts = "TPD", .longs = "sched-runtime sched-period sched-deadline", .bare = "pm", .operands = 1 },
	{ .name = "command", .bare = "vV" },
	{ .name = "daemon", .shorts = "pPut", .longs = "pidfile user name" },
	{ .name = "daemonize", .shorts = "acenoplu" },
	{ .name = "dbus-run-session" },
	{ .name = "doas", .shorts = "aCu", .bare = "CL", .flags = UP_WRAPPER_PRIVILEGED },
	{ .name = "docker-entrypoint" },
	{ .name = "docker-entrypoint.sh" },
	{ .name = "docker-init", .shorts = "pe" },
	{ .name = "docker-php-entrypoint" },
	{ .name = "dumb-init", .shorts = "r", .longs = "rewrite" },
	{ .name = "eatmydata" },
	{ .name = "env", .shorts = "uCS", .longs = "unset chdir split-string", .flags = UP_WRAPPER_ASSIGNS },
	{ .name = "envdir", .operands = 1 },
	{ .name = "exec", .shorts = "a" },
	{ .name = "fakeroot", .shorts = "lsbi", .longs = "lib faked" },
	{ .name = "faketime", .shorts = "f", .operands = 1 },
	{ .name = "firejail" },
	{ .name = "flock", .shorts = "wEc", .longs = "timeout wait conflict-exit-code command", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "gosu", .operands = 1 },
	{ .name = "gtime", .shorts = "fo", .longs = "format output" },
	{ .name = "gtimeout", .shorts = "ks", .longs = "kill-after signal", .operands = 1 },
	{ .name = "gxargs", .shorts = "adEILnPs", .longs = "arg-file delimiter max-args max-chars max-procs process-slot-var" },
	{ .name = "i386" },
	{ .name = "ifne" },
	{ .name = "ionice", .shorts = "cnpPu", .longs = "class classdata pid pgid uid", .bare = "pPu" },
	{ .name = "lckdo", .shorts = "WE", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "linux32" },
	{ .name = "linux64" },
	{ .name = "lockf", .shorts = "t", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "lockrun", .shorts = "LRS", .longs = "lockfile retries sleep", .flags = UP_WRAPPER_LOCKS },
	{ .name = "ltrace", .shorts = "aAeDFlnopsuxwX" },
	{ .name = "nice", .shorts = "n", .longs = "adjustment" },
	{ .name = "nocorrect" },
	{ .name = "noglob" },
	{ .name = "nohup" },
	{ .name = "nsenter", .shorts = "tSG", .longs = "target setuid setgid" },
	{ .name = "numactl",
	  .shorts = "iNCmpP",
	  .longs = "interleave cpunodebind physcpubind membind preferred preferred-many",
	  .bare = "sH" },
	{ .name = "pgrphack", .operands = 1 },
	{ .name = "pkexec", .longs = "user", .flags = UP_WRAPPER_PRIVILEGED },
	{ .name = "prlimit", .shorts = "po", .longs = "pid output", .bare = "p" },
	{ .name = "proxychains", .shorts = "f" },
	{ .name = "proxychains4", .shorts = "f" },
	{ .name = "run-one", .flags = UP_WRAPPER_LOCKS },
	{ .name = "runuser",
	  .shorts = "ugGcsw",
	  .longs = "user group supp-group command session-command shell whitelist-environment",
	  .flags = UP_WRAPPER_PRIVILEGED },
	{ .name = "s6-setlock", .shorts = "td", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "s6-setuidgid", .operands = 1 },
	{ .name = "setlock", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "setpriv",
	  .longs = "reuid regid ruid rgid euid egid groups bounding-set inh-caps ambient-caps securebits pdeathsig selinux-label "
		   "apparmor-profile" },
	{ .name = "setsid" },
	{ .name = "setuidgid", .operands = 1 },
	{ .name = "softlimit", .operands = 1 },
	{ .name = "ssh-agent", .shorts = "aEOPt" },
	{ .name = "stdbuf", .shorts = "ioe", .longs = "input output error" },
	{ .name = "strace", .shorts = "abeEIoOpPsSuUX", .longs = "output user attach string-limit trace expr env" },
	{ .name = "su-exec", .operands = 1 },
	{ .name = "sudo",
	  .shorts = "ugpCcDhRrTtUa",
	  .longs = "user group prompt close-from chdir host chroot role command-timeout type other-user login-class auth-type",
	  .bare = "elvKV",
	  .flags = UP_WRAPPER_ASSIGNS | UP_WRAPPER_PRIVILEGED },
	{ .name = "systemd-cat", .shorts = "tp", .longs = "identifier priority stderr-priority level-prefix namespace" },
	{ .name = "systemd-inhibit", .longs = "what who why mode" },
	{ .name = "systemd-run",
	  .shorts = "pEHMuC",
	  .longs = "property setenv host machine capsule unit slice uid gid nice working-directory description service-type "
		   "on-active on-boot on-startup on-unit-active on-unit-inactive on-calendar timer-property path-property socket-property "
		   "background job-mode" },
	{ .name = "taskset", .bare = "p", .operands = 1 },
	{ .name = "time", .shorts = "fo", .longs = "format output", .flags = UP_WRAPPER_ASSIGNS },
	{ .name = "timeout", .shorts = "ks", .longs = "kill-after signal", .operands = 1 },
	{ .name = "tini", .shorts = "pe" },
	{ .name = "tini-static", .shorts = "pe" },
	{ .name = "toybox" },
	{ .name = "unbuffer" },
	{ .name = "unshare",
	  .shorts = "SGRw",
	  .longs = "setuid setgid root wd setgroups propagation map-user map-group map-users map-groups monotonic boottime" },
	{ .name = "with-contenv" },
	{ .name = "with-lock-ex", .operands = 1, .flags = UP_WRAPPER_LOCKS },
	{ .name = "x86_64" },
	{ .name = "xargs", .shorts = "adEILnPs", .longs = "arg-file delimiter max-args max-chars max-procs process-slot-var" },
	{ .name = "xvfb-run", .shorts = "efnpsw", .longs = "error-file auth-file server-num server-args xauth-protocol wait" },
};

bool up_command_listed(const char *list, up_str word)
{
	return list && up_str_is_listed(word, list);
}

const struct up_command_wrapper *up_command_wrapper(up_str name)
{
	size_t low = 0, high = sizeof wrappers / sizeof *wrappers;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = up_str_cmp(up_str_from(wrappers[middle].name), name);
		if (!order)
			return &wrappers[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* A cluster of letters: -nE, -uroot, -u root. True when the next word is the last letter's argument. */
static bool short_takes_next(const struct up_command_wrapper *wrapper, up_str text, bool *ret_bare)
{
	for (size_t i = 1; i < text.len; i++) {
		if (wrapper->bare && strchr(wrapper->bare, text.s[i]) && text.s[i])
			*ret_bare = true;
		if (wrapper->shorts && strchr(wrapper->shorts, text.s[i]) && text.s[i])
			return i + 1 == text.len;
	}
	return false;
}

static bool is_assignment(const struct up_word *word)
{
	up_str text = word->text.bytes;
	size_t i = 0;
	while (i < text.len && (up_is_alnum(text.s[i]) || text.s[i] == '_'))
		i++;
	return i > 0 && i < text.len && text.s[i] == '=' && !up_is_digit(text.s[0]);
}

uint32_t up_command_skip_options(const struct up_command_wrapper *wrapper, const struct up_word *words, uint32_t n_words, uint32_t i,
				 bool *ret_bare)
{
	*ret_bare = false;
	for (; i < n_words; i++) {
		up_str text = words[i].text.bytes;
		if (up_str_eq(text, UP_STR("--"))) {
			i++;
			break;
		}
		bool plus = (wrapper->flags & UP_WRAPPER_PLUS) && text.len > 1 && text.s[0] == '+';
		if (text.len < 2 || (text.s[0] != '-' && !plus))
			break;
		if (text.s[1] != '-' || plus)
			i += short_takes_next(wrapper, text, ret_bare);
		else if (up_str_find_byte(text, '=', 0) == SIZE_MAX)
			i += up_command_listed(wrapper->longs, up_str_slice(text, 2, text.len));
	}
	while ((wrapper->flags & UP_WRAPPER_ASSIGNS) && i < n_words && is_assignment(&words[i]))
		i++;
	return i < n_words ? i : n_words;
}
