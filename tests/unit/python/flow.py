def choose(a, b):
    if a:
        return 1
    elif b:
        raise ValueError("b") from a
    else:
        pass
    if a: return 1
    else: return 2
#= region then 3-3 test a returns in choose
#= region else 4-5 test a pair then 3 in choose
#= region then 5-5 test b throws @else in choose
#= region else 6-7 test b pair then 5 @else in choose
#= throw ValueError("b") from a in choose @then @else
#= call ValueError("b") throw in choose @then @else
#= region else 9-9 test a pair then 8 returns in choose
#= function choose 1-9 returns

async def loops(rows, db):
    for i, (name, *rest) in rows:
        db.execute(name)
    else:
        empty()
    async for row in db.stream(rows):
        if row: continue
        else: break
    while db.more(): db.next()
    else: return None
#= region loop 20-21 test rows flags 1 in loops
#= region else 23-23 pair loop 20 in loops
#= each i = rows part [0] in loops @loop
#= each name = rows part [1][0] in loops @loop
#= each rest = rows part [1][*] in loops @loop
#= call db.execute(name) discard in loops @loop
#= call empty() discard in loops @else
#= region loop 24-26 test db.stream(rows) flags 2 breaks in loops
#= region then 25-25 test row breaks @loop in loops
#= call db.stream(rows) await assigned in loops
#= region loop 27-27 test db.more() in loops
#= call db.more() test in loops @loop
#= region else 28-28 test db.more() pair loop 27 returns in loops
#= function loops 19-28 async

async def managers():
    with open("a") as f, lock:
        return f.read()
    async with pool.acquire() as (conn, tx), conn.transaction():
        await conn.execute("x")
    with (a() as b, c() as self.d):
        pass
    with (e() as g):
        pass
#= with f = open("a") in managers @with
#= region with 45-46 test open("a") returns in managers
#= region with 45-46 test lock returns @with in managers
#= call f.read() return in managers @with @with
#= call pool.acquire() await assigned in managers
#= call conn.transaction() await chained in managers @with
#= with conn = pool.acquire() part [0] in managers @with
#= with tx = pool.acquire() part [1] in managers @with
#= call conn.execute("x") await discard in managers @with @with
#= with self.d = c() in managers @with @with
#= with g = e() in managers @with

def tries():
    try:
        return work()
    except (A, b.C) as e:
        raise
    except* D:
        return 3
    except:
        log()
        raise Other from None
    else:
        done()
    finally:
        close()
    try:
        a()
    except E:
        pass
#= region try 67-67 returns in tries
#= region catch 68-69 pair try 67 throws in tries
#= region catch 70-71 pair try 67 returns in tries
#= region catch 72-74 pair try 67 throws in tries
#= region else-of-try 76-76 pair try 67 in tries
#= region finally 78-78 pair try 67 in tries
#= region catch 81-82 pair try 80 in tries
#= catch e (A, b.C) 68
#= catch  (D) 70
#= catch  () 72
#= catch e in tries @catch
#= throw - in tries @catch
#= throw Other from null in tries @catch
#= function tries 65-82 returns

def leaves_finally():
    try: pass
    finally: return 1
#= function leaves_finally 98-100 returns

def falls_through():
    try:
        raise X
    except Y:
        pass
#= function falls_through 103-107

def matches(command):
    match command:
        case "go" | -1:
            return 1
        case Point(x=0, y=py) if py > 1:
            return 2
        case {"kind": kind, "at": [first, *middle, last], **others}:
            return 3
        case [a, b] as whole:
            return 4
        case Color.RED:
            return 5
        case _:
            return 6
    match a, b:
        case 1, name: pass
        case Outer(inner): pass
#= region case 112-113 test ("go" | -1) subject command returns in matches
#= region case 114-115 test other(Point, 0) subject command in matches
#= region then 115-115 test (py > 1) returns @case in matches
#= assign py = command part .y in matches @case
#= region case 116-117 test other("kind", "at", other()) subject command returns in matches
#= assign kind = command part .kind in matches @case
#= assign first = command part .at[0] in matches @case
#= assign middle = command part .at[*] in matches @case
#= assign last = command part .at[-1] in matches @case
#= assign others = command part .* in matches @case
#= assign whole = command in matches @case
#= assign b = command part [1] in matches @case
#= region case 120-121 test Color.RED subject command returns in matches
#= region case 122-123 subject command returns in matches
#= region case 125-125 test other(1) subject [a, b] in matches
#= assign name = [a, b] part [1] in matches @case
#= assign inner in matches @case
#= function matches 110-126 returns
#= function managers 44-52 async returns
