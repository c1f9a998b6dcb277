from fastapi import APIRouter, Depends, Request
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db

router = APIRouter(tags=["practice"])


@router.get("/practice")
def my_practice(request: Request, db: Session = Depends(get_db)):
    row = db.execute(
        text("SELECT id, name FROM practices WHERE owner_id = :owner"),
        {"owner": request.session["doctor_id"]},
    ).first()
    return {"practice": {"id": row.id, "name": row.name} if row else None}
