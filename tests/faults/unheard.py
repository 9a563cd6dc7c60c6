"""A change that is approved while certificate is away and something is done to its queue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import amqp

from bus import context, topology
from bus.link import connect
from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.enterprise import ApproveCategoryCase, CategoryCase, SubmitCategoryCase
from tests.faults.register import Register
from tests.makers import STAFF, held

CHANGES: Final = topology.events_queue(
    "enterprise", "category_changed", "certificate.categories_changed"
)


def deleted(channel: amqp.Channel) -> None:
    """Delete certificate's queue of changes."""
    channel.queue_delete(CHANGES)


def unbound(channel: amqp.Channel) -> None:
    """Take its binding away, which its consumer would soon restore."""
    channel.queue_unbind(CHANGES, topology.events_exchange("enterprise"), "category_changed")


@contextmanager
def approved_unheard(register: Register, harm: Callable[[amqp.Channel], None]) -> Iterator[None]:
    """A change is approved with certificate dead and its queue harmed; it starts at the end."""
    mortals, firm = register.mortals, register.a_firm()
    firm.registers()
    case = firm.clients.insist(SubmitCategoryCase(categories=held("G")), firm.account)
    mortals.kill("certificate")
    do_to_the_broker(register, harm)
    _approve(register, case)
    yield
    mortals.start("certificate")  # which declares and binds what it consumes from
    firm.approved.append("G")


def do_to_the_broker(register: Register, harm: Callable[[amqp.Channel], None]) -> None:
    """Do something over a connection of one's own."""
    connection = connect(register.mortals.amqp_uri, "tests")
    harm(connection.channel())
    connection.close()


def _approve(register: Register, case: CategoryCase) -> None:
    """Have enterprise approve a case, asked by certificate's name."""
    caller = RabbitExchange(register.mortals.amqp_uri).connect_caller("tests")
    approval = ApproveCategoryCase(case=case.id, version=case.version, fingerprint="0" * 64)
    try:
        with context.acting(STAFF, idempotency_key=case.id.hex):
            Remote("certificate", caller)(approval)
    finally:
        caller.stop()
