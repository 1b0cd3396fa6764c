/* Feeds through libxml2's SAX interface: RSS 2.0, RSS 1.0 (RDF) and Atom; each item is an advisory. A document type is refused, so there is nothing to expand
 * and nothing to load. Elements are told by their names without prefix. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/memory.h"
#include "base/xml-library.h"
#include "core/limits.h"
#include "package/advisory-private.h"

enum {
	FEED_DEPTH = 100,      /* of elements; feeds have ten and those inside of XHTML */
	FEED_TEXT = 256 << 10, /* bytes of one item's text */
};

enum part {
	PART_NONE,
	PART_TITLE,
	PART_LINK,
	PART_DATE,
	PART_ID,
	PART_TEXT,
	_PART_MAX,
};

struct feed {
	struct advisory_file *file;
	xmlParserCtxtPtr ctxt;
	struct up_arena *scratch;
	unsigned depth, item_depth, part_depth; /* 0: outside */
	enum part part;
	struct up_buf texts[_PART_MAX];
	bool is_feed, has_document_type, is_refused, is_cut;
	up_str publisher;
	uint32_t n_items;
};

static up_str local_name(const xmlChar *name)
{
	up_str whole = up_str_from((const char *)name);
	size_t colon = up_str_find_byte(whole, ':', 0);
	return colon == SIZE_MAX ? whole : up_str_slice(whole, colon + 1, whole.len);
}

static void refuse(struct feed *feed)
{
	if (feed->is_refused)
		return;
	feed->is_refused = true;
	xmlStopParser(feed->ctxt);
}

static enum part part_of(up_str name)
{
	if (up_str_eq(name, UP_STR("title")))
		return PART_TITLE;
	if (up_str_eq(name, UP_STR("link")))
		return PART_LINK;
	if (up_str_is_listed(name, "pubDate date updated published modified"))
		return PART_DATE;
	if (up_str_is_listed(name, "guid id"))
		return PART_ID;
	return up_str_is_listed(name, "description summary content encoded") ? PART_TEXT : PART_NONE;
}

static up_str attribute(const xmlChar **attributes, const char *name)
{
	for (size_t i = 0; attributes && attributes[i]; i += 2)
		if (up_str_eq(local_name(attributes[i]), up_str_from(name)))
			return up_str_from((const char *)attributes[i + 1]);
	return UP_STR_NULL;
}

static void add_text(struct feed *feed, enum part part, up_str text)
{
	struct up_buf *buf = &feed->texts[part];
	size_t room = buf->len < FEED_TEXT ? FEED_TEXT - buf->len : 0;
	feed->is_cut |= text.len > room;
	up_buf_add(buf, up_str_slice(text, 0, room));
}

/* <link href=…/> of Atom: the page, not where it is edited or enclosed. */
static void take_link(struct feed *feed, const xmlChar **attributes)
{
	up_str href = attribute(attributes, "href"), rel = attribute(attributes, "rel");
	if (href.len && (!rel.len || up_str_eq(rel, UP_STR("alternate"))) && !feed->texts[PART_LINK].len)
		add_text(feed, PART_LINK, href);
}

static void on_start(void *data, const xmlChar *qualified, const xmlChar **attributes)
{
	struct feed *feed = data;
	up_str name = local_name(qualified);
	if (feed->is_refused)
		return;
	if (++feed->depth > FEED_DEPTH) {
		refuse(feed);
		return;
	}
	if (feed->depth == 1) {
		feed->is_feed = up_str_is_listed(name, "rss RDF feed");
		if (!feed->is_feed)
			refuse(feed);
		return;
	}
	if (feed->part) { /* XHTML in the content of Atom: its blocks end lines */
		if (up_str_is_listed(name, "p br li div h1 h2 h3 tr td pre"))
			add_text(feed, feed->part, UP_STR("\n\n"));
		return;
	}
	if (!feed->item_depth && up_str_is_listed(name, "item entry")) {
		feed->item_depth = feed->depth;
		for (size_t i = 0; i < _PART_MAX; i++)
			up_buf_clear(&feed->texts[i]);
		add_text(feed, PART_ID, attribute(attributes, "about"));
		return;
	}
	enum part part = part_of(name);
	bool is_title_of_all = !feed->item_depth && part == PART_TITLE && !feed->publisher.len;
	if (part == PART_NONE || (feed->item_depth ? feed->depth != feed->item_depth + 1 : !is_title_of_all))
		return;
	feed->part = part;
	feed->part_depth = feed->depth;
	if (part == PART_LINK)
		take_link(feed, attributes);
	if (feed->texts[part].len && part != PART_LINK)
		add_text(feed, part, UP_STR("\n\n"));
}

/* The newest of "2026-11-01\n\n2026-11-20": published and updated. */
static up_str newest_date(struct feed *feed)
{
	up_str rest = up_buf_str(&feed->texts[PART_DATE]), newest = UP_STR_NULL;
	while (rest.len) {
		size_t end = up_str_find(rest, UP_STR("\n\n"), 0);
		up_str date = advisory_date(feed->file->arena, up_str_slice(rest, 0, end));
		if (up_str_cmp(date, newest) > 0)
			newest = date;
		rest = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(rest, end + 2, rest.len);
	}
	return newest;
}

static void add_item(struct feed *feed)
{
	up_str title = advisory_plain(feed->scratch, up_buf_str(&feed->texts[PART_TITLE]), true);
	up_str link = up_str_trim(up_buf_str(&feed->texts[PART_LINK])), id = up_str_trim(up_buf_str(&feed->texts[PART_ID]));
	struct advisory advisory = { .id = id.len ? id : link,
				     .title = up_str_trim(title),
				     .date = newest_date(feed),
				     .link = link.len ? link : id,
				     .publisher = feed->publisher,
				     .text = advisory_plain(feed->scratch, up_buf_str(&feed->texts[PART_TEXT]), true) };
	advisory_add(feed->file, &advisory);
	up_arena_reset(feed->scratch);
	feed->n_items++;
	if (feed->n_items >= UP_LIMIT_ADVISORY_CLAIMS) {
		feed->is_cut = true;
		refuse(feed);
	}
}

static void on_end(void *data, const xmlChar *qualified)
{
	struct feed *feed = data;
	(void)qualified;
	if (feed->is_refused)
		return;
	if (feed->part && feed->depth == feed->part_depth) {
		if (!feed->item_depth) {
			feed->publisher = up_arena_copy(feed->file->arena,
							up_str_slice(up_str_trim(up_buf_str(&feed->texts[PART_TITLE])), 0, 200));
			up_buf_clear(&feed->texts[PART_TITLE]);
		}
		feed->part = PART_NONE;
	}
	if (feed->item_depth && feed->depth == feed->item_depth) {
		add_item(feed);
		feed->item_depth = 0;
	}
	if (feed->depth)
		feed->depth--;
}

static void on_text(void *data, const xmlChar *text, int len)
{
	struct feed *feed = data;
	if (!feed->is_refused && feed->part && len > 0)
		add_text(feed, feed->part, (up_str){ (const char *)text, (size_t)len });
}

static void on_document_type(void *data, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct feed *feed = data;
	(void)name, (void)public_id, (void)system_id;
	feed->has_document_type = true;
	refuse(feed);
}

/* The older interface of the library gives names as written and looks up no namespaces. */
static void on_locator(void *data, xmlSAXLocatorPtr locator)
{
	struct feed *feed = data;
	(void)locator;
	feed->ctxt->sax2 = 0;
}

/* Reading goes on behind a fault, where the library can; that there was one is told once, at the end. */
static void on_error(void *data, xmlErrorPtr error)
{
	(void)data, (void)error;
}

static const xmlSAXHandler handler = {
	.internalSubset = on_document_type,
	.setDocumentLocator = on_locator,
	.startElement = on_start,
	.endElement = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.serror = on_error,
	.initialized = XML_SAX2_MAGIC,
};

static void note(const struct feed *feed, enum up_note_reason reason, const char *detail)
{
	feed->file->sink->note(feed->file->sink->data, reason, feed->file->path, up_str_from(detail));
}

static void note_what_was_lost(const struct feed *feed, bool is_well_formed)
{
	if (feed->has_document_type)
		note(feed, UP_NOTE_UNSUPPORTED, "XML with a document type, which no feed needs; it was not read");
	else if (!feed->is_feed)
		note(feed, UP_NOTE_UNSUPPORTED, "XML, but no RSS or Atom feed; it was not read");
	else if (feed->is_cut)
		note(feed, UP_NOTE_LIMIT, "an item has more than 256 KiB of text, or there are too many; the rest was not read");
	else if (feed->is_refused)
		note(feed, UP_NOTE_LIMIT, "elements of the feed nest too deeply; the rest was not read");
	else if (!is_well_formed)
		note(feed, UP_NOTE_SYNTAX, "the feed is not well-formed; what could be told apart was read");
}

bool advisory_read_feed(struct advisory_file *file, up_str xml)
{
	up_xml_library_start();
	struct feed feed = { .file = file, .scratch = up_arena_new() };
	feed.ctxt = xmlCreateMemoryParserCtxt(xml.s, (int)xml.len);
	if (!feed.ctxt)
		up_out_of_memory();
	xmlCtxtUseOptions(feed.ctxt, XML_PARSE_RECOVER | XML_PARSE_NONET);
	*feed.ctxt->sax = handler;
	feed.ctxt->userData = &feed;
	xmlParseDocument(feed.ctxt);
	bool is_well_formed = feed.ctxt->wellFormed;
	note_what_was_lost(&feed, is_well_formed);
	xmlFreeDoc(feed.ctxt->myDoc);
	feed.ctxt->myDoc = NULL;
	xmlFreeParserCtxt(feed.ctxt);
	for (size_t i = 0; i < _PART_MAX; i++)
		up_buf_finish(&feed.texts[i]);
	up_arena_free(feed.scratch);
	return feed.is_feed && (feed.n_items || is_well_formed);
}
