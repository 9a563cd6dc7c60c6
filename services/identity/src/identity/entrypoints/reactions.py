"""What the register tells people and enterprises when something has happened (二.4(5), K9)."""

from uuid import UUID

from bus import context
from bus.entrypoints import on
from contracts.certificate import (
    CaseMoved,
    CasesMoved,
    CeRecordsAdded,
    CertificatesCancelled,
    CertificatesExpired,
    CertificatesIssued,
    CertificatesMarked,
    CertificatesReissued,
    CourseMoved,
    EnterpriseNameChangeMoved,
    ExamMoved,
    RemindersDue,
    ResultsDecided,
    ResultsWaiting,
    ReviewsPassed,
)
from contracts.employment import (
    DissolutionMoved,
    EmploymentEnded,
    EmploymentStarted,
    LabourContractAdded,
    OfferMoved,
)
from contracts.enterprise import (
    CategoryCaseClosed,
    EnterpriseRegistered,
    EnterpriseRenamed,
    LegalRepresentativeChanged,
)
from contracts.identity import IntegrityRecordMoved, PersonRenamed, PersonVerified, PhotoAccepted
from contracts.message import Event
from identity.application import UseCases


class Reactions:
    """Each event is told as `identity.application.news` says."""

    use: UseCases

    @on(PersonVerified)
    def person_verified(self, event: PersonVerified) -> None:
        """Tell a person that the real name is proved."""
        self._tell(event)

    @on(PersonRenamed)
    def person_renamed(self, event: PersonRenamed) -> None:
        """Tell a person that certificates keep the old name."""
        self._tell(event)

    @on(PhotoAccepted)
    def photo_accepted(self, event: PhotoAccepted) -> None:
        """Tell a person that the photo was accepted."""
        self._tell(event)

    @on(IntegrityRecordMoved)
    def integrity_record_moved(self, event: IntegrityRecordMoved) -> None:
        """Tell the person of whom it is."""
        self._tell(event)

    @on(EnterpriseRegistered)
    def enterprise_registered(self, event: EnterpriseRegistered) -> None:
        """Tell an enterprise, and whom it named as legal representative."""
        self._tell(event)

    @on(EnterpriseRenamed)
    def enterprise_renamed(self, event: EnterpriseRenamed) -> None:
        """Tell the enterprise that certificates keep the old name."""
        self._tell(event)

    @on(LegalRepresentativeChanged)
    def legal_representative_changed(self, event: LegalRepresentativeChanged) -> None:
        """Tell the enterprise and both persons."""
        self._tell(event)

    @on(CategoryCaseClosed)
    def category_case_closed(self, event: CategoryCaseClosed) -> None:
        """Tell an enterprise how its case was closed."""
        self._tell(event)

    @on(OfferMoved)
    def offer_moved(self, event: OfferMoved) -> None:
        """Tell the side that did not act."""
        self._tell(event)

    @on(LabourContractAdded)
    def labour_contract_added(self, event: LabourContractAdded) -> None:
        """Tell the person."""
        self._tell(event)

    @on(EmploymentStarted)
    def employment_started(self, event: EmploymentStarted) -> None:
        """Tell the person."""
        self._tell(event)

    @on(EmploymentEnded)
    def employment_ended(self, event: EmploymentEnded) -> None:
        """Tell both sides."""
        self._tell(event)

    @on(DissolutionMoved)
    def dissolution_moved(self, event: DissolutionMoved) -> None:
        """Tell the side that did not act."""
        self._tell(event)

    @on(CaseMoved)
    def case_moved(self, event: CaseMoved) -> None:
        """Tell the holder, and the employer that was asked."""
        self._tell(event)

    @on(CasesMoved)
    def cases_moved(self, event: CasesMoved) -> None:
        """Tell the holders."""
        self._tell(event)

    @on(EnterpriseNameChangeMoved)
    def enterprise_name_change_moved(self, event: EnterpriseNameChangeMoved) -> None:
        """Tell the enterprise of the decision."""
        self._tell(event)

    @on(CertificatesIssued)
    def certificates_issued(self, event: CertificatesIssued) -> None:
        """Tell holders and enterprises."""
        self._tell(event)

    @on(CertificatesReissued)
    def certificates_reissued(self, event: CertificatesReissued) -> None:
        """Tell holders and enterprises."""
        self._tell(event)

    @on(CertificatesMarked)
    def certificates_marked(self, event: CertificatesMarked) -> None:
        """Tell holders and enterprises."""
        self._tell(event)

    @on(CertificatesCancelled)
    def certificates_cancelled(self, event: CertificatesCancelled) -> None:
        """Tell holders and enterprises."""
        self._tell(event)

    @on(ResultsWaiting)
    def results_waiting(self, event: ResultsWaiting) -> None:
        """Tell the persons whose results they are."""
        self._tell(event)

    @on(ResultsDecided)
    def results_decided(self, event: ResultsDecided) -> None:
        """Tell the persons whose results they are."""
        self._tell(event)

    @on(CourseMoved)
    def course_moved(self, event: CourseMoved) -> None:
        """Tell those enrolled."""
        self._tell(event)

    @on(ExamMoved)
    def exam_moved(self, event: ExamMoved) -> None:
        """Tell those registered."""
        self._tell(event)

    @on(CeRecordsAdded)
    def ce_records_added(self, event: CeRecordsAdded) -> None:
        """Tell the holders."""
        self._tell(event)

    @on(ReviewsPassed)
    def reviews_passed(self, event: ReviewsPassed) -> None:
        """Tell the holders."""
        self._tell(event)

    @on(CertificatesExpired)
    def certificates_expired(self, event: CertificatesExpired) -> None:
        """Tell holders and enterprises."""
        self._tell(event)

    @on(RemindersDue)
    def reminders_due(self, event: RemindersDue) -> None:
        """Remind holders and enterprises."""
        self._tell(event)

    def _tell(self, event: Event) -> None:
        """The event's id is what the messages are told for: what follows from it is its effect."""
        self.use.messages.tell(event, UUID(context.current().causation_id))
