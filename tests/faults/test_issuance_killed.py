"""F8: whoever is killed between an offer of work and a certificate, each is issued once (六.1)."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
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
from tests.faults.register import SERVICES, SHANGHAI, Register, a_register
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
ISSUED: Final = "SELECT person FROM exam_results WHERE status = 'issued'"
TOLD: Final = "SELECT recipient FROM messages WHERE code = 'certificate_issued'"
ENDED: Final = "SELECT id FROM employments WHERE ended_on IS NOT NULL"


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

    def leaves(self, firm: Firm) -> UUID:
        """Ask for the employment to end, and have it confirmed (四, H5); gives which it was."""
        assert self.employment is not None
        request = RequestDissolution(employment=self.employment.id, version=self.employment.version)
        asked = self.clients.insist(request, self.by)
        confirmation = ConfirmDissolution(dissolution=asked.id, version=asked.version)
        self.clients.insist(confirmation, firm.account)
        return self.employment.id


@dataclass(kw_only=True)
class Industry:
    """The people whom firms have hired, and the employments that have ended again.

    `staffed` counts the firms that came to this while there were deaths.
    """

    register: Register
    people: list[Person] = field(default_factory=list)
    ended: set[UUID] = field(default_factory=set)
    staffed: int = 0

    def lives(self, reaper: Reaper, chance: random.Random) -> None:
        """Found firms that hire and have their people examined, while there are deaths."""
        while not reaper.is_over:
            firm = a_firm(self.register.clients)
            self.register.firms.append(firm)
            self._is_staffed(firm, chance)
            self.staffed += not reaper.is_over

    def _is_staffed(self, firm: Firm, chance: random.Random) -> None:
        clients = self.register.clients
        people = [Person(clients=clients, name="样例工", id_number=an_id_number()) for _ in PASSED]
        firm.registers()
        for person in people:
            person.proves_the_name()
            person.joins(firm)
        firm.changes_to("GJ")
        today = datetime.now(SHANGHAI).date()
        exams = [
            Exam(name=each.name, id_number=each.id_number, kind=kind, trade=trade, on=today)
            for each, (kind, trade) in zip(people, PASSED, strict=True)
        ]
        report = clients.insist(ImportExamResults(content=a_sheet(exams)), STAFF)
        assert report.id is not None
        clients.insist(ApproveExamResults(imported_in=report.id), STAFF)
        self.people += people
        leaving = chance.choice(people)
        # Not before it is issued: who is gone by then has to wait for another employer.
        self.register.mortals.wait_for(lambda: self._is_issued(leaving), clients.patience)
        self.ended.add(leaving.leaves(firm))

    def _is_issued(self, person: Person) -> bool:
        held = "SELECT count(*) FROM certificates WHERE holder = :holder"
        return bool(self.register.mortals.value("certificate", held, holder=person.id))

    def differences(self, seen: Evidence) -> Iterator[str]:
        """Tell whose certificate, news of it or employment is not there exactly once."""
        everyone = Counter(each.id for each in self.people)
        ended = Counter(self.ended)
        for what, service, statement, wanted in (
            ("certificate", "certificate", "SELECT holder FROM certificates", everyone),
            ("issued result", "certificate", ISSUED, everyone),
            ("news of it", "identity", TOLD, everyone),
            ("employment", "employment", "SELECT person FROM employments", everyone),
            ("end", "employment", ENDED, ended),
            ("end known", "certificate", "SELECT employment FROM ended_employments", ended),
        ):
            found = Counter(row[0] for row in seen.rows(service, statement))
            yield from (f"no {what} for {each}" for each in wanted - found)
            yield from (f"one {what} too many for {each}" for each in found - wanted)


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
    assert industry.staffed >= 1
    with trial.register.evidence() as seen:
        assert list(industry.differences(seen)) == []
