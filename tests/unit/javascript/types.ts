import type { Only } from 'types'
import type Def from 'types2'
import { type Inline, real } from 'mixed'
import legacy = require('legacy')
export type { Only } from './t'
export interface Shape { a: string }
export type Alias = { b: number }
declare const ambient: string
declare module 'm' { export const no: number }
function over(a: string): void
function over(a: any): Promise<User[]> { return a as unknown as Promise<User[]> }
const u: string | null | ns.Type = value!
const v = <Cast>other
const w = thing satisfies Record<string, number>
const lit: 'a' | 1 = 'a'
const fn: (a: string) => void = cb
function withThis(this: Ctx, a?: number, ...rest: string[]) {}
enum Color { Red, Green = 5, Blue, Name = 'n', After }
export const enum Flag { On = 1 << 0 }
namespace N { export const inside = 1; inner() }
abstract class Repo<T> extends Base<T> implements OnInit, ns.Other {
  private readonly items: Map<string, T> = new Map()
  declare x: number
  abstract find(id: string): T
  constructor(private readonly db: Pool, public name = 'n', plain: string, @Inject(TOKEN) readonly svc?: Service) { super() }
  get size(): number { return this.items.size }
  private async load(id: string): Promise<T | null> { return null }
}
export default interface Never { }
const generic = make<User>(1)
for (const k of keys as string[]) use(k)
export = u
//= call Inject(TOKEN) not in constructor
//= call inner() discard in module
//= call make(1) assigned in module
//= call new Map() assigned in module @class
//= call super() discard in constructor
//= call use(k) discard in module @loop
//= class Repo 21-28 (Base, implements=OnInit, implements=ns.Other)
//= class-def Repo in module
//= const Color = {Red: 0, Green: 5, Blue: 6, Name: "n"} in module
//= const Flag = {On: (1 << 0)} in module
//= const N = other() in module
//= const fn: other() = cb in module
//= const generic = make(1) in module
//= const inside = 1 in block
//= const lit: ("a" | 1) = "a" in module
//= const u: ((string | null) | ns.Type) = value as - in module
//= const v = other as - in module
//= const w = thing as Record<string, number> in module
//= decorator p .0 @Inject(TOKEN) 25
//= def constructor in class Repo @class
//= def load in class Repo @class
//= def over in module
//= def size in class Repo @class
//= def withThis in module
//= each k = keys as Array<string> in block @loop
//= export = = u
//= export Flag = Flag
//= export Only
//= field db: Pool = db in class Repo
//= field items: Map<string, T> = new Map() in class Repo @class
//= field name = name in class Repo
//= field svc: Service = svc in class Repo
//= field x: number in class Repo @class
//= function constructor 25-25 method constructor of Repo
//= function load 27-27 async method of Repo -> Promise<(T | null)> returns
//= function over 11-11 -> Promise<Array<User>> returns
//= function size 26-26 method property of Repo -> number returns
//= function withThis 17-17
//= import ./t Only type-only reexport
//= import legacy * as legacy
//= import mixed Inline as Inline type-only
//= import mixed real as real
//= import types Only as Only type-only
//= import types2 default as Def type-only
//= import-of Def in module
//= import-of Inline in module
//= import-of Only in module
//= import-of legacy in module
//= import-of real in module
//= parameter a: any in over
//= parameter a: number in withThis
//= parameter constructor.0 db: Pool property
//= parameter constructor.1 name = "n" property
//= parameter constructor.2 plain: string
//= parameter constructor.3 svc: Service property
//= parameter db: Pool in constructor
//= parameter id: string in load
//= parameter load.0 id: string
//= parameter name in constructor
//= parameter over.0 a: any
//= parameter plain: string in constructor
//= parameter rest: Array<string> in withThis
//= parameter svc: Service in constructor
//= parameter withThis.0 a: number
//= parameter withThis.1 *rest: Array<string>
//= region class 21-28 in module
//= region loop 31-31 test keys as Array<string> flags 1 in module
//= return a as unknown as Promise<Array<User>> in over
//= return null in load
//= return this.items.size in size
//! ambient
//! Shape
//! Alias
//! export inside
//! find
