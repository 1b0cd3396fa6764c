/* core/version-schemes: what dpkg --compare-versions, rpm.vercmp, apk's own test table, semver.org, Python's packaging and Maven's ComparableVersion say of
 * the same versions. */
#include "test.h"

#include "core/version-schemes.h"

struct pair {
	const char *a;
	char order; /* '<', '=', '>' */
	const char *b;
};

static void hold(enum up_version_scheme scheme, const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		up_str a = up_str_from(pairs[i].a), b = up_str_from(pairs[i].b);
		int forward = up_version_order(scheme, a, b), backward = up_version_order(scheme, b, a);
		int wanted = pairs[i].order == '<' ? -1 : pairs[i].order == '>';
		if ((forward > 0) - (forward < 0) != wanted || (backward > 0) - (backward < 0) != -wanted)
			fail_msg("%s %c %s: %d and %d", pairs[i].a, pairs[i].order, pairs[i].b, forward, backward);
		assert_true(up_version_fits(scheme, a));
		assert_true(up_version_fits(scheme, b));
	}
}

#define HOLD(scheme, pairs) hold(scheme, pairs, sizeof(pairs) / sizeof *(pairs))

static void debian(void **state)
{
	static const struct pair pairs[] = {
		{ "1.0~rc1", '<', "1.0" },
		{ "1.0~~", '<', "1.0~" },
		{ "1:0.1", '>', "9.9" },
		{ "0:1.0", '=', "1.0" },
		{ "1.0-1", '<', "1.0-1+deb12u1" },
		{ "1.0-1~deb11u1", '<', "1.0-1" },
		{ "1.0+dfsg-1", '>', "1.0-2" },
		{ "1.0a", '>', "1.0" },
		{ "1.0a", '<', "1.0+" },
		{ "1.10", '>', "1.9" },
		{ "1.0-0", '=', "1.0" },
		{ "1.1.1n-0+deb11u4", '<', "1.1.1n-0+deb11u5" },
		{ "2.36-9+deb12u10", '>', "2.36-9+deb12u9" },
		{ "1.2.3-1ubuntu0.22.04.1", '>', "1.2.3-1" },
		{ "99999999999999999999998", '<', "99999999999999999999999" },
	};
	HOLD(UP_SCHEME_DEBIAN, pairs);
	assert_false(up_version_fits(UP_SCHEME_DEBIAN, UP_STR("")));
	assert_false(up_version_fits(UP_SCHEME_DEBIAN, UP_STR("1.0 beta")));
	assert_false(up_version_fits(UP_SCHEME_DEBIAN, UP_STR("latest")));
}

static void rpm(void **state)
{
	static const struct pair pairs[] = {
		{ "1.0", '<', "1.0.1" },
		{ "1.0.1", '<', "1.0.2" },
		{ "1.0a", '>', "1.0" },
		{ "1.0a", '<', "1.0.1" },
		{ "1.0~rc1", '<', "1.0" },
		{ "1.0^git1", '>', "1.0" },
		{ "1.0^git1", '<', "1.0.1" },
		{ "1.0~rc1^git1", '>', "1.0~rc1" },
		{ "1.0_1", '=', "1.0.1" },
		{ "2:1.0-1.el8", '>', "9.0-1.el8" },
		{ "1.0-1.el8", '<', "1.0-1.el8_6" },
		{ "1.0-10.el8", '>', "1.0-9.el8" },
		{ "0.17-65.el7_6", '>', "0.17-64.el7" },
		{ "1.010", '=', "1.10" },
		{ "1.0", '=', "1.0-5" }, /* a release counts where both have one */
		{ "4.18.0-372.9.1.el8", '<', "4.18.0-372.13.1.el8_6" },
	};
	HOLD(UP_SCHEME_RPM, pairs);
}

static void apk(void **state)
{
	static const struct pair pairs[] = {
		{ "2.34", '>', "0.1.0_alpha" },
		{ "0.1.0_alpha", '=', "0.1.0_alpha" },
		{ "0.1.0_alpha2", '>', "0.1.0_alpha" },
		{ "1.0.4-r3", '<', "1.0.4-r4" },
		{ "1.1", '>', "1.1_alpha1" },
		{ "2.3.0b-r1", '<', "2.3.0b-r2" },
		{ "3.1_p16", '<', "3.1_p17" },
		{ "1.06-r6", '<', "006" },
		{ "0.98", '<', "1.00" },
		{ "2.01.01_alpha10", '>', "0.94" },
		{ "1.39", '>', "1.00_beta2" },
		{ "1.02.07", '<', "1.02.10-r1" },
		{ "0.9.8c-r1", '<', "0.9.8d" },
		{ "6b-r7", '>', "1.12-r7" },
		{ "02.08.01b", '<', "4.77" },
		{ "0.1.0_alpha_pre2", '<', "0.1.0_alpha" },
		{ "1.0_p10-r0", '>', "1.0_p9-r0" },
		{ "1.0.0_pre20191002222144-r0", '<', "1.0.0_pre20210530193627-r0" },
		{ "4.5_p1-r1", '>', "4.5_p1" },
		{ "1.0.1", '<', "1.06-r1" },
		{ "8.2.0015", '<', "8.2.002" },
		{ "1.0~1234-r1", '<', "1.0~2345-r0" },
	};
	HOLD(UP_SCHEME_APK, pairs);
	assert_false(up_version_fits(UP_SCHEME_APK, UP_STR("1.0bc")));
	assert_false(up_version_fits(UP_SCHEME_APK, UP_STR("1.0_foo")));
	assert_false(up_version_fits(UP_SCHEME_APK, UP_STR("x1")));
}

static void semver(void **state)
{
	static const struct pair pairs[] = {
		{ "1.0.0-alpha", '<', "1.0.0-alpha.1" },
		{ "1.0.0-alpha.1", '<', "1.0.0-alpha.beta" },
		{ "1.0.0-alpha.beta", '<', "1.0.0-beta" },
		{ "1.0.0-beta", '<', "1.0.0-beta.2" },
		{ "1.0.0-beta.2", '<', "1.0.0-beta.11" },
		{ "1.0.0-beta.11", '<', "1.0.0-rc.1" },
		{ "1.0.0-rc.1", '<', "1.0.0" },
		{ "1.0.0+build1", '=', "1.0.0+build2" },
		{ "v1.2.3", '=', "1.2.3" },
		{ "1.2", '=', "1.2.0" },
		{ "1.10.0", '>', "1.9.9" },
		{ "0.0.0-20210101000000-abcdef123456", '<', "0.0.0" },
	};
	HOLD(UP_SCHEME_SEMVER, pairs);
	assert_false(up_version_fits(UP_SCHEME_SEMVER, UP_STR("1.x")));
	assert_false(up_version_fits(UP_SCHEME_SEMVER, UP_STR("^1.0.0")));
	assert_false(up_version_fits(UP_SCHEME_SEMVER, UP_STR("1..2")));
}

static void pep440(void **state)
{
	static const char *const order[] = { "1.dev0",
					     "1.0.dev456",
					     "1.0a1",
					     "1.0a2.dev456",
					     "1.0a12.dev456",
					     "1.0a12",
					     "1.0b1.dev456",
					     "1.0b2",
					     "1.0b2.post345.dev456",
					     "1.0b2.post345",
					     "1.0rc1.dev456",
					     "1.0rc1",
					     "1.0",
					     "1.0+abc.5",
					     "1.0+abc.7",
					     "1.0+5",
					     "1.0.post456.dev34",
					     "1.0.post456",
					     "1.1.dev1",
					     "1!0.1" };
	for (size_t i = 0; i + 1 < sizeof order / sizeof *order; i++)
		hold(UP_SCHEME_PEP440, &(struct pair){ order[i], '<', order[i + 1] }, 1);
	static const struct pair pairs[] = { { "1.0alpha1", '=', "1.0a1" }, { "1.0-1", '=', "1.0.post1" }, { "v1.0", '=', "1.0.0" },
					     { "1.0c1", '=', "1.0rc1" },    { "1.0_rc-1", '=', "1.0rc1" }, { "1.0+AB", '=', "1.0+ab" },
					     { "1.0a", '=', "1.0a0" } };
	HOLD(UP_SCHEME_PEP440, pairs);
	assert_false(up_version_fits(UP_SCHEME_PEP440, UP_STR("1.0-foo")));
	assert_false(up_version_fits(UP_SCHEME_PEP440, UP_STR("a1")));
	assert_false(up_version_fits(UP_SCHEME_PEP440, UP_STR("1.0+")));
}

static void maven(void **state)
{
	static const char *const order[] = { "1-alpha1", "1-beta2", "1-m3", "1-rc1", "1-SNAPSHOT", "1", "1-sp", "1-abc", "1-1", "1.1" };
	for (size_t i = 0; i + 1 < sizeof order / sizeof *order; i++)
		hold(UP_SCHEME_MAVEN, &(struct pair){ order[i], '<', order[i + 1] }, 1);
	static const struct pair pairs[] = { { "1.0.0", '=', "1" },          { "1-ga", '=', "1.0" },
					     { "1.0.0-Final", '=', "1" },    { "1-rc1", '=', "1-cr1" },
					     { "2.14.1", '<', "2.15.0" },    { "2.0-beta9", '<', "2.0" },
					     { "1-a1", '=', "1-alpha-1" },   { "5.3.18", '<', "5.3.20" },
					     { "2.9.10.8", '>', "2.9.10" },  { "9.4.41.v20210516", '<', "9.4.43.v20210629" },
					     { "31.0-jre", '<', "31.1-jre" } };
	HOLD(UP_SCHEME_MAVEN, pairs);
}

static void a_version_of_any_length_is_bounded(void **state)
{
	char longest[UP_VERSION_BYTES + 2];
	memset(longest, '0', sizeof longest);
	for (int scheme = 0; scheme < _UP_SCHEME_MAX; scheme++)
		assert_false(up_version_fits(scheme, (up_str){ longest, UP_VERSION_BYTES + 1 }));
}

static void each_order_is_transitive(void **state)
{
	static const char *const all[] = { "1",     "1.0", "1.0.1",  "1.0-rc1", "1.0~a", "1.0a", "1.0p1",    "1.a",
					   "1.0^b", "1-1", "1.0_p1", "1.0-1",   "2",     "1:0",  "1.0.dev1", "1.0-r1" };
	const size_t n = sizeof all / sizeof *all;
	for (int scheme = 0; scheme < _UP_SCHEME_MAX; scheme++)
		for (size_t i = 0; i < n * n * n; i++) {
			up_str a = up_str_from(all[i % n]), b = up_str_from(all[i / n % n]), c = up_str_from(all[i / n / n]);
			bool fits = up_version_fits(scheme, a) && up_version_fits(scheme, b) && up_version_fits(scheme, c);
			if (!fits || scheme == UP_SCHEME_RPM) /* a release that is missing is like all of them */
				continue;
			if (up_version_order(scheme, a, b) <= 0 && up_version_order(scheme, b, c) <= 0 &&
			    up_version_order(scheme, a, c) > 0)
				fail_msg("%d: %s <= %s <= %s, but not the first and the last", scheme, all[i % n], all[i / n % n],
					 all[i / n / n]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(debian),
		cmocka_unit_test(rpm),
		cmocka_unit_test(apk),
		cmocka_unit_test(semver),
		cmocka_unit_test(pep440),
		cmocka_unit_test(maven),
		cmocka_unit_test(a_version_of_any_length_is_bounded),
		cmocka_unit_test(each_order_is_transitive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
