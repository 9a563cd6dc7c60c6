"""People of the samples: accounts, real names and photos (一), offers and acceptances (四)."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Final, TypeVar

from contracts.employment import Employees, Employment, Offer, Offers
from contracts.identity import Person, Persons
from gascert_local.demo import accounts
from gascert_local.demo.client import RefusedByRegister, Visitor
from gascert_local.demo.samples import Individual, Samples
from gascert_local.demo.stage import Moved

AT_ONCE: Final = 4
Given = TypeVar("Given")
Made = TypeVar("Made")
KnownAs = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class RefusedPhoto:
    """A photo that was refused: whose, which file, and the register's words."""

    who: Individual
    words: str


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """A position, the enterprise that offers it and the person it is meant for."""

    firm: Visitor
    who: Individual
    title: str


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The people of the samples at the register's door; each logs in once."""

    stranger: Visitor
    _inside: dict[str, Visitor] = field(default_factory=dict)

    def let_in(self, who: Individual) -> Visitor:
        """Log a person in whose name is proved; the account is opened if need be."""
        if who.key not in self._inside:
            self._inside[who.key] = _verified(self.stranger, who)
        return self._inside[who.key]


def _verified(stranger: Visitor, who: Individual) -> Visitor:
    visitor = accounts.opened(stranger, "/accounts/person", who.key)
    if visitor.account.person is not None:
        return visitor
    visitor.put(Person, "/person/real-name", {"name": who.name, "id_number": who.id_number})
    return visitor.refreshed()


def known_persons(staff: Visitor) -> dict[KnownAs, Person]:
    """Give everyone whom the register knows, by name and masked number."""
    return {
        (person.name, person.id_number_masked): person
        for person in staff.pages(Persons, "/persons")
    }


def yet_to_come(samples: Samples, known: Mapping[KnownAs, Person]) -> list[Individual]:
    """Give those who have not verified their names or uploaded their photos yet."""
    return [
        each
        for each in samples.people
        if each.verifies and not _is_complete(each, known.get(each.known_as))
    ]


def _is_complete(who: Individual, person: Person | None) -> bool:
    if person is None or person.verified_at is None:
        return False
    return who.photo is None or person.photo is not None


def introduced(crowd: Crowd, people: Sequence[Individual], moved: Moved) -> list[RefusedPhoto]:
    """Have people prove their names and upload their photos; gives the photos refused."""
    refused = _each(people, lambda who: _introduced(crowd, who), moved)
    return [refusal for refusal in refused if refusal is not None]


def _introduced(crowd: Crowd, who: Individual) -> RefusedPhoto | None:
    visitor = crowd.let_in(who)
    if who.photo is None:
        return None
    headers = {"Content-Type": "image/jpeg"}
    try:
        visitor.send("PUT", "/person/photo", data=who.photo.read_bytes(), headers=headers)
    except RefusedByRegister as refusal:
        if refusal.code != "INVALID_MESSAGE":
            raise
        return RefusedPhoto(who=who, words="；".join(refusal.faults))
    return None


def vacancies(samples: Samples, firms: Mapping[str, Visitor]) -> list[Vacancy]:
    """Give the positions that nobody has taken yet, with those they are meant for."""
    people = {each.key: each for each in samples.people}
    taken = {
        (key, employee.name, employee.id_number_masked)
        for key, firm in firms.items()
        for employee in firm.pages(Employees, "/employees")
    }
    return [
        Vacancy(firm=firms[position.enterprise], who=people[position.person], title=position.title)
        for position in samples.positions
        if (position.enterprise, *people[position.person].known_as) not in taken
    ]


def employed(crowd: Crowd, open_to: Sequence[Vacancy], moved: Moved) -> None:
    """Have enterprises offer their positions and the people accept."""
    _each(open_to, lambda vacancy: _filled(crowd, vacancy), moved)


def _filled(crowd: Crowd, vacancy: Vacancy) -> None:
    who, firm = vacancy.who, vacancy.firm
    body = {"name": who.name, "id_number": who.id_number, "position": vacancy.title}
    try:
        firm.post(Offer, "/offers", body)
    except RefusedByRegister as refusal:
        if refusal.code != "OFFER_OPEN":
            raise
    visitor = crowd.let_in(who)
    for offer in visitor.pages(Offers, "/offers", status="open"):
        if offer.enterprise == firm.account.enterprise:
            visitor.post(Employment, f"/offers/{offer.id}/accept")


def _each(given: Sequence[Given], work: Callable[[Given], Made], moved: Moved) -> list[Made]:
    """Do the same for each, a few at once; where one fails, those not begun are left."""
    made: list[Made] = []
    moved(0, len(given))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for done in as_completed([pool.submit(work, each) for each in given]):
                made.append(done.result())
                moved(len(made), len(given))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made
