/* Lists of checksums against the files that they name: SHA256SUMS and kin, x.sha256, md5sums of deb, RECORD of wheels. All lists are read first, so that the
 * package is read again once at most. What a list is worth is not said here: a list that nobody signed protects against accidents only. */
#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"
#include "package/checksums-read.h"
#include "package/digests.h"
#include "package/member-names.h"

enum {
	HEAD = 1024,
	PARENTS_TRIED = 8,        /* names may be relative to a folder above the list's own */
	COMPARED_MOST = 20000000, /* files that are looked at for being unlisted, of all lists */
};

enum role {
	ROLE_LIST,
	ROLE_SINGLE,
	ROLE_VAGUE,
	ROLE_DEB,
	ROLE_WHEEL,
	ROLE_RELEASE, /* of an apt repository: names what there may be */
};

struct list {
	uint32_t member;
	enum role role;
	up_str base; /* what its names are relative to */
	up_str stem; /* "x" of "x.sha256" */
	struct up_checksum_list lines;
	size_t *at; /* of each line: the first of the members with that name; SIZE_MAX: none */
	size_t n_found, n_good, n_bad, n_unread, n_missing, n_stated;
	unsigned kinds;
};

struct checking {
	struct up_verify *verify;
	struct up_member_names members;
	struct up_digests digests;
	struct list *lists;
	size_t n, capacity;
	uint8_t *is_strong;  /* of each member: some list names it by more than MD5 and SHA-1 */
	uint32_t *listed_by; /* of each member: the number of the list that named it last, from 1 */
	size_t n_compared, n_lines;
};

static const struct up_member *member_of(const struct checking *checking, uint32_t number)
{
	return &checking->verify->package->members[number];
}

static const struct up_container *container_of(const struct checking *checking, const struct list *list)
{
	return &checking->verify->package->containers[member_of(checking, list->member)->container];
}

/* --- finding the lists, and what they name ---------------------------------------------------------------------------------- */

static bool role_of(const struct up_container *container, up_str name, enum role *ret_role, up_str *ret_stem)
{
	*ret_stem = UP_STR_NULL;
	if (up_str_is_listed(up_str_basename(name), "Release InRelease")) {
		*ret_role = ROLE_RELEASE;
		return true;
	}
	if (container->kind == UP_CONTAINER_DEB && up_str_eq(name, UP_STR("control/md5sums"))) {
		*ret_role = ROLE_DEB;
		return true;
	}
	if (up_str_ends(name, UP_STR(".dist-info/RECORD")) && up_str_ends_nocase(container->path, UP_STR(".whl"))) {
		*ret_role = ROLE_WHEEL;
		return up_str_find_byte(name, '/', 0) == up_member_folder(name).len;
	}
	static const enum role roles[] = {
		[UP_CHECKSUMS_LIST] = ROLE_LIST, [UP_CHECKSUMS_VAGUE] = ROLE_VAGUE, [UP_CHECKSUMS_SINGLE] = ROLE_SINGLE
	};
	enum up_checksum_list_kind kind = up_checksums_kind(name, ret_stem);
	*ret_role = roles[kind];
	return kind != UP_CHECKSUMS_NONE;
}

/* pg_checksums and sha256sum themselves, as programs or scripts. */
static bool is_program(up_str bytes)
{
	return up_str_starts(bytes, UP_STR("#!")) || up_str_find_byte(up_str_slice(bytes, 0, HEAD), '\0', 0) != SIZE_MAX;
}

/* "SHA256SUMS" of "SHA256SUMS.asc", where the text is in the signature. */
static up_str name_of_text(up_str name, up_str bytes)
{
	bool is_signed = up_str_ends_nocase(name, UP_STR(".asc")) &&
			 up_str_find(up_str_slice(bytes, 0, HEAD), UP_STR("-----BEGIN PGP SIGNED MESSAGE"), 0) != SIZE_MAX;
	return is_signed ? up_str_slice(name, 0, name.len - strlen(".asc")) : name;
}

static void read_lines(struct list *list, up_str bytes, up_str name, struct up_arena *arena)
{
	if (list->role == ROLE_WHEEL)
		up_checksums_read_record(bytes, arena, &list->lines);
	else if (list->role == ROLE_RELEASE)
		up_checksums_read_release(bytes, arena, &list->lines);
	else
		up_checksums_read(bytes, name, arena, &list->lines);
}

static void collect(struct checking *checking)
{
	struct up_verify *verify = checking->verify;
	struct up_arena *arena = verify->statements->arena;
	for (size_t i = 0; i < checking->members.n; i++) {
		const struct up_member_name *name = &checking->members.names[i];
		const struct up_member *member = member_of(checking, name->member);
		struct list list = { .member = name->member };
		up_str plain = name_of_text(name->name, member->bytes);
		if (!up_member_is_file(member) || !member->size || is_program(member->bytes) ||
		    !role_of(&verify->package->containers[name->container], plain, &list.role, &list.stem))
			continue;
		if (checking->n_lines > UP_LIMIT_CHECKSUMS) {
			verify->sink.note(verify->sink.data, UP_NOTE_LIMIT, member->path,
					  UP_STR("more checksums in one package than are verified"));
			continue;
		}
		if (member->bytes.len != member->size) {
			verify->sink.note(verify->sink.data, UP_NOTE_LIMIT, member->path,
					  UP_STR("the list of checksums is too large to be kept"));
			continue;
		}
		list.base = list.role == ROLE_DEB ? UP_STR("data") : list.role == ROLE_WHEEL ? UP_STR("") : up_member_folder(name->name);
		read_lines(&list, member->bytes, plain, arena);
		if (list.role == ROLE_RELEASE && !list.lines.n)
			continue;
		checking->n_lines += list.lines.n;
		checking->lists = up_grow(checking->lists, &checking->capacity, checking->n + 1, sizeof list);
		checking->lists[checking->n++] = list;
	}
}

/* Where a file of this name stands among the sorted names; SIZE_MAX: nowhere. */
static size_t place_of(struct checking *checking, uint32_t container, up_str base, up_str name)
{
	up_str joined;
	size_t first;
	if (!up_member_name_join(checking->verify->statements->arena, base, name, &joined))
		return SIZE_MAX;
	size_t n = up_member_names_named(&checking->members, container, joined, &first);
	for (size_t i = 0; i < n; i++)
		if (up_member_is_file(member_of(checking, checking->members.names[first + i].member)))
			return first + i;
	uint32_t linked = n ? up_member_names_file(&checking->members, container, joined) : UINT32_MAX;
	return linked == UINT32_MAX ? SIZE_MAX : checking->members.places[linked];
}

/* Does a file of the same name stand behind this one? A ZIP may hold several, and each must be as the list says. */
static bool is_again(struct checking *checking, size_t at)
{
	const struct up_member_name *names = checking->members.names;
	return at + 1 < checking->members.n && names[at + 1].container == names[at].container &&
	       up_str_eq(names[at + 1].name, names[at].name) && checking->n_compared++ < COMPARED_MOST;
}

static size_t resolve_from(struct checking *checking, struct list *list, up_str base)
{
	uint32_t container = member_of(checking, list->member)->container;
	list->n_found = 0;
	for (size_t i = 0; i < list->lines.n; i++) {
		up_str name = list->lines.lines[i].name;
		size_t at = name.len ? place_of(checking, container, base, name) : SIZE_MAX;
		bool is_sibling = list->role == ROLE_SINGLE && list->lines.n == 1 &&
				  (!name.len || up_str_eq(up_str_basename(name), list->stem));
		if (at == SIZE_MAX && is_sibling)
			at = place_of(checking, container, base, list->stem);
		list->at[i] = at;
		list->n_found += at != SIZE_MAX;
	}
	list->base = base;
	return list->n_found;
}

static void resolve(struct checking *checking, struct list *list)
{
	up_str own = list->base;
	list->at = up_arena_alloc(checking->verify->statements->arena, (list->lines.n + 1) * sizeof *list->at);
	size_t n = resolve_from(checking, list, own);
	up_str base = own;
	for (unsigned i = 0; !n && base.len && i < PARENTS_TRIED && list->role != ROLE_DEB; i++) {
		base = up_member_folder(base);
		n = resolve_from(checking, list, base);
	}
	if (!n)
		list->base = own;
	for (size_t i = 0; i < list->lines.n; i++) {
		const struct up_checksum *line = &list->lines.lines[i];
		list->kinds |= line->is_unhashed ? 0 : 1u << line->kind;
		for (size_t at = list->at[i]; at != SIZE_MAX; at++) {
			const struct up_member_name *name = &checking->members.names[at];
			if (!line->is_unhashed)
				up_digests_want(&checking->digests, name->member, line->kind);
			if (!line->is_unhashed && !up_digest_is_weak(line->kind))
				checking->is_strong[name->member] = 1;
			if (!is_again(checking, at))
				break;
		}
	}
}

/* --- forms ---------------------------------------------------------------------------------------------------------------- */

static bool may_state(struct checking *checking, struct list *list)
{
	if (list->n_stated++ < UP_LIMIT_FORMS_PER_LIST)
		return true;
	if (list->n_stated == UP_LIMIT_FORMS_PER_LIST + 1)
		checking->verify->sink.note(checking->verify->sink.data, UP_NOTE_LIMIT, member_of(checking, list->member)->path,
					    UP_STR("more files of this list are at fault than are reported one by one"));
	return false;
}

static void state(struct checking *checking, struct list *list, struct up_form form)
{
	if (may_state(checking, list))
		checking->verify->sink.state(checking->verify->sink.data, &form);
}

static struct up_form form_at(const struct checking *checking, const struct list *list, up_str key, uint32_t line, up_str value)
{
	return (struct up_form){ .path = member_of(checking, list->member)->path,
				 .at = { line, line ? 1 : 0 },
				 .end = { line, line ? 1 : 0 },
				 .key = key,
				 .value = value };
}

static void state_mismatch(struct checking *checking, struct list *list, const struct up_checksum *line, uint32_t member,
			   const unsigned char *found)
{
	char expected_hex[2 * UP_DIGEST_BYTES + 1], found_hex[2 * UP_DIGEST_BYTES + 1];
	up_digest_hex(line->digest, up_digest_size(line->kind), expected_hex);
	up_digest_hex(found, up_digest_size(line->kind), found_hex);
	state(checking, list,
	      (struct up_form){ .path = member_of(checking, member)->path,
				.key = UP_STR("checksum-mismatch"),
				.value = up_str_basename(member_of(checking, list->member)->name),
				.detail = up_str_from(up_digest_name(line->kind)),
				.evidence = up_arena_printf(checking->verify->statements->arena, "%s in line %u; the file has %s",
							    expected_hex, line->line, found_hex) });
}

/* One line: all the files that have its name. */
static void compare_line(struct checking *checking, struct list *list, size_t number)
{
	const struct up_checksum *line = &list->lines.lines[number];
	bool is_bad = false, is_unread = false;
	for (size_t at = list->at[number]; at != SIZE_MAX; at++) {
		const struct up_member_name *name = &checking->members.names[at];
		unsigned char digest[UP_DIGEST_BYTES];
		checking->listed_by[name->member] = (uint32_t)(list - checking->lists) + 1;
		if (line->is_unhashed)
			return;
		if (!up_digests_get(&checking->digests, name->member, line->kind, digest))
			is_unread = true;
		else if (memcmp(digest, line->digest, up_digest_size(line->kind)) != 0) {
			is_bad = true;
			state_mismatch(checking, list, line, name->member, digest);
		}
		if (!is_again(checking, at))
			break;
	}
	list->n_bad += is_bad;
	list->n_unread += !is_bad && is_unread;
	list->n_good += !is_bad && !is_unread;
}

/* Does the list speak of this container at all, so that what it names must be there? Beside a package lie lists of whole releases. */
static bool must_be_whole(const struct checking *checking, const struct list *list)
{
	enum up_container_kind kind = container_of(checking, list)->kind;
	if (kind == UP_CONTAINER_FOLDER || list->role == ROLE_RELEASE || checking->verify->package->is_partial)
		return false;
	bool is_plain = kind != UP_CONTAINER_DEB && kind != UP_CONTAINER_RPM && kind != UP_CONTAINER_APK;
	return list->n_found || list->role == ROLE_DEB || (is_plain && list->role != ROLE_VAGUE);
}

static void compare_lines(struct checking *checking, struct list *list)
{
	bool is_whole = must_be_whole(checking, list);
	for (size_t i = 0; i < list->lines.n; i++) {
		const struct up_checksum *line = &list->lines.lines[i];
		if (list->at[i] != SIZE_MAX) {
			compare_line(checking, list, i);
			continue;
		}
		if (line->is_unhashed)
			continue;
		list->n_missing++;
		if (is_whole)
			state(checking, list,
			      form_at(checking, list, UP_STR("checksum-missing"), line->line, line->name.len ? line->name : list->stem));
	}
}

static void state_malformed(struct checking *checking, struct list *list)
{
	struct up_verify *verify = checking->verify;
	const struct up_checksum_list *lines = &list->lines;
	up_str path = member_of(checking, list->member)->path;
	if (lines->n_unknown)
		verify->sink.note(verify->sink.data, UP_NOTE_UNSUPPORTED, path,
				  up_arena_printf(verify->statements->arena,
						  "%zu checksums of an algorithm that is not computed here: %.*s", lines->n_unknown,
						  UP_FMT(lines->unknown)));
	if (!lines->n_malformed)
		return;
	/* A name that says little, and no line that is one: it is something else. */
	if (!lines->n && list->role != ROLE_LIST) {
		verify->sink.note(verify->sink.data, UP_NOTE_SYNTAX, path,
				  UP_STR("named like a list of checksums, but no line of it is one"));
		return;
	}
	struct up_form form = form_at(checking, list, UP_STR("checksum-malformed"), lines->first_malformed,
				      up_str_slice(lines->malformed, 0, 80));
	if (lines->n_malformed > 1)
		form.detail = up_arena_printf(verify->statements->arena, " (and %zu more)", lines->n_malformed - 1);
	state(checking, list, form);
}

/* --- files that are not listed ---------------------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* Lists and signatures cannot list themselves. */
static bool is_exempt(up_str name)
{
	static const char *const endings[] = { ".asc",      ".sig",           ".sign", ".gpg", ".p7s",  ".minisig",
					       ".sigstore", ".sigstore.json", ".pem",  ".crt", ".cert", ".jws" };
	up_str stem;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(name, up_str_from(endings[i])))
			return true;
	return up_checksums_kind(name, &stem) != UP_CHECKSUMS_NONE;
}

struct unlisted {
	up_str *folders; /* that hold a listed file, sorted */
	size_t n_folders, n_listed, n_extra;
};

static bool is_unlisted(const struct checking *checking, const struct list *list, const struct unlisted *unlisted,
			const struct up_member_name *name)
{
	uint32_t number = (uint32_t)(list - checking->lists) + 1;
	if (checking->listed_by[name->member] == number || name->member == list->member ||
	    !up_member_is_file(member_of(checking, name->member)))
		return false;
	if (list->role == ROLE_WHEEL) {
		up_str rest = up_str_slice(name->name, member_of(checking, list->member)->name.len, name->name.len);
		return !up_str_starts(name->name, member_of(checking, list->member)->name) ||
		       (!up_str_eq(rest, UP_STR(".jws")) && !up_str_eq(rest, UP_STR(".p7s")));
	}
	up_str folder = up_member_folder(name->name);
	return !is_exempt(name->name) && bsearch(&folder, unlisted->folders, unlisted->n_folders, sizeof folder, compare_names);
}

static void state_unlisted(struct checking *checking, struct list *list)
{
	const struct up_member_names *members = &checking->members;
	uint32_t container = member_of(checking, list->member)->container;
	bool is_whole = must_be_whole(checking, list) && list->n_found > 1;
	if (!is_whole || (list->role != ROLE_LIST && list->role != ROLE_VAGUE && list->role != ROLE_WHEEL))
		return;
	struct unlisted unlisted = { .folders = up_alloc(list->lines.n * sizeof(up_str)) };
	for (size_t i = 0; i < list->lines.n; i++)
		if (list->at[i] != SIZE_MAX)
			unlisted.folders[unlisted.n_folders++] = up_member_folder(members->names[list->at[i]].name);
	qsort(unlisted.folders, unlisted.n_folders, sizeof *unlisted.folders, compare_names);
	size_t first, n = up_member_names_of(members, container, &first);
	checking->n_compared += 2 * n;
	if (checking->n_compared > COMPARED_MOST) {
		checking->verify->sink.note(checking->verify->sink.data, UP_NOTE_LIMIT, member_of(checking, list->member)->path,
					    UP_STR("too many lists and files to look for files that are not listed"));
		n = 0;
	}
	for (size_t i = first; i < first + n; i++)
		unlisted.n_extra += is_unlisted(checking, list, &unlisted, &members->names[i]);
	/* A list of most files of its folders means to be complete; one of a few of them does not. */
	bool is_meant = unlisted.n_extra && (list->role == ROLE_WHEEL || unlisted.n_extra <= list->n_found);
	for (size_t i = first; is_meant && i < first + n; i++)
		if (is_unlisted(checking, list, &unlisted, &members->names[i]))
			state(checking, list, form_at(checking, list, UP_STR("checksum-extra"), 0, members->names[i].name));
	up_free(unlisted.folders);
}

/* --- statements ----------------------------------------------------------------------------------------------------------- */

static up_str kinds_text(const struct list *list, struct up_arena *arena)
{
	struct up_buf text = { 0 };
	for (unsigned kind = 0; kind < _UP_DIGEST_MAX; kind++) {
		if (!(list->kinds & 1u << kind))
			continue;
		up_buf_add_s(&text, text.len ? " and " : "");
		up_buf_add_s(&text, up_digest_name(kind));
	}
	return up_arena_take(arena, &text);
}

static bool is_weak_alone(const struct checking *checking, const struct list *list)
{
	bool is_weak = list->kinds && !(list->kinds & ~(1u << UP_DIGEST_MD5 | 1u << UP_DIGEST_SHA1));
	if (!is_weak || list->role == ROLE_DEB)
		return false;
	for (size_t i = 0; i < list->lines.n; i++)
		if (list->at[i] != SIZE_MAX && !checking->is_strong[checking->members.names[list->at[i]].member])
			return true;
	return false;
}

static void add_count(struct up_buf *text, size_t n, const char *one, const char *many)
{
	if (n)
		up_buf_printf(text, "; %zu %s", n, n == 1 ? one : many);
}

static struct up_clause integrity_of(const struct checking *checking, const struct list *list, bool is_weak)
{
	struct up_arena *arena = checking->verify->statements->arena;
	struct up_buf text = { 0 };
	up_str kinds = kinds_text(list, arena);
	bool is_whole = must_be_whole(checking, list), is_bad = list->n_bad > 0;
	size_t n = list->n_good + list->n_bad;
	if (!n && list->n_unread)
		up_buf_printf(&text, "none of its %zu files was read", list->lines.n);
	else if (!n)
		up_buf_printf(&text, "none of its %zu files is here", list->lines.n);
	else if (is_bad)
		up_buf_printf(&text, "%zu of %zu %s not match %.*s", list->n_bad, n, list->n_bad == 1 ? "does" : "do", UP_FMT(kinds));
	else if (n == 1)
		up_buf_printf(&text, "the file matches %.*s", UP_FMT(kinds));
	else
		up_buf_printf(&text, "all %zu files match %.*s", n, UP_FMT(kinds));
	if (is_whole)
		add_count(&text, list->n_missing, "is missing", "are missing");
	else if (n)
		add_count(&text, list->n_missing, "that it names is not here", "that it names are not here");
	if (n)
		add_count(&text, list->n_unread, "could not be read", "could not be read");
	add_count(&text, list->lines.n_malformed, "line is no checksum", "lines are no checksums");
	if (is_weak)
		up_buf_add_s(&text, "; no other list names them by more than MD5 or SHA-1");
	is_bad |= list->n_missing && is_whole;
	enum up_said said = is_bad                                                       ? UP_SAID_BAD
			    : !n || list->n_unread || is_weak || list->lines.n_malformed ? UP_SAID_DOUBT
											 : UP_SAID_GOOD;
	return (struct up_clause){ said, up_arena_take(arena, &text) };
}

static void judge(struct checking *checking, struct list *list)
{
	const struct up_member *by = member_of(checking, list->member);
	compare_lines(checking, list);
	state_malformed(checking, list);
	state_unlisted(checking, list);
	bool is_weak = is_weak_alone(checking, list);
	if (is_weak)
		state(checking, list,
		      form_at(checking, list, UP_STR("checksum-weak"), 0, kinds_text(list, checking->verify->statements->arena)));
	if (!list->lines.n)
		return;
	struct up_statement statement = { .kind = "checksums", .subject = container_of(checking, list)->path, .by = by->path };
	if (list->n_found == 1)
		for (size_t i = 0; i < list->lines.n; i++)
			if (list->at[i] != SIZE_MAX)
				statement.subject = member_of(checking, checking->members.names[list->at[i]].member)->path;
	statement.integrity = integrity_of(checking, list, is_weak);
	up_statements_add(checking->verify->statements, &statement);
}

void up_verify_checksums(struct up_verify *verify)
{
	struct checking checking = { .verify = verify };
	up_member_names_init(&checking.members, verify->package, verify->statements->arena);
	up_digests_init(&checking.digests, verify);
	checking.is_strong = up_alloc_zero(verify->package->n_members + 1, sizeof *checking.is_strong);
	checking.listed_by = up_alloc_zero(verify->package->n_members + 1, sizeof *checking.listed_by);
	collect(&checking);
	for (size_t i = 0; i < checking.n; i++)
		resolve(&checking, &checking.lists[i]);
	up_digests_read(&checking.digests);
	for (size_t i = 0; i < checking.n; i++) {
		judge(&checking, &checking.lists[i]);
		up_checksum_list_finish(&checking.lists[i].lines);
	}
	up_free(checking.lists);
	up_free(checking.is_strong);
	up_free(checking.listed_by);
	up_digests_finish(&checking.digests);
	up_member_names_finish(&checking.members);
}
