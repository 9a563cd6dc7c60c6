"""Unified social credit codes: what is sound and what is wrong with the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from contracts.uscc import ALPHABET, UsccFault, check_character_of, faults_of, normalised

SOUND = ("91639999FAKE00013N", "91639999DEM0000309", "91639999FAKE001870")


@pytest.mark.parametrize("code", SOUND)
def test_a_sound_code_has_no_fault(code: str) -> None:
    assert faults_of(code) == ()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y4Z", UsccFault.SHAPE),
        ("", UsccFault.SHAPE),
        ("91639999FAKE00013", UsccFault.SHAPE),
        ("9163999XFAKE00013N", UsccFault.SHAPE),
        ("91639999FAKE00013N\n", UsccFault.SHAPE),
        ("91639999FAKE00013M", UsccFault.CHECK_DIGIT),
    ],
)
def test_what_is_wrong_is_told(code: str, fault: UsccFault) -> None:
    assert faults_of(code) == (fault,)


def test_a_registrar_letter_such_as_n_is_legal() -> None:
    first_17 = "N2639999FAKE00013"
    assert faults_of(first_17 + check_character_of(first_17)) == ()


@given(st.from_regex(rf"[1-9][1-9][0-9]{{6}}[{ALPHABET}]{{9}}", fullmatch=True))
def test_the_check_character_is_that_of_mod_31_3(first_17: str) -> None:
    assert check_character_of(first_17) == stdnum_uscc.calc_check_digit(first_17)


@given(st.sampled_from(SOUND), st.integers(8, 16), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    assert wrong == code or faults_of(wrong) == (UsccFault.CHECK_DIGIT,)


def test_wide_and_small_letters_are_normalised() -> None:
    assert normalised(" ９１639999fake 00013n\u00a0") == "91639999FAKE00013N"


@given(st.text())
def test_any_text_can_be_normalised_and_judged(text: str) -> None:
    assert set(faults_of(normalised(text))) <= set(UsccFault)
