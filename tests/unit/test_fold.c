/* The texts an expression may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "program_text.h"

static int wrong;

static int reset(void **state)
{
	(void)state;
	wrong = 0;
	return 0;
}

/* One file, the text of its `see` on the last line. All that differ are shown before the test fails. */
static void check(const char *path, const char *text, const char *folded)
{
	struct program p;
	int lines = 0;
	char where[32];

	for (const char *s = text; *s; s++)
		lines += *s == '\n';
	program_open(&p, FILES({path, text}), NULL);
	snprintf(where, sizeof(where), "%s:%d", path, lines);
	if (strcmp(program_folded(&p, where), folded) != 0) {
		print_error("%s# gives \"%s\"\n# not   \"%s\"\n", text, program_folded(&p, where), folded);
		wrong++;
	}
	program_close(&p);
}

#define js(text, folded) check("a.js", text "\n", folded)
#define ts(text, folded) check("a.ts", text "\n", folded)
#define py(text, folded) check("a.py", text "\n", folded)

static void test_parts(void **state)
{
	(void)state;
	js("see('a' + 'b' + 1);", "ab1");
	js("see(`a ${x} b ${'c'}`);", "a {x} b c");
	js("see(x);", "{x}");
	js("const n = 2; see('$' + (n + 3) + ',' + n + 3);", "$5,23");
	js("see('a$' + (n + 1));", "a${?}");
	js("see('a' + n + 1);", "a{n}1");
	js("let p = 1; see(`$${p}`); p++;", "${p}");
	js("let p = 1; const q = p; p++; see(`$${q} $${p + 1}`);", "${q} ${?}");
	js("see(x.y.z + '!');", "{x.y.z}!");
	js("see(f(1) + '!');", "{?}!");
	js("see('');", "");
	js("see(String('a').trim().toString());", "a");
	js("see('a'.concat('b', x));", "ab{x}");
	ts("see('a' as string);", "a");
	js("see(await 'a');", "a");
	js("see(c ? 'a' : 'b');", "a | b");
	js("see('x' + (c ? 'a' : 'b') + (d ? 1 : 2));", "xa1 | xa2 | xb1 | xb2");
	js("see('a' + (c && ' b'));", "a b | a");
	js("see('a' + (c ? 'b' : 'b'));", "ab");
	js("see('a' + null + 'b');", "ab");
	py("see('a' 'b' f'{x}c' + \"d\")", "ab{x}cd");
	py("see('a %s' % x)", "{?}");
	py("see(str('a'))", "a");
	py("see('a' if c else 'b')", "a | b");
	py("see(r'a\\n' + b'c')", "a\\nc");
	assert_int_equal(wrong, 0);
}

static void test_names(void **state)
{
	(void)state;
	js("const T = 'users'; const q = `SELECT * FROM ${T}`;\nsee(q + ' x');", "SELECT * FROM users x");
	js("let a = 'x';\nlet b = a; a = 'y';\nsee(b);", "x");
	js("function f() { let a = 'x'; a = 'y'; see0(a); a = 'z';\nsee(a); }", "z");
	js("function f(p) { let a = 'x';\nsee(a + p); }", "x{p}");
	js("function f() { for (const c of ['a', 'b']) {\nsee(c); } }", "a | b");
	js("const { a } = { a: 'x' };\nsee(a);", "{a}");
	js("const o = { q: 'x', n: { m: 'y' } };\nsee(o.q + o.n.m + o.none);", "xy{o.none}");
	js("let s = 'a'; s += s;\nsee(s);", "aa");
	py("X = 'a'\ndef f():\n    y = X + 'b'\n    see(y)", "ab");
	py("def f():\n    global q\n    q = 'g'\nsee(q)", "g");
	assert_int_equal(wrong, 0);
}

static void test_built_up(void **state)
{
	(void)state;
	js("function f(c) { let q = 'a'; q += ' b';\nsee(q); }", "a b");
	js("function f(c) { let q = 'a'; if (c) q += ' b';\nsee(q); }", "a b | a");
	js("function f(c) { let q = 'a'; if (c) q += ' b'; else q += ' c';\nsee(q); }", "a b | a c");
	js("function f(c) { let q; if (c) { q = 'a'; } else { q = 'b'; }\nsee(q); }", "a | b");
	js("function f(c) { let q = 'a'; if (c) { q = 'gone'; return; }\nsee(q); }", "a");
	js("function f(c) { let q = 'a'; if (c) { q += 'x'; throw e; } else { q += 'y'; }\nsee(q); }", "ay");
	js("function f(c) { let q = 'a'; if (c) { q += 'b';\nsee(q); } }", "ab");
	js("function f(c) { let q = 'a'; if (c) { if (d) q += 'b'; q += 'c'; }\nsee(q); }", "abc | ac | a");
	js("function f(c) { let q = 'a'; try { q += 'b'; } catch (e) { q += 'c'; }\nsee(q); }", "ab | abc");
	js("function f(c) { let q = 'a'; switch (c) { case 1: q += 'b'; break; case 2: q += 'c'; }\nsee(q); }", "a | ab | ac | abc");
	js("function f(xs) { let q = 'a'; for (const x of xs) q += ',b';\nsee(q); }", "a | a,b{*}");	/* once or more */
	js("function f(c) { let q = 'a';\nsee(q); q += 'late'; }", "a");
	js("function f(c) { let q = 'a'; if (c) q = q + ' b';\nsee(q); }", "a b | a");
	js("function f(c) { let w = ''; if (c) w = ' WHERE x';\nsee(`S${w} E`); }", "S WHERE x E | S E");
	py("def f(c):\n    q = 'a'\n    if c:\n        q += ' b'\n    elif d:\n        q += ' c'\n    see(q)", "a b | a c | a");
	py("def f(c):\n    q = ('a '\n         'b')\n    if not c:\n        return\n    see(q)", "a b");
	assert_int_equal(wrong, 0);
}

static void test_lists(void **state)
{
	(void)state;
	js("see(['a', 'b'].join(' AND '));", "a AND b");
	js("see(['a', x].join());", "a,{x}");
	js("function f(c) { const w = ['a']; if (c) w.push('b');\nsee('W ' + w.join(' AND ')); }", "W a AND b | W a");
	js("function f(c) { const w = []; w.push('a', 'b');\nsee(w.join(', ')); }", "a, b");
	js("function f(c) { const w = []; if (c) w.push('a');\nsee('S' + (w.length ? ' W ' + w.join(' AND ') : '')); }", "S W a | S");
	js("see(['a', c && 'b'].filter(Boolean).join(' '));", "a b | a ");
	js("see(['a', 'b']);", "a, b");
	js("function f(w) {\nsee(w.join(' ')); }", "{w}");
	py("def f(c):\n    w = ['a']\n    w.append('b')\n    if c:\n        w.append(f'x = {c}')\n    see(' AND '.join(w))", "a AND b AND x = {c} | a AND b");
	py("see(', '.join(('a', 'b')))", "a, b");
	py("see(', '.join(x for x in y))", "{?}");
	assert_int_equal(wrong, 0);
}

static void test_functions(void **state)
{
	(void)state;
	js("const cols = (t) => `${t}.id, ${t}.name`;\nsee('S ' + cols('u'));", "S u.id, u.name");
	js("function q(t, extra = '') { return 'F ' + t + extra; }\nsee(q('a') + q('b', '!'));", "F aF b!");
	js("function q(c) { if (c) return 'a'; return 'b'; }\nsee(q(1));", "a | b");
	js("function q(t) { return r(t) + '!'; } function r(t) { return '<' + t + '>'; }\nsee(q('x'));", "<x>!");
	js("function q(n) { return n ? 'a' + q(n - 1) : 'b'; }\nsee(q(1));", "a{?} | b");
	js("function q() { return; }\nsee(q());", "{?}");
	js("const q = (...xs) => xs;\nsee(q('x'));", "{xs}");
	js("const q = (t) => { t += '!'; return t; };\nsee(q('x'));", "{t}");
	js("const q = ({ t }) => 'F ' + t;\nsee(q({ t: 'x' }));", "F {t}");
	js("class Q { static list() { return 'L'; } one() { return 'O'; } }\nsee(Q.list() + new Q().one());", "LO");
	js("const q = (a) => a;\nsee(q(...xs));", "{a}");
	py("def q(t, *, w=''):\n    return f'S {t}{w}'\nsee(q('a', w=' W') + q(t='b'))", "S a WS b");
	py("see('S {} F {t} {{x}} {0}'.format('a', t='b'))", "S a F b {x} a");
	py("see('S {} {}'.format('a'))", "{?}");
	py("see('S {} {'.format('a'))", "{?}");
	py("see('S {a.b} {c!r:>10}'.format(a=1, c=x))", "{?}");
	py("see('{:d} {99999999999999999999}'.format(1))", "{?}");
	py("T = 'S {}'\nsee(T.format('x'))", "S x");
	py("import textwrap\nsee(textwrap.dedent('  a').strip())", "  a");
	assert_int_equal(wrong, 0);
}

static void test_files(void **state)
{
	struct program p;
	struct folding f;

	(void)state;
	program_open(&p, FILES(
		{"sql.js", "export const COLS = 'id, name';\nexport const Q = { list: `SELECT ${COLS} FROM t` };\nexport default (t) => `DELETE FROM ${t}`;\nexport const RAW = sql('raw');\n"},
		{"c.js", "const { COLS, Q: { list } } = require('./sql.js');\nsee(COLS + list);\n"},
		{"a.js", "import del, { Q, RAW } from './sql.js';\nimport * as all from './sql.js';\nsee(Q.list + ' LIMIT 1');\nsee(del('x'));\nsee(all.Q.list);\nsee(RAW);\nfunction w(text, n) {\n see(text);\n see(text + '!'); }\n"}),
		ALIASES({"global.sql()", "#0"}));
	assert_folded(&p, "a.js:3", "SELECT id, name FROM t LIMIT 1");
	assert_folded(&p, "a.js:4", "DELETE FROM x");
	assert_folded(&p, "a.js:5", "SELECT id, name FROM t");
	assert_folded(&p, "a.js:6", "raw");
	assert_folded(&p, "c.js:2", "id, nameSELECT id, name FROM t");
	fold(p.r, &p.arena, program_argument(&p, "a.js:8", 0), &f);
	assert_true(ref_ok(f.parameter));
	assert_false(f.literal);
	fold(p.r, &p.arena, program_argument(&p, "a.js:9", 0), &f);
	assert_false(ref_ok(f.parameter));
	assert_true(f.literal);
	fold(p.r, &p.arena, program_argument(&p, "a.js:3", 0), &f);
	assert_int_equal(f.variant[0].part[0].literal.unit, 0);	/* where the text is written */
	program_close(&p);
}

/* Many independent conditions: sixteen variants, every part in one of them, and it is said that some are missing. */
static void test_bounds(void **state)
{
	struct program p;
	struct folding f;
	struct buf text = {0}, deep = {0}, wide = {0}, grow = {0};
	bool seen[12] = {false};

	(void)state;
	buf_puts(&text, "see('S'");
	for (int i = 0; i < 12; i++)
		buf_printf(&text, " + (c%d ? ' k%02d' : '')", i, i);
	buf_puts(&text, ");\n");
	for (int i = 0; i < 60; i++)
		buf_printf(&deep, "function f%d(x) { return '%d' + f%d(x) + f%d(x); }\n", i, i, i + 1, i + 1);
	buf_puts(&deep, "see(f0('x'));\n");
	buf_puts(&wide, "see('a'");
	for (int i = 0; i < 3000; i++)
		buf_puts(&wide, " + x");
	buf_puts(&wide, ");\n");
	buf_puts(&grow, "function f() { let q = 'a';\n");
	for (int i = 0; i < 600; i++)
		buf_puts(&grow, "q += 'b';\n");
	buf_puts(&grow, "q = q + q;\nsee(q); }\n");
	program_open(&p, FILES({"a.js", buf_text(&text)}, {"deep.js", buf_text(&deep)}, {"wide.js", buf_text(&wide)}, {"grow.js", buf_text(&grow)},
		{"circle.js", "const a = b; const b = a;\nsee(a);\n"}), NULL);
	fold(p.r, &p.arena, program_argument(&p, "a.js:1", 0), &f);
	assert_int_equal(f.variants, FOLD_VARIANTS_MAX);
	assert_true(f.truncated);
	for (int v = 0; v < f.variants; v++)
		for (int i = 0; i < f.variant[v].parts; i++)
			if (f.variant[v].part[i].n == 4)
				seen[(f.variant[v].part[i].text[2] - '0') * 10 + f.variant[v].part[i].text[3] - '0'] = true;
	for (int i = 0; i < 12; i++)
		assert_true(seen[i]);
	fold(p.r, &p.arena, program_argument(&p, "deep.js:61", 0), &f);
	assert_true(f.truncated);
	assert_in_range(f.variants, 1, FOLD_VARIANTS_MAX);
	fold(p.r, &p.arena, program_argument(&p, "wide.js:1", 0), &f);
	assert_true(f.truncated);
	fold(p.r, &p.arena, program_argument(&p, "grow.js:603", 0), &f);
	assert_true(f.truncated);
	fold(p.r, &p.arena, program_argument(&p, "circle.js:2", 0), &f);
	assert_false(f.literal);
	program_close(&p);
	buf_free(&text);
	buf_free(&deep);
	buf_free(&wide);
	buf_free(&grow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_parts, reset), cmocka_unit_test_setup(test_names, reset), cmocka_unit_test_setup(test_built_up, reset), cmocka_unit_test_setup(test_lists, reset),
		cmocka_unit_test_setup(test_functions, reset), cmocka_unit_test(test_files), cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
