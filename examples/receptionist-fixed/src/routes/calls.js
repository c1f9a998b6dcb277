const { Router } = require('express');
const { query } = require('../db');
const { recentCalls, callsToday, closeCall } = require('../services/calls');

const router = Router();

const SORT_ORDERS = {
  newest: 'started_at DESC',
  longest: 'seconds DESC NULLS LAST',
};

router.get('/', async (req, res, next) => {
  try {
    res.json(await recentCalls(req.session.ownerId));
  } catch (error) {
    next(error);
  }
});

router.get('/today', async (req, res, next) => {
  try {
    res.json(await callsToday(req.session.ownerId));
  } catch (error) {
    next(error);
  }
});

router.get('/search', async (req, res, next) => {
  try {
    const order = SORT_ORDERS[req.query.sort] || SORT_ORDERS.newest;
    const { rows } = await query(
      `SELECT id, caller_number, started_at FROM calls WHERE summary ILIKE $1 ORDER BY ${order}`,
      [`%${req.query.q}%`],
    );
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

router.get('/:id', async (req, res, next) => {
  try {
    const { rows } = await query('SELECT id, caller_number, status, summary FROM calls WHERE id = $1', [req.params.id]);
    if (rows.length === 0) {
      return res.status(404).json({ error: 'No such call' });
    }
    await query("UPDATE calls SET status = 'seen' WHERE id = $1", [req.params.id]);
    res.json(rows[0]);
  } catch (error) {
    next(error);
  }
});

router.post('/:id/close', async (req, res, next) => {
  try {
    await closeCall(req.params.id, req.body.seconds);
    res.status(204).end();
  } catch (error) {
    next(error);
  }
});

module.exports = router;
