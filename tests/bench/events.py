"""Events per second from outbox to inbox to effect, and the same with ten times the rows stored."""

import time
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from tests.bench.house import House

EVENTS: Final = 5_000
ROUNDS: Final = 3
TIMES: Final = 10

DONE: Final = "SELECT count(*) FROM inbox WHERE id > :last AND done_at IS NOT NULL"
ANNOUNCE: Final = text("""
INSERT INTO outbox (event_id, source, name, body, headers)
SELECT gen_random_uuid(), 'identity', 'person_verified',
    jsonb_build_object('person', gen_random_uuid(), 'version', 1)::text, '{}'
FROM generate_series(1, :number)
""")
STORE_OUTBOX: Final = text("""
INSERT INTO outbox (event_id, source, name, body, headers, sent_at)
SELECT gen_random_uuid(), source, name, body, headers, sent_at
FROM outbox, generate_series(1, :times) WHERE sent_at IS NOT NULL
""")
STORE_INBOX: Final = text("""
INSERT INTO inbox (event_id, handler, source, name, body, headers, done_at)
SELECT gen_random_uuid(), handler, source, name, body, headers, done_at
FROM inbox, generate_series(1, :times) WHERE done_at IS NOT NULL
""")


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Events per second with few rows stored and with ten times as many."""

    few: float
    many: float
    stored_few: int
    stored_many: int


def measure(house: House) -> Rates:
    """Send events about people without results: the effect is the reaction's look for them."""
    _run(house)
    stored_few, few = _stored(house), _median(house)
    with house.mortals.reading("identity") as connection:
        connection.execute(STORE_OUTBOX, {"times": TIMES})
    with house.mortals.reading("certificate") as connection:
        connection.execute(STORE_INBOX, {"times": TIMES})
    for service in ("identity", "certificate"):
        house.tidy(service)
    stored_many, many = _stored(house), _median(house)
    return Rates(few=few, many=many, stored_few=stored_few, stored_many=stored_many)


def _median(house: House) -> float:
    return sorted(_run(house) for _ in range(ROUNDS))[ROUNDS // 2]


def _stored(house: House) -> int:
    return int(house.mortals.value("certificate", "SELECT count(*) FROM inbox"))


def _run(house: House) -> float:
    last = house.mortals.value("certificate", "SELECT coalesce(max(id), 0) FROM inbox")
    with house.mortals.reading("identity") as connection:
        connection.execute(ANNOUNCE, {"number": EVENTS})
    began = time.perf_counter()
    while house.mortals.value("certificate", DONE, last=last) < EVENTS:
        time.sleep(0.1)
    return EVENTS / (time.perf_counter() - began)
