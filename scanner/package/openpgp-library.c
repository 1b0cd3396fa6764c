/* Loading librnp. */
#include "package/openpgp-library.h"

#include <pthread.h>

#include "base/library.h"

struct up_rnp up_rnp;

static void load(void)
{
#define CALL(name) { "rnp_" #name, &up_rnp.name },
	static const struct up_library_call calls[] = { UP_RNP_CALLS(CALL) };
#undef CALL
	up_library_load(UP_RNP_FILE, calls, sizeof calls / sizeof *calls);
}

void up_rnp_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load);
}
