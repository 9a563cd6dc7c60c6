"""The sender of events: none counts as confirmed before the broker has said so."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import amqp
import pytest

from bus import rabbit_sender
from bus.rabbit_sender import RabbitSender
from bus.wire import Delivery

ALONE, TOGETHER = False, True


class FakeLink:
    """A connection that stands, and that can be lost."""

    def __init__(self, uri: str, name: str, *, opened: Any, closed: Callable[[], None]) -> None:
        self.closed = closed
        self.was_broken_off = False

    def wait_until_up(self, seconds: float) -> bool:
        return True

    def wait_for_room(self) -> None:
        """There is room."""

    def flush(self) -> None:
        """Everything goes at once."""

    def break_off(self) -> None:
        self.was_broken_off = True
        self.closed()


class FakeChannel:
    """A broker's end: what it says to each message it is told in `said`, by number from 1."""

    def __init__(self, sender: RabbitSender, said: Callable[[int, amqp.Message], None]) -> None:
        self.sender = sender
        self.said = said
        self.count = 0

    def basic_publish(self, message: amqp.Message, *_: Any, **__: Any) -> None:
        self.count += 1
        self.said(self.count, message)


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> RabbitSender:
    monkeypatch.setattr(rabbit_sender, "Link", FakeLink)
    monkeypatch.setattr(rabbit_sender, "SECONDS_TO_CONFIRM", 0.2)
    return RabbitSender("amqp://", "test")


def events(count: int) -> list[Delivery]:
    return [
        Delivery(
            event_id=uuid4(),
            source="enterprise",
            name="category_changed",
            body=json.dumps({"number": number}),
            headers="{}",
        )
        for number in range(count)
    ]


def sent(sender: RabbitSender, batch: list[Delivery], said: Callable[..., None]) -> list[UUID]:
    sender._channel = FakeChannel(sender, said)
    sender._next_tag = 1
    return sender.send(batch)


def test_all_are_confirmed_that_the_broker_acknowledges(sender: RabbitSender) -> None:
    batch = events(3)
    told = sent(sender, batch, lambda tag, _: sender._acked(tag, ALONE))
    assert told == [event.event_id for event in batch]


def test_one_acknowledgement_may_stand_for_several(sender: RabbitSender) -> None:
    batch = events(3)
    told = sent(sender, batch, lambda tag, _: sender._acked(tag, TOGETHER) if tag == 3 else None)
    assert told == [event.event_id for event in batch]


def test_the_batch_is_not_confirmed_while_some_of_it_is_still_to_be_published(
    sender: RabbitSender,
) -> None:
    """All that were published are acknowledged at once; the last one never is."""
    batch = events(3)
    told = sent(sender, batch, lambda tag, _: sender._acked(tag, ALONE) if tag < 3 else None)
    assert told == [event.event_id for event in batch[:2]]
    assert sender._link.was_broken_off  # type: ignore[attr-defined]  # of the fake


def test_what_a_slow_broker_has_confirmed_counts_and_the_rest_is_sent_again(
    sender: RabbitSender,
) -> None:
    batch = events(5)

    def said(tag: int, message: amqp.Message) -> None:
        if tag == 2:
            sender._returned(None, "", "", message)
        if tag <= 3:
            sender._acked(tag, ALONE)

    assert sent(sender, batch, said) == [batch[0].event_id, batch[2].event_id]
    assert sender._link.was_broken_off  # type: ignore[attr-defined]  # of the fake


def test_what_the_broker_refuses_or_returns_is_not_confirmed(sender: RabbitSender) -> None:
    batch = events(4)

    def said(tag: int, message: amqp.Message) -> None:
        if tag == 2:
            sender._nacked(tag, ALONE)
            return
        if tag == 3:
            sender._returned(None, "", "", message)
        sender._acked(tag, ALONE)

    assert sent(sender, batch, said) == [batch[0].event_id, batch[3].event_id]


def test_what_is_under_way_when_the_connection_is_lost_is_not_confirmed(
    sender: RabbitSender,
) -> None:
    batch = events(3)

    def said(tag: int, _: Any) -> None:
        if tag == 1:
            sender._acked(tag, ALONE)
        if tag == 3:
            channel = sender._channel
            sender._closed()
            sender._channel = channel

    assert sent(sender, batch, said) == [batch[0].event_id]


def test_a_connection_that_is_another_by_now_is_not_published_on(sender: RabbitSender) -> None:
    def said(tag: int, _: Any) -> None:
        sender._channel = FakeChannel(sender, said)

    with pytest.raises(OSError, match="did not confirm"):
        sent(sender, events(2), said)


def test_late_answers_to_a_batch_given_up_confirm_nothing_of_the_next(
    sender: RabbitSender,
) -> None:
    with pytest.raises(OSError, match="did not confirm"):
        sent(sender, events(2), lambda *_: None)
    batch = events(2)
    channel = FakeChannel(sender, lambda *_: None)
    sender._channel, first = channel, sender._next_tag

    def said(count: int, _: Any) -> None:
        sender._acked(count, ALONE)  # tags of the batch before
        if count == 2:
            sender._nacked(first, ALONE)
            sender._acked(first + 1, ALONE)

    channel.said = said
    assert sender.send(batch) == [batch[1].event_id]


def test_without_a_connection_nothing_is_sent(
    sender: RabbitSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeLink, "wait_until_up", lambda *_: False)
    with pytest.raises(OSError, match="no broker"):
        sender.send(events(1))
