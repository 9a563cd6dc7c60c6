"""What each user may do on RabbitMQ, made from the contracts: `python -m bus.rights` prints it.

It prints definitions as `rabbitmqctl import_definitions` and the management API load them: a user
for each asker of `contracts.asks` and one for the topology, with the least that each needs. Names
of users begin with `--prefix`. The password of a user, say of `identity`, is read from the file
that `IDENTITY_AMQP_PASSWORD_FILE` names, or from `IDENTITY_AMQP_PASSWORD`; only its hash is told.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bus import passwords, topology
from contracts.asks import ASKERS, asked_by, askers_of
from contracts.catalogue import classes_of
from contracts.message import Event
from contracts.subscriptions import SUBSCRIPTIONS

TOPOLOGY: Final = "topology"
USERS: Final = (*ASKERS, TOPOLOGY)
PASSWORDS: Final = {user: f"{user.upper()}_AMQP_PASSWORD" for user in USERS}
PLACE: Final = "[0-9a-f-]{36}"
NOTHING: Final = "^$"
HASHING: Final = "rabbit_password_hashing_sha256"


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Patterns of the names that a user may configure, write to and read from.

    `topics` holds, for a topic exchange, those of the routing keys it may write and read; on an
    exchange that is not named there, all.
    """

    configure: str
    write: str
    read: str
    topics: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def rights_of(user: str) -> Rights:
    """Give the rights of a user, whose name here has no prefix."""
    return _of_topology() if user == TOPOLOGY else _of_asker(user)


def _of_asker(user: str) -> Rights:
    """A queue of replies, calls to ask, and for a service its own queues and events.

    Writing to a queue is binding it: a service restores a binding of its own that is lost.
    A service answers whoever may ask it, and stock nameko clients, whose reply addresses are
    bare; nobody can have messages brought to an address that is another's.
    """
    replies = re.escape(topology.reply_queue(user, "")) + PLACE
    sends = [re.escape(f"{owner}.{call}") for owner, call in sorted(asked_by(user))]
    gets = [_address_of(user)]
    topics: dict[str, tuple[str, str]] = {}
    queues: list[str] = []
    if user in topology.SOURCES:
        sends += [*map(_address_of, askers_of(user)), PLACE]
        gets.append(re.escape(topology.calls_to(user)))
        queues = [topology.calls_queue(user), *topology.queues_of_subscriber(user)]
        topics = _of_events(user)
    topics[topology.RPC_EXCHANGE] = (_any_of(sends), _any_of(gets))
    written = [exchange for exchange, (write, _) in topics.items() if write != NOTHING]
    read = [exchange for exchange, (_, read) in topics.items() if read != NOTHING]
    return Rights(
        configure=_any_of([replies]),
        write=_any_of([*map(re.escape, written + queues), replies]),
        read=_any_of([*map(re.escape, read + queues), replies]),
        topics=topics,
    )


def _of_events(service: str) -> dict[str, tuple[str, str]]:
    """On each events exchange of its concern, what it may announce and what be told."""
    announced = [re.escape(event.wire_name) for event in classes_of(service, Event)]
    told: dict[str, list[str]] = {}
    for source, event, _ in topology.queues_of_subscriber(service).values():
        told.setdefault(source, []).append(re.escape(event))
    return {
        topology.events_exchange(source): (
            _any_of(announced if source == service else []),
            _any_of(told.get(source, [])),
        )
        for source in {service, *told}
    }


def _address_of(asker: str) -> str:
    return re.escape(topology.reply_address(asker, "")) + PLACE


def _of_topology() -> Rights:
    """Everything that is declared ahead of the services, and nothing that a service declares."""
    names = [topology.RPC_EXCHANGE, topology.DEAD]
    names += [topology.events_exchange(source) for source in topology.SOURCES]
    names += [topology.calls_queue(service) for service in topology.SOURCES]
    sources = {event.partition(".")[0] for event in SUBSCRIPTIONS}
    names += [queue for source in sorted(sources) for queue in topology.subscribers_queues(source)]
    all_of_them = _any_of([re.escape(name) for name in names])
    nowhere = {topology.events_exchange(source): (NOTHING, ".*") for source in topology.SOURCES} | {
        topology.RPC_EXCHANGE: (NOTHING, ".*")
    }
    return Rights(configure=all_of_them, write=all_of_them, read=all_of_them, topics=nowhere)


def _any_of(patterns: Iterable[str]) -> str:
    found = list(patterns)
    return f"^({'|'.join(found)})$" if found else NOTHING


def definitions(vhost: str, known: Mapping[str, str], *, prefix: str = "") -> dict[str, Any]:
    """Write the rights down in RabbitMQ's form, for the users whose passwords are given."""
    rights = {f"{prefix}{user}": rights_of(user) for user in known}
    return {
        "vhosts": [{"name": vhost}],
        "users": [
            {
                "name": f"{prefix}{user}",
                "password_hash": _hashed(password),
                "hashing_algorithm": HASHING,
                "tags": [],
                "limits": {},
            }
            for user, password in known.items()
        ],
        "permissions": [
            {
                "user": user,
                "vhost": vhost,
                "configure": each.configure,
                "write": each.write,
                "read": each.read,
            }
            for user, each in rights.items()
        ],
        "topic_permissions": [
            {"user": user, "vhost": vhost, "exchange": exchange, "write": write, "read": read}
            for user, each in rights.items()
            for exchange, (write, read) in each.topics.items()
        ],
    }


def _hashed(password: str) -> str:
    """Hash a password as RabbitMQ keeps it: salt and SHA-256 in base64."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _main() -> None:
    parser = argparse.ArgumentParser(prog="bus.rights", description=__doc__)
    parser.add_argument("--vhost", default="/")
    parser.add_argument("--prefix", default="")
    given = parser.parse_args()
    try:
        known = passwords.read(os.environ, PASSWORDS)
    except LookupError as missing:
        sys.exit(f"{missing}")
    written = definitions(given.vhost, known, prefix=given.prefix)
    sys.stdout.write(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    _main()
