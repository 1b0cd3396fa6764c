/* SARIF: the tool with the rules that fired, and the CWE taxonomy that they refer to. */
#include <stdlib.h>

#include "base/memory.h"
#include "report/sarif.h"

/* --- which rules ------------------------------------------------------------------------------------------------------ */

static int rule_cmp(const void *a, const void *b)
{
	const struct up_rule *const *x = a, *const *y = b;
	return up_str_cmp((*x)->id, (*y)->id);
}

static int cwe_cmp(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

static void cwes_find(struct up_sarif *sarif)
{
	size_t capacity = 0, n = 0;
	for (size_t i = 0; i < sarif->n_rules; i++)
		for (uint32_t k = 0; k < sarif->rules[i]->n_cwe; k++) {
			sarif->cwes = up_grow(sarif->cwes, &capacity, n + 1, sizeof *sarif->cwes);
			sarif->cwes[n++] = sarif->rules[i]->cwe[k];
		}
	if (n)
		qsort(sarif->cwes, n, sizeof *sarif->cwes, cwe_cmp);
	for (size_t i = 0; i < n; i++)
		if (!sarif->n_cwes || !up_str_eq(sarif->cwes[sarif->n_cwes - 1], sarif->cwes[i]))
			sarif->cwes[sarif->n_cwes++] = sarif->cwes[i];
}

void up_sarif_rules_find(struct up_sarif *sarif)
{
	sarif->rules = up_alloc_zero(sarif->n_shown + 1, sizeof *sarif->rules);
	for (size_t i = 0; i < sarif->n_shown; i++)
		sarif->rules[i] = sarif->shown[i]->rule;
	if (sarif->n_shown)
		qsort(sarif->rules, sarif->n_shown, sizeof *sarif->rules, rule_cmp);
	for (size_t i = 0; i < sarif->n_shown; i++)
		if (!sarif->n_rules || !up_str_eq(sarif->rules[sarif->n_rules - 1]->id, sarif->rules[i]->id))
			sarif->rules[sarif->n_rules++] = sarif->rules[i];
	cwes_find(sarif);
}

size_t up_sarif_rule_index(const struct up_sarif *sarif, const struct up_rule *rule)
{
	const struct up_rule **found = bsearch(&rule, sarif->rules, sarif->n_rules, sizeof *sarif->rules, rule_cmp);
	return (size_t)(found - sarif->rules);
}

/* --- severity --------------------------------------------------------------------------------------------------------- */

static bool is_security(const struct up_rule *rule)
{
	return rule->n_cwe || up_str_eq(rule->family, UP_STR("secret"));
}

/* In tenths; GitHub: from 7.0 high, over 9.0 critical. */
static unsigned severity(const struct up_rule *rule, enum up_level level)
{
	unsigned least = level == UP_LEVEL_ERROR ? 75 : level == UP_LEVEL_WARNING ? 50 : 25;
	return least + (up_str_eq(rule->family, UP_STR("secret")) && level == UP_LEVEL_ERROR ? 17 : 0);
}

unsigned up_sarif_rank(const struct up_finding *finding)
{
	if (finding->rank)
		return finding->rank;
	return severity(finding->rule, finding->level) - 5 * (unsigned)finding->rule->precision;
}

/* --- a rule ----------------------------------------------------------------------------------------------------------- */

/* "postgresql/wal_keep_segments" → "PostgresqlWalKeepSegments". A name must differ from its id by more than case: `suffix` sees to it. */
static up_str pascal_case(struct up_arena *arena, up_str id, up_str suffix)
{
	char *name = up_arena_alloc(arena, id.len + suffix.len + 1);
	size_t n = 0;
	bool is_start = true;
	for (size_t i = 0; i < id.len && n < 200; i++) {
		char c = id.s[i];
		if (!up_is_alnum(c)) {
			is_start = true;
			continue;
		}
		name[n++] = (char)(is_start && c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
		is_start = false;
	}
	if (up_str_eq_nocase((up_str){ name, n }, id) || !n) {
		memcpy(name + n, suffix.s, suffix.len);
		n += suffix.len;
	}
	return (up_str){ name, n };
}

static void add_paragraph(struct up_buf *out, up_str text)
{
	if (!text.len)
		return;
	up_buf_add_s(out, out->len ? "\n\n" : "");
	up_buf_add(out, text);
}

static void help(struct up_sarif *sarif, const struct up_rule *rule)
{
	struct up_buf text = { 0 }, markdown = { 0 };
	add_paragraph(&text, rule->why.len ? rule->why : up_sarif_sentence(sarif, rule->title));
	add_paragraph(&text, rule->fix);
	up_buf_printf(&markdown, "### %.*s", UP_FMT(rule->title));
	add_paragraph(&markdown, rule->why);
	if (rule->fix.len) {
		add_paragraph(&markdown, UP_STR("**Fix:** "));
		up_buf_add(&markdown, rule->fix);
	}
	for (uint32_t i = 0; i < rule->n_links; i++) {
		up_buf_printf(&text, "%s%.*s", i ? "\n" : "\n\n", UP_FMT(rule->links[i]));
		up_buf_printf(&markdown, "%s- <%.*s>", i ? "\n" : "\n\n", UP_FMT(rule->links[i]));
	}
	up_buf_printf(&markdown, "\n\n`uplint explain %.*s` shows examples; `uplint: allow %.*s REASON` in a comment accepts one finding.",
		      UP_FMT(rule->id), UP_FMT(rule->id));
	up_json_key(&sarif->json, "help");
	up_json_object(&sarif->json);
	up_json_pair(&sarif->json, "text", up_buf_str(&text));
	up_json_pair(&sarif->json, "markdown", up_buf_str(&markdown));
	up_json_object_end(&sarif->json);
	up_buf_finish(&text);
	up_buf_finish(&markdown);
}

static void tags(struct up_sarif *sarif, const struct up_rule *rule)
{
	struct up_json *json = &sarif->json;
	size_t n = 1;
	up_json_key(json, "tags");
	up_json_array(json);
	up_json_string(json, rule->family);
	if (is_security(rule) && ++n)
		up_json_string(json, UP_STR("security"));
	if (rule->product.len && ++n)
		up_json_string(json, rule->product);
	for (uint32_t i = 0; i < rule->n_cwe && n < UP_SARIF_TAGS; i++, n++) {
		up_str number = up_str_starts_nocase(rule->cwe[i], UP_STR("CWE-")) ? up_str_slice(rule->cwe[i], 4, SIZE_MAX) : rule->cwe[i];
		up_json_string(json, up_arena_printf(sarif->arena, "external/cwe/cwe-%s%.*s", number.len < 3 ? "0" : "", UP_FMT(number)));
	}
	up_json_array_end(json);
}

static void properties(struct up_sarif *sarif, const struct up_rule *rule)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, "properties");
	up_json_object(json);
	tags(sarif, rule);
	up_json_pair_s(json, "precision", up_precision_name(rule->precision));
	up_json_pair_s(json, "problem.severity", rule->level == UP_LEVEL_NOTE ? "recommendation" : up_level_name(rule->level));
	if (is_security(rule)) {
		unsigned tenths = severity(rule, rule->level);
		up_json_pair(json, "security-severity", up_arena_printf(sarif->arena, "%u.%u", tenths / 10, tenths % 10));
	}
	if (rule->n_controls) {
		up_json_key(json, "controls");
		up_json_array(json);
		for (uint32_t i = 0; i < rule->n_controls; i++)
			up_json_string(json, rule->controls[i]);
		up_json_array_end(json);
	}
	up_json_object_end(json);
}

static void relationships(struct up_sarif *sarif, const struct up_rule *rule)
{
	struct up_json *json = &sarif->json;
	if (!rule->n_cwe)
		return;
	up_json_key(json, "relationships");
	up_json_array(json);
	for (uint32_t i = 0; i < rule->n_cwe; i++) {
		const up_str *taxon = bsearch(&rule->cwe[i], sarif->cwes, sarif->n_cwes, sizeof *sarif->cwes, cwe_cmp);
		up_json_object(json);
		up_json_key(json, "target");
		up_json_object(json);
		up_json_pair(json, "id", rule->cwe[i]);
		up_json_pair_number(json, "index", taxon - sarif->cwes);
		up_json_key(json, "toolComponent");
		up_json_object(json);
		up_json_pair_s(json, "name", "CWE");
		up_json_pair_number(json, "index", 0);
		up_json_object_end(json);
		up_json_object_end(json);
		up_json_key(json, "kinds");
		up_json_array(json);
		up_json_string(json, UP_STR("superset"));
		up_json_array_end(json);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void rule_object(struct up_sarif *sarif, const struct up_rule *rule)
{
	struct up_json *json = &sarif->json;
	up_str title = rule->title.len ? rule->title : rule->id;
	up_json_object(json);
	up_json_pair(json, "id", rule->id);
	up_json_pair(json, "name", pascal_case(sarif->arena, rule->id, UP_STR("Rule")));
	up_sarif_message(sarif, "shortDescription", title, true);
	up_sarif_message(sarif, "fullDescription", rule->why.len ? rule->why : title, true);
	help(sarif, rule);
	if (rule->n_links)
		up_json_pair(json, "helpUri", rule->links[0]);
	else
		up_json_pair_s(json, "helpUri", UP_HOMEPAGE);
	up_json_key(json, "defaultConfiguration");
	up_json_object(json);
	up_json_pair_s(json, "level", up_level_name(rule->level));
	up_json_object_end(json);
	relationships(sarif, rule);
	properties(sarif, rule);
	up_json_object_end(json);
}

/* --- kinds of notes --------------------------------------------------------------------------------------------------- */

static void notification_rule(struct up_sarif *sarif, const char *id, const char *title)
{
	struct up_json *json = &sarif->json;
	up_str about = up_arena_printf(sarif->arena, "What was met and not, or not wholly, looked at: %s", title);
	up_json_object(json);
	up_json_pair_s(json, "id", id);
	up_json_pair(json, "name", pascal_case(sarif->arena, up_str_from(id), UP_STR("Note")));
	up_sarif_message(sarif, "shortDescription", up_str_from(title), true);
	up_sarif_message(sarif, "fullDescription", about, true);
	up_sarif_message(sarif, "help", UP_STR("With --strict, incomplete reading fails the run; --verbose lists every place"), true);
	up_json_pair_s(json, "helpUri", UP_HOMEPAGE);
	up_json_object_end(json);
}

static void notifications(struct up_sarif *sarif)
{
	bool is_used[_UP_NOTE_MAX] = { false };
	for (size_t i = 0; i < sarif->report->n_notes; i++)
		is_used[sarif->report->notes[i].reason] = true;
	up_json_key(&sarif->json, "notifications");
	up_json_array(&sarif->json);
	for (int reason = 0; reason < _UP_NOTE_MAX; reason++)
		if (is_used[reason])
			notification_rule(sarif, up_note_reason_name(reason), up_note_reason_title(reason));
	if (sarif->n_results > sarif->n_shown || sarif->report->findings_dropped)
		notification_rule(sarif, "more-findings", "findings that are not listed");
	up_json_array_end(&sarif->json);
}

/* --- tool and taxonomies ---------------------------------------------------------------------------------------------- */

void up_sarif_driver(struct up_sarif *sarif)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, "tool");
	up_json_object(json);
	up_json_key(json, "driver");
	up_json_object(json);
	up_json_pair_s(json, "name", "uplint");
	up_json_pair(json, "version", sarif->report->version);
	up_json_pair(json, "semanticVersion", sarif->report->version);
	up_json_pair_s(json, "informationUri", UP_HOMEPAGE);
	up_json_key(json, "rules");
	up_json_array(json);
	for (size_t i = 0; i < sarif->n_rules; i++)
		rule_object(sarif, sarif->rules[i]);
	up_json_array_end(json);
	notifications(sarif);
	if (sarif->n_cwes) {
		up_json_key(json, "supportedTaxonomies");
		up_json_array(json);
		up_json_object(json);
		up_json_pair_s(json, "name", "CWE");
		up_json_pair_number(json, "index", 0);
		up_json_object_end(json);
		up_json_array_end(json);
	}
	up_json_key(json, "properties");
	up_json_object(json);
	up_json_pair(json, "rulesDigest", sarif->report->rules_digest);
	up_json_object_end(json);
	up_json_object_end(json);
	up_json_object_end(json);
}

void up_sarif_taxonomies(struct up_sarif *sarif)
{
	struct up_json *json = &sarif->json;
	if (!sarif->n_cwes)
		return;
	up_json_key(json, "taxonomies");
	up_json_array(json);
	up_json_object(json);
	up_json_pair_s(json, "name", "CWE");
	up_json_pair_s(json, "organization", "MITRE");
	up_json_pair_s(json, "informationUri", "https://cwe.mitre.org/");
	up_sarif_message(sarif, "shortDescription", UP_STR("The MITRE Common Weakness Enumeration."), true);
	up_json_key(json, "taxa");
	up_json_array(json);
	for (size_t i = 0; i < sarif->n_cwes; i++) {
		up_str cwe = sarif->cwes[i];
		up_json_object(json);
		up_json_pair(json, "id", cwe);
		if (up_str_starts(cwe, UP_STR("CWE-")))
			up_json_pair(json, "helpUri",
				     up_arena_printf(sarif->arena, "https://cwe.mitre.org/data/definitions/%.*s.html",
						     UP_FMT(up_str_slice(cwe, 4, cwe.len))));
		up_json_object_end(json);
	}
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
}
