/* core/template: markers are blanked, places stay. */
#include "test.h"

#include "core/template.h"

static void assert_masked(const char *text, const char *expected, const char *file, int line)
{
	struct up_arena *arena = up_arena_new();
	up_str masked = up_template_mask(up_str_from(text), arena);
	assert_int_equal(masked.len, strlen(text));
	assert_str_at(masked, up_str_from(expected), file, line);
	up_arena_free(arena);
}

#define MASKED(text, expected) assert_masked(text, expected, __FILE__, __LINE__)

static void an_expression_becomes_letters(void **state)
{
	MASKED("port = {{ p }}\n", "port = xxxxxxx\n");
	MASKED("a <%= x %> b\n", "a xxxxxxxx b\n");
	MASKED("url: http://{{host}}:{{port}}/\n", "url: http://xxxxxxxx:xxxxxxxx/\n");
}

static void a_statement_becomes_blanks(void **state)
{
	MASKED("{% if x %}a{% endif %}\n", "          a           \n");
	MASKED("x <% y %>\n", "x        \n");
	MASKED("k {# note #} v\n", "k            v\n");
	MASKED("a: {{- if .Values.b }}1{{ end }}\n", "a:                    1         \n");
	MASKED("{{ ifconfig }}:\n", "xxxxxxxxxxxxxx:\n"); /* begins like "if", and is a name */
}

static void a_line_of_markers_alone_becomes_blank(void **state)
{
	MASKED("a\n  {{ include }}\nb\n", "a\n               \nb\n");
	MASKED("{{ x }}\r\nb\r\n", "       \r\nb\r\n");
	MASKED("{{ x }}", "       ");
}

static void line_ends_inside_a_marker_stay(void **state)
{
	MASKED("a {{ x\n  y }} b\n", "a xxxx\nxxxxxx b\n");
	MASKED("{#\r\n c\r#}\n", "  \r\n  \r  \n");
}

static void what_is_no_template_stays(void **state)
{
	MASKED("${{ github.ref }}", "${{ github.ref }}");
	MASKED("{{ never closed\n", "{{ never closed\n");
	MASKED("a { b } < c > {", "a { b } < c > {");
	MASKED("", "");
	assert_true(up_template_first(UP_STR("${{ x }} { {")) == UINT32_MAX);
	assert_int_equal(up_template_first(UP_STR("ab {{ x }}")), 3);
	assert_int_equal(up_template_first(UP_STR("{{ open <% x %>")), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expression_becomes_letters),
		cmocka_unit_test(a_statement_becomes_blanks),
		cmocka_unit_test(a_line_of_markers_alone_becomes_blank),
		cmocka_unit_test(line_ends_inside_a_marker_stay),
		cmocka_unit_test(what_is_no_template_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
