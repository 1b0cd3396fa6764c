/* Look-ups of lines of versions. */
#include "match/releases.h"

#include "core/version.h"
#include "match/rules-private.h"

static const struct up_image_release *release_at(const struct up_image_header *header, uint32_t index)
{
	return (const struct up_image_release *)up_image_at(header, UP_IMAGE_RELEASES) + index;
}

/* 12 begins 12.3 and 12rc1, but neither 1.2 nor 120; 1.1.1 begins 1.1.1w. */
static bool begins(up_str line, up_str version)
{
	return up_str_starts(version, line) && (version.len == line.len || !up_is_digit(version.s[line.len]));
}

/* 8 is short for 8.4. */
static bool is_short_for(up_str version, up_str line)
{
	return line.len > version.len && up_str_starts(line, version) && line.s[version.len] == '.';
}

/* Digits and dots at the front: 1.13 of 1.13-alpine. */
static up_str number_of(up_str version)
{
	size_t end = 0;
	while (end < version.len && (up_is_digit(version.s[end]) || version.s[end] == '.'))
		end++;
	return up_str_slice(version, 0, end);
}

/* Who counts by years may count in another way, too: SQL Server 2019 is 15.0. */
static bool is_year(up_str version)
{
	size_t digits = 0;
	while (digits < version.len && up_is_digit(version.s[digits]))
		digits++;
	return digits >= 4;
}

/* nginx 1.13, where the lines begin with 1.14 or leave it out: the next line tells how it stands. */
static bool is_older(const struct up_image_header *header, const struct up_image_release *release, up_str version,
		     struct up_version_line *ret_release)
{
	const struct up_image_line *lines = (const struct up_image_line *)up_image_at(header, UP_IMAGE_LINES) + release->lines.first;
	const struct up_image_line *next = NULL;
	version = number_of(version);
	for (uint32_t i = 0; i < release->lines.n && version.len; i++) {
		up_str line = up_image_str(header, lines[i].line);
		if (up_version_cmp(version, line) < 0 && (!next || up_version_cmp(line, up_image_str(header, next->line)) < 0))
			next = &lines[i];
	}
	if (!next || is_year(up_image_str(header, next->line)) != is_year(version))
		return false;
	*ret_release = (struct up_version_line){ header, release, next, version };
	return true;
}

bool up_release_line_of(const struct up_image_header *header, uint32_t product, up_str version, int32_t today,
			struct up_version_line *ret_release)
{
	const struct up_image_release *release = release_at(header, product);
	const struct up_image_line *lines = (const struct up_image_line *)up_image_at(header, UP_IMAGE_LINES) + release->lines.first;
	const struct up_image_line *best = NULL, *newest = NULL;
	size_t longest = 0;
	if (version.len > 1 && (version.s[0] == 'v' || version.s[0] == 'V'))
		version = up_str_slice(version, 1, version.len);
	for (uint32_t i = 0; i < release->lines.n && up_version_valid(version); i++) {
		up_str line = up_image_str(header, lines[i].line);
		if (begins(line, version) && line.len > longest) {
			best = &lines[i];
			longest = line.len;
		}
		if (!newest && lines[i].released <= today && is_short_for(version, line))
			newest = &lines[i];
	}
	best = best ? best : newest;
	if (!best)
		return up_version_valid(version) && is_older(header, release, version, ret_release);
	*ret_release = (struct up_version_line){ header, release, best, UP_STR_NULL };
	return true;
}

static bool line_of_key(const struct up_rules *rules, uint32_t space, up_str key, up_str version, int32_t today,
			struct up_version_line *ret_release)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(header, space, UINT32_MAX, key, entry)))
			if (up_release_line_of(header, entry->value, version, today, ret_release))
				return true;
	}
	return false;
}

bool up_release_known(const struct up_rules *rules, up_str product)
{
	for (size_t i = 0; i < rules->n_images; i++)
		if (up_image_find(rules->images[i].header, UP_SPACE_RELEASE, UINT32_MAX, product, NULL))
			return true;
	return false;
}

void up_release_suggest(const struct up_rules *rules, struct up_suggest *suggest)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_release *releases = up_image_at(header, UP_IMAGE_RELEASES);
		for (uint32_t k = 0; k < header->tables[UP_IMAGE_RELEASES].n; k++)
			up_suggest_add(suggest, up_image_str(header, releases[k].id));
	}
}

bool up_release_of(const struct up_rules *rules, up_str product, up_str version, int32_t today, struct up_version_line *ret_release)
{
	return line_of_key(rules, UP_SPACE_RELEASE, product, version, today, ret_release);
}

bool up_release_of_os(const struct up_rules *rules, up_str id, up_str name, up_str version, struct up_version_line *ret_release)
{
	char both[128];
	if (id.len + 1 + name.len <= sizeof both) {
		memcpy(both, id.s, id.len);
		both[id.len] = '/';
		memcpy(both + id.len + 1, name.s, name.len);
		const up_str key = { both, id.len + 1 + name.len };
		if (name.len && line_of_key(rules, UP_SPACE_OS, key, version, INT32_MIN, ret_release))
			return true;
	}
	return line_of_key(rules, UP_SPACE_OS, id, version, INT32_MIN, ret_release);
}

/* "+deb12u1", "0ubuntu1", "+dfsg": what a distribution builds from upstream's sources. */
static bool is_of_distribution(up_str version)
{
	static const char *const marks[] = { "deb", "ubuntu" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		up_str mark = up_str_from(marks[i]);
		for (size_t at = 0; (at = up_str_find(version, mark, at)) != SIZE_MAX; at += mark.len)
			if (at + mark.len < version.len && up_is_digit(version.s[at + mark.len]))
				return true;
	}
	return up_str_contains(version, UP_STR("dfsg"));
}

static bool is_built(const struct up_image_header *header, const struct up_image_built *built, up_str version)
{
	up_str mark = up_image_str(header, built->mark);
	return mark.len ? up_str_contains(version, mark) : !is_of_distribution(version);
}

bool up_release_of_deb(const struct up_rules *rules, up_str package, up_str version, up_str upstream, struct up_version_line *ret_release)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_built *builts = up_image_at(header, UP_IMAGE_BUILT);
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(header, UP_SPACE_BUILT, UINT32_MAX, package, entry)))
			if (is_built(header, &builts[entry->value], version) &&
			    up_release_line_of(header, builts[entry->value].release, upstream, INT32_MIN, ret_release))
				return true;
	}
	return false;
}
