"""One transaction on the register, announcements included."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from bus.database import Transaction, refusing
from contracts.id_number import masked
from contracts.message import Event
from contracts.vocabulary import Role
from identity.adapters.rows import account_from, account_values, person_from, token_from
from identity.adapters.tables import (
    ACCOUNTS,
    ID_NUMBERS,
    PERSONS,
    PHOTOS,
    REFRESH_TOKENS,
    RESET_CODES,
    SESSIONS,
    VERIFICATIONS,
)
from identity.adapters.vault import AesVault, Sealed
from identity.application.refusals import username_taken, verified_by_another
from identity.application.register import Newcomer, StoredPhoto, Verification
from identity.domain.accounts import Account
from identity.domain.persons import Person
from identity.domain.sessions import RefreshToken, Session

TAKEN: Final = {
    "one_account_per_username": username_taken,
    "one_account_per_person": verified_by_another,
}
APPOINTMENTS: Final = 0x1DE47147


@dataclass(frozen=True, kw_only=True)
class DatabaseRecords:
    """Reads under locks, and writes. Who locks both locks the account before the person."""

    transaction: Transaction
    vault: AesVault

    def add_account(self, account: Account) -> None:
        """Enter an account; refuses a name that is taken."""
        with refusing(TAKEN):
            self._write(insert(ACCOUNTS).values(account_values(account)))

    def locked_account(self, account: UUID) -> Account | None:
        """Lock an account and give it."""
        row = self._locked(select(ACCOUNTS).where(ACCOUNTS.c.id == account))
        return None if row is None else account_from(row)

    def administrators_undisturbed(self) -> tuple[Account, ...]:
        """Let nobody else disable accounts until this ends, and give all administrators."""
        self._write(select(func.pg_advisory_xact_lock(APPOINTMENTS)))
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.roles.contains([Role.ADMINISTRATOR.value]))
        rows = self._write(wanted.order_by(ACCOUNTS.c.id)).mappings()
        return tuple(map(account_from, rows))

    def save_account(self, account: Account) -> None:
        """Write an account; refuses a person who is another account's."""
        with refusing(TAKEN):
            self._write(
                update(ACCOUNTS).where(ACCOUNTS.c.id == account.id).values(account_values(account))
            )

    def add_session(self, session: Session) -> None:
        """Enter a session."""
        self._write(insert(SESSIONS).values(vars(session)))

    def add_refresh_token(self, token: RefreshToken) -> None:
        """Enter a refresh token."""
        self._write(insert(REFRESH_TOKENS).values(vars(token)))

    def locked_refresh_token(self, digest: bytes) -> RefreshToken | None:
        """Lock a refresh token and give it."""
        row = self._locked(select(REFRESH_TOKENS).where(REFRESH_TOKENS.c.digest == digest))
        return None if row is None else token_from(row)

    def spend_refresh_token(self, digest: bytes, now: datetime) -> None:
        """Mark a refresh token as spent."""
        self._write(
            update(REFRESH_TOKENS).where(REFRESH_TOKENS.c.digest == digest).values(spent_at=now)
        )

    def end_session(self, session: UUID, now: datetime) -> None:
        """End a session that has not ended."""
        self._write(
            update(SESSIONS)
            .where(SESSIONS.c.id == session, SESSIONS.c.ended_at.is_(None))
            .values(ended_at=now)
        )

    def end_sessions_of(self, account: UUID, now: datetime, *, but: UUID | None = None) -> None:
        """End an account's sessions, except one."""
        ending = update(SESSIONS).where(
            SESSIONS.c.account == account, SESSIONS.c.ended_at.is_(None), SESSIONS.c.ends_at > now
        )
        if but is not None:
            ending = ending.where(SESSIONS.c.id != but)
        self._write(ending.values(ended_at=now))

    def forget_sessions_over_before(self, moment: datetime) -> int:
        """Delete sessions that were over by then, and reset codes; tells how many."""
        self._write(delete(RESET_CODES).where(RESET_CODES.c.expires_at < moment))
        over = delete(SESSIONS).where(
            or_(SESSIONS.c.ends_at < moment, SESSIONS.c.ended_at < moment)
        )
        return int(self._write(over).rowcount)

    def keep_reset_code(self, account: UUID, digest: bytes, expires_at: datetime) -> None:
        """Keep an account's one reset code, in place of any former one."""
        kept = {"digest": digest, "expires_at": expires_at}
        self._write(
            upsert(RESET_CODES)
            .values(account=account, **kept)
            .on_conflict_do_update(index_elements=[RESET_CODES.c.account], set_=kept)
        )

    def take_reset_code(self, account: UUID, digest: bytes, now: datetime) -> bool:
        """Use up a reset code; tells whether it was the account's and in time."""
        taken = delete(RESET_CODES).where(
            RESET_CODES.c.account == account,
            RESET_CODES.c.digest == digest,
            RESET_CODES.c.expires_at > now,
        )
        return bool(self._write(taken).rowcount)

    def add_persons(self, newcomers: Sequence[Newcomer]) -> None:
        """Enter persons; those whose ID number is known by now are left as they are.

        All come in one order, so that two imports of the same people wait instead of deadlocking.
        """
        numbers = sorted(map(self._vault_row, newcomers), key=lambda row: bytes(row["lookup"]))
        entering = (
            upsert(ID_NUMBERS)
            .from_select(list(numbers[0]), _rows_of(ID_NUMBERS, numbers))
            .on_conflict_do_nothing()  # Who is entered at the same time has the same id as well.
            .returning(ID_NUMBERS.c.person)
        )
        entered = set(self._write(entering).scalars())
        persons = [_person_row(newcomer) for newcomer in newcomers if newcomer.id in entered]
        if persons:
            columns = list(persons[0])
            self._write(insert(PERSONS).from_select(columns, _rows_of(PERSONS, persons)))

    def locked_person(self, person: UUID) -> Person | None:
        """Lock a person and give the row."""
        row = self._locked(select(PERSONS).where(PERSONS.c.id == person))
        return None if row is None else person_from(row)

    def id_number_of(self, person: UUID) -> str | None:
        """Open the vault for a person's ID number."""
        kept = select(ID_NUMBERS.c.key_id, ID_NUMBERS.c.sealed).where(ID_NUMBERS.c.person == person)
        row = self._write(kept).one_or_none()
        if row is None:
            return None
        return self.vault.open(person, Sealed(key_id=row.key_id, content=bytes(row.sealed)))

    def save_person(self, person: Person) -> None:
        """Write a person."""
        self._write(update(PERSONS).where(PERSONS.c.id == person.id).values(vars(person)))

    def add_verification(self, verification: Verification) -> None:
        """Enter an attempt to prove a name."""
        self._write(
            insert(VERIFICATIONS).values(
                id=verification.id,
                account=verification.account,
                person=verification.person,
                name=verification.name,
                at=verification.at,
                legal_day=verification.on,
            )
        )

    def add_photo(self, photo: StoredPhoto) -> None:
        """Enter a photo."""
        self._write(insert(PHOTOS).values(vars(photo)))

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)

    def _write(self, statement: Any) -> Any:
        return self.transaction.execute(statement)

    def _locked(self, wanted: Select[Any]) -> Any:
        return self.transaction.execute(wanted.with_for_update()).mappings().one_or_none()

    def _vault_row(self, newcomer: Newcomer) -> dict[str, Any]:
        sealed = self.vault.seal(newcomer.id, newcomer.id_number)
        return {
            "person": newcomer.id,
            "lookup": self.vault.lookup(newcomer.id_number),
            "key_id": sealed.key_id,
            "sealed": sealed.content,
        }


def _person_row(newcomer: Newcomer) -> dict[str, Any]:
    return {
        "id": newcomer.id,
        "name": newcomer.name,
        "id_number_masked": masked(newcomer.id_number),
        "sex": newcomer.sex.value,
        "born_on": newcomer.born_on,
        "version": 1,
    }


def _rows_of(table: Any, rows: Sequence[dict[str, Any]]) -> Select[Any]:
    """Select rows that are sent as one array a column: one statement, however many rows."""
    columns = list(rows[0])
    arrays = [
        bindparam(None, [row[column] for row in rows], ARRAY(table.c[column].type), unique=True)
        for column in columns
    ]
    return select(func.unnest(*arrays).table_valued(*columns).render_derived())


@contextmanager
def _records(
    opened: AbstractContextManager[Transaction], vault: AesVault
) -> Iterator[DatabaseRecords]:
    with opened as transaction:
        yield DatabaseRecords(transaction=transaction, vault=vault)


def transactions(
    open_one: Callable[[], AbstractContextManager[Transaction]], vault: AesVault
) -> Callable[[], AbstractContextManager[DatabaseRecords]]:
    """Give what opens records on a transaction of the bus, joined or independent."""
    return lambda: _records(open_one(), vault)
