/* Flows through Java: one test for each thing that the engine knows how to follow. */
#include "flows.h"

#define IN_METHOD(body) "class A { void f(String p) { " body " } }"

static void reaches(const char *body)
{
	char text[4096];

	snprintf(text, sizeof text, "class A { void f(String p) { %s } }", body);
	if (flows_count("java", text, 1) != 1)
		fail_msg("does not reach: %s", body);
}

static void stays(const char *body)
{
	char text[4096];

	snprintf(text, sizeof text, "class A { void f(String p) { %s } }", body);
	if (flows_count("java", text, 1) != 0)
		fail_msg("reaches: %s", body);
}

static void test_assignments(void **state)
{
	(void)state;
	reaches("out.run(src.read());");
	reaches("String x = src.read(); out.run(x);");
	reaches("String x; x = src.read(); String y = \"a\" + x; out.run(y);");
	stays("String x = src.read(); x = \"a\"; out.run(x);");
	stays("out.run(\"a\");");
	stays("out.run(p);");
	reaches("Object o = src.read(); out.run((String) o);");
	stays("int n = Integer.parseInt(src.read()); out.run(\"a\" + n);");
	reaches("String x = src.read(); x += \"a\"; out.run(x);");
}

static void test_constant_conditions(void **state)
{
	(void)state;
	stays("String x; int n = 106; if ((7 * 18) + n > 200) x = \"a\"; else x = src.read(); out.run(x);");
	reaches("String x; int n = 86; if ((7 * 42) - n > 200) x = src.read(); "
		"else x = \"a\"; out.run(x);");
	stays("String x = 7 > 3 ? \"a\" : src.read(); out.run(x);");
	stays("String g = \"ABC\"; char c = g.charAt(2); String x;"
	      "switch (c) { case 'A': x = src.read(); break; case 'B': x = src.read(); break;"
	      "case 'C': x = \"s\"; break; default: x = src.read(); } out.run(x);");
	reaches("String g = \"ABC\"; char c = g.charAt(1); String x;"
		"switch (c) { case 'A': x = \"s\"; break; case 'B': x = src.read(); break;"
		"default: x = \"t\"; } out.run(x);");
	reaches("String x = \"a\"; switch (p) { case \"b\": case \"c\": x = src.read(); } out.run(x);");
	stays("if (false) out.run(src.read());");
	reaches("String x = \"a\"; if (p == null) x = src.read(); out.run(x);");
	stays("String x = \"a\".equals(\"b\") ? src.read() : \"c\"; out.run(x);");
}

static void test_lists(void **state)
{
	(void)state;
	stays("java.util.List<String> l = new java.util.ArrayList<String>(); l.add(\"a\");"
	      "l.add(src.read()); l.add(\"b\"); l.remove(0); out.run(l.get(1));");
	reaches("java.util.List<String> l = new java.util.ArrayList<>(); l.add(\"a\");"
		"l.add(src.read()); l.add(\"b\"); l.remove(0); out.run(l.get(0));");
	reaches("List<String> l = new LinkedList<>(); l.add(src.read()); for (String s : l) out.run(s);");
	reaches("List<String> l = new ArrayList<>(); l.add(src.read()); out.run(l.toString());");
	stays("String[] a = { \"a\", src.read() }; out.run(a[0]);");
	reaches("String[] a = { \"a\", src.read() }; out.run(a[1]);");
	reaches("String[] a = new String[3]; a[1] = src.read(); out.run(a[n()]);");
	reaches("List<String> l = new ArrayList<>(); l.add(src.read()); "
		"List<String> m = l; out.run(m.get(0));");
}

static void test_maps(void **state)
{
	(void)state;
	stays("Map<String, Object> m = new HashMap<>(); m.put(\"a\", \"x\"); m.put(\"b\", src.read());"
	      "out.run((String) m.get(\"a\"));");
	reaches("Map<String, Object> m = new HashMap<>(); m.put(\"a\", \"x\"); m.put(\"b\", src.read());"
		"out.run((String) m.get(\"b\"));");
	reaches("Map<String, Object> m = new HashMap<>(); m.put(p, src.read()); out.run(m.get(\"b\"));");
	stays("Map<String, Object> m = new HashMap<>(); m.put(\"b\", src.read()); m.put(\"b\", \"c\");"
	      "out.run(m.get(\"b\"));");
}

static void test_builders(void **state)
{
	(void)state;
	reaches("StringBuilder s = new StringBuilder(\"a\"); "
		"s.append(src.read()).append(\"b\"); out.run(s.toString());");
	reaches("StringBuilder s = new StringBuilder(src.read()); out.run(s.reverse().toString());");
	stays("StringBuilder s = new StringBuilder(\"a\"); s.append(\"b\"); out.run(s.toString());");
}

static void test_loops(void **state)
{
	(void)state;
	reaches("String x = \"\"; for (int i = 0; i < 3; i++) x = x + src.read(); out.run(x);");
	reaches("String x = \"\", y = \"\"; while (p != null) { x = y; y = src.read(); } out.run(x);");
	stays("String x = src.read(); do { x = \"a\"; } while (p != null); out.run(x);");
	reaches("String x = \"a\"; for (;;) { x = src.read(); if (p == null) break; "
		"x = \"b\"; } out.run(x);");
}

static void test_exceptions(void **state)
{
	(void)state;
	reaches("String x = src.read(); try { g(); x = \"a\"; } catch (Exception e) { } out.run(x);");
	stays("String x = src.read(); try { g(); } finally { x = \"a\"; } out.run(x);");
	reaches("try { String x = src.read(); out.run(x); } catch (Exception e) { throw e; }");
	stays("String x = src.read(); if (p == null) { throw new E(); } else { x = \"a\"; } out.run(x);");
}

static void test_kinds(void **state)
{
	const char *text = IN_METHOD("String x = safe.quote(src.read()); out.run(x); out.show(x);");

	(void)state;
	assert_int_equal(flows_count("java", text, 1), 0);
	assert_int_equal(flows_count("java", text, 2), 1);
}

static void test_guards(void **state)
{
	(void)state;
	stays("String x = src.read(); if (!safe.check(x)) return; out.run(x);");
	stays("String x = src.read(); if (safe.check(x)) { out.run(x); }");
	stays("String x = src.read(); if (safe.refuse(x)) return; out.run(x);");
	reaches("String x = src.read(); if (!safe.refuse(x)) return; out.run(x);");
	reaches("String x = src.read(); if (!safe.check(x)) { out.run(x); }");
	stays("String x = src.read(); if (p == null || !safe.check(x)) return; out.run(x);");
	reaches("String x = src.read(); if (p == null || safe.check(x)) out.run(x);");
	stays("String x = src.read(); if (x.equals(\"a\")) out.run(x);");
	stays("String x = src.read(); switch (x) { case \"a\": out.run(x); }");
	stays("List<String> ok = java.util.Arrays.asList(\"a\", \"b\"); String x = src.read();"
	      "if (!ok.contains(x)) throw new E(); out.run(x);");
}

static void test_calls(void **state)
{
	(void)state;
	assert_int_equal(flows_count("java", "class A { void f() { g(src.read()); }"
					     "void g(String s) { out.run(s); } }", 1), 1);
	assert_int_equal(flows_count("java", "class A { void f() { g(\"a\"); }"
					     "void g(String s) { out.run(s); } }", 1), 0);
	assert_int_equal(flows_count("java", "class A { void f() { String x = new B().g(src.read());"
					     "out.run(x); } class B { String g(String s) { return s; } } }",
				     1), 1);
	assert_int_equal(flows_count("java", "class A { void f() { String x = new B().g(src.read());"
					     "out.run(x); } class B { String g(String s) { return \"a\"; "
						"} } }",
				     1), 0);
	assert_int_equal(flows_count("java", "class A { static String id(String s) { return s; }"
					     "void f() { String x = id(src.read()); String y = id(\"a\");"
					     "out.run(y); } }", 1), 0);
	assert_int_equal(flows_count("java", "class A { String r(String s) { return r(s); }"
					     "void f() { out.run(r(src.read())); } }", 1), 1);
}

static void test_fields(void **state)
{
	(void)state;
	assert_int_equal(flows_count("java", "class B { String s, t; B(String s) { this.s = s; }"
					     "String get() { return s; } String other() { return t; } }"
					     "class A { void f() { B b = new B(src.read()); out.run(b.get("
					")); "
						"} }",
				     1), 1);
	assert_int_equal(flows_count("java", "class B { String s, t = \"x\"; B(String s) { this.s = s; }"
					     "String get() { return s; } String other() { return t; } }"
					     "class A { void f() { B b = new B(src.read()); out.run(b.other("
					")); "
						"} }",
				     1), 0);
}

static void test_static(void **state)
{
	static const struct {
		const char *modifiers;
		bool is_static;
	} all[] = {
		{ "public static", true }, { "@Bean\n\tstatic", true }, { "public\nstatic", true },
		{ "@Note(\"a static one\")", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct strata_buf b = STRATA_BUF_INIT;
		struct flows_found found;

		strata_buf_addf(&b, "class A { %s void f() { } }", all[i].modifiers);
		strata_buf_addc(&b, '\0');
		flows_open(&found, "java", b.ptr, NULL);
		assert_int_equal(found.unit.program->functions.items[1].is_static, all[i].is_static);
		flows_close(&found);
		strata_buf_release(&b);
	}
}

static void test_closures(void **state)
{
	(void)state;
	reaches("List<String> l = new ArrayList<>(); l.add(src.read()); l.forEach(s -> out.run(s));");
	reaches("String x = src.read(); Runnable r = () -> out.run(x);");
	reaches("String x = src.read(); Runnable r = new Runnable() { public void run() { "
		"} }; out.run(x);");
}

static void test_types(void **state)
{
	(void)state;
	assert_int_equal(flows_count("java", "import a.b.src; class A { void f(a.b.src i, b.out o) {"
					     "o.run(i.read()); } }", 1), 1);
	assert_int_equal(flows_count("java", "class A { void f(Other i, b.out o) { o.run(i.read()); } }",
				     1), 0);
}

static void test_written_arguments(void **state)
{
	(void)state;
	reaches("byte[] b = g(); src.fill(b); out.run(b);");
}

static void test_path(void **state)
{
	struct flows_found found;
	const struct flow *flow;

	(void)state;
	flows_open(&found, "java", IN_METHOD("String x = src.read(); out.run(x);"), NULL);
	assert_int_equal(found.answer.flows.count, 1);
	flow = &found.answer.flows.items[0];
	assert_int_equal(flow->path.count, 3);
	assert_string_equal(flow->path.items[0].what, "source");
	assert_string_equal(flow->path.items[1].what, "assigned");
	assert_string_equal(flow->path.items[2].what, "sink");
	flows_close(&found);
}

static struct strata_str property(void *payload, const struct flow_unit *from, struct strata_str file,
				  struct strata_str key)
{
	(void)payload, (void)from;
	if (strata_str_eq(file, STRATA_STR("a.properties")) && strata_str_eq(key, STRATA_STR("k")))
		return STRATA_STR("value");
	return STRATA_NONE;
}

static void test_constants(void **state)
{
	const struct flow_world world = { .property = property };
	struct flows_found found;
	const struct flow_constant *told;

	(void)state;
	flows_open(&found, "java", IN_METHOD(
		"java.util.Properties q = new java.util.Properties();"
		"q.load(this.getClass().getClassLoader().getResourceAsStream(\"a.properties\"));"
		"out.ask(q.getProperty(\"k\", \"other\")); out.ask(p == null ? 1 + 2 : 4); out.ask(p);"
		"out.ask();"), &world);
	assert_int_equal(found.answer.constants.count, 4);
	told = found.answer.constants.items;
	assert_true(told[0].whole);
	assert_int_equal(told[0].texts.count, 1);
	assert_true(strata_str_eq(told[0].texts.items[0], STRATA_STR("value")));
	assert_true(told[1].whole);
	assert_int_equal(told[1].texts.count, 2);
	assert_false(told[2].whole);
	assert_true(told[3].absent);
	flows_close(&found);
}

static void test_bounds(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct flows_found found;

	(void)state;
	strata_buf_add(&b, STRATA_STR("class A { void f() { String x = "));
	for (int i = 0; i < 3000; i++)
		strata_buf_add(&b, STRATA_STR("("));
	strata_buf_add(&b, STRATA_STR("src.read()"));
	for (int i = 0; i < 3000; i++)
		strata_buf_add(&b, STRATA_STR(")"));
	strata_buf_add(&b, STRATA_STR("; out.run(src.read()); } }"));
	flows_open(&found, "java", b.ptr, NULL);
	assert_true(found.unit.program->cut);
	assert_int_equal(found.answer.flows.count, 1);
	flows_close(&found);
	strata_buf_release(&b);
}

/* An argument that there is no room for is not passed over without a word. */
static void test_many_arguments(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct flows_found found;

	(void)state;
	strata_buf_add(&b, STRATA_STR("class A { void f() { out.show("));
	for (int i = 0; i < 32; i++)
		strata_buf_addf(&b, "%d, ", i);
	strata_buf_add(&b, STRATA_STR("src.read()); } }"));
	flows_open(&found, "java", b.ptr, NULL);
	assert_true(found.answer.cut);
	flows_close(&found);
	strata_buf_release(&b);
}

/* What a function made is of no cost to the next one, nor what a call made to its caller. */
static void test_many_functions(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct flows_found found;

	(void)state;
	strata_buf_add(&b, STRATA_STR("class A { void g(String p) { String a = p, b = a, c = new B(b); }"));
	for (int i = 0; i < 600; i++)
		strata_buf_addf(&b, "void f%d(String p) { String q = p; int n = 0;"
				    "for (String s : p) { g(s); if (n > 2) n += 1; else g(q);"
				    "if (n > 3) q = new B(q); else n += 2; } }", i);
	strata_buf_add(&b, STRATA_STR("void last() { out.run(src.read()); } }"));
	flows_open(&found, "java", b.ptr, NULL);
	assert_false(found.answer.cut);
	assert_int_equal(found.answer.flows.count, 1);
	flows_close(&found);
	strata_buf_release(&b);
}

/* Fields that are each declared as the next one: followed as far as functions in functions. */
static void test_bounds_of_fields(void **state)
{
	static const struct {
		int fields;
		bool cut;
	} all[] = { { 5, false }, { 30, true } };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct strata_buf b = STRATA_BUF_INIT;
		struct flows_found found;

		strata_buf_add(&b, STRATA_STR("class A { void f() { out.run(x0); } "));
		for (int n = 0; n < all[i].fields; n++)
			strata_buf_addf(&b, "String x%d = x%d; ", n, n + 1);
		strata_buf_addf(&b, "String x%d = src.read(); }", all[i].fields);
		strata_buf_addc(&b, '\0');
		flows_open(&found, "java", b.ptr, NULL);
		assert_int_equal(found.answer.flows.count, !all[i].cut);
		assert_int_equal(found.answer.cut, all[i].cut);
		flows_close(&found);
		strata_buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_assignments),
		cmocka_unit_test(test_constant_conditions),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_builders),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_exceptions),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_guards),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_static),
		cmocka_unit_test(test_closures),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_written_arguments),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_many_arguments),
		cmocka_unit_test(test_many_functions),
		cmocka_unit_test(test_bounds_of_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
