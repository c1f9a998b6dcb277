import os

import asyncpg
from fastapi import APIRouter

router = APIRouter(tags=["reports"])


async def connect():
    return await asyncpg.connect(os.environ["DATABASE_URL"])


@router.get("/busy")
async def busy(order: str = "n"):
    connection = await connect()
    try:
        # Defect: the order is part of the statement's text, and comes from the address.
        return await connection.fetch(f"SELECT doctor_id, count(*) AS n FROM appointments GROUP BY doctor_id ORDER BY {order}")
    finally:
        await connection.close()


@router.get("/missed")
async def missed():
    connection = await connect()
    try:
        return await connection.fetch(
            # Defect: migration b5e4 renamed "state" to "status".
            "SELECT id, patient_id FROM appointments WHERE state = 'missed'"
        )
    finally:
        await connection.close()


@router.post("/{appointment_id}/missed", status_code=204)
async def mark_missed(appointment_id: int):
    connection = await connect()
    # Defect: a coroutine that nobody awaits does not run.
    connection.execute("UPDATE appointments SET status = 'missed' WHERE id = $1", appointment_id)
    await connection.close()


@router.post("/import", status_code=204)
async def import_appointment(patient_id: int, doctor_id: int):
    connection = await connect()
    try:
        # Defect: "room" is missing, and has no default.
        await connection.execute(
            "INSERT INTO appointments (patient_id, doctor_id, starts_at) VALUES ($1, $2, now())",
            patient_id,
            doctor_id,
        )
    finally:
        await connection.close()
