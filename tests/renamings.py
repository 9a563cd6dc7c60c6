"""Enterprises that have taken another name, and the cases by which their certificates follow."""

from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from uuid import UUID

from contracts.certificate import (
    ApproveEnterpriseNameChange,
    CertificateCase,
    CheckEnterpriseNameChange,
    EnterpriseNameChange,
    EnterpriseNameChangeItem,
    FindJob,
    FoundCertificate,
    GetEnterpriseNameChange,
    Job,
    ListCertificateCases,
    ListEnterpriseNameChangeItems,
    RejectEnterpriseNameChange,
    SubmitEnterpriseNameChange,
    WithdrawEnterpriseNameChange,
)
from contracts.enterprise import ChangeRegistration, GetEnterprise
from contracts.vocabulary import CertificateCaseKind
from tests.applicants import Applicant, an_applicant
from tests.makers import Firm, World

KIND: Final = CertificateCaseKind.ENTERPRISE_NAME_CHANGE
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """An enterprise that may have taken another name, and its people."""

    firm: Firm

    @property
    def world(self) -> World:
        return self.firm.world

    def takes_name(self, name: str | None = None) -> str:
        """Record another name in the business registration."""
        name = name or f"青海更名燃气{next(_numbers)}有限公司"
        seen = self.world.stack.ask(GetEnterprise(enterprise=self.firm.id), by=self.firm.account)
        call = ChangeRegistration(version=seen.version, name=name)
        self.world.stack.ask(call, by=self.firm.account)
        return name

    def employs(self, **differs: Any) -> Applicant:
        """Somebody who meets all conditions; an operator if a trade is told."""
        return an_applicant(self.world, KIND, unit=self.firm, employer=self.firm, **differs)

    def finds(self) -> dict[UUID, FoundCertificate]:
        """What the system finds, by certificate."""
        found = self.world.stack.ask(CheckEnterpriseNameChange(), by=self.firm.account)
        return {each.certificate: each for each in found.items}

    def submits(self, *, timeout: float = 5.0) -> EnterpriseNameChange:
        """Ask for the new name on the certificates."""
        return self.world.stack.ask(
            SubmitEnterpriseNameChange(), by=self.firm.account, timeout=timeout
        )

    def withdraws(self, case: EnterpriseNameChange) -> EnterpriseNameChange:
        """Withdraw the case."""
        call = WithdrawEnterpriseNameChange(case=case.id)
        return self.world.stack.ask(call, by=self.firm.account)

    def now(self, case: EnterpriseNameChange) -> EnterpriseNameChange:
        """The case as the enterprise sees it now."""
        call = GetEnterpriseNameChange(case=case.id)
        return self.world.stack.ask(call, by=self.firm.account)

    def items(self, case: EnterpriseNameChange) -> dict[UUID, EnterpriseNameChangeItem]:
        """The case's items, by certificate."""
        call = ListEnterpriseNameChangeItems(case=case.id, size=200)
        listed = self.world.stack.ask(call, by=self.firm.account)
        return {each.certificate: each for each in listed.items}


def a_renaming(world: World, letters: str = "GJ") -> Renaming:
    """An enterprise with categories, before it takes another name."""
    return Renaming(firm=world.an_enterprise(letters))


def approves(
    world: World, case: EnterpriseNameChange, *, settle: bool = True
) -> EnterpriseNameChange:
    """Approve as the authority, and wait until it is carried out."""
    call = ApproveEnterpriseNameChange(case=case.id, version=case.version)
    decided = world.stack.ask(call, by=world.staff)
    if settle:
        world.stack.settle()
    return decided


def rejects(
    world: World, case: EnterpriseNameChange, reason: str = "名称与登记不符"
) -> EnterpriseNameChange:
    """Reject as the authority."""
    call = RejectEnterpriseNameChange(case=case.id, version=case.version, reason=reason)
    return world.stack.ask(call, by=world.staff)


def part_of(applicant: Applicant) -> CertificateCase:
    """The newest part that the holder sees among their cases (我的办件)."""
    call = ListCertificateCases(kind=KIND, certificate=applicant.certificate)
    return applicant.world.stack.ask(call, by=applicant.worker.by).items[0]


def job_of(world: World, case: EnterpriseNameChange) -> Job:
    """The job that carries an approved case out."""
    assert case.job_key is not None
    return world.stack.ask(FindJob(key=case.job_key), by=world.staff)


def codes(item: EnterpriseNameChangeItem | FoundCertificate) -> list[str]:
    """The codes of the conditions that a certificate does not meet, in their order."""
    found = item.unmet if isinstance(item, EnterpriseNameChangeItem) else item.findings
    return [each.code for each in found if not each.is_met]
