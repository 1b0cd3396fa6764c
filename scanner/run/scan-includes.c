/* Files that the configuration of a product includes. After the walk, what its files name is looked for below the root that holds them; whatever was not read
 * as a file of that product, by its name, is read again as one, for the product's rows alone. One worker does it, in the order of sources and lines, so that
 * nothing depends on threads; a tree without such directives costs nothing. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "run/ignore.h"
#include "run/include-paths.h"
#include "run/read.h"
#include "run/scan-private.h"

/* What was read as a file of which product: a set of hashes. */
struct seen {
	uint64_t *slots;
	size_t n, size; /* size: a power of two */
};

struct following {
	struct up_scan *scan;
	const struct up_walk_options *walk;
	struct scan_worker *worker;
	struct up_reader reader;
	struct up_arena *arena; /* of one directive */
	struct seen seen;
	size_t n_followed;
	unsigned steps; /* names that may still be looked at */
	bool is_over;
};

/* False: it was there before. */
static bool see(struct seen *seen, uint64_t hash)
{
	hash += !hash;
	if (seen->n * 2 >= seen->size) {
		struct seen grown = { .size = seen->size ? seen->size * 2 : 64 };
		grown.slots = up_alloc_zero(grown.size, sizeof *grown.slots);
		for (size_t i = 0; i < seen->size; i++)
			if (seen->slots[i])
				see(&grown, seen->slots[i]);
		up_free(seen->slots);
		*seen = grown;
	}
	size_t at = hash & (seen->size - 1);
	while (seen->slots[at] && seen->slots[at] != hash)
		at = (at + 1) & (seen->size - 1);
	bool is_new = !seen->slots[at];
	seen->slots[at] = hash;
	seen->n += is_new;
	return is_new;
}

static int include_cmp(const void *a, const void *b)
{
	const struct up_include *x = a, *y = b;
	int order = up_str_cmp(x->source, y->source);
	if (!order)
		order = (x->line > y->line) - (x->line < y->line);
	if (!order)
		order = up_str_cmp(x->product, y->product);
	return order ? order : up_str_cmp(x->target, y->target);
}

/* --- what is said of it ------------------------------------------------------------------------------------------------ */

static void note(struct following *following, const struct up_include *include, up_str target, enum up_note_reason reason, const char *what)
{
	const struct up_note said = { .reason = reason,
				      .path = include->source,
				      .line = include->line,
				      .detail = up_arena_printf(following->arena, "%.*s is included, and %s",
								UP_FMT(up_str_slice(target, 0, 200)), what) };
	up_collect_note(&following->worker->collect, &said);
}

/* What the absence of keys has to know: a part of the configuration, or that one is not seen (estate/absent.h). */
static void tell(struct following *following, const struct up_include *include, up_str value)
{
	const struct up_ledger_entry entry = {
		.kind = UP_FACT_SETTING, .source = include->source, .below = include->below, .path = include->product, .value = value
	};
	up_ledger_add(following->worker->book.ledger, &entry);
}

static void tell_fault(struct following *following, const struct up_include *include, up_str target, enum up_include_fault fault)
{
	if (fault == UP_INCLUDE_FOUND)
		return;
	tell(following, include, UP_STR(UP_ABSENT_SAYS_UNREAD));
	if (fault == UP_INCLUDE_OUTSIDE)
		note(following, include, target, UP_NOTE_LINK_OUTSIDE, "leads out of the root: it was not read");
	if (fault == UP_INCLUDE_MANY)
		note(following, include, target, UP_NOTE_LIMIT, "stands for more files than are followed, or for links that go round");
}

/* --- reading again ----------------------------------------------------------------------------------------------------- */

static void drop_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)data, (void)reason, (void)offset, (void)detail;
}

/* A comment that was of no use where the file was read as another one. */
static void keep_allowed(struct up_scan *scan, const struct up_matcher *matcher, up_str path)
{
	size_t at = 0;
	for (uint32_t line; (line = up_matcher_next_allowed(matcher, &at));) {
		scan->allowed = up_grow(scan->allowed, &scan->allowed_capacity, scan->n_allowed + 1, sizeof *scan->allowed);
		scan->allowed[scan->n_allowed++] = (struct up_scan_allowed){ up_arena_copy(scan->arena, path), line };
	}
}

void up_scan_settle_includes(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	size_t n = 0;
	for (size_t i = 0; i < all->n_findings; i++) {
		const struct up_finding *finding = &all->findings[i];
		bool is_used = false;
		for (size_t k = 0; k < scan->n_allowed && up_str_eq(finding->rule->id, UP_STR("suppression/unused")) && !is_used; k++)
			is_used = finding->start.line == scan->allowed[k].line && up_str_eq(finding->path, scan->allowed[k].path);
		if (!is_used)
			all->findings[n++] = all->findings[i];
	}
	all->findings_seen -= all->n_findings - n;
	all->n_findings = n;
}

static void match_again(struct following *following, const struct up_include *include, const struct up_read_source *read)
{
	struct up_scan *scan = following->scan;
	struct scan_worker *worker = following->worker;
	struct up_classified before;
	struct up_source source = read->source;
	struct up_ownership ownership = { 0 };
	up_classify(scan->options->rules, scan->options->config, &source, &before);
	for (size_t i = 0; i < before.ownership.n; i++)
		if (up_str_eq(before.ownership.products[i], include->product))
			return;
	if (!up_rules_own_as(scan->options->rules, include->product, &ownership) || !ownership.parser)
		return;
	/* The parser has made its notes, where it is the same. */
	bool is_noted = before.always && before.parser == ownership.parser;
	source.dialect = ownership.dialect;
	up_keep_begin(&worker->keep, &source);
	up_matcher_read_again(worker->matcher, include->product, include->in);
	up_matcher_begin(worker->matcher, &source, &ownership, worker->arena);
	struct up_sink sink = up_matcher_sink(worker->matcher, is_noted ? drop_note : up_keep_note, &worker->keep);
	up_matcher_bytes(worker->matcher);
	up_parse_run(ownership.parser, &source, scan->options->walk.limits, worker->arena, &sink);
	bool is_kept = up_keep_end(&worker->keep, worker->matcher);
	keep_allowed(scan, worker->matcher, source.name);
	up_matcher_read_again(worker->matcher, UP_STR(""), UP_STR(""));
	if (is_kept)
		up_scan_keep_artifact(worker, read, ownership.parser);
	up_arena_reset(worker->arena);
}

static void read_again(struct following *following, const struct up_include *include, int root_fd, up_str below, up_str path)
{
	struct up_read_source read = { 0 };
	up_str name = up_str_basename(below);
	up_str folder = up_str_slice(below, 0, below.len > name.len ? below.len - name.len - 1 : 0);
	int folder_fd = up_include_open_folder(root_fd, folder);
	if (folder_fd < 0)
		return;
	up_str copy = up_arena_printf(following->arena, "%.*s", UP_FMT(name));
	if (up_reader_file(&following->reader, folder_fd, copy.s, O_NOFOLLOW, path, &read)) {
		read.source.root = path.s[0] == '/' ? include->below : 0;
		read.source.below = include->below;
		if (read.is_large || read.is_container || read.is_database)
			close(read.fd);
		else
			match_again(following, include, &read);
	}
	up_reader_release(&following->reader);
	close(folder_fd);
}

/* --- what is left out --------------------------------------------------------------------------------------------------- */

/* What git ignores is no more read here than by the walk. */
static bool is_ignored(const char *root, int root_fd, up_str below)
{
	char *real UP_AUTO_FREE = realpath(root, NULL);
	struct up_ignore *ignore = real ? up_ignore_new(real) : NULL;
	bool only_tracked = false, is_left_out = false;
	size_t start = 0, end;
	for (; !is_left_out && (end = up_str_find_byte(below, '/', start)) != SIZE_MAX; start = end + 1) {
		int fd = up_include_open_folder(root_fd, up_str_slice(below, 0, start ? start - 1 : 0));
		struct up_ignore *inner = fd >= 0 ? up_ignore_enter(ignore, fd, up_str_slice(below, 0, start)) : up_ignore_ref(ignore);
		up_ignore_unref(ignore);
		ignore = inner;
		if (fd >= 0)
			close(fd);
		enum up_ignored folder = ignore ? up_ignore_ask(ignore, up_str_slice(below, 0, end), true, only_tracked) : UP_IGNORED_NO;
		is_left_out = folder == UP_IGNORED_YES;
		only_tracked = folder == UP_IGNORED_BUT_TRACKED;
	}
	int fd = is_left_out ? -1 : up_include_open_folder(root_fd, up_str_slice(below, 0, start ? start - 1 : 0));
	if (fd >= 0) {
		struct up_ignore *inner = up_ignore_enter(ignore, fd, up_str_slice(below, 0, start));
		up_ignore_unref(ignore);
		ignore = inner;
		is_left_out = ignore && up_ignore_ask(ignore, below, false, only_tracked) == UP_IGNORED_YES;
		close(fd);
	}
	up_ignore_unref(ignore);
	return is_left_out;
}

static bool is_left_out(const struct following *following, const char *root, int root_fd, up_str below, up_str path)
{
	return !up_walk_wants_path(following->walk, below) || !up_walk_wants_path(following->walk, path) ||
	       (following->walk->gitignore && is_ignored(root, root_fd, below));
}

/* --- one directive ------------------------------------------------------------------------------------------------------ */

static void follow_target(struct following *following, const struct up_include *include, const struct up_include_rule *rule, up_str target)
{
	up_str given = up_str_slice(include->source, 0, include->below), *files;
	const char *root = given.len ? up_arena_printf(following->arena, "%.*s", UP_FMT(given)).s : ".";
	size_t n;
	const struct up_include_request request = { .root = root,
						    .given = given,
						    .below = up_str_slice(include->source, include->below, include->source.len),
						    .target = target,
						    .bases = rule->bases,
						    .n_bases = rule->n_bases,
						    .is_folder = rule->is_folder,
						    .suffixes = rule->suffixes,
						    .n_suffixes = rule->n_suffixes,
						    .steps = &following->steps };
	tell_fault(following, include, target, up_include_find(&request, following->arena, &files, &n));
	following->n_followed += n;
	int root_fd = n ? open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	for (size_t i = 0; i < n && root_fd >= 0; i++) {
		up_str path = up_arena_printf(following->arena, "%.*s%.*s", UP_FMT(given), UP_FMT(files[i]));
		if (is_left_out(following, root, root_fd, files[i], path)) {
			tell(following, include, UP_STR(UP_ABSENT_SAYS_UNREAD));
			continue;
		}
		tell(following, include, up_arena_printf(following->arena, UP_ABSENT_SAYS_INCLUDES "%.*s", UP_FMT(path)));
		if (see(&following->seen, up_hash64(path, up_hash64(include->product, 0))))
			read_again(following, include, root_fd, files[i], path);
	}
	if (root_fd >= 0)
		close(root_fd);
}

static void follow(struct following *following, const struct up_include *include)
{
	struct up_include_rule rule;
	if (include->is_dynamic || !up_rules_include(following->scan->options->rules, include->rule, &rule)) {
		tell(following, include, UP_STR(UP_ABSENT_SAYS_UNREAD));
		return;
	}
	/* The including file is a part of the configuration itself: one that includes itself is not read again. */
	see(&following->seen, up_hash64(include->source, up_hash64(include->product, 0)));
	up_str rest = include->target;
	bool is_whole = include->is_quoted || !rule.is_list;
	for (size_t start = 0, end; start < rest.len; start = end + 1) {
		for (end = is_whole ? rest.len : start; end < rest.len && !up_is_space(rest.s[end]); end++)
			;
		up_str target = up_str_trim(up_str_slice(rest, start, end));
		if (target.len)
			follow_target(following, include, &rule, target);
	}
}

/* The directives that all workers have met since the last turn, sorted; to be freed. */
static struct up_include *gather(struct up_scan *scan, size_t *ret_n)
{
	size_t n = 0;
	for (unsigned i = 0; i < scan->n_workers; i++)
		n += scan->workers[i].book.n_includes;
	*ret_n = n;
	struct up_include *all = n ? up_alloc_zero(n, sizeof *all) : NULL;
	n = 0;
	for (unsigned i = 0; i < scan->n_workers; i++) {
		struct up_book *book = &scan->workers[i].book;
		if (book->n_includes)
			memcpy(all + n, book->includes, book->n_includes * sizeof *all);
		n += book->n_includes;
		book->n_includes = 0;
	}
	if (n)
		qsort(all, n, sizeof *all, include_cmp);
	return all;
}

static void follow_all(struct following *following, const struct up_include *includes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (following->n_followed++ < UP_LIMIT_INCLUDES) {
			follow(following, &includes[i]);
		} else {
			tell(following, &includes[i], UP_STR(UP_ABSENT_SAYS_UNREAD));
			if (!following->is_over)
				note(following, &includes[i], includes[i].target, UP_NOTE_LIMIT,
				     "so are more files than are followed in one run");
			following->is_over = true;
		}
		up_arena_reset(following->arena);
	}
}

void up_scan_follow_includes(struct up_scan *scan, const struct up_walk_options *walk)
{
	struct following following = { .scan = scan, .walk = walk, .worker = &scan->workers[0], .steps = UP_LIMIT_INCLUDE_STEPS };
	size_t n;
	struct up_include *includes = gather(scan, &n);
	if (!n || scan->options->git)
		goto out;
	following.arena = up_arena_new();
	if (walk->gitignore)
		up_ignore_start();
	up_reader_init(&following.reader, walk, 0);
	for (unsigned depth = 0; n && depth < UP_LIMIT_INCLUDE_DEPTH; depth++) {
		follow_all(&following, includes, n);
		up_free(includes);
		includes = gather(scan, &n);
	}
	for (size_t i = 0; i < n; i++) {
		tell(&following, &includes[i], UP_STR(UP_ABSENT_SAYS_UNREAD));
		note(&following, &includes[i], includes[i].target, UP_NOTE_LIMIT,
		     "lies too deep in files that include each other: it was not read");
	}
	up_reader_finish(&following.reader);
	up_arena_free(following.arena);
	up_free(following.seen.slots);
	if (walk->gitignore)
		up_ignore_stop();
out:
	up_free(includes);
}
