"""What each event gives to tell, to whom (K9, C7); and which events tell nobody anything."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts import certificate, employment, enterprise, identity, review_scheduler
from contracts.message import Event
from identity.application.news import (
    cases,
    certificates,
    days,
    employments,
    enterprises,
    persons,
    training,
)
from identity.domain.messages import News

NEWS: Final[Mapping[type[Event], Callable[[Any], News]]] = {
    identity.PersonVerified: persons.verified,
    identity.PersonRenamed: persons.renamed,
    identity.PhotoAccepted: persons.photo_accepted,
    identity.IntegrityRecordMoved: persons.integrity_record_moved,
    enterprise.EnterpriseRegistered: enterprises.registered,
    enterprise.EnterpriseRenamed: enterprises.renamed,
    enterprise.LegalRepresentativeChanged: enterprises.representative_changed,
    enterprise.CategoryCaseClosed: enterprises.category_case_closed,
    employment.OfferMoved: employments.offer_moved,
    employment.LabourContractAdded: employments.labour_contract_added,
    employment.EmploymentStarted: employments.started,
    employment.EmploymentEnded: employments.ended,
    employment.DissolutionMoved: employments.dissolution_moved,
    certificate.CaseMoved: cases.moved,
    certificate.CasesMoved: cases.moved_together,
    certificate.EnterpriseNameChangeMoved: cases.name_change_moved,
    certificate.CertificatesIssued: certificates.issued,
    certificate.CertificatesReissued: certificates.reissued,
    certificate.CertificatesMarked: certificates.marked,
    certificate.CertificatesCancelled: certificates.cancelled,
    certificate.ResultsWaiting: certificates.results_waiting,
    certificate.ResultsDecided: training.results_decided,
    certificate.CourseMoved: training.course_moved,
    certificate.ExamMoved: training.exam_moved,
    certificate.CeRecordsAdded: days.ce_records_added,
    certificate.ReviewsPassed: days.reviews_passed,
    certificate.CertificatesExpired: days.expired,
    certificate.RemindersDue: days.reminders_due,
}

SILENT: Final[Mapping[type[Event], str]] = {
    enterprise.CategoryChanged: "CategoryCaseClosed tells the enterprise, the certificates' own"
    " events tell what became of each",
    review_scheduler.LegalClockMoved: "only a sandbox has it, whose users are shown the clock",
    review_scheduler.DaysClosed: "daily work concerns operators, who read it in the calendar",
}
"""Events from which no message follows, each with the reason."""


def news_of(event: Event) -> News:
    """Give what an event gives to tell."""
    return NEWS[type(event)](event)
