import os

import asyncpg
from fastapi import APIRouter

router = APIRouter(tags=["reports"])

ORDERS = {"busiest": "n DESC", "doctor": "doctor_id"}


async def connect():
    return await asyncpg.connect(os.environ["DATABASE_URL"])


@router.get("/busy")
async def busy(order: str = "busiest"):
    connection = await connect()
    try:
        by = ORDERS.get(order, ORDERS["busiest"])
        return await connection.fetch(f"SELECT doctor_id, count(*) AS n FROM appointments GROUP BY doctor_id ORDER BY {by}")
    finally:
        await connection.close()


@router.get("/missed")
async def missed():
    connection = await connect()
    try:
        return await connection.fetch(
            "SELECT id, patient_id FROM appointments WHERE status = 'missed'"
        )
    finally:
        await connection.close()


@router.post("/{appointment_id}/missed", status_code=204)
async def mark_missed(appointment_id: int):
    connection = await connect()
    await connection.execute("UPDATE appointments SET status = 'missed' WHERE id = $1", appointment_id)
    await connection.close()


@router.post("/import", status_code=204)
async def import_appointment(patient_id: int, doctor_id: int, room: str):
    connection = await connect()
    try:
        await connection.execute(
            "INSERT INTO appointments (patient_id, doctor_id, starts_at, room) VALUES ($1, $2, now(), $3)",
            patient_id,
            doctor_id,
            room,
        )
    finally:
        await connection.close()
