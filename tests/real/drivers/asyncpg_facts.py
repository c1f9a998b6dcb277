"""What asyncpg does: a line per fact, "fact: what came of it"."""
import asyncio
import os

import asyncpg


async def tell(fact, run):
    try:
        print(f"{fact}: {await run()}")
    except Exception as error:
        print(f"{fact}: {type(error).__name__}")


async def main():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    await tell("values: too few", lambda: connection.fetchval("SELECT $1::int + $2::int", 1))
    await tell("values: too many", lambda: connection.fetchval("SELECT $1::int", 1, 2))
    await tell("keyword that is no value", lambda: connection.fetchval("SELECT $1::int", 1, timeout=3))
    await tell("text for a date", lambda: connection.fetchval("SELECT $1::date", "2024-01-01"))
    await tell("number for a text", lambda: connection.fetchval("SELECT $1::text", 1))
    await tell("text that is no uuid", lambda: connection.fetchval("SELECT $1::uuid", "undefined"))
    await tell("text for an integer", lambda: connection.fetchval("SELECT $1::int", "1"))
    await tell("rows of none", lambda: connection.fetch("SELECT 1 WHERE false"))
    await tell("row of none", lambda: connection.fetchrow("SELECT 1 WHERE false"))
    await connection.execute("CREATE TEMP TABLE calls (id int, caller text)")
    await tell("placeholder in a literal", lambda: connection.fetch("SELECT id FROM calls WHERE caller LIKE '%$1%'", "x"))
    await tell("percent", lambda: connection.fetch("SELECT id FROM calls WHERE id = %s", 1))
    await tell("list in IN ()", lambda: connection.fetch("SELECT id FROM calls WHERE id IN ($1)", [1, 2]))
    await tell("list after IN", lambda: connection.fetch("SELECT id FROM calls WHERE id IN $1", [1, 2]))
    await tell("sorted by a value", lambda: connection.fetch("SELECT id FROM calls ORDER BY $1", "id"))
    await connection.close()


asyncio.run(main())
