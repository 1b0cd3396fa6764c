/* What files of well-known names say of the database: by their words, not by a parser. Private to estate/dialects*.c. */
#pragma once

#include "base/str.h"
#include "schema/dialect.h"

/* How much it weighs; of two files that are as near the heavier one counts. */
enum up_dialect_weight {
	UP_WEIGHT_DEPENDENCY = 1, /* a library that speaks to it */
	UP_WEIGHT_IMAGE,          /* it runs beside the application */
	UP_WEIGHT_SETTING,        /* the application is told to use it */
	UP_WEIGHT_MIGRATION,      /* another migration is written for it */
};

enum up_dialect_file {
	UP_DIALECT_FILE_NONE,
	UP_DIALECT_FILE_SETTINGS,
	UP_DIALECT_FILE_IMAGES, /* settings of the environment as well */
	UP_DIALECT_FILE_DEPENDENCIES,
};

enum up_dialect_file up_dialect_file_of(up_str path);
/* Calls `said` for each database that the text names; `version` may be empty. */
void up_dialect_file_read(enum up_dialect_file kind, up_str text,
			  void (*said)(void *data, enum up_dialect dialect, enum up_dialect_weight weight, up_str version), void *data);
