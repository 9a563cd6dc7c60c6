"""What becomes of certificate cases when others announce something."""

from bus.entrypoints import on
from certificate.application import UseCases
from contracts.employment import EmploymentEnded


class CaseReactions:
    """Reactions to employment."""

    use: UseCases

    @on(EmploymentEnded)
    def employment_ended(self, event: EmploymentEnded) -> None:
        """End or pass on the cases that waited for that employer (H6)."""
        self.use.cases.answers.employment_ended(event.employment, event.person)
