/* Images: the name is that of a product, the tag says its line, and perhaps what it is built on: python:3.8-slim-buster, node:16-alpine3.12. */
#include "match/releases.h"

#include "match/rules-private.h"

enum {
	NAME_BYTES = 256, /* a longer name is none */
	TAG_BYTES = 128,  /* as registries have it */
};

/* "docker.io/library/postgres" and its mirrors are "postgres". */
up_str up_release_short_name(up_str name)
{
	static const char *const hubs[] = {
		"docker.io/",    "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/", "public.ecr.aws/docker/",
		"mirror.gcr.io/"
	};
	for (size_t i = 0; i < sizeof hubs / sizeof *hubs; i++)
		if (up_str_starts(name, up_str_from(hubs[i])))
			name = up_str_slice(name, strlen(hubs[i]), name.len);
	/* Whoever mirrors the official images keeps their folder. */
	up_str base = up_str_basename(name), folder = up_str_slice(name, 0, name.len - base.len);
	if (up_str_eq(folder, UP_STR("library/")) || up_str_ends(folder, UP_STR("/library/")))
		return base;
	if (up_str_starts(name, UP_STR("public.ecr.aws/bitnami/")))
		return up_str_slice(name, strlen("public.ecr.aws/"), name.len);
	return name;
}

static up_str with_star(up_str name, char *out)
{
	up_str folder = up_str_slice(name, 0, name.len - up_str_basename(name).len);
	memcpy(out, folder.s, folder.len);
	out[folder.len] = '*';
	return (up_str){ out, folder.len + 1 };
}

/* ubi7/ubi is RHEL 7 whatever its tag. */
static bool of_one_line(const struct up_image_header *header, up_str name, struct up_version_line *ret_release)
{
	char starred[NAME_BYTES + 1];
	const struct up_image_entry *entry = up_image_find(header, UP_SPACE_LINE_OF, UINT32_MAX, name, NULL);
	if (!entry && name.len && up_str_find_byte(name, '/', 0) != SIZE_MAX)
		entry = up_image_find(header, UP_SPACE_LINE_OF, UINT32_MAX, with_star(name, starred), NULL);
	if (!entry)
		return false;
	const struct up_image_line *line = (const struct up_image_line *)up_image_at(header, UP_IMAGE_LINES) + entry->value;
	*ret_release = (struct up_version_line){ header,
						 (const struct up_image_release *)up_image_at(header, UP_IMAGE_RELEASES) + line->release,
						 line, UP_STR_NULL };
	return true;
}

static bool of_word(const struct up_image_header *header, uint32_t space, uint32_t product, up_str word,
		    struct up_version_line *ret_release)
{
	const struct up_image_entry *entry = up_image_find(header, space, product, word, NULL);
	if (!entry)
		return false;
	const struct up_image_line *line = (const struct up_image_line *)up_image_at(header, UP_IMAGE_LINES) + entry->value;
	*ret_release = (struct up_version_line){ header,
						 (const struct up_image_release *)up_image_at(header, UP_IMAGE_RELEASES) + line->release,
						 line, UP_STR_NULL };
	return true;
}

static up_str next_token(up_str tag, size_t *at)
{
	size_t start = *at, end = start;
	while (end < tag.len && tag.s[end] != '-' && tag.s[end] != '_')
		end++;
	*at = end + 1;
	return up_str_slice(tag, start, end);
}

static bool is_version(up_str token)
{
	return token.len && (up_is_digit(token.s[0]) || (token.len > 1 && token.s[0] == 'v' && up_is_digit(token.s[1])));
}

/* The release of a product that the front of a tag says. */
static bool of_tag(const struct up_image_header *header, uint32_t product, up_str tag, int32_t today, struct up_version_line *ret_release)
{
	size_t at = 0;
	up_str token = next_token(tag, &at);
	/* alpine-3.20 of another product's image: its own version comes behind. */
	if (!is_version(token) && up_str_is_listed(token, "alpine debian ubuntu ol centos"))
		token = next_token(tag, &at);
	if (of_word(header, UP_SPACE_LINE_WORD, product, token, ret_release))
		return true;
	return is_version(token) && up_release_line_of(header, product, token, today, ret_release);
}

/* "alpine3.12", or "ubuntu" with "20.04" behind it. */
static bool of_named_base(const struct up_image_header *header, up_str token, up_str next, int32_t today,
			  struct up_version_line *ret_release)
{
	size_t letters = 0;
	while (letters < token.len && up_is_alpha(token.s[letters]))
		letters++;
	up_str version = letters < token.len ? up_str_slice(token, letters, token.len) : next;
	const struct up_image_release *releases = up_image_at(header, UP_IMAGE_RELEASES);
	const struct up_image_entry *entry = NULL;
	if (!letters || !is_version(version))
		return false;
	while ((entry = up_image_find(header, UP_SPACE_TAGGED, UINT32_MAX, up_str_slice(token, 0, letters), entry)))
		if (releases[entry->value].is_base && up_release_line_of(header, entry->value, version, today, ret_release))
			return true;
	return false;
}

static bool of_base(const struct up_image_header *header, up_str tag, int32_t today, struct up_version_line *ret_release)
{
	for (size_t at = 0; at < tag.len;) {
		up_str token = next_token(tag, &at);
		size_t behind = at;
		up_str next = at < tag.len ? next_token(tag, &behind) : UP_STR_NULL;
		if (token.len && (of_word(header, UP_SPACE_BASE_WORD, UINT32_MAX, token, ret_release) ||
				  of_named_base(header, token, next, today, ret_release)))
			return true;
	}
	return false;
}

static bool of_name(const struct up_image_header *header, up_str name, up_str tag, int32_t today, struct up_image_releases *releases)
{
	const struct up_image_entry *entry = NULL;
	bool is_known = of_one_line(header, name, &releases->own);
	releases->has_own = is_known;
	while (!releases->has_own && (entry = up_image_find(header, UP_SPACE_TAGGED, UINT32_MAX, name, entry))) {
		is_known = true;
		releases->has_own = of_tag(header, entry->value, tag, today, &releases->own);
	}
	return is_known;
}

static bool is_called(const struct up_version_line *base, up_str name)
{
	const struct up_image_release *releases = up_image_at(base->header, UP_IMAGE_RELEASES);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(base->header, UP_SPACE_TAGGED, UINT32_MAX, name, entry)))
		if (&releases[entry->value] == base->product)
			return true;
	return false;
}

bool up_release_of_image(const struct up_rules *rules, up_str name, up_str tag, int32_t today, struct up_image_releases *ret_releases)
{
	*ret_releases = (struct up_image_releases){ 0 };
	if (name.len > NAME_BYTES || tag.len > TAG_BYTES || up_str_find_byte(tag, ':', 0) != SIZE_MAX)
		tag = UP_STR_NULL;
	if (!name.len || name.len > NAME_BYTES)
		return false;
	name = up_release_short_name(name);
	bool is_known = false;
	for (size_t i = 0; i < rules->n_images && !is_known; i++)
		is_known = of_name(rules->images[i].header, name, tag, today, ret_releases);
	/* Of images that nobody knows, only the official ones keep to the words. */
	if (!is_known && up_str_find_byte(name, '/', 0) != SIZE_MAX)
		return false;
	struct up_image_releases *found = ret_releases;
	for (size_t i = 0; i < rules->n_images && !found->has_base; i++)
		found->has_base = of_base(rules->images[i].header, tag, today, &found->base);
	/* The image of a system is built on nothing else; centos:centos7 says its own name. */
	if (found->has_base && !found->has_own && is_called(&found->base, name)) {
		found->own = found->base;
		found->has_own = true;
	}
	if (found->has_base && found->has_own && found->own.product->is_base)
		found->has_base = false;
	return found->has_own || found->has_base;
}
