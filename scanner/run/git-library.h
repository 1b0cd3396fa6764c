/* The calls of libgit2 that are used here, `up_git2.commit_free()` for git_commit_free(): loaded when the first repository is to be opened (base/library.h). */
#pragma once

#include <git2.h>
#include <git2/sys/alloc.h>

/* clang-format off */
#define UP_GIT2_CALLS(call) \
	call(buf_dispose) call(commit_free) call(commit_lookup) call(commit_parent_id) call(commit_parentcount) call(commit_time) \
	call(commit_tree) call(commit_tree_id) call(config_entry_free) call(config_free) call(config_get_entry) call(diff_buffers) \
	call(diff_find_similar) call(diff_free) call(diff_get_delta) call(diff_num_deltas) call(diff_tree_to_index) call(error_clear) \
	call(error_last) call(index_entrycount) call(index_find_prefix) call(index_free) call(index_get_byindex) call(index_get_bypath) \
	call(index_open) call(index_path) call(libgit2_init) call(libgit2_opts) call(libgit2_shutdown) call(merge_base) call(object_free) \
	call(object_id) call(object_peel) call(object_type) call(odb_free) call(odb_hash) call(odb_object_data) call(odb_object_free) \
	call(odb_object_size) call(odb_read) call(odb_read_header) call(oid_is_zero) call(reference_list) call(reference_name_to_id) \
	call(repository_config_snapshot) call(repository_discover) call(repository_free) call(repository_head_unborn) call(repository_index) \
	call(repository_is_bare) call(repository_is_shallow) call(repository_is_worktree) call(repository_odb) call(repository_open_ext) \
	call(repository_path) call(repository_workdir) call(revparse_single) call(strarray_dispose) call(tag_free) call(tag_lookup) \
	call(tag_peel) call(tree_entry_byindex) call(tree_entry_bypath) call(tree_entry_filemode_raw) call(tree_entry_free) call(tree_entry_id) \
	call(tree_entry_name) call(tree_entrycount) call(tree_free) call(tree_lookup)
/* clang-format on */

struct up_git2 {
#define DECLARE(name) __typeof__(git_##name) *(name);
	UP_GIT2_CALLS(DECLARE)
#undef DECLARE
};

extern struct up_git2 up_git2;

/* Before the first call of any, and as often as one likes. */
void up_git2_load(void);
