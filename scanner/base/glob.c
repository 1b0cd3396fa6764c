/* Path globs, by backtracking with a step budget: patterns come from users, so they must not be able to cost exponential time. */
#include "base/glob.h"

enum {
	GLOB_STEPS = 100000
};

struct matcher {
	unsigned steps;
};

static bool match(struct matcher *m, up_str glob, up_str path);

/* The end of the class that starts at glob[0] == '[', past its ']'; 0 when it is not closed. */
static size_t class_len(up_str glob)
{
	size_t i = 1;
	if (i < glob.len && (glob.s[i] == '!' || glob.s[i] == '^'))
		i++;
	if (i < glob.len && glob.s[i] == ']')
		i++;
	while (i < glob.len && glob.s[i] != ']')
		i++;
	return i < glob.len ? i + 1 : 0;
}

static bool class_holds(up_str body, char c)
{
	bool negated = body.len && (body.s[0] == '!' || body.s[0] == '^');
	bool held = false;
	for (size_t i = negated; i < body.len; i++) {
		if (i + 2 < body.len && body.s[i + 1] == '-') {
			held |= (unsigned char)body.s[i] <= (unsigned char)c && (unsigned char)c <= (unsigned char)body.s[i + 2];
			i += 2;
		} else {
			held |= body.s[i] == c;
		}
	}
	return held != negated;
}

/* The end of the braces that start at glob[0] == '{', past the '}'; 0 when they are not closed. */
static size_t brace_len(up_str glob)
{
	size_t depth = 0;
	for (size_t i = 0; i < glob.len; i++) {
		if (glob.s[i] == '\\')
			i++;
		else if (glob.s[i] == '{')
			depth++;
		else if (glob.s[i] == '}' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Tries each alternative of {a,b}, followed by the rest of the glob. */
static bool match_braces(struct matcher *m, up_str glob, size_t len, up_str path)
{
	up_str rest = up_str_slice(glob, len, glob.len);
	size_t start = 1, depth = 0;
	for (size_t i = 1; i < len; i++) {
		char c = glob.s[i];
		if (c == '\\') {
			i++;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && depth) {
			depth--;
		} else if ((c == ',' || c == '}') && !depth) {
			up_str part = up_str_slice(glob, start, i);
			char joined[512];
			if (part.len + rest.len <= sizeof joined) {
				memcpy(joined, part.s, part.len);
				memcpy(joined + part.len, rest.s, rest.len);
				if (match(m, (up_str){ joined, part.len + rest.len }, path))
					return true;
			}
			start = i + 1;
		}
	}
	return false;
}

static bool match_stars(struct matcher *m, up_str glob, up_str path)
{
	bool crosses = glob.len > 1 && glob.s[1] == '*';
	size_t stars = 0;
	while (stars < glob.len && glob.s[stars] == '*')
		stars++;
	up_str rest = up_str_slice(glob, stars, glob.len);
	/* A "**" with its slash also stands for no component at all. */
	if (crosses && rest.len && rest.s[0] == '/' && match(m, up_str_slice(rest, 1, rest.len), path))
		return true;
	for (size_t i = 0; i <= path.len; i++) {
		if (match(m, rest, up_str_slice(path, i, path.len)))
			return true;
		if (i < path.len && path.s[i] == '/' && !crosses)
			return false;
	}
	return false;
}

/* One byte of the path against `?`, a class or a byte; returns how much of the glob it took, 0 where it does not match. */
static size_t match_byte(up_str glob, char byte)
{
	char g = glob.s[0];
	if (g == '?')
		return byte != '/';
	size_t len = g == '[' ? class_len(glob) : 0;
	if (len)
		return byte != '/' && class_holds(up_str_slice(glob, 1, len - 1), byte) ? len : 0;
	if (g == '\\' && glob.len > 1)
		return glob.s[1] == byte ? 2 : 0;
	return g == byte;
}

static bool match(struct matcher *m, up_str glob, up_str path)
{
	while (glob.len) {
		if (++m->steps > GLOB_STEPS)
			return false;
		char g = glob.s[0];
		if (g == '*')
			return match_stars(m, glob, path);
		if (g == '{') {
			size_t len = brace_len(glob);
			if (len)
				return match_braces(m, glob, len, path);
		}
		if (!path.len)
			return up_str_eq(glob, UP_STR("/**"));
		size_t used = match_byte(glob, path.s[0]);
		if (!used)
			return false;
		glob = up_str_slice(glob, used, glob.len);
		path = up_str_slice(path, 1, path.len);
	}
	return path.len == 0;
}

bool up_glob_match_whole(up_str glob, up_str path)
{
	struct matcher m = { 0 };
	return match(&m, glob, path);
}

bool up_glob_match_within(up_str glob, up_str path, unsigned *steps)
{
	unsigned before = *steps < GLOB_STEPS ? GLOB_STEPS - *steps : 0;
	struct matcher m = { .steps = before };
	bool matches = match(&m, glob, path);
	unsigned used = m.steps - before;
	*steps = used < *steps ? *steps - used : 0;
	return matches;
}

bool up_glob_match(up_str glob, up_str path)
{
	if (up_str_find_byte(glob, '/', 0) == SIZE_MAX)
		path = up_str_basename(path);
	return up_glob_match_whole(glob, path);
}

bool up_glob_valid(up_str glob)
{
	for (size_t i = 0; i < glob.len; i++) {
		up_str rest = up_str_slice(glob, i, glob.len);
		if (glob.s[i] == '\\')
			i++;
		else if ((glob.s[i] == '[' && !class_len(rest)) || (glob.s[i] == '{' && !brace_len(rest)))
			return false;
	}
	return glob.len > 0;
}

static up_str without_slashes(up_str run)
{
	while (run.len && run.s[0] == '/')
		run = up_str_slice(run, 1, run.len);
	while (run.len && run.s[run.len - 1] == '/')
		run.len--;
	return run;
}

/* How many bytes of glob[0…] are no plain text: a wildcard, a class, braces, an escaped byte; 0 for a plain byte. What is not closed goes to the end. */
static size_t special_len(up_str glob)
{
	size_t len = 0;
	switch (glob.s[0]) {
	case '[':
		len = class_len(glob);
		return len ? len : glob.len;
	case '{':
		len = brace_len(glob);
		return len ? len : glob.len;
	case '\\':
		return glob.len < 2 ? glob.len : 2;
	case '*':
	case '?':
		return 1;
	default:
		return 0;
	}
}

up_str up_glob_literal(up_str glob)
{
	up_str best = UP_STR("");
	size_t start = 0;
	for (size_t i = 0; i <= glob.len;) {
		size_t len = i < glob.len ? special_len(up_str_slice(glob, i, glob.len)) : 1;
		if (!len) {
			i++;
			continue;
		}
		/* Slashes beside a "**" may match nothing. */
		up_str run = without_slashes(up_str_slice(glob, start, i));
		if (run.len > best.len)
			best = run;
		i += len;
		start = i;
	}
	return best;
}

up_str up_glob_tail(up_str glob)
{
	size_t start = 0;
	for (size_t i = 0; i < glob.len;) {
		size_t len = special_len(up_str_slice(glob, i, glob.len));
		i += len ? len : 1;
		if (len)
			start = i;
	}
	up_str tail = up_str_slice(glob, start, glob.len);
	/* Two stars may match nothing, and the slash behind them with them: "action.yml" alone is a match of it in any folder. */
	if (start >= 2 && glob.s[start - 2] == '*' && up_str_starts(tail, UP_STR("/")))
		tail = up_str_slice(tail, 1, tail.len);
	return tail;
}
