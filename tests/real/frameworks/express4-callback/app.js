const express = require('express');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

const app = express();

app.get('/calls', (req, res) => {
  pool.query('SELECT id FROM calls', (error, result) => {
    if (error) throw error;
    res.json(result.rows);
  });
});

app.use((error, req, res, next) => {
  res.status(500).json({ error: 'internal error' });
});

app.listen(Number(process.env.PORT));
