"""A RabbitMQ of our own, started from the installed one on ports of its own."""

import hashlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gascert_local.found import free_port, is_free, listens, wait_until
from gascert_local.places import group_of, own, server_user

START_SECONDS = 90
STOP_SECONDS = 10
SCRIPTS = Path("/usr/lib/rabbitmq/bin")
LOOPBACK_ONLY = "-kernel inet_dist_use_interface {127,0,0,1}"
_STARTED: dict[Path, "subprocess.Popen[bytes]"] = {}  # by this process, to be waited for


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A broker whose files all lie in `home`; it listens on 127.0.0.1 only."""

    home: Path

    @property
    def node(self) -> str:
        """A name that stays with the folder: what is durable is kept under it."""
        return f"gascert-{hashlib.sha256(str(self.home).encode()).hexdigest()[:8]}@localhost"

    @property
    def port(self) -> int:
        """The port it was last started on."""
        return int((self.home / "port").read_text())

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def start(self) -> None:
        """Start it unless it runs; raises NoServer when it does not come to take connections."""
        if self.answers():
            return
        own(self.home, _user())
        (self.home / "empty").touch()
        if not (self.home / "port").exists() or not is_free(self.port):
            (self.home / "port").write_text(str(free_port()))
        with self.log.open("a") as log:
            _STARTED[self.home] = subprocess.Popen(
                [script("rabbitmq-server")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env=self.environment(),
                user=_user(),
                group=group_of(_user()),
                start_new_session=True,
            )
        wait_until(self.answers, seconds=START_SECONDS, what="RabbitMQ", log=self.log)

    def answers(self) -> bool:
        return (
            (self.home / "port").exists()
            and listens(self.port)
            and self.control("await_startup", "--timeout", "20")
        )

    def stop(self) -> None:
        """Stop it; what this process has started and does not end in time is killed."""
        self.control("stop", timeout=STOP_SECONDS)
        process = _STARTED.pop(self.home, None)
        if process is None:
            return
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def control(self, *arguments: str, said: str = "", timeout: float = 60) -> bool:
        """Whether `rabbitmqctl` could do this to the broker; `said` is its standard input."""
        return rabbitmqctl(
            *("--node", self.node, *arguments),
            said=said,
            timeout=timeout,
            env=self.environment(),
            cwd=self.home,
        )

    def environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(self.home),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.home / "log"),
            "RABBITMQ_PID_FILE": str(self.home / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.home / "empty"),
            "RABBITMQ_CONF_ENV_FILE": str(self.home / "empty"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": LOOPBACK_ONLY,
        }


def installed() -> bool:
    return (SCRIPTS / "rabbitmq-server").exists() or shutil.which("rabbitmq-server") is not None


def script(name: str) -> str:
    """The program itself, not Debian's wrapper, which insists on the system's own node."""
    return str(SCRIPTS / name) if (SCRIPTS / name).exists() else name


def rabbitmqctl(
    *arguments: str,
    said: str = "",
    timeout: float = 60,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> bool:
    """Whether `rabbitmqctl` could do this; without `env`, to the system's own node."""
    program = "rabbitmqctl" if env is None else script("rabbitmqctl")
    user = None if env is None else _user()
    try:
        done = subprocess.run(
            [program, "--quiet", *arguments],
            input=said.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            env=env,
            cwd=cwd,
            user=user,
            group=group_of(user),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _user() -> str | None:
    return server_user("rabbitmq")
