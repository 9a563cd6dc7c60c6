"""A service's database: plain reading, and the one transaction of a piece of work."""

import json
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event as Flag
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

import eventlet
from sqlalchemy import Connection, CursorResult, Engine, Executable, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bus import audit, context, tables
from bus.engine import engine_of, ways_of
from bus.prepared import NotSmooth, Prepared, Reader
from contracts.errors import GasCertError
from contracts.message import Event, to_wire

SECONDS_TO_ANSWER: Final = 3
Wakers: TypeAlias = dict[str, Callable[[], None]]

_unit: ContextVar["Unit | None"] = ContextVar("unit", default=None)


class Transaction:
    """An open transaction, to which announcements and jobs belong as much as rows do."""

    def __init__(self, connection: Connection, wake: Callable[[str], None]) -> None:
        self.connection = connection
        self._wake = wake
        self.woken: set[str] = set()
        self.has_announced = False

    def execute(self, statement: Executable, params: Any = None) -> CursorResult[Any]:
        """Run a statement as `sqlalchemy.Connection.execute` does."""
        return self.connection.execute(statement, params)

    def announce(self, event: Event) -> UUID:
        """Write an event into the outbox: it is sent if, and only if, this commits."""
        event_id = uuid4()
        now = context.current()
        headers = context.to_headers(
            context.Context(
                principal=now.principal,
                correlation_id=now.correlation_id,
                causation_id=now.causation_id,
            )
        )
        self.execute(
            insert(tables.OUTBOX).values(
                event_id=event_id,
                source=event.wire_owner,
                name=event.wire_name,
                body=json.dumps(to_wire(event), ensure_ascii=False),
                headers=json.dumps(headers),
            )
        )
        self.has_announced = True
        self.woken.add("postman")
        return event_id

    def wake_after_commit(self, whom: str) -> None:
        """Wake one of the service's loops as soon as this has been committed."""
        self.woken.add(whom)

    def committed(self) -> None:
        """Wake those who wait for what was written."""
        for whom in self.woken:
            self._wake(whom)


class Unit:
    """The one transaction of a piece of work: opened late, committed when the work is done.

    `on_begin` runs first in the transaction and may refuse it.
    """

    def __init__(self, database: "Database", on_begin: Callable[[Transaction], None]) -> None:
        self._database = database
        self._on_begin = on_begin
        self._depth = 0
        self._holds_finished_part = False
        self._has_lost_part = False
        self.transaction: Transaction | None = None

    def open(self) -> Transaction:
        """Give the open transaction, beginning it if there is none yet."""
        self._refuse_half()
        if self.transaction is None:
            connection = self._database.engine.connect()
            self.transaction = Transaction(connection, self._database.wake)
            try:
                connection.begin()
                self._on_begin(self.transaction)
            except BaseException:
                self.abandon()
                raise
        return self.transaction

    @contextmanager
    def part(self) -> Iterator[Transaction]:
        """Give the transaction for a part of the work; a part that fails takes all with it."""
        self._depth += 1
        try:
            yield self.open()
        except BaseException:
            self.abandon()
            raise
        finally:
            self._depth -= 1
        self._holds_finished_part |= self._depth == 0

    def _refuse_half(self) -> None:
        if self._has_lost_part:
            raise RuntimeError("a failed part has rolled back an earlier one: the work must fail")

    def abandon(self) -> None:
        """Roll back, if anything is open."""
        transaction, self.transaction = self.transaction, None
        if transaction is not None:
            self._has_lost_part = self._holds_finished_part
            _close(transaction.connection)

    def commit(self) -> None:
        """Commit, if anything is open, and wake those who wait for it."""
        self._refuse_half()
        transaction, self.transaction = self.transaction, None
        if transaction is None:
            return
        try:
            audit.leave_trace(transaction)
            transaction.connection.commit()
        finally:
            _close(transaction.connection)
        transaction.committed()


def _close(connection: Connection) -> None:
    """Give a connection back; whatever goes wrong there, it is not used again."""
    try:
        connection.close()
    except Exception:  # noqa: BLE001  # a broken connection may fail in many ways
        connection.invalidate()


class Database:
    """One service's database; `pool_size` should not be below the number of workers."""

    def __init__(
        self, url: str, *, name: str = "gascert", pool_size: int = 16, wakers: Wakers | None = None
    ) -> None:
        ways, self._disposed = ways_of(name), Flag()
        self._rows = Reader(url, ways)
        self.engine: Engine = engine_of(url, ways, pool_size=pool_size, disposed=self._disposed)
        self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._wakers: Wakers = {} if wakers is None else wakers
        self._mail: Database | None = None
        for held in (self.engine, self._rows):
            weakref.finalize(self, held.dispose).atexit = False

    @property
    def mail(self) -> "Database":
        """Give this database as the postman's role sees it, in which outbox and inbox are kept."""
        return self._mail or self

    def open_mail(self, url: str | None) -> None:
        """Keep outbox and inbox in another role; without a URL, this one does everything."""
        if url:
            self._mail = Database(url, name="mail", pool_size=8, wakers=self._wakers)

    def on_wake(self, whom: str, wake: Callable[[], None]) -> None:
        """Register what is to be called when a commit concerns one of the service's loops."""
        self._wakers[whom] = wake

    def wake(self, whom: str) -> None:
        """Wake a loop, if there is such a one in this process."""
        waker = self._wakers.get(whom)
        if waker is not None:
            waker()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for plain selects, without a transaction of its own.

        Inside an open transaction it is that transaction's, so that one sees what one wrote.
        """
        unit = _unit.get()
        if unit is not None and unit.transaction is not None:
            yield unit.transaction.connection
            return
        with self._reader.connect() as connection:
            yield connection

    def first(self, wanted: Prepared, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Give the one row that a prepared select finds, if there is one; else as `reading`."""
        if not transaction_is_open():
            try:
                return self._rows.first(wanted, values)
            except NotSmooth:
                pass
        with self.reading() as connection:
            found = connection.execute(wanted.select, values).mappings().one_or_none()
        return None if found is None else dict(found)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give the transaction of the present piece of work; outside any, one of its own.

        Within a piece of work the bus commits, after the handler has returned.
        """
        unit = _unit.get()
        if unit is not None:
            with unit.part() as transaction:
                yield transaction
            return
        with self.unit() as own:
            yield own.open()
            own.commit()

    @contextmanager
    def independent(self) -> Iterator[Transaction]:
        """Give a transaction of its own, committed at once at the block's end."""
        unit = Unit(self, lambda _: None)
        try:
            yield unit.open()
            unit.commit()
        finally:
            unit.abandon()

    @contextmanager
    def unit(self, on_begin: Callable[[Transaction], None] = lambda _: None) -> Iterator[Unit]:
        """Begin a piece of work; the bus's own, services use `transaction`."""
        unit = Unit(self, on_begin)
        token = _unit.set(unit)
        try:
            yield unit
        finally:
            _unit.reset(token)
            unit.abandon()

    def answers(self) -> bool:
        """Say whether the database answers at this moment."""
        has_answered = False
        try:
            with eventlet.Timeout(SECONDS_TO_ANSWER, False), self._reader.connect() as connection:
                connection.execute(text("SELECT 1"))
                has_answered = True
        except (DBAPIError, PoolTimeout):
            return False
        return has_answered

    def dispose(self) -> None:
        """Close all idle connections at once, and those in use when they come back."""
        self._disposed.set()
        self.engine.dispose()
        self._rows.dispose()
        if self._mail is not None:
            self._mail.dispose()


def transaction_is_open() -> bool:
    """Say whether the present piece of work holds a transaction: then nobody may be asked."""
    unit = _unit.get()
    return unit is not None and unit.transaction is not None


@contextmanager
def refusing(answers: Mapping[str, Callable[[], GasCertError]]) -> Iterator[None]:
    """Turn the violation of a named constraint into the answer that belongs to it."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        answer = answers.get(getattr(diagnosis, "constraint_name", None) or "")
        if answer is None:
            raise
        raise answer() from None
