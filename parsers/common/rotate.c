/* logrotate: `/var/log/a /var/log/b { weekly … postrotate … endscript }`. The scripts are handed on to the shell parser. */
#include "common/rotate.h"

struct rotate {
	struct up_parse *p;
	struct up_line_reader reader;
	struct up_text text;      /* the whole source */
	struct up_words patterns; /* of the block that is being opened */
	up_str path;              /* patterns of the open block */
	uint32_t scope;
	bool is_open, is_partly;
};

enum {
	STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_BARE | UP_SPLIT_ESCAPE_KEEP | UP_SPLIT_COMMENT,
};

static void note_syntax(struct rotate *rotate, uint32_t offset, const char *what)
{
	up_note(rotate->p, UP_NOTE_SYNTAX, offset, "%s", what);
	rotate->is_partly = true;
}

static bool is_script(up_str key)
{
	static const char *const keys[] = { "prerotate", "postrotate", "firstaction", "lastaction", "preremove" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (up_str_eq(key, up_str_from(keys[i])))
			return true;
	return false;
}

/* The lines up to `endscript` are a shell script. */
static void read_script(struct rotate *rotate, up_str key, uint32_t at)
{
	uint32_t start = (uint32_t)rotate->reader.offset, end = start;
	up_span line;
	while (up_line_read(&rotate->reader, &line)) {
		up_str text = up_str_trim(up_parse_bytes(rotate->p, line));
		if (up_str_starts(text, UP_STR("endscript")) && (text.len == 9 || up_is_space(text.s[9]))) {
			struct up_text script = up_text_slice(&rotate->text, start, end);
			char origin[16] = "";
			memcpy(origin, key.s, key.len < sizeof origin ? key.len : sizeof origin - 1);
			up_embed(rotate->p, "shell", &script, origin);
			return;
		}
		end = (uint32_t)rotate->reader.offset;
	}
	note_syntax(rotate, at, "a script that no endscript ends; the rest of the source was passed over");
}

static bool finish_line(struct rotate *rotate, struct up_splitter *splitter)
{
	if (splitter->unclosed != UINT32_MAX)
		note_syntax(rotate, splitter->unclosed, "a quote that nothing closes; it was taken as it stands");
	up_span rest = { splitter->offset, splitter->end };
	return rest.start >= rest.end || rotate->reader.bytes.s[rest.start] != '#' || up_emit_comment(rotate->p, rest);
}

/* Words up to the end of the line or a brace. */
static bool read_directive(struct rotate *rotate, struct up_splitter *splitter)
{
	struct up_word key;
	struct up_words words = { 0 };
	if (!up_split_word(splitter, &key))
		return true;
	up_str name = key.text.bytes;
	size_t equals = up_str_find_byte(name, '=', 0); /* `size=10k` and `size = 10k` mean `size 10k` */
	if (equals != SIZE_MAX && equals) {
		name = up_str_slice(name, 0, equals);
		key.at.end = key.at.start + (uint32_t)equals;
		splitter->offset = key.at.end;
	}
	if (up_split_skip(splitter) && rotate->reader.bytes.s[splitter->offset] == '=')
		splitter->offset++;
	up_words_read(&words, rotate->p, splitter);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = rotate->scope,
		.path = rotate->path,
		.key = name,
		.key_at = key.at,
	};
	up_fact_take_words(&fact, &rotate->text, &words);
	if (!up_emit(rotate->p, &fact))
		return false;
	if (!is_script(name))
		return true;
	if (!finish_line(rotate, splitter))
		return false;
	read_script(rotate, name, key.at.start);
	return true;
}

static bool open_block(struct rotate *rotate, uint32_t brace)
{
	struct up_words *patterns = &rotate->patterns;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(rotate->p));
	for (uint32_t i = 0; i < patterns->n; i++) {
		if (i)
			up_text_put(&builder, UP_STR(" "), patterns->items[i].at.start);
		up_text_append(&builder, &patterns->items[i].text);
	}
	if (rotate->is_open)
		note_syntax(rotate, brace, "a block inside a block; it was read as if the first had ended");
	if (!patterns->n)
		note_syntax(rotate, brace, "a block without file patterns");
	up_span at = { brace, brace };
	if (patterns->n)
		at = (up_span){ patterns->items[0].at.start, patterns->items[patterns->n - 1].at.end };
	rotate->path = up_text_end(&builder).bytes;
	rotate->scope = up_scope_new(rotate->p);
	rotate->is_open = true;
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.flags = UP_FACT_BLOCK | UP_FACT_EMPTY,
		.key = rotate->path,
		.key_at = at,
		.value_at = { at.end, at.end },
		.words = patterns->items,
		.n_words = patterns->n,
	};
	*patterns = (struct up_words){ 0 };
	return up_emit(rotate->p, &fact);
}

/* A line of patterns: it starts like a path, or a brace stands in it. Where a block is still open it needs both. */
static bool has_patterns(struct rotate *rotate, up_str line)
{
	if (rotate->is_open)
		return (line.s[0] == '/' || line.s[0] == '"') && up_str_find_byte(line, '{', 0) != SIZE_MAX;
	return rotate->patterns.n || memchr("/\"'*~{", line.s[0], 6) || up_str_find_byte(line, '{', 0) != SIZE_MAX;
}

static bool read_line(struct rotate *rotate, up_span at)
{
	struct up_splitter splitter;
	up_split_init(&splitter, up_parse_arena(rotate->p), &rotate->text, STYLE, "{}");
	splitter.offset = at.start;
	splitter.end = at.end;
	while (up_split_skip(&splitter)) {
		char c = rotate->reader.bytes.s[splitter.offset];
		if (c == '{') {
			if (!open_block(rotate, splitter.offset++))
				return false;
		} else if (c == '}') {
			if (!rotate->is_open)
				note_syntax(rotate, splitter.offset, "a closing brace without its opening one");
			rotate->is_open = false;
			rotate->path = UP_STR("");
			rotate->scope = 0;
			splitter.offset++;
		} else if (has_patterns(rotate, up_str_slice(rotate->reader.bytes, splitter.offset, at.end))) {
			up_words_read(&rotate->patterns, rotate->p, &splitter);
		} else {
			if (!read_directive(rotate, &splitter))
				return false;
			if (rotate->reader.offset > at.end + 2)
				return true; /* a script was read */
		}
	}
	return finish_line(rotate, &splitter);
}

enum up_parse_result up_rotate_parse(struct up_parse *p)
{
	struct rotate rotate = { .p = p };
	up_line_reader_init(&rotate.reader, p);
	rotate.text = up_text_plain(rotate.reader.bytes, 0);
	up_span line;
	while (up_line_read(&rotate.reader, &line)) {
		up_span at = up_line_trim(rotate.reader.bytes, line);
		if (at.start < at.end && !read_line(&rotate, at))
			break;
	}
	if (rotate.is_open || rotate.patterns.n)
		note_syntax(&rotate, (uint32_t)rotate.reader.bytes.len, "the source ends inside a block");
	return rotate.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}
