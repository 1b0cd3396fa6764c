/* "Did you mean": the names nearest to a word that is none. */
#pragma once

#include "base/buf.h"

enum {
	UP_SUGGEST_MOST = 3
};

struct up_suggest {
	up_str wanted;
	up_str names[UP_SUGGEST_MOST]; /* nearest first */
	unsigned distances[UP_SUGGEST_MOST];
	size_t n;
};

void up_suggest_init(struct up_suggest *suggest, up_str wanted);
/* A name that there is. Of names that are as near as each other the one that came first stays in front. */
void up_suggest_add(struct up_suggest *suggest, up_str name);
/* "; did you mean a, b or c?", or nothing. */
void up_suggest_write(const struct up_suggest *suggest, struct up_buf *out);
