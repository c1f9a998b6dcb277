const Koa = require('koa');
const Router = require('@koa/router');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

const app = new Koa();
const router = new Router();

router.get('/calls', async (ctx) => {
  const { rows } = await pool.query('SELECT id FROM calls');
  ctx.body = rows;
});

app.use(router.routes());
app.listen(Number(process.env.PORT));
