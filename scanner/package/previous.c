/* Signers as sets, for each kind of signature: names of files change with every version, so they do not tell what belongs to what. A signature that does not
 * hold has no signer. */
#include "package/previous.h"

#include <stdlib.h>

#include "base/memory.h"

struct signer {
	const char *kind;
	up_str fingerprint, name;
	up_str authority; /* where its chain ends, when that is trusted */
};

struct signers {
	struct signer *items;
	size_t n, capacity;
};

static int compare(const void *a, const void *b)
{
	const struct signer *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);
	return order ? order : up_str_cmp(x->fingerprint, y->fingerprint);
}

/* A signature of something that lies in another container of the package: a library may be by somebody else each time. */
static bool is_inside(up_str path)
{
	size_t first = up_str_find(path, UP_STR("!/"), 0);
	return first != SIZE_MAX && up_str_find(path, UP_STR("!/"), first + 2) != SIZE_MAX;
}

static struct signers collect(const struct up_statements *statements)
{
	struct signers signers = { 0 };
	for (size_t i = 0; i < statements->n; i++) {
		const struct up_statement *statement = &statements->items[i];
		if (!statement->signer.len || is_inside(statement->by) || statement->integrity.said == UP_SAID_BAD ||
		    statement->authenticity.said == UP_SAID_BAD)
			continue;
		signers.items = up_grow(signers.items, &signers.capacity, signers.n + 1, sizeof *signers.items);
		signers.items[signers.n++] = (struct signer){
			.kind = statement->kind,
			.fingerprint = statement->signer,
			.name = statement->n_chain ? statement->chain[0].subject : UP_STR(""),
			.authority = statement->n_chain > 1 && statement->trust.said == UP_SAID_GOOD
					     ? statement->chain[statement->n_chain - 1].fingerprint
					     : UP_STR(""),
		};
	}
	if (signers.n)
		qsort(signers.items, signers.n, sizeof *signers.items, compare);
	size_t n = 0;
	for (size_t i = 0; i < signers.n; i++)
		if (!n || compare(&signers.items[n - 1], &signers.items[i]) != 0)
			signers.items[n++] = signers.items[i];
	signers.n = n;
	return signers;
}

/* "Acme" of "O=Acme,CN=Acme Signing". */
static up_str organisation(up_str name)
{
	size_t at = up_str_starts(name, UP_STR("O=")) ? 0 : up_str_find(name, UP_STR(",O="), 0);
	if (at == SIZE_MAX)
		return UP_STR("");
	at += name.s[at] == ',' ? 3 : 2;
	size_t end = up_str_find(name, UP_STR(","), at);
	return up_str_slice(name, at, end);
}

/* An authority may sign for many: the organisation has to be the same, or all of the name. */
static bool is_renewed(const struct signer *before, const struct signer *now)
{
	if (!now->authority.len || !up_str_eq(now->authority, before->authority))
		return false;
	up_str name = organisation(now->name);
	return up_str_eq(now->name, before->name) || (name.len && up_str_eq(name, organisation(before->name)));
}

static bool has(const struct signers *signers, const struct signer *wanted)
{
	return signers->n && bsearch(wanted, signers->items, signers->n, sizeof *wanted, compare);
}

/* How many of this kind there are, how many of them the others have too, and the first that they do not have. */
static size_t count(const struct signers *signers, const struct signers *others, const char *kind, size_t *ret_common,
		    const struct signer **ret_first)
{
	size_t n = 0;
	*ret_common = 0;
	*ret_first = NULL;
	for (size_t i = 0; i < signers->n; i++) {
		if (strcmp(signers->items[i].kind, kind) != 0)
			continue;
		n++;
		if (has(others, &signers->items[i]))
			++*ret_common;
		else if (!*ret_first)
			*ret_first = &signers->items[i];
	}
	return n;
}

static up_str text_of(struct up_arena *arena, const struct signer *signer)
{
	return signer->name.len ? up_arena_printf(arena, "%.*s (%.*s)", UP_FMT(signer->fingerprint), UP_FMT(signer->name))
				: signer->fingerprint;
}

static void compare_kind(const struct signers *before, const struct signers *now, const char *kind, up_str path, struct up_arena *arena,
			 const struct up_form_sink *sink)
{
	const struct signer *gone, *new;
	size_t common;
	size_t n_now = count(now, before, kind, &common, &new), n_before = count(before, now, kind, &common, &gone);
	struct up_form form = { .path = path, .evidence = up_str_from(kind) };
	if (!n_before)
		return; /* signatures of a kind that was not there before harm nobody */
	if (!n_now) {
		form.key = UP_STR("signature-dropped");
		form.value = up_str_from(kind);
		form.detail = text_of(arena, gone);
		sink->state(sink->data, &form);
		return;
	}
	if (!common) {
		form.key = is_renewed(gone, new) ? UP_STR("signer-renewed") : UP_STR("signer-changed");
		form.value = text_of(arena, new);
		form.detail = text_of(arena, gone);
		sink->state(sink->data, &form);
		return;
	}
	if (gone) {
		form.key = UP_STR("signer-removed");
		form.value = text_of(arena, gone);
		sink->state(sink->data, &form);
	}
	if (new) {
		form.key = UP_STR("signer-added");
		form.value = text_of(arena, new);
		sink->state(sink->data, &form);
	}
}

void up_statements_compare(const struct up_statements *before, const struct up_statements *now, up_str path, struct up_arena *arena,
			   const struct up_form_sink *sink)
{
	struct signers old = collect(before), new = collect(now);
	for (size_t i = 0; i < old.n; i++)
		if (!i || strcmp(old.items[i - 1].kind, old.items[i].kind) != 0)
			compare_kind(&old, &new, old.items[i].kind, path, arena, sink);
	up_free(old.items);
	up_free(new.items);
}
