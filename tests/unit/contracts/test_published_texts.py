"""Texts that anyone may read hold no ID number, however it is written."""

import pytest

from contracts.fields import published_faults


@pytest.mark.parametrize(
    "text",
    [
        "639999198512319991",
        "本人 63999919850101001x。",
        "６３９９９９１９８５１２３１９９９１",
        "（639999198512319991）",
    ],
)
def test_an_id_number_is_refused(text: str) -> None:
    assert list(published_faults(text)) == ["must not hold an ID number"]


@pytest.mark.parametrize("text", ["", "2024年第3号公告", "青RQA2024000123GJ", "1" * 17, "1" * 19])
def test_other_numbers_may_stand_there(text: str) -> None:
    assert list(published_faults(text)) == []
