/* Here-documents that become files: `cat > /etc/nginx/nginx.conf <<EOF`, `tee -a PATH <<EOF`, `cat <<EOF | sudo tee PATH`. */
#include "common/shell-word.h"
#include "common/shell.h"

enum {
	LINE_BYTES = 512, /* of a line that asks for a here-document; a longer one is passed over */
};

/* A redirection or `tee` in a line of a shell. */
struct written {
	up_span path; /* raw, in the line; empty: there is none */
	bool appends;
};

static bool ends_path(char c)
{
	return up_is_space(c) || strchr(";|&<>()", c);
}

/* The word at or after `at`, which ends at a blank or an operator. */
static up_span word_at(up_str line, size_t at)
{
	while (at < line.len && up_is_blank(line.s[at]))
		at++;
	size_t end = at;
	for (char quote = '\0'; end < line.len && (quote || !ends_path(line.s[end])); end++) {
		if (quote ? line.s[end] == quote : line.s[end] == '"' || line.s[end] == '\'')
			quote = quote ? '\0' : line.s[end];
	}
	return (up_span){ (uint32_t)at, (uint32_t)end };
}

/* `> PATH`, but not `2> PATH`, `>&2`, `> /dev/null`. */
static bool take_redirection(up_str line, size_t at, struct written *ret)
{
	bool is_other = at && (up_is_digit(line.s[at - 1]) || line.s[at - 1] == '&' || line.s[at - 1] == '<' || line.s[at - 1] == '-' ||
			       line.s[at - 1] == '=');
	bool appends = at + 1 < line.len && line.s[at + 1] == '>';
	size_t after = at + 1 + appends;
	if (after < line.len && line.s[after] == '|')
		after++;
	up_span path = word_at(line, after);
	if (is_other || path.start == path.end || up_str_starts(up_str_slice(line, path.start, path.end), UP_STR("/dev/")))
		return false;
	*ret = (struct written){ path, appends };
	return true;
}

/* `tee [-a] PATH` */
static bool take_tee(up_str line, size_t at, struct written *ret)
{
	bool appends = false;
	bool is_word = (!at || up_is_blank(line.s[at - 1]) || line.s[at - 1] == '|' || line.s[at - 1] == '/') && at + 3 < line.len &&
		       up_is_blank(line.s[at + 3]);
	up_span word = word_at(line, at + 3);
	for (; is_word && word.end > word.start && line.s[word.start] == '-'; word = word_at(line, word.end))
		appends |= up_str_find_byte(up_str_slice(line, word.start, word.end), 'a', 0) != SIZE_MAX;
	if (!is_word || word.start == word.end)
		return false;
	*ret = (struct written){ word, appends };
	return true;
}

/* The file that the one here-document of the line goes to. */
static struct written find_written(up_str line)
{
	struct written written = { 0 };
	size_t first = up_str_find(line, UP_STR("<<"), 0);
	if (first == SIZE_MAX || line.len > LINE_BYTES || up_str_find(line, UP_STR("<<"), first + 2) != SIZE_MAX)
		return written;
	for (size_t i = 0; i < line.len; i++) {
		if (line.s[i] == '>' && take_redirection(line, i, &written))
			return written;
		if (line.s[i] == 't' && up_str_starts(up_str_slice(line, i, line.len), UP_STR("tee")) && take_tee(line, i, &written))
			return written;
		while (line.s[i] == '>' && i + 1 < line.len && line.s[i + 1] == '>')
			i++;
	}
	return written;
}

static up_str line_round(up_str text, size_t at, size_t *ret_start)
{
	size_t start = at, end = at;
	while (start && text.s[start - 1] != '\n' && at - start < LINE_BYTES)
		start--;
	while (end < text.len && text.s[end] != '\n' && end - at < LINE_BYTES)
		end++;
	*ret_start = start;
	return up_str_slice(text, start, end);
}

bool up_shell_writes_files(up_str text)
{
	for (size_t at = up_str_find(text, UP_STR("<<"), 0); at != SIZE_MAX; at = up_str_find(text, UP_STR("<<"), at)) {
		size_t start;
		up_str line = line_round(text, at, &start);
		struct written written = find_written(line);
		up_str path = up_str_slice(line, written.path.start, written.path.end);
		if (up_str_find_byte(path, '.', 0) != SIZE_MAX || up_str_find_byte(path, '/', 0) != SIZE_MAX)
			return true;
		at = start + line.len > at + 2 ? start + line.len : at + 2;
	}
	return false;
}

void up_shell_embed_file(struct up_shell *shell, up_span body, bool tabs)
{
	size_t start;
	if (body.start < 2)
		return;
	up_str line = line_round(shell->text, body.start - 2, &start);
	struct written written = find_written(line);
	if (written.path.start == written.path.end)
		return;
	struct up_word path;
	up_span at = { (uint32_t)start + written.path.start, (uint32_t)start + written.path.end };
	up_shell_word_read(shell->arena, shell->text, at, &path);
	struct up_text name = path.flags & UP_WORD_DYNAMIC ? up_shell_word_open(shell->arena, &path) : path.text;
	struct up_text text = up_shell_heredoc_open(shell->arena, shell->text, body, tabs, false);
	up_embed_file(shell->p, &(struct up_embedded_file){
					.name = name.bytes, .text = &text, .origin = "here-document", .is_part = written.appends });
}
