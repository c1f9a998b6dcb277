const { query, withTransaction } = require('../db');

async function upcoming(ownerId) {
  // Defect: created_at could be the booking's, the customer's or the business's.
  const { rows } = await query(
    `SELECT k.id, k.starts_at, u.name, u.phone
       FROM bookings k
       JOIN customers u ON u.id = k.customer_id
       JOIN businesses b ON b.id = k.business_id
      WHERE b.owner_id = $1 AND k.starts_at > now()
      ORDER BY k.starts_at, created_at`,
    [ownerId],
  );
  return rows;
}

async function create(booking) {
  return withTransaction(async (client) => {
    const customer = await client.query(
      `INSERT INTO customers (business_id, name, phone) VALUES ($1, $2, $3)
       ON CONFLICT (business_id, phone) DO UPDATE SET name = excluded.name
       RETURNING id`,
      [booking.businessId, booking.name, booking.phone],
    );
    // Defect: migration 0004 made "channel" a column that every row must have.
    const created = await client.query(
      'INSERT INTO bookings (business_id, customer_id, starts_at) VALUES ($1, $2, $3) RETURNING id, starts_at',
      [booking.businessId, customer.rows[0].id, booking.startsAt],
    );
    return created.rows[0];
  });
}

async function clearNote(id) {
  // Defect: "note" does not take NULL; its empty value is ''.
  await query('UPDATE bookings SET note = NULL WHERE id = $1', [id]);
}

async function count() {
  // Defect: migration 0004 renamed the table.
  const { rows } = await query('SELECT count(*)::int AS n FROM appointments');
  return rows[0].n;
}

module.exports = { upcoming, create, clearNote, count };
