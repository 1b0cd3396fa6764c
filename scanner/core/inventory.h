/* An inventory: components out of many sources, each once, with all the places that state it. Knows what a statement means for others: a requirement says
 * nothing where the same folder has a lock file, and packages of a system are named after the os-release beside their database. Reads nothing. */
#pragma once

#include "core/component.h"

/* One statement. Strings are copied. */
struct up_inventory_entry {
	up_str key, version; /* as in the fact COMPONENT */
	up_str qualifiers;   /* "arch=amd64&epoch=1", as in a package URL */
	up_str source;       /* as reports show it */
	up_str path;         /* where it stands in the source: "devDependencies"; or empty */
	uint32_t line;       /* 0: the source as a whole */
	uint32_t
		flags; /* UP_FACT_WANTED, UP_FACT_DYNAMIC, UP_FACT_EMPTY; FALLBACK: it counts where nothing else of its type is stated in its folder */
	uint32_t home;     /* of a database of a system: so many bytes of the source are its root */
	bool is_of_system; /* `home` says something */
};

struct up_inventory_place {
	up_str source, path;
	uint32_t line;
};

struct up_inventory_item {
	up_str type;                     /* as in the key: "deb", "image", "os" */
	up_str name;                     /* with its namespace: "@babel/core", "org.slf4j/slf4j-api" */
	up_str version;                  /* or what is asked for */
	up_str purl;                     /* empty where there is none */
	struct up_component_parts parts; /* what the package URL is made of */
	bool is_wanted, is_dynamic;
	const struct up_inventory_place *places; /* sorted; one at least */
	size_t n_places;
};

struct up_inventory;

struct up_inventory *up_inventory_new(void);
void up_inventory_free(struct up_inventory *inventory);
/* Over the limit (UP_LIMIT_COMPONENTS) the last ones in the order of their sources are only counted. */
void up_inventory_add(struct up_inventory *inventory, const struct up_inventory_entry *entry);
void up_inventory_merge(struct up_inventory *into, const struct up_inventory *from);
/* After the last entry: items by type, name, version. */
void up_inventory_settle(struct up_inventory *inventory);
const struct up_inventory_item *up_inventory_items(const struct up_inventory *inventory, size_t *ret_n);
/* How many statements were not kept. */
uint64_t up_inventory_dropped(const struct up_inventory *inventory);
