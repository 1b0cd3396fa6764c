#include "common/declared.h"

#include "common/version-text.h"

static bool emit(struct up_records *records, const struct up_declared *declared, struct up_said_component *said)
{
	up_str exact = declared->exact(said->version);
	said->type = up_str_from(declared->type);
	said->flags = exact.len ? 0 : UP_FACT_WANTED;
	if (exact.len)
		said->version = exact;
	if (up_str_eq(said->version, UP_STR("*")))
		said->version = UP_STR_NULL;
	return up_component_emit_as(records->p, said);
}

bool up_declared_value(struct up_records *records, const struct up_declared *declared, const struct up_fact *fact)
{
	up_str group;
	if (!declared->is_table(fact->path, &group) || !(fact->flags & UP_FACT_QUOTED))
		return true;
	struct up_said_component said = {
		.name = fact->key, .version = fact->value, .path = group, .key_at = fact->key_at, .value_at = fact->value_at
	};
	return emit(records, declared, &said);
}

bool up_declared_end(struct up_records *records, const struct up_declared *declared, const struct up_record *record)
{
	up_str path = record->path, group, qualifier;
	while (up_str_ends(path, UP_STR("/[]")))
		path.len -= 3;
	up_str name = up_str_basename(path);
	const struct up_field *fields = record->fields;
	if (name.len == path.len || !declared->is_table(up_str_slice(path, 0, path.len - name.len - 1), &group))
		return true;
	struct up_said_component said = { .name = name,
					  .version = fields[UP_DECLARED_VERSION].value,
					  .path = group,
					  .key_at = record->key_at,
					  .value_at = fields[UP_DECLARED_VERSION].at };
	if (fields[UP_DECLARED_PACKAGE].value.len)
		said.name = fields[UP_DECLARED_PACKAGE].value;
	if (fields[UP_DECLARED_PATH].value.len && !said.version.len)
		said.path = UP_STR("local");
	if (fields[UP_DECLARED_GIT].value.len) {
		up_str url = fields[UP_DECLARED_GIT].value;
		qualifier = up_version_vcs_qualifier(url, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return emit(records, declared, &said);
}
