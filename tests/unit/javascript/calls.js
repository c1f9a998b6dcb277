async function h() {
  const r = await pool.query('SELECT 1', [id])
  const rows = (await pool.query('SELECT 2')).rows
  pool.query('SELECT 3')
  void pool.query('SELECT 4')
  pool.query('SELECT 5').catch(next)
  await Promise.all([one(), two({ a: three() })])
  const jobs = [four(), five()]
  await Promise.all(ids.map(i => six(i)))
  if (!seven()) throw eight()
  while (nine() > 1) ten()
  const t = cond() ? yes() : no()
  ready && go()
  const either = left() || right()
  const fallback = l2() ?? r2()
  send((await eleven()))
  send(await twelve(), ...spread(), { key: [thirteen()] })
  a?.b?.(1)?.[k()]
  new Pool({ max: 1 })
  new Bare
  sql`select ${fourteen()} from ${t}`
  tag`plain`
  require('./x'); import('./y')
  ;(0, indirect)()
  this.service.run().then(ok, bad)
  const obj = { p: fifteen() }
  xs[sixteen()] = seventeen()
  return eighteen()
}
const short = () => nineteen()
const awaited = async () => await twenty()
const concat = 'a' + "b" + x
const text = `one ${two} three ${four2}`
const none = `plain ${''}`
//= assign xs[sixteen()] = seventeen() in h
//= call Promise.all([one(), two({a: three()})]) await discard in h
//= call Promise.all(ids.map(fn:)) await discard in h
//= call a?.b?(1) chained in h
//= call cond() test in h
//= call eight() throw in h @then
//= call eighteen() return in h
//= call eleven() await argument for send in h
//= call fifteen() assigned in h
//= call five() collected in h
//= call four() collected in h
//= call fourteen() not in h
//= call go() discard in h @condition
//= call ids.map(fn:) argument for Promise.all in h
//= call import("./y") discard in h
//= call indirect() discard in h
//= call k() not in h
//= call l2() assigned in h
//= call left() assigned in h
//= call new Bare() discard in h
//= call new Pool({max: 1}) discard in h
//= call nine() test in h @loop
//= call nineteen() return in short
//= call no() assigned in h @condition
//= call one() collected for Promise.all in h
//= call pool.query("SELECT 1", [id]) await assigned in h
//= call pool.query("SELECT 2") await chained in h
//= call pool.query("SELECT 3") discard in h
//= call pool.query("SELECT 4") discard in h
//= call pool.query("SELECT 5") chained in h
//= call pool.query("SELECT 5").catch(next) discard in h
//= call r2() assigned in h @condition
//= call require("./x") discard in h
//= call right() assigned in h @condition
//= call send(await eleven()) discard in h
//= call send(await twelve(), *spread(), {key: [thirteen()]}) discard in h
//= call seven() test in h
//= call seventeen() assigned in h
//= call six(i) return in anonymous
//= call sixteen() not in h
//= call spread() argument for send in h
//= call sql(`select {fourteen()} from {t}`) discard in h
//= call tag("plain") discard in h
//= call ten() discard in h @loop
//= call thirteen() collected for send in h
//= call this.service.run() chained in h
//= call this.service.run().then(ok, bad) discard in h
//= call three() argument for two in h
//= call twelve() await argument for send in h
//= call twenty() await return in awaited
//= call two({a: three()}) collected for Promise.all in h
//= call yes() assigned in h @condition
//= const awaited = fn:awaited in module
//= const concat = (("a" + "b") + x) in module
//= const either = (left() || right()) in h
//= const fallback = (l2() ?? r2()) in h
//= const jobs = [four(), five()] in h
//= const none = `plain ` in module
//= const obj = {p: fifteen()} in h
//= const r = await pool.query("SELECT 1", [id]) in h
//= const rows = await pool.query("SELECT 2").rows in h
//= const short = fn:short in module
//= const t = (cond() ? yes() : no()) in h
//= const text = `one {two} three {four2}` in module
//= def h in module
//= function anonymous 9-9 arrow in h returns
//= function awaited 31-31 async arrow returns
//= function h 1-29 async returns
//= function short 30-30 arrow returns
//= parameter anonymous.0 i
//= parameter i in anonymous
//= region condition 12-12 test cond() in h
//= region condition 12-12 test cond() pair condition 12 flags 1 in h
//= region condition 13-13 test ready in h
//= region condition 14-14 test left() flags 1 in h
//= region condition 15-15 test l2() flags 1 in h
//= region loop 11-11 test (nine() > 1) in h
//= region then 10-10 test !seven() throws in h
//= return await twenty() in awaited
//= return eighteen() in h
//= return nineteen() in short
//= return six(i) in anonymous
//= throw eight() in h @then
