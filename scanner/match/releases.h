/* Which line of which product something installed is: by its id and version, by os-release, by a Debian package, by an image and its tag. Knows nothing of
 * today. */
#pragma once

#include "match/rules.h"

struct up_image_release;
struct up_image_line;

struct up_version_line {
	const struct up_image_header *header;
	const struct up_image_release *product;
	const struct up_image_line *line;
	up_str older; /* the version, where it is of no line; `line` is the next one then */
};

/* Is it the id of a product whose releases are known? */
bool up_release_known(const struct up_rules *rules, up_str product);
/* Their ids, for "did you mean". */
void up_release_suggest(const struct up_rules *rules, struct up_suggest *suggest);
/* The line of a version: the longest that begins it. A version that is shorter than its lines (8 of 8.0, 8.4) means the newest of them that is out on
 * `today`; one that is of no line is `older` than
 * the next. False: there is none. */
bool up_release_of(const struct up_rules *rules, up_str product, up_str version, int32_t today, struct up_version_line *ret_release);
/* ID, NAME and VERSION_ID of os-release. */
bool up_release_of_os(const struct up_rules *rules, up_str id, up_str name, up_str version, struct up_version_line *ret_release);
/* A package that its vendor built; one of a distribution is the distribution's to support. `version`: with epoch and revision; `upstream`: without. */
bool up_release_of_deb(const struct up_rules *rules, up_str package, up_str version, up_str upstream, struct up_version_line *ret_release);

/* releases-image.c */
struct up_image_releases {
	bool has_own, has_base;
	struct up_version_line own, base; /* what the image is of, and the system that its tag says it is built on */
};
/* False: neither is known. `name`: with its registry, as written. Tags that move (latest, stable), and digests, say nothing. */
bool up_release_of_image(const struct up_rules *rules, up_str name, up_str tag, int32_t today, struct up_image_releases *ret_releases);

/* The name of an image without the hub that it is from: "docker.io/library/postgres" and its mirrors are "postgres". */
up_str up_release_short_name(up_str name);

/* What the two files share. */
bool up_release_line_of(const struct up_image_header *header, uint32_t product, up_str version, int32_t today,
			struct up_version_line *ret_release);
