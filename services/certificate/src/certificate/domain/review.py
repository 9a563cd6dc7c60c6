"""What the automatic review decides about a term, by its rule's day (六.5, D7)."""

from datetime import date

from certificate.domain.terms import Term


def review_passes(term: Term, record_issued_on: date | None) -> bool:
    """Tell whether the first continuing-education record was issued in time (六.5).

    `term` is as it was before the review: its deadline is the first one. When the record was
    entered, and when the review runs, do not matter (D7, D8).
    """
    if record_issued_on is None:
        return False
    return term.valid_from <= record_issued_on <= term.ce_deadline
