const { Router } = require('express');
const bookings = require('../services/bookings');

const router = Router();

router.get('/', async (req, res, next) => {
  try {
    res.json(await bookings.upcoming(req.session.ownerId));
  } catch (error) {
    next(error);
  }
});

router.post('/', async (req, res, next) => {
  try {
    const booking = await bookings.create(req.body);
    res.status(201).json(booking);
  } catch (error) {
    next(error);
  }
});

router.delete('/:id/note', async (req, res, next) => {
  try {
    await bookings.clearNote(req.params.id);
    res.status(204).end();
  } catch (error) {
    next(error);
  }
});

router.get('/count', async (req, res, next) => {
  try {
    res.json({ count: await bookings.count() });
  } catch (error) {
    next(error);
  }
});

module.exports = router;
