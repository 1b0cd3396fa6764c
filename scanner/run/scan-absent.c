/* Changed defaults: what the configuration of a product, all sources of it together, does not set. */
#include "estate/absent.h"

#include "run/scan-private.h"

static void rows_of(void *data, up_str product, void (*got)(void *data, up_str rule), void *got_data)
{
	up_rules_coming_defaults(data, product, got, got_data);
}

void up_scan_join_absent(struct up_scan *scan)
{
	const struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	const struct up_absent_rows rows = { .of = rows_of, .data = (void *)(uintptr_t)scan->options->rules };
	/* In the history all versions of a file stand beside each other; of a change only a part was read. */
	if (!scan->options->git)
		up_absent_settle(scan->workers[0].book.ledger, &rows, &sink);
}
