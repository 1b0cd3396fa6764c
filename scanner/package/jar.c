/* Signed JARs. Three things hold each other: the signature block signs the signature file, whose digests are of the manifest or of its sections, whose digests
 * are of the entries. The JAR File Specification and OpenJDK's SignatureFileVerifier say how. A JAR that nobody signed is nothing to speak of. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "core/limits.h"
#include "package/digests.h"
#include "package/manifest.h"
#include "package/member-names.h"
#include "package/signer.h"

enum entry_state {
	ENTRY_GOOD,
	ENTRY_ALTERED,
	ENTRY_UNSIGNED,
	ENTRY_UNREAD,
};

/* A file directly below META-INF. */
struct part {
	up_str base; /* behind "META-INF/"; case does not count */
	uint32_t member;
};

struct jar {
	uint32_t container, manifest_member;
	struct up_manifest manifest;
	size_t first, n;    /* its members, among the sorted names */
	struct part *parts; /* its files below META-INF, sorted */
	size_t n_parts, n_signers;
};

struct counts {
	size_t n_good, n_altered, n_unread, n_unsigned, n_missing, n_weak;
	up_str altered, unsigned_entry, missing;
	unsigned kinds;
};

struct checking {
	struct up_verify *verify;
	struct up_member_names members;
	struct up_digests digests;
	struct up_anchors *anchors;
	struct jar *jars;
	size_t n, capacity, n_signers;
};

static const struct up_member *member_of(const struct checking *checking, uint32_t number)
{
	return &checking->verify->package->members[number];
}

static void note(struct checking *checking, enum up_note_reason reason, up_str path, const char *detail)
{
	checking->verify->sink.note(checking->verify->sink.data, reason, path, up_str_from(detail));
}

static void state(struct checking *checking, up_str path, const char *key, up_str value, up_str detail)
{
	struct up_form form = { .path = path, .key = up_str_from(key), .value = value, .detail = detail };
	checking->verify->sink.state(checking->verify->sink.data, &form);
}

/* --- finding them ------------------------------------------------------------------------------------------------------------- */

/* A name directly below META-INF, in any case; what stands behind the slash. */
static bool in_meta(up_str name, up_str *ret_base)
{
	up_str folder = UP_STR("META-INF/");
	*ret_base = up_str_slice(name, folder.len, name.len);
	return up_str_starts_nocase(name, folder) && ret_base->len && up_str_find_byte(*ret_base, '/', 0) == SIZE_MAX;
}

static bool is_block(up_str base)
{
	return up_str_ends_nocase(base, UP_STR(".RSA")) || up_str_ends_nocase(base, UP_STR(".DSA")) ||
	       up_str_ends_nocase(base, UP_STR(".EC"));
}

/* Files that make the signature, and so are not signed. */
static bool is_signature_part(up_str name)
{
	up_str base;
	return in_meta(name, &base) && (up_str_eq_nocase(base, UP_STR("MANIFEST.MF")) || is_block(base) ||
					up_str_ends_nocase(base, UP_STR(".SF")) || up_str_starts_nocase(base, UP_STR("SIG-")));
}

static int compare_parts(const void *a, const void *b)
{
	const struct part *left = a, *right = b;
	for (size_t i = 0; i < left->base.len && i < right->base.len; i++) {
		unsigned char x = (unsigned char)up_lower(left->base.s[i]), y = (unsigned char)up_lower(right->base.s[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return left->base.len < right->base.len ? -1 : left->base.len > right->base.len;
}

static void collect_parts(const struct checking *checking, struct jar *jar)
{
	size_t n = 0;
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = jar->first; i < jar->first + jar->n; i++) {
			struct part part = { .member = checking->members.names[i].member };
			if (!in_meta(checking->members.names[i].name, &part.base) || !up_member_is_file(member_of(checking, part.member)))
				continue;
			if (pass)
				jar->parts[jar->n_parts++] = part;
			else
				n++;
		}
		if (!pass)
			jar->parts = up_arena_alloc(checking->verify->statements->arena, (n + 1) * sizeof *jar->parts);
	}
	qsort(jar->parts, jar->n_parts, sizeof *jar->parts, compare_parts);
}

static uint32_t find_part(const struct jar *jar, up_str base)
{
	struct part wanted = { .base = base };
	const struct part *found = bsearch(&wanted, jar->parts, jar->n_parts, sizeof wanted, compare_parts);
	return found ? found->member : UINT32_MAX;
}

/* The part with the same name and this ending. */
static uint32_t find_beside(const struct checking *checking, const struct jar *jar, up_str base, const char *ending)
{
	size_t dot = base.len;
	while (dot && base.s[dot - 1] != '.')
		dot--;
	return find_part(jar, up_arena_printf(checking->verify->statements->arena, "%.*s%s", UP_FMT(up_str_slice(base, 0, dot)), ending));
}

static bool is_kept(struct checking *checking, uint32_t number)
{
	const struct up_member *member = member_of(checking, number);
	if (member->bytes.len == member->size)
		return true;
	note(checking, UP_NOTE_LIMIT, member->path, "the signature of a JAR is not verified: this part of it is too large to be kept");
	return false;
}

static void want_entries(struct checking *checking, const struct jar *jar)
{
	for (size_t i = jar->first; i < jar->first + jar->n; i++) {
		const struct up_member_name *name = &checking->members.names[i];
		const struct up_manifest_section *section = up_manifest_find(&jar->manifest, name->name);
		if (!section || !up_member_is_file(member_of(checking, name->member)))
			continue;
		for (size_t j = 0; j < section->n_digests; j++) {
			const struct up_manifest_digest *digest = &jar->manifest.digests[section->first_digest + j];
			if (digest->of == UP_MANIFEST_DIGEST)
				up_digests_want(&checking->digests, name->member, digest->kind);
		}
	}
}

static void collect(struct checking *checking)
{
	const struct up_package *package = checking->verify->package;
	for (uint32_t container = 0; container < package->n_containers; container++) {
		struct jar jar = { .container = container };
		bool is_signed = false;
		if (package->containers[container].kind != UP_CONTAINER_ZIP)
			continue;
		jar.n = up_member_names_of(&checking->members, container, &jar.first);
		collect_parts(checking, &jar);
		for (size_t i = 0; i < jar.n_parts && !is_signed; i++)
			is_signed = is_block(jar.parts[i].base) || up_str_ends_nocase(jar.parts[i].base, UP_STR(".SF"));
		jar.manifest_member = is_signed ? find_part(&jar, UP_STR("MANIFEST.MF")) : UINT32_MAX;
		if (jar.manifest_member == UINT32_MAX || !is_kept(checking, jar.manifest_member))
			continue;
		up_manifest_read(member_of(checking, jar.manifest_member)->bytes, checking->verify->statements->arena, &jar.manifest);
		want_entries(checking, &jar);
		checking->jars = up_grow(checking->jars, &checking->capacity, checking->n + 1, sizeof jar);
		checking->jars[checking->n++] = jar;
	}
}

/* --- the signature file against the manifest -------------------------------------------------------------------------------------- */

static bool matches(const struct up_manifest_digest *digest, up_str bytes)
{
	unsigned char found[UP_DIGEST_BYTES];
	return !digest->is_malformed && up_digest_of(bytes, digest->kind, found) &&
	       memcmp(found, digest->digest, up_digest_size(digest->kind)) == 0;
}

/* Do all digests of this kind in the section match? *ret_n: how many there are; *kinds gets them. */
static bool all_match(const struct up_manifest *file, const struct up_manifest_section *section, int of, up_str bytes, up_str old,
		      size_t *ret_n, unsigned *kinds)
{
	*ret_n = 0;
	for (size_t i = 0; section && i < section->n_digests; i++) {
		const struct up_manifest_digest *digest = &file->digests[section->first_digest + i];
		if ((int)digest->of != of)
			continue;
		++*ret_n;
		*kinds |= 1u << digest->kind;
		if (!matches(digest, bytes) && !(old.s && matches(digest, old)))
			return false;
	}
	return true;
}

/* What a signature file says of a manifest: whether it is as it was signed, all of it or by sections. */
struct covering {
	struct up_manifest file;
	bool is_whole;     /* the digest of the whole manifest matches */
	bool is_main_good; /* the main section is as it was signed */
	unsigned kinds;
};

static void read_covering(const struct checking *checking, const struct jar *jar, up_str text, struct covering *ret_covering)
{
	size_t n;
	*ret_covering = (struct covering){ 0 };
	up_manifest_read(text, checking->verify->statements->arena, &ret_covering->file);
	const struct up_manifest_section *main = ret_covering->file.n ? ret_covering->file.sections : NULL;
	up_str manifest = member_of(checking, jar->manifest_member)->bytes;
	unsigned kinds = 0;
	ret_covering->is_whole = all_match(&ret_covering->file, main, UP_MANIFEST_DIGEST_ALL, manifest, UP_STR_NULL, &n, &kinds) && n;
	if (ret_covering->is_whole)
		ret_covering->kinds = kinds;
	up_str own = jar->manifest.n ? jar->manifest.sections[0].raw : UP_STR_NULL;
	up_str old = jar->manifest.n ? jar->manifest.sections[0].lines : UP_STR_NULL;
	ret_covering->is_main_good = ret_covering->is_whole ||
				     all_match(&ret_covering->file, main, UP_MANIFEST_DIGEST_MAIN, own, old, &n, &ret_covering->kinds);
}

/* --- entries ------------------------------------------------------------------------------------------------------------------ */

static enum entry_state judge_entry(const struct checking *checking, const struct jar *jar, const struct covering *covering,
				    const struct up_member_name *name, unsigned *ret_kinds)
{
	const struct up_manifest_section *section = up_manifest_find(&jar->manifest, name->name);
	const struct up_manifest_section *covered = up_manifest_find(&covering->file, name->name);
	size_t n = 0;
	*ret_kinds = 0;
	if (!section || !covered)
		return ENTRY_UNSIGNED;
	if (!covering->is_whole && !all_match(&covering->file, covered, UP_MANIFEST_DIGEST, section->raw, section->lines, &n, ret_kinds))
		return ENTRY_ALTERED;
	if (!covering->is_whole && !n)
		return ENTRY_UNSIGNED;
	unsigned strong = 0;
	n = 0;
	for (size_t i = 0; i < section->n_digests; i++) {
		const struct up_manifest_digest *digest = &jar->manifest.digests[section->first_digest + i];
		unsigned char found[UP_DIGEST_BYTES];
		if (digest->of != UP_MANIFEST_DIGEST)
			continue;
		n++;
		if (!up_digests_get(&checking->digests, name->member, digest->kind, found))
			return ENTRY_UNREAD;
		if (digest->is_malformed || memcmp(found, digest->digest, up_digest_size(digest->kind)) != 0)
			return ENTRY_ALTERED;
		strong |= 1u << digest->kind;
	}
	*ret_kinds |= strong;
	return n ? ENTRY_GOOD : ENTRY_UNSIGNED;
}

static bool is_weak(unsigned kinds)
{
	return kinds && !(kinds & ~(1u << UP_DIGEST_MD5 | 1u << UP_DIGEST_SHA1));
}

static void first_of(up_str *first, up_str name)
{
	if (!first->len)
		*first = name;
}

static void count_entries(struct checking *checking, const struct jar *jar, const struct covering *covering, struct counts *ret_counts)
{
	*ret_counts = (struct counts){ .kinds = covering->kinds };
	for (size_t i = jar->first; i < jar->first + jar->n; i++) {
		const struct up_member_name *name = &checking->members.names[i];
		const struct up_member *member = member_of(checking, name->member);
		unsigned kinds;
		if (!up_member_is_file(member) || is_signature_part(name->name))
			continue;
		switch (judge_entry(checking, jar, covering, name, &kinds)) {
		case ENTRY_GOOD:
			ret_counts->n_good++;
			ret_counts->kinds |= kinds;
			ret_counts->n_weak += is_weak(kinds);
			break;
		case ENTRY_ALTERED:
			if (++ret_counts->n_altered <= UP_LIMIT_FORMS_PER_LIST)
				state(checking, member->path, "signed-entry-altered",
				      up_str_basename(checking->verify->package->containers[jar->container].path), UP_STR(""));
			first_of(&ret_counts->altered, name->name);
			break;
		case ENTRY_UNSIGNED:
			ret_counts->n_unsigned++;
			first_of(&ret_counts->unsigned_entry, name->name);
			break;
		case ENTRY_UNREAD:
			ret_counts->n_unread++;
			break;
		}
	}
	for (size_t i = 1; i < covering->file.n && !checking->verify->package->is_partial; i++) {
		up_str name = covering->file.sections[i].name, plain;
		size_t first;
		/* Folders may be named, and need not be there. */
		if (up_str_ends(name, UP_STR("/")) || !up_member_name_join(checking->verify->statements->arena, UP_STR(""), name, &plain) ||
		    up_member_names_named(&checking->members, jar->container, plain, &first))
			continue;
		ret_counts->n_missing++;
		first_of(&ret_counts->missing, name);
	}
}

/* --- saying it ------------------------------------------------------------------------------------------------------------------ */

static up_str others(struct checking *checking, size_t n)
{
	return n > 1 ? up_arena_printf(checking->verify->statements->arena, " and %zu more", n - 1) : UP_STR("");
}

static up_str kinds_text(unsigned kinds, struct up_arena *arena)
{
	struct up_buf text = { 0 };
	for (unsigned kind = 0; kind < _UP_DIGEST_MAX; kind++)
		if (kinds & 1u << kind)
			up_buf_printf(&text, "%s%s", text.len ? ", " : "", up_digest_name(kind));
	return up_arena_take(arena, &text);
}

static void state_counts(struct checking *checking, const struct jar *jar, const struct counts *counts)
{
	up_str path = checking->verify->package->containers[jar->container].path;
	if (counts->n_altered > UP_LIMIT_FORMS_PER_LIST)
		note(checking, UP_NOTE_LIMIT, path, "more entries of this JAR are altered than are reported one by one");
	if (counts->n_unsigned)
		state(checking, path, "signed-entry-unsigned", counts->unsigned_entry, others(checking, counts->n_unsigned));
	if (counts->n_missing)
		state(checking, path, "signed-entry-missing", counts->missing, others(checking, counts->n_missing));
	if (counts->n_weak)
		state(checking, path, "weak-signature",
		      kinds_text(counts->kinds & (1u << UP_DIGEST_MD5 | 1u << UP_DIGEST_SHA1), checking->verify->statements->arena),
		      UP_STR(""));
}

static struct up_clause integrity_of(struct checking *checking, const struct covering *covering, const struct counts *counts)
{
	struct up_arena *arena = checking->verify->statements->arena;
	struct up_buf text = { 0 };
	bool is_bad = counts->n_altered || !covering->is_main_good;
	if (counts->n_altered)
		up_buf_printf(&text, "%zu of %zu signed entries %s altered, the first is %.*s", counts->n_altered,
			      counts->n_altered + counts->n_good, counts->n_altered == 1 ? "was" : "were", UP_FMT(counts->altered));
	else
		up_buf_printf(&text, "all %zu signed entries match %.*s", counts->n_good, UP_FMT(kinds_text(counts->kinds, arena)));
	if (!covering->is_main_good)
		up_buf_add_s(&text, "; the main section of the manifest was altered");
	if (counts->n_unsigned)
		up_buf_printf(&text, "; %zu %s not signed", counts->n_unsigned, counts->n_unsigned == 1 ? "is" : "are");
	if (counts->n_missing)
		up_buf_printf(&text, "; %zu %s missing", counts->n_missing, counts->n_missing == 1 ? "is" : "are");
	if (counts->n_unread)
		up_buf_printf(&text, "; %zu could not be read", counts->n_unread);
	bool is_doubtful = counts->n_unsigned || counts->n_missing || counts->n_unread || counts->n_weak || !counts->n_good;
	return (struct up_clause){ is_bad ? UP_SAID_BAD : is_doubtful ? UP_SAID_DOUBT : UP_SAID_GOOD, up_arena_take(arena, &text) };
}

/* The signers of one block, with the signature file that belongs to it. */
static void judge_block(struct checking *checking, struct jar *jar, uint32_t block, uint32_t file)
{
	struct up_verify *verify = checking->verify;
	struct up_arena *arena = verify->statements->arena;
	up_str path = verify->package->containers[jar->container].path, by = member_of(checking, block)->path;
	struct up_signed *message = up_signed_new(member_of(checking, block)->bytes);
	size_t n = message ? up_signed_signers(message) : 0;
	if (!n) {
		state(checking, by, "signature-unreadable", up_str_basename(by), UP_STR(""));
		up_signed_free(message);
		return;
	}
	struct covering covering;
	struct counts counts;
	read_covering(checking, jar, member_of(checking, file)->bytes, &covering);
	count_entries(checking, jar, &covering, &counts);
	state_counts(checking, jar, &counts);
	if (!covering.is_main_good)
		state(checking, member_of(checking, jar->manifest_member)->path, "signed-entry-altered", up_str_basename(path), UP_STR(""));
	if (n > UP_LIMIT_SIGNERS) {
		note(checking, UP_NOTE_LIMIT, by, "more signers of one message than are verified");
		n = UP_LIMIT_SIGNERS;
	}
	checking->n_signers += n;
	jar->n_signers += n;
	up_signed_begin(message, false);
	up_signed_add(message, member_of(checking, file)->bytes);
	for (size_t i = 0; i < n; i++) {
		struct up_signer signer;
		struct up_clause integrity = integrity_of(checking, &covering, &counts);
		up_signed_judge(message, i, checking->anchors, verify->trust->now_seconds, arena, &signer);
		if (signer.match == UP_SIGNER_CONTENT_ALTERED || signer.match == UP_SIGNER_WRONG) {
			integrity = (struct up_clause){ UP_SAID_BAD, UP_STR("the signature file is not what was signed") };
			state(checking, by, "signature-mismatch", up_str_basename(member_of(checking, file)->name),
			      UP_STR("the signature does not hold"));
		}
		up_signer_tell(verify, &signer, "JAR", path, by, integrity);
	}
	up_manifest_finish(&covering.file);
	up_signed_free(message);
}

static void judge_part(struct checking *checking, struct jar *jar, const struct part *part)
{
	up_str path = member_of(checking, part->member)->path;
	bool is_file = up_str_ends_nocase(part->base, UP_STR(".SF"));
	if (!is_file && !is_block(part->base))
		return;
	uint32_t file = is_file ? part->member : find_beside(checking, jar, part->base, "SF");
	bool has_block = !is_file || find_beside(checking, jar, part->base, "RSA") != UINT32_MAX ||
			 find_beside(checking, jar, part->base, "DSA") != UINT32_MAX ||
			 find_beside(checking, jar, part->base, "EC") != UINT32_MAX;
	if (!has_block || file == UINT32_MAX)
		state(checking, path, "signature-alone", part->base, UP_STR(""));
	else if (!is_file && (checking->n_signers >= UP_LIMIT_SIGNATURES || jar->n_signers >= UP_LIMIT_SIGNERS))
		note(checking, UP_NOTE_LIMIT, path, "more signatures in one package, or of one JAR, than are verified");
	else if (!is_file && is_kept(checking, part->member) && is_kept(checking, file))
		judge_block(checking, jar, part->member, file);
}

void up_verify_jar(struct up_verify *verify)
{
	struct checking checking = { .verify = verify };
	up_member_names_init(&checking.members, verify->package, verify->statements->arena);
	up_digests_init(&checking.digests, verify);
	collect(&checking);
	if (checking.n) {
		checking.anchors = up_anchors_new(verify->trust);
		up_digests_read(&checking.digests);
	}
	for (size_t i = 0; i < checking.n; i++) {
		for (size_t j = 0; j < checking.jars[i].n_parts; j++)
			judge_part(&checking, &checking.jars[i], &checking.jars[i].parts[j]);
		up_manifest_finish(&checking.jars[i].manifest);
	}
	up_free(checking.jars);
	up_anchors_free(checking.anchors);
	up_digests_finish(&checking.digests);
	up_member_names_finish(&checking.members);
}
