/* What names, members and calls are, over files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "program_text.h"

static void test_imports(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"db.js", "import { Pool } from 'pg';\nexport const pool = new Pool();\nexport default pool;\nexport function query(t) { return pool.query(t); }\nclass Repo {}\nexport { Repo as Store };\n"},
		{"barrel.js", "export { pool as shared } from './db.js';\nexport * from './db.js';\nexport * as db from './db.js';\n"},
		{"twice.js", "export * from './barrel.js';\n"},
		{"a.js",
		 "import main, { pool, query as q } from './db.js';\nimport * as all from './db.js';\nimport { shared, Store, db } from './twice.js';\n"
		 "see(pool); see2(0);\nsee(main);\nsee(q);\nsee(all);\nsee(all.pool);\nsee(shared);\nsee(Store);\nsee(db.pool);\nsee(all.missing);\nsee(new Store());\nsee((await import('./db.js')).pool);\n"}),
		ALIASES({"pg.Pool()", "pg.Pool()"}));
	assert_seen(&p, "a.js:4", "pg.Pool()");
	assert_origin(&p, "a.js:4", "db.js:2");
	assert_seen(&p, "a.js:5", "pg.Pool()");
	assert_seen(&p, "a.js:6", "function query");
	assert_seen(&p, "a.js:7", "module db.js");
	assert_seen(&p, "a.js:8", "pg.Pool()");
	assert_seen(&p, "a.js:9", "pg.Pool()");
	assert_origin(&p, "a.js:9", "db.js:2");
	assert_seen(&p, "a.js:10", "class Repo");
	assert_seen(&p, "a.js:11", "pg.Pool()");
	assert_seen(&p, "a.js:12", "?");
	assert_seen(&p, "a.js:13", "instance Repo");
	assert_seen(&p, "a.js:14", "pg.Pool()");
	program_close(&p);
}

static void test_commonjs(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"db.js", "const { Pool } = require('pg');\nconst pool = new Pool();\nmodule.exports = { pool, query: (t) => pool.query(t), nested: { pool } };\n"},
		{"named.js", "exports.pool = require('./db').pool;\nmodule.exports.run = function run() { return exports.pool; };\n"},
		{"fn.js", "module.exports = function make() { return require('./db').pool; };\n"},
		{"pack.js", "const pg = require('pg');\nmodule.exports = new pg.Pool();\n"},
		{"interop.ts", "import pool from './pack';\nimport * as star from './db';\nsee(pool);\nsee(star.pool);\nimport db = require('./db');\nsee(db.pool);\n"},
		{"a.js",
		 "const db = require('./db');\nconst { pool, nested: { pool: inner } } = require('./db');\nconst named = require('./named');\nconst make = require('./fn');\n"
		 "see(db.pool);\nsee(pool);\nsee(inner);\nsee(named.pool);\nsee(named.run());\nsee(make());\nsee(require('./pack'));\nsee(db.query);\nsee(db['pool']);\nsee(require('./nowhere'));\nsee(require('pg').Pool);\n"}),
		NULL);
	assert_seen(&p, "a.js:5", "pg.Pool()");
	assert_seen(&p, "a.js:6", "pg.Pool()");
	assert_seen(&p, "a.js:7", "pg.Pool()");
	assert_seen(&p, "a.js:8", "pg.Pool()");
	assert_seen(&p, "a.js:9", "pg.Pool()");
	assert_seen(&p, "a.js:10", "pg.Pool()");
	assert_origin(&p, "a.js:10", "db.js:2");
	assert_seen(&p, "a.js:11", "pg.Pool()");
	assert_seen(&p, "a.js:12", "function query");
	assert_seen(&p, "a.js:13", "pg.Pool()");
	assert_seen(&p, "a.js:14", "?");
	assert_seen(&p, "a.js:15", "pg.Pool");
	assert_seen(&p, "interop.ts:3", "pg.Pool()");
	assert_seen(&p, "interop.ts:4", "pg.Pool()");
	assert_seen(&p, "interop.ts:6", "pg.Pool()");
	program_close(&p);
}

static void test_python_imports(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"app/__init__.py", ""},
		{"app/db.py", "import asyncpg\npool = asyncpg.create_pool()\n_private = 1\ndef get():\n    return pool\n"},
		{"app/pkg/__init__.py", "from .inner import thing\nfrom .inner import *\n"},
		{"app/pkg/inner.py", "import psycopg\nthing = psycopg.connect()\nother = psycopg.AsyncConnection()\n"},
		{"app/space/mod.py", "import psycopg as pg\nconn = pg.connect()\n"},
		{"app/main.py",
		 "import app.db\nimport app.db as d\nfrom app.db import pool, get as g\nfrom . import db\nfrom .db import *\nfrom app.pkg import thing, other\nfrom app.space import mod\nimport app.space.mod\nfrom app import db as again\n"
		 "see(app.db.pool)\nsee(d.pool)\nsee(pool)\nsee(g())\nsee(db.pool)\nsee(thing)\nsee(other)\nsee(mod.conn)\nsee(app.space.mod.conn)\nsee(again)\nsee(get)\n"},
		{"app/star.py", "from app.pkg import *\nsee(other)\nsee(nothing)\n"}),
		NULL);
	assert_seen(&p, "app/main.py:10", "asyncpg.create_pool()");
	assert_seen(&p, "app/main.py:11", "asyncpg.create_pool()");
	assert_seen(&p, "app/main.py:12", "asyncpg.create_pool()");
	assert_origin(&p, "app/main.py:12", "app/db.py:2");
	assert_seen(&p, "app/main.py:13", "asyncpg.create_pool()");
	assert_seen(&p, "app/main.py:14", "asyncpg.create_pool()");
	assert_seen(&p, "app/main.py:15", "psycopg.connect()");
	assert_seen(&p, "app/main.py:16", "psycopg.AsyncConnection()");
	assert_seen(&p, "app/main.py:17", "psycopg.connect()");
	assert_seen(&p, "app/main.py:18", "psycopg.connect()");
	assert_seen(&p, "app/main.py:19", "module app/db.py");
	assert_seen(&p, "app/main.py:20", "function get");
	assert_seen(&p, "app/star.py:2", "psycopg.AsyncConnection()");
	assert_seen(&p, "app/star.py:3", "global.nothing");
	program_close(&p);
}

static void test_configured_paths(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"tsconfig.json", "{\"compilerOptions\": {\"paths\": {\"#db/*\": [\"./src/db/*\"]}}}"},
		{"packages/core/package.json", "{\"name\": \"@x/core\"}"},
		{"packages/core/src/index.ts", "import { Pool } from 'pg';\nexport const pool = new Pool();\n"},
		{"src/db/pool.ts", "export { pool } from '@x/core';\n"},
		{"src/a.ts", "import { pool } from '#db/pool';\nsee(pool);\n"}),
		NULL);
	assert_seen(&p, "src/a.ts:2", "pg.Pool()");
	assert_origin(&p, "src/a.ts:2", "packages/core/src/index.ts:2");
	program_close(&p);
}

static void test_callbacks(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.js",
		 "const router = require('express').Router();\n"
		 "router.get('/', (req, res) => { see(req); });\n"
		 "router.get('/', mw, function (req, { locals }, next) {\n see(req.body.id);\n see(locals);\n see(next); });\n"
		 "router.use((err, req, res, next) => {\n see(err);\n see(req); });\n"
		 "const late = (req, res) => {\n see(res); };\n"
		 "router.get('/x', late);\n"
		 "router.route('/y').get((req) => {\n see(req); }).post((r) => {\n see(r); });\n"
		 "other.get('/', (req) => {\n see(req); });\n"
		 "router.get('/', (req) => {}).get('/z', (q) => {\n see(q); });\n"}),
		ALIASES({"express.Router().get(fn)#0", "express.Request()"}, {"express.Router().get(fn)#1", "express.Response()"}, {"express.Router().get(fn)#2", "express.next"},
			{"express.Router().use(fn/4)#0", "express.Error()"}, {"express.Router().use(fn/4)#1", "express.Request()"}, {"express.Router().use(fn)#0", "express.Wrong()"},
			{"express.Router().get()", "=express.Router()"}, {"express.Router().route()", "express.Route()"}, {"express.Route().get(fn)#0", "express.Request()"},
			{"express.Route().get()", "=express.Route()"}, {"express.Route().post(fn)#0", "express.Request()"}));
	assert_seen(&p, "a.js:2", "express.Request()");
	assert_seen(&p, "a.js:4", "express.Request().body.id");
	assert_seen(&p, "a.js:5", "express.Response().locals");
	assert_seen(&p, "a.js:6", "express.next");
	assert_seen(&p, "a.js:8", "express.Error()");
	assert_seen(&p, "a.js:9", "express.Request()");
	assert_seen(&p, "a.js:14", "express.Request()");
	assert_seen(&p, "a.js:15", "express.Request()");
	assert_seen(&p, "a.js:17", "parameter req");
	assert_seen(&p, "a.js:19", "express.Request()");
	program_close(&p);
}

/* A handler given by its name is typed like one written in place. */
static void test_named_callbacks(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"handlers.js", "exports.list = (req, res) => {\n see(req); };\nexports.both = (x) => {\n see(x); };\nexports.unsure = (x) => {\n see(x); };\n"},
		{"a.js",
		 "const router = require('express').Router();\nconst h = require('./handlers');\n"
		 "const local = (req, res) => {\n see(res); };\n"
		 "router.get('/', local);\nrouter.get('/', h.list);\nrouter.get('/', h.both);\nrouter.other(h.both);\nh.unsure(1);\n"
		 "class C { handle(req) {\n  see(req); } }\nconst c = new C();\nrouter.get('/', c.handle);\nrouter.get('/', c.handle.bind(c));\n"}),
		ALIASES({"express.Router().get(fn)#0", "express.Request()"}, {"express.Router().get(fn)#1", "express.Response()"}, {"express.Router().other(fn)#0", "express.Other()"}));
	assert_seen(&p, "a.js:4", "express.Response()");
	assert_seen(&p, "handlers.js:2", "express.Request()");
	assert_seen(&p, "handlers.js:4", "parameter x");	/* handed to two calls that give it different things */
	assert_seen(&p, "handlers.js:6", "parameter x");
	assert_seen(&p, "a.js:11", "express.Request()");
	program_close(&p);
}

static void test_callers(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"svc.js",
		 "function one(db, n) {\n see(db);\n see(n); }\nfunction two(db) {\n see(db); }\nfunction none(db) {\n see(db); }\nfunction deep(db) { inner(db); }\nfunction inner(db) {\n see(db); }\n"
		 "module.exports = { one, two, none, deep };\n"},
		{"a.js",
		 "const { Pool, Client } = require('pg');\nconst s = require('./svc');\nconst pool = new Pool();\n"
		 "s.one(pool, 1);\ns.one(pool, 2);\ns.two(pool);\ns.two(new Client());\ns.deep(pool);\n"}),
		NULL);
	assert_seen(&p, "svc.js:2", "pg.Pool()");
	assert_origin(&p, "svc.js:2", "a.js:3");
	assert_seen(&p, "svc.js:3", "parameter n");
	assert_seen(&p, "svc.js:5", "parameter db");	/* two answers are none */
	assert_seen(&p, "svc.js:7", "parameter db");
	assert_seen(&p, "svc.js:10", "pg.Pool()");	/* over two steps */
	program_close(&p);
}

static void test_with_transaction(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"db.js",
		 "const { Pool } = require('pg');\nconst pool = new Pool();\n"
		 "exports.withTransaction = async function (fn, flag) {\n const client = await pool.connect();\n try { return await fn(client, 1); } finally { client.release(); }\n};\n"
		 "exports.either = (fn) => flag ? fn(pool) : fn(null);\nexports.mixed = (fn) => { fn(pool); fn(pool.connect()); };\n"},
		{"a.js",
		 "const { withTransaction, either, mixed } = require('./db');\n"
		 "withTransaction(async (client) => {\n see(client); return client.query('x'); });\n"
		 "withTransaction(async function (c, n) {\n see(n); });\neither((db) => {\n see(db); });\nmixed((db) => {\n see(db); });\n"
		 "see(withTransaction(c => 1));\n"}),
		ALIASES({"pg.Pool().connect()", "pg.Client()"}));
	assert_seen(&p, "a.js:3", "pg.Client()");
	assert_origin(&p, "a.js:3", "db.js:4");
	assert_seen(&p, "a.js:5", "constant");
	assert_seen(&p, "a.js:7", "pg.Pool()");
	assert_seen(&p, "a.js:9", "parameter db");
	program_close(&p);
}

static void test_classes(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"base.ts",
		 "import { Pool } from 'pg';\nexport class Base {\n protected db = new Pool();\n constructor(protected readonly url: string) { this.log = console; }\n get pool() { return this.db; }\n static make() { return new Base('x'); }\n run() { return this.db; }\n}\n"},
		{"repo.ts",
		 "import { Base } from './base';\nimport { Client } from 'pg';\nexport class Repo extends Base {\n private client: Client;\n constructor(private other: Base, private lib: Client) { super('x'); this.late = new Client(); }\n"
		 " list() {\n  see(this.db);\n  see(this.client);\n  see(this.late);\n  see(this.other.db);\n  see(this.lib);\n  see(this.pool);\n  see(super.run());\n  see(this);\n  see(this.unknown);\n"
		 "  const f = () => {\n   see(this.db); };\n  function g() {\n   see(this.db); } } }\n"
		 "const r = new Repo();\nsee(r.db);\nsee(r.run());\nsee(Base.make().db);\nsee(r.constructor);\n"},
		{"ext.ts", "import { EventEmitter } from 'events';\nclass Bus extends EventEmitter { own() {\n see(this.emit); } }\nsee(new Bus().on);\n"}),
		NULL);
	assert_seen(&p, "repo.ts:7", "pg.Pool()");
	assert_origin(&p, "repo.ts:7", "base.ts:3");
	assert_seen(&p, "repo.ts:8", "pg.Client()");
	assert_seen(&p, "repo.ts:9", "pg.Client()");
	assert_seen(&p, "repo.ts:10", "pg.Pool()");
	assert_seen(&p, "repo.ts:11", "pg.Client()");
	assert_seen(&p, "repo.ts:12", "pg.Pool()");
	assert_seen(&p, "repo.ts:13", "pg.Pool()");
	assert_seen(&p, "repo.ts:14", "instance Repo");
	assert_seen(&p, "repo.ts:17", "pg.Pool()");
	assert_seen(&p, "repo.ts:19", "?");		/* a function has a this of its own */
	assert_seen(&p, "repo.ts:21", "pg.Pool()");
	assert_seen(&p, "repo.ts:22", "pg.Pool()");
	assert_seen(&p, "repo.ts:23", "pg.Pool()");
	assert_seen(&p, "ext.ts:3", "events.EventEmitter().emit");
	assert_seen(&p, "ext.ts:4", "events.EventEmitter().on");
	program_close(&p);
}

static void test_python_classes(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"base.py",
		 "import psycopg\nclass Base:\n    shared = psycopg.connect()\n    def __init__(self, url):\n        self.conn = psycopg.connect(url)\n    @property\n    def handle(self):\n        return self.conn\n"
		 "    @classmethod\n    def make(cls):\n        return cls()\n    @staticmethod\n    def raw(x):\n        see(x)\n"},
		{"repo.py",
		 "from base import Base\nclass Repo(Base):\n    x = 1\n    y = see(x)\n    def list(this):\n        see(this.conn)\n        see(this.shared)\n        see(this.handle)\n        see(x)\n"
		 "r = Repo()\nsee(r.conn)\nsee(r.handle)\nsee(Base.make().conn)\nsee(r.list)\nclass Loop(Loop):\n    pass\nsee(Loop().x)\n"}),
		NULL);
	assert_seen(&p, "repo.py:4", "constant");
	assert_seen(&p, "repo.py:6", "psycopg.connect()");
	assert_origin(&p, "repo.py:6", "base.py:5");
	assert_origin(&p, "repo.py:7", "base.py:3");
	assert_seen(&p, "repo.py:8", "psycopg.connect()");
	assert_seen(&p, "repo.py:9", "global.x");		/* a class's names are not seen by its functions */
	assert_seen(&p, "repo.py:11", "psycopg.connect()");
	assert_seen(&p, "repo.py:12", "psycopg.connect()");
	assert_seen(&p, "repo.py:13", "psycopg.connect()");
	assert_seen(&p, "repo.py:14", "function list");
	assert_seen(&p, "base.py:14", "parameter x");
	assert_seen(&p, "repo.py:17", "class:4().x");
	program_close(&p);
}

static void test_aliases(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.py",
		 "from fastapi import Depends, FastAPI\nfrom sqlalchemy import create_engine, text\nfrom contextlib import asynccontextmanager\nengine = create_engine('x')\n"
		 "def get_db():\n    db = engine.connect()\n    yield db\n"
		 "def f(db=Depends(get_db), e: 'x' = Depends(unknown)):\n    see(db)\n    see(e)\n"
		 "see(engine.execution_options().connect())\nsee(text('a'))\nlist_of = sorted([engine])\nsee(wrap(get_db))\nfor e in each(engine):\n    see(e)\n"
		 "see(part({'a': engine}))\n"}),
		ALIASES({"fastapi.Depends()", "#0()"}, {"sqlalchemy.create_engine()", "sqlalchemy.Engine()"}, {"sqlalchemy.Engine().connect()", "sqlalchemy.Connection()"},
			{"sqlalchemy.Engine().execution_options()", "=sqlalchemy.Engine()"}, {"sqlalchemy.text()", "#0"}, {"global.wrap()", "#0"}, {"global.each()[]", "sqlalchemy.Engine()"},
			{"global.part()", "#0.a"}));
	assert_seen(&p, "a.py:9", "sqlalchemy.Connection()");
	assert_origin(&p, "a.py:9", "a.py:6");
	assert_seen(&p, "a.py:10", "global.unknown()");
	assert_seen(&p, "a.py:11", "sqlalchemy.Connection()");
	assert_seen(&p, "a.py:12", "constant");
	assert_seen(&p, "a.py:14", "function get_db");
	assert_seen(&p, "a.py:16", "sqlalchemy.Engine()");
	assert_seen(&p, "a.py:17", "sqlalchemy.Engine()");
	program_close(&p);
}

static void test_same(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES({"a.js", "const app = require('express')();\nconst r = app.use(1).use(2)\n  .use(3);\nsee(r);\nsee(app.listen());\n"}),
		ALIASES({"express()", "express.Application()"}, {"express.Application().use()", "=express.Application()"}));
	assert_seen(&p, "a.js:4", "express.Application()");
	assert_origin(&p, "a.js:4", "a.js:1");		/* still the same object */
	assert_origin(&p, "a.js:5", "a.js:5");
	program_close(&p);
}

static void test_alias_circle(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES({"a.js", "const x = require('x');\nsee(x.a());\nsee(x.same());\n"}),
		ALIASES({"x.a()", "x.b()"}, {"x.b()", "x.a()"}, {"x.same()", "x.same()"}));
	assert_true(strcmp(program_seen(&p, "a.js:2"), "x.a()") == 0 || strcmp(program_seen(&p, "a.js:2"), "x.b()") == 0);
	assert_seen(&p, "a.js:3", "x.same()");
	program_close(&p);
}

static void test_merging(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.js",
		 "const { Pool, Client } = require('pg');\nlet a = new Pool();\na = new Client();\nsee(a);\nlet b = null;\nb = new Pool();\nsee(b);\nlet c;\nif (x) c = new Pool(); else c = new Pool();\nsee(c);\n"
		 "const d = x ? new Pool() : null;\nsee(d);\nconst e = x ? new Pool() : new Client();\nsee(e);\nsee(d || new Pool());\nsee(x && d);\nlet f = new Pool();\nf += 1;\nsee(f);\n"
		 "let g = [];\ng = new Pool();\nsee(g);\nfor (let i = 0; ; i++) see(i);\nglobal2.cached = global2.cached ?? new Pool();\nfunction h(x) { if (x) return new Pool(); return null; }\nsee(h());\n"
		 "function k(x) { if (x) return new Pool(); throw new Error(); }\nsee(k());\nsee(nothing.at.all);\ntry {} catch (err) {\n see(err); }\n"}),
		NULL);
	assert_seen(&p, "a.js:4", "?");
	assert_seen(&p, "a.js:7", "pg.Pool()");
	assert_origin(&p, "a.js:7", "a.js:6");
	assert_seen(&p, "a.js:10", "pg.Pool()");
	assert_origin(&p, "a.js:10", "?");		/* made in one of two places */
	assert_seen(&p, "a.js:12", "pg.Pool()");
	assert_origin(&p, "a.js:12", "a.js:11");
	assert_seen(&p, "a.js:14", "?");
	assert_seen(&p, "a.js:15", "pg.Pool()");
	assert_seen(&p, "a.js:16", "pg.Pool()");
	assert_seen(&p, "a.js:19", "pg.Pool()");
	assert_seen(&p, "a.js:22", "pg.Pool()");
	assert_seen(&p, "a.js:26", "pg.Pool()");
	assert_seen(&p, "a.js:28", "pg.Pool()");
	assert_seen(&p, "a.js:29", "global.nothing.at.all");
	assert_seen(&p, "a.js:31", "?");
	program_close(&p);
}

static void test_parts(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.js",
		 "const pg = require('pg');\nconst pool = new pg.Pool();\nconst { rows: [first], rowCount, ...rest } = await pool.query('x');\nsee(first);\nsee(rowCount);\nsee(rest);\n"
		 "const [a, [b]] = [pool, [new pg.Client()]];\nsee(a);\nsee(b);\nconst o = { pool, ['x']: 1, ...{ deep: { pool } } };\nsee(o.pool);\nsee(o.deep.pool);\nsee(o.none);\n"
		 "for (const row of (await pool.query('y')).rows) see(row);\nconst [x, y] = await Promise.all([pool.query('1'), pool.connect()]);\nsee(x);\nsee(y);\nsee(pool.options['max']);\nsee(pool['query']);\nsee([pool][0]);\n"}),
		NULL);
	assert_seen(&p, "a.js:4", "pg.Pool().query().rows[]");
	assert_origin(&p, "a.js:4", "a.js:3");
	assert_seen(&p, "a.js:5", "pg.Pool().query().rowCount");
	assert_seen(&p, "a.js:6", "?");
	assert_seen(&p, "a.js:8", "pg.Pool()");
	assert_seen(&p, "a.js:9", "pg.Client()");
	assert_seen(&p, "a.js:11", "pg.Pool()");
	assert_seen(&p, "a.js:12", "pg.Pool()");
	assert_seen(&p, "a.js:13", "?");
	assert_seen(&p, "a.js:14", "pg.Pool().query().rows[]");
	assert_seen(&p, "a.js:16", "pg.Pool().query()");
	assert_seen(&p, "a.js:17", "pg.Pool().connect()");
	assert_seen(&p, "a.js:18", "pg.Pool().options.max");
	assert_seen(&p, "a.js:19", "pg.Pool().query");
	assert_seen(&p, "a.js:20", "pg.Pool()");
	program_close(&p);
}

static void test_python_scopes(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.py",
		 "import psycopg\nconn = None\ndef init():\n    global conn\n    conn = psycopg.connect()\n    see(conn)\nsee(conn)\ndef use():\n    see(conn)\ndef shadow():\n    conn = 1\n    see(conn)\n"
		 "with psycopg.connect() as c, c.cursor() as cur:\n    see(c)\n    see(cur)\ndef outer():\n    x = psycopg.connect()\n    def inner():\n        nonlocal x\n        see(x)\n    return inner\n"
		 "see([y for y in conn.rows])\nsee(lambda: conn)\nasync def gen():\n    async with psycopg.connect() as c2:\n        yield c2\nsee(gen())\nif (w := psycopg.connect()):\n    see(w)\n"}),
		NULL);
	assert_seen(&p, "a.py:6", "psycopg.connect()");
	assert_seen(&p, "a.py:7", "psycopg.connect()");
	assert_seen(&p, "a.py:9", "psycopg.connect()");
	assert_seen(&p, "a.py:12", "constant");
	assert_seen(&p, "a.py:14", "psycopg.connect()");
	assert_seen(&p, "a.py:15", "psycopg.connect().cursor()");
	assert_seen(&p, "a.py:20", "psycopg.connect()");
	assert_seen(&p, "a.py:27", "psycopg.connect()");
	assert_seen(&p, "a.py:29", "psycopg.connect()");
	program_close(&p);
}

static void test_annotations(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.py",
		 "from typing import Optional, Annotated\nfrom sqlalchemy.orm import Session\nclass Own:\n    pass\ndef f(a: Session, b: Optional[Session], c: Session | None, d: Annotated[Session, 1], e: list[Session], g: 'Session', h: Own, i: int):\n"
		 "    see(a)\n    see(b)\n    see(c)\n    see(d)\n    see(e)\n    see(g)\n    see(h)\n    see(i)\ndef r() -> Session:\n    ...\nsee(r())\nx: Session\nsee(x)\ny: Session = make()\nsee(y)\n"},
		{"a.ts",
		 "import { Pool, type PoolClient } from 'pg';\nfunction f(p: Pool, c?: PoolClient, u: Pool | undefined, q: Promise<Pool>, s: string) {\n see(p);\n see(c);\n see(u);\n see(q);\n see(s); }\nconst z = get() as unknown as Pool;\nsee(z);\n"}),
		NULL);
	assert_seen(&p, "a.py:6", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.py:7", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.py:8", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.py:9", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.py:12", "instance Own");
	assert_seen(&p, "a.py:13", "parameter i");
	assert_seen(&p, "a.py:16", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.py:18", "sqlalchemy.orm.Session()");
	assert_seen(&p, "a.ts:3", "pg.Pool()");
	assert_seen(&p, "a.ts:4", "pg.PoolClient()");
	assert_seen(&p, "a.ts:5", "pg.Pool()");
	assert_seen(&p, "a.ts:6", "pg.Pool()");
	assert_seen(&p, "a.ts:7", "parameter s");
	program_close(&p);
}

static void test_circles(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.js",
		 "import { y } from './b.js';\nexport const x = y;\nlet a = b;\nvar b = a;\nsee(a);\nsee(x);\nfunction f() { return f(); }\nsee(f());\nfunction g(n) { return n ? h(n) : null; }\nfunction h(n) { return g(n); }\nsee(g(1));\n"
		 "const o = { get self() { return o; } };\nsee(o.self.self);\nconst c = c.d;\nsee(c);\nfunction k(p) { k(p);\n see(p); }\nfunction m(q) { n(q);\n see(q); }\nfunction n(r) { m(r); }\n"
		 "function fact(n) { if (n) return fact(n - 1); return new (require('pg').Pool)(); }\nsee(fact(3));\n"},
		{"b.js", "import { x } from './a.js';\nexport const y = x;\nexport * from './b.js';\nexport * from './c.js';\n"},
		{"c.js", "export * from './b.js';\nmodule.exports = require('./c.js');\nsee(require('./c.js').z);\n"},
		{"self.py", "from self import *\nfrom other import *\nsee(thing)\nclass A(B):\n    pass\nclass B(A):\n    pass\nsee(A().m)\n"},
		{"other.py", "from self import *\n"}),
		NULL);
	assert_seen(&p, "a.js:5", "?");
	assert_seen(&p, "a.js:6", "?");
	assert_seen(&p, "a.js:8", "?");
	assert_seen(&p, "a.js:11", "?");
	program_seen(&p, "a.js:13");
	assert_seen(&p, "a.js:15", "?");
	assert_seen(&p, "a.js:17", "parameter p");
	assert_seen(&p, "a.js:19", "parameter q");
	program_seen(&p, "c.js:3");
	program_seen(&p, "self.py:3");
	program_seen(&p, "self.py:8");
	program_close(&p);
}

/* Chains longer than are followed are unknown, and do not cost their length squared or the stack. */
static void test_long_chains(void **state)
{
	struct program p;
	struct buf text = {0}, members = {0};

	(void)state;
	buf_puts(&text, "const v0 = new (require('pg').Pool)();\n");
	for (int i = 1; i <= 3000; i++)
		buf_printf(&text, "const v%d = v%d;\n", i, i - 1);
	buf_puts(&text, "see(v3000);\n");
	buf_puts(&members, "const x = require('x');\nsee(x");
	for (int i = 0; i < 800; i++)
		buf_puts(&members, ".m()");
	buf_puts(&members, ");\n");
	program_open(&p, FILES({"a.js", buf_text(&text)}, {"b.js", buf_text(&members)}, {"c.js", "see(require('./d').v);\n"}, {"d.js", "export * from './d1';\n"}), NULL);
	program_seen(&p, "a.js:3002");
	assert_seen(&p, "b.js:2", "?");
	program_close(&p);
	buf_free(&text);
	buf_free(&members);
}

static void test_targets(void **state)
{
	struct program p;
	struct target t[TARGETS_MAX];
	const struct ref *caller;
	struct ref c;

	(void)state;
	program_open(&p, FILES(
		{"a.js",
		 "function f(a, b, c) {}\nclass K { constructor(x) {} m(y) {} }\nf(1, 2);\nnew K(1);\nnew K().m(2);\nf(...list);\n[1].map(x => f(x));\nunknown(() => 1, function () {});\n"},
		{"b.py", "class K:\n    def __init__(self, x):\n        pass\n    def m(self, y, *, z=1):\n        pass\nK(1).m(2, z=3)\n"}),
		NULL);
	c = program_call(&p, "a.js:3 f");
	assert_int_equal(call_targets(p.r, c, t), 1);
	assert_string_equal(t[0].how, "name");
	assert_int_equal(t[0].candidates, 1);
	assert_string_equal(ref_text(p.r, argument_for(p.r, c, t[0].function, 1)), "2");
	assert_false(ref_ok(argument_for(p.r, c, t[0].function, 2)));
	assert_false(ref_ok(argument_for(p.r, c, t[0].function, 9)));
	assert_int_equal(callers_of(p.r, t[0].function, &caller), 3);
	assert_int_equal(call_targets(p.r, program_call(&p, "a.js:4 K"), t), 1);
	assert_string_equal(t[0].how, "constructor");
	assert_int_equal(call_targets(p.r, program_call(&p, "a.js:5 m"), t), 1);
	assert_string_equal(t[0].how, "method");
	c = program_call(&p, "a.js:6 f");
	assert_int_equal(call_targets(p.r, c, t), 1);
	assert_false(ref_ok(argument_for(p.r, c, t[0].function, 0)));	/* what a spread brings is not known */
	assert_int_equal(call_targets(p.r, program_call(&p, "a.js:8 unknown"), t), 2);
	assert_string_equal(t[0].how, "callback");
	c = program_call(&p, "b.py:6 m");
	assert_int_equal(call_targets(p.r, c, t), 1);
	assert_string_equal(ref_text(p.r, argument_for(p.r, c, t[0].function, 1)), "2");
	assert_string_equal(ref_text(p.r, argument_for(p.r, c, t[0].function, 2)), "3");
	c = program_call(&p, "b.py:6 K");
	assert_int_equal(call_targets(p.r, c, t), 1);
	assert_string_equal(ref_text(p.r, argument_for(p.r, c, t[0].function, 1)), "1");
	program_close(&p);
}

static void test_constants(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"k.js", "export const TABLE = 'users';\nexport const CFG = { limit: 10, nested: { name: 'n' } };\nexport const ENUM = Object.freeze({ A: 'a' });\n"},
		{"a.js",
		 "import { TABLE, CFG } from './k.js';\nsee(TABLE);\nsee('a' + TABLE + 1);\nsee(`x ${TABLE}`);\nsee(CFG.limit);\nsee(CFG.nested.name);\nlet v = 'a';\nv = 'b';\nsee(v);\nlet w = 'a';\nw += 'b';\nsee(w);\n"
		 "see(-1);\nsee(null);\nsee(x);\nsee('a' + x);\nsee(require('lib').STATUS);\nsee({}.a);\nsee(CFG['limit']);\nsee(f());\n"}),
		NULL);
	resolver_constant(p.r, "lib.STATUS", "404");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:2", 0)), "users");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:3", 0)), "ausers1");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:4", 0)), "x users");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:5", 0)), "10");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:6", 0)), "n");
	assert_null(constant_text(p.r, program_argument(&p, "a.js:9", 0)));
	assert_null(constant_text(p.r, program_argument(&p, "a.js:12", 0)));
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:13", 0)), "-1");
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:14", 0)), "null");
	assert_null(constant_text(p.r, program_argument(&p, "a.js:15", 0)));
	assert_null(constant_text(p.r, program_argument(&p, "a.js:16", 0)));
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:17", 0)), "404");
	assert_null(constant_text(p.r, program_argument(&p, "a.js:18", 0)));
	assert_string_equal(constant_text(p.r, program_argument(&p, "a.js:19", 0)), "10");
	assert_null(constant_text(p.r, program_argument(&p, "a.js:20", 0)));
	program_close(&p);
}

static void test_declared(void **state)
{
	struct program p;

	(void)state;
	program_read(&p, FILES({"db.js", "export const q = magic();\n"}, {"a.js", "import { q } from './db.js';\nsee(q);\nsee(q.run('x'));\n"}));
	resolver_declare(p.r, "db.js", "q", "pg.Pool()");
	resolver_declare(p.r, "missing.js", "q", "pg.Pool()");
	resolver_declare(p.r, "db.js", "missing", "pg.Pool()");
	resolver_run(p.r);
	resolver_declare(p.r, "db.js", "q", "pg.Pool()");
	assert_seen(&p, "a.js:2", "pg.Pool()");
	assert_seen(&p, "a.js:3", "pg.Pool().run()");
	program_close(&p);
}

/* Functions that are entries of an object handed over, and those a file exports. */
static void test_handed_functions(void **state)
{
	struct program p;

	(void)state;
	program_open(&p, FILES(
		{"a.js", "import { app } from 'web';\nimport { named } from './b';\napp.route({ path: '/', handler: (req) => {\nsee(req); }, before: named });\n"},
		{"b.js", "export function named(x) {\nsee(x); }\nexport const GET = async (req, ctx) => {\nsee(req);\nsee(ctx.id); };\n"},
		{"c.js", "module.exports = (app) => {\nsee(app); };\n"},
		{"d.js", "import { guard } from 'web';\nexport const GET = guard((req) => {\nsee(req); });\n"},
		{"e.js", "const own = (f) => (req) => f(req, 1);\nexport const GET = own((r, n) => {\nsee(r); });\n"},
		{"f.js", "let x = { a: 1 };\nx = { ...x, b: 2 };\nlet y = { ...y, ...y, ...y };\nsee(x.c); see(y.c);\n"}),
		ALIASES({"web.app.route(fn.handler)#0", "web.Request()"}, {"web.app.route(fn.before)#0", "web.Before()"}, {"b.js#GET(fn)#0", "web.Request()"}, {"b.js#GET(fn)#1", "web.Context()"},
			{"c.js#default(fn)#0", "web.App()"}, {"d.js#GET(fn)#0", "web.Request()"}, {"e.js#GET(fn)#0", "web.Request()"}));
	assert_seen(&p, "a.js:4", "web.Request()");
	assert_seen(&p, "b.js:2", "web.Before()");
	assert_seen(&p, "b.js:4", "web.Request()");
	assert_seen(&p, "b.js:5", "web.Context().id");
	assert_seen(&p, "c.js:2", "web.App()");
	assert_seen(&p, "d.js:3", "web.Request()");
	assert_seen(&p, "e.js:3", "web.Request()");
	assert_seen(&p, "f.js:4", "?");
	program_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imports), cmocka_unit_test(test_commonjs), cmocka_unit_test(test_python_imports), cmocka_unit_test(test_configured_paths),
		cmocka_unit_test(test_callbacks), cmocka_unit_test(test_named_callbacks), cmocka_unit_test(test_callers), cmocka_unit_test(test_with_transaction),
		cmocka_unit_test(test_classes), cmocka_unit_test(test_python_classes), cmocka_unit_test(test_aliases), cmocka_unit_test(test_same),
		cmocka_unit_test(test_alias_circle), cmocka_unit_test(test_merging), cmocka_unit_test(test_parts), cmocka_unit_test(test_python_scopes),
		cmocka_unit_test(test_annotations), cmocka_unit_test(test_circles), cmocka_unit_test(test_long_chains), cmocka_unit_test(test_targets),
		cmocka_unit_test(test_constants), cmocka_unit_test(test_declared),
		cmocka_unit_test(test_handed_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
