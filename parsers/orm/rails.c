/* Migrations of Rails: class AddX < ActiveRecord::Migration[7.1] with `change`, or `up` and `down`. This file finds the class and walks its methods; what a
 * call does is in rails-calls.c. */
#include "orm/rails.h"

/* ActiveRecord::Migration, ActiveRecord::Migration[7.1], Gitlab::Database::Migration[2.2] */
static bool is_migration_class(const struct up_orm *orm, TSNode class)
{
	if (!up_orm_is(class, "class"))
		return false;
	TSNode superclass = up_code_field(class, "superclass");
	if (ts_node_is_null(superclass))
		return false;
	TSNode name = up_code_child(superclass, 0);
	if (up_orm_is(name, "element_reference"))
		name = up_code_child(name, 0);
	return up_str_ends(up_orm_source(orm, name), UP_STR("Migration"));
}

/* At the top, or in modules. */
static TSNode find_class(struct up_orm *orm, TSNode root, uint32_t depth)
{
	struct up_orm_nodes children = up_orm_children(orm, root);
	for (uint32_t i = 0; i < children.n; i++) {
		TSNode child = children.nodes[i];
		if (is_migration_class(orm, child))
			return child;
		TSNode body = up_orm_is(child, "module") ? up_code_field(child, "body") : (TSNode){ 0 };
		TSNode found = ts_node_is_null(body) || depth > 4 ? (TSNode){ 0 } : find_class(orm, body, depth + 1);
		if (!ts_node_is_null(found))
			return found;
	}
	return (TSNode){ 0 };
}

bool up_orm_is_rails(struct up_orm *orm, TSNode root)
{
	return !ts_node_is_null(find_class(orm, root, 0));
}

void up_orm_read_rails(struct up_orm *orm, TSNode root)
{
	TSNode class = find_class(orm, root, 0);
	orm->migration.version = up_orm_leading_digits(up_orm_file_stem(orm));
	up_orm_state_migration(orm, up_code_field(class, "name"));
}
