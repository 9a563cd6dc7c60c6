"""What persons say of themselves, and everything that cannot be so (二.4(1), 二.4(4), 二.2)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from contracts.identity import CredentialKind, CredentialLevel
from identity.application.refusals import FAULTS
from identity.domain.personal import (
    LEVELS,
    Credential,
    Profile,
    Stay,
    birthday,
    credential_faults,
    dialled,
    missing_in,
    plain,
    profile_faults,
    stay_faults,
)

TODAY = date(2024, 3, 15)
BORN = date(1990, 5, 1)
LEAP_BORN = date(2000, 2, 29)
PROFILE = Profile(
    person=uuid4(),
    phone="13909710000",
    email="a@example.cn",
    address="西宁市示例路1号",
    contact_name="李四",
    contact_phone="09715550000",
)
STAY = Stay(
    id=uuid4(),
    person=uuid4(),
    employer="示例燃气",
    position="安全员",
    started_on=date(2012, 7, 1),
    ended_on=date(2015, 6, 30),
    description="",
)
CREDENTIAL = Credential(
    id=uuid4(),
    person=uuid4(),
    kind="education",
    level="undergraduate",
    institution="示例大学",
    speciality="燃气工程",
    awarded_on=date(2012, 6, 30),
    number="106321201205001234",
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("139 0971 0000", "13909710000"),
        ("+86 139-0971-0000", "13909710000"),
        ("0086 13909710000", "13909710000"),
        ("１３９０９７１００００", "13909710000"),
        ("(0971) 555-0000", "09715550000"),
        (" ", None),
        (None, None),
    ],
)
def test_a_number_is_kept_as_it_is_dialled(given: str | None, kept: str | None) -> None:
    assert dialled(given) == kept


def test_a_text_that_says_nothing_is_none() -> None:
    assert [plain(given) for given in ("  a b ", " ", "", None)] == ["a b", None, None, None]


def test_a_complete_profile_has_no_faults_and_lacks_nothing() -> None:
    assert (list(profile_faults(PROFILE)), missing_in(PROFILE)) == ([], ())
    nothing = Profile(person=PROFILE.person)
    assert list(profile_faults(nothing)) == []
    assert missing_in(nothing) == ("phone", "email", "address", "contact_name", "contact_phone")


@pytest.mark.parametrize(
    ("differs", "faults"),
    [
        ({"phone": "12909710000"}, [("phone", "PHONE_SHAPE")]),
        ({"phone": "1390971000"}, [("phone", "PHONE_SHAPE")]),
        ({"contact_phone": "abc"}, [("contact_phone", "PHONE_SHAPE")]),
        ({"email": "a@b"}, [("email", "EMAIL_SHAPE")]),
        ({"email": "a b@example.cn"}, [("email", "EMAIL_SHAPE")]),
        ({"address": "西宁市"}, [("address", "ADDRESS_TOO_SHORT")]),
        ({"contact_name": None}, [("contact_name", "CONTACT_INCOMPLETE")]),
        ({"contact_phone": None}, [("contact_phone", "CONTACT_INCOMPLETE")]),
        ({"contact_phone": PROFILE.phone}, [("contact_phone", "CONTACT_IS_ONESELF")]),
        (
            {"phone": "1", "email": "x", "address": "y"},
            [
                *(("phone", "PHONE_SHAPE"), ("email", "EMAIL_SHAPE")),
                ("address", "ADDRESS_TOO_SHORT"),
            ],
        ),
    ],
)
def test_every_fault_of_a_profile_is_told(
    differs: dict[str, str | None], faults: list[tuple[str, str]]
) -> None:
    assert list(profile_faults(replace(PROFILE, **differs))) == faults  # type: ignore[arg-type]  # texts


@pytest.mark.parametrize(
    ("differs", "faults"),
    [
        ({}, []),
        ({"ended_on": None}, []),
        ({"started_on": TODAY, "ended_on": TODAY}, []),
        ({"started_on": date(2006, 5, 1)}, []),
        ({"started_on": date(2006, 4, 30)}, [("started_on", "TOO_YOUNG_TO_WORK")]),
        ({"started_on": date(2024, 3, 16), "ended_on": None}, [("started_on", "IN_THE_FUTURE")]),
        ({"ended_on": date(2012, 6, 30)}, [("ended_on", "BEFORE_ITS_BEGIN")]),
        ({"ended_on": date(2024, 3, 16)}, [("ended_on", "IN_THE_FUTURE")]),
        (
            {"employer": "", "position": "", "ended_on": date(2030, 1, 1)},
            [("employer", "EMPTY"), ("position", "EMPTY"), ("ended_on", "IN_THE_FUTURE")],
        ),
    ],
)
def test_every_fault_of_a_stay_is_told(
    differs: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    stay = replace(STAY, **differs)  # type: ignore[arg-type]  # a test may differ in anything
    assert list(stay_faults(stay, born_on=BORN, today=TODAY)) == faults


@pytest.mark.parametrize(
    ("differs", "faults"),
    [
        ({}, []),
        ({"awarded_on": date(2002, 5, 1)}, []),
        ({"awarded_on": date(2002, 4, 30)}, [("awarded_on", "TOO_YOUNG_FOR_IT")]),
        ({"awarded_on": date(2024, 3, 15)}, []),
        ({"awarded_on": date(2024, 3, 16)}, [("awarded_on", "IN_THE_FUTURE")]),
        ({"level": "doctor"}, [("level", "LEVEL_OF_ANOTHER_KIND")]),
        ({"kind": "degree", "level": "doctor"}, []),
        (
            {"kind": "title", "institution": ""},
            [("level", "LEVEL_OF_ANOTHER_KIND"), ("institution", "EMPTY")],
        ),
    ],
)
def test_every_fault_of_a_credential_is_told(
    differs: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    credential = replace(CREDENTIAL, **differs)  # type: ignore[arg-type]  # as above
    assert list(credential_faults(credential, born_on=BORN, today=TODAY)) == faults


def test_every_kind_has_levels_and_every_level_a_kind() -> None:
    assert LEVELS.keys() == set(CredentialKind)
    levels = [level for known in LEVELS.values() for level in known]
    assert sorted(levels) == sorted(CredentialLevel)


def test_a_birthday_on_29_february_falls_on_the_28th_where_there_is_none() -> None:
    assert birthday(LEAP_BORN, 16) == date(2016, 2, 29)
    assert birthday(LEAP_BORN, 17) == date(2017, 2, 28)


def test_every_fault_has_words() -> None:
    codes = {
        *("EMPTY", "PHONE_SHAPE", "EMAIL_SHAPE", "ADDRESS_TOO_SHORT", "CONTACT_INCOMPLETE"),
        *("CONTACT_IS_ONESELF", "IN_THE_FUTURE", "TOO_YOUNG_TO_WORK", "TOO_YOUNG_FOR_IT"),
        *("BEFORE_ITS_BEGIN", "LEVEL_OF_ANOTHER_KIND", "ID_NUMBER_IN_IT"),
    }
    assert codes <= FAULTS.keys()
