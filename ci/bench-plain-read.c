/* The measure of "fast as reading": reads every regular file below a folder and does nothing else. opendir, openat, read into one reused buffer
 * for each thread; folders are shared by the threads. cc -O2 -pthread -o bench-plain-read bench-plain-read.c; bench-plain-read THREADS FOLDER… */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	PAGE_BYTES = 4096,
	BUFFER_BYTES = 64 << 10 /* the fastest of 32, 64, 128 and 256 KiB */
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char **folders;
	size_t n, capacity;
	int n_threads, n_waiting, is_done;
	unsigned long long files, bytes;
};

struct totals {
	unsigned long long files, bytes;
};

static void push(struct queue *queue, char *folder)
{
	pthread_mutex_lock(&queue->lock);
	if (queue->n == queue->capacity) {
		queue->capacity = queue->capacity ? 2 * queue->capacity : 1024;
		queue->folders = realloc(queue->folders, queue->capacity * sizeof *queue->folders);
		if (!queue->folders)
			abort();
	}
	queue->folders[queue->n++] = folder;
	if (queue->n_waiting)
		pthread_cond_signal(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}

static char *pop(struct queue *queue)
{
	char *folder = NULL;
	pthread_mutex_lock(&queue->lock);
	queue->n_waiting++;
	while (!queue->n && !queue->is_done) {
		if (queue->n_waiting == queue->n_threads) {
			queue->is_done = 1;
			pthread_cond_broadcast(&queue->changed);
			break;
		}
		pthread_cond_wait(&queue->changed, &queue->lock);
	}
	queue->n_waiting--;
	if (queue->n)
		folder = queue->folders[--queue->n];
	pthread_mutex_unlock(&queue->lock);
	return folder;
}

static void read_file(int folder, const char *name, char *buffer, struct totals *totals)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return;
	ssize_t n;
	/* A short read is the end of a regular file. */
	do {
		n = read(fd, buffer, BUFFER_BYTES);
		if (n > 0)
			totals->bytes += (unsigned long long)n;
	} while (n == BUFFER_BYTES);
	totals->files++;
	close(fd);
}

static void read_folder(struct queue *queue, const char *path, char *buffer, struct totals *totals)
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	struct dirent *entry;
	while ((entry = readdir(dir))) {
		if (entry->d_type == DT_REG) {
			read_file(dirfd(dir), entry->d_name, buffer, totals);
		} else if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			char *child;
			if (asprintf(&child, "%s/%s", path, entry->d_name) < 0)
				abort();
			push(queue, child);
		}
	}
	closedir(dir);
}

static void *work(void *data)
{
	struct queue *queue = data;
	struct totals totals = { 0, 0 };
	char *buffer = aligned_alloc(PAGE_BYTES, BUFFER_BYTES);
	if (!buffer)
		abort();
	char *folder;
	while ((folder = pop(queue))) {
		read_folder(queue, folder, buffer, &totals);
		free(folder);
	}
	pthread_mutex_lock(&queue->lock);
	queue->files += totals.files;
	queue->bytes += totals.bytes;
	pthread_mutex_unlock(&queue->lock);
	free(buffer);
	return NULL;
}

int main(int argc, char **argv)
{
	struct queue queue = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
	if (argc < 3 || (queue.n_threads = (int)strtol(argv[1], NULL, 10)) < 1) {
		fprintf(stderr, "usage: bench-plain-read THREADS FOLDER…\n");
		return 2;
	}
	struct timespec start, end;
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 2; i < argc; i++)
		push(&queue, strdup(argv[i]));
	pthread_t *threads = calloc((size_t)queue.n_threads, sizeof *threads);
	for (int i = 0; i < queue.n_threads; i++)
		if (!threads || pthread_create(&threads[i], NULL, work, &queue) != 0)
			abort();
	for (int i = 0; i < queue.n_threads; i++)
		pthread_join(threads[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	printf("%llu files, %llu bytes, %.4f s\n", queue.files, queue.bytes, seconds);
	free(threads);
	free(queue.folders);
	return 0;
}
