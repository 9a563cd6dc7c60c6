"""How PostgreSQL finds the rows of what certificate sends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, text

from bus.database import Database

TABLES = (
    "exam_results",
    "certificates",
    "certificate_versions",
    "certificate_cases",
    "ce_records",
    "ce_reviews",
    "enterprise_name_changes",
    "enterprise_name_change_items",
    "occasions",
    "enrolments",
)


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register with tens of thousands of rows, and the statements sent to it."""

    database: Database
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def plans_of(self, work: Callable[[], object]) -> dict[str, str]:
        """Do some work and tell how PostgreSQL finds the rows of each of its statements."""
        self.sent.clear()
        work()
        recorded = [each for each in self.sent if any(table in each[0] for table in TABLES)]
        with self.database.reading() as connection:
            return {
                statement: "\n".join(
                    connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
                )
                for statement, given in recorded
                for parameters in (given[0] if isinstance(given, list) else given,)
            }


def a_register(database: Database) -> Register:
    """Watch a register whose tables have been filled."""
    with database.reading() as connection:
        connection.execute(text("ANALYZE"))
    made = Register(database=database)

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        made.sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    return made


def in_transaction(register: Register, work: Callable[[Any], object]) -> None:
    with register.database.independent() as transaction:
        work(transaction)


def assert_indexed(plans: dict[str, str], what: str) -> None:
    assert plans, what
    slow = [
        f"{statement}\n{plan}"
        for statement, plan in plans.items()
        if any(f"Seq Scan on {table}" in plan for table in TABLES)
    ]
    assert slow == [], "\n\n".join((what, *slow))
