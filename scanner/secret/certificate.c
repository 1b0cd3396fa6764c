/* Finding certificates in text. What a certificate says is read by OpenSSL (key-openssl.c). */
#include "secret/certificate.h"

#include "core/limits.h"
#include "secret/key-private.h"

enum {
	CERTIFICATE_BYTES = 16 << 10, /* in DER; larger ones are made to be so */
};

bool up_certificate_find(up_str bytes, uint32_t marker_at, struct up_arena *arena, struct up_certificate_effort *effort,
			 struct up_certificate *ret_certificate)
{
	const struct up_key_search search = { .bytes = bytes, .arena = arena };
	struct up_arena_mark mark = up_arena_mark(arena);
	struct up_armor armor;
	up_str der;
	if (effort->n_read >= UP_LIMIT_CERTIFICATES_PER_SOURCE || !up_armor_read(&search, marker_at, &armor))
		return false;
	*ret_certificate = (struct up_certificate){ .at = armor.at };
	bool is_certificate = up_str_ends(armor.label, UP_STR("CERTIFICATE")) && !armor.is_elided &&
			      up_key_base64(armor.digits, arena, &der) && der.len <= CERTIFICATE_BYTES;
	if (is_certificate)
		effort->n_read++;
	bool is_read = is_certificate && up_certificate_parse(der, ret_certificate);
	up_arena_rewind(arena, &mark);
	return is_read;
}
