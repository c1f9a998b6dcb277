def before(db):
    return db.execute("SELECT 1")

def unfinished(db:
    x = db.execute("SELECT 2"

def after(db):
    return db.execute("SELECT 3")
#= function before 1-2 returns
#= call db.execute("SELECT 1") return in before
