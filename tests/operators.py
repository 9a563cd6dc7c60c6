"""Those who run the register, and those who may not."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.principal import ANONYMOUS, Principal, PrincipalKind, service_principal
from contracts.vocabulary import Province, Role
from gascert_operator.command import main
from gascert_operator.screen import Exit

OPERATOR: Final = service_principal("operator")
SCHEDULER: Final = service_principal("review_scheduler")
ADMINISTRATOR: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=2),
    province=Province.QINGHAI,
    roles=(Role.ADMINISTRATOR,),
)
OTHERS: Final = (
    ANONYMOUS,
    service_principal("employment"),
    Principal(kind=PrincipalKind.PERSON, account=UUID(int=3), person=UUID(int=4)),
    Principal(kind=PrincipalKind.ENTERPRISE, account=UUID(int=5), enterprise=UUID(int=6)),
    Principal(
        kind=PrincipalKind.AUTHORITY,
        account=UUID(int=7),
        province=Province.QINGHAI,
        roles=tuple(role for role in Role if role is not Role.ADMINISTRATOR),
    ),
)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def later() -> datetime:
    """A moment by which all that has happened is over."""
    return datetime.now(UTC) + timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command has ended, and what it has written."""

    code: Exit
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """What it has answered in JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Runs `gascert` at one bus."""

    uri: str
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, line: str, *more: object) -> Ended:
        """Run a command line and its further arguments, in this process."""
        self.monkeypatch.setenv("AMQP_URI", self.uri)
        self.capsys.readouterr()
        try:
            code = main([*line.split(), *map(str, more)])
        except SystemExit as end:
            code = int(end.code or 0)
        written = self.capsys.readouterr()
        return Ended(code=Exit(code), out=written.out, err=written.err)
