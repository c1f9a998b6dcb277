import def from 'a'
import * as ns from "b"
import { one, two as zwei, default as d, 'str name' as s } from './c'
import mixed, { three } from 'd'
import 'side'
import {} from 'empty'
export const x = 1, { y, z: [w] } = v
export let l
export function fn() { var hidden; const alsoHidden = 1 }
export class K {}
export { one, def as renamed, x as 'string name' }
export { four, default as five } from './e'
export * from './f'
export * as all from './g'
export default class { }
module.exports = { a, b }
exports.c = fn
module.exports.e = () => {}
const other = {}
other.exports = 1
//= assign exports.c = fn in module
//= assign module.exports = {a: a, b: b} in module
//= assign module.exports.e = fn:e in module
//= assign other.exports = 1 in module
//= class K 10-10 ()
//= class default 15-15 ()
//= class-def K in module
//= const alsoHidden = 1 in fn
//= const other = {} in module
//= const w = v part .z[0] in module
//= const x = 1 in module
//= const y = v part .y in module
//= def fn in module
//= export *
//= export = = {a: a, b: b}
//= export K = K
//= export all
//= export c = fn
//= export default = class:default
//= export e = fn:e
//= export five
//= export fn = fn
//= export four
//= export l = l
//= export one = one
//= export renamed = def
//= export string name = x
//= export w = w
//= export x = x
//= export y = y
//= function e 18-18 arrow
//= function fn 9-9
//= import ./c default as d
//= import ./c one as one
//= import ./c str name as s
//= import ./c two as zwei
//= import ./e default reexport
//= import ./e four reexport
//= import ./f * reexport
//= import ./g * reexport
//= import a default as def
//= import b * as ns
//= import d default as mixed
//= import d three as three
//= import empty -
//= import side -
//= import-of d in module
//= import-of def in module
//= import-of mixed in module
//= import-of ns in module
//= import-of one in module
//= import-of s in module
//= import-of three in module
//= import-of zwei in module
//= let l in module
//= region class 10-10 in module
//= region class 15-15 in module
//= var hidden in fn
//! export hidden
//! export alsoHidden
//! export other
