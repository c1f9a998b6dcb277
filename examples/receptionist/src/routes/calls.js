const { Router } = require('express');
const { query } = require('../db');
const { recentCalls, callsToday, closeCall } = require('../services/calls');

const router = Router();

router.get('/', async (req, res, next) => {
  try {
    const calls = await recentCalls(req.session.ownerId);
    if (calls.length === 0) {
      // Defect: every new business starts with no calls. Its dashboard shows an error page.
      return res.status(404).json({ error: 'No calls found' });
    }
    res.json(calls);
  } catch (error) {
    next(error);
  }
});

// Defect: an async handler without a guard. With Express 4 a failing query ends the process.
router.get('/today', async (req, res) => {
  res.json(await callsToday(req.session.ownerId));
});

router.get('/search', async (req, res, next) => {
  try {
    // Defect: the sort order is part of the statement's text, and comes from the address.
    const { rows } = await query(
      `SELECT id, caller_number, started_at FROM calls WHERE summary ILIKE $1 ORDER BY ${req.query.sort}`,
      [`%${req.query.q}%`],
    );
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

router.get('/:id', async (req, res) => {
  try {
    const { rows } = await query('SELECT id, caller_number, status, summary FROM calls WHERE id = $1', [req.params.id]);
    if (rows.length === 0) {
      return res.status(404).json({ error: 'No such call' }); // right: the address names one call
    }
    // Defect: nobody waits for this write, and nobody hears of its error.
    query("UPDATE calls SET status = 'seen' WHERE id = $1", [req.params.id]);
    res.json(rows[0]);
  } catch (error) {
    // Defect: when the database is down, every call is "not found".
    res.status(404).json({ error: 'No such call' });
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
