/* A file is covered by a signature of its own, or by a signed list of checksums that names it. A signature that does not hold covers nothing. */
#include "package/coverage.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/lines.h"
#include "base/memory.h"
#include "package/member-names.h"
#include "package/minisign-text.h"
#include "package/pgp-packet.h"

enum {
	IS_SIGNED = 1, /* there is a signature of this very file */
	IS_SUMMED = 2, /* a list of checksums names it */
	IS_LISTED = 4, /* such a list is signed */
	IS_SAYING = 8, /* it is a signature or a list itself */
	IS_LIST = 16,  /* a list that was compared */
	IS_TRIED = 32, /* a signature of it does not hold, which says enough */
	DIGEST_DIGITS = 32,
};

struct coverage {
	struct up_verify *verify;
	struct up_member_names names;
	unsigned char *flags; /* of each member */
	uint32_t *by_path;    /* members by their paths */
	size_t n;
};

/* --- members by path ------------------------------------------------------------------------------------------------------- */

static int compare_paths(const void *a, const void *b, void *data)
{
	const struct up_package *package = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = up_str_cmp(package->members[x].path, package->members[y].path);
	if (order)
		return order;
	return x < y ? -1 : x > y;
}

/* Of the members with this path the first in `by_path`; past the end where there is none. */
static size_t first_of(const struct coverage *coverage, up_str path)
{
	const struct up_package *package = coverage->verify->package;
	size_t low = 0, high = coverage->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(package->members[coverage->by_path[middle]].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct coverage *coverage, size_t at, up_str path)
{
	return at < coverage->n && up_str_eq(coverage->verify->package->members[coverage->by_path[at]].path, path);
}

static void mark(struct coverage *coverage, up_str path, unsigned char flag)
{
	for (size_t at = first_of(coverage, path); is_at(coverage, at, path); at++)
		coverage->flags[coverage->by_path[at]] |= flag;
}

static bool is_signed(const struct coverage *coverage, up_str path)
{
	size_t at = first_of(coverage, path);
	return is_at(coverage, at, path) && coverage->flags[coverage->by_path[at]] & IS_SIGNED;
}

/* --- lists ----------------------------------------------------------------------------------------------------------------- */

/* The name on a line of a list: behind the digest, in brackets, or the last word. */
static up_str name_on(up_str line, bool is_release)
{
	if (is_release) {
		line = up_str_trim(line);
		size_t blank = line.len;
		while (blank && !up_is_blank(line.s[blank - 1]))
			blank--;
		return up_str_slice(line, blank, line.len);
	}
	size_t digits = 0, open = up_str_find(line, UP_STR(" ("), 0), close = up_str_find(line, UP_STR(") = "), 0);
	up_str name;
	while (digits < line.len && up_is_hex(line.s[digits]))
		digits++;
	if (digits >= DIGEST_DIGITS)
		name = up_str_trim(up_str_slice(line, digits, line.len));
	else if (open != SIZE_MAX && close != SIZE_MAX && open < close)
		name = up_str_slice(line, open + 2, close);
	else
		return UP_STR("");
	if (up_str_starts(name, UP_STR("*")))
		name = up_str_slice(name, 1, name.len);
	return up_str_starts(name, UP_STR("./")) ? up_str_slice(name, 2, name.len) : name;
}

static void read_list(struct coverage *coverage, uint32_t list, unsigned char flag)
{
	const struct up_member *member = &coverage->verify->package->members[list];
	up_str line, folder = up_str_slice(member->name, 0, member->name.len - up_str_basename(member->name).len);
	bool is_release = up_str_is_listed(up_str_basename(member->name), "Release InRelease");
	struct up_buf joined = { 0 };
	size_t at = up_str_find(member->bytes, UP_STR("-----BEGIN PGP SIGNED MESSAGE"), 0);
	if (at == SIZE_MAX)
		at = 0;
	while (up_line_next(member->bytes, &at, &line)) {
		up_str name = name_on(line, is_release);
		if (up_str_starts(line, UP_STR("-----BEGIN PGP SIGNATURE")))
			break;
		up_buf_clear(&joined);
		up_buf_printf(&joined, "%.*s%.*s", UP_FMT(folder), UP_FMT(name));
		uint32_t found = name.len ? up_member_names_last(&coverage->names, member->container, up_buf_str(&joined)) : UINT32_MAX;
		if (found == UINT32_MAX && name.len && folder.len)
			found = up_member_names_last(&coverage->names, member->container, name);
		if (found != UINT32_MAX)
			coverage->flags[found] |= flag;
	}
	up_buf_finish(&joined);
}

static void read_statement(struct coverage *coverage, const struct up_statement *statement)
{
	bool is_list = !statement->signer.len;
	if (is_list && up_str_eq(statement->by, statement->subject))
		return; /* what an rpm says of itself */
	if (!up_str_eq(statement->by, statement->subject))
		mark(coverage, statement->by, IS_SAYING);
	if (statement->integrity.said == UP_SAID_BAD) {
		if (!is_list)
			mark(coverage, statement->subject, IS_TRIED);
		return;
	}
	/* A list that lies in its subject names files of it one by one: the md5sums of a deb knows nothing of its scripts. */
	bool is_inner = is_list && up_str_starts(statement->by, statement->subject) && statement->by.len > statement->subject.len;
	if (!is_inner)
		mark(coverage, statement->subject, is_list ? IS_SUMMED : IS_SIGNED);
	if (is_list)
		mark(coverage, statement->by, IS_LIST);
}

static void read_statements(struct coverage *coverage)
{
	const struct up_statements *statements = coverage->verify->statements;
	for (size_t i = 0; i < statements->n; i++)
		read_statement(coverage, &statements->items[i]);
	for (size_t i = 0; i < statements->n; i++) {
		const struct up_statement *statement = &statements->items[i];
		if (!statement->signer.len && statement->integrity.said != UP_SAID_BAD && is_signed(coverage, statement->by))
			mark(coverage, statement->subject, IS_LISTED);
	}
	for (uint32_t i = 0; i < coverage->n; i++)
		if (coverage->flags[i] & IS_LIST)
			read_list(coverage, i, coverage->flags[i] & IS_SIGNED ? IS_SUMMED | IS_LISTED : IS_SUMMED);
}

/* --- what is there --------------------------------------------------------------------------------------------------------- */

static bool is_file(const struct up_member *member)
{
	return !member->mode || S_ISREG(member->mode);
}

/* The package itself among the files of its folder. */
static uint32_t own_file(const struct coverage *coverage)
{
	const struct up_package *package = coverage->verify->package;
	for (uint32_t i = 0; i < package->n_members; i++)
		if (package->members[i].container == 0 && up_str_eq(package->members[i].path, package->path))
			return i;
	return up_member_names_last(&coverage->names, 0, up_str_basename(package->path));
}

static bool is_key(up_str bytes)
{
	struct up_minisign_key key;
	return bytes.len && (up_pgp_kind_of(bytes) == UP_PGP_KEYS || up_minisign_key_read(bytes, &key));
}

/* Files of the outermost container, and how many of them carry one of the flags. Signatures, lists and keys themselves do not count. */
static size_t count(const struct coverage *coverage, uint32_t own, unsigned flags, size_t *ret_all)
{
	const struct up_package *package = coverage->verify->package;
	size_t n = 0;
	*ret_all = 0;
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		bool is_inside = package->containers[member->container].member == own && own != UINT32_MAX;
		if (!is_inside || !is_file(member) || coverage->flags[i] & (IS_SAYING | IS_LIST) || is_key(member->bytes))
			continue;
		++*ret_all;
		n += (coverage->flags[i] & flags) != 0;
	}
	return n;
}

static void say(struct coverage *coverage)
{
	const struct up_package *package = coverage->verify->package;
	struct up_arena *arena = coverage->verify->statements->arena;
	uint32_t own = own_file(coverage);
	size_t n_all, n_signed = count(coverage, own, IS_SIGNED | IS_LISTED, &n_all), n_summed = count(coverage, own, IS_SUMMED, &n_all);
	unsigned flags = own == UINT32_MAX ? 0 : coverage->flags[own];
	bool is_whole = n_all && n_signed == n_all;
	bool is_summed = flags & IS_SUMMED || (n_all && n_summed == n_all);
	if (flags & (IS_SIGNED | IS_LISTED | IS_TRIED) || is_whole)
		return;
	struct up_form form = {
		.path = package->path,
		.key = !coverage->verify->trust->n_files ? UP_STR("not-signed")
		       : is_summed                       ? UP_STR("only-checksums")
							 : UP_STR("unsigned"),
		.value = up_str_basename(package->path),
		.detail = n_signed ? up_arena_printf(arena, " (of %zu files in it %zu %s signed)", n_all, n_signed,
						     n_signed == 1 ? "is" : "are")
			  : is_summed && !coverage->verify->trust->n_files ? UP_STR(" (a list of checksums does, which nobody signed)")
									   : UP_STR(""),
	};
	coverage->verify->sink.state(coverage->verify->sink.data, &form);
}

/* Files with the name of a signature whose format nobody here knows: cosign's, Sigstore's bundles, in-toto's. */
static void note_unknown(struct coverage *coverage)
{
	static const char *const endings[] = { ".sig", ".asc", ".sign", ".minisig", ".sigstore", ".sigstore.json", ".intoto.jsonl" };
	const struct up_package *package = coverage->verify->package;
	struct up_minisign_signature minisign;
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		bool is_named = false;
		for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
			is_named |= up_str_ends_nocase(member->name, up_str_from(endings[k]));
		if (!is_named || !is_file(member) || coverage->flags[i] & IS_SAYING || !member->bytes.len)
			continue;
		bool is_der = member->bytes.s[0] == 0x30 || up_str_starts(member->bytes, UP_STR("-----BEGIN "));
		if (!is_der && up_pgp_kind_of(member->bytes) == UP_PGP_NONE && !up_minisign_signature_read(member->bytes, &minisign))
			coverage->verify->sink.note(coverage->verify->sink.data, UP_NOTE_UNSUPPORTED, member->path,
						    UP_STR("it has the name of a signature, in a format that is not read"));
	}
}

void up_verify_coverage(struct up_verify *verify)
{
	struct coverage coverage = { .verify = verify, .n = verify->package->n_members };
	struct up_package copy = *verify->package;
	up_member_names_init(&coverage.names, verify->package, verify->statements->arena);
	coverage.flags = up_alloc_zero(coverage.n + 1, 1);
	coverage.by_path = up_alloc((coverage.n + 1) * sizeof *coverage.by_path);
	for (size_t i = 0; i < coverage.n; i++)
		coverage.by_path[i] = (uint32_t)i;
	if (coverage.n)
		qsort_r(coverage.by_path, coverage.n, sizeof *coverage.by_path, compare_paths, &copy);
	read_statements(&coverage);
	say(&coverage);
	note_unknown(&coverage);
	up_member_names_finish(&coverage.names);
	up_free(coverage.flags);
	up_free(coverage.by_path);
}
