/* rpm's database up to RHEL 8: a hash table of Berkeley DB (its dbinc/db_page.in). Values are what is read, in the order of pages: of a hash page each second
 * item is one, either on the page itself or on a chain of pages of its own. Keys, buckets and logs are not looked at. */
#include "base/memory.h"
#include "estate/databases-private.h"

enum {
	HEAD_BYTES = 26, /* of each page */
	META_BYTES = 72,
	PAGE_LEAST = 512,
	PAGE_MOST = 65536,
	PAGE_UNSORTED = 2,
	PAGE_OVERFLOW = 7,
	PAGE_HASH_META = 8,
	PAGE_HASH = 13,
	ITEM_INLINE = 1,
	ITEM_ELSEWHERE = 3,
	ITEM_ELSEWHERE_BYTES = 12,
	VALUE_MOST = 64 << 20, /* a larger one is broken: rpm's own bound for a header is below */
	LEAST_HEADER = 8,
};

#define HASH_MAGIC 0x00061561u

struct bdb {
	const struct database *database;
	bool is_big; /* the byte order of the machine that wrote it */
	uint32_t page_size, n_pages;
	uint32_t *chain; /* pages of one value */
	size_t n_chain, capacity;
	uint64_t steps; /* pages of chains: each page belongs to one value, so there are no more than the file has */
	uint32_t n_broken;
};

static uint32_t number(const struct bdb *bdb, const unsigned char *bytes)
{
	return bdb->is_big ? (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]
			   : (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

static uint32_t short_number(const struct bdb *bdb, const unsigned char *bytes)
{
	return bdb->is_big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

static bool chain_read(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct bdb *bdb = data;
	uint32_t room = bdb->page_size - HEAD_BYTES;
	for (char *to = bytes; n;) {
		uint64_t index = offset / room, skip = offset % room;
		size_t part = room - skip < n ? (size_t)(room - skip) : n;
		if (index >= bdb->n_chain ||
		    !database_read_exactly(bdb->database->file, (uint64_t)bdb->chain[index] * bdb->page_size + HEAD_BYTES + skip, to, part))
			return false;
		to += part;
		offset += part;
		n -= part;
	}
	return true;
}

/* The pages of a value, from the first on. False: they are fewer than its bytes need. */
static bool follow(struct bdb *bdb, uint32_t page, uint32_t bytes)
{
	uint32_t room = bdb->page_size - HEAD_BYTES;
	size_t wanted = ((size_t)bytes + room - 1) / room;
	bdb->n_chain = 0;
	while (bdb->n_chain < wanted) {
		unsigned char head[HEAD_BYTES];
		if (!page || page > bdb->n_pages || ++bdb->steps > bdb->n_pages ||
		    !database_read_exactly(bdb->database->file, (uint64_t)page * bdb->page_size, head, sizeof head) ||
		    head[25] != PAGE_OVERFLOW)
			return false;
		bdb->chain = up_grow(bdb->chain, &bdb->capacity, bdb->n_chain + 1, sizeof *bdb->chain);
		bdb->chain[bdb->n_chain++] = page;
		page = number(bdb, head + 16);
	}
	return true;
}

struct on_page {
	const unsigned char *bytes;
	size_t n;
};

static bool page_read(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct on_page *on_page = data;
	if (offset > on_page->n || n > on_page->n - offset)
		return false;
	memcpy(bytes, on_page->bytes + offset, n);
	return true;
}

/* The item [start, end) of the page. The count of packages is a value as well, of four bytes. */
static bool read_item(struct bdb *bdb, const unsigned char *page, uint32_t start, uint32_t end)
{
	const unsigned char *item = page + start;
	if (item[0] == ITEM_INLINE && end - start > LEAST_HEADER) {
		struct on_page value = { item + 1, end - start - 1 };
		const struct database_blob blob = { &value, page_read, value.n };
		return database_rpm_header(bdb->database, &blob, &bdb->n_broken);
	}
	if (item[0] != ITEM_ELSEWHERE || end - start < ITEM_ELSEWHERE_BYTES)
		return true;
	uint32_t first = number(bdb, item + 4), bytes = number(bdb, item + 8);
	if (bytes > VALUE_MOST || !follow(bdb, first, bytes)) {
		bdb->n_broken++;
		return true;
	}
	const struct database_blob blob = { bdb, chain_read, bytes };
	return database_rpm_header(bdb->database, &blob, &bdb->n_broken);
}

/* Items lie from the end of the page on: each ends where the one before it starts. */
static bool read_page(struct bdb *bdb, const unsigned char *page)
{
	uint32_t n = short_number(bdb, page + 20), end = bdb->page_size;
	if (HEAD_BYTES + 2 * n > bdb->page_size) {
		bdb->n_broken++;
		return true;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t start = short_number(bdb, page + HEAD_BYTES + 2 * (size_t)i);
		if (start >= end || start < HEAD_BYTES + 2 * n) {
			bdb->n_broken++;
			return true;
		}
		if (i % 2 && !read_item(bdb, page, start, end))
			return false;
		end = start;
	}
	return true;
}

static bool read_meta(struct bdb *bdb)
{
	const struct up_database_file *file = bdb->database->file;
	unsigned char meta[META_BYTES];
	if (!database_read_exactly(file, 0, meta, sizeof meta))
		return false;
	bdb->is_big = false;
	if (number(bdb, meta + 12) != HASH_MAGIC)
		bdb->is_big = true;
	if (number(bdb, meta + 12) != HASH_MAGIC || meta[25] != PAGE_HASH_META || meta[24])
		return false; /* meta[24]: it is encrypted */
	bdb->page_size = number(bdb, meta + 20);
	if (bdb->page_size < PAGE_LEAST || bdb->page_size > PAGE_MOST || (bdb->page_size & (bdb->page_size - 1)))
		return false;
	bdb->n_pages = number(bdb, meta + 32); /* the last one */
	if (bdb->n_pages > file->size / bdb->page_size)
		bdb->n_pages = (uint32_t)(file->size / bdb->page_size);
	return true;
}

void database_read_rpm_bdb(const struct database *database)
{
	struct bdb bdb = { .database = database };
	bool goes_on = true;
	if (!read_meta(&bdb)) {
		database_note(database, UP_NOTE_UNSUPPORTED, 0,
			      "it is no hash table of Berkeley DB, or one that is encrypted: what rpm has installed is not known");
		return;
	}
	unsigned char *page UP_AUTO_FREE = up_alloc(bdb.page_size);
	for (uint64_t i = 1; goes_on && i <= bdb.n_pages; i++) {
		if (!database_read_exactly(database->file, i * bdb.page_size, page, bdb.page_size))
			break;
		if (page[25] == PAGE_HASH || page[25] == PAGE_UNSORTED)
			goes_on = read_page(&bdb, page);
	}
	up_free(bdb.chain);
	database_rpm_broken(database, bdb.n_broken);
}
