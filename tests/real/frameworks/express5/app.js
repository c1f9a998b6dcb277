const express = require('express');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

const app = express();

app.get('/calls', async (req, res) => {
  const { rows } = await pool.query('SELECT id FROM calls');
  res.json(rows);
});

app.listen(Number(process.env.PORT));
