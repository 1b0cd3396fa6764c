/* Hosts: which names and addresses mean another machine. */
#include "core/endpoint-private.h"

static bool is_ipv6(up_str host)
{
	size_t colons = 0;
	for (size_t i = 0; i < host.len; i++) {
		colons += host.s[i] == ':';
		if (host.s[i] != ':' && host.s[i] != '.' && !up_is_hex(host.s[i]))
			return false;
	}
	return colons >= 2;
}

bool up_host_is_plausible(up_str host)
{
	if (!host.len || host.len > 253 || host.s[0] == '-' || host.s[0] == '.')
		return false;
	if (is_ipv6(host))
		return true;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.s[i];
		if (!up_is_alnum(c) && c != '-' && c != '_' && (c != '.' || (i && host.s[i - 1] == '.')))
			return false;
	}
	return true;
}

bool up_host_is_ipv4(up_str host)
{
	int n = 0;
	for (size_t start = 0; start <= host.len; n++) {
		size_t dot = up_str_find_byte(host, '.', start);
		up_str part = up_str_slice(host, start, dot);
		uint64_t value;
		if (part.len > 3 || !up_str_to_u64(part, &value) || value > 255)
			return false;
		if (dot == SIZE_MAX)
			return n == 3;
		start = dot + 1;
	}
	return false;
}

/* This machine, everyone, or nobody. */
static bool is_special_address(up_str host)
{
	static const char *const prefixes[] = { "0.", "127.", "169.254.", "255." };
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (up_str_starts(host, up_str_from(prefixes[i])))
			return true;
	uint64_t first = 0;
	return up_str_to_u64(up_str_slice(host, 0, up_str_find_byte(host, '.', 0)), &first) && first >= 224; /* multicast and above */
}

static bool is_special_ipv6(up_str host)
{
	return up_str_eq(host, UP_STR("::")) || up_str_eq(host, UP_STR("::1")) || up_str_starts_nocase(host, UP_STR("fe80:")) ||
	       up_str_starts_nocase(host, UP_STR("ff")) || up_str_starts_nocase(host, UP_STR("::ffff:127.")) ||
	       up_str_starts(host, UP_STR("0:0:0:0:"));
}

/* Names that mean this machine, the cluster that it runs in, or nobody. */
static bool is_nobodys(up_str host)
{
	static const char whole[] =
		"localhost localhost4 localhost6 localhost.localdomain localhost6.localdomain6 ip6-localhost ip6-loopback broadcasthost "
		"host.docker.internal gateway.docker.internal example.com example.org example.net example www.example.com "
		"www.example.org www.example.net host hostname domain domain.com domain.tld mydomain.com mydomain.tld foo.bar "
		"foo.com bar.com server.com host.com";
	static const char *const endings[] = { ".localhost", ".invalid", ".svc", ".svc.cluster.local", ".cluster.local", ".localdomain" };
	static const char *const beginnings[] = { "your", "my.", "some-", "xxx" };
	char lower[254];
	for (size_t i = 0; i < host.len; i++)
		lower[i] = up_lower(host.s[i]);
	up_str name = { lower, host.len };
	if (up_str_is_listed(name, whole))
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return true;
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (up_str_starts(name, up_str_from(beginnings[i])))
			return true;
	return false;
}

static up_str last_label(up_str host)
{
	size_t at = host.len;
	while (at && host.s[at - 1] != '.')
		at--;
	return up_str_slice(host, at, host.len);
}

bool up_host_is_external(up_str host, bool any_label)
{
	if (!up_host_is_plausible(host))
		return false;
	if (is_ipv6(host))
		return !is_special_ipv6(host);
	if (host.s[host.len - 1] == '.')
		host.len--;
	if (up_host_is_ipv4(host))
		return !is_special_address(host);
	up_str last = last_label(host);
	if (!last.len || !up_is_alpha(last.s[0])) /* "1.2.3", and names that end in a number are none */
		return any_label && last.len == host.len && last.len && !up_str_to_u64(host, &(uint64_t){ 0 }) && !is_nobodys(host);
	return (any_label || last.len < host.len) && !is_nobodys(host);
}

bool up_host_is_bare(up_str host)
{
	static const char files[] = "conf cfg cnf ini json yaml yml toml xml html htm txt log sock socket pid lock service timer target "
				    "mount path slice rb php js ts mjs css go c h cc cpp hpp java class jar war bash a o ko pem crt cer "
				    "key csr pub db sqlite sql gz xz bz2 zst zip tar tgz deb rpm img iso png jpg jpeg gif svg ico woff "
				    "tmpl tpl j2 erb list repo rules d bak old orig local m4 default sample dist properties env lua vim "
				    "el tf hcl csv tsv pdf desktop exe dll bin dat data cache tmp";
	static const char both[] = "py pl rs sh so md in am ac"; /* endings of files, and of countries: a host has one label more */
	if (up_host_is_ipv4(host))
		return true;
	for (size_t i = 0; i < host.len; i++)
		if (host.s[i] >= 'A' && host.s[i] <= 'Z') /* "org.apache.Driver", "README.Debian" */
			return false;
	up_str last = last_label(host), rest = up_str_slice(host, 0, host.len - last.len);
	if (up_str_is_listed(last, both) && up_str_find_byte(rest, '.', 0) + 1 == rest.len)
		return false;
	return last.len >= 2 && last.len < host.len && up_is_alpha(last.s[0]) && !up_str_is_listed(last, files) &&
	       up_host_is_plausible(host);
}
