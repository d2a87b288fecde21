/*
 * xml.c - XML through libxml2's SAX events into the tree; see xml.h.
 *
 * Events, so that there is never a second tree, and depth and size are bounded as
 * they come. libxml2's own limits (10 MB in one text, comment or look ahead, 50,000 bytes
 * in a name) are below that of a file and are lifted by XML_PARSE_HUGE: size, depth and
 * values are bounded here, and entities are refused. What it does in the square of their
 * number is bounded as well: distinct names, of which its dictionary has 16,384 chains,
 * namespaces, attributes of one tag, and those that a document type declares. It tells of
 * a tag when it is whole; so it asks for the bytes in pieces, and before it gets one, the
 * tables that it has made for the tag are looked at.
 *
 * Lines come from the parser's input: true beyond 65,535 because of XML_PARSE_BIG_LINES.
 * The library is loaded when the first document comes.
 */
#include "text/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "strata/buf.h"
#include "strata/library.h"
#include "strata/limits.h"
#include "text/utf8.h"

#define XML_FUNCTIONS(X)                                                             \
	X(htmlEntityLookup) X(xmlCreateIOParserCtxt) X(xmlCtxtUseOptions) X(xmlDictSize) X(xmlFreeDoc)   \
	X(xmlFreeEnumeration) X(xmlFreeParserCtxt) X(xmlInitParser) X(xmlParseDocument) \
	X(xmlSAX2GetLineNumber) X(xmlSetGenericErrorFunc) X(xmlStopParser)           \
	X(xmlThrDefSetGenericErrorFunc)

static struct {
	XML_FUNCTIONS(STRATA_LIBRARY_SLOT)
} xml;

/* What libxml2 has to say outside of a document (of encodings, mostly) is not printed. */
static void say_nothing(void *payload, const char *format, ...)
{
	(void)payload, (void)format;
}

static void start(void)
{
	xml.xmlInitParser(); /* before threads use it */
	xml.xmlSetGenericErrorFunc(NULL, say_nothing);
	xml.xmlThrDefSetGenericErrorFunc(NULL, say_nothing);
}

#define ROW(function) { #function, &xml.function },
static const struct strata_library_function functions[] = { XML_FUNCTIONS(ROW) };
#undef ROW

static struct strata_library library = {
	.file = "libxml2.so.2",
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.start = start,
};

struct element {
	struct node *node;
	struct strata_buf text;
};

struct reader {
	xmlParserCtxtPtr parser;
	struct strata_arena *arena;
	struct strata_error *err;
	struct node *top;
	size_t nodes;
	bool loose;              /* names may have prefixes that stand for nothing */
	xmlEntity html;          /* the last of HTML's that was asked for, */
	char html_text[5];       /* and what it stands for */
	unsigned declared;       /* attributes, by the document type */
	struct strata_str bytes; /* that the parser has not got yet */
	unsigned depth;
	struct element open[STRATA_LIMIT_NESTING];
};

static unsigned line_of(const struct reader *r)
{
	int line = xml.xmlSAX2GetLineNumber(r->parser);

	return line > 0 ? (unsigned)line : 0;
}

static void stop(struct reader *r, enum strata_code code, const char *what)
{
	strata_fail(r->err, code, line_of(r), "%s", what);
	xml.xmlStopParser(r->parser);
}

static struct strata_str own(struct reader *r, const xmlChar *text, size_t len)
{
	return strata_arena_dup(r->arena, (struct strata_str){ (const char *)text, len });
}

/* What of the document, or of the tag that is being read, is over its limit; NULL. */
static const char *over_limit(const struct reader *r, unsigned attributes)
{
	if (xml.xmlDictSize(r->parser->dict) > STRATA_LIMIT_XML_NAMES)
		return "more names than STRATA_LIMIT_XML_NAMES";
	/* Each is two pointers. */
	if (r->parser->nsNr > 2 * STRATA_LIMIT_XML_NAMESPACES)
		return "more namespaces than STRATA_LIMIT_XML_NAMESPACES";
	if (attributes > STRATA_LIMIT_XML_ATTRIBUTES)
		return "more attributes in a tag than STRATA_LIMIT_XML_ATTRIBUTES";
	return NULL;
}

static void check_limits(struct reader *r, unsigned attributes)
{
	const char *over = over_limit(r, attributes);

	if (over)
		stop(r, STRATA_ELIMIT, over);
}

static struct node *add(struct reader *r, struct node *parent, enum node_type type,
			struct strata_str key)
{
	struct node *n = node_append(r->arena, parent, type, line_of(r));

	n->key = key;
	if (++r->nodes > STRATA_LIMIT_NODES)
		stop(r, STRATA_ELIMIT, "more values than STRATA_LIMIT_NODES");
	return n;
}

/* libxml2 leaves one reference in a value, that to '&', whichever way it was written. */
static struct strata_str own_value(struct reader *r, const xmlChar *text, size_t len)
{
	static const struct strata_str ampersand = { "&#38;", 5 };
	struct strata_str value = own(r, text, len), rest = value;
	char *to = strata_arena_alloc(r->arena, len + 1);
	size_t at, used = 0;

	while ((at = strata_str_find(rest, ampersand)) != STRATA_NPOS) {
		memcpy(to + used, rest.ptr, at + 1);
		used += at + 1;
		rest = strata_str_skip(rest, at + ampersand.len);
	}
	if (used == 0)
		return value;
	memcpy(to + used, rest.ptr, rest.len);
	return (struct strata_str){ to, used + rest.len };
}

/* libxml2 hands attributes over as five pointers each: name, prefix, URI, value, end. */
static void start_element(void *payload, const xmlChar *name, const xmlChar *prefix,
			  const xmlChar *uri, int namespaces, const xmlChar **declared,
			  int attributes, int defaulted, const xmlChar **attribute)
{
	struct reader *r = payload;
	struct node *parent = r->depth ? r->open[r->depth - 1].node : NULL, *n;

	(void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
	if (r->depth == STRATA_LIMIT_NESTING) {
		stop(r, STRATA_ELIMIT, "nested deeper than STRATA_LIMIT_NESTING");
		return;
	}
	check_limits(r, (unsigned)attributes);
	n = add(r, parent, NODE_MAP, own(r, name, strlen((const char *)name)));
	if (!r->top)
		r->top = n;
	for (int i = 0; i < attributes; i++, attribute += 5) {
		struct strata_str key = strata_arena_printf(r->arena, "@%s", attribute[0]);

		add(r, n, NODE_STRING, key)->text =
			own_value(r, attribute[3], (size_t)(attribute[4] - attribute[3]));
	}
	r->open[r->depth++] = (struct element){ .node = n };
}

static void end_element(void *payload, const xmlChar *name, const xmlChar *prefix,
			const xmlChar *uri)
{
	struct reader *r = payload;
	struct element *e;

	(void)name, (void)prefix, (void)uri;
	if (r->depth == 0)
		return;
	e = &r->open[--r->depth];
	e->node->text = strata_arena_dup(r->arena, strata_str_trim(strata_buf_str(&e->text)));
	strata_buf_release(&e->text);
}

static void characters(void *payload, const xmlChar *text, int len)
{
	struct reader *r = payload;

	if (r->depth && len > 0)
		strata_buf_add(&r->open[r->depth - 1].text,
			       (struct strata_str){ (const char *)text, (size_t)len });
}

/*
 * libxml2 takes what it gets here as it takes XML's own five: a text, nothing to expand. Of
 * the text in an attribute it would take the first byte alone.
 */
static xmlEntityPtr html_entity(void *payload, const xmlChar *name)
{
	struct reader *r = payload;
	const htmlEntityDesc *found = xml.htmlEntityLookup(name);

	if (!found || r->parser->instate == XML_PARSER_ATTRIBUTE_VALUE)
		return NULL;
	r->html_text[utf8_encode(r->html_text, found->value)] = '\0';
	r->html = (xmlEntity){
		.type = XML_ENTITY_DECL,
		.etype = XML_INTERNAL_PREDEFINED_ENTITY,
		.name = name,
		.content = (xmlChar *)r->html_text,
		.length = (int)strata_str_of(r->html_text).len,
	};
	return &r->html;
}

/* Only XML's own five are ever expanded; libxml2 knows those by itself. */
static void reference(void *payload, const xmlChar *name)
{
	struct reader *r = payload;

	(void)name;
	stop(r, STRATA_EUNSUPPORTED, "an entity that the document defines itself");
}

/* An instruction has a name of its own, too. */
static void instruction(void *payload, const xmlChar *target, const xmlChar *data)
{
	(void)target, (void)data;
	check_limits(payload, 0);
}

/* What a document declares is not used, but libxml2 keeps the names. */
static void entity(void *payload, const xmlChar *name, int type, const xmlChar *public_id,
		   const xmlChar *system_id, xmlChar *content)
{
	(void)name, (void)type, (void)public_id, (void)system_id, (void)content;
	check_limits(payload, 0);
}

/* Each gets the value that is declared for it in every element: only a few are possible. */
static void attribute(void *payload, const xmlChar *element, const xmlChar *name, int type,
		      int kind, const xmlChar *value, xmlEnumerationPtr names)
{
	struct reader *r = payload;

	(void)element, (void)name, (void)type, (void)kind, (void)value;
	xml.xmlFreeEnumeration(names);
	if (++r->declared > STRATA_LIMIT_XML_DECLARED)
		stop(r, STRATA_ELIMIT, "more attributes declared than STRATA_LIMIT_XML_DECLARED");
}

static void note_error(void *payload, xmlErrorPtr error)
{
	struct reader *r = payload;
	const char *text = error->message ? error->message : "unknown fault";

	if (error->level < XML_ERR_ERROR || (r->loose && error->domain == XML_FROM_NAMESPACE))
		return;
	strata_fail(r->err, STRATA_ESYNTAX, error->line > 0 ? (unsigned)error->line : 0,
		    "malformed XML: %.*s", (int)strcspn(text, "\n"), text);
}

/*
 * The next bytes for the parser. Its table of a tag's attributes has five entries for each
 * and doubles: where there is room for four times as many as a tag may have, it has more.
 * The parser cannot be stopped here, as it would free what it reads into.
 */
static int give(void *payload, char *to, int room)
{
	enum { PIECE = 4096 };
	struct reader *r = payload;
	struct strata_str piece = strata_str_take(r->bytes, room < PIECE ? (size_t)room : PIECE);
	const char *over = over_limit(r, (unsigned)r->parser->maxatts / (5 * 4));

	if (r->err->code == STRATA_OK && over)
		strata_fail(r->err, STRATA_ELIMIT, line_of(r), "%s", over);
	if (r->err->code != STRATA_OK)
		return -1;
	memcpy(to, piece.ptr, piece.len);
	r->bytes = strata_str_skip(r->bytes, piece.len);
	return (int)piece.len;
}

static int read_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		     bool loose, struct strata_error *err)
{
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.getEntity = loose ? html_entity : NULL,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.cdataBlock = characters,
		.reference = reference,
		.processingInstruction = instruction,
		.entityDecl = entity,
		.attributeDecl = attribute,
		.serror = note_error,
	};
	struct strata_error own_error = STRATA_ERROR_INIT;
	struct reader r = { .arena = arena, .err = err ? err : &own_error, .bytes = bytes,
			    .loose = loose };

	if (bytes.len > STRATA_LIMIT_FILE_BYTES)
		return strata_fail(r.err, STRATA_ELIMIT, 0, "file is over %u MiB",
				   STRATA_LIMIT_FILE_BYTES >> 20);
	if (strata_library_load(&library, r.err) < 0)
		return r.err->code;
	r.parser = xml.xmlCreateIOParserCtxt(&handler, &r, give, NULL, &r, XML_CHAR_ENCODING_NONE);
	if (!r.parser)
		return strata_fail(r.err, STRATA_EIO, 0, "libxml2 cannot be started");
	xml.xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_HUGE);
	/* The handler gets r, not the parser: the options reset it to libxml2's own. */
	xml.xmlParseDocument(r.parser);
	if (r.err->code == STRATA_OK && (!r.parser->wellFormed || !r.top))
		strata_fail(r.err, STRATA_ESYNTAX, line_of(&r), "malformed XML: no element");
	while (r.depth)
		strata_buf_release(&r.open[--r.depth].text);
	xml.xmlFreeDoc(r.parser->myDoc); /* made for an internal subset, which we do not want */
	xml.xmlFreeParserCtxt(r.parser);
	*out = r.top;
	return r.err->code;
}

int xml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err)
{
	return read_tree(out, bytes, arena, false, err);
}

int xml_tree_loose(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		  struct strata_error *err)
{
	return read_tree(out, bytes, arena, true, err);
}
