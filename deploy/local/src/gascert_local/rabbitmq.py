"""Finding a RabbitMQ: the one that is named, one that runs, or one that can be started."""

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import amqp
from testcontainers.core.container import DockerContainer

from bus import rights
from gascert_local import broker, containers, management
from gascert_local.found import MessageServer, NoServer
from gascert_local.places import running_as_root, servers_home

RUNNING = "amqp://guest:guest@127.0.0.1:5672/"
IMAGE = "rabbitmq:4-alpine"
IN_MEMORY = "memory://"
INSTALL = (
    "the tests need a RabbitMQ: install it (Debian: apt install rabbitmq-server), start a Docker"
    " engine, or name one in AMQP_URI"
)


def for_a_run() -> MessageServer:
    """AMQP_URI if it is set, else a running or an installed RabbitMQ, else one process's memory."""
    return (
        _named()
        or _running()
        or _installed(servers_home("rabbitmq"))
        or MessageServer(url=IN_MEMORY, told="none: all services share one process and its memory")
    )


def for_tests() -> MessageServer:
    """The named one, a running one, a container, an installed one; on Debian, root installs it.

    Raises NoServer, saying what to install, where none can be had.
    """
    found = _named() or _running() or _contained() or started()
    if found is None and _install_with_apt():
        found = _running() or started()
    if found is None:
        raise NoServer(INSTALL)
    return found


def started() -> MessageServer | None:
    """A new broker with nothing in it, which goes when it is stopped; None if not installed."""
    if not broker.installed():
        return None
    home = Path(tempfile.mkdtemp(prefix="rabbitmq-", dir=servers_home("tests")))
    return _installed(home, keep=False)


def with_vhost(server: MessageServer, name: str) -> MessageServer:
    """The same broker through a vhost of our own, or as it is where none can be made."""
    if server.url == IN_MEMORY:
        return server
    parts = urlsplit(server.url)
    url = parts._replace(path=f"/{quote(name, safe='')}").geturl()
    user = unquote(parts.username or "guest")
    if not answers(url):
        rights_in_it = {"user": user, "vhost": name, "configure": ".*", "write": ".*", "read": ".*"}
        wanted = {"vhosts": [{"name": name}], "permissions": [rights_in_it]}
        # One command and not two: each takes a second or more.
        server.control("import_definitions", said=json.dumps(wanted))
        if not answers(url):
            return server
    return replace(server, url=url, told=f"{server.told}, vhost {name}")


def with_users(
    server: MessageServer, passwords: Mapping[str, str], *, prefix: str
) -> dict[str, str] | None:
    """A URL for each user of the bus, with the rights of that user; None where none can be made."""
    parts = urlsplit(server.url)
    vhost = unquote(parts.path[1:]) or "/"
    written = rights.definitions(vhost, passwords, prefix=prefix)
    if not server.control("import_definitions", said=json.dumps(written)):
        return None
    place = parts.netloc.rpartition("@")[2]
    urls = {
        user: parts._replace(
            netloc=f"{quote(prefix + user, safe='')}:{quote(password, safe='')}@{place}"
        ).geturl()
        for user, password in passwords.items()
    }
    return urls if answers(urls[rights.TOPOLOGY]) else None


def names_a_vhost(url: str) -> bool:
    """Whoever gave this address chose a vhost."""
    return urlsplit(url).path not in ("", "/", "//")


def delete_vhost(server: MessageServer, name: str) -> None:
    """Remove a vhost with all that is in it."""
    server.control("delete_vhost", name)


def answers(url: str) -> bool:
    """A RabbitMQ answers there and lets this user into this vhost."""
    parts = urlsplit(url)
    connection = amqp.Connection(
        host=f"{parts.hostname}:{parts.port or 5672}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        ssl=parts.scheme == "amqps",
        connect_timeout=5,
        read_timeout=5,
        write_timeout=5,
    )
    try:
        connection.connect()
    except (amqp.AMQPError, OSError):
        return False
    connection.close()
    return True


def _named() -> MessageServer | None:
    url = os.environ.get("AMQP_URI")
    if not url:
        return None
    if url.startswith(IN_MEMORY):
        return MessageServer(
            url=IN_MEMORY, told="none, as AMQP_URI says: one process and its memory"
        )
    if not answers(url):
        raise NoServer("AMQP_URI names no RabbitMQ that answers")
    return MessageServer(
        url=url, told="the one that AMQP_URI names", control=management.control_of(url)
    )


def _running() -> MessageServer | None:
    if not answers(RUNNING):
        return None
    return MessageServer(
        url=RUNNING, told="the one running on 127.0.0.1:5672", control=_control_running
    )


def _contained() -> MessageServer | None:
    if not containers.docker_answers():
        return None
    container = (
        DockerContainer(IMAGE)
        .with_env("RABBITMQ_DEFAULT_USER", "gascert")
        .with_env("RABBITMQ_DEFAULT_PASS", "gascert")
        .with_exposed_ports(5672)
    )

    def url() -> str:
        return f"amqp://gascert:gascert@{containers.address(container, 5672)}/"

    def control(*arguments: str, said: str = "") -> bool:
        command = shlex.join(["rabbitmqctl", *arguments])
        told = ["sh", "-c", f"printf %s {shlex.quote(said)} | {command}"]
        return container.exec(told).exit_code == 0

    if not containers.start(container, lambda: answers(url())):
        return None
    return MessageServer(
        url=url(), told=f"a container of {IMAGE}", stop=container.stop, control=control
    )


def _installed(home: Path, *, keep: bool = True) -> MessageServer | None:
    if not broker.installed():
        return None
    own = broker.Broker(home=home)

    def stop() -> None:
        own.stop()
        if not keep:
            shutil.rmtree(home, ignore_errors=True)

    try:
        own.start()
    except (NoServer, OSError, LookupError):
        if not keep:
            raise
        own.stop()
        return None
    return MessageServer(
        url=own.url,
        told="the installed one, started on a port of its own",
        stop=stop,
        control=own.control,
    )


def _control_running(*arguments: str, said: str = "") -> bool:
    return broker.rabbitmqctl(*arguments, said=said) or management.control_of(RUNNING)(
        *arguments, said=said
    )


def _install_with_apt() -> bool:
    if not (running_as_root() and shutil.which("apt-get")):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "--quiet=2"],
        ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "rabbitmq-server"],
    )
    return all(
        subprocess.run(command, env=environment, check=False).returncode == 0
        for command in commands
    )
