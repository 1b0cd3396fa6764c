#include "estate/folder.h"

up_str up_folder_of(up_str source)
{
	size_t end = source.len;
	while (end > 0 && source.s[end - 1] != '/')
		end--;
	return up_str_slice(source, 0, end);
}

int up_folder_cmp(up_str a, up_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	for (size_t i = 0; i < n; i++) {
		if (a.s[i] == b.s[i])
			continue;
		if (a.s[i] == '/' || b.s[i] == '/')
			return a.s[i] == '/' ? -1 : 1;
		return (unsigned char)a.s[i] < (unsigned char)b.s[i] ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}
