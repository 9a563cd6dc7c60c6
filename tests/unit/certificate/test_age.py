"""The age limit: dated rows, the row in force on a day, the gradual scheme (六.1(5), D4, D5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.age import AgePolicy, age_policy_of
from certificate.domain.terms import adult_on, term_from
from contracts.vocabulary import CertificateKind, Sex
from tests.unit.certificate.makers import (
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    default_age_policy,
    default_text,
)

POLICY = default_age_policy()
GRADUAL = age_policy_of(default_text("age_limits.toml").replace("active = false", "active = true"))
births = st.dates(date(1930, 1, 1), date(2020, 12, 31))

FIXED = """
[[row]]
name = "m"
active = true
sex = "male"
months = 720

[[row]]
name = "f"
active = true
sex = "female"
months = 660
"""


def limit(born: date, sex: Sex, kind: CertificateKind = OPERATOR) -> date:
    """Give the limit under the rows as shipped."""
    return POLICY.in_force(sex, kind, date(2024, 3, 15)).limit_on(born)


def gradual(born: date, sex: Sex, kind: CertificateKind = PRINCIPAL) -> date:
    """Give the limit once the gradual scheme is switched on."""
    return GRADUAL.in_force(sex, kind, date(2025, 1, 1)).limit_on(born)


def row(**fields: str) -> str:
    """Write one more row for men."""
    settings = {"name": '"more"', "active": "true", "sex": '"male"', "months": "732"} | fields
    return FIXED + "[[row]]\n" + "\n".join(f"{name} = {text}" for name, text in settings.items())


@pytest.mark.parametrize(
    ("born", "sex", "expected"),
    [
        (date(1966, 5, 1), Sex.MALE, date(2026, 5, 1)),
        (date(1990, 5, 1), Sex.MALE, date(2050, 5, 1)),
        (date(1972, 2, 28), Sex.FEMALE, date(2027, 2, 28)),
        (date(1972, 2, 29), Sex.FEMALE, date(2027, 2, 28)),
        (date(1972, 3, 1), Sex.FEMALE, date(2027, 3, 1)),
        (date(1968, 2, 29), Sex.MALE, date(2028, 2, 29)),
    ],
)
def test_the_limit_is_the_60th_birthday_of_men_and_the_55th_of_women(
    born: date, sex: Sex, expected: date
) -> None:
    assert limit(born, sex) == expected


def test_the_worked_term_of_an_older_man_ends_the_day_before_he_is_60() -> None:
    term = term_from(date(2024, 3, 15), limit(date(1966, 5, 1), Sex.MALE))
    assert term.valid_to == term.ce_deadline == date(2026, 4, 30)


def test_the_worked_term_of_a_woman_born_on_29_february_ends_on_the_27th() -> None:
    term = term_from(date(2025, 3, 1), limit(date(1972, 2, 29), Sex.FEMALE))
    assert term.valid_to == date(2027, 2, 27)


def test_the_gradual_scheme_is_shipped_inactive() -> None:
    rows = {each.name for each in POLICY.rows if each.gradual}
    assert len(rows) == 3
    assert all(not each.active for each in POLICY.rows if each.gradual)


@pytest.mark.parametrize("sex", Sex)
@pytest.mark.parametrize("kind", CertificateKind)
@pytest.mark.parametrize("on", [date.min, date(2025, 1, 1), date.max])
def test_every_holder_has_a_limit_on_every_day(sex: Sex, kind: CertificateKind, on: date) -> None:
    assert POLICY.in_force(sex, kind, on).name in {"male-60", "female-55"}


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2024, 12, 31), "male-60"),
        (date(2025, 1, 1), "male-60-to-63-from-2025"),
        (date(2025, 1, 2), "male-60-to-63-from-2025"),
    ],
)
def test_a_row_rules_from_its_first_day(on: date, name: str) -> None:
    assert GRADUAL.in_force(Sex.MALE, PRINCIPAL, on).name == name


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2025, 6, 29), "more"), (date(2025, 6, 30), "more"), (date(2025, 7, 1), "m")],
)
def test_a_row_rules_up_to_its_last_day(on: date, name: str) -> None:
    policy = age_policy_of(row(in_force_from="2025-01-01", in_force_to="2025-06-30"))
    assert policy.in_force(Sex.MALE, OPERATOR, on).name == name


def test_a_row_for_the_kind_goes_before_a_later_one_for_all_kinds() -> None:
    policy = age_policy_of(
        row(kind='"operator"', in_force_from="2020-01-01")
        + '\n[[row]]\nname = "all"\nactive = true\nsex = "male"\nmonths = 744\n'
        + "in_force_from = 2024-01-01"
    )
    names = [policy.in_force(Sex.MALE, kind, date(2025, 1, 1)).name for kind in CertificateKind]
    assert dict(zip(CertificateKind, names, strict=True)) == {
        PRINCIPAL: "all",
        SAFETY_MANAGER: "all",
        OPERATOR: "more",
    }


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1964, 12, 31), date(2024, 12, 31)),
        (date(1965, 1, 1), date(2025, 2, 1)),
        (date(1965, 4, 30), date(2025, 5, 30)),
        (date(1965, 5, 1), date(2025, 7, 1)),
        (date(1976, 8, 31), date(2039, 7, 31)),
        (date(1976, 9, 1), date(2039, 9, 1)),
        (date(1990, 5, 1), date(2053, 5, 1)),
    ],
)
def test_men_gain_a_month_per_four_from_60_to_63(born: date, expected: date) -> None:
    assert gradual(born, Sex.MALE) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1969, 12, 31), date(2024, 12, 31)),
        (date(1970, 1, 1), date(2025, 2, 1)),
        (date(1970, 5, 1), date(2025, 7, 1)),
        (date(1981, 8, 31), date(2039, 7, 31)),
        (date(1981, 9, 1), date(2039, 9, 1)),
    ],
)
def test_women_gain_a_month_per_four_from_55_to_58(born: date, expected: date) -> None:
    assert gradual(born, Sex.FEMALE) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1974, 12, 31), date(2024, 12, 31)),
        (date(1975, 1, 1), date(2025, 2, 1)),
        (date(1975, 2, 28), date(2025, 3, 28)),
        (date(1975, 3, 1), date(2025, 5, 1)),
        (date(1984, 10, 31), date(2039, 9, 30)),
        (date(1984, 11, 1), date(2039, 11, 1)),
    ],
)
def test_women_gain_a_month_per_two_from_50_to_55_where_work_ended_at_50(
    born: date, expected: date
) -> None:
    assert gradual(born, Sex.FEMALE, OPERATOR) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "row = 3",
        "not toml at all",
        FIXED.replace('"m"', '"f"'),
        FIXED.replace("true", "false", 1),
        FIXED.replace("true", "1", 1),
        FIXED.replace("720", "0"),
        FIXED.replace("720", "7.5"),
        FIXED.replace('"male"', '"man"'),
        FIXED.replace("months = 720", "years = 60\nmonths = 720"),
        FIXED.replace('sex = "male"', 'sex = "male"\nkind = "operator"'),
        row(),
        row(in_force_from='"2025-01-01"'),
        row(in_force_from="2025-01-01T00:00:00"),
        row(in_force_from="2025-01-01", gradual="{ starts = 2025-01-01 }"),
    ],
)
def test_a_table_that_leaves_a_doubt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"age limits|row"):
        age_policy_of(text)


@given(births, st.sampled_from(Sex), st.sampled_from(CertificateKind))
def test_the_gradual_limit_lies_between_its_ends(
    born: date, sex: Sex, kind: CertificateKind
) -> None:
    chosen = GRADUAL.in_force(sex, kind, date(2030, 1, 1))
    assert chosen.gradual is not None
    months = chosen.gradual.months_for(born, chosen.months)
    assert chosen.months <= months <= chosen.gradual.up_to_months


@given(births, births)
def test_nobody_reaches_the_limit_before_an_older_person(one: date, other: date) -> None:
    older, younger = sorted((one, other))
    for policy in (POLICY, GRADUAL):
        chosen = policy.in_force(Sex.MALE, PRINCIPAL, date(2030, 1, 1))
        assert chosen.limit_on(older) <= chosen.limit_on(younger)


@given(births, st.sampled_from(Sex), st.sampled_from([POLICY, GRADUAL]))
def test_everybody_is_adult_before_the_limit(born: date, sex: Sex, policy: AgePolicy) -> None:
    assert adult_on(born) < policy.in_force(sex, OPERATOR, date(2030, 1, 1)).limit_on(born)
