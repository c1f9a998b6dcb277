function plain(a, b = one(), ...c) { return a }
async function later() { await plain(); throw new Error('x') }
function* many() { yield 1; yield* other() }
const arrow = async x => x.y
const made = function inner() { inner() }
const o = { key: function () {}, short() {}, get prop() { return 1 }, async *['computed']() {}, 'quoted-key': () => 1, [dynamic()]: () => 2, arrow, ...rest }
o.attached = () => {}
let late
late = function () {}
export default () => { nested(function () { deep() }) }
{ function block() {} }
if (x) { var hoisted = () => { var inHere = 1 } }
class A extends mixin(Base) {
  field = 1
  static #secret = call()
  bound = async () => { this.z = 2 }
  constructor({ db, log: { level } = {} }, [first, , third] = []) { super(db); this.db = db }
  static make() { return new A() }
  get value() { return this.#secret }
  set value(v) { this.v = v }
  static { init() }
}
const Named = class extends A {}
//= assign late = fn:late in module
//= assign o.attached = fn:attached in module
//= assign this.db = db in constructor
//= assign this.v = v in value
//= assign this.z = 2 in bound
//= call call() assigned in module @class
//= call deep() discard in anonymous
//= call dynamic() not in module
//= call init() discard in module @class
//= call inner() discard in inner
//= call mixin(Base) not in module
//= call nested(fn:) discard in default
//= call new A() return in make
//= call new Error("x") throw in later
//= call one() assigned in plain
//= call other() await discard in many
//= call plain() await discard in later
//= call super(db) discard in constructor
//= class A 13-22 (mixin(Base))
//= class Named 23-23 (A)
//= class-def A in module
//= const Named = class:Named in module
//= const arrow = fn:arrow in module
//= const made = fn:inner in module
//= const o = {key: fn:key, short: fn:short, prop: fn:prop, computed: fn:computed, quoted-key: fn:quoted-key, fn:, arrow: arrow, *rest} in module
//= def block in block
//= def constructor in class A @class
//= def inner in inner
//= def later in module
//= def make in class A @class
//= def many in module
//= def plain in module
//= def value in class A @class
//= export default = fn:default
//= field #secret = call() in class A @class
//= field bound = fn:bound in class A @class
//= field field = 1 in class A @class
//= function anonymous 10-10 in default
//= function anonymous 6-6 arrow returns
//= function arrow 4-4 async arrow returns
//= function attached 7-7 arrow
//= function block 11-11
//= function bound 16-16 async arrow of A
//= function computed 6-6 async generator method
//= function constructor 17-17 method constructor of A
//= function default 10-10 arrow
//= function hoisted 12-12 arrow
//= function inner 5-5
//= function key 6-6
//= function late 9-9
//= function later 2-2 async throws
//= function make 18-18 method static of A returns
//= function many 3-3 generator
//= function plain 1-1 returns
//= function prop 6-6 method property returns
//= function quoted-key 6-6 arrow returns
//= function short 6-6 method
//= function value 19-19 method property of A returns
//= function value 20-20 method property of A
//= let late in module
//= parameter a in plain
//= parameter arrow.0 x
//= parameter b in plain
//= parameter c in plain
//= parameter constructor.0 
//= parameter constructor.1  = []
//= parameter db part .db in constructor
//= parameter first part [0] in constructor
//= parameter level part .log.level in constructor
//= parameter plain.0 a
//= parameter plain.1 b = one()
//= parameter plain.2 *c
//= parameter third part [2] in constructor
//= parameter v in value
//= parameter value.0 v
//= parameter x in arrow
//= region class 13-22 in module
//= region class 23-23 in module
//= region then 12-12 test x in module
//= return 1 in prop
//= return 1 in quoted-key
//= return 2 in anonymous
//= return a in plain
//= return new A() in make
//= return this.#secret in value
//= return x.y in arrow
//= throw new Error("x") in later
//= var hoisted = fn:hoisted in module @then
//= var inHere = 1 in hoisted
//= yield 1 in many
