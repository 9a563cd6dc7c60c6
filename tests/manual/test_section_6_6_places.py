"""六.6: while a renewal runs the certificate keeps its place, whatever becomes of it (D9, H2)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.errors import ConditionsNotMet, Refused
from contracts.vocabulary import (
    CertificateKind,
    CertificateStatus,
)
from tests.applicants import (
    Applicant,
    approves,
    codes_unmet,
    confirms,
    loses_employment,
    refuses,
    rejects,
)
from tests.education import (
    DAY,
    DUE,
    LAST,
    START,
)
from tests.makers import Firm, World
from tests.renewals import NEXT, OPENS, a_renewer, days_of, renewed
from tests.workers import approved

SAFETY = CertificateKind.SAFETY_MANAGER


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(START)
    return world.an_enterprise("GJ")


@pytest.fixture
def renewer(world: World, firm: Firm) -> Applicant:
    """On the last day, with everything in order."""
    return a_renewer(world, firm)


class TestClosedWithoutATerm:
    @pytest.mark.parametrize("on", [LAST, NEXT])
    def test_the_certificate_goes_by_its_dates_again(
        self, world: World, firm: Firm, renewer: Applicant, on: date
    ) -> None:
        case = renewer.submits()
        world.stack.clock.move_to(on)
        rejects(world, confirms(firm, case))
        assert renewer.shown.valid_to == LAST
        assert len(renewer.versions) == 1
        assert renewer.unmet() == (set() if on == LAST else {"window_is_open"})

    @pytest.mark.parametrize("how", ["withdrawn", "refused", "rejected", "terminated"])
    def test_after_the_last_day_the_place_is_free(
        self, world: World, firm: Firm, renewer: Applicant, how: str
    ) -> None:
        """H2, H9: what waited for the place is issued."""
        case = renewer.submits()
        world.stack.clock.move_to(NEXT)
        worker = renewer.worker
        approved(world, worker.passed(SAFETY, on=DUE))
        assert worker.unmet() == {"certificate_may_be_held"}
        closing: dict[str, Callable[[], object]] = {
            "withdrawn": lambda: renewer.withdraws(case),
            "refused": lambda: refuses(firm, case),
            "rejected": lambda: rejects(world, confirms(firm, case)),
            "terminated": lambda: loses_employment(worker),
        }
        closing[how]()
        world.stack.settle()
        if how == "terminated":
            worker.joins(firm)
            world.stack.settle()
        newest, old = worker.certificates
        assert (newest.valid_from, newest.status) == (NEXT, CertificateStatus.VALID)
        assert (old.id, old.status) == (renewer.certificate, CertificateStatus.EXPIRED)
        assert newest.number != old.number

    def test_within_the_window_it_may_be_submitted_again_with_the_same_record(
        self, world: World, firm: Firm
    ) -> None:
        renewer = a_renewer(world, firm, on=OPENS)
        renewer.withdraws(renewer.submits())
        renewed(world, firm, renewer, decided_on=LAST)
        assert days_of(renewer)[0] == NEXT


class TestKeepsItsPlace:
    def test_nothing_else_can_be_issued_while_it_runs(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        """H2, D9: a slow decision costs nobody the certificate."""
        case = renewer.submits()
        world.stack.clock.move_to(NEXT + DAY)
        approved(world, renewer.worker.passed(SAFETY, on=DUE))
        [only] = renewer.worker.certificates
        assert only.id == renewer.certificate
        approves(world, confirms(firm, case))
        assert renewer.shown.is_usable

    def test_it_follows_category_changes_though_expired(self, world: World) -> None:
        """C2, C5: the decision meets the new letters."""
        firm = world.an_enterprise("GJ")
        renewer = a_renewer(world, firm)
        case = confirms(firm, renewer.submits())
        world.stack.clock.move_to(NEXT)
        firm.changes_to("G")
        assert renewer.shown.number.endswith("G")
        approves(world, case)
        newest = renewer.versions[0]
        assert (newest.term, newest.categories, newest.valid_from) == (2, "G", NEXT)

    def test_a_renewed_one_that_has_not_begun_follows_them_too(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        renewer = renewed(world, firm, a_renewer(world, firm), decided_on=LAST)
        firm.changes_to("G")
        live = [(each.term, each.categories) for each in renewer.versions[:2]]
        assert live == [(2, "G"), (1, "G")]

    def test_it_is_not_submitted_twice(self, renewer: Applicant) -> None:
        renewer.submits()
        with pytest.raises(ConditionsNotMet) as refused:
            renewer.submits()
        assert codes_unmet(refused.value) == ["certificate_is_free"]

    def test_the_database_begins_no_term_twice(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        renewed(world, firm, renewer, decided_on=LAST)
        again = text("""
            INSERT INTO certificate_versions SELECT certificate, version + 1, term, number,
                holder_name, enterprise, enterprise_name, categories, trade, photo, valid_from,
                valid_to, first_ce_deadline, age_rule, cause, caused_by
            FROM certificate_versions WHERE certificate = :id AND version = 2""")
        with (
            pytest.raises(IntegrityError, match="a_term_is_begun_once"),
            world.stack.database("certificate").independent() as transaction,
        ):
            transaction.execute(again, {"id": renewer.certificate})

    def test_a_decision_twice_adds_one_term(
        self, world: World, firm: Firm, renewer: Applicant
    ) -> None:
        case = confirms(firm, renewer.submits())
        approves(world, case)
        with pytest.raises(Refused):
            approves(world, case)
        assert len(renewer.versions) == 2
