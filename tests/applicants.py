"""Certificate cases as their parties drive them: holder, employer, authority."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from contracts.certificate import (
    ApproveCertificateCase,
    Certificate,
    CertificateCase,
    CertificateVersion,
    CheckCertificateCase,
    ConfirmCertificateCase,
    Finding,
    GetCertificate,
    GetCertificateCase,
    GetCertificateUnit,
    GetCertificateVersions,
    RefuseCertificateCase,
    RejectCertificateCase,
    SubmitCertificateCase,
    WithdrawCertificateCase,
)
from contracts.employment import EmploymentEnded
from contracts.errors import ConditionsNotMet, GasCertError
from contracts.vocabulary import CertificateCaseKind, CertificateKind
from tests.makers import Firm, World
from tests.workers import Worker, a_worker

PRINTED: Final = "示例·持证人"  # The name that `write_certificate` prints.
END: Final = text("""
    UPDATE employments SET ended_on = :day WHERE person = :person AND ended_on IS NULL
    RETURNING id, enterprise, version
""")


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """A person with a certificate, who applies for one kind of business."""

    worker: Worker
    certificate: UUID
    kind: CertificateCaseKind

    @property
    def world(self) -> World:
        return self.worker.world

    def submits(self, **differs: Any) -> CertificateCase:
        """Apply."""
        call = SubmitCertificateCase(certificate=self.certificate, kind=self.kind, **differs)
        return self.world.stack.ask(call, by=self.worker.by)

    def withdraws(self, case: CertificateCase) -> CertificateCase:
        """Withdraw the case."""
        return self.world.stack.ask(WithdrawCertificateCase(case=case.id), by=self.worker.by)

    def findings(self) -> tuple[Finding, ...]:
        """The answers to all conditions."""
        call = CheckCertificateCase(certificate=self.certificate, kind=self.kind)
        return self.world.stack.ask(call, by=self.worker.by).findings

    def unmet(self) -> set[str]:
        """The codes of the conditions that a check finds unmet."""
        return {each.code for each in self.findings() if not each.is_met}

    @property
    def is_with_its_unit(self) -> bool:
        """Whether the certificate is shown with a current employer."""
        call = GetCertificateUnit(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by).is_current_employer

    def now(self, case: CertificateCase) -> CertificateCase:
        """The case as the holder sees it now."""
        return self.world.stack.ask(GetCertificateCase(case=case.id), by=self.worker.by)

    @property
    def shown(self) -> Certificate:
        """The certificate as it stands."""
        call = GetCertificate(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by)

    @property
    def versions(self) -> tuple[CertificateVersion, ...]:
        """All its versions, newest first."""
        call = GetCertificateVersions(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by).items


def an_applicant(
    world: World,
    kind: CertificateCaseKind,
    *,
    unit: Firm,
    employer: Firm | None = None,
    **differs: Any,
) -> Applicant:
    """A verified person with a photo and a unit's certificate: an operator's, if a trade is told.

    Without one it is a safety manager's.
    """
    person = {key: differs.pop(key) for key in ("id_number",) if key in differs}
    worker = a_worker(world, employer, name=PRINTED, **person)
    printed = CertificateKind.OPERATOR if "trade" in differs else CertificateKind.SAFETY_MANAGER
    certificate = unit.a_certificate(printed, holder=worker.person, **differs)
    return Applicant(worker=worker, certificate=certificate, kind=kind)


def confirms(firm: Firm, case: CertificateCase) -> CertificateCase:
    """Confirm as the employer asked."""
    call = ConfirmCertificateCase(case=case.id, version=case.version)
    return firm.world.stack.ask(call, by=firm.account)


def refuses(firm: Firm, case: CertificateCase, reason: str = "情况不属实") -> CertificateCase:
    """Refuse as the employer asked."""
    call = RefuseCertificateCase(case=case.id, version=case.version, reason=reason)
    return firm.world.stack.ask(call, by=firm.account)


def approves(world: World, case: CertificateCase) -> CertificateCase:
    """Approve as the authority."""
    call = ApproveCertificateCase(case=case.id, version=case.version)
    return world.stack.ask(call, by=world.staff)


def rejects(world: World, case: CertificateCase, reason: str = "材料不符") -> CertificateCase:
    """Reject as the authority."""
    call = RejectCertificateCase(case=case.id, version=case.version, reason=reason)
    return world.stack.ask(call, by=world.staff)


def loses_employment(worker: Worker, *, settle: bool = True) -> None:
    """End the person's employment in the register of employments, with its announcement."""
    world = worker.world
    values = {"person": worker.person, "day": world.today}
    with world.stack.database("employment").independent() as transaction:
        ended = transaction.execute(END, values).one()
        transaction.announce(
            EmploymentEnded(
                employment=ended.id,
                person=worker.person,
                enterprise=ended.enterprise,
                version=ended.version + 1,
            )
        )
    if settle:
        world.stack.settle()


def codes_unmet(error: BaseException) -> list[str]:
    """The codes of the conditions that an application was refused for, in their order."""
    assert isinstance(error, ConditionsNotMet)
    return [each["code"] for each in error.facts["unmet"]]


def settled(work: Any) -> Any:
    """Give what work gives, or the error it was refused with."""
    try:
        return work()
    except GasCertError as error:
        return error
