/* The inventory: what is merged, what falls, what a package is named after, and the limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/inventory.h"
#include "core/limits.h"

static void add(struct up_inventory *inventory, const char *source, const char *key, const char *version, uint32_t flags)
{
	up_inventory_add(inventory, &(struct up_inventory_entry){ .key = up_str_from(key),
								  .version = up_str_from(version),
								  .source = up_str_from(source),
								  .line = 1,
								  .flags = flags });
}

static void add_of_system(struct up_inventory *inventory, const char *source, uint32_t home, const char *key, const char *version)
{
	up_inventory_add(inventory, &(struct up_inventory_entry){ .key = up_str_from(key),
								  .version = up_str_from(version),
								  .source = up_str_from(source),
								  .home = home,
								  .is_of_system = true });
}

/* "TYPE NAME VERSION PURL PLACES" of each item, a line for each. */
static void assert_items(struct up_inventory *inventory, const char *wanted)
{
	struct up_buf out = { 0 };
	size_t n;
	up_inventory_settle(inventory);
	const struct up_inventory_item *items = up_inventory_items(inventory, &n);
	for (size_t i = 0; i < n; i++)
		up_buf_printf(&out, "%.*s %.*s %s%.*s %.*s %zu\n", UP_FMT(items[i].type), UP_FMT(items[i].name),
			      items[i].is_wanted ? "wants " : "", UP_FMT(items[i].version), UP_FMT(items[i].purl), items[i].n_places);
	assert_string_equal(out.bytes ? out.bytes : "", wanted);
	up_buf_finish(&out);
	up_inventory_free(inventory);
}

static void test_merge(void **state)
{
	(void)state;
	struct up_inventory *a = up_inventory_new(), *b = up_inventory_new();
	add(a, "x/Cargo.lock", "cargo:rand", "0.8", 0);
	add(a, "x/Cargo.lock", "cargo:rand", "0.8", 0);
	add(b, "y/Cargo.lock", "cargo:rand", "0.8", 0);
	add(b, "y/Cargo.lock", "cargo:rand", "0.7", 0);
	add(b, "z/requirements.txt", "pypi:Ruamel_Yaml", "1", 0);
	add(b, "z/poetry.lock", "pypi:ruamel-yaml", "1", 0);
	up_inventory_merge(a, b);
	up_inventory_free(b);
	assert_items(a, "cargo rand 0.7 pkg:cargo/rand@0.7 1\n"
			"cargo rand 0.8 pkg:cargo/rand@0.8 2\n"
			"pypi ruamel-yaml 1 pkg:pypi/ruamel-yaml@1 2\n");
}

static void test_requirements(void **state)
{
	(void)state;
	struct up_inventory *inventory = up_inventory_new();
	add(inventory, "a/package.json", "npm:x", "^1", UP_FACT_WANTED);
	add(inventory, "a/package-lock.json", "npm:x", "1.4.0", 0);
	add(inventory, "a/packages/b/package.json", "npm:x", "^1.2", UP_FACT_WANTED); /* a workspace: the lock file is above */
	add(inventory, "ab/package.json", "npm:x", "^2", UP_FACT_WANTED);
	add(inventory, "ab/package.json", "npm:y", "", UP_FACT_WANTED | UP_FACT_EMPTY);
	assert_items(inventory, "npm x 1.4.0 pkg:npm/x@1.4.0 1\n"
				"npm x wants ^2 pkg:npm/x 1\n"
				"npm y wants  pkg:npm/y 1\n");
}

static void test_lock_at_the_top(void **state)
{
	(void)state;
	struct up_inventory *inventory = up_inventory_new();
	add(inventory, "go.sum", "golang:a/b", "v1", 0);
	add(inventory, "deep/er/go.mod", "golang:a/b", "v0", UP_FACT_WANTED);
	assert_items(inventory, "golang a/b v1 pkg:golang/a/b@v1 1\n");
}

static void test_images(void **state)
{
	(void)state;
	struct up_inventory *inventory = up_inventory_new();
	add(inventory, "compose.yaml", "image:nginx", "1.25", 0);
	add(inventory, "compose.yaml", "image:nginx", "", UP_FACT_EMPTY); /* another one: the latest */
	add(inventory, "compose.yaml", "image:${X}", "1", UP_FACT_DYNAMIC);
	add(inventory, "compose.yaml", "no key", "1", 0);
	up_inventory_add(inventory, &(struct up_inventory_entry){ .key = UP_STR("generic:x"),
								  .version = UP_STR("1"),
								  .qualifiers = UP_STR("url=a%2Fb%2520c"),
								  .source = UP_STR("bom.json") });
	assert_items(inventory, "generic x 1 pkg:generic/x@1?url=a%2Fb%2520c 1\n"
				"image ${X} 1  1\n"
				"image nginx 1.25 pkg:docker/nginx@1.25 1\n"
				"image nginx  pkg:docker/nginx 1\n");
}

/* Of an archive Maven's word counts before that of the manifest; what lies in it speaks for itself. */
static void test_archives(void **state)
{
	(void)state;
	struct up_inventory *inventory = up_inventory_new();
	add(inventory, "a.war!/META-INF/MANIFEST.MF", "jar:a", "1", 0);
	add(inventory, "a.war!/WEB-INF/lib/b-2.jar!/META-INF/MANIFEST.MF", "jar:b", "2", 0);
	add(inventory, "a.war!/WEB-INF/lib/b-2.jar!/META-INF/maven/g/b/pom.properties", "maven:g/b", "2", 0);
	add(inventory, "b-2.jar!/META-INF/MANIFEST.MF", "jar:b", "2", 0);
	add(inventory, "b-2.jar!/pom.xml", "maven:g/c", "2", 0);
	assert_items(inventory, "jar a 1 pkg:generic/a@1 1\n"
				"jar b 2 pkg:generic/b@2 1\n"
				"maven g/b 2 pkg:maven/g/b@2 1\n"
				"maven g/c 2 pkg:maven/g/c@2 1\n");
}

static void test_systems(void **state)
{
	(void)state;
	struct up_inventory *inventory = up_inventory_new();
	add_of_system(inventory, "a/etc/os-release", 2, "os:rhel", "9.4");
	add_of_system(inventory, "a/var/lib/rpm/rpmdb.sqlite", 2, "rpm:redhat/bash", "5.1-1");
	add_of_system(inventory, "b/var/lib/rpm/rpmdb.sqlite", 2, "rpm:fedora/bash", "5.2-1");
	add_of_system(inventory, "b/var/lib/dpkg/status", 2, "deb:bash", "5.2-1");
	add_of_system(inventory, "b/snap/x/1/meta/snap.yaml", 2, "snap:x", "7");
	add_of_system(inventory, "b/var/lib/snapd/snaps/x_1.snap", 2, "snap:x", "");
	add_of_system(inventory, "c/var/lib/snapd/snaps/x_1.snap", 2, "snap:x", "");
	assert_items(inventory, "deb bash 5.2-1 pkg:deb/debian/bash@5.2-1 1\n"
				"os rhel 9.4 pkg:generic/rhel@9.4 1\n"
				"rpm bash 5.1-1 pkg:rpm/redhat/bash@5.1-1?distro=rhel-9.4 1\n"
				"rpm bash 5.2-1 pkg:rpm/fedora/bash@5.2-1 1\n"
				"snap x 7 pkg:generic/x@7 1\n"
				"snap x  pkg:generic/x 1\n");
}

/* Whoever drops statements drops the same, whatever worker met them. */
static void test_limit(void **state)
{
	(void)state;
	struct up_inventory *a = up_inventory_new(), *b = up_inventory_new();
	size_t n;
	for (int i = 0; i < UP_LIMIT_COMPONENTS + 10; i++) {
		char name[32], source[32];
		snprintf(name, sizeof name, "npm:p%07d", i);
		snprintf(source, sizeof source, "%07d/package-lock.json", i);
		add(i % 3 ? a : b, source, name, "1", 0);
	}
	up_inventory_merge(a, b);
	up_inventory_free(b);
	up_inventory_settle(a);
	const struct up_inventory_item *items = up_inventory_items(a, &n);
	assert_int_equal(n, UP_LIMIT_COMPONENTS);
	assert_int_equal(up_inventory_dropped(a), 10);
	assert_true(up_str_eq(items[n - 1].name, UP_STR("p0199999")));
	up_inventory_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge),  cmocka_unit_test(test_requirements), cmocka_unit_test(test_lock_at_the_top),
		cmocka_unit_test(test_images), cmocka_unit_test(test_archives),     cmocka_unit_test(test_systems),
		cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
