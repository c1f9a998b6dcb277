const a = await pool.query('SELECT 1');
function half( { 
const b = ok(1);
if (x { y() }
const c = fine(2);
//= call fine(2) not in module
//= call ok(1) not in module
//= call pool.query("SELECT 1") await assigned in module
//= const a = await pool.query("SELECT 1") in module
//= errors 5 first 2
