import os

import psycopg2
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/calls")
def list_calls():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()
    cursor.execute("SELECT id FROM calls")
    return jsonify(cursor.fetchall())


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]))
