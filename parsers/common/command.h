/* Commands, for every parser that meets an argument vector: shell, unit files, Dockerfiles, Kubernetes manifests. */
#pragma once

#include "core/parser.h"

/* Is this a program or builtin whose first operand is the real command (sudo, env, nice, timeout, xargs, nohup, exec, command …)? */
bool up_command_is_wrapper(up_str name);

/* States COMMAND for an argument vector. Wrappers are seen through: each states a fact of its own and the wrapped command another one, with
 * UP_FACT_PRIVILEGED where sudo, doas, su or runuser stand before it. `sh -c TEXT`, `su -c TEXT`, `ssh HOST TEXT` and `eval` hand TEXT on
 * to the shell parser. References to units (`systemctl restart X`, `service X start`) are stated as UNIT facts.
 * `whole`: the command as written, for the fact's value. False: a limit was hit, stop. */
bool up_command_emit(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags);
