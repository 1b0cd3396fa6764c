/* The sandbox of a scan: once entered, this process can read and nothing else. It writes only to what is open already. */
#pragma once

/* Landlock: no writing, creating, removing or executing anywhere, and no TCP where the kernel knows how to forbid it. Returns the version of the kernel's
 * Landlock interface, or 0 where there is none: a scan is then as safe as its code. Never fails. For this thread and those that it starts. */
int up_sandbox_enter(void);
/* The same, but in the folder `fd`, and below it, files may be removed and renamed. -1: nowhere. */
int up_sandbox_enter_but(int fd);
