/* rpm headers as databases keep them (rpm's docs/manual/format_header.md, without the magic), and the database of SUSE, ndb (rpm's lib/backend/ndb/rpmpkg.c). Of a
 * header only its index and the few texts that are asked for are read: those of kernels hold megabytes. */
#include "base/memory.h"
#include "estate/databases-private.h"

enum {
	INDEX_ENTRIES = 65535, /* rpm's own bound */
	ENTRY_BYTES = 16,
	TEXT_BYTES = 1024, /* of a name or version; rpm has none above 255 */
	TYPE_INT32 = 4,
	TYPE_STRING = 6,
};

enum wanted {
	NAME,
	VERSION,
	RELEASE,
	EPOCH,
	ARCH,
	VENDOR,
	_WANTED,
};

static const struct {
	uint32_t tag, type;
} wanted_tags[_WANTED] = {
	[NAME] = { 1000, TYPE_STRING }, [VERSION] = { 1001, TYPE_STRING }, [RELEASE] = { 1002, TYPE_STRING },
	[EPOCH] = { 1003, TYPE_INT32 }, [ARCH] = { 1022, TYPE_STRING },    [VENDOR] = { 1011, TYPE_STRING },
};

static uint32_t big(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t little(const unsigned char *bytes)
{
	return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* The text at an offset up to its NUL; empty where it has none. */
static up_str read_text(const struct database_blob *blob, uint64_t offset, struct up_arena *arena)
{
	char text[TEXT_BYTES];
	size_t n = blob->size - offset < sizeof text ? (size_t)(blob->size - offset) : sizeof text;
	if (!blob->read(blob->data, offset, text, n))
		return UP_STR_NULL;
	const char *end = memchr(text, '\0', n);
	return end ? up_arena_copy(arena, (up_str){ text, (size_t)(end - text) }) : UP_STR_NULL;
}

static up_str read_value(const struct database_blob *blob, uint32_t type, uint64_t offset, struct up_arena *arena)
{
	unsigned char number[4];
	if (type == TYPE_STRING)
		return read_text(blob, offset, arena);
	if (blob->size - offset < sizeof number || !blob->read(blob->data, offset, number, sizeof number))
		return UP_STR_NULL;
	return up_arena_printf(arena, "%u", big(number));
}

/* One pass over the index; the first entry of a tag counts. */
static bool read_header(const struct database_blob *blob, struct up_arena *arena, up_str values[_WANTED])
{
	unsigned char intro[8];
	if (blob->size < sizeof intro || !blob->read(blob->data, 0, intro, sizeof intro))
		return false;
	uint32_t n = big(intro), store_bytes = big(intro + 4);
	uint64_t store = sizeof intro + (uint64_t)n * ENTRY_BYTES;
	if (!n || n > INDEX_ENTRIES || store + store_bytes > blob->size)
		return false;
	unsigned char *index UP_AUTO_FREE = up_alloc((size_t)n * ENTRY_BYTES);
	if (!blob->read(blob->data, sizeof intro, index, (size_t)n * ENTRY_BYTES))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const unsigned char *entry = index + (size_t)i * ENTRY_BYTES;
		uint32_t offset = big(entry + 8);
		for (size_t k = 0; k < _WANTED; k++)
			if (big(entry) == wanted_tags[k].tag && big(entry + 4) == wanted_tags[k].type && offset < store_bytes &&
			    !values[k].s)
				values[k] = read_value(blob, wanted_tags[k].type, store + offset, arena);
	}
	return values[NAME].len && values[VERSION].len;
}

/* "Fedora Project" → "fedora": for package URLs where no os-release says whose system it is. */
static up_str vendor_space(up_str vendor)
{
	static const struct {
		const char *begins, *space;
	} vendors[] = {
		{ "Fedora", "fedora" },       { "Red Hat", "redhat" },       { "CentOS", "centos" }, { "Rocky", "rocky" },
		{ "AlmaLinux", "almalinux" }, { "openSUSE", "opensuse" },    { "SUSE", "suse" },     { "Oracle", "oracle" },
		{ "Amazon", "amazon" },       { "Microsoft", "azurelinux" }, { "VMware", "photon" }, { "Mageia", "mageia" },
		{ "openEuler", "openeuler" },
	};
	for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++)
		if (up_str_starts_nocase(vendor, up_str_from(vendors[i].begins)))
			return up_str_from(vendors[i].space);
	return UP_STR("");
}

bool database_rpm_header(const struct database *database, const struct database_blob *blob, uint32_t *n_broken)
{
	up_str values[_WANTED] = { { 0 } };
	struct up_arena *arena = database->arena;
	struct up_arena_mark mark = up_arena_mark(arena);
	bool goes_on = true;
	if (read_header(blob, arena, values)) {
		up_str qualifiers[2];
		struct up_said_component said = { .type = UP_STR("rpm"),
						  .space = vendor_space(values[VENDOR]),
						  .name = values[NAME],
						  .version = values[VERSION],
						  .qualifiers = qualifiers };
		if (values[RELEASE].len)
			said.version = up_arena_printf(arena, "%.*s-%.*s", UP_FMT(values[VERSION]), UP_FMT(values[RELEASE]));
		if (values[ARCH].len)
			qualifiers[said.n_qualifiers++] = up_arena_printf(arena, "arch=%.*s", UP_FMT(values[ARCH]));
		if (values[EPOCH].len && !up_str_eq(values[EPOCH], UP_STR("0"))) /* none and 0 are the same to rpm */
			qualifiers[said.n_qualifiers++] = up_arena_printf(arena, "epoch=%.*s", UP_FMT(values[EPOCH]));
		goes_on = database->sink->component(database->sink->data, &said, 0);
	} else {
		++*n_broken;
	}
	up_arena_rewind(arena, &mark);
	return goes_on;
}

void database_rpm_broken(const struct database *database, uint32_t n_broken)
{
	if (n_broken)
		database_note(database, UP_NOTE_SYNTAX, 0,
			      n_broken == 1 ? "the header of %u package is broken" : "the headers of %u packages are broken", n_broken);
}

/* --- ndb -------------------------------------------------------------------------------------------------------------- */

enum {
	NDB_PAGE = 4096,
	NDB_UNIT = 16, /* a slot, and a block that offsets count */
	NDB_HEADER = 32,
	NDB_BLOB_HEAD = 16,
	NDB_BLOB_TAIL = 12,
};

#define NDB_MAGIC 0x506d7052u      /* "RpmP" */
#define NDB_SLOT_MAGIC 0x746f6c53u /* "Slot" */
#define NDB_BLOB_MAGIC 0x53626c42u /* "BlbS" */

struct ndb_blob {
	const struct up_database_file *file;
	uint64_t start;
};

static bool ndb_read(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct ndb_blob *blob = data;
	return database_read_exactly(blob->file, blob->start + offset, bytes, n);
}

/* A slot that is taken names the blocks of one package. */
static bool ndb_slot(const struct database *database, const unsigned char *slot, uint32_t *n_broken)
{
	const struct up_database_file *file = database->file;
	uint32_t package = little(slot + 4), block = little(slot + 8), n_blocks = little(slot + 12);
	uint64_t start = (uint64_t)block * NDB_UNIT, end = start + (uint64_t)n_blocks * NDB_UNIT;
	unsigned char head[NDB_BLOB_HEAD];
	if (!block)
		return true;
	if (end > file->size || !database_read_exactly(file, start, head, sizeof head) || little(head) != NDB_BLOB_MAGIC ||
	    little(head + 4) != package || start + NDB_BLOB_HEAD + little(head + 12) + NDB_BLOB_TAIL > end) {
		++*n_broken;
		return true;
	}
	struct ndb_blob place = { file, start + NDB_BLOB_HEAD };
	const struct database_blob blob = { &place, ndb_read, little(head + 12) };
	return database_rpm_header(database, &blob, n_broken);
}

void database_read_rpm_ndb(const struct database *database)
{
	const struct up_database_file *file = database->file;
	unsigned char page[NDB_PAGE];
	uint32_t n_broken = 0;
	bool goes_on = true;
	if (!database_read_exactly(file, 0, page, NDB_HEADER) || little(page) != NDB_MAGIC || little(page + 4) != 0) {
		database_note(database, UP_NOTE_SYNTAX, 0, "it is no package database of rpm's ndb format");
		return;
	}
	uint64_t n_pages = little(page + 12);
	for (uint64_t i = 0; goes_on && i < n_pages; i++) {
		if (!database_read_exactly(file, i * NDB_PAGE, page, sizeof page)) {
			database_note(database, UP_NOTE_SYNTAX, 0, "it is cut short: %llu of %llu pages of slots are there",
				      (unsigned long long)i, (unsigned long long)n_pages);
			break;
		}
		for (size_t at = i ? 0 : NDB_HEADER; goes_on && at < sizeof page; at += NDB_UNIT) {
			if (little(page + at) != NDB_SLOT_MAGIC)
				n_broken++;
			else
				goes_on = ndb_slot(database, page + at, &n_broken);
		}
	}
	database_rpm_broken(database, n_broken);
}
