import os

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from app.routers import appointments, patients, practice, reports

app = FastAPI(title="Clinic")
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_SECRET"])

app.include_router(patients.router, prefix="/api")
app.include_router(appointments.router, prefix="/api")
app.include_router(practice.router, prefix="/api")
app.include_router(reports.router, prefix="/api/reports")


@app.get("/health")
def health():
    return {"status": "ok"}
