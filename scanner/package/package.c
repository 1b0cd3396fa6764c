#include "package/package.h"

#include "base/memory.h"

/* Names of lists of checksums, of signatures and of what packages say of themselves. Endings are compared without case. */
bool up_package_is_kept(up_str name)
{
	static const char *const endings[] = { ".asc",      ".sig",     ".sign",    ".gpg",       ".pgp",       ".p7s",     ".p7m",
					       ".p7",       ".cms",     ".minisig", ".sha256",    ".sha512",    ".sha1",    ".md5",
					       ".sha384",   ".sha224",  ".b2",      ".sha256sum", ".sha512sum", ".changes", ".dsc",
					       ".sigstore", ".sha1sum", ".md5sum",  ".sha3-256",  ".pub" };
	static const char names[] =
		"InRelease Release control/control control/md5sums control/conffiles control/triggers .PKGINFO control/.PKGINFO "
		"debian-binary "
		"_gpgorigin _gpgmaint _gpgarchive _gpgbuilder checksums.txt CHECKSUMS CHECKSUM checksum.txt MANIFEST.MF RECORD METADATA "
		"KEYS SECURITY.md security.txt package.json pom.properties manifest.json";
	up_str base = up_str_basename(name);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(base, up_str_from(endings[i])))
			return true;
	if (up_str_is_listed(base, names) || up_str_is_listed(name, names))
		return true;
	/* SHA256SUMS, sha512sum.txt, MD5SUMS-full; signatures of jar files. */
	bool is_sums = up_str_ends_nocase(base, UP_STR("sums")) || up_str_ends_nocase(base, UP_STR("sum.txt")) ||
		       up_str_ends_nocase(base, UP_STR("sums.txt"));
	if (up_str_starts(base, UP_STR("RPM-GPG-KEY")))
		return true;
	bool is_meta = up_str_starts(name, UP_STR("META-INF/")) || up_str_contains(name, UP_STR("/META-INF/"));
	return is_sums || (is_meta && (up_str_ends_nocase(base, UP_STR(".sf")) || up_str_ends_nocase(base, UP_STR(".rsa")) ||
				       up_str_ends_nocase(base, UP_STR(".dsa")) || up_str_ends_nocase(base, UP_STR(".ec"))));
}

struct up_package *up_package_new(up_str path)
{
	struct up_package *package = up_alloc_zero(1, sizeof *package);
	package->arena = up_arena_new();
	package->path = up_arena_copy(package->arena, path);
	return package;
}

void up_package_free(struct up_package *package)
{
	if (!package)
		return;
	up_arena_free(package->arena);
	up_free(package->containers);
	up_free(package->members);
	up_free(package);
}

uint32_t up_package_add_container(struct up_package *package, const struct up_container *container)
{
	package->containers = up_grow(package->containers, &package->containers_capacity, package->n_containers + 1, sizeof *container);
	struct up_container *kept = &package->containers[package->n_containers];
	*kept = *container;
	kept->path = up_arena_copy(package->arena, container->path);
	kept->format = up_arena_copy(package->arena, container->format);
	kept->name = up_arena_copy(package->arena, container->name);
	kept->version = up_arena_copy(package->arena, container->version);
	return (uint32_t)package->n_containers++;
}

static up_str keep(struct up_package *package, up_str text, up_str before)
{
	if (!text.len)
		return text;
	return up_str_eq(text, before) ? before : up_arena_copy(package->arena, text);
}

/* There may be a hundred thousand members: a name that ends the path, and an owner who has the member before too, are kept once. */
uint32_t up_package_add_member(struct up_package *package, const struct up_member *member)
{
	package->members = up_grow(package->members, &package->members_capacity, package->n_members + 1, sizeof *member);
	struct up_member *kept = &package->members[package->n_members];
	const struct up_member none = { 0 }, *before = package->n_members ? kept - 1 : &none;
	*kept = *member;
	kept->path = keep(package, member->path, UP_STR(""));
	kept->name = up_str_ends(kept->path, member->name) ? up_str_slice(kept->path, kept->path.len - member->name.len, kept->path.len)
							   : keep(package, member->name, UP_STR(""));
	kept->owner = keep(package, member->owner, before->owner);
	kept->group = keep(package, member->group, before->group);
	kept->link = keep(package, member->link, UP_STR(""));
	kept->bytes = keep(package, member->bytes, UP_STR(""));
	return (uint32_t)package->n_members++;
}

const char *up_container_kind_name(enum up_container_kind kind)
{
	static const char *const names[] = {
		[UP_CONTAINER_FOLDER] = "folder",
		[UP_CONTAINER_ZIP] = "zip",
		[UP_CONTAINER_TAR] = "tar",
		[UP_CONTAINER_DEB] = "deb",
		[UP_CONTAINER_RPM] = "rpm",
		[UP_CONTAINER_APK] = "apk",
		[UP_CONTAINER_CPIO] = "cpio",
		[UP_CONTAINER_7ZIP] = "7z",
		[UP_CONTAINER_ISO] = "iso",
		[UP_CONTAINER_AR] = "ar",
		[UP_CONTAINER_COMPRESSED] = "compressed file",
	};
	return names[kind];
}
