const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL, statement_timeout: 10000 });

pool.on('error', (error) => {
  console.error('idle client', error);
});

function query(text, values) {
  return pool.query(text, values);
}

async function withTransaction(work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

module.exports = { query, withTransaction };
