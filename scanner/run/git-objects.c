/* Objects as they are stored, and the lines in which two of them differ. */

#include "base/memory.h"
#include "run/git-library.h"
#include "run/git-private.h"

/* --- blobs ------------------------------------------------------------------------------------------------------------ */

enum up_git_found up_git_blob(struct up_git *git, const struct up_oid *oid, uint64_t most, struct up_git_object *ret_object,
			      uint64_t *ret_size)
{
	git_oid id;
	git_object_t type;
	size_t size;
	git_odb_object *object = NULL;
	memcpy(id.id, oid->id, sizeof id.id);
	up_git_enter();
	/* The header first: what is too large is not inflated. */
	bool is_blob = up_git2.odb_read_header(&size, &type, git->odb, &id) == 0 && type == GIT_OBJECT_BLOB;
	bool is_read = is_blob && size <= most && up_git2.odb_read(&object, git->odb, &id) == 0;
	up_git_leave();
	if (!is_blob || (!is_read && size <= most))
		return UP_GIT_MISSING;
	*ret_size = size;
	if (size > most)
		return UP_GIT_TOO_LARGE;
	ret_object->handle = object;
	ret_object->bytes = (up_str){ up_git2.odb_object_data(object), up_git2.odb_object_size(object) };
	return UP_GIT_FOUND;
}

void up_git_release(struct up_git_object *object)
{
	up_git2.odb_object_free(object->handle);
	*object = (struct up_git_object){ 0 };
}

struct up_oid up_git_hash(up_str bytes)
{
	struct up_oid oid = { 0 };
	git_oid id;
	if (up_git2.odb_hash(&id, bytes.s ? bytes.s : "", bytes.len, GIT_OBJECT_BLOB) == 0)
		memcpy(oid.id, id.id, sizeof oid.id);
	return oid;
}

void up_oid_hex(const struct up_oid *oid, char *hex, size_t digits)
{
	static const char letters[] = "0123456789abcdef";
	for (size_t i = 0; i < digits; i++)
		hex[i] = letters[oid->id[i / 2] >> (i % 2 ? 0 : 4) & 15];
	hex[digits] = '\0';
}

/* --- what refers to what ---------------------------------------------------------------------------------------------- */

static struct up_oid oid_from(const git_oid *id)
{
	struct up_oid oid;
	memcpy(oid.id, id->id, sizeof oid.id);
	return oid;
}

static git_oid oid_to(const struct up_oid *oid)
{
	git_oid id;
	memcpy(id.id, oid->id, sizeof id.id);
	return id;
}

static enum up_git_type type_from(git_object_t type)
{
	return type == GIT_OBJECT_COMMIT ? UP_GIT_COMMIT
	       : type == GIT_OBJECT_TREE ? UP_GIT_TREE
	       : type == GIT_OBJECT_BLOB ? UP_GIT_BLOB
					 : UP_GIT_NOTHING;
}

bool up_git_refs(struct up_git *git, void (*found)(void *data, const char *name, const struct up_oid *oid, enum up_git_type type),
		 void *data)
{
	git_strarray names = { 0 };
	up_git_enter();
	int r = up_git2.reference_list(&names, git->repository);
	up_git_leave();
	if (r != 0)
		return false;
	for (size_t i = 0; i <= names.count; i++) {
		const char *name = i < names.count ? names.strings[i] : "HEAD";
		git_oid id;
		git_object_t type = GIT_OBJECT_INVALID;
		size_t size;
		if (up_git2.reference_name_to_id(&id, git->repository, name) != 0)
			continue;
		git_tag *tag = NULL;
		git_object *target = NULL;
		up_git_enter();
		if (up_git2.odb_read_header(&size, &type, git->odb, &id) == 0 && type == GIT_OBJECT_TAG) {
			bool is_whole = up_git2.tag_lookup(&tag, git->repository, &id) == 0 && up_git2.tag_peel(&target, tag) == 0;
			type = is_whole ? up_git2.object_type(target) : GIT_OBJECT_INVALID;
			if (is_whole)
				id = *up_git2.object_id(target);
		}
		up_git_leave();
		struct up_oid oid = oid_from(&id);
		found(data, name, &oid, type_from(type));
		up_git2.object_free(target);
		up_git2.tag_free(tag);
	}
	up_git2.strarray_dispose(&names);
	return true;
}

bool up_git_commit(struct up_git *git, const struct up_oid *oid, void (*found)(void *data, const struct up_git_commit *commit), void *data)
{
	git_oid id = oid_to(oid);
	git_commit *commit = NULL;
	up_git_enter();
	int r = up_git2.commit_lookup(&commit, git->repository, &id);
	up_git_leave();
	if (r != 0)
		return false;
	size_t n = up_git2.commit_parentcount(commit);
	struct up_oid *parents = up_alloc_zero(n + 1, sizeof *parents);
	for (size_t i = 0; i < n; i++)
		parents[i] = oid_from(up_git2.commit_parent_id(commit, (unsigned)i));
	const struct up_git_commit view = { *oid, oid_from(up_git2.commit_tree_id(commit)), up_git2.commit_time(commit), parents, n };
	found(data, &view);
	up_free(parents);
	up_git2.commit_free(commit);
	return true;
}

bool up_git_tree(struct up_git *git, const struct up_oid *oid,
		 void (*found)(void *data, up_str name, uint32_t mode, const struct up_oid *oid), void *data)
{
	git_oid id = oid_to(oid);
	git_tree *tree = NULL;
	up_git_enter();
	int r = up_git2.tree_lookup(&tree, git->repository, &id);
	up_git_leave();
	if (r != 0)
		return false;
	size_t n = up_git2.tree_entrycount(tree);
	for (size_t i = 0; i < n; i++) {
		const git_tree_entry *entry = up_git2.tree_entry_byindex(tree, i);
		struct up_oid entry_oid = oid_from(up_git2.tree_entry_id(entry));
		found(data, up_str_from(up_git2.tree_entry_name(entry)), (uint32_t)up_git2.tree_entry_filemode_raw(entry), &entry_oid);
	}
	up_git2.tree_free(tree);
	return true;
}

bool up_git_tree_at(struct up_git *git, const struct up_oid *tree, const char *path, uint32_t *ret_mode, struct up_oid *ret_oid)
{
	git_oid id = oid_to(tree);
	git_tree *root = NULL;
	git_tree_entry *entry = NULL;
	up_git_enter();
	bool is_found = up_git2.tree_lookup(&root, git->repository, &id) == 0 && up_git2.tree_entry_bypath(&entry, root, path) == 0;
	if (is_found) {
		*ret_mode = (uint32_t)up_git2.tree_entry_filemode_raw(entry);
		*ret_oid = oid_from(up_git2.tree_entry_id(entry));
	}
	up_git_leave();
	up_git2.tree_entry_free(entry);
	up_git2.tree_free(root);
	return is_found;
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

static int on_line(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line, void *data)
{
	(void)delta, (void)hunk;
	if (line->origin == GIT_DIFF_LINE_ADDITION)
		up_changes_add(
			data, (up_span){ (uint32_t)line->content_offset, (uint32_t)(line->content_offset + (git_off_t)line->content_len) });
	return 0;
}

void up_git_lines(up_str old, up_str new, struct up_changes *changes)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_IGNORE_WHITESPACE_EOL;
	options.context_lines = 0;
	if (up_git2.diff_buffers(old.s ? old.s : "", old.len, NULL, new.s ? new.s : "", new.len, NULL, &options, NULL, NULL, NULL, on_line,
				 changes) != 0)
		changes->is_new = true;
}
