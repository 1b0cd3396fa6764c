/* Options of columns and keys in maps, by all the names that frameworks of JavaScript and PHP have for them. */
#include "orm/column.h"

up_str up_orm_table_name(struct up_orm *orm, TSNode node)
{
	struct up_orm_pairs pairs = up_orm_map(orm, node);
	if (!pairs.n)
		return ts_node_is_null(node) ? UP_STR("") : up_orm_name(orm, node);
	TSNode name = up_orm_entry(pairs, "tableName"), schema = up_orm_entry(pairs, "schema");
	if (ts_node_is_null(name))
		name = up_orm_entry(pairs, "name");
	if (ts_node_is_null(schema))
		return up_orm_name(orm, name);
	return up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(up_orm_name(orm, schema)), UP_FMT(up_orm_name(orm, name)));
}

up_str up_steps_set_table(struct up_steps *steps, TSNode node)
{
	up_str before = steps->table;
	steps->table = up_orm_table_name(steps->orm, node);
	return before;
}

/* DataTypes.STRING(50) is STRING(50). */
static up_str plain_type(struct up_orm *orm, TSNode node)
{
	static const char *const rooms[] = { "Sequelize.", "DataTypes.", "dataType.", "Types.", "DataType." };
	up_str type = up_orm_written(orm, node);
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		size_t at = up_str_find(type, up_str_from(rooms[i]), 0);
		if (at != SIZE_MAX && at < 24)
			return up_str_slice(type, at + strlen(rooms[i]), type.len);
	}
	return type;
}

/* references: 'users', 'users(id)', { model: 'users', key: 'id' }, { model: { tableName: 'users' } } */
static void read_references(struct up_orm *orm, struct up_orm_column *column, TSNode node)
{
	static const char *const tables[] = { "model", "table", "tableName", "name" };
	struct up_orm_pairs pairs = up_orm_map(orm, node);
	column->is_foreign = true;
	for (size_t i = 0; i < sizeof tables / sizeof *tables && pairs.n && !column->references.len; i++)
		column->references = up_orm_table_name(orm, up_orm_entry(pairs, tables[i]));
	TSNode key = up_orm_entry(pairs, "key");
	if (!ts_node_is_null(key))
		column->referenced_columns = up_orm_names(orm, key);
	if (pairs.n)
		return;
	up_str text = up_orm_name(orm, node);
	size_t open = up_str_find_byte(text, '(', 0), close = up_str_find_byte(text, ')', 0);
	bool has_columns = open != SIZE_MAX && close != SIZE_MAX && close > open;
	column->references = up_str_trim(up_str_slice(text, 0, has_columns ? open : text.len));
	if (column->references.len > 2 && column->references.s[0] == '"')
		column->references = up_str_slice(column->references, 1, column->references.len - 1);
	if (has_columns)
		column->referenced_columns = up_str_slice(text, open + 1, close);
}

static void set_null(struct up_orm *orm, struct up_orm_column *column, TSNode value, bool means_null)
{
	bool is_true = up_orm_is_true(orm, value), is_false = up_orm_is_false(orm, value);
	if (is_true || is_false)
		*(is_true == means_null ? &column->is_null : &column->is_not_null) = true;
}

static void read_flag(struct up_orm *orm, struct up_orm_column *column, up_str name, TSNode value)
{
	if (up_str_is_listed(name, "allowNull nullable isNullable null"))
		set_null(orm, column, value, true);
	else if (up_str_is_listed(name, "notNull notnull not_null"))
		set_null(orm, column, value, false);
	else if (up_str_is_listed(name, "primaryKey isPrimary primary"))
		column->is_primary = up_orm_is_true(orm, value);
	else if (up_str_is_listed(name, "autoIncrement isGenerated autoincrement identity auto_increment"))
		column->is_auto_increment = up_orm_is_true(orm, value);
	else if (up_str_is_listed(name, "unique isUnique"))
		column->is_unique = !up_orm_is_false(orm, value);
	else if (up_str_eq(name, UP_STR("first")))
		column->is_first = up_orm_is_true(orm, value);
	else if (up_str_is_listed(name, "check"))
		column->has_check = true;
	else if (up_str_eq(name, UP_STR("ifNotExists")))
		column->if_not_exists = up_orm_is_true(orm, value);
}

static void read_option(struct up_orm *orm, struct up_orm_column *column, up_str name, TSNode value, bool is_sql)
{
	if (up_str_eq(name, UP_STR("type")))
		column->type = plain_type(orm, value);
	else if (up_str_is_listed(name, "default defaultValue defaultRaw default_value") && is_sql && up_orm_is_text(value))
		up_orm_column_default_text(column, up_orm_written(orm, value));
	else if (up_str_is_listed(name, "default defaultValue defaultRaw default_value"))
		up_orm_column_default(orm, column, value);
	else if (up_str_eq(name, UP_STR("references")))
		read_references(orm, column, value);
	else if (up_str_is_listed(name, "onDelete delete"))
		column->on_delete = up_orm_action(up_orm_name(orm, value));
	else if (up_str_is_listed(name, "onUpdate"))
		column->on_update = up_orm_action(up_orm_name(orm, value));
	else if (up_str_eq(name, UP_STR("after")))
		column->after = up_orm_name(orm, value);
	else if (up_str_is_listed(name, "collate collation"))
		column->collate = up_orm_name(orm, value);
	else if (up_str_is_listed(name, "charset encoding"))
		column->charset = up_orm_name(orm, value);
	else
		read_flag(orm, column, name, value);
}

void up_orm_column_options(struct up_orm *orm, struct up_orm_column *column, TSNode node, bool is_sql)
{
	struct up_orm_pairs pairs = up_orm_map(orm, node);
	if (!pairs.n && !up_orm_is_any(up_orm_value(orm, node), "object array_creation_expression")) {
		column->type = ts_node_is_null(node) ? UP_STR("") : plain_type(orm, node);
	}
	for (uint32_t i = 0; i < pairs.n; i++)
		read_option(orm, column, pairs.pairs[i].name, pairs.pairs[i].value, is_sql);
	TSNode length = up_orm_entry(pairs, "length");
	if (ts_node_is_null(length))
		length = up_orm_entry(pairs, "limit");
	up_str size = up_orm_source(orm, length);
	if (size.len && up_is_digit(size.s[0]) && column->type.len && up_str_find_byte(column->type, '(', 0) == SIZE_MAX)
		column->type = up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(column->type), UP_FMT(size));
	column->is_serial = up_str_is_listed(column->type, "serial bigserial smallserial SERIAL BIGSERIAL");
	column->is_short = up_str_is_listed(column->type, "integer int INTEGER serial smallint INT SMALLINT int4 smallserial");
}

void up_orm_key_options(struct up_orm *orm, struct up_orm_key *key, struct up_orm_pairs options)
{
	for (uint32_t i = 0; i < options.n; i++) {
		up_str name = options.pairs[i].name;
		TSNode value = options.pairs[i].value;
		if (up_str_is_listed(name, "name indexName constraintName constraint"))
			key->name = up_orm_name(orm, value);
		else if (up_str_is_listed(name, "fields columnNames columns"))
			key->columns = up_orm_names(orm, value);
		else if (up_str_is_listed(name, "unique isUnique"))
			key->is_unique = up_orm_is_true(orm, value);
		else if (up_str_is_listed(name, "concurrently isConcurrent"))
			key->is_concurrent = up_orm_is_true(orm, value);
		else if (up_str_is_listed(name, "using method"))
			key->method = up_orm_name(orm, value);
		else if (up_str_eq(name, UP_STR("where")))
			key->where = value;
		else if (up_str_eq(name, UP_STR("type"))) {
			up_str type = up_orm_name(orm, value);
			key->is_unique |= up_str_eq_nocase(type, UP_STR("unique"));
			key->is_text |= up_str_eq_nocase(type, UP_STR("fulltext"));
			key->is_spatial |= up_str_eq_nocase(type, UP_STR("spatial"));
		} else if (up_str_eq(name, UP_STR("ifNotExists")))
			key->if_not_exists = up_orm_is_true(orm, value);
		else if (up_str_eq(name, UP_STR("referencedTableName")))
			key->references = up_orm_name(orm, value);
		else if (up_str_eq(name, UP_STR("referencedColumnNames")))
			key->referenced_columns = up_orm_names(orm, value);
		else if (up_str_is_listed(name, "onDelete delete"))
			key->on_delete = up_orm_action(up_orm_name(orm, value));
		else if (up_str_is_listed(name, "onUpdate update"))
			key->on_update = up_orm_action(up_orm_name(orm, value));
		else if (up_str_is_listed(name, "deferrable"))
			key->is_deferrable = up_orm_is_true(orm, value);
	}
}
