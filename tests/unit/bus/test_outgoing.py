"""What goes out over a connection: in order and whole, a few frames at a time."""

from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from eventlet.green import socket

from bus import outgoing
from bus.outgoing import MOST_GATHERED, Outgoing

FRAME = b"frame"


class Plain:
    """What lies below a socket: it takes so much at once, and raises where it takes nothing."""

    def __init__(self, sent: list[bytes], takes: int) -> None:
        self.sent = sent
        self.takes = takes

    def send(self, data: bytes) -> int:
        if self.takes == 0:
            raise BlockingIOError
        self.sent.append(bytes(data[: self.takes]))
        return len(self.sent[-1])


class Wire:
    """A socket that keeps what was sent, in the pieces in which it was sent."""

    def __init__(self, takes: int = 1 << 30, fault: OSError | None = None) -> None:
        self.sent: list[bytes] = []
        self.fault = fault
        self.fd: Plain | None = Plain(self.sent, takes)

    def send(self, data: memoryview) -> int:
        """Take all of it, after whatever wait, or fail."""
        if self.fault is not None:
            raise self.fault
        self.sent.append(bytes(data))
        return len(data)


def out_over(wire: Any) -> tuple[Outgoing, list[str]]:
    told: list[str] = []
    return Outgoing(wire, lambda: told.append("broken")), told


@pytest.fixture
def ends() -> Iterator[tuple[Any, Any]]:
    """Both ends of a connection, of which the first takes little before it is read."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    near = socket.create_connection(listener.getsockname())
    far, _ = listener.accept()
    yield near, far
    for one in (near, far, listener):
        one.close()


def test_what_is_written_in_a_row_is_sent_together_once_the_writer_waits() -> None:
    wire = Wire()
    out, _ = out_over(wire)
    for _ in range(MOST_GATHERED - 1):
        out.write(FRAME)
    assert wire.sent == []
    eventlet.sleep(0)
    assert wire.sent == [FRAME * (MOST_GATHERED - 1)]


def test_no_more_than_a_few_frames_are_gathered() -> None:
    wire = Wire()
    out, _ = out_over(wire)
    for _ in range(MOST_GATHERED + 1):
        out.write(FRAME)
    assert wire.sent == [FRAME * MOST_GATHERED]


def test_a_writer_s_buffer_may_be_used_again_at_once() -> None:
    wire, buffer = Wire(), bytearray(b"one")
    out, _ = out_over(wire)
    out.write(memoryview(buffer))
    buffer[:] = b"two"
    eventlet.sleep(0)
    assert wire.sent == [b"one"]


@pytest.mark.parametrize("takes", [0, 1, 7])
def test_what_the_other_side_does_not_take_at_once_follows_in_its_order(takes: int) -> None:
    wire = Wire(takes)
    out, _ = out_over(wire)
    frames = [b"<%d>" % number for number in range(3 * MOST_GATHERED)]
    for frame in frames:
        out.write(frame)
    eventlet.sleep(0)
    assert b"".join(wire.sent) == b"".join(frames)


def test_a_wire_that_is_full_is_not_tried_again_for_each_frame() -> None:
    wire = Wire(1)
    out, _ = out_over(wire)
    for _ in range(10 * MOST_GATHERED):
        out.write(FRAME)
    assert len(wire.sent) == 1
    eventlet.sleep(0)
    assert b"".join(wire.sent) == FRAME * 10 * MOST_GATHERED


def test_what_was_written_goes_at_once_where_that_is_asked_for() -> None:
    wire = Wire()
    out, _ = out_over(wire)
    out.write(FRAME)
    out.flush()
    assert wire.sent == [FRAME]
    eventlet.sleep(0)
    assert wire.sent == [FRAME]


def test_everything_arrives_whole_at_one_who_reads_slowly(ends: tuple[Any, Any]) -> None:
    near, far = ends
    out, _ = out_over(near)
    frames = [bytes([number]) * 70_000 for number in range(200)]
    for frame in frames:
        out.write(frame)
    whole, read = b"".join(frames), b""
    with eventlet.Timeout(20):
        while len(read) < len(whole):
            read += far.recv(50_000)
            eventlet.sleep(0)
    assert read == whole


def test_a_lost_connection_is_told_and_takes_nothing_more() -> None:
    out, told = out_over(Wire(fault=ConnectionResetError()))
    out.write(FRAME)
    eventlet.sleep(0)
    assert told == ["broken"]
    with pytest.raises(ConnectionError):
        out.write(FRAME)


@pytest.mark.parametrize("stops_with", [None, TimeoutError])
def test_a_connection_on_which_sending_was_stopped_half_way_is_not_used_again(
    ends: tuple[Any, Any], stops_with: type[Exception] | None
) -> None:
    near, _ = ends
    out, told = out_over(near)
    out.write(b"x" * 50_000_000)
    with pytest.raises((eventlet.Timeout, ConnectionError)), eventlet.Timeout(0.1, stops_with):
        out.flush()
    assert told == ["broken"]
    with pytest.raises(ConnectionError):
        out.write(FRAME)


def test_an_encrypted_connection_is_written_to_through_its_encryption_alone() -> None:
    wire = Wire()
    wire.fd = None
    out, _ = out_over(wire)
    for _ in range(3 * MOST_GATHERED):
        out.write(FRAME)
    assert wire.sent == []
    eventlet.sleep(0)
    assert wire.sent == [FRAME * 3 * MOST_GATHERED]


def test_a_connection_that_is_closed_keeps_neither_sender_nor_waiter(
    ends: tuple[Any, Any],
) -> None:
    near, _ = ends
    out, _ = out_over(near)
    out.write(b"x" * 50_000_000)
    waiting = eventlet.spawn(out.wait_for_room)
    eventlet.sleep(0.1)
    out.end()
    near.close()
    with eventlet.Timeout(5):
        waiting.wait()
    assert out.hangs_for == 0.0
    with pytest.raises(ConnectionError):
        out.flush()


def test_who_takes_a_little_at_a_time_is_not_taken_for_one_who_hangs(
    ends: tuple[Any, Any],
) -> None:
    near, far = ends
    out, _ = out_over(near)
    out.write(b"x" * 50_000_000)
    for _ in range(10):
        eventlet.sleep(0.1)
        far.recv(1_000_000)
        far.recv(1_000_000)
    assert 0 < out.hangs_for < 0.9


def test_it_is_told_for_how_long_the_other_side_has_taken_nothing(ends: tuple[Any, Any]) -> None:
    near, _ = ends
    out, _ = out_over(near)
    assert out.hangs_for == 0.0
    out.write(b"x" * 50_000_000)
    eventlet.sleep(0.2)
    assert out.hangs_for > 0.1


def test_whoever_has_much_to_write_waits_until_there_is_room(
    ends: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MOST_WAITING", 1000)
    near, far = ends
    out, _ = out_over(near)
    out.write(b"x" * 50_000_000)
    waiting = eventlet.spawn(out.wait_for_room)
    eventlet.sleep(0.1)
    assert not waiting.dead
    reading = eventlet.spawn(lambda: [None for _ in iter(lambda: far.recv(1 << 20), b"")])
    with eventlet.Timeout(20):
        waiting.wait()
    reading.kill()


def test_nobody_waits_for_room_on_a_lost_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MOST_WAITING", 0)
    out, _ = out_over(Wire(fault=ConnectionResetError()))
    out.write(FRAME)
    with eventlet.Timeout(5):
        out.wait_for_room()
