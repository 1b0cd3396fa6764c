/* Keys in SSH's wire format (RFC 4251: strings of a four-byte length): OpenSSH's container (PROTOCOL.key of its sources), PuTTY's files (appendix C of its
 * manual), and the older one of ssh.com. */
#include "base/lines.h"
#include "secret/key-private.h"

static bool take_u32(up_str *wire, uint32_t *ret_value)
{
	if (wire->len < 4)
		return false;
	const unsigned char *b = (const unsigned char *)wire->s;
	*ret_value = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	*wire = up_str_slice(*wire, 4, wire->len);
	return true;
}

static bool take_string(up_str *wire, up_str *ret_content)
{
	uint32_t len;
	up_str after = *wire;
	if (!take_u32(&after, &len) || len > after.len)
		return false;
	*ret_content = up_str_slice(after, 0, len);
	*wire = up_str_slice(after, len, after.len);
	return true;
}

static bool take_number(up_str *wire, up_str *ret_number)
{
	if (!take_string(wire, ret_number))
		return false;
	while (ret_number->len && !ret_number->s[0])
		*ret_number = up_str_slice(*ret_number, 1, ret_number->len);
	return true;
}

static up_str algorithm_of(up_str type)
{
	static const struct {
		const char *type, *name;
	} names[] = { { "ssh-rsa", "RSA" },
		      { "ssh-dss", "DSA" },
		      { "ssh-ed25519", "Ed25519" },
		      { "ssh-ed448", "Ed448" },
		      { "ecdsa-sha2-nistp256", "EC" },
		      { "ecdsa-sha2-nistp384", "EC" },
		      { "ecdsa-sha2-nistp521", "EC" },
		      { "sk-ssh-ed25519@openssh.com", "hardware-backed Ed25519" },
		      { "sk-ecdsa-sha2-nistp256@openssh.com", "hardware-backed EC P-256" } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(type, up_str_from(names[i].type)))
			return up_str_from(names[i].name);
	return UP_STR_NULL;
}

/* The numbers of a public key. */
static bool read_public(up_str wire, up_str *ret_type, struct up_key_numbers *numbers)
{
	up_str name;
	if (!take_string(&wire, ret_type))
		return false;
	if (up_str_eq(*ret_type, UP_STR("ssh-rsa")))
		return take_number(&wire, &numbers->e) && take_number(&wire, &numbers->n);
	if (up_str_starts(*ret_type, UP_STR("ssh-ed"))) {
		numbers->curve = up_key_curve_oid(*ret_type);
		return take_string(&wire, &numbers->point);
	}
	if (up_str_starts(*ret_type, UP_STR("ecdsa-sha2-"))) {
		bool ok = take_string(&wire, &name) && take_string(&wire, &numbers->point);
		numbers->curve = up_key_curve_oid(name);
		return ok;
	}
	return ret_type->len > 0;
}

/* The private numbers as OpenSSH writes them, behind the type. */
static bool read_private(up_str *wire, up_str type, struct up_key_numbers *numbers)
{
	up_str skipped, key;
	if (up_str_eq(type, UP_STR("ssh-rsa")))
		return take_number(wire, &numbers->n) && take_number(wire, &numbers->e) && take_number(wire, &numbers->d) &&
		       take_number(wire, &skipped) && take_number(wire, &numbers->p) && take_number(wire, &numbers->q);
	if (up_str_starts(type, UP_STR("ssh-ed"))) {
		if (!take_string(wire, &skipped) || !take_string(wire, &key) || key.len <= skipped.len)
			return false;
		numbers->scalar = up_str_slice(key, 0, key.len - skipped.len);
		return true;
	}
	if (up_str_starts(type, UP_STR("ecdsa-sha2-"))) {
		up_str point; /* behind the name of the curve */
		return take_string(wire, &skipped) && take_string(wire, &point) && take_number(wire, &numbers->scalar);
	}
	return true;
}

/* --- OpenSSH -------------------------------------------------------------------------------------------------------------- */

static void judge_plain(const struct up_key_search *search, up_str secret, up_str type, struct up_key_numbers *numbers,
			struct up_key_found *found)
{
	uint32_t first, second;
	up_str private_type;
	bool ok = take_u32(&secret, &first) && take_u32(&secret, &second) && first == second && take_string(&secret, &private_type) &&
		  up_str_eq(private_type, type) && read_private(&secret, type, numbers);
	up_str algorithm = algorithm_of(type);
	if (!ok) {
		found->verdict = UP_VERDICT_DOUBTFUL;
		found->kind = UP_STR("private key, OpenSSH");
		found->evidence = UP_STR("its private half cannot be read");
	} else if (numbers->n.len || numbers->scalar.len)
		up_key_judge_numbers(search, algorithm, UP_STR("OpenSSH"), numbers, found);
	else {
		found->kind = up_arena_printf(search->arena, "%.*s private key, OpenSSH",
					      UP_FMT(algorithm.len ? algorithm : UP_STR("unknown")));
		found->verdict = algorithm.len ? UP_VERDICT_VERIFIED : UP_VERDICT_WELL_FORMED;
		found->is_encrypted = up_str_starts(type, UP_STR("sk-")); /* a handle; the key itself is in the device */
		found->rule = found->is_encrypted ? "private-key-encrypted" : found->rule;
	}
}

void up_key_openssh(const struct up_key_search *search, up_str blob, struct up_key_found *found)
{
	static const up_str magic = { "openssh-key-v1", 15 };
	up_str wire = blob, cipher, kdf, options, public, secret, type = UP_STR("");
	struct up_key_numbers numbers = { 0 };
	uint32_t n;
	found->verdict = UP_VERDICT_DOUBTFUL;
	found->kind = UP_STR("private key, OpenSSH");
	found->evidence = UP_STR("its body is no key of OpenSSH, or it is cut");
	if (!up_str_starts(wire, magic))
		return;
	wire = up_str_slice(wire, magic.len, wire.len);
	if (!take_string(&wire, &cipher) || !take_string(&wire, &kdf))
		return;
	found->is_encrypted = !up_str_eq(cipher, UP_STR("none"));
	found->rule = found->is_encrypted ? "private-key-encrypted" : "private-key";
	if (!take_string(&wire, &options) || !take_u32(&wire, &n) || n != 1 || !take_string(&wire, &public) ||
	    !take_string(&wire, &secret) || secret.len < 16 || !read_public(public, &type, &numbers))
		return;
	found->secret = secret;
	found->evidence = UP_STR("");
	if (!found->is_encrypted) {
		judge_plain(search, secret, type, &numbers, found);
		return;
	}
	up_str algorithm = algorithm_of(type), curve = up_key_curve_name(numbers.curve);
	bool has_curve = up_str_eq(algorithm, UP_STR("EC")) && curve.len;
	found->kind = up_arena_printf(search->arena, "encrypted %.*s%s%.*s private key, OpenSSH", UP_FMT(algorithm), has_curve ? " " : "",
				      UP_FMT(has_curve ? curve : UP_STR("")));
	found->verdict = secret.len % 8 == 0 && secret.len >= 64 ? UP_VERDICT_VERIFIED : UP_VERDICT_WELL_FORMED;
	found->public_hash = up_key_public_hash(&numbers, search->arena);
}

bool up_key_openssh_bytes(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	up_str blob = up_str_slice(search->bytes, at, at + (size_t)UP_KEY_BODY_BYTES);
	up_str wire = up_str_slice(blob, 15, blob.len), part;
	uint32_t n;
	/* A key, or the words in a program: behind them come three strings, the number of keys, and two more. */
	if (!up_str_starts(blob, (up_str){ "openssh-key-v1", 15 }) || !take_string(&wire, &part) || !take_string(&wire, &part) ||
	    !take_string(&wire, &part) || !take_u32(&wire, &n) || !take_string(&wire, &part) || !take_string(&wire, &part))
		return false;
	blob.len -= wire.len;
	ret_found->at = ret_found->secret_at = (up_span){ at, at + (uint32_t)blob.len };
	ret_found->rule = "private-key";
	up_key_openssh(search, blob, ret_found);
	return ret_found->verdict != UP_VERDICT_DOUBTFUL;
}

/* --- ssh.com -------------------------------------------------------------------------------------------------------------- */

void up_key_ssh2(const struct up_key_search *search, up_str blob, struct up_key_found *found)
{
	up_str wire = blob, type, cipher, secret;
	uint32_t magic = 0, total = 0;
	found->kind = UP_STR("private key, ssh.com");
	found->verdict = UP_VERDICT_DOUBTFUL;
	found->evidence = UP_STR("its body is no key of ssh.com, or it is cut");
	if (!take_u32(&wire, &magic) || magic != 0x3F6FF9EB || !take_u32(&wire, &total) || !take_string(&wire, &type) ||
	    !take_string(&wire, &cipher) || !take_string(&wire, &secret))
		return;
	found->is_encrypted = !up_str_eq(cipher, UP_STR("none"));
	found->rule = found->is_encrypted ? "private-key-encrypted" : "private-key";
	const char *name = up_str_contains(type, UP_STR("rsa")) ? "RSA " : up_str_contains(type, UP_STR("dl-modp")) ? "DSA " : "";
	found->kind = up_arena_printf(search->arena, "%s%sprivate key, ssh.com", found->is_encrypted ? "encrypted " : "", name);
	found->verdict = total == blob.len ? UP_VERDICT_VERIFIED : UP_VERDICT_WELL_FORMED;
	found->evidence = UP_STR("");
}

/* --- PuTTY ---------------------------------------------------------------------------------------------------------------- */

enum {
	PUTTY_LINES = 2000,
};

struct putty {
	up_str type, encryption, comment, mac, public, secret;
	unsigned version;
	up_span body;
	uint32_t end;
	bool is_whole;
};

/* The next line, ended by a line break or by one that was escaped; without what an indented block puts before it. */
static bool next_line(up_str bytes, size_t *at, up_str *ret_line)
{
	size_t start = *at, end = start, n = 0;
	if (start >= bytes.len)
		return false;
	for (; end < bytes.len && end < start + 4096; end++) {
		char meant = 0;
		n = bytes.s[end] == '\n' ? 1 : bytes.s[end] == '\\' ? up_key_escape(bytes, end, &meant) : 0;
		if (n && (bytes.s[end] == '\n' || meant == '\n'))
			break;
		n = 0;
	}
	*at = end + n;
	if (!n && end < bytes.len)
		return false;
	*ret_line = up_str_trim(up_str_slice(bytes, start, end));
	while (ret_line->len && (ret_line->s[0] == '"' || ret_line->s[0] == '\'' || ret_line->s[0] == ' '))
		*ret_line = up_str_slice(*ret_line, 1, ret_line->len);
	return true;
}

static bool value_of(up_str line, up_str name, up_str *ret_value)
{
	if (!up_str_starts(line, name))
		return false;
	*ret_value = up_str_trim(up_str_slice(line, name.len, line.len));
	return true;
}

static bool is_row(up_str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!up_is_alnum(line.s[i]) && line.s[i] != '+' && line.s[i] != '/' && line.s[i] != '=')
			return false;
	return line.len && line.len <= 80;
}

/* So many lines of base64. False where they end early. */
static bool read_blob(const struct up_key_search *search, size_t *at, up_str count, up_str *ret_bytes)
{
	uint64_t n;
	struct up_buf digits = { 0 };
	up_str line;
	bool ok = up_str_to_u64(count, &n) && n <= PUTTY_LINES;
	for (uint64_t i = 0; ok && i < n; i++) {
		ok = next_line(search->bytes, at, &line) && is_row(line);
		if (ok)
			up_buf_add(&digits, line);
	}
	ok = up_key_base64(up_buf_str(&digits), search->arena, ret_bytes) && ok;
	up_buf_finish(&digits);
	return ok && ret_bytes->len;
}

static void read_putty(const struct up_key_search *search, size_t at, struct putty *putty)
{
	up_str line, value;
	bool has_secret = false;
	for (int i = 0; i < 16; i++) {
		size_t start = at;
		if (!next_line(search->bytes, &at, &line))
			return;
		if (value_of(line, UP_STR("Public-Lines:"), &value)) {
			if (!read_blob(search, &at, value, &putty->public))
				return;
		} else if (value_of(line, UP_STR("Private-Lines:"), &value)) {
			putty->body.start = (uint32_t)at;
			has_secret = read_blob(search, &at, value, &putty->secret);
			putty->body.end = putty->end = (uint32_t)at;
			if (!has_secret)
				return;
		} else if (value_of(line, UP_STR("Private-MAC:"), &putty->mac)) {
			size_t mac = (size_t)(putty->mac.s - search->bytes.s);
			while (putty->mac.len && !up_is_alnum(putty->mac.s[putty->mac.len - 1]))
				putty->mac.len--;
			putty->end = (uint32_t)(mac + putty->mac.len);
			putty->is_whole = has_secret;
			return;
		} else if (!value_of(line, UP_STR("Encryption:"), &putty->encryption) &&
			   !value_of(line, UP_STR("Comment:"), &putty->comment) && !up_str_starts(line, UP_STR("Key-Derivation:")) &&
			   !up_str_starts(line, UP_STR("Argon2-")) && !up_str_starts(line, UP_STR("PuTTY-User-Key-File-"))) {
			return;
		}
		putty->end = (uint32_t)(i ? at : start);
	}
}

static void add_string(struct up_buf *out, up_str text)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		up_buf_add_byte(out, (char)(text.len >> shift));
	up_buf_add(out, text);
}

/* The file's own checksum; without a passphrase its key is known. */
static bool mac_holds(const struct putty *putty)
{
	struct up_buf text = { 0 };
	unsigned char mac[32], key[20];
	char hex[65] = { 0 };
	size_t len = putty->version == 2 ? 20 : 32;
	add_string(&text, putty->type);
	add_string(&text, putty->encryption);
	add_string(&text, putty->comment);
	add_string(&text, putty->public);
	add_string(&text, putty->secret);
	bool ok = putty->version == 2 ? up_key_digest("SHA1", UP_STR("putty-private-key-file-mac-key"), key, sizeof key) &&
						up_key_hmac("SHA1", (up_str){ (char *)key, sizeof key }, up_buf_str(&text), mac, len)
				      : up_key_hmac("SHA256", UP_STR(""), up_buf_str(&text), mac, len);
	up_buf_finish(&text);
	for (size_t i = 0; ok && i < len; i++) {
		hex[2 * i] = "0123456789abcdef"[mac[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[mac[i] & 15];
	}
	return ok && up_str_eq_nocase(putty->mac, up_str_from(hex));
}

bool up_key_putty(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	struct putty putty = { .encryption = UP_STR("") };
	up_str line, version = up_str_slice(search->bytes, at + 20, at + 21);
	size_t next = at;
	if (!next_line(search->bytes, &next, &line) || (!up_str_eq(version, UP_STR("2")) && !up_str_eq(version, UP_STR("3"))) ||
	    line.len < 24 || line.s[21] != ':')
		return false;
	putty.version = (unsigned)(version.s[0] - '0');
	putty.type = up_str_trim(up_str_slice(line, 22, line.len));
	read_putty(search, at, &putty);
	if (!putty.secret.len || !putty.encryption.len)
		return false;
	struct up_key_numbers numbers = { 0 };
	up_str type;
	bool has_public = read_public(putty.public, &type, &numbers);
	up_str algorithm = algorithm_of(putty.type);
	ret_found->at = (up_span){ at, putty.end };
	ret_found->secret_at = putty.body;
	ret_found->secret = putty.secret;
	ret_found->is_encrypted = !up_str_eq(putty.encryption, UP_STR("none"));
	ret_found->rule = ret_found->is_encrypted ? "putty-key-encrypted" : "putty-key";
	ret_found->kind = up_arena_printf(search->arena, "%s%.*s private key, PuTTY %u", ret_found->is_encrypted ? "encrypted " : "",
					  UP_FMT(algorithm.len ? algorithm : putty.type), putty.version);
	if (has_public)
		ret_found->public_hash = up_key_public_hash(&numbers, search->arena);
	if (!putty.is_whole || !has_public) {
		ret_found->verdict = UP_VERDICT_DOUBTFUL;
		ret_found->evidence = UP_STR("its end is missing, or its body is not base64");
	} else if (ret_found->is_encrypted || !up_key_may_check(search->effort)) {
		ret_found->verdict = UP_VERDICT_WELL_FORMED;
	} else {
		bool holds = mac_holds(&putty);
		ret_found->verdict = holds ? UP_VERDICT_VERIFIED : UP_VERDICT_DOUBTFUL;
		ret_found->evidence = holds ? UP_STR("its checksum holds") : UP_STR("its checksum does not hold");
	}
	return true;
}
