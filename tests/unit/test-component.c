/* Package URLs: what is written for the parts of a component, and what is read of what others wrote. The cases of each type are those of the specification
 * (package-url/purl-spec, tests/types). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/component.h"

static void assert_text(up_str got, const char *wanted)
{
	if (!up_str_eq(got, up_str_from(wanted)))
		fail_msg("%.*s instead of %s", UP_FMT(got), wanted);
}

static void assert_key(const char *key, const char *version, const char *wanted)
{
	struct up_arena *arena = up_arena_new();
	struct up_component_parts parts;
	assert_true(up_component_parts_of(up_str_from(key), up_str_from(version), arena, &parts));
	assert_text(up_purl_of(&parts, arena), wanted);
	up_arena_free(arena);
}

static void test_asked(void **state)
{
	static const char *const rows[][2] = {
		{ "deb:debian/nginx", "deb:nginx" },
		{ "rpm:nginx", "rpm:nginx" },
		{ "pypi:Apache_Airflow", "pypi:apache-airflow" },
		{ "pypi:zope.interface", "pypi:zope-interface" },
		{ "composer:Laravel/Framework", "composer:laravel/framework" },
		{ "npm:@Babel/core", "npm:@Babel/core" },
		{ "maven:org.x/Y", "maven:org.x/Y" },
		{ "golang:k8s.io/kubernetes", "golang:k8s.io/kubernetes" },
		{ "none", "none" },
	};
	struct up_arena *arena = up_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_text(up_component_asked(up_str_from(rows[i][0]), arena), rows[i][1]);
	up_arena_free(arena);
}

static void test_keys(void **state)
{
	(void)state;
	assert_key("npm:@babel/core", "7.1.0", "pkg:npm/%40babel/core@7.1.0");
	assert_key("npm:JSONStream", "1.3.5", "pkg:npm/JSONStream@1.3.5");
	assert_key("pypi:Django_Allauth", "12.23", "pkg:pypi/django-allauth@12.23");
	assert_key("golang:github.com/Gorilla/Context", "v1.1.1", "pkg:golang/github.com/gorilla/context@v1.1.1");
	assert_key("golang:golang.org/x/crypto", "v0.0.0-2024+incompatible", "pkg:golang/golang.org/x/crypto@v0.0.0-2024%2Bincompatible");
	assert_key("maven:org.Apache.Commons/io", "1.3.4", "pkg:maven/org.Apache.Commons/io@1.3.4");
	assert_key("composer:Laravel/Laravel", "5.5.0", "pkg:composer/laravel/laravel@5.5.0");
	assert_key("deb:debian/openssh-server", "1:9.2p1-2+deb12u4", "pkg:deb/debian/openssh-server@1:9.2p1-2%2Bdeb12u4");
	assert_key("gem:ruby-advisory-db-check", "0.12.4", "pkg:gem/ruby-advisory-db-check@0.12.4");
	assert_key("cargo:RAND", "0.7.2", "pkg:cargo/RAND@0.7.2");
	assert_key("nuget:Newtonsoft.Json", "13.0.1", "pkg:nuget/Newtonsoft.Json@13.0.1");
	assert_key("hex:Acme/Foo", "2.3.", "pkg:hex/acme/foo@2.3.");
	assert_key("cpan:gdt/URI-PackageURL", "2", "pkg:cpan/GDT/URI-PackageURL@2");
	assert_key("npm:a", "", "pkg:npm/a");
	assert_key("npm:a b", "1 2%", "pkg:npm/a%20b@1%202%25");
	assert_key("npm:\xc3\xa9", "1", "pkg:npm/%C3%A9@1");
}

static void test_images_and_systems(void **state)
{
	(void)state;
	assert_key("image:nginx", "1.25", "pkg:docker/nginx@1.25");
	assert_key("image:library/nginx", "1.25", "pkg:docker/nginx@1.25");
	assert_key("image:docker.io/library/nginx", "1.25", "pkg:docker/nginx@1.25");
	assert_key("image:bitnami/redis", "", "pkg:docker/bitnami/redis");
	assert_key("image:ghcr.io/acme/web", "sha256:00ff", "pkg:docker/acme/web@sha256:00ff?repository_url=ghcr.io");
	assert_key("image:registry.example.org:5000/library/jq", "1.7",
		   "pkg:docker/library/jq@1.7?repository_url=registry.example.org:5000");
	assert_key("image:localhost/x", "1", "pkg:docker/x@1?repository_url=localhost");
	assert_key("action:Actions/Cache", "v3", "pkg:github/actions/cache@v3");
	assert_key("action:actions/cache/restore", "v3", "pkg:github/actions/cache@v3#restore");
	assert_key("action:octo/repo/.github/workflows/a.yml", "main", "pkg:github/octo/repo@main#.github/workflows/a.yml");
	assert_key("os:debian", "12", "pkg:generic/debian@12");
	assert_key("kernel:linux", "6.1.0-28-amd64", "pkg:generic/linux-kernel@6.1.0-28-amd64");
}

static void test_no_component(void **state)
{
	(void)state;
	static const char *const keys[] = { "", "npm", "npm:", ":name", "npm:scope/", "action:checkout" };
	struct up_arena *arena = up_arena_new();
	struct up_component_parts parts;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_false(up_component_parts_of(up_str_from(keys[i]), UP_STR("1"), arena, &parts));
	up_arena_free(arena);
}

static void test_qualifiers(void **state)
{
	(void)state;
	struct up_arena *arena = up_arena_new();
	struct up_component_parts parts = { .type = UP_STR("rpm"), .space = UP_STR("fedora"), .name = UP_STR("curl") };
	up_component_qualify(&parts, UP_STR("Epoch"), UP_STR("1"), arena);
	up_component_qualify(&parts, UP_STR("distro"), UP_STR("fedora 25&x"), arena);
	up_component_qualify(&parts, UP_STR("arch"), UP_STR("i386"), arena);
	up_component_qualify(&parts, UP_STR("arch"), UP_STR("x86_64"), arena);
	up_component_qualify(&parts, UP_STR("empty"), UP_STR(""), arena);
	up_component_qualify(&parts, UP_STR("in production"), UP_STR("true"), arena);
	up_component_qualify(&parts, UP_STR("1st"), UP_STR("true"), arena);
	up_component_qualify(&parts, UP_STR("a234567890123456789012345678901234567890123456789012345678901"), UP_STR("true"), arena);
	assert_text(up_purl_of(&parts, arena), "pkg:rpm/fedora/curl?arch=i386&distro=fedora%2025%26x&epoch=1");
	up_arena_free(arena);
}

/* What is read is written in the canonical form. */
static void assert_canonical(const char *purl, const char *wanted)
{
	struct up_arena *arena = up_arena_new();
	struct up_component_parts parts;
	if (!up_purl_read(up_str_from(purl), arena, &parts))
		fail_msg("%s is not read", purl);
	assert_text(up_purl_of(&parts, arena), wanted);
	up_arena_free(arena);
}

static void test_reading(void **state)
{
	(void)state;
	assert_canonical("pkg:npm/%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1");
	assert_canonical("pkg:npm/@angular/animation", "pkg:npm/%40angular/animation");
	assert_canonical("pkg://NPM/foobar@12.3.1", "pkg:npm/foobar@12.3.1");
	assert_canonical("PKG:Rpm/Fedora/curl@7.50.3-1.fc25?Distro=fedora-25&Arch=i386&x=",
			 "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25");
	assert_canonical("pkg:golang/google.golang.org/genproto#/googleapis/api/annotations/",
			 "pkg:golang/google.golang.org/genproto#googleapis/api/annotations");
	assert_canonical("pkg:docker/customer/dockerimage@sha256%3A244fd47e07d10?repository_url=gcr.io",
			 "pkg:docker/customer/dockerimage@sha256:244fd47e07d10?repository_url=gcr.io");
	assert_canonical("pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?type=zip&classifier=dist",
			 "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=dist&type=zip");
}

static void test_not_read(void **state)
{
	(void)state;
	static const char *const purls[] = { "",           "pkg:",    "npm/a@1", "pkg:npm", "pkg:npm/", "pkg:n%20m/a", "pkg:maven/@1.3.4",
					     "pkg:3p/a@1", "pkg:/npm" };
	struct up_arena *arena = up_arena_new();
	struct up_component_parts parts;
	for (size_t i = 0; i < sizeof purls / sizeof *purls; i++)
		if (up_purl_read(up_str_from(purls[i]), arena, &parts))
			fail_msg("%s is read", purls[i]);
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked),        cmocka_unit_test(test_keys),       cmocka_unit_test(test_images_and_systems),
		cmocka_unit_test(test_no_component), cmocka_unit_test(test_qualifiers), cmocka_unit_test(test_reading),
		cmocka_unit_test(test_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
