import asyncio

async def f(db):
    db.commit()
    await db.execute("a")
    rows = await db.fetch("b")
    r = db.scalar("c")
    use(db.first(), key=db.second())
    await asyncio.gather(db.one(), db.two())
    await asyncio.gather(*[db.each(x) for x in rows])
    await asyncio.gather(*(db.lazy(x) for x in rows))
    tasks = [db.task(1), db.task(2)]
    return await db.last()
    if db.exists(): pass
    assert db.asserted()
    raise db.error()
    db.query(User).filter(User.id == 1).first()
    total(x for x in rows)
    return db.tail(), 1
    x = (await db.inner())["k"]
    db.a() if flag else db.b()
    async with db.begin(): pass
    yield db.item()
    yield from db.more()
    return {"items": db.listed()}
#= call db.commit() discard in f
#= call db.execute("a") await discard in f
#= call db.fetch("b") await assigned in f
#= call db.scalar("c") assigned in f
#= call db.first() argument for use in f
#= call db.second() argument for use in f
#= call asyncio.gather(db.one(), db.two()) await discard in f
#= call db.one() argument for asyncio.gather in f
#= call db.each(x) collected for asyncio.gather in f @loop
#= call db.lazy(x) collected for asyncio.gather in f @loop
#= call db.task(1) collected in f
#= call db.last() await return in f
#= call db.exists() test in f
#= call db.asserted() test in f
#= call db.error() throw in f
#= call db.query(User) chained in f
#= call db.query(User).filter((User.id == 1)) chained in f
#= call db.query(User).filter((User.id == 1)).first() discard in f
#= call total((for rows: x)) discard in f
#= call db.inner() await chained in f
#= call db.a() discard in f @condition
#= call db.b() discard in f @condition
#= call db.begin() await chained in f
#= call db.item() return in f
#= call db.more() await discard in f
#= call db.listed() assigned in f
#= yield db.item() in f
#= yield db.more() in f
#= function f 3-25 async generator returns
