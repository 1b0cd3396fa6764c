/* What the readers of databases share. Private to estate/database*.c. */
#pragma once

#include "base/buf.h"
#include "estate/databases.h"

/* One database being read. */
struct database {
	enum up_database_kind kind;
	const struct up_database_file *file;
	struct up_arena *arena;
	const struct up_database_sink *sink;
};

bool database_read_exactly(const struct up_database_file *file, uint64_t offset, void *bytes, size_t n);
void database_note(const struct database *database, enum up_note_reason reason, uint32_t line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The whole of a small file; empty, after a note, when it is larger than the limit. Lives in the arena. */
up_str database_text(const struct database *database);

/* Lines of any number, one after the other. */
struct database_lines {
	const struct database *database;
	char *chunk;
	size_t len, at; /* of the chunk */
	uint64_t offset;
	struct up_buf line;
	uint32_t number; /* of the line that was given last */
	bool is_at_end, is_cut;
};

void database_lines_init(struct database_lines *lines, const struct database *database);
void database_lines_finish(struct database_lines *lines);
/* Without its end. False at the end of the file. What is longer than the limit is cut, and `is_cut` says so. */
bool database_lines_next(struct database_lines *lines, up_str *ret_line);

/* database-stanzas.c */
void database_read_stanzas(const struct database *database);
/* database-system.c: os-release, kernels, snaps, flatpaks. */
void database_read_system(const struct database *database);

/* An rpm header in a database: bytes by their offset. */
struct database_blob {
	void *data;
	bool (*read)(void *data, uint64_t offset, void *bytes, size_t n);
	uint64_t size;
};

/* database-rpm.c: states one package. False: no more is wanted. A broken header is counted in *n_broken. */
bool database_rpm_header(const struct database *database, const struct database_blob *blob, uint32_t *n_broken);
void database_rpm_broken(const struct database *database, uint32_t n_broken);
void database_read_rpm_ndb(const struct database *database);
/* database-elf.c */
void database_read_elf(const struct database *database);
/* database-sqlite.c */
void database_read_rpm_sqlite(const struct database *database);
/* database-bdb.c */
void database_read_rpm_bdb(const struct database *database);
