/* Migrations of Django: class Migration(migrations.Migration) with a list of operations. https://docs.djangoproject.com/en/stable/topics/migrations/ */
#include "orm/django.h"

static TSNode find_class(struct up_orm *orm, TSNode root)
{
	struct up_orm_nodes statements = up_orm_children(orm, root);
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode node = statements.nodes[i];
		if (!up_orm_is(node, "class_definition"))
			continue;
		up_str bases = up_orm_source(orm, up_code_field(node, "superclasses"));
		if (up_str_eq(up_orm_source(orm, up_code_field(node, "name")), UP_STR("Migration")) &&
		    up_str_contains(bases, UP_STR("Migration")))
			return node;
	}
	return (TSNode){ 0 };
}

bool up_orm_is_django(struct up_orm *orm, TSNode root)
{
	return !ts_node_is_null(find_class(orm, root));
}

/* shop of src/shop/migrations/0042_region.py; what lies in a folder below that is of the same. */
static up_str app_of(const struct up_orm *orm)
{
	up_str name = up_parse_source(orm->code->p)->name, app = UP_STR("");
	for (size_t slash; (slash = up_str_find_byte(name, '/', 0)) != SIZE_MAX; name = up_str_slice(name, slash + 1, name.len)) {
		up_str folder = up_str_slice(name, 0, slash);
		if (up_str_ends(folder, UP_STR("migrations")) && app.len)
			return app;
		app = folder;
	}
	return UP_STR("");
}

/* The migrations of the same application that it comes after. */
static void say_depends(struct django *django, TSNode list)
{
	struct up_orm_nodes dependencies = up_orm_list(django->orm, list);
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < dependencies.n && !ts_node_is_null(list) && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		struct up_orm_nodes pair = up_orm_list(django->orm, dependencies.nodes[i]);
		if (pair.n != 2 || !up_str_eq(up_orm_name(django->orm, pair.nodes[0]), django->app))
			continue;
		if (out.len)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, up_orm_name(django->orm, pair.nodes[1]));
	}
	up_str depends = up_arena_take(django->orm->code->arena, &out);
	if (depends.len)
		up_migration_set(django->orm->code->p, &django->orm->migration, "depends", depends);
}

/* operations = […], and what is added to it behind that. */
static void read_all(struct django *django, TSNode body, bool is_dry)
{
	struct up_orm *orm = django->orm;
	struct up_orm_nodes statements = up_orm_children(orm, body);
	orm->is_dry = is_dry;
	orm->steps = orm->n_stated = 0;
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode inner = up_code_child(statements.nodes[i], 0);
		if (up_orm_is_any(inner, "assignment augmented_assignment") &&
		    up_str_eq(up_orm_source(orm, up_code_field(inner, "left")), UP_STR("operations")))
			django_read_operations(django, up_code_field(inner, "right"));
	}
	orm->is_dry = false;
}

static const char *how_undone(const struct django *django)
{
	if (django->n_one_way)
		return "missing";
	if (django->n_pretended && !django->n_others && !django->n_written)
		return "fake";
	return django->n_written ? "written" : "automatic";
}

void up_orm_read_django(struct up_orm *orm, TSNode root)
{
	TSNode class = find_class(orm, root), body = up_code_field(class, "body");
	struct django django = { .orm = orm, .app = app_of(orm) };
	python_begin(&django.python, orm, root);
	django.python.reader = &django;
	django.python.app = django.app;
	django.python.read_call = django_read_call;
	orm->migration.version = up_orm_file_stem(orm);
	up_orm_set(orm, "transaction", up_orm_is_false(orm, python_assigned(&django.python, body, "atomic")) ? "no" : "yes");
	/* What it replaces has run wherever there is data already: it is applied to new databases alone, and elsewhere only marked as such
	 * (https://docs.djangoproject.com/en/stable/topics/migrations/#migration-squashing). */
	TSNode replaces = python_assigned(&django.python, body, "replaces");
	if (!ts_node_is_null(replaces) && up_orm_list(orm, replaces).n)
		up_orm_set(orm, "part", "baseline");
	say_depends(&django, python_assigned(&django.python, body, "dependencies"));
	read_all(&django, body, true);
	up_orm_set(orm, "down", how_undone(&django));
	up_orm_state_migration(orm, up_code_field(class, "name"));
	read_all(&django, body, false);
}
