"""Routes of a web API: decorators, dependencies, keyword arguments."""
from typing import Annotated, Optional
from fastapi import APIRouter, Depends, HTTPException

router = APIRouter(prefix="/api", tags=["calls"])
#= function module 1-61 doc "Routes of a web API: decorators, dependencies, keyword arguments."
#= assign router = APIRouter(prefix="/api", tags=["calls"]) in module


@router.get("/calls/{call_id}", response_model=CallOut)
# a comment between decorators
@limiter.limit("5/minute")
async def read_call(
    call_id: int,
    db: Annotated[Session, Depends(get_db)],
    user: Optional[User] = Depends(current_user),
    *,
    q: str | None = None,
) -> CallOut:
    """One call."""
    row = await db.fetch_one("SELECT 1", {"id": call_id})
    if not row:
        raise HTTPException(status_code=404, detail="no call")
    return row
#= function read_call 13-24 async -> CallOut returns doc "One call."
#= parameter read_call.0 call_id: int
#= parameter read_call.1 db: Annotated<Session, Depends(get_db)>
#= parameter read_call.2 user: Optional<User> = Depends(current_user)
#= parameter read_call.3 q: (str | null) = null keyword-only
#= decorator f read_call.0 @router.get("/calls/{call_id}", response_model=CallOut) 10
#= decorator f read_call.1 @limiter.limit("5/minute") 12
#= def read_call in module
#= call Depends(get_db) not in module
#= call Depends(current_user) assigned in module
#= call db.fetch_one("SELECT 1", {id: call_id}) await assigned in read_call
#= region then 23-23 test !row throws in read_call
#= throw HTTPException(status_code=404, detail="no call") in read_call @then


@router.websocket("/ws")
@router.get("/legacy")
def legacy(request, *args, a, **options): return service.list(*args, a, limit=10, **options)
#= function legacy 42-42 returns
#= parameter legacy.1 *args
#= parameter legacy.2 a keyword-only
#= parameter legacy.3 **options
#= decorator f legacy.0 @router.websocket("/ws") 40
#= decorator f legacy.1 @router.get("/legacy") 41
#= return service.list(*args, a, limit=10, **options) in legacy
#= call service.list(*args, a, limit=10, **options) return in legacy


@dataclass(frozen=True)
@register
class Filter:
    limit: int = 10
#= class Filter 55-56 ()
#= decorator c Filter.0 @dataclass(frozen=true) 53
#= decorator c Filter.1 @register 54
#= field limit: int = 10 in class Filter @class
