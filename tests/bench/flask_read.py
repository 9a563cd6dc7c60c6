"""What the gateway's read is measured against: Flask and SQLAlchemy, the same row, no bus."""

import os
from typing import Any
from uuid import UUID

from flask import Flask, jsonify
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ.get("BENCH_DATABASE_URL", "postgresql+psycopg://"), pool_size=16)
ROW = text("""
    SELECT certificates.*, holder_name, enterprise_name FROM certificates
    JOIN certificate_versions AS newest
        ON newest.certificate = certificates.id AND newest.version = certificates.version
    WHERE certificates.id = :id AND province = '63'
""")


@app.get("/certificates/<uuid:certificate>")
def get(certificate: UUID) -> Any:
    """Give the row as JSON."""
    with engine.connect() as connection:
        row = connection.execute(ROW, {"id": certificate}).mappings().one()
        return jsonify({name: str(value) for name, value in row.items()})
