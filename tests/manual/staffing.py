"""People and enterprises that a test employs, and two commands that meet in one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeVar
from uuid import uuid4

import eventlet
from sqlalchemy import Executable, text

from bus import context
from bus.remote import Remote
from contracts.employment import (
    AcceptOffer,
    ConfirmDissolution,
    Employment,
    ListEmployments,
    Offer,
    OfferEmployment,
    RequestDissolution,
)
from contracts.enterprise import ApproveCategoryCase, CategoryCase, RegisterEnterprise
from contracts.errors import GasCertError
from contracts.identity import RegisterPersonAccount, VerifyRealName
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Province
from tests.makers import STAFF, Firm, World, a_uscc, an_id_number

Answer = TypeVar("Answer")
FINGERPRINT: Final = "f" * 64
WAITING: Final = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A person with an account, by name and ID number."""

    name: str
    id_number: str
    account: Principal


def a_worker(world: World, name: str = "示例·从业人员", *, is_verified: bool = True) -> Worker:
    """Open a person's account and, unless told otherwise, prove the real name (一)."""
    username, id_number = f"worker-{next(_numbers)}-{uuid4().hex[:8]}", an_id_number()
    opened = world.stack.ask(RegisterPersonAccount(username=username, password="at-least-8"))
    by = Principal(kind=PrincipalKind.PERSON, account=opened.id)
    if not is_verified:
        return Worker(name=name, id_number=id_number, account=by)
    person = world.stack.ask(VerifyRealName(name=name, id_number=id_number), by=by)
    verified = Principal(kind=PrincipalKind.PERSON, account=opened.id, person=person.id)
    return Worker(name=name, id_number=id_number, account=verified)


def an_enterprise_of(world: World, boss: Worker) -> Firm:
    """Register an enterprise whose legal representative is this person (H4)."""
    account = Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())
    registration = RegisterEnterprise(
        uscc=a_uscc(),
        name=f"青海示例燃气第{next(_numbers)}分公司",
        legal_representative_name=boss.name,
        legal_representative_id_number=boss.id_number,
        province=Province.QINGHAI,
    )
    made = world.stack.ask(registration, by=account)
    return Firm(world=world, account=account, enterprise=made)


def offered(world: World, firm: Firm, worker: Worker) -> Offer:
    """Have an enterprise offer employment to a person (四)."""
    offer = OfferEmployment(name=worker.name, id_number=worker.id_number, position="安全员")
    return world.stack.ask(offer, by=firm.account)


def accepted(world: World, offer: Offer, worker: Worker) -> Employment:
    """Have the person agree."""
    return world.stack.ask(AcceptOffer(offer=offer.id), by=worker.account)


def employed(world: World, firm: Firm, worker: Worker) -> Employment:
    """Have an enterprise offer, and the person agree."""
    return accepted(world, offered(world, firm, worker), worker)


def dissolved(world: World, firm: Firm, worker: Worker) -> Employment:
    """Have the person ask to end the employment that lasts, and the enterprise confirm (H5)."""
    lasting = ListEmployments(is_current=True, enterprise=firm.id)
    (employment,) = world.stack.ask(lasting, by=worker.account).items
    request = RequestDissolution(employment=employment.id, version=employment.version)
    asked = world.stack.ask(request, by=worker.account)
    confirmation = ConfirmDissolution(dissolution=asked.id, version=asked.version)
    return world.stack.ask(confirmation, by=firm.account)


@contextmanager
def asking_as(world: World, service: str) -> Iterator[Remote]:
    """Ask as another service does."""
    caller = world.stack.running["enterprise"].exchange.connect_caller(f"{service}-in-tests")
    try:
        yield Remote(service, caller)
    finally:
        caller.stop()


def approve(world: World, case: CategoryCase, by: Principal = STAFF) -> CategoryCase:
    """Approve a case as certificate asks it, once it has compared the preview (C6)."""
    approval = ApproveCategoryCase(case=case.id, version=case.version, fingerprint=FINGERPRINT)
    with asking_as(world, "certificate") as ask, context.acting(by):
        return ask(approval)


def outcome_of(command: Callable[[], Answer]) -> Answer | str:
    """Give a command's answer, or the code it was refused with."""
    try:
        return command()
    except GasCertError as error:
        return error.code


def at_once(
    world: World, service: str, lock: Executable, *commands: Callable[[], object]
) -> list[object]:
    """Let all commands run until each waits for a lock, then let go; gives their outcomes."""
    database = world.stack.database(service)
    with database.independent() as holder:
        holder.execute(lock)
        running = [eventlet.spawn(outcome_of, command) for command in commands]
        world.stack.wait_for(lambda: waiting_on(world, service) >= len(commands))
    return [one.wait() for one in running]


def waiting_on(world: World, service: str) -> int:
    """Tell how many of a service's sessions wait for a lock."""
    with world.stack.database(service).reading() as connection:
        return int(connection.execute(WAITING).scalar_one())
