/* Extraction of Go, and what its names are over files. Runs in the root of the source tree. tests/unit/go/x.go say what must be read from them: see unit_marks.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "program_text.h"
#include "unit_marks.h"

#include <pthread.h>

#define CASES "tests/unit/go"

static struct unit *read_go(const char *text, size_t length)
{
	return extract(language_of("a.go"), text, length);
}

static void cases(void **state)
{
	(void)state;
	marks_check_all(CASES, "//", 5);
}

/* Places */

static void offsets_of_strings(void **state)
{
	static const char source[] =
		"package a\n"
		"var q = \"SELECT \\\"a\\\"\\n\\x41\\u00e9\\U0001F600.b\"\n"
		"var r = `SELECT \\n\n  c`\n";
	const struct language *go = language_of("a.go");
	struct unit *u = read_go(source, sizeof(source) - 1);
	const struct expr *q = find_string(u, "SELECT \"a\"\nA\xc3\xa9\xf0\x9f\x98\x80.b"), *r = find_string(u, "SELECT \\n\n  c");
	const char *value = unit_text(u, q->text);

	(void)state;
	assert_false(q->flags & EXPR_RAW);
	assert_true(r->flags & EXPR_RAW);
	assert_int_equal(q->line, 2);
	assert_int_equal(q->column, 9);
	assert_int_equal(source[literal_offset(go, source, q->start, q->end, false, false, (size_t)(strchr(value, 'a') - value))], 'a');
	assert_int_equal(source[literal_offset(go, source, q->start, q->end, false, false, (size_t)(strchr(value, 'b') - value))], 'b');
	value = unit_text(u, r->text);
	assert_int_equal(source[literal_offset(go, source, r->start, r->end, false, true, (size_t)(strchr(value, 'c') - value))], 'c');
	unit_free(u);
}

/* Damage */

static void check_stored(const struct unit *u)
{
	size_t n;
	void *bytes = unit_store(u, &n);
	struct unit *again = unit_load(bytes, n);

	assert_non_null(again);	/* every index is in range */
	unit_free(again);
	free(bytes);
}

static void damaged_sources(void **state)
{
	static const char source[] =
		"package a\nimport (\n\t\"x/y\"\n\t_ \"z\"\n)\ntype T struct {\n\tA, B []map[string]*x.Y `tag`\n\t*Base\n}\ntype I interface { F(a, b int) (c T, err error) }\n"
		"func (t *T[K]) F(a, b int, rest ...string) (c T, err error) {\n\tx, y := y.G(`raw`, \"s\\n\", T{A: {1}}, []T{{}, {1}})\n\tswitch z := x.(type) {\n\tcase *T: go f()\n\t}\n"
		"\tfor i, v := range x { defer g(v[i], &v, x.(T), func() { return }) }\n\tselect { case m, ok := <-c: }\n\tif err := f(); err != nil { return }\n\tconst ( A = iota; B )\n\treturn x, nil\n}\n";

	(void)state;
	for (size_t n = 0; n < sizeof(source); n++) {
		struct unit *u = read_go(source, n);

		check_stored(u);
		unit_free(u);
	}
	for (size_t i = 0; i + 1 < sizeof(source); i++) {
		char broken[sizeof(source)];
		struct unit *u;

		memcpy(broken, source, sizeof(source));
		broken[i] = "({\"`\xff\0;"[i % 7];
		u = read_go(broken, sizeof(source) - 1);
		check_stored(u);
		unit_free(u);
	}
}

static void repeat(struct buf *b, const char *text, int n)
{
	while (n-- > 0)
		buf_puts(b, text);
}

static void *read_deep(void *unused)
{
	static const struct { const char *head, *open, *middle, *close, *tail; } shapes[] = {
		{"package a\nvar x = ", "(", "1", ")", "\n"}, {"package a\nvar x = ", "T{", "1", "}", "\n"}, {"package a\nvar x = []T", "{", "1", "}", "\n"},
		{"package a\nvar x ", "[]", "T", "", "\n"}, {"package a\nvar x ", "struct{ A ", "T", " }", "\n"}, {"package a\nvar x ", "G[", "T", "]", "\n"},
		{"package a\nfunc f() {", "if a {", "g()", "}", "}\n"}, {"package a\nfunc f() {", "if a {} else ", "{}", "", "}\n"}, {"package a\nfunc f() {", "func() {", "g()", "}()", "}\n"},
		{"package a\nvar x = ", "f(", "1", ")", "\n"}, {"package a\nvar x = a", ".b()", "", "", "\n"}, {"package a\nfunc f() {", "switch { case a:", "g()", "}", "}\n"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		struct buf b = {0};
		struct unit *u;

		buf_puts(&b, shapes[i].head);
		repeat(&b, shapes[i].open, 5000);
		buf_puts(&b, shapes[i].middle);
		repeat(&b, shapes[i].close, 5000);
		buf_puts(&b, shapes[i].tail);
		u = read_go(b.p, b.n);
		assert_true(u->parse_errors > 0);	/* what is cut is counted */
		check_stored(u);
		unit_free(u);
		buf_free(&b);
	}
	return NULL;
}

/* On the stack that extraction has. */
static void deep_nesting(void **state)
{
	pthread_attr_t attributes;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, (size_t)64 << 20);
	assert_int_equal(pthread_create(&thread, &attributes, read_deep, NULL), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
}

/* Imports by the byte scan */

static void found(void *context, const char *specifier, size_t n, bool is_type_only)
{
	assert_false(is_type_only);
	buf_printf(context, "%.*s;", (int)n, specifier);
}

static void assert_imports(const char *text, const char *wanted)
{
	struct buf b = {0};

	scan_imports(language_of("a.go"), text, strlen(text), found, &b);
	assert_string_equal(buf_text(&b), wanted);
	buf_free(&b);
}

static void scanned_imports(void **state)
{
	(void)state;
	assert_imports("// c\npackage a // import \"no\"\nimport \"fmt\"; import x \"y/z\"\nimport (\n\t. \"strings\" /* \"no\" */\n\t_ `github.com/lib/pq`\n\n\tst \"a/b\"\n)\nimport(\"z\")\n"
		"var s = \"import\"\nimport \"late\"\n", "fmt;y/z;strings;github.com/lib/pq;a/b;z;");
	assert_imports("package a", "");
	assert_imports("package a\nimport (", "");
	assert_imports("package a\nimport \"open", "");
	assert_imports("import \"a\n\"", "");
	assert_imports("", "");
}

/* Names over files */

static void packages(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"go.mod", "// c\nmodule example.com/app // x\n\ngo 1.22\n"},
		{"store/store.go",
		 "package store\nimport \"database/sql\"\ntype Store struct {\n\tdb *sql.DB `json:\"-\"`\n\tlog func(string)\n}\nfunc New(db *sql.DB) *Store { return &Store{db: db} }\nvar Default = New(nil)\n"},
		{"store/users.go",
		 "package store\ntype User struct { *Base; Name string; Friends []*User }\ntype Base struct{ ID int }\nfunc (b *Base) Key() int { return b.ID }\n"
		 "func (s *Store) Users() ([]User, error) {\n\trows, err := s.db.Query(listUsers)\n\tsee(rows)\n\tsee2(err)\n\tsee(listUsers)\n\treturn nil, err\n}\n"
		 "func (s *Store) rows() (rows *sql.Rows, err error) { rows, err = s.db.Query(\"x\"); return }\n"},
		{"store/queries.go", "package store\nconst listUsers = \"SELECT id\" + from\nconst from = \" FROM users\"\n"},
		{"store/other.go", "package other\nconst listUsers = \"no\"\n"},
		{"db-kit/kit.go", "package dbkit\nconst Version = \"7\"\n"},
		{"main.go",
		 "package main\nimport (\n\t\"database/sql\"\n\t\"net/http\"\n\t\"example.com/app/store\"\n\t\"example.com/app/db-kit\"\n\t. \"example.com/app/store\"\n\t\"example.com/elsewhere/x\"\n)\n"
		 "func main() {\n\tdb, err := sql.Open(\"postgres\", \"\")\n\tsee(db)\n\tsee2(err)\n\ts := store.New(db)\n\tsee(s)\n\tsee(s.Users)\n\tusers, _ := s.Users()\n\tsee(users)\n\tsee(users[0])\n"
		 "\tfor i, u := range users {\n\t\tsee(u)\n\t\tsee(i)\n\t\tsee(u.Key)\n\t\tsee(u.Base)\n\t\tsee(u.Friends[0].Name)\n\t}\n\tsee(dbkit.Version)\n\tsee(Default)\n\tsee(x.New())\n"
		 "\tvar h http.Handler = http.NewServeMux()\n\tsee(h)\n\tvar a any = s\n\tsee(a.(*sql.Tx))\n\tsee(new(sql.Conn))\n\tsee(sql.TxOptions{})\n\tsee(&store.User{})\n\tsee([]*sql.DB{db}[0])\n"
		 "\tsee(append([]store.User{}, users...))\n\tsee(http.StatusOK)\n\tsee(s.missing)\n}\n"}),
		ALIASES({"database/sql.Open()", "database/sql.DB()"}));
	assert_seen(&p, "store/users.go:7", "database/sql.DB().Query()");
	assert_seen(&p, "store/users.go:9", "constant");
	assert_seen(&p, "main.go:12", "database/sql.DB()");
	assert_seen(&p, "main.go:15", "instance Store");
	assert_seen(&p, "main.go:16", "function Users");
	assert_seen(&p, "main.go:19", "instance User");
	assert_seen(&p, "main.go:21", "instance User");
	assert_seen(&p, "main.go:22", "?");
	assert_seen(&p, "main.go:23", "function Key");
	assert_seen(&p, "main.go:24", "instance Base");
	assert_seen(&p, "main.go:27", "constant");
	assert_seen(&p, "main.go:28", "instance Store");
	assert_seen(&p, "main.go:29", "example.com/elsewhere/x.New()");
	assert_seen(&p, "main.go:31", "net/http.NewServeMux()");
	assert_seen(&p, "main.go:33", "database/sql.Tx()");
	assert_seen(&p, "main.go:34", "database/sql.Conn()");
	assert_seen(&p, "main.go:35", "object");
	assert_seen(&p, "main.go:36", "instance User");
	assert_seen(&p, "main.go:37", "database/sql.DB()");
	assert_seen(&p, "main.go:39", "net/http.StatusOK");
	program_close(&p);
}

static void interfaces(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"go.mod", "module example.com/app\n"},
		{"repo.go",
		 "package main\nimport \"database/sql\"\ntype Repo interface { Find(id int) (*sql.Rows, error); Close() }\ntype pgRepo struct { db *sql.DB }\n"
		 "func (r *pgRepo) Find(id int) (*sql.Rows, error) { return r.db.Query(\"q\") }\nfunc (r *pgRepo) Close() {}\ntype half struct{}\nfunc (h half) Find(id int) {}\n"},
		{"service.go",
		 "package main\ntype Service struct { repo Repo; name string }\nfunc NewService(repo Repo) *Service { return &Service{repo: repo, name: \"x\"} }\n"
		 "func (s *Service) Get() {\n\tsee(s.repo)\n\trows, err := s.repo.Find(1)\n\tsee(rows)\n\tsee2(err)\n\tsee(s.name)\n}\nfunc use(r Repo) {\n\tsee(r)\n\tr.Find(2)\n}\n"},
		{"main.go", "package main\nfunc main() {\n\ts := NewService(&pgRepo{db: nil})\n\ts.Get()\n\tsee(s)\n}\n"}),
		ALIASES({"database/sql.DB().Query()", "database/sql.Rows()"}));
	assert_seen(&p, "service.go:5", "instance pgRepo");	/* what is put into the field says which Repo it is */
	assert_seen(&p, "service.go:7", "database/sql.Rows()");
	assert_seen(&p, "service.go:9", "class:5().name");	/* the one text put in is not every text */
	assert_seen(&p, "service.go:12", "instance Repo");
	assert_seen(&p, "main.go:5", "instance Service");
	program_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases), cmocka_unit_test(offsets_of_strings), cmocka_unit_test(damaged_sources), cmocka_unit_test(deep_nesting),
		cmocka_unit_test(scanned_imports), cmocka_unit_test(packages), cmocka_unit_test(interfaces),
	};

	return cmocka_run_group_tests_name("go", tests, NULL, NULL);
}
