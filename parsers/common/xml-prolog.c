/* The first bytes of an XML source. */
#include "common/xml-prolog.h"

/* The end of a stretch that opens at `i`: a comment, an instruction or a quoted string; i + 1 for anything else. */
static size_t past_opaque(up_str text, size_t i)
{
	up_str rest = up_str_slice(text, i, i + 4);
	up_str close = UP_STR_NULL;
	if (up_str_starts(rest, UP_STR("<!--")))
		close = UP_STR("-->");
	else if (up_str_starts(rest, UP_STR("<?")))
		close = UP_STR("?>");
	else if (rest.s[0] == '"' || rest.s[0] == '\'')
		close = up_str_slice(rest, 0, 1);
	if (!close.len)
		return i + 1;
	size_t end = up_str_find(text, close, i + (close.len == 3 ? 4 : close.len));
	return end == SIZE_MAX ? text.len : end + close.len;
}

/* The value of `encoding="…"` in an XML declaration. */
static up_str encoding_of(up_str text)
{
	up_str declaration = up_str_slice(text, 0, up_str_find(text, UP_STR("?>"), 0));
	size_t at = up_str_starts(text, UP_STR("<?xml")) ? up_str_find(declaration, UP_STR("encoding"), 5) : SIZE_MAX;
	if (at == SIZE_MAX)
		return UP_STR_NULL;
	at += 8;
	while (at < declaration.len && (up_is_space(declaration.s[at]) || declaration.s[at] == '='))
		at++;
	if (at == declaration.len || (declaration.s[at] != '"' && declaration.s[at] != '\''))
		return UP_STR_NULL;
	return up_str_slice(declaration, at + 1, up_str_find_byte(declaration, declaration.s[at], at + 1));
}

void up_xml_prolog_read(up_str text, struct up_xml_prolog *ret_prolog)
{
	size_t i = up_str_starts(text, UP_STR("\xEF\xBB\xBF")) ? 3 : 0;
	*ret_prolog = (struct up_xml_prolog){ .encoding = encoding_of(up_str_slice(text, i, text.len)) };
	for (;;) {
		while (i < text.len && up_is_space(text.s[i]))
			i++;
		up_str rest = up_str_slice(text, i, i + 4);
		if (!up_str_starts(rest, UP_STR("<!--")) && !up_str_starts(rest, UP_STR("<?")))
			break;
		i = past_opaque(text, i);
	}
	if (!up_str_starts(up_str_slice(text, i, text.len), UP_STR("<!DOCTYPE")))
		return;
	size_t start = i;
	while (i < text.len && text.s[i] != '[' && text.s[i] != '>')
		i = text.s[i] == '<' ? i + 1 : past_opaque(text, i);
	ret_prolog->doctype = (up_span){ (uint32_t)start, (uint32_t)i };
	if (i + 1 < text.len && text.s[i] == '>' && text.s[i + 1] == '[')
		i++; /* libxml2 2.9 reads a subset there, too */
	if (i >= text.len || text.s[i] == '>')
		return;
	start = i++;
	while (i < text.len && text.s[i] != ']')
		i = past_opaque(text, i);
	ret_prolog->subset = (up_span){ (uint32_t)start, (uint32_t)(i < text.len ? i + 1 : text.len) };
}

static bool starts_with_any(up_str name, const char *const *starts)
{
	for (; *starts; starts++)
		if (up_str_starts_nocase(name, up_str_from(*starts)))
			return true;
	return false;
}

bool up_xml_is_encoding(up_str name)
{
	static const char *const starts[] = { "utf",     "ucs",   "us-ascii", "ascii", "iso-",   "iso_",  "latin",    "windows-", "cp",
					      "ibm",     "koi8",  "euc-",     "gb",    "big5",   "shift", "sjis",     "ms_",      "ks_c",
					      "tis-620", "hz-gb", "mac",      "x-",    "viscii", "johab", "hp-roman", "tcvn",     NULL };
	return starts_with_any(name, starts);
}

bool up_xml_is_latin1(up_str name)
{
	static const char *const starts[] = { "iso-8859-1", "iso_8859-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii", NULL };
	bool is_numbered = up_str_starts_nocase(name, UP_STR("iso")) && name.len > 10 && up_is_digit(name.s[10]) && name.s[10] != '5';
	return starts_with_any(name, starts) && (!is_numbered || up_str_ends(name, UP_STR("15")));
}
