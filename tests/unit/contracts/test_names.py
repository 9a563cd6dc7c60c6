"""Names: the form in which they are kept or compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import comparable_enterprise_name, normalised_person_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  张三 ", "张三"),
        ("张　三", "张三"),
        ("张 \u00a0 三", "张三"),
        ("阿依丽•买买提", "阿依丽·买买提"),
        ("阿依丽‧买买提", "阿依丽·买买提"),
        ("阿依丽・买买提", "阿依丽·买买提"),
        ("阿依丽 · 买买提", "阿依丽·买买提"),
        ("王𬭛", "王𬭛"),
        ("李㛃\u200b", "李㛃"),
        ("Jo\u0301zef  Nowak", "Józef Nowak"),
        ("J. Nowak", "J. Nowak"),
        ("", ""),
    ],
)
def test_a_person_s_name_is_kept_in_one_form(written: str, kept: str) -> None:
    assert normalised_person_name(written) == kept


@given(st.text())
def test_normalising_a_person_s_name_again_changes_nothing(name: str) -> None:
    once = normalised_person_name(name)
    assert normalised_person_name(once) == once


@pytest.mark.parametrize(
    "written",
    [
        "样例燃气（集团）有限公司",
        "样例燃气(集团)有限公司",
        "样例燃气【集团】有限公司",
        "样例燃气〔集团〕 有限公司 ",
        "样例燃气﹙集团﹚有限公司",
        "样例燃气［集团］有限\u200b公司",
    ],
)
def test_brackets_and_spaces_make_no_other_enterprise(written: str) -> None:
    assert comparable_enterprise_name(written) == "样例燃气(集团)有限公司"


def test_wide_and_small_letters_make_no_other_enterprise() -> None:
    assert comparable_enterprise_name("ＡＢＣ燃气") == comparable_enterprise_name("abc燃气")


def test_other_words_make_another_enterprise() -> None:
    assert comparable_enterprise_name("样例燃气有限公司") != comparable_enterprise_name(
        "样例燃气有限责任公司"
    )
