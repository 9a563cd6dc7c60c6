"""Questions that have begun: acknowledged once they are answered, a few at a time."""

from contextlib import suppress
from itertools import islice
from typing import Any

import amqp

from bus.failpoints import failpoint
from bus.link import BREAKS


class Questions:
    """The questions of one connection that have begun, acknowledged a few at a time once answered.

    An answer that another replica gives once more, because the first was not yet acknowledged when
    its process was killed, reaches nobody.
    """

    TOGETHER = 4

    def __init__(self, channel: Any = None) -> None:
        self._channel = channel
        self._open: dict[int, None] = {}  # in their order
        self._answered: list[int] = []

    def add(self, message: amqp.Message) -> None:
        """Remember one that has begun."""
        self._open[message.delivery_tag] = None

    def answered(self, message: amqp.Message) -> None:
        """Acknowledge those that have been answered, if they are some or there are no others."""
        if message.delivery_tag not in self._open or message.channel is not self._channel:
            return
        self._answered.append(message.delivery_tag)
        if len(self._answered) < min(self.TOGETHER, len(self._open)):
            return
        failpoint("calls.before_ack")
        tags, self._answered = self._answered, []
        oldest = set(islice(self._open, len(tags)))
        for tag in tags:
            del self._open[tag]
        with suppress(*BREAKS):
            if oldest == set(tags):
                message.channel.basic_ack(max(tags), multiple=True)
                return
            for tag in tags:
                message.channel.basic_ack(tag)
