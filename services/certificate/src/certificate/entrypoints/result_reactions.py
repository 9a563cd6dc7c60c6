"""What has pending issuances tried again: facts that others announce (H9)."""

from bus.entrypoints import on
from certificate.application import UseCases
from contracts.employment import EmploymentStarted
from contracts.enterprise import LegalRepresentativeChanged
from contracts.identity import PersonVerified, PhotoAccepted


class ResultReactions:
    """Reactions to the owners of facts; each change of a fact starts one job at most."""

    use: UseCases

    @on(PersonVerified)
    def person_verified(self, event: PersonVerified) -> None:
        """六.1(1) may be met now."""
        cause = f"person-verified:{event.person}:{event.version}"
        self.use.results.trigger.try_person_again(event.person, cause=cause)

    @on(PhotoAccepted)
    def photo_accepted(self, event: PhotoAccepted) -> None:
        """六.1(2) may be met now."""
        cause = f"photo-accepted:{event.photo}"
        self.use.results.trigger.try_person_again(event.person, cause=cause)

    @on(EmploymentStarted)
    def employment_started(self, event: EmploymentStarted) -> None:
        """六.1(3) may be met now."""
        cause = f"employment-started:{event.employment}"
        self.use.results.trigger.try_person_again(event.person, cause=cause)

    @on(LegalRepresentativeChanged)
    def legal_representative_changed(self, event: LegalRepresentativeChanged) -> None:
        """六.1(3) may be met now, by H4."""
        cause = f"legal-representative-changed:{event.enterprise}:{event.version}"
        self.use.results.trigger.try_person_again(event.present, cause=cause)
