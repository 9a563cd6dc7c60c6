"""Servers on which everybody has a user or a role of their own, with the least that each needs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bus.rights import USERS
from gascert_local import rabbitmq
from gascert_local.found import MessageServer
from tests.provision import Vhosts

PASSWORD = "guarded"


@dataclass(frozen=True, kw_only=True)
class GuardedBus:
    """A vhost with a user for each part; `server` is the administrator's way to it."""

    server: MessageServer
    vhost: str
    prefix: str
    urls: dict[str, str]

    def take_rights_away(self, user: str) -> None:
        """Take a user's rights away, on the connections that stand as well."""
        assert self.control("clear_permissions", "--vhost", self.vhost, self.prefix + user)
        assert self.control("close_all_user_connections", self.prefix + user, "rights are gone")

    def control(self, *arguments: str) -> bool:
        return self.server.control(*arguments)

    def grant(self) -> None:
        """Give everybody their rights."""
        made = rabbitmq.with_users(self.server, dict.fromkeys(USERS, PASSWORD), prefix=self.prefix)
        assert made is not None
        self.urls.update(made)

    def declare(self) -> None:
        """Declare exchanges and queues, as a deployment does before it starts services."""
        command = [sys.executable, "-W", "ignore", "-m", "bus.topology", self.urls["topology"]]
        subprocess.run(command, check=True, capture_output=True)


@contextmanager
def a_guarded_bus(vhosts: Vhosts) -> Iterator[GuardedBus]:
    """A fresh vhost with its topology, and users that go with it."""
    before, server = vhosts.made, vhosts.fresh_server()
    vhost = server.url.rpartition("/")[2]
    bus = GuardedBus(server=server, vhost=vhost, prefix=f"{vhost}-", urls={})
    bus.grant()
    try:
        bus.declare()
        yield bus
    finally:
        for user in USERS:
            server.control("delete_user", bus.prefix + user)
        vhosts.delete(beyond=before)
