const fastify = require('fastify');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

const app = fastify();

app.setErrorHandler((error, request, reply) => {
  reply.code(500).send({ error: 'internal error' });
});

app.get('/calls', async () => {
  const { rows } = await pool.query('SELECT id FROM calls');
  return rows;
});

app.listen({ port: Number(process.env.PORT) });
