/* What MySQL and MariaDB have that others have not. */
#include "sql/sql.h"

const struct up_sql_dialect up_sql_mysql = {
	.statement = NULL,
};
