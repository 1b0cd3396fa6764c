/* Is the sixth word of a crontab line a user or a command? */
#include "common/cron-user.h"

/* Programs that crontabs start by their bare name, and that are no users. */
static const char *const commands[] = { "sh",         "bash",
					"dash",       "zsh",
					"ksh",        "csh",
					"tcsh",       "fish",
					"python",     "php",
					"perl",       "ruby",
					"node",       "java",
					"lua",        "tclsh",
					"Rscript",    "curl",
					"wget",       "rsync",
					"scp",        "ssh",
					"find",       "tar",
					"gzip",       "cd",
					"echo",       "printf",
					"test",       "cat",
					"cp",         "mv",
					"rm",         "mkdir",
					"touch",      "ln",
					"chmod",      "chown",
					"date",       "sleep",
					"kill",       "killall",
					"pkill",      "flock",
					"lockfile",   "nice",
					"ionice",     "timeout",
					"chronic",    "env",
					"exec",       "export",
					"source",     "eval",
					"nohup",      "setsid",
					"time",       "sudo",
					"su",         "runuser",
					"docker",     "docker-compose",
					"podman",     "kubectl",
					"make",       "systemctl",
					"service",    "certbot",
					"mysqldump",  "mysqlcheck",
					"mysqladmin", "pg_dump",
					"pg_dumpall", "psql",
					"vacuumdb",   "redis-cli",
					"logrotate",  "run-parts",
					"apt-get",    "apt",
					"yum",        "dnf",
					"zypper",     "awk",
					"sed",        "grep",
					"if",         "for",
					"while",      "true",
					"false",      "command",
					"which",      "npm",
					"npx",        "yarn",
					"aws",        "gsutil",
					"rclone",     "restic",
					"borg",       "duplicity",
					"ntpdate",    "sendmail",
					"mail",       "mailx",
					"logger",     "shutdown",
					"reboot",     "savelog",
					"artisan",    "composer",
					"drush",      "wp",
					"bundle",     "rake",
					"pip",        "ansible-playbook",
					NULL };

static bool is_one_of(up_str word, const char *const *list)
{
	for (; *list; list++)
		if (up_str_eq(word, up_str_from(*list)))
			return true;
	return false;
}

bool up_cron_user_is_plausible(up_str word)
{
	if (!word.len || word.len > 64 || (!up_is_alpha(word.s[0]) && word.s[0] != '_'))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		char c = word.s[i];
		/* A trailing $ is a Samba machine account; FreeBSD writes user:group/class. */
		if (!up_is_alnum(c) && c != '_' && c != '-' && c != '.' && c != ':' && c != '@' && (c != '$' || i + 1 < word.len))
			return false;
	}
	return true;
}

bool up_cron_user_is_known(up_str word)
{
	static const char *const users[] = { "root",   "www-data", "nobody",   "daemon",   "apache", "postgres",   "nagios",  "munin",
					     "ubuntu", "debian",   "ec2-user", "centos",   "admin",  "deploy",     "vagrant", "operator",
					     "man",    "list",     "smmsp",    "logcheck", "zabbix", "debian-tor", "_apt",    NULL };
	return is_one_of(word, users) && !up_cron_word_is_command(word);
}

/* Python 3.11, php8.2, perl5: the version does not make it a user. */
static up_str without_version(up_str word)
{
	while (word.len && (up_is_digit(word.s[word.len - 1]) || word.s[word.len - 1] == '.'))
		word.len--;
	return word;
}

bool up_cron_word_is_command(up_str word)
{
	if (!word.len)
		return false;
	if (memchr("/~.$\"'`([{!", word.s[0], 11) || up_str_find_byte(word, '/', 0) != SIZE_MAX)
		return true;
	if (up_str_find_byte(word, '=', 0) != SIZE_MAX || word.s[word.len - 1] == ';')
		return true;
	static const char *const suffixes[] = { ".sh", ".py", ".pl", ".php", ".rb", ".bash", NULL };
	for (const char *const *suffix = suffixes; *suffix; suffix++)
		if (up_str_ends(word, up_str_from(*suffix)))
			return true;
	return is_one_of(word, commands) || is_one_of(without_version(word), commands);
}
