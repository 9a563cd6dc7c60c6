"""A toy as a process of its own, started with its name as the only argument.

Certificate starts a job for each event; what enterprise does takes as long as it is told.
"""

import bus.runtime  # noqa: I001  # patches eventlet, before anything else is imported

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

import eventlet
from sqlalchemy import ARRAY, Uuid, func, insert, literal, select

from bus import jobs
from bus.database import Transaction
from bus.jobs import Job
from contracts.enterprise import CategoryChanged, GetCategoryCase, WithdrawCategoryCase
from tests.integration.toys import THINGS, USUAL, Toy, a_case, builds_of, withdraw

ITEMS = 10


class PutItems(Job):
    """Writes a row for each item."""

    kind = "put_items"

    def act(
        self, transaction: Transaction, job: jobs.Running, items: Sequence[UUID], facts: Any
    ) -> dict[str, int]:
        transaction.execute(insert(THINGS), [{"id": item, "note": "item"} for item in items])
        return {"put": len(items)}


def items_of(case: UUID) -> list[UUID]:
    """The items of the job that an event starts."""
    return [uuid5(case, str(number)) for number in range(ITEMS)]


def put_and_start_a_job(toy: Toy, event: CategoryChanged) -> None:
    items = func.unnest(literal(items_of(event.case), ARRAY(Uuid))).column_valued("id")
    with toy.database.transaction() as transaction:
        transaction.execute(insert(THINGS).values(id=event.case, note="event"))
        jobs.start(
            transaction, "put_items", key=str(event.case), items=select(items), params={}, chunk=4
        )


def get_slowly(_: Toy, call: GetCategoryCase) -> Any:
    eventlet.sleep(float(os.environ.get("TOY_SECONDS", "0")))
    return a_case(call.case)


def withdraw_slowly(toy: Toy, call: WithdrawCategoryCase) -> Any:
    eventlet.sleep(0.02)
    return withdraw(toy, call)


DOING: dict[str, Callable[[Toy, Any], Any]] = {
    **USUAL,
    "categories_changed": put_and_start_a_job,
    "get_category_case": get_slowly,
    "withdraw_category_case": withdraw_slowly,
}


def main(name: str) -> None:
    bus.runtime.SECONDS_TO_STOP = int(os.environ.get("TOY_STOP", bus.runtime.SECONDS_TO_STOP))
    sys.argv[1:] = []
    bus.runtime.main(name, builds_of(DOING, PutItems())[name])


if __name__ == "__main__":
    main(sys.argv[1])
