/* The progress line. How much there is to read is not known before it is read, so it counts up. */
#include "run/progress.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "base/memory.h"

enum { FIRST_MS = 500, STEP_MS = 100 };

struct up_progress {
	const _Atomic uint64_t *files, *bytes;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopped, shown;
};

/* Waits; true when it is time to stop. */
static bool wait_ms(struct up_progress *progress, long ms)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&progress->lock);
	int r = 0;
	while (!progress->stopped && r == 0)
		r = pthread_cond_timedwait(&progress->wake, &progress->lock, &until);
	bool stopped = progress->stopped;
	pthread_mutex_unlock(&progress->lock);
	return stopped;
}

static void *show(void *data)
{
	struct up_progress *progress = data;
	static const char marks[] = "-\\|/";
	long ms = FIRST_MS;
	for (unsigned turn = 0; !wait_ms(progress, ms); turn++) {
		ms = STEP_MS;
		progress->shown = true;
		fprintf(stderr, "\r%c %llu files, %llu MB read\x1b[K", marks[turn % 4], (unsigned long long)*progress->files,
			(unsigned long long)(*progress->bytes >> 20));
		fflush(stderr);
	}
	return NULL;
}

struct up_progress *up_progress_start(const _Atomic uint64_t *files, const _Atomic uint64_t *bytes)
{
	struct up_progress *progress = up_alloc_zero(1, sizeof *progress);
	progress->files = files;
	progress->bytes = bytes;
	pthread_mutex_init(&progress->lock, NULL);
	pthread_cond_init(&progress->wake, NULL);
	if (pthread_create(&progress->thread, NULL, show, progress) == 0)
		return progress;
	/* No thread to spare: the scan goes on without a line. */
	pthread_cond_destroy(&progress->wake);
	pthread_mutex_destroy(&progress->lock);
	up_free(progress);
	return NULL;
}

void up_progress_stop(struct up_progress *progress)
{
	if (!progress)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->stopped = true;
	pthread_cond_signal(&progress->wake);
	pthread_mutex_unlock(&progress->lock);
	pthread_join(progress->thread, NULL);
	if (progress->shown)
		fputs("\r\x1b[K", stderr);
	pthread_cond_destroy(&progress->wake);
	pthread_mutex_destroy(&progress->lock);
	up_free(progress);
}
