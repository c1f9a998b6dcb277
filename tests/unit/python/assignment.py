def f():
    a = b = v
    c, (d, *e) = pair
    g, *h, i, j = many
    [k, l] = two
    (m) = alone
    (n,) = single
    x.attr = 1
    x["key"] = 2
    x.y, z = swap()
    q += " AND x"
    obj.total -= 1
    o: int
    p: int = 1
    first, second = one(), two()
    r = yield 1
    s = t = u = w
    del a, x.attr, x["key"], (b, c)
    *aa, bb = v
    fn = lambda: 1
#= assign a = v in f
#= assign b = v in f
#= assign c = pair part [0] in f
#= assign d = pair part [1][0] in f
#= assign e = pair part [1][*] in f
#= assign g = many part [0] in f
#= assign h = many part [*] in f
#= assign i = many part [-2] in f
#= assign j = many part [-1] in f
#= assign k = two part [0] in f
#= assign l = two part [1] in f
#= assign m = alone in f
#= assign n = single part [0] in f
#= assign x.attr = 1 in f
#= assign x["key"] = 2 in f
#= assign x.y = swap() part [0] in f
#= assign z = swap() part [1] in f
#= augment q = " AND x" in f
#= augment obj.total = 1 in f
#= assign o: int in f
#= assign p: int = 1 in f
#= assign first = [one(), two()] part [0] in f
#= assign second = [one(), two()] part [1] in f
#= call one() collected in f
#= call swap() assigned in f
#= assign r = other() in f
#= yield 1 in f
#= assign s = w in f
#= assign t = w in f
#= assign u = w in f
#= delete a in f
#= delete x.attr in f
#= delete x["key"] in f
#= delete b in f
#= delete c in f
#= assign aa = v part [*] in f
#= assign bb = v part [-1] in f
#= assign fn = fn:fn in f
#= function fn 20-20 lambda in f returns
#= function f 1-20 generator
