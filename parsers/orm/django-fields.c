/* Fields of Django: which column one makes. https://docs.djangoproject.com/en/stable/ref/models/fields/ */
#include "orm/django.h"

/* `postgresql`: the type there, as far as it has another name than elsewhere. */
static const struct {
	const char *class, *type, *postgresql;
} types[] = {
	{ "AutoField", "integer", NULL },
	{ "BigAutoField", "bigint", NULL },
	{ "BigIntegerField", "bigint", NULL },
	{ "BinaryField", "blob", "bytea" },
	{ "BooleanField", "boolean", NULL },
	{ "CharField", "varchar", NULL },
	{ "CICharField", "citext", NULL },
	{ "CIEmailField", "citext", NULL },
	{ "CITextField", "citext", NULL },
	{ "CommaSeparatedIntegerField", "varchar", NULL },
	{ "DateField", "date", NULL },
	{ "DateRangeField", "daterange", NULL },
	{ "DateTimeField", "datetime", "timestamptz" },
	{ "DateTimeRangeField", "tstzrange", NULL },
	{ "DecimalField", "decimal", "numeric" },
	{ "DurationField", "bigint", "interval" },
	{ "EmailField", "varchar", NULL },
	{ "FileField", "varchar", NULL },
	{ "FilePathField", "varchar", NULL },
	{ "FloatField", "double precision", NULL },
	{ "ForeignKey", "bigint", NULL },
	{ "GenericIPAddressField", "char(39)", "inet" },
	{ "HStoreField", "hstore", NULL },
	{ "IPAddressField", "char(15)", "inet" },
	{ "ImageField", "varchar", NULL },
	{ "IntegerField", "integer", NULL },
	{ "IntegerRangeField", "int4range", NULL },
	{ "JSONField", "json", "jsonb" },
	{ "NullBooleanField", "boolean", NULL },
	{ "OneToOneField", "bigint", NULL },
	{ "PositiveBigIntegerField", "bigint", NULL },
	{ "PositiveIntegerField", "integer", NULL },
	{ "PositiveSmallIntegerField", "smallint", NULL },
	{ "SearchVectorField", "tsvector", NULL },
	{ "SlugField", "varchar", NULL },
	{ "SmallAutoField", "smallint", NULL },
	{ "SmallIntegerField", "smallint", NULL },
	{ "TextField", "text", NULL },
	{ "TimeField", "time", NULL },
	{ "URLField", "varchar", NULL },
	{ "UUIDField", "uuid", NULL },
};

/* "self" is the table that the operation is on. */
void django_say_references(struct up_operation *operation, const struct django_field *field)
{
	up_str references = field->references;
	for (uint32_t i = 1; i < operation->n_words && up_str_eq_nocase(references, UP_STR("self")); i++)
		if (up_str_starts(operation->words[i].text.bytes, UP_STR("table=")))
			references = up_str_slice(operation->words[i].text.bytes, 6, SIZE_MAX);
	up_operation_set(operation, "references", references);
}

static TSNode option(const struct django_field *field, const char *name)
{
	return up_orm_named(&field->call, name);
}

static bool is_true(struct django *django, const struct django_field *field, const char *name)
{
	return up_orm_is_true(django->orm, option(field, name));
}

/* to="shop.Order", to=settings.AUTH_USER_MODEL; "self" is the model itself. */
static up_str referenced(struct django *django, const struct django_field *field)
{
	TSNode to = option(field, "to");
	if (ts_node_is_null(to))
		to = up_orm_arg(&field->call, 0);
	up_str name = up_orm_name(django->orm, to);
	return up_orm_is_unknown(name) || up_str_eq_nocase(name, UP_STR("self")) ? name : django_table(django, name);
}

bool django_field_of(struct django *django, TSNode node, up_str name, struct django_field *ret_field)
{
	struct django_field field = { 0 };
	if (!up_orm_call_of(django->orm, up_orm_value(django->orm, node), &field.call))
		return false;
	field.class = field.call.name;
	/* TaggableManager of django-taggit and the like have a table between, as ManyToManyField has, and no column. */
	field.is_many = up_str_ends(field.class, UP_STR("ManyToManyField")) || up_str_ends(field.class, UP_STR("TaggableManager")) ||
			up_str_ends(field.class, UP_STR("GenericRelation")) || !ts_node_is_null(option(&field, "through"));
	field.is_relation = !field.is_many &&
			    (up_str_ends(field.class, UP_STR("ForeignKey")) || up_str_ends(field.class, UP_STR("OneToOneField")) ||
			     up_str_ends(field.class, UP_STR("ParentalKey")));
	up_str column = up_orm_name(django->orm, option(&field, "db_column"));
	field.column = column.len ? column : name;
	if (field.is_relation && !column.len && name.len)
		field.column = up_arena_printf(django->orm->code->arena, "%.*s_id", UP_FMT(name));
	if (field.is_relation || field.is_many)
		field.references = referenced(django, &field);
	if (up_orm_is_false(django->orm, option(&field, "db_constraint")))
		field.references = UP_STR("");
	field.is_key = is_true(django, &field, "primary_key");
	field.is_unique = is_true(django, &field, "unique") || up_str_ends(field.class, UP_STR("OneToOneField"));
	TSNode index = option(&field, "db_index");
	bool by_itself = field.is_relation || up_str_eq(field.class, UP_STR("SlugField"));
	field.has_index = !field.is_unique && !field.is_key && (ts_node_is_null(index) ? by_itself : up_orm_is_true(django->orm, index));
	*ret_field = field;
	return true;
}

up_str django_type(struct django *django, const struct django_field *field)
{
	struct up_orm *orm = django->orm;
	bool is_postgresql = orm->migration.dialect == UP_DIALECT_NONE || orm->migration.dialect == UP_DIALECT_POSTGRESQL;
	TSNode length = option(field, "max_length"), digits = option(field, "max_digits"), places = option(field, "decimal_places");
	const char *type = NULL;
	for (size_t i = 0; i < sizeof types / sizeof *types && !type; i++)
		if (up_str_eq(field->class, up_str_from(types[i].class)))
			type = is_postgresql && types[i].postgresql ? types[i].postgresql : types[i].type;
	if (up_str_eq(field->class, UP_STR("ArrayField"))) {
		TSNode base = option(field, "base_field");
		struct django_field inner;
		if (!django_field_of(django, ts_node_is_null(base) ? up_orm_arg(&field->call, 0) : base, UP_STR(""), &inner) ||
		    up_str_eq(inner.class, field->class))
			return UP_STR("array");
		return up_arena_printf(orm->code->arena, "%.*s[]", UP_FMT(django_type(django, &inner)));
	}
	if (!type)
		return field->class;
	if (!ts_node_is_null(digits) && !ts_node_is_null(places))
		return up_arena_printf(orm->code->arena, "%s(%.*s,%.*s)", type, UP_FMT(up_orm_name(orm, digits)),
				       UP_FMT(up_orm_name(orm, places)));
	if (!strcmp(type, "varchar") && !ts_node_is_null(length) && !up_orm_is_unknown(up_orm_name(orm, length)))
		return up_arena_printf(orm->code->arena, "varchar(%.*s)", UP_FMT(up_orm_name(orm, length)));
	return up_str_from(type);
}

/* Now(), Value("x"), RandomUUID() of a default that the database keeps. */
static void say_db_default(struct django *django, struct up_operation *operation, TSNode value)
{
	struct up_orm *orm = django->orm;
	struct up_orm_call call;
	value = up_orm_value(orm, value);
	if (!up_orm_is(value, "call") || !up_orm_call_of(orm, value, &call)) {
		up_operation_set(operation, "default", up_orm_written(orm, value));
		up_operation_flag(operation, "default-constant");
	} else if (up_str_eq(call.name, UP_STR("Now"))) {
		up_orm_say_default(operation, UP_STR("now()"));
	} else if (up_str_is_listed(call.name, "RandomUUID Random")) {
		up_orm_say_default(operation, up_str_eq(call.name, UP_STR("Random")) ? UP_STR("random()") : UP_STR("gen_random_uuid()"));
	} else if (up_str_eq(call.name, UP_STR("Value"))) {
		up_operation_set(operation, "default", up_orm_written(orm, up_orm_arg(&call, 0)));
		up_operation_flag(operation, "default-constant");
	} else {
		up_operation_set(operation, "default", up_orm_source(orm, value));
		up_operation_flag(operation, "default-expression");
	}
}

/* A text that may be left blank is filled with '' where nothing else is said. */
static bool is_empty_text(struct django *django, const struct django_field *field)
{
	up_str type = django_type(django, field);
	bool is_text = up_str_starts(type, UP_STR("varchar")) || up_str_is_listed(type, "text citext bytea blob") ||
		       up_str_eq(type, field->class); /* a field of the project or a package: most of those are texts */
	return is_text && !field->is_relation && is_true(django, field, "blank") && !is_true(django, field, "null");
}

/* What Python makes of a default is one value for all rows; Django takes it away again behind that.
 * https://docs.djangoproject.com/en/stable/ref/models/fields/#default */
bool django_has_default(struct django *django, const struct django_field *field)
{
	TSNode value = option(field, "default");
	bool is_now = is_true(django, field, "auto_now") || is_true(django, field, "auto_now_add");
	return (!ts_node_is_null(value) && !up_orm_is_nothing(django->orm, value)) || is_now || is_empty_text(django, field);
}

void django_say_field(struct django *django, struct up_operation *operation, const struct django_field *field)
{
	struct up_orm *orm = django->orm;
	TSNode output = option(field, "output_field"), db_default = option(field, "db_default");
	struct django_field inner;
	bool is_generated = up_str_eq(field->class, UP_STR("GeneratedField"));
	if (is_generated && django_field_of(django, output, UP_STR(""), &inner))
		up_operation_set(operation, "type", django_type(django, &inner));
	else
		up_operation_set(operation, "type", django_type(django, field));
	if (is_generated) {
		up_operation_flag(operation, up_orm_is_false(orm, option(field, "db_persist")) ? "generated-virtual" : "generated-stored");
		return;
	}
	bool is_null = is_true(django, field, "null") || up_str_eq(field->class, UP_STR("NullBooleanField"));
	up_operation_flag(operation, is_null ? "null" : "not-null");
	if (!ts_node_is_null(db_default)) {
		say_db_default(django, operation, db_default);
	} else if (django_has_default(django, field)) {
		TSNode value = option(field, "default");
		up_operation_set(operation, "default", ts_node_is_null(value) ? UP_STR("''") : up_orm_written(orm, value));
		up_operation_flag(operation, "default-constant");
	}
	if (field->is_key)
		up_operation_flag(operation, "primary-key");
	if (up_str_ends(field->class, UP_STR("AutoField")))
		up_operation_flag(operation, "identity");
	if (field->is_unique)
		up_operation_flag(operation, "unique");
	if (field->is_relation)
		django_say_references(operation, field);
}
