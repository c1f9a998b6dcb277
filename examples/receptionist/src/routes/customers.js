const { Router } = require('express');
const { query } = require('../db');

const router = Router();

// Right as it is: no customers yet is an empty list.
router.get('/', async (req, res, next) => {
  try {
    const { rows } = await query(
      'SELECT u.id, u.name, u.phone FROM customers u JOIN businesses b ON b.id = u.business_id WHERE b.owner_id = $1 ORDER BY u.name',
      [req.session.ownerId],
    );
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

// Right as it is: the address names one customer.
router.get('/:id', async (req, res, next) => {
  try {
    const { rows } = await query('SELECT id, name, phone FROM customers WHERE id = $1', [req.params.id]);
    if (!rows[0]) {
      return res.status(404).json({ error: 'No such customer' });
    }
    res.json(rows[0]);
  } catch (error) {
    next(error);
  }
});

// Right as it is: the parent is looked up by its key, and its calls may be none.
router.get('/:id/calls', async (req, res, next) => {
  try {
    const customer = await query('SELECT id FROM customers WHERE id = $1', [req.params.id]);
    if (customer.rows.length === 0) {
      return res.status(404).json({ error: 'No such customer' });
    }
    const { rows } = await query('SELECT id, status, started_at FROM calls WHERE customer_id = $1 ORDER BY started_at', [req.params.id]);
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

module.exports = router;
