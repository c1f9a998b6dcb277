const { Router } = require('express');
const { query } = require('../db');

const router = Router();

router.get('/', async (req, res, next) => {
  try {
    const { rows } = await query('SELECT id, name, timezone, greeting FROM businesses WHERE owner_id = $1', [req.session.ownerId]);
    res.json(rows[0] || null);
  } catch (error) {
    next(error);
  }
});

router.put('/', async (req, res, next) => {
  try {
    const { rows } = await query(
      `INSERT INTO businesses (owner_id, name, timezone) VALUES ($1, $2, $3)
       ON CONFLICT (owner_id) DO UPDATE SET name = excluded.name, timezone = excluded.timezone
       RETURNING id, name, timezone`,
      [req.session.ownerId, req.body.name, req.body.timezone],
    );
    res.json(rows[0]);
  } catch (error) {
    next(error);
  }
});

router.get('/busy', async (req, res, next) => {
  try {
    const { rows } = await query('SELECT b.id, b.name FROM businesses b WHERE b.id IN (SELECT c.business_id FROM calls c WHERE c.seconds > 600)');
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

module.exports = router;
