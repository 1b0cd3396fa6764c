/* Who installs the package trusts its own signature, and what that one covers. A JAR of somebody else in it may be signed under a root that nobody here has to
 * know, or by a certificate that has ended since. */
#include "run/inner-signatures.h"

/* The container that the signature is of, where that lies in another one: "p.zip!/lib/x.jar" of "p.zip!/lib/x.jar!/META-INF/X.RSA". Empty: it is of the package,
 * or of a file in it. */
static up_str inner_container(up_str path)
{
	size_t last = SIZE_MAX, n = 0, next = 0;
	while ((next = up_str_find(path, UP_STR("!/"), n ? last + 2 : 0)) != SIZE_MAX) {
		last = next;
		n++;
	}
	return n > 1 ? up_str_slice(path, 0, last) : UP_STR("");
}

static up_str key_inside(up_str key)
{
	if (up_str_is_listed(key, "signed-entry-altered signature-mismatch signature-bad signature-partial signature-unreadable "
				  "certificate-chain-broken certificate-revoked signature-key-revoked signed-text-outside"))
		return UP_STR("inner-signature-broken");
	if (up_str_is_listed(key, "unknown-root certificate-self-signed signature-unknown-key certificate-expired time-stamp-unknown "
				  "certificate-not-yet-valid certificate-wrong-purpose certificate-no-purpose weak-signature "
				  "signer-certificate-missing signature-alone signature-weak signature-expired signature-version-old "
				  "signature-key-ended-since signature-after-key-ended signature-before-key signature-not-yet-valid "
				  "signature-key-invalid signature-wrong-purpose signature-key-inside signed-entry-unsigned "
				  "signed-entry-missing"))
		return UP_STR("inner-signature-doubtful");
	return UP_STR("");
}

static up_str words(struct up_arena *arena, up_str key)
{
	char *text = up_arena_alloc(arena, key.len);
	for (size_t i = 0; i < key.len; i++)
		text[i] = key.s[i];
	for (size_t i = 0; i < key.len; i++)
		if (text[i] == '-')
			text[i] = ' ';
	return (up_str){ text, key.len };
}

void up_inner_signatures(struct up_form *forms, size_t n, struct up_arena *arena)
{
	up_str broken = UP_STR(""), doubtful = UP_STR(""); /* containers of which it was said last: theirs come one after the other */
	for (size_t i = 0; i < n; i++) {
		struct up_form *form = &forms[i];
		up_str container = inner_container(form->path), key = container.len ? key_inside(form->key) : UP_STR("");
		if (!key.len)
			continue;
		up_str *last = up_str_eq(key, UP_STR("inner-signature-broken")) ? &broken : &doubtful;
		form->detail = form->value.len
				       ? up_arena_printf(arena, "%.*s, `%.*s`", UP_FMT(words(arena, form->key)), UP_FMT(form->value))
				       : words(arena, form->key);
		form->value = up_str_basename(container);
		form->path = container;
		form->key = up_str_eq(*last, container) ? UP_STR("") : key;
		*last = container;
	}
}
