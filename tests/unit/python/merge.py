from fastapi import APIRouter
router = APIRouter()

<<<<<<< HEAD
@router.get("/ours")
def ours(db):
    return db.execute("SELECT 1")
=======
@router.get("/theirs")
def theirs(db):
    return db.execute("SELECT 2")
>>>>>>> branch

@router.get("/after")
def after(db):
    return db.execute("SELECT 3")
#= decorator f ours.0 @router.get("/ours") 5
#= decorator f theirs.0 @router.get("/theirs") 9
#= decorator f after.0 @router.get("/after") 14
#= call db.execute("SELECT 1") return in ours
#= call db.execute("SELECT 2") return in theirs
#= call db.execute("SELECT 3") return in after
#= errors 3 first 4
