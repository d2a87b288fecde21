/* xml.c - XML: lines, encodings, entities and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "text/xml.h"

static struct strata_arena arena;
static struct strata_error err;

static int setup(void **state)
{
	(void)state;
	arena = STRATA_ARENA_INIT;
	err = STRATA_ERROR_INIT;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

static void elements_attributes_and_text(void **state)
{
	struct node *top;

	(void)state;
	assert_int_equal(xml_tree(&top,
				  STRATA_STR("\xef\xbb\xbf<p:a xmlns:p='u' k='1&amp;2&#38;&lt;'>\r\n"
					     "<b> x<!-- c -->y </b><b><![CDATA[<z>]]></b></p:a>"),
				  &arena, &err), 0);
	assert_true(strata_str_eq(top->key, STRATA_STR("a")));
	assert_true(strata_str_eq(node_text(top, "@k"), STRATA_STR("1&2&<")));
	assert_true(strata_str_eq(top->first->next->text, STRATA_STR("xy")));
	assert_true(strata_str_eq(node_text(top, "b"), STRATA_STR("<z>")));
	assert_int_equal(node_get(top, "b")->line, 2);
}

static void other_encodings(void **state)
{
	struct node *top;

	(void)state;
	assert_int_equal(xml_tree(&top, STRATA_STR("<?xml version='1.0' "
						   "encoding='ISO-8859-1'?><a>\xe9</a>"),
				  &arena, &err), 0);
	assert_true(strata_str_eq(top->text, STRATA_STR("\xc3\xa9")));
	assert_int_equal(xml_tree(&top, STRATA_STR("\xff\xfe<\0a\0/\0>\0"), &arena, &err), 0);
	assert_int_equal(xml_tree(&top, STRATA_STR("<a>\xe9</a>"), &arena, &err), STRATA_ESYNTAX);
}

static void lines_are_true_beyond_65535(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct node *top;

	(void)state;
	strata_buf_add(&b, STRATA_STR("<a>"));
	for (int i = 0; i < 70000; i++)
		strata_buf_addc(&b, '\n');
	strata_buf_add(&b, STRATA_STR("<b/></a>"));
	assert_int_equal(xml_tree(&top, strata_buf_str(&b), &arena, &err), 0);
	assert_int_equal(node_get(top, "b")->line, 70001);
	strata_buf_release(&b);
}

static void no_entity_of_the_document_is_expanded(void **state)
{
	struct node *top;

	(void)state;
	assert_true(xml_tree(&top,
			     STRATA_STR("<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]>"
					"<a>&c;</a>"),
			     &arena, &err) < 0);
	err = STRATA_ERROR_INIT;
	assert_true(xml_tree(&top, STRATA_STR("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
					      "<a>&b;</a>"), &arena, &err) < 0);
	err = STRATA_ERROR_INIT;
	assert_int_equal(xml_tree(&top, STRATA_STR("<!DOCTYPE a SYSTEM 'http://dtd.example/'>"
						   "<a>&lt;</a>"),
				  &arena, &err), 0);
	assert_true(strata_str_eq(top->text, STRATA_STR("<")));
}

static void what_is_loose_needs_no_declarations(void **state)
{
	struct strata_str text = STRATA_STR("<a>&oslash;&hearts;&amp;</a>");
	struct node *top;

	(void)state;
	assert_int_equal(xml_tree(&top, text, &arena, &err), STRATA_ESYNTAX);
	err = STRATA_ERROR_INIT;
	assert_int_equal(xml_tree_loose(&top, text, &arena, &err), 0);
	assert_true(strata_str_eq(top->text, STRATA_STR("\u00f8\u2665&")));
	assert_int_equal(xml_tree_loose(&top, STRATA_STR("<a>&nosuch;</a>"), &arena, &err),
			 STRATA_ESYNTAX);
	err = STRATA_ERROR_INIT;
	assert_int_equal(xml_tree_loose(&top, STRATA_STR("<a><x:y/></a>"), &arena, &err), 0);
	assert_int_equal(xml_tree(&top, STRATA_STR("<a><x:y/></a>"), &arena, &err), STRATA_ESYNTAX);
	err = STRATA_ERROR_INIT;
	assert_int_equal(xml_tree_loose(&top, STRATA_STR("<a b='&copy;'/>"), &arena, &err),
			 STRATA_ESYNTAX);
}

static void nesting_has_a_limit(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct node *top;

	(void)state;
	for (int i = 0; i <= STRATA_LIMIT_NESTING; i++)
		strata_buf_add(&b, STRATA_STR("<a>"));
	assert_int_equal(xml_tree(&top, strata_buf_str(&b), &arena, &err), STRATA_ELIMIT);
	strata_buf_release(&b);
}

/* libxml2's own limits are 10 MB in one piece, and 50,000 bytes in a name. */
static void large_pieces_are_read(void **state)
{
	static const char *const around[][2] = {
		{ "<a>", "<b/></a>" },		   { "<a><!--", "--><b/></a>" },
		{ "<a><![CDATA[", "]]><b/></a>" }, { "<a c='", "'><b/></a>" },
		{ "<a><?c ", "?><b/></a>" },
	};
	struct node *top;

	(void)state;
	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
		struct strata_buf b = STRATA_BUF_INIT;

		strata_buf_addf(&b, "%s", around[i][0]);
		memset(strata_buf_room(&b, 11 << 20), 'x', 11 << 20);
		b.len += 11 << 20;
		strata_buf_addf(&b, "%s", around[i][1]);
		assert_int_equal(xml_tree(&top, strata_buf_str(&b), &arena, &err), 0);
		assert_non_null(node_get(top, "b"));
		strata_buf_release(&b);
	}
}

/* `count` numbered names, each with its text around it. */
static struct strata_buf document(const char *start, const char *before, const char *after, int count,
				  const char *end)
{
	struct strata_buf b = STRATA_BUF_INIT;

	strata_buf_addf(&b, "%s", start);
	for (int i = 0; i < count; i++)
		strata_buf_addf(&b, "%sn%d%s", before, i, after);
	strata_buf_addf(&b, "%s", end);
	return b;
}

/* How a document is refused, or 0. */
static int read_code(struct strata_buf *b)
{
	struct node *top;

	err = STRATA_ERROR_INIT;
	xml_tree(&top, strata_buf_str(b), &arena, &err);
	strata_buf_release(b);
	return err.code;
}

static int many(const char *start, const char *before, const char *after, int count, const char *end)
{
	struct strata_buf b = document(start, before, after, count, end);

	return read_code(&b);
}

static int many_in_utf16(const char *start, const char *before, const char *after, int count,
			 const char *end)
{
	struct strata_buf b = document(start, before, after, count, end), wide = STRATA_BUF_INIT;

	strata_buf_add(&wide, STRATA_STR("\xff\xfe"));
	for (size_t i = 0; i < b.len; i++) {
		strata_buf_add(&wide, (struct strata_str){ b.ptr + i, 1 });
		strata_buf_add(&wide, (struct strata_str){ "", 1 });
	}
	strata_buf_release(&b);
	return read_code(&wide);
}

static void names_and_attributes_have_limits(void **state)
{
	enum { NAMES = STRATA_LIMIT_XML_NAMES, ATTRIBUTES = STRATA_LIMIT_XML_ATTRIBUTES };

	(void)state;
	assert_int_equal(many("<a>", "<", "/>", NAMES / 2, "</a>"), 0);
	assert_int_equal(many("<a>", "<", "/>", NAMES + 1, "</a>"), STRATA_ELIMIT);
	assert_int_equal(many("<a>", "<?", "?>", NAMES + 1, "</a>"), STRATA_ELIMIT);
	assert_int_equal(many("<!DOCTYPE a [", "<!ENTITY ", " 'x'>", NAMES + 1, "]><a/>"), STRATA_ELIMIT);
	assert_int_equal(many("<!DOCTYPE a [", "<!ELEMENT ", " ANY>", 2 * NAMES, ""), STRATA_ELIMIT);
	assert_int_equal(many("<a ", "", "='' ", ATTRIBUTES, "/>"), 0);
	assert_int_equal(many("<a ", "", " = \"\" ", ATTRIBUTES + 1, "/>"), STRATA_ELIMIT);
	assert_int_equal(many("<!DOCTYPE a [<!ATTLIST a ", "", " (b|c) 'b' ", ATTRIBUTES + 1, ">]><a/>"),
			 STRATA_ELIMIT);
	assert_int_equal(many("<!DOCTYPE a [<!ATTLIST a ", "", " (b|c) 'b' ", 8, ">]><a/>"), 0);
	assert_int_equal(many("<a ", "xmlns:", "='x' ", STRATA_LIMIT_XML_NAMESPACES + 1, "/>"),
			 STRATA_ELIMIT);
	assert_int_equal(many("<a ", "xmlns:", "='x' ", STRATA_LIMIT_XML_NAMESPACES, "/>"), 0);
	/* What looks like attributes is none in a text. */
	assert_int_equal(many("<a>", "", "=\"\" ", ATTRIBUTES + 1, "</a>"), 0);
}

/* A check after the fact would take hours: the parser compares each with each. */
static void a_million_attributes_are_given_up_early(void **state)
{
	(void)state;
	assert_int_equal(many("<a ", "", "='' ", 1 << 20, "/>"), STRATA_ELIMIT);
	assert_int_equal(many_in_utf16("<a ", "", "='' ", 1 << 20, "/>"), STRATA_ELIMIT);
	assert_int_equal(many("<a ", "xmlns:", "='x' ", 1 << 20, "/>"), STRATA_ELIMIT);
}

static void what_is_no_xml_is_refused(void **state)
{
	static const struct strata_str texts[] = {
		{ "", 0 },	{ "x", 1 },	  { "<a>", 3 },	   { "<a></b>", 7 },
		{ "<a/><b/>", 8 }, { "<a>\0</a>", 8 }, { "<a b=1/>", 8 }, { "<a>&x;</a>", 10 },
	};
	struct node *top;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		err = STRATA_ERROR_INIT;
		assert_true(xml_tree(&top, texts[i], &arena, &err) < 0);
		assert_true(err.text[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(elements_attributes_and_text, setup, teardown),
		cmocka_unit_test_setup_teardown(other_encodings, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_are_true_beyond_65535, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_loose_needs_no_declarations, setup, teardown),
		cmocka_unit_test_setup_teardown(no_entity_of_the_document_is_expanded, setup, teardown),
		cmocka_unit_test_setup_teardown(nesting_has_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(large_pieces_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(names_and_attributes_have_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(a_million_attributes_are_given_up_early, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_xml_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
