/* XML, through libxml2's SAX interface. No tree, no namespaces, no DTD and no entity: the internal subset of a document type is blanked
 * before libxml2 sees it, so there is nothing to expand and nothing to load.
 *
 * libxml2 says where it is; the exact places are found in the bytes behind that, which takes linear time because they never overlap. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/xml-library.h"
#include "common/bid.h"
#include "common/clean.h"
#include "common/xml-prolog.h"
#include "common/xml-text.h"

struct element {
	up_str name, path; /* `path`: of what stands in it */
	up_span name_at;
	uint32_t scope, outer, text_start; /* outer: the scope that it stands in */
	bool has_children, is_closed_in_tag;
	up_str property_name, property_value; /* of <property>: the texts of <name> and <value> */
	up_span property_name_at, property_value_at;
	bool has_name, has_value;
};

struct reader {
	struct up_parse *p;
	xmlParserCtxtPtr ctxt;
	up_str text, fed;  /* `fed`: what libxml2 gets; as long as the text */
	uint32_t base, at; /* `base`: where libxml2's input starts; `at`: everything before is done */
	struct element *open;
	size_t n, capacity;
	struct up_buf opening;
	uint32_t root_scope, n_elements;
	bool partly, stopped, has_extra, said_entity;
	bool said_long; /* a path was cut, and the note is made */
};

static uint32_t offset_of(const struct reader *reader)
{
	const xmlParserInput *input = reader->ctxt->input;
	size_t offset = reader->base;
	if (input && !reader->stopped)
		offset += input->consumed + (size_t)(input->cur - input->base);
	return (uint32_t)(offset < reader->text.len ? offset : reader->text.len);
}

static void go_on(struct reader *reader, bool going)
{
	if ((going && !up_parse_stopped(reader->p)) || reader->stopped)
		return;
	reader->stopped = true;
	xmlStopParser(reader->ctxt);
}

static up_str join(struct reader *reader, up_str path, up_str name, uint32_t at)
{
	if (!path.len)
		return name;
	if (path.len + name.len >= UP_LIMIT_PATH_BYTES) {
		if (!reader->said_long)
			up_note(reader->p, UP_NOTE_LIMIT, at, "elements nest to a path of more than %d bytes; it was cut",
				UP_LIMIT_PATH_BYTES);
		reader->said_long = true;
		return path;
	}
	char *joined = up_arena_alloc(up_parse_arena(reader->p), path.len + 1 + name.len);
	memcpy(joined, path.s, path.len);
	joined[path.len] = '/';
	memcpy(joined + path.len + 1, name.s, name.len);
	return (up_str){ joined, path.len + 1 + name.len };
}

static const struct element *around(const struct reader *reader, size_t depth)
{
	return reader->n > depth ? &reader->open[reader->n - 1 - depth] : NULL;
}

static struct up_fact setting_of(const struct reader *reader, const struct element *element, const struct element *outer)
{
	return (struct up_fact){ .kind = UP_FACT_SETTING,
				 .scope = outer ? outer->scope : reader->root_scope,
				 .outer = outer ? outer->outer : 0,
				 .path = outer ? outer->path : UP_STR_NULL,
				 .key = element->name,
				 .key_at = element->name_at,
				 .value_at = { element->name_at.end, element->name_at.end } };
}

/* The innermost element turns out to hold others. */
static bool note_child(struct reader *reader)
{
	if (!reader->n || reader->open[reader->n - 1].has_children)
		return true;
	reader->open[reader->n - 1].has_children = true;
	struct up_fact block = setting_of(reader, around(reader, 0), around(reader, 1));
	block.flags = UP_FACT_BLOCK;
	return up_emit(reader->p, &block);
}

static bool state_attributes(struct reader *reader, const struct element *element, uint32_t at, uint32_t end)
{
	struct up_xml_attribute attribute;
	while (up_xml_next_attribute(reader->text, &at, end, &attribute)) {
		up_span inner = attribute.value;
		if (attribute.is_quoted)
			inner = (up_span){ inner.start + 1, inner.end - 1 };
		up_str name = up_str_slice(reader->text, attribute.name.start, attribute.name.end);
		bool dynamic;
		struct up_fact fact = { .kind = UP_FACT_SETTING,
					.scope = element->scope,
					.outer = element->outer,
					.path = element->path,
					.key = up_arena_printf(up_parse_arena(reader->p), "@%.*s", UP_FMT(name)),
					.key_at = attribute.name,
					.value_at = attribute.value };
		fact.value = up_xml_decode(up_parse_arena(reader->p), up_str_slice(reader->text, inner.start, inner.end), &dynamic);
		fact.flags = (attribute.is_quoted ? UP_FACT_QUOTED : 0) |
			     (dynamic || up_str_contains(fact.value, UP_STR("${")) ? UP_FACT_DYNAMIC : 0) |
			     (inner.start == inner.end ? UP_FACT_EMPTY : 0);
		if (!up_emit(reader->p, &fact))
			return false;
	}
	return true;
}

static up_str opening_of(struct reader *reader, const char *mark, const xmlChar *name)
{
	up_buf_clear(&reader->opening);
	up_buf_add_s(&reader->opening, mark);
	up_buf_add_s(&reader->opening, (const char *)name);
	return up_buf_str(&reader->opening);
}

static bool open_element(struct reader *reader, const xmlChar *name)
{
	uint32_t end = offset_of(reader);
	if (!note_child(reader))
		return false;
	if (reader->n >= up_parse_limits(reader->p)->depth) {
		up_note_limit(reader->p, end, "nesting is deeper than allowed", "--max-depth");
		return false;
	}
	const struct element *outer = around(reader, 0);
	struct element element = { .scope = up_scope_new(reader->p),
				   .outer = outer ? outer->scope : reader->root_scope,
				   .text_start = end };
	uint32_t tag = up_xml_tag_start(reader->text, reader->at, end, opening_of(reader, "<", name));
	size_t len = strlen((const char *)name);
	if (tag == UINT32_MAX) {
		element.name = up_arena_copy(up_parse_arena(reader->p), up_str_from((const char *)name));
		element.name_at = (up_span){ end, end };
	} else {
		element.name_at = (up_span){ tag + 1, tag + 1 + (uint32_t)len };
		element.name = up_str_slice(reader->text, tag + 1, tag + 1 + len);
	}
	element.path = join(reader, outer ? outer->path : UP_STR_NULL, element.name, element.name_at.start);
	reader->at = end;
	element.is_closed_in_tag = up_str_starts(up_str_slice(reader->text, end, end + 2), UP_STR("/>"));
	/* Where libxml2 gave up in the middle of a tag, the tag's own end is further on. */
	while (end < reader->text.len && reader->text.s[end] != '>' && reader->text.s[end] != '<')
		end++;
	element.text_start = end + (end < reader->text.len && reader->text.s[end] == '>');
	reader->n_elements++;
	reader->open = up_grow(reader->open, &reader->capacity, reader->n + 1, sizeof *reader->open);
	reader->open[reader->n++] = element;
	return tag == UINT32_MAX || state_attributes(reader, &element, element.name_at.end, end);
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct reader *reader = data;
	(void)attributes; /* decoded already, but without places */
	if (!reader->stopped)
		go_on(reader, open_element(reader, name));
}

/* The text of an element without children: up to its end tag, or to whatever comes next where libxml2 closed it by itself. */
static up_span text_of(struct reader *reader, const struct element *element, uint32_t end)
{
	if (element->is_closed_in_tag)
		return (up_span){ element->name_at.end, element->name_at.end };
	up_buf_clear(&reader->opening);
	up_buf_add_s(&reader->opening, "</");
	up_buf_add(&reader->opening, element->name);
	uint32_t from = reader->at > element->text_start ? reader->at : element->text_start;
	uint32_t tag = up_xml_tag_start(reader->text, from, end, up_buf_str(&reader->opening));
	if (tag == UINT32_MAX) {
		size_t next = up_str_find_byte(up_str_slice(reader->text, 0, end), '<', element->text_start);
		tag = next == SIZE_MAX ? end : (uint32_t)next;
	}
	if (tag < element->text_start)
		tag = element->text_start;
	return up_xml_trim(reader->text, (up_span){ element->text_start, tag });
}

/* <name> and <value> are kept for the <property> round them. */
static void keep_property(struct element *outer, const struct up_fact *fact)
{
	if (!outer || !up_str_eq(outer->name, UP_STR("property")))
		return;
	if (up_str_eq(fact->key, UP_STR("name"))) {
		outer->property_name = fact->value;
		outer->property_name_at = fact->value_at;
		outer->has_name = fact->value.len > 0;
	} else if (up_str_eq(fact->key, UP_STR("value"))) {
		outer->property_value = fact->value;
		outer->property_value_at = fact->value_at;
		outer->has_value = true;
	}
}

/* Hadoop's and its kin: <property><name>k</name><value>v</value></property> is the setting k = v. */
static bool state_property(struct reader *reader, const struct element *element, const struct element *outer)
{
	if (!element->has_name || !element->has_value)
		return true;
	struct up_fact fact = setting_of(reader, element, outer);
	fact.key = element->property_name;
	fact.key_at = element->property_name_at;
	fact.value = element->property_value;
	fact.value_at = element->property_value_at;
	fact.flags = (fact.value.len ? 0 : UP_FACT_EMPTY) | (up_str_contains(fact.value, UP_STR("${")) ? UP_FACT_DYNAMIC : 0);
	return up_emit(reader->p, &fact);
}

static bool close_element(struct reader *reader)
{
	if (!reader->n)
		return true;
	uint32_t end = offset_of(reader);
	struct element *element = &reader->open[reader->n - 1], *outer = reader->n > 1 ? element - 1 : NULL;
	bool going;
	if (element->has_children) {
		going = state_property(reader, element, outer);
	} else {
		struct up_fact fact = setting_of(reader, element, outer);
		up_span at = text_of(reader, element, end);
		bool dynamic = false;
		if (at.start < at.end) {
			fact.value = up_xml_decode(up_parse_arena(reader->p), up_str_slice(reader->text, at.start, at.end), &dynamic);
			fact.value_at = at;
		}
		if (dynamic || up_str_contains(fact.value, UP_STR("${")))
			fact.flags |= UP_FACT_DYNAMIC;
		if (!fact.value.len)
			fact.flags |= UP_FACT_EMPTY;
		keep_property(outer, &fact);
		going = up_emit(reader->p, &fact);
	}
	reader->n--;
	reader->at = end;
	return going;
}

static void on_end(void *data, const xmlChar *name)
{
	struct reader *reader = data;
	(void)name;
	if (!reader->stopped)
		go_on(reader, close_element(reader));
}

static void on_comment(void *data, const xmlChar *value)
{
	struct reader *reader = data;
	(void)value;
	uint32_t end = offset_of(reader);
	uint32_t start = up_xml_tag_start(reader->text, reader->at, end, UP_STR("<!--"));
	if (reader->stopped || start == UINT32_MAX)
		return;
	reader->at = end;
	go_on(reader, up_emit_comment(reader->p, (up_span){ start, end }));
}

/* No entity is known but those of XML itself, which libxml2 has built in. */
static xmlEntityPtr on_entity(void *data, const xmlChar *name)
{
	(void)data, (void)name;
	return NULL;
}

/* Where another root element starts, or UINT32_MAX. */
static uint32_t next_root(const struct reader *reader, uint32_t from)
{
	for (size_t i = from; (i = up_str_find_byte(reader->text, '<', i)) != SIZE_MAX; i++)
		if (i + 1 < reader->text.len && (up_is_alpha(reader->text.s[i + 1]) || reader->text.s[i + 1] == '_'))
			return (uint32_t)i;
	return UINT32_MAX;
}

static void on_error(void *data, xmlErrorPtr error)
{
	struct reader *reader = data;
	if (error->code == XML_ERR_NO_MEMORY)
		up_out_of_memory();
	if (error->code == XML_ERR_UNDECLARED_ENTITY || error->code == XML_WAR_UNDECLARED_ENTITY) {
		if (!reader->said_entity)
			up_note(reader->p, UP_NOTE_UNSUPPORTED, offset_of(reader), "entity &%s; is not expanded, nor is any other",
				error->str1 ? error->str1 : "?");
		reader->said_entity = reader->partly = true;
		return;
	}
	if (error->level < XML_ERR_ERROR || error->code == XML_ERR_USER_STOP || error->domain != XML_FROM_PARSER)
		return;
	if (reader->stopped)
		return;
	if (error->code == XML_ERR_DOCUMENT_END && reader->n_elements) {
		reader->has_extra = true;
		if (next_root(reader, offset_of(reader)) != UINT32_MAX)
			up_note(reader->p, UP_NOTE_SYNTAX, offset_of(reader),
				"a second element at the top, where XML allows one; it was read all the same");
		else
			up_note(reader->p, UP_NOTE_SYNTAX, offset_of(reader), "text behind the last element was passed over");
		reader->partly = true;
		return;
	}
	reader->partly = true;
	if (error->code == XML_ERR_TAG_NAME_MISMATCH && error->str1 && error->str2) {
		up_note(reader->p, UP_NOTE_SYNTAX, offset_of(reader), "the end tag </%s> stands where <%s> is open", error->str2,
			error->str1);
		return;
	}
	up_str message = up_str_trim(up_str_from(error->message ? error->message : "not XML"));
	up_note(reader->p, UP_NOTE_SYNTAX, offset_of(reader), "%.*s", UP_FMT(message));
	up_parse_stopped(reader->p); /* stopping here would free what libxml2 still looks at: the next element does */
}

/* Called once, behind libxml2's own choice of interface. The older one gives names as written and looks up no namespaces, which costs
 * time for every one that is in scope; structured errors come only with the newer one's mark in the handler. */
static void on_locator(void *data, xmlSAXLocatorPtr locator)
{
	struct reader *reader = data;
	(void)locator;
	reader->ctxt->sax2 = 0;
}

/* A document type in the usual place has no internal subset any more. One behind a malformed beginning may: enumerations in it cost
 * libxml2 quadratic time. */
static void on_document_type(void *data, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct reader *reader = data;
	(void)name, (void)public_id, (void)system_id;
	uint32_t at = offset_of(reader);
	while (at < reader->text.len && up_is_space(reader->text.s[at]))
		at++;
	if (reader->stopped || at >= reader->text.len || reader->text.s[at] != '[')
		return;
	up_note(reader->p, UP_NOTE_SYNTAX, at, "a document type behind a malformed beginning; the rest was not read");
	go_on(reader, false);
}

static const xmlSAXHandler handler = {
	.internalSubset = on_document_type,
	.setDocumentLocator = on_locator,
	.startElement = on_start,
	.endElement = on_end,
	.comment = on_comment,
	.getEntity = on_entity,
	.serror = on_error,
	.initialized = XML_SAX2_MAGIC,
};

/* --- one source ----------------------------------------------------------------------------------------------------- */

/* Reads one root element from reader->base on. */
static void read_root(struct reader *reader)
{
	up_str slice = up_str_slice(reader->fed, reader->base, reader->fed.len);
	reader->has_extra = false;
	reader->n = 0;
	reader->ctxt = xmlCreateMemoryParserCtxt(slice.s, (int)slice.len);
	if (!reader->ctxt)
		up_out_of_memory();
	xmlCtxtUseOptions(reader->ctxt, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	*reader->ctxt->sax = handler;
	reader->ctxt->userData = reader;
	xmlParseDocument(reader->ctxt);
	reader->base = offset_of(reader);
	xmlFreeDoc(reader->ctxt->myDoc); /* one that libxml2 makes for itself where declarations come without a tree */
	reader->ctxt->myDoc = NULL;
	xmlFreeParserCtxt(reader->ctxt);
	reader->ctxt = NULL;
}

static void check_encoding(struct reader *reader, up_str declared)
{
	enum up_encoding encoding = up_parse_source(reader->p)->encoding;
	if (declared.len && !up_xml_is_encoding(declared))
		up_note(reader->p, UP_NOTE_ENCODING, 0, "the encoding '%.*s' is not known; the bytes were read as UTF-8",
			UP_FMT(up_str_slice(declared, 0, 40)));
	else if (encoding == UP_ENCODING_LATIN1 && (!declared.len || up_str_starts_nocase(declared, UP_STR("utf"))))
		up_clean_encoding(reader->p, "XML without another declaration");
	else if (encoding == UP_ENCODING_LATIN1 && !up_xml_is_latin1(declared))
		up_note(reader->p, UP_NOTE_ENCODING, 0, "the encoding '%.*s' is not supported; the bytes were read as Latin-1",
			UP_FMT(up_str_slice(declared, 0, 40)));
}

/* Nothing of the document type is read. What it declares could change what the elements mean. */
static void check_subset(struct reader *reader, up_span subset)
{
	up_str body = up_str_slice(reader->text, subset.start, subset.end);
	if (up_str_contains(body, UP_STR("<!ENTITY"))) {
		up_note(reader->p, UP_NOTE_UNSUPPORTED, subset.start, "the document type declares entities; they are not expanded");
		reader->partly = reader->said_entity = true;
	} else if (up_str_trim(up_str_slice(body, 1, body.len - 1)).len) {
		up_note(reader->p, UP_NOTE_UNSUPPORTED, subset.start, "the declarations inside the document type were passed over");
		reader->partly = true;
	}
}

static up_str without_subset(struct reader *reader)
{
	struct up_xml_prolog prolog;
	up_xml_prolog_read(reader->text, &prolog);
	check_encoding(reader, prolog.encoding);
	up_str after = up_str_slice(reader->text, prolog.doctype.start + 9, prolog.doctype.end);
	if (prolog.doctype.end && (!after.len || !up_is_space(after.s[0])))
		up_note(reader->p, UP_NOTE_SYNTAX, prolog.doctype.start, "a blank is missing behind <!DOCTYPE");
	if (prolog.subset.start == prolog.subset.end)
		return reader->text;
	if (reader->text.s[prolog.subset.start - 1] == '>')
		up_note(reader->p, UP_NOTE_SYNTAX, prolog.subset.start, "declarations behind the document type's end");
	check_subset(reader, prolog.subset);
	char *bytes = (char *)(uintptr_t)up_arena_copy(up_parse_arena(reader->p), reader->text).s;
	for (uint32_t i = prolog.subset.start; i < prolog.subset.end; i++)
		if (bytes[i] != '\n' && bytes[i] != '\r')
			bytes[i] = ' ';
	return (up_str){ bytes, reader->text.len };
}

static up_str without_hyphens(struct reader *reader)
{
	uint32_t at = up_xml_comment_hyphens(reader->text, NULL);
	if (at == UINT32_MAX)
		return reader->text;
	up_note(reader->p, UP_NOTE_SYNTAX, at, "two hyphens inside a comment, which XML forbids; it was read as one comment");
	up_str copy = up_arena_copy(up_parse_arena(reader->p), reader->text);
	up_xml_comment_hyphens(reader->text, (char *)(uintptr_t)copy.s);
	return copy;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct reader reader = { .p = p, .root_scope = up_scope_new(p) };
	uint32_t many_at, most = up_parse_limits(p)->words;
	up_xml_library_start();
	reader.text = up_clean_text(p, '_');
	reader.partly = reader.text.s != up_parse_source(p)->bytes.s;
	reader.text = without_subset(&reader);
	reader.fed = without_hyphens(&reader);
	if (up_xml_has_more_attributes(reader.text, most, &many_at)) {
		up_note(p, UP_NOTE_LIMIT, many_at, "a tag has more than %u attributes; the source was not read (--max-words)", most);
		return UP_PARSE_FAILED;
	}
	if (!up_str_trim(reader.text).len) {
		up_note(p, UP_NOTE_SYNTAX, 0, "there is no element in it");
		return UP_PARSE_FAILED;
	}
	for (unsigned i = 0; !reader.stopped; i++) {
		read_root(&reader);
		uint32_t next = reader.has_extra && !reader.stopped ? next_root(&reader, reader.base) : UINT32_MAX;
		if (next == UINT32_MAX)
			break;
		if (i + 1 == UP_LIMIT_ROOTS) {
			up_note(p, UP_NOTE_LIMIT, next, "more than %d elements at the top; the rest was not read", UP_LIMIT_ROOTS);
			break;
		}
		reader.base = reader.at = next;
	}
	up_buf_finish(&reader.opening);
	up_free(reader.open);
	if (!reader.n_elements)
		return UP_PARSE_FAILED;
	return reader.stopped || reader.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	static const char names[] =
		".xml|.config|.xsd|.xsl|.xslt|.csproj|.vbproj|.fsproj|.props|.targets|.nuspec|.wsdl|.pom|.plist|.resx|.jelly|.xhtml|.rng";
	up_str start = up_bid_start(source);
	bool is_declared = up_str_starts(start, UP_STR("<?xml"));
	bool opens = start.len > 1 && start.s[0] == '<' && (up_is_alpha(start.s[1]) || start.s[1] == '!');
	if (up_bid_ends(source, ".svg"))
		return UP_BID_GUESS;
	if (up_bid_ends(source, ".html|.htm"))
		return UP_BID_NONE; /* a declaration does not make it well-formed, and it is no configuration */
	if (is_declared)
		return UP_BID_SURE;
	if (up_bid_ends(source, ".config"))
		return opens ? UP_BID_NAME : UP_BID_NONE; /* kernels and shells have .config files too */
	return up_bid_ends(source, names) ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_xml = {
	.name = "xml",
	.summary = "XML: elements, attributes, and the properties of Hadoop's files",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = bid,
	.parse = parse,
};
