import os

import psycopg2
from fastapi import FastAPI

app = FastAPI()


@app.get("/calls")
async def list_calls():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()
    cursor.execute("SELECT id FROM calls")
    return cursor.fetchall()


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="error")
