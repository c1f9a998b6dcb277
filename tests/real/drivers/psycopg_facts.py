"""What psycopg 3 does: a line per fact, "fact: what came of it"."""
import os

import psycopg

connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
connection.execute("CREATE TEMP TABLE calls (id int, caller text)")


def tell(fact, run):
    try:
        print(f"{fact}: {run()}")
    except Exception as error:
        print(f"{fact}: {getattr(error, 'sqlstate', None) or type(error).__name__}")


def rows(sql, values=None):
    return connection.execute(sql, values).fetchall()


tell("percent with values", lambda: rows("SELECT id FROM calls WHERE caller LIKE 'a%' AND id = %s", (1,)))
tell("percent without values", lambda: rows("SELECT 5 % 3"))
tell("text in a literal", lambda: rows("SELECT id FROM calls WHERE caller LIKE '%%%s%%'", ("x",)))
tell("dollar", lambda: rows("SELECT id FROM calls WHERE id = $1", (1,)))
tell("question", lambda: rows("SELECT id FROM calls WHERE id = ?", (1,)))
tell("colon", lambda: rows("SELECT id FROM calls WHERE id = :id", {"id": 1}))
tell("by name and by place", lambda: rows("SELECT id FROM calls WHERE id = %s AND caller = %(a)s", (1,)))
tell("name without value", lambda: rows("SELECT %(a)s", {"b": 1}))
tell("value without name", lambda: rows("SELECT %(a)s::int", {"a": 1, "b": 1}))
tell("list after IN", lambda: rows("SELECT id FROM calls WHERE id IN %s", ([1, 2],)))
tell("tuple after IN", lambda: rows("SELECT id FROM calls WHERE id IN %s", ((1, 2),)))
tell("list in IN ()", lambda: rows("SELECT id FROM calls WHERE id IN (%s)", ([1, 2],)))
tell("tuple in IN ()", lambda: rows("SELECT id FROM calls WHERE id IN (%s)", ((1, 2),)))
tell("list in ANY", lambda: rows("SELECT id FROM calls WHERE id = ANY(%s)", ([1, 2],)))
tell("empty list in ANY", lambda: rows("SELECT id FROM calls WHERE id = ANY(%s)", ([],)))
tell("sorted by a value", lambda: rows("SELECT id FROM calls ORDER BY %s", ("id",)))
tell("table as a value", lambda: rows("SELECT id FROM %s", ("calls",)))
tell("two statements with values", lambda: rows("SELECT %s::int; SELECT 2", (1,)))
tell("value of IS", lambda: rows("SELECT 1 WHERE true IS %s", (True,)))
tell("value of INTERVAL", lambda: rows("SELECT interval %s", ("1 day",)))
