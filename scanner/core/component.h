/* How a component is stated: a piece of software of some ecosystem, installed, locked, asked for or shipped, and its package URL (purl, ECMA-427).
 *
 * Of the fact COMPONENT the key is "TYPE:NAME" with the type of the package URL ("npm:@babel/core", "maven:org.slf4j/slf4j-api", "golang:github.com/x/y",
 * "deb:openssl"), all of it decoded and in the case of the source; what stands before the last '/' is the namespace. Two types are older than that: "image:"
 * (with its registry) and "action:" become package URLs of the types docker and github. The value is a version, or with the flag WANTED
 * a requirement (">=2,<3") that no version was chosen for; it is empty, with the flag EMPTY, where the source says nothing. Words are qualifiers,
 * "arch=amd64", and the path says where it stands in its source ("devDependencies"). */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

struct up_parse;

struct up_said_component {
	up_str type;  /* "npm", "pypi", "deb" …: a type of package URLs */
	up_str space; /* the namespace: "@babel", "org.slf4j", "github.com/x"; empty where there is none */
	up_str name;
	up_str version;           /* whole: of deb and alpm with epoch and revision; of rpm with the release, the epoch being a qualifier */
	up_str path;              /* names round it; or empty */
	const up_str *qualifiers; /* "arch=amd64", decoded */
	uint32_t n_qualifiers;
	uint32_t flags; /* UP_FACT_WANTED, UP_FACT_DYNAMIC … */
	uint32_t scope;
	up_span key_at, value_at;
};

/* The fact; its strings are those of `said`, and new ones of the arena. Nothing is said without a type or a name: the key is then empty. */
struct up_fact up_component_fact(const struct up_said_component *said, struct up_arena *arena);
/* States it; one without a name is passed over. False: a limit was hit, stop. */
bool up_component_emit_as(struct up_parse *p, const struct up_said_component *said);
/* The same of a version that is chosen: locked or installed. */
bool up_component_emit(struct up_parse *p, const char *type, up_str space, up_str name, up_str version, up_span key_at, up_span value_at);
/* The same of a requirement, empty for any version. */
bool up_component_emit_wanted(struct up_parse *p, const char *type, up_str space, up_str name, up_str wanted, up_span key_at,
			      up_span value_at);

/* What a program is known by: its version stands behind this text. */
struct up_program_mark {
	up_str name; /* of the component that is stated, of the type generic */
	up_str text;
};

/* A component by its parts, decoded. */
struct up_component_parts {
	up_str type, space, name, version;
	up_str qualifiers; /* "arch=amd64&distro=debian-12", as written in a package URL; keys ascend */
	up_str subpath;    /* decoded, "a/b" */
};

/* The last part of the name of an image: "postgres" of the key "image:docker.io/library/postgres"; empty where the component is none. */
up_str up_component_image_name(up_str key);
/* The form in which a package is asked for, where several are written: names of Python, PHP, NuGet and Hex in lower case, of Python with dashes; packages of a
 * system without the name of the system that stands in front ("deb:debian/nginx" is "deb:nginx"). */
up_str up_component_asked(up_str key, struct up_arena *arena);
/* The parts of a key; of "image:" and "action:" those of their package URL. False: no component is named so. */
bool up_component_parts_of(up_str key, up_str version, struct up_arena *arena, struct up_component_parts *ret_parts);
enum {
	UP_QUALIFIER_BYTES = 60, /* of the name of a qualifier; those of the specification have 14 at most */
};

/* Adds one qualifier, in its place. An empty value adds nothing, nor does a name that is none; one that is there stays. */
void up_component_qualify(struct up_component_parts *parts, up_str name, up_str value, struct up_arena *arena);
/* The canonical package URL, with what its type asks for (lower case, dashes of Python). */
up_str up_purl_of(const struct up_component_parts *parts, struct up_arena *arena);
/* A text of a package URL without its percent-encoding: the value of a qualifier. */
up_str up_purl_decoded(up_str text, struct up_arena *arena);
/* The parts of a package URL that somebody wrote. False: it is none. */
bool up_purl_read(up_str purl, struct up_arena *arena, struct up_component_parts *ret_parts);
