"""Rotation of the vault's keys: what older keys sealed is sealed anew, a chunk at a time."""

from typing import Final

from sqlalchemy import select, update

from bus.database import Database
from identity.adapters.keys import VAULT_KEYS, NotConfigured
from identity.adapters.tables import ID_NUMBERS
from identity.adapters.vault import AesVault, Sealed

CHUNK: Final = 500


def rotate(database: Database, vault: AesVault, *, chunk: int = CHUNK) -> int:
    """Seal with the current key whatever is sealed with another; tells how many.

    It may be stopped at any time, run again, and run while the service runs: each chunk is a
    transaction, and rows that somebody else has locked are left to the next round. Raises
    `NotConfigured`, having done nothing, where something is sealed with a key that is not given.
    """
    missing = sorted(_keys_in_use(database) - vault.keys)
    if missing:
        raise NotConfigured([f"{VAULT_KEYS} lacks keys in use: {', '.join(missing)}"])
    total = 0
    while done := _rotate_chunk(database, vault, chunk):
        total += done
    return total


def _keys_in_use(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(select(ID_NUMBERS.c.key_id).distinct()).scalars())


def _rotate_chunk(database: Database, vault: AesVault, chunk: int) -> int:
    numbers = ID_NUMBERS.c
    wanted = (
        select(numbers.person, numbers.key_id, numbers.sealed)
        .where(numbers.key_id != vault.current_key)
        .limit(chunk)
        .with_for_update(skip_locked=True)
    )
    with database.independent() as transaction:
        rows = transaction.execute(wanted).all()
        for row in rows:
            sealed = Sealed(key_id=row.key_id, content=row.sealed)
            anew = vault.seal(row.person, vault.open(row.person, sealed))
            transaction.execute(
                update(ID_NUMBERS)
                .where(numbers.person == row.person)
                .values(key_id=anew.key_id, sealed=anew.content)
            )
    return len(rows)
