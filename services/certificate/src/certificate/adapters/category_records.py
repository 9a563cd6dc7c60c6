"""One transaction in which an enterprise's newer categories are kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bus.database import Database, Transaction
from certificate.adapters.category_effects import apply_categories
from contracts.enterprise import CategoryChanged


@dataclass(frozen=True, kw_only=True)
class DatabaseCategoryRecords:
    """Writes applied categories."""

    transaction: Transaction

    def apply(self, event: CategoryChanged) -> None:
        """Keep newer categories and start the job that carries them out (C8)."""
        apply_categories(self.transaction, event)


@dataclass(frozen=True, kw_only=True)
class DatabaseCategoryTransactions:
    """Opens transactions."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseCategoryRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseCategoryRecords(transaction=transaction)
