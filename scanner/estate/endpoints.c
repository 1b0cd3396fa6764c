/* Rows of endpoints: facts of the same scheme, host and port are one row, whoever states them. */
#include "estate/endpoints.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	NAMED = 3, /* of those who contact it, and of the places; more are counted */
};

/* One fact, taken apart. */
struct contact {
	const struct up_ledger_entry *entry;
	up_str scheme, host, port;
};

static void take_apart(const struct up_ledger_entry *entry, struct contact *ret_contact)
{
	struct contact contact = { .entry = entry };
	size_t mark = up_str_find(entry->value, UP_STR("://"), 0);
	contact.scheme = up_str_slice(entry->value, 0, mark == SIZE_MAX ? 0 : mark);
	up_str key = entry->key;
	size_t close = up_str_starts(key, UP_STR("[")) ? up_str_find_byte(key, ']', 0) : 0;
	size_t colon = close == SIZE_MAX ? SIZE_MAX : up_str_find_byte(key, ':', close);
	contact.host = close && close != SIZE_MAX ? up_str_slice(key, 1, close) : up_str_slice(key, 0, colon);
	contact.port = colon == SIZE_MAX ? UP_STR_NULL : up_str_slice(key, colon + 1, key.len);
	*ret_contact = contact;
}

static int compare_sides(const struct contact *a, const struct contact *b)
{
	bool x = a->entry->side == UP_SIDE_PACKAGE, y = b->entry->side == UP_SIDE_PACKAGE;
	return (x > y) - (x < y);
}

static int compare(const void *a, const void *b)
{
	const struct contact *x = a, *y = b;
	int order = up_str_cmp(x->host, y->host);
	if (!order)
		order = compare_sides(x, y);
	if (!order)
		order = up_str_cmp(x->port, y->port);
	if (!order)
		order = up_str_cmp(x->scheme, y->scheme);
	if (!order) /* the ledger's order: by source and place */
		order = (x->entry > y->entry) - (x->entry < y->entry);
	return order;
}

static bool is_same(const struct contact *a, const struct contact *b)
{
	return up_str_eq(a->host, b->host) && a->entry->side == b->entry->side && up_str_eq(a->port, b->port) &&
	       up_str_eq(a->scheme, b->scheme);
}

/* --- cells -------------------------------------------------------------------------------------------------------------- */

static up_str where_of(const struct contact *contact, struct up_arena *arena)
{
	return up_arena_printf(arena, "%.*s:%u", UP_FMT(contact->entry->source), contact->entry->at.line);
}

static up_str who_of(const struct contact *contact, struct up_arena *arena)
{
	(void)arena;
	return contact->entry->path;
}

/* "curl, wget, +2 more": what is said several times counts once. */
static up_str some_of(const struct contact *contacts, size_t n, up_str (*cell)(const struct contact *, struct up_arena *),
		      struct up_arena *arena)
{
	up_str named[NAMED];
	size_t n_named = 0, more = 0;
	struct up_buf out = { 0 };
	up_str last = UP_STR_NULL;
	for (size_t i = 0; i < n; i++) {
		up_str text = n_named < NAMED ? cell(&contacts[i], arena) : contacts[i].entry->path;
		bool is_named = false;
		for (size_t k = 0; k < n_named; k++)
			is_named |= up_str_eq(named[k], text);
		if (is_named)
			continue;
		if (n_named < NAMED) {
			up_buf_add_s(&out, n_named ? ", " : "");
			up_buf_add(&out, text);
			named[n_named++] = text;
		} else {
			more += cell == where_of || !up_str_eq(text, last); /* names beside each other that are the same count once */
			last = text;
		}
	}
	if (more)
		up_buf_printf(&out, ", +%zu more", more);
	return up_arena_take(arena, &out);
}

static bool is_address(up_str host)
{
	return up_str_find_byte(host, ':', 0) != SIZE_MAX || (host.len && up_is_digit(host.s[host.len - 1]) && up_is_digit(host.s[0]));
}

/* How to send it elsewhere, or nowhere. */
static up_str redirect(const struct contact *contact, struct up_arena *arena)
{
	const struct up_ledger_entry *entry = contact->entry;
	up_str host = contact->host;
	up_str rule = is_address(host) ? up_arena_printf(arena, "nft add rule inet filter output %s daddr %.*s reject",
							 up_str_find_byte(host, ':', 0) != SIZE_MAX ? "ip6" : "ip", UP_FMT(host))
				       : up_arena_printf(arena, "%.*s in /etc/hosts", UP_FMT(host));
	up_str setting = up_str_basename(entry->path);
	if (!(entry->flags & UP_FACT_CONTACTED))
		return up_arena_printf(arena, "change %.*s; or %.*s", UP_FMT(setting), UP_FMT(rule));
	if (up_str_eq(contact->scheme, UP_STR("http")) || up_str_eq(contact->scheme, UP_STR("https")))
		return up_arena_printf(arena, "set %.*s_proxy; or %.*s", UP_FMT(contact->scheme), UP_FMT(rule));
	if (up_str_eq(contact->scheme, UP_STR("ssh")))
		return up_arena_printf(arena, "HostName in ssh_config; or %.*s", UP_FMT(rule));
	return rule;
}

/* --- forms -------------------------------------------------------------------------------------------------------------- */

static void state(const struct contact *contact, const char *key, up_str detail, const struct up_form_sink *sink)
{
	const struct up_ledger_entry *entry = contact->entry;
	sink->state(sink->data, &(struct up_form){ .path = entry->source,
						   .at = entry->at,
						   .end = entry->end,
						   .key = up_str_from(key),
						   .value = entry->key,
						   .detail = detail,
						   .evidence = entry->value });
}

static up_str by_whom(const struct contact *contact, struct up_arena *arena)
{
	const struct up_ledger_entry *entry = contact->entry;
	return up_arena_printf(arena, "%s %.*s", entry->flags & UP_FACT_CONTACTED ? "command" : "setting", UP_FMT(entry->path));
}

static bool is_plain(up_str scheme)
{
	return up_str_is_listed(scheme, "http ftp tftp telnet ws");
}

static void state_plain(const struct contact *contacts, size_t n, struct up_arena *arena, const struct up_form_sink *sink)
{
	for (size_t i = 0; i < n; i++)
		if (contacts[i].entry->flags & UP_FACT_CONTACTED) {
			state(&contacts[i], "plain-endpoint", by_whom(&contacts[i], arena), sink);
			return;
		}
}

/* --- the table ---------------------------------------------------------------------------------------------------------- */

static bool knows_host(const struct up_ledger *ledger)
{
	static const enum up_fact_kind kinds[] = { UP_FACT_UNIT, UP_FACT_SCHEDULE, UP_FACT_ENDPOINT, UP_FACT_COMPONENT, UP_FACT_FILE };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n;
		const struct up_ledger_entry *first = up_ledger_of(ledger, kinds[i], &n);
		if (n && first->side == UP_SIDE_HOST)
			return true;
	}
	return false;
}

static void add_row(struct up_table *table, const struct contact *contacts, size_t n, bool is_new, struct up_arena *arena)
{
	const up_str cells[] = {
		contacts->host,
		contacts->port,
		contacts->scheme,
		some_of(contacts, n, who_of, arena),
		some_of(contacts, n, where_of, arena),
		contacts->entry->side == UP_SIDE_HOST ? UP_STR("host") : UP_STR("package"),
		is_new ? UP_STR("new") : UP_STR(""),
		redirect(contacts, arena),
	};
	up_table_add(table, cells);
}

void up_endpoints_settle(const struct up_ledger *ledger, struct up_table *table, struct up_arena *arena, const struct up_form_sink *sink)
{
	static const char *const columns[] = { "host", "port", "scheme", "by", "where", "side", "new", "redirect", NULL };
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_ENDPOINT, &n);
	up_table_init(table, arena, "endpoints", "Hosts that are contacted", columns);
	table->empty = "Nothing that was read contacts another host.";
	bool has_host = knows_host(ledger);
	struct contact *contacts = up_alloc_zero(n ? n : 1, sizeof *contacts);
	size_t n_entries = n;
	n = 0;
	for (size_t i = 0; i < n_entries; i++)
		if (!up_str_starts(up_ledger_below(&entries[i]), UP_STR("usr/share/doc/"))) /* examples */
			take_apart(&entries[i], &contacts[n++]);
	qsort(contacts, n, sizeof *contacts, compare);
	bool is_on_host = false, is_told = false;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && is_same(&contacts[i], &contacts[end]);)
			end++;
		if (!i || !up_str_eq(contacts[i].host, contacts[i - 1].host))
			is_on_host = is_told = false;
		bool is_package = contacts[i].entry->side == UP_SIDE_PACKAGE;
		is_on_host |= !is_package;
		bool is_new = is_package && has_host && !is_on_host;
		add_row(table, &contacts[i], end - i, is_new, arena);
		if (is_new && !is_told) /* once for each host */
			state(&contacts[i], "new-endpoint", by_whom(&contacts[i], arena), sink);
		is_told |= is_new;
		if (is_package && is_plain(contacts[i].scheme))
			state_plain(&contacts[i], end - i, arena, sink);
	}
	up_table_sort(table);
	up_free(contacts);
}
