/* The table of scripts: in which files, at which place, which values are shell text, argument vectors, schedules or images.
 * Rows with the same `files` and `needs` stand together (they are asked once, by pointer). The first row that matches takes a value. */
#include "common/scripts.h"

static const struct up_script_files github = { "**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}", "/workflows/", true };
static const struct up_script_files github_action = { "**/action.{yml,yaml}", "action.y" };
static const struct up_script_files gitlab = { "**/{{,*}.gitlab-ci*.{yml,yaml},.gitlab/ci/**}", ".gitlab", true };
static const struct up_script_files circle = { "**/.circleci/**", ".circleci/", true };
static const struct up_script_files azure = { "**/{azure-pipelines*.{yml,yaml},.azure*/**,.pipelines/**}",
					      "azure-pipelines|.azure|.pipelines/", true };
static const struct up_script_files bitbucket = { "**/bitbucket-pipelines.yml", "bitbucket-pipelines", true };
static const struct up_script_files travis = { "**/.travis.yml", ".travis.yml", true };
static const struct up_script_files drone = { "**/{.drone.{yml,yaml},.woodpecker.{yml,yaml},.woodpecker/**}", ".drone.|.woodpecker", true };
static const struct up_script_files compose = { "**/{*compose*,*stack*}.{yml,yaml}", "compose|stack" };
static const char playbook_words[] = "hosts: tasks:";
static const struct up_script_files roles = { "**/{tasks,handlers}/**.{yml,yaml}", "tasks/|handlers/" };
static const struct up_script_files package_json = { "**/package.json", "package.json" };
static const struct up_script_files devcontainer = { "**/{.devcontainer/**,.devcontainer.json,devcontainer.json}", "devcontainer" };
static const struct up_script_files taskfile = { "**/{Taskfile,taskfile}*.{yml,yaml}", "askfile" };
static const struct up_script_files precommit = { "**/.pre-commit-{config,hooks}.yaml", ".pre-commit-", true };
static const struct up_script_files chart_values = { "**/values*.{yml,yaml}", "values" };
static const struct up_script_files kustomization = { "**/kustomization.{yml,yaml}", "kustomization" };
static const char services_word[] = "services";
static const char config_words[] = "services configs: content:";
static const char helm_words[] = "apiVersion valuesContent";
static const char argo_words[] = "argoproj.io helm:";
static const char playbook_copy_words[] = "hosts: tasks: copy: content:";
static const char playbook_edit_words[] = "hosts: tasks: infile:";
static const char manifest_words[] = "apiVersion kind";
static const char cron_words[] = "apiVersion CronJob";
static const char cloud_word[] = "#cloud-config";
static const char machine_word[] = "MachineConfig kernelArguments";
static const char butane_word[] = "kernel_arguments should_exist";
static const char ignition_word[] = "kernelArguments shouldExist";
static const char talos_word[] = "extraKernelArgs";

#define TASKS "**/tasks|pre_tasks|post_tasks|handlers|block|rescue|always/[]"
#define CONTAINERS "**/containers|initContainers|ephemeralContainers/[]"
#define SHELLS "shell|ansible.builtin.shell|ansible.legacy.shell|raw|ansible.builtin.raw|ansible.legacy.raw"
#define COMMANDS "command|ansible.builtin.command|ansible.legacy.command|script|ansible.builtin.script|ansible.legacy.script"
#define CRONS "**/cron|ansible.builtin.cron"
#define SERVICES                                                                                                                           \
	"service|ansible.builtin.service|systemd|ansible.builtin.systemd|systemd_service|ansible.builtin.systemd_service|"                 \
	"sysvinit|ansible.builtin.sysvinit|ansible.legacy.service|ansible.legacy.systemd"
#define SERVICE_KEYS "name|service|unit|state|enabled|masked"
#define PACKAGES                                                                                                                           \
	"apt|dnf|yum|package|zypper|apk|pacman|dnf5|ansible.builtin.apt|ansible.builtin.dnf|ansible.builtin.dnf5|ansible.builtin.yum|"     \
	"ansible.builtin.package|community.general.zypper|community.general.apk|community.general.pacman"
#define TASK_KEYS "when|ignore_errors|failed_when|loop|with_items"
#define DOWNLOADS "get_url|unarchive|ansible.builtin.get_url|ansible.builtin.unarchive|ansible.legacy.get_url|ansible.legacy.unarchive"
#define POSTGRESQL_QUERIES "postgresql_query|community.postgresql.postgresql_query"
#define MYSQL_QUERIES "mysql_query|community.mysql.mysql_query"
#define SQLSERVER_QUERIES "mssql_script|community.general.mssql_script|lowlydba.sqlserver.nonquery"
#define WRITERS "copy|template|get_url|ansible.builtin.copy|ansible.builtin.template|ansible.builtin.get_url"
#define COPIERS "copy|ansible.builtin.copy|ansible.legacy.copy"
#define EDITORS "blockinfile|lineinfile|ansible.builtin.blockinfile|ansible.builtin.lineinfile"
#define GENERATORS "configMapGenerator|secretGenerator/[]"
#define TRAVIS_PHASES                                                                                                                      \
	"before_install|install|before_script|script|after_success|after_failure|after_script|before_deploy|after_deploy|before_cache"
#define LIFE_CYCLE "initializeCommand|onCreateCommand|updateContentCommand|postCreateCommand|postStartCommand|postAttachCommand"

const struct up_script_row up_script_rows[] = {
	{ &github, NULL, "jobs/*/steps/[]", "run", UP_SCRIPT_SHELL, "run" },
	{ &github, NULL, "jobs/*/steps/[]", "shell", UP_SCRIPT_SHELL_NAME, "shell" },
	{ &github, NULL, "jobs/*/steps/[]", "uses", UP_SCRIPT_ACTION, "uses" },
	{ &github, NULL, "jobs/*", "uses", UP_SCRIPT_ACTION, "uses" },
	{ &github, NULL, "jobs/*", "runs-on", UP_SCRIPT_SHELL_INHERIT, "runs-on" },
	{ &github, NULL, "jobs/*/defaults/run", "shell", UP_SCRIPT_SHELL_INHERIT, "shell" },
	{ &github, NULL, "defaults/run", "shell", UP_SCRIPT_SHELL_INHERIT, "shell" },
	{ &github, NULL, "jobs/*", "container", UP_SCRIPT_IMAGE, "container" },
	{ &github, NULL, "jobs/*/container", "image", UP_SCRIPT_IMAGE, "image" },
	{ &github, NULL, "jobs/*/services/*", "image", UP_SCRIPT_IMAGE, "image" },
	{ &github, NULL, "on/schedule/[]", "cron", UP_SCRIPT_SCHEDULE, "cron" },
	{ &github_action, "runs", "runs/steps/[]", "run", UP_SCRIPT_SHELL, "run" },
	{ &github_action, "runs", "runs/steps/[]", "shell", UP_SCRIPT_SHELL_NAME, "shell" },
	{ &github_action, "runs", "runs/steps/[]", "uses", UP_SCRIPT_ACTION, "uses" },
	{ &github_action, "runs", "runs", "image", UP_SCRIPT_IMAGE, "image" },
	{ &gitlab, NULL, "", "script|before_script|after_script", UP_SCRIPT_SHELL, "script" },
	{ &gitlab, NULL, "*", "script|before_script|after_script|pre_get_sources_script", UP_SCRIPT_SHELL, "script" },
	{ &gitlab, NULL, "*/hooks", "pre_get_sources_script", UP_SCRIPT_SHELL, "script" },
	{ &gitlab, NULL, "", "image|services", UP_SCRIPT_IMAGE, "image" },
	{ &gitlab, NULL, "*", "image|services", UP_SCRIPT_IMAGE, "image" },
	{ &gitlab, NULL, "image", "name", UP_SCRIPT_IMAGE, "image" },
	{ &gitlab, NULL, "*/image", "name", UP_SCRIPT_IMAGE, "image" },
	{ &gitlab, NULL, "services/[]", "name", UP_SCRIPT_IMAGE, "services" },
	{ &gitlab, NULL, "*/services/[]", "name", UP_SCRIPT_IMAGE, "services" },
	{ &circle, NULL, "**/steps/[]", "run", UP_SCRIPT_SHELL, "run", UP_MARKS_CIRCLE },
	{ &circle, NULL, "**/steps/[]/run", "command", UP_SCRIPT_SHELL, "run", UP_MARKS_CIRCLE },
	{ &circle, NULL, "**/steps/[]/run", "shell", UP_SCRIPT_SHELL_NAME, "shell" },
	{ &circle, NULL, "**/docker/[]", "image", UP_SCRIPT_IMAGE, "image" },
	{ &circle, NULL, "workflows/*/triggers/[]/schedule", "cron", UP_SCRIPT_SCHEDULE, "cron" },
	{ &azure, NULL, "**/steps/[]", "script|bash", UP_SCRIPT_SHELL, "script", UP_MARKS_AZURE },
	{ &azure, NULL, "schedules/[]", "cron", UP_SCRIPT_SCHEDULE, "cron" },
	{ &azure, NULL, "**/containers/[]", "image", UP_SCRIPT_IMAGE, "image" },
	{ &bitbucket, NULL, "**/step", "script|after-script", UP_SCRIPT_SHELL, "script" },
	{ &bitbucket, NULL, "", "image", UP_SCRIPT_IMAGE, "image" },
	{ &bitbucket, NULL, "**/step", "image", UP_SCRIPT_IMAGE, "image" },
	{ &bitbucket, NULL, "**/services/*", "image", UP_SCRIPT_IMAGE, "image" },
	{ &travis, NULL, "", TRAVIS_PHASES, UP_SCRIPT_SHELL, "script" },
	{ &travis, NULL, "**/include|jobs/[]", TRAVIS_PHASES, UP_SCRIPT_SHELL, "script" },
	{ &drone, NULL, "**/steps|pipeline/[]", "commands", UP_SCRIPT_SHELL, "commands" },
	{ &drone, NULL, "**/steps|pipeline/*", "commands", UP_SCRIPT_SHELL, "commands" },
	{ &drone, NULL, "**/steps|pipeline|services/*", "image", UP_SCRIPT_IMAGE, "image" },
	{ &compose, services_word, "services/*", "command|entrypoint", UP_SCRIPT_COMPOSE, "command", UP_MARKS_COMPOSE },
	{ &compose, services_word, "services/*", "image", UP_SCRIPT_IMAGE, "image" },
	{ &compose, services_word, "services/*", "environment", UP_SCRIPT_VARIABLE, "environment", UP_MARKS_COMPOSE },
	{ &compose, services_word, "services/*/healthcheck", "test", UP_SCRIPT_TEST, "healthcheck", UP_MARKS_COMPOSE },
	{ &compose, config_words, "configs/*", "content", UP_SCRIPT_CONFIG, "configs", UP_MARKS_COMPOSE },
	{ &compose, config_words, "services/*/configs/[]", "source|target", UP_SCRIPT_CONFIG_USE, "configs" },
	{ &kustomization, "literals", GENERATORS, "literals", UP_SCRIPT_LITERAL, "literals" },
	{ &kustomization, "literals", GENERATORS, "name", UP_SCRIPT_FILE_NAME, "literals" },
	{ NULL, manifest_words, CONTAINERS, "command|args", UP_SCRIPT_CONTAINER, "command" },
	{ NULL, manifest_words, CONTAINERS "/env/[]", "name|value", UP_SCRIPT_VARIABLE, "env" },
	{ NULL, manifest_words, CONTAINERS, "image", UP_SCRIPT_IMAGE, "image" },
	{ NULL, manifest_words, "**/postStart|preStop|livenessProbe|readinessProbe|startupProbe/exec", "command", UP_SCRIPT_ARGV, "exec" },
	{ NULL, manifest_words, "data", "*", UP_SCRIPT_KEYED, "data" },
	{ NULL, manifest_words, "stringData", "*", UP_SCRIPT_KEYED, "stringData" },
	{ NULL, manifest_words, "items/[]/data", "*", UP_SCRIPT_KEYED, "data" },
	{ NULL, manifest_words, "metadata", "name", UP_SCRIPT_NAME, "metadata" },
	{ NULL, manifest_words, "items/[]/metadata", "name", UP_SCRIPT_NAME, "metadata" },
	{ NULL, helm_words, "spec", "valuesContent", UP_SCRIPT_VALUES, "valuesContent" },
	{ NULL, helm_words, "spec", "chart", UP_SCRIPT_CHART, "chart" },
	{ NULL, argo_words, "**/source", "chart|path", UP_SCRIPT_CHART, "chart" },
	{ NULL, argo_words, "**/sources/[]", "chart|path", UP_SCRIPT_CHART, "chart" },
	{ NULL, argo_words, "**/source/helm", "values", UP_SCRIPT_VALUES, "values" },
	{ NULL, argo_words, "**/sources/[]/helm", "values", UP_SCRIPT_VALUES, "values" },
	{ NULL, cron_words, "**/spec", "schedule|timeZone|suspend", UP_SCRIPT_SCHEDULE, "CronJob" },
	{ NULL, cron_words, "**/metadata", "name", UP_SCRIPT_NAME, "CronJob" },
	{ NULL, playbook_words, TASKS, SHELLS, UP_SCRIPT_SHELL, "shell" },
	{ NULL, playbook_words, TASKS, COMMANDS, UP_SCRIPT_WORDS, "command" },
	{ NULL, playbook_words, TASKS "/" SHELLS, "cmd", UP_SCRIPT_SHELL, "shell" },
	{ NULL, playbook_words, TASKS "/" COMMANDS, "cmd", UP_SCRIPT_WORDS, "command" },
	{ NULL, playbook_words, TASKS "/" COMMANDS, "argv", UP_SCRIPT_ARGV, "command" },
	{ NULL, playbook_words, TASKS, PACKAGES, UP_SCRIPT_PACKAGE, "package" },
	{ NULL, playbook_words, TASKS, WRITERS, UP_SCRIPT_UNIT_FILE, "copy" },
	{ NULL, playbook_words, TASKS "/" SHELLS "|" COMMANDS "|args", "creates|removes", UP_SCRIPT_TASK, "task" },
	{ NULL, playbook_words, TASKS "/uri|ansible.builtin.uri|ansible.legacy.uri", "url|method", UP_SCRIPT_REQUEST, "uri" },
	{ NULL, playbook_words, TASKS "/" POSTGRESQL_QUERIES, "query", UP_SCRIPT_SQL, "postgresql_query" },
	{ NULL, playbook_words, TASKS "/" MYSQL_QUERIES, "query", UP_SCRIPT_SQL, "mysql_query" },
	{ NULL, playbook_words, TASKS "/" SQLSERVER_QUERIES, "script|nonquery", UP_SCRIPT_SQL, "mssql_query" },
	{ NULL, playbook_words, TASKS "/" DOWNLOADS, "url|src|checksum", UP_SCRIPT_DOWNLOAD, "get_url" },
	{ NULL, playbook_words, TASKS, TASK_KEYS, UP_SCRIPT_TASK, "task" },
	{ NULL, playbook_words, TASKS "/" PACKAGES, "name|pkg|state", UP_SCRIPT_PACKAGE, "package" },
	{ NULL, playbook_words, TASKS "/" WRITERS, "dest", UP_SCRIPT_UNIT_FILE, "copy" },
	{ NULL, playbook_words, CRONS, "*", UP_SCRIPT_CRON_JOB, "cron" },
	{ NULL, playbook_words, TASKS, SERVICES, UP_SCRIPT_SERVICE, "service" },
	{ NULL, playbook_words, TASKS "/" SERVICES, SERVICE_KEYS, UP_SCRIPT_SERVICE, "service" },
	{ NULL, playbook_copy_words, TASKS "/" COPIERS, "content", UP_SCRIPT_FILE, "copy" },
	{ NULL, playbook_edit_words, TASKS "/" EDITORS, "block", UP_SCRIPT_FILE, "blockinfile" },
	{ NULL, playbook_edit_words, TASKS "/" EDITORS, "line", UP_SCRIPT_FILE, "lineinfile" },
	{ NULL, playbook_edit_words, TASKS "/" EDITORS, "path|dest|destfile|state", UP_SCRIPT_FILE_NAME, "blockinfile" },
	{ &roles, "copy: content:", "**/[]/" COPIERS, "content", UP_SCRIPT_FILE, "copy" },
	{ &roles, "infile:", "**/[]/" EDITORS, "block", UP_SCRIPT_FILE, "blockinfile" },
	{ &roles, "infile:", "**/[]/" EDITORS, "line", UP_SCRIPT_FILE, "lineinfile" },
	{ &roles, "infile:", "**/[]/" EDITORS, "path|dest|destfile|state", UP_SCRIPT_FILE_NAME, "blockinfile" },
	{ &roles, NULL, "**/[]", SHELLS, UP_SCRIPT_SHELL, "shell" },
	{ &roles, NULL, "**/[]", COMMANDS, UP_SCRIPT_WORDS, "command" },
	{ &roles, NULL, "**/[]/" SHELLS, "cmd", UP_SCRIPT_SHELL, "shell" },
	{ &roles, NULL, "**/[]/" COMMANDS, "cmd", UP_SCRIPT_WORDS, "command" },
	{ &roles, NULL, "**/[]/" COMMANDS, "argv", UP_SCRIPT_ARGV, "command" },
	{ &roles, NULL, "**/[]", PACKAGES, UP_SCRIPT_PACKAGE, "package" },
	{ &roles, NULL, "**/[]", WRITERS, UP_SCRIPT_UNIT_FILE, "copy" },
	{ &roles, NULL, "**/[]/" SHELLS "|" COMMANDS "|args", "creates|removes", UP_SCRIPT_TASK, "task" },
	{ &roles, NULL, "**/[]/uri|ansible.builtin.uri|ansible.legacy.uri", "url|method", UP_SCRIPT_REQUEST, "uri" },
	{ &roles, NULL, "**/[]/" POSTGRESQL_QUERIES, "query", UP_SCRIPT_SQL, "postgresql_query" },
	{ &roles, NULL, "**/[]/" MYSQL_QUERIES, "query", UP_SCRIPT_SQL, "mysql_query" },
	{ &roles, NULL, "**/[]/" SQLSERVER_QUERIES, "script|nonquery", UP_SCRIPT_SQL, "mssql_query" },
	{ &roles, NULL, "**/[]/" DOWNLOADS, "url|src|checksum", UP_SCRIPT_DOWNLOAD, "get_url" },
	{ &roles, NULL, "**/[]", TASK_KEYS, UP_SCRIPT_TASK, "task" },
	{ &roles, NULL, "**/[]/" PACKAGES, "name|pkg|state", UP_SCRIPT_PACKAGE, "package" },
	{ &roles, NULL, "**/[]/" WRITERS, "dest", UP_SCRIPT_UNIT_FILE, "copy" },
	{ &roles, NULL, CRONS, "*", UP_SCRIPT_CRON_JOB, "cron" },
	{ &roles, NULL, "**/[]", SERVICES, UP_SCRIPT_SERVICE, "service" },
	{ &roles, NULL, "**/[]/" SERVICES, SERVICE_KEYS, UP_SCRIPT_SERVICE, "service" },
	{ NULL, cloud_word, "", "runcmd|bootcmd", UP_SCRIPT_ITEMS, "runcmd" },
	{ NULL, cloud_word, "", "packages", UP_SCRIPT_PACKAGE, "packages" },
	{ NULL, cloud_word, "write_files/[]", "content", UP_SCRIPT_FILE, "write_files" },
	{ NULL, cloud_word, "write_files/[]", "path|encoding|append", UP_SCRIPT_FILE_NAME, "write_files" },
	{ NULL, machine_word, "spec", "kernelArguments", UP_SCRIPT_CMDLINE, "kernelArguments" },
	{ NULL, butane_word, "kernel_arguments", "should_exist", UP_SCRIPT_CMDLINE, "should_exist" },
	{ NULL, ignition_word, "**/kernelArguments", "shouldExist", UP_SCRIPT_CMDLINE, "shouldExist" },
	{ NULL, talos_word, "machine/install", "extraKernelArgs", UP_SCRIPT_CMDLINE, "extraKernelArgs" },
	{ &package_json, NULL, "scripts", "*", UP_SCRIPT_SHELL, "scripts" },
	{ &devcontainer, NULL, "", LIFE_CYCLE, UP_SCRIPT_ARGV, "devcontainer" },
	{ &devcontainer, NULL, LIFE_CYCLE, "*", UP_SCRIPT_ARGV, "devcontainer" },
	{ &devcontainer, NULL, "", "image", UP_SCRIPT_IMAGE, "image" },
	{ &chart_values, NULL, "**", "repository|registry|tag|digest|image", UP_SCRIPT_CHART_IMAGE, "image" },
	{ &taskfile, "tasks", "tasks/*", "cmds|cmd|status", UP_SCRIPT_SHELL, "cmds" },
	{ &taskfile, "tasks", "tasks/*/cmds/[]", "cmd|defer", UP_SCRIPT_SHELL, "cmds" },
	{ &taskfile, "tasks", "tasks/*/preconditions/[]", "sh", UP_SCRIPT_SHELL, "preconditions" },
	{ &taskfile, "tasks", "**/vars|env/*", "sh", UP_SCRIPT_SHELL, "vars" },
	{ &taskfile, "tasks", "tasks", "*", UP_SCRIPT_SHELL, "cmds" },
	{ &precommit, NULL, "repos/[]/hooks/[]", "entry|language", UP_SCRIPT_ENTRY, "entry" },
	{ &precommit, NULL, "[]", "entry|language", UP_SCRIPT_ENTRY, "entry" },
};

const size_t up_n_script_rows = sizeof up_script_rows / sizeof *up_script_rows;
