/* Where the bytes of a decoded YAML scalar stand in the source. libyaml decodes; this finds the places, by walking both texts together. */
#pragma once

#include "core/parser.h"

enum up_yaml_style {
	UP_YAML_PLAIN,
	UP_YAML_SINGLE,
	UP_YAML_DOUBLE,
	UP_YAML_BLOCK, /* | and > */
};

/* `raw`: the scalar as written, quotes or block header included. The text's bytes are `value`'s, copied into the arena, or a slice of the
 * source where the value stands there as it is. `mapped`: with the place of every byte; otherwise a decoded text has its start only. */
struct up_text up_yaml_scalar_text(struct up_arena *arena, up_str source, up_span raw, enum up_yaml_style style, up_str value, bool mapped);
