"""How accounts and persons are told to those who may see them."""

from datetime import datetime

from contracts import identity as told
from identity.domain.accounts import Account, is_locked
from identity.domain.persons import Person


def account_view(account: Account, now: datetime) -> told.Account:
    """Give an account as it is told."""
    return told.Account(
        id=account.id,
        username=account.username,
        kind=account.kind,
        person=account.person,
        enterprise=account.enterprise,
        province=account.province,
        roles=account.roles,
        is_disabled=account.is_disabled,
        is_locked=is_locked(account, now),
        must_change_password=account.must_change_password,
        created_at=account.created_at,
    )


def person_view(person: Person) -> told.Person:
    """Give a person as told; the ID number is masked already where it is kept (RULES 8)."""
    return told.Person(
        id=person.id,
        name=person.name,
        id_number_masked=person.id_number_masked,
        sex=person.sex,
        born_on=person.born_on,
        verified_at=person.verified_at,
        photo=person.photo,
        version=person.version,
    )
