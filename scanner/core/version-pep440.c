/* PEP 440 (packaging.python.org, "Version specifiers"): N!N(.N)*[{a|b|rc}N][.postN][.devN][+local], with the spellings that its appendix B allows. */
#include "core/version-schemes.h"

enum {
	NONE = -1,
};

struct pep440 {
	up_str epoch, release, pre_number, post_number, dev_number, local;
	int pre; /* NONE, 0 alpha, 1 beta, 2 rc */
	bool has_post, has_dev;
};

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

static up_str take_digits(up_str *rest)
{
	size_t n = 0;
	while (n < rest->len && up_is_digit(rest->s[n]))
		n++;
	up_str digits = up_str_slice(*rest, 0, n);
	*rest = up_str_slice(*rest, n, rest->len);
	return digits;
}

/* "[sep]WORD[sep]N": nothing is taken where none of the words stands. The number may be missing. */
static int take_word(up_str *rest, const char *const *words, size_t n_words, up_str *ret_number)
{
	up_str at = *rest;
	if (at.len && is_separator(at.s[0]))
		at = up_str_slice(at, 1, at.len);
	for (size_t i = 0; i < n_words; i++) {
		up_str word = up_str_from(words[i]);
		if (!up_str_starts_nocase(at, word))
			continue;
		at = up_str_slice(at, word.len, at.len);
		if (at.len && is_separator(at.s[0]))
			at = up_str_slice(at, 1, at.len);
		*ret_number = take_digits(&at);
		*rest = at;
		return (int)i;
	}
	return NONE;
}

static bool local_is_valid(up_str local)
{
	bool was_separator = true;
	for (size_t i = 0; i < local.len; i++) {
		if (is_separator(local.s[i]) ? was_separator : !up_is_alnum(local.s[i]))
			return false;
		was_separator = is_separator(local.s[i]);
	}
	return !was_separator;
}

/* "1!2.3" */
static bool read_release(up_str *rest, struct pep440 *version)
{
	if (rest->len && up_lower(rest->s[0]) == 'v')
		*rest = up_str_slice(*rest, 1, rest->len);
	up_str start = *rest;
	up_str number = take_digits(rest);
	if (!number.len)
		return false;
	if (rest->len && rest->s[0] == '!') {
		version->epoch = number;
		start = *rest = up_str_slice(*rest, 1, rest->len);
		if (!take_digits(rest).len)
			return false;
	}
	while (rest->len > 1 && rest->s[0] == '.' && up_is_digit(rest->s[1])) {
		*rest = up_str_slice(*rest, 1, rest->len);
		take_digits(rest);
	}
	version->release = up_str_range(start.s, rest->s);
	return true;
}

static void read_post(up_str *rest, struct pep440 *version)
{
	static const char *const words[] = { "post", "rev", "r" };
	if (rest->len > 1 && rest->s[0] == '-' && up_is_digit(rest->s[1])) {
		*rest = up_str_slice(*rest, 1, rest->len);
		version->post_number = take_digits(rest);
		version->has_post = true;
	} else {
		version->has_post = take_word(rest, words, 3, &version->post_number) != NONE;
	}
}

static bool read_version(up_str text, struct pep440 *version)
{
	static const char *const pre_words[] = { "alpha", "a", "beta", "b", "preview", "pre", "rc", "c" };
	static const char *const dev_words[] = { "dev" };
	*version = (struct pep440){ .pre = NONE };
	up_str rest = up_str_trim(text);
	if (!read_release(&rest, version))
		return false;
	int pre = take_word(&rest, pre_words, 8, &version->pre_number);
	if (pre != NONE)
		version->pre = pre < 2 ? 0 : pre < 4 ? 1 : 2;
	read_post(&rest, version);
	version->has_dev = take_word(&rest, dev_words, 1, &version->dev_number) != NONE;
	if (rest.len && rest.s[0] == '+') {
		version->local = up_str_slice(rest, 1, rest.len);
		return local_is_valid(version->local);
	}
	return !rest.len;
}

static int release_cmp(up_str a, up_str b)
{
	while (a.len || b.len) {
		int order = up_version_number_cmp(take_digits(&a), take_digits(&b));
		if (order)
			return order;
		a = up_str_slice(a, 1, a.len);
		b = up_str_slice(b, 1, b.len);
	}
	return 0;
}

static int int_cmp(int a, int b)
{
	return (a > b) - (a < b);
}

/* A development release of a final one stands before its alphas, a final release behind its candidates. */
static int pre_rank(const struct pep440 *version)
{
	if (version->pre != NONE)
		return version->pre;
	return version->has_dev && !version->has_post ? -1 : 3;
}

static up_str local_part(up_str *rest)
{
	size_t n = 0;
	while (n < rest->len && !is_separator(rest->s[n]))
		n++;
	up_str part = up_str_slice(*rest, 0, n);
	*rest = up_str_slice(*rest, n + 1, rest->len);
	return part;
}

static bool is_number(up_str text)
{
	up_str rest = text;
	return take_digits(&rest).len && !rest.len;
}

static int word_cmp(up_str a, up_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (up_lower(a.s[i]) != up_lower(b.s[i]))
			return up_lower(a.s[i]) < up_lower(b.s[i]) ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

static int local_cmp(up_str a, up_str b)
{
	while (a.len && b.len) {
		up_str pa = local_part(&a), pb = local_part(&b);
		bool na = is_number(pa), nb = is_number(pb);
		int order = na != nb ? (na ? 1 : -1) : na ? up_version_number_cmp(pa, pb) : word_cmp(pa, pb);
		if (order)
			return order;
	}
	return int_cmp(a.len > 0, b.len > 0);
}

bool up_pep440_fits(up_str version)
{
	struct pep440 read;
	return read_version(version, &read);
}

int up_pep440_cmp(up_str a, up_str b)
{
	struct pep440 va, vb;
	bool is_a = read_version(a, &va), is_b = read_version(b, &vb);
	if (!is_a || !is_b)
		return is_a || is_b ? int_cmp(is_a, is_b) : up_str_cmp(a, b);
	const int orders[] = {
		up_version_number_cmp(va.epoch, vb.epoch),
		release_cmp(va.release, vb.release),
		int_cmp(pre_rank(&va), pre_rank(&vb)),
		up_version_number_cmp(va.pre_number, vb.pre_number),
		int_cmp(va.has_post, vb.has_post),
		up_version_number_cmp(va.post_number, vb.post_number),
		int_cmp(!va.has_dev, !vb.has_dev),
		up_version_number_cmp(va.dev_number, vb.dev_number),
		local_cmp(va.local, vb.local),
	};
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (orders[i])
			return orders[i];
	return 0;
}
