/* Keeps an iso that would hold the library for ever from it. Private to run/. */
#pragma once

#include "package/window.h"

/* Does a continuation of Rock Ridge lead back to itself? One pass over all of the image; true as well where there are too many of them to be followed. */
bool up_iso_loops(const struct up_window *window);
