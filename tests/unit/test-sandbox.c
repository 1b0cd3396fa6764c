/* run/sandbox: what worked before no longer does. Each case is a child of its own, for nobody comes out of the sandbox again. */
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/sandbox.h"

enum {
	NET_VERSION = 4, /* of Landlock: the first that knows TCP */
	NO_SANDBOX = 100
};

struct place {
	char folder[64], file[80], fresh[80], other[80];
	struct sockaddr_in address; /* somebody listens there */
	int listener;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	snprintf(place->folder, sizeof place->folder, "/tmp/uplint-sandbox-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->file, sizeof place->file, "%s/file", place->folder);
	snprintf(place->fresh, sizeof place->fresh, "%s/fresh", place->folder);
	snprintf(place->other, sizeof place->other, "%s/other", place->folder);
	int fd = open(place->file, O_WRONLY | O_CREAT, 0700);
	assert_int_equal(write(fd, "#!/bin/sh\nexit 42\n", 18), 18);
	close(fd);
	socklen_t size = sizeof place->address;
	place->address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	place->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(place->listener, (struct sockaddr *)&place->address, size), 0);
	assert_int_equal(listen(place->listener, 8), 0);
	assert_int_equal(getsockname(place->listener, (struct sockaddr *)&place->address, &size), 0);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	unlink(place->file);
	unlink(place->fresh);
	unlink(place->other);
	rmdir(place->fresh);
	rmdir(place->folder);
	close(place->listener);
	free(place);
	return 0;
}

/* --- what is tried: 0, or the error ------------------------------------------------------------------------------------ */

static int said(int result)
{
	return result < 0 ? errno : 0;
}

static int writes(const struct place *place)
{
	return said(open(place->file, O_WRONLY | O_CLOEXEC));
}

static int creates(const struct place *place)
{
	return said(open(place->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

static int makes_folder(const struct place *place)
{
	return said(mkdir(place->fresh, 0700));
}

static int removes(const struct place *place)
{
	return said(unlink(place->file));
}

static int renames(const struct place *place)
{
	return said(rename(place->file, place->other));
}

static int links(const struct place *place)
{
	return said(symlink("/etc/passwd", place->fresh));
}

static int executes(const struct place *place)
{
	execl(place->file, place->file, (char *)NULL);
	return errno;
}

static int connects(const struct place *place)
{
	return said(connect(socket(AF_INET, SOCK_STREAM, 0), (const struct sockaddr *)&place->address, sizeof place->address));
}

static int binds(const struct place *place)
{
	(void)place;
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return said(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&any, sizeof any));
}

static int reads(const struct place *place)
{
	return said(open(place->file, O_RDONLY | O_CLOEXEC));
}

/* --- trying ------------------------------------------------------------------------------------------------------------ */

/* The error of an attempt in a child: 0 it worked, NO_SANDBOX there is none of that version. A program that is executed ends with 42. */
static int in_child(int (*attempt)(const struct place *place), const struct place *place, int least_version)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		if (least_version && up_sandbox_enter() < least_version)
			_exit(NO_SANDBOX);
		_exit(attempt(place));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Refused inside. What it does outside is tried last: it may well work. */
static void refused(void **state, int (*attempt)(const struct place *place), int least_version, int outside)
{
	int error = in_child(attempt, *state, least_version);
	if (error == NO_SANDBOX)
		skip();
	if (error != EACCES && error != EXDEV)
		fail_msg("not refused: %s", error ? strerror(error) : "it worked");
	assert_int_equal(in_child(attempt, *state, 0), outside);
}

static void reading_works(void **state)
{
	int error = in_child(reads, *state, 1);
	if (error == NO_SANDBOX)
		skip();
	assert_int_equal(error, 0);
}

static void nothing_is_written(void **state)
{
	refused(state, writes, 1, 0);
}

static void nothing_is_created(void **state)
{
	refused(state, creates, 1, 0);
}

static void no_folder_is_made(void **state)
{
	refused(state, makes_folder, 1, 0);
}

static void nothing_is_removed(void **state)
{
	refused(state, removes, 1, 0);
}

static void nothing_is_renamed(void **state)
{
	refused(state, renames, 1, 0);
}

/* Where a baseline is put into its place, files are renamed and removed, and nothing else happens. */
static int in_open_folder(int (*attempt)(const struct place *place), const struct place *place)
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		int folder = open(place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		_exit(up_sandbox_enter_but(folder) ? attempt(place) : NO_SANDBOX);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int renames_elsewhere(const struct place *place)
{
	return said(rename(place->file, "/tmp/uplint-sandbox-renamed"));
}

static void renaming_in_one_folder(void **state)
{
	if (in_open_folder(renames, *state) == NO_SANDBOX)
		skip();
	struct place *place = *state;
	assert_int_equal(access(place->other, F_OK), 0);
	assert_int_equal(rename(place->other, place->file), 0);
	int (*const refused[])(const struct place *) = { writes, makes_folder, links, renames_elsewhere, executes };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		int error = in_open_folder(refused[i], place);
		assert_true(error == EACCES || error == EXDEV);
	}
}

static void nothing_is_linked(void **state)
{
	refused(state, links, 1, 0);
}

static void nothing_is_executed(void **state)
{
	refused(state, executes, 1, 42);
}

static void nobody_is_called(void **state)
{
	refused(state, connects, NET_VERSION, 0);
}

static void nobody_is_served(void **state)
{
	refused(state, binds, NET_VERSION, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(reading_works),       CASE(nothing_is_written), CASE(nothing_is_created),     CASE(no_folder_is_made),
		CASE(nothing_is_removed),  CASE(nothing_is_renamed), CASE(renaming_in_one_folder), CASE(nothing_is_linked),
		CASE(nothing_is_executed), CASE(nobody_is_called),   CASE(nobody_is_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
