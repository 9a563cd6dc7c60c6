"""六.1 新发证业务: the certificate that is issued when all conditions are met."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.certificate import CertificateVersion, GetCertificateVersions, ListCertificates
from contracts.vocabulary import (
    CertificateKind,
    CertificateStatus,
    ResultStatus,
    Trade,
    VersionCause,
    VersionStatus,
)
from tests.makers import Firm, World, an_id_number
from tests.workers import OPERATOR, PRINCIPAL, SAFETY, a_worker, approved, imported

TODAY = date(2024, 3, 15)
KINDS = pytest.mark.parametrize(
    ("kind", "trade", "letter", "suffix"),
    [
        (PRINCIPAL, None, "A", "GJ"),
        (SAFETY, None, "B", "GJ"),
        (OPERATOR, Trade.VEHICLE_FILLING_STATION, "C", "05"),
    ],
)


@pytest.fixture(autouse=True)
def _the_day(world: World) -> None:
    world.stack.clock.move_to(TODAY)


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(TODAY)
    return world.an_enterprise("GJ")


@pytest.mark.parametrize(
    ("born", "on", "until", "ce_deadline"),
    [
        ("19900501 m", "2024-03-15", "2029-03-14", "2026-09-14"),
        ("19900501 m", "2024-02-29", "2029-02-27", "2026-08-28"),
        ("19900501 m", "2024-08-31", "2029-08-30", "2027-02-27"),
        ("19660501 m", "2024-03-15", "2026-04-30", "2026-04-30"),
        ("19720229 f", "2025-03-01", "2027-02-27", "2027-02-27"),
    ],
)
def test_it_is_valid_for_the_days_that_the_rules_give(
    firm: Firm, born: str, on: str, until: str, ce_deadline: str
) -> None:
    """D0–D2, D5."""
    day, sex = born.split()
    firm.world.stack.clock.move_to(date.fromisoformat(on))
    worker = a_worker(firm.world, firm, id_number=an_id_number(day, male=sex == "m"))
    approved(firm.world, worker.passed(SAFETY, on=date(2024, 2, 1)))
    [made] = worker.certificates
    days = [made.valid_from, made.valid_to, made.ce_deadline]
    assert [each.isoformat() for each in days] == [on, until, ce_deadline]
    assert made.status is CertificateStatus.VALID


@KINDS
def test_its_number_says_kind_year_sequence_and_suffix(
    firm: Firm, kind: CertificateKind, trade: Trade | None, letter: str, suffix: str
) -> None:
    """RULES 2."""
    workers = [a_worker(firm.world, firm) for _ in range(3)]
    approved(firm.world, *(each.passed(kind, trade) for each in workers))
    numbers = sorted(each.certificates[0].number for each in workers)
    starts = {number[:8] for number in numbers}
    sequences = [int(number[8:14]) for number in numbers]
    assert starts == {f"青RQ{letter}2024"}
    assert {number[14:] for number in numbers} == {suffix}
    assert sequences == list(range(sequences[0], sequences[0] + 3))


def test_the_sequence_of_a_year_begins_anew(firm: Firm) -> None:
    numbers = []
    for year in (2031, 2032):
        firm.world.stack.clock.move_to(date(year, 1, 1))
        worker = a_worker(firm.world, firm)
        approved(firm.world, worker.passed(SAFETY))
        numbers += [each.number for each in worker.certificates]
    assert numbers == ["青RQB2031000001GJ", "青RQB2032000001GJ"]


@KINDS
def test_its_first_version_keeps_what_was_printed(
    firm: Firm, kind: CertificateKind, trade: Trade | None, letter: str, suffix: str
) -> None:
    """K7."""
    worker = a_worker(firm.world, firm)
    approved(firm.world, worker.passed(kind, trade))
    [made], [result] = worker.certificates, worker.results
    [version] = versions(firm, made.id)
    assert version.number == made.number
    assert (version.holder_name, version.enterprise_name) == (worker.name, firm.enterprise.name)
    assert (version.version, version.term, version.trade) == (1, 1, trade)
    assert (version.categories, version.enterprise) == ("GJ", firm.id)
    assert (version.cause, version.caused_by) == (VersionCause.ISSUANCE, result.id)
    assert version.status is VersionStatus.IN_FORCE
    assert result.certificate == made.id


def test_a_photo_uploaded_later_does_not_alter_what_was_printed(firm: Firm) -> None:
    worker = a_worker(firm.world, firm)
    approved(firm.world, worker.passed(SAFETY))
    [made] = worker.certificates
    before = versions(firm, made.id)
    worker.uploads_photo()
    firm.world.stack.settle()
    assert versions(firm, made.id) == before


def test_the_holder_the_enterprise_and_the_authority_see_it(firm: Firm) -> None:
    worker, stack = a_worker(firm.world, firm), firm.world.stack
    approved(firm.world, worker.passed(SAFETY))
    [made] = worker.certificates
    for by in (firm.account, firm.world.staff):
        seen = stack.ask(ListCertificates(holder=worker.person), by=by).items
        assert [each.id for each in seen] == [made.id]
    stranger = a_worker(firm.world)
    assert stack.ask(ListCertificates(holder=worker.person), by=stranger.by).items == ()


def test_nothing_is_issued_before_the_authority_has_approved(firm: Firm) -> None:
    worker = a_worker(firm.world, firm)
    imported(firm.world, worker.passed(SAFETY))
    firm.world.stack.settle()
    assert not worker.certificates
    assert [each.status for each in worker.results] == [ResultStatus.IMPORTED]


def test_an_exam_that_was_failed_leads_to_none(firm: Firm) -> None:
    worker = a_worker(firm.world, firm)
    approved(firm.world, replace(worker.passed(SAFETY), has_passed=False))
    assert not worker.certificates
    assert [each.status for each in worker.results] == [ResultStatus.FAILED]


def versions(firm: Firm, certificate: UUID) -> tuple[CertificateVersion, ...]:
    call = GetCertificateVersions(certificate=certificate)
    return firm.world.stack.ask(call, by=firm.world.staff).items


def test_the_age_rule_is_kept_with_every_version(world: World) -> None:
    """D4: it is that of the decision, whatever rows come later."""
    firm = world.an_enterprise("GJ")
    worker = a_worker(world, firm, id_number=an_id_number("19720229", male=False))
    approved(world, worker.passed(SAFETY, on=TODAY))
    firm.changes_to("G")
    query = text("SELECT age_rule FROM certificate_versions WHERE certificate = :id")
    with world.stack.database("certificate").reading() as connection:
        found = connection.scalars(query, {"id": worker.certificates[0].id}).all()
    assert found == ["female-55", "female-55"]
