"""Certificate numbers: allotted once, renumbered in their letters only (RULES 2, 五)."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.numbers import (
    NumberParts,
    allotted_core,
    number_scheme_of,
    operator_number,
    read_number,
    renumbered,
)
from contracts.vocabulary import Category, CertificateKind, Trade
from tests.unit.certificate.makers import (
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    categories,
    default_scheme,
    default_text,
)

SCHEME = default_scheme()
lettered = st.sampled_from([PRINCIPAL, SAFETY_MANAGER])
years = st.integers(1000, 9999)
sequences = st.integers(1, 999_999)
some_categories = st.frozensets(st.sampled_from(Category), min_size=1)
all_sets = [frozenset(some) for size in range(1, 5) for some in combinations(Category, size)]


def test_the_worked_number_of_a_principal_is_written() -> None:
    core = allotted_core(SCHEME, PRINCIPAL, 2024, 123)
    assert renumbered(core, PRINCIPAL, categories("JG")) == "青RQA2024000123GJ"


def test_the_worked_number_of_an_operator_is_written() -> None:
    core = allotted_core(SCHEME, OPERATOR, 2024, 31)
    assert operator_number(core, Trade.PIPE_NETWORK) == "青RQC202400003106"


def test_a_safety_managers_number_has_the_letter_b() -> None:
    assert allotted_core(SCHEME, SAFETY_MANAGER, 2026, 999_999) == "青RQB2026999999"


@pytest.mark.parametrize("order", list(permutations("GPJQ")))
def test_letters_stand_in_one_order_however_the_set_is_told(order: tuple[str, ...]) -> None:
    assert renumbered("core", PRINCIPAL, categories("".join(order))) == "coreGPJQ"


@pytest.mark.parametrize("sequence", [-1, 0, 1_000_000])
def test_a_sequence_beyond_six_digits_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="no certificate number"):
        allotted_core(SCHEME, PRINCIPAL, 2024, sequence)


@pytest.mark.parametrize("year", [0, 999, 10_000])
def test_a_year_that_has_not_four_digits_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="no certificate number"):
        allotted_core(SCHEME, PRINCIPAL, year, 1)


def test_an_operators_number_is_never_renumbered() -> None:
    with pytest.raises(ValueError, match="no category letters"):
        renumbered("青RQC2024000031", OPERATOR, categories("G"))


def test_a_number_without_any_category_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one category"):
        renumbered("青RQA2024000123", PRINCIPAL, frozenset())


@pytest.mark.parametrize(
    "number",
    [
        "",
        "青RQA2024000123",
        "青RQA2024000123JG",
        "青RQA2024000123GG",
        "青RQA2024000123X",
        "青RQA202400012306",
        "青RQC2024000031GJ",
        "青RQC202400003109",
        "青RQC20240000316",
        "青RQD2024000123GJ",
        "青RQA2024000000GJ",
        "青RQA0024000123GJ",
        "青RQA２０２４000123GJ",
        "宁RQA2024000123GJ",
        " 青RQA2024000123GJ",
        "青RQA2024000123GJ\n",
    ],
)
def test_what_is_no_number_is_not_read(number: str) -> None:
    assert read_number(SCHEME, number) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        default_text("number_scheme.toml").replace('"B"', '"A"'),
        default_text("number_scheme.toml").replace("sequence_digits = 6", "sequence_digits = 0"),
        default_text("number_scheme.toml").replace("sequence_digits = 6", "sequence_digits = []"),
        default_text("number_scheme.toml").replace("[letters]", "letters = 3\n[other]"),
    ],
)
def test_a_scheme_that_would_make_two_kinds_alike_or_lacks_a_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number scheme"):
        number_scheme_of(text)


@given(lettered, years, sequences, some_categories)
def test_a_lettered_number_reads_back_as_it_was_written(
    kind: CertificateKind, year: int, sequence: int, some: frozenset[Category]
) -> None:
    core = allotted_core(SCHEME, kind, year, sequence)
    assert read_number(SCHEME, renumbered(core, kind, some)) == NumberParts(
        core=core, kind=kind, year=year, sequence=sequence, categories=some, trade=None
    )


@given(years, sequences, st.sampled_from(Trade))
def test_an_operators_number_reads_back_as_it_was_written(
    year: int, sequence: int, trade: Trade
) -> None:
    core = allotted_core(SCHEME, OPERATOR, year, sequence)
    assert read_number(SCHEME, operator_number(core, trade)) == NumberParts(
        core=core,
        kind=OPERATOR,
        year=year,
        sequence=sequence,
        categories=frozenset(),
        trade=trade,
    )


@given(lettered, years, sequences, some_categories, some_categories)
def test_renumbering_keeps_the_core_and_forgets_the_letters_before(
    kind: CertificateKind,
    year: int,
    sequence: int,
    before: frozenset[Category],
    after: frozenset[Category],
) -> None:
    old = read_number(SCHEME, renumbered(allotted_core(SCHEME, kind, year, sequence), kind, before))
    assert old is not None
    assert renumbered(old.core, kind, after).removeprefix(old.core) == "".join(
        letter for letter in "GPJQ" if Category(letter) in after
    )


@given(
    st.tuples(st.sampled_from(CertificateKind), years, sequences),
    st.tuples(st.sampled_from(CertificateKind), years, sequences),
)
def test_two_cores_are_alike_only_where_kind_year_and_sequence_are(
    one: tuple[CertificateKind, int, int], other: tuple[CertificateKind, int, int]
) -> None:
    assert (allotted_core(SCHEME, *one) == allotted_core(SCHEME, *other)) is (one == other)


def test_no_two_sets_of_categories_write_the_same_number() -> None:
    assert len({renumbered("core", PRINCIPAL, some) for some in all_sets}) == len(all_sets) == 15


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    read_number(SCHEME, text)
    read_number(SCHEME, "青RQA2024" + text)
