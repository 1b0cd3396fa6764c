/* Configuration in braces, and HAProxy's sections. The product's row names the dialect; without one it is guessed from name and bytes. */
#include "common/blocks.h"

#include "base/lines.h"
#include "common/bid.h"
#include "common/haproxy.h"

struct shape {
	uint32_t n_semicolons, n_assignments, n_words, n_braces, n_closed, n_sections, n_calls;
};

static const struct {
	const char *name;
	enum up_block_dialect dialect;
} dialects[] = {
	{ "nginx", UP_BLOCK_NGINX },     { "named", UP_BLOCK_NAMED },
	{ "bind", UP_BLOCK_NAMED },      { "dhcpd", UP_BLOCK_NGINX },
	{ "dhcp", UP_BLOCK_NGINX },      { "dovecot", UP_BLOCK_DOVECOT },
	{ "haproxy", UP_BLOCK_HAPROXY }, { "keepalived", UP_BLOCK_KEEPALIVED },
	{ "syslog-ng", UP_BLOCK_CALLS },
};

static up_str first_word(up_str line)
{
	size_t end = 0;
	while (end < line.len && !up_is_space(line.s[end]))
		end++;
	return up_str_slice(line, 0, end);
}

static void look_at_line(struct shape *shape, up_str line)
{
	size_t comment = up_str_find(line, UP_STR(" #"), 0);
	line = up_str_trim(up_str_slice(line, 0, comment));
	if (!line.len || line.s[0] == '#' || up_str_starts(line, UP_STR("//")))
		return;
	char last = line.s[line.len - 1];
	shape->n_closed += up_str_eq(line, UP_STR("};"));
	if (up_haproxy_is_section(first_word(line)))
		shape->n_sections++;
	if (last == ';')
		shape->n_semicolons++;
	else if (last == '{' || last == '}')
		shape->n_braces++;
	else if (up_str_contains(line, UP_STR(" = ")))
		shape->n_assignments++;
	else
		shape->n_words++;
	if (up_str_ends(line, UP_STR(");")))
		shape->n_calls++;
}

static struct shape look_at(up_str bytes)
{
	struct shape shape = { 0 };
	size_t offset = 0;
	up_str line;
	bytes = up_str_slice(bytes, 0, 32768);
	while (up_line_next(bytes, &offset, &line))
		look_at_line(&shape, line);
	return shape;
}

static enum up_block_dialect guess(const struct up_source *source)
{
	struct shape shape = look_at(source->bytes);
	if (shape.n_semicolons >= shape.n_assignments + shape.n_words && shape.n_semicolons) {
		if (shape.n_calls * 2 > shape.n_semicolons && shape.n_closed)
			return UP_BLOCK_CALLS;
		return shape.n_closed ? UP_BLOCK_NAMED : UP_BLOCK_NGINX;
	}
	if (shape.n_sections && !shape.n_braces)
		return UP_BLOCK_HAPROXY;
	if (!shape.n_assignments && !shape.n_words)
		return UP_BLOCK_NGINX;
	return shape.n_assignments >= shape.n_words ? UP_BLOCK_DOVECOT : UP_BLOCK_KEEPALIVED;
}

static bool find_by_name(up_str path, enum up_block_dialect *ret_dialect)
{
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
		if (!up_bid_is_named_for(path, up_str_from(dialects[i].name)))
			continue;
		*ret_dialect = dialects[i].dialect;
		return true;
	}
	return false;
}

static enum up_block_dialect find_dialect(const struct up_source *source)
{
	enum up_block_dialect dialect;
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		if (up_str_eq(source->dialect, up_str_from(dialects[i].name)))
			return dialects[i].dialect;
	return find_by_name(source->name, &dialect) ? dialect : guess(source);
}

static enum up_parse_result blocks_parse(struct up_parse *p)
{
	enum up_block_dialect dialect = find_dialect(up_parse_source(p));
	switch (dialect) {
	case UP_BLOCK_HAPROXY:
		return up_haproxy_parse(p);
	case UP_BLOCK_DOVECOT:
	case UP_BLOCK_KEEPALIVED:
		return up_block_lines_parse(p, dialect);
	case UP_BLOCK_NGINX:
	case UP_BLOCK_NAMED:
	case UP_BLOCK_CALLS:
		break;
	}
	return up_statements_parse(p, dialect);
}

/* A name is not enough: reports, filters and examples of other programs are named after these products too. */
static bool has_form(const struct shape *shape, enum up_block_dialect dialect)
{
	switch (dialect) {
	case UP_BLOCK_HAPROXY:
		return shape->n_sections > 0;
	case UP_BLOCK_DOVECOT:
	case UP_BLOCK_KEEPALIVED:
		return shape->n_assignments || shape->n_braces;
	case UP_BLOCK_NGINX:
	case UP_BLOCK_NAMED:
	case UP_BLOCK_CALLS:
		break;
	}
	return shape->n_semicolons || shape->n_braces;
}

/* Is the first thing that is said a section in brackets? fail2ban has its filters for nginx and named in INI files. */
static bool begins_with_section(up_str bytes)
{
	size_t at = 0;
	up_str line;
	while (up_line_next(bytes, &at, &line)) {
		line = up_str_trim(line);
		if (line.len && line.s[0] != '#' && line.s[0] != ';')
			return line.s[0] == '[' && line.s[line.len - 1] == ']';
	}
	return false;
}

static int blocks_bid(const struct up_source *source)
{
	up_str base = up_str_basename(source->name);
	bool is_config = up_str_ends(base, UP_STR(".conf")) || up_str_ends(base, UP_STR(".cfg"));
	if (!is_config && !up_str_contains(source->name, UP_STR("nginx/sites-")))
		return UP_BID_NONE;
	/* Named for the product, but read by another program. */
	static const char *const others[] = { "/tmpfiles.d/", "/sysusers.d/", "/rsyslog.d/", "/logrotate.d/" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (up_str_contains(source->name, up_str_from(others[i])))
			return UP_BID_NONE;
	if (begins_with_section(source->bytes))
		return UP_BID_NONE;
	enum up_block_dialect dialect;
	struct shape shape = look_at(source->bytes);
	if (find_by_name(source->name, &dialect))
		return has_form(&shape, dialect) ? UP_BID_NAME : UP_BID_NONE;
	uint32_t n_others = shape.n_assignments + shape.n_words;
	bool has_semicolons = shape.n_semicolons > 2 * n_others && shape.n_semicolons + shape.n_braces > 2;
	bool has_blocks = shape.n_braces >= 2 && shape.n_braces * 4 > n_others;
	/* More than what any *.conf is worth to the reader of directives. */
	return has_semicolons || has_blocks ? UP_BID_GUESS + 10 : UP_BID_NONE;
}

const struct up_parser up_parser_blocks = {
	.name = "blocks",
	.summary = "configuration in braces (nginx, BIND, Dovecot, dhcpd, keepalived, syslog-ng) and HAProxy's sections",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = blocks_bid,
	.parse = blocks_parse,
};
