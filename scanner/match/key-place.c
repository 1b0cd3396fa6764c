/* Told by names alone. */
#include "match/key-place.h"

#include "base/glob.h"

static const char *const sample_folders[] = { "test",      "tests",     "testing",     "testdata", "test-data", "test_data", "testkeys",
					      "testcerts", "testcert",  "__tests__",   "spec",     "specs",     "fixture",   "fixtures",
					      "example",   "examples",  "sample",      "samples",  "demo",      "demos",     "mock",
					      "mocks",     "__mocks__", "doc",         "docs",     "e2e",       "selftest",  "selftests",
					      "unittest",  "unittests", "dummyserver", "regress",  "fuzz",      NULL };

/* foo_test.go, test_foo.py, foo.spec.ts, FooTest.java, README.md */
static const char *const sample_files[] = { "test_*",   "test-*",   "*_test.*", "*-test.*",  "*.test.*", "*_tests.*", "*_test_data.*",
					    "*.spec.*", "*_spec.*", "*Test.*",  "*Tests.*",  "*.md",     "*.rst",     "*.adoc",
					    "*.mdx",    "*.pod",    "*.sample", "*.example", NULL };

static const char *const host_places[] = { "**/etc/ssh/ssh_host_*_key", "**/etc/ssl/private/**", "**/etc/pki/**/private/**",
					   "**/etc/letsencrypt/**",     "**/etc/wireguard/**",   "**/etc/openvpn/**",
					   "**/etc/ipsec.d/private/**", "**/etc/swanctl/**",     "**/etc/kubernetes/**",
					   "**/var/lib/kubelet/**",     "**/var/lib/tor/**",     NULL };
static const char *const user_places[] = { "**/root/.ssh/*", "**/home/*/.ssh/*", NULL };

static bool is_one_of(up_str name, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (up_str_eq_nocase(name, up_str_from(words[i])))
			return true;
	return false;
}

static bool matches(up_str path, const char *const globs[])
{
	for (size_t i = 0; globs[i]; i++)
		if (up_glob_match(up_str_from(globs[i]), path))
			return true;
	return false;
}

enum up_key_place up_key_place(up_str path)
{
	if (matches(path, host_places))
		return UP_KEY_PLACE_HOST;
	if (matches(path, user_places))
		return UP_KEY_PLACE_USER;
	size_t start = 0;
	for (size_t end; (end = up_str_find_byte(path, '/', start)) != SIZE_MAX; start = end + 1)
		if (is_one_of(up_str_slice(path, start, end), sample_folders))
			return UP_KEY_PLACE_SAMPLE;
	return matches(up_str_slice(path, start, path.len), sample_files) ? UP_KEY_PLACE_SAMPLE : UP_KEY_PLACE_OTHER;
}
