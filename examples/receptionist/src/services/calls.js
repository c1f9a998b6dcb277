const { query } = require('../db');

async function recentCalls(ownerId) {
  // Defect: migration 0004 renamed customer_phone to caller_number.
  const { rows } = await query(
    `SELECT c.id, c.customer_phone, c.status, c.started_at
       FROM calls c
       JOIN businesses b ON b.id = c.business_id
      WHERE b.owner_id = $1
      ORDER BY c.started_at DESC
      LIMIT 50`,
    [ownerId],
  );
  return rows;
}

async function callsToday(ownerId) {
  const { rows } = await query(
    `SELECT c.id, c.caller_number, c.seconds
       FROM calls c
       JOIN businesses b ON b.id = c.business_id
      WHERE b.owner_id = $1 AND c.started_at >= date_trunc('day', now())`,
    [ownerId],
  );
  return rows;
}

async function closeCall(id, seconds) {
  // Defect: a comma too many.
  await query("UPDATE calls SET status = 'closed', seconds = $2, WHERE id = $1", [id, seconds]);
}

module.exports = { recentCalls, callsToday, closeCall };
