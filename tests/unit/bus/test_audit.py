"""What the audit trail tells of a message: everything but texts."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from bus.audit import MOST_ITEMS, told_of
from contracts.message import Command, Done, Value
from contracts.vocabulary import Category

ID = UUID(int=5)


class Part(Value):
    """Something within."""

    category: Category
    name: str


class Order(Command[Done]):
    """A command with everything."""

    wire_audited: ClassVar[tuple[str, ...]] = ("reason",)
    person: UUID
    name: str
    reason: str
    day: date
    number: int
    is_final: bool
    parts: tuple[Part, ...]
    file: bytes
    more: dict[str, str]
    nothing: UUID | None = None


def an_order(parts: int = 1) -> Order:
    part = Part(category=Category.PIPELINE, name="张三")
    return Order(
        person=ID,
        name="张三",
        reason="核对",
        day=date(2026, 3, 15),
        number=7,
        is_final=False,
        parts=(part,) * parts,
        file=b"x",
        more={"name": "张三"},
    )


def test_ids_enumerations_numbers_and_days_are_told_and_texts_are_not() -> None:
    assert told_of(an_order()) == {
        "person": str(ID),
        "reason": "核对",
        "day": "2026-03-15",
        "number": 7,
        "is_final": False,
        "parts": [{"category": "G"}],
    }


def test_of_many_items_the_first_are_told_and_how_many_there_are() -> None:
    parts = told_of(an_order(MOST_ITEMS + 1))["parts"]
    assert len(parts) == MOST_ITEMS + 1
    assert parts[-1] == f"… {MOST_ITEMS + 1}"
