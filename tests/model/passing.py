"""The days that pass, with the work of each: done every day, late, or not yet (六.5, D7, D11)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from hypothesis import strategies as st

from tests.model.days import DAY
from tests.model.ground import ANY, act
from tests.model.learning import Learning
from tests.model.tracing import causes_of_day

MOST_DAYS_ONE_BY_ONE: Final = 4
NEAREST: Final = 6


class Passing(Learning):
    """The legal clock only goes forward."""

    @act(days=st.integers(1, MOST_DAYS_ONE_BY_ONE))
    def days_pass(self, days: int) -> None:
        """Each with its work."""
        for _ in range(days):
            self.register.moves_to(self.today + DAY)
            self._works_through([self.today])

    @act(days=st.integers(1, MOST_DAYS_ONE_BY_ONE))
    def days_pass_without_work(self, days: int) -> None:
        """The scheduler sleeps; what the register shows goes by the dates all the same."""
        self.register.moves_to(self.today + days * DAY)

    @act(2, which=ANY, is_late=st.booleans())
    def time_passes(self, which: int, *, is_late: bool) -> None:
        """Up to one of the next days on which something changes, or the day before or after it.

        The days between are worked through where something happens on them, or only the last one
        is: a late run decides the same (D7).
        """
        ahead = sorted({day for day in self._moments() if self.today < day})
        if ahead:
            self._passes_until(ahead[which % min(len(ahead), NEAREST)], is_late=is_late)

    @act(8, which=ANY, is_diligent=st.sampled_from([True, True, True, False]))
    def life_goes_on(self, which: int, *, is_diligent: bool) -> None:
        """All prove the education that is due, or one does not; the next day that counts comes."""
        papers = [paper for paper in self.register.papers if paper.holds_a_place(self.today)]
        if not papers:
            return
        paper = papers[which % len(papers)]
        for each in papers:
            if is_diligent or each is not paper:
                place = self.register.papers.index(each)
                self.proves_education(place, ordinal=0, day="today")
        term = paper.term
        days = (term.deadline, term.deadline + DAY, term.window[0], term.last, term.last + DAY)
        ahead = [day for day in days if self.today < day]
        if ahead:
            self._passes_until(ahead[0], is_late=False)

    def _passes_until(self, last: date, *, is_late: bool) -> None:
        on_the_way = sorted({day for day in self._moments() if self.today < day < last})
        for day in (*([] if is_late else on_the_way), last):
            self.register.moves_to(day)
            self._works_through([day])

    @act()
    def work_is_caught_up_with(self) -> None:
        """What the scheduler has slept through is done, the oldest day first."""
        missed = (self.today - self.register.done_through).days
        self._works_through([self.today - back * DAY for back in range(missed - 1, -1, -1)])

    def _works_through(self, days: list[date]) -> None:
        for day in days:
            self.register.has_acted = True
            self.register.does_day(day)
            self.register.causes_of_days |= causes_of_day(day)
            self.follows()

    def _moments(self) -> Iterator[date]:
        """The days around which something changes by itself."""
        for someone in self.register.people:
            for day in (someone.life.adult_on, someone.life.too_old_on):
                yield from _around(day)
        for paper in self.register.papers:
            if paper.cancelled_on is None:
                for term in paper.terms:
                    for day in (term.deadline, term.window[0], term.last):
                        yield from _around(day)


def _around(day: date) -> Iterator[date]:
    yield from (day - DAY, day, day + DAY)
