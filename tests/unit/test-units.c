/* estate/units: what is stated of ledgers made by hand. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "estate/units.h"

struct world {
	struct up_ledger *ledger;
	struct up_buf out; /* "path:line key value: detail", one a line */
};

static void on_form(void *data, const struct up_form *form)
{
	struct world *world = data;
	up_buf_printf(&world->out, "%.*s:%u %.*s %.*s: %.*s\n", UP_FMT(form->path), form->at.line, UP_FMT(form->key), UP_FMT(form->value),
		      UP_FMT(form->detail));
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct world *world = data;
	(void)reason;
	(void)path;
	up_buf_printf(&world->out, "note: %.*s\n", UP_FMT(detail));
}

static void add_file(struct world *world, enum up_side side, const char *source, uint32_t below, const char *link)
{
	up_ledger_add(
		world->ledger,
		&(struct up_ledger_entry){
			.kind = UP_FACT_FILE, .side = side, .source = up_str_from(source), .below = below, .value = up_str_from(link) });
}

static void add_host(struct world *world, const char *path, const char *link)
{
	add_file(world, UP_SIDE_HOST, path, 0, link);
}

static void add_package(struct world *world, const char *path)
{
	char source[200];
	snprintf(source, sizeof source, "a-new.deb!/data/%s", path);
	add_file(world, UP_SIDE_PACKAGE, source, 11, "");
}

/* A reference of the package's script. */
static void add_fact(struct world *world, uint32_t line, const char *path, const char *key, uint32_t flags)
{
	up_ledger_add(world->ledger, &(struct up_ledger_entry){ .kind = UP_FACT_UNIT,
								.side = UP_SIDE_PACKAGE,
								.flags = flags,
								.source = UP_STR("a-new.deb!/control/postinst"),
								.below = 11,
								.at = { .line = line, .column = 1 },
								.end = { .line = line, .column = 9 },
								.path = up_str_from(path),
								.key = up_str_from(key),
								.value = up_str_from(key) });
}

static void begin(struct world *world)
{
	static const char *const units[] = { "basic.target",   "ssh.service",        "mariadb.service", "getty@.service",
					     "ntpsec.service", "php8.2-fpm.service", "cron.service" };
	char path[100];
	*world = (struct world){ .ledger = up_ledger_new() };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		snprintf(path, sizeof path, "usr/lib/systemd/system/%s", units[i]);
		add_host(world, path, "");
	}
}

static void settle(struct world *world, const char *expected)
{
	static const struct up_unit_rename rows[] = {
		{ UP_STR("mysql.service"), UP_STR("mariadb.service"), UP_STR("Debian 9"), true },
		{ UP_STR("ntp.service"), UP_STR("ntpsec.service"), UP_STR("Debian 12"), true },
		{ UP_STR("openvpn@.service"), UP_STR("openvpn-client@.service"), UP_STR("RHEL 8"), false },
		{ UP_STR("sshd.service"), UP_STR("ssh.service"), UP_STR(""), false },
		{ UP_STR("udev.service"), UP_STR(""), UP_STR("Nowhere 1"), false },
	};
	const struct up_unit_renames renames = { rows, sizeof rows / sizeof *rows };
	const struct up_form_sink sink = { world, on_form, on_note };
	up_ledger_settle(world->ledger);
	up_units_settle(world->ledger, &renames, false, &sink);
	assert_string_equal(world->out.bytes ? world->out.bytes : "", expected);
	up_buf_finish(&world->out);
	up_ledger_free(world->ledger);
}

static void add_named(struct world *world, enum up_side side, const char *source, uint32_t below, const char *path, const char *key)
{
	up_ledger_add(world->ledger, &(struct up_ledger_entry){ .kind = UP_FACT_FILE,
								.side = side,
								.source = up_str_from(source),
								.below = below,
								.path = up_str_from(path),
								.key = up_str_from(key) });
}

/* What packages bring that come with this one nobody knows; unless the name is known as an old one. */
static void what_comes_along_may_have_it(void **state)
{
	struct world world;
	begin(&world);
	const struct up_ledger_entry control = { .side = UP_SIDE_PACKAGE,
						 .source = UP_STR("a-new.deb!/control/control"),
						 .below = sizeof "a-new.deb!/control/" - 1 };
	add_named(&world, UP_SIDE_HOST, "root/var/lib/dpkg/status", 5, "has", "libc6");
	up_units_add_control(world.ledger, &control,
			     UP_STR("Package: a\nDepends: libc6 (>= 2.36), b | a,\nRecommends: rpcbind:any (>= 1)\n"));
	add_fact(&world, 1, "Requires", "rpcbind.socket", 0);
	add_fact(&world, 2, "Requires", "mysql.service", 0);
	add_fact(&world, 3, "systemctl restart", "rpcbind.socket", 0);
	(void)state;
	settle(&world, "a-new.deb!/control/postinst:1 unit-perhaps-not-on-host rpcbind.socket: no name there is near\n"
		       "a-new.deb!/control/postinst:2 unit-not-on-host mysql.service: `mariadb.service` is there, the name since Debian 9\n"
		       "a-new.deb!/control/postinst:3 unit-not-on-host rpcbind.socket: no name there is near\n");
}

/* Nothing else comes along. */
static void what_needs_nothing_has_nothing(void **state)
{
	struct world world;
	begin(&world);
	const struct up_ledger_entry control = { .side = UP_SIDE_PACKAGE,
						 .source = UP_STR("a-new.deb!/control/control"),
						 .below = sizeof "a-new.deb!/control/" - 1 };
	add_named(&world, UP_SIDE_HOST, "root/var/lib/dpkg/status", 5, "has", "libc6");
	up_units_add_control(world.ledger, &control, UP_STR("Package: a\nDepends: libc6 (>= 2.36), b | a\n"));
	add_fact(&world, 1, "Requires", "rpcbind.socket", 0);
	(void)state;
	settle(&world, "a-new.deb!/control/postinst:1 unit-not-on-host rpcbind.socket: no name there is near\n");
}

static void what_is_there_is_fine(void **state)
{
	struct world world;
	begin(&world);
	add_host(&world, "etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service");
	add_host(&world, "etc/init.d/oldie.sh", "");
	add_host(&world, "etc/containers/systemd/web.container", "");
	add_package(&world, "lib/systemd/system/own.service");
	add_fact(&world, 1, "systemctl restart", "ssh.service", 0);
	add_fact(&world, 2, "systemctl restart", "sshd.service", 0);
	add_fact(&world, 3, "systemctl enable", "getty@tty9.service", 0);
	add_fact(&world, 4, "systemctl start", "own.service", 0);
	add_fact(&world, 5, "service restart", "oldie.service", 0);
	add_fact(&world, 6, "init.d restart", "oldie.service", 0);
	add_fact(&world, 7, "systemctl start", "web.service", 0);
	add_fact(&world, 8, "systemctl start", "home.mount", 0);
	add_fact(&world, 9, "systemctl start", "systemd-cryptsetup@data.service", 0);
	add_fact(&world, 10, "systemctl start", "multi-user.target", 0);
	add_fact(&world, 11, "systemctl mask", "gone.service", 0);
	add_fact(&world, 12, "systemctl status", "gone.service", 0);
	add_fact(&world, 13, "After", "gone.service", 0);
	add_fact(&world, 14, "write", "made.service", 0);
	add_fact(&world, 15, "systemctl start", "made.service", 0);
	add_fact(&world, 16, "systemd-run", "once.service", 0);
	add_fact(&world, 17, "systemctl stop", "once.service", 0);
	settle(&world, "");
}

static void what_is_not_there(void **state)
{
	struct world world;
	begin(&world);
	add_host(&world, "etc/systemd/system/dangling.service", "/lib/systemd/system/uninstalled.service");
	add_fact(&world, 1, "systemctl restart", "mysql.service", 0);
	add_fact(&world, 2, "systemctl restart", "sshd.service", 0);
	add_fact(&world, 3, "systemctl restart", "udev.service", 0);
	add_fact(&world, 4, "systemctl restart", "php8.1-fpm.service", 0);
	add_fact(&world, 5, "systemctl enable", "app@x.service", 0);
	add_fact(&world, 6, "Requires", "dangling.service", 0);
	add_fact(&world, 7, "After", "ntp.service", 0);
	add_fact(&world, 8, "systemctl --user start", "ssh.service", 0);
	add_fact(&world, 9, "init.d restart", "ssh.service", 0);
	add_fact(&world, 10, "BindsTo", "app@%i.service", UP_FACT_DYNAMIC);
	add_fact(&world, 11, "BindsTo", "%i.service", UP_FACT_DYNAMIC);
	settle(&world,
	       "a-new.deb!/control/postinst:1 unit-not-on-host mysql.service: `mariadb.service` is there, the name since Debian 9\n"
	       "a-new.deb!/control/postinst:2 unit-not-on-host sshd.service: it may be `ssh.service` that is meant, which is there\n"
	       "a-new.deb!/control/postinst:3 unit-not-on-host udev.service: it is gone since Nowhere 1\n"
	       "a-new.deb!/control/postinst:4 unit-not-on-host php8.1-fpm.service: a near name is `php8.2-fpm.service`\n"
	       "a-new.deb!/control/postinst:5 unit-not-on-host app@x.service: nor the template `app@.service`\n"
	       "a-new.deb!/control/postinst:6 unit-not-on-host dangling.service: a link of this name leads to "
	       "`uninstalled.service`, which is not there\n"
	       "a-new.deb!/control/postinst:7 unit-order-lost ntp.service: `ntpsec.service` is there, the name since Debian 12\n"
	       "a-new.deb!/control/postinst:8 unit-not-on-host ssh.service: no name there is near\n"
	       "a-new.deb!/control/postinst:9 init-script-not-on-host ssh.service: `ssh.service` is there\n"
	       "a-new.deb!/control/postinst:10 unit-not-on-host app@.service: no name there is near\n");
}

static void what_is_tempered(void **state)
{
	struct world world;
	begin(&world);
	add_fact(&world, 1, "systemctl restart", "a.service", UP_FACT_FORGIVEN);
	add_fact(&world, 2, "systemctl restart", "b.service", UP_FACT_GUARDED);
	add_fact(&world, 3, "deb-systemd-invoke start", "c.service", 0);
	add_fact(&world, 4, "systemctl is-active", "d.service", 0);
	add_fact(&world, 5, "systemctl stop", "d.service", 0);
	settle(&world, "a-new.deb!/control/postinst:1 unit-perhaps-not-on-host a.service: no name there is near\n"
		       "a-new.deb!/control/postinst:2 unit-perhaps-not-on-host b.service: no name there is near\n"
		       "a-new.deb!/control/postinst:3 unit-perhaps-not-on-host c.service: no name there is near\n"
		       "a-new.deb!/control/postinst:5 unit-perhaps-not-on-host d.service: no name there is near\n");
	begin(&world);
	add_fact(&world, 1, "install", "nginx", 0);
	add_fact(&world, 2, "systemctl enable", "nginx.service", 0);
	settle(&world, "a-new.deb!/control/postinst:2 unit-perhaps-not-on-host nginx.service: no name there is near\n");
}

static void another_machine_is_none_of_its_business(void **state)
{
	struct world world;
	begin(&world);
	up_ledger_add(world.ledger, &(struct up_ledger_entry){ .kind = UP_FACT_UNIT,
							       .side = UP_SIDE_PACKAGE,
							       .source = UP_STR("x.sh"),
							       .path = UP_STR("systemctl restart"),
							       .key = UP_STR("far.service"),
							       .embedded_in = UP_STR("run > sudo ssh") });
	settle(&world, "");
}

static void a_repository_says_nothing(void **state)
{
	struct world world = { .ledger = up_ledger_new() };
	add_host(&world, "etc/systemd/system/app.service", "");
	add_fact(&world, 1, "systemctl restart", "nginx.service", 0);
	settle(&world, "note: the host has no unit in usr/lib/systemd/system: those that the package refers to were not looked up\n");
	world = (struct world){ .ledger = up_ledger_new() };
	add_fact(&world, 1, "systemctl restart", "nginx.service", 0);
	settle(&world, "");
}

static void a_timer_has_its_service(void **state)
{
	struct world world;
	begin(&world);
	up_ledger_add(world.ledger, &(struct up_ledger_entry){ .kind = UP_FACT_UNIT,
							       .side = UP_SIDE_PACKAGE,
							       .source = UP_STR("a-new.deb!/data/lib/systemd/system/sweep.timer"),
							       .below = 11,
							       .path = UP_STR("define"),
							       .key = UP_STR("sweep.timer") });
	settle(&world, "a-new.deb!/data/lib/systemd/system/sweep.timer:0 unit-not-on-host sweep.service: `sweep.timer` activates it\n");
}

static void what_the_package_changes(void **state)
{
	struct world world;
	const struct up_ledger_entry list = { .side = UP_SIDE_HOST, .source = UP_STR("var/lib/dpkg/info/new:amd64.list") };
	const struct up_ledger_entry control = { .side = UP_SIDE_PACKAGE, .source = UP_STR("a-new.deb!/control/control"), .below = 11 };
	begin(&world);
	add_host(&world, "lib/systemd/system/kept.service", "");
	add_host(&world, "lib/systemd/system/lost.service", "");
	add_host(&world, "lib/systemd/system/unused.service", "");
	add_host(&world, "etc/systemd/system/multi-user.target.wants/kept.service", "/lib/systemd/system/kept.service");
	add_host(&world, "etc/systemd/system/multi-user.target.wants/lost.service", "/lib/systemd/system/lost.service");
	add_host(&world, "etc/systemd/system/masked.service", "/dev/null");
	add_host(&world, "etc/systemd/system/full.service", "");
	add_host(&world, "etc/systemd/system/part.service.d/override.conf", "");
	up_units_add_list(
		world.ledger, &list,
		UP_STR("/.\n/lib/systemd/system/kept.service\n/lib/systemd/system/lost.service\n/lib/systemd/system/unused.service\n"));
	up_units_add_control(world.ledger, &control, UP_STR("Package: new\nVersion: 2\n"));
	add_package(&world, "usr/lib/systemd/system/kept.service");
	add_package(&world, "usr/lib/systemd/system/masked.service");
	add_package(&world, "usr/lib/systemd/system/full.service");
	add_package(&world, "usr/lib/systemd/system/part.service");
	add_fact(&world, 4, "systemctl start", "masked.service", 0);
	settle(&world,
	       "a-new.deb!/control/postinst:4 unit-masked-on-host masked.service: what starts or enables it fails\n"
	       "a-new.deb!/control/control:0 unit-removed-while-enabled lost.service: it belongs to `new` on the host\n"
	       "a-new.deb!/data/usr/lib/systemd/system/full.service:0 unit-overridden-on-host full.service: a file in etc/systemd takes "
	       "the place of the package's whole unit\n"
	       "a-new.deb!/data/usr/lib/systemd/system/masked.service:0 unit-masked-on-host masked.service: it will not start after the "
	       "upgrade, whatever the package does\n"
	       "a-new.deb!/data/usr/lib/systemd/system/part.service:0 unit-overridden-on-host part.service: drop-ins in etc/systemd "
	       "change parts of it\n");
}

static void near_names_are_looked_for_within_a_bound(void **state)
{
	struct world world;
	char name[40];
	begin(&world);
	for (unsigned i = 0; i < 1001; i++) {
		snprintf(name, sizeof name, "absent-%u.service", i);
		add_fact(&world, i + 1, "systemctl restart", name, 0);
	}
	const struct up_form_sink sink = { &world, on_form, on_note };
	up_ledger_settle(world.ledger);
	up_units_settle(world.ledger, &(struct up_unit_renames){ 0 }, false, &sink);
	up_str out = up_buf_str(&world.out);
	assert_true(up_str_contains(out, UP_STR("absent-1000.service: names that are near were not looked for any more\n")));
	assert_true(
		up_str_ends(out, UP_STR("note: more than 1000 units are not there; names that are near were not looked for any more\n")));
	up_buf_finish(&world.out);
	up_ledger_free(world.ledger);
}

static void places(void **state)
{
	static const char *const wanted[] = { "etc/systemd/system/a.service",
					      "data/lib/systemd/system/a.timer",
					      "etc/systemd/system/x.wants/a.service",
					      "home/u/.config/systemd/user/a.service",
					      "etc/init.d/ssh",
					      "etc/rc2.d/S01ssh",
					      "etc/rc.d/rc3.d/S55sshd",
					      "etc/systemd/system/a.service.d/x.conf" };
	static const char *const others[] = { "etc/systemd/system.conf", "etc/init.d/README", "usr/share/doc/a.service", "etc/rc.local",
					      "" };
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		assert_true(up_units_wants_file(up_str_from(wanted[i])));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(up_units_wants_file(up_str_from(others[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_along_may_have_it),
		cmocka_unit_test(what_needs_nothing_has_nothing),
		cmocka_unit_test(what_is_there_is_fine),
		cmocka_unit_test(what_is_not_there),
		cmocka_unit_test(what_is_tempered),
		cmocka_unit_test(another_machine_is_none_of_its_business),
		cmocka_unit_test(a_repository_says_nothing),
		cmocka_unit_test(a_timer_has_its_service),
		cmocka_unit_test(what_the_package_changes),
		cmocka_unit_test(near_names_are_looked_for_within_a_bound),
		cmocka_unit_test(places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
