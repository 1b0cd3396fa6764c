/* Which code an upgrade runs: by folders and the names of files. */
#include "core/upgrade-code.h"

struct words {
	const char *const *list;
	size_t n;
};

static const char *const running[] = { "migrations",      "migration",       "migrate",      "post_migrate", "data_migrations",
				       "data-migrations", "upgrade",         "upgrades",     "upgrading",    "updates",
				       "deploy",          "deployment",      "deployments",  "install",      "installer",
				       "postinstall",     "pre-upgrade",     "post-upgrade", "rollout",      "release-scripts",
				       "upgrade-scripts", "upgrade_scripts", "oneoff",       "one-off",      "alembic",
				       "scripts",         "script",          "runbooks",     "maintenance" };

/* `tasks/` is a folder of work that waits in a queue, but for rake. */
static const char *const never[] = { "test",   "tests",  "spec",     "specs",       "__tests__",     "testdata",     "fixtures",
				     "docs",   "doc",    "examples", "example",     "samples",       "node_modules", "vendor",
				     "static", "public", "assets",   "third_party", ".devcontainer", "stories",      "cassettes" };

static const char *const starts[] = { "upgrade", "migrate", "migration", "deploy", "install", "postinst", "postinstall", "rollout" };

static bool is_one_of(up_str word, struct words words)
{
	for (size_t i = 0; i < words.n; i++)
		if (up_str_eq_nocase(word, up_str_from(words.list[i])))
			return true;
	return false;
}

/* "upgrade.py", "migrate_flags.rb", "deploy-hooks.js"; not "installation.py". */
static bool is_running_name(up_str name)
{
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		up_str word = up_str_from(starts[i]);
		if (name.len > word.len && up_str_starts_nocase(name, word) && strchr("._-", name.s[word.len]))
			return true;
	}
	return false;
}

/* What the folders and the name of a source say. */
struct said {
	bool is_never, is_running, is_test;
};

static struct said read_name(up_str name)
{
	static const struct words running_words = { running, sizeof running / sizeof *running };
	static const struct words never_words = { never, sizeof never / sizeof *never };
	struct said said = { 0 };
	for (size_t slash; (slash = up_str_find_byte(name, '/', 0)) != SIZE_MAX; name = up_str_slice(name, slash + 1, name.len)) {
		up_str folder = up_str_slice(name, 0, slash);
		said.is_never |= is_one_of(folder, never_words);
		said.is_running |= is_one_of(folder, running_words);
	}
	said.is_running |= is_running_name(name) || up_str_ends(name, UP_STR(".rake"));
	said.is_test = up_str_contains(name, UP_STR("_test.")) || up_str_contains(name, UP_STR(".test.")) ||
		       up_str_contains(name, UP_STR(".spec.")) || up_str_contains(name, UP_STR("_spec.")) ||
		       up_str_starts(name, UP_STR("test_"));
	return said;
}

bool up_is_upgrade_code(const struct up_source *source)
{
	struct said said = read_name(up_str_slice(source->name, source->root, source->name.len));
	return !said.is_never && !said.is_test && said.is_running;
}

/* The part of the name that says where it lies on a host: behind the last container, without the part of a package (data/) and the slash. */
static up_str on_host(up_str name)
{
	for (size_t at; (at = up_str_find(name, UP_STR("!/"), 0)) != SIZE_MAX;)
		name = up_str_slice(name, at + 2, name.len);
	while (up_str_starts(name, UP_STR("/")) || up_str_starts(name, UP_STR("./")))
		name = up_str_slice(name, name.s[0] == '/' ? 1 : 2, name.len);
	return up_str_starts(name, UP_STR("data/")) ? up_str_slice(name, 5, name.len) : name;
}

/* usr/bin, etc/cron.daily: wherever the root of the host lies. */
static bool is_installed_pair(up_str folder, up_str below)
{
	static const char *const folders[] = { "bin",   "sbin",  "lib",   "lib32",   "lib64", "libexec",
					       "share", "local", "games", "include", "src" };
	static const struct words usr = { folders, sizeof folders / sizeof *folders };
	if (up_str_eq(folder, UP_STR("usr")))
		return is_one_of(below, usr);
	return up_str_eq(folder, UP_STR("etc")) && (up_str_starts(below, UP_STR("cron")) || up_str_ends(below, UP_STR(".d")));
}

static bool is_installed(up_str name)
{
	static const char *const folders[] = { "usr", "bin", "sbin", "lib", "lib64", "etc", "run", "proc", "sys" };
	static const struct words installed = { folders, sizeof folders / sizeof *folders };
	up_str before = UP_STR_NULL;
	for (size_t slash; (slash = up_str_find_byte(name, '/', 0)) != SIZE_MAX; name = up_str_slice(name, slash + 1, name.len)) {
		up_str folder = up_str_slice(name, 0, slash);
		if (before.s ? is_installed_pair(before, folder) : is_one_of(folder, installed))
			return true;
		before = folder;
	}
	return false;
}

bool up_is_upgrade_step(const struct up_source *source)
{
	static const char *const endings[] = { ".service", ".timer", ".socket", ".path", ".crontab", ".cron", ".md", ".rst" };
	up_str below = up_str_slice(source->name, source->root, source->name.len);
	struct said said = read_name(below);
	if (said.is_never || said.is_test)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(below, up_str_from(endings[i])))
			return false;
	return said.is_running || (!is_installed(on_host(source->name)) && !is_installed(on_host(below)));
}

bool up_is_upgrade_run(const struct up_source *source)
{
	return up_str_contains(source->name, UP_STR("!/")) ? up_is_upgrade_step(source) : up_is_upgrade_code(source);
}

/* What stands near the top of every migration of a framework. */
static const struct {
	const char *ending;
	const char *words[10];
} frameworks[] = {
	{ ".cs", { "MigrationBuilder", ": Migration", "ForwardOnlyMigration", "AutoReversingMigration" } },
	{ ".exs", { "Migration" } },
	{ ".ex", { "use Ecto.Migration" } },
	{ ".go", { "goose.AddMigration", "goose.AddNamedMigration", "gormigrate", "AutoMigrate(", "Migrator()", "migrate.NewMigrations" } },
	{ ".java", { "JavaMigration", "JdbcMigration" } },
	{ ".rs", { "MigrationTrait", "use barrel" } },
	{ ".rb", { "::Migration", "Sequel.migration" } },
	{ ".py",
	  { "import migrations", "models, migrations", "migrations.Migration", "(Migration)", "from alembic", "import alembic", "from yoyo",
	    "BaseDBAsyncClient", "migrate_engine", "(migrator" } },
	{ ".js", { " up(", "\tup(", " up:", "\tup:", "exports.up", " up =", "\ndb." } },
	{ ".cjs", { " up(", "\tup(", " up:", "\tup:", "exports.up", " up =", "\ndb." } },
	{ ".mjs", { " up(", "\tup(", " up:", "\tup:", "exports.up", " up =", "\ndb." } },
	{ ".ts", { " up(", "\tup(", " up:", "\tup:", "exports.up", " up =", "\ndb." } },
	{ ".php",
	  { "extends Migration", "AbstractMigration", "BaseMigration", "\\Migration", "CI_Migration", "MigrationStep", "CDbMigration" } },
};

bool up_is_migration_code(const struct up_source *source)
{
	enum {
		TOP = 8 << 10
	};
	up_str top = up_str_slice(source->bytes, 0, TOP);
	bool is_named = false;
	for (size_t i = 0; i < sizeof frameworks / sizeof *frameworks && !is_named; i++) {
		if (!up_str_ends(source->name, up_str_from(frameworks[i].ending)))
			continue;
		for (size_t j = 0; j < sizeof frameworks[i].words / sizeof *frameworks[i].words && frameworks[i].words[j]; j++)
			is_named |= up_str_contains(top, up_str_from(frameworks[i].words[j]));
	}
	if (!is_named)
		return false;
	struct said said = read_name(up_str_slice(source->name, source->root, source->name.len));
	return !said.is_never && !said.is_test;
}
