/* Columns and types of SQLAlchemy. https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.Column,
 * https://docs.sqlalchemy.org/en/20/core/type_basics.html */
#include "orm/alembic.h"

static const struct {
	const char *class, *type, *postgresql;
} types[] = {
	{ "BIGINT", "bigint", NULL },
	{ "BOOLEAN", "boolean", NULL },
	{ "BYTEA", "bytea", NULL },
	{ "BigInteger", "bigint", NULL },
	{ "Boolean", "boolean", NULL },
	{ "CHAR", "char", NULL },
	{ "CITEXT", "citext", NULL },
	{ "DATE", "date", NULL },
	{ "DATETIME", "datetime", "timestamp" },
	{ "DECIMAL", "decimal", "numeric" },
	{ "DOUBLE_PRECISION", "double precision", NULL },
	{ "Date", "date", NULL },
	{ "DateTime", "datetime", "timestamp" },
	{ "Double", "double precision", NULL },
	{ "ENUM", "enum", NULL },
	{ "Enum", "enum", NULL },
	{ "FLOAT", "float", NULL },
	{ "Float", "float", NULL },
	{ "HSTORE", "hstore", NULL },
	{ "INET", "inet", NULL },
	{ "INTEGER", "integer", NULL },
	{ "INTERVAL", "interval", NULL },
	{ "Integer", "integer", NULL },
	{ "Interval", "interval", NULL },
	{ "JSON", "json", NULL },
	{ "JSONB", "jsonb", NULL },
	{ "LONGTEXT", "longtext", NULL },
	{ "LargeBinary", "blob", "bytea" },
	{ "MEDIUMTEXT", "mediumtext", NULL },
	{ "NUMERIC", "numeric", NULL },
	{ "Numeric", "numeric", NULL },
	{ "PickleType", "blob", "bytea" },
	{ "SMALLINT", "smallint", NULL },
	{ "SmallInteger", "smallint", NULL },
	{ "String", "varchar", NULL },
	{ "TEXT", "text", NULL },
	{ "TIMESTAMP", "timestamp", NULL },
	{ "TINYINT", "tinyint", NULL },
	{ "TSVECTOR", "tsvector", NULL },
	{ "Text", "text", NULL },
	{ "Time", "time", NULL },
	{ "UUID", "uuid", NULL },
	{ "Unicode", "varchar", NULL },
	{ "UnicodeText", "text", NULL },
	{ "Uuid", "uuid", NULL },
	{ "VARCHAR", "varchar", NULL },
};

/* The last name of sa.String, postgresql.JSONB(…). */
static up_str class_of(struct up_orm *orm, TSNode node, struct up_orm_call *ret_call)
{
	node = up_orm_value(orm, node);
	*ret_call = (struct up_orm_call){ 0 };
	if (up_orm_is(node, "call") && up_orm_call_of(orm, node, ret_call))
		return ret_call->name;
	TSNode attribute = up_code_field(node, "attribute");
	return up_orm_source(orm, ts_node_is_null(attribute) ? node : attribute);
}

static up_str sized(struct up_orm *orm, const char *type, const struct up_orm_call *call)
{
	TSNode first = up_orm_arg(call, 0), second = up_orm_arg(call, 1);
	if (ts_node_is_null(first))
		first = up_orm_named(call, up_str_eq(up_str_from(type), UP_STR("numeric")) ? "precision" : "length");
	if (ts_node_is_null(second))
		second = up_orm_named(call, "scale");
	if (ts_node_is_null(first) || !up_orm_is(up_orm_value(orm, first), "integer"))
		return up_str_from(type);
	if (!ts_node_is_null(second) && up_orm_is(up_orm_value(orm, second), "integer"))
		return up_arena_printf(orm->code->arena, "%s(%.*s,%.*s)", type, UP_FMT(up_orm_name(orm, first)),
				       UP_FMT(up_orm_name(orm, second)));
	return up_arena_printf(orm->code->arena, "%s(%.*s)", type, UP_FMT(up_orm_name(orm, first)));
}

up_str alembic_type(struct up_orm *orm, TSNode node)
{
	struct up_orm_call call;
	if (ts_node_is_null(node))
		return UP_STR("");
	up_str class = class_of(orm, node, &call);
	bool is_postgresql = orm->migration.dialect == UP_DIALECT_NONE || orm->migration.dialect == UP_DIALECT_POSTGRESQL;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (!up_str_eq(class, up_str_from(types[i].class)))
			continue;
		const char *type = is_postgresql && types[i].postgresql ? types[i].postgresql : types[i].type;
		if (!strcmp(type, "timestamp") && up_orm_is_true(orm, up_orm_arg_or(&call, 0, "timezone")))
			return UP_STR("timestamptz");
		return up_str_is_listed(up_str_from(type), "varchar char numeric decimal") ? sized(orm, type, &call) : up_str_from(type);
	}
	if (up_str_eq(class, UP_STR("ARRAY"))) {
		struct up_orm_call inner;
		TSNode item = up_orm_arg_or(&call, 0, "item_type");
		bool is_array = up_str_eq(class_of(orm, item, &inner), class);
		return is_array ? UP_STR("array") : up_arena_printf(orm->code->arena, "%.*s[]", UP_FMT(alembic_type(orm, item)));
	}
	return class;
}

/* regions of "regions.id", geo.regions of "geo.regions.id" */
static void split_reference(up_str text, struct alembic_column *column)
{
	size_t dot = SIZE_MAX;
	for (size_t i = 0; i < text.len; i++)
		if (text.s[i] == '.')
			dot = i;
	column->references = up_str_slice(text, 0, dot);
	column->referenced_column = dot == SIZE_MAX ? UP_STR("") : up_str_slice(text, dot + 1, text.len);
}

bool alembic_column_of(struct up_orm *orm, TSNode node, struct alembic_column *ret_column)
{
	struct alembic_column column = { 0 };
	node = up_orm_value(orm, node);
	if (!up_orm_is(node, "call") || !up_orm_call_of(orm, node, &column.call) || !up_str_is_listed(column.call.name, "Column column"))
		return false;
	column.name = up_orm_name(orm, up_orm_arg_or(&column.call, 0, "name"));
	bool has_type = false;
	for (uint32_t i = 1; i < column.call.n_args; i++) {
		struct up_orm_call part;
		TSNode value = up_orm_value(orm, column.call.args[i]);
		up_str class = class_of(orm, value, &part);
		if (up_str_eq(class, UP_STR("ForeignKey"))) {
			split_reference(up_orm_name(orm, up_orm_arg(&part, 0)), &column);
			column.on_delete = up_orm_name(orm, up_orm_named(&part, "ondelete"));
		} else if (up_str_eq(class, UP_STR("Identity"))) {
			column.is_identity = true;
		} else if (up_str_eq(class, UP_STR("Computed"))) {
			column.computed = value;
		} else if (!has_type && !up_str_is_listed(class, "Sequence CheckConstraint FetchedValue DefaultClause")) {
			column.type = alembic_type(orm, value);
			has_type = true;
		}
	}
	if (!has_type)
		column.type = alembic_type(orm, up_orm_named(&column.call, "type_"));
	column.is_key = up_orm_is_true(orm, up_orm_named(&column.call, "primary_key"));
	column.is_unique = up_orm_is_true(orm, up_orm_named(&column.call, "unique"));
	column.has_index = up_orm_is_true(orm, up_orm_named(&column.call, "index"));
	*ret_column = column;
	return true;
}

/* "0" is a literal; sa.text("now()") and sa.func.now() are expressions; sa.false() is one as well, and a constant. */
void alembic_say_default(struct up_orm *orm, struct up_operation *operation, TSNode value)
{
	struct up_orm_call call;
	value = up_orm_value(orm, value);
	if (ts_node_is_null(value) || up_orm_is_nothing(orm, value))
		return;
	bool is_call = up_orm_is(value, "call") && up_orm_call_of(orm, value, &call);
	if (!is_call) {
		up_str text = up_orm_written(orm, value);
		up_operation_set(operation, "default", text.len ? text : UP_STR("''"));
		up_operation_flag(operation, "default-constant");
	} else if (up_str_is_listed(call.name, "false true")) {
		up_operation_set(operation, "default", call.name);
		up_operation_flag(operation, "default-constant");
	} else if (up_str_is_listed(call.name, "null")) {
		up_operation_flag(operation, "default-null");
	} else if (up_str_is_listed(call.name, "text literal literal_column DefaultClause DDL")) {
		up_orm_say_default(operation, up_orm_written(orm, up_orm_arg(&call, 0)));
	} else if (up_str_ends(call.object, UP_STR("func"))) {
		up_orm_say_default(operation, up_arena_printf(orm->code->arena, "%.*s()", UP_FMT(call.name)));
	} else {
		up_operation_set(operation, "default", up_orm_source(orm, value));
		up_operation_flag(operation, "default-expression");
	}
}

void alembic_say_column(struct up_orm *orm, struct up_operation *operation, const struct alembic_column *column)
{
	TSNode null = up_orm_named(&column->call, "nullable");
	struct up_orm_call computed;
	up_operation_set(operation, "type", column->type);
	if (up_orm_is_false(orm, null))
		up_operation_flag(operation, "not-null");
	else if (up_orm_is_true(orm, null))
		up_operation_flag(operation, "null");
	alembic_say_default(orm, operation, up_orm_named(&column->call, "server_default"));
	if (column->is_identity)
		up_operation_flag(operation, "identity");
	if (column->is_key)
		up_operation_flag(operation, "primary-key");
	if (column->is_unique)
		up_operation_flag(operation, "unique");
	if (!ts_node_is_null(column->computed) && up_orm_call_of(orm, column->computed, &computed)) {
		bool is_virtual = up_orm_is_false(orm, up_orm_named(&computed, "persisted"));
		up_operation_flag(operation, is_virtual ? "generated-virtual" : "generated-stored");
		up_orm_say(orm, operation, "expression", up_orm_arg(&computed, 0));
	}
}
