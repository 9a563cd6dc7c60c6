"""The authenticated read of a certificate, against stock nameko and against Flask without a bus."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID, uuid4

import requests
from sqlalchemy import text

from gascert_local.found import free_port
from tests.bench.house import House
from tests.bench.load import Measured, load

GUNICORN: Final = (
    *(sys.executable, "-m", "gunicorn"),
    *("--workers", "1", "--threads", "16", "--keep-alive", "30"),
)
SECONDS: Final = 2.0
ROUNDS: Final = 11


def measure(house: House) -> dict[str, Measured]:
    """Measure the three in turn, and keep each one's median round.

    The rounds are short and many: the machine is another one every few seconds.
    """
    staff, certificate = house.staff(), _a_certificate(house)
    path = f"/certificates/{certificate}"
    rounds: dict[str, list[Measured]] = {"gascert": [], "nameko": [], "flask": []}
    with _nameko(house) as nameko, _flask(house) as flask:
        for _ in range(ROUNDS):
            ours = house.base + path
            rounds["gascert"].append(load(ours, seconds=SECONDS, token=staff.token))
            rounds["nameko"].append(load(f"{nameko}/echo/{certificate}", seconds=SECONDS))
            rounds["flask"].append(load(flask + path, seconds=SECONDS))
    return {name: _median(measured) for name, measured in rounds.items()}


def _median(measured: list[Measured]) -> Measured:
    if any(one.failed for one in measured):
        raise RuntimeError("a read was not answered with 200")
    return sorted(measured, key=lambda one: one.per_second)[len(measured) // 2]


def _a_certificate(house: House) -> UUID:
    made = uuid4()
    with house.mortals.reading("certificate") as connection:
        connection.execute(
            text("""
            INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise,
                province, represents, valid_from, valid_to, ce_deadline, version)
            VALUES (:id, :id, 'principal', '青RQA2024999999', '青RQA2024999999G', 'G', :id, '63',
                false, current_date - 9, current_date + 999, current_date + 99, 1)"""),
            {"id": made},
        )
        connection.execute(
            text("""
            INSERT INTO certificate_versions (certificate, version, term, number, holder_name,
                enterprise, enterprise_name, categories, photo, valid_from, valid_to,
                first_ce_deadline, age_rule, cause)
            SELECT id, 1, 1, number, '示例', id, '示例', letters, id, valid_from, valid_to,
                ce_deadline, 'default', 'issuance' FROM certificates WHERE id = :id"""),
            {"id": made},
        )
    return made


@contextmanager
def _nameko(house: House) -> Iterator[str]:
    port = free_port()
    parts = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.bench.stock_nameko"],
            env={
                **os.environ,
                "BENCH_PART": part,
                "BENCH_PORT": str(port),
                "AMQP_URI": house.mortals.amqp_uri,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for part in ("echo", "front")
    ]
    yield from _served(f"http://127.0.0.1:{port}", "/echo/x", parts)


@contextmanager
def _flask(house: House) -> Iterator[str]:
    port = free_port()
    url = house.mortals.database("certificate").replace("postgresql:", "postgresql+psycopg:")
    gunicorn = subprocess.Popen(
        [*GUNICORN, "--bind", f"127.0.0.1:{port}", "tests.bench.flask_read:app"],
        env={**os.environ, "BENCH_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield from _served(f"http://127.0.0.1:{port}", "/", [gunicorn])


def _served(url: str, path: str, parts: "list[subprocess.Popen[bytes]]") -> Iterator[str]:
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                if requests.get(url + path, timeout=5).status_code < 500:
                    break
            except requests.RequestException:
                time.sleep(0.1)
        yield url
    finally:
        for part in parts:
            part.kill()
            part.wait()
