/* What is wrong with the members of one container: names, links, kinds, modes, owners, places that act on their own, bytes that are not what the name
 * says, and what two members say together. One for each container that is open; nested ones have their own. Knows no rule: states forms for the path of
 * the container, with the member's name as value.
 *
 *   struct up_members *members = up_members_new(container->kind, container->path, now, &sink);
 *   for each member: up_members_add(members, &member, first_bytes);
 *   up_members_finish(members);
 */
#pragma once

#include "core/form.h"
#include "package/package.h"

enum {
	UP_MEMBERS_FIRST_BYTES = 512, /* of a member, for up_members_add: more is not looked at */
};

struct up_members;

/* `now`: seconds since 1970. The path is copied; what the sink points to lives until the end. */
struct up_members *up_members_new(enum up_container_kind kind, up_str path, int64_t now, const struct up_form_sink *sink);
/* In the order of the container. `first`: its first bytes, as far as they were read; empty of what has none. */
void up_members_add(struct up_members *members, const struct up_member *member, up_str first);
/* States what only all of them show, and frees. */
void up_members_finish(struct up_members *members);

/* Every key that can be stated; ended by NULL. */
extern const char *const up_members_forms[];
