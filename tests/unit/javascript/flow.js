function f() {
  if (a) return 1
  else if (b) { throw e }
  else { g() }
  if (c) { return 1 } else { throw 2 }
  for (let i = 0; i < n; i++) { if (i) continue; step() }
  while (more) break
  do { again() } while (check())
  for (const x of xs) { each(x) }
  switch (kind()) {
    case 'a': case B: one(); break
    case 3: return two()
    default: three()
  }
  try { risky(); return 1 } catch (err) { log(err); throw err } finally { done() }
  try { quiet() } catch { }
  label: for (;;) { break label }
}
const test = a ? b() : c()
//= augment i in block @loop
//= call again() discard in f @loop
//= call b() assigned in module @condition
//= call c() assigned in module @condition
//= call check() test in f @loop
//= call done() discard in f @finally
//= call each(x) discard in f @loop
//= call g() discard in f @else @else
//= call kind() test in f
//= call log(err) discard in f @catch
//= call one() discard in f @case
//= call quiet() discard in f @try
//= call risky() discard in f @try
//= call step() discard in f @loop
//= call three() discard in f @case
//= call two() return in f @case
//= catch  () 16
//= catch err () 15
//= catch err in block @catch
//= const test = (a ? b() : c()) in module
//= def f in module
//= each x = xs in block @loop
//= function f 1-18 returns
//= let i = 0 in block
//= region case 11-11 test "a" subject kind() in f
//= region case 11-11 test B subject kind() breaks in f
//= region case 12-12 test 3 subject kind() returns in f
//= region case 13-13 subject kind() in f
//= region catch 15-15 pair try 15 throws in f
//= region catch 16-16 pair try 16 in f
//= region condition 19-19 test a in module
//= region condition 19-19 test a pair condition 19 flags 1 in module
//= region else 3-4 test a pair then 2 in f
//= region else 4-4 test b pair then 3 @else in f
//= region else 5-5 test c pair then 5 throws in f
//= region finally 15-15 pair try 15 in f
//= region loop 17-17 breaks in f
//= region loop 6-6 test (i < n) in f
//= region loop 7-7 test more breaks in f
//= region loop 8-8 test check() in f
//= region loop 9-9 test xs flags 1 in f
//= region then 2-2 test a returns in f
//= region then 3-3 test b throws @else in f
//= region then 5-5 test c returns in f
//= region then 6-6 test i breaks @loop in f
//= region try 15-15 returns in f
//= region try 16-16 in f
//= return 1 in f @then
//= return 1 in f @try
//= return two() in f @case
//= throw 2 in f @else
//= throw e in f @then @else
//= throw err in f @catch
