"""Whose fault a database error is."""

from typing import Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bus.outages import is_outage, is_unfit, sqlstate, trying_again


def as_told(orig: psycopg.Error, *, invalidated: bool = False) -> DBAPIError:
    """The error as SQLAlchemy wraps what psycopg raises."""
    wrapped = DBAPIError.instance(
        "SELECT", {}, orig, psycopg.Error, connection_invalidated=invalidated
    )
    assert isinstance(wrapped, DBAPIError)
    return wrapped


@pytest.mark.parametrize(
    "orig",
    [
        psycopg.OperationalError("connection refused"),
        psycopg.InterfaceError("the connection is closed"),
        errors.AdminShutdown(),
        errors.CannotConnectNow(),
        errors.TooManyConnections(),
        errors.DiskFull(),
        errors.DeadlockDetected(),
        errors.SerializationFailure(),
        errors.QueryCanceled(),
        errors.LockNotAvailable(),
        errors.IdleInTransactionSessionTimeout(),
        errors.ConnectionException(),
        errors.IoError(),
    ],
    ids=lambda orig: type(orig).__name__,
)
def test_what_passes_by_itself_is_an_outage(orig: psycopg.Error) -> None:
    assert is_outage(as_told(orig))
    assert not is_unfit(as_told(orig))


@pytest.mark.parametrize(
    "orig",
    [
        errors.ProgramLimitExceeded(),
        errors.UniqueViolation(),
        errors.UndefinedTable(),
        errors.SyntaxError(),
        errors.InvalidTextRepresentation(),
        errors.NumericValueOutOfRange(),
        errors.InsufficientPrivilege(),
        psycopg.ProgrammingError("no"),
        psycopg.DataError("text fields cannot contain NUL bytes"),
    ],
    ids=lambda orig: type(orig).__name__,
)
def test_what_stays_whatever_one_tries_is_none(orig: psycopg.Error) -> None:
    assert not is_outage(as_told(orig))


@pytest.mark.parametrize(
    ("error", "unfit"),
    [
        (as_told(errors.ProgramLimitExceeded()), True),
        (as_told(errors.NumericValueOutOfRange()), True),
        (as_told(psycopg.DataError("text fields cannot contain NUL bytes")), True),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), True),
        (as_told(errors.UndefinedTable()), False),
        (as_told(errors.UniqueViolation()), False),
        (ValueError(), False),
    ],
)
def test_what_no_table_can_hold_is_unfit_and_a_missing_table_is_not(
    error: Exception, *, unfit: bool
) -> None:
    assert is_unfit(error) == unfit


def test_a_pool_without_a_free_connection_is_an_outage_and_a_bug_is_none() -> None:
    assert is_outage(PoolTimeout())
    assert not is_outage(KeyError())
    assert sqlstate(KeyError()) is None


class Work:
    """Fails so many times before it succeeds."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.tries = 0

    def __call__(self) -> Any:
        self.tries += 1
        if self.failures:
            raise self.failures.pop()
        return "done"


def test_two_that_met_are_tried_again_a_few_times() -> None:
    work = Work(*[as_told(errors.DeadlockDetected())] * 3)
    assert (trying_again(work), work.tries) == ("done", 4)
    hopeless = Work(*[as_told(errors.SerializationFailure())] * 9)
    with pytest.raises(DBAPIError):
        trying_again(hopeless)
    assert hopeless.tries == 4


def test_nothing_else_is_tried_again_at_once() -> None:
    work = Work(as_told(errors.AdminShutdown()))
    with pytest.raises(DBAPIError):
        trying_again(work)
    assert work.tries == 1
