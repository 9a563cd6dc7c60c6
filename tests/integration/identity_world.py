"""Identity on a real broker and database, and people to prove names and log in there."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final
from uuid import UUID

import eventlet
import jwt
import pytest
from PIL import Image

from bus.clock import SystemClock
from bus.database import Database
from bus.runtime import Service, Settings
from bus.testing import Stack
from contracts import identity as told
from contracts.errors import GasCertError, Unauthenticated
from contracts.id_number import check_digit_of
from contracts.principal import Principal, PrincipalKind, service_principal
from contracts.tokens import ALGORITHM, from_claims, principal_of
from contracts.vocabulary import Province, Role
from identity.service import NAME, IdentityService, use_cases
from tests.makers import KEYS
from tests.provision import Databases

PASSWORD: Final = "quite-a-Password"
GATEWAY: Final = service_principal("gateway")
CERTIFICATE: Final = service_principal("certificate")
READER: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=7),
    province=Province.QINGHAI,
    roles=(Role.READER,),
)
_numbers = count(1)


class ForwardClock(SystemClock):
    """The machine's clock, which a test can put forward."""

    def __init__(self) -> None:
        self._shift = timedelta(0)

    def forward(self, by: timedelta) -> None:
        """Let so much time pass at once."""
        self._shift += by

    def now(self) -> datetime:
        """Give the shifted moment."""
        return datetime.now(UTC) + self._shift


def identity_by(clock: ForwardClock) -> Callable[[Settings], Service]:
    """Build identity as its service does, by a clock of the test's."""

    def build(settings: Settings) -> Service:
        database = Database(settings.database_url, name=NAME)
        use = use_cases(database, settings.extra, legal=settings.clock, machine=clock)
        return Service(name=NAME, cls=IdentityService, use=use, database=database)

    return build


def an_id_number(*, male: bool = True) -> str:
    """Give a sound, fictitious number that no test has used: region 639999 is unassigned."""
    serial = next(_numbers)
    day = f"{1950 + serial // 28 % 50:04}{serial // 1400 % 12 + 1:02}{serial % 28 + 1:02}"
    first_17 = f"639999{day}{99}{1 if male else 2}"
    return first_17 + check_digit_of(first_17)


def a_username() -> str:
    """Give a name that no test has used."""
    return f"somebody-{next(_numbers)}"


def a_picture(width: int = 600, height: int = 840, kind: str = "PNG") -> bytes:
    """Give a picture of that size."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, kind)
    return content.getvalue()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of it at the same time; gives the results, or the errors in their places."""
    return [thread.wait() for thread in [eventlet.spawn(_settled, work) for work in works]]


def _settled(work: Callable[[], object]) -> object:
    try:
        return work()
    except GasCertError as error:
        return error


@dataclass(frozen=True, kw_only=True)
class LoggedIn:
    """Somebody who has logged in: the session as it was given, and the principal it makes."""

    session: told.Session
    principal: Principal


@dataclass(frozen=True, kw_only=True)
class World:
    """What tests do with identity through the bus."""

    stack: Stack
    clock: ForwardClock

    @property
    def database(self) -> Database:
        return self.stack.database(NAME)

    def person_account(self) -> told.Account:
        """Open a person's account."""
        return self.stack.ask(told.RegisterPersonAccount(username=a_username(), password=PASSWORD))

    def log_in(self, username: str, password: str = PASSWORD) -> LoggedIn:
        """Log in, and read the token as the gateway does."""
        session = self.stack.ask(told.LogIn(username=username, password=password))
        return LoggedIn(session=session, principal=self.principal_in(session))

    def principal_in(self, session: told.Session) -> Principal:
        """Verify an access token with the published key and read who it speaks for."""
        keys = {key.key_id: key for key in self.stack.ask(told.GetSigningKeys()).items}
        key = keys[jwt.get_unverified_header(session.access_token)["kid"]]
        read = jwt.decode(
            session.access_token,
            key.public_key,
            algorithms=[ALGORITHM],
            options={"verify_exp": False, "verify_iat": False},
        )
        return principal_of(from_claims(read))

    def newcomer(self) -> Principal:
        """Give a person who has an account and no proved name."""
        return self.log_in(self.person_account().username).principal

    def verified(self, name: str = "张三", number: str | None = None) -> Principal:
        """Give a person who has proved a name, as the next token will say."""
        account = self.person_account()
        by = self.log_in(account.username).principal
        self.stack.ask(told.VerifyRealName(name=name, id_number=number or an_id_number()), by=by)
        return self.log_in(account.username).principal

    def administrator(self, province: Province = Province.QINGHAI) -> Principal:
        """Give an administrator, written directly: the first one is made by a command."""
        use = self.stack.running[NAME].service.use
        boss = Principal(
            kind=PrincipalKind.AUTHORITY,
            account=UUID(int=1),
            province=Province.QINGHAI,
            roles=(Role.ADMINISTRATOR,),
        )
        username = a_username()
        account = use.openings.for_staff(
            told.AddStaffAccount(
                username=username,
                password=PASSWORD,
                province=province,
                roles=(Role.ADMINISTRATOR,),
            ),
            boss,
        )
        return Principal(
            kind=PrincipalKind.AUTHORITY,
            account=account.id,
            province=province,
            roles=account.roles,
        )


@contextmanager
def a_world(amqp_uri: str, databases: Databases) -> Iterator[World]:
    """Start identity by a clock that can be put forward."""
    clock = ForwardClock()
    with Stack(
        {NAME: identity_by(clock)},
        amqp_uri=amqp_uri,
        database_urls=databases.fresh(NAME),
        environment=KEYS,
    ) as stack:
        yield World(stack=stack, clock=clock)


def fail(world: World, username: str, times: int = 1) -> list[str]:
    """Try a wrong password so often; gives the answers' codes."""
    codes = []
    for _ in range(times):
        with pytest.raises(Unauthenticated) as refusal:
            world.log_in(username, "wrong-Password")
        codes.append(refusal.value.code)
    return codes


def revoked_sessions(world: World) -> tuple[object, ...]:
    """Give the sessions that the gateway must refuse."""
    return world.stack.ask(told.ListRevokedSessions(), by=GATEWAY).sessions


def resolve(
    world: World, *entries: tuple[str, str], create: bool = True
) -> tuple[told.Resolution, ...]:
    """Resolve entries as certificate does."""
    call = told.ResolvePersons(
        entries=tuple(told.PersonEntry(name=name, id_number=number) for name, number in entries),
        create=create,
    )
    return world.stack.ask(call, by=CERTIFICATE).items


def prove(world: World, by: Principal, number: str, name: str = "张三") -> told.Person:
    """Prove a name."""
    return world.stack.ask(told.VerifyRealName(name=name, id_number=number), by=by)
