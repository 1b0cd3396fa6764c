/* The progress line. How much there is to read is not known before it is read, so it counts up. */
#include "run/progress.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	FIRST_MS = 500,
	STEP_MS = 100,
	LINE_BYTES = 128,
};

struct up_progress {
	const _Atomic uint64_t *files, *bytes;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopped, is_shown;
};

/* Waits; true when it is time to stop. */
static bool wait_ms(struct up_progress *progress, long ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&progress->lock);
	int r = 0;
	while (!progress->is_stopped && r == 0)
		r = pthread_cond_timedwait(&progress->wake, &progress->lock, &until);
	bool is_stopped = progress->is_stopped;
	pthread_mutex_unlock(&progress->lock);
	return is_stopped;
}

/* In one piece, so that it does not mix with messages. */
static void put(const char *bytes, size_t len)
{
	if (write(STDERR_FILENO, bytes, len) < 0)
		return;
}

/* A line that wrapped could not be wiped again. */
static size_t columns(void)
{
	struct winsize size;
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static void show(struct up_progress *progress, unsigned turn)
{
	char line[LINE_BYTES], whole[LINE_BYTES + 8];
	int len = snprintf(line, sizeof line, "%c %llu files, %llu MB read", "-\\|/"[turn % 4], (unsigned long long)*progress -> files,
			   (unsigned long long)(*progress->bytes >> 20));
	size_t width = columns() - 1;
	if (len < 0)
		return;
	len = snprintf(whole, sizeof whole, "\r%.*s\x1b[K", (int)((size_t)len < width ? (size_t)len : width), line);
	if (len > 0)
		put(whole, (size_t)len);
	progress->is_shown = true;
}

static void *thread_main(void *data)
{
	struct up_progress *progress = data;
	long ms = FIRST_MS;
	for (unsigned turn = 0; !wait_ms(progress, ms); turn++) {
		show(progress, turn);
		ms = STEP_MS;
	}
	return NULL;
}

static void free_progress(struct up_progress *progress)
{
	pthread_cond_destroy(&progress->wake);
	pthread_mutex_destroy(&progress->lock);
	up_free(progress);
}

struct up_progress *up_progress_start(const _Atomic uint64_t *files, const _Atomic uint64_t *bytes)
{
	const char *term = getenv("TERM");
	if (!isatty(STDERR_FILENO) || !term || !strcmp(term, "dumb"))
		return NULL;
	struct up_progress *progress = up_alloc_zero(1, sizeof *progress);
	pthread_condattr_t attributes;
	progress->files = files;
	progress->bytes = bytes;
	pthread_mutex_init(&progress->lock, NULL);
	pthread_condattr_init(&attributes);
	/* A clock that is set meanwhile neither stops the line nor makes it race. */
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&progress->wake, &attributes);
	pthread_condattr_destroy(&attributes);
	if (pthread_create(&progress->thread, NULL, thread_main, progress) == 0)
		return progress;
	/* No thread to spare: the scan goes on without a line. */
	free_progress(progress);
	return NULL;
}

void up_progress_stop(struct up_progress *progress)
{
	static const char wipe[] = "\r\x1b[K";
	if (!progress)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->is_stopped = true;
	pthread_cond_signal(&progress->wake);
	pthread_mutex_unlock(&progress->lock);
	pthread_join(progress->thread, NULL);
	if (progress->is_shown)
		put(wipe, sizeof wipe - 1);
	free_progress(progress);
}
