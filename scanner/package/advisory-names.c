/* How advisories name what they are about: package URLs (the purl specification), CPE 2.2 and 2.3, rpm's name-version-release, ecosystems of OSV, and ranges
 * of versions ("vers:", and what people write). */
#include "base/memory.h"
#include "package/advisory-private.h"

static up_str copy_lower(struct up_arena *arena, up_str text)
{
	up_str copy = up_arena_copy(arena, text);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = up_lower(bytes[i]);
	return copy;
}

/* PEP 503: runs of - _ . are one dash. */
static up_str with_one_dash(up_str name)
{
	char *bytes = (char *)(uintptr_t)name.s;
	size_t n = 0;
	for (size_t i = 0; i < name.len; i++) {
		bool is_dash = strchr("-_.", name.s[i]) && name.s[i];
		if (!is_dash)
			bytes[n++] = name.s[i];
		else if (!n || bytes[n - 1] != '-')
			bytes[n++] = '-';
	}
	return up_str_slice(name, 0, n);
}

up_str advisory_name(struct up_arena *arena, up_str type, up_str name, up_str *ret_group)
{
	up_str lower = copy_lower(arena, up_str_trim(name));
	if (up_str_eq(type, UP_STR("pypi")))
		return with_one_dash(lower);
	size_t colon = up_str_find_byte(lower, ':', 0);
	if (!up_str_eq(type, UP_STR("maven")) || colon == SIZE_MAX)
		return lower;
	if (ret_group)
		*ret_group = up_str_slice(lower, 0, colon);
	return up_str_slice(lower, colon + 1, lower.len);
}

enum up_version_scheme advisory_scheme(up_str type)
{
	static const struct {
		const char *types;
		enum up_version_scheme scheme;
	} schemes[] = {
		{ "deb", UP_SCHEME_DEBIAN },  { "rpm", UP_SCHEME_RPM },
		{ "apk", UP_SCHEME_APK },     { "npm golang cargo hex pub swift bitnami nuget github", UP_SCHEME_SEMVER },
		{ "pypi", UP_SCHEME_PEP440 }, { "maven", UP_SCHEME_MAVEN },
	};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (up_str_is_listed(type, schemes[i].types))
			return schemes[i].scheme;
	return UP_SCHEME_PLAIN;
}

/* %40 is @ in package URLs. */
static up_str percent_decoded(struct up_arena *arena, up_str text)
{
	up_str copy = up_arena_copy(arena, text);
	char *bytes = (char *)(uintptr_t)copy.s;
	size_t n = 0;
	for (size_t i = 0; i < copy.len; i++) {
		bool is_coded = copy.s[i] == '%' && i + 2 < copy.len && up_is_hex(copy.s[i + 1]) && up_is_hex(copy.s[i + 2]);
		bytes[n++] = is_coded ? (char)(up_hex_value(copy.s[i + 1]) * 16 + up_hex_value(copy.s[i + 2])) : copy.s[i];
		i += is_coded ? 2 : 0;
	}
	return up_str_slice(copy, 0, n);
}

static up_str qualifier(up_str qualifiers, up_str name)
{
	while (qualifiers.len) {
		size_t end = up_str_find_byte(qualifiers, '&', 0);
		up_str pair = up_str_slice(qualifiers, 0, end);
		if (up_str_starts(pair, name) && pair.len > name.len && pair.s[name.len] == '=')
			return up_str_slice(pair, name.len + 1, pair.len);
		qualifiers = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(qualifiers, end + 1, qualifiers.len);
	}
	return UP_STR_NULL;
}

/* "debian-12", "bookworm", "debian-12.4" of the qualifier `distro`; what is not known says nothing. */
static up_str release_of_distro(struct up_arena *arena, up_str distro)
{
	static const struct {
		const char *name, *release;
	} names[] = {
		{ "buster", "debian=10" },   { "bullseye", "debian=11" },    { "bookworm", "debian=12" }, { "trixie", "debian=13" },
		{ "forky", "debian=14" },    { "bionic", "ubuntu=18.04" },   { "focal", "ubuntu=20.04" }, { "jammy", "ubuntu=22.04" },
		{ "noble", "ubuntu=24.04" }, { "resolute", "ubuntu=26.04" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(distro, up_str_from(names[i].name)))
			return up_str_from(names[i].release);
	size_t dash = up_str_find_byte(distro, '-', 0);
	if (dash == SIZE_MAX || dash + 1 >= distro.len || !up_is_digit(distro.s[dash + 1]))
		return UP_STR_NULL;
	up_str system = up_str_slice(distro, 0, dash), version = up_str_slice(distro, dash + 1, distro.len);
	if (!up_str_is_listed(system, "ubuntu alpine"))
		version = up_str_slice(version, 0, up_str_find_byte(version, '.', 0));
	return up_arena_printf(arena, "%.*s=%.*s", UP_FMT(system), UP_FMT(version));
}

bool advisory_purl(struct up_arena *arena, up_str purl, struct advisory_product *ret_product)
{
	if (!up_str_starts_nocase(purl, UP_STR("pkg:")))
		return false;
	up_str rest = up_str_slice(purl, 4, up_str_find_byte(purl, '#', 0));
	while (rest.len && rest.s[0] == '/')
		rest = up_str_slice(rest, 1, rest.len);
	size_t slash = up_str_find_byte(rest, '/', 0), mark = up_str_find_byte(rest, '?', 0);
	if (slash == SIZE_MAX || slash >= rest.len || mark < slash)
		return false;
	up_str qualifiers = mark == SIZE_MAX ? UP_STR_NULL : up_str_slice(rest, mark + 1, rest.len);
	struct advisory_product product = { .type = copy_lower(arena, up_str_slice(rest, 0, slash)) };
	rest = up_str_slice(rest, slash + 1, mark);
	size_t at = rest.len;
	while (at && rest.s[at - 1] != '@' && rest.s[at - 1] != '/')
		at--;
	if (at && rest.s[at - 1] == '@') {
		product.version = percent_decoded(arena, up_str_slice(rest, at, rest.len));
		rest = up_str_slice(rest, 0, at - 1);
	}
	up_str name = up_str_basename(rest);
	up_str space = up_str_slice(rest, 0, rest.len - name.len ? rest.len - name.len - 1 : 0);
	bool is_of_system = up_str_is_listed(product.type, "deb rpm apk");
	if (!is_of_system && space.len && !up_str_eq(product.type, UP_STR("maven")))
		name = rest; /* "@scope/name", "github.com/x/y" are names as a whole */
	name = percent_decoded(arena, name);
	if (up_str_eq(product.type, UP_STR("maven")))
		product.group = copy_lower(arena, percent_decoded(arena, space));
	up_str epoch = qualifier(qualifiers, UP_STR("epoch"));
	if (epoch.len && product.version.len && up_str_find_byte(product.version, ':', 0) == SIZE_MAX)
		product.version = up_arena_printf(arena, "%.*s:%.*s", UP_FMT(epoch), UP_FMT(product.version));
	product.release = release_of_distro(arena, qualifier(qualifiers, UP_STR("distro")));
	product.name = advisory_name(arena, product.type, name, NULL);
	*ret_product = product;
	return product.name.len > 0;
}

/* The part at *at, up to a colon that is not escaped; escapes are taken off. */
static up_str cpe_part(struct up_arena *arena, up_str cpe, size_t *at)
{
	struct up_buf part = { 0 };
	while (*at < cpe.len && cpe.s[*at] != ':') {
		if (cpe.s[*at] == '\\' && *at + 1 < cpe.len)
			++*at;
		up_buf_add_byte(&part, cpe.s[(*at)++]);
	}
	if (*at < cpe.len)
		++*at;
	return up_arena_take(arena, &part);
}

static up_str cpe_release(struct up_arena *arena, up_str name, up_str version)
{
	if (!version.len || !up_is_digit(version.s[0]))
		return UP_STR_NULL;
	up_str major = up_str_slice(version, 0, up_str_find_byte(version, '.', 0));
	if (up_str_eq(name, UP_STR("enterprise_linux")) || up_str_starts(name, UP_STR("rhel_")))
		return up_arena_printf(arena, "rhel=%.*s", UP_FMT(major));
	if (up_str_eq(name, UP_STR("debian_linux")))
		return up_arena_printf(arena, "debian=%.*s", UP_FMT(major));
	if (up_str_eq(name, UP_STR("ubuntu_linux")))
		return up_arena_printf(arena, "ubuntu=%.*s", UP_FMT(version));
	return up_str_eq(name, UP_STR("fedora")) ? up_arena_printf(arena, "fedora=%.*s", UP_FMT(major)) : UP_STR_NULL;
}

void advisory_cpe(struct up_arena *arena, up_str cpe, struct advisory_product *product)
{
	size_t at = 0;
	if (up_str_starts(cpe, UP_STR("cpe:2.3:")))
		at = 8;
	else if (up_str_starts(cpe, UP_STR("cpe:/")))
		at = 5;
	else
		return;
	up_str part = cpe_part(arena, cpe, &at);
	cpe_part(arena, cpe, &at); /* the vendor */
	up_str name = copy_lower(arena, cpe_part(arena, cpe, &at)), version = cpe_part(arena, cpe, &at);
	if (up_str_eq(version, UP_STR("*")) || up_str_eq(version, UP_STR("-")))
		version = UP_STR_NULL;
	if (up_str_eq(part, UP_STR("o")) || up_str_starts(name, UP_STR("rhel_")))
		product->release = cpe_release(arena, name, version);
	if (!product->name.len)
		product->name = name;
	if (!product->version.len && !product->range.len)
		product->version = version;
}

bool advisory_nevra(struct up_arena *arena, up_str text, struct advisory_product *ret_product)
{
	size_t dot = text.len, release = 0, version = 0;
	while (dot && text.s[dot - 1] != '.')
		dot--;
	if (!dot || !up_str_is_listed(up_str_slice(text, dot, text.len),
				      "src noarch x86_64 i386 i586 i686 aarch64 ppc64 ppc64le s390x s390 armv7hl"))
		return false;
	up_str whole = up_str_slice(text, 0, dot - 1);
	for (size_t i = whole.len; i && !version; i--) {
		if (whole.s[i - 1] != '-')
			continue;
		if (release)
			version = i;
		else
			release = i;
	}
	if (version < 2 || !up_is_digit(whole.s[version]))
		return false;
	*ret_product = (struct advisory_product){ .type = UP_STR("rpm"),
						  .name = copy_lower(arena, up_str_slice(whole, 0, version - 1)),
						  .version = up_arena_copy(arena, up_str_slice(whole, version, whole.len)) };
	return true;
}

struct ecosystem {
	const char *name, *type, *system;
};

static const struct ecosystem *ecosystem_of(up_str name)
{
	static const struct ecosystem ecosystems[] = {
		{ "Debian", "deb", "debian" },
		{ "Ubuntu", "deb", "ubuntu" },
		{ "Alpine", "apk", "alpine" },
		{ "Wolfi", "apk", "" },
		{ "Chainguard", "apk", "" },
		{ "AlmaLinux", "rpm", "rhel" },
		{ "Rocky Linux", "rpm", "rhel" },
		{ "Red Hat", "rpm", "" },
		{ "openSUSE", "rpm", "" },
		{ "SUSE", "rpm", "" },
		{ "openEuler", "rpm", "" },
		{ "Mageia", "rpm", "" },
		{ "Azure Linux", "rpm", "" },
		{ "Photon OS", "rpm", "" },
		{ "MinimOS", "apk", "" },
		{ "npm", "npm", "" },
		{ "PyPI", "pypi", "" },
		{ "Maven", "maven", "" },
		{ "Go", "golang", "" },
		{ "crates.io", "cargo", "" },
		{ "RubyGems", "gem", "" },
		{ "NuGet", "nuget", "" },
		{ "Packagist", "composer", "" },
		{ "Hex", "hex", "" },
		{ "Pub", "pub", "" },
		{ "SwiftURL", "swift", "" },
		{ "Bitnami", "bitnami", "" },
		{ "GitHub Actions", "github", "" },
		{ "CRAN", "cran", "" },
		{ "Hackage", "hackage", "" },
		{ "ConanCenter", "conan", "" },
	};
	for (size_t i = 0; i < sizeof ecosystems / sizeof *ecosystems; i++)
		if (up_str_eq(name, up_str_from(ecosystems[i].name)))
			return &ecosystems[i];
	return NULL;
}

/* The first part of "22.04:LTS", "Pro:18.04:LTS", "v3.18", "enterprise_linux:8::baseos" that is a number. */
static up_str release_number(up_str suffix)
{
	while (suffix.len) {
		size_t colon = up_str_find_byte(suffix, ':', 0);
		up_str part = up_str_slice(suffix, 0, colon);
		if (part.len > 1 && part.s[0] == 'v')
			part = up_str_slice(part, 1, part.len);
		if (part.len && up_is_digit(part.s[0]))
			return part;
		suffix = colon == SIZE_MAX ? UP_STR_NULL : up_str_slice(suffix, colon + 1, suffix.len);
	}
	return UP_STR_NULL;
}

bool advisory_ecosystem(struct up_arena *arena, up_str ecosystem, struct advisory_product *ret_product)
{
	size_t colon = up_str_find_byte(ecosystem, ':', 0);
	const struct ecosystem *known = ecosystem_of(up_str_slice(ecosystem, 0, colon));
	if (!known)
		return false;
	ret_product->type = up_str_from(known->type);
	ret_product->release = UP_STR_NULL;
	if (colon == SIZE_MAX)
		return true;
	up_str suffix = up_str_slice(ecosystem, colon + 1, ecosystem.len), number = release_number(suffix);
	bool is_red_hat = up_str_eq(up_str_from(known->name), UP_STR("Red Hat"));
	if (is_red_hat)
		number = up_str_slice(number, 0, up_str_find_byte(number, '.', 0));
	if (number.len && (known->system[0] || is_red_hat))
		ret_product->release = up_arena_printf(arena, "%s=%.*s", is_red_hat ? "rhel" : known->system, UP_FMT(number));
	return true;
}
