"""六.3, K1, C5: what happens to certificates while their enterprise's name is being changed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from contracts.certificate import CertificateCase, EnterpriseNameChange
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStatus, JobStatus
from tests.applicants import Applicant, an_applicant, confirms
from tests.applicants import approves as approves_one
from tests.makers import World
from tests.manual.moments import Moments, a_stack_with_moments, holding, wait_until_blocked
from tests.manual.staffing import at_once
from tests.provision import Databases
from tests.renamings import Renaming, a_renaming, approves, codes, job_of, part_of
from tests.workers import SAFETY, a_worker

WAITING = CertificateCaseStatus.WAITING_FOR_AUTHORITY
OWN = "SELECT id FROM certificates WHERE id = '{}' FOR UPDATE"
CASE = "SELECT id FROM enterprise_name_changes WHERE id = '{}' FOR UPDATE"
REOPEN = (
    "UPDATE jobs SET finished_at = NULL, status = 'running' WHERE key = :key",
    """UPDATE job_chunks SET is_open = 1, done = 0, counts = NULL, done_at = NULL
        WHERE job = (SELECT id FROM jobs WHERE key = :key)""",
)


@pytest.fixture(scope="module")
def moments() -> Moments:
    return Moments()


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases, moments: Moments) -> Iterator[World]:
    with a_stack_with_moments(amqp_uri, module_databases, moments) as stack:
        yield World(stack=stack)


@pytest.fixture
def renaming(world: World) -> Renaming:
    return a_renaming(world)


@pytest.fixture
def applicant(renaming: Renaming) -> Applicant:
    """Somebody whose certificate shows the enterprise's old name."""
    made = renaming.employs()
    renaming.takes_name()
    return made


def after_gathering(moments: Moments, then: Callable[[], object]) -> None:
    """Have something happen after the name and the holders have been asked about."""
    moments.then += [lambda: None, then]


class TestBetweenAskingAndLocking:
    def test_one_that_moves_away_is_no_longer_found(
        self, world: World, renaming: Renaming, moments: Moments, applicant: Applicant
    ) -> None:
        new = world.an_enterprise("GJ")
        kind = CertificateCaseKind.WORK_UNIT_CHANGE
        moving = an_applicant(world, kind, unit=renaming.firm, employer=new)
        case = confirms(new, moving.submits())
        after_gathering(moments, partial(approves_one, world, case))
        assert set(renaming.items(renaming.submits())) == {applicant.certificate}
        assert moving.shown.enterprise == new.id

    def test_one_whose_holder_was_not_asked_about_has_all_asked_again(
        self, world: World, renaming: Renaming, moments: Moments, applicant: Applicant
    ) -> None:
        worker = a_worker(world, renaming.firm)
        late = partial(renaming.firm.a_certificate, SAFETY, holder=worker.person)
        after_gathering(moments, late)
        asked = moments.asked
        case = renaming.submits()
        assert moments.asked - asked == 4
        assert case.included == 2

    def test_a_holders_own_case_and_the_enterprises_do_not_meet(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        renaming.employs(unit_name="青海旧名燃气有限公司")
        own = Applicant(
            worker=applicant.worker,
            certificate=applicant.certificate,
            kind=CertificateCaseKind.CANCELLATION,
        )
        lock = text(OWN.format(applicant.certificate))
        outcomes = at_once(world, "certificate", lock, renaming.submits, own.submits)
        [case] = [each for each in outcomes if isinstance(each, EnterpriseNameChange)]
        item = renaming.items(case)[applicant.certificate]
        if any(isinstance(each, CertificateCase) for each in outcomes):
            assert codes(item) == ["certificate_is_free"]
        else:
            assert (item.status, "CONDITIONS_NOT_MET" in outcomes) == (WAITING, True)

    def test_of_two_submissions_one_counts(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        lock = text(OWN.format(applicant.certificate))
        outcomes = at_once(world, "certificate", lock, renaming.submits, renaming.submits)
        assert [each for each in outcomes if isinstance(each, str)] == ["NAME_CHANGE_OPEN"]


class TestTheDecision:
    def test_of_two_approvals_one_counts(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        case = renaming.submits()
        approve = partial(approves, world, case, settle=False)
        outcomes = at_once(world, "certificate", text(CASE.format(case.id)), approve, approve)
        assert [each for each in outcomes if isinstance(each, str)] == ["CASE_CLOSED"]
        world.stack.settle()
        assert (applicant.shown.version, len(part_of(applicant).timeline)) == (2, 2)

    def test_of_an_approval_and_a_withdrawal_one_counts(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        case = renaming.submits()
        approve = partial(approves, world, case, settle=False)
        withdraw = partial(renaming.withdraws, case)
        lock = text(CASE.format(case.id))
        outcomes = at_once(world, "certificate", lock, approve, withdraw)
        assert [each for each in outcomes if isinstance(each, str)] == ["CASE_CLOSED"]
        world.stack.settle()
        status = renaming.now(case).status
        assert part_of(applicant).status is status
        is_approved = status is CertificateCaseStatus.APPROVED
        assert applicant.shown.version == (2 if is_approved else 1)

    def test_a_job_that_is_done_again_does_nothing_more(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        case = approves(world, renaming.submits())
        before = (applicant.versions, part_of(applicant), renaming.now(case))
        with world.stack.database("certificate").independent() as transaction:
            for statement in REOPEN:
                transaction.execute(text(statement), {"key": case.job_key})
        world.stack.settle()
        job = job_of(world, case)
        assert (job.status, job.counts) == (
            JobStatus.DONE,
            {"reissued": 0, "rejected": 0, "already": 1},
        )
        assert (applicant.versions, part_of(applicant), renaming.now(case)) == before


class TestACategoryChange:
    """C5: it neither waits for the case nor ends it, and the letters are right in the end."""

    def test_while_the_case_waits(
        self, world: World, renaming: Renaming, applicant: Applicant
    ) -> None:
        case = renaming.submits()
        renaming.firm.changes_to("P")
        assert part_of(applicant).status is WAITING
        name = approves(world, case).name
        versions = [(each.enterprise_name, each.categories) for each in applicant.versions]
        old = renaming.firm.enterprise.name
        assert versions == [(name, "P"), (old, "P"), (old, "GJ")]
        assert applicant.shown.number.endswith("P")

    @pytest.mark.parametrize("name_first", [True, False])
    def test_in_the_moment_in_which_the_name_is_printed(
        self, world: World, renaming: Renaming, applicant: Applicant, *, name_first: bool
    ) -> None:
        case = renaming.submits()
        firm = renaming.firm
        changes: list[Callable[[], object]] = [
            partial(approves, world, case, settle=False),
            lambda: firm.is_approved(firm.submits("Q")),
        ]
        with holding(world, OWN.format(applicant.certificate)):
            for number, change in enumerate(changes if name_first else reversed(changes), start=1):
                change()
                wait_until_blocked(world, number)
        world.stack.settle()
        newest = applicant.versions[0]
        assert (newest.version, newest.enterprise_name, newest.categories) == (3, case.name, "Q")
        assert applicant.shown.number.endswith("Q")
        assert deadlocks(world) == 0


class TestLateWork:
    def test_a_part_is_judged_as_of_the_day_of_the_decision(
        self, world: World, renaming: Renaming
    ) -> None:
        today = world.today
        last_day = renaming.employs(valid_to=today, ce_deadline=today)
        renaming.takes_name()
        case = renaming.submits()
        with holding(world, OWN.format(last_day.certificate)):
            approves(world, case, settle=False)
            wait_until_blocked(world)
            world.stack.clock.move_to(today + timedelta(days=1))
        world.stack.settle()
        assert renaming.now(case).reissued == 1
        assert last_day.shown.enterprise_name == case.name


def deadlocks(world: World) -> int:
    """How many there have been in certificate's database: its work would be done again unseen."""
    counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with world.stack.database("certificate").reading() as connection:
        return int(connection.execute(counted).scalar_one())
