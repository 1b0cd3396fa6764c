/* The library has global state that must be set before any thread parses. */
#include "base/xml-library.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"

static xmlParserInputPtr refuse_entity(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url, (void)id, (void)ctxt;
	return NULL;
}

static char *duplicate(const char *s)
{
	size_t size = strlen(s) + 1;
	return memcpy(up_alloc(size), s, size);
}

static void set_up_library(void)
{
	xmlMemSetup(up_free, up_alloc, up_realloc, duplicate);
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_entity);
}

void up_xml_library_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, set_up_library);
}
