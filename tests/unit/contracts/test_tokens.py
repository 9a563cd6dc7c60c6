"""What access tokens say, and whom they speak for."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.errors import Unauthenticated
from contracts.principal import Principal, PrincipalKind
from contracts.tokens import Claims, from_claims, is_current, principal_of, to_claims
from contracts.vocabulary import AccountKind, Province, Role

CLAIMS = Claims(
    iss="gascert",
    sub=UUID(int=1),
    sid=UUID(int=2),
    kind=AccountKind.AUTHORITY,
    province=Province.QINGHAI,
    roles=(Role.READER, Role.DECIDER),
    iat=1_710_000_000,
    exp=1_710_000_900,
)


def test_claims_survive_being_signed_as_json() -> None:
    assert from_claims(json.loads(json.dumps(to_claims(CLAIMS)))) == CLAIMS


def test_the_principal_is_who_the_claims_say() -> None:
    assert principal_of(CLAIMS) == Principal(
        kind=PrincipalKind.AUTHORITY,
        account=UUID(int=1),
        session=UUID(int=2),
        province=Province.QINGHAI,
        roles=(Role.READER, Role.DECIDER),
    )


@pytest.mark.parametrize("kind", AccountKind)
def test_every_kind_of_account_has_its_kind_of_principal(kind: AccountKind) -> None:
    claims = from_claims(to_claims(CLAIMS) | {"kind": kind.value})
    assert principal_of(claims).kind.value == kind.value


def test_whoever_must_change_the_password_is_nobody_yet() -> None:
    claims = from_claims(to_claims(CLAIMS) | {"must_change_password": True})
    assert principal_of(claims) == Principal(
        kind=PrincipalKind.ANONYMOUS, account=UUID(int=1), session=UUID(int=2)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "another"},
        {"sub": "nobody"},
        {"kind": "service"},
        {"kind": "anonymous"},
        {"roles": ["emperor"]},
        {"exp": "soon"},
        {"sid": None},
    ],
)
def test_claims_that_no_log_in_makes_are_nobodys(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        from_claims(to_claims(CLAIMS) | wrong)


def test_a_token_counts_until_the_second_it_expires() -> None:
    expires = datetime.fromtimestamp(CLAIMS.exp, UTC)
    assert not is_current(CLAIMS, expires)
    assert is_current(CLAIMS, datetime.fromtimestamp(CLAIMS.exp - 1, UTC))
