/* Two versions, a byte for the scheme in front and a line end between: the order holds in both directions, and a version is equal to itself. */
#include "fuzz.h"

#include "core/version-schemes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	enum up_version_scheme scheme = data[0] % _UP_SCHEME_MAX;
	up_str text = { (const char *)data + 1, size - 1 };
	size_t end = up_str_find_byte(text, '\n', 0);
	up_str a = up_str_slice(text, 0, end), b = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(text, end + 1, text.len);
	if (!up_version_fits(scheme, a) || !up_version_fits(scheme, b))
		return 0;
	int forward = up_version_order(scheme, a, b), backward = up_version_order(scheme, b, a);
	PROMISE((forward > 0) - (forward < 0) == (backward < 0) - (backward > 0), "scheme %d: %.*s and %.*s: %d and %d", (int)scheme,
		UP_FMT(a), UP_FMT(b), forward, backward);
	PROMISE(up_version_order(scheme, a, a) == 0, "scheme %d: %.*s is not equal to itself", (int)scheme, UP_FMT(a));
	return 0;
}
