/* What postgres.js, pg-promise and knex make of placeholders: a line per fact, "fact: what came of it". */
const postgres = require('postgres');
const { as } = require('pg-promise')();
const knex = require('knex')({ client: 'pg' });

const where = new URL('http://x/?' + process.env.DATABASE_URL.split('?')[1]).searchParams;
const sql = postgres({ path: `${where.get('host')}/.s.PGSQL.${where.get('port')}`, database: 'postgres', username: 'postgres', max: 1, onnotice() {} });

async function tell(fact, run) {
  try {
    console.log(`${fact}: ${await run()}`);
  } catch (error) {
    console.log(`${fact}: ${error.code || error.message.split('\n')[0]}`);
  }
}

const raw = (text, values) => knex.raw(text, values).toSQL().toNative().sql;

async function main() {
  const part = 'x', ids = [1, 2], name = 'calls', column = 'id';
  await sql`CREATE TEMP TABLE calls (id int, caller text)`;
  await tell('postgres.js, in a literal', () => sql`SELECT 1 FROM calls WHERE caller LIKE '%${part}%'`);
  await tell('postgres.js, list in IN ()', () => sql`SELECT 1 FROM calls WHERE id IN (${ids})`);
  await tell('postgres.js, list after IN', () => sql`SELECT 1 FROM calls WHERE id IN ${ids}`);
  await tell('postgres.js, helper after IN', async () => (await sql`SELECT 1 FROM calls WHERE id IN ${sql(ids)}`).length);
  await tell('postgres.js, sorted by a value', async () => (await sql`SELECT id FROM calls ORDER BY ${column}`).length);
  await tell('postgres.js, table as a value', () => sql`SELECT id FROM ${name}`);
  await sql.end();
  await tell('pg-promise, text in a literal', () => as.format("SELECT '%$1%'", ['x']));
  await tell('pg-promise, number in a literal', () => as.format("SELECT '%$1%'", [1]));
  await tell('pg-promise, open value', () => as.format("SELECT '%$1:value%'", ['x']));
  await tell('pg-promise, list in IN ()', () => as.format('IN ($1)', [[1, 2]]));
  await tell('pg-promise, name without value', () => as.format('SELECT ${a}', { b: 1 }));
  await tell('pg-promise, question', () => as.format('SELECT ?', [1]));
  await tell('knex, in a literal', () => raw("SELECT 1 WHERE 'ab' LIKE '%?%'", ['x']));
  await tell('knex, operator', () => raw("SELECT data ? 'a', ?", [1]));
  await tell('knex, dollar', () => raw('SELECT $1::int', [1]));
  await tell('knex, name without value', () => raw('SELECT :a::int, :b::int', { a: 1 }));
  await tell('knex, list in IN ()', () => raw('SELECT 1 WHERE 1 IN (?)', [[1, 2]]));
}

main();
