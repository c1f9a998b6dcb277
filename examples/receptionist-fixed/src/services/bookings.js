const { query, withTransaction } = require('../db');

async function upcoming(ownerId) {
  const { rows } = await query(
    `SELECT k.id, k.starts_at, u.name, u.phone
       FROM bookings k
       JOIN customers u ON u.id = k.customer_id
       JOIN businesses b ON b.id = k.business_id
      WHERE b.owner_id = $1 AND k.starts_at > now()
      ORDER BY k.starts_at, k.created_at`,
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
    const created = await client.query(
      "INSERT INTO bookings (business_id, customer_id, starts_at, channel) VALUES ($1, $2, $3, 'web') RETURNING id, starts_at",
      [booking.businessId, customer.rows[0].id, booking.startsAt],
    );
    return created.rows[0];
  });
}

async function clearNote(id) {
  await query("UPDATE bookings SET note = '' WHERE id = $1", [id]);
}

async function count() {
  const { rows } = await query('SELECT count(*)::int AS n FROM bookings');
  return rows[0].n;
}

module.exports = { upcoming, create, clearNote, count };
