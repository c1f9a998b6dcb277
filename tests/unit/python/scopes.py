counter = 0

def outer():
    global counter
    counter = 1
    if x:
        y = 1
    for z in items: w = z
    def inner():
        nonlocal y, w
        y = [t for t in w if (last := t)]
        print(lambda: (seen := 1))
    class Local:
        y = 2
        names = [y for n in names]
        def method(self, default=y): return default
#= global counter in outer
#= assign counter = 1 in outer
#= assign y = 1 in outer @then
#= each z = items in outer @loop
#= assign w = z in outer @loop
#= global y in inner
#= global w in inner
#= each t = w in comprehension @loop
#= assign last = t in inner @loop
#= assign seen = 1 in anonymous
#= field y = 2 in class Local @class
#= field names = (for names: y) in class Local @class
#= class-def Local in outer
#= def inner in outer
#= function inner 9-12 in outer
#= function method 16-16 method of Local in outer returns
#= parameter self in method
