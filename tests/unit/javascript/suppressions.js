// plumbline-ignore guard/unguarded: the wrapper catches
query()
query() // plumbline-ignore a/b: same line
/* plumbline-ignore c/d: block
 * plumbline-ignore e/f: second
 */

// another comment
query()
/* plumbline-ignore g/h: before */ query()
// plumbline-ignore no-reason
query()
const s = 'plumbline-ignore in/string: no'
f(a, // plumbline-ignore arg/one: inside
  b)
// plumbline-ignore last/line: nothing follows
//= call f(a, b) discard in module
//= call query() discard in module
//= suppression a/b: same line 3 covers 3
//= suppression arg/one: inside 14 covers 14
//= suppression c/d: block 4 covers 9
//= suppression e/f: second 4 covers 9
//= suppression g/h: before 10 covers 10
//= suppression guard/unguarded: the wrapper catches 1 covers 2
//= suppression no-reason:  11 covers 12
//! suppression in/string
