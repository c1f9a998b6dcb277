/* Calls that run what was kept for the type of their argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "program_text.h"

/* The functions a call runs, as "name how candidates", in order. */
static const char *runs(struct program *p, const char *where)
{
	struct target t[TARGETS_MAX];
	int n = call_targets(p->r, program_call(p, where), t);
	const char *text = "";

	for (int i = 0; i < n; i++)
		text = arena_printf(&p->arena, "%s%s%s %s %d", text, i ? ", " : "", unit_text(p->unit[t[i].function.unit], p->unit[t[i].function.unit]->function.v[t[i].function.index].name),
			t[i].how, t[i].candidates);
	return text;
}

#define MODULE \
	{ \
		"go.mod", "module app\n" \
	}
#define MESSAGES \
	{ \
		"message/message.go", "package message\n\ntype Get struct{ ID int }\ntype Put struct{ ID int }\ntype Lost struct{}\n" \
	}
#define HANDLERS \
	{ \
		"store/store.go", \
			"package store\n\nimport (\n\t\"app/bus\"\n\t\"app/message\"\n\t\"context\"\n)\n\n" \
			"func get(ctx context.Context, q *message.Get) error { return nil }\nfunc put(ctx context.Context, c *message.Put) error { return nil }\n\n" \
			"func Init() {\n\tbus.AddHandler(get)\n\tbus.AddHandler(put)\n}\n" \
	}
#define MAIN \
	{ \
		"main.go", \
			"package main\n\nimport (\n\t\"app/bus\"\n\t\"app/message\"\n\t\"app/store\"\n\t\"context\"\n)\n\nfunc main() {\n\tctx := context.Background()\n\tstore.Init()\n\tq := &message.Get{ID: 1}\n" \
			"\tbus.Dispatch(ctx, q)\n\tbus.Dispatch(ctx, &message.Put{ID: 2}, q)\n\tbus.MustDispatch(ctx, q)\n\tbus.Dispatch(ctx, &message.Lost{})\n}\n" \
	}

static void test_reflected_parameter(void **state)
{
	struct program p;
	struct ref call;
	struct target t[TARGETS_MAX];

	(void)state;
	program_open(&p, FILES(MODULE, MESSAGES, HANDLERS, MAIN, {"bus/bus.go", "package bus\n\nimport (\n\t\"context\"\n\t\"reflect\"\n)\n\ntype Msg any\n\nvar handlers = make(map[string]any)\n\n"
										"func AddHandler(handler any) {\n\tt := reflect.TypeOf(handler)\n\telem := t.In(1).Elem()\n\thandlers[nameOf(elem)] = handler\n}\n\n"
										"func Dispatch(ctx context.Context, msgs ...Msg) error {\n\tfor _, msg := range msgs {\n\t\tkey := keyOf(msg)\n\t\thandler := handlers[key]\n"
										"\t\tret := reflect.ValueOf(handler).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(msg)})\n"
										"\t\tif err := ret[0].Interface(); err != nil {\n\t\t\treturn err.(error)\n\t\t}\n\t}\n\treturn nil\n}\n\n"
										"func MustDispatch(ctx context.Context, msgs ...Msg) {\n\tif err := Dispatch(ctx, msgs...); err != nil {\n\t\tpanic(err)\n\t}\n}\n\n"
										"func keyOf(msg Msg) string {\n\treturn nameOf(reflect.TypeOf(msg).Elem())\n}\n\nfunc nameOf(t reflect.Type) string {\n\treturn t.PkgPath() + t.Name()\n}\n"}),
		NULL);
	assert_string_equal(runs(&p, "main.go:14 Dispatch"), "get dispatch 1, Dispatch member 1");
	assert_string_equal(runs(&p, "main.go:15 Dispatch"), "put dispatch 1, get dispatch 1, Dispatch member 1");
	assert_string_equal(runs(&p, "main.go:16 MustDispatch"), "MustDispatch member 1, get dispatch 1"); /* gives back nothing */
	assert_string_equal(runs(&p, "main.go:17 Dispatch"), "Dispatch member 1");
	call = program_call(&p, "main.go:15 Dispatch");
	call_targets(p.r, call, t);
	assert_string_equal(ref_text(p.r, argument_for(p.r, call, t[1].function, 0)), "ctx");
	assert_string_equal(ref_text(p.r, argument_for(p.r, call, t[1].function, 1)), "q");
	program_close(&p);
}

/* A bus with fields, asked for by a package function; handlers called without reflection; several kept for one type. */
static void test_fields_and_direct_calls(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(MODULE, {"main.go", "package main\n\nimport \"reflect\"\n\ntype Handler func(m any) error\n"
						   "type Bus struct{ handlers map[reflect.Type][]Handler }\ntype Made struct{}\ntype Gone struct{}\n"
						   "var bus = &Bus{handlers: map[reflect.Type][]Handler{}}\n\n"
						   "func (b *Bus) On(m any, h Handler) {\n\tb.handlers[reflect.TypeOf(m)] = append(b.handlers[reflect.TypeOf(m)], h)\n}\n\n"
						   "func (b *Bus) Send(m any) {\n\tfor _, h := range b.handlers[reflect.TypeOf(m)] {\n\t\th(m)\n\t}\n}\n\n"
						   "func first(m any) error { return nil }\nfunc second(m any) error { return nil }\nfunc third(m any) error { return nil }\n"
						   "func send(m any) { bus.Send(m) }\n"
						   "func main() {\n\tbus.On(Made{}, first)\n\tbus.On(Made{}, second)\n\tbus.On(Gone{}, third)\n"
						   "\tsend(Made{})\n\tsend(Gone{})\n\tvar m any\n\tm = Gone{}\n\tsend(m)\n}\n"}),
		NULL);
	assert_string_equal(runs(&p, "main.go:29 send"), "send name 1, first dispatch 2, second dispatch 2");
	assert_string_equal(runs(&p, "main.go:30 send"), "send name 1, third dispatch 1");
	assert_string_equal(runs(&p, "main.go:33 send"), "send name 1, third dispatch 1");
	program_close(&p);
}

/* Kept by a name that is handed in, or in a map of the function itself: nothing is known. And what no program imports keeps nothing. */
static void test_silence(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(MODULE, MESSAGES, {"main.go", "package main\n\nimport (\n\t\"app/message\"\n\t\"reflect\"\n)\n\nvar byName = map[string]any{}\nvar byType = map[reflect.Type]any{}\n\n"
							     "func Name(name string, h any) { byName[name] = h }\nfunc Keep(h any) { byType[reflect.TypeOf(h).In(0)] = h }\n"
							     "func Call(name string, m any) { reflect.ValueOf(byName[name]).Call([]reflect.Value{reflect.ValueOf(m)}) }\n"
							     "func Send(m any) { reflect.ValueOf(byType[reflect.TypeOf(m)]).Call([]reflect.Value{reflect.ValueOf(m)}) }\n"
							     "func get(q message.Get) {}\n"
							     "func main() {\n\tName(\"get\", get)\n\tKeep(get)\n\tCall(\"get\", message.Get{})\n\tSend(message.Get{})\n\tSend(message.Put{})\n}\n"},
				 {"mock/mock.go", "package mock\n\nimport \"app/message\"\n\nfunc put(q message.Put) {}\nfunc Init() { Keep(put) }\n"}),
		NULL);
	assert_string_equal(runs(&p, "main.go:19 Call"), "Call name 1");
	assert_string_equal(runs(&p, "main.go:20 Send"), "Send name 1, get dispatch 1");
	assert_string_equal(runs(&p, "main.go:21 Send"), "Send name 1");
	program_close(&p);
}

/* An interface is what the program's types are; a type of a package no program imports is none of them. */
static void test_linked(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(MODULE,
		{"main.go", "package main\n\nimport \"app/store\"\n\nfunc main() {\n\tvar s store.Store = choose()\n\ts.Find(1)\n}\n\nfunc choose() store.Store { return nil }\n"},
		{"store/store.go", "package store\n\ntype Store interface{ Find(id int) }\ntype Real struct{}\n\nfunc (r *Real) Find(id int) {}\n"},
		{"store/mock/mock.go", "package mock\n\ntype Mock struct{}\n\nfunc (m *Mock) Find(id int) {}\n"}),
		NULL);
	assert_string_equal(runs(&p, "main.go:7 Find"), "Find method 1");
	program_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reflected_parameter),
		cmocka_unit_test(test_fields_and_direct_calls),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_linked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
