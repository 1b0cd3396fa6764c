/* Sources: names of encodings. */
#include "core/source.h"

const char *up_encoding_name(enum up_encoding encoding)
{
	static const char *const names[_UP_ENCODING_MAX] = { "utf-8", "utf-16le", "utf-16be", "iso-8859-1" };
	return encoding < _UP_ENCODING_MAX ? names[encoding] : "?";
}
