/* Loading rules: YAML files → a rules image. The only reader of rule files: `rulec` runs it at build time, `--rules DIR` and `rules check`
 * at run time. Strict: every fault is a message with file, line and column, with a suggestion where one is near. */
#pragma once

#include "base/buf.h"
#include "match/image.h"

struct up_loader;

struct up_loader *up_loader_new(void);
void up_loader_free(struct up_loader *loader);
/* Takes the text of one file. Its kind is read from its first key: `product:`, `topic:` or `vendor:`. */
void up_loader_add(struct up_loader *loader, up_str name, up_str text);
/* All *.yaml and *.yml files below a folder (harvest/ left out), in order of their names. False when it cannot be read; a fault says why. */
bool up_loader_add_folder(struct up_loader *loader, const char *folder);
/* The folders and files that were read, one path a line: what the image depends on. */
up_str up_loader_paths(const struct up_loader *loader);
/* Everything that was wrong so far, one "file:line:column: message" a line; empty when all is well. */
up_str up_loader_faults(const struct up_loader *loader);
size_t up_loader_n_faults(const struct up_loader *loader);
/* Links what was added and writes the image into `ret_image` (its bytes are 16-byte aligned); false when there are faults.
 * `base`: an image whose products and rule ids are known too (ours, for a user's rules); may be NULL. */
bool up_loader_finish(struct up_loader *loader, const struct up_image_header *base, struct up_buf *ret_image);
/* The JSON schema of rule files, from the same field table. */
void up_loader_schema(struct up_buf *out);
