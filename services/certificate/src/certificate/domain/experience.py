"""How long somebody has been in the trade (从业年数, 二.1)."""

from datetime import date

from certificate.domain.terms import months_later


def full_years(since: date | None, on: date) -> int:
    """Count the years that are complete on a day; an anniversary completes one (D5)."""
    if since is None or on < since:
        return 0
    years = on.year - since.year
    return years if months_later(since, 12 * years) <= on else years - 1
