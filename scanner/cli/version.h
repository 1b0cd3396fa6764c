/* The version of the program; the build gives it. */
#pragma once

#ifndef UP_VERSION
#define UP_VERSION "0.0.0"
#endif
