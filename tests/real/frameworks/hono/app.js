const { Hono } = require('hono');
const { serve } = require('@hono/node-server');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

const app = new Hono();

app.get('/calls', async (c) => {
  const { rows } = await pool.query('SELECT id FROM calls');
  return c.json(rows);
});

serve({ fetch: app.fetch, port: Number(process.env.PORT) });
