const { Router } = require('express');
const { query } = require('../db');

const router = Router();

router.get('/live', (req, res) => {
  res.json({ ok: true });
});

router.get('/ready', async (req, res) => {
  try {
    await query('SELECT 1');
    res.json({ ok: true });
  } catch (error) {
    console.error(error);
    res.status(503).json({ ok: false });
  }
});

module.exports = router;
