/* What explain-file says of the migrations in a source: who runs them and how, and for which database they are read, with the reason. */
#pragma once

#include "base/json.h"
#include "base/lines.h"
#include "core/fact.h"
#include "core/source.h"

struct up_config;
struct up_explained_migrations;

struct up_explained_migrations *up_explained_migrations_new(void);
void up_explained_migrations_free(struct up_explained_migrations *migrations);
/* Facts of all kinds, in their order. `embedded_in`: as of a sink. */
void up_explained_migrations_take(struct up_explained_migrations *migrations, const struct up_fact *fact, const char *parser,
				  up_str embedded_in);
/* Finds the reasons, after the last fact. `config`, or NULL, may say it of its own; `can_look`: the files of the project round the source may be opened. */
void up_explained_migrations_settle(struct up_explained_migrations *migrations, const struct up_source *source,
				    const struct up_config *config, bool can_look);
/* Lines of the text; none where there is no migration. */
void up_explained_migrations_text(const struct up_explained_migrations *migrations, const struct up_lines *lines, struct up_buf *out);
/* A key of the object that is open. */
void up_explained_migrations_json(const struct up_explained_migrations *migrations, const struct up_lines *lines, struct up_json *json);
