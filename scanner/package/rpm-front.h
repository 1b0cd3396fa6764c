/* The front of an rpm out of a stream: lead, signature header, main header. */
#pragma once

#include "base/buf.h"
#include "package/package.h"
#include "package/rpm.h"

/* False: it is none, or cut. The stream stands at the payload then. */
bool up_rpm_front_read(struct up_stream *stream, struct up_buf *front);
