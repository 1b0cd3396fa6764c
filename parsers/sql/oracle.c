/* What Oracle has that others have not. */
#include "sql/sql.h"

const struct up_sql_dialect up_sql_oracle = {
	.statement = NULL,
};
