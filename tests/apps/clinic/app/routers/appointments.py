from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_db
from app.models import Appointment

router = APIRouter(prefix="/appointments", tags=["appointments"])


class NewAppointment(BaseModel):
    patient_id: int
    doctor_id: int
    starts_at: datetime


@router.get("")
def list_appointments(db: Session = Depends(get_db)):
    # Right as it is: no appointments are an empty list.
    return db.scalars(select(Appointment).order_by(Appointment.starts_at)).all()


@router.post("", status_code=201)
def create_appointment(new: NewAppointment, db: Session = Depends(get_db)):
    appointment = Appointment(patient_id=new.patient_id, doctor_id=new.doctor_id, starts_at=new.starts_at)
    db.add(appointment)
    db.commit()
    return {"id": appointment.id}
