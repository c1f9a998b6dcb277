const express = require('express');
const session = require('express-session');

const calls = require('./routes/calls');
const bookings = require('./routes/bookings');
const businesses = require('./routes/businesses');
const customers = require('./routes/customers');
const health = require('./routes/health');

const app = express();

app.use(express.json());
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }));

app.use('/health', health);
app.use('/api/calls', calls);
app.use('/api/bookings', bookings);
app.use('/api/business', businesses);
app.use('/api/customers', customers);

// Handlers hand their errors on with next(error). With Express 4 nothing else arrives here.
app.use((error, req, res, next) => {
  console.error(error);
  res.status(500).json({ error: 'internal error' });
});

module.exports = app;
