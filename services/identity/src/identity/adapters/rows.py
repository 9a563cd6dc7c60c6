"""Rows of the tables, made into the domain's records and back."""

from typing import Any

from sqlalchemy import RowMapping

from contracts.vocabulary import AccountKind, Province, Role, Sex
from identity.application.register import StoredPhoto
from identity.domain.accounts import Account
from identity.domain.persons import Person
from identity.domain.sessions import RefreshToken, Session


def account_from(row: RowMapping) -> Account:
    """Read an account."""
    return Account(
        **{
            **row,
            "kind": AccountKind(row["kind"]),
            "province": None if row["province"] is None else Province(row["province"]),
            "roles": tuple(Role(role) for role in row["roles"]),
        }
    )


def account_values(account: Account) -> dict[str, Any]:
    """Write an account."""
    return {**vars(account), "roles": list(account.roles)}


def session_from(row: RowMapping) -> Session:
    """Read a session."""
    return Session(**row)


def token_from(row: RowMapping) -> RefreshToken:
    """Read a refresh token."""
    return RefreshToken(**row)


def person_from(row: RowMapping) -> Person:
    """Read a person."""
    return Person(**{**row, "sex": Sex(row["sex"])})


def photo_from(row: RowMapping) -> StoredPhoto:
    """Read a photo."""
    return StoredPhoto(**row)
