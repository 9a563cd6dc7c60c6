"""From an approval's answer to the last effect visible, for enterprises of 200 certificates."""

import time
from typing import Final
from uuid import UUID

from sqlalchemy import text

from tests.bench.bulk import fill, propose
from tests.bench.house import House

CERTIFICATES: Final = 200
CHANGES: Final = 100

VISIBLE: Final = text("""
SELECT count(*) FROM certificates WHERE enterprise = :enterprise AND letters = :letters
""")


def measure(house: House) -> list[float]:
    """Change one enterprise to and fro; the milliseconds of each change, sorted."""
    staff, firm = house.staff(), house.enterprise()
    enterprise = UUID(firm.account["enterprise"])
    propose(staff, firm, "GJ")()
    fill(house, enterprise, year=2003, number=CERTIFICATES)
    times: list[float] = []
    with house.mortals.reading("certificate") as connection:
        for change in range(CHANGES):
            letters = "G" if change % 2 == 0 else "GJ"
            approve = propose(staff, firm, letters)
            approve()
            began = time.perf_counter()
            values = {"enterprise": enterprise, "letters": letters}
            while connection.scalar(VISIBLE, values) < CERTIFICATES:
                time.sleep(0.002)
            times.append(1000 * (time.perf_counter() - began))
    return sorted(times)
