const { rows: [first = fallback(), , third], rowCount, 'quoted-name': q, ['c']: computed, [dyn]: d, ...rest } = result
const [a, [b, c = 1], /* , */ , ...others] = list
let x, y = 2
var v = 3
x = 4
;({ a: obj.member, b: arr[0], c: x = 5 } = value)
;[x, y] = [y, x]
x += f()
y ??= g()
obj.count++
y++
obj['k'] = v
for (const { id, tags: [tag] } of rows) { use(id) }
for (const key in table) use(key)
for (x of xs) use(x)
for (var old of olds) {}
async function walk() { for await (const row of stream()) { use(row) } }
function outer() { let own; function inner() { own = 1; undeclared = 2; x = 3 } }
try { risky() } catch ({ code, message: text }) { use(code) }
const chained = second = third2
//= assign arr[0] = value part .b in module
//= assign obj.member = value part .a in module
//= assign obj["k"] = v in module
//= assign own = 1 in outer
//= assign second = third2 in module
//= assign undeclared = 2 in module
//= assign x = 3 in module
//= assign x = 4 in module
//= assign x = [y, x] part [0] in module
//= assign x = value part .c in module
//= assign x in module @loop
//= assign y = [y, x] part [1] in module
//= augment obj.count in module
//= augment x = f() in module
//= augment y = g() in module
//= augment y in module
//= call f() assigned in module
//= call fallback() assigned in module
//= call g() assigned in module @condition
//= call risky() discard in module @try
//= call stream() await assigned in walk
//= call use(code) discard in module @catch
//= call use(id) discard in module @loop
//= call use(key) discard in module @loop
//= call use(row) discard in walk @loop
//= call use(x) discard in module @loop
//= catch  () 19
//= catch code part .code in block @catch
//= catch text part .message in block @catch
//= const a = list part [0] in module
//= const b = list part [1][0] in module
//= const c = list part [1][1] in module
//= const chained = (second = third2) in module
//= const computed = result part .c in module
//= const d = result part .? in module
//= const first = result part .rows[0] in module
//= const others = list part [*] in module
//= const q = result part .quoted-name in module
//= const rest = result part .* in module
//= const rowCount = result part .rowCount in module
//= const third = result part .rows[2] in module
//= def inner in outer
//= def outer in module
//= def walk in module
//= each id = rows part .id in block @loop
//= each old = olds in module @loop
//= each row = stream() in block @loop
//= each tag = rows part .tags[0] in block @loop
//= function inner 18-18 in outer
//= function outer 18-18
//= function walk 17-17 async
//= let key in block @loop
//= let own in outer
//= let x in module
//= let y = 2 in module
//= region catch 19-19 pair try 19 in module
//= region condition 9-9 test y flags 1 in module
//= region loop 13-13 test rows flags 1 in module
//= region loop 14-14 test table flags 1 in module
//= region loop 15-15 test xs flags 1 in module
//= region loop 16-16 test olds flags 1 in module
//= region loop 17-17 test stream() flags 2 in walk
//= region try 19-19 in module
//= var v = 3 in module
