/* Evidence for databases, and which of it lies nearest to a migration. */
#include "estate/dialects.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"
#include "core/version.h"
#include "estate/dialect-files.h"

enum {
	MANY_MORE =
		3, /* of migrations in one folder: so many times as many outweigh the others, which were taken for another database by chance */
};

struct evidence {
	up_str folder, path, version; /* path: of the first file, by its name, that says it */
	enum up_dialect dialect;
	enum up_dialect_weight weight;
	uint32_t n; /* files that say it */
};

struct up_dialects {
	struct up_arena *arena;
	struct evidence *list;
	size_t n, capacity;
	bool is_cut;
};

struct up_dialects *up_dialects_new(void)
{
	struct up_dialects *dialects = up_alloc_zero(1, sizeof *dialects);
	dialects->arena = up_arena_new();
	return dialects;
}

void up_dialects_free(struct up_dialects *dialects)
{
	if (!dialects)
		return;
	up_arena_free(dialects->arena);
	up_free(dialects->list);
	up_free(dialects);
}

/* --- collecting ------------------------------------------------------------------------------------------------------- */

static up_str folder_of(up_str path)
{
	up_str name = up_str_basename(path);
	return up_str_slice(path, 0, path.len - name.len);
}

static int compare(const struct evidence *x, const struct evidence *y)
{
	int order = up_str_cmp(x->folder, y->folder);
	if (!order)
		order = (x->dialect > y->dialect) - (x->dialect < y->dialect);
	if (!order)
		order = (x->weight > y->weight) - (x->weight < y->weight);
	return order ? order : up_str_cmp(x->version, y->version);
}

static int by_all(const void *a, const void *b)
{
	int order = compare(a, b);
	return order ? order : up_str_cmp(((const struct evidence *)a)->path, ((const struct evidence *)b)->path);
}

/* What says the same is one, and of too many the first ones stay, whatever came first. */
static void squeeze(struct up_dialects *dialects)
{
	size_t n = 0;
	if (dialects->n)
		qsort(dialects->list, dialects->n, sizeof *dialects->list, by_all);
	for (size_t i = 0; i < dialects->n; i++) {
		if (n && compare(&dialects->list[n - 1], &dialects->list[i]) == 0)
			dialects->list[n - 1].n += dialects->list[i].n;
		else
			dialects->list[n++] = dialects->list[i];
	}
	dialects->is_cut |= n > UP_LIMIT_DIALECT_EVIDENCE;
	dialects->n = n > UP_LIMIT_DIALECT_EVIDENCE ? UP_LIMIT_DIALECT_EVIDENCE : n;
}

static void add(struct up_dialects *dialects, const struct evidence *evidence)
{
	if (dialects->n >= 2 * (size_t)UP_LIMIT_DIALECT_EVIDENCE)
		squeeze(dialects);
	dialects->list = up_grow(dialects->list, &dialects->capacity, dialects->n + 1, sizeof *dialects->list);
	struct evidence *kept = &dialects->list[dialects->n++];
	*kept = *evidence;
	kept->path = up_arena_copy(dialects->arena, evidence->path);
	kept->folder = folder_of(kept->path);
	kept->version = up_arena_copy(dialects->arena, evidence->version);
}

bool up_dialects_wants(up_str path)
{
	return up_dialect_file_of(path) != UP_DIALECT_FILE_NONE;
}

struct looked {
	struct up_dialects *dialects;
	up_str path;
};

static void on_said(void *data, enum up_dialect dialect, enum up_dialect_weight weight, up_str version)
{
	struct looked *looked = data;
	add(looked->dialects, &(struct evidence){ .path = looked->path, .version = version, .dialect = dialect, .weight = weight, .n = 1 });
}

void up_dialects_look(struct up_dialects *dialects, up_str path, up_str bytes)
{
	struct looked looked = { dialects, path };
	up_dialect_file_read(up_dialect_file_of(path), bytes, on_said, &looked);
}

void up_dialects_add(struct up_dialects *dialects, up_str path, enum up_dialect dialect)
{
	struct evidence *last = dialects->n ? &dialects->list[dialects->n - 1] : NULL;
	/* The files of a folder come one after the other. */
	if (last && last->weight == UP_WEIGHT_MIGRATION && last->dialect == dialect && up_str_eq(last->folder, folder_of(path)) &&
	    up_str_cmp(last->path, path) <= 0) {
		last->n++;
		return;
	}
	add(dialects, &(struct evidence){ .path = path, .dialect = dialect, .weight = UP_WEIGHT_MIGRATION, .n = 1 });
}

void up_dialects_merge(struct up_dialects *into, const struct up_dialects *from)
{
	for (size_t i = 0; i < from->n; i++)
		add(into, &from->list[i]);
	into->is_cut |= from->is_cut;
}

bool up_dialects_settle(struct up_dialects *dialects)
{
	squeeze(dialects);
	return dialects->is_cut;
}

/* --- deciding --------------------------------------------------------------------------------------------------------- */

static uint32_t depth_of(up_str folder)
{
	uint32_t depth = 0;
	for (size_t i = 0; i < folder.len; i++)
		depth += folder.s[i] == '/';
	return depth;
}

/* How many folders one goes up from `folder` to come to one that holds the other as well. *ret_below: what is left of the other's path there. */
static uint32_t steps_up(up_str folder, up_str other, up_str *ret_below)
{
	size_t common = 0;
	uint32_t above = 0;
	/* What stands above all that is scanned. */
	while (!up_str_starts(folder, UP_STR("../")) && up_str_starts(other, UP_STR("../"))) {
		other = up_str_slice(other, 3, other.len);
		above++;
	}
	*ret_below = other;
	if (above)
		return above + depth_of(folder);
	for (size_t i = 0; i < folder.len && i < other.len && folder.s[i] == other.s[i]; i++)
		if (folder.s[i] == '/')
			common = i + 1;
	*ret_below = up_str_slice(other, common, other.len);
	return depth_of(up_str_slice(folder, common, folder.len));
}

/* What an example, or a test, uses says little of what lies beside it. */
static bool is_aside(up_str below)
{
	static const char *const names[] = { "example", "test", "fixture", "docs/", "sample", "benchmark", "demo" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_contains(below, up_str_from(names[i])))
			return true;
	return false;
}

/* Folders of a project that are not one of several: config/database.yml says something of db/migrate, shop/database.yml nothing of api/migrations. */
static uint32_t foreign_steps(up_str below)
{
	uint32_t steps = 0;
	for (size_t start = 0; start < below.len;) {
		size_t end = up_str_find_byte(below, '/', start);
		up_str name = up_str_slice(below, start, end);
		steps += name.len && !up_str_is_listed(name, "config conf configs settings environments prisma .github workflows .circleci "
							     ".devcontainer src main resources docker deploy deployment compose etc lib "
							     "database db app server backend priv repo internal pkg web infra");
		start = end == SIZE_MAX ? below.len : end + 1;
	}
	return steps;
}

/* What counts of a piece of evidence for a folder: the lower, the better. What stands in another project weighs the same, whatever it is. */
static uint32_t rank_of(const struct evidence *evidence, up_str folder)
{
	up_str below;
	uint32_t steps = steps_up(folder, evidence->folder, &below), foreign = foreign_steps(below);
	uint32_t most = UP_WEIGHT_MIGRATION + 1;
	if (is_aside(below))
		return UINT32_MAX / 2;
	if (foreign)
		return (steps + 2 * foreign) * most + UP_WEIGHT_MIGRATION;
	return steps * most + UP_WEIGHT_MIGRATION - evidence->weight;
}

static void take_version(struct up_dialect_verdict *verdict, const struct evidence *evidence)
{
	up_str *oldest = &verdict->of[evidence->dialect].oldest, *newest = &verdict->of[evidence->dialect].newest;
	if (!oldest->len || up_version_cmp(evidence->version, *oldest) < 0) {
		*oldest = evidence->version;
		verdict->of[evidence->dialect].version_path = evidence->path;
	}
	if (!newest->len || up_version_cmp(evidence->version, *newest) > 0)
		*newest = evidence->version;
}

/* SQLite beside another one is what developers and tests use; what is said of MySQL holds for a MariaDB that is said to run. */
static uint8_t refined(uint8_t dialects, bool runs_mariadb)
{
	uint8_t sqlite = up_dialect_bit(UP_DIALECT_SQLITE), mysql = up_dialect_bit(UP_DIALECT_MYSQL),
		maria = up_dialect_bit(UP_DIALECT_MARIADB);
	if (dialects & (uint8_t)~sqlite)
		dialects &= (uint8_t)~sqlite;
	if (dialects & mysql && runs_mariadb)
		dialects = (uint8_t)((dialects & ~mysql) | maria);
	return dialects;
}

/* Of the migrations of a folder the many outweigh the few. */
static uint8_t without_few(const struct up_dialects *dialects, up_str folder, uint8_t found, uint32_t best)
{
	uint32_t n[_UP_DIALECT_MAX] = { 0 }, most = 0;
	for (size_t i = 0; i < dialects->n; i++)
		if (rank_of(&dialects->list[i], folder) == best)
			n[dialects->list[i].dialect] += dialects->list[i].n;
	for (int i = 0; i < _UP_DIALECT_MAX; i++)
		most = n[i] > most ? n[i] : most;
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++)
		if (n[i] && (uint64_t)n[i] * MANY_MORE <= most)
			found &= (uint8_t)~up_dialect_bit((enum up_dialect)i);
	return found;
}

void up_dialects_of(const struct up_dialects *dialects, up_str path, struct up_dialect_verdict *ret_verdict)
{
	up_str folder = folder_of(path);
	struct up_dialect_verdict verdict = { 0 };
	uint32_t best = UINT32_MAX, nearest[_UP_DIALECT_MAX];
	bool runs_mysql = false, runs_mariadb = false, is_of_migrations = false;
	memset(nearest, 0xFF, sizeof nearest);
	for (size_t i = 0; i < dialects->n; i++) {
		const struct evidence *evidence = &dialects->list[i];
		uint32_t rank = rank_of(evidence, folder), steps = rank / (UP_WEIGHT_MIGRATION + 1);
		runs_mysql |= evidence->dialect == UP_DIALECT_MYSQL && evidence->weight == UP_WEIGHT_IMAGE;
		runs_mariadb |= evidence->dialect == UP_DIALECT_MARIADB && evidence->weight <= UP_WEIGHT_IMAGE;
		if (evidence->version.len && steps < nearest[evidence->dialect]) {
			nearest[evidence->dialect] = steps;
			verdict.of[evidence->dialect].oldest = verdict.of[evidence->dialect].newest = UP_STR("");
		}
		if (evidence->version.len && steps == nearest[evidence->dialect])
			take_version(&verdict, evidence);
		if (rank < best)
			verdict.dialects = 0;
		if (rank <= best) {
			if (!(verdict.dialects & up_dialect_bit(evidence->dialect)))
				verdict.of[evidence->dialect].path = evidence->path;
			verdict.dialects |= up_dialect_bit(evidence->dialect);
			is_of_migrations = evidence->weight == UP_WEIGHT_MIGRATION;
			best = rank;
		}
	}
	if (is_of_migrations)
		verdict.dialects = without_few(dialects, folder, verdict.dialects, best);
	uint8_t named = verdict.dialects;
	verdict.dialects = refined(verdict.dialects, runs_mariadb && !runs_mysql);
	if (verdict.dialects & (uint8_t)~named)
		verdict.of[UP_DIALECT_MARIADB].path = verdict.of[UP_DIALECT_MYSQL].path;
	*ret_verdict = verdict;
}
