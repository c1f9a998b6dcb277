from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_db
from app.models import Patient, Referral

router = APIRouter(prefix="/patients", tags=["patients"])


class NewPatient(BaseModel):
    name: str


@router.get("")
def list_patients(db: Session = Depends(get_db)):
    patients = db.scalars(select(Patient).order_by(Patient.name)).all()
    if not patients:
        # Defect: a new clinic has no patients yet.
        raise HTTPException(status_code=404, detail="No patients found")
    return patients


@router.get("/{patient_id}")
def get_patient(patient_id: int, db: Session = Depends(get_db)):
    patient = db.get(Patient, patient_id)
    if patient is None:
        raise HTTPException(status_code=404, detail="No such patient")
    return patient


@router.get("/{patient_id}/referrals")
def list_referrals(patient_id: int, db: Session = Depends(get_db)):
    try:
        return db.scalars(select(Referral).where(Referral.patient_id == patient_id)).all()
    except Exception:
        # Defect: when the database is down, every patient is "not found".
        raise HTTPException(status_code=404, detail="No such patient")


@router.post("", status_code=201)
def create_patient(new: NewPatient, db: Session = Depends(get_db)):
    try:
        patient = Patient(name=new.name)
        db.add(patient)
        db.commit()
        return {"id": patient.id}
    except Exception as e:
        db.rollback()
        # Defect: SQLAlchemy's message holds the whole statement with its values.
        raise HTTPException(status_code=500, detail=str(e))
