"""The calls about qualification standards, each with the rule of who may ask."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import anyone, authority
from contracts.enterprise import (
    GetQualificationStandard,
    ListQualificationStandards,
    ListStandardVersions,
    PublishQualificationStandard,
    QualificationStandard,
    QualificationStandards,
    ReviseQualificationStandard,
    WithdrawQualificationStandard,
)
from contracts.principal import Principal
from contracts.vocabulary import Role
from enterprise.application import UseCases

ADMINISTRATOR: Final = authority(Role.ADMINISTRATOR)


class StandardCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(PublishQualificationStandard, allow=ADMINISTRATOR)
    def publish_qualification_standard(
        self, call: PublishQualificationStandard, by: Principal
    ) -> QualificationStandard:
        """Publish a standard."""
        return self.use.standards.publish(call)

    @answers(ReviseQualificationStandard, allow=ADMINISTRATOR)
    def revise_qualification_standard(
        self, call: ReviseQualificationStandard, by: Principal
    ) -> QualificationStandard:
        """Publish another version of a standard."""
        return self.use.standards.revise(call)

    @answers(WithdrawQualificationStandard, allow=ADMINISTRATOR)
    def withdraw_qualification_standard(
        self, call: WithdrawQualificationStandard, by: Principal
    ) -> QualificationStandard:
        """Withdraw a standard."""
        return self.use.standards.withdraw(call)

    @answers(GetQualificationStandard, allow=anyone)
    def get_qualification_standard(
        self, call: GetQualificationStandard, by: Principal
    ) -> QualificationStandard:
        """Give a standard."""
        return self.use.standards.one(call)

    @answers(ListStandardVersions, allow=anyone)
    def list_standard_versions(
        self, call: ListStandardVersions, by: Principal
    ) -> QualificationStandards:
        """Give all versions of a standard."""
        return self.use.standards.versions(call)

    @answers(ListQualificationStandards, allow=anyone)
    def list_qualification_standards(
        self, call: ListQualificationStandards, by: Principal
    ) -> QualificationStandards:
        """Give a page of standards in force."""
        return self.use.standards.page(call)
