"""How long sessions last, and how reset codes are read."""

from datetime import timedelta
from uuid import UUID

import pytest

from contracts.vocabulary import AccountKind
from identity.domain.sessions import begun, code_as_kept, is_alive
from tests.unit.identity.makers import NOW

A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("kind", "life"),
    [
        (AccountKind.PERSON, timedelta(days=30)),
        (AccountKind.ENTERPRISE, timedelta(days=7)),
        (AccountKind.AUTHORITY, timedelta(hours=12)),
    ],
)
def test_a_session_lasts_as_long_as_its_kind_says(kind: AccountKind, life: timedelta) -> None:
    session = begun(UUID(int=1), UUID(int=2), kind, NOW)
    assert is_alive(session, NOW + life - A_MOMENT)
    assert not is_alive(session, NOW + life)


@pytest.mark.parametrize("typed", ["7K2MX-01ABC", "7k2mx 01abc", " 7K2MXOLABC ", "7k2mx-o-iabc"])
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert code_as_kept(typed) == "7K2MX01ABC"
