/* What node-postgres does: a line per fact, "fact: what came of it". The table is made and gone with the connection. */
const { Client } = require('pg');

const client = new Client({ connectionString: process.env.DATABASE_URL });

async function tell(fact, run) {
  try {
    console.log(`${fact}: ${await run()}`);
  } catch (error) {
    console.log(`${fact}: ${error.code || error.name}`);
  }
}

async function main() {
  await client.connect();
  await client.query('CREATE TEMP TABLE calls (id int, caller text, tags text[], extra jsonb, at timestamptz)');
  await tell('values: too few', () => client.query('SELECT 1 FROM calls WHERE id = $1 AND caller = $2', [1]));
  await tell('values: too many', () => client.query('SELECT 1 FROM calls WHERE id = $1', [1, 2]));
  await tell('values: none', () => client.query('SELECT 1 FROM calls WHERE id = $1'));
  await tell('values: one used twice', async () => (await client.query('SELECT $1::int + $1::int AS n', [2])).rows[0].n);
  await tell('rows of none', async () => JSON.stringify((await client.query('SELECT id FROM calls')).rows));
  await tell('element of none', async () => typeof (await client.query('SELECT id FROM calls')).rows[0]);
  await tell('result of none', async () => typeof (await client.query('SELECT id FROM calls')));
  await tell('rowCount of none', async () => (await client.query('SELECT id FROM calls')).rowCount);
  await tell('unquoted alias', async () => Object.keys((await client.query('SELECT 1 AS userCount')).rows[0])[0]);
  await tell('array into jsonb', () => client.query('INSERT INTO calls (extra) VALUES ($1)', [['a', 'b']]));
  await tell('array into text[]', async () => (await client.query('INSERT INTO calls (tags) VALUES ($1)', [['a', 'b']])).rowCount);
  await tell('object into jsonb', async () => (await client.query('INSERT INTO calls (extra) VALUES ($1)', [{ a: 1 }])).rowCount);
  await tell('placeholder in a literal', () => client.query("SELECT 1 FROM calls WHERE caller LIKE '%$1%'", ['x']));
  await tell('placeholder in a literal and outside', () => client.query("SELECT 1 FROM calls WHERE caller LIKE '%$1%' AND id = $2", ['x', 1]));
  await tell('question', () => client.query('SELECT 1 FROM calls WHERE id = ?', [1]));
  await tell('colon', () => client.query('SELECT 1 FROM calls WHERE id = :id', [1]));
  await tell('list in IN ()', () => client.query('SELECT 1 FROM calls WHERE id IN ($1)', [[1, 2]]));
  await tell('list of texts in IN ()', async () => {
    await client.query("INSERT INTO calls (caller) VALUES ('a')");
    return (await client.query('SELECT 1 FROM calls WHERE caller IN ($1)', [['a']])).rowCount;
  });
  await tell('list after IN', () => client.query('SELECT 1 FROM calls WHERE id IN $1', [[1, 2]]));
  await tell('list in ANY', async () => (await client.query('SELECT 1 FROM calls WHERE caller = ANY($1)', [['a']])).rowCount);
  await tell('sorted by a value', async () => (await client.query('SELECT n FROM (VALUES (2), (1)) v(n) ORDER BY $1', ['n'])).rows[0].n);
  await tell('table as a value', () => client.query('SELECT 1 FROM $1', ['calls']));
  await tell('text that is no uuid', () => client.query('SELECT 1 WHERE $1 = gen_random_uuid()', ['undefined']));
  await tell('NaN for an integer', () => client.query('SELECT 1 FROM calls WHERE id = $1', [NaN]));
  await tell('word for an integer', () => client.query('SELECT 1 FROM calls WHERE id = $1', ['undefined']));
  await tell('word for a timestamp', () => client.query('SELECT 1 FROM calls WHERE at = $1', ['x']));
  await tell('undefined bound', async () => (await client.query('SELECT $1::text IS NULL AS n', [undefined])).rows[0].n);
  await client.query('BEGIN');
  await client.query('SELECT nothing').catch(() => {});
  await tell('statement after one that failed, before ROLLBACK', () => client.query('SELECT 1'));
  await client.end();
}

main();
