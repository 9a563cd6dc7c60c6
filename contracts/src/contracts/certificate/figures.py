"""What a person's home page says of certificates: how many, how long in the trade (二.1)."""

from datetime import date

from contracts.message import Query, Value


class HolderFigures(Value):
    """A holder's figures as of today: certificates by what they are, and open cases.

    `since` is the first day of the first certificate ever held, `years` the full years from it.
    """

    valid: int
    abnormal: int
    expired: int
    cancelled: int
    open_cases: int
    since: date | None
    years: int


class GetHolderFigures(Query[HolderFigures]):
    """Get one's own figures: certificates, open cases and years in the trade (从业年数)."""
