/* Which products own a source: globs of their file rows, and words that the bytes must hold. */
#include "base/glob.h"
#include "core/parse.h"
#include "match/rules-private.h"

/* Many rows ask for the same few words ("apiVersion:"): each is looked for once in a source. Strings of an image are interned, so that a word is its place. */
struct asked {
	const char *word;
	bool found;
};

enum {
	ASKED = 32,
	CONTAINS_BYTES = 64 * 1024, /* what `contains` looks at: what a source is shows near its start */
};

static bool contains(struct asked *asked, up_str word, up_str bytes)
{
	for (size_t i = 0; i < ASKED; i++) {
		if (asked[i].word == word.s)
			return asked[i].found;
		if (asked[i].word)
			continue;
		asked[i] = (struct asked){ word.s, up_str_contains(bytes, word) };
		return asked[i].found;
	}
	return up_str_contains(bytes, word);
}

static bool contains_all(const struct up_image *image, struct up_image_range words, up_str bytes, struct asked *asked)
{
	for (uint32_t i = 0; i < words.n; i++)
		if (!contains(asked, up_image_item(image->header, words, i), bytes))
			return false;
	return true;
}

static void add_owner(struct up_ownership *ownership, up_str product, bool is_part)
{
	for (size_t i = 0; i < ownership->n; i++) {
		if (!up_str_eq(ownership->products[i], product))
			continue;
		ownership->is_part[i] &= is_part;
		return;
	}
	if (ownership->n == UP_OWNERS)
		return;
	ownership->is_part[ownership->n] = is_part;
	ownership->products[ownership->n++] = product;
}

static void take_file(const struct up_image *image, const struct up_image_file *file, struct up_ownership *ownership, bool decides_parser)
{
	const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
	add_owner(ownership, up_image_str(image->header, products[file->product].id), file->is_part);
	if (!decides_parser && ownership->parser)
		return;
	const struct up_parser *parser = up_parser_by_name(up_image_str(image->header, file->parser));
	if (!parser)
		return;
	ownership->parser = parser;
	ownership->dialect = up_image_str(image->header, file->dialect);
}

static bool is_excepted(const struct up_image *image, const struct up_image_file *file, up_str name)
{
	for (uint32_t i = 0; i < file->but_not.n; i++)
		if (up_glob_match(up_image_item(image->header, file->but_not, i), name))
			return true;
	return false;
}

/* Folders where one program keeps what it knows of others, under their names: `tmpfiles.d/redis.conf` is no file of Redis. */
static const char *const of_others[] = {
	"/tmpfiles.d/", "/sysusers.d/", "/sysctl.d/",        "/modules-load.d/", "/modprobe.d/", "/logrotate.d/", "/rsyslog.d/",
	"/sudoers.d/",  "/apparmor.d/", "/filter.d/",        "/action.d/",       "/health.d/",   "/statsd.d/",    "/python.d/",
	"/go.d/",       "/pcp/",        "/collectd.conf.d/",
};

/* The folder of such a program in which the source lies, with both slashes, or nothing. What is deeper counts below `pcp` alone. */
static up_str folder_of_others(up_str name)
{
	size_t end = name.len;
	while (end && name.s[end - 1] != '/')
		end--;
	up_str folder = up_str_slice(name, 0, end);
	for (size_t i = 0; i < sizeof of_others / sizeof *of_others; i++) {
		up_str other = up_str_from(of_others[i]);
		if (up_str_ends(folder, other) || (up_str_eq(other, UP_STR("/pcp/")) && up_str_contains(folder, UP_STR("etc/pcp/"))))
			return other;
	}
	return UP_STR("");
}

/* Tries the rows of one bucket. */
static void own_bucket(const struct up_image *image, unsigned byte, const struct up_source *source, uint64_t letters, up_str others,
		       struct asked *asked, struct up_ownership *ownership)
{
	const struct up_image_file *files = up_image_at(image->header, UP_IMAGE_FILES);
	/* What names its interpreter is a program, whatever it is called; playbooks may name one too. */
	bool is_program = up_str_starts(source->bytes, UP_STR("#!"));
	for (uint32_t i = image->first[byte]; i < image->first[byte + 1]; i++) {
		uint32_t k = image->by_last[i];
		if (image->tails[k].letters & ~letters)
			continue;
		if (!up_str_ends(source->name, image->tails[k].tail) || !up_str_contains(source->name, image->tails[k].literal))
			continue;
		if (!up_glob_match(up_image_str(image->header, files[k].glob), source->name) || is_excepted(image, &files[k], source->name))
			continue;
		if (others.len && !up_str_contains(up_image_str(image->header, files[k].glob), others))
			continue;
		if (is_program && !up_str_eq(up_image_str(image->header, files[k].parser), UP_STR("yaml")))
			continue;
		if (contains_all(image, files[k].contains, up_str_slice(source->bytes, 0, CONTAINS_BYTES), asked))
			/* A row without `contains` is about this very name: its parser goes before a broad one's. */
			take_file(image, &files[k], ownership, !files[k].contains.n && !ownership->n);
	}
}

void up_rules_own(const struct up_rules *rules, const struct up_source *source, struct up_ownership *ret_ownership)
{
	struct up_ownership ownership = { 0 };
	struct asked asked[ASKED] = { 0 };
	uint64_t letters = up_str_letters(source->name);
	up_str others = folder_of_others(source->name);
	for (size_t i = 0; i < rules->n_images; i++) {
		if (source->name.len)
			own_bucket(&rules->images[i], (unsigned char)source->name.s[source->name.len - 1], source, letters, others, asked,
				   &ownership);
		own_bucket(&rules->images[i], 0, source, letters, others, asked, &ownership);
	}
	*ret_ownership = ownership;
}

const struct up_parser *up_rules_reader(const struct up_rules *rules, struct up_source *source)
{
	struct up_ownership ownership;
	up_rules_own(rules, source, &ownership);
	source->dialect = ownership.dialect;
	if (ownership.n)
		return ownership.parser;
	/* Crontabs are nobody's, and are read for what they run. */
	const struct up_parser *crontab = up_parser_by_name(UP_STR("crontab"));
	return crontab->bid(source) >= UP_BID_NAME ? crontab : NULL;
}

bool up_rules_want_file(const struct up_rules *rules, up_str name)
{
	uint64_t letters = up_str_letters(name);
	for (size_t i = 0; i < rules->n_images; i++) {
		for (size_t k = 0; k < rules->images[i].n_file_literals; k++) {
			const struct up_glob_tail *wanted = &rules->images[i].file_literals[k];
			if (!(wanted->letters & ~letters) && up_str_contains(name, wanted->literal))
				return true;
		}
	}
	return false;
}

bool up_rules_own_as(const struct up_rules *rules, up_str product, struct up_ownership *ownership)
{
	const struct up_image *image;
	const struct up_image_product *row;
	if (!up_rules_window(rules, product, &image, &row))
		return false;
	add_owner(ownership, product, false);
	const struct up_image_file *files = up_image_at(image->header, UP_IMAGE_FILES);
	if (row->files.n)
		take_file(image, &files[row->files.first], ownership, true);
	return true;
}

bool up_rules_want_settings(const struct up_rules *rules, up_str name)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		for (size_t k = 0; k < image->n_setting_rules; k++) {
			const struct up_image_rule *rule = (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) +
							   image->setting_rules[k];
			for (uint32_t n = 0; n < rule->files.n; n++)
				if (up_glob_match(up_image_item(image->header, rule->files, n), name))
					return true;
		}
	}
	return false;
}
