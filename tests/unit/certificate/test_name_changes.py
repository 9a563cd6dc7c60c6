"""The steps of an enterprise's name change, and how a holder is told what was unmet (六.3, K6)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from certificate.domain.businesses import ENTERPRISE_NAME_CHANGE
from certificate.domain.cases import FOR_AUTHORITY, Obstacle, Step
from certificate.domain.name_changes import (
    HOLDER_IS_NOT_KNOWN,
    MOST_IN_A_REASON,
    NameChange,
    decided,
    obstacle_to_deciding,
    reason_for_leaving_out,
)
from contracts.vocabulary import CertificateCaseStatus, CertificateCaseStep, Province
from tests.unit.certificate.makers import HERE, a_case, an_id

CLOSING = {
    CertificateCaseStep.WITHDRAWN: CertificateCaseStatus.WITHDRAWN,
    CertificateCaseStep.APPROVED: CertificateCaseStatus.APPROVED,
    CertificateCaseStep.REJECTED: CertificateCaseStatus.REJECTED,
}


def step(kind: CertificateCaseStep) -> Step:
    return Step(at=datetime(2026, 9, 15, tzinfo=UTC), by="enterprise:1", step=kind)


OPEN = NameChange(
    id=an_id("change"),
    enterprise=HERE,
    province=Province.QINGHAI,
    name="青海示例燃气有限公司",
    status=FOR_AUTHORITY,
    timeline=(step(CertificateCaseStep.SUBMITTED),),
)


@pytest.mark.parametrize(("kind", "status"), CLOSING.items())
def test_each_step_closes_it_and_no_other_follows(
    kind: CertificateCaseStep, status: CertificateCaseStatus
) -> None:
    assert obstacle_to_deciding(OPEN, OPEN.version) is None
    closed = decided(OPEN, step(kind))
    assert (closed.status, closed.version, len(closed.timeline)) == (status, 2, 2)
    assert obstacle_to_deciding(closed, closed.version) is Obstacle.CASE_CLOSED


def test_a_stale_view_decides_nothing() -> None:
    assert obstacle_to_deciding(OPEN, OPEN.version + 1) is Obstacle.STALE_VIEW


def test_a_decision_brings_the_name_that_is_registered_then() -> None:
    approved = step(CertificateCaseStep.APPROVED)
    assert decided(OPEN, approved, name="青海新名燃气有限公司").name == "青海新名燃气有限公司"
    assert decided(OPEN, step(CertificateCaseStep.WITHDRAWN)).name == OPEN.name


def test_a_holder_is_told_all_that_is_unmet_in_the_manuals_order() -> None:
    unmet = ENTERPRISE_NAME_CHANGE.unmet(replace(a_case(), employer=None))
    reason = reason_for_leaving_out(unmet)
    told = [reason.index(each.wording) for each in unmet]
    assert told == sorted(told)
    assert reason.startswith("未通过检测条件：六.3(")


def test_a_reason_is_never_too_long_to_be_kept() -> None:
    assert len(reason_for_leaving_out((HOLDER_IS_NOT_KNOWN,) * 100)) == MOST_IN_A_REASON
