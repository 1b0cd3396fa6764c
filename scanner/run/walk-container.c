/* Members of containers as sources. The worker that reads a container is often the only one that has anything to do, and reading costs more than looking:
 * members wait in a bounded heap for whoever is idle, and where that is full the reader looks at one itself. */
#include <unistd.h>

#include "base/memory.h"
#include "run/container.h"
#include "run/walk-private.h"

struct waiting_member {
	char *bytes;
	size_t len, path_len;
	uint32_t below, mode;
	char path[];
};

/* What it takes while it waits. */
static uint64_t weight(size_t len, size_t path_len)
{
	return len + path_len + sizeof(struct waiting_member);
}

static void look_at(struct worker *worker, up_str path, uint32_t below, uint32_t mode, up_str bytes)
{
	struct up_read_source read = { .worker = worker->number };
	read.source.mode = mode;
	bool is_text = up_reader_decode(&worker->reader, bytes, path, &read);
	read.source.below = below;
	if (is_text || read.is_binary)
		up_walk_hand_over(worker, &read);
}

void up_walk_waiting(struct worker *worker, struct waiting_member *waiting)
{
	look_at(worker, (up_str){ waiting->path, waiting->path_len }, waiting->below, waiting->mode,
		(up_str){ waiting->bytes ? waiting->bytes : "", waiting->len });
	atomic_fetch_sub_explicit(&worker->walk->waiting, weight(waiting->len, waiting->path_len), memory_order_relaxed);
	up_free(waiting->bytes);
	up_free(waiting);
}

void up_walk_member(struct worker *worker, struct up_member_source *member)
{
	struct walk *walk = worker->walk;
	const struct up_walk_options *options = walk->options;
	up_str below = up_str_slice(member->path, member->below, member->path.len);
	bool is_wanted = !up_walk_is_excluded(walk, member->path, below, false) && up_walk_is_included(walk, member->path, below);
	if (is_wanted && member->link.len) {
		if (options->link)
			options->link(options->data, worker->number, member->path, member->below, member->link);
		return;
	}
	if (is_wanted)
		up_walk_seen(worker);
	if (is_wanted && walk->n_workers > 1 &&
	    atomic_load_explicit(&walk->waiting, memory_order_relaxed) + weight(member->len, member->path.len) < UP_LIMIT_ARCHIVE_QUEUE) {
		struct waiting_member *waiting = up_alloc(sizeof *waiting + member->path.len);
		*waiting = (struct waiting_member){ member->bytes, member->len, member->path.len, member->below, member->mode };
		memcpy(waiting->path, member->path.s, member->path.len);
		atomic_fetch_add_explicit(&walk->waiting, weight(member->len, member->path.len), memory_order_relaxed);
		up_pool_push(walk->pool, &(struct up_task){ .kind = TASK_MEMBER, .item = waiting }, 1);
		return;
	}
	if (is_wanted)
		look_at(worker, member->path, member->below, member->mode, (up_str){ member->bytes ? member->bytes : "", member->len });
	up_free(member->bytes);
}

void up_walk_container(struct worker *worker, const struct up_read_source *read)
{
	const struct up_walk_options *options = worker->walk->options;
	struct up_buf path = { 0 };
	up_buf_add(&path, read->source.name); /* the worker's own is used for its members */
	const struct up_walk_container container = { .walker = worker,
						     .worker = worker->number,
						     .path = up_buf_str(&path),
						     .kind = read->container,
						     .fd = read->fd,
						     .size = read->size };
	options->container(options->data, &container);
	if (options->bytes_read)
		atomic_fetch_add_explicit(options->bytes_read, read->size, memory_order_relaxed);
	close(read->fd);
	up_buf_finish(&path);
	up_reader_release(&worker->reader);
}
