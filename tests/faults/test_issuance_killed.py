"""F8: whoever is killed between an offer of work and a certificate, each is issued once (六.1)."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import eventlet
import pytest

from contracts.certificate import ApproveExamResults, ImportExamResults
from contracts.employment import (
    AcceptOffer,
    ConfirmDissolution,
    Employment,
    OfferEmployment,
    RequestDissolution,
)
from contracts.identity import RegisterPersonAccount, UploadIdPhoto, VerifyRealName
from contracts.principal import ANONYMOUS, Principal, PrincipalKind
from contracts.vocabulary import CertificateKind, Trade
from tests.faults.clients import Clients, Firm, a_firm
from tests.faults.conftest import mortals_of
from tests.faults.forked import Nursery
from tests.faults.invariants import Evidence
from tests.faults.register import SERVICES, Register, a_register
from tests.faults.test_killed_at_random import Reaper
from tests.faults.trials import Trials
from tests.makers import STAFF, an_id_number
from tests.provision import Databases
from tests.workers import Exam, a_photo, a_sheet

DEATHS: Final = 150
FIRMS_AT_ONCE: Final = 3
# Each passes one of these; the categories G and J permit the trades.
PASSED: Final = (
    (CertificateKind.SAFETY_MANAGER, None),
    (CertificateKind.OPERATOR, Trade("01")),
    (CertificateKind.OPERATOR, Trade("04")),
)


@dataclass(kw_only=True)
class Person:
    """Somebody who proves who they are, is employed, and may leave again."""

    clients: Clients
    name: str
    id_number: str = field(repr=False)
    by: Principal = ANONYMOUS
    employment: Employment | None = None

    @property
    def id(self) -> UUID:
        assert self.by.person is not None
        return self.by.person

    def proves_the_name(self) -> None:
        """Open an account, prove the real name and upload a photo (一)."""
        insist = self.clients.insist
        opened = insist(
            RegisterPersonAccount(username=f"p-{uuid4().hex[:12]}", password="quite-a-Password"),
            ANONYMOUS,
        )
        self.by = Principal(kind=PrincipalKind.PERSON, account=opened.id, session=uuid4())
        proved = insist(VerifyRealName(name=self.name, id_number=self.id_number), self.by)
        self.by = replace(self.by, person=proved.id)
        insist(UploadIdPhoto(content=a_photo()), self.by)

    def joins(self, firm: Firm) -> None:
        """Be offered work and accept (四)."""
        offer = OfferEmployment(name=self.name, id_number=self.id_number)
        offered = self.clients.insist(offer, firm.account)
        self.employment = self.clients.insist(AcceptOffer(offer=offered.id), self.by)

    def leaves(self, firm: Firm) -> None:
        """Ask for the employment to end, and have it confirmed (四, H5)."""
        assert self.employment is not None
        request = RequestDissolution(employment=self.employment.id, version=self.employment.version)
        asked = self.clients.insist(request, self.by)
        confirmation = ConfirmDissolution(dissolution=asked.id, version=asked.version)
        self.clients.insist(confirmation, firm.account)


@dataclass(kw_only=True)
class Industry:
    """The people whom firms have hired, and who of them has left."""

    register: Register
    people: list[Person] = field(default_factory=list)
    left: set[UUID] = field(default_factory=set)

    def lives(self, reaper: Reaper, chance: random.Random) -> None:
        """Found firms that hire and have their people examined, while there are deaths."""
        while not reaper.is_over:
            firm = a_firm(self.register.clients)
            self.register.firms.append(firm)
            self._is_staffed(firm, chance)

    def _is_staffed(self, firm: Firm, chance: random.Random) -> None:
        clients = self.register.clients
        people = [Person(clients=clients, name="样例工", id_number=an_id_number()) for _ in PASSED]
        firm.registers()
        for person in people:
            person.proves_the_name()
            person.joins(firm)
        firm.changes_to("GJ")
        exams = [
            Exam(name=each.name, id_number=each.id_number, kind=kind, trade=trade, on=_today())
            for each, (kind, trade) in zip(people, PASSED, strict=True)
        ]
        report = clients.insist(ImportExamResults(content=a_sheet(exams)), STAFF)
        assert report.id is not None
        clients.insist(ApproveExamResults(imported_in=report.id), STAFF)
        self.people += people
        leaving = chance.choice(people)
        # Not before it is issued: who is gone by then has to wait for another employer.
        self.register.mortals.wait_for(lambda: self._is_issued(leaving), clients.patience)
        leaving.leaves(firm)
        self.left.add(leaving.id)

    def _is_issued(self, person: Person) -> bool:
        held = "SELECT count(*) FROM certificates WHERE holder = :holder"
        return bool(self.register.mortals.value("certificate", held, holder=person.id))

    def differences(self, seen: Evidence) -> Iterator[str]:
        """Tell whose certificate, news of it or employment is not there exactly once."""
        everyone = {each.id: 1 for each in self.people}
        for what, service, statement in (
            ("a certificate", "certificate", "SELECT holder AS id FROM certificates"),
            (
                "an issued result",
                "certificate",
                "SELECT person AS id FROM exam_results WHERE status = 'issued'",
            ),
            (
                "the news of it",
                "identity",
                "SELECT recipient AS id FROM messages WHERE code = 'certificate_issued'",
            ),
            ("an employment", "employment", "SELECT person AS id FROM employments"),
        ):
            found = Counter(row.id for row in seen.rows(service, statement))
            if found != Counter(everyone):
                yield f"not everyone has {what} once: {found - Counter(everyone)}"
        ended = "SELECT person AS id FROM employments WHERE ended_on IS NOT NULL"
        if Counter(row.id for row in seen.rows("employment", ended)) != Counter(self.left):
            yield "not those have left who have asked for it"


def _today() -> date:
    return date.today()  # noqa: DTZ011  # an exam of yesterday is as good


@pytest.fixture(scope="module")
def register(
    mortal_databases: Databases, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    """The register with the service that keeps employments."""
    for mortals in mortals_of(mortal_databases, nursery, tmp_path_factory.mktemp("logs")):
        with a_register(mortals, (*SERVICES, "employment")) as made:
            yield made


@pytest.mark.whole
def test_killed_again_and_again_each_is_employed_and_issued_and_told_once(
    trial: Trials, chance: random.Random
) -> None:
    def own() -> random.Random:
        return random.Random(chance.random())  # noqa: S311  # no secret

    trial.register.clients.patience = 600
    industry = Industry(register=trial.register)
    with trial("F8 issuance", seconds_to_settle=120) as run:
        reaper = Reaper(run=run, enough=DEATHS)
        firms = [eventlet.spawn(industry.lives, reaper, own()) for _ in range(FIRMS_AT_ONCE)]
        reapers: list[Any] = [
            eventlet.spawn(reaper.haunt, each, own()) for each in trial.register.services
        ]
        for each in (*reapers, *firms):
            each.wait()
    assert len(industry.people) >= FIRMS_AT_ONCE * len(PASSED)
    with trial.register.evidence() as seen:
        assert list(industry.differences(seen)) == []
