"""ID numbers: what is sound, what is wrong with the others, and what they tell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from contracts.id_number import (
    REASONS,
    IdNumberFault,
    birth_date_of,
    check_digit_of,
    faults_of,
    masked,
    normalised,
    sex_of,
)
from contracts.vocabulary import Sex

TODAY = date(2024, 3, 15)
SOUND = ("639999198512319991", "639999199006159985", "639999200002299978", "639999198402299969")


@pytest.mark.parametrize("number", SOUND)
def test_a_sound_number_has_no_fault(number: str) -> None:
    assert faults_of(number, TODAY) == ()


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_digit_is_that_of_iso_7064(first_17: str) -> None:
    assert check_digit_of(first_17) == mod_11_2.calc_check_digit(first_17)


@given(st.sampled_from(SOUND), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert faults_of(number[:place] + wrong + number[place + 1 :], TODAY) != ()


@given(st.sampled_from(SOUND), st.integers(0, 15))
def test_two_neighbours_changed_round_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or faults_of(swapped, TODAY) != ()


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", IdNumberFault.SHAPE),
        ("63999919851231999", IdNumberFault.SHAPE),
        ("6399991985123199911", IdNumberFault.SHAPE),
        ("X39999198512319991", IdNumberFault.SHAPE),
        ("63999919851231999１", IdNumberFault.SHAPE),
        ("639999198512319991\n", IdNumberFault.SHAPE),
        ("63010519900229001X", IdNumberFault.BIRTH_DATE),
        ("639999198512319990", IdNumberFault.CHECK_DIGIT),
    ],
)
def test_what_is_wrong_is_told(number: str, fault: IdNumberFault) -> None:
    assert faults_of(number, TODAY) == (fault,)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert faults_of("999999209913019990", TODAY) == (
        IdNumberFault.PROVINCE,
        IdNumberFault.BIRTH_DATE,
        IdNumberFault.CHECK_DIGIT,
    )


def test_one_who_is_born_today_has_a_number_and_one_born_tomorrow_has_none() -> None:
    first_17 = "63999920240315901"
    number = first_17 + check_digit_of(first_17)
    assert faults_of(number, TODAY) == ()
    assert faults_of(number, date(2024, 3, 14)) == (IdNumberFault.BORN_IN_FUTURE,)


@pytest.mark.parametrize(
    "text", ["６３９９９９１９８５０１０１００１ｘ", " 639999 19850101 001x\u00a0"]
)
def test_wide_digits_small_x_and_blanks_are_normalised(text: str) -> None:
    assert normalised(text) == "63999919850101001X"


@given(st.text())
def test_any_text_can_be_normalised_and_judged(text: str) -> None:
    faults = faults_of(normalised(text), TODAY)
    assert all(fault in REASONS for fault in faults)


def test_digit_seventeen_tells_the_sex() -> None:
    assert [sex_of(number) for number in SOUND] == [Sex.MALE, Sex.FEMALE, Sex.MALE, Sex.FEMALE]


def test_the_birthday_is_read_from_the_number() -> None:
    assert birth_date_of("639999200002299978") == date(2000, 2, 29)


def test_a_number_without_a_real_day_has_no_birthday() -> None:
    with pytest.raises(ValueError, match="no calendar date"):
        birth_date_of("63010519900229001X")


def test_a_masked_number_shows_three_and_four_characters() -> None:
    assert masked("639999198512319991") == "639***********9991"


@given(st.text(max_size=40).filter(lambda text: len(text) != 18))
def test_nothing_is_shown_of_what_is_no_number(text: str) -> None:
    assert set(masked(text)) <= {"*"}
