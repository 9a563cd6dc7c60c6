"""Messages in the database: kept set by set, one statement an event; read page by page."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from bus.database import Database, Transaction
from identity.adapters.tables import ID, MATTERS, MESSAGES
from identity.application.ports_messages import UnreadOfCode, WantedMessages
from identity.application.register import Span
from identity.application.wording import WORDINGS
from identity.domain.messages import Draft, Message, News, Recipient, RecipientKind, Standing

OF: Final = MESSAGES.c

# Matters are locked in one order, so that two events about the same ones wait instead of
# deadlocking. The messages come in the order in which they are given.
TELL: Final = text("""
WITH come AS (
    SELECT DISTINCT ON (matter) matter, version
    FROM unnest(CAST(:come_matters AS uuid[]), CAST(:come_versions AS integer[]))
        AS given (matter, version)
    ORDER BY matter, version DESC
), kept AS (
    INSERT INTO matters AS known (id, version) SELECT matter, version FROM come ORDER BY matter
    ON CONFLICT (id) DO UPDATE SET version = excluded.version
        WHERE known.version < excluded.version
)
INSERT INTO messages (recipient_kind, recipient, code, about, parameters, told_for, matter,
    matter_version, asks, created_at)
SELECT recipient_kind, recipient, code, about, CAST(parameters AS jsonb), told_for, matter,
    matter_version, asks, :at
FROM unnest(CAST(:recipients AS uuid[]), CAST(:abouts AS uuid[]), CAST(:tenors AS integer[]))
    WITH ORDINALITY AS given (recipient, about, tenor, place)
JOIN unnest(
    CAST(:recipient_kinds AS text[]), CAST(:codes AS text[]), CAST(:parameters AS text[]),
    CAST(:told_for AS uuid[]), CAST(:matters AS uuid[]), CAST(:versions AS integer[]),
    CAST(:asks AS boolean[]))
    WITH ORDINALITY AS tenors (recipient_kind, code, parameters, told_for, matter,
        matter_version, asks, tenor) USING (tenor)
ORDER BY place
ON CONFLICT (recipient, told_for, code, about) DO NOTHING
""")

IS_CURRENT: Final = and_(
    OF.asks, or_(MATTERS.c.version.is_(None), MATTERS.c.version <= OF.matter_version)
)


Tenor = tuple[RecipientKind, str, tuple[tuple[str, str], ...], UUID | None, Standing | None]
"""What the thousand messages of an event have in common: all but the recipient and the thing."""


@dataclass(frozen=True, kw_only=True)
class DatabaseMessageRecords:
    """One transaction on messages."""

    transaction: Transaction

    def tell(self, news: News, *, event: UUID, at: datetime) -> None:
        """Keep what an event gives to tell, each once however often it comes."""
        tenors: dict[Tenor, int] = {}
        of_drafts = [tenors.setdefault(_tenor(each), len(tenors) + 1) for each in news.drafts]
        self.transaction.execute(
            TELL,
            {
                "come_matters": [each.matter for each in news.standings],
                "come_versions": [each.version for each in news.standings],
                "recipients": [draft.to.id for draft in news.drafts],
                "abouts": [draft.about for draft in news.drafts],
                "tenors": of_drafts,
                **_tenor_values(tuple(tenors), event),
                "at": at,
            },
        )

    def mark_read(self, to: Recipient, messages: tuple[UUID, ...], at: datetime) -> int:
        """Mark messages as read, but for those that are already; tells how many are theirs."""
        marking = (
            update(MESSAGES)
            .where(*_addressed(to), OF.id == func.any(_ids(messages)))
            .values(read_at=func.coalesce(OF.read_at, at))
        )
        return int(self.transaction.execute(marking).rowcount)

    def mark_read_up_to(
        self, to: Recipient, newest: UUID, codes: tuple[str, ...] | None, at: datetime
    ) -> bool:
        """Mark all up to and with one as read; tells whether that one is theirs."""
        wanted = select(OF.number).where(*_addressed(to), OF.id == newest)
        number = self.transaction.execute(wanted).scalar_one_or_none()
        if number is None:
            return False
        marking = update(MESSAGES).where(*_addressed(to), OF.read_at.is_(None), OF.number <= number)
        if codes is not None:
            marking = marking.where(OF.code.in_(codes))
        self.transaction.execute(marking.values(read_at=at))
        return True


@dataclass(frozen=True, kw_only=True)
class DatabaseMessages:
    """Messages, for reading, and the transactions on them."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseMessageRecords]:
        """Open a transaction on messages, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseMessageRecords(transaction=transaction)

    def message(self, to: Recipient, message: UUID) -> Message | None:
        """Give a message, if it is the recipient's."""
        rows = self._read(_rows().where(*_addressed(to), OF.id == message))
        return _message(rows[0]) if rows else None

    def messages(self, to: Recipient, wanted: WantedMessages, span: Span) -> tuple[Message, ...]:
        """Give a page of messages, newest first."""
        page = _rows().where(*_addressed(to), *_conditions(wanted))
        if span.after is not None:
            before = select(OF.number).where(*_addressed(to), OF.id == span.after)
            page = page.where(OF.number < before.scalar_subquery())
        rows = self._read(page.order_by(OF.number.desc()).limit(span.size))
        return tuple(map(_message, rows))

    def unread(self, to: Recipient) -> tuple[UnreadOfCode, ...]:
        """Count what is unread or still asks for action, by wording."""
        is_unread = OF.read_at.is_(None)
        counts = (
            select(
                OF.code,
                func.count().filter(is_unread).label("unread"),
                func.count().filter(IS_CURRENT).label("needs_action"),
            )
            .select_from(MESSAGES.outerjoin(MATTERS, MATTERS.c.id == OF.matter))
            .where(*_addressed(to), or_(is_unread, IS_CURRENT))
            .group_by(OF.code)
        )
        return tuple(UnreadOfCode(**row) for row in self._read(counts))

    def _read(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        with self.database.reading() as connection:
            return connection.execute(wanted).mappings().all()


def _tenor(draft: Draft) -> Tenor:
    told = tuple(draft.parameters.items())
    return draft.to.kind, draft.code, told, draft.told_for, draft.standing


def _tenor_values(tenors: tuple[Tenor, ...], event: UUID) -> dict[str, Any]:
    standings = [standing for *_, standing in tenors]
    return {
        "recipient_kinds": [kind.value for kind, *_ in tenors],
        "codes": [code for _, code, *_ in tenors],
        "parameters": [json.dumps(dict(told)) for _, _, told, *_ in tenors],
        "told_for": [told_for or event for *_, told_for, _ in tenors],
        "matters": [None if each is None else each.matter for each in standings],
        "versions": [None if each is None else each.version for each in standings],
        "asks": [bool(WORDINGS[code].actions) for _, code, *_ in tenors],
    }


def _rows() -> Select[Any]:
    """Select messages, each with whether its matter has not moved on."""
    return select(
        *(OF[name] for name in ("id", "code", "about", "parameters", "created_at", "read_at")),
        IS_CURRENT.label("is_current"),
    ).select_from(MESSAGES.outerjoin(MATTERS, MATTERS.c.id == OF.matter))


def _addressed(to: Recipient) -> tuple[ColumnElement[bool], ...]:
    return OF.recipient == to.id, OF.recipient_kind == to.kind.value


def _conditions(wanted: WantedMessages) -> Iterator[ColumnElement[bool]]:
    if wanted.codes is not None:
        yield OF.code.in_(wanted.codes)
    if wanted.is_read is not None:
        yield OF.read_at.is_not(None) if wanted.is_read else OF.read_at.is_(None)
    if wanted.needs_action is not None:
        yield IS_CURRENT if wanted.needs_action else ~func.coalesce(IS_CURRENT, False)


def _ids(ids: Sequence[UUID]) -> Any:
    return bindparam("ids", list(ids), ARRAY(ID))


def _message(row: RowMapping) -> Message:
    return Message(**row)
