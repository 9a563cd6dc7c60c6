"""People whose certificates are due for renewal, and the cases by which they renew them."""

from datetime import date
from typing import Any, Final

from contracts.vocabulary import CertificateCaseKind
from tests.applicants import Applicant, approves, confirms
from tests.education import DUE, LAST, Student, a_student, recorded
from tests.makers import Firm, World

OPENS: Final = date(2028, 12, 15)  # D9: the window of what lasts to 2029-03-14.
NEXT: Final = date(2029, 3, 15)
RENEWAL: Final = CertificateCaseKind.RENEWAL


def applies(student: Student, kind: CertificateCaseKind = RENEWAL) -> Applicant:
    """The same person, as somebody who applies."""
    return Applicant(worker=student.worker, certificate=student.certificate, kind=kind)


def a_renewer(
    world: World, unit: Firm, *, on: date = LAST, second: date | None = DUE, **differs: Any
) -> Applicant:
    """Somebody on a day whose second continuing education is proved, unless told otherwise."""
    world.stack.clock.move_to(on)
    student = a_student(world, unit, **differs)
    if second is not None:
        assert recorded(world, student.proves(2, on=second)).accepted == 1
    return applies(student)


def renewed(world: World, firm: Firm, applicant: Applicant, *, decided_on: date) -> Applicant:
    """Have it submitted and confirmed today, and approved on a day."""
    case = confirms(firm, applicant.submits())
    world.stack.clock.move_to(decided_on)
    approves(world, case)
    return applicant


def days_of(applicant: Applicant) -> tuple[date, date, date]:
    """The term that the certificate shows, with its CE deadline."""
    shown = applicant.shown
    return shown.valid_from, shown.valid_to, shown.ce_deadline
