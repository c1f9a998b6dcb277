"""What psycopg2 does: a line per fact, "fact: what came of it"."""
import os

import psycopg2

connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
cursor = connection.cursor()


def tell(fact, run):
    try:
        print(f"{fact}: {run()}")
    except Exception as error:
        print(f"{fact}: {getattr(error, 'pgcode', None) or type(error).__name__}")


def rows(sql, values=None):
    cursor.execute(sql, values)
    return cursor.fetchall()


tell("values: too few", lambda: rows("SELECT %s, %s", (1,)))
tell("values: too many", lambda: rows("SELECT %s", (1, 2)))
tell("percent without values", lambda: rows("SELECT 5 % 3"))
tell("percent with values", lambda: rows("SELECT 5 % 3, %s", (1,)))
tell("doubled percent with values", lambda: rows("SELECT 5 %% 3, %s", (1,)))
tell("doubled percent without values", lambda: rows("SELECT 5 %% 3"))
tell("rows of none", lambda: rows("SELECT 1 WHERE false"))
tell("word for an integer", lambda: rows("SELECT 1 WHERE 1 = %s", ("x",)))


def written(commit):
    rows("DROP TABLE IF EXISTS plumbline_written; CREATE TABLE plumbline_written (id int); SELECT 1")
    other = psycopg2.connect(os.environ["DATABASE_URL"])
    with other.cursor() as writer:
        writer.execute("INSERT INTO plumbline_written VALUES (1)")
    if commit:
        other.commit()
    other.close()
    found = rows("SELECT count(*) FROM plumbline_written")[0][0]
    rows("DROP TABLE plumbline_written; SELECT 1")
    return found


tell("rows written without commit", lambda: written(False))
tell("rows written with commit", lambda: written(True))
cursor.execute("CREATE TEMP TABLE calls (id int, caller text)")
tell("text in a literal", lambda: rows("SELECT id FROM calls WHERE caller LIKE '%%%s%%'", ("x",)))
tell("number in a literal", lambda: rows("SELECT interval '%s days' = interval '1 day'", (1,)))
tell("dollar", lambda: rows("SELECT id FROM calls WHERE id = $1", (1,)))
tell("question", lambda: rows("SELECT id FROM calls WHERE id = ?", (1,)))
tell("colon", lambda: rows("SELECT id FROM calls WHERE id = :id", {"id": 1}))
tell("by name and by place", lambda: rows("SELECT id FROM calls WHERE id = %s AND caller = %(a)s", (1,)))
tell("name without value", lambda: rows("SELECT %(a)s", {"b": 1}))
tell("value without name", lambda: rows("SELECT %(a)s", {"a": 1, "b": 1}))
tell("list after IN", lambda: rows("SELECT id FROM calls WHERE id IN %s", ([1, 2],)))
tell("tuple after IN", lambda: rows("SELECT id FROM calls WHERE id IN %s", ((1, 2),)))
tell("empty tuple after IN", lambda: rows("SELECT id FROM calls WHERE id IN %s", ((),)))
tell("list in IN ()", lambda: rows("SELECT id FROM calls WHERE id IN (%s)", ([1, 2],)))
tell("tuple in IN ()", lambda: rows("SELECT id FROM calls WHERE id IN (%s)", ((1, 2),)))
tell("tuple in ANY", lambda: rows("SELECT id FROM calls WHERE id = ANY(%s)", ((1, 2),)))
tell("sorted by a value", lambda: rows("SELECT id FROM calls ORDER BY %s", ("id",)))
tell("table as a value", lambda: rows("SELECT id FROM %s", ("calls",)))
