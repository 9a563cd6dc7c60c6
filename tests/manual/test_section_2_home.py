"""二.1 首页: 证书数量和从业年数, 办件 — as certificate knows them."""

from datetime import date, timedelta

import pytest

from contracts.certificate import GetHolderFigures, HolderFigures
from contracts.errors import NotAllowed
from contracts.vocabulary import AbnormalReason, CertificateCaseKind, CertificateKind, Trade
from tests.applicants import an_applicant
from tests.makers import World
from tests.manual.staffing import a_worker

SAFETY, OPERATOR = CertificateKind.SAFETY_MANAGER, CertificateKind.OPERATOR


def test_counts_certificates_cases_and_years_of_one_s_own(world: World) -> None:
    firm = world.an_enterprise("G")
    applicant = an_applicant(world, CertificateCaseKind.CANCELLATION, unit=firm, employer=firm)
    holder, by = applicant.worker.person, applicant.worker.by
    yesterday = world.today - timedelta(days=1)
    firm.a_certificate(OPERATOR, trade=Trade.PIPE_NETWORK, holder=holder, cancelled_on=yesterday)
    first = date(world.today.year - 9, world.today.month, 1)
    firm.a_certificate(
        *(OPERATOR, "G"),
        trade=Trade.USER_INSTALLATION,
        holder=holder,
        valid_from=first,
        valid_to=date(world.today.year - 4, 1, 1),
        ce_deadline=date(world.today.year - 6, 1, 1),
        reasons=[AbnormalReason.TRADE_NOT_PERMITTED],
    )
    applicant.submits()
    assert world.stack.ask(GetHolderFigures(), by=by) == HolderFigures(
        valid=1, abnormal=0, expired=1, cancelled=1, open_cases=1, since=first, years=9
    )


def test_is_empty_for_whoever_has_no_certificate(world: World) -> None:
    by = a_worker(world).account
    assert world.stack.ask(GetHolderFigures(), by=by) == HolderFigures(
        valid=0, abnormal=0, expired=0, cancelled=0, open_cases=0, since=None, years=0
    )


def test_is_a_verified_person_s_alone(world: World) -> None:
    unverified = a_worker(world, is_verified=False).account
    for by in (unverified, world.staff, world.an_enterprise().account):
        with pytest.raises(NotAllowed):
            world.stack.ask(GetHolderFigures(), by=by)
