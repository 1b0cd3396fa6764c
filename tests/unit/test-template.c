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

static void a_key_or_value_of_go_becomes_letters(void **state)
{
	MASKED("{{ $key }}: {{ $v | quote }}\n", "xxxxxxxxxx: xxxxxxxxxxxxxxxx\n");
	MASKED("a: {{ include \"x\" . }}-{{ $i }}\n", "a: xxxxxxxxxxxxxxxxxxx-xxxxxxxx\n");
	MASKED("{{- $x := 1 }} a\n", "               a\n");
	MASKED("a: {{ toYaml .x | nindent 2 }}\n", "a:                            \n");
}

static void a_comment_of_go_holds_markers(void **state)
{
	MASKED("{{/*\na: {{ x }}\n*/}}\nb: 1\n", "    \n          \n    \nb: 1\n");
	MASKED("{{- /* {{ x }} */ -}} b\n", "                      b\n");
	MASKED("{{/* {{ x }} b\n", "             b\n"); /* never closed */
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

static void assert_branches(const char *text, size_t n, const char *first, const char *file, int line)
{
	struct up_arena *arena = up_arena_new();
	up_span *spans;
	up_str bytes = up_str_from(text);
	_assert_int_equal(up_template_branches(bytes, arena, &spans), n, file, line);
	if (n)
		assert_str_at(up_str_slice(bytes, spans[0].start, spans[0].end), up_str_from(first), file, line);
	up_arena_free(arena);
}

#define BRANCHES(text, n, first) assert_branches(text, n, first, __FILE__, __LINE__)

static void branches_that_ask_for_a_version(void **state)
{
	BRANCHES("a{{ if .Capabilities.X }}b{{ else }}c{{ end }}d", 1, "{{ if .Capabilities.X }}b{{ else }}c{{ end }}");
	BRANCHES("{{ if a }}b{{ else if semverCompare \"<1\" .v }}c{{ end }}d", 1,
		 "{{ if a }}b{{ else if semverCompare \"<1\" .v }}c{{ end }}");
	BRANCHES("{% if kube_version is version('1.22', '<') %}a{% endif %}", 1,
		 "{% if kube_version is version('1.22', '<') %}a{% endif %}");
	/* What stands round it is not covered, what stands in it is. */
	BRANCHES("{{ if a }}{{ if semverCompare b }}c{{ end }}{{ end }}", 1, "{{ if semverCompare b }}c{{ end }}");
	BRANCHES("{{ if semverCompare a }}{{ if semverCompare b }}c{{ end }}{{ end }}", 1,
		 "{{ if semverCompare a }}{{ if semverCompare b }}c{{ end }}{{ end }}");
	BRANCHES("{{ if semverCompare a }}b{{ end }}{{ if semverCompare c }}d{{ end }}", 2, "{{ if semverCompare a }}b{{ end }}");
	BRANCHES("{{ if .Values.x }}a{{ end }} .Capabilities", 0, "");
	BRANCHES("{{ if semverCompare a }} never closed", 0, "");
	BRANCHES("{{ end }}{{ else }}{{ end }} semverCompare", 0, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expression_becomes_letters),
		cmocka_unit_test(a_statement_becomes_blanks),
		cmocka_unit_test(a_line_of_markers_alone_becomes_blank),
		cmocka_unit_test(line_ends_inside_a_marker_stay),
		cmocka_unit_test(what_is_no_template_stays),
		cmocka_unit_test(branches_that_ask_for_a_version),
		cmocka_unit_test(a_key_or_value_of_go_becomes_letters),
		cmocka_unit_test(a_comment_of_go_holds_markers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
