"""Plans for the values at hand: statements that the driver shall not keep prepared."""

from typing import Any, Final

from sqlalchemy import Connection

ANEW: Final = "gascert_planned_anew"


def plan_each_anew(connection: Connection) -> None:
    """Have what this connection runs from now on planned for its own values, each time.

    A plan kept for all would take a chunk's ids for a handful and read whole tables. Plans inside
    the database stay kept: were they made anew too (`plan_cache_mode`), every row written would
    pay for planning the check of its foreign keys.
    """
    connection.execution_options(**{ANEW: True})


def run_unprepared(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Run a statement of such a connection without preparing it; says whether it was one."""
    if not context.execution_options.get(ANEW):
        return False
    cursor.execute(statement, parameters, prepare=False)
    return True
