a1 = x if c else y
a2 = p and q or not r
a3 = lo < n <= hi
a4 = v is None, v is not None, k in d, k  not  in d
a5 = d["k"], d[1:2], d[a, b], d[i][j], d[:, None]
a6 = -1, +x, ~y, 2 ** 8, m @ n, 7 // 2
a7 = {"k": 1, 'j': f(), key: 3, **rest}, {1, 2}, [*xs, 4], (5,), ()
a8 = True, False, None, ..., 1.5, 0x10
a9 = obj.first().second.third(1)[0].fourth
a10 = lambda x, *y, z=1, **w: x
a11 = (n := count()) > 3
a12 = [i.id for i in rows if i.ok if i.on]
a13 = {k: g(v) for k, v in d.items()}
a14 = {h(x) for x in xs for y in x}
a15 = a == b != c
a16 = print
a17 = cond and query() or other()
a18 = {**{"nested": {"deep": 1}}}
#= assign a1 = (c ? x : y) in module
#= assign a2 = ((p && q) || !r) in module
#= assign a3 = ((lo < n) && (n <= hi)) in module
#= assign a4 = [(v is null), (v is not null), (k in d), (k not in d)] in module
#= assign a5 = [d["k"], d[other(1, 2)], d<a, b>, d[i][j], d<other(), null>] in module
#= assign a6 = [-1, +x, ~y, (2 ** 8), (m @ n), (7 // 2)] in module
#= assign a7 = [{k: 1, j: f(), 3, **rest}, [1, 2], [*xs, 4], [5], []] in module
#= assign a8 = [true, false, null, ..., 1.5, 0x10] in module
#= assign a9 = obj.first().second.third(1)[0].fourth in module
#= assign a10 = fn:a10 in module
#= parameter a10.1 *y
#= parameter a10.2 z = 1 keyword-only
#= parameter a10.3 **w
#= assign a11 = ((n = count()) > 3) in module
#= assign n = count() in module
#= assign a12 = (for rows: i.id; i.ok, i.on) in module
#= each i = rows in comprehension @loop
#= region condition 12-12 test i.ok @loop in module
#= region condition 12-12 test i.on @condition @loop in module
#= assign a13 = (for d.items(): {g(v)}) in module
#= each k = d.items() part [0] in comprehension @loop
#= call g(v) collected in module @loop
#= call d.items() assigned in module
#= assign a14 = (for xs: h(x); x) in module
#= assign a15 = ((a == b) && (b != c)) in module
#= assign a16 = print in module
#= region condition 17-17 test cond in module
#= call query() assigned in module @condition
#= call other() assigned in module @condition
#= region condition 1-1 test c in module
#= region condition 1-1 test c pair condition 1 flags 1 in module
#= assign a18 = {**{nested: {deep: 1}}} in module
