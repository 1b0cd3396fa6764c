/* Told by names alone. */
#include "secret/place.h"

#include "base/glob.h"

/* Words of folders and files, as in `dockerTest`, `smoke-test`, `login.spec.ts`, `conf.good.sample`. */
static const char sample_words[] = "test tests testing testdata testcase testcases testsuite testkey testkeys testcert testcerts unittest "
				   "unittests selftest selftests conftest fixture fixtures example examples sample samples mock mocks "
				   "e2e tutorial tutorials demo demos dummyserver phpunit";
/* Folders of these names as they are. */
static const char sample_folders[] = "spec specs doc docs documentation man regress fuzz t";
/* Words of files only: API descriptions hold examples, too. */
static const char sample_files[] = "spec specs invalid template tmpl tpl readme changelog openapi swagger";
static const char sample_endings[] = "md rst adoc mdx pod dist";
static const char prose_endings[] = "html htm texi tex ipynb";

static const char *const host_places[] = { "**/etc/ssh/ssh_host_*_key", "**/etc/ssl/private/**", "**/etc/pki/**/private/**",
					   "**/etc/letsencrypt/**",     "**/etc/wireguard/**",   "**/etc/openvpn/**",
					   "**/etc/ipsec.d/private/**", "**/etc/swanctl/**",     "**/etc/kubernetes/**",
					   "**/var/lib/kubelet/**",     "**/var/lib/tor/**",     NULL };
static const char *const user_places[] = { "**/root/.ssh/*", "**/home/*/.ssh/*", NULL };
/* The readme of a Python package; modules of Ansible, which hold their manuals. */
static const char *const manuals[] = { "**/*.dist-info/METADATA", "**/*.egg-info/PKG-INFO", "**/ansible/modules/**.py",
				       "**/plugins/{modules,lookup,callback,inventory,filter,become,connection,vars}/*.py", NULL };
static const char *const digests[] = { "**/go.sum",
				       "**/go.work.sum",
				       "**/*.lock",
				       "**/*-lock.{json,yaml,yml}",
				       "**/npm-shrinkwrap.json",
				       "**/*.lock.{json,hcl}",
				       "**/*{sums,SUMS,checksums}",
				       "**/*{sums,SUMS,checksums}.{txt,csv,json}",
				       "**/RECORD",
				       "**/*.{sha1,sha256,sha512,md5,md5sums}",
				       NULL };

static bool matches(up_str path, const char *const globs[])
{
	for (size_t i = 0; globs[i]; i++)
		if (up_glob_match(up_str_from(globs[i]), path))
			return true;
	return false;
}

/* Is the word, in any case, one of these with blanks between? */
static bool listed(const char *list, up_str word)
{
	up_str words = up_str_from(list), one;
	for (size_t at = 0; at < words.len; at += one.len + 1) {
		size_t end = up_str_find_byte(words, ' ', at);
		one = up_str_slice(words, at, end == SIZE_MAX ? words.len : end);
		if (up_str_eq_nocase(one, word))
			return true;
	}
	return false;
}

/* Letters and digits, up to a capital behind a small letter. */
static size_t word_end(up_str text, size_t at)
{
	size_t end = at;
	while (end < text.len && up_is_alnum(text.s[end]) &&
	       !(end > at && text.s[end] >= 'A' && text.s[end] <= 'Z' && up_is_alpha(text.s[end - 1]) && text.s[end - 1] >= 'a'))
		end++;
	return end;
}

static bool has_word(up_str part, const char *list)
{
	for (size_t at = 0; at < part.len;) {
		size_t end = word_end(part, at);
		if (end > at && listed(list, up_str_slice(part, at, end)))
			return true;
		at = end > at ? end : at + 1;
	}
	return false;
}

static up_str ending(up_str name)
{
	for (size_t i = name.len; i > 1; i--)
		if (name.s[i - 1] == '.')
			return up_str_slice(name, i, name.len);
	return UP_STR("");
}

enum up_path_kind up_path_kind(up_str path, size_t root)
{
	if (matches(path, host_places))
		return UP_PATH_HOST;
	if (matches(path, user_places))
		return UP_PATH_USER;
	size_t start = root < path.len ? root : 0;
	for (size_t end; (end = up_str_find_byte(path, '/', start)) != SIZE_MAX; start = end + 1) {
		up_str folder = up_str_slice(path, start, end);
		if (listed(sample_folders, folder) || has_word(folder, sample_words))
			return UP_PATH_SAMPLE;
	}
	up_str name = up_str_slice(path, start, path.len);
	if (has_word(name, sample_words) || has_word(name, sample_files) || listed(sample_endings, ending(name)) || matches(path, manuals))
		return UP_PATH_SAMPLE;
	return listed(prose_endings, ending(name)) ? UP_PATH_PROSE : UP_PATH_OTHER;
}

bool up_path_is_of_digests(up_str path)
{
	return matches(path, digests);
}
