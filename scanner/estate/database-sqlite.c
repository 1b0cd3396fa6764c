/* rpm's database in SQLite: the table Packages, whose column `blob` holds headers (rpm's lib/backend/sqlite.c). SQLite reads it through a file system of ours
 * that has this one file, and nothing can be written through it: no lock, no journal, no temporary file beside it. */
#include <sqlite3.h>
#include <stdio.h>

#include "base/memory.h"
#include "estate/databases-private.h"

enum {
	STEPS = 1000,      /* of SQLite's machine between two questions */
	MOST_ASKED = 5000, /* questions: a million packages; a view that makes rows without end stops there */
	PATH_BYTES = 64,
};

/* --- a file system of one file ---------------------------------------------------------------------------------------- */

struct one_file {
	sqlite3_file base;
	const struct up_database_file *file;
};

static int file_close(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int n, sqlite3_int64 offset)
{
	const struct one_file *one = (const struct one_file *)base;
	ssize_t got = offset < 0 ? -1 : one->file->read_at(one->file->data, (uint64_t)offset, bytes, (size_t)n);
	if (got < 0)
		return SQLITE_IOERR_READ;
	memset((char *)bytes + got, 0, (size_t)(n - (int)got));
	return got == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
	(void)file, (void)bytes, (void)n, (void)offset;
	return SQLITE_READONLY;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	(void)file, (void)size;
	return SQLITE_READONLY;
}

static int file_sync(sqlite3_file *file, int flags)
{
	(void)file, (void)flags;
	return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
	const struct one_file *one = (const struct one_file *)base;
	*ret_size = (sqlite3_int64)one->file->size;
	return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int lock)
{
	(void)file, (void)lock;
	return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *file, int *ret_is)
{
	(void)file;
	*ret_is = 0;
	return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
	(void)file, (void)what, (void)argument;
	return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
	(void)file;
	return 4096;
}

/* Nobody changes it: a database in WAL mode is read without its log. */
static int file_kind(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods file_methods = {
	.iVersion = 1,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_lock,
	.xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_kind,
};

static int system_open(sqlite3_vfs *system, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
	struct one_file *one = (struct one_file *)base;
	(void)name;
	base->pMethods = NULL;
	if (!(flags & SQLITE_OPEN_MAIN_DB))
		return SQLITE_CANTOPEN;
	one->file = system->pAppData;
	base->pMethods = &file_methods;
	if (ret_flags)
		*ret_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
	return SQLITE_OK;
}

static int system_delete(sqlite3_vfs *system, const char *name, int sync)
{
	(void)system, (void)name, (void)sync;
	return SQLITE_READONLY;
}

/* There is no journal. */
static int system_access(sqlite3_vfs *system, const char *name, int flags, int *ret_is)
{
	(void)system, (void)name, (void)flags;
	*ret_is = 0;
	return SQLITE_OK;
}

static int system_path(sqlite3_vfs *system, const char *name, int n, char *ret_path)
{
	(void)system;
	snprintf(ret_path, (size_t)n, "%s", name);
	return SQLITE_OK;
}

static int system_random(sqlite3_vfs *system, int n, char *ret_bytes)
{
	(void)system;
	memset(ret_bytes, 0, (size_t)n);
	return n;
}

static int system_sleep(sqlite3_vfs *system, int microseconds)
{
	(void)system, (void)microseconds;
	return 0;
}

static int system_time(sqlite3_vfs *system, double *ret_day)
{
	(void)system;
	*ret_day = 0;
	return SQLITE_OK;
}

/* --- headers ---------------------------------------------------------------------------------------------------------- */

/* Out of memory is never a note: what was not read would look like what is not there. */
static int checked(int result)
{
	if ((result & 0xff) == SQLITE_NOMEM)
		up_out_of_memory();
	return result;
}

static bool blob_read(void *data, uint64_t offset, void *bytes, size_t n)
{
	return checked(sqlite3_blob_read(data, bytes, (int)n, (int)offset)) == SQLITE_OK;
}

static int is_too_long(void *data)
{
	uint32_t *asked = data;
	return ++*asked > MOST_ASKED;
}

static void say_fault(const struct database *database, sqlite3 *connection)
{
	database_note(database, UP_NOTE_SYNTAX, 0, "the package database cannot be read to its end: %s", sqlite3_errmsg(connection));
}

static bool read_row(const struct database *database, sqlite3 *connection, sqlite3_int64 row, sqlite3_blob **opened, uint32_t *n_broken)
{
	int r = checked(*opened ? sqlite3_blob_reopen(*opened, row)
				: sqlite3_blob_open(connection, "main", "Packages", "blob", row, 0, opened));
	if (r != SQLITE_OK) {
		sqlite3_blob_close(*opened);
		*opened = NULL;
		++*n_broken;
		return true;
	}
	const struct database_blob blob = { *opened, blob_read, (uint64_t)sqlite3_blob_bytes(*opened) };
	return database_rpm_header(database, &blob, n_broken);
}

static void read_packages(const struct database *database, sqlite3 *connection)
{
	sqlite3_stmt *statement = NULL;
	sqlite3_blob *opened = NULL;
	uint32_t n_broken = 0;
	bool goes_on = true;
	int r = checked(sqlite3_prepare_v2(connection, "SELECT rowid FROM Packages", -1, &statement, NULL));
	while (goes_on && r == SQLITE_OK && (r = checked(sqlite3_step(statement))) == SQLITE_ROW) {
		goes_on = read_row(database, connection, sqlite3_column_int64(statement, 0), &opened, &n_broken);
		r = SQLITE_OK;
	}
	if (goes_on && r != SQLITE_DONE)
		say_fault(database, connection);
	sqlite3_blob_close(opened);
	sqlite3_finalize(statement);
	database_rpm_broken(database, n_broken);
}

void database_read_rpm_sqlite(const struct database *database)
{
	char name[PATH_BYTES];
	snprintf(name, sizeof name, "uplint-%p", (const void *)database); /* one for each reading, by any thread */
	sqlite3_vfs system = {
		.iVersion = 1,
		.szOsFile = sizeof(struct one_file),
		.mxPathname = PATH_BYTES,
		.zName = name,
		.pAppData = (void *)(uintptr_t)database->file,
		.xOpen = system_open,
		.xDelete = system_delete,
		.xAccess = system_access,
		.xFullPathname = system_path,
		.xRandomness = system_random,
		.xSleep = system_sleep,
		.xCurrentTime = system_time,
	};
	sqlite3 *connection = NULL;
	uint32_t asked = 0;
	if (checked(sqlite3_vfs_register(&system, 0)) != SQLITE_OK) {
		database_note(database, UP_NOTE_UNSUPPORTED, 0, "SQLite cannot be started");
		return;
	}
	if (checked(sqlite3_open_v2("packages", &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, name)) == SQLITE_OK) {
		sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_progress_handler(connection, STEPS, is_too_long, &asked);
		checked(sqlite3_exec(connection, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024", NULL,
				     NULL, NULL));
		read_packages(database, connection);
	} else {
		say_fault(database, connection);
	}
	sqlite3_close(connection);
	sqlite3_vfs_unregister(&system);
}
