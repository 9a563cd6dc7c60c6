"""The first administrator's account, opened by identity's own command."""

import subprocess
from dataclasses import dataclass
from typing import Final

from gascert_local.credentials import Credentials
from gascert_local.programs import Program, secrets_of
from gascert_local.supervisor import environment_of

_SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Runs the command against identity's database, as somebody at the server would."""

    database_url: str
    credentials: Credentials

    def __call__(self, username: str, password: str) -> bool:
        """Open the account; says no where there is an administrator already.

        Raises RuntimeError with what the command says where it fails for another reason.
        """
        done = subprocess.run(
            self._command(username),
            env={**self._environment(), "IDENTITY_FIRST_PASSWORD": password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode != 0 and "ADMINISTRATOR_EXISTS" not in done.stderr:
            raise RuntimeError(f"first-administrator failed: {done.stderr.strip()}")
        return done.returncode == 0

    def in_person(self, username: str) -> int:
        """Let whoever sits here type the password, or read the one that is made; the exit code."""
        done = subprocess.run(self._command(username), env=self._environment(), check=False)
        return done.returncode

    def _command(self, username: str) -> list[str]:
        return [*self._program.command, "first-administrator", "--username", username]

    def _environment(self) -> dict[str, str]:
        return environment_of(self._program)

    @property
    def _program(self) -> Program:
        return Program(
            name="identity",
            module="identity",
            environment={
                "DATABASE_URL": self.database_url,
                **secrets_of("identity", self.credentials),
            },
            ready_port=0,
            parts=("identity",),
        )
