/* Keyed hashes of secrets, and the key. Each use has a word of its own in front, so that no hash of one can stand for another. */
#include "run/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/say.h"

up_str up_identity_fixed_key(void)
{
	return UP_STR("uplint: the key of identities, version 1");
}

static bool complain(const char *path, const char *why)
{
	up_say("--identity-key %s: %s", path, why);
	return false;
}

bool up_identity_read_key(const char *path, struct up_buf *key)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return complain(path, strerror(errno));
	ssize_t n = 0;
	while (key->len <= UP_IDENTITY_KEY_MOST && (n = read(fd, up_buf_reserve(key, UP_IDENTITY_KEY_MOST), UP_IDENTITY_KEY_MOST)) > 0)
		key->len += (size_t)n;
	int error = errno;
	close(fd);
	if (n < 0)
		return complain(path, strerror(error));
	if (key->len > UP_IDENTITY_KEY_MOST)
		return complain(path, "a key has at most 4096 bytes");
	while (key->len && (key->bytes[key->len - 1] == '\n' || key->bytes[key->len - 1] == '\r'))
		key->len--;
	return key->len >= UP_IDENTITY_KEY_LEAST || complain(path, "a key has at least 16 bytes; `openssl rand -hex 32` makes one");
}

static void keyed(struct up_hmac *key, const struct up_buf *text, char *ret_hex)
{
	char hex[65];
	up_hmac_hex(key, up_buf_str(text), hex);
	memcpy(ret_hex, hex, UP_IDENTITY_HEX);
	ret_hex[UP_IDENTITY_HEX] = '\0';
}

/* A break, or one that is written as an escape: its bytes. */
static size_t break_at(up_str text, size_t at)
{
	if (up_is_space(text.s[at]))
		return 1;
	return text.s[at] == '\\' && at + 1 < text.len && (text.s[at + 1] == 'n' || text.s[at + 1] == 'r') ? 2 : 0;
}

/* A key in PEM is the same with other line breaks, or none, or indented: its blanks do not count. */
static void add_secret(struct up_buf *out, up_str secret)
{
	if (!up_str_starts(up_str_trim(secret), UP_STR("-----BEGIN "))) {
		up_buf_add(out, secret);
		return;
	}
	for (size_t i = 0; i < secret.len;) {
		size_t skipped = break_at(secret, i);
		if (!skipped)
			up_buf_add_byte(out, secret.s[i]);
		i += skipped ? skipped : 1;
	}
}

void up_identity_group(struct up_hmac *key, up_str secret, char ret_hex[UP_IDENTITY_HEX + 1])
{
	struct up_buf text = { 0 };
	up_buf_add_s(&text, "secret\n");
	add_secret(&text, secret);
	keyed(key, &text, ret_hex);
	up_buf_finish(&text);
}

void up_identity_finding(struct up_hmac *key, up_str group, up_str rule, up_str path, uint32_t number, char ret_hex[UP_IDENTITY_HEX + 1])
{
	struct up_buf text = { 0 };
	up_buf_printf(&text, "finding\n%.*s\n%.*s\n%u\n", UP_FMT(group), UP_FMT(rule), number);
	up_buf_add(&text, path);
	keyed(key, &text, ret_hex);
	up_buf_finish(&text);
}

void up_identity_of_key(struct up_hmac *key, char ret_hex[UP_IDENTITY_HEX + 1])
{
	struct up_buf text = { 0 };
	up_buf_add_s(&text, "key\n");
	keyed(key, &text, ret_hex);
	up_buf_finish(&text);
}
