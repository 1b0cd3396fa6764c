/* Files are looked at in stretches that overlap. Where one of the words stands, the printable bytes round it are a text. A run that is longer than any text,
 * such as the strings of a Go program, which lie there without an end, counts only for the words in it. */
#include "package/behaviour.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/behaviour-words.h"

enum {
	STRETCH = 128 << 10,
	OVERLAP = 2 << 10,  /* more than two texts */
	TEXT_MOST = 300,    /* a longer run is no text */
	GROUP_MOST = 4000,  /* texts of one file */
	TEXTS_MOST = 60000, /* of a release */
	SHOWN = 8,
	MOST_BEHIND = 2,
	SHORT = 16,
	SEEN = 4096,
};

struct text {
	uint64_t group, key, numbers;
	up_str text;
	uint32_t label;
	uint16_t words;
	bool is_run; /* no text of its own: a word in a long run */
};

struct texts {
	struct text *items;
	size_t n, capacity;
	uint64_t n_dropped;
	uint64_t *keys; /* of all, sorted */
};

struct up_behaviours {
	struct up_arena *arena, *scratch;
	struct up_needles *needles;
	struct texts releases[_UP_RELEASE_MAX];
	/* The file that is read. */
	enum up_release release;
	uint64_t group;
	uint32_t label;
	enum up_content content;
	size_t n_of_file;
	uint64_t seen[SEEN]; /* texts of it; most that come again come soon */
	unsigned run_words;  /* words in long runs that are kept already */
	struct up_buf bytes;
	struct up_buf wide; /* texts of UTF-16, with a line end behind each */
	size_t done;        /* bytes whose hits were looked at */
	char last;          /* a byte that may be the lower half of a character of UTF-16 */
	bool has_last;
	uint32_t *hits;
	size_t n_hits, hits_capacity;
};

enum up_content up_content_of(up_str start)
{
	static const char *const programs[] = { "\177ELF", "\xcf\xfa\xed\xfe", "\xce\xfa\xed\xfe" };
	static const char *const counted[] = { "\xca\xfe\xba\xbe", "\0asm" };
	if (up_str_starts(start, UP_STR("MZ")))
		return UP_CONTENT_WIDE;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (up_str_starts(start, (up_str){ programs[i], 4 }))
			return UP_CONTENT_PROGRAM;
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		if (up_str_starts(start, (up_str){ counted[i], 4 }))
			return UP_CONTENT_COUNTED;
	/* Python: a version, then CR LF. */
	if (up_str_eq(up_str_slice(start, 2, 4), UP_STR("\r\n")) && start.len > 16 && (unsigned char)start.s[1] < 16)
		return UP_CONTENT_COUNTED;
	up_str looked = up_str_slice(start, 0, 4096);
	return start.len && up_str_find_byte(looked, '\0', 0) == SIZE_MAX ? UP_CONTENT_TEXT : UP_CONTENT_OTHER;
}

struct up_behaviours *up_behaviours_new(void)
{
	struct up_behaviours *behaviours = up_alloc_zero(1, sizeof *behaviours);
	uint32_t n;
	behaviours->arena = up_arena_new();
	behaviours->scratch = up_arena_new();
	const struct up_needle *list = up_behaviour_needles(behaviours->arena, &n);
	behaviours->needles = up_needles_new(list, n);
	return behaviours;
}

void up_behaviours_free(struct up_behaviours *behaviours)
{
	if (!behaviours)
		return;
	for (size_t i = 0; i < _UP_RELEASE_MAX; i++) {
		up_free(behaviours->releases[i].items);
		up_free(behaviours->releases[i].keys);
	}
	up_needles_free(behaviours->needles);
	up_buf_finish(&behaviours->bytes);
	up_buf_finish(&behaviours->wide);
	up_free(behaviours->hits);
	up_arena_free(behaviours->arena);
	up_arena_free(behaviours->scratch);
	up_free(behaviours);
}

uint64_t up_behaviours_dropped(const struct up_behaviours *behaviours)
{
	return behaviours->releases[UP_RELEASE_BEFORE].n_dropped + behaviours->releases[UP_RELEASE_NOW].n_dropped;
}

/* --- texts of one file ------------------------------------------------------------------------------------------------- */

/* Before a text is copied. */
static bool has_room(struct up_behaviours *behaviours)
{
	struct texts *texts = &behaviours->releases[behaviours->release];
	bool is_full = behaviours->n_of_file == GROUP_MOST || texts->n == TEXTS_MOST;
	texts->n_dropped += is_full;
	return !is_full;
}

static void keep(struct up_behaviours *behaviours, const struct text *text)
{
	struct texts *texts = &behaviours->releases[behaviours->release];
	behaviours->n_of_file++;
	texts->items = up_grow(texts->items, &texts->capacity, texts->n + 1, sizeof *texts->items);
	struct text *kept = &texts->items[texts->n++];
	*kept = *text;
	kept->group = behaviours->group;
	kept->label = behaviours->label;
}

/* A class file and a compiled Python file write the length of a text in front of it, which may be printable too, as may be what comes behind. */
static up_str without_length(up_str run)
{
	size_t len = run.len ? (unsigned char)run.s[0] : 0;
	return len && len < run.len && run.len - 1 - len <= MOST_BEHIND ? up_str_slice(run, 1, 1 + len) : run;
}

static bool is_comment(up_str line)
{
	static const char *const marks[] = { "#", "//", "/*", "*", "--", ";", "<!--", "\"\"\"", "rem ", "%" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (up_str_starts_nocase(line, up_str_from(marks[i])))
			return true;
	return false;
}

static void take_text(struct up_behaviours *behaviours, up_str text)
{
	unsigned found = up_behaviour_words(text);
	if (!found)
		return;
	uint64_t key = up_behaviour_key(text), numbers = up_behaviour_numbers(text);
	uint64_t *seen = &behaviours->seen[(key ^ numbers) % SEEN];
	if (*seen == (key ^ numbers) || !has_room(behaviours))
		return;
	*seen = key ^ numbers;
	up_str shown = up_behaviour_text(text, behaviours->scratch);
	if (shown.len)
		keep(behaviours,
		     &(struct text){
			     .key = key, .numbers = numbers, .text = up_arena_copy(behaviours->arena, shown), .words = (uint16_t)found });
	up_arena_reset(behaviours->scratch);
}

static bool is_of_name(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '$';
}

/* "retries = 5", "retry(5", "--retry 5": behind the number; else where the name ends. */
static size_t with_number(up_str line, size_t end)
{
	size_t at = end;
	while (at < line.len && up_str_find_byte(UP_STR(" \t=:(\"'"), line.s[at], 0) != SIZE_MAX)
		at++;
	if (at == end || at == line.len || !up_is_digit(line.s[at]))
		return end;
	while (at < line.len && (up_is_alnum(line.s[at]) || line.s[at] == '.' || line.s[at] == '%'))
		at++;
	return at;
}

/* Of a line of code its names and its quoted texts count: lines are written anew, and say the same. */
static void take_line(struct up_behaviours *behaviours, up_str line)
{
	for (size_t at = 0; at < line.len;) {
		char c = line.s[at];
		size_t end = at + 1;
		if (c == '"' || c == '\'' || c == '`') {
			size_t close = up_str_find_byte(line, c, at + 1);
			end = close == SIZE_MAX ? end : close + 1;
			if (close != SIZE_MAX)
				take_text(behaviours,
					  up_str_slice(line, at + 1, with_number(line, end) > end ? with_number(line, end) : close));
		} else if (is_of_name(c)) {
			while (end < line.len && is_of_name(line.s[end]))
				end++;
			take_text(behaviours, up_str_slice(line, at, with_number(line, end)));
		}
		at = end;
	}
}

static void take_run(struct up_behaviours *behaviours, up_str run)
{
	if (run.len > TEXT_MOST) {
		unsigned found = up_behaviour_words(run) & ~behaviours->run_words;
		behaviours->run_words |= found;
		for (unsigned i = 0; i < _UP_BEHAVIOUR_MAX; i++)
			if (found & 1u << i && has_room(behaviours))
				keep(behaviours, &(struct text){ .key = i,
								 .text = up_str_from(up_behaviour_name(i)),
								 .words = (uint16_t)(1u << i),
								 .is_run = true });
		return;
	}
	if (behaviours->content == UP_CONTENT_COUNTED)
		take_text(behaviours, up_str_trim(without_length(run)));
	else if (behaviours->content != UP_CONTENT_TEXT)
		take_text(behaviours, up_str_trim(run));
	else if (!is_comment(up_str_trim(run)))
		take_line(behaviours, up_str_trim(run));
}

/* --- stretches --------------------------------------------------------------------------------------------------------- */

static bool on_hit(void *data, uint32_t word, size_t end)
{
	struct up_behaviours *behaviours = data;
	(void)word;
	behaviours->hits = up_grow(behaviours->hits, &behaviours->hits_capacity, behaviours->n_hits + 1, sizeof *behaviours->hits);
	behaviours->hits[behaviours->n_hits++] = (uint32_t)end - 1;
	return false;
}

static int compare_places(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static bool is_printable(const struct up_behaviours *behaviours, char c)
{
	unsigned char byte = (unsigned char)c;
	return (byte >= 0x20 && byte < 0x7f) || (behaviours->content == UP_CONTENT_TEXT && (c == '\t' || byte >= 0x80));
}

static bool is_edge(char c)
{
	return c == '\0' || c == '\n';
}

/* A short text of a program that has no NUL on both sides is a piece of something else, of compressed data. */
static bool is_whole(const struct up_behaviours *behaviours, up_str bytes, size_t start, size_t end)
{
	bool has_edges = behaviours->content == UP_CONTENT_PROGRAM || behaviours->content == UP_CONTENT_WIDE;
	if (!has_edges || end - start >= SHORT)
		return true;
	return (!start || is_edge(bytes.s[start - 1])) && (end == bytes.len || is_edge(bytes.s[end]));
}

/* Texts whose first word ends in [from, to), and long runs. */
static void look(struct up_behaviours *behaviours, up_str bytes, size_t from, size_t to)
{
	size_t run_end = 0;
	behaviours->n_hits = 0;
	up_needles_scan(behaviours->needles, bytes, on_hit, behaviours);
	if (behaviours->n_hits)
		qsort(behaviours->hits, behaviours->n_hits, sizeof *behaviours->hits, compare_places);
	for (size_t i = 0; i < behaviours->n_hits; i++) {
		size_t start = behaviours->hits[i], end = start;
		if (start < run_end)
			continue;
		while (start > run_end && is_printable(behaviours, bytes.s[start - 1]))
			start--;
		while (end < bytes.len && is_printable(behaviours, bytes.s[end]))
			end++;
		run_end = end;
		bool is_here = behaviours->hits[i] >= from && behaviours->hits[i] < to && is_whole(behaviours, bytes, start, end);
		if (is_here || end - start > TEXT_MOST)
			take_run(behaviours, up_str_slice(bytes, start, end));
	}
}

static void look_at_stretch(struct up_behaviours *behaviours, bool is_last)
{
	struct up_buf *bytes = &behaviours->bytes;
	size_t to = is_last ? bytes->len : bytes->len - OVERLAP;
	if (to > behaviours->done)
		look(behaviours, up_buf_str(bytes), behaviours->done, to);
	size_t keep_from = to > OVERLAP ? to - OVERLAP : 0;
	if (bytes->len)
		memmove(bytes->bytes, bytes->bytes + keep_from, bytes->len - keep_from);
	bytes->len -= keep_from;
	behaviours->done = to - keep_from;
}

static void look_at_wide(struct up_behaviours *behaviours)
{
	look(behaviours, up_buf_str(&behaviours->wide), 0, behaviours->wide.len);
	up_buf_clear(&behaviours->wide);
}

/* Characters of UTF-16 in which only the lower byte says something, wherever they begin. */
static void add_wide(struct up_behaviours *behaviours, up_str bytes)
{
	struct up_buf *wide = &behaviours->wide;
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.s[i];
		if (behaviours->has_last && c == '\0' && is_printable(behaviours, behaviours->last)) {
			up_buf_add_byte(wide, behaviours->last);
			behaviours->has_last = false;
			continue;
		}
		bool is_end = behaviours->has_last && wide->len && wide->bytes[wide->len - 1] != '\n';
		behaviours->last = c;
		behaviours->has_last = true;
		if (is_end)
			up_buf_add_byte(wide, '\n');
		if ((is_end && wide->len > STRETCH) || wide->len > 2 * STRETCH)
			look_at_wide(behaviours);
	}
}

void up_behaviours_begin(struct up_behaviours *behaviours, enum up_release release, uint64_t group, uint32_t label, enum up_content content)
{
	behaviours->release = release;
	behaviours->group = group;
	behaviours->label = label;
	behaviours->content = content;
	behaviours->n_of_file = 0;
	behaviours->run_words = 0;
	memset(behaviours->seen, 0, sizeof behaviours->seen);
	behaviours->done = 0;
	behaviours->has_last = false;
	up_buf_clear(&behaviours->bytes);
	up_buf_clear(&behaviours->wide);
}

void up_behaviours_add(struct up_behaviours *behaviours, up_str bytes)
{
	if (behaviours->content == UP_CONTENT_OTHER)
		return;
	for (size_t at = 0; at < bytes.len;) {
		up_str part = up_str_slice(bytes, at, at + STRETCH - behaviours->bytes.len);
		if (behaviours->content == UP_CONTENT_WIDE)
			add_wide(behaviours, part);
		up_buf_add(&behaviours->bytes, part);
		at += part.len;
		if (behaviours->bytes.len == STRETCH)
			look_at_stretch(behaviours, false);
	}
}

void up_behaviours_end(struct up_behaviours *behaviours)
{
	if (behaviours->content != UP_CONTENT_OTHER)
		look_at_stretch(behaviours, true);
	look_at_wide(behaviours);
	up_buf_clear(&behaviours->bytes);
}

/* --- comparing --------------------------------------------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
	const struct text *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->is_run != y->is_run)
		return x->is_run ? 1 : -1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->numbers != y->numbers)
		return x->numbers < y->numbers ? -1 : 1;
	int order = up_str_cmp(x->text, y->text);
	return order ? order : (x->label > y->label) - (x->label < y->label);
}

static int compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static bool has_key(const struct texts *texts, uint64_t key)
{
	return texts->n && bsearch(&key, texts->keys, texts->n, sizeof key, compare_keys);
}

static void settle(struct texts *texts)
{
	if (texts->n)
		qsort(texts->items, texts->n, sizeof *texts->items, compare_texts);
	texts->keys = up_alloc((texts->n + 1) * sizeof *texts->keys);
	for (size_t i = 0; i < texts->n; i++)
		texts->keys[i] = texts->items[i].is_run ? UINT64_MAX : texts->items[i].key;
	if (texts->n)
		qsort(texts->keys, texts->n, sizeof *texts->keys, compare_keys);
}

/* The texts of one group. */
struct part {
	const struct text *items;
	size_t n;
	unsigned words;
};

static struct part part_of(const struct texts *texts, size_t at, uint64_t group)
{
	struct part part = { .items = at < texts->n ? &texts->items[at] : NULL };
	while (at + part.n < texts->n && texts->items[at + part.n].group == group)
		part.words |= part.items[part.n++].words;
	return part;
}

/* The first text of the part with this key and these numbers, or greater ones; runs come last. */
static size_t find(const struct part *part, uint64_t key, uint64_t numbers)
{
	size_t low = 0, high = part->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct text *text = &part->items[middle];
		bool is_before = !text->is_run && (text->key < key || (text->key == key && text->numbers < numbers));
		if (is_before)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_key(const struct part *part, size_t at, uint64_t key)
{
	return at < part->n && !part->items[at].is_run && part->items[at].key == key;
}

/* Has this part the text with other numbers, and not with these? */
static bool has_other_numbers(const struct part *part, const struct text *text)
{
	if (!text->numbers)
		return false;
	size_t same = find(part, text->key, text->numbers);
	if (is_key(part, same, text->key) && part->items[same].numbers == text->numbers)
		return false;
	return is_key(part, find(part, text->key, 1), text->key);
}

struct difference {
	struct up_behaviour_change change;
	struct up_buf texts;
	size_t n_texts;
	unsigned words; /* of all that differs */
};

/* Is this text one that the other release has not? `is_same`: only its numbers differ. */
static bool differs(const struct text *text, const struct part *other, const struct texts *all, bool *ret_is_same)
{
	*ret_is_same = false;
	if (text->is_run)
		return (text->words & ~other->words) != 0;
	if (!has_key(all, text->key))
		return true;
	*ret_is_same = has_other_numbers(other, text);
	return *ret_is_same;
}

static void collect(struct difference *difference, const struct part *part, const struct part *other, const struct texts *all, char sign,
		    bool is_strong)
{
	uint32_t *label = sign == '+' ? &difference->change.label : &difference->change.before;
	for (size_t i = 0; i < part->n; i++) {
		const struct text *text = &part->items[i];
		bool is_same;
		bool is_repeated = i && text->key == text[-1].key && text->numbers == text[-1].numbers && text->is_run == text[-1].is_run;
		if (is_repeated || !differs(text, other, all, &is_same))
			continue;
		bool counts = is_same || UP_BEHAVIOUR_IS_STRONG(text->words);
		if (counts != is_strong)
			continue;
		*label = *label == UINT32_MAX ? text->label : *label;
		difference->words |= text->words;
		difference->change.is_strong |= counts;
		if (difference->n_texts++ < SHOWN)
			up_buf_printf(&difference->texts, "%s%c `%.*s`", difference->texts.len ? "; " : "", sign, UP_FMT(text->text));
	}
}

static void compare_group(struct up_behaviours *behaviours, uint64_t group, const struct part *before, const struct part *now, void *data,
			  void (*change)(void *data, const struct up_behaviour_change *change))
{
	const struct texts *old = &behaviours->releases[UP_RELEASE_BEFORE], *new = &behaviours->releases[UP_RELEASE_NOW];
	struct difference difference = { .change = { .group = group, .label = UINT32_MAX, .before = UINT32_MAX } };
	for (int is_strong = 1; is_strong >= 0; is_strong--) {
		collect(&difference, now, before, old, '+', is_strong);
		collect(&difference, before, now, new, '-', is_strong);
	}
	if (difference.n_texts > SHOWN)
		up_buf_printf(&difference.texts, "; and %zu more", difference.n_texts - SHOWN);
	if (difference.n_texts) {
		difference.change.first = difference.words & now->words & ~before->words;
		difference.change.lost = difference.words & before->words & ~now->words;
		difference.change.other = difference.words & now->words & before->words;
		difference.change.texts = up_buf_str(&difference.texts);
		change(data, &difference.change);
	}
	up_buf_finish(&difference.texts);
}

void up_behaviours_compare(struct up_behaviours *behaviours, void *data,
			   void (*change)(void *data, const struct up_behaviour_change *change))
{
	struct texts *old = &behaviours->releases[UP_RELEASE_BEFORE], *new = &behaviours->releases[UP_RELEASE_NOW];
	settle(old);
	settle(new);
	for (size_t i = 0, k = 0; i < old->n || k < new->n;) {
		bool is_old = i < old->n && (k == new->n || old->items[i].group <= new->items[k].group);
		uint64_t group = is_old ? old->items[i].group : new->items[k].group;
		struct part before = part_of(old, i, group), now = part_of(new, k, group);
		compare_group(behaviours, group, &before, &now, data, change);
		i += before.n;
		k += now.n;
	}
}
