/* The table of certificates: every link of every chain that the statements of a package hold. */
#pragma once

#include "core/table.h"
#include "package/statement.h"

/* `statements` of all kinds; those without certificates add nothing. */
void up_certificates_table(const struct up_statements *statements, struct up_table *ret_table, struct up_arena *arena);
