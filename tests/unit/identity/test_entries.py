"""Which persons the entries of an import name (H10)."""

from identity.domain.entries import Entry, EntryFault, Known, named_by, unknown_among
from tests.unit.identity.makers import SOMEBODY, SOMEBODY_ELSE

KNOWN = {b"1": Known(person=SOMEBODY, name="张三")}


def test_an_entry_names_whoever_bears_the_number_under_that_name() -> None:
    assert named_by(Entry(name="张三", lookup=b"1"), KNOWN) == SOMEBODY


def test_a_differing_name_names_nobody() -> None:
    assert named_by(Entry(name="张四", lookup=b"1"), KNOWN) is EntryFault.NAME_DIFFERS


def test_a_number_that_nobody_bears_names_nobody() -> None:
    assert named_by(Entry(name="张三", lookup=b"2"), KNOWN) is EntryFault.NOT_KNOWN


def test_of_entries_with_one_unknown_number_the_first_gives_the_name() -> None:
    entries = [
        Entry(name=name, lookup=lookup)
        for name, lookup in (("张三", b"1"), ("李四", b"2"), ("李五", b"2"), ("王六", b"3"))
    ]
    assert unknown_among(entries, KNOWN) == {b"2": "李四", b"3": "王六"}
    known = KNOWN | {b"2": Known(person=SOMEBODY_ELSE, name="李四")}
    assert named_by(entries[2], known) is EntryFault.NAME_DIFFERS
