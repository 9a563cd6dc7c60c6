"""Whose fault a database error is: the database's, which passes, or the work's, which stays."""

import random
from collections.abc import Callable
from typing import Final, TypeVar

import eventlet
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Result = TypeVar("Result")

# Deadlock and serialization failure: nothing was done, and the same again may well succeed.
AGAIN_STATES: Final = frozenset({"40001", "40P01"})
# Classes of SQLSTATE: connection, rollback, resources, operator, system. Class 54, a limit of
# PostgreSQL that a value exceeds, is an operational error to psycopg and yet the work's fault.
OUTAGE_CLASSES: Final = frozenset({"08", "40", "53", "57", "58"})
# An idle transaction was ended, a lock was waited for too long.
OUTAGE_STATES: Final = frozenset({"25P03", "55P03"})
# What a value can be refused for: it is no text, or larger than PostgreSQL can hold.
UNFIT_CLASSES: Final = frozenset({"22", "54"})


def sqlstate(error: BaseException) -> str | None:
    """Give PostgreSQL's five-letter code of an error, if it has one."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def is_outage(error: BaseException) -> bool:
    """Say whether the database, and not the work it was given, is to blame: trying again helps."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = sqlstate(error)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return state[:2] in OUTAGE_CLASSES or state in OUTAGE_STATES


def is_unfit(error: BaseException) -> bool:
    """Say whether what was to be stored can be stored by nobody, ever."""
    return isinstance(error, DataError | UnicodeError) or (
        (sqlstate(error) or "")[:2] in UNFIT_CLASSES
    )


def trying_again(work: Callable[[], Result], *, most: int = 4) -> Result:
    """Do a piece of work again when PostgreSQL says that two of them met; nothing was committed."""
    for attempt in range(1, most):
        try:
            return work()
        except DBAPIError as error:
            if sqlstate(error) not in AGAIN_STATES:
                raise
            eventlet.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311  # no secret
    return work()
