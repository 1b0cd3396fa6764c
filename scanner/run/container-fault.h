/* What is said where a container, or a member of it, cannot be read. Private to run/. */
#pragma once

#include "core/form.h"

/* Every key that is stated here; ended by NULL. */
extern const char *const up_container_fault_forms[];

/* A note in any case; a form too where it is a fault of the container and not something that the library cannot do. `is_inside`: it lies in another one. */
void up_container_broken(const struct up_form_sink *sink, up_str path, up_str fault, bool is_inside);
/* A tar archive without the mark of its end. */
void up_container_open_ended(const struct up_form_sink *sink, up_str path);
/* Bytes that are not zeros behind the end of a tar archive. */
void up_container_stray(const struct up_form_sink *sink, up_str path, uint64_t n);
