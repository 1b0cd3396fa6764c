/* Keys that a product's configuration leaves alone, so that a changed default holds for it, or that it requires. Sources of a product whose folders lie in each other are one
 * configuration (my.cnf and conf.d/ below it); what flags and variables set, wherever they stand, is set for all of them. */
#pragma once

#include "core/form.h"
#include "estate/ledger.h"

/* Who knows the rows: calls `got` with each of a product's rows on changed defaults and required keys that an upgrade of this source's configuration meets. */
struct up_absent_rows {
	void (*of)(void *data, up_str product, up_str source, void (*got)(void *data, const struct up_absent_row *row), void *got_data);
	void *data;
};

/* SETTING entries: of a source that belongs to the product `path` the key is empty and the value says how many settings it has, or that an image of the product runs
 * there; else the key is the rule id of a row whose key is set there, or, where the value says so, that its condition is met there and its key is absent.
 * States UP_FORM_DEFAULT for every row that is left, of the configuration's first source: the one in the outermost folder that has the most settings; of a
 * section and of an image at its place. */
void up_absent_settle(const struct up_ledger *ledger, const struct up_absent_rows *rows, const struct up_form_sink *sink);
