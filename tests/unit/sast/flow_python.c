/* Flows through Python: one test for each thing that is written otherwise than in Java. */
#include "flows.h"
#include "strata/limits.h"

static void expect(const char *body, size_t count)
{
	char text[4096], *to = text;

	to += snprintf(text, sizeof text, "import src, out, safe\nfrom src import read as r\n"
					  "def f(p):\n\t");
	for (; *body; body++) {
		*to++ = *body;
		if (*body == '\n')
			*to++ = '\t';
	}
	*to = 0;
	if (flows_count("python", text, 1) != count)
		fail_msg("not %zu: %s", count, text);
}

static void reaches(const char *body)
{
	expect(body, 1);
}

static void stays(const char *body)
{
	expect(body, 0);
}

static void test_texts(void **state)
{
	(void)state;
	reaches("x = r()\nout.run(f'a {x} b')");
	reaches("out.run('a %s' % src.read())");
	reaches("out.run('a {}'.format(r()))");
	reaches("out.run(', '.join([r(), 'a']))");
	reaches("x = 'a'\nx += r()\nout.run(x[1:])");
	reaches("a, b = r(), 'x'\nout.run(a)");
	stays("a, b = r(), 'x'\nout.run(b)");
	stays("x = r()\nout.run(int(x))");
	stays("out.run('a' f'{1 + 2}')");
}

static void test_conditions(void **state)
{
	(void)state;
	stays("n = 106\nx = 'a' if 7 * 18 + n > 200 else r()\nout.run(x)");
	reaches("n = 106\nx = 'a' if 7 * 42 - n > 200 else r()\nout.run(x)");
	stays("if 500 / 42 > 11.5:\n\tx = 'a'\nelse:\n\tx = r()\nout.run(x)");
	stays("g = 'ABC'[1]\nmatch g:\n\tcase 'A':\n\t\tx = r()\n\tcase 'B' | 'D':\n\t\tx = 'a'\n"
	      "\tcase _:\n\t\tx = r()\nout.run(x)");
	reaches("match p:\n\tcase 'A':\n\t\tx = r()\n\tcase _:\n\t\tx = 'a'\nout.run(x)");
	stays("x = r()\nif 'a' in 'b':\n\tout.run(x)");
	reaches("x = r() or 'a'\nout.run(x)");
	stays("x = '' or 'a'\nout.run(x)");
}

static void test_containers(void **state)
{
	(void)state;
	stays("l = []\nl.append('a')\nl.append(r())\nl.append('b')\nl.pop(0)\nout.run(l[1])");
	reaches("l = []\nl.append('a')\nl.append(r())\nl.append('b')\nl.pop(0)\nout.run(l[0])");
	stays("d = {'a': 'x', 'b': r()}\nout.run(d['a'])");
	reaches("d = {'a': 'x'}\nd['b'] = r()\nout.run(d['b'])");
	reaches("d = {'a': r()}\nfor k, v in d.items():\n\tout.run(v)");
	stays("d = {'a': r()}\nfor k, v in d.items():\n\tout.run(k)");
	reaches("l = [x + 'a' for x in [r()] if x]\nout.run(l[0])");
	stays("import configparser\nc = configparser.ConfigParser()\nc.add_section('s')\n"
	      "c.set('s', 'a', 'x')\nc.set('s', 'b', r())\nout.run(c.get('s', 'a'))");
	reaches("import configparser\nc = configparser.ConfigParser()\nc.add_section('s')\n"
		"c.set('s', 'a', 'x')\nc.set('s', 'b', r())\nout.run(c.get('s', 'b'))");
	stays("l = ['a', r()]\ndel l[1]\nout.run(l[0])");
	reaches("d = dict(a=r())\nout.run(d['a'])");
}

static void test_functions(void **state)
{
	(void)state;
	reaches("def g(x):\n\treturn x\nout.run(g(r()))");
	stays("def g(x, y='a'):\n\treturn y\nout.run(g(r()))");
	reaches("def g(x, y='a'):\n\treturn y\nout.run(g('b', y=r()))");
	reaches("g = lambda x: x + 'a'\nout.run(g(r()))");
	reaches("def g(*xs):\n\treturn xs[1]\nout.run(g('a', r()))");
	reaches("x = r()\ndef g():\n\tout.run(x)");
	assert_int_equal(flows_count("python", "import src, out\n"
		"class B:\n\tdef __init__(self, s):\n\t\tself.s = s\n\t\tself.t = 'a'\n"
		"\tdef get(self):\n\t\treturn self.s\n\tdef other(self):\n\t\treturn self.t\n"
		"def f():\n\tb = B(src.read())\n\tout.run(b.get())\n\tout.run(b.other())\n", 1), 1);
}

static void test_statements(void **state)
{
	(void)state;
	reaches("with open(r()) as g:\n\tout.run(g)");
	stays("x = r()\nassert x in ('a', 'b')\nout.run(x)");
	stays("x = r()\nif x not in ['a', 'b']:\n\treturn\nout.run(x)");
	stays("x = r()\nif not safe.check(x):\n\traise E()\nout.run(x)");
	reaches("x = 'a'\ntry:\n\tx = r()\nexcept E as e:\n\tx = 'b'\nout.run(x)");
	stays("x = r()\ntry:\n\tg()\nfinally:\n\tx = 'a'\nout.run(x)");
	reaches("if p:\n\tx = 'a'\nelif p + 1:\n\tx = r()\nelse:\n\tx = 'b'\nout.run(x)");
	stays("x = ''\nfor c in r():\n\tif c.isalnum() or c in ['.', '-']:\n\t\tx += c\n"
	      "\telse:\n\t\tx += hex(ord(c))\nout.run(x)");
	stays("x = safe.quote(r())\nout.run(x)");
}

static void test_bounds(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct flows_found found;

	(void)state;
	strata_buf_add(&b, STRATA_STR("if x"));
	for (int i = 0; i < 100000; i++)
		strata_buf_add(&b, STRATA_STR(" < x"));
	strata_buf_add(&b, STRATA_STR(":\n\tout.run(src.read())\n"));
	flows_open(&found, "python", b.ptr, NULL);
	assert_true(found.unit.program->cut);
	assert_int_equal(found.answer.flows.count, 1);
	flows_close(&found);
	strata_buf_release(&b);
}

/* def f((((a)))), as Python 2 had it. */
static void test_nested_parameters(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct flows_found found;

	(void)state;
	strata_buf_add(&b, STRATA_STR("import src, out\ndef f("));
	for (int i = 0; i < 100000; i++)
		strata_buf_addc(&b, '(');
	strata_buf_addc(&b, 'a');
	for (int i = 0; i < 100000; i++)
		strata_buf_addc(&b, ')');
	strata_buf_add(&b, STRATA_STR("):\n\tout.run(src.read())\n"));
	flows_open(&found, "python", b.ptr, NULL);
	assert_int_equal(found.answer.flows.count, 1);
	assert_true(strata_str_eq(found.unit.program->parameters.items[0].name, STRATA_STR("a")));
	flows_close(&found);
	strata_buf_release(&b);
}

/* So many sources as the limit reach a sink; one more is said. */
static void test_bound_of_sources(void **state)
{
	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		struct strata_buf b = STRATA_BUF_INIT;
		struct flows_found found;

		strata_buf_add(&b, STRATA_STR("import src, out\nx = ''\n"));
		for (unsigned i = 0; i < STRATA_LIMIT_FLOW_SOURCES + more; i++)
			strata_buf_add(&b, STRATA_STR("x = x + src.read()\n"));
		strata_buf_add(&b, STRATA_STR("out.run(x)\n"));
		flows_open(&found, "python", b.ptr, NULL);
		assert_int_equal(found.answer.flows.count, STRATA_LIMIT_FLOW_SOURCES);
		assert_int_equal(found.answer.cut, more);
		flows_close(&found);
		strata_buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_nested_parameters),
		cmocka_unit_test(test_bound_of_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
